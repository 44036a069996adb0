/* recording.h: a recorded flight in a file, read a message at a time.
 *
 * Three kinds, told apart by what a file says: JSON lines with a mission time (`{"time": 12.5,
 * ...}`, seconds since lift-off), CSV with a header line, and the JSON lines that `ground export`
 * writes
 * (`{"seq", "topic", "offset", "time", "key", "value", "headers"}`), which carry their own record
 * time, key and headers. A mistake is named as FILE:LINE. */
#ifndef SOURCE_RECORDING_H
#define SOURCE_RECORDING_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

enum { RECORDING_MAX_HEADERS = 32, RECORDING_MAX_LINE = 16 * 1024 * 1024 };

struct recorded_header {
    struct bytes name;
    struct bytes value; /* null: none */
};

struct recorded_message { /* views hold until the next recording_next() */
    int64_t t_ms;         /* record time, since the epoch */
    struct bytes key;     /* null: none in the file */
    struct bytes value;
    int header_count;
    struct recorded_header headers[RECORDING_MAX_HEADERS];
};

struct recording_options {
    const char *time_field; /* "time" */
    int64_t lift_off_ms;    /* wall time of mission time 0 */
};

struct recording;

/* Opens `path`; `options` is borrowed until recording_close(). ERR_IO with a sentence. */
int recording_open(struct recording **out, const char *path,
                   const struct recording_options *options, struct err *err);

/* The next message: 1, at the end 0, ERR_CORRUPT or ERR_TOO_BIG with FILE:LINE and what is wrong.
 */
int recording_next(struct recording *r, struct recorded_message *out, struct err *err);

struct recording_span { /* mission times in ms, so that a flight can begin now; or */
    int64_t first_ms, last_ms;
    bool absolute; /* record times of the file's own */
};

/* What the first row of `path`, and with `whole` all the others, say of time; zeros for a file
 * without rows. A mistake comes out here already. */
int recording_look(const char *path, const char *time_field, bool whole, struct recording_span *out,
                   struct err *err);

void recording_close(struct recording *r);

#endif
