/* request.h: one request, from its decoded frame to its answer.
 *
 * dispatch.c decodes the frame into the request's arena, calls the handler of its API and, on
 * REPLY, encodes `out`. A handler that answers LATER keeps the pointer and calls request_finish()
 * once, on the loop thread. Answers of one connection leave in the order of its requests, whatever
 * order they finish in. Everything a handler allocates comes from the arena, and is never freed by
 * hand. Kafka's error codes are fields of `out`, not failures. */
#ifndef BROKER_REQUEST_H
#define BROKER_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

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
    LATER,  /* parked: whoever parked it calls request_finish() */
    SILENT, /* done, and no answer belongs to it (Produce with acks=0) */
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
     * (nothing is sent). Left NULL, it waits for its answer, which is then dropped. */
    void (*gone)(struct request *rq);
    struct timer timer;
    struct turn turn; /* request_wait_turn() */
    struct each each;
    struct peer *peer; /* whose turn that is: the client's address, even when it has gone */
    void *state;
    bool busy; /* a Produce that is not yet appended whole: nothing is begun behind it */

    /* conn.c's */
    enum { REQUEST_RUNNING, REQUEST_PARKED, REQUEST_ANSWERED } stage;
    struct request *next;
    struct buf answer;
    size_t frame_claim; /* of the server's room for frames */
};

/* The handler of an API. Reads rq->in, fills rq->out (see wire/api.h for both). */
typedef enum reply request_handler(struct request *rq);

/* Encodes `out`, hands the answer to the connection and releases the request: the last use of `rq`.
 */
void request_finish(struct request *rq);

/* What the handler would have answered, had it not taken several turns (LATER): the last use. */
void request_reply(struct request *rq, enum reply reply);

/* Goes on in `run` when the turn of the client's address comes: that of what takes long. The
 * request is parked meanwhile. */
void request_wait_turn(struct request *rq, void (*run)(struct turn *turn));

/* Takes each step, in as many turns as they need, and then replies what `end` says. A client that
 * goes meanwhile changes nothing. To be returned by the handler. */
enum reply request_each(struct request *rq, const struct each *each);

/* Whether the turn that runs has had its time: then the rest waits for the next one. */
bool request_turn_is_over(const struct request *rq);

/* As request_finish, but closes the connection instead of answering. */
void request_abort(struct request *rq);

/* Where this client reached us (trap 22: what it connected to, so "localhost" and ::1 both work).
 * `host` holds as long as the request. */
void request_address(struct request *rq, struct bytes *host, int32_t *port);

/* The client's own address, numeric, as "/127.0.0.1" (Kafka's form in DescribeGroups). */
struct bytes request_peer(struct request *rq);

#endif
