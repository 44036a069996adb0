/* read.c: slices by offset, offsets by time. */
#include <inttypes.h>

#include "batch/record.h"
#include "log/log_internal.h"

/* The index of the segment that holds `offset`, which is not before the first. */
static size_t segment_at(const struct log *log, int64_t offset)
{
    size_t low = 0, high = log->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (log->segments[middle]->base_offset <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int64_t hinted_position(const struct log *log, const struct segment *seg, int64_t offset)
{
    for (size_t i = 0; i < READ_HINTS; i++)
        if (log->hints[i].offset == offset && log->hints[i].segment == seg->base_offset)
            return log->hints[i].position;
    return 0;
}

static void leave_hint(struct log *log, struct read_hint hint)
{
    for (size_t i = 0; i < READ_HINTS; i++)
        if (log->hints[i].offset == hint.offset && log->hints[i].segment == hint.segment)
            return;
    log->hints[log->next_hint++ % READ_HINTS] = hint;
}

/* How far a segment may be read. */
static void readable(const struct log *log, const struct segment *seg, enum log_extent extent,
                     struct read_hint *end)
{
    *end = (struct read_hint){seg->end_offset, seg->base_offset, seg->size};
    if (extent == LOG_TO_HIGH_WATERMARK && seg->base_offset == log->durable.at.segment) {
        end->offset = log->durable.at.offset;
        end->position = log->durable.at.position;
    }
}

/* Finds the batch with `offset`, or the first one after it. */
static int find_batch(struct log *log, int64_t offset, struct segment **seg, struct batch_header *h,
                      int64_t *position, struct err *err)
{
    for (size_t i = segment_at(log, offset); i < log->count; i++) {
        *seg = log->segments[i];
        int found =
            segment_locate(*seg, offset, hinted_position(log, *seg, offset), h, position, err);
        if (found != 0)
            return found;
    }
    return err_set(err, ERR_CORRUPT, "%s has no batch with offset %" PRId64 ", which it should",
                   log->dir, offset);
}

static int take_slice(struct segment *seg, int64_t position, int64_t end,
                      const struct batch_header *h, struct log_slice *out, struct err *err)
{
    int fd = log_file_pin(&seg->log, err);
    if (fd < 0)
        return fd;
    *out = (struct log_slice){.segment = segment_ref(seg),
                              .fd = fd,
                              .position = position,
                              .len = (size_t)(end - position),
                              .base_offset = h->base_offset};
    return 0;
}

int log_read(struct log *log, int64_t offset, size_t max_bytes, bool whole_first,
             enum log_extent extent, struct log_slice *out, struct err *err)
{
    *out = (struct log_slice){.fd = -1, .base_offset = offset};
    int64_t limit = extent == LOG_TO_END ? log_end_offset(log) : log_high_watermark(log);
    if (offset < log->start_offset || offset > limit)
        return err_set(err, ERR_NOT_FOUND, "offset %" PRId64 " is not within %" PRId64 "..%" PRId64,
                       offset, log->start_offset, limit);
    if (offset == limit || (max_bytes == 0 && !whole_first))
        return 0;
    struct segment *seg;
    struct batch_header h;
    int64_t position;
    int found = find_batch(log, offset, &seg, &h, &position, err);
    if (found < 0)
        return found;
    struct read_hint end;
    readable(log, seg, extent, &end);
    int64_t first = (int64_t)batch_size(&h);
    if ((first > (int64_t)max_bytes && !whole_first) || position >= end.position)
        return 0;
    int64_t room = (int64_t)max_bytes > first ? (int64_t)max_bytes : first;
    if (room < end.position - position) {
        end.position = segment_floor(seg, position + first, position + room, &end.offset, err);
        if (end.position < 0)
            return (int)end.position;
    }
    if (end.offset >= 0)
        leave_hint(log, end);
    return take_slice(seg, position, end.position, &h, out, err);
}

int log_slice_copy(const struct log_slice *slice, uint8_t *to, struct err *err)
{
    if (slice->len == 0)
        return 0;
    return log_fd_read(log_files_io(slice->segment->log.pool), slice->fd, to, slice->len,
                       slice->position, err);
}

void log_slice_release(struct log_slice *slice)
{
    if (slice->segment != NULL) {
        log_file_unpin(&slice->segment->log);
        segment_unref(slice->segment);
    }
    *slice = (struct log_slice){.fd = -1};
}

/* The first record of a batch at or after `min_offset` with at least that timestamp. */
static int find_record(struct segment *seg, const struct batch_header *h, int64_t position,
                       int64_t timestamp, int64_t min_offset, struct log_found *out,
                       struct err *err)
{
    struct buf raw = {0}, plain = {0};
    struct record_iter it;
    struct record record;
    size_t size = batch_size(h);
    int code = log_file_read(&seg->log, buf_reserve(&raw, size), size, position, err);
    enum batch_result result = BATCH_END;
    if (code == 0)
        result = record_iter_init(&it, bytes_make(raw.data, size), BATCH_UNCOMPRESSED_MAX, &plain);
    while (result == BATCH_OK && (result = record_next(&it, &record)) == BATCH_OK) {
        if (record.timestamp < timestamp || record.offset < min_offset)
            continue;
        *out = (struct log_found){record.offset, record.timestamp, h->leader_epoch};
        break;
    }
    if (code == 0 && result != BATCH_OK && result != BATCH_END)
        code = err_set(err, ERR_CORRUPT, "%s/%020" PRId64 ".log: batch at byte %" PRId64 ": %s",
                       seg->log.dir, seg->base_offset, position, batch_result_text(result));
    buf_deinit(&raw);
    buf_deinit(&plain);
    return code;
}

int log_find_time(struct log *log, int64_t timestamp, struct log_found *out, struct err *err)
{
    int64_t high_watermark = log_high_watermark(log), from = log->start_offset;
    *out = (struct log_found){-1, -1, -1};
    for (size_t i = 0; i < log->count && log->segments[i]->base_offset < high_watermark; i++) {
        struct segment *seg = log->segments[i];
        struct batch_header h;
        int64_t position;
        int found;
        while ((found = segment_locate_time(seg, timestamp, from, &h, &position, err)) > 0) {
            if (h.base_offset >= high_watermark)
                return 0;
            int code = find_record(seg, &h, position, timestamp, from, out, err);
            if (code < 0 || out->offset >= 0)
                return code;
            from = batch_last_offset(&h) + 1; /* its max timestamp was that of a removed record */
        }
        if (found < 0)
            return found;
    }
    return 0;
}

/* The maximum of the durable part: of each full segment, and of the last one up to the mark. */
static int max_timestamp(struct log *log, int64_t *timestamp, int64_t *offset, struct err *err)
{
    const struct log_mark *durable = &log->durable;
    for (size_t i = 0; i < log->count; i++) {
        struct segment *seg = log->segments[i];
        if (seg->base_offset > durable->at.segment)
            break;
        int code = segment_load_times(seg, err);
        if (code < 0)
            return code;
        bool last = seg->base_offset == durable->at.segment;
        int64_t t = last ? durable->max_timestamp : seg->max_timestamp;
        if (t > *timestamp) {
            *timestamp = t;
            *offset = last ? durable->max_timestamp_offset : seg->max_timestamp_offset;
        }
    }
    return 0;
}

int log_find_max_timestamp(struct log *log, struct log_found *out, struct err *err)
{
    *out = (struct log_found){-1, -1, -1};
    int code = log_load_times(log, err);
    int64_t timestamp = -1, offset = -1;
    if (code == 0)
        code = max_timestamp(log, &timestamp, &offset, err);
    if (code < 0 || timestamp < 0 || offset < log->start_offset)
        return code;
    struct segment *seg;
    struct batch_header h;
    int64_t position;
    int found = find_batch(log, offset, &seg, &h, &position, err);
    if (found < 0)
        return found;
    return find_record(seg, &h, position, timestamp, log->start_offset, out, err);
}
