/* json_text.c: escapes what JSON must escape; the C locale is the program's, so that a point is a
 * point. */
#include "export/json_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "flight/show.h"

static const char short_escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* pairs: byte, letter */

static void add_escaped(struct buf *out, uint8_t c)
{
    for (const char *p = short_escapes; *p != '\0'; p += 2)
        if ((uint8_t)p[0] == c) {
            buf_add_byte(out, '\\');
            buf_add_byte(out, (uint8_t)p[1]);
            return;
        }
    buf_printf(out, "\\u%04x", c);
}

void json_text_string(struct buf *out, struct bytes utf8)
{
    size_t plain = 0; /* from here on nothing needs an escape */
    buf_add_byte(out, '"');
    for (size_t i = 0; i < utf8.len; i++) {
        uint8_t c = utf8.data[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        buf_add(out, utf8.data + plain, i - plain);
        add_escaped(out, c);
        plain = i + 1;
    }
    if (utf8.len > plain)
        buf_add(out, utf8.data + plain, utf8.len - plain);
    buf_add_byte(out, '"');
}

void json_text_number(struct buf *out, const struct decoded_number *number)
{
    double v = number->value;
    char digits[40];
    if (number->whole != 0)
        snprintf(digits, sizeof digits, "%lld", (long long)number->whole);
    else if (isnan(v))
        snprintf(digits, sizeof digits, "NaN");
    else if (isinf(v))
        snprintf(digits, sizeof digits, v > 0 ? "Infinity" : "-Infinity");
    else
        for (int precision = 15; precision <= 17; precision++) {
            snprintf(digits, sizeof digits, "%.*g", precision, v);
            if (strtod(digits, NULL) == v) /* the same double, bit for bit */
                break;
        }
    buf_add_text(out, digits);
}

void json_text_time(struct buf *out, int64_t t_ms)
{
    char utc[32];
    show_utc(t_ms, SHOW_ISO, utc);
    buf_printf(out, "\"%s\"", utc);
}
