/* rebalance.c: from one generation to the next: joining, electing a leader, timeouts. */
#include "base/mem.h"
#include "broker/group/coordinator_internal.h"

/* --- responses --- */

static void finished(struct coordinator *c, struct group_waiter *w)
{
    w->member = NULL;
    STAILQ_INSERT_TAIL(&c->finished, w, link);
}

void group_finish_join(struct coordinator *c, struct group_waiter *w, int16_t error,
                       struct bytes member_id)
{
    if (w == NULL)
        return;
    w->join->error_code = error;
    w->join->member_id = arena_copy(w->arena, member_id);
    finished(c, w);
}

/* The leader gets all members with their metadata, the others none (KIP-62). */
static void list_members(const struct group *g, struct group_waiter *w)
{
    struct join_group_response *out = w->join;
    out->members.items = wire_new(&join_group_member_schema, w->arena, g->member_count);
    out->members.count = g->member_count;
    for (int32_t i = 0; i < g->member_count; i++) {
        const struct group_member *m = g->members[i];
        const struct group_protocol *spoken = group_member_protocol(m, g->protocol);
        out->members.items[i] = (struct join_group_member){
            .member_id = arena_copy(w->arena, m->id),
            .group_instance_id = arena_copy(w->arena, m->instance_id),
            .metadata = spoken == NULL ? BYTES_NULL : arena_copy(w->arena, spoken->metadata),
        };
    }
}

void group_finish_joined(struct coordinator *c, struct group *g, struct group_member *m,
                         struct group_waiter *w)
{
    if (w == NULL)
        return;
    w->join->generation_id = g->generation;
    w->join->protocol_type = arena_copy(w->arena, g->protocol_type);
    w->join->protocol_name = arena_copy(w->arena, g->protocol);
    w->join->leader = arena_copy(w->arena, g->leader->id);
    if (m == g->leader)
        list_members(g, w);
    group_finish_join(c, w, KAFKA_NONE, m->id);
}

void group_finish_sync(struct coordinator *c, struct group_waiter *w, int16_t error,
                       const struct group *g, const struct group_member *m)
{
    if (w == NULL)
        return;
    w->sync->error_code = error;
    if (error == KAFKA_NONE) {
        w->sync->protocol_type = arena_copy(w->arena, g->protocol_type);
        w->sync->protocol_name = arena_copy(w->arena, g->protocol);
        w->sync->assignment = arena_copy(w->arena, m->assignment);
    }
    finished(c, w);
}

/* --- removing members --- */

void group_member_remove(struct coordinator *c, struct group *g, struct group_member *m)
{
    int32_t at = 0;
    while (g->members[at] != m)
        at++;
    g->member_count--;
    memmove(g->members + at, g->members + at + 1,
            (size_t)(g->member_count - at) * sizeof(struct group_member *));
    if (g->leader == m)
        g->leader = g->member_count > 0 ? g->members[0] : NULL;
    group_finish_join(c, m->join, KAFKA_UNKNOWN_MEMBER_ID, m->id);
    group_finish_sync(c, m->sync, KAFKA_UNKNOWN_MEMBER_ID, NULL, NULL);
    group_member_free(c, m);
    g->lost = true;
}

static bool everybody_joined(const struct group *g)
{
    for (int32_t i = 0; i < g->member_count; i++)
        if (!g->members[i]->joined)
            return false;
    return g->pending_count == 0;
}

void group_try_complete(struct coordinator *c, struct group *g, int64_t now_ms)
{
    bool nobody = g->member_count == 0 && g->pending_count == 0;
    if (g->state == GROUP_PREPARING_REBALANCE && everybody_joined(g) && (!g->initial || nobody))
        group_complete_join(c, g, now_ms);
}

/* --- from STABLE or EMPTY to PREPARING --- */

static int64_t rebalance_timeout(const struct group *g)
{
    int64_t longest = 0;
    for (int32_t i = 0; i < g->member_count; i++)
        if (g->members[i]->rebalance_ms > longest)
            longest = g->members[i]->rebalance_ms;
    return longest;
}

