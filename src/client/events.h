/* events.h: callbacks of a client while it connects to a cluster.
 *
 * Called on the owner's thread, from the client functions documented to serve events. */
#ifndef CLIENT_EVENTS_H
#define CLIENT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct client_trouble {
    int32_t node;       /* -1: an address of bootstrap.servers */
    const char *host;   /* "localhost"; valid during the call */
    const char *port;   /* "9092" */
    const char *why;    /* librdkafka's or the system's words */
    bool never_reached; /* no broker has responded to this client yet */
};

struct client_events {
    void *ctx;
    void (*trouble)(void *ctx, const struct client_trouble *t); /* a broker could not be reached */
    void (*warn)(void *ctx, const char *sentence);              /* a setting has no effect */
};

#endif
