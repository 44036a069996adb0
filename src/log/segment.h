/* segment.h: one segment: its batches and two indexes.
 *
 * A segment is shared by its log, its slices and the flush in progress; the last reference closes
 * its files. Loop thread only. */
#ifndef LOG_SEGMENT_H
#define LOG_SEGMENT_H

#include "batch/batch.h"
#include "log/index.h"

struct segment {
    unsigned refs;
    struct log_file log;
    struct log_index offsets, times;
    int64_t base_offset;
    int64_t end_offset;           /* of the record after the last */
    int64_t size;                 /* bytes of whole batches */
    int64_t max_timestamp;        /* once times_known; -1 without records */
    int64_t max_timestamp_offset; /* the last offset of the first batch that has it */
    int64_t first_timestamp;      /* of the first batch, SEGMENT_UNKNOWN_TIME before it is read */
    int64_t bytes_since_index;
    int32_t index_interval_bytes;
    bool times_known;
    bool index_looked_at; /* it was rebuilt if it was missing */
};

#define SEGMENT_UNKNOWN_TIME INT64_MIN

/* With one reference and no bytes; the files are opened on demand. */
struct segment *segment_new(struct log_files *pool, const char *dir, int64_t base_offset,
                            int32_t index_interval_bytes);

/* The same for files that exist and are empty. */
struct segment *segment_new_empty(struct log_files *pool, const char *dir, int64_t base_offset,
                                  int32_t index_interval_bytes);

struct segment *segment_ref(struct segment *seg);
void segment_unref(struct segment *seg);

/* Creates the three files, empty. ERR_FULL (none is left behind), ERR_IO. */
int segment_create(const struct log_io *io, const char *dir, int64_t base_offset, struct err *err);

/* Appends a batch and updates the indexes. After ERR_FULL the segment is unchanged; after any other
 * failure it must not be written to. */
int segment_append(struct segment *seg, const struct batch_header *h, struct bytes batch,
                   struct err *err);

/* The part of segment_append() for a batch that is already in the file. On a full disk the indexes
 * miss entries. ERR_IO. */
int segment_note(struct segment *seg, const struct batch_header *h, struct err *err);

/* Writes index entries that are still in memory, and the closing entry of the time index. */
int segment_finish(struct segment *seg, struct err *err);

/* Loads max_timestamp and max_timestamp_offset, from the time index or by walking. ERR_IO. */
int segment_load_times(struct segment *seg, struct err *err);

/* Rebuilds both indexes from the batches. A full disk leaves them short. */
int segment_rebuild_indexes(struct segment *seg, struct err *err);

/* -- Walking from batch to batch, reading headers -- */

struct segment_walk {
    struct segment *seg;
    int64_t position, end;
    int64_t next_offset; /* offsets only rise */
    uint8_t *chunk;      /* borrowed */
    size_t chunk_cap, chunk_len;
    int64_t chunk_at;
};

enum { SEGMENT_CHUNK = 4096 };

/* From the batch boundary `position` up to `end`. `chunk` (>= BATCH_HEADER_SIZE) is borrowed. */
void segment_walk_init(struct segment_walk *walk, struct segment *seg, int64_t position,
                       int64_t end, uint8_t *chunk, size_t chunk_cap);

/* 1 with the header of the batch at *position, 0 at the end, ERR_CORRUPT if there is no whole batch
 * (at walk->position), ERR_IO. */
int segment_walk_next(struct segment_walk *walk, struct batch_header *h, int64_t *position,
                      struct err *err);

/* Whether the CRC of the batch just walked over is valid; reads all of it. ERR_IO. */
int segment_walk_check(struct segment_walk *walk, const struct batch_header *h, int64_t position,
                       bool *right, struct err *err);

/* -- Looking up -- */

/* 1 with the first batch whose last offset is >= `offset`, 0 if there is none, ERR_*. With `from` >
 * 0, a batch boundary before it, does not use the index. */
int segment_locate(struct segment *seg, int64_t offset, int64_t from, struct batch_header *h,
                   int64_t *position, struct err *err);

/* The last batch boundary <= `bound` and >= `from`, itself a boundary, and the offset that follows
 * it; or ERR_*. */
int64_t segment_floor(struct segment *seg, int64_t from, int64_t bound, int64_t *offset,
                      struct err *err);

/* Whether a time index entry matches the batch it points to. ERR_IO. */
int segment_check_time(struct segment *seg, const struct log_index_entry *entry, bool *sound,
                       struct err *err);

/* 1 with the first batch from `min_offset` on whose max timestamp is >= `timestamp`; 0, ERR_*. */
int segment_locate_time(struct segment *seg, int64_t timestamp, int64_t min_offset,
                        struct batch_header *h, int64_t *position, struct err *err);

#endif
