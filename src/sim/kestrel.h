/* kestrel.h: one simulated KESTREL: a countdown by plan, then a sounding flight by physics.
 *
 * 10 messages a second: {"time","vel","alt","acc","q","lox"} (T s, m/s, km, m/s², Pa, K), and the
 * words of a flight as text messages under the same key. */
#ifndef SIM_KESTREL_H
#define SIM_KESTREL_H

#include "sim/sim.h"

enum kestrel_action { KESTREL_COUNT, KESTREL_HOLD, KESTREL_RESUME, KESTREL_ABORT };

struct kestrel_order { /* what the launch director says, and when */
    double at_s;       /* since the simulation began */
    enum kestrel_action action;
    double t_s;        /* KESTREL_COUNT: count from here */
    const char *words; /* sent as a message */
};

struct kestrel_plan {
    const struct kestrel_order *orders;
    int count;
};

extern const struct kestrel_plan kestrel_nominal;  /* T-20 s at the start, flies, lands */
extern const struct kestrel_plan kestrel_troubled; /* holds, recycles, aborts at T-3 s */

enum kestrel_stage {
    KESTREL_PAD,
    KESTREL_BURN,
    KESTREL_COAST,
    KESTREL_SPACE,
    KESTREL_FALL,
    KESTREL_DOWN,
    KESTREL_DONE,
};

struct kestrel {
    const char *name;
    const struct kestrel_plan *plan;
    int next_order;
    int64_t next_ms;
    bool counting;
    bool terminal; /* "Countdown ended" was said */
    enum kestrel_stage stage;
    double t_s; /* mission time */
    double up_m_s, alt_m, acc_m_s2;
    int64_t quiet_at_ms; /* sends on for a while after the end; 0 while flying */
};

void kestrel_init(struct kestrel *k, const char *name, const struct kestrel_plan *plan);
void kestrel_step(struct kestrel *k, sim_sink *sink, void *owner);

#endif
