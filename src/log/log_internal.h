/* log_internal.h: a log from inside, shared by log.c, open.c, recovery.c, flush.c, read.c and
 * retain.c. */
#ifndef LOG_LOG_INTERNAL_H
#define LOG_LOG_INTERNAL_H

#include "log/epochs.h"
#include "log/log.h"
#include "log/segment.h"
#include "log/side_files.h"

/* A batch boundary, and the times of its segment up to there. */
struct log_mark {
    struct log_point at;
    int64_t max_timestamp;
    int64_t max_timestamp_offset;
};

/* Where a reader will probably continue, which saves an index lookup. */
struct read_hint {
    int64_t offset;
    int64_t segment;
    int64_t position;
};

enum { READ_HINTS = 4 };

/* Producer state is saved whenever this much has been appended, which a start would have to scan.
 */
enum { SNAPSHOT_BYTES = 64 * 1024 * 1024 };

/* Invariants: segments are in order and never overlap; there is at least one, and the last is
 * active. start_offset <= durable.at.offset <= the active segment's end_offset. Everything before
 * durable.at is synced, and the recovery point on disk is never beyond it. */
struct log {
    unsigned refs; /* of the owner and of the flush in progress */
    char *dir;
    struct log_files *files;
    const struct log_io *io;
    struct log_config config;

    struct segment **segments;
    size_t count;
    struct segment **dead; /* removed but not yet unlinked, oldest first */
    size_t dead_count;

    int64_t start_offset;
    struct log_mark durable;
    struct epochs epochs;
    struct producers producers;
    int64_t unsaved_bytes; /* appended since producer state was saved */

    struct log_file recovery;
    struct log_flush *flush; /* in progress */
    bool names_changed;      /* the directory has to be synced */
    bool epochs_unsaved;     /* the disk was full: they have to be saved before the next append */
    bool changed;            /* the recovery point on disk is outdated */
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
void log_free(struct log *log);                              /* drops one reference */

/* Makes the log refuse records from now on, for the reason in `err`. Returns err->code. */
int log_fail(struct log *log, const struct err *err);

/* Ends the active segment and begins a new one. ERR_FULL: nothing has changed. */
int log_roll(struct log *log, struct err *err);

/* The mark at the log's end. Loads the active segment's times first: ERR_IO. */
int log_mark_end(struct log *log, struct log_mark *out, struct err *err);

/* Loads the times of the durable mark, which opening does not read. Needed before the first append.
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

/* rest.c: a log at rest, as log_rest_save() wrote it; `producers` is a view of that. */
struct log_rest {
    struct log_mark end;
    int64_t start_offset;
    int32_t epoch;
    struct bytes producers;
};

/* False if the bytes are invalid. */
bool log_rest_parse(struct bytes in, struct log_rest *out);

/* recovery.c: what a start knows about the log before reading it. */
struct log_known {
    struct recovery_point point;
    bool durable;   /* point.durable is known */
    bool producers; /* producer state is known, as of producers_at */
    struct log_point producers_at;
    bool rested; /* `rest` is known */
    struct log_rest rest;
};

/* Reads what follows known->point.durable, cuts off an invalid tail, rebuilds producers and
 * indexes. Sets log->damage if bytes that were durable are missing. */
int log_recover(struct log *log, const struct log_known *known, struct log_opened *opened,
                struct err *err);

#endif