static void wait_until(struct coordinator *c, struct group *g, int64_t deadline_ms)
{
    g->deadline_ms = deadline_ms;
    group_wake_by(c, g, deadline_ms);
}

/* Members that wait for an assignment of this generation get an error. */
static void cancel_syncs(struct coordinator *c, struct group *g, int64_t now_ms)
{
    for (int32_t i = 0; i < g->member_count; i++) {
        struct group_member *m = g->members[i];
        struct group_waiter *w = m->sync;
        m->sync = NULL;
        group_finish_sync(c, w, KAFKA_REBALANCE_IN_PROGRESS, NULL, NULL);
        if (g->state == GROUP_COMPLETING_REBALANCE && m->synced)
            group_member_alive(c, g, m, now_ms); /* its session was suspended while it waited */
    }
}

void group_prepare(struct coordinator *c, struct group *g, int64_t now_ms)
{
    int64_t timeout = rebalance_timeout(g);
    cancel_syncs(c, g, now_ms);
    g->initial = g->state == GROUP_EMPTY && c->config.initial_delay_ms > 0;
    g->newcomers = false;
    g->initial_end_ms = now_ms + timeout;
    g->state = GROUP_PREPARING_REBALANCE;
    if (g->initial && c->config.initial_delay_ms < timeout)
        timeout = c->config.initial_delay_ms;
    wait_until(c, g, now_ms + timeout);
    group_try_complete(c, g, now_ms);
}

void group_settle(struct coordinator *c, struct group *g, int64_t now_ms)
{
    bool lost = g->lost;
    g->lost = false;
    if (g->state == GROUP_PREPARING_REBALANCE)
        group_try_complete(c, g, now_ms);
    else if (lost && g->state != GROUP_EMPTY)
        group_prepare(c, g, now_ms);
}

/* --- from PREPARING to COMPLETING, or back to EMPTY --- */

static bool all_speak(const struct group *g, struct bytes protocol)
{
    for (int32_t i = 0; i < g->member_count; i++)
        if (group_member_protocol(g->members[i], protocol) == NULL)
            return false;
    return true;
}

/* A member votes for the first of its protocols that all support. */
static bool votes_for(const struct group *g, const struct group_member *m, struct bytes protocol)
{
    for (int32_t i = 0; i < m->protocol_count; i++)
        if (all_speak(g, m->protocols[i].name))
            return bytes_equal(m->protocols[i].name, protocol);
    return false;
}

struct bytes group_select_protocol(const struct group *g)
{
    struct bytes best = BYTES_NULL;
    int32_t most = 0;
    const struct group_member *first = g->members[0];
    for (int32_t i = 0; i < first->protocol_count; i++) {
        int32_t votes = 0;
        for (int32_t n = 0; n < g->member_count; n++)
            votes += votes_for(g, g->members[n], first->protocols[i].name);
        if (votes > most) {
            most = votes;
            best = first->protocols[i].name;
        }
    }
    return best;
}

/* Static members may be away until their session expires (KIP-345). */
static void leave_behind(struct coordinator *c, struct group *g)
{
    for (int32_t i = g->member_count - 1; i >= 0; i--) {
        struct group_member *m = g->members[i];
        if (!m->joined && bytes_is_null(m->instance_id))
            group_member_remove(c, g, m);
    }
    g->lost = false;
}

/* The leader stays if it has joined, else the first member that has. False if none has. */
static bool elect_leader(struct group *g)
{
    if (g->leader != NULL && g->leader->joined)
        return true;
    for (int32_t i = 0; i < g->member_count; i++) {
        if (g->members[i]->joined) {
            g->leader = g->members[i];
            return true;
        }
    }
    return false;
}

static void become_empty(struct group *g)
{
    g->state = GROUP_EMPTY;
    g->generation++;
    g->deadline_ms = INT64_MAX;
    mem_bytes_free(&g->protocol_type);
    mem_bytes_free(&g->protocol);
}

