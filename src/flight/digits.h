/* digits.h: how a channel that no mission names is shown: with six significant digits in seven
 * columns, and with the decimals that its values have had so far. They only ever change where a
 * value needs more room or more decimals, so that columns stand still. */
#ifndef FLIGHT_DIGITS_H
#define FLIGHT_DIGITS_H

#include <stdint.h>

/* Zero-initialised: nothing heard. */
struct digits {
    int32_t before; /* columns before the point, with a sign, at most DIGITS_BEFORE; 0: all were
                       below 0.0001 */
    int32_t after;  /* decimals that a value needed, at most DIGITS_DECIMALS */
};
enum { DIGITS_BEFORE = 9, DIGITS_DECIMALS = 5 };

void digits_see(struct digits *d, double value);
/* For show_number(): decimals, or SHOW_EXPONENT where no decimals would do. */
int digits_decimals(const struct digits *d);

#endif
