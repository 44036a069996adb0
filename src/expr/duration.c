#include "expr/duration.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_MOST = 24 }; /* bytes of a number that are looked at */

static const struct {
    const char *name;
    double ms;
} units[] = {{"ms", 1}, {"s", 1e3}, {"min", 60e3}, {"h", 3600e3}};

/* Milliseconds in the unit; 0 if no unit has that name. */
static double unit_ms(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_SIZE(units); i++)
        if (bytes_equal(name, bytes_of(units[i].name)))
            return units[i].ms;
    return 0;
}

static bool is_number(struct bytes text, double *out)
{
    char copy[NUMBER_MOST + 1], *end;
    if (text.len == 0 || text.len > NUMBER_MOST)
        return false;
    bytes_to_text(text, copy, sizeof copy);
    *out = strtod(copy, &end);
    return *end == '\0' && isfinite(*out);
}

/* At most NUMBER_MOST bytes of what was written. */
#define SHOWN(b) (int)((b).len < NUMBER_MOST ? (b).len : NUMBER_MOST), (const char *)(b).data

bool duration_of(struct bytes number, struct bytes unit, int64_t *out_ms,
                 char why[DURATION_WHY_SIZE])
{
    double count, ms = unit_ms(unit);
    if (!is_number(number, &count)) {
        snprintf(why, DURATION_WHY_SIZE,
                 "\"%.*s%.*s\" is not a length of time; write \"10 s\", \"10 min\" or \"10 h\"",
                 SHOWN(number), SHOWN(unit));
    } else if (unit.len == 0) {
        snprintf(why, DURATION_WHY_SIZE,
                 "\"%.*s\" has no unit; write \"%.*s s\", \"%.*s min\" or \"%.*s h\"",
                 SHOWN(number), SHOWN(number), SHOWN(number), SHOWN(number));
    } else if (ms <= 0) {
        snprintf(why, DURATION_WHY_SIZE,
                 "\"%.*s\" is not a unit of time; write \"%.*s s\", \"%.*s min\" or \"%.*s h\"",
                 SHOWN(unit), SHOWN(number), SHOWN(number), SHOWN(number));
    } else if (!(count * ms >= 1 && count * ms <= DURATION_MOST_MS)) {
        snprintf(why, DURATION_WHY_SIZE, "\"%.*s %.*s\" is not between 1 ms and 168 h",
                 SHOWN(number), SHOWN(unit));
    } else {
        *out_ms = llround(count * ms);
        return true;
    }
    return false;
}

bool duration_read(const char *text, int64_t *out_ms, char why[DURATION_WHY_SIZE])
{
    struct bytes all = bytes_trim(bytes_of(text));
    const char *at = (const char *)all.data;
    size_t digits = 0;
    while (digits < all.len && strchr("0123456789.+-", at[digits]) != NULL)
        digits++;
    struct bytes unit = bytes_trim(bytes_make(all.data + digits, all.len - digits));
    return duration_of(bytes_make(all.data, digits), unit, out_ms, why);
}
