/* rocket.c: ROCKET, one rocket: timeline, channels with sparks, two charts. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "flight/show.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/screens/hints.h"
#include "ui/view_internal.h"
#include "ui/wall.h"

enum { SPARK_WINDOW_MS = 60000, SPARK_STEP_MS = SPARK_WINDOW_MS / SCENE_SPARK };

/* ---- timeline ------------------------------------------------------------------------------ */

/* "COAST: MECO at 2361.9 m/s" is COAST on the line; "max-Q, 29.3 kPa" is max-Q; a text that moves
 * the phase is the phase, other text is none. */
static bool mark_of(const struct gather *g, const struct store_event *e, struct timeline_mark *mark)
{
    const struct mission_word *word = NULL;
    size_t len = strcspn(e->text, e->kind == EVENT_PHASE ? ":" : ",:");
    if (e->kind == EVENT_TEXT)
        word = mission_word(g->view->mission, bytes_of(e->text));
    if (e->kind != EVENT_PHASE && e->kind != EVENT_EVENT && word == NULL)
        return false;
    mark->phase = e->kind != EVENT_EVENT;
    if (word != NULL)
        snprintf(mark->name, sizeof mark->name, "%s", word->phase);
    else
        snprintf(mark->name, sizeof mark->name, "%.*s",
                 (int)(len < sizeof mark->name ? len : sizeof mark->name - 1), e->text);
    return true;
}

/* It stands where it happened, and says the T that EVENTS says. */
static void add_timeline_mark(const struct gather *g, struct rocket_scene *rs,
                              const struct rocket *r, const struct store_event *e)
{
    struct timeline_mark mark = {.line_ms = rocket_mission_ms(r, e->v_ms), .clock_ms = e->clock_ms};
    if (mark.clock_ms == FLIGHT_NO_TIME) /* T-0 was not known then */
        mark.clock_ms = mark.line_ms;
    if (rs->mark_count < SCENE_MAX_MARKS && mark_of(g, e, &mark))
        rs->marks[rs->mark_count++] = mark;
}

/* From the flight's first message to now; a past flight to its end. Before T-0 there is no line. */
static void gather_timeline(struct gather *g, const struct rocket *r)
{
    static struct store_event events[SCENE_MAX_MARKS];
    struct rocket_scene *rs = &g->scene->rocket;
    struct store_flight flight;
    struct err err = {0};
    rs->mark_count = 0;
    rs->line0_ms = FLIGHT_NO_TIME;
    if (r->t_zero_ms == FLIGHT_NO_TIME)
        return;
    int64_t end = g->scene->at_ms, id = r->id;
    int64_t start = r->flight_v0_ms;
    if (g->scene->transport.replay_flight != 0 &&
        playhead_flight_at(g->view->playhead, (int32_t)id, &flight, &err) == 0)
        end = flight.v1_ms > end ? flight.v1_ms : end;
    if (r->clock == CLOCK_ENDED)
        end = r->phase_since_ms > r->v_ms ? r->phase_since_ms : r->v_ms;
    int count = playhead_bar_events(g->view->playhead, (int32_t)id, start, g->scene->at_ms, events,
                                    SCENE_MAX_MARKS, &err);
    if (count < 0)
        gather_fail(g, &err);
    for (int i = 0; i < count; i++)
        add_timeline_mark(g, rs, r, &events[i]);
    rs->line0_ms = rocket_mission_ms(r, start);
    rs->line1_ms = rocket_mission_ms(r, end);
    rs->heard_ms = rocket_mission_ms(r, g->scene->at_ms < end ? g->scene->at_ms : end);
}

/* ---- channels ------------------------------------------------------------------------------ */

static void channel_spark(struct gather *g, int32_t rocket, struct channel_row *row)
{
    int64_t end = (g->scene->at_ms / SPARK_STEP_MS + 1) * SPARK_STEP_MS;
    const struct series_cache *c =
        gather_series(g, rocket, row->shown.name, end - SPARK_WINDOW_MS, end, SCENE_SPARK);
    for (int i = 0; i < SCENE_SPARK; i++)
        row->spark[i] = (c->min[i] + c->max[i]) / 2 * row->shown.scale;
}

