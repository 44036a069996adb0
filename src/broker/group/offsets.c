/* offsets.c: what a group has committed, and who may. */
#include <stdlib.h>

#include "base/mem.h"
#include "broker/group/inner.h"

/* --- who may commit --- */

static int16_t check_member(struct coordinator *c, struct group *g,
                            const struct offset_commit_request *in, int64_t now_ms)
{
    struct group_member *m;
    int16_t error = group_member_check(g, in->member_id, in->group_instance_id, &m);
    if (error != KAFKA_NONE)
        return error;
    if (in->generation_id != g->generation)
        return KAFKA_ILLEGAL_GENERATION;
    /* It knows of this generation but has no assignment in it yet: it must not commit for it. */
    if (g->state == GROUP_COMPLETING_REBALANCE)
        return KAFKA_REBALANCE_IN_PROGRESS;
    group_member_alive(c, g, m, now_ms);
    return KAFKA_NONE;
}

/* Without a generation it is a consumer that assigns itself, or an administrator: allowed while
 * nobody is in the group. */
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

static int offset_order(const struct group_offset *o, struct bytes topic, int32_t partition)
{
    int order = bytes_compare(o->topic, topic);
    return order != 0 ? order : (o->partition > partition) - (o->partition < partition);
}

static size_t offset_place(const struct group *g, struct bytes topic, int32_t partition,
                           bool *found)
{
    size_t low = 0, high = g->offset_count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = offset_order(&g->offsets[middle], topic, partition);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t offset_bytes(const struct group_offset *o)
{
    return sizeof *o + o->topic.len + o->metadata.len + 2 * ALLOCATED_BYTES;
}

int16_t coordinator_reserve(struct coordinator *c, const struct group_offset *offset)
{
    if (offset->metadata.len > c->config.offset_metadata_max)
        return KAFKA_OFFSET_METADATA_TOO_LARGE;
    if (!group_has_room(c, offset_bytes(offset)))
        return KAFKA_INVALID_COMMIT_OFFSET_SIZE;
    c->reserved += offset_bytes(offset);
    return KAFKA_NONE;
}

void coordinator_unreserve(struct coordinator *c, const struct group_offset *offset)
{
    c->reserved -= offset_bytes(offset);
}

static void offset_free(struct coordinator *c, struct group_offset *o)
{
    c->bytes -= offset_bytes(o);
    bytes_disown(&o->topic);
    bytes_disown(&o->metadata);
}

static void make_place(struct group *g, size_t at)
{
    if (g->offset_count == g->offset_cap) {
        g->offset_cap = g->offset_cap == 0 ? 4 : 2 * g->offset_cap;
        g->offsets = mem_grow(g->offsets, g->offset_cap, sizeof *g->offsets);
    }
    memmove(g->offsets + at + 1, g->offsets + at, (g->offset_count - at) * sizeof *g->offsets);
    g->offset_count++;
}

void coordinator_commit(struct coordinator *c, struct bytes group,
                        const struct group_offset *offset)
{
    struct group *g = group_find_or_add(c, group);
    bool found;
    if (g == NULL)
        return; /* the groups filled up while it was being stored: the next start has it */
    size_t at = offset_place(g, offset->topic, offset->partition, &found);
    if (found)
        offset_free(c, &g->offsets[at]);
    else
        make_place(g, at);
    g->offsets[at] = *offset;
    g->offsets[at].topic = bytes_own(offset->topic);
    g->offsets[at].metadata = bytes_own(offset->metadata);
    c->bytes += offset_bytes(&g->offsets[at]);
}

bool coordinator_committed(const struct coordinator *c, struct bytes group, struct bytes topic,
                           int32_t partition, struct group_offset *out)
{
    const struct group *g = group_find(c, group);
    bool found = false;
    size_t at = g == NULL ? 0 : offset_place(g, topic, partition, &found);
    if (found)
        *out = g->offsets[at];
    return found;
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

static void forget_topic(struct coordinator *c, struct group *g, struct bytes topic)
{
    size_t kept = 0;
    for (size_t i = 0; i < g->offset_count; i++) {
        if (bytes_equal(g->offsets[i].topic, topic))
            offset_free(c, &g->offsets[i]);
        else
            g->offsets[kept++] = g->offsets[i];
    }
    g->offset_count = kept;
}

void coordinator_forget_topic(struct coordinator *c, struct bytes topic)
{
    for (size_t i = 0; i < c->group_count; i++)
        forget_topic(c, c->groups[i], topic);
}

void group_offsets_free(struct coordinator *c, struct group *g)
{
    for (size_t i = 0; i < g->offset_count; i++)
        offset_free(c, &g->offsets[i]);
    free(g->offsets);
}
