/* member.c: members of a group: finding them, what they said, and their requests but the join. */
#include <stdlib.h>

#include "base/mem.h"
#include "broker/group/inner.h"

/* --- finding --- */

static struct group_member *group_member_find(const struct group *g, struct bytes id)
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
    g->pending[g->pending_count++] = (struct group_pending){bytes_own(id), deadline_ms};
    c->bytes += pending_cost(id);
    group_wake_by(c, g, deadline_ms);
}

void group_pending_remove(struct coordinator *c, struct group *g, int32_t index)
{
    c->bytes -= pending_cost(g->pending[index].id);
    bytes_disown(&g->pending[index].id);
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

/* --- what a member said --- */

static void charge(struct coordinator *c, struct group_member *m, size_t more, size_t less)
{
    m->bytes += more - less;
    c->bytes += more - less;
}

static size_t protocol_cost(struct bytes name, struct bytes metadata)
{
    return sizeof(struct group_protocol) + name.len + metadata.len + 2 * ALLOCATED_BYTES;
}

/* Its names; its id may be one of them with an UUID behind, and it may be the one by whom the group
 * has its protocol type. */
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
        bytes_disown(&m->protocols[i].name);
        bytes_disown(&m->protocols[i].metadata);
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
    /* Version 0 knows no rebalance timeout: the session's stands for it. */
    m->rebalance_ms = version == 0 ? in->session_timeout_ms : in->rebalance_timeout_ms;
    m->protocols = mem_zero((size_t)in->protocols.count, sizeof *m->protocols);
    m->protocol_count = in->protocols.count;
    for (int32_t i = 0; i < in->protocols.count; i++) {
        m->protocols[i].name = bytes_own(in->protocols.items[i].name);
        m->protocols[i].metadata = bytes_own(in->protocols.items[i].metadata);
        charge(c, m, protocol_cost(m->protocols[i].name, m->protocols[i].metadata), 0);
    }
}

static void group_member_set_assignment(struct coordinator *c, struct group_member *m,
                                        struct bytes assignment)
{
    charge(c, m, assignment.len, m->assignment.len);
    bytes_disown(&m->assignment);
    m->assignment = bytes_own(assignment);
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
    m->id = bytes_own(id);
    m->instance_id = bytes_own(join->in->group_instance_id);
    m->client_id = bytes_own(join->client_id);
    m->client_host = bytes_own(join->client_host);
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
    bytes_disown(&m->id);
    bytes_disown(&m->instance_id);
    bytes_disown(&m->client_id);
    bytes_disown(&m->client_host);
    free(m);
}

void group_member_alive(struct coordinator *c, struct group *g, struct group_member *m,
                        int64_t now_ms)
{
    m->deadline_ms = now_ms + m->session_ms;
    group_wake_by(c, g, m->deadline_ms);
}

/* --- SyncGroup --- */

static int16_t sync_check(const struct group *g, const struct sync_group_request *in,
                          struct group_member **m)
{
    int16_t error = group_member_check(g, in->member_id, in->group_instance_id, m);
    if (error != KAFKA_NONE)
        return error;
    if (in->generation_id != g->generation)
        return KAFKA_ILLEGAL_GENERATION;
    /* KIP-559: from version 5 on a member says which protocol it believes in. */
    if ((!bytes_is_null(in->protocol_type) && !bytes_equal(in->protocol_type, g->protocol_type)) ||
        (!bytes_is_null(in->protocol_name) && !bytes_equal(in->protocol_name, g->protocol)))
        return KAFKA_INCONSISTENT_GROUP_PROTOCOL;
    return g->state == GROUP_PREPARING_REBALANCE ? KAFKA_REBALANCE_IN_PROGRESS : KAFKA_NONE;
}

static size_t assignment_cost(const struct sync_group_request *in)
{
    size_t bytes = 0;
    for (int32_t i = 0; i < in->assignments.count; i++)
        bytes += in->assignments.items[i].assignment.len;
    return bytes;
}

/* The leader has decided: everybody who waits gets its part. */
static void assign(struct coordinator *c, struct group *g, const struct sync_group_request *in)
{
    for (int32_t i = 0; i < g->member_count; i++)
        group_member_set_assignment(c, g->members[i], bytes_of(""));
    for (int32_t i = 0; i < in->assignments.count; i++) {
        struct group_member *m = group_member_find(g, in->assignments.items[i].member_id);
        if (m != NULL)
            group_member_set_assignment(c, m, in->assignments.items[i].assignment);
    }
    g->state = GROUP_STABLE;
}

