/* log.h: one partition on disk, in Apache Kafka's own format.
 *
 * A directory TOPIC-N holds segments named by their first offset (.log, .index, .timeindex),
 * leader-epoch-checkpoint and partition.metadata as Kafka writes them, and two files of our own:
 * recovery-point (how far the log is known to be durable) and producer-state (what is known of
 * idempotent producers up to some offset). docs: ARCHITECTURE.md, "The log".
 *
 * Threads. A log belongs to one thread, the loop: it opens, appends, reads, retains, closes. Only
 * log_flush_run(), log_create() and log_trash_empty() may run elsewhere. A sync never blocks the
 * loop: prepare there, run anywhere, done there.
 *
 * Durability. What log_flush_done() has confirmed is below the high watermark, and no consumer
 * sees more. After the first ERR_IO of a write or sync the log refuses everything: the broker
 * stops, and the next start recovers. A failed sync is never tried again, since the kernel may
 * have dropped the pages (Rebello et al., "Can applications recover from fsync failures?", 2020).
 *
 * Descriptors. All logs share one struct log_files, which keeps at most `max_open` files open and
 * closes the least recently used; those of slices and flushes under way are on top of that. */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "log/io.h"

struct log;
struct log_files;
struct log_flush;
struct segment;

/* The descriptors of all logs of a process. Borrows `io` forever; max_open >= 8. Free it after the
 * last log. */
struct log_files *log_files_new(const struct log_io *io, unsigned max_open);
void log_files_free(struct log_files *files);
unsigned log_files_open_count(const struct log_files *files);

/* A topic's configuration, by Kafka's names. */
struct log_config {
    int64_t segment_bytes;
    int64_t segment_ms;
    int64_t retention_ms;         /* -1: forever */
    int64_t retention_bytes;      /* -1: no limit */
    int32_t index_interval_bytes; /* at most one index entry per that many bytes of log */
    int32_t max_message_bytes;    /* of a whole batch, header included */
    bool log_append_time;         /* message.timestamp.type=LogAppendTime */
};

extern const struct log_config log_config_default; /* Kafka's defaults */

/* What opening found and did, for the caller to report. */
struct log_opened {
    bool created;
    bool unclean;          /* was not closed cleanly: the leader epoch was incremented */
    int64_t scanned_bytes; /* read beyond what was known to be durable */
    int64_t cut_bytes;     /* of a torn tail, truncated or removed */
    int32_t indexes_rebuilt;
};

/* Creates DIR with an empty first segment, durably; completes one that exists. Any thread.
 * ERR_FULL, ERR_IO. */
int log_create(const struct log_io *io, const char *dir, const uint8_t topic_id[16],
               struct err *err);

/* Opens DIR (creating it as log_create does), recovers, and gives the log in *out; the caller
 * closes it. `files` is borrowed until then, `config` is copied; `opened` may be NULL.
 *
 * Read from disk: nothing after a clean close, else what lies beyond the recovery point. There a
 * batch that is torn, damaged or zero is the end: it and what follows is cut off. A log that lacks
 * bytes it is known to have had durable opens too, but read-only, nothing removed:
 * log_damage() then gives the sentence, to be logged as an error.
 * ERR_FULL, ERR_IO; ERR_CORRUPT when DIR belongs to another topic id. */
int log_open(struct log_files *files, const char *dir, const uint8_t topic_id[16],
             const struct log_config *config, struct log **out, struct log_opened *opened,
             struct err *err);

/* The same with what log_rest_save() once wrote (null: nothing). Any thread, if no other uses
 * `files` meanwhile: log_adopt() then hands the log over. */
int log_open_known(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                   const struct log_config *config, struct bytes rest, struct log **out,
                   struct log_opened *opened, struct err *err);

/* The same, but only if the files are as they were when the log was closed or at rest, so that
 * there is nothing to recover and little to read. Otherwise ERR_NOT_FOUND, with nothing changed. */
int log_open_at_rest(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                     const struct log_config *config, struct bytes rest, struct log **out,
                     struct err *err);

