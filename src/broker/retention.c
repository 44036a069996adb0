/* retention.c: regular passes over all partitions, in turns. */
#include "broker/retention.h"

#include "base/clock.h"
#include "base/logline.h"
#include "broker/broker.h"
#include "broker/fatal.h"
#include "broker/partition.h"

static void retain(struct partition *p)
{
    struct log_removed removed;
    struct err err;
    int16_t not_now;
    struct log *log = partition_log(p, &not_now);
    if (log == NULL)
        return;
    int rc = log_retain(log, clock_wall_ms(), &removed, &err);
    if (rc == ERR_IO)
        broker_die(&err);
    if (rc == 0 && removed.segments > 0)
        log_line(LOG_INFO, "%s-%d: retention removed %d segments, %lld bytes", p->topic->name,
                 p->index, removed.segments, (long long)removed.bytes);
    partition_flush(p, NULL);
}

static void on_turn(struct turn *turn)
{
    struct broker *b = CONTAINER_OF(turn, struct broker, retention.turn);
    struct partition *p = NULL;
    while (!b->stopping && !turns_is_over(&b->server.turns) &&
           (p = catalog_walk_next(b, &b->retention.walk)) != NULL)
        retain(p);
    if (p != NULL && !b->stopping)
        turns_wait(b->self, turn);
}

static void on_due(struct timer *timer)
{
    struct broker *b = CONTAINER_OF(timer, struct broker, retention.timer);
    struct retention *r = &b->retention;
    if (r->turn.next == NULL) { /* the last pass has ended */
        r->walk = (struct catalog_walk){0};
        turns_wait(b->self, &r->turn);
    }
    timers_set(&b->timers, timer,
               clock_mono_ms() + config_number(&b->config, BROKER_LOG_RETENTION_CHECK_INTERVAL_MS));
}

void retention_start(struct broker *b)
{
    int64_t interval_ms = config_number(&b->config, BROKER_LOG_RETENTION_CHECK_INTERVAL_MS);
    b->retention = (struct retention){.timer.fire = on_due, .turn.run = on_turn};
    timers_set(&b->timers, &b->retention.timer,
               clock_mono_ms() + (interval_ms < LIMIT_FIRST_RETENTION_MS
                                      ? interval_ms
                                      : LIMIT_FIRST_RETENTION_MS));
}

void retention_stop(struct broker *b)
{
    timers_cancel(&b->timers, &b->retention.timer);
}
