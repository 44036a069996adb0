/* epochs.c: a short sorted array. */
#include "log/epochs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void epochs_deinit(struct epochs *e)
{
    free(e->entries);
    *e = (struct epochs){0};
}

static void add(struct epochs *e, struct epoch_entry entry)
{
    e->entries = mem_grow(e->entries, e->count + 1, sizeof *e->entries);
    e->entries[e->count++] = entry;
}

/* Takes a line of one or two numbers off `*rest`; false if it holds anything else. */
static bool take_numbers(const char **rest, int64_t *first, int64_t *second)
{
    char *end;
    *first = strtoll(*rest, &end, 10);
    if (end == *rest)
        return false;
    if (second != NULL) {
        const char *middle = end;
        *second = strtoll(middle, &end, 10);
        if (end == middle || *middle != ' ')
            return false;
    }
    if (*end != '\n' && *end != '\0')
        return false;
    *rest = *end == '\n' ? end + 1 : end;
    return *first >= 0 && (second == NULL || *second >= 0);
}

int epochs_parse(struct epochs *e, struct bytes text, struct err *err)
{
    char *copy = mem_text_of(text);
    const char *at = copy;
    int64_t version = -1, count = -1, epoch = -1, start = -1;
    bool good =
        take_numbers(&at, &version, NULL) && version == 0 && take_numbers(&at, &count, NULL);
    for (int64_t i = 0; good && i < count; i++) {
        const struct epoch_entry *last = e->count == 0 ? NULL : &e->entries[e->count - 1];
        good = take_numbers(&at, &epoch, &start) && epoch <= INT32_MAX &&
               (last == NULL || (epoch > last->epoch && start >= last->start_offset));
        if (good)
            add(e, (struct epoch_entry){(int32_t)epoch, start});
    }
    free(copy);
    if (good)
        return 0;
    epochs_deinit(e);
    return err_set(err, ERR_CORRUPT, EPOCHS_FILE " is malformed");
}

void epochs_format(const struct epochs *e, struct buf *out)
{
    buf_printf(out, "0\n%zu\n", e->count);
    for (size_t i = 0; i < e->count; i++)
        buf_printf(out, "%" PRId32 " %" PRId64 "\n", e->entries[i].epoch,
                   e->entries[i].start_offset);
}

void epochs_assign(struct epochs *e, int32_t epoch, int64_t start_offset)
{
    while (e->count > 0 && (e->entries[e->count - 1].start_offset >= start_offset ||
                            e->entries[e->count - 1].epoch >= epoch))
        e->count--;
    add(e, (struct epoch_entry){epoch, start_offset});
}

bool epochs_drop_before(struct epochs *e, int64_t start_offset)
{
    size_t drop = 0;
    while (drop + 1 < e->count && e->entries[drop + 1].start_offset <= start_offset)
        drop++;
    if (drop == 0)
        return false;
    e->count -= drop;
    for (size_t i = 0; i < e->count; i++)
        e->entries[i] = e->entries[i + drop];
    if (e->entries[0].start_offset < start_offset)
        e->entries[0].start_offset = start_offset;
    return true;
}

int32_t epochs_latest(const struct epochs *e)
{
    return e->count == 0 ? -1 : e->entries[e->count - 1].epoch;
}

int32_t epochs_at(const struct epochs *e, int64_t offset)
{
    int32_t epoch = -1;
    for (size_t i = 0; i < e->count && e->entries[i].start_offset <= offset; i++)
        epoch = e->entries[i].epoch;
    return epoch;
}

void epochs_end_of(const struct epochs *e, int32_t epoch, int64_t log_end, int32_t *found_epoch,
                   int64_t *end_offset)
{
    *found_epoch = -1;
    *end_offset = -1;
    if (e->count == 0 || epoch < 0 || epoch > epochs_latest(e))
        return;
    size_t next = 0;
    while (next < e->count && e->entries[next].epoch <= epoch)
        next++;
    *found_epoch = next == 0 ? epoch : e->entries[next - 1].epoch;
    *end_offset = next == e->count ? log_end : e->entries[next].start_offset;
}
