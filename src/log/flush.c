/* flush.c: making what is appended durable, with the disk's waits on another thread.
 *
 *     loop                     any thread                    loop
 *     log_flush_prepare()  ->  log_flush_run()           ->  log_flush_done()
 *     pins descriptors,        syncs batches, then names,    high watermark rises
 *     notes how far            then notes it on disk,
 *                              then unlinks the dead
 *
 * One flush at a time per log. What is appended meanwhile waits for the next: that is the group
 * commit. */
#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "log/log_internal.h"

struct flush_part {
    struct segment *seg;
    int log_fd;
    int offsets_fd, times_fd; /* of a rolled segment: its indexes have to be durable too */
};

struct log_flush {
    struct log *log;
    const struct log_io *io;
    struct flush_part *parts;
    size_t count;
    struct segment **dead;
    size_t dead_count;
    int dirfd; /* -1: none */
    bool names_changed;
    struct log_mark mark;
    uint8_t recovery[RECOVERY_SIZE];
    int recovery_fd;
    struct buf producer_state; /* empty: not saved this time */
    int64_t saved_bytes;       /* of log->unsaved_bytes, once producer_state is on disk */
    int result;
};

bool log_needs_flush(const struct log *log)
{
    return log->damage == NULL &&
           (log->durable.at.offset < log_end_offset(log) || log->names_changed ||
            log->durable.at.segment != log_active(log)->base_offset || log->dead_count > 0);
}

static int pin_part(struct flush_part *part, struct segment *seg, bool rolled, struct err *err)
{
    *part = (struct flush_part){.offsets_fd = -1, .times_fd = -1};
    part->log_fd = log_file_pin(&seg->log, err);
    if (part->log_fd < 0)
        return part->log_fd;
    part->seg = segment_ref(seg);
    if (!rolled)
        return 0;
    part->offsets_fd = log_file_pin(&seg->offsets.file, err);
    part->times_fd = log_file_pin(&seg->times.file, err);
    return part->offsets_fd == ERR_IO || part->times_fd == ERR_IO ? ERR_IO : 0;
}

static void unpin_part(struct flush_part *part)
{
    if (part->seg == NULL)
        return;
    log_file_unpin(&part->seg->log);
    if (part->offsets_fd >= 0)
        log_file_unpin(&part->seg->offsets.file);
    if (part->times_fd >= 0)
        log_file_unpin(&part->seg->times.file);
    segment_unref(part->seg);
}

static int pin_parts(struct log_flush *flush, struct err *err)
{
    struct log *log = flush->log;
    size_t first = log->count - 1;
    while (first > 0 && log->segments[first]->base_offset > log->durable.at.segment)
        first--;
    flush->parts = mem_zero(log->count - first, sizeof *flush->parts);
    for (size_t i = first; i < log->count; i++) {
        int code =
            pin_part(&flush->parts[flush->count++], log->segments[i], i + 1 < log->count, err);
        if (code < 0)
            return code;
    }
    return 0;
}

static void take_dead(struct log_flush *flush)
{
    flush->dead = flush->log->dead;
    flush->dead_count = flush->log->dead_count;
    flush->log->dead = NULL;
    flush->log->dead_count = 0;
}

static void release(struct log_flush *flush)
{
    for (size_t i = 0; i < flush->count; i++)
        unpin_part(&flush->parts[i]);
    for (size_t i = 0; i < flush->dead_count; i++)
        segment_unref(flush->dead[i]);
    if (flush->recovery_fd >= 0)
        log_file_unpin(&flush->log->recovery);
    if (flush->dirfd >= 0)
        flush->io->close(flush->dirfd);
    free(flush->parts);
    free(flush->dead);
    buf_deinit(&flush->producer_state);
    flush->log->flush = NULL;
    log_free(flush->log);
    free(flush);
}

struct log_flush *log_flush_prepare(struct log *log, struct err *err)
{
    err->code = 0;
    if (log->flush != NULL || !log_needs_flush(log))
        return NULL;
    struct log_flush *flush = mem_zero(1, sizeof *flush);
    *flush = (struct log_flush){.log = log, .io = log->io, .dirfd = -1, .recovery_fd = -1};
    log->refs++;
    log->flush = flush;
    bool save = log->unsaved_bytes >= SNAPSHOT_BYTES;
    int code = log_mark_end(log, &flush->mark, err);
    if (code == 0)
        code = pin_parts(flush, err);
    if (code == 0)
        code = flush->recovery_fd = log_file_pin(&log->recovery, err);
    if (code >= 0 && (log->names_changed || log->dead_count > 0 || save))
        code = flush->dirfd = log_open_dir(log->io, log->dir, err);
    if (code < 0) {
        log_fail(log, err);
        release(flush);
        return NULL;
    }
    if (save) {
        producer_state_format(flush->mark.at, &log->producers, &flush->producer_state);
        flush->saved_bytes = log->unsaved_bytes;
    }
    struct recovery_point point = {.durable = flush->mark.at, .start_offset = log->start_offset};
    recovery_format(&point, flush->recovery);
    flush->names_changed = log->names_changed;
    log->names_changed = false;
    take_dead(flush);
    return flush;
}

static int sync_fd(struct log_flush *flush, int fd, const struct segment *seg, struct err *err)
{
    return flush->io->sync_data(fd) == 0 ? 0
                                         : err_errno(err, "cannot sync segment %lld in %s",
                                                     (long long)seg->base_offset, flush->log->dir);
}

