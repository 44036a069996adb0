/* line_words.c: small readers. */
#include "source/line_words.h"

#include <stdio.h>

#include "source/timestamp.h"

int64_t line_digits(struct bytes line, size_t at, size_t n)
{
    int64_t value = 0;
    if (at + n > line.len)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        if (line.data[i] < '0' || line.data[i] > '9')
            return -1;
        value = value * 10 + line.data[i] - '0';
    }
    return value;
}

uint8_t line_xor(struct bytes bytes)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < bytes.len; i++)
        sum ^= bytes.data[i];
    return sum;
}

bool line_is_hex(struct bytes text, unsigned sum, size_t digits)
{
    char expected[16];
    snprintf(expected, sizeof expected, "%0*X", (int)digits, sum);
    return text.len == digits && bytes_hold_text(text, expected);
}

bool line_clock(struct bytes text, int64_t *ns)
{
    size_t step = text.len > 2 && text.data[2] == ':' ? 3 : 2;
    int64_t hour = line_digits(text, 0, 2), minute = line_digits(text, step, 2),
            second = line_digits(text, 2 * step, 2), part = 0;
    size_t end = 2 * step + 2;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    struct bytes rest = bytes_make(text.data + end, text.len - end);
    if (rest.len > 0 && (rest.data[0] != '.' || !timestamp_number(rest, '.', TIMESTAMP_S, &part)))
        return false;
    *ns = ((hour * 60 + minute) * 60 + second) * TIMESTAMP_S + part;
    return true;
}

void line_number(struct buf *json, const char *name, double value, int decimals)
{
    bool first = json->len > 0 && json->data[json->len - 1] == '{';
    buf_printf(json, "%s\"%s\":%.*f", first ? "" : ",", name, decimals, value);
}
