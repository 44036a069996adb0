/* number.c: decimal text to double, correctly rounded, without a locale.
 *
 * Up to 2^53 and 10^22 both operands are exact doubles, so one multiplication or division rounds
 * once. Anything longer goes to strtod as digits and an exponent: no decimal point to disagree on.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "flight/decode.h"

/* A double's half-way points have at most 767 digits: what lies past them is only "more". */
enum { MAX_DIGITS = 780, MAX_EXPONENT = 100000 };

struct decimal {
    const uint8_t *digits, *digits_end; /* with at most one '.' between */
    uint64_t mantissa;                  /* holds while significant <= 19 */
    int significant;
    int64_t exponent;
    bool negative;
};

static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static inline bool is_digit(const uint8_t *p, const uint8_t *end)
{
    return p < end && (unsigned)(*p - '0') < 10;
}

/* Works on locals: stores through `d` would make the compiler read the bytes anew each time. */
static const uint8_t *take_digits(const uint8_t *p, const uint8_t *end, struct decimal *d)
{
    uint64_t mantissa = d->mantissa;
    int significant = d->significant;
    for (; is_digit(p, end); p++) {
        significant += significant > 0 || *p != '0';
        if (significant <= 19)
            mantissa = mantissa * 10 + (uint64_t)(*p - '0');
    }
    d->mantissa = mantissa;
    d->significant = significant;
    return p;
}

static double slow_value(const struct decimal *d)
{
    char text[MAX_DIGITS + 32];
    int n = 0;
    int64_t exponent = d->exponent;
    bool more = false;
    for (const uint8_t *p = d->digits; p < d->digits_end; p++) {
        if (*p == '.' || (n == 0 && *p == '0'))
            continue;
        if (n < MAX_DIGITS) {
            text[n++] = (char)*p;
        } else {
            more = more || *p != '0';
            exponent++;
        }
    }
    if (more) {
        text[n++] = '1';
        exponent--;
    }
    snprintf(text + n, sizeof text - (size_t)n, "e%lld", (long long)exponent);
    return strtod(text, NULL);
}

static double decimal_value(const struct decimal *d)
{
    double v;
    if (d->significant == 0)
        v = 0;
    else if (d->significant <= 19 && d->mantissa <= (1ull << 53) && d->exponent >= -22 &&
             d->exponent <= 22)
        v = d->exponent < 0 ? (double)d->mantissa / powers[-d->exponent]
                            : (double)d->mantissa * powers[d->exponent];
    else
        v = slow_value(d);
    return d->negative ? -v : v;
}

/* "e+12" at `p`; saturates far outside what a double holds. */
static const uint8_t *take_exponent(const uint8_t *p, const uint8_t *end, struct decimal *d,
                                    const uint8_t **bad)
{
    p++;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    *bad = p;
    if (!is_digit(p, end))
        return NULL;
    int64_t e = 0;
    for (; is_digit(p, end); p++)
        e = e >= MAX_EXPONENT ? MAX_EXPONENT : e * 10 + (*p - '0');
    d->exponent += negative ? -e : e;
    return p;
}

const uint8_t *number_scan(const uint8_t *p, const uint8_t *end, double *value, const uint8_t **bad)
{
    struct decimal d = {.negative = p < end && *p == '-'};
    p += d.negative;
    *bad = p;
    if (!is_digit(p, end))
        return NULL;
    d.digits = p;
    p = *p == '0' ? p + 1 : take_digits(p, end, &d);
    if (p < end && *p == '.') {
        const uint8_t *fraction = ++p;
        *bad = p;
        if (!is_digit(p, end))
            return NULL;
        p = take_digits(p, end, &d);
        d.exponent = fraction - p;
    }
    d.digits_end = p;
    if (p < end && (*p == 'e' || *p == 'E')) {
        p = take_exponent(p, end, &d, bad);
        if (p == NULL)
            return NULL;
    }
    *value = decimal_value(&d);
    return p;
}
