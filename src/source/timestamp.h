/* timestamp.h: dates and times as text: ISO 8601 and what programs write beside it.
 *
 * `YYYY-MM-DD`, `YYYYMMDD`, `YYYY/MM/DD` or `YYYY-DDD`, then `T` or a blank and `hh:mm[:ss]` or
 * `hhmmss`, a fraction after dot or comma (cut below 1 ns), then nothing, `Z`, UTC, GMT or an
 * offset. Times of day alone; dates alone; `T+00:01:02` and `T-5.2`. */
#ifndef SOURCE_TIMESTAMP_H
#define SOURCE_TIMESTAMP_H

#include "base/bytes.h"

#define TIMESTAMP_S INT64_C(1000000000)
#define TIMESTAMP_DAY (86400 * TIMESTAMP_S)

enum timestamp_kind {
    TIMESTAMP_NONE,      /* it is none of these */
    TIMESTAMP_UTC,       /* ns since 1970 */
    TIMESTAMP_LOCAL,     /* the same as a clock on a wall shows it, in a zone that is not said */
    TIMESTAMP_DATE,      /* midnight of that date, likewise */
    TIMESTAMP_OF_DAY,    /* ns since midnight */
    TIMESTAMP_MISSION,   /* ns since lift-off */
    TIMESTAMP_AMBIGUOUS, /* 01/05/2024: a day of January or of May */
    TIMESTAMP_RANGE,     /* outside the years 1678 to 2262, which ns can count */
};

/* Reads all of `text`. */
enum timestamp_kind timestamp_read(struct bytes text, int64_t *ns);

/* ns since 1970 of midnight of a date; false if there is no such day. */
bool timestamp_date(int64_t year, int64_t month, int64_t day, int64_t *ns);

/* A decimal number times `unit_ns` in ns, exactly but for what is below 1 ns. False: not a number
 * that fits. `decimal` is its decimal mark. */
bool timestamp_number(struct bytes text, char decimal, int64_t unit_ns, int64_t *ns);

#endif
