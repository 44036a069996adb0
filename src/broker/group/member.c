/* member.c: members of a group: finding them, and what they sent. */
#include <stdlib.h>

#include "base/mem.h"
#include "broker/group/coordinator_internal.h"

/* --- finding --- */

struct group_member *group_member_find(const struct group *g, struct bytes id)
{
    for (int32_t i = 0; i < g->member_count; i++)
        if (bytes_equal(g->members[i]->id, id))
            return g->members[i];
    return NULL;
}

struct group_member *group_instance_find(const struct group *g, struct bytes instance_id)
{
    for (int32_t i = 0; i < g->member_count && !bytes_is_null(instance_id); i++)
        if (bytes_equal(g->members[i]->instance_id, instance_id))
            return g->members[i];
    return NULL;
}

int32_t group_pending_find(const struct group *g, struct bytes id)
{
    for (int32_t i = 0; i < g->pending_count; i++)
        if (bytes_equal(g->pending[i].id, id))
            return i;
    return -1;
}

static size_t pending_cost(struct bytes id)
{
    return sizeof(struct group_pending) + id.len + ALLOCATED_BYTES;
}

void group_pending_add(struct coordinator *c, struct group *g, struct bytes id, int64_t deadline_ms)
{
    if (g->pending_count == g->pending_cap) {
        g->pending_cap = g->pending_cap == 0 ? 4 : 2 * g->pending_cap;
        g->pending = mem_grow(g->pending, (size_t)g->pending_cap, sizeof *g->pending);
    }
    g->pending[g->pending_count++] = (struct group_pending){mem_bytes(id), deadline_ms};
    c->bytes += pending_cost(id);
    group_wake_by(c, g, deadline_ms);
}

void group_pending_remove(struct coordinator *c, struct group *g, int32_t index)
{
    c->bytes -= pending_cost(g->pending[index].id);
    mem_bytes_free(&g->pending[index].id);
    g->pending[index] = g->pending[--g->pending_count];
}

int16_t group_member_check(const struct group *g, struct bytes id, struct bytes instance_id,
                           struct group_member **out)
{
    *out = NULL;
    if (g == NULL)
        return KAFKA_UNKNOWN_MEMBER_ID;
    if (!bytes_is_null(instance_id)) {
        struct group_member *m = group_instance_find(g, instance_id);
        if (m == NULL)
            return KAFKA_UNKNOWN_MEMBER_ID;
        if (!bytes_equal(m->id, id))
            return KAFKA_FENCED_INSTANCE_ID;
    }
    *out = group_member_find(g, id);
    return *out == NULL ? KAFKA_UNKNOWN_MEMBER_ID : KAFKA_NONE;
}

int16_t group_generation_check(const struct group *g, struct bytes id, struct bytes instance_id,
                               int32_t generation, struct group_member **out)
{
    int16_t error = group_member_check(g, id, instance_id, out);
    return error == KAFKA_NONE && generation != g->generation ? KAFKA_ILLEGAL_GENERATION : error;
}

/* --- what a member sent --- */

static void charge(struct coordinator *c, struct group_member *m, size_t more, size_t less)
{
    m->bytes += more - less;
    c->bytes += more - less;
}

static size_t protocol_cost(struct bytes name, struct bytes metadata)
{
    return sizeof(struct group_protocol) + name.len + metadata.len + 2 * ALLOCATED_BYTES;
}

/* Its names. Its id may be one of them followed by a UUID, and the group may have its protocol type
 * from it. */
static size_t names_cost(const struct group_join *join)
{
    const struct join_group_request *in = join->in;
    return sizeof(struct group_member) + 8 * ALLOCATED_BYTES + in->member_id.len +
           2 * in->group_instance_id.len + 2 * join->client_id.len + join->client_host.len +
           in->protocol_type.len;
}

size_t group_member_cost(const struct group_join *join)
{
    size_t cost = names_cost(join);
    for (int32_t i = 0; i < join->in->protocols.count; i++)
        cost +=
            protocol_cost(join->in->protocols.items[i].name, join->in->protocols.items[i].metadata);
    return cost;
}

static void forget_protocols(struct coordinator *c, struct group_member *m)
{
    for (int32_t i = 0; i < m->protocol_count; i++) {
        charge(c, m, 0, protocol_cost(m->protocols[i].name, m->protocols[i].metadata));
        mem_bytes_free(&m->protocols[i].name);
        mem_bytes_free(&m->protocols[i].metadata);
    }
    free(m->protocols);
    m->protocols = NULL;
    m->protocol_count = 0;
}

void group_member_set_protocols(struct coordinator *c, struct group_member *m,
                                const struct join_group_request *in, int16_t version)
{
    forget_protocols(c, m);
    m->session_ms = in->session_timeout_ms;
    /* Version 0 has no rebalance timeout: the session timeout is used. */
    m->rebalance_ms = version == 0 ? in->session_timeout_ms : in->rebalance_timeout_ms;
    m->protocols = mem_zero((size_t)in->protocols.count, sizeof *m->protocols);
    m->protocol_count = in->protocols.count;
    for (int32_t i = 0; i < in->protocols.count; i++) {
        m->protocols[i].name = mem_bytes(in->protocols.items[i].name);
        m->protocols[i].metadata = mem_bytes(in->protocols.items[i].metadata);
        charge(c, m, protocol_cost(m->protocols[i].name, m->protocols[i].metadata), 0);
    }
}

void group_member_set_assignment(struct coordinator *c, struct group_member *m,
                                 struct bytes assignment)
{
    charge(c, m, assignment.len, m->assignment.len);
    mem_bytes_free(&m->assignment);
    m->assignment = mem_bytes(assignment);
}

const struct group_protocol *group_member_protocol(const struct group_member *m, struct bytes name)
{
    for (int32_t i = 0; i < m->protocol_count; i++)
        if (bytes_equal(m->protocols[i].name, name))
            return &m->protocols[i];
    return NULL;
}

struct group_member *group_member_add(struct coordinator *c, struct group *g, struct bytes id,
                                      const struct group_join *join)
{
    if (g->member_count == g->member_cap) {
        g->member_cap = g->member_cap == 0 ? 4 : 2 * g->member_cap;
        g->members = mem_grow(g->members, (size_t)g->member_cap, sizeof(struct group_member *));
    }
    struct group_member *m = mem_zero(1, sizeof *m);
    m->id = mem_bytes(id);
    m->instance_id = mem_bytes(join->in->group_instance_id);
    m->client_id = mem_bytes(join->client_id);
    m->client_host = mem_bytes(join->client_host);
    m->fresh = true;
    charge(c, m, names_cost(join), 0);
    g->members[g->member_count++] = m;
    return m;
}

void group_member_free(struct coordinator *c, struct group_member *m)
{
    forget_protocols(c, m);
    group_member_set_assignment(c, m, BYTES_NULL);
    charge(c, m, 0, m->bytes);
    mem_bytes_free(&m->id);
    mem_bytes_free(&m->instance_id);
    mem_bytes_free(&m->client_id);
    mem_bytes_free(&m->client_host);
    free(m);
}

void group_member_alive(struct coordinator *c, struct group *g, struct group_member *m,
                        int64_t now_ms)
{
    m->deadline_ms = now_ms + m->session_ms;
    group_wake_by(c, g, m->deadline_ms);
}