static void channel_fill(const struct gather *g, const struct rocket *r, const struct channel *c,
                         struct channel_row *row)
{
    channel_shown(g->view->mission, r, c, g->scene->at_ms, &row->shown);
    for (int i = 0; i < SCENE_SPARK; i++)
        row->spark[i] = NAN;
}

/* The mission's channels in its order, then the others as first heard; not the mission's time. */
static int channel_order(const struct gather *g, const struct rocket *r, const struct channel **out)
{
    int count = 0;
    for (int i = 0; i < g->view->mission->channel_count; i++) {
        const struct channel *c = rocket_column(r, &g->view->mission->channels[i]);
        if (c != NULL && count < ROCKET_MAX_CHANNELS)
            out[count++] = c;
    }
    for (int i = 0; i < r->channels_count && count < ROCKET_MAX_CHANNELS; i++) {
        const struct channel *c = &r->channels[i];
        bool time = mission_time_unit(g->view->mission, c->name) != 0;
        if (!time && mission_channel(g->view->mission, c->name) == NULL)
            out[count++] = c;
    }
    return count;
}

/* ---- charts -------------------------------------------------------------------------------- */

static int note_time(void *owner, const struct store_message *m)
{
    *(int64_t *)owner = m->t_ms;
    return 1;
}

/* Where the flight's first sample lies: recorded a little before it was seen. */
static int64_t flight_start_ms(const struct gather *g, const struct rocket *r)
{
    enum { NEAR_MS = 60000 };
    struct err err;
    int64_t t_ms = r->flight_v0_ms;
    playhead_rows(g->view->playhead, r->flight_seq0, 1, 1, note_time, &t_ms, &err);
    return t_ms < r->flight_v0_ms && r->flight_v0_ms - t_ms <= NEAR_MS ? t_ms : r->flight_v0_ms;
}

/* Whole cells of whole seconds, so that a chart moves by columns. */
static void chart_window(const struct gather *g, const struct rocket *r, int points,
                         struct chart *c, char window[24])
{
    const char *name;
    int cells = g->view->ascii ? points : points / 2;
    int64_t span = view_window_ms(g->view, &name), end = g->scene->at_ms;
    char age[16];
    bool all = span == 0;
    int64_t start = flight_start_ms(g, r);
    if (r->clock == CLOCK_ENDED && end > r->v_ms + 1000)
        end = r->v_ms + 1000;
    if (all)
        span = end - start;
    int64_t cell = (span / cells / 1000 + (span % ((int64_t)cells * 1000) != 0)) * 1000;
    if (!all && span / cells < 1000)
        cell = span / cells < 200 ? 200 : 1000;
    cell = cell < 200 ? 200 : cell;
    c->t0_ms = all ? start : (end / cell + 1) * cell - cell * cells;
    c->t1_ms = c->t0_ms + cell * cells;
    c->now_ms = end;
    show_age(span, age);
    if (all)
        snprintf(window, 24, "%s (%s)", name, age + strspn(age, " "));
    else
        snprintf(window, 24, "%s", name);
}

static void gather_chart(struct gather *g, const struct rocket *r, const struct shown *shown,
                         int points, bool first)
{
    struct rocket_scene *rs = &g->scene->rocket;
    struct chart *c = &rs->charts[rs->chart_count++];
    *c = (struct chart){.points = points,
                        .low_limit = shown->low,
                        .high_limit = shown->high,
                        .clock0_ms = FLIGHT_NO_TIME};
    chart_window(g, r, points, c, rs->window);
    bytes_to_text(bytes_of(shown->label), c->label, sizeof c->label);
    snprintf(c->behind, sizeof c->behind, "%s%.15s%s%.22s", shown->named ? " " : "", shown->unit,
             first ? ", window " : "", first ? rs->window : "");
    if (!g->view->times_as_clock)
        c->clock0_ms = rocket_mission_ms(r, c->t0_ms);
    const struct series_cache *series =
        gather_series(g, r->id, shown->name, c->t0_ms, c->t1_ms, points);
    for (int i = 0; i < points; i++) {
        c->min[i] = series->min[i] * shown->scale;
        c->max[i] = series->max[i] * shown->scale;
    }
}

/* ---- all ----------------------------------------------------------------------------------- */

