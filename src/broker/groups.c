/* groups.c: requests that wait for the coordinator, its timer, and the expiry of old offsets. */
#include "broker/groups.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "broker/broker.h"
#include "broker/response.h"

/* --- responses and time --- */

struct parked {
    struct group_waiter waiter; /* first: the coordinator returns it */
    struct request *rq;
};

static void on_client_gone(struct request *rq)
{
    struct parked *parked = rq->state;
    coordinator_forget(rq->broker->groups->coordinator, &parked->waiter);
    request_finish(rq);
}

struct group_waiter *groups_waiter(struct request *rq)
{
    struct parked *parked = arena_alloc(&rq->arena, sizeof *parked);
    *parked = (struct parked){.waiter.arena = &rq->arena, .rq = rq};
    rq->state = parked;
    rq->gone = on_client_gone;
    return &parked->waiter;
}

void groups_respond(struct broker *b)
{
    struct groups *g = b->groups;
    struct group_waiter *w;
    while ((w = coordinator_take_finished(g->coordinator)) != NULL) {
        struct request *rq = ((struct parked *)w)->rq;
        rq->gone = NULL;
        request_finish(rq);
    }
    int64_t due_ms = coordinator_due(g->coordinator);
    if (due_ms == INT64_MAX)
        timers_cancel(&b->timers, &g->tick);
    else if (g->tick.place == 0 || g->tick.due_ms != due_ms)
        timers_set(&b->timers, &g->tick, due_ms);
}

static void on_tick(struct timer *timer)
{
    struct groups *g = CONTAINER_OF(timer, struct groups, tick);
    coordinator_tick(g->coordinator, clock_mono_ms());
    groups_respond(g->broker);
}

/* --- old offsets --- */

struct expiry {
    struct metadb_op op; /* first: the metadata thread passes it back */
    struct groups *groups;
    struct bytes group; /* owned */
};

static void expire(struct groups *g);

static int run_expiry(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    return metadb_delete_group(db, ((struct expiry *)op)->group, err);
}

static void done_expiry(struct metadb_op *op, int rc)
{
    struct expiry *e = (struct expiry *)op;
    struct groups *g = e->groups;
    if (rc == 0)
        coordinator_delete(g->coordinator, e->group);
    mem_bytes_free(&e->group);
    free(e);
    if (rc == 0 && !g->broker->stopping)
        expire(g);
}

/* Expires one group at a time, the next once this one is durably gone. */
static void expire(struct groups *g)
{
    int64_t minutes = config_number(&g->broker->config, BROKER_OFFSETS_RETENTION_MINUTES);
    struct bytes old =
        coordinator_expired(g->coordinator, clock_wall_ms(), minutes * LIMIT_MINUTE_MS);
    if (bytes_is_null(old))
        return;
    struct expiry *e = mem_zero(1, sizeof *e);
    *e = (struct expiry){
        .op = {.run = run_expiry, .done = done_expiry}, .groups = g, .group = mem_bytes(old)};
    metadb_submit(g->broker->metadb, &e->op);
}

static void on_retention(struct timer *timer)
{
    struct groups *g = CONTAINER_OF(timer, struct groups, retention);
    expire(g);
    timers_set(&g->broker->timers, timer, clock_mono_ms() + LIMIT_OFFSETS_CHECK_MS);
}

void groups_forget_topic(struct broker *b, struct bytes topic)
{
    coordinator_forget_topic(b->groups->coordinator, topic);
}

/* --- beginning and end --- */

static void load_offset(void *arg, const struct metadb_offset *row)
{
    coordinator_commit(arg, row->group,
                       &(struct group_offset){.topic = row->topic,
                                              .partition = row->partition,
                                              .leader_epoch = row->leader_epoch,
                                              .offset = row->offset,
                                              .metadata = row->metadata,
                                              .commit_ms = row->commit_ms});
}

int groups_load(struct broker *b, struct err *err)
{
    const struct coordinator_config config = {
        .initial_delay_ms = config_number(&b->config, BROKER_GROUP_INITIAL_REBALANCE_DELAY_MS),
        .min_session_ms = (int32_t)config_number(&b->config, BROKER_GROUP_MIN_SESSION_TIMEOUT_MS),
        .max_session_ms = (int32_t)config_number(&b->config, BROKER_GROUP_MAX_SESSION_TIMEOUT_MS),
        .group_max_size = (int32_t)config_number(&b->config, BROKER_GROUP_MAX_SIZE),
        .groups_max = LIMIT_GROUPS,
        .bytes_max = LIMIT_GROUP_BYTES_ALL,
        .member_bytes_max = LIMIT_MEMBER_BYTES,
        .offset_metadata_max = (size_t)config_number(&b->config, BROKER_OFFSET_METADATA_MAX_BYTES),
    };
    struct groups *g = mem_zero(1, sizeof *g);
    g->broker = b;
    g->coordinator = coordinator_new(&config);
    g->tick.fire = on_tick;
    g->retention.fire = on_retention;
    b->groups = g;
    int rc = metadb_each_offset(b->metadb, load_offset, g->coordinator, err);
    if (rc == 0)
        timers_set(&b->timers, &g->retention, clock_mono_ms() + LIMIT_OFFSETS_CHECK_MS);
    return rc;
}

void groups_free(struct broker *b)
{
    struct groups *g = b->groups;
    if (g == NULL)
        return;
    timers_cancel(&b->timers, &g->tick);
    timers_cancel(&b->timers, &g->retention);
    coordinator_free(g->coordinator);
    free(g);
    b->groups = NULL;
}
