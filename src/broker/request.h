/* request.h: one request, from its frame to its response, and the memory that requests share.
 *
 * conn_read.c fills the frame, dispatch.c decodes it into the request's arena and calls the handler
 * of its API, response.c encodes `out` and hands it to the connection. Everything a handler
 * allocates comes from the arena and is never freed by hand. Kafka's error codes are fields of
 * `out`, not failures.
 *
 * The pool keeps finished requests with their memory for the next ones and counts what all of them
 * hold. Above the limits (limits.h) a connection's next frame waits until memory is given back. */
#ifndef BROKER_REQUEST_H
#define BROKER_REQUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "broker/timers.h"
#include "broker/turns.h"

struct broker;
struct conn;
struct api;
struct request;

enum reply {
    REPLY,  /* `out` is filled: encode and send it */
    LATER,  /* parked: whoever parked it calls request_finish() once, on the loop thread */
    SILENT, /* done, and has no response (Produce with acks=0) */
    CLOSE,  /* close the connection */
};

/* The items of a request that are handled one by one: request_each(). */
struct each {
    int32_t next, count;
    void (*step)(struct request *rq, int32_t i);
    enum reply (*end)(struct request *rq);
};

struct request {
    struct broker *broker;
    struct conn *conn; /* NULL once the client has gone */
    const struct api *api;
    int16_t version;
    int32_t correlation;
    struct bytes client_id; /* may be null */
    const void *in;         /* the API's request struct; views into `frame` */
    void *out;              /* the API's response struct, filled with its defaults */
    struct arena arena;
    struct buf frame;
    struct buf data; /* larger things that `out` points into: fetched records */

    /* A parked request's own. `gone` is called when its client has gone: unpark it and finish it
     * (nothing is sent). Left NULL, it waits for its response, which is then dropped. */
    void (*gone)(struct request *rq);
    struct timer timer;
    struct turn turn; /* request_wait_turn() */
    struct each each;
    struct peer *peer; /* the client's address, held even after the client has gone */
    void *state;
    bool busy; /* a Produce that is only partly appended: nothing begins behind it */

    /* The connection's. */
    enum { REQUEST_RUNNING, REQUEST_PARKED, REQUEST_FINISHED } stage;
    TAILQ_ENTRY(request) link; /* of the connection's, or of the spare ones */
    struct buf response;       /* encoded */

    /* request.c's */
    struct request_pool *pool;
    size_t frame_claim; /* of pool->frame_bytes */
};

/* The handler of an API. Reads rq->in, fills rq->out (see wire/api.h for both). */
typedef enum reply request_handler(struct request *rq);

TAILQ_HEAD(request_list, request);

struct request_pool {
    struct broker *broker;
    struct timers *timers;
    struct turns *turns;
    struct request_list spare;
    size_t spare_count;
    size_t frame_bytes; /* claimed by requests without a response */
    size_t arena_bytes; /* held by all requests' arenas */
    size_t waiting;     /* connections that wait for either to fall */
    struct timer freed; /* fires in the loop's next turn when memory came back and any wait */
    struct timer trim;  /* after a large request: memory goes back once it is quiet */
    bool stopped;
};

/* `freed` is called on the loop when waiting connections may try again. */
void request_pool_init(struct request_pool *pool, struct broker *b, struct timers *timers,
                       struct turns *turns, void (*freed)(struct timer *timer));
void request_pool_stop(struct request_pool *pool); /* sets no timer from here on */
void request_pool_free(struct request_pool *pool);

/* Whether a frame of that size may be read now. */
bool request_pool_has_room(const struct request_pool *pool, size_t frame_size);

/* A request whose frame, of that size, is to be filled. */
struct request *request_new(struct request_pool *pool, size_t frame_size);

/* Gives back a request's memory. Its connection no longer has it. */
void request_release(struct request *rq);

/* Once the response is encoded: frees what it was made from. */
void request_free_output(struct request *rq);

/* When the response has to wait before it is sent: frees everything else. */
void request_free_frame(struct request *rq);

#endif
