/* ask.h: one request at a time, and its answer, over the wire schemas.
 *
 * For what librdkafka 2.0 cannot ask (topic ids, DescribeTopicPartitions, reassignments) and for
 * programs that must start in a few milliseconds. It connects when first asked, tries every
 * bootstrap address in turn, asks which versions the broker speaks (ApiVersions), and asks again
 * after a broken connection until its deadline. Plaintext only. One thread. */
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
    int64_t request_timeout_ms;        /* for one answer; then the connection is given up */
    struct client_events events;
    void (*reached)(void *ctx); /* a broker has answered; with the events' ctx, as the next */
    void (*waiting)(void *ctx); /* called now and then while it waits */
};

struct ask *ask_open(const struct ask_settings *settings);
void ask_close(struct ask *a); /* NULL is fine */

enum ask_whom { ASK_ANY, ASK_CONTROLLER };

/* Sends `request` (a struct of the API's request schema, in all its versions) in the highest
 * version that both sides speak, and decodes the answer into `response`, whose views lie in
 * `arena`. ERR_TIMEOUT when the time was over, ERR_VERSION when the broker has not this API,
 * ERR_CORRUPT when what it answers cannot be read. */
int ask_call(struct ask *a, enum ask_whom whom, enum api_key key, const void *request,
             void *response, struct arena *arena, struct err *err);

#endif
