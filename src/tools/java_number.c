#include "tools/java_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void java_number_print(double value, bool is_float, struct buf *out)
{
    char text[40];
    int digits = 2;
    if (isnan(value) || isinf(value)) {
        buf_add_text(out, isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity");
        return;
    }
    for (; digits < 18; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, value);
        if (is_float ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value)
            break;
    }
    int exponent = atoi(strchr(text, 'e') + 1);
    if (digits == 2 && strchr(text, '.')[1] == '0')
        digits = 1;
    if (value == 0 || (fabs(value) >= 1e-3 && fabs(value) < 1e7)) {
        int places = digits - 1 - exponent;
        buf_printf(out, "%.*f", places < 1 ? 1 : places, value);
        return;
    }
    *strchr(text, 'e') = '\0';
    buf_printf(out, "%s%sE%d", text, strchr(text, '.') == NULL ? ".0" : "", exponent);
}
