/* coordinator.c: groups by name and the memory they take; deadlines; describing and listing. */
#include <assert.h>
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "broker/group/coordinator_internal.h"

struct coordinator *coordinator_new(const struct coordinator_config *config)
{
    struct coordinator *c = mem_zero(1, sizeof *c);
    c->config = *config;
    c->due_ms = INT64_MAX;
    STAILQ_INIT(&c->finished);
    return c;
}

static void group_free(struct coordinator *c, struct group *g)
{
    for (int32_t i = 0; i < g->member_count; i++)
        group_member_free(c, g->members[i]);
    while (g->pending_count > 0)
        group_pending_remove(c, g, g->pending_count - 1);
    group_offsets_free(c, g);
    c->bytes -= group_cost(g->id);
    mem_bytes_free(&g->id);
    mem_bytes_free(&g->protocol_type);
    mem_bytes_free(&g->protocol);
    free(g->members);
    free(g->pending);
    free(g);
}

void coordinator_free(struct coordinator *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->group_count; i++)
        group_free(c, c->groups[i]);
    assert(c->bytes == 0);
    free(c->groups);
    free(c);
}

/* --- groups by name --- */

/* The index of the group, or where it would be inserted. */
static size_t group_place(const struct coordinator *c, struct bytes id, bool *found)
{
    size_t low = 0, high = c->group_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(c->groups[middle]->id, id);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = false;
    return low;
}

struct group *group_find(const struct coordinator *c, struct bytes id)
{
    bool found;
    size_t at = group_place(c, id, &found);
    return found ? c->groups[at] : NULL;
}

static void group_drop(struct coordinator *c, size_t at)
{
    group_free(c, c->groups[at]);
    c->group_count--;
    memmove(c->groups + at, c->groups + at + 1, (c->group_count - at) * sizeof *c->groups);
}

static bool group_is_deserted(const struct group *g)
{
    return g->state == GROUP_EMPTY && g->pending_count == 0;
}

/* Groups without members and commits make room for new ones. */
static void drop_deserted(struct coordinator *c)
{
    for (size_t i = c->group_count; i-- > 0;)
        if (group_is_deserted(c->groups[i]) && c->groups[i]->offset_count == 0)
            group_drop(c, i);
}

static bool make_room(struct coordinator *c)
{
    if (c->group_count >= c->config.groups_max)
        drop_deserted(c);
    return c->group_count < c->config.groups_max;
}

static bool fits_in(const struct coordinator *c, size_t bytes)
{
    return c->bytes + c->reserved + bytes <= c->config.bytes_max;
}

bool group_has_room(struct coordinator *c, size_t bytes)
{
    if (!fits_in(c, bytes))
        drop_deserted(c);
    return fits_in(c, bytes);
}

bool group_is_room_for(struct coordinator *c, struct bytes id)
{
    return make_room(c) && group_has_room(c, group_cost(id));
}

size_t group_cost(struct bytes id)
{
    return sizeof(struct group) + id.len + 2 * ALLOCATED_BYTES;
}

struct group *group_find_or_add(struct coordinator *c, struct bytes id)
{
    bool found;
    size_t at = group_place(c, id, &found);
    if (found)
        return c->groups[at];
    if (!make_room(c))
        return NULL;
    at = group_place(c, id, &found);
    if (c->group_count == c->group_cap) {
        c->group_cap = c->group_cap == 0 ? 16 : 2 * c->group_cap;
        c->groups = mem_grow(c->groups, c->group_cap, sizeof *c->groups);
    }
    struct group *g = mem_zero(1, sizeof *g);
    g->id = mem_bytes(id);
    c->bytes += group_cost(id);
    g->due_ms = g->deadline_ms = INT64_MAX;
    memmove(c->groups + at + 1, c->groups + at, (c->group_count - at) * sizeof *c->groups);
    c->groups[at] = g;
    c->group_count++;
    return g;
}

bool coordinator_has_group(const struct coordinator *c, struct bytes group)
{
    return group_find(c, group) != NULL;
}

int16_t coordinator_delete_check(const struct coordinator *c, struct bytes group)
{
    const struct group *g = group_find(c, group);
    if (g == NULL)
        return KAFKA_GROUP_ID_NOT_FOUND;
    return group_is_deserted(g) ? KAFKA_NONE : KAFKA_NON_EMPTY_GROUP;
}

void coordinator_delete(struct coordinator *c, struct bytes group)
{
    bool found;
    size_t at = group_place(c, group, &found);
    if (found && group_is_deserted(c->groups[at]))
        group_drop(c, at);
}

/* --- waiters --- */

struct group_waiter *coordinator_take_finished(struct coordinator *c)
{
    struct group_waiter *w = STAILQ_FIRST(&c->finished);
    if (w != NULL)
        STAILQ_REMOVE_HEAD(&c->finished, link);
    return w;
}