static int sync_parts(struct log_flush *flush, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < flush->count; i++) {
        const struct flush_part *part = &flush->parts[i];
        code = sync_fd(flush, part->log_fd, part->seg, err);
        if (code == 0 && part->offsets_fd >= 0)
            code = sync_fd(flush, part->offsets_fd, part->seg, err);
        if (code == 0 && part->times_fd >= 0)
            code = sync_fd(flush, part->times_fd, part->seg, err);
    }
    return code;
}

static int sync_names(struct log_flush *flush, struct err *err)
{
    return flush->io->sync_dir(flush->dirfd) == 0
               ? 0
               : err_errno(err, "cannot sync directory %s", flush->log->dir);
}

/* Both files only speed up the next start: if the disk is full, older ones will do. */
static int save_state(struct log_flush *flush, struct err *err)
{
    int code = 0;
    if (flush->producer_state.len > 0) {
        code = log_file_replace(flush->io, flush->dirfd, PRODUCERS_FILE,
                                buf_bytes(&flush->producer_state), err);
        if (code == ERR_FULL)
            flush->saved_bytes = 0;
    }
    if (code == 0 || code == ERR_FULL)
        code = log_fd_write(flush->io, flush->recovery_fd, flush->recovery, RECOVERY_SIZE, 0, err);
    return code == ERR_FULL ? 0 : code;
}

/* A recovery point in a removed segment would look like damage, so the new one is durable before
 * any segment is removed. The .log is removed last, since an index without one would never be found
 * again. */
static int unlink_dead(struct log_flush *flush, struct err *err)
{
    static const enum log_file_kind order[] = {LOG_FILE_INDEX, LOG_FILE_TIMEINDEX,
                                               LOG_FILE_BATCHES};
    if (flush->dead_count == 0)
        return 0;
    if (flush->io->sync_data(flush->recovery_fd) < 0)
        return err_errno(err, "cannot sync " RECOVERY_FILE " in %s", flush->log->dir);
    for (size_t i = 0; i < flush->dead_count; i++) {
        for (size_t k = 0; k < ARRAY_SIZE(order); k++) {
            char name[LOG_FILE_NAME_SIZE];
            log_file_name(order[k], flush->dead[i]->base_offset, name);
            if (flush->io->unlink(flush->dirfd, name) < 0 && errno != ENOENT)
                return err_errno(err, "cannot remove %s from %s", name, flush->log->dir);
        }
    }
    return sync_names(flush, err);
}

int log_flush_run(struct log_flush *flush, struct err *err)
{
    int code = sync_parts(flush, err);
    if (code == 0 && flush->names_changed)
        code = sync_names(flush, err);
    if (code == 0)
        code = save_state(flush, err);
    if (code == 0)
        code = unlink_dead(flush, err);
    /* A full disk at a sync loses pages like any other failure (delayed allocation, thin volumes),
     * so it is fatal too. */
    if (code < 0)
        flush->result = ERR_IO;
    return flush->result;
}

bool log_flush_done(struct log_flush *flush)
{
    struct log *log = flush->log;
    bool good = flush->result == 0;
    if (good) {
        log->durable = flush->mark;
        log->unsaved_bytes -= flush->saved_bytes;
    } else {
        log_fail(log, &(struct err){ERR_IO, "a sync failed: the log has stopped"});
    }
    release(flush);
    return good;
}

int log_mark_durable(struct log *log, struct err *err)
{
    struct log_mark end;
    if (log->damage != NULL || log->flush != NULL)
        return 0;
    int code = log_mark_end(log, &end, err);
    for (size_t i = log->count; code == 0 && i-- > 0;) {
        struct segment *seg = log->segments[i];
        if (seg->base_offset < log->durable.at.segment)
            break;
        code = log_file_check_synced(&seg->log, err);
    }
    if (code < 0) {
        log_fail(log, err);
        return ERR_IO;
    }
    log->durable = end;
    log->names_changed = false;
    return 0;
}

/* Syncs everything and marks a clean end. */
static int finish(struct log *log, struct err *err)
{
    struct segment *seg = log_active(log);
    struct log_flush *flush = log_flush_prepare(log, err);
    int code = flush == NULL ? err->code : log_flush_run(flush, err);
    if (flush != NULL)
        log_flush_done(flush);
    if (code == 0)
        code = segment_finish(seg, err);
    if (code == 0 && seg->size > 0)
        code = log_file_sync(&seg->offsets.file, err);
    if (code == 0 && seg->size > 0)
        code = log_file_sync(&seg->times.file, err);
    if (code < 0)
        return code;
    int dirfd = log_open_dir(log->io, log->dir, err);
    if (dirfd < 0)
        return dirfd;
    struct buf state = {0};
    producer_state_format(log->durable.at, &log->producers, &state);
    code = log_file_replace(log->io, dirfd, PRODUCERS_FILE, buf_bytes(&state), err);
    buf_deinit(&state);
    if (code == 0 && log->io->sync_dir(dirfd) < 0)
        code = err_errno(err, "cannot sync directory %s", log->dir);
    log->io->close(dirfd);
    struct recovery_point point = {
        .durable = log->durable.at, .start_offset = log->start_offset, .clean = true};
    uint8_t raw[RECOVERY_SIZE];
    recovery_format(&point, raw);
    if (code == 0)
        code = log_file_write(&log->recovery, raw, sizeof raw, 0, err);
    return code == 0 ? log_file_sync(&log->recovery, err) : code;
}

int log_close(struct log *log, struct err *err)
{
    if (log == NULL)
        return 0;
    struct err why = {0};
    int code = log->changed && log->damage == NULL ? finish(log, &why) : 0;
    if (code < 0)
        err_set(err, code, "%s", why.text);
    log_abandon(log);
    return code;
}

void log_abandon(struct log *log)
{
    log_free(log);
}
