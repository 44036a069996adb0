/* recovery.c: finding the log's end after an unclean stop.
 *
 * What precedes the recovery point was synced: only headers are read, if the index or producer
 * state on disk is behind. What follows may be torn, stale or zero: it is read with CRCs, and the
 * first batch that is not exactly the expected one is the end. Damage before the recovery point is
 * different: producers had confirmation for it, so nothing is cut off and the log serves what it
 * still has, read-only. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "log/log_internal.h"

enum { SCAN_CHUNK = 256 * 1024 };

struct log_scan {
    struct log *log;
    struct log_point durable;
    struct log_point producers; /* producer state is as of here; segment -1: there is none */
    struct log_opened *opened;
    struct err *err;
    uint8_t *chunk;
    int32_t max_epoch; /* of the batches */
    bool cut;
};

/* The index of the segment that begins at `base`, or -1. */
static ptrdiff_t segment_number(const struct log *log, int64_t base)
{
    for (size_t i = 0; i < log->count; i++)
        if (log->segments[i]->base_offset == base)
            return (ptrdiff_t)i;
    return -1;
}

static int damaged(struct log_scan *r, const struct segment *seg, int64_t position)
{
    struct err why;
    err_set(&why, ERR_CORRUPT,
            "%s/%020" PRId64 ".log is damaged at byte %" PRId64 ", before offset %" PRId64
            " which was on disk: the partition is read-only; nothing was removed; restore the "
            "file or delete the topic",
            r->log->dir, seg->base_offset, position, r->durable.offset);
    return log_fail(r->log, &why);
}

static void note_producer(struct log_scan *r, const struct batch_header *h)
{
    if (h->base_offset >= r->producers.offset)
        producers_note(&r->log->producers, h);
}

/* Brings the producer state from where it was saved to the durable point, from headers. */
static int catch_up_producers(struct log_scan *r)
{
    struct log *log = r->log;
    ptrdiff_t first = segment_number(log, r->producers.segment);
    int64_t from = r->producers.position;
    if (first < 0)
        first = from = 0; /* never saved, or retention went past it */
    for (size_t i = (size_t)first; i < log->count; i++, from = 0) {
        struct segment *seg = log->segments[i];
        if (seg->base_offset > r->durable.segment)
            break;
        bool last = seg->base_offset == r->durable.segment;
        struct segment_walk walk;
        struct batch_header h;
        int64_t position;
        int found;
        segment_walk_init(&walk, seg, from, last ? r->durable.position : seg->size, r->chunk,
                          SCAN_CHUNK);
        while ((found = segment_walk_next(&walk, &h, &position, r->err)) > 0)
            note_producer(r, &h);
        if (found == ERR_CORRUPT) {
            seg->size = walk.position;
            return damaged(r, seg, seg->size);
        }
        if (found < 0)
            return found;
    }
    r->producers = r->durable;
    return 0;
}

/* Removes index entries beyond `bound`, or all if they are invalid. Returns the position from which
 * they have to be rebuilt. */
static int trim_indexes(struct log_scan *r, struct segment *seg, int64_t bound,
                        int64_t bound_offset, int64_t *from)
{
    bool offsets_sound = false, times_sound = false;
    int64_t relative = bound_offset - seg->base_offset;
    struct log_index_entry entry = {0};
    *from = 0;
    int code = log_index_load(&seg->offsets, r->err);
    if (code == 0)
        code = log_index_load(&seg->times, r->err);
    int64_t n = 0, m = 0;
    if (code == 0 && bound > 0) {
        m = log_index_find(&seg->times, relative - 1, true, &entry, r->err);
        n = log_index_find(&seg->offsets, bound - 1, true, &entry, r->err);
        if (n < -1 || m < -1)
            return ERR_IO;
        n++;
        m++;
    }
    if (code == 0)
        code = log_index_cut(&seg->times, m, r->err);
    if (code == 0)
        code = log_index_cut(&seg->offsets, n, r->err);
    if (code == 0)
        code = log_index_check(&seg->offsets, bound, &offsets_sound, r->err);
    if (code == 0)
        code = log_index_check(&seg->times, relative, &times_sound, r->err);
    if (code < 0)
        return code;
    if (offsets_sound && times_sound) {
        *from = n > 0 ? entry.value : 0;
        return 0;
    }
    r->opened->indexes_rebuilt++;
    code = log_index_cut(&seg->times, 0, r->err);
    return code == 0 ? log_index_cut(&seg->offsets, 0, r->err) : code;
}

