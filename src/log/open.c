/* open.c: creating a log's directory, and loading an existing one. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "log/log_internal.h"

enum { STATE_MAX = 16 * 1024 * 1024, TEXT_MAX = 1024 * 1024 };

struct found_segment {
    int64_t base_offset;
    int64_t size;
};

struct found {
    struct found_segment *segments;
    size_t count;
};

static int by_base(const void *a, const void *b)
{
    int64_t x = ((const struct found_segment *)a)->base_offset;
    int64_t y = ((const struct found_segment *)b)->base_offset;
    return (x > y) - (x < y);
}

/* The base offset in the name NAME.log, or -1. */
static int64_t base_of_name(const char *name)
{
    if (strlen(name) != 24 || strcmp(name + 20, ".log") != 0 || strspn(name, "0123456789") != 20)
        return -1;
    errno = 0;
    int64_t base = strtoll(name, NULL, 10);
    return errno == 0 ? base : -1;
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

/* All segments of the directory, in order; removes what a crash left half-created. */
static int list_segments(const struct log_io *io, int dirfd, struct found *out, struct err *err)
{
    int copy = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (dir == NULL) {
        int code = err_errno(err, "cannot list a partition's directory");
        if (copy >= 0)
            close(copy);
        return code;
    }
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        struct stat st;
        int64_t base = base_of_name(entry->d_name);
        if (ends_with(entry->d_name, ".tmp"))
            io->unlink(dirfd, entry->d_name);
        if (base < 0 || fstatat(dirfd, entry->d_name, &st, 0) < 0)
            continue;
        out->segments = mem_grow(out->segments, out->count + 1, sizeof *out->segments);
        out->segments[out->count++] = (struct found_segment){base, st.st_size};
    }
    closedir(dir);
    if (out->count > 1)
        qsort(out->segments, out->count, sizeof *out->segments, by_base);
    return 0;
}

static int write_recovery(const struct log_io *io, int dirfd, struct err *err)
{
    uint8_t raw[RECOVERY_SIZE];
    recovery_format(&(struct recovery_point){.clean = true}, raw);
    return log_file_replace(io, dirfd, RECOVERY_FILE, bytes_make(raw, sizeof raw), err);
}

/* partition.metadata is created last: a directory that has it is complete. */
static int fill_directory(const struct log_io *io, const char *dir, int dirfd,
                          const uint8_t topic_id[16], struct err *err)
{
    struct found found = {0};
    struct buf text = {0};
    struct stat st;
    int code = list_segments(io, dirfd, &found, err);
    if (code == 0 && found.count == 0 && fstatat(dirfd, RECOVERY_FILE, &st, 0) < 0) {
        code = segment_create(io, dir, 0, err);
        buf_add_text(&text, "0\n1\n0 0\n");
        if (code == 0)
            code = log_file_replace(io, dirfd, EPOCHS_FILE, buf_bytes(&text), err);
        if (code == 0)
            code = write_recovery(io, dirfd, err);
    }
    buf_clear(&text);
    metadata_format(topic_id, &text);
    if (code == 0)
        code = log_file_replace(io, dirfd, METADATA_FILE, buf_bytes(&text), err);
    if (code == 0 && io->sync_dir(dirfd) < 0)
        code = err_errno(err, "cannot sync directory %s", dir);
    free(found.segments);
    buf_deinit(&text);
    return code;
}

static int sync_parent(const struct log_io *io, const char *dir, struct err *err)
{
    const char *slash = strrchr(dir, '/');
    char *parent = slash == NULL  ? mem_text(".")
                   : slash == dir ? mem_text("/")
                                  : mem_text_of(bytes_make(dir, (size_t)(slash - dir)));
    int code = log_sync_dir(io, parent, err);
    free(parent);
    return code;
}

int log_create(const struct log_io *io, const char *dir, const uint8_t topic_id[16],
               struct err *err)
{
    bool made = io->mkdir(dir) == 0;
    if (!made && errno != EEXIST)
        return err_errno(err, "cannot create directory %s", dir);
    int dirfd = log_open_dir(io, dir, err);
    if (dirfd < 0)
        return dirfd;
    struct stat st;
    int code = 0;
    if (made || fstatat(dirfd, METADATA_FILE, &st, 0) < 0)
        code = fill_directory(io, dir, dirfd, topic_id, err);
    io->close(dirfd);
    return code == 0 && made ? sync_parent(io, dir, err) : code;
}

int log_is_of_topic(const struct log_io *io, int dirfd, const uint8_t topic_id[16], bool *is,
                    struct err *err)
{
    struct buf text = {0};
    uint8_t id[16];
    int code = log_file_load(io, dirfd, METADATA_FILE, TEXT_MAX, &text, err);
    *is = code == 0 && metadata_parse(buf_bytes(&text), id) && memcmp(id, topic_id, sizeof id) == 0;
    buf_deinit(&text);
    return code == ERR_IO ? code : 0;
}

