/* gather_parts.c: the partitions, and their msg/s and B/s: what the recorder counted in the last 5
 * to 10 s.
 *
 * Where nothing was counted so long ago, because the screen was just opened, the newest rows of the
 * cache say what came lately. */
#include "ui/gather.h"

#include <string.h>

enum {
    PARTS_EVERY_MS = 1000,
    WINDOW_MS = 5000,
    LATELY_MS = 2 * WINDOW_MS,
    LEAST_MS = 1000,  /* over less, a rate would be a guess */
    LOOKED_AT = 5000, /* rows: more than that came within less than LATELY_MS */
};

void gather_parts(struct gather *g)
{
    struct err err = {0};
    int64_t second = g->scene->now_ms / PARTS_EVERY_MS;
    if (g->parts_ms == second && g->part_count > 0)
        return;
    int count = playhead_parts(g->view->playhead, g->parts, SCENE_MAX_PARTS, &err);
    g->part_count = count < 0 ? 0 : count;
    g->parts_ms = second;
    if (count < 0)
        gather_fail(g, &err);
}

int64_t gather_missed(struct gather *g)
{
    int64_t missed = 0;
    g->part_count = 0; /* as of now */
    gather_parts(g);
    for (int i = 0; i < g->part_count; i++)
        missed += g->parts[i].missed;
    return missed;
}

const struct store_part *gather_part(const struct gather *g, int32_t id)
{
    for (int i = 0; i < g->part_count; i++)
        if (g->parts[i].id == id)
            return &g->parts[i];
    return NULL;
}

const struct mission *gather_mission(const struct gather *g, const struct store_message *m)
{
    const struct mission *mission = g->view->mission;
    const struct store_part *part = mission->by_topic ? gather_part(g, m->part) : NULL;
    return part == NULL ? mission
                        : mission_reading(mission, mission_topic(mission, part->topic), m->key);
}

/* The newest rows, backwards, as far as they came after `since_ms`. */
struct lately {
    struct gather *gather;
    int64_t since_ms, oldest_ms;
    bool all; /* a row was met that came before */
};

/* Its place, which may be another one's or nobody's: ids are given one after the other. */
static struct part_sample *place_of(struct gather *g, int32_t part)
{
    return &g->samples[(uint32_t)part % SCENE_MAX_PARTS];
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
    struct part_sample *s = place_of(l->gather, m->part);
    if (s->part == m->part) {
        s->from.messages--;
        s->from.bytes -= (int64_t)(m->key.len + m->value.len);
    }
    return 0;
}

/* Begins anew: each partition as it was LATELY_MS ago, by going back from what is counted now. */
static void begin(struct gather *g)
{
    int64_t mono_ms = g->mono_ms;
    struct lately l = {
        .gather = g, .since_ms = g->scene->now_ms - LATELY_MS, .oldest_ms = g->scene->now_ms};
    struct err err = {0};
    g->part_count = 0; /* as of now */
    gather_parts(g);
    memset(g->samples, 0, SCENE_MAX_PARTS * sizeof *g->samples);
    for (int i = 0; i < g->part_count; i++) {
        const struct store_part *p = &g->parts[i];
        struct part_count now = {mono_ms, p->messages, p->bytes};
        *place_of(g, p->id) = (struct part_sample){p->id, now, now};
    }
    if (playhead_rows(g->view->playhead, playhead_last_seq(g->view->playhead), LOOKED_AT, -1,
                      count_row, &l, &err) < 0)
        gather_fail(g, &err);
    int64_t passed = l.all ? LATELY_MS : g->scene->now_ms - l.oldest_ms;
    for (int i = 0; i < g->part_count; i++)
        place_of(g, g->parts[i].id)->from.mono_ms = mono_ms - passed;
}

void gather_rates_look(struct gather *g)
{
    if (g->part_count > 0 && !is_fresh(place_of(g, g->parts[0].id), g->mono_ms))
        begin(g);
}

void gather_rates(struct gather *g, const struct store_part *p, struct part_row *row)
{
    int64_t mono_ms = g->mono_ms;
    struct part_sample *s = place_of(g, p->id);
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
