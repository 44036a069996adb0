/* dispatch.h: from a whole frame to a handler, and from its response struct to an answer. */
#ifndef BROKER_DISPATCH_H
#define BROKER_DISPATCH_H

#include "broker/request.h"

/* A request whose frame is to be filled. */
struct request *request_new(struct broker *b);

/* Gives a request's memory back. Its connection no longer knows it. */
void request_release(struct request *rq);
void requests_free_spare(struct broker *b);

/* Of an answered request that has to wait before it is sent: only the answer is kept. */
void request_shed(struct request *rq);

/* Decodes the frame and calls the handler: answers, parks, or closes the connection. */
void dispatch(struct request *rq);

/* Who handles an API. Each family of api/ ends with its rows, ended by one without a handler. */
struct handler_row {
    int16_t key;
    request_handler *handle;
};

/* The row of that API, or NULL: it is then not announced, and closes the connection. */
const struct handler_row *handler_find(int16_t key);

#endif
