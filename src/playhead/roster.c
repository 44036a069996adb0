/* roster.c: seats are made once and keep their place in memory; only their order is kept sorted. */
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

/* Gives a seat its name, and makes its rocket one that was never heard. */
static void seat_name(struct seat *seat, const struct mission *m, const struct store_rocket *row)
{
    char *old = (char *)seat->row.name.data;
    seat->row = *row;
    seat->row.name = bytes_make(mem_text_of(row->name), row->name.len);
    free(old);
    rocket_init(seat->live, row->id, seat->row.name, row->keyless);
    seat->feed = mission_is_feed(m, seat->live->name);
    seat->track.placed = false;
}

static struct seat *add_seat(struct roster *r, const struct store_rocket *row)
{
    if (r->count == r->cap) {
        r->cap = r->cap == 0 ? 16 : 2 * r->cap;
        r->seats = mem_grow(r->seats, (size_t)r->cap, sizeof(*r->seats));
    }
    struct seat *seat = mem_zero(1, sizeof(*seat));
    seat->live = mem_alloc(sizeof(*seat->live)); /* not touched beyond what it holds */
    seat_name(seat, r->mission, row);
    seat->order = order_of(r->mission, seat->live->name);
    r->seats[r->count++] = seat;
    return seat;
}

static int compare_seats(const void *left, const void *right)
{
    const struct seat *a = *(struct seat *const *)left, *b = *(struct seat *const *)right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->row.id > b->row.id) - (a->row.id < b->row.id);
}

static void sort(struct roster *r)
{
    if (r->count > 1)
        qsort(r->seats, (size_t)r->count, sizeof(struct seat *), compare_seats);
}

void roster_init(struct roster *r, const struct mission *mission)
{
    *r = (struct roster){.mission = mission};
    for (int i = 0; i < mission->order_count; i++) {
        struct store_rocket row = {.id = -1 - i, .name = bytes_of(mission->order[i])};
        add_seat(r, &row);
    }
    r->unheard = r->count;
    sort(r);
}

static void free_seat(struct seat *seat)
{
    track_deinit(&seat->track);
    free(seat->live);
    free((char *)seat->row.name.data);
    free(seat);
}

void roster_deinit(struct roster *r)
{
    for (int i = 0; i < r->count; i++)
        free_seat(r->seats[i]);
    free(r->seats);
    free(r->by_id);
    *r = (struct roster){0};
}

/* A rocket that the mission names and that has not been heard so far. */
static struct seat *expected(const struct roster *r, struct bytes name)
{
    for (int i = 0, left = r->unheard; left > 0 && i < r->count; i++) {
        if (r->seats[i]->row.id > 0)
            continue;
        if (bytes_equal(r->seats[i]->row.name, name))
            return r->seats[i];
        left--;
    }
    return NULL;
}

static void put_by_id(struct roster *r, struct seat *seat)
{
    int32_t id = seat->row.id;
    if (id >= r->by_id_cap) {
        int cap = id < 64 ? 64 : 2 * id;
        r->by_id = mem_grow(r->by_id, (size_t)cap, sizeof(*r->by_id));
        memset(r->by_id + r->by_id_cap, 0, (size_t)(cap - r->by_id_cap) * sizeof(*r->by_id));
        r->by_id_cap = cap;
    }
    r->by_id[id] = seat;
}

static int take_in(void *owner, const struct store_rocket *row)
{
    struct roster *r = owner;
    if (roster_seat(r, row->id) != NULL)
        return 0;
    struct seat *seat = expected(r, row->name);
    if (seat == NULL) {
        seat = add_seat(r, row);
    } else {
        seat_name(seat, r->mission, row);
        r->unheard--;
    }
    put_by_id(r, seat);
    r->unsorted = true;
    return 0;
}

int roster_fill(struct roster *r, struct reader *reader, struct err *err)
{
    int rc = reader_rockets_heard(reader, STORE_SEATS, take_in, r, err);
    return rc < 0 ? rc : 0;
}

int roster_take(struct roster *r, struct reader *reader, int32_t id, int64_t chunk,
                struct seat **out, struct err *err)
{
    struct store_lane lane;
    *out = roster_seat(r, id);
    if (*out != NULL)
        return 0;
    int rc = reader_rocket(reader, id, take_in, r, err);
    if (rc != 0)
        return rc;
    *out = roster_seat(r, id);
    rc = reader_lane_before(reader, id, chunk - 1, &lane, err);
    if (rc == 0)
        rc = rocket_decode((*out)->live, lane.state, err);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int by_silence(const void *left, const void *right)
{
    const struct seat *a = *(struct seat *const *)left, *b = *(struct seat *const *)right;
    return (a->live->seq > b->live->seq) - (a->live->seq < b->live->seq);
}

/* Down to some less than there may be: the next one that comes costs no sort. */
static void make_room(struct roster *r, int64_t closed, bool replaying)
{
    int left = 0, most = STORE_SEATS - STORE_SEATS / 10, over = r->count - most;
    qsort(r->seats, (size_t)r->count, sizeof(struct seat *), by_silence);
    for (int i = 0; i < r->count; i++) {
        struct seat *seat = r->seats[i];
        bool may_go = seat->row.id > 0 && !(replaying && seat->in_replay) &&
                      seat->order == INT32_MAX && !seat->feed && seat->live->seq < closed;
        if (over > 0 && may_go) {
            r->by_id[seat->row.id] = NULL;
            free_seat(seat);
            over--;
        } else {
            r->seats[left++] = seat;
        }
    }
    r->count = left;
    r->unsorted = true;
}

void roster_settle(struct roster *r, int64_t closed, bool replaying)
{
    if (r->count > STORE_SEATS)
        make_room(r, closed, replaying);
    if (r->unsorted)
        sort(r);
    r->unsorted = false;
}

struct seat *roster_seat(const struct roster *r, int32_t id)
{
    if (id > 0)
        return id < r->by_id_cap ? r->by_id[id] : NULL;
    for (int i = 0; id < 0 && i < r->count; i++)
        if (r->seats[i]->row.id == id)
            return r->seats[i];
    return NULL;
}
