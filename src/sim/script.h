/* script.h: the tutorial's keyless topic, typed by nobody: a line every now and then. */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H

#include "sim/sim.h"

struct script {
    int64_t next_ms;
    int next_line;
};

void script_init(struct script *s);
void script_step(struct script *s, sim_sink *sink, void *owner);

#endif
