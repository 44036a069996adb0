/* recording.h: a recorded flight in a file, read a message at a time.
 *
 * What a file is (a table in some dialect, JSON in some shape, a format known by name) is found by
 * looking at it. It is read twice: first as a whole, so that a mistake, named as FILE:LINE, comes
 * out before anything is sent; then a message at a time, in the order of time. Neither pass holds
 * more than a few rows. A stream is read once, and each message returned as it comes. */
#ifndef SOURCE_RECORDING_H
#define SOURCE_RECORDING_H

#include <signal.h>

#include "base/buf.h"
#include "source/recorded.h"
#include "source/table_plan.h"

struct recording_options {
    struct reading_options reading;
    int64_t lift_off_ms; /* wall time of mission time 0 */
    /* Not NULL: a stream, which ends when this is not 0. Nothing is checked in advance, a mistake
     * spoils its own line only, and messages without a time have that of their arrival. */
    const volatile sig_atomic_t *follow;
};

struct recording;

/* Opens `path` ("-": standard input) and reads the whole of it; `options` is borrowed until
 * recording_close(). `report` (NULL: none) gets what the file is, a line each; of ERR_CORRUPT, the
 * sentence with FILE:LINE, what was found before and what may help. */
int recording_open(struct recording **out, const char *path,
                   const struct recording_options *options, struct buf *report, struct err *err);

/* The next message: 1, at the end 0, or an error with FILE:LINE and what is wrong. */
int recording_next(struct recording *r, struct recorded_message *out, struct err *err);

struct recording_span {        /* mission times in ms, so that a flight can begin now; or */
    int64_t first_ms, last_ms; /* the earliest and the latest */
    bool absolute;             /* record times of the file's own */
};

/* From when to when the file goes; zeros for one without rows. */
struct recording_span recording_span_of(const struct recording *r);

/* Whether the file has record times of its own; of a stream, too. */
bool recording_is_absolute(const struct recording *r);

/* Sets the wall time of mission time 0 for the messages to come. */
void recording_set_lift_off(struct recording *r, int64_t lift_off_ms);

void recording_close(struct recording *r);

#endif