/* Moves an open log to another pool of descriptors. No flush may be in progress, no slice held. */
void log_adopt(struct log *log, struct log_files *files);

/* Why the log is read-only: a sentence, or NULL if it is not. Borrowed until close. */
const char *log_damage(const struct log *log);

/* Changes the configuration (copied) from now on; existing segments keep their size. */
void log_configure(struct log *log, const struct log_config *config);

/* Syncs everything, writes producer state and recovery point, and frees the log even if that fails:
 * the clean end of a single log. (The broker flushes many, keeps log_rest_save() of each in one
 * file and abandons them.) No flush may be in progress, no slice held. NULL is fine. */
int log_close(struct log *log, struct err *err);

/* Frees the log without that, as after a crash. The same conditions. */
void log_abandon(struct log *log);

/* -- At rest: a start need not read logs that have not changed -- */

/* Whether everything is durable and nothing in progress, so that log_rest_save() may be called. */
bool log_is_at_rest(const struct log *log);

/* Appends what a start needs to know. The caller stores it; it may be outdated, which the log's
 * files show. */
void log_rest_save(const struct log *log, struct buf *out);

/* The same for a log that log_create() has just created. */
void log_rest_new(struct buf *out);

/* Its leader epoch; -1 if `rest` is invalid. */
int32_t log_rest_epoch(struct bytes rest);

/* -- Offsets -- */

int64_t log_start_offset(const struct log *log);
int64_t log_end_offset(const struct log *log);     /* the next record's */
int64_t log_high_watermark(const struct log *log); /* first offset not known to be durable */
int64_t log_size_bytes(const struct log *log);
int32_t log_segment_count(const struct log *log);

/* The epoch of new batches; incremented at each unclean start (KIP-101). */
int32_t log_leader_epoch(const struct log *log);

/* OffsetForLeaderEpoch: the largest known epoch <= `epoch` and the first offset after it. Both are
 * -1 if `epoch` is above all known ones. */
void log_end_of_epoch(const struct log *log, int32_t epoch, int32_t *found_epoch,
                      int64_t *end_offset);

/* -- Writing -- */

/* The result of an append. All but the first two are errors of the producer and leave the log
 * unchanged; wire/errors.h has Kafka's number for each. */
enum log_verdict {
    LOG_APPENDED,
    LOG_DUPLICATE,         /* repeats one of the producer's last five: returns the old offsets */
    LOG_OUT_OF_ORDER,      /* OUT_OF_ORDER_SEQUENCE_NUMBER, 45 */
    LOG_OLD_EPOCH,         /* INVALID_PRODUCER_EPOCH, 47 */
    LOG_MESSAGE_TOO_LARGE, /* MESSAGE_TOO_LARGE, 10: over max.message.bytes */
    LOG_BATCH_TOO_LARGE,   /* RECORD_LIST_TOO_LARGE, 18: over segment.bytes */
};

struct log_appended {
    enum log_verdict verdict;
    int64_t base_offset; /* -1 unless appended or duplicate, as the next two */
    int64_t last_offset;
    int64_t append_time_ms; /* -1 unless the topic has LogAppendTime */
};

/* Appends one batch of magic 2 that batch_validate() has accepted, after setting its base offset,
 * leader epoch and, with LogAppendTime, timestamp and CRC. Rolls the segment when due. ERR_FULL:
 * the disk is full, nothing was appended, a later append may succeed. ERR_IO: stop the broker.
 * ERR_CORRUPT: the log is read-only (log_damage). */
int log_append(struct log *log, uint8_t *batch, size_t len, struct log_appended *out,
               struct err *err);

/* -- Flushing -- */

/* Whether something written is not yet durable, or removed segments wait to be unlinked. */
bool log_needs_flush(const struct log *log);

/* Loop. A flush of all that has been appended, which ends with log_flush_done() in any case. NULL
 * if there is nothing to do or one is already in progress; with err->code set if a file cannot be
 * opened (ERR_IO). */
