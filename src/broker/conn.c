/* conn.c: a connection: assembling frames, keeping answers in order, and how it ends.
 *
 *     reading ──frame whole──> request running/parked ──answered, and all before it──> written
 *        │                                                                               │
 *        └── paused while too much is unanswered or untaken <────────────────────────────┘
 *     any ──error, bad frame, too slow, stop──> closing: parked requests are told, the rest freed
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/broker.h"
#include "broker/dispatch.h"

enum { WRITE_MANY = 32, GROW_BYTES = 64 * 1024 };

struct conn {
    uv_tcp_t tcp; /* first: libuv gives it back */
    struct broker *broker;
    struct conn *prev, *next;
    struct timer timer;
    int64_t active_ms;      /* when something last came or went */
    int64_t frame_began_ms; /* of the frame that is not yet whole */
    uint8_t size_bytes[4];
    size_t size_have;      /* of size_bytes; 4: the frame is being read */
    struct request *frame; /* the request whose frame that is */
    size_t frame_size;
    struct buf held; /* read, but not yet looked at: we are paused */
    struct request *first, **end;
    size_t pipelined;
    size_t output_bytes;
    bool paused, closing;
    bool hungry; /* its next frame waits for room */
    int32_t port;
    char host[48], peer[48];
};

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
    return c->peer;
}

/* ---- closing ---- */

static void stop_hunger(struct conn *c)
{
    c->broker->server.hungry -= c->hungry;
    c->hungry = false;
}

static void on_closed(uv_handle_t *handle)
{
    struct conn *c = (struct conn *)handle;
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

void conn_close(struct conn *c, const char *why)
{
    struct server *s = &c->broker->server;
    if (c->closing)
        return;
    c->closing = true;
    if (why != NULL)
        log_line(LOG_INFO, "closed the connection of %s: %s", c->peer, why);
    timers_cancel(&c->broker->timers, &c->timer);
    if (c->prev != NULL)
        c->prev->next = c->next;
    else
        s->conns = c->next;
    if (c->next != NULL)
        c->next->prev = c->prev;
    s->conn_count--;
    s->output_bytes -= c->output_bytes;
    c->output_bytes = 0;
    stop_hunger(c);
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
        return c->frame_began_ms + LIMIT_FRAME_MS;
    }
    *why = "idle";
    return idle_ms < 0 || idle_ms > INT32_MAX ? INT64_MAX : c->active_ms + idle_ms;
}

static void watch_time(struct conn *c)
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
    struct conn *c = (struct conn *)((char *)timer - offsetof(struct conn, timer));
    const char *why;
    int64_t now = clock_mono_ms();
    if (conn_due(c, &why) > now)
        watch_time(c);
    else if (c->first != NULL && c->output_bytes == 0 && c->size_have == 0)
        timers_set(&c->broker->timers, timer, now + LIMIT_STALLED_MS); /* waits for us: not idle */
    else
        conn_close(c, why);
}

/* ---- writing ---- */

struct write {
    uv_write_t req; /* first: libuv gives it back */
    struct conn *conn;
    size_t bytes;
    size_t count;
    struct buf bufs[WRITE_MANY];
};

static void resume(struct conn *c);

static void write_free(struct write *w)
{
    for (size_t i = 0; i < w->count; i++)
        buf_deinit(&w->bufs[i]);
    free(w);
}

static void on_written(uv_write_t *req, int status)
{
    struct write *w = (struct write *)req;
    struct conn *c = w->conn;
    if (!c->closing) {
        c->output_bytes -= w->bytes;
        c->broker->server.output_bytes -= w->bytes;
        c->active_ms = clock_mono_ms();
        if (status != 0)
            conn_close(c, NULL);
        else
            resume(c);
    }
    write_free(w);
}

/* Takes the answers that may go now off the queue, in order. */
static size_t take_answers(struct conn *c, struct buf bufs[WRITE_MANY])
{
    size_t n = 0;
    while (n < WRITE_MANY && c->first != NULL && c->first->stage == REQUEST_ANSWERED) {
        struct request *rq = c->first;
        if ((c->first = rq->next) == NULL)
            c->end = &c->first;
        c->pipelined--;
        if (rq->answer.len > 0) {
            bufs[n++] = rq->answer;
            rq->answer = (struct buf){0};
        }
        rq->conn = NULL;
        request_release(rq);
    }
    return n;
}

/* What the socket does not take at once is written by libuv when it does. */
static int write_answers(struct conn *c, struct buf *bufs, size_t n)
{
    uv_buf_t out[WRITE_MANY];
    size_t bytes = 0, skip = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = uv_buf_init((char *)bufs[i].data, (unsigned)bufs[i].len);
        bytes += bufs[i].len;
    }
    if (c->output_bytes == 0) {
        int done = uv_try_write((uv_stream_t *)&c->tcp, out, (unsigned)n);
        if (done < 0 && done != UV_EAGAIN)
            return done;
        skip = done > 0 ? (size_t)done : 0;
    }
    if (skip == bytes)
        return 1;
    struct write *w = mem_zero(1, sizeof *w);
    *w = (struct write){.conn = c, .bytes = bytes - skip, .count = n};
    memcpy(w->bufs, bufs, n * sizeof *bufs);
    size_t first = 0;
    for (; skip >= out[first].len; first++)
        skip -= out[first].len;
    out[first].base += skip;
    out[first].len -= skip;
    c->output_bytes += w->bytes;
    c->broker->server.output_bytes += w->bytes;
    return uv_write(&w->req, (uv_stream_t *)&c->tcp, out + first, (unsigned)(n - first),
                    on_written);
}

