/* join.c: JoinGroup: new members, known ones, returning static ones. */
#include "base/mem.h"
#include "broker/group/coordinator_internal.h"

enum { ID_PREFIX_MAX = 255 };

/* One request as it passes through this file. */
struct joining {
    struct coordinator *c;
    struct group *g;
    const struct group_join *join;
    const struct join_group_request *in;
    struct group_waiter *w;
    int64_t now_ms;
};

static void refuse(struct joining *j, int16_t error)
{
    group_finish_join(j->c, j->w, error, j->in->member_id);
}

static int16_t check_request(struct coordinator *c, const struct group_join *join)
{
    const struct join_group_request *in = join->in;
    size_t cost = group_member_cost(join);
    if (in->group_id.len == 0)
        return KAFKA_INVALID_GROUP_ID;
    if (in->session_timeout_ms < c->config.min_session_ms ||
        in->session_timeout_ms > c->config.max_session_ms)
        return KAFKA_INVALID_SESSION_TIMEOUT;
    if (in->protocols.count > PROTOCOLS_MAX || cost > c->config.member_bytes_max ||
        !group_has_room(c, cost + group_cost(in->group_id)))
        return KAFKA_GROUP_MAX_SIZE_REACHED;
    return KAFKA_NONE;
}

/* Whether the request is consistent with the members: the same type, and a protocol that all
 * support. */
static bool fits(const struct group *g, const struct join_group_request *in)
{
    if (g->member_count == 0)
        return in->protocol_type.len > 0 && in->protocols.count > 0;
    if (!bytes_equal(g->protocol_type, in->protocol_type))
        return false;
    for (int32_t i = 0; i < in->protocols.count; i++) {
        bool all = true;
        for (int32_t n = 0; n < g->member_count && all; n++)
            all = group_member_protocol(g->members[n], in->protocols.items[i].name) != NULL;
        if (all)
            return true;
    }
    return false;
}

/* Whether the member sent the same protocols as last time. */
static bool says_the_same(const struct group_member *m, const struct join_group_request *in)
{
    bool same = m->protocol_count == in->protocols.count;
    for (int32_t i = 0; i < m->protocol_count && same; i++)
        same = bytes_equal(m->protocols[i].name, in->protocols.items[i].name) &&
               bytes_equal(m->protocols[i].metadata, in->protocols.items[i].metadata);
    return same;
}

/* --- into the next generation --- */

static void rebalance_with(struct joining *j, struct group_member *m)
{
    group_finish_join(j->c, m->join, KAFKA_REBALANCE_IN_PROGRESS, m->id); /* sent twice */
    m->join = j->w;
    m->joined = true;
    j->w->member = m;
    if (j->g->state == GROUP_PREPARING_REBALANCE)
        group_try_complete(j->c, j->g, j->now_ms);
    else
        group_prepare(j->c, j->g, j->now_ms);
}

static void add_member(struct joining *j, struct bytes id)
{
    struct group *g = j->g;
    struct group_member *m = group_member_add(j->c, g, id, j->join);
    group_member_set_protocols(j->c, m, j->in, j->join->version);
    m->deadline_ms = j->now_ms + NEW_MEMBER_MS;
    group_wake_by(j->c, g, m->deadline_ms);
    if (g->member_count == 1) {
        mem_bytes_free(&g->protocol_type);
        g->protocol_type = mem_bytes(j->in->protocol_type);
        g->leader = m;
    }
    g->newcomers = true; /* except the first, which starts the wait */
    rebalance_with(j, m);
}

static void rejoin(struct joining *j, struct group_member *m)
{
    group_member_set_protocols(j->c, m, j->in, j->join->version);
    rebalance_with(j, m);
}

static void finish_current(struct joining *j, struct group_member *m)
{
    group_member_alive(j->c, j->g, m, j->now_ms);
    group_finish_joined(j->c, j->g, m, j->w);
}

/* --- without a member id --- */

/* NAME-UUID, with the name of the instance or the client, as in Kafka. */
static struct bytes make_id(const struct joining *j)
{
    const uint8_t *u = j->join->fresh.bytes;
    struct bytes name =
        bytes_is_null(j->in->group_instance_id) ? j->join->client_id : j->in->group_instance_id;
    if (name.len > ID_PREFIX_MAX)
        name.len = 0;
    return bytes_of(arena_printf(j->w->arena,
                                 "%.*s-%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                                 "%02x%02x%02x%02x%02x%02x",
                                 (int)name.len, name.len == 0 ? "" : (const char *)name.data, u[0],
                                 u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11],
                                 u[12], u[13], u[14], u[15]));
}

