/* coordinator_internal.h: a group as the files of the coordinator see it.
 *
 *             first join                        all joined, or too late
 *     EMPTY ─────────────> PREPARING_REBALANCE ────────────────────────> COMPLETING_REBALANCE
 *       ^   group_prepare()      │   ^   ^        group_complete_join()        │         │
 *       └────────────────────────┘   │   └─────────────────────────────────────┘         │
 *         nobody is left             │     a join, a leave, a session's end              │
 *         group_complete_join()      │     group_prepare()         the leader's SyncGroup │
 *                                    │                             coordinator_sync()     v
 *                                    └──────────────────────────────────────────────── STABLE
 *                                      a join, a leave, a session's end: group_prepare()
 *
 * DEAD is what is said of a group that is not there. While PREPARING, members are asked by the
 * responses to their heartbeats to join again; those who do not within the rebalance timeout are
 * left behind. While COMPLETING, all wait for the leader's assignment. */
#ifndef BROKER_GROUP_COORDINATOR_INTERNAL_H
#define BROKER_GROUP_COORDINATOR_INTERNAL_H

#include "broker/group/coordinator.h"
#include "wire/errors.h"

enum {
    NEW_MEMBER_MS = 5 * 60 * 1000, /* a first join waits no longer than this */
    PROTOCOLS_MAX = 64,            /* that a member may offer */
    ALLOCATED_BYTES = 32           /* overhead of an allocated copy */
};

enum group_state {
    GROUP_EMPTY,
    GROUP_PREPARING_REBALANCE,
    GROUP_COMPLETING_REBALANCE,
    GROUP_STABLE
};

/* Every view in these structs is a copy of its own: mem_bytes(). */
struct group_protocol {
    struct bytes name;
    struct bytes metadata;
};

struct group_member {
    struct bytes id;
    struct bytes instance_id; /* null: a dynamic member */
    struct bytes client_id;
    struct bytes client_host;
    struct group_protocol *protocols; /* in the order of its preference */
    int32_t protocol_count;
    struct bytes assignment;
    int32_t session_ms;
    int32_t rebalance_ms;
    int64_t deadline_ms;              /* the session ends here */
    bool fresh;                       /* has not been in a generation yet */
    bool joined;                      /* wants to be in the next generation */
    bool synced;                      /* has asked for its assignment of this generation */
    struct group_waiter *join, *sync; /* its waiting requests, if the client is still connected */
    size_t bytes;                     /* memory that it costs */
};

/* An id assigned with MEMBER_ID_REQUIRED that has not rejoined yet (KIP-394). */
struct group_pending {
    struct bytes id;
    int64_t deadline_ms;
};

struct group {
    struct bytes id;
    enum group_state state;
    int32_t generation;
    struct bytes protocol_type;    /* null while EMPTY */
    struct bytes protocol;         /* of this generation; null: none */
    struct group_member **members; /* in the order they joined */
    int32_t member_count, member_cap;
    struct group_member *leader;
    struct group_pending *pending;
    int32_t pending_count, pending_cap;
    bool lost;                    /* members have gone since group_settle() */
    bool initial;                 /* PREPARING from EMPTY: waits for more members to join */
    bool newcomers;               /* while `initial`: some joined since it was last prolonged */
    int64_t initial_end_ms;       /* ... but it is not prolonged past this */
    int64_t deadline_ms;          /* for joining or syncing; INT64_MAX: waits for nobody */
    int64_t due_ms;               /* when to call group_tick(); never too late */
    struct group_offset *offsets; /* by topic and partition */
    size_t offset_count, offset_cap;
    int64_t idle_wall_ms; /* last seen with members, by coordinator_expired() */
};

struct coordinator {
    struct coordinator_config config;
    struct group **groups; /* by id */
    size_t group_count, group_cap;
    size_t bytes;    /* memory that groups, members and commits cost */
    size_t reserved; /* for commits that are being stored */
    int64_t due_ms;
    STAILQ_HEAD(, group_waiter) finished;
};

/* Makes coordinator_tick() call group_tick() by then. */
static inline void group_wake_by(struct coordinator *c, struct group *g, int64_t when_ms)
{
    if (when_ms < g->due_ms)
        g->due_ms = when_ms;
    if (when_ms < c->due_ms)
        c->due_ms = when_ms;
}

/* --- coordinator.c --- */

