/* events.h: what a client on the way to a cluster tells its owner.
 *
 * Called on the owner's thread, from inside the client's functions that say that they serve events.
 */
#ifndef CLIENT_EVENTS_H
#define CLIENT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

struct client_trouble {
    int32_t node;       /* -1: an address of bootstrap.servers */
    const char *host;   /* "localhost"; holds during the call */
    const char *port;   /* "9092" */
    const char *why;    /* librdkafka's or the system's words */
    bool never_reached; /* no broker has answered this client yet */
};

struct client_events {
    void *ctx;
    void (*trouble)(void *ctx, const struct client_trouble *t); /* a broker could not be reached */
    void (*warn)(void *ctx, const char *sentence); /* something asked for has no effect */
};

#endif
