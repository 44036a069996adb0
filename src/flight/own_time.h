/* own_time.h: the UTC time that a message gives itself, beside Kafka's timestamp. */
#ifndef FLIGHT_OWN_TIME_H
#define FLIGHT_OWN_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Whether the text is a date and time with its zone, such as 2026-11-24T10:00:00.250Z or
 * 2026-11-24 12:00:00+02:00; then in ms since 1970. */
bool own_time_of_text(struct bytes text, int64_t *ms);

/* Whether the number counts from 1970 to a time from 2000 to 2100: in s, ms, us or ns, which cannot
 * be taken for one another. */
bool own_time_of_number(double value, int64_t *ms);

#endif
