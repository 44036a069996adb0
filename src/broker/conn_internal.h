/* conn_internal.h: a connection, as server.c and conn*.c see it.
 *
 *     reading ──frame whole──> request running/parked ──finished, and all before it──> written
 *      │   ^                                                                             │
 *      v   └── its turn comes, with nothing held                                         │
 *     paused, while it waits for its turn or too much is pending <───────────────────────┘
 *     any ──error, bad frame, too slow, stop──> closing: parked requests are told, the rest freed
 */
#ifndef BROKER_CONN_INTERNAL_H
#define BROKER_CONN_INTERNAL_H

#include "base/logline.h"
#include "broker/broker.h"
#include "broker/conn.h"
#include "broker/request.h"

struct conn {
    uv_tcp_t tcp; /* first: libuv passes it to callbacks */
    struct broker *broker;
    struct conn *prev, *next;
    struct timer timer;
    int64_t active_ms;      /* when bytes last came or went */
    int64_t frame_began_ms; /* of the incomplete frame */
    uint8_t size_bytes[4];
    size_t size_have;      /* of size_bytes; 4: the frame is being read */
    struct request *frame; /* the request whose frame that is */
    size_t frame_size;
    struct buf held;  /* read but not yet processed, while paused */
    size_t held_from; /* how much of it has been */
    struct peer *peer;
    struct turn turn;             /* to continue with what is held, or to read again */
    int64_t read_began_ns;        /* when the current read began */
    size_t turn_requests;         /* handled in this turn */
    size_t turn_bytes;            /* processed in this turn */
    bool corked;                  /* responses wait for the turn's end, to be written together */
    struct request_list requests; /* without a response, or whose response is not written yet */
    size_t pipelined;
    size_t ready_bytes;  /* of responses that wait for an earlier one */
    size_t output_bytes; /* of those being written */
    bool paused, closing;
    bool waits_for_memory; /* its next frame does */
    int32_t port;
    char host[48];
};

/* ---- conn_flow.c: back-pressure ---- */

/* Whether it has too many requests or too much output pending. */
bool conn_is_full(const struct conn *c);

/* Whether its next request may begin. */
bool conn_may_begin(const struct conn *c);

/* Continues after a pause, when its turn comes, if its next request may begin. */
void conn_resume(struct conn *c);

/* Makes its next frame wait until the request pool has memory; stops that. */
void conn_wait_for_memory(struct conn *c);
void conn_stop_waiting_for_memory(struct conn *c);

/* ---- conn.c ---- */

/* Moves the timer forward to what the connection now waits for, if that comes sooner. */
void conn_watch_time(struct conn *c);
void conn_on_time(struct timer *timer);

/* Frees it once closing has ended. */
void conn_on_closed(uv_handle_t *handle);

/* Logs what a client did, at most LIMIT_COMPLAINTS lines a second. */
void conn_complain(struct server *s, enum log_level level, const char *what, const char *peer,
                   const char *why);

/* ---- conn_write.c ---- */

/* Writes the responses that may be sent. */
void conn_send(struct conn *c);

/* ---- conn_read.c ---- */

/* Starts reading. */
void conn_read_start(struct conn *c);

/* After memory was given back: begins the frame that waits, if it is enough. */
void conn_retry_frame(struct conn *c);

#endif