/* Whether this batch, complete and with a valid CRC, is the expected one. */
static bool belongs(const struct log_scan *r, const struct segment *seg,
                    const struct batch_header *h)
{
    return h->base_offset == seg->end_offset &&
           (r->log->epochs.count == 0 ||
            epochs_at(&r->log->epochs, h->base_offset) == h->leader_epoch);
}

/* Walks a segment from `from` to the end of its file, checking CRCs after `trusted`. Leaves size
 * and end_offset at the end of the valid part. */
static int scan_segment(struct log_scan *r, struct segment *seg, int64_t from, int64_t trusted)
{
    struct segment_walk walk;
    struct batch_header h;
    int64_t position, file_size = seg->size;
    segment_walk_init(&walk, seg, from, file_size, r->chunk, SCAN_CHUNK);
    seg->size = from;
    seg->bytes_since_index = 0;
    int found;
    while ((found = segment_walk_next(&walk, &h, &position, r->err)) > 0) {
        bool right = true;
        int code = 0;
        if (position >= trusted)
            code = segment_walk_check(&walk, &h, position, &right, r->err);
        else if (walk.position > trusted)
            return damaged(r, seg, position);
        if (code < 0 && code != ERR_CORRUPT)
            return code;
        if (position >= trusted && (code < 0 || !right || !belongs(r, seg, &h)))
            break;
        code = segment_note(seg, &h, r->err);
        if (code < 0)
            return code;
        if (position >= trusted)
            note_producer(r, &h);
        if (h.leader_epoch > r->max_epoch)
            r->max_epoch = h.leader_epoch;
    }
    if (found == ERR_CORRUPT && walk.position < trusted)
        return damaged(r, seg, walk.position);
    if (found < 0 && found != ERR_CORRUPT)
        return found;
    r->opened->scanned_bytes += file_size - (trusted < file_size ? trusted : file_size);
    r->opened->cut_bytes += file_size - seg->size;
    seg->times_known = true;
    seg->index_looked_at = true;
    if (seg->size == file_size)
        return 0;
    r->cut = true;
    return log_file_truncate(&seg->log, seg->size, r->err);
}

/* Removes segments that no longer follow. Last first, so that a crash leaves no gap. */
static int drop_segments(struct log_scan *r, size_t keep)
{
    struct log *log = r->log;
    int dirfd = log_open_dir(log->io, log->dir, r->err);
    if (dirfd < 0)
        return dirfd;
    int code = 0;
    while (code == 0 && log->count > keep) {
        struct segment *seg = log_active(log);
        for (int kind = LOG_FILE_TIMEINDEX; code == 0 && kind >= LOG_FILE_BATCHES; kind--) {
            char name[LOG_FILE_NAME_SIZE];
            log_file_name((enum log_file_kind)kind, seg->base_offset, name);
            if (log->io->unlink(dirfd, name) < 0 && kind == LOG_FILE_BATCHES)
                code = err_errno(r->err, "cannot remove %s from %s", name, log->dir);
        }
        r->opened->cut_bytes += seg->size;
        segment_unref(seg);
        log->count--;
    }
    log->io->close(dirfd);
    log->names_changed = true;
    return code;
}

/* Reads the segments from the durable point on. */
static int scan(struct log_scan *r)
{
    struct log *log = r->log;
    size_t first = (size_t)segment_number(log, r->durable.segment);
    for (size_t i = first; i < log->count; i++) {
        struct segment *seg = log->segments[i];
        if (i > first && (r->cut || log->segments[i - 1]->end_offset != seg->base_offset))
            return drop_segments(r, i);
        bool trusted = r->durable.segment == seg->base_offset;
        int64_t bound = trusted ? r->durable.position : 0, from;
        int code = trim_indexes(r, seg, bound, r->durable.offset, &from);
        if (code < 0)
            return code;
        struct log_index_entry *last = &seg->times.last;
        seg->end_offset = seg->base_offset;
        if (log_index_count(&seg->times) > 0) {
            seg->max_timestamp = last->key;
            seg->max_timestamp_offset = seg->base_offset + last->value;
        }
        code = scan_segment(r, seg, from, bound);
        if (code < 0)
            return code;
        if (trusted && seg->end_offset < r->durable.offset)
            return damaged(r, seg, seg->size);
    }
    return 0;
}

