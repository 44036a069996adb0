/* turns.h: whose turn it is: the loop's time is shared by client address.
 *
 * A round is one turn of libuv's loop. In each round an address has LIMIT_ROUND_US of the loop's
 * time, and its connections share that one after the other, LIMIT_TURN_US at a time. What it could
 * not do then waits in its queue while others are served. So a client waits for a round of the
 * other addresses and for the connections of its own, however many requests any of them sends.
 *
 *     work to do ── turns_begin(): the address is free ──> runs at once, up to turns_end()
 *         └── else turns_wait() ──> queued ──> run by the round that reaches it
 *
 * Loop thread only. */
#ifndef BROKER_TURNS_H
#define BROKER_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

/* Embedded in what waits, for its turn or for an event. */
struct turn {
    void (*run)(struct turn *turn); /* called when it comes, no longer queued; may wait again */
    struct turn *prev, *next;       /* in a queue; NULL: not queued */
};

/* Those that wait, first come first: a ring. */
struct queue {
    struct turn head;
    int running;
};

void queue_init(struct queue *q);
void queue_put(struct queue *q, struct turn *turn);
void queue_put_first(struct queue *q, struct turn *turn);
struct turn *queue_take(struct queue *q); /* NULL: none waits */
void queue_remove(struct turn *turn);     /* fine when not queued */

/* A client address. It lives while held: there are at most as many as connections, requests and
 * flushes. */
struct peer {
    struct turns *turns;
    char address[48]; /* numeric */
    size_t holders;
    size_t conn_count;
    int64_t spent_ns;     /* of this round */
    struct queue waiting; /* for the loop */
    /* Batches and flushes that wait for a thread; `running` counts those that have one. */
    struct queue checks, flushes;
    struct peer *next;
};

struct turns {
    struct peer *peers; /* a list */
    size_t waiting;     /* turns queued, of all */
    struct peer *running;
    int64_t began_ns; /* of the turn that runs */
    uv_check_t *check;
    uv_idle_t *idle; /* active while anything waits, so that the loop does not sleep */
};

void turns_init(struct turns *t, uv_loop_t *loop);

/* Nothing is queued and no address held; the loop must run on to release the handles. */
void turns_deinit(struct turns *t);

/* The address, which the caller holds until peer_drop(). */
struct peer *peer_of(struct turns *t, const char *address);
struct peer *peer_hold(struct peer *peer);
void peer_drop(struct peer *peer); /* NULL is fine */

/* Begins a turn at once: false when the address has used up its round, when others of it wait, or
 * while another turn runs. */
bool turns_begin(struct peer *peer);
void turns_end(struct turns *t);

/* Whether the running turn has used up its time. */
bool turns_is_over(const struct turns *t);

/* Charges an address for time outside of a turn. */
void turns_charge(struct peer *peer, int64_t ns);
bool turns_has_time(const struct peer *peer);

/* Queues `turn`, whose `run` is set, behind the others of its address. */
void turns_wait(struct peer *peer, struct turn *turn);
void turns_cancel(struct turns *t, struct turn *turn); /* fine when not queued */

/* Runs everything queued until nothing is, at the end. */
void turns_finish(struct turns *t);

#endif
