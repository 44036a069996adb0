/* source_time.h: the keys `time`, `unit` and `zero` of a source. */
#ifndef MISSION_SOURCE_TIME_H
#define MISSION_SOURCE_TIME_H

#include "mission/mission_fields.h"

extern const char *const time_units[], *const time_zeros[]; /* choices, ending with NULL */

struct time_words {
    const char *const *fields; /* NULL: none */
    int unit, zero;            /* in time_units, time_zeros; -1: not said */
};
#define TIME_WORDS_NONE                                                                            \
    {                                                                                              \
        .unit = -1, .zero = -1                                                                     \
    }

/* Puts what is said of the time into `out`; what cannot be is a mistake in `line`. */
void source_time_read(struct mission_reader *r, const char *who, int line,
                      const struct time_words *words, struct mission_source *out);

#endif
