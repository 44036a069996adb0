/* roster.c: entries never move in memory; only the array of pointers is sorted. */
#include "playhead/roster.h"

#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"

static int order_of(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->order_count; i++)
        if (strcmp(m->order[i], name) == 0)
            return i;
    return INT32_MAX;
}

/* Sets an entry's name and resets its rocket to one never heard. */
static void set_name(struct roster_entry *entry, const struct mission *m,
                     const struct store_rocket *row)
{
    char *old = (char *)entry->row.name.data;
    entry->row = *row;
    entry->row.name = bytes_make(mem_text_of(row->name), row->name.len);
    free(old);
    rocket_init(entry->live, row->id, entry->row.name, row->keyless);
    entry->feed = mission_is_feed(m, entry->live->name);
    entry->cursor.placed = false;
}

static struct roster_entry *add_entry(struct roster *r, const struct store_rocket *row)
{
    if (r->count == r->cap) {
        r->cap = r->cap == 0 ? 16 : 2 * r->cap;
        r->entries = mem_grow(r->entries, (size_t)r->cap, sizeof(*r->entries));
    }
    struct roster_entry *entry = mem_zero(1, sizeof(*entry));
    entry->live = rocket_new();
    set_name(entry, r->mission, row);
    entry->order = order_of(r->mission, entry->live->name);
    r->entries[r->count++] = entry;
    return entry;
}

static int by_order(const void *left, const void *right)
{
    const struct roster_entry *a = *(struct roster_entry *const *)left,
                              *b = *(struct roster_entry *const *)right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->row.id > b->row.id) - (a->row.id < b->row.id);
}

static void sort(struct roster *r)
{
    if (r->count > 1)
        qsort(r->entries, (size_t)r->count, sizeof(struct roster_entry *), by_order);
}

void roster_init(struct roster *r, const struct mission *mission)
{
    *r = (struct roster){.mission = mission};
    for (int i = 0; i < mission->order_count; i++) {
        struct store_rocket row = {.id = -1 - i, .name = bytes_of(mission->order[i])};
        add_entry(r, &row);
    }
    r->unheard = r->count;
    sort(r);
}

static void free_entry(struct roster_entry *entry)
{
    cursor_deinit(&entry->cursor);
    rocket_free(entry->live);
    free((char *)entry->row.name.data);
    free(entry);
}

void roster_deinit(struct roster *r)
{
    for (int i = 0; i < r->count; i++)
        free_entry(r->entries[i]);
    free(r->entries);
    free(r->by_id);
    *r = (struct roster){0};
}

/* The entry of a rocket that the mission names and that was not heard so far. */
static struct roster_entry *find_unheard(const struct roster *r, struct bytes name)
{
    for (int i = 0, left = r->unheard; left > 0 && i < r->count; i++) {
        if (r->entries[i]->row.id > 0)
            continue;
        if (bytes_equal(r->entries[i]->row.name, name))
            return r->entries[i];
        left--;
    }
    return NULL;
}

static void put_by_id(struct roster *r, struct roster_entry *entry)
{
    int32_t id = entry->row.id;
    if (id >= r->by_id_cap) {
        int cap = id < 64 ? 64 : 2 * id;
        r->by_id = mem_grow(r->by_id, (size_t)cap, sizeof(*r->by_id));
        memset(r->by_id + r->by_id_cap, 0, (size_t)(cap - r->by_id_cap) * sizeof(*r->by_id));
        r->by_id_cap = cap;
    }
    r->by_id[id] = entry;
}

static int add_row(void *owner, const struct store_rocket *row)
{
    struct roster *r = owner;
    if (roster_find(r, row->id) != NULL)
        return 0;
    struct roster_entry *entry = find_unheard(r, row->name);
    if (entry == NULL) {
        entry = add_entry(r, row);
    } else {
        set_name(entry, r->mission, row);
        r->unheard--;
    }
    put_by_id(r, entry);
    r->unsorted = true;
    return 0;
}

int roster_fill(struct roster *r, struct reader *reader, struct err *err)
{
    int rc = reader_rockets_heard(reader, STORE_ROCKETS_IN_MEMORY, add_row, r, err);
    return rc < 0 ? rc : 0;
}

int roster_load(struct roster *r, struct reader *reader, int32_t id, int64_t chunk,
                struct roster_entry **out, struct err *err)
{
    struct store_lane lane;
    *out = roster_find(r, id);
    if (*out != NULL)
        return 0;
    int rc = reader_rocket(reader, id, add_row, r, err);
    if (rc != 0)
        return rc;
    *out = roster_find(r, id);
    rc = reader_lane_before(reader, id, chunk - 1, &lane, err);
    if (rc == 0)
        rc = rocket_decode((*out)->live, lane.state, err);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int by_silence(const void *left, const void *right)
{
    const struct roster_entry *a = *(struct roster_entry *const *)left,
                              *b = *(struct roster_entry *const *)right;
    return (a->live->seq > b->live->seq) - (a->live->seq < b->live->seq);
}

static int64_t channels_of(const struct roster *r)
{
    int64_t channels = 0;
    for (int i = 0; i < r->count; i++)
        channels += rocket_weight(r->entries[i]->live);
    return channels;
}

/* Evicts some more than necessary, so that the next new rocket does not cost a sort. */
static void evict(struct roster *r, int64_t closed, bool replaying)
{
    int left = 0, most = STORE_ROCKETS_IN_MEMORY - STORE_ROCKETS_IN_MEMORY / 10,
        over = r->count - most;
    int64_t channels = channels_of(r) - (STORE_CHANNELS_IN_MEMORY - STORE_CHANNELS_IN_MEMORY / 10);
    qsort(r->entries, (size_t)r->count, sizeof(struct roster_entry *), by_silence);
    for (int i = 0; i < r->count; i++) {
        struct roster_entry *entry = r->entries[i];
        bool may_go = entry->row.id > 0 && !(replaying && entry->in_replay) &&
                      entry->order == INT32_MAX && !entry->feed && entry->live->seq < closed;
        if ((over > 0 || channels > 0) && may_go) {
            channels -= rocket_weight(entry->live);
            r->by_id[entry->row.id] = NULL;
            free_entry(entry);
            over--;
        } else {
            r->entries[left++] = entry;
        }
    }
    r->count = left;
    r->unsorted = true;
}

void roster_trim(struct roster *r, int64_t closed, bool replaying)
{
    if (r->count > STORE_ROCKETS_IN_MEMORY || channels_of(r) > STORE_CHANNELS_IN_MEMORY)
        evict(r, closed, replaying);
    if (r->unsorted)
        sort(r);
    r->unsorted = false;
}

struct roster_entry *roster_find(const struct roster *r, int32_t id)
{
    if (id > 0)
        return id < r->by_id_cap ? r->by_id[id] : NULL;
    for (int i = 0; id < 0 && i < r->count; i++)
        if (r->entries[i]->row.id == id)
            return r->entries[i];
    return NULL;
}