static int check_topic_id(const struct log *log, int dirfd, const uint8_t topic_id[16],
                          struct err *err)
{
    bool ours;
    int code = log_is_of_topic(log->io, dirfd, topic_id, &ours, err);
    if (code == 0 && !ours)
        code = err_set(err, ERR_CORRUPT,
                       "%s/" METADATA_FILE " names another topic id: the directory belongs to a "
                       "topic that was deleted or to another broker; move it away",
                       log->dir);
    return code;
}

/* If our own files are missing or damaged, the log is read instead. */
static int load_small_files(struct log *log, int dirfd, struct log_known *known, struct err *err)
{
    struct buf raw = {0};
    int code = log_file_load(log->io, dirfd, RECOVERY_FILE, RECOVERY_SIZE, &raw, err);
    known->durable = code == 0 && recovery_parse(buf_bytes(&raw), &known->point);
    buf_clear(&raw);
    if (code != ERR_IO)
        code = log_file_load(log->io, dirfd, PRODUCERS_FILE, STATE_MAX, &raw, err);
    known->producers =
        code == 0 && producer_state_parse(buf_bytes(&raw), &known->producers_at, &log->producers);
    buf_deinit(&raw);
    return code == ERR_IO ? code : 0;
}

static int load_epochs(struct log *log, int dirfd, struct err *err)
{
    struct buf raw = {0};
    int code = log_file_load(log->io, dirfd, EPOCHS_FILE, TEXT_MAX, &raw, err);
    if (code == 0 && epochs_parse(&log->epochs, buf_bytes(&raw), NULL) < 0)
        epochs_deinit(&log->epochs);
    buf_deinit(&raw);
    return code == ERR_IO ? code : 0;
}

/* What was saved at rest may be newer than our files, which are not synced: it wins. */
static void add_rest(struct log *log, struct log_known *known)
{
    const struct log_rest *rest = &known->rest;
    if (!known->durable || rest->end.at.offset > known->point.durable.offset)
        known->point =
            (struct recovery_point){.durable = rest->end.at, .start_offset = rest->start_offset};
    known->durable = true;
    if (known->producers && known->producers_at.offset >= rest->end.at.offset)
        return;
    producers_deinit(&log->producers);
    known->producers = producers_load(&log->producers, rest->producers, NULL) == 0;
    known->producers_at = rest->end.at;
    if (!known->producers)
        producers_deinit(&log->producers);
}

/* Creates segments from the files, except those that retention had already removed. */
static int take_segments(struct log *log, int dirfd, const struct log_known *known, struct err *err)
{
    struct found found = {0};
    int code = list_segments(log->io, dirfd, &found, err);
    for (size_t i = 0; code == 0 && i < found.count; i++) {
        struct segment *seg = segment_new(log->files, log->dir, found.segments[i].base_offset,
                                          log->config.index_interval_bytes);
        seg->size = found.segments[i].size;
        bool last = i + 1 == found.count;
        seg->end_offset = last ? seg->base_offset : found.segments[i + 1].base_offset;
        if (!last && known->durable && seg->end_offset <= known->point.start_offset) {
            log->dead = mem_grow(log->dead, log->dead_count + 1, sizeof(struct segment *));
            log->dead[log->dead_count++] = seg;
        } else {
            log_push_segment(log, seg);
        }
    }
    free(found.segments);
    return code;
}

static void drop_segments(struct log *log)
{
    while (log->count > 0)
        segment_unref(log->segments[--log->count]);
    while (log->dead_count > 0)
        segment_unref(log->dead[--log->dead_count]);
}

/* In a directory without segments, records are lost if there were any; otherwise it was never used.
 */
static int take_none(struct log *log, const struct log_known *known, struct err *err)
{
    int64_t base = known->durable ? known->point.durable.offset : 0;
    int code = 0;
    if (base == 0)
        code = segment_create(log->io, log->dir, 0, err);
    else
        log_fail(log, &(struct err){ERR_CORRUPT, "all segment files are gone: restore them"});
    log_push_segment(
        log, segment_new_empty(log->files, log->dir, base, log->config.index_interval_bytes));
    log->names_changed = base == 0;
    return code;
}

static bool was_closed(const struct log *log, const struct log_known *known)
{
    const struct log_point *end = &known->point.durable;
    const struct segment *last = log_active(log);
    return known->durable && known->point.clean && last->base_offset == end->segment &&
           last->size == end->position && log->epochs.count > 0 &&
           (end->offset == 0 || (known->producers && known->producers_at.offset == end->offset));
}

/* The log is as it was at rest. The epochs reveal a recovery that ended at the same offset. */
static bool is_rested(const struct log *log, const struct log_known *known)
{
    const struct log_point *end = &known->rest.end.at;
    const struct segment *last = log->count > 0 ? log_active(log) : NULL;
    return last != NULL && last->base_offset == end->segment && last->size == end->position &&
           epochs_latest(&log->epochs) == known->rest.epoch;
}

