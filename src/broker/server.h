/* server.h: listening sockets and connections: frames in, answers out.
 *
 * A frame is a length and so many bytes. A connection's requests are handed to dispatch.c in order
 * as they become whole, and their answers leave in that order. limits.h has every bound. */
#ifndef BROKER_SERVER_H
#define BROKER_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "broker/limits.h"
#include "broker/timers.h"
#include "broker/turns.h"

struct broker;
struct conn;
struct request;

struct server {
    uv_tcp_t *listeners[LIMIT_LISTENERS];
    size_t listener_count;
    struct conn *conns; /* a list */
    size_t conn_count;
    size_t frame_bytes; /* claimed by requests that are not yet answered */
    size_t arena_bytes; /* held by all requests' arenas */
    size_t hungry;      /* connections that wait for the two to fall */
    struct timer room;
    size_t output_bytes; /* of answers that are not yet taken, or wait for one before them */
    unsigned complaints; /* about strangers, in the second since then */
    int64_t complaints_ms;
    struct timer trim; /* set after a large request: memory goes back once it is quiet */
    struct turns turns;
    uint8_t *read_buffer;
    struct request *spare;
    size_t spare_count;
};

/* ---- listen.c ---- */

/* Where to listen. */
struct endpoint {
    char host[256];
    uint16_t port;
    bool may_miss; /* ::1 of the default: a machine without IPv6 is no failure */
};

/* Reads HOST:PORT, [V6]:PORT or PLAINTEXT://HOST:PORT. ERR_USAGE. */
int endpoint_parse(const char *text, struct endpoint *out, struct err *err);

/* Binds and listens; connections queue until the loop runs. An endpoint with port 0 gets the port
 * of the one before it, if that is free there. ERR_BUSY: taken; ERR_USAGE: beyond this machine
 * without permission; the sentences say what to do. */
int server_listen(struct broker *b, const struct endpoint *endpoints, size_t count,
                  struct err *err);

/* "HOST:PORT" of listener `i`. */
void server_address(const struct server *s, size_t i, char *out, size_t size);

/* ---- conn.c ---- */

/* A connection is waiting at a listener. */
void conn_accept(struct broker *b, uv_stream_t *listener);

/* The answer of `rq` is ready, or is known never to come: sends what can be sent, in order. */
void conn_answered(struct conn *c, struct request *rq);

/* How many bytes of answers it has not taken yet. */
size_t conn_owed_bytes(const struct conn *c);

void conn_close(struct conn *c, const char *why); /* `why` may be NULL; said at the info level */

/* A request's memory, with so many bytes of frame, is given back: those who wait for room go on, in
 * the loop's next turn. */
void server_gave_room(struct broker *b, size_t bytes);

void server_init(struct broker *b);

/* Stops listening and closes every connection; the loop must run on to finish. */
void server_stop(struct broker *b);

/* The two ends, numeric; they hold as long as the connection. */
const char *conn_host(const struct conn *c);
int32_t conn_port(const struct conn *c);
const char *conn_peer(const struct conn *c);

#endif
