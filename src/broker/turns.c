/* turns.c: a queue per address, and a round after each poll of the loop. */
#include "broker/turns.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "broker/limits.h"

/* ---- queues ---- */

void queue_init(struct queue *q)
{
    q->head.prev = q->head.next = &q->head;
}

static bool queue_is_empty(const struct queue *q)
{
    return q->head.next == &q->head;
}

void queue_put(struct queue *q, struct turn *turn)
{
    assert(turn->next == NULL);
    turn->next = &q->head;
    turn->prev = q->head.prev;
    turn->prev->next = turn;
    q->head.prev = turn;
}

void queue_put_first(struct queue *q, struct turn *turn)
{
    assert(turn->next == NULL);
    turn->prev = &q->head;
    turn->next = q->head.next;
    turn->next->prev = turn;
    q->head.next = turn;
}

struct turn *queue_take(struct queue *q)
{
    struct turn *first = q->head.next;
    if (first == &q->head)
        return NULL;
    queue_remove(first);
    return first;
}

void queue_remove(struct turn *turn)
{
    if (turn->next == NULL)
        return;
    turn->prev->next = turn->next;
    turn->next->prev = turn->prev;
    turn->prev = turn->next = NULL;
}

/* ---- addresses ---- */

struct peer *peer_of(struct turns *t, const char *address)
{
    struct peer *peer = t->peers;
    while (peer != NULL && strcmp(peer->address, address) != 0)
        peer = peer->next;
    if (peer == NULL) {
        peer = mem_zero(1, sizeof *peer);
        peer->turns = t;
        snprintf(peer->address, sizeof peer->address, "%s", address);
        queue_init(&peer->waiting);
        queue_init(&peer->checks);
        queue_init(&peer->flushes);
        peer->next = t->peers;
        t->peers = peer;
    }
    return peer_hold(peer);
}

struct peer *peer_hold(struct peer *peer)
{
    peer->holders++;
    return peer;
}

void peer_drop(struct peer *peer)
{
    if (peer == NULL || --peer->holders > 0)
        return;
    struct peer **at = &peer->turns->peers;
    while (*at != peer)
        at = &(*at)->next;
    *at = peer->next;
    free(peer);
}

/* ---- turns ---- */

bool turns_has_time(const struct peer *peer)
{
    return peer->spent_ns < (int64_t)LIMIT_ROUND_US * 1000;
}

void turns_charge(struct peer *peer, int64_t ns)
{
    peer->spent_ns += ns;
}

static void begin(struct peer *peer)
{
    peer->turns->running = peer;
    peer->turns->began_ns = clock_mono_ns();
}

bool turns_begin(struct peer *peer)
{
    struct turns *t = peer->turns;
    if (t->running != NULL || !queue_is_empty(&peer->waiting) || !turns_has_time(peer))
        return false;
    begin(peer);
    return true;
}

void turns_end(struct turns *t)
{
    turns_charge(t->running, clock_mono_ns() - t->began_ns);
    t->running = NULL;
}

bool turns_is_over(const struct turns *t)
{
    return t->running != NULL && clock_mono_ns() - t->began_ns >= (int64_t)LIMIT_TURN_US * 1000;
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle; /* only its being active matters */
}

void turns_wait(struct peer *peer, struct turn *turn)
{
    queue_put(&peer->waiting, turn);
    if (peer->turns->waiting++ == 0)
        uv_idle_start(peer->turns->idle, on_idle);
}

void turns_cancel(struct turns *t, struct turn *turn)
{
    if (turn->next == NULL)
        return;
    queue_remove(turn);
    if (--t->waiting == 0)
        uv_idle_stop(t->idle);
}

static void run_queue(struct peer *peer)
{
    while (!queue_is_empty(&peer->waiting) && turns_has_time(peer)) {
        struct turn *turn = peer->waiting.head.next;
        turns_cancel(peer->turns, turn);
        begin(peer);
        turn->run(turn);
        turns_end(peer->turns);
    }
}

static void on_check(uv_check_t *check)
{
    struct turns *t = check->data;
    struct peer *next;
    for (struct peer *peer = t->peers; peer != NULL; peer = next) {
        peer_hold(peer);
        if (t->waiting > 0)
            run_queue(peer);
        peer->spent_ns = 0; /* the next round begins */
        next = peer->next;
        peer_drop(peer);
    }
}

void turns_finish(struct turns *t)
{
    while (t->waiting > 0)
        on_check(t->check);
}

/* ---- beginning and end ---- */

void turns_init(struct turns *t, uv_loop_t *loop)
{
    *t = (struct turns){.check = mem_zero(1, sizeof *t->check),
                        .idle = mem_zero(1, sizeof *t->idle)};
    uv_check_init(loop, t->check);
    uv_idle_init(loop, t->idle);
    t->check->data = t;
    uv_check_start(t->check, on_check);
    uv_unref((uv_handle_t *)t->check);
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

void turns_deinit(struct turns *t)
{
    assert(t->waiting == 0 && t->peers == NULL);
    uv_close((uv_handle_t *)t->check, free_handle);
    uv_close((uv_handle_t *)t->idle, free_handle);
    *t = (struct turns){0};
}