static void gather_states(const struct gather *g, const struct rocket *r)
{
    struct rocket_scene *rs = &g->scene->rocket;
    for (int i = 0; i < r->states_count; i++) {
        if (r->states[i].values > STATE_VALUES)
            continue;
        struct channel_row *row = &rs->channels[rs->channel_count++];
        state_shown(g->view->mission, r, &r->states[i], g->scene->at_ms, &row->shown);
        for (int k = 0; k < SCENE_SPARK; k++)
            row->spark[k] = NAN;
    }
}

static void gather_channels(struct gather *g, const struct rocket *r)
{
    struct rocket_scene *rs = &g->scene->rocket;
    const struct channel *order[ROCKET_MAX_CHANNELS];
    rs->channel_count = channel_order(g, r, order);
    for (int i = 0; i < rs->channel_count; i++)
        channel_fill(g, r, order[i], &rs->channels[i]);
    rs->number_count = rs->channel_count;
    gather_states(g, r);
    struct list *list = &g->scene->place.lists[SCREEN_ROCKET];
    if (list->selected >= rs->channel_count)
        list->selected = 0;
    rs->chart_count = rs->number_count == 0                                 ? 0
                      : rs->number_count == 1 || g->scene->place.wide_chart ? 1
                                                                            : 2;
    list_show(list, rs->channel_count, gather_room(g, SCREEN_ROCKET));
    struct rocket now = *r; /* what follows may move it, and its channels */
    for (int64_t i = list->first; i < rs->number_count && i < list->first + list->room; i++)
        channel_spark(g, now.id, &rs->channels[i]);
    int points = layout_chart_points(g->scene, g->view->rows, g->view->cols, g->view->ascii);
    int64_t chosen = list->selected < rs->number_count ? list->selected : 0; /* states: no chart */
    int charts = rs->chart_count, other = chosen == 0 ? 1 : 0;
    rs->chart_count = 0;
    if (charts > 0)
        gather_chart(g, &now, &rs->channels[chosen].shown, points, true);
    if (charts > 1)
        gather_chart(g, &now, &rs->channels[other].shown, points, false);
}

static void rocket_gather(struct gather *g)
{
    struct rocket_scene *rs = &g->scene->rocket;
    const struct rocket *r = gather_rocket_shown(g, g->scene->place.rocket);
    rs->known = r != NULL;
    rs->head = (struct fleet_row){.id = g->scene->place.rocket};
    rs->next[0] = '\0';
    if (r == NULL) {
        if (g->scene->place.rocket > 0)
            gather_name(g, g->scene->place.rocket, rs->head.name);
        return;
    }
    gather_fleet_row(g, r, &rs->head);
    rs->phase_age_ms = r->phase[0] == '\0' ? FLIGHT_NO_TIME : g->scene->at_ms - r->phase_since_ms;
    struct rocket now = *r;
    gather_timeline(g, &now);
    gather_channels(g, &now);
}

/* ---- the screen ------------------------------------------------------------------------------ */

static int rocket_room(const struct scene *s, int rows)
{
    return pane_rocket_channels(&s->rocket, rows);
}

static struct wall rocket_wall(const struct scene *s, int rows)
{
    return wall_page(s, rows);
}

static const char *rocket_text(const struct scene *s, int64_t row)
{
    return s->rocket.channels[row].shown.label;
}

static void rocket_open(struct view *v)
{
    v->place.wide_chart = !v->place.wide_chart;
}

static const struct hint *rocket_hints(const struct scene *s, int *count)
{
    const struct hint *replay = hints_replay(s, count);
    if (replay != NULL)
        return replay;
    HINTS(count, {ACTION_UP, NULL, "channel", 0}, {ACTION_OPEN, NULL, "chart", 0},
          {ACTION_WINDOW, "z Z", "window", 0}, {ACTION_MARK, NULL, "mark", 0},
          {ACTION_STEP_ON, NULL, "step", 0}, {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_rocket = {
    .name = "rocket",
    .digit = '2',
    .tab = "ROCKET",
    .more = "one rocket: timeline, channels, charts",
    .gather = rocket_gather,
    .draw = pane_rocket,
    .wall = rocket_wall,
    .list = SCREEN_ROCKET,
    .head = 5, /* under its own head and the timeline */
    .room = rocket_room,
    .text = rocket_text,
    .open = rocket_open,
    .hints = rocket_hints,
};
