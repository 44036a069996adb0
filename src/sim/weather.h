/* weather.h: a simulated weather mast: wind, direction, temperature, field mill, every 4 s. */
#ifndef SIM_WEATHER_H
#define SIM_WEATHER_H

#include "sim/sim.h"

struct weather {
    int64_t next_ms;
};

void weather_init(struct weather *w);
void weather_step(struct weather *w, sim_sink *sink, void *owner);

#endif
