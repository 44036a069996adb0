/* json_text.h: bytes and numbers as JSON writes them. */
#ifndef EXPORT_JSON_TEXT_H
#define EXPORT_JSON_TEXT_H

#include "base/buf.h"
#include "flight/message.h"

/* Appends UTF-8 as a JSON string with its quotes. */
void json_text_string(struct buf *out, struct bytes utf8);

/* Appends the shortest digits that read back as the same number; an integer whole, to 2^63. NaN,
 * Infinity and -Infinity by these words, which JSON does not have: the caller leaves them out. */
void json_text_number(struct buf *out, const struct decoded_number *number);

/* Appends a time as a JSON string in UTC with milliseconds. */
void json_text_time(struct buf *out, int64_t t_ms);

#endif
