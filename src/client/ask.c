/* ask.c: finding a broker, agreeing on versions, asking again. */
#include "client/ask.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/options.h"
#include "client/ask_wire.h"
#include "wire/errors.h"

enum {
    NOT_CONNECTED = -1,
    CONNECT_MS = 10000, /* Kafka's socket.connection.setup.timeout.ms */
    PAUSE_MS = 50,      /* between rounds; doubles, as reconnect.backoff.ms does */
    PAUSE_MOST_MS = 1000,
    KEYS = 128,
};

struct range {
    bool known;
    int16_t min, max;
};

struct ask {
    struct ask_settings settings;
    int fd;
    struct bootstrap controller; /* its addresses, when another broker than the one we found */
    bool at_controller;
    struct range ranges[KEYS]; /* of the broker that fd leads to */
    int32_t correlation_id;
    struct buf request, frame;
};

struct ask *ask_open(const struct ask_settings *settings)
{
    struct ask *a = mem_zero(1, sizeof *a);
    a->settings = *settings;
    a->fd = NOT_CONNECTED;
    return a;
}

static void disconnect(struct ask *a)
{
    if (a->fd != NOT_CONNECTED)
        close(a->fd);
    a->fd = NOT_CONNECTED;
    a->at_controller = false;
}

void ask_close(struct ask *a)
{
    if (a == NULL)
        return;
    disconnect(a);
    bootstrap_deinit(&a->controller);
    buf_deinit(&a->request);
    buf_deinit(&a->frame);
    free(a);
}

static void waiting(void *ctx)
{
    struct ask *a = ctx;
    if (a->settings.waiting != NULL)
        a->settings.waiting(a->settings.events.ctx);
}

static struct ask_wait wait_until(struct ask *a, int64_t deadline_ms, int64_t at_most_ms)
{
    int64_t until = clock_mono_ms() + at_most_ms;
    return (struct ask_wait){
        .until_ms = until < deadline_ms ? until : deadline_ms, .waiting = waiting, .ctx = a};
}

/* ---- one exchange ---- */

/* The answer's bytes move into the arena, since its views point into them. */
static int read_answer(struct ask *a, const struct api *api, int16_t version, struct arena *arena,
                       void *response, struct err *err)
{
    int32_t correlation_id;
    struct bytes frame = arena_copy(arena, buf_bytes(&a->frame));
    if (bytes_is_null(frame))
        return err_set(err, ERR_TOO_BIG, "an answer of %zu bytes", a->frame.len);
    int rc = response_read(frame, api, version, &correlation_id, arena, response, err);
    if (rc == 0 && correlation_id != a->correlation_id)
        rc = err_set(err, ERR_CORRUPT, "%s: an answer to another request", api->name);
    return rc;
}

static int exchange(struct ask *a, const struct api *api, int16_t version, const void *request,
                    int64_t deadline_ms, struct err *err)
{
    struct ask_wait wait = wait_until(a, deadline_ms, a->settings.request_timeout_ms);
    buf_clear(&a->request);
    int rc = request_write(&a->request, api, version, ++a->correlation_id,
                           bytes_of(a->settings.client_id), request, err);
    return rc != 0 ? rc : ask_wire_exchange(a->fd, buf_bytes(&a->request), &wait, &a->frame, err);
}

/* ---- versions ---- */

static void note_versions(struct ask *a, const struct api_versions_response *answer)
{
    memset(a->ranges, 0, sizeof a->ranges);
    for (int32_t i = 0; i < answer->api_keys.count; i++) {
        const struct api_versions_key *key = &answer->api_keys.items[i];
        if (key->api_key >= 0 && key->api_key < KEYS)
            a->ranges[key->api_key] = (struct range){true, key->min_version, key->max_version};
    }
}

/* A broker that does not support our version responds in version 0 with error 35 (KIP-511). */
static int agree_on_versions(struct ask *a, int64_t deadline_ms, struct err *err)
{
    enum { NEW = 3, OLD = 0, CORRELATION_ID = 4 };
    const struct api *api = api_find(API_API_VERSIONS);
    struct api_versions_request request = {
        .client_software_name = bytes_of("ground-control"),
        .client_software_version = bytes_of(GROUND_VERSION),
    };
    struct api_versions_response answer;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    int16_t version = NEW;
    int rc = exchange(a, api, version, &request, deadline_ms, err);
    if (rc == 0 && a->frame.len >= CORRELATION_ID + 2 &&
        be16_get(a->frame.data + CORRELATION_ID) == KAFKA_UNSUPPORTED_VERSION) {
        version = OLD;
        rc = exchange(a, api, version, &request, deadline_ms, err);
    }
    if (rc == 0)
        rc = read_answer(a, api, version, &arena, &answer, err);
    if (rc == 0)
        note_versions(a, &answer);
    arena_deinit(&arena);
    return rc;
}

