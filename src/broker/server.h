/* server.h: the connections of all clients: frames in, responses out.
 *
 * A frame is a length and so many bytes. A connection's requests are handed to dispatch.c in order
 * as they become whole, and their responses leave in that order. limits.h has every limit. */
#ifndef BROKER_SERVER_H
#define BROKER_SERVER_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "broker/limits.h"
#include "broker/request.h"
#include "broker/turns.h"

struct broker;
struct conn;

struct server {
    uv_tcp_t *listeners[LIMIT_LISTENERS]; /* listen.c's */
    size_t listener_count;
    struct conn *conns; /* a list */
    size_t conn_count;
    size_t output_bytes; /* of responses that are not yet taken, or wait for one before them */
    unsigned complaints; /* about clients, in the second since then */
    int64_t complaints_ms;
    struct request_pool requests;
    struct turns turns;
    uint8_t *read_buffer; /* one for all connections */
};

void server_init(struct server *s, struct broker *b);

/* A connection is waiting at a listener. */
void server_accept(struct broker *b, uv_stream_t *listener);

/* Stops listening and closes every connection; the loop must run on to finish. */
void server_stop(struct server *s);

#endif