static void answer_waiting(struct coordinator *c, struct group *g, int64_t now_ms)
{
    for (int32_t i = 0; i < g->member_count; i++) {
        struct group_member *m = g->members[i];
        struct group_waiter *w = m->sync;
        m->sync = NULL;
        group_answer_sync(c, w, KAFKA_NONE, g, m);
        if (m->synced)
            group_member_alive(c, g, m, now_ms);
    }
}

void coordinator_sync(struct coordinator *c, const struct sync_group_request *in,
                      struct group_waiter *w, int64_t now_ms)
{
    struct group *g = group_find(c, in->group_id);
    struct group_member *m;
    int16_t error = sync_check(g, in, &m);
    if (error == KAFKA_NONE && m == g->leader && g->state == GROUP_COMPLETING_REBALANCE &&
        !group_has_room(c, assignment_cost(in)))
        error = KAFKA_GROUP_MAX_SIZE_REACHED;
    if (error != KAFKA_NONE) {
        group_answer_sync(c, w, error, NULL, NULL);
        return;
    }
    m->synced = true;
    group_member_alive(c, g, m, now_ms);
    if (g->state == GROUP_STABLE) {
        group_answer_sync(c, w, KAFKA_NONE, g, m);
        return;
    }
    group_answer_sync(c, m->sync, KAFKA_REBALANCE_IN_PROGRESS, NULL, NULL); /* asked twice */
    m->sync = w;
    w->member = m;
    if (m == g->leader) {
        assign(c, g, in);
        answer_waiting(c, g, now_ms);
    }
}

/* --- Heartbeat --- */

int16_t coordinator_heartbeat(struct coordinator *c, const struct heartbeat_request *in,
                              int64_t now_ms)
{
    struct group *g = group_find(c, in->group_id);
    struct group_member *m;
    int16_t error = group_member_check(g, in->member_id, in->group_instance_id, &m);
    if (error != KAFKA_NONE)
        return error;
    if (in->generation_id != g->generation)
        return KAFKA_ILLEGAL_GENERATION;
    group_member_alive(c, g, m, now_ms);
    return g->state == GROUP_PREPARING_REBALANCE ? KAFKA_REBALANCE_IN_PROGRESS : KAFKA_NONE;
}

/* --- LeaveGroup --- */

/* An empty member id with an instance id is an administrator's: whoever holds the name goes. */
static int16_t leave(struct coordinator *c, struct group *g, struct bytes id,
                     struct bytes instance_id)
{
    struct group_member *m;
    int32_t pending = g == NULL ? -1 : group_pending_find(g, id);
    if (pending >= 0 && bytes_is_null(instance_id)) {
        group_pending_remove(c, g, pending);
        return KAFKA_NONE;
    }
    if (g != NULL && id.len == 0 && (m = group_instance_find(g, instance_id)) != NULL) {
        group_member_remove(c, g, m);
        return KAFKA_NONE;
    }
    int16_t error = group_member_check(g, id, instance_id, &m);
    if (error == KAFKA_NONE)
        group_member_remove(c, g, m);
    return error;
}

void coordinator_leave(struct coordinator *c, const struct leave_group_request *in, int16_t version,
                       struct arena *arena, struct leave_group_response *out, int64_t now_ms)
{
    struct group *g = group_find(c, in->group_id);
    if (version < 3) {
        out->error_code = leave(c, g, in->member_id, BYTES_NULL);
    } else {
        out->members.count = in->members.count;
        out->members.items =
            wire_new(&leave_group_response_member_schema, arena, in->members.count);
        for (int32_t i = 0; i < in->members.count; i++) {
            const struct leave_group_request_member *who = &in->members.items[i];
            out->members.items[i] = (struct leave_group_response_member){
                .member_id = who->member_id,
                .group_instance_id = who->group_instance_id,
                .error_code = leave(c, g, who->member_id, who->group_instance_id),
            };
        }
    }
    if (g != NULL)
        group_settle(c, g, now_ms);
}
