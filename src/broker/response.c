/* response.c: encoding a response and handing it to the connection. */
#include "broker/response.h"

#include "base/logline.h"
#include "broker/broker.h"
#include "broker/conn.h"
#include "broker/server.h"
#include "wire/api.h"
#include "wire/frame.h"

/* ---- ending ---- */

static void finished(struct request *rq)
{
    rq->stage = REQUEST_FINISHED;
    if (rq->conn != NULL)
        conn_respond(rq->conn, rq);
    else
        request_release(rq);
}

void request_abort(struct request *rq, const char *why)
{
    struct conn *c = rq->conn;
    rq->stage = REQUEST_FINISHED; /* with nothing */
    if (c != NULL)
        conn_close(c, why);
    else
        request_release(rq);
}

/* Under output pressure, drop large responses rather than buffer them. Fetch keeps its own small.
 */
static bool may_be_kept(const struct request *rq)
{
    return rq->response.len <= LIMIT_LARGE_RESPONSE_BYTES || rq->api->key == API_FETCH ||
           rq->broker->server.output_bytes <= LIMIT_OUTPUT_BYTES_ALL;
}

void request_finish_as(struct request *rq, int16_t version)
{
    struct err err;
    if (rq->conn != NULL &&
        response_write(&rq->response, rq->api, version, rq->correlation, rq->out, &err) != 0) {
        log_line(LOG_ERROR, "cannot encode the %s response: %s", rq->api->name, err.text);
        request_abort(rq, NULL);
        return;
    }
    if (rq->conn != NULL && !may_be_kept(rq)) {
        request_abort(rq, "dropping a large response: too much output is pending");
        return;
    }
    request_free_output(rq);
    finished(rq);
}

void request_finish(struct request *rq)
{
    request_finish_as(rq, rq->version);
}

void request_reply(struct request *rq, enum reply reply)
{
    switch (reply) {
    case REPLY:
        request_finish(rq);
        break;
    case SILENT:
        finished(rq);
        break;
    case CLOSE:
        request_abort(rq, NULL);
        break;
    case LATER:
        break;
    }
}

/* ---- taking several turns ---- */

void request_wait_turn(struct request *rq, void (*run)(struct turn *turn))
{
    rq->turn.run = run;
    turns_wait(rq->peer, &rq->turn);
}

bool request_turn_is_over(const struct request *rq)
{
    return turns_is_over(rq->pool->turns);
}

static void on_next_steps(struct turn *turn)
{
    struct request *rq = CONTAINER_OF(turn, struct request, turn);
    if (rq->broker->stopping)
        request_abort(rq, NULL);
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

/* ---- the two ends of its connection ---- */

void request_address(struct request *rq, struct bytes *host, int32_t *port)
{
    static const char nowhere[] = "127.0.0.1"; /* its client is gone */
    *host = bytes_of(rq->conn != NULL ? conn_host(rq->conn) : nowhere);
    *port = rq->conn != NULL ? conn_port(rq->conn) : 0;
}

struct bytes request_peer(struct request *rq)
{
    const char *peer = rq->conn != NULL ? conn_peer(rq->conn) : "";
    return bytes_of(arena_printf(&rq->arena, "/%s", peer));
}
