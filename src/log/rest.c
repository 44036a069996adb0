/* rest.c: the state of a log at rest, stored outside its directory. */
#include "log/log_internal.h"

/* Version word, CRC-32C of what follows, then big-endian: the log's end (offset, segment,
 * position), start offset, the active segment's maximum timestamp and its offset, leader epoch; and
 * the producers, as in producer-state. */
static const char REST_V1[4] = {'G', 'R', 'S', '1'};
enum { HEAD = 8, FIXED = HEAD + 6 * 8 + 4 };

bool log_is_at_rest(const struct log *log)
{
    return log->damage == NULL && log->flush == NULL && !log_needs_flush(log) &&
           !log->epochs_unsaved;
}

static void save(const struct log_rest *rest, const struct producers *producers, struct buf *out)
{
    const struct log_mark *end = &rest->end;
    const int64_t numbers[] = {end->at.offset,     end->at.segment,    end->at.position,
                               rest->start_offset, end->max_timestamp, end->max_timestamp_offset};
    size_t begin = out->len;
    uint8_t *p = buf_reserve(out, FIXED);
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        be64_put(p + HEAD + 8 * i, (uint64_t)numbers[i]);
    be32_put(p + FIXED - 4, (uint32_t)rest->epoch);
    out->len += FIXED;
    producers_save(producers, out);
    p = out->data + begin;
    memcpy(p, REST_V1, sizeof REST_V1);
    be32_put(p + 4, crc32c(0, bytes_make(p + HEAD, out->len - begin - HEAD)));
}

void log_rest_save(const struct log *log, struct buf *out)
{
    save(&(struct log_rest){.end = log->durable,
                            .start_offset = log->start_offset,
                            .epoch = log_leader_epoch(log)},
         &log->producers, out);
}

void log_rest_new(struct buf *out)
{
    struct producers none = {0};
    save(&(struct log_rest){.end = {.max_timestamp = -1, .max_timestamp_offset = -1}}, &none, out);
}

bool log_rest_parse(struct bytes in, struct log_rest *out)
{
    if (bytes_is_null(in) || in.len < FIXED || memcmp(in.data, REST_V1, sizeof REST_V1) != 0 ||
        be32_get(in.data + 4) != crc32c(0, bytes_make(in.data + HEAD, in.len - HEAD)))
        return false;
    int64_t numbers[6];
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        numbers[i] = (int64_t)be64_get(in.data + HEAD + 8 * i);
    *out = (struct log_rest){.end = {.at = {numbers[0], numbers[1], numbers[2]},
                                     .max_timestamp = numbers[4],
                                     .max_timestamp_offset = numbers[5]},
                             .start_offset = numbers[3],
                             .epoch = (int32_t)be32_get(in.data + FIXED - 4),
                             .producers = bytes_make(in.data + FIXED, in.len - FIXED)};
    return true;
}

int32_t log_rest_epoch(struct bytes rest)
{
    struct log_rest known;
    return log_rest_parse(rest, &known) ? known.epoch : -1;
}

static void move_segment(struct segment *seg, struct log_files *files)
{
    log_file_move(&seg->log, files);
    log_file_move(&seg->offsets.file, files);
    log_file_move(&seg->times.file, files);
}

void log_adopt(struct log *log, struct log_files *files)
{
    for (size_t i = 0; i < log->count; i++)
        move_segment(log->segments[i], files);
    for (size_t i = 0; i < log->dead_count; i++)
        move_segment(log->dead[i], files);
    log_file_move(&log->recovery, files);
    producers_move(&log->producers, log_files_producers(files));
    log->files = files;
    log->io = log_files_io(files);
}
