/* checkpoint.c: one file that says how all partitions are, so that a stop writes one file and a
 * start reads one, however many there are.
 *
 * DATA/checkpoint holds what log_rest_save() says of each log that was at rest; of one that has
 * gone on since it is out of date, which the log's files tell. It is written while logs change, now
 * and then, so that after a crash only what has changed since has to be recovered. It is named
 * checkpoint.clean by a stop after which nothing happens, and renamed by the next start before
 * anything does.
 *
 * Version word, CRC-32C of what follows; then per partition the topic's id (16 bytes), its number
 * (4), a length (4) and so many bytes. Big-endian. */
#include "broker/checkpoint.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "batch/batch.h"
#include "broker/broker.h"
#include "broker/fatal.h"
#include "broker/partition.h"
#include "log/file.h"

static const char CHECKPOINT_V1[4] = {'G', 'R', 'C', '1'};
static const char CHECKPOINT[] = "checkpoint", CLEAN[] = "checkpoint.clean";

enum { HEAD = 8, ENTRY = 16 + 4 + 4, FILE_MAX = 256 * 1024 * 1024 };

static bool is_sound(struct bytes in)
{
    return in.len >= HEAD && memcmp(in.data, CHECKPOINT_V1, sizeof CHECKPOINT_V1) == 0 &&
           be32_get(in.data + 4) == crc32c(0, bytes_make(in.data + HEAD, in.len - HEAD));
}

static void take_entries(struct broker *b, struct bytes in)
{
    in = bytes_make(in.data + HEAD, in.len - HEAD);
    while (in.len >= ENTRY) {
        struct uuid id;
        memcpy(id.bytes, in.data, sizeof id.bytes);
        size_t len = be32_get(in.data + 20);
        if (len > in.len - ENTRY)
            return;
        struct topic *topic = catalog_topic_by_id(b, id);
        struct partition *p =
            topic != NULL ? topic_partition(topic, (int32_t)be32_get(in.data + 16)) : NULL;
        if (p != NULL && p->rest.len == 0)
            buf_add(&p->rest, in.data + ENTRY, len);
        in = bytes_make(in.data + ENTRY + len, in.len - ENTRY - len);
    }
}

static int load_from(struct broker *b, int dirfd, const char *name, struct err *err)
{
    struct buf raw = {0};
    int rc = log_file_load(&log_io_posix, dirfd, name, FILE_MAX, &raw, err);
    if (rc == 0 && is_sound(buf_bytes(&raw)))
        take_entries(b, buf_bytes(&raw));
    else if (rc == 0)
        rc = err_set(err, ERR_CORRUPT, "%s is damaged", name);
    buf_deinit(&raw);
    return rc;
}

static int open_dir(const struct broker *b, struct err *err)
{
    int fd = log_io_posix.open(AT_FDCWD, b->data_dir, O_RDONLY | O_DIRECTORY);
    return fd >= 0 ? fd : err_errno(err, "cannot open the data directory %s", b->data_dir);
}

int checkpoint_load(struct broker *b, bool *clean, struct err *err)
{
    int dirfd = open_dir(b, err);
    if (dirfd < 0)
        return dirfd;
    int rc = load_from(b, dirfd, CLEAN, err);
    *clean = rc == 0;
    if (rc == ERR_NOT_FOUND)
        rc = load_from(b, dirfd, CHECKPOINT, err);
    if (*clean &&
        (log_io_posix.rename(dirfd, CLEAN, CHECKPOINT) != 0 || log_io_posix.sync_dir(dirfd) != 0))
        rc = err_errno(err, "cannot rename %s in %s", CLEAN, b->data_dir);
    log_io_posix.close(dirfd);
    return rc == ERR_IO || rc == ERR_FULL ? rc : 0;
}

/* ---- saving ---- */

static void add_entry(struct buf *out, const struct partition *p)
{
    if (p->log != NULL ? !log_is_at_rest(p->log) : p->rest.len == 0)
        return;
    buf_add(out, p->topic->id.bytes, sizeof p->topic->id.bytes);
    size_t at = out->len;
    be32_put(buf_reserve(out, 8), (uint32_t)p->index);
    out->len += 8;
    if (p->log != NULL)
        log_rest_save(p->log, out);
    else
        buf_add_bytes(out, buf_bytes(&p->rest));
    be32_put(out->data + at + 4, (uint32_t)(out->len - at - 8));
}

static void format(const struct broker *b, struct buf *out)
{
    memset(buf_reserve(out, HEAD), 0, HEAD);
    out->len += HEAD;
    for (size_t i = 0; i < b->catalog.count; i++) {
        const struct topic *topic = b->catalog.by_id[i];
        for (int32_t n = 0; n < topic->partition_count; n++)
            add_entry(out, topic->partitions[n]);
    }
    memcpy(out->data, CHECKPOINT_V1, sizeof CHECKPOINT_V1);
    be32_put(out->data + 4, crc32c(0, bytes_make(out->data + HEAD, out->len - HEAD)));
}

static int write_file(const struct broker *b, const char *name, const struct buf *content,
                      struct err *err)
{
    int dirfd = open_dir(b, err);
    if (dirfd < 0)
        return dirfd;
    int rc = log_file_replace(&log_io_posix, dirfd, name, buf_bytes(content), err);
    if (rc == 0 && log_io_posix.sync_dir(dirfd) != 0)
        rc = err_errno(err, "cannot sync the data directory %s", b->data_dir);
    log_io_posix.close(dirfd);
    return rc;
}

int checkpoint_save(struct broker *b, struct err *err)
{
    struct buf content = {0};
    format(b, &content);
    int rc = write_file(b, CLEAN, &content, err);
    buf_deinit(&content);
    return rc;
}

/* ---- while the broker runs ---- */

struct writing {
    struct job job; /* first: the thread gives it back */
    struct broker *broker;
    struct buf content;
};

static int run_writing(struct job *job, struct err *err)
{
    struct writing *w = (struct writing *)job;
    return write_file(w->broker, CHECKPOINT, &w->content, err);
}

/* It only speeds up the start after a crash, so a full disk is not a reason to stop. */
static void on_written(struct job *job, const struct err *failed)
{
    struct writing *w = (struct writing *)job;
    w->broker->checkpointing = false;
    if (failed != NULL && failed->code != ERR_FULL)
        broker_die(failed);
    buf_deinit(&w->content);
    free(w);
}

void checkpoint_begin(struct broker *b)
{
    if (b->checkpointing || b->stopping)
        return;
    struct writing *w = mem_zero(1, sizeof *w);
    *w = (struct writing){.job = {.run = run_writing, .done = on_written}, .broker = b};
    format(b, &w->content);
    b->checkpointing = true;
    workers_submit(b->flushers, &w->job);
}
