/* log_kit.c: see log_kit.h. */
#include "log_kit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch_builder.h"
#include "test.h"

const uint8_t KIT_TOPIC[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

struct kit_faults kit_faults;

static int descriptors; /* opened through a table of this file and not closed yet */

void kit_begin(struct kit *kit, const struct log_io *io)
{
    *kit = (struct kit){.config = log_config_default};
    snprintf(kit->root, sizeof kit->root, "/tmp/ground-log-XXXXXX");
    assert_non_null(mkdtemp(kit->root));
    snprintf(kit->dir, sizeof kit->dir, "%s/t-0", kit->root);
    kit->files = log_files_new(io, 64);
    kit_faults = (struct kit_faults){0};
    descriptors = 0;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

void kit_end(struct kit *kit)
{
    kit_faults = (struct kit_faults){0};
    if (kit->log != NULL)
        kit_crash(kit);
    assert_int_equal(log_files_open_count(kit->files), 0);
    assert_int_equal(descriptors, 0);
    log_files_free(kit->files);
    nftw(kit->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int kit_try_open(struct kit *kit)
{
    kit->err = (struct err){0};
    return log_open(kit->files, kit->dir, KIT_TOPIC, &kit->config, &kit->log, &kit->opened,
                    &kit->err);
}

void kit_open(struct kit *kit)
{
    if (kit_try_open(kit) != 0)
        fail_msg("%s", kit->err.text);
}

void kit_close(struct kit *kit)
{
    if (log_close(kit->log, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
    kit->log = NULL;
}

void kit_crash(struct kit *kit)
{
    log_abandon(kit->log);
    kit->log = NULL;
}

void kit_recover(struct kit *kit)
{
    kit_crash(kit);
    kit_open(kit);
}

void kit_make(const struct kit_batch *what, struct buf *out)
{
    struct batch_builder builder = {0};
    batch_builder_init(&builder);
    if (what->producer_id > 0) {
        builder.header.producer_id = what->producer_id;
        builder.header.producer_epoch = what->epoch;
        builder.header.base_sequence = what->sequence;
    }
    uint8_t *value = calloc(1, what->value_size + 1);
    memset(value, 'v', what->value_size);
    for (int32_t i = 0; i < what->count; i++)
        batch_builder_add(&builder, what->timestamp + i, BYTES_NULL,
                          bytes_make(value, what->value_size), NULL, 0);
    struct err err;
    assert_int_equal(batch_builder_finish(&builder, what->codec, out, &err), 0);
    batch_builder_deinit(&builder);
    free(value);
}

int kit_try_append(struct kit *kit, const struct kit_batch *what, struct log_appended *out)
{
    struct buf batch = {0};
    kit_make(what, &batch);
    int code = log_append(kit->log, batch.data, batch.len, out, &kit->err);
    buf_deinit(&batch);
    return code;
}

struct log_appended kit_append(struct kit *kit, const struct kit_batch *what)
{
    struct log_appended out;
    if (kit_try_append(kit, what, &out) != 0)
        fail_msg("%s", kit->err.text);
    return out;
}

void kit_flush(struct kit *kit)
{
    struct log_flush *flush = log_flush_prepare(kit->log, &kit->err);
    if (flush == NULL) {
        assert_int_equal(kit->err.code, 0);
        return;
    }
    int code = log_flush_run(flush, &kit->err);
    log_flush_done(flush);
    if (code != 0)
        fail_msg("%s", kit->err.text);
}

int64_t kit_read_all(struct kit *kit, enum log_extent extent)
{
    int64_t offset = log_start_offset(kit->log);
    for (;;) {
        struct log_slice slice;
        if (log_read(kit->log, offset, 4096, true, extent, &slice, &kit->err) != 0)
            fail_msg("%s", kit->err.text);
        if (slice.len == 0)
            return offset;
        uint8_t *bytes = malloc(slice.len);
        assert_int_equal(log_slice_copy(&slice, bytes, &kit->err), 0);
        struct bytes rest = bytes_make(bytes, slice.len), batch;
        struct batch_header h;
        while (batch_next(&rest, &h, &batch) == BATCH_OK) {
            assert_int_equal(h.base_offset, offset);
            assert_true(batch_crc_matches(batch));
            offset = batch_last_offset(&h) + 1;
        }
        assert_int_equal(rest.len, 0);
        free(bytes);
        log_slice_release(&slice);
    }
}

static void path_of(const struct kit *kit, const char *name, char out[160])
{
    snprintf(out, 160, "%s/%s", kit->dir, name);
}

void kit_load(const struct kit *kit, const char *name, struct buf *out)
{
    char path[160];
    path_of(kit, name, path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    buf_clear(out);
    size_t n;
    while ((n = fread(buf_reserve(out, 65536), 1, 65536, file)) > 0)
        out->len += n;
    fclose(file);
}

void kit_store(const struct kit *kit, const char *name, struct bytes content)
{
    char path[160];
    path_of(kit, name, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.data, 1, content.len, file), content.len);
    fclose(file);
}

void kit_remove(const struct kit *kit, const char *name)
{
    char path[160];
    path_of(kit, name, path);
    assert_int_equal(unlink(path), 0);
}

bool kit_exists(const struct kit *kit, const char *name)
{
    char path[160];
    path_of(kit, name, path);
    return access(path, F_OK) == 0;
}

void kit_save(const struct kit *kit, struct kit_image *image)
{
    *image = (struct kit_image){0};
    DIR *dir = opendir(kit->dir);
    assert_non_null(dir);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        assert_true(image->count < ARRAY_SIZE(image->files));
        snprintf(image->files[image->count].name, sizeof image->files[0].name, "%.63s",
                 entry->d_name);
        kit_load(kit, entry->d_name, &image->files[image->count++].content);
    }
    closedir(dir);
}

void kit_restore(const struct kit *kit, const struct kit_image *image)
{
    DIR *dir = opendir(kit->dir);
    assert_non_null(dir);
    struct dirent *entry;
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    for (size_t i = 0; i < image->count; i++)
        kit_store(kit, image->files[i].name, buf_bytes(&image->files[i].content));
}

void kit_image_deinit(struct kit_image *image)
{
    for (size_t i = 0; i < image->count; i++)
        buf_deinit(&image->files[i].content);
}

/* -- Faults -- */

static bool fails(bool takes_space)
{
    if (kit_faults.only_space && !takes_space)
        return false;
    kit_faults.calls++;
    bool now =
        kit_faults.fail_at > 0 && (kit_faults.calls == kit_faults.fail_at ||
                                   (kit_faults.fail_on && kit_faults.calls > kit_faults.fail_at));
    if (now)
        errno = kit_faults.error;
    return now;
}

static int counted_open(int dir, const char *name, int flags)
{
    int fd = log_io_posix.open(dir, name, flags);
    descriptors += fd >= 0;
    return fd;
}

static int counted_close(int fd)
{
    descriptors--;
    return log_io_posix.close(fd);
}

static int faulty_open(int dir, const char *name, int flags)
{
    return fails((flags & O_CREAT) != 0) ? -1 : counted_open(dir, name, flags);
}

static ssize_t faulty_pwrite(int fd, const void *data, size_t len, off_t at)
{
    if (!fails(true))
        return log_io_posix.pwrite(fd, data, len, at);
    /* A full disk takes part of a write before it refuses the rest. */
    int error = errno;
    if (kit_faults.only_space && len > 1)
        (void)!pwrite(fd, data, len / 2, at);
    errno = error;
    return -1;
}

static int faulty_truncate(int fd, off_t size)
{
    return fails(false) ? -1 : log_io_posix.truncate(fd, size);
}

static int faulty_sync(int fd)
{
    (void)fd;
    return fails(false) ? -1 : 0;
}

static int faulty_rename(int dir, const char *from, const char *to)
{
    return fails(true) ? -1 : log_io_posix.rename(dir, from, to);
}

static int faulty_unlink(int dir, const char *name)
{
    return fails(false) ? -1 : log_io_posix.unlink(dir, name);
}

static int faulty_mkdir(const char *path)
{
    return fails(true) ? -1 : log_io_posix.mkdir(path);
}

static ssize_t faulty_pread(int fd, void *data, size_t len, off_t at)
{
    return fails(false) ? -1 : log_io_posix.pread(fd, data, len, at);
}

const struct log_io kit_faulty_io = {
    .open = faulty_open,
    .close = counted_close,
    .pread = faulty_pread,
    .pwrite = faulty_pwrite,
    .truncate = faulty_truncate,
    .sync_data = faulty_sync,
    .check_synced = faulty_sync,
    .sync_dir = faulty_sync,
    .rename = faulty_rename,
    .unlink = faulty_unlink,
    .mkdir = faulty_mkdir,
};

static int no_sync(int fd)
{
    (void)fd;
    return 0;
}

static int posix_rename(int dir, const char *from, const char *to)
{
    return log_io_posix.rename(dir, from, to);
}

static int posix_unlink(int dir, const char *name)
{
    return log_io_posix.unlink(dir, name);
}

static int posix_mkdir(const char *path)
{
    return log_io_posix.mkdir(path);
}

const struct log_io kit_io = {
    .open = counted_open,
    .close = counted_close,
    .pread = pread,
    .pwrite = pwrite,
    .truncate = ftruncate,
    .sync_data = no_sync,
    .check_synced = no_sync,
    .sync_dir = no_sync,
    .rename = posix_rename,
    .unlink = posix_unlink,
    .mkdir = posix_mkdir,
};
