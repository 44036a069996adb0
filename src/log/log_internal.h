/* log_internal.h: a log from inside, shared by log.c, open.c, recovery.c, flush.c, read.c and
 * retain.c. */
#ifndef LOG_LOG_INTERNAL_H
#define LOG_LOG_INTERNAL_H

#include "log/epochs.h"
#include "log/log.h"
#include "log/segment.h"
#include "log/side_files.h"

/* How far something reaches: a batch boundary, and the times of that segment up to there. */
struct log_mark {
    struct log_point at;
    int64_t max_timestamp;
    int64_t max_timestamp_offset;
};

/* Where a reader will likely go on: saves it the index. */
struct read_hint {
    int64_t offset;
    int64_t segment;
    int64_t position;
};

enum { READ_HINTS = 4 };

/* Producer state is saved each time so much has been appended: what a start has to walk over. */
enum { SNAPSHOT_BYTES = 64 * 1024 * 1024 };

/* Invariants: segments rise, never overlap, and there is at least one, the last being active;
 * start_offset <= durable.at.offset <= the active segment's end_offset; everything before
 * durable.at is synced, and a recovery point on disk never lies beyond it. */
struct log {
    unsigned refs; /* the owner's, and the flush's under way */
    char *dir;
    struct log_files *files;
    const struct log_io *io;
    struct log_config config;

    struct segment **segments;
    size_t count;
    struct segment **dead; /* removed, still to be unlinked, oldest first */
    size_t dead_count;

    int64_t start_offset;
    struct log_mark durable;
    struct epochs epochs;
    struct producers producers;
    int64_t unsaved_bytes; /* appended since producer state was saved */

    struct log_file recovery;
    struct log_flush *flush; /* under way */
    bool names_changed;      /* the directory has entries that are not synced */
    bool epochs_unsaved;     /* the disk was full: nothing may be appended before they are */
    bool changed;            /* the recovery point on disk does not say how it is */
    char *damage;
    int damage_code;

    struct read_hint hints[READ_HINTS];
    unsigned next_hint;
};

static inline struct segment *log_active(const struct log *log)
{
    return log->segments[log->count - 1];
}

void log_push_segment(struct log *log, struct segment *seg); /* takes the reference */
void log_free(struct log *log);                              /* lets one reference go */

/* From now on the log takes no records, for the reason in `err`. Returns err->code. */
int log_fail(struct log *log, const struct err *err);

/* Ends the active segment and begins a new one behind it. ERR_FULL: nothing has changed. */
int log_roll(struct log *log, struct err *err);

/* The mark at the log's end. Knows the active segment's times first: ERR_IO. */
int log_mark_end(struct log *log, struct log_mark *out, struct err *err);

/* Makes the times of the durable mark known, which opening leaves unread. Before the first append:
 * ERR_IO. */
int log_load_times(struct log *log, struct err *err);

/* Writes leader-epoch-checkpoint, durably. */
int log_save_epochs(struct log *log, struct err *err);

/* The directory's descriptor, which the caller closes with io->close; or ERR_IO. */
int log_open_dir(const struct log_io *io, const char *dir, struct err *err);
int log_sync_dir(const struct log_io *io, const char *dir, struct err *err);

/* Whether partition.metadata names this topic. ERR_IO. */
int log_is_of_topic(const struct log_io *io, int dirfd, const uint8_t topic_id[16], bool *is,
                    struct err *err);

/* rest.c: a log at rest, as log_rest_save() wrote it; the producers are a view of that. */
struct log_rest {
    struct log_mark end;
    int64_t start_offset;
    int32_t epoch;
    struct bytes producers;
};

/* False for bytes that are none. */
bool log_rest_parse(struct bytes in, struct log_rest *out);

/* recovery.c: what a start knows of the log before it has read it. */
struct log_known {
    struct recovery_point point;
    bool durable;   /* point.durable is known */
    bool producers; /* producer state is, as of producers_at */
    struct log_point producers_at;
    bool rested; /* `rest` is known */
    struct log_rest rest;
};

/* Reads what lies behind known->point.durable, cuts what is no whole log, fills in producers and
 * indexes. Leaves log->damage set when bytes known durable are not there. */
int log_recover(struct log *log, const struct log_known *known, struct log_opened *opened,
                struct err *err);

#endif
