/* dispatch.h: from a whole frame to the handler of its API. */
#ifndef BROKER_DISPATCH_H
#define BROKER_DISPATCH_H

#include "broker/request.h"

/* Decodes the frame and calls the handler: responds, parks, or closes the connection. */
void dispatch(struct request *rq);

#endif
