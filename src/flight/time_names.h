/* time_names.h: names that fields and columns with times go by, and the unit they end in. */
#ifndef FLIGHT_TIME_NAMES_H
#define FLIGHT_TIME_NAMES_H

#include <stdint.h>

#include "base/bytes.h"

/* Whether a field or column of that name is likely to hold the time: by the last part of a dotted
 * one, whatever its case, blanks, `_`, `-` and a unit in brackets. */
bool time_name(struct bytes name);
bool time_date_name(struct bytes name);

/* The ns in the unit that the end of a name says: "(s)", "_ms", "TimeUS"; 0: it does not. */
int64_t time_name_unit_ns(struct bytes name);

#endif
