/* groups.h: the group coordinator inside the broker: its timer, its answers, its offsets on disk.
 *
 * group/ decides; this connects it with requests, time and the metadata. Committed offsets are in
 * memory only once they are durable. Members are not kept: after a restart they join again. */
#ifndef BROKER_GROUPS_H
#define BROKER_GROUPS_H

#include "broker/group/coordinator.h"
#include "broker/metadb.h"
#include "broker/timers.h"

struct broker;
struct request;

struct groups {
    struct coordinator *coordinator;
    struct broker *broker;
    struct timer tick;      /* when the coordinator wants to be called */
    struct timer retention; /* when old offsets are looked for */
};

/* Makes broker->groups and loads the committed offsets. */
int groups_load(struct broker *b, struct err *err);
void groups_free(struct broker *b); /* fine when it was never loaded */

/* Finishes the requests that the coordinator has answered since, and sets the timer for its next
 * deadline. dispatch.c does this after each handler, so that none needs to. */
void groups_respond(struct broker *b);

/* The waiter of a JoinGroup or SyncGroup, from its arena; the handler answers LATER. When the
 * client goes, the coordinator forgets it. */
struct group_waiter *groups_waiter(struct request *rq);

/* A topic's deletion is durable. */
void groups_forget_topic(struct broker *b, struct bytes topic);

#endif