struct group *group_find(const struct coordinator *c, struct bytes id);
struct group *group_find_or_add(struct coordinator *c, struct bytes id); /* NULL: too many */

/* Whether there is room for a new group of that name. */
bool group_is_room_for(struct coordinator *c, struct bytes id);

/* Whether there is room for so many more bytes. May delete deserted groups to make room: do not
 * hold a pointer to one across this. */
bool group_has_room(struct coordinator *c, size_t bytes);

/* Memory that a group costs, without members and commits. */
size_t group_cost(struct bytes id);

/* --- member.c --- */

struct group_member *group_member_find(const struct group *g, struct bytes id);
struct group_member *group_instance_find(const struct group *g, struct bytes instance_id);
int32_t group_pending_find(const struct group *g, struct bytes id); /* its index, or -1 */
void group_pending_add(struct coordinator *c, struct group *g, struct bytes id,
                       int64_t deadline_ms);
void group_pending_remove(struct coordinator *c, struct group *g, int32_t index);

/* Memory that a member with this JoinGroup costs. */
size_t group_member_cost(const struct group_join *join);

/* A new member with that id; its protocols are not set yet. */
struct group_member *group_member_add(struct coordinator *c, struct group *g, struct bytes id,
                                      const struct group_join *join);
void group_member_set_protocols(struct coordinator *c, struct group_member *m,
                                const struct join_group_request *in, int16_t version);
const struct group_protocol *group_member_protocol(const struct group_member *m, struct bytes name);
void group_member_set_assignment(struct coordinator *c, struct group_member *m,
                                 struct bytes assignment);
void group_member_free(struct coordinator *c, struct group_member *m);

/* Restarts the member's session timeout. */
void group_member_alive(struct coordinator *c, struct group *g, struct group_member *m,
                        int64_t now_ms);

/* Finds the member that sent a request: NONE and the member, UNKNOWN_MEMBER_ID, or
 * FENCED_INSTANCE_ID if another member has taken over this instance id (KIP-345). */
int16_t group_member_check(const struct group *g, struct bytes id, struct bytes instance_id,
                           struct group_member **out);
/* As group_member_check(), and ILLEGAL_GENERATION if the request is of another generation. */
int16_t group_generation_check(const struct group *g, struct bytes id, struct bytes instance_id,
                               int32_t generation, struct group_member **out);

/* --- rebalance.c --- */

/* Finish a waiting join or sync, which is the caller's again; NULL does nothing. */
void group_finish_join(struct coordinator *c, struct group_waiter *w, int16_t error,
                       struct bytes member_id);
void group_finish_joined(struct coordinator *c, struct group *g, struct group_member *m,
                         struct group_waiter *w);
void group_finish_sync(struct coordinator *c, struct group_waiter *w, int16_t error,
                       const struct group *g, const struct group_member *m);

/* Removes the member and finishes its waiting requests; group_settle() must follow. */
void group_member_remove(struct coordinator *c, struct group *g, struct group_member *m);

/* After members or pending ones were removed: begins a rebalance, or completes the current one. */
void group_settle(struct coordinator *c, struct group *g, int64_t now_ms);

/* Begins a rebalance: members have to rejoin within their rebalance timeout. */
void group_prepare(struct coordinator *c, struct group *g, int64_t now_ms);
/* Ends the joining: removes members that did not rejoin and sends the others generation, leader and
 * protocol. */
void group_complete_join(struct coordinator *c, struct group *g, int64_t now_ms);

/* Completes the joining if all have joined. */
void group_try_complete(struct coordinator *c, struct group *g, int64_t now_ms);

/* The protocol that all members support and most prefer; null if there is none. */
struct bytes group_select_protocol(const struct group *g);

/* Handles what is due in this group and computes when it is due next. */
void group_tick(struct coordinator *c, struct group *g, int64_t now_ms);

/* --- committed.c --- */

/* Memory that a committed offset costs. */
size_t group_offset_cost(const struct group_offset *o);

const struct group_offset *group_offset_find(const struct group *g, struct bytes topic,
                                             int32_t partition);
void group_offset_put(struct coordinator *c, struct group *g, const struct group_offset *offset);
void group_offsets_forget_topic(struct coordinator *c, struct group *g, struct bytes topic);
void group_offsets_free(struct coordinator *c, struct group *g);

#endif