void coordinator_forget(struct coordinator *c, struct group_waiter *w)
{
    struct group_waiter *finished;
    if (w->member != NULL && w->member->join == w)
        w->member->join = NULL;
    if (w->member != NULL && w->member->sync == w)
        w->member->sync = NULL;
    w->member = NULL;
    STAILQ_FOREACH(finished, &c->finished, link)
    if (finished == w) {
        STAILQ_REMOVE(&c->finished, w, group_waiter, link);
        return;
    }
}

/* --- time --- */

int64_t coordinator_due(const struct coordinator *c)
{
    return c->due_ms;
}

void coordinator_tick(struct coordinator *c, int64_t now_ms)
{
    if (now_ms < c->due_ms)
        return;
    c->due_ms = INT64_MAX;
    for (size_t i = 0; i < c->group_count; i++) {
        struct group *g = c->groups[i];
        if (g->due_ms <= now_ms)
            group_tick(c, g, now_ms);
        if (g->due_ms < c->due_ms)
            c->due_ms = g->due_ms;
    }
}

struct bytes coordinator_expired(struct coordinator *c, int64_t wall_ms, int64_t retention_ms)
{
    for (size_t i = 0; i < c->group_count; i++) {
        struct group *g = c->groups[i];
        int64_t last_ms = g->idle_wall_ms;
        for (size_t n = 0; n < g->offset_count; n++)
            if (g->offsets[n].commit_ms > last_ms)
                last_ms = g->offsets[n].commit_ms;
        if (!group_is_deserted(g) || last_ms == 0)
            g->idle_wall_ms = wall_ms;
        else if (wall_ms - last_ms > retention_ms)
            return g->id;
    }
    return BYTES_NULL;
}

/* --- describing --- */

static const char *state_name(enum group_state state)
{
    static const char *const names[] = {
        [GROUP_EMPTY] = "Empty",
        [GROUP_PREPARING_REBALANCE] = "PreparingRebalance",
        [GROUP_COMPLETING_REBALANCE] = "CompletingRebalance",
        [GROUP_STABLE] = "Stable",
    };
    return names[state];
}

static void describe_member(const struct group *g, const struct group_member *m,
                            struct arena *arena, struct describe_groups_member *out)
{
    out->member_id = arena_copy(arena, m->id);
    out->group_instance_id = arena_copy(arena, m->instance_id);
    out->client_id = arena_copy(arena, m->client_id);
    out->client_host = arena_copy(arena, m->client_host);
    if (g->state != GROUP_STABLE)
        return;
    const struct group_protocol *spoken = group_member_protocol(m, g->protocol);
    out->metadata = spoken == NULL ? BYTES_NULL : arena_copy(arena, spoken->metadata);
    out->assignment = arena_copy(arena, m->assignment);
}

void coordinator_describe(const struct coordinator *c, struct bytes group, int16_t version,
                          struct arena *arena, struct describe_groups_group *out)
{
    const struct group *g = group_find(c, group);
    out->group_id = group;
    if (g == NULL) {
        out->group_state = bytes_of("Dead");
        if (version >= 6) {
            out->error_code = KAFKA_GROUP_ID_NOT_FOUND;
            out->error_message =
                bytes_of(arena_printf(arena, "Group %.*s not found.", (int)group.len, group.data));
        }
        return;
    }
    out->group_state = bytes_of(state_name(g->state));
    out->protocol_type = arena_copy(arena, g->protocol_type);
    if (g->state == GROUP_STABLE)
        out->protocol_data = arena_copy(arena, g->protocol);
    out->members.items = wire_new(&describe_groups_member_schema, arena, g->member_count);
    out->members.count = g->member_count;
    for (int32_t i = 0; i < g->member_count; i++)
        describe_member(g, g->members[i], arena, &out->members.items[i]);
}

/* As in Kafka, states and types match in any case, and an empty filter matches all. */
static bool is_wanted(const struct wire_strings *filter, const char *name)
{
    for (int32_t i = 0; i < filter->count; i++) {
        struct bytes word = filter->items[i];
        if (word.len == strlen(name) && strncasecmp((const char *)word.data, name, word.len) == 0)
            return true;
    }
    return filter->count <= 0;
}

void coordinator_list(const struct coordinator *c, const struct list_groups_request *in,
                      struct arena *arena, struct list_groups_response *out)
{
    int32_t count = 0;
    bool type = is_wanted(&in->types_filter, "classic"), states[GROUP_STABLE + 1];
    for (enum group_state state = GROUP_EMPTY; state <= GROUP_STABLE; state++)
        states[state] = type && is_wanted(&in->states_filter, state_name(state));
    out->groups.items = wire_new(&list_groups_group_schema, arena, (int32_t)c->group_count);
    for (size_t i = 0; i < c->group_count; i++) {
        const struct group *g = c->groups[i];
        if (!states[g->state])
            continue;
        struct list_groups_group *listed = &out->groups.items[count++];
        listed->group_id = arena_copy(arena, g->id);
        listed->protocol_type = arena_copy(arena, g->protocol_type);
        listed->group_state = bytes_of(state_name(g->state));
        listed->group_type = bytes_of("classic");
    }
    out->groups.count = count;
}
