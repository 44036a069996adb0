/* pacer.h: when a recorded message is due, at N times the speed it was flown at. */
#ifndef SOURCE_PACER_H
#define SOURCE_PACER_H

#include <stdint.h>

struct pacer {
    double speed;     /* 0: as fast as it goes */
    int64_t first_ms; /* record time of the first message */
    int64_t start_ns; /* monotonic time at which that one is due */
};

/* Reads "max" or 0.01..1000 into `speed` (0 for max); -1 for anything else. */
int pacer_parse_speed(const char *text, double *speed);

/* Monotonic time at which a message of record time `t_ms` is due; already past at speed max. */
int64_t pacer_due_ns(const struct pacer *p, int64_t t_ms);

/* The record time of a message of a flight that is flown anew: as fast as it is sent, from now on;
 * at speed max with its own timing, and over long enough ago to be taken for history. `length_ms`
 * is the whole flight's, asked for at speed max only. On the scale of `t_ms`, first_ms being now.
 */
int64_t pacer_date_ms(const struct pacer *p, int64_t t_ms, int64_t length_ms);

#endif
