/* request.c: the request pool. */
#include "broker/request.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "broker/limits.h"

static void on_trim(struct timer *timer)
{
    (void)timer;
    mem_trim();
}

void request_pool_init(struct request_pool *pool, struct broker *b, struct timers *timers,
                       struct turns *turns, void (*freed)(struct timer *timer))
{
    *pool = (struct request_pool){
        .broker = b, .timers = timers, .turns = turns, .freed.fire = freed, .trim.fire = on_trim};
    TAILQ_INIT(&pool->spare);
}

void request_pool_stop(struct request_pool *pool)
{
    pool->stopped = true;
    timers_cancel(pool->timers, &pool->freed);
    timers_cancel(pool->timers, &pool->trim);
}

bool request_pool_has_room(const struct request_pool *pool, size_t frame_size)
{
    return pool->frame_bytes + frame_size <= LIMIT_FRAME_BYTES_ALL &&
           pool->arena_bytes <= LIMIT_ARENA_BYTES_ALL;
}

static void trim_later(struct request_pool *pool)
{
    if (pool->trim.place == 0 && !pool->stopped)
        timers_set(pool->timers, &pool->trim, clock_mono_ms() + TRIM_AFTER_MS);
}

static void unclaim(struct request_pool *pool, size_t bytes)
{
    pool->frame_bytes -= bytes;
    if (pool->waiting > 0 && !pool->stopped)
        timers_set(pool->timers, &pool->freed, clock_mono_ms());
}

/* ---- a request ---- */

static struct request *take_spare(struct request_pool *pool)
{
    struct request *rq = TAILQ_FIRST(&pool->spare);
    if (rq != NULL) {
        TAILQ_REMOVE(&pool->spare, rq, link);
        pool->spare_count--;
    }
    return rq;
}

struct request *request_new(struct request_pool *pool, size_t frame_size)
{
    struct request *rq = take_spare(pool);
    if (rq == NULL) {
        rq = mem_zero(1, sizeof *rq);
        rq->broker = pool->broker;
        rq->pool = pool;
        arena_init(&rq->arena, 0);
        rq->arena.held = &pool->arena_bytes;
    }
    rq->frame_claim = frame_size;
    pool->frame_bytes += frame_size;
    return rq;
}

static void request_free(struct request *rq)
{
    buf_deinit(&rq->frame);
    buf_deinit(&rq->data);
    arena_deinit(&rq->arena);
    free(rq);
}

/* Keeps it, with its memory, for the next one. */
static void keep_spare(struct request *rq)
{
    struct request_pool *pool = rq->pool;
    arena_reset(&rq->arena);
    buf_clear(&rq->frame);
    buf_clear(&rq->data);
    *rq = (struct request){.broker = rq->broker,
                           .pool = pool,
                           .arena = rq->arena,
                           .frame = rq->frame,
                           .data = rq->data};
    TAILQ_INSERT_HEAD(&pool->spare, rq, link);
    pool->spare_count++;
}

void request_pool_free(struct request_pool *pool)
{
    struct request *rq;
    while ((rq = take_spare(pool)) != NULL)
        request_free(rq);
}

void request_release(struct request *rq)
{
    struct request_pool *pool = rq->pool;
    bool large = rq->frame.cap > SPARE_FRAME_BYTES || rq->data.cap > SPARE_FRAME_BYTES;
    size_t claim = rq->frame_claim;
    timers_cancel(pool->timers, &rq->timer);
    turns_cancel(pool->turns, &rq->turn);
    peer_drop(rq->peer);
    rq->peer = NULL;
    buf_deinit(&rq->response);
    if (large)
        trim_later(pool);
    if (large || pool->spare_count == SPARE_REQUESTS)
        request_free(rq);
    else
        keep_spare(rq);
    unclaim(pool, claim);
}

void request_free_output(struct request *rq)
{
    if (rq->arena.used > SMALL_ARENA_BYTES || rq->data.cap > SPARE_FRAME_BYTES)
        trim_later(rq->pool);
    if (rq->data.cap > SPARE_FRAME_BYTES)
        buf_deinit(&rq->data);
    arena_reset(&rq->arena);
}

void request_free_frame(struct request *rq)
{
    size_t claim = rq->frame_claim;
    rq->frame_claim = 0;
    buf_deinit(&rq->frame);
    buf_deinit(&rq->data);
    unclaim(rq->pool, claim);
}
