/* conn_inner.h: a connection, as conn*.c see it.
 *
 *     reading ──frame whole──> request running/parked ──answered, and all before it──> written
 *      │   ^                                                                             │
 *      v   └── its turn comes, with nothing held                                         │
 *     paused, while it waits for its turn or too much is unanswered or untaken <─────────┘
 *     any ──error, bad frame, too slow, stop──> closing: parked requests are told, the rest freed
 */
#ifndef BROKER_CONN_INNER_H
#define BROKER_CONN_INNER_H

#include "broker/broker.h"
#include "broker/dispatch.h"

struct conn {
    uv_tcp_t tcp; /* first: libuv gives it back */
    struct broker *broker;
    struct conn *prev, *next;
    struct timer timer;
    int64_t active_ms;      /* when something last came or went */
    int64_t frame_began_ms; /* of the frame that is not yet whole */
    uint8_t size_bytes[4];
    size_t size_have;      /* of size_bytes; 4: the frame is being read */
    struct request *frame; /* the request whose frame that is */
    size_t frame_size;
    struct buf held;  /* read, but not yet looked at: we are paused */
    size_t held_from; /* so much of it has been */
    struct peer *peer;
    struct turn turn;      /* waits for it to go on with what is held, or to be read from */
    int64_t read_began_ns; /* when the read under way was asked for */
    size_t turn_requests;  /* begun in this turn */
    size_t turn_bytes;     /* looked at or read in it */
    bool corked;           /* answers wait for the turn's end, to be written together */
    struct request *first, **end;
    size_t pipelined;
    size_t ready_bytes;  /* of answers that wait for one before them */
    size_t output_bytes; /* of those under way */
    bool paused, closing;
    bool hungry; /* its next frame waits for room */
    int32_t port;
    char host[48];
};

/* conn.c: sets the timer for what the connection now waits for, if that comes sooner. */
void conn_watch_time(struct conn *c);

/* conn_write.c: writes the answers that may go. */
void conn_send(struct conn *c);

/* conn_read.c: begins reading; goes on after a pause, if there is room; forgets the room it waits
 * for; tries again when there may be some. */
void conn_read_start(struct conn *c);
void conn_resume(struct conn *c);
void conn_stop_hunger(struct conn *c);
void conn_retry_hungry(struct conn *c);

#endif
