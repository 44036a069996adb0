/* commit.c: OffsetCommit and OffsetFetch: who may commit, and what was committed. */
#include "broker/group/coordinator_internal.h"

/* --- who may commit --- */

static int16_t check_member(struct coordinator *c, struct group *g,
                            const struct offset_commit_request *in, int64_t now_ms)
{
    struct group_member *m;
    int16_t error =
        group_generation_check(g, in->member_id, in->group_instance_id, in->generation_id, &m);
    if (error != KAFKA_NONE)
        return error;
    /* The member has joined this generation but has no assignment in it yet: it may not commit. */
    if (g->state == GROUP_COMPLETING_REBALANCE)
        return KAFKA_REBALANCE_IN_PROGRESS;
    group_member_alive(c, g, m, now_ms);
    return KAFKA_NONE;
}

/* A commit without a generation comes from a consumer that assigns itself, or an administrator:
 * allowed while the group is empty. */
static int16_t check_outsider(struct coordinator *c, const struct group *g, struct bytes id)
{
    if (g == NULL)
        return group_is_room_for(c, id) ? KAFKA_NONE : KAFKA_COORDINATOR_NOT_AVAILABLE;
    return g->state == GROUP_EMPTY ? KAFKA_NONE : KAFKA_UNKNOWN_MEMBER_ID;
}

int16_t coordinator_commit_check(struct coordinator *c, const struct offset_commit_request *in,
                                 int64_t now_ms)
{
    struct group *g = group_find(c, in->group_id);
    bool named = in->member_id.len > 0 || !bytes_is_null(in->group_instance_id);
    bool empty = g == NULL || g->state == GROUP_EMPTY;
    if (in->generation_id < 0 && (empty || !named))
        return check_outsider(c, g, in->group_id);
    return g == NULL ? KAFKA_ILLEGAL_GENERATION : check_member(c, g, in, now_ms);
}

/* --- what is committed --- */

int16_t coordinator_reserve(struct coordinator *c, const struct group_offset *offset)
{
    if (offset->metadata.len > c->config.offset_metadata_max)
        return KAFKA_OFFSET_METADATA_TOO_LARGE;
    if (!group_has_room(c, group_offset_cost(offset)))
        return KAFKA_INVALID_COMMIT_OFFSET_SIZE;
    c->reserved += group_offset_cost(offset);
    return KAFKA_NONE;
}

void coordinator_unreserve(struct coordinator *c, const struct group_offset *offset)
{
    c->reserved -= group_offset_cost(offset);
}

void coordinator_commit(struct coordinator *c, struct bytes group,
                        const struct group_offset *offset)
{
    struct group *g = group_find_or_add(c, group);
    if (g != NULL) /* NULL if the groups filled up meanwhile: the next start loads it */
        group_offset_put(c, g, offset);
}

bool coordinator_committed(const struct coordinator *c, struct bytes group, struct bytes topic,
                           int32_t partition, struct group_offset *out)
{
    const struct group *g = group_find(c, group);
    const struct group_offset *found = g == NULL ? NULL : group_offset_find(g, topic, partition);
    if (found != NULL)
        *out = *found;
    return found != NULL;
}

bool coordinator_committed_at(const struct coordinator *c, struct bytes group, size_t index,
                              struct group_offset *out)
{
    const struct group *g = group_find(c, group);
    if (g == NULL || index >= g->offset_count)
        return false;
    *out = g->offsets[index];
    return true;
}

void coordinator_forget_topic(struct coordinator *c, struct bytes topic)
{
    for (size_t i = 0; i < c->group_count; i++)
        group_offsets_forget_topic(c, c->groups[i], topic);
}
