/* conn_write.c: responses out, in the order of their requests. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "broker/conn_internal.h"

enum { WRITE_MANY = 32 };

struct write {
    uv_write_t req; /* first: libuv passes it to callbacks */
    struct conn *conn;
    size_t bytes;
    size_t count;
    struct buf bufs[WRITE_MANY];
};

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
            conn_send(c);
    }
    write_free(w);
}

/* Takes the responses that may be sent now, in order. */
static size_t take_responses(struct conn *c, struct buf bufs[WRITE_MANY])
{
    size_t n = 0;
    struct request *rq;
    while (n < WRITE_MANY && (rq = TAILQ_FIRST(&c->requests)) != NULL &&
           rq->stage == REQUEST_FINISHED) {
        TAILQ_REMOVE(&c->requests, rq, link);
        c->pipelined--;
        c->ready_bytes -= rq->response.len;
        c->broker->server.output_bytes -= rq->response.len;
        if (rq->response.len > 0) {
            bufs[n++] = rq->response;
            rq->response = (struct buf){0};
        }
        rq->conn = NULL;
        request_release(rq);
    }
    return n;
}

/* What the socket does not accept at once, libuv writes when it does. */
static int write_responses(struct conn *c, struct buf *bufs, size_t n)
{
    uv_buf_t out[WRITE_MANY];
    size_t bytes = 0, skip = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = uv_buf_init((char *)bufs[i].data, (unsigned)bufs[i].len);
        bytes += bufs[i].len;
    }
    int done = uv_try_write((uv_stream_t *)&c->tcp, out, (unsigned)n);
    if (done < 0 && done != UV_EAGAIN)
        return done;
    skip = done > 0 ? (size_t)done : 0;
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
    int rc =
        uv_write(&w->req, (uv_stream_t *)&c->tcp, out + first, (unsigned)(n - first), on_written);
    if (rc != 0)
        free(w);
    return rc;
}

/* One write is in progress at a time. What becomes ready meanwhile still counts as pipelined, which
 * bounds the requests of a client that does not read. */
void conn_send(struct conn *c)
{
    struct buf bufs[WRITE_MANY];
    size_t n;
    while (!c->closing && c->output_bytes == 0 && (n = take_responses(c, bufs)) > 0) {
        int rc = write_responses(c, bufs, n);
        for (size_t i = 0; rc != 0 && i < n; i++)
            buf_deinit(&bufs[i]); /* written, or never will be */
        if (rc < 0)
            conn_close(c, NULL);
    }
    if (c->closing)
        return;
    if (c->output_bytes > 0)
        conn_watch_time(c);
    conn_resume(c);
}

void conn_respond(struct conn *c, struct request *rq)
{
    if (c->closing)
        return; /* conn_close() releases it */
    c->ready_bytes += rq->response.len;
    c->broker->server.output_bytes += rq->response.len;
    c->active_ms = clock_mono_ms();
    if (c->output_bytes > 0 || TAILQ_FIRST(&c->requests) != rq)
        request_free_frame(rq);
    if (!c->corked)
        conn_send(c);
}
