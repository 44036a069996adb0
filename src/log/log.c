/* log.c: appending and rolling. */
#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/log_internal.h"

const struct log_config log_config_default = {
    .segment_bytes = 1024 * 1024 * 1024,
    .segment_ms = INT64_C(7) * 24 * 3600 * 1000,
    .retention_ms = INT64_C(7) * 24 * 3600 * 1000,
    .retention_bytes = -1,
    .index_interval_bytes = 4096,
    .max_message_bytes = 1048588,
    .log_append_time = false,
};

void log_configure(struct log *log, const struct log_config *config)
{
    log->config = *config;
    if (log->config.segment_bytes > INT32_MAX)
        log->config.segment_bytes = INT32_MAX; /* index entries have 32 bits for a position */
    if (log->count > 0)
        log_active(log)->index_interval_bytes = config->index_interval_bytes;
}

const char *log_damage(const struct log *log)
{
    return log->damage;
}

int64_t log_start_offset(const struct log *log)
{
    return log->start_offset;
}

int64_t log_end_offset(const struct log *log)
{
    return log_active(log)->end_offset;
}

int64_t log_high_watermark(const struct log *log)
{
    return log->durable.at.offset;
}

int64_t log_size_bytes(const struct log *log)
{
    int64_t size = 0;
    for (size_t i = 0; i < log->count; i++)
        size += log->segments[i]->size;
    return size;
}

int32_t log_segment_count(const struct log *log)
{
    return (int32_t)log->count;
}

int32_t log_leader_epoch(const struct log *log)
{
    return epochs_latest(&log->epochs);
}

void log_end_of_epoch(const struct log *log, int32_t epoch, int32_t *found_epoch,
                      int64_t *end_offset)
{
    epochs_end_of(&log->epochs, epoch, log_end_offset(log), found_epoch, end_offset);
}

void log_push_segment(struct log *log, struct segment *seg)
{
    log->segments = mem_grow(log->segments, log->count + 1, sizeof(struct segment *));
    log->segments[log->count++] = seg;
}

void log_free(struct log *log)
{
    if (--log->refs > 0)
        return;
    for (size_t i = 0; i < log->count; i++)
        segment_unref(log->segments[i]);
    for (size_t i = 0; i < log->dead_count; i++)
        segment_unref(log->dead[i]);
    log_file_deinit(&log->recovery);
    epochs_deinit(&log->epochs);
    producers_deinit(&log->producers);
    free(log->segments);
    free(log->dead);
    free(log->damage);
    free(log->dir);
    free(log);
}

int log_fail(struct log *log, const struct err *err)
{
    if (log->damage == NULL) {
        log->damage = mem_text(err->text);
        log->damage_code = err->code;
    }
    return err->code;
}

int log_open_dir(const struct log_io *io, const char *dir, struct err *err)
{
    int fd = io->open(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY);
    return fd >= 0 ? fd : err_errno(err, "cannot open directory %s", dir);
}

int log_sync_dir(const struct log_io *io, const char *dir, struct err *err)
{
    int fd = log_open_dir(io, dir, err);
    if (fd < 0)
        return fd;
    int code = io->sync_dir(fd) == 0 ? 0 : err_errno(err, "cannot sync directory %s", dir);
    io->close(fd);
    return code;
}

int log_save_epochs(struct log *log, struct err *err)
{
    int dirfd = log_open_dir(log->io, log->dir, err);
    if (dirfd < 0)
        return dirfd;
    struct buf text = {0};
    epochs_format(&log->epochs, &text);
    int code = log_file_replace(log->io, dirfd, EPOCHS_FILE, buf_bytes(&text), err);
    if (code == 0 && log->io->sync_dir(dirfd) < 0)
        code = err_errno(err, "cannot sync directory %s", log->dir);
    buf_deinit(&text);
    log->io->close(dirfd);
    log->epochs_unsaved = code < 0;
    return code;
}

int log_mark_end(struct log *log, struct log_mark *out, struct err *err)
{
    struct segment *seg = log_active(log);
    int code = segment_load_times(seg, err);
    *out = (struct log_mark){
        .at = {.offset = seg->end_offset, .segment = seg->base_offset, .position = seg->size},
        .max_timestamp = seg->max_timestamp,
        .max_timestamp_offset = seg->max_timestamp_offset};
    return code;
}

int log_load_times(struct log *log, struct err *err)
{
    if (log->durable.max_timestamp != SEGMENT_UNKNOWN_TIME)
        return 0;
    struct log_mark end;
    int code = log_mark_end(log, &end, err);
    if (code == 0) {
        log->durable.max_timestamp = end.max_timestamp;
        log->durable.max_timestamp_offset = end.max_timestamp_offset;
    }
    return code;
}

