/* listen.h: where the broker listens. */
#ifndef BROKER_LISTEN_H
#define BROKER_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct broker;
struct server;

struct endpoint {
    char host[256];
    uint16_t port;
    bool may_miss; /* ::1 of the default: a machine without IPv6 is fine */
};

/* Reads HOST:PORT, [V6]:PORT or PLAINTEXT://HOST:PORT. ERR_USAGE. */
int endpoint_parse(const char *text, struct endpoint *out, struct err *err);

/* Binds and listens; connections queue until the loop runs. An endpoint with port 0 gets the port
 * of the one before it, if that is free there. ERR_BUSY: the port is in use. ERR_USAGE: reachable
 * from other machines without permission. The sentences say what to do. */
int server_listen(struct broker *b, const struct endpoint *endpoints, size_t count,
                  struct err *err);

/* "HOST:PORT" of listener `i`. */
void server_address(const struct server *s, size_t i, char *out, size_t size);

#endif