void conn_answered(struct conn *c)
{
    struct buf bufs[WRITE_MANY];
    size_t n;
    while (!c->closing && (n = take_answers(c, bufs)) > 0) {
        int rc = write_answers(c, bufs, n);
        for (size_t i = 0; rc != 0 && i < n; i++)
            buf_deinit(&bufs[i]); /* written, or never will be */
        if (rc < 0)
            conn_close(c, NULL);
    }
    c->active_ms = clock_mono_ms();
    if (!c->closing)
        resume(c);
}

/* ---- reading ---- */

static bool is_full(const struct conn *c)
{
    return c->hungry || c->pipelined >= LIMIT_PIPELINED || c->output_bytes > LIMIT_OUTPUT_BYTES;
}

/* A large frame is begun only while there is room for all of it. */
static void begin_frame(struct conn *c)
{
    struct server *s = &c->broker->server;
    int32_t size = (int32_t)be32_get(c->size_bytes);
    if (size <= 0 || size > config_number(&c->broker->config, BROKER_SOCKET_REQUEST_MAX_BYTES)) {
        conn_close(c, "a request of impossible length");
        return;
    }
    c->frame_size = (size_t)size;
    bool small = c->frame_size <= SMALL_FRAME_BYTES;
    if (!small && s->frame_bytes + c->frame_size > LIMIT_FRAME_BYTES_ALL) {
        c->hungry = true;
        s->hungry++;
        return;
    }
    c->frame = request_new(c->broker);
    c->frame->frame_claim = small ? 0 : c->frame_size;
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

/* Cuts requests out of what was read, until we are full: the rest is held. */
static void feed(struct conn *c, struct bytes in)
{
    while (!c->closing && in.len > 0 && !is_full(c)) {
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

static void pause_if_full(struct conn *c)
{
    if (c->closing || c->paused || (c->held.len == 0 && !is_full(c)))
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
        watch_time(c);
}

/* There is room again: first what was held, then the socket. */
static void resume(struct conn *c)
{
    if (!c->paused || is_full(c))
        return;
    struct buf held = c->held;
    c->held = (struct buf){0};
    c->paused = false;
    feed(c, buf_bytes(&held));
    buf_deinit(&held);
    if (c->closing || c->paused)
        return;
    c->frame_began_ms = clock_mono_ms();
    if (c->held.len > 0 || is_full(c))
        c->paused = true;
    else
        uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}

/* The room timer: as many as fit now; the others stay hungry. */
static void on_room(struct timer *timer)
{
    struct server *s = (struct server *)((char *)timer - offsetof(struct server, room));
    struct conn *next;
    for (struct conn *c = s->conns; c != NULL; c = next) {
        next = c->next;
        if (!c->hungry)
            continue;
        stop_hunger(c);
        begin_frame(c);
        if (!c->closing)
            resume(c);
    }
}

void server_gave_room(struct broker *b, size_t bytes)
{
    b->server.frame_bytes -= bytes;
    if (bytes > 0 && b->server.hungry > 0)
        timers_set(&b->timers, &b->server.room, clock_mono_ms());
}

void server_init(struct broker *b)
{
    b->server.room.fire = on_room;
    b->server.read_buffer = mem_alloc(READ_BUFFER_BYTES);
}

/* ---- beginning ---- */

static void name_ends(struct conn *c)
{
    struct sockaddr_storage addr;
    int len = sizeof addr;
    uv_tcp_getsockname(&c->tcp, (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, c->host, sizeof c->host);
    c->port = ntohs(addr.ss_family == AF_INET ? ((struct sockaddr_in *)&addr)->sin_port
                                              : ((struct sockaddr_in6 *)&addr)->sin6_port);
    len = sizeof addr;
    uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, c->peer, sizeof c->peer);
}

static bool is_welcome(const struct conn *c)
{
    const struct server *s = &c->broker->server;
    int64_t same = 0;
    if ((int64_t)s->conn_count >= config_number(&c->broker->config, BROKER_MAX_CONNECTIONS))
        return false;
    for (const struct conn *other = s->conns; other != NULL; other = other->next)
        same += strcmp(other->peer, c->peer) == 0;
    return same < config_number(&c->broker->config, BROKER_MAX_CONNECTIONS_PER_IP);
}

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
    if (!is_welcome(c)) {
        log_line(LOG_WARN, "refused a connection of %s: too many are open", c->peer);
        uv_close((uv_handle_t *)&c->tcp, on_closed);
        return;
    }
    if ((c->next = s->conns) != NULL)
        c->next->prev = c;
    s->conns = c;
    s->conn_count++;
    uv_tcp_nodelay(&c->tcp, 1);
    c->active_ms = clock_mono_ms();
    watch_time(c);
    uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
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
    free(s->read_buffer);
    s->read_buffer = NULL;
}
