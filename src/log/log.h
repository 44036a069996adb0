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

/* The descriptors of all logs of a process. `io` is borrowed for ever; max_open >= 8. Close it
 * after the last log. */
struct log_files *log_files_new(const struct log_io *io, unsigned max_open);
void log_files_free(struct log_files *files);
unsigned log_files_open_count(const struct log_files *files);

/* A topic's configuration, by Kafka's names. */
struct log_config {
    int64_t segment_bytes;
    int64_t segment_ms;
    int64_t retention_ms;         /* -1: keeps for ever */
    int64_t retention_bytes;      /* -1: no bound */
    int32_t index_interval_bytes; /* at most one index entry per so many bytes of log */
    int32_t max_message_bytes;    /* of a whole batch, header included */
    bool log_append_time;         /* message.timestamp.type=LogAppendTime */
};

extern const struct log_config log_config_default; /* Kafka's defaults */

/* What opening found and did; the caller says it where it matters. */
struct log_opened {
    bool created;
    bool unclean;          /* was not closed: the leader epoch went up by one */
    int64_t scanned_bytes; /* read beyond what was known durable */
    int64_t cut_bytes;     /* of a torn tail, truncated or removed */
    int32_t indexes_rebuilt;
};

/* Creates DIR with an empty first segment, durably; one that is there is completed and left as it
 * is. Any thread. ERR_FULL, ERR_IO. */
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

/* The same with what log_rest_save() once said of this log (null: nothing). Any thread, if `files`
 * is not used by another meanwhile: log_adopt() then hands the log over. */
int log_open_known(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                   const struct log_config *config, struct bytes rest, struct log **out,
                   struct log_opened *opened, struct err *err);

/* The same, but only if the files are as they were when the log was closed or at rest, so that
 * there is nothing to recover and next to nothing to read: else ERR_NOT_FOUND, and nothing was
 * changed. */
int log_open_at_rest(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                     const struct log_config *config, struct bytes rest, struct log **out,
                     struct err *err);

/* Moves an open log to another pool of descriptors. No flush is under way, no slice held. */
void log_adopt(struct log *log, struct log_files *files);

/* Why the log takes no more records: a sentence, or NULL when it does. Borrowed until close. */
const char *log_damage(const struct log *log);

/* From now on; segments that are there keep their size. Copied. */
void log_configure(struct log *log, const struct log_config *config);

/* Syncs all, writes producer state and recovery point, and frees the log even if that fails: the
 * clean end of a log by itself. (The broker flushes many, keeps log_rest_save() of each in one file
 * and abandons them.) No flush may be under way, no slice be held. NULL is fine. */
int log_close(struct log *log, struct err *err);

/* Frees the log as a crash would leave it. The same conditions. */
void log_abandon(struct log *log);

/* -- At rest: a start spares itself the reading of logs to which nothing has happened -- */

/* Whether all of it is durable, nothing is under way, and log_rest_save() may be called. */
bool log_is_at_rest(const struct log *log);

/* Appends what a start needs to know. Kept by the caller; it does no harm when the log has gone on
 * since: the files tell. */
void log_rest_save(const struct log *log, struct buf *out);

/* The same for a log that log_create() has just made. */
void log_rest_new(struct buf *out);

/* The leader epoch it has; -1 when `rest` is none. */
int32_t log_rest_epoch(struct bytes rest);

/* -- Offsets -- */

int64_t log_start_offset(const struct log *log);
int64_t log_end_offset(const struct log *log);     /* what the next record gets */
int64_t log_high_watermark(const struct log *log); /* first offset not known durable */
int64_t log_size_bytes(const struct log *log);
int32_t log_segment_count(const struct log *log);

/* The epoch that new batches get; rises by one at each unclean start (KIP-101). */
int32_t log_leader_epoch(const struct log *log);

/* OffsetForLeaderEpoch: the largest known epoch <= `epoch` and the first offset after it. Both -1
 * when `epoch` lies above all known ones. */
void log_end_of_epoch(const struct log *log, int32_t epoch, int32_t *found_epoch,
                      int64_t *end_offset);

/* -- Writing -- */

/* What became of a batch. All but the first two are for the producer and leave the log as it was;
 * wire/errors.h has Kafka's number of each. */
