/* digits.c: the room that a channel's values need. */
#include "flight/digits.h"

#include <math.h>
#include <stdbool.h>

#include "flight/show.h"

enum { COLUMNS = 7 };

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

/* Whether so many decimals write all of the value that six digits can. */
static int is_written(double value, int decimals)
{
    double scaled = fabs(value) * powers[decimals]; /* below 1e13 */
    double whole = (double)(int64_t)(scaled + 0.5);
    return fabs(scaled - whole) <= scaled * 1e-8;
}

/* Whether the value, of that size, has nothing new to say: no room is left for more decimals, and
 * there are digits enough before the point. Nearly always so after the first samples. */
static bool is_settled(const struct digits *d, double value, double size)
{
    bool full = d->after >= DIGITS_DECIMALS || d->after >= COLUMNS - 1 - d->before;
    return full && d->before > 0 && d->before <= COLUMNS && size < powers[d->before - (value < 0)];
}

void digits_see(struct digits *d, double value)
{
    double size = fabs(value) * (1 + 1e-6); /* 99.99999 is rounded to 100 */
    if (is_settled(d, value, size) || !isfinite(value) || size == 0 || d->before > COLUMNS)
        return;
    int sign = value < 0, digits = 1;
    if (size >= 1e-4 && (d->before == 0 || size >= powers[d->before - 1] || sign)) {
        while (digits <= COLUMNS && size >= powers[digits])
            digits++;
        d->before = digits + sign > d->before ? digits + sign : d->before;
    }
    while (d->after < DIGITS_DECIMALS && d->after < COLUMNS - 1 - d->before &&
           !is_written(value, d->after))
        d->after++;
}

int digits_decimals(const struct digits *d)
{
    int room = COLUMNS - 1 - d->before;
    if (d->before > COLUMNS || (d->before == 0 && d->after > 0))
        return SHOW_EXPONENT;
    return room < 0 ? 0 : d->after < room ? d->after : room;
}
