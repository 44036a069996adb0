/* conn_internal.h: a connection, as server.c and conn*.c see it.
 *
 *     reading ──frame whole──> request running/parked ──finished, and all before it──> written
 *      │   ^                                                                             │
 *      v   └── its turn comes, with nothing held                                         │
 *     paused, while it waits for its turn or too much is unanswered or untaken <─────────┘
 *     any ──error, bad frame, too slow, stop──> closing: parked requests are told, the rest freed
 */
#ifndef BROKER_CONN_INTERNAL_H
#define BROKER_CONN_INTERNAL_H

#include "base/logline.h"
#include "broker/broker.h"
#include "broker/conn.h"
#include "broker/request.h"

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
    struct turn turn;             /* waits for it to go on with what is held, or to be read from */
    int64_t read_began_ns;        /* when the read under way was asked for */
    size_t turn_requests;         /* begun in this turn */
    size_t turn_bytes;            /* looked at or read in it */
    bool corked;                  /* responses wait for the turn's end, to be written together */
    struct request_list requests; /* not answered yet, or their responses not taken yet */
    size_t pipelined;
    size_t ready_bytes;  /* of responses that wait for one before them */
    size_t output_bytes; /* of those under way */
    bool paused, closing;
    bool waits_for_memory; /* its next frame does */
    int32_t port;
    char host[48];
};

/* ---- conn_flow.c: back-pressure ---- */

/* Whether too much of it is unanswered or untaken. */
bool conn_is_full(const struct conn *c);

/* Whether its next request may begin. */
bool conn_may_begin(const struct conn *c);

/* After a pause, when there may be room again: continues when its turn comes. */
void conn_resume(struct conn *c);

/* Its next frame waits until the request pool has memory, or no longer does. */
void conn_wait_for_memory(struct conn *c);
void conn_stop_waiting_for_memory(struct conn *c);

/* ---- conn.c ---- */

/* Sets the timer for what the connection now waits for, if that comes sooner. */
void conn_watch_time(struct conn *c);
void conn_on_time(struct timer *timer);

/* Closing has ended: frees it. */
void conn_on_closed(uv_handle_t *handle);

/* Logs what a client did, at most LIMIT_COMPLAINTS lines a second. */
void conn_complain(struct server *s, enum log_level level, const char *what, const char *peer,
                   const char *why);

/* ---- conn_write.c ---- */

/* Writes the responses that may go. */
void conn_send(struct conn *c);

/* ---- conn_read.c ---- */

/* Starts reading. */
void conn_read_start(struct conn *c);

/* Memory was given back: begins the frame that waits for it, if it is enough. */
void conn_retry_frame(struct conn *c);

#endif
