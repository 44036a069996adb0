/* committed.c: a group's committed offsets, sorted by topic and partition. */
#include <stdlib.h>

#include "base/mem.h"
#include "broker/group/coordinator_internal.h"

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

size_t group_offset_cost(const struct group_offset *o)
{
    return sizeof *o + o->topic.len + o->metadata.len + 2 * ALLOCATED_BYTES;
}

static void offset_free(struct coordinator *c, struct group_offset *o)
{
    c->bytes -= group_offset_cost(o);
    mem_bytes_free(&o->topic);
    mem_bytes_free(&o->metadata);
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

const struct group_offset *group_offset_find(const struct group *g, struct bytes topic,
                                             int32_t partition)
{
    bool found;
    size_t at = offset_place(g, topic, partition, &found);
    return found ? &g->offsets[at] : NULL;
}

void group_offset_put(struct coordinator *c, struct group *g, const struct group_offset *offset)
{
    bool found;
    size_t at = offset_place(g, offset->topic, offset->partition, &found);
    if (found)
        offset_free(c, &g->offsets[at]);
    else
        make_place(g, at);
    g->offsets[at] = *offset;
    g->offsets[at].topic = mem_bytes(offset->topic);
    g->offsets[at].metadata = mem_bytes(offset->metadata);
    c->bytes += group_offset_cost(&g->offsets[at]);
}

void group_offsets_forget_topic(struct coordinator *c, struct group *g, struct bytes topic)
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

void group_offsets_free(struct coordinator *c, struct group *g)
{
    for (size_t i = 0; i < g->offset_count; i++)
        offset_free(c, &g->offsets[i]);
    free(g->offsets);
}
