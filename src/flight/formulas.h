/* formulas.h: what a mission computes from a rocket's channels: derived channels, and what that
 * takes of each rocket.
 *
 * A derived channel has a sample when a message brings one of a channel that it is made of; the
 * others count with their newest sample, unless that is stale at this one's time. Times are those
 * of the samples, so a replay, an export and the service compute what live computed. */
#ifndef FLIGHT_FORMULAS_H
#define FLIGHT_FORMULAS_H

#include "expr/expr.h"
#include "flight/rocket.h"

enum { FORMULAS_MOST = 64 };

struct formula { /* of a derived channel */
    const struct mission_channel *channel;
    const struct expr *as;
    int operand;     /* its own number among the operands; -1: nothing is made of it */
    int windows_end; /* windows below this are of channels that come before it */
};

struct formulas {
    const struct mission_channel *operands[EXPR_CHANNELS_MOST];
    int operand_count;
    struct expr_windows windows;
    const struct formula *channels; /* each after those that it is made of */
    int channel_count;
    uint64_t hash; /* of all that they are made of: what was kept for another one is of no use */
};

/* What a rocket keeps for them: the samples in the windows, at most 4 KB each. */
struct formula_state {
    uint64_t hash;
    int16_t found[EXPR_CHANNELS_MOST]; /* places of the operands in `channels`; -1: not yet */
    int64_t seq;                       /* of the message that gave the samples `made` */
    uint64_t made;
    double values[FORMULAS_MOST];
    int window_count;
    struct window windows[];
};

struct formula_state *formula_state_new(uint64_t hash, int windows);
size_t formula_state_size(const struct formula_state *s); /* bytes that it takes */
void formula_state_free(struct formula_state *s);         /* NULL is fine */

/* Whether the mission derives a channel of that name: then a number of that name in a message is
 * none. */
bool formulas_make(const struct mission *m, const char *name);

/* Makes of `d`, which is of the message that `r` folded last, what a derived channel is to whoever
 * reads its numbers: those of that name are replaced by the sample made, if one was. */
void rocket_derived(const struct rocket *r, const struct mission *m, struct decoded *d);

#endif
