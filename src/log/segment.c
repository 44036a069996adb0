/* segment.c: creating, appending, walking. Lookups are in lookup.c. */
#include "log/segment.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"

struct segment *segment_new(struct log_files *pool, const char *dir, int64_t base_offset,
                            int32_t index_interval_bytes)
{
    struct segment *seg = mem_zero(1, sizeof *seg);
    *seg = (struct segment){.refs = 1,
                            .base_offset = base_offset,
                            .end_offset = base_offset,
                            .max_timestamp = -1,
                            .max_timestamp_offset = -1,
                            .first_timestamp = SEGMENT_UNKNOWN_TIME,
                            .index_interval_bytes = index_interval_bytes};
    log_file_init(&seg->log, pool, dir, LOG_FILE_BATCHES, base_offset);
    log_index_init(&seg->offsets, pool, dir, LOG_FILE_INDEX, base_offset);
    log_index_init(&seg->times, pool, dir, LOG_FILE_TIMEINDEX, base_offset);
    return seg;
}

struct segment *segment_new_empty(struct log_files *pool, const char *dir, int64_t base_offset,
                                  int32_t index_interval_bytes)
{
    struct segment *seg = segment_new(pool, dir, base_offset, index_interval_bytes);
    seg->offsets.loaded = seg->times.loaded = true;
    seg->times_known = seg->index_looked_at = true;
    return seg;
}

struct segment *segment_ref(struct segment *seg)
{
    seg->refs++;
    return seg;
}

void segment_unref(struct segment *seg)
{
    if (--seg->refs > 0)
        return;
    log_file_deinit(&seg->log);
    log_index_deinit(&seg->offsets);
    log_index_deinit(&seg->times);
    free(seg);
}

int segment_create(const struct log_io *io, const char *dir, int64_t base_offset, struct err *err)
{
    char name[LOG_FILE_NAME_SIZE];
    int code = 0;
    int kind = LOG_FILE_BATCHES;
    for (; code == 0 && kind <= LOG_FILE_TIMEINDEX; kind++) {
        char *path =
            mem_printf("%s/%s", dir, log_file_name((enum log_file_kind)kind, base_offset, name));
        int fd = io->open(AT_FDCWD, path, O_RDWR | O_CREAT | O_TRUNC);
        if (fd < 0)
            code = err_errno(err, "cannot create %s", path);
        else
            io->close(fd);
        free(path);
    }
    while (code < 0 && --kind >= LOG_FILE_BATCHES) {
        char *path =
            mem_printf("%s/%s", dir, log_file_name((enum log_file_kind)kind, base_offset, name));
        io->unlink(AT_FDCWD, path);
        free(path);
    }
    return code;
}

static int make_index_room(struct log_index *index, struct err *err)
{
    int code = log_index_load(index, err);
    return code == 0 && !log_index_has_room(index) ? log_index_spill(index, err) : code;
}

/* The indexes' entries for a batch that begins at seg->size, as Kafka makes them. */
static void note(struct segment *seg, const struct batch_header *h)
{
    int64_t last_offset = batch_last_offset(h);
    if (seg->size == 0)
        seg->first_timestamp = h->max_timestamp;
    if (h->max_timestamp > seg->max_timestamp) {
        seg->max_timestamp = h->max_timestamp;
        seg->max_timestamp_offset = last_offset;
    }
    if (seg->bytes_since_index > seg->index_interval_bytes) {
        log_index_add(&seg->offsets,
                      (struct log_index_entry){last_offset - seg->base_offset, (int32_t)seg->size});
        log_index_add(&seg->times, (struct log_index_entry){
                                       seg->max_timestamp,
                                       (int32_t)(seg->max_timestamp_offset - seg->base_offset)});
        seg->bytes_since_index = 0;
    }
    seg->bytes_since_index += (int64_t)batch_size(h);
    seg->size += (int64_t)batch_size(h);
    seg->end_offset = last_offset + 1;
}

int segment_note(struct segment *seg, const struct batch_header *h, struct err *err)
{
    int code = make_index_room(&seg->offsets, err);
    if (code == 0 || code == ERR_FULL)
        code = make_index_room(&seg->times, err);
    if (code < 0 && code != ERR_FULL)
        return code;
    note(seg, h);
    return 0;
}

int segment_append(struct segment *seg, const struct batch_header *h, struct bytes batch,
                   struct err *err)
{
    int code = make_index_room(&seg->offsets, err);
    if (code == 0)
        code = make_index_room(&seg->times, err);
    if (code < 0)
        return code;
    code = log_file_write(&seg->log, batch.data, batch.len, seg->size, err);
    if (code == 0)
        note(seg, h);
    else if (code == ERR_FULL && log_file_truncate(&seg->log, seg->size, NULL) < 0)
        code = ERR_IO;
    return code;
}

int segment_finish(struct segment *seg, struct err *err)
{
    if (seg->size == 0)
        return 0;
    int code = segment_load_times(seg, err);
    if (code == 0)
        code = make_index_room(&seg->times, err);
    if (code < 0)
        return code;
    if (seg->max_timestamp >= 0)
        log_index_add(&seg->times, (struct log_index_entry){
                                       seg->max_timestamp,
                                       (int32_t)(seg->max_timestamp_offset - seg->base_offset)});
    code = log_index_spill(&seg->times, err);
    return code == 0 ? log_index_spill(&seg->offsets, err) : code;
}

/* Whether the last entry of the time index, which is the segment's maximum once closed, is valid.
 */