struct log_flush *log_flush_prepare(struct log *log, struct err *err);

/* Any thread, once. Blocks for as long as the disk takes. ERR_IO: stop the broker. */
int log_flush_run(struct log_flush *flush, struct err *err);

/* Loop, after run. Frees the flush. If run succeeded, raises the high watermark; returns whether it
 * rose. The log may have been deleted meanwhile; the caller must not use it then. */
bool log_flush_done(struct log_flush *flush);

/* Loop. Marks the whole log as durable, after log_io_sync_volume() has succeeded since the last
 * append: for many logs at once. Does nothing while a flush is in progress. ERR_IO: stop the
 * broker. */
int log_mark_durable(struct log *log, struct err *err);

/* -- Reading -- */

/* Whole batches, still on disk. The descriptor stays valid until log_slice_release(), whatever
 * happens to the segment, and any thread may pread or sendfile from it. */
struct log_slice {
    struct segment *segment; /* NULL: an empty slice */
    int fd;
    int64_t position;
    size_t len;          /* 0: nothing to read at that offset yet */
    int64_t base_offset; /* of the first batch; at most the requested offset */
};

enum log_extent { LOG_TO_HIGH_WATERMARK, LOG_TO_END };

/* Batches of one segment from the one that holds `offset`, at most max_bytes; with whole_first the
 * first one even if it is larger (KIP-74). The caller releases the slice. ERR_NOT_FOUND: `offset`
 * is before the start or beyond the extent (OFFSET_OUT_OF_RANGE). ERR_CORRUPT: there is no valid
 * batch there. ERR_IO. */
int log_read(struct log *log, int64_t offset, size_t max_bytes, bool whole_first,
             enum log_extent extent, struct log_slice *out, struct err *err);

/* Copies the slice's slice->len bytes to `to`. Any thread. ERR_CORRUPT: the file ends too early.
 * ERR_IO. */
int log_slice_copy(const struct log_slice *slice, uint8_t *to, struct err *err);

/* Loop. An empty slice is fine. */
void log_slice_release(struct log_slice *slice);

struct log_found {
    int64_t offset; /* -1: none */
    int64_t timestamp;
    int32_t leader_epoch;
};

/* The first record below the high watermark whose own timestamp is >= `timestamp` (ListOffsets by
 * time). ERR_CORRUPT, ERR_IO. */
int log_find_time(struct log *log, int64_t timestamp, struct log_found *out, struct err *err);

/* The first record with the largest timestamp below the high watermark (ListOffsets -3, KIP-734).
 */
int log_find_max_timestamp(struct log *log, struct log_found *out, struct err *err);

/* -- Removing -- */

struct log_removed {
    int32_t segments;
    int64_t bytes;
    int64_t start_offset; /* the log's start now */
};

/* One pass of retention.ms and retention.bytes at the wall time `now_ms`, over durable segments
 * only. Rolls the active one if all of it has expired. The next flush removes the files. ERR_FULL,
 * ERR_IO from rolling. */
int log_retain(struct log *log, int64_t now_ms, struct log_removed *out, struct err *err);

/* Deletes the log: renames its directory to TOPIC-N.UUID-delete, as Kafka does, and frees the log
 * (with the last flush and slice). `trash` receives the new path, for log_trash_empty(). ERR_IO:
 * the log still exists. */
int log_delete(struct log *log, char *trash, size_t trash_size, struct err *err);

/* The same for a log that is not open. `trash` is empty if DIR does not exist or belongs to another
 * topic. Any thread. ERR_IO. */
int log_delete_closed(const struct log_io *io, const char *dir, const uint8_t topic_id[16],
                      char *trash, size_t trash_size, struct err *err);

/* Removes a directory that log_delete() renamed. Any thread; also at start, for leftovers. */
int log_trash_empty(const struct log_io *io, const char *trash, struct err *err);

/* Whether a directory entry has a name that log_delete() gives. */
bool log_trash_is_name(const char *name);

#endif
