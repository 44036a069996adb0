/* membership.c: a member's requests once it has joined: SyncGroup, Heartbeat, LeaveGroup. */
#include "broker/group/coordinator_internal.h"

/* --- SyncGroup --- */

static int16_t sync_check(const struct group *g, const struct sync_group_request *in,
                          struct group_member **m)
{
    int16_t error =
        group_generation_check(g, in->member_id, in->group_instance_id, in->generation_id, m);
    if (error != KAFKA_NONE)
        return error;
    /* KIP-559: from version 5 on a member sends the protocol that it expects. */
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

/* The leader sent the assignments: every waiting member gets its own. */
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

static void finish_waiting(struct coordinator *c, struct group *g, int64_t now_ms)
{
    for (int32_t i = 0; i < g->member_count; i++) {
        struct group_member *m = g->members[i];
        struct group_waiter *w = m->sync;
        m->sync = NULL;
        group_finish_sync(c, w, KAFKA_NONE, g, m);
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
        group_finish_sync(c, w, error, NULL, NULL);
        return;
    }
    m->synced = true;
    group_member_alive(c, g, m, now_ms);
    if (g->state == GROUP_STABLE) {
        group_finish_sync(c, w, KAFKA_NONE, g, m);
        return;
    }
    group_finish_sync(c, m->sync, KAFKA_REBALANCE_IN_PROGRESS, NULL, NULL); /* sent twice */
    m->sync = w;
    w->member = m;
    if (m == g->leader) {
        assign(c, g, in);
        finish_waiting(c, g, now_ms);
    }
}

/* --- Heartbeat --- */

int16_t coordinator_heartbeat(struct coordinator *c, const struct heartbeat_request *in,
                              int64_t now_ms)
{
    struct group *g = group_find(c, in->group_id);
    struct group_member *m;
    int16_t error =
        group_generation_check(g, in->member_id, in->group_instance_id, in->generation_id, &m);
    if (error != KAFKA_NONE)
        return error;
    group_member_alive(c, g, m, now_ms);
    return g->state == GROUP_PREPARING_REBALANCE ? KAFKA_REBALANCE_IN_PROGRESS : KAFKA_NONE;
}

/* --- LeaveGroup --- */

/* An empty member id with an instance id comes from an administrator: removes the member with that
 * instance id. */
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
