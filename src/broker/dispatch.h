/* dispatch.h: from a whole frame to the handler of its API. */
#ifndef BROKER_DISPATCH_H
#define BROKER_DISPATCH_H

#include "broker/request.h"

/* Decodes the frame and calls the handler: responds, parks, or closes the connection. */
void dispatch(struct request *rq);

/* Who handles an API. Each family of api/ ends with its rows, ended by one without a handler. */
struct handler_row {
    int16_t key;
    request_handler *handle;
};

/* The row of that API, or NULL: it is then not announced, and closes the connection. */
const struct handler_row *handler_find(int16_t key);

#endif
