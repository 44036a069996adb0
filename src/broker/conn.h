/* conn.h: a client's connection, as the code that responds to it sees it. */
#ifndef BROKER_CONN_H
#define BROKER_CONN_H

#include <stddef.h>
#include <stdint.h>

struct conn;
struct request;

/* The response of `rq` is ready, or there will be none: sends what can be sent, in order. */
void conn_respond(struct conn *c, struct request *rq);

void conn_close(struct conn *c, const char *why); /* `why` may be NULL; logged at the info level */

/* Bytes of responses that the client has not read yet. */
size_t conn_output_bytes(const struct conn *c);

/* The two ends, numeric; they hold as long as the connection. */
const char *conn_host(const struct conn *c);
int32_t conn_port(const struct conn *c);
const char *conn_peer(const struct conn *c);

#endif
