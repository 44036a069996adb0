/* retain.c: retention, and deleting a whole log. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/mem.h"
#include "log/log_internal.h"

static int expired(const struct log *log, struct segment *seg, int64_t now_ms, bool *out,
                   struct err *err)
{
    *out = false;
    if (log->config.retention_ms < 0 || seg->size == 0)
        return 0;
    int code = segment_load_times(seg, err);
    *out = code == 0 && seg->max_timestamp >= 0 &&
           now_ms - seg->max_timestamp > log->config.retention_ms;
    return code;
}

static void remove_first(struct log *log, struct log_removed *out)
{
    struct segment *seg = log->segments[0];
    log->dead = mem_grow(log->dead, log->dead_count + 1, sizeof(struct segment *));
    log->dead[log->dead_count++] = seg;
    log->count--;
    memmove(log->segments, log->segments + 1, log->count * sizeof(struct segment *));
    log->start_offset = log->segments[0]->base_offset;
    epochs_drop_before(&log->epochs, log->start_offset);
    log->changed = true;
    out->segments++;
    out->bytes += seg->size;
}

int log_retain(struct log *log, int64_t now_ms, struct log_removed *out, struct err *err)
{
    *out = (struct log_removed){.start_offset = log->start_offset};
    if (log->damage != NULL)
        return 0;
    int64_t size = log_size_bytes(log);
    int code = 0;
    for (;;) {
        struct segment *seg = log->segments[0];
        bool old;
        code = expired(log, seg, now_ms, &old, err);
        if (code == 0 && old && log->count == 1 && seg->end_offset == log->durable.at.offset)
            code = log_roll(log, err);
        if (code < 0 || log->count == 1)
            break;
        bool durable = log->segments[1]->base_offset <= log->durable.at.offset;
        bool over =
            log->config.retention_bytes >= 0 && size - seg->size >= log->config.retention_bytes;
        if (!durable || !(old || over))
            break;
        size -= seg->size;
        remove_first(log, out);
    }
    out->start_offset = log->start_offset;
    return code;
}

static const char TRASH_SUFFIX[] = "-delete";
enum { TRASH_ID_HEX = 32, TRASH_TAIL = 1 + TRASH_ID_HEX + sizeof TRASH_SUFFIX - 1 };

/* DIR.ID-delete; a long name is cut so that the result still fits (255 bytes). */
static int trash_path(const char *dir, char *out, size_t size, struct err *err)
{
    uint8_t id[TRASH_ID_HEX / 2];
    char hex[TRASH_ID_HEX + 1];
    if (getentropy(id, sizeof id) < 0)
        return err_errno(err, "cannot get random bytes");
    for (size_t i = 0; i < sizeof id; i++)
        snprintf(hex + 2 * i, 3, "%02x", id[i]);
    const char *slash = strrchr(dir, '/');
    size_t parent = slash == NULL ? 0 : (size_t)(slash + 1 - dir);
    size_t name = strlen(dir) - parent;
    if (name > 255 - TRASH_TAIL)
        name = 255 - TRASH_TAIL;
    if (parent + name + TRASH_TAIL >= size)
        return err_set(err, ERR_TOO_BIG, "the path of %s is too long", dir);
    snprintf(out, size, "%.*s.%s%s", (int)(parent + name), dir, hex, TRASH_SUFFIX);
    return 0;
}

static int move_to_trash(const struct log_io *io, const char *dir, char *trash, size_t size,
                         struct err *err)
{
    int code = trash_path(dir, trash, size, err);
    if (code == 0 && io->rename(AT_FDCWD, dir, trash) < 0)
        code = err_errno(err, "cannot rename %s", dir);
    return code;
}

int log_delete(struct log *log, char *trash, size_t trash_size, struct err *err)
{
    int code = move_to_trash(log->io, log->dir, trash, trash_size, err);
    if (code == 0)
        log_free(log);
    return code;
}

int log_delete_closed(const struct log_io *io, const char *dir, const uint8_t topic_id[16],
                      char *trash, size_t trash_size, struct err *err)
{
    bool ours;
    trash[0] = '\0';
    if (access(dir, F_OK) < 0)
        return 0;
    int dirfd = log_open_dir(io, dir, err);
    if (dirfd < 0)
        return dirfd;
    int code = log_is_of_topic(io, dirfd, topic_id, &ours, err);
    io->close(dirfd);
    return code == 0 && ours ? move_to_trash(io, dir, trash, trash_size, err) : code;
}

bool log_trash_is_name(const char *name)
{
    size_t len = strlen(name);
    return len > TRASH_TAIL && name[len - TRASH_TAIL] == '.' &&
           strspn(name + len - TRASH_TAIL + 1, "0123456789abcdef") == TRASH_ID_HEX &&
           strcmp(name + len - sizeof TRASH_SUFFIX + 1, TRASH_SUFFIX) == 0;
}

int log_trash_empty(const struct log_io *io, const char *trash, struct err *err)
{
    DIR *dir = opendir(trash);
    if (dir == NULL)
        return errno == ENOENT ? 0 : err_errno(err, "cannot list %s", trash);
    int code = 0;
    struct dirent *entry;
    while (code == 0 && (entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (io->unlink(dirfd(dir), entry->d_name) < 0 && errno != ENOENT)
            code = err_errno(err, "cannot remove %s from %s", entry->d_name, trash);
    }
    closedir(dir);
    if (code == 0 && rmdir(trash) < 0 && errno != ENOENT)
        code = err_errno(err, "cannot remove %s", trash);
    return code;
}
