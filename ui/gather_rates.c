/* gather_rates.c: msg/s and B/s of partitions: what the recorder counted in the last 5 to 10 s.
 *
 * Where nothing was counted so long ago, because the screen was just opened, the newest rows of the
 * cache say what came lately. */
#include "ui/gather.h"

#include <string.h>

enum {
    WINDOW_MS = 5000,
    LATELY_MS = 2 * WINDOW_MS,
    LEAST_MS = 1000,  /* over less, a rate would be a guess */
    LOOKED_AT = 5000, /* rows: more than that came within less than LATELY_MS */
};

/* The newest rows, backwards, as far as they came after `since_ms`. */
struct lately {
    struct view *view;
    int64_t since_ms, oldest_ms;
    bool all; /* a row was met that came before */
};

/* Its place, which may be another one's or nobody's: ids are given one after the other. */
static struct part_sample *place_of(struct view *v, int32_t part)
{
    return &v->samples[(uint32_t)part % SCENE_MAX_PARTS];
}

static bool is_fresh(const struct part_sample *s, int64_t mono_ms)
{
    return s->part != 0 && mono_ms - s->middle.mono_ms < LATELY_MS;
}

static int count_row(void *owner, const struct store_message *m)
{
    struct lately *l = owner;
    l->all = m->arrival_ms != STORE_NO_TIME && m->arrival_ms < l->since_ms;
    if (l->all || m->arrival_ms == STORE_NO_TIME) /* of a backlog */
        return 1;
    l->oldest_ms = m->arrival_ms;
    struct part_sample *s = place_of(l->view, m->part);
    if (s->part == m->part) {
        s->from.messages--;
        s->from.bytes -= (int64_t)(m->key.len + m->value.len);
    }
    return 0;
}

/* Begins anew: each partition as it was LATELY_MS ago, by going back from what is counted now. */
static void begin(struct view *v, int64_t mono_ms)
{
    struct lately l = {
        .view = v, .since_ms = v->scene.now_ms - LATELY_MS, .oldest_ms = v->scene.now_ms};
    struct err err = {0};
    v->part_count = 0; /* as of now */
    gather_parts(v);
    memset(v->samples, 0, SCENE_MAX_PARTS * sizeof *v->samples);
    for (int i = 0; i < v->part_count; i++) {
        const struct store_part *p = &v->parts[i];
        struct part_count now = {mono_ms, p->messages, p->bytes};
        *place_of(v, p->id) = (struct part_sample){p->id, now, now};
    }
    if (playhead_rows(v->playhead, playhead_last_seq(v->playhead), LOOKED_AT, -1, count_row, &l,
                      &err) < 0)
        gather_fail(v, &err);
    int64_t passed = l.all ? LATELY_MS : v->scene.now_ms - l.oldest_ms;
    for (int i = 0; i < v->part_count; i++)
        place_of(v, v->parts[i].id)->from.mono_ms = mono_ms - passed;
}

void gather_rates_look(struct view *v, int64_t mono_ms)
{
    if (v->part_count > 0 && !is_fresh(place_of(v, v->parts[0].id), mono_ms))
        begin(v, mono_ms);
}

void gather_rates(struct view *v, const struct store_part *p, int64_t mono_ms, struct part_row *row)
{
    struct part_sample *s = place_of(v, p->id);
    struct part_count now = {mono_ms, p->messages, p->bytes};
    row->rate = row->bytes_rate = -1;
    if (s->part != p->id) /* a new topic */
        *s = (struct part_sample){p->id, now, now};
    if (mono_ms - s->middle.mono_ms >= WINDOW_MS) {
        s->from = s->middle;
        s->middle = now;
    }
    int64_t passed = mono_ms - s->from.mono_ms;
    if (passed < LEAST_MS)
        return;
    row->rate = (double)(p->messages - s->from.messages) * 1000.0 / (double)passed;
    row->bytes_rate = (double)(p->bytes - s->from.bytes) * 1000.0 / (double)passed;
}
