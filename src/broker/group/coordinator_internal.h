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
 * answers to their heartbeats to join again; those who do not within the rebalance timeout are left
 * behind. While COMPLETING, all wait for the leader's assignment. */
#ifndef BROKER_GROUP_COORDINATOR_INTERNAL_H
#define BROKER_GROUP_COORDINATOR_INTERNAL_H

#include "broker/group/coordinator.h"
#include "wire/errors.h"

enum {
    NEW_MEMBER_MS = 5 * 60 * 1000, /* a first join waits no longer than this */
    PROTOCOLS_MAX = 64,            /* that a member may speak */
    ALLOCATED_BYTES = 32           /* what a copy costs besides its bytes */
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
    int64_t deadline_ms; /* the session ends here */
    bool fresh;          /* has not been in a generation yet */
    bool joined;         /* wants to be in the next generation */
    bool synced;         /* has asked for its assignment of this generation */
    struct group_waiter *join,
        *sync;    /* its requests that wait; NULL too when the client has gone */
    size_t bytes; /* what it costs */
};

/* An id that was given out with MEMBER_ID_REQUIRED and has not come back yet (KIP-394). */
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
    struct group_member **members; /* in the order they came */
    int32_t member_count, member_cap;
    struct group_member *leader;
    struct group_pending *pending;
    int32_t pending_count, pending_cap;
    bool lost;                    /* members have gone since group_settle() */
    bool initial;                 /* PREPARING from EMPTY: waits for more members to come */
    bool newcomers;               /* while `initial`: some came since it was last prolonged */
    int64_t initial_end_ms;       /* ... but it is not prolonged past this */
    int64_t deadline_ms;          /* of joining or syncing; INT64_MAX: nobody is waited for */
    int64_t due_ms;               /* when to look at this group; never too late */
    struct group_offset *offsets; /* by topic and partition */
    size_t offset_count, offset_cap;
    int64_t idle_wall_ms; /* last seen with members, by coordinator_expired() */
};

struct coordinator {
    struct coordinator_config config;
    struct group **groups; /* by id */
    size_t group_count, group_cap;
    size_t bytes;    /* what groups, members and commits cost */
    size_t reserved; /* for commits that are on their way to disk */
    int64_t due_ms;
    STAILQ_HEAD(, group_waiter) answered;
};

/* Has coordinator_tick() look at the group by then. */
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

/* Whether there may be a new group of that name. */
bool group_is_room_for(struct coordinator *c, struct bytes id);

/* Whether so many bytes more may be kept, if need be once groups that nobody needs are gone: hold
 * no group over this that may be deserted. */
bool group_has_room(struct coordinator *c, size_t bytes);

/* What a group costs, members and commits aside. */
size_t group_cost(struct bytes id);

/* --- member.c --- */

struct group_member *group_member_find(const struct group *g, struct bytes id);
struct group_member *group_instance_find(const struct group *g, struct bytes instance_id);
int32_t group_pending_find(const struct group *g, struct bytes id); /* its index, or -1 */
void group_pending_add(struct coordinator *c, struct group *g, struct bytes id,
                       int64_t deadline_ms);
void group_pending_remove(struct coordinator *c, struct group *g, int32_t index);

/* What a member that joins like this costs. */
size_t group_member_cost(const struct group_join *join);

/* A new member with an id of its own; its protocols are not set yet. */
struct group_member *group_member_add(struct coordinator *c, struct group *g, struct bytes id,
                                      const struct group_join *join);
void group_member_set_protocols(struct coordinator *c, struct group_member *m,
                                const struct join_group_request *in, int16_t version);
const struct group_protocol *group_member_protocol(const struct group_member *m, struct bytes name);
void group_member_set_assignment(struct coordinator *c, struct group_member *m,
                                 struct bytes assignment);
void group_member_free(struct coordinator *c, struct group_member *m);

/* Begins the member's session anew. */
void group_member_alive(struct coordinator *c, struct group *g, struct group_member *m,
                        int64_t now_ms);

/* Finds who speaks: NONE and the member, UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID when another has
 * come under this instance id (KIP-345). */
int16_t group_member_check(const struct group *g, struct bytes id, struct bytes instance_id,
                           struct group_member **out);

/* --- rebalance.c --- */

/* Answers a waiting join, or does nothing for NULL. The waiter is the caller's again. */
void group_answer_join(struct coordinator *c, struct group_waiter *w, int16_t error,
                       struct bytes member_id);
void group_answer_joined(struct coordinator *c, struct group *g, struct group_member *m,
                         struct group_waiter *w);
void group_answer_sync(struct coordinator *c, struct group_waiter *w, int16_t error,
                       const struct group *g, const struct group_member *m);

/* Takes the member out and answers its requests that wait; group_settle() must follow. */
void group_member_remove(struct coordinator *c, struct group *g, struct group_member *m);

/* After members or pending ones went: begins a rebalance, or completes the one under way. */
void group_settle(struct coordinator *c, struct group *g, int64_t now_ms);

/* Begins a rebalance: members are asked to join again, until their rebalance timeout at most. */
void group_prepare(struct coordinator *c, struct group *g, int64_t now_ms);
/* Ends the joining: who did not come is out, the others are told generation, leader, protocol. */
void group_complete_join(struct coordinator *c, struct group *g, int64_t now_ms);

/* Completes the joining if nobody is waited for. */
void group_try_complete(struct coordinator *c, struct group *g, int64_t now_ms);

/* The protocol that all members speak and most prefer; null when there is none. */
struct bytes group_select_protocol(const struct group *g);

/* Ends what is due in this group and finds when it is due next. */
void group_tick(struct coordinator *c, struct group *g, int64_t now_ms);

/* --- committed.c --- */

/* What a committed offset costs. */
size_t group_offset_cost(const struct group_offset *o);

const struct group_offset *group_offset_find(const struct group *g, struct bytes topic,
                                             int32_t partition);
void group_offset_put(struct coordinator *c, struct group *g, const struct group_offset *offset);
void group_offsets_forget_topic(struct coordinator *c, struct group *g, struct bytes topic);
void group_offsets_free(struct coordinator *c, struct group *g);

#endif
