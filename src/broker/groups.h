/* groups.h: the group coordinator inside the broker: its timer, its responses, its offsets on disk.
 *
 * group/ decides; this connects it with requests, time and the metadata. Committed offsets are in
 * memory only once they are durable. Members are not stored: after a restart they join again. */
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
    struct timer tick;      /* when the coordinator has to be called next */
    struct timer retention; /* when to look for old offsets next */
};

/* Creates broker->groups and loads the committed offsets. */
int groups_load(struct broker *b, struct err *err);
void groups_free(struct broker *b); /* fine when it was never loaded */

/* Finishes the requests that the coordinator has answered, and sets the timer for its next
 * deadline. dispatch.c calls this after each handler, so that handlers need not. */
void groups_respond(struct broker *b);

/* The waiter of a JoinGroup or SyncGroup, from its arena; the handler returns LATER. If the client
 * disconnects, the coordinator forgets it. */
struct group_waiter *groups_waiter(struct request *rq);

/* Forgets offsets committed for a topic whose deletion is durable. */
void groups_forget_topic(struct broker *b, struct bytes topic);

#endif
