/* response.h: how a request ends: with its response now, later or after several turns, with none,
 * or with its connection closed.
 *
 * Responses of one connection leave in the order of its requests, whatever order they finish in. */
#ifndef BROKER_RESPONSE_H
#define BROKER_RESPONSE_H

#include "broker/request.h"

/* Encodes `out`, hands the response to the connection and releases the request: the last use of
 * `rq`. */
void request_finish(struct request *rq);

/* The same, encoded in another version than the request's. */
void request_finish_as(struct request *rq, int16_t version);

/* Does what the handler returned: the last use of `rq` unless that is LATER. */
void request_reply(struct request *rq, enum reply reply);

/* Closes the connection instead of responding; `why` may be NULL. */
void request_abort(struct request *rq, const char *why);

/* Continues in `run` when the turn of the client's address comes: for what takes long. The request
 * is parked meanwhile. */
void request_wait_turn(struct request *rq, void (*run)(struct turn *turn));

/* Takes each step, in as many turns as they need, and then replies what `end` returns. A client
 * that goes meanwhile changes nothing. For the handler to return. */
enum reply request_each(struct request *rq, const struct each *each);

/* Whether the running turn has used up its time: then the rest waits for the next one. */
bool request_turn_is_over(const struct request *rq);

/* The address and port that this client connected to, so that "localhost" and ::1 both work.
 * `host` holds as long as the request. */
void request_address(struct request *rq, struct bytes *host, int32_t *port);

/* The client's own address, numeric, as "/127.0.0.1" (Kafka's form in DescribeGroups). */
struct bytes request_peer(struct request *rq);

#endif
