/* retention.h: removing what retention.ms and retention.bytes of each topic no longer keep. */
#ifndef BROKER_RETENTION_H
#define BROKER_RETENTION_H

#include "broker/catalog.h"
#include "broker/timers.h"
#include "broker/turns.h"

struct retention {
    struct timer timer; /* when the next pass begins */
    struct turn turn;   /* of the pass under way */
    struct catalog_walk walk;
};

/* The first pass begins a while after the start, which has more urgent work. */
void retention_start(struct broker *b);
void retention_stop(struct broker *b); /* begins no pass any more; fine when never started */

#endif
