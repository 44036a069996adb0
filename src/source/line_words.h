/* line_words.h: what the formats of lines share: fixed-width numbers, checksums, clocks. */
#ifndef SOURCE_LINE_WORDS_H
#define SOURCE_LINE_WORDS_H

#include "base/buf.h"

/* `n` digits at `p`, or -1. */
int64_t line_digits(struct bytes line, size_t at, size_t n);

/* The exclusive or of all bytes. */
uint8_t line_xor(struct bytes bytes);

/* Whether the text is `sum` in `digits` hexadecimal digits. */
bool line_is_hex(struct bytes text, unsigned sum, size_t digits);

/* hhmmss or hh:mm:ss with a fraction or none, in ns since midnight; false: it is none. */
bool line_clock(struct bytes text, int64_t *ns);

/* Adds `"name":value` to a JSON object that was begun, and a comma before it where it must be. */
void line_number(struct buf *json, const char *name, double value, int decimals);

#endif