static void begin_generation(struct coordinator *c, struct group *g, int64_t now_ms)
{
    g->state = GROUP_COMPLETING_REBALANCE;
    g->generation++;
    mem_bytes_free(&g->protocol);
    g->protocol = mem_bytes(group_select_protocol(g));
    wait_until(c, g, now_ms + rebalance_timeout(g));
    for (int32_t i = 0; i < g->member_count; i++) {
        struct group_member *m = g->members[i];
        struct group_waiter *w = m->join;
        m->join = NULL;
        m->fresh = m->joined = m->synced = false;
        group_member_alive(c, g, m, now_ms);
        group_finish_joined(c, g, m, w);
    }
}

void group_complete_join(struct coordinator *c, struct group *g, int64_t now_ms)
{
    leave_behind(c, g);
    g->initial = false;
    if (g->member_count == 0)
        become_empty(g);
    else if (elect_leader(g))
        begin_generation(c, g, now_ms);
    else
        wait_until(c, g, now_ms + rebalance_timeout(g)); /* for absent static members */
}

/* --- timeouts --- */

/* A member whose request waits cannot send heartbeats: its session is suspended. */
static bool has_running_session(const struct group *g, const struct group_member *m)
{
    return m->fresh || !(m->joined || (g->state == GROUP_COMPLETING_REBALANCE && m->synced));
}

/* Whether the group waits for members until g->deadline_ms: to join, or to send SyncGroup. */
static bool is_waiting(const struct group *g)
{
    if (g->state == GROUP_EMPTY || g->state == GROUP_PREPARING_REBALANCE)
        return g->state == GROUP_PREPARING_REBALANCE;
    for (int32_t i = 0; i < g->member_count; i++)
        if (!g->members[i]->synced)
            return true;
    return false;
}

static void end_sessions(struct coordinator *c, struct group *g, int64_t now_ms)
{
    for (int32_t i = g->pending_count - 1; i >= 0; i--)
        if (g->pending[i].deadline_ms <= now_ms)
            group_pending_remove(c, g, i);
    for (int32_t i = g->member_count - 1; i >= 0; i--) {
        struct group_member *m = g->members[i];
        if (has_running_session(g, m) && m->deadline_ms <= now_ms)
            group_member_remove(c, g, m);
    }
}

static void end_waiting(struct coordinator *c, struct group *g, int64_t now_ms)
{
    if (g->state != GROUP_PREPARING_REBALANCE) {
        for (int32_t i = g->member_count - 1; i >= 0; i--)
            if (!g->members[i]->synced)
                group_member_remove(c, g, g->members[i]);
        group_settle(c, g, now_ms);
    } else if (g->initial && g->newcomers && now_ms < g->initial_end_ms) {
        int64_t next_ms = now_ms + c->config.initial_delay_ms;
        g->newcomers = false;
        wait_until(c, g, next_ms < g->initial_end_ms ? next_ms : g->initial_end_ms);
    } else {
        group_complete_join(c, g, now_ms);
    }
}

static int64_t next_due(const struct group *g)
{
    int64_t due_ms = is_waiting(g) ? g->deadline_ms : INT64_MAX;
    for (int32_t i = 0; i < g->pending_count; i++)
        if (g->pending[i].deadline_ms < due_ms)
            due_ms = g->pending[i].deadline_ms;
    for (int32_t i = 0; i < g->member_count; i++)
        if (has_running_session(g, g->members[i]) && g->members[i]->deadline_ms < due_ms)
            due_ms = g->members[i]->deadline_ms;
    return due_ms;
}

void group_tick(struct coordinator *c, struct group *g, int64_t now_ms)
{
    end_sessions(c, g, now_ms);
    group_settle(c, g, now_ms);
    if (is_waiting(g) && g->deadline_ms <= now_ms)
        end_waiting(c, g, now_ms);
    g->due_ms = next_due(g);
}