static int choose_version(const struct ask *a, const struct api *api, int16_t *version,
                          struct err *err)
{
    const struct range *theirs = &a->ranges[api->key];
    *version = theirs->max < api->max ? theirs->max : api->max;
    if (!theirs->known || *version < theirs->min || *version < api->min)
        return err_set(err, ERR_VERSION, "The broker does not support %s", api->name);
    return 0;
}

/* ---- connections ---- */

static void tell_trouble(struct ask *a, const struct bootstrap_address *to, const char *why)
{
    struct client_trouble t = {
        .node = -1, .host = to->host, .port = to->port, .why = why, .never_reached = true};
    if (a->settings.events.trouble != NULL)
        a->settings.events.trouble(a->settings.events.ctx, &t);
}

/* Tries each address once and stays with the first broker that reports its versions. */
static int connect_to(struct ask *a, const struct bootstrap *to, int64_t deadline_ms,
                      struct err *err)
{
    int rc = ERR_UNREACHABLE;
    for (size_t i = 0; i < to->count && clock_mono_ms() < deadline_ms; i++) {
        struct ask_wait wait = wait_until(a, deadline_ms, CONNECT_MS);
        rc = ask_wire_connect(&to->items[i], &wait, &a->fd, err);
        if (rc != 0) {
            a->fd = NOT_CONNECTED;
            tell_trouble(a, &to->items[i], err->text);
            continue;
        }
        if ((rc = agree_on_versions(a, deadline_ms, err)) == 0) {
            if (a->settings.reached != NULL)
                a->settings.reached(a->settings.events.ctx);
            return 0;
        }
        tell_trouble(a, &to->items[i], err->text);
        disconnect(a);
    }
    return rc;
}

static int ask_connected(struct ask *a, enum api_key key, const void *request, void *response,
                         struct arena *arena, int64_t deadline_ms, struct err *err)
{
    const struct api *api = api_find(key);
    int16_t version;
    int rc = choose_version(a, api, &version, err);
    if (rc != 0)
        return rc;
    rc = exchange(a, api, version, request, deadline_ms, err);
    return rc != 0 ? rc : read_answer(a, api, version, arena, response, err);
}

/* Connects to the controller, unless the cluster has only one broker. */
static int go_to_controller(struct ask *a, int64_t deadline_ms, struct err *err)
{
    struct metadata_request request = {.topics = {.count = 0}};
    struct metadata_response answer;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    int rc = ask_connected(a, API_METADATA, &request, &answer, &arena, deadline_ms, err);
    bootstrap_deinit(&a->controller);
    for (int32_t i = 0; rc == 0 && answer.brokers.count > 1 && i < answer.brokers.count; i++) {
        char host[256], port[16];
        if (answer.brokers.items[i].node_id != answer.controller_id)
            continue;
        bytes_to_text(answer.brokers.items[i].host, host, sizeof host);
        snprintf(port, sizeof port, "%d", answer.brokers.items[i].port);
        bootstrap_add(&a->controller, host, port);
    }
    arena_deinit(&arena);
    if (rc == 0 && a->controller.count > 0) {
        disconnect(a);
        rc = connect_to(a, &a->controller, deadline_ms, err);
    }
    a->at_controller = rc == 0;
    return rc;
}

static int try_once(struct ask *a, enum ask_whom whom, enum api_key key, const void *request,
                    void *response, struct arena *arena, int64_t deadline_ms, struct err *err)
{
    int rc = a->fd != NOT_CONNECTED ? 0 : connect_to(a, a->settings.addresses, deadline_ms, err);
    if (rc == 0 && whom == ASK_CONTROLLER && !a->at_controller)
        rc = go_to_controller(a, deadline_ms, err);
    if (rc == 0)
        rc = ask_connected(a, key, request, response, arena, deadline_ms, err);
    if (rc != 0 && rc != ERR_VERSION)
        disconnect(a);
    return rc;
}

int ask_call(struct ask *a, enum ask_whom whom, enum api_key key, const void *request,
             void *response, struct arena *arena, struct err *err)
{
    int64_t deadline_ms = clock_mono_ms() + a->settings.timeout_ms;
    int pause_ms = PAUSE_MS;
    for (;;) {
        int rc = try_once(a, whom, key, request, response, arena, deadline_ms, err);
        if (rc == 0 || rc == ERR_VERSION || rc == ERR_CORRUPT || rc == ERR_TOO_BIG)
            return rc;
        if (clock_mono_ms() + pause_ms >= deadline_ms)
            return err_set(err, ERR_TIMEOUT, "no broker answered in %lld ms",
                           (long long)a->settings.timeout_ms);
        waiting(a);
        poll(NULL, 0, pause_ms);
        pause_ms = pause_ms * 2 > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause_ms * 2;
    }
}