/* From version 4 on a dynamic member gets an id and has to join again with it, so that a client
 * that gives up and retries does not leave a member behind each time (KIP-394). */
static void give_id(struct joining *j, struct bytes id)
{
    group_pending_add(j->c, j->g, id, j->now_ms + j->in->session_timeout_ms);
    group_finish_join(j->c, j->w, KAFKA_MEMBER_ID_REQUIRED, id);
}

/* The group continues unchanged except for one member's id. A leader of an older version is told
 * that its former id leads, so that it does not assign again; from version 9 on it is told to skip
 * the assignment (KIP-814). */
static void finish_unchanged(struct joining *j, struct group_member *m, struct bytes old_id)
{
    struct group *g = j->g;
    struct join_group_response *out = j->w->join;
    bool leads = g->leader == m;
    group_member_alive(j->c, g, m, j->now_ms);
    group_finish_joined(j->c, g, m, j->w);
    if (leads && j->join->version >= 9) {
        out->skip_assignment = true;
    } else if (leads) {
        out->leader = arena_copy(j->w->arena, old_id);
        out->members.count = 0;
    }
}

/* A restarted static member replaces its former self, whose requests are fenced (KIP-345). */
static void replace(struct joining *j, struct group_member *m, struct bytes id)
{
    struct group *g = j->g;
    struct bytes old_id = m->id;
    group_finish_join(j->c, m->join, KAFKA_FENCED_INSTANCE_ID, old_id);
    group_finish_sync(j->c, m->sync, KAFKA_FENCED_INSTANCE_ID, NULL, NULL);
    m->join = m->sync = NULL;
    m->id = mem_bytes(id);
    group_member_set_protocols(j->c, m, j->in, j->join->version);
    if (g->state == GROUP_STABLE && bytes_equal(group_select_protocol(g), g->protocol))
        finish_unchanged(j, m, old_id);
    else
        rebalance_with(j, m);
    mem_bytes_free(&old_id);
}

static void join_new(struct joining *j)
{
    struct group *g = j->g;
    struct group_member *former = group_instance_find(g, j->in->group_instance_id);
    struct bytes id = make_id(j);
    bool full = g->member_count + g->pending_count >= j->c->config.group_max_size;
    if (!fits(g, j->in))
        refuse(j, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    else if (former != NULL)
        replace(j, former, id);
    else if (full)
        refuse(j, KAFKA_GROUP_MAX_SIZE_REACHED);
    else if (j->join->version >= 4 && bytes_is_null(j->in->group_instance_id))
        give_id(j, id);
    else
        add_member(j, id);
}

/* --- with a member id --- */

static void join_again(struct joining *j)
{
    struct group *g = j->g;
    int32_t pending = group_pending_find(g, j->in->member_id);
    struct group_member *m = NULL;
    int16_t error = KAFKA_NONE;
    if (pending < 0)
        error = group_member_check(g, j->in->member_id, j->in->group_instance_id, &m);
    if (error == KAFKA_NONE && !fits(g, j->in))
        error = KAFKA_INCONSISTENT_GROUP_PROTOCOL;
    if (error != KAFKA_NONE) {
        refuse(j, error);
    } else if (pending >= 0) {
        group_pending_remove(j->c, g, pending);
        add_member(j, j->in->member_id);
    } else if (g->state == GROUP_COMPLETING_REBALANCE && says_the_same(m, j->in)) {
        finish_current(j, m); /* it missed the response */
    } else if (g->state == GROUP_STABLE && m != g->leader && says_the_same(m, j->in)) {
        finish_current(j, m); /* nothing has changed; but a leader may want a rebalance */
    } else {
        rejoin(j, m);
    }
}

void coordinator_join(struct coordinator *c, const struct group_join *join, struct group_waiter *w,
                      int64_t now_ms)
{
    struct joining j = {.c = c, .join = join, .in = join->in, .w = w, .now_ms = now_ms};
    bool is_new = j.in->member_id.len == 0;
    int16_t error = check_request(c, join);
    if (error == KAFKA_NONE) {
        j.g = is_new ? group_find_or_add(c, j.in->group_id) : group_find(c, j.in->group_id);
        if (j.g == NULL)
            error = is_new ? KAFKA_COORDINATOR_NOT_AVAILABLE : KAFKA_UNKNOWN_MEMBER_ID;
    }
    if (error != KAFKA_NONE)
        refuse(&j, error);
    else if (is_new)
        join_new(&j);
    else
        join_again(&j);
}
