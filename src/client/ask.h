/* ask.h: sends one request at a time and waits for its response, over the wire schemas.
 *
 * For requests that librdkafka 2.0 cannot send (topic ids, DescribeTopicPartitions, reassignments)
 * and for programs that must start in a few milliseconds. It connects at the first call, tries
 * every bootstrap address in turn, negotiates versions (ApiVersions), and retries after a broken
 * connection until its deadline. Plaintext only. One thread. */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include "client/bootstrap.h"
#include "client/events.h"
#include "wire/frame.h"

struct ask;

struct ask_settings {
    const struct bootstrap *addresses; /* must outlive the struct ask */
    const char *client_id;             /* so must this */
    int64_t timeout_ms;                /* for each call, connecting included */
    int64_t request_timeout_ms;        /* for one response; then the connection is closed */
    struct client_events events;
    void (*reached)(void *ctx); /* a broker has responded; `ctx` is the events' */
    void (*waiting)(void *ctx); /* called about twice a second while it waits; same `ctx` */
};

struct ask *ask_open(const struct ask_settings *settings);
void ask_close(struct ask *a); /* NULL is fine */

enum ask_whom { ASK_ANY, ASK_CONTROLLER };

/* Sends `request` (the API's request struct) in the highest version both sides support, and decodes
 * the response into `response`, whose views point into `arena`. ERR_TIMEOUT; ERR_VERSION when the
 * broker does not support the API; ERR_CORRUPT for a malformed response. */
int ask_call(struct ask *a, enum ask_whom whom, enum api_key key, const void *request,
             void *response, struct arena *arena, struct err *err);

#endif
