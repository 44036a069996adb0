/* coordinator.h: consumer groups (the classic protocol, KIP-62, 345, 394) and their committed
 * offsets: who is in a group, which generation it is in, who may commit what.
 *
 * Pure: time comes in as an argument, randomness with the join, nothing is read or written. What it
 * decides later than asked (JoinGroup and SyncGroup wait for others) it answers through waiters:
 * the caller's structs, which it fills and lists; after every call the caller takes the answered
 * ones with coordinator_take_answered() and sends them. Error codes are Kafka's (wire/errors.h).
 *
 * Times are milliseconds of one clock that never falls; committed offsets carry wall time. */
#ifndef BROKER_GROUP_COORDINATOR_H
#define BROKER_GROUP_COORDINATOR_H

#include <sys/queue.h>

#include "base/arena.h"
#include "wire/codec.h"
#include "wire/group_messages.h"

struct coordinator;
struct group_member;

struct coordinator_config {
    int64_t initial_delay_ms; /* how long a group that was empty waits for more members */
    int32_t min_session_ms;
    int32_t max_session_ms;
    int32_t group_max_size; /* members of one group */
    size_t groups_max;
    size_t bytes_max;           /* of everything that groups, members and commits make us keep */
    size_t member_bytes_max;    /* of one member's protocols and names */
    size_t offset_metadata_max; /* bytes of text with a committed offset */
};

/* A JoinGroup or SyncGroup that may have to wait. Answered means: its response is filled, from its
 * arena. Neither is touched after coordinator_take_answered() or coordinator_forget(). */
struct group_waiter {
    struct arena *arena;
    struct join_group_response *join; /* one of the two, at its defaults */
    struct sync_group_response *sync;
    struct group_member *member; /* the coordinator's own from here on */
    STAILQ_ENTRY(group_waiter) link;
};

struct coordinator *coordinator_new(const struct coordinator_config *config);
void coordinator_free(struct coordinator *c); /* whoever still waits is not answered */

/* --- the life of a member --- */

struct group_join {
    const struct join_group_request *in;
    int16_t version;
    struct bytes client_id;   /* may be null */
    struct bytes client_host; /* as DescribeGroups shows it */
    struct uuid fresh;        /* random: becomes part of a new member's id */
};

/* Answer `w` at once or later: coordinator_take_answered() gives back those that were. */
void coordinator_join(struct coordinator *c, const struct group_join *join, struct group_waiter *w,
                      int64_t now_ms);
void coordinator_sync(struct coordinator *c, const struct sync_group_request *in,
                      struct group_waiter *w, int64_t now_ms);

/* Gives the error code to answer with. */
int16_t coordinator_heartbeat(struct coordinator *c, const struct heartbeat_request *in,
                              int64_t now_ms);

/* Fills `out`: one member up to version 2, a list of them from version 3 on. */
void coordinator_leave(struct coordinator *c, const struct leave_group_request *in, int16_t version,
                       struct arena *arena, struct leave_group_response *out, int64_t now_ms);

/* The next waiter that has its answer, or NULL. */
struct group_waiter *coordinator_take_answered(struct coordinator *c);

/* The waiter's client has gone; its member stays until its session ends. Safe for any waiter that
 * was handed in and not taken. */
void coordinator_forget(struct coordinator *c, struct group_waiter *w);

/* Ends sessions and rebalances that are due. */
void coordinator_tick(struct coordinator *c, int64_t now_ms);

/* When coordinator_tick() is wanted next; INT64_MAX: not at all. It may come too early. */
int64_t coordinator_due(const struct coordinator *c);

/* --- looking --- */

/* Fills `out`; a group that is not there is Dead, or from version 6 on GROUP_ID_NOT_FOUND. */
void coordinator_describe(const struct coordinator *c, struct bytes group, int16_t version,
                          struct arena *arena, struct describe_groups_group *out);

/* Fills `out` with the groups that pass both filters, by name. */
void coordinator_list(const struct coordinator *c, const struct list_groups_request *in,
                      struct arena *arena, struct list_groups_response *out);

/* --- committed offsets --- */

struct group_offset {
    struct bytes topic;
    int32_t partition;
    int32_t leader_epoch; /* -1: none */
    int64_t offset;
    struct bytes metadata; /* never null */
    int64_t commit_ms;     /* wall time */
};

/* Whether this request may commit to its group: NONE or the error for all its partitions. A commit
 * counts as a heartbeat. */
int16_t coordinator_commit_check(struct coordinator *c, const struct offset_commit_request *in,
                                 int64_t now_ms);

/* Reserves room for this one, on its way to disk: NONE or the error for its partition. To be given
 * back once it is known whether it got there. */
int16_t coordinator_reserve(struct coordinator *c, const struct group_offset *offset);
void coordinator_unreserve(struct coordinator *c, const struct group_offset *offset);

/* Keeps a committed offset (copied), once it is durable; makes the group if there is none. */
void coordinator_commit(struct coordinator *c, struct bytes group,
                        const struct group_offset *offset);

/* The committed offset of a partition; false when there is none. Views hold until the next call. */
bool coordinator_committed(const struct coordinator *c, struct bytes group, struct bytes topic,
                           int32_t partition, struct group_offset *out);

/* All of a group's, ordered by topic and partition: the one at `index`, or false. */
bool coordinator_committed_at(const struct coordinator *c, struct bytes group, size_t index,
                              struct group_offset *out);

bool coordinator_has_group(const struct coordinator *c, struct bytes group);

/* A topic is gone: so is what was committed for it. */
void coordinator_forget_topic(struct coordinator *c, struct bytes topic);

/* --- deleting groups --- */

/* NONE when the group may be deleted, NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND. */
int16_t coordinator_delete_check(const struct coordinator *c, struct bytes group);

/* Forgets a group without members, and its offsets; nothing happens to others. */
void coordinator_delete(struct coordinator *c, struct bytes group);

/* The name of a group without members whose offsets, or whose last member, are older than the
 * retention; null when there is none. The view holds until the next call. */
struct bytes coordinator_expired(struct coordinator *c, int64_t wall_ms, int64_t retention_ms);

#endif
