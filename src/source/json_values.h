/* json_values.h: the values in a stream of JSON: one a line, one after the other, or the items of
 * one big array, of which only one at a time is in memory. */
#ifndef SOURCE_JSON_VALUES_H
#define SOURCE_JSON_VALUES_H

#include "source/text_lines.h"

struct json_values { /* starts with `lines`; release with json_values_deinit() */
    struct text_lines *lines;
    struct bytes rest; /* of the line that is being read */
    struct buf value;
    long line; /* where the value begins */
    bool began, in_array;
    bool lines_only; /* a value ends in its line: on a stream, a broken one spoils no other */
};

/* The next object or array: 1, at the end 0, or an error that names file and line. The view holds
 * until the next call. A value is at most TEXT_LINES_MAX long. */
int json_values_next(struct json_values *v, struct bytes *out, struct err *err);

void json_values_deinit(struct json_values *v);

#endif
