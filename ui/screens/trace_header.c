/* trace_header.c: 00-TRACE-SPAN-FLAGS: 32, 16 and 2 hexadecimal digits in lower case. */
#include "ui/screens/trace_header.h"

#include <stdio.h>

enum { TRACE_AT = 3, TRACE = 32, SPAN_AT = 36, SPAN = 16, FLAGS_AT = 53, LENGTH = 55, SHOWN = 8 };

static int digit(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether all are digits; `*zero` says that all are 0. */
static bool are_digits(struct bytes value, size_t at, size_t count, bool *zero)
{
    *zero = true;
    for (size_t i = at; i < at + count; i++) {
        if (digit(value.data[i]) < 0)
            return false;
        *zero = *zero && value.data[i] == '0';
    }
    return true;
}

/* A later version may have more behind a dash. */
static bool is_valid(struct bytes value)
{
    bool zero, no_trace, no_span;
    if (value.len < LENGTH || value.data[2] != '-' || value.data[SPAN_AT - 1] != '-' ||
        value.data[FLAGS_AT - 1] != '-' || !are_digits(value, 0, 2, &zero))
        return false;
    bool later = !zero && value.len > LENGTH && value.data[LENGTH] == '-';
    if ((value.len > LENGTH && !later) || (value.data[0] == 'f' && value.data[1] == 'f'))
        return false;
    return are_digits(value, TRACE_AT, TRACE, &no_trace) && !no_trace &&
           are_digits(value, SPAN_AT, SPAN, &no_span) && !no_span &&
           are_digits(value, FLAGS_AT, 2, &zero);
}

void trace_header_note(struct bytes value, char out[TRACE_NOTE_SIZE])
{
    if (!is_valid(value)) {
        snprintf(out, TRACE_NOTE_SIZE, "(not a trace)");
        return;
    }
    bool sampled = digit(value.data[FLAGS_AT + 1]) & 1;
    snprintf(out, TRACE_NOTE_SIZE, "trace %.*s…, %s", SHOWN, (const char *)value.data + TRACE_AT,
             sampled ? "sampled" : "not sampled");
}
