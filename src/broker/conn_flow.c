/* conn_flow.c: back-pressure: whether a connection's next request may begin. */
#include "broker/conn_internal.h"
#include "wire/api.h"

size_t conn_output_bytes(const struct conn *c)
{
    return c->ready_bytes + c->output_bytes;
}

/* When total output exceeds its limit, a connection with pending output must drain it first. */
bool conn_is_full(const struct conn *c)
{
    bool under_pressure = c->broker->server.output_bytes > LIMIT_OUTPUT_BYTES_ALL;
    return c->waits_for_memory || c->pipelined >= LIMIT_PIPELINED ||
           conn_output_bytes(c) > (under_pressure ? 0 : LIMIT_OUTPUT_BYTES);
}

/* Requests behind a waiting Produce may begin, since they can share its sync; behind any other they
 * wait. */
static bool must_wait(const struct conn *c)
{
    const struct request *last = TAILQ_LAST(&c->requests, request_list);
    return last != NULL && last->stage == REQUEST_PARKED &&
           (last->api->key != API_PRODUCE || last->busy);
}

bool conn_may_begin(const struct conn *c)
{
    return !conn_is_full(c) && !must_wait(c);
}

void conn_resume(struct conn *c)
{
    if (c->paused && conn_may_begin(c) && c->turn.next == NULL)
        turns_wait(c->peer, &c->turn);
}

void conn_wait_for_memory(struct conn *c)
{
    c->waits_for_memory = true;
    c->broker->server.requests.waiting++;
}

void conn_stop_waiting_for_memory(struct conn *c)
{
    c->broker->server.requests.waiting -= c->waits_for_memory;
    c->waits_for_memory = false;
}
