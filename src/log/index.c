/* index.c: both kinds of index, distinguished by the width of their entries. */
#include "log/index.h"

#include <stdlib.h>

#include "base/mem.h"

enum { ENTRY_MAX = 12, CHECK_ENTRIES = 512 };

static int32_t entry_size(const struct log_index *index)
{
    return index->file.kind == LOG_FILE_INDEX ? 8 : 12;
}

static struct log_index_entry entry_get(const struct log_index *index, const uint8_t *p)
{
    if (index->file.kind == LOG_FILE_INDEX)
        return (struct log_index_entry){(int32_t)be32_get(p), (int32_t)be32_get(p + 4)};
    return (struct log_index_entry){(int64_t)be64_get(p), (int32_t)be32_get(p + 8)};
}

static void entry_put(const struct log_index *index, uint8_t *p, struct log_index_entry entry)
{
    if (index->file.kind == LOG_FILE_INDEX) {
        be32_put(p, (uint32_t)entry.key);
        be32_put(p + 4, (uint32_t)entry.value);
    } else {
        be64_put(p, (uint64_t)entry.key);
        be32_put(p + 8, (uint32_t)entry.value);
    }
}

void log_index_init(struct log_index *index, struct log_files *pool, const char *dir,
                    enum log_file_kind kind, int64_t base_offset)
{
    *index = (struct log_index){0};
    log_file_init(&index->file, pool, dir, kind, base_offset);
}

void log_index_deinit(struct log_index *index)
{
    free(index->tail);
    index->tail = NULL;
    log_file_deinit(&index->file);
}

static int get_written(struct log_index *index, int64_t n, struct log_index_entry *out,
                       struct err *err)
{
    uint8_t raw[ENTRY_MAX];
    int32_t size = entry_size(index);
    int code = log_file_read(&index->file, raw, (size_t)size, n * size, err);
    if (code == 0)
        *out = entry_get(index, raw);
    return code;
}

int log_index_load(struct log_index *index, struct err *err)
{
    if (index->loaded)
        return 0;
    int64_t size = 0;
    int code = log_file_size(&index->file, &size, err);
    if (code < 0)
        return code;
    index->written = size / entry_size(index);
    index->torn = size % entry_size(index) != 0;
    /* A preallocated file (Kafka's, after a crash) has zeros after its entries: only the first
     * entry of a .timeindex may have the value 0. */
    while (index->written > 0) {
        code = get_written(index, index->written - 1, &index->last, err);
        if (code < 0)
            return code;
        if (index->last.value != 0 || index->last.key != 0)
            break;
        index->written--;
        index->torn = true;
    }
    index->loaded = true;
    return 0;
}

int64_t log_index_count(const struct log_index *index)
{
    return index->written + index->tail_len;
}

static int log_index_get(struct log_index *index, int64_t n, struct log_index_entry *out,
                         struct err *err)
{
    if (n < index->written)
        return get_written(index, n, out, err);
    *out = index->tail[n - index->written];
    return 0;
}

int64_t log_index_find(struct log_index *index, int64_t bound, bool by_value,
                       struct log_index_entry *out, struct err *err)
{
    int code = log_index_load(index, err);
    if (code < 0)
        return code;
    int64_t low = -1, high = log_index_count(index);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        struct log_index_entry entry;
        code = log_index_get(index, middle, &entry, err);
        if (code < 0)
            return code;
        if ((by_value ? entry.value : entry.key) <= bound) {
            low = middle;
            *out = entry;
        } else {
            high = middle;
        }
    }
    return low;
}

bool log_index_has_room(const struct log_index *index)
{
    return index->tail_len < LOG_INDEX_TAIL;
}

void log_index_add(struct log_index *index, struct log_index_entry entry)
{
    bool first = log_index_count(index) == 0;
    if (!first && (entry.key <= index->last.key || entry.value <= index->last.value))
        return;
    if (!log_index_has_room(index))
        return;
    if (index->tail == NULL)
        index->tail = mem_zero(LOG_INDEX_TAIL, sizeof *index->tail);
    index->tail[index->tail_len++] = entry;
    index->last = entry;
}

int log_index_spill(struct log_index *index, struct err *err)
{
    if (index->tail_len == 0)
        return 0;
    uint8_t raw[LOG_INDEX_TAIL * ENTRY_MAX];
    int32_t size = entry_size(index);
    for (int32_t i = 0; i < index->tail_len; i++)
        entry_put(index, raw + (size_t)i * (size_t)size, index->tail[i]);
    int code = log_file_write(&index->file, raw, (size_t)(index->tail_len * size),
                              index->written * size, err);
    if (code < 0)
        return code;
    index->written += index->tail_len;
    index->tail_len = 0;
    return 0;
}

int log_index_cut(struct log_index *index, int64_t count, struct err *err)
{
    index->tail_len = 0;
    index->written = count;
    index->loaded = true;
    index->torn = false;
    int code = log_file_truncate(&index->file, count * entry_size(index), err);
    if (code == 0 && count > 0)
        code = get_written(index, count - 1, &index->last, err);
    return code;
}

int log_index_check(struct log_index *index, int64_t value_bound, bool *sound, struct err *err)
{
    uint8_t raw[CHECK_ENTRIES * ENTRY_MAX];
    int32_t size = entry_size(index);
    struct log_index_entry last = {INT64_MIN, -1};
    *sound = false;
    for (int64_t n = 0; n < index->written; n += CHECK_ENTRIES) {
        int64_t count = index->written - n < CHECK_ENTRIES ? index->written - n : CHECK_ENTRIES;
        int code = log_file_read(&index->file, raw, (size_t)(count * size), n * size, err);
        if (code < 0)
            return code;
        for (int64_t i = 0; i < count; i++) {
            struct log_index_entry entry = entry_get(index, raw + i * size);
            if (entry.key <= last.key || entry.value <= last.value || entry.value >= value_bound)
                return 0;
            last = entry;
        }
    }
    *sound = true;
    return 0;
}
