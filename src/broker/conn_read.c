/* conn_read.c: reading and assembling frames, and pausing under back-pressure. */
#include <string.h>

#include "base/clock.h"
#include "broker/conn_internal.h"
#include "broker/dispatch.h"

enum { GROW_BYTES = 64 * 1024 }; /* how much of a large frame is read at once */

/* A small frame of a connection without pending requests never waits. */
static bool has_room(const struct conn *c)
{
    return (c->frame_size <= SMALL_FRAME_BYTES && TAILQ_EMPTY(&c->requests)) ||
           request_pool_has_room(&c->broker->server.requests, c->frame_size);
}

/* A frame begins only if there is memory for all of it. */
static void begin_frame(struct conn *c)
{
    int32_t size = (int32_t)be32_get(c->size_bytes);
    if (size <= 0 || size > config_number(&c->broker->config, BROKER_SOCKET_REQUEST_MAX_BYTES)) {
        conn_close(c, "invalid request length");
        return;
    }
    c->frame_size = (size_t)size;
    if (has_room(c))
        c->frame = request_new(&c->broker->server.requests, c->frame_size);
    else
        conn_wait_for_memory(c);
}

static void end_frame(struct conn *c)
{
    struct request *rq = c->frame;
    c->frame = NULL;
    c->size_have = 0;
    rq->conn = c;
    rq->peer = peer_hold(c->peer);
    TAILQ_INSERT_TAIL(&c->requests, rq, link);
    c->pipelined++;
    dispatch(rq);
}

static size_t take_size(struct conn *c, struct bytes in)
{
    size_t want = sizeof c->size_bytes - c->size_have;
    size_t n = in.len < want ? in.len : want;
    if (c->size_have == 0)
        c->frame_began_ms = clock_mono_ms();
    memcpy(c->size_bytes + c->size_have, in.data, n);
    c->size_have += n;
    if (c->size_have == sizeof c->size_bytes)
        begin_frame(c);
    return n;
}

static size_t take_frame(struct conn *c, struct bytes in)
{
    size_t want = c->frame_size - c->frame->frame.len;
    size_t n = in.len < want ? in.len : want;
    memcpy(buf_reserve(&c->frame->frame, n), in.data, n);
    c->frame->frame.len += n;
    return n;
}

/* ---- a turn: as many requests as it allows, out of what was read ---- */

static bool is_whole(const struct conn *c)
{
    return c->frame != NULL && c->frame->frame.len == c->frame_size;
}

static bool turn_is_over(const struct conn *c)
{
    return c->turn_requests >= LIMIT_TURN_REQUESTS || c->turn_bytes >= LIMIT_TURN_BYTES ||
           turns_is_over(&c->broker->server.turns);
}

/* Returns how much of `in` was processed. */
static size_t feed(struct conn *c, struct bytes in)
{
    size_t from = 0;
    c->turn_requests = c->turn_bytes = 0;
    c->corked = true;
    while (!c->closing && conn_may_begin(c) && !turn_is_over(c)) {
        struct bytes rest = bytes_make(in.data + from, in.len - from);
        size_t n = 0;
        if (is_whole(c)) {
            c->turn_requests++;
            end_frame(c);
        } else if (rest.len == 0) {
            break;
        } else {
            n = c->size_have < sizeof c->size_bytes ? take_size(c, rest) : take_frame(c, rest);
        }
        from += n;
        c->turn_bytes += n;
    }
    c->corked = false;
    if (!c->closing)
        conn_send(c);
    return from;
}

static bool has_work(const struct conn *c)
{
    return c->held.len > c->held_from || is_whole(c);
}

/* Keep reading while a request waits, so that a disconnect is noticed. */
static bool must_pause(const struct conn *c)
{
    return has_work(c) || conn_is_full(c) || !turns_has_time(c->peer);
}

static void pause_if_due(struct conn *c)
{
    if (c->closing || !must_pause(c))
        return;
    if (!c->paused)
        uv_read_stop((uv_stream_t *)&c->tcp);
    c->paused = true;
    conn_resume(c);
}

/* Continues with what was held, then with the socket. */
static void on_turn(struct turn *turn)
{
    struct conn *c = CONTAINER_OF(turn, struct conn, turn);
    struct bytes held = buf_bytes(&c->held); /* not null, even if nothing is held */
    c->frame_began_ms = clock_mono_ms();
    if (has_work(c))
        c->held_from += feed(c, bytes_make(held.data + c->held_from, held.len - c->held_from));
    if (c->closing)
        return;
    if (c->held_from == c->held.len) {
        buf_deinit(&c->held);
        c->held_from = 0;
    }
    if (has_work(c) || conn_is_full(c)) {
        conn_resume(c);
        return;
    }
    turns_charge(c->peer, (int64_t)READ_COST_US * 1000);
    c->paused = false;
    conn_read_start(c);
    conn_watch_time(c);
}

/* ---- reading ---- */

/* The rest of a large frame is read straight into it, growing as bytes arrive. */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct conn *c = (struct conn *)handle;
    (void)suggested;
    c->read_began_ns = clock_mono_ns();
    if (c->frame != NULL && c->frame_size - c->frame->frame.len >= GROW_BYTES) {
        *out = uv_buf_init((char *)buf_reserve(&c->frame->frame, GROW_BYTES), GROW_BYTES);
        return;
    }
    *out = uv_buf_init((char *)c->broker->server.read_buffer, READ_BUFFER_BYTES);
}

/* Processes what was read at once if the address is free; otherwise it waits for its turn. */
static void take(struct conn *c, struct bytes in)
{
    size_t from = 0;
    turns_charge(c->peer, clock_mono_ns() - c->read_began_ns);
    if (turns_begin(c->peer)) {
        from = feed(c, in);
        turns_end(&c->broker->server.turns);
    }
    if (!c->closing && from < in.len)
        buf_add(&c->held, in.data + from, in.len - from);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct conn *c = (struct conn *)stream;
    if (n < 0) {
        conn_close(c, NULL);
        return;
    }
    if (n == 0)
        return;
    c->active_ms = clock_mono_ms();
    if ((uint8_t *)buf->base == c->broker->server.read_buffer) {
        take(c, bytes_make(buf->base, (size_t)n));
    } else {
        c->frame->frame.len += (size_t)n;
        take(c, bytes_make(buf->base, 0));
    }
    pause_if_due(c);
    if (!c->closing)
        conn_watch_time(c);
}

void conn_read_start(struct conn *c)
{
    c->turn.run = on_turn;
    uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}

void conn_retry_frame(struct conn *c)
{
    conn_stop_waiting_for_memory(c);
    begin_frame(c);
    if (!c->closing)
        conn_resume(c);
}
