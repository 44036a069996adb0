/* dispatch.c: header, version check, decoding, the handler, encoding: the same for every API. */
#include "broker/dispatch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/api/api.h"
#include "broker/broker.h"
#include "wire/frame.h"

/* ---- memory ---- */

struct request *request_new(struct broker *b)
{
    struct server *s = &b->server;
    struct request *rq = s->spare;
    if (rq != NULL) {
        s->spare = rq->next;
        s->spare_count--;
        rq->next = NULL;
        return rq;
    }
    rq = mem_zero(1, sizeof *rq);
    rq->broker = b;
    arena_init(&rq->arena, 0);
    rq->arena.held = &s->arena_bytes;
    return rq;
}

static void request_free(struct request *rq)
{
    buf_deinit(&rq->frame);
    buf_deinit(&rq->data);
    arena_deinit(&rq->arena);
    free(rq);
}

/* Keeps it, with its memory, for the next one. */
static void request_spare(struct request *rq)
{
    struct broker *b = rq->broker;
    struct server *s = &b->server;
    arena_reset(&rq->arena);
    buf_clear(&rq->frame);
    buf_clear(&rq->data);
    *rq = (struct request){
        .broker = b, .arena = rq->arena, .frame = rq->frame, .data = rq->data, .next = s->spare};
    s->spare = rq;
    s->spare_count++;
}

static void trim_later(struct broker *b)
{
    if (b->server.trim.place == 0 && !b->stopping)
        timers_set(&b->timers, &b->server.trim, clock_mono_ms() + TRIM_AFTER_MS);
}

void request_release(struct request *rq)
{
    struct broker *b = rq->broker;
    struct server *s = &b->server;
    bool large = rq->frame.cap > SPARE_FRAME_BYTES || rq->data.cap > SPARE_FRAME_BYTES;
    size_t claim = rq->frame_claim;
    timers_cancel(&b->timers, &rq->timer);
    turns_cancel(&s->turns, &rq->turn);
    peer_drop(rq->peer);
    rq->peer = NULL;
    buf_deinit(&rq->answer);
    if (large)
        trim_later(b);
    if (large || s->spare_count == SPARE_REQUESTS)
        request_free(rq);
    else
        request_spare(rq);
    server_gave_room(b, claim);
}

void request_shed(struct request *rq)
{
    size_t claim = rq->frame_claim;
    rq->frame_claim = 0;
    buf_deinit(&rq->frame);
    buf_deinit(&rq->data);
    server_gave_room(rq->broker, claim);
}

void requests_free_spare(struct broker *b)
{
    struct request *next;
    for (struct request *rq = b->server.spare; rq != NULL; rq = next) {
        next = rq->next;
        request_free(rq);
    }
    b->server.spare = NULL;
    b->server.spare_count = 0;
}

/* ---- answering ---- */

static void answered(struct request *rq)
{
    rq->stage = REQUEST_ANSWERED;
    if (rq->conn != NULL)
        conn_answered(rq->conn, rq);
    else
        request_release(rq);
}

static void abort_because(struct request *rq, const char *why);

/* While clients take too little of their answers a large one more is not kept for them. A Fetch
 * has seen to it itself. */
static bool may_be_kept(const struct request *rq)
{
    return rq->answer.len <= LIMIT_CROWDED_BYTES || rq->api->key == API_FETCH ||
           rq->broker->server.output_bytes <= LIMIT_OUTPUT_BYTES_ALL;
}

static void finish_as(struct request *rq, int16_t version)
{
    struct err err;
    if (rq->conn != NULL &&
        response_write(&rq->answer, rq->api, version, rq->correlation, rq->out, &err) != 0) {
        log_line(LOG_ERROR, "cannot answer %s: %s", rq->api->name, err.text);
        request_abort(rq);
        return;
    }
    if (rq->conn != NULL && !may_be_kept(rq)) {
        abort_because(rq, "a large answer, while clients take too little of theirs");
        return;
    }
    /* It is all in the answer now, which may have to wait for others. */
    if (rq->arena.used > SMALL_ARENA_BYTES || rq->data.cap > SPARE_FRAME_BYTES)
        trim_later(rq->broker);
    if (rq->data.cap > SPARE_FRAME_BYTES)
        buf_deinit(&rq->data);
    arena_reset(&rq->arena);
    answered(rq);
}

void request_finish(struct request *rq)
{
    finish_as(rq, rq->version);
}

