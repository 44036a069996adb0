/* server.h: listening sockets, connections, frames in, answers out.
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

struct broker;
struct conn;
struct listener;

struct server {
    struct listener *listeners[LIMIT_LISTENERS];
    size_t listener_count;
    struct conn *conns; /* a list */
    size_t conn_count;
    size_t frame_bytes;   /* of requests read and not yet answered */
    size_t output_bytes;  /* of answers not yet taken */
    bool starved;         /* frame_bytes was over its limit: nobody is read */
    uint8_t *read_buffer; /* one for all: an idle connection holds none */
};

/* Where to listen: HOST:PORT, [V6]:PORT or PLAINTEXT://HOST:PORT. */
struct endpoint {
    char host[256];
    uint16_t port;
    bool may_miss; /* of the default: a machine without IPv6 is no failure */
};

int endpoint_parse(const char *text, struct endpoint *out, struct err *err);

/* Binds and listens on all of them; a second endpoint with port 0 gets the first one's port if that
 * is free. ERR_BUSY: taken; ERR_USAGE: beyond this machine without permission; the sentence says
 * what to do. */
int server_listen(struct broker *b, const struct endpoint *endpoints, size_t count,
                  bool allow_insecure, struct err *err);

/* Begins to take connections; until then they queue in the kernel. */
void server_start(struct broker *b);

/* "HOST:PORT" of the first listener. */
void server_first_address(const struct server *s, char *out, size_t size);

/* Stops listening and closes every connection; run the loop to finish. */
void server_stop(struct broker *b);

#endif
