/* recorded.h: a message as a file holds it, before it is known when it is sent. */
#ifndef SOURCE_RECORDED_H
#define SOURCE_RECORDED_H

#include <stdbool.h>

#include "base/bytes.h"

enum { RECORDED_MAX_HEADERS = 32 };

struct recorded_header {
    struct bytes name;
    struct bytes value; /* null: none */
};

#define RECORDED_NO_TIME INT64_MIN

struct recorded_message {
    int64_t t_ns;     /* since 1970, or since the zero of a rule that is not absolute; or
                     RECORDED_NO_TIME, on a stream */
    int64_t t_ms;     /* record time, since 1970 */
    bool event;       /* no row, but what a comment or a flag tells */
    struct bytes key; /* null: none in the file */
    struct bytes value;
    int header_count;
    struct recorded_header headers[RECORDED_MAX_HEADERS];
};

#endif
