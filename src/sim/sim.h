/* sim.h: a simulated range: two rockets, their weather and a keyless text topic.
 *
 * Deterministic and pure: time is the seconds since the simulation began, and comes in as "the next
 * step, please". Who drives it decides how fast that is and where the records go. */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdint.h>

#include "base/bytes.h"

struct sim_record {
    const char *topic;
    struct bytes key;   /* null: keyless */
    struct bytes value; /* holds until the sink returns */
};

typedef void sim_sink(void *owner, const struct sim_record *record);

struct sim;

/* The demo's range: topics kestrel (KESTREL-2 flies, KESTREL-3 holds, recycles, aborts), weather
 * and flugdaten. */
struct sim *sim_open(void);
void sim_close(struct sim *s);

/* When the next record is due, in ms since the beginning; INT64_MAX when all is flown. */
int64_t sim_next_ms(const struct sim *s);

/* Emits everything due at sim_next_ms() and moves on. */
void sim_step(struct sim *s, sim_sink *sink, void *owner);

#endif