enum log_verdict {
    LOG_APPENDED,
    LOG_DUPLICATE,         /* a repeat of one of the producer's last five: old offsets are given */
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

/* Appends one batch of magic 2 that batch_validate() has passed. The bytes are written into: base
 * offset, leader epoch, and with LogAppendTime the time and CRC too. Rolls the segment when due.
 * ERR_FULL: the disk is full, nothing was kept, a later append may succeed. ERR_IO: stop.
 * ERR_CORRUPT: the log is read-only (log_damage). */
int log_append(struct log *log, uint8_t *batch, size_t len, struct log_appended *out,
               struct err *err);

/* -- Flushing -- */

/* True while something is written that is not yet confirmed durable, or removed segments wait to
 * be unlinked. */
bool log_needs_flush(const struct log *log);

/* Loop. A flush of all that is appended so far, or NULL when there is nothing to do or one is
 * under way already. It ends with log_flush_done() in any case. NULL with err->code set: a
 * descriptor could not be had (ERR_IO). */
struct log_flush *log_flush_prepare(struct log *log, struct err *err);

/* Any thread, once. Blocks as long as the disk takes. ERR_IO: stop the broker. */
int log_flush_run(struct log_flush *flush, struct err *err);

/* Loop, after run. Frees the flush; the high watermark rises if run succeeded, and the result is
 * whether it did. The log may have been deleted meanwhile: that is taken care of, but the caller
 * must not use it then. */
bool log_flush_done(struct log_flush *flush);

/* Loop. Takes all of the log as durable, once log_io_sync_volume() has succeeded since the last
 * append: for many logs at once. Nothing is done while a flush is under way. ERR_IO: stop the
 * broker. */
int log_mark_durable(struct log *log, struct err *err);

/* -- Reading -- */

/* Whole batches, still on disk. The descriptor stays good until log_slice_release(), whatever
 * happens to the segment, and any thread may pread or sendfile from it. */
struct log_slice {
    struct segment *segment; /* NULL: nothing is held */
    int fd;
    int64_t position;
    size_t len;          /* 0: nothing to read at that offset yet */
    int64_t base_offset; /* of the first batch; at most the offset asked for */
};

enum log_extent { LOG_TO_HIGH_WATERMARK, LOG_TO_END };

/* Batches from the one that holds `offset`, of one segment, at most max_bytes; with whole_first the
 * first is given even when it alone is larger (KIP-74). The caller releases the slice.
 * ERR_NOT_FOUND: `offset` lies before the start or beyond the extent (OFFSET_OUT_OF_RANGE);
 * ERR_CORRUPT: what lies there is no batch; ERR_IO. */
int log_read(struct log *log, int64_t offset, size_t max_bytes, bool whole_first,
             enum log_extent extent, struct log_slice *out, struct err *err);

/* Copies the slice's bytes to `to` (slice->len bytes of room). Any thread. ERR_CORRUPT: the file
 * ends before they do; ERR_IO. */
int log_slice_copy(const struct log_slice *slice, uint8_t *to, struct err *err);

/* Loop. Fine on a slice that holds nothing. */
void log_slice_release(struct log_slice *slice);

struct log_found {
    int64_t offset; /* -1: none */
    int64_t timestamp;
    int32_t leader_epoch;
};

/* The first record below the high watermark whose timestamp is >= `timestamp`, exactly, inside its
 * batch (ListOffsets by time). ERR_CORRUPT, ERR_IO. */
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
 * only; the active one is rolled when it has expired as a whole. The files go with the next flush.
 * ERR_FULL, ERR_IO from rolling. */
int log_retain(struct log *log, int64_t now_ms, struct log_removed *out, struct err *err);

/* Deletes the log: its directory is renamed to TOPIC-N.UUID-delete beside it (as Kafka does), the
 * log is freed (with the last flush and slice). `trash` takes the new path, which goes to
 * log_trash_empty(). ERR_IO: the log is still there. */
int log_delete(struct log *log, char *trash, size_t trash_size, struct err *err);

/* The same for a log that is not open, if DIR is this topic's: `trash` is empty if it is another's
 * or is not there. Any thread. ERR_IO. */
int log_delete_closed(const struct log_io *io, const char *dir, const uint8_t topic_id[16],
                      char *trash, size_t trash_size, struct err *err);

/* Unlinks a directory that log_delete() left. Any thread; also at start for each left over. */
int log_trash_empty(const struct log_io *io, const char *trash, struct err *err);

/* Whether a directory entry's name is one that log_delete() makes. */
bool log_trash_is_name(const char *name);

#endif