static void abort_because(struct request *rq, const char *why)
{
    struct conn *c = rq->conn;
    rq->stage = REQUEST_ANSWERED; /* with nothing */
    if (c != NULL)
        conn_close(c, why);
    else
        request_release(rq);
}

void request_wait_turn(struct request *rq, void (*run)(struct turn *turn))
{
    rq->turn.run = run;
    turns_wait(rq->peer, &rq->turn);
}

static void on_next_steps(struct turn *turn)
{
    struct request *rq = CONTAINER_OF(turn, struct request, turn);
    if (rq->broker->stopping)
        request_abort(rq);
    else
        request_reply(rq, request_each(rq, &rq->each));
}

enum reply request_each(struct request *rq, const struct each *each)
{
    rq->each = *each;
    for (; rq->each.next < rq->each.count; rq->each.next++) {
        if (request_turn_is_over(rq)) {
            request_wait_turn(rq, on_next_steps);
            return LATER;
        }
        rq->each.step(rq, rq->each.next);
    }
    return rq->each.end(rq);
}

bool request_turn_is_over(const struct request *rq)
{
    return turns_is_over(&rq->broker->server.turns);
}

void request_abort(struct request *rq)
{
    abort_because(rq, NULL);
}

void request_address(struct request *rq, struct bytes *host, int32_t *port)
{
    static const char nowhere[] = "127.0.0.1"; /* nobody will read it */
    *host = bytes_of(rq->conn != NULL ? conn_host(rq->conn) : nowhere);
    *port = rq->conn != NULL ? conn_port(rq->conn) : 0;
}

struct bytes request_peer(struct request *rq)
{
    const char *peer = rq->conn != NULL ? conn_peer(rq->conn) : "";
    return bytes_of(arena_printf(&rq->arena, "/%s", peer));
}

/* ---- handling ---- */

static const struct handler_row *const families[] = {
    versions_handlers,  metadata_handlers, topics_handlers, configs_handlers,
    producers_handlers, produce_handlers,  fetch_handlers,  list_offsets_handlers,
    groups_handlers,    offsets_handlers,
};

const struct handler_row *handler_find(int16_t key)
{
    for (size_t i = 0; i < ARRAY_SIZE(families); i++)
        for (const struct handler_row *row = families[i]; row->handle != NULL; row++)
            if (row->key == key)
                return row;
    return NULL;
}

static int decode(struct request *rq, struct bytes at, struct err *err)
{
    rq->arena.limit = request_arena_limit(rq->frame.len);
    void *in = arena_alloc(&rq->arena, rq->api->request->size);
    if (in == NULL)
        return err_set(err, ERR_TOO_BIG, "the request's bound is passed");
    rq->in = in;
    int rc =
        wire_decode(rq->api->request, api_version(rq->api, rq->version), &at, &rq->arena, in, err);
    rq->arena.limit = 0; /* from here on handlers allocate, in proportion to what was decoded */
    return rc;
}

void request_reply(struct request *rq, enum reply reply)
{
    switch (reply) {
    case REPLY:
        request_finish(rq);
        break;
    case SILENT:
        answered(rq);
        break;
    case CLOSE:
        request_abort(rq);
        break;
    case LATER:
        break;
    }
}

static void handle(struct request *rq, const struct handler_row *row)
{
    rq->out = wire_new(rq->api->response, &rq->arena, 1);
    rq->stage = REQUEST_PARKED;
    request_reply(rq, row->handle(rq));
}

/* KIP-511: an ApiVersions of a version that we do not know is answered in version 0. */
static void answer_unknown_version(struct request *rq)
{
    rq->out = wire_new(rq->api->response, &rq->arena, 1);
    api_versions_unsupported(rq);
    finish_as(rq, 0);
}

void dispatch(struct request *rq)
{
    struct request_header header;
    struct bytes at = buf_bytes(&rq->frame);
    enum frame_result result = request_header_read(&at, &header);
    struct err err;
    rq->version = header.version;
    rq->correlation = header.correlation_id;
    if (result == FRAME_WRONG_VERSION && header.key == API_API_VERSIONS) {
        rq->api = api_find(API_API_VERSIONS);
        answer_unknown_version(rq);
        return;
    }
    const struct handler_row *row = result == FRAME_OK ? handler_find(header.key) : NULL;
    if (row == NULL) {
        abort_because(rq, "no request, or of an API or version that is not served");
        return;
    }
    rq->api = header.api;
    rq->client_id = header.client_id;
    if (decode(rq, at, &err) != 0) {
        abort_because(rq, err.text);
        return;
    }
    handle(rq, row);
}