static int last_time_is_sound(struct segment *seg, bool *sound, struct err *err)
{
    *sound = seg->size == 0;
    int code = log_index_load(&seg->times, err);
    if (code < 0 || seg->size == 0 || seg->times.torn || log_index_count(&seg->times) == 0)
        return code;
    return segment_check_time(seg, &seg->times.last, sound, err);
}

int segment_load_times(struct segment *seg, struct err *err)
{
    if (seg->times_known)
        return 0;
    bool sound;
    int code = last_time_is_sound(seg, &sound, err);
    if (code == 0 && !sound)
        code = segment_rebuild_indexes(seg, err);
    if (code < 0)
        return code;
    const struct log_index_entry *last = &seg->times.last;
    if (log_index_count(&seg->times) > 0 && last->key >= seg->max_timestamp) {
        seg->max_timestamp = last->key;
        seg->max_timestamp_offset = seg->base_offset + last->value;
    }
    seg->times_known = true;
    return 0;
}

int segment_rebuild_indexes(struct segment *seg, struct err *err)
{
    uint8_t chunk[SEGMENT_CHUNK];
    struct segment_walk walk;
    struct batch_header h;
    int64_t position, end_offset = seg->end_offset;
    int code = log_index_cut(&seg->offsets, 0, err);
    if (code == 0)
        code = log_index_cut(&seg->times, 0, err);
    segment_walk_init(&walk, seg, 0, seg->size, chunk, sizeof chunk);
    seg->size = seg->bytes_since_index = 0;
    seg->max_timestamp = seg->max_timestamp_offset = -1;
    int found = 0;
    while (code == 0 && (found = segment_walk_next(&walk, &h, &position, err)) > 0)
        code = segment_note(seg, &h, err);
    seg->size = walk.end;
    seg->end_offset = end_offset;
    seg->times_known = true;
    seg->index_looked_at = true;
    if (code == 0 && found == 0)
        code = segment_finish(seg, err);
    if (found == ERR_CORRUPT || code == ERR_FULL)
        return 0; /* an index may be short; readers find the damage */
    return found < 0 ? found : code;
}

void segment_walk_init(struct segment_walk *walk, struct segment *seg, int64_t position,
                       int64_t end, uint8_t *chunk, size_t chunk_cap)
{
    *walk = (struct segment_walk){.seg = seg,
                                  .position = position,
                                  .end = end,
                                  .next_offset = seg->base_offset,
                                  .chunk = chunk,
                                  .chunk_cap = chunk_cap};
}

/* Makes `want` bytes at `at` available in the chunk, reading ahead as far as it holds. */
static int chunk_view(struct segment_walk *walk, int64_t at, size_t want, const uint8_t **view,
                      struct err *err)
{
    int64_t in_chunk = at - walk->chunk_at;
    if (in_chunk >= 0 && in_chunk + (int64_t)want <= (int64_t)walk->chunk_len) {
        *view = walk->chunk + in_chunk;
        return 0;
    }
    int64_t left = walk->end - at;
    size_t len = left < (int64_t)walk->chunk_cap ? (size_t)left : walk->chunk_cap;
    walk->chunk_len = 0;
    int code = log_file_read(&walk->seg->log, walk->chunk, len, at, err);
    if (code < 0)
        return code;
    walk->chunk_at = at;
    walk->chunk_len = len;
    *view = walk->chunk;
    return 0;
}

int segment_walk_next(struct segment_walk *walk, struct batch_header *h, int64_t *position,
                      struct err *err)
{
    int64_t left = walk->end - walk->position;
    if (left == 0)
        return 0;
    const uint8_t *at;
    int code = ERR_CORRUPT;
    if (left >= BATCH_HEADER_SIZE)
        code = chunk_view(walk, walk->position, BATCH_HEADER_SIZE, &at, err);
    if (code < 0 && code != ERR_CORRUPT)
        return code;
    if (code < 0 || batch_header_read(bytes_make(at, BATCH_HEADER_SIZE), h) != BATCH_OK ||
        (int64_t)batch_size(h) > left || h->last_offset_delta < 0 ||
        h->base_offset < walk->next_offset ||
        h->base_offset - walk->seg->base_offset > INT32_MAX - h->last_offset_delta)
        return err_set(err, ERR_CORRUPT, "%s/%020" PRId64 ".log holds no batch at byte %" PRId64,
                       walk->seg->log.dir, walk->seg->base_offset, walk->position);
    *position = walk->position;
    walk->position += (int64_t)batch_size(h);
    walk->next_offset = batch_last_offset(h) + 1;
    return 1;
}

int segment_walk_check(struct segment_walk *walk, const struct batch_header *h, int64_t position,
                       bool *right, struct err *err)
{
    enum { CRC_AT = 17, CRC_FROM = 21 };
    size_t size = batch_size(h);
    const uint8_t *at;
    if (size <= walk->chunk_cap) {
        int code = chunk_view(walk, position, size, &at, err);
        *right = code == 0 && batch_crc_matches(bytes_make(at, size));
        return code;
    }
    uint32_t crc = 0;
    for (size_t done = CRC_FROM; done < size;) {
        size_t piece = size - done < walk->chunk_cap ? size - done : walk->chunk_cap;
        int code = chunk_view(walk, position + (int64_t)done, piece, &at, err);
        if (code < 0)
            return code;
        crc = crc32c(crc, bytes_make(at, piece));
        done += piece;
    }
    *right = crc == h->crc;
    return 0;
}
