/* coordinator.h: consumer groups (the classic protocol, KIP-62, 345, 394) and their committed
 * offsets: who is in a group, in which generation, and who may commit what.
 *
 * Pure: time is an argument, randomness comes with the join, and nothing is read or written.
 * JoinGroup and SyncGroup may wait for other members, so they are answered through waiters, structs
 * of the caller that the coordinator fills. After every call the caller takes those that are
 * finished with coordinator_take_finished() and sends them. Error codes are Kafka's
 * (wire/errors.h).
 *
 * Times are milliseconds of a monotonic clock; committed offsets carry wall time. */
#ifndef BROKER_GROUP_COORDINATOR_H
#define BROKER_GROUP_COORDINATOR_H

#include <sys/queue.h>

#include "base/arena.h"
#include "wire/codec.h"
#include "wire/group_messages.h"

struct coordinator;
struct group_member;

struct coordinator_config {
    int64_t initial_delay_ms; /* how long a new group waits for more members */
    int32_t min_session_ms;
    int32_t max_session_ms;
    int32_t group_max_size; /* members of one group */
    size_t groups_max;
    size_t bytes_max;           /* of all groups, members and commits */
    size_t member_bytes_max;    /* of one member's protocols and names */
    size_t offset_metadata_max; /* bytes of text with a committed offset */
};

/* A JoinGroup or SyncGroup that may have to wait. Finished means that its response is filled, from
 * its arena. Neither is touched after coordinator_take_finished() or coordinator_forget(). */
struct group_waiter {
    struct arena *arena;
    struct join_group_response *join; /* one of the two, at its defaults */
    struct sync_group_response *sync;
    struct group_member *member; /* the coordinator's fields from here on */
    STAILQ_ENTRY(group_waiter) link;
};

struct coordinator *coordinator_new(const struct coordinator_config *config);
void coordinator_free(struct coordinator *c); /* those who still wait get no response */

/* --- the life of a member --- */

struct group_join {
    const struct join_group_request *in;
    int16_t version;
    struct bytes client_id;   /* may be null */
    struct bytes client_host; /* as DescribeGroups shows it */
    struct uuid fresh;        /* random: becomes part of a new member's id */
};

/* Finish `w` at once or later: coordinator_take_finished() returns those that are. */
void coordinator_join(struct coordinator *c, const struct group_join *join, struct group_waiter *w,
                      int64_t now_ms);
void coordinator_sync(struct coordinator *c, const struct sync_group_request *in,
                      struct group_waiter *w, int64_t now_ms);

/* Returns the error code of the response. */
int16_t coordinator_heartbeat(struct coordinator *c, const struct heartbeat_request *in,
                              int64_t now_ms);

/* Fills `out`: one member up to version 2, a list of them from version 3 on. */
void coordinator_leave(struct coordinator *c, const struct leave_group_request *in, int16_t version,
                       struct arena *arena, struct leave_group_response *out, int64_t now_ms);

/* The next waiter that is finished, or NULL. */
struct group_waiter *coordinator_take_finished(struct coordinator *c);

/* The waiter's client has disconnected; its member stays until its session expires. Safe for any
 * waiter that was passed in and not taken back. */
void coordinator_forget(struct coordinator *c, struct group_waiter *w);

/* Expires sessions and ends rebalances that are due. */
void coordinator_tick(struct coordinator *c, int64_t now_ms);

/* When coordinator_tick() has to be called next; INT64_MAX: never. May be too early, never too
 * late. */
int64_t coordinator_due(const struct coordinator *c);

/* --- describing --- */

/* Fills `out`; a missing group is Dead, or from version 6 on GROUP_ID_NOT_FOUND. */
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

/* Reserves memory for an offset that is being stored: NONE or the error for its partition.
 * coordinator_unreserve() follows, whether storing it succeeds or not. */
int16_t coordinator_reserve(struct coordinator *c, const struct group_offset *offset);
void coordinator_unreserve(struct coordinator *c, const struct group_offset *offset);

/* Keeps a copy of a committed offset that is durable; creates the group if there is none. */
void coordinator_commit(struct coordinator *c, struct bytes group,
                        const struct group_offset *offset);

/* The committed offset of a partition; false when there is none. Views hold until the next call. */
bool coordinator_committed(const struct coordinator *c, struct bytes group, struct bytes topic,
                           int32_t partition, struct group_offset *out);

/* All of a group's, ordered by topic and partition: the one at `index`, or false. */
bool coordinator_committed_at(const struct coordinator *c, struct bytes group, size_t index,
                              struct group_offset *out);

bool coordinator_has_group(const struct coordinator *c, struct bytes group);

/* Forgets what was committed for a deleted topic. */
void coordinator_forget_topic(struct coordinator *c, struct bytes topic);

/* --- deleting groups --- */

/* NONE when the group may be deleted, NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND. */
int16_t coordinator_delete_check(const struct coordinator *c, struct bytes group);

/* Deletes a group without members, and its offsets; ignores others. */
void coordinator_delete(struct coordinator *c, struct bytes group);

/* The name of a group without members whose offsets and last member are older than the retention,
 * or null. The view holds until the next call. */
struct bytes coordinator_expired(struct coordinator *c, int64_t wall_ms, int64_t retention_ms);

#endif
