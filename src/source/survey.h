/* survey.h: what the first reading of a file counts: how many rows, from when to when, in what
 * order, and whether there are no times at all. */
#ifndef SOURCE_SURVEY_H
#define SOURCE_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

enum { SURVEY_STEPS = 4096 }; /* steps kept for their median, thinned out evenly */

struct survey {
    long rows, events;
    int64_t first_ns, last_ns; /* as they come in the file */
    int64_t least_ns, most_ns;
    long falls, rises;  /* steps back and forward */
    long fall_row;      /* the first step back leads to it */
    long zero_row;      /* the first at or after 0 that follows one before; 0: none */
    int64_t zero_at_ns; /* of a lift-off that an event tells; INT64_MIN: none */
    int step_count;
    long step_every, step_seen;
    int64_t steps[SURVEY_STEPS];
};

void survey_begin(struct survey *s);
/* Counts a row (or an event) at `ns`. */
void survey_add(struct survey *s, int64_t ns, bool event);
/* In ns; 0: fewer than two rows. Sorts the steps. */
int64_t survey_median_step(struct survey *s);

#endif