/* What was read is now part of the log and has to be durable before anyone sees it. */
static int make_durable(struct log_scan *r)
{
    struct log *log = r->log;
    int code = 0;
    for (size_t i = 0; code == 0 && i < log->count; i++)
        if (log->segments[i]->base_offset >= r->durable.segment)
            code = log_file_sync(&log->segments[i]->log, r->err);
    for (size_t i = 0; code == 0 && i + 1 < log->count; i++) {
        if (log->segments[i]->base_offset < r->durable.segment)
            continue;
        code = segment_finish(log->segments[i], r->err);
        if (code == 0 || code == ERR_FULL)
            code = log_file_sync(&log->segments[i]->offsets.file, r->err);
        if (code == 0)
            code = log_file_sync(&log->segments[i]->times.file, r->err);
    }
    if (code == 0)
        code = log_sync_dir(log->io, log->dir, r->err);
    log->names_changed = false;
    return code;
}

/* The next epoch begins at the log's end, so that a consumer that had read further than what
 * survived can tell (KIP-101). If the disk is full, appends wait until the epochs are saved. */
static int begin_epoch(struct log_scan *r)
{
    struct log *log = r->log;
    if (log->epochs.count == 0 && log_end_offset(log) > log->start_offset)
        epochs_assign(&log->epochs, r->max_epoch < 0 ? 0 : r->max_epoch, log->start_offset);
    epochs_assign(&log->epochs, epochs_latest(&log->epochs) + 1, log_end_offset(log));
    int code = log_save_epochs(log, r->err);
    return code == ERR_FULL ? 0 : code;
}

/* A log that lacks durable bytes keeps its known end, so that no consumer falls back. */
static int serve_what_is_left(struct log_scan *r)
{
    struct segment *last = log_active(r->log);
    if (last->end_offset < r->durable.offset)
        last->end_offset = r->durable.offset;
    return 0;
}

/* The durable point's segment is shorter than it was: keeps its whole batches. */
static int trim_segment(struct log_scan *r, struct segment *seg)
{
    struct segment_walk walk;
    struct batch_header h;
    int64_t position;
    int found;
    segment_walk_init(&walk, seg, 0, seg->size, r->chunk, SCAN_CHUNK);
    while ((found = segment_walk_next(&walk, &h, &position, r->err)) > 0)
        ;
    seg->size = walk.position;
    return found == ERR_CORRUPT ? 0 : found;
}

static int recover(struct log_scan *r)
{
    struct log *log = r->log;
    ptrdiff_t known = segment_number(log, r->durable.segment);
    if (known < 0 || log->segments[known]->size < r->durable.position) {
        struct segment *seg = known < 0 ? log_active(log) : log->segments[known];
        int code = known < 0 ? 0 : trim_segment(r, seg);
        damaged(r, seg, known < 0 ? 0 : seg->size);
        return code < 0 ? code : serve_what_is_left(r);
    }
    int code = catch_up_producers(r);
    if (code == 0)
        code = scan(r);
    if (log->damage != NULL)
        return serve_what_is_left(r);
    if (code == 0)
        code = make_durable(r);
    if (code == 0)
        code = begin_epoch(r);
    log->unsaved_bytes = SNAPSHOT_BYTES; /* the next flush saves what this start has found */
    log->changed = true;
    return code;
}

/* If nothing else is known (the files came from another broker, or ours were lost), all but the
 * last segment count as durable and are never cut, since they were rolled long ago. */
static struct log_point last_segment(const struct log *log)
{
    int64_t base = log_active(log)->base_offset;
    return (struct log_point){.offset = base, .segment = base, .position = 0};
}

int log_recover(struct log *log, const struct log_known *known, struct log_opened *opened,
                struct err *err)
{
    struct log_scan r = {.log = log,
                         .durable = known->durable ? known->point.durable : last_segment(log),
                         .producers = known->producers ? known->producers_at
                                                       : (struct log_point){.segment = -1},
                         .opened = opened,
                         .err = err,
                         .max_epoch = -1};
    /* Producer state is only saved for what is durable. */
    if (known->producers && r.producers.offset > r.durable.offset)
        r.durable = r.producers;
    opened->unclean = true;
    r.chunk = mem_alloc(SCAN_CHUNK);
    int code = recover(&r);
    free(r.chunk);
    return code;
}
