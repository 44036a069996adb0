/* conn.c: how connections begin, what they may take their time for, how they end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/conn_inner.h"

const char *conn_host(const struct conn *c)
{
    return c->host;
}

int32_t conn_port(const struct conn *c)
{
    return c->port;
}

const char *conn_peer(const struct conn *c)
{
    return c->peer->address;
}

size_t conn_owed_bytes(const struct conn *c)
{
    return c->ready_bytes + c->output_bytes;
}

/* ---- closing ---- */

static void on_closed(uv_handle_t *handle)
{
    struct conn *c = (struct conn *)handle;
    peer_drop(c->peer);
    free(c);
}

static void drop_requests(struct conn *c)
{
    struct request *rq = c->first;
    c->first = NULL;
    c->end = &c->first;
    while (rq != NULL) {
        struct request *next = rq->next;
        rq->conn = NULL;
        if (rq->stage == REQUEST_ANSWERED)
            request_release(rq);
        else if (rq->gone != NULL)
            rq->gone(rq);
        rq = next;
    }
}

/* What strangers do is said, but they shall not fill the disk that keeps what we say. */
static void complain(struct server *s, enum log_level level, const char *what, const char *peer,
                     const char *why)
{
    int64_t now_ms = clock_mono_ms();
    if (now_ms - s->complaints_ms >= 1000) {
        if (s->complaints > LIMIT_COMPLAINTS)
            log_line(LOG_INFO, "%u more such lines were left out",
                     s->complaints - LIMIT_COMPLAINTS);
        s->complaints = 0;
        s->complaints_ms = now_ms;
    }
    if (s->complaints++ < LIMIT_COMPLAINTS)
        log_line(level, "%s %s: %s", what, peer, why);
}

