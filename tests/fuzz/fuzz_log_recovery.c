/* fuzz_log_recovery.c: a partition's directory as a crash, a bad disk or a stranger may leave it.
 * Opening must take it or refuse it, never break; what it takes must read whole from start to end,
 * go on from there, and be the same after a clean close.
 *
 * Input: a byte of flags, then four files, each with its length in front (2 bytes): index, time
 * index, recovery point, producer state; the rest is the segment. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch_builder.h"
#include "log/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEND_CRCS = 1, WITH_RECOVERY = 2, WITH_PRODUCERS = 4, WITH_EPOCHS = 8 };

static const uint8_t topic_id[16] = {1};
static char root[40];
static char dir[64];

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void clean_up(void)
{
    struct err err;
    log_trash_empty(&log_io_posix, dir, &err);
    rmdir(root);
}

static int no_sync(int fd)
{
    (void)fd;
    return 0;
}

static void put(const char *name, struct bytes content)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    check(fd >= 0 && write(fd, content.data, content.len) == (ssize_t)content.len);
    close(fd);
}

static struct bytes take(struct bytes *rest, size_t len)
{
    len = len < rest->len ? len : rest->len;
    struct bytes head = bytes_make(rest->data, len);
    *rest = bytes_make(rest->data + len, rest->len - len);
    return head;
}

static struct bytes take_file(struct bytes *rest)
{
    struct bytes len = take(rest, 2);
    return take(rest, len.len < 2 ? 0 : be16_get(len.data));
}

/* Without right CRCs nothing would come past the first batch. */
static void mend(struct bytes segment, uint8_t *copy)
{
    struct batch_header h;
    for (size_t at = 0; at < segment.len; at += batch_size(&h)) {
        struct bytes rest = bytes_make(copy + at, segment.len - at);
        if (batch_header_read(rest, &h) != BATCH_OK || batch_size(&h) > rest.len)
            break;
        batch_set_max_timestamp(copy + at, batch_size(&h), h.max_timestamp);
    }
}

static void fill(struct bytes rest)
{
    struct bytes flags = take(&rest, 1);
    int flag = flags.len == 0 ? 0 : flags.data[0];
    put("partition.metadata", bytes_of("version: 0\ntopic_id: AQAAAAAAAAAAAAAAAAAAAA"));
    put("00000000000000000000.index", take_file(&rest));
    put("00000000000000000000.timeindex", take_file(&rest));
    struct bytes recovery = take_file(&rest), producers = take_file(&rest);
    if (flag & WITH_RECOVERY)
        put("recovery-point", recovery);
    if (flag & WITH_PRODUCERS)
        put("producer-state", producers);
    if (flag & WITH_EPOCHS)
        put("leader-epoch-checkpoint", bytes_of("0\n1\n0 0\n"));
    uint8_t *copy = malloc(rest.len + 1);
    memcpy(copy, rest.data, rest.len);
    if (flag & MEND_CRCS)
        mend(rest, copy);
    put("00000000000000000000.log", bytes_make(copy, rest.len));
    free(copy);
}

/* The offset behind the last batch; -1 where one goes back or is none, which only what recovery was
 * told to trust may hold. */
static int64_t read_all(struct log *log)
{
    struct err err;
    struct log_slice slice;
    int64_t offset = log_start_offset(log);
    while (log_read(log, offset, 512, true, LOG_TO_END, &slice, &err) == 0 && slice.len > 0) {
        uint8_t *bytes = malloc(slice.len);
        check(log_slice_copy(&slice, bytes, &err) == 0);
        struct bytes rest = bytes_make(bytes, slice.len), batch;
        struct batch_header h;
        bool rises = true;
        while (rises && batch_next(&rest, &h, &batch) == BATCH_OK) {
            rises = batch_last_offset(&h) >= offset;
            offset = batch_last_offset(&h) + 1;
        }
        bool whole = rises && rest.len == 0;
        free(bytes);
        log_slice_release(&slice);
        if (!whole)
            return -1;
    }
    return offset;
}

static void append_one(struct log *log)
{
    struct batch_builder builder = {0};
    struct buf batch = {0};
    struct err err;
    struct log_appended out;
    batch_builder_init(&builder);
    batch_builder_add(&builder, 5, BYTES_NULL, bytes_of("v"), NULL, 0);
    check(batch_builder_finish(&builder, CODEC_NONE, &batch, &err) == 0);
    check(log_append(log, batch.data, batch.len, &out, &err) == 0);
    check(out.verdict == LOG_APPENDED);
    buf_deinit(&batch);
    batch_builder_deinit(&builder);
}

static struct log *try_open(struct log_files *files)
{
    struct err err;
    struct log *log = NULL;
    struct log_config config = log_config_default;
    config.index_interval_bytes = 100;
    log_open(files, dir, topic_id, &config, &log, NULL, &err);
    return log;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct log_io io;
    if (dir[0] == '\0') {
        const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(root, sizeof root, "%s/ground-fuzz-XXXXXX", base);
        check(mkdtemp(root) != NULL);
        snprintf(dir, sizeof dir, "%s/t-0", root);
        atexit(clean_up);
        io = log_io_posix;
        io.sync_data = io.sync_dir = no_sync;
    }
    struct err err;
    log_trash_empty(&log_io_posix, dir, &err);
    check(io.mkdir(dir) == 0);
    fill(bytes_make(data, size));
    struct log_files *files = log_files_new(&io, 8);
    struct log *log = try_open(files);
    if (log != NULL) {
        int64_t end = read_all(log);
        check(end >= 0 || (size > 0 && (data[0] & (WITH_RECOVERY | WITH_PRODUCERS)) != 0));
        struct log_found found;
        log_find_time(log, 3, &found, &err);
        log_find_max_timestamp(log, &found, &err);
        if (log_damage(log) == NULL && end == log_end_offset(log) && end < INT64_MAX / 2) {
            append_one(log);
            check(log_close(log, &err) == 0);
            log = try_open(files);
            check(log != NULL && log_damage(log) == NULL && read_all(log) == end + 1);
        }
        log_abandon(log);
    }
    log_files_free(files);
    return 0;
}
