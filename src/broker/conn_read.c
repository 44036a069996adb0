/* conn_read.c: frames in: assembling them, and pausing where there is too much. */
#include <string.h>

#include "base/clock.h"
#include "broker/conn_inner.h"
#include "wire/api.h"

enum { GROW_BYTES = 64 * 1024 };

void conn_stop_hunger(struct conn *c)
{
    c->broker->server.hungry -= c->hungry;
    c->hungry = false;
}

/* Where all together owe too much, who owes anything takes that first. */
static bool is_full(const struct conn *c)
{
    bool crowded = c->broker->server.output_bytes > LIMIT_OUTPUT_BYTES_ALL;
    return c->hungry || c->pipelined >= LIMIT_PIPELINED ||
           conn_owed_bytes(c) > (crowded ? 0 : LIMIT_OUTPUT_BYTES);
}

/* Only a Produce is waited for while others are begun behind it: they may share its sync. */
static bool is_waiting(const struct conn *c)
{
    if (c->first == NULL)
        return false;
    struct request *last = (struct request *)((char *)c->end - offsetof(struct request, next));
    return last->stage == REQUEST_PARKED && (last->api->key != API_PRODUCE || last->busy);
}

static bool may_begin(const struct conn *c)
{
    return !is_full(c) && !is_waiting(c);
}

/* A small one of a connection that waits for no other is always served. */
static bool has_room(const struct conn *c)
{
    const struct server *s = &c->broker->server;
    return (c->frame_size <= SMALL_FRAME_BYTES && c->first == NULL) ||
           (s->frame_bytes + c->frame_size <= LIMIT_FRAME_BYTES_ALL &&
            s->arena_bytes <= LIMIT_ARENA_BYTES_ALL);
}

/* A frame is begun only while there is room for all of it. */
static void begin_frame(struct conn *c)
{
    struct server *s = &c->broker->server;
    int32_t size = (int32_t)be32_get(c->size_bytes);
    if (size <= 0 || size > config_number(&c->broker->config, BROKER_SOCKET_REQUEST_MAX_BYTES)) {
        conn_close(c, "a request of impossible length");
        return;
    }
    c->frame_size = (size_t)size;
    if (!has_room(c)) {
        c->hungry = true;
        s->hungry++;
        return;
    }
    c->frame = request_new(c->broker);
    c->frame->frame_claim = c->frame_size;
    s->frame_bytes += c->frame->frame_claim;
}

static void end_frame(struct conn *c)
{
    struct request *rq = c->frame;
    c->frame = NULL;
    c->size_have = 0;
    rq->conn = c;
    *c->end = rq;
    c->end = &rq->next;
    c->pipelined++;
    dispatch(rq);
}

static void grew(struct conn *c, size_t len)
{
    c->frame->frame.len += len;
    if (c->frame->frame.len == c->frame_size)
        end_frame(c);
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
    grew(c, n);
    return n;
}

/* Cuts requests out of what was read, while more may be begun: the rest is held. */
static void feed(struct conn *c, struct bytes in)
{
    while (!c->closing && in.len > 0 && may_begin(c)) {
        size_t n = c->size_have < sizeof c->size_bytes ? take_size(c, in) : take_frame(c, in);
        in = bytes_make(in.data + n, in.len - n);
    }
    if (!c->closing && in.len > 0)
        buf_add_bytes(&c->held, in);
}

/* The rest of a large frame is read to where it belongs, growing with what has arrived. */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct conn *c = (struct conn *)handle;
    (void)suggested;
    if (c->frame != NULL && c->frame_size - c->frame->frame.len >= GROW_BYTES) {
        struct buf *frame = &c->frame->frame;
        size_t left = c->frame_size - frame->len;
        size_t room = frame->len > GROW_BYTES ? frame->len : GROW_BYTES;
        if (room > left)
            room = left;
        *out = uv_buf_init((char *)buf_reserve(frame, room), (unsigned)room);
        return;
    }
    *out = uv_buf_init((char *)c->broker->server.read_buffer, READ_BUFFER_BYTES);
}

/* While it only waits we read on until there is something to hold: so we hear that it has gone. */
static bool must_pause(const struct conn *c)
{
    return c->held.len > 0 || is_full(c);
}

static void pause_if_full(struct conn *c)
{
    if (c->closing || c->paused || !must_pause(c))
        return;
    c->paused = true;
    uv_read_stop((uv_stream_t *)&c->tcp);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct conn *c = (struct conn *)stream;
    if (n < 0) {
        conn_close(c, NULL);
        return;
    }
    c->active_ms = clock_mono_ms();
    if (n > 0 && (uint8_t *)buf->base != c->broker->server.read_buffer)
        grew(c, (size_t)n);
    else if (n > 0)
        feed(c, bytes_make(buf->base, (size_t)n));
    pause_if_full(c);
    if (!c->closing)
        conn_watch_time(c);
}

/* There is room again: first what was held, then the socket. */
void conn_resume(struct conn *c)
{
    if (!c->paused || !may_begin(c))
        return;
    struct buf held = c->held;
    c->held = (struct buf){0};
    c->paused = false;
    feed(c, buf_bytes(&held));
    buf_deinit(&held);
    if (c->closing || c->paused)
        return;
    c->frame_began_ms = clock_mono_ms();
    if (must_pause(c))
        c->paused = true;
    else
        uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}

void conn_retry_hungry(struct conn *c)
{
    conn_stop_hunger(c);
    begin_frame(c);
    if (!c->closing)
        conn_resume(c);
}

void conn_read_start(struct conn *c)
{
    uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}