static void take_rest(struct log *log, const struct log_rest *rest)
{
    struct segment *last = log_active(log);
    log->start_offset = log->segments[0]->base_offset;
    if (rest->start_offset > log->start_offset)
        log->start_offset = rest->start_offset;
    last->end_offset = rest->end.at.offset;
    last->max_timestamp = rest->end.max_timestamp;
    last->max_timestamp_offset = rest->end.max_timestamp_offset;
    last->times_known = rest->end.max_timestamp != SEGMENT_UNKNOWN_TIME;
    if (!last->times_known)
        last->max_timestamp = last->max_timestamp_offset = -1;
}

static int load(struct log *log, int dirfd, struct bytes rest, struct log_opened *opened,
                struct err *err)
{
    struct log_known known = {0};
    known.rested = log_rest_parse(rest, &known.rest);
    int code = load_epochs(log, dirfd, err);
    if (code == 0 && known.rested) {
        known.durable = true;
        known.point.start_offset = known.rest.start_offset;
        code = take_segments(log, dirfd, &known, err);
        if (code == 0 && is_rested(log, &known) &&
            producers_load(&log->producers, known.rest.producers, NULL) == 0) {
            take_rest(log, &known.rest);
            return 0;
        }
        known.durable = false;
        drop_segments(log);
        producers_deinit(&log->producers);
    }
    if (code == 0)
        code = load_small_files(log, dirfd, &known, err);
    if (code == 0 && known.rested)
        add_rest(log, &known);
    if (code == 0)
        code = take_segments(log, dirfd, &known, err);
    if (code == 0 && opened == NULL && (log->count == 0 || !was_closed(log, &known)))
        code = err_set(err, ERR_NOT_FOUND, "%s was not closed", log->dir);
    if (code == 0 && log->count == 0)
        code = take_none(log, &known, err);
    if (code < 0)
        return code;
    log->start_offset = log->segments[0]->base_offset;
    if (known.durable && known.point.start_offset > log->start_offset)
        log->start_offset = known.point.start_offset;
    if (log->damage != NULL)
        return 0;
    if (!was_closed(log, &known))
        return log_recover(log, &known, opened, err);
    log_active(log)->end_offset = known.point.durable.offset;
    if (log_active(log)->size == 0)
        log_active(log)->times_known = true;
    return 0;
}

/* `opened` is NULL if nothing may be recovered. */
static int open_log(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                    const struct log_config *config, struct bytes rest, struct log **out,
                    struct log_opened *opened, struct err *err)
{
    const struct log_io *io = log_files_io(files);
    *out = NULL;
    struct log *log = mem_zero(1, sizeof *log);
    *log = (struct log){.refs = 1, .dir = mem_text(dir), .files = files, .io = io};
    log_file_init(&log->recovery, files, log->dir, LOG_FILE_RECOVERY, 0);
    log->producers.all = log_files_producers(files);
    log_configure(log, config);
    int dirfd = log_open_dir(io, dir, err);
    int code = dirfd < 0 ? dirfd : check_topic_id(log, dirfd, topic_id, err);
    if (code == 0)
        code = load(log, dirfd, rest, opened, err);
    if (dirfd >= 0)
        io->close(dirfd);
    if (code < 0) {
        err_prefix(err, "opening %s: ", dir);
        log_free(log);
        return code;
    }
    struct segment *last = log_active(log);
    log->durable.at = (struct log_point){last->end_offset, last->base_offset, last->size};
    log->durable.max_timestamp = last->times_known ? last->max_timestamp : SEGMENT_UNKNOWN_TIME;
    log->durable.max_timestamp_offset = last->max_timestamp_offset;
    *out = log;
    return 0;
}

int log_open_known(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                   const struct log_config *config, struct bytes rest, struct log **out,
                   struct log_opened *opened, struct err *err)
{
    *out = NULL;
    *opened = (struct log_opened){.created = access(dir, F_OK) < 0};
    int code = log_create(log_files_io(files), dir, topic_id, err);
    return code < 0 ? code : open_log(files, dir, topic_id, config, rest, out, opened, err);
}

int log_open_at_rest(struct log_files *files, const char *dir, const uint8_t topic_id[16],
                     const struct log_config *config, struct bytes rest, struct log **out,
                     struct err *err)
{
    *out = NULL;
    if (access(dir, F_OK) < 0)
        return err_set(err, ERR_NOT_FOUND, "%s is not there", dir);
    return open_log(files, dir, topic_id, config, rest, out, NULL, err);
}

int log_open(struct log_files *files, const char *dir, const uint8_t topic_id[16],
             const struct log_config *config, struct log **out, struct log_opened *opened,
             struct err *err)
{
    struct log_opened unwanted;
    return log_open_known(files, dir, topic_id, config, BYTES_NULL, out,
                          opened != NULL ? opened : &unwanted, err);
}
