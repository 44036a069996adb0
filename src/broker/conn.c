/* conn.c: a connection's timeouts and its end. */
#include <stdlib.h>

#include "base/clock.h"
#include "broker/conn_internal.h"

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

/* ---- closing ---- */

void conn_on_closed(uv_handle_t *handle)
{
    struct conn *c = (struct conn *)handle;
    peer_drop(c->peer);
    free(c);
}

static void drop_requests(struct conn *c)
{
    struct request_list dropped = TAILQ_HEAD_INITIALIZER(dropped);
    struct request *rq;
    TAILQ_CONCAT(&dropped, &c->requests, link);
    while ((rq = TAILQ_FIRST(&dropped)) != NULL) {
        TAILQ_REMOVE(&dropped, rq, link);
        rq->conn = NULL;
        if (rq->stage == REQUEST_FINISHED)
            request_release(rq);
        else if (rq->gone != NULL)
            rq->gone(rq);
    }
}

/* Limited, so that clients cannot fill the disk that holds the log. */
void conn_complain(struct server *s, enum log_level level, const char *what, const char *peer,
                   const char *why)
{
    int64_t now_ms = clock_mono_ms();
    if (now_ms - s->complaints_ms >= 1000) {
        if (s->complaints > LIMIT_COMPLAINTS)
            log_line(LOG_INFO, "%u more such lines suppressed", s->complaints - LIMIT_COMPLAINTS);
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
        conn_complain(s, LOG_INFO, "closed connection from", c->peer->address, why);
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
    s->output_bytes -= conn_output_bytes(c);
    c->output_bytes = c->ready_bytes = 0;
    conn_stop_waiting_for_memory(c);
    if (c->frame != NULL)
        request_release(c->frame);
    c->frame = NULL;
    drop_requests(c);
    buf_deinit(&c->held);
    uv_close((uv_handle_t *)&c->tcp, conn_on_closed);
}

/* ---- time ---- */

static int64_t conn_due(const struct conn *c, const char **why)
{
    int64_t idle_ms = config_number(&c->broker->config, BROKER_CONNECTIONS_MAX_IDLE_MS);
    if (c->output_bytes > 0) {
        *why = "the client does not read its responses";
        return c->active_ms + LIMIT_STALLED_MS;
    }
    if (c->size_have > 0 && !c->paused) {
        *why = "request not complete in time";
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

void conn_on_time(struct timer *timer)
{
    struct conn *c = CONTAINER_OF(timer, struct conn, timer);
    const char *why;
    int64_t now = clock_mono_ms();
    if (!TAILQ_EMPTY(&c->requests) && c->output_bytes == 0 && c->size_have == 0)
        c->active_ms = now; /* a connection that waits for us is not idle */
    if (conn_due(c, &why) > now)
        conn_watch_time(c);
    else
        conn_close(c, why);
}