void conn_close(struct conn *c, const char *why)
{
    struct server *s = &c->broker->server;
    if (c->closing)
        return;
    c->closing = true;
    if (why != NULL)
        complain(s, LOG_INFO, "closed the connection of", c->peer->address, why);
    timers_cancel(&c->broker->timers, &c->timer);
    turns_cancel(&s->turns, &c->turn);
    if (c->prev != NULL)
        c->prev->next = c->next;
    else
        s->conns = c->next;
    if (c->next != NULL)
        c->next->prev = c->prev;
    s->conn_count--;
    c->peer->conn_count--;
    s->output_bytes -= conn_owed_bytes(c);
    c->output_bytes = c->ready_bytes = 0;
    conn_stop_hunger(c);
    if (c->frame != NULL)
        request_release(c->frame);
    c->frame = NULL;
    drop_requests(c);
    buf_deinit(&c->held);
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

/* ---- time ---- */

static int64_t conn_due(const struct conn *c, const char **why)
{
    int64_t idle_ms = config_number(&c->broker->config, BROKER_CONNECTIONS_MAX_IDLE_MS);
    if (c->output_bytes > 0) {
        *why = "it takes none of its answers";
        return c->active_ms + LIMIT_STALLED_MS;
    }
    if (c->size_have > 0 && !c->paused) {
        *why = "a request did not become whole in time";
        size_t have = c->frame != NULL ? c->frame->frame.len : 0;
        return c->frame_began_ms + LIMIT_FRAME_MS + (int64_t)(have / LIMIT_FRAME_BYTES_PER_MS);
    }
    *why = "idle";
    return idle_ms < 0 || idle_ms > INT32_MAX ? INT64_MAX : c->active_ms + idle_ms;
}

void conn_watch_time(struct conn *c)
{
    const char *why;
    int64_t due = conn_due(c, &why);
    if (due == INT64_MAX)
        timers_cancel(&c->broker->timers, &c->timer);
    else if (c->timer.place == 0 || c->timer.due_ms > due)
        timers_set(&c->broker->timers, &c->timer, due);
}

static void on_time(struct timer *timer)
{
    struct conn *c = CONTAINER_OF(timer, struct conn, timer);
    const char *why;
    int64_t now = clock_mono_ms();
    if (c->first != NULL && c->output_bytes == 0 && c->size_have == 0)
        c->active_ms = now; /* a connection that waits for us is not idle */
    if (conn_due(c, &why) > now)
        conn_watch_time(c);
    else
        conn_close(c, why);
}

/* ---- the two ends ---- */

static void name_ends(struct conn *c)
{
    struct sockaddr_storage addr;
    char peer[sizeof c->peer->address] = "";
    int len = sizeof addr;
    uv_tcp_getsockname(&c->tcp, (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, c->host, sizeof c->host);
    c->port = ntohs(addr.ss_family == AF_INET ? ((struct sockaddr_in *)&addr)->sin_port
                                              : ((struct sockaddr_in6 *)&addr)->sin6_port);
    len = sizeof addr;
    uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, peer, sizeof peer);
    c->peer = peer_of(&c->broker->server.turns, peer);
}

/* ---- making room: who has been silent longest goes ---- */

/* It neither waits for us nor has anything to come from us. */
static bool is_silent(const struct conn *c)
{
    return c->first == NULL && c->output_bytes == 0 && !c->paused && !c->hungry;
}

/* The one of that address; NULL: all are at work. */
static struct conn *longest_silent(const struct server *s, const struct peer *peer)
{
    struct conn *found = NULL;
    for (struct conn *c = s->conns; c != NULL; c = c->next)
        if (c->peer == peer && is_silent(c) && (found == NULL || c->active_ms <= found->active_ms))
            found = c;
    return found;
}

static const struct peer *largest_peer(const struct server *s)
{
    const struct peer *found = s->turns.peers;
    for (const struct peer *peer = found; peer != NULL; peer = peer->next)
        if (peer->conn_count > found->conn_count)
            found = peer;
    return found;
}

/* Beyond its own bound an address makes room for itself; beyond that of all, the one with the most
 * connections does. False: there is none. */
static bool make_room(const struct conn *newcomer)
{
    const struct server *s = &newcomer->broker->server;
    const struct config *config = &newcomer->broker->config;
    const struct peer *from = NULL;
    if ((int64_t)newcomer->peer->conn_count >= config_number(config, BROKER_MAX_CONNECTIONS_PER_IP))
        from = newcomer->peer;
    else if ((int64_t)s->conn_count >= config_number(config, BROKER_MAX_CONNECTIONS))
        from = largest_peer(s);
    struct conn *silent = from != NULL ? longest_silent(s, from) : NULL;
    if (silent != NULL)
        conn_close(silent, "silent longest, and too many are open");
    return from == NULL || silent != NULL;
}

/* ---- beginning ---- */

void conn_accept(struct broker *b, uv_stream_t *listener)
{
    struct server *s = &b->server;
    struct conn *c = mem_zero(1, sizeof *c);
    uv_tcp_init(&b->loop, &c->tcp);
    c->broker = b;
    c->end = &c->first;
    c->timer.fire = on_time;
    if (uv_accept(listener, (uv_stream_t *)&c->tcp) != 0) {
        uv_close((uv_handle_t *)&c->tcp, on_closed);
        return;
    }
    name_ends(c);
    if (!make_room(c)) {
        complain(s, LOG_WARN, "refused a connection of", c->peer->address, "too many are open");
        uv_close((uv_handle_t *)&c->tcp, on_closed);
        return;
    }
    if ((c->next = s->conns) != NULL)
        c->next->prev = c;
    s->conns = c;
    s->conn_count++;
    c->peer->conn_count++;
    uv_tcp_nodelay(&c->tcp, 1);
    c->active_ms = clock_mono_ms();
    conn_watch_time(c);
    conn_read_start(c);
}

/* ---- all of them ---- */

/* As many as fit now; the others stay hungry. */
static void on_room(struct timer *timer)
{
    struct server *s = CONTAINER_OF(timer, struct server, room);
    struct conn *next;
    for (struct conn *c = s->conns; c != NULL; c = next) {
        next = c->next;
        if (c->hungry)
            conn_retry_hungry(c);
    }
}

void server_gave_room(struct broker *b, size_t bytes)
{
    b->server.frame_bytes -= bytes;
    if (b->server.hungry > 0)
        timers_set(&b->timers, &b->server.room, clock_mono_ms());
}

static void on_trim(struct timer *timer)
{
    (void)timer;
    mem_trim();
}

void server_init(struct broker *b)
{
    b->server.trim.fire = on_trim;
    b->server.room.fire = on_room;
    turns_init(&b->server.turns, &b->loop);
    b->server.read_buffer = mem_alloc(READ_BUFFER_BYTES);
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

void server_stop(struct broker *b)
{
    struct server *s = &b->server;
    for (size_t i = 0; i < s->listener_count; i++)
        uv_close((uv_handle_t *)s->listeners[i], free_handle);
    s->listener_count = 0;
    while (s->conns != NULL)
        conn_close(s->conns, NULL);
    timers_cancel(&b->timers, &s->room);
    timers_cancel(&b->timers, &s->trim);
    free(s->read_buffer);
    s->read_buffer = NULL;
}
