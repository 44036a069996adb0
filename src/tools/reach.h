/* reach.h: what a tool says while it cannot reach a broker.
 *
 * Kafka's tools log a WARN line about once a second and otherwise wait. So do ours; and within 5 s
 * they say, once, what could not be reached and how to start one. */
#ifndef TOOLS_REACH_H
#define TOOLS_REACH_H

#include "client/bootstrap.h"
#include "client/events.h"
#include "tools/thrown.h"

struct reach {
    const char *program;   /* "kafka-topics" */
    const char *bootstrap; /* as the user gave it */
    char context[400];     /* "[Producer clientId=console-producer] ": what log lines begin with */
    bool names_bootstrap;  /* whether a second line, about the bootstrap broker, goes with it */
    struct bootstrap addresses;
    char why[160], host[256], port[8]; /* of the last trouble */
    int32_t node;
    int64_t started_ms, warned_ms;
    bool reached, said;
};

/* Resolves --bootstrap-server. -1 with what Kafka throws, whose outer exception is `outer`. */
int reach_init(struct reach *r, const char *program, const char *bootstrap, const char *outer,
               struct thrown *t);
void reach_deinit(struct reach *r);

/* For clients' events: ctx is the struct reach. */
void reach_trouble(void *ctx, const struct client_trouble *trouble);
void reach_warn(void *ctx, const char *sentence);

/* To be called every second or so: repeats the WARN line, and says our sentence when it is time. */
void reach_tick(struct reach *r);

/* A broker has answered. */
void reach_done(struct reach *r);

/* Before giving up: says what was not reached, unless that has been said. */
void reach_give_up(struct reach *r);

#endif
