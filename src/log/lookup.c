/* lookup.c: from an offset or a time to the batch that has it. */
#include "log/segment.h"

/* Rebuilds an index that is torn, or empty although the segment is not. */
static int look_at_index(struct segment *seg, struct err *err)
{
    if (seg->index_looked_at)
        return 0;
    seg->index_looked_at = true;
    int code = log_index_load(&seg->offsets, err);
    bool lost = seg->size > seg->index_interval_bytes && log_index_count(&seg->offsets) == 0;
    if (code == 0 && (lost || seg->offsets.torn))
        code = segment_rebuild_indexes(seg, err);
    return code;
}

/* Where to start walking to `bound`: at the index entry before it, if it points to the right batch.
 * Rebuilds a wrong index, once. */
static int start_position(struct segment *seg, int64_t bound, bool by_position, int64_t *from,
                          struct err *err)
{
    uint8_t chunk[BATCH_HEADER_SIZE];
    struct segment_walk walk;
    struct batch_header h;
    int64_t position;
    for (int attempt = 0; attempt < 2; attempt++) {
        *from = 0;
        struct log_index_entry entry;
        int64_t n = log_index_find(&seg->offsets, bound, by_position, &entry, err);
        if (n < 0)
            return n == -1 ? 0 : (int)n;
        if (entry.value > 0 && entry.value < seg->size) {
            segment_walk_init(&walk, seg, entry.value, seg->size, chunk, sizeof chunk);
            int found = segment_walk_next(&walk, &h, &position, err);
            if (found == ERR_IO)
                return found;
            if (found == 1 && batch_last_offset(&h) == seg->base_offset + entry.key) {
                *from = entry.value;
                return 0;
            }
        }
        int code = segment_rebuild_indexes(seg, err);
        if (code < 0)
            return code;
    }
    *from = 0;
    return 0;
}

int segment_locate(struct segment *seg, int64_t offset, int64_t from, struct batch_header *h,
                   int64_t *position, struct err *err)
{
    int code = 0;
    if (from == 0)
        code = look_at_index(seg, err);
    if (from == 0 && code == 0)
        code = start_position(seg, offset - seg->base_offset, false, &from, err);
    if (code < 0)
        return code;
    uint8_t chunk[SEGMENT_CHUNK];
    struct segment_walk walk;
    segment_walk_init(&walk, seg, from, seg->size, chunk, sizeof chunk);
    int found;
    while ((found = segment_walk_next(&walk, h, position, err)) > 0)
        if (batch_last_offset(h) >= offset)
            return 1;
    return found;
}

int64_t segment_floor(struct segment *seg, int64_t from, int64_t bound, int64_t *offset,
                      struct err *err)
{
    int64_t start;
    int code = look_at_index(seg, err);
    if (code == 0)
        code = start_position(seg, bound, true, &start, err);
    if (code < 0)
        return code;
    uint8_t chunk[SEGMENT_CHUNK];
    struct segment_walk walk;
    struct batch_header h;
    int64_t position, last = start > from ? start : from;
    segment_walk_init(&walk, seg, last, seg->size, chunk, sizeof chunk);
    int found;
    while ((found = segment_walk_next(&walk, &h, &position, err)) > 0 && walk.position <= bound)
        last = walk.position;
    *offset = found == 0 ? seg->end_offset : found > 0 ? h.base_offset : -1;
    return found < 0 && found != ERR_CORRUPT ? found : last; /* the log is fine up to the damage */
}

int segment_check_time(struct segment *seg, const struct log_index_entry *entry, bool *sound,
                       struct err *err)
{
    struct batch_header h;
    int64_t position;
    *sound = false;
    if (entry->value < 0)
        return 0;
    int found = segment_locate(seg, seg->base_offset + entry->value, 0, &h, &position, err);
    if (found < 0 && found != ERR_CORRUPT)
        return found;
    *sound = found == 1 && h.max_timestamp == entry->key &&
             batch_last_offset(&h) == seg->base_offset + entry->value;
    return 0;
}

/* An offset up to which all timestamps are smaller. Rebuilds a wrong index, once. */
static int offset_before_time(struct segment *seg, int64_t timestamp, int64_t *out, struct err *err)
{
    *out = seg->base_offset;
    for (int attempt = 0; attempt < 2; attempt++) {
        struct log_index_entry entry;
        int64_t n = log_index_find(&seg->times, timestamp - 1, false, &entry, err);
        if (n < 0)
            return n == -1 ? 0 : (int)n;
        bool sound;
        int code = segment_check_time(seg, &entry, &sound, err);
        if (code == 0 && sound)
            *out = seg->base_offset + entry.value;
        if (code < 0 || sound)
            return code;
        code = segment_rebuild_indexes(seg, err);
        if (code < 0)
            return code;
    }
    return 0;
}

int segment_locate_time(struct segment *seg, int64_t timestamp, int64_t min_offset,
                        struct batch_header *h, int64_t *position, struct err *err)
{
    int code = segment_load_times(seg, err);
    if (code < 0)
        return code;
    if (seg->size == 0 || seg->max_timestamp < timestamp)
        return 0;
    int64_t offset;
    code = offset_before_time(seg, timestamp, &offset, err);
    if (code < 0)
        return code;
    int found = segment_locate(seg, offset > min_offset ? offset : min_offset, 0, h, position, err);
    if (found <= 0 || h->max_timestamp >= timestamp)
        return found;
    uint8_t chunk[SEGMENT_CHUNK];
    struct segment_walk walk;
    segment_walk_init(&walk, seg, *position, seg->size, chunk, sizeof chunk);
    while ((found = segment_walk_next(&walk, h, position, err)) > 0)
        if (h->max_timestamp >= timestamp)
            return 1;
    return found;
}