int log_roll(struct log *log, struct err *err)
{
    struct segment *seg = log_active(log);
    int code = segment_finish(seg, err);
    if (code == 0)
        code = segment_create(log->io, log->dir, seg->end_offset, err);
    if (code < 0)
        return code;
    log_push_segment(log, segment_new_empty(log->files, log->dir, seg->end_offset,
                                            log->config.index_interval_bytes));
    log->names_changed = log->changed = true;
    return 0;
}

/* Time since the segment's first batch, by the records' timestamps if they have any (as Kafka's
 * LogSegment.timeWaitedForRoll). */
static int segment_age(struct segment *seg, int64_t timestamp, int64_t *age_ms, struct err *err)
{
    if (seg->first_timestamp == SEGMENT_UNKNOWN_TIME) {
        uint8_t chunk[BATCH_HEADER_SIZE];
        struct segment_walk walk;
        struct batch_header h;
        int64_t position;
        segment_walk_init(&walk, seg, 0, seg->size, chunk, sizeof chunk);
        int found = segment_walk_next(&walk, &h, &position, err);
        if (found < 0)
            return found;
        seg->first_timestamp = h.max_timestamp;
    }
    int64_t now = timestamp >= 0 ? timestamp : clock_wall_ms();
    *age_ms = seg->first_timestamp < 0 ? 0 : now - seg->first_timestamp;
    return 0;
}

static int roll_if_due(struct log *log, const struct batch_header *h, struct err *err)
{
    struct segment *seg = log_active(log);
    if (seg->size == 0)
        return 0;
    int64_t age_ms;
    int code = segment_age(seg, h->max_timestamp, &age_ms, err);
    if (code < 0)
        return code;
    int64_t last_offset = seg->end_offset + h->last_offset_delta;
    bool due = seg->size + (int64_t)batch_size(h) > log->config.segment_bytes ||
               age_ms > log->config.segment_ms || last_offset - seg->base_offset > INT32_MAX;
    return due ? log_roll(log, err) : 0;
}

/* Why the batch cannot be appended, or LOG_APPENDED. For a duplicate, `out` gets the old offsets.
 */
static enum log_verdict judge(const struct log *log, const struct batch_header *h,
                              struct log_appended *out)
{
    if ((int64_t)batch_size(h) > log->config.max_message_bytes)
        return LOG_MESSAGE_TOO_LARGE;
    if ((int64_t)batch_size(h) > log->config.segment_bytes)
        return LOG_BATCH_TOO_LARGE;
    int64_t old_offset;
    switch (producers_check(&log->producers, h, &old_offset)) {
    case PRODUCERS_GAP:
        return LOG_OUT_OF_ORDER;
    case PRODUCERS_FENCED:
        return LOG_OLD_EPOCH;
    case PRODUCERS_REPEAT:
        out->base_offset = old_offset;
        out->last_offset = old_offset + h->last_offset_delta;
        return LOG_DUPLICATE;
    case PRODUCERS_OK:
        break;
    }
    return LOG_APPENDED;
}

/* Assigns the batch its offset and epoch, and with LogAppendTime its timestamp. */
static void stamp(const struct log *log, uint8_t *batch, struct batch_header *h,
                  struct log_appended *out)
{
    h->base_offset = out->base_offset = log_end_offset(log);
    h->leader_epoch = log_leader_epoch(log);
    out->last_offset = batch_last_offset(h);
    batch_set_base_offset(batch, h->base_offset);
    batch_set_leader_epoch(batch, h->leader_epoch);
    if (log->config.log_append_time) {
        h->max_timestamp = out->append_time_ms = clock_wall_ms();
        batch_set_log_append_time(batch, batch_size(h), h->max_timestamp);
    }
}

int log_append(struct log *log, uint8_t *batch, size_t len, struct log_appended *out,
               struct err *err)
{
    *out = (struct log_appended){.base_offset = -1, .last_offset = -1, .append_time_ms = -1};
    if (log->damage != NULL)
        return err_set(err, log->damage_code, "%s", log->damage);
    struct batch_header h;
    enum batch_result read = batch_header_read(bytes_make(batch, len), &h);
    assert(read == BATCH_OK && batch_size(&h) == len);
    (void)read;
    out->verdict = judge(log, &h, out);
    if (out->verdict != LOG_APPENDED)
        return 0;
    struct err why = {0};
    int code = log->epochs_unsaved ? log_save_epochs(log, &why) : 0;
    if (code == 0)
        code = log_load_times(log, &why);
    if (code == 0)
        code = roll_if_due(log, &h, &why);
    if (code == 0) {
        stamp(log, batch, &h, out);
        code = segment_append(log_active(log), &h, bytes_make(batch, len), &why);
    }
    if (code < 0) {
        out->base_offset = out->last_offset = -1;
        if (code != ERR_FULL)
            log_fail(log, &why);
        return err_set(err, code, "%s", why.text);
    }
    producers_note(&log->producers, &h);
    log->unsaved_bytes += (int64_t)len;
    log->changed = true;
    return 0;
}
