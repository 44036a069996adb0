/* flights.c: FLIGHTS, what was flown, open ones first; of the selected one its bar and events. */
#include "ui/screens/flights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/show.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/marks.h"
#include "ui/panes/parts.h"
#include "ui/screens/hints.h"
#include "ui/view_internal.h"
#include "ui/wall.h"

/* ---- what there is ------------------------------------------------------------------------- */

static int least(int a, int b)
{
    return a < b ? a : b;
}

static const struct rocket *live_rocket(const struct gather *g, int32_t rocket)
{
    const struct fleet *fleet = playhead_live(g->view->playhead);
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->id == rocket)
            return fleet->rockets[i];
    return NULL;
}

/* A rocket that sends only words has no rate, so it cannot be late. */
static bool is_of_words(const struct gather *g, int32_t rocket)
{
    const struct rocket *r = live_rocket(g, rocket);
    return r != NULL && !r->has_numbers;
}

/* "countdown" and "in flight" are said of a flight whose messages say so. */
static void flight_stands(const struct gather *g, const struct store_flight *f,
                          struct flight_row *row)
{
    const struct rocket *r = live_rocket(g, f->rocket);
    if (!row->open || r == NULL || r->flight != f->number)
        return;
    row->counting = rocket_counting(r, g->scene->now_ms);
    row->flying = rocket_flying(r, g->scene->now_ms);
}

static void flight_fill(struct gather *g, const struct store_flight *f, struct flight_row *row)
{
    *row = (struct flight_row){.id = f->id,
                               .rocket = f->rocket,
                               .start_ms = f->v0_ms,
                               .length_ms = f->v1_ms - f->v0_ms,
                               .messages = f->messages,
                               .silent_ms = f->silent_ms,
                               .source = (enum flight_source)f->source};
    gather_name(g, f->rocket, row->name);
    if (is_of_words(g, f->rocket))
        row->silent_ms = -1;
    snprintf(row->outcome, sizeof row->outcome, "%s", f->outcome);
    row->open = strcmp(f->outcome, "OPEN") == 0;
    struct store_mark marks[50];
    int count = marks_between(g, f->v0_ms, f->v1_ms, marks, (int)ARRAY_SIZE(marks));
    for (int i = 0; i < count; i++)
        row->marks += marks[i].rocket == f->rocket;
    flight_stands(g, f, row);
}

/* The most of the first two channels that are measured; the most of a state says nothing. */
static void flight_top(struct gather *g, const struct store_flight *f, struct buf *out)
{
    int told = 0;
    for (int i = 0, left = 2; i < g->view->mission->channel_count && left > 0; i++) {
        const struct mission_channel *channel = &g->view->mission->channels[i];
        if (channel->state_count > 0)
            continue;
        left--;
        const struct series_cache *c =
            gather_series(g, f->rocket, channel->name, f->v0_ms, f->v1_ms, 1);
        if (isnan(c->max[0]))
            continue;
        struct shown top;
        number_shown(g->view->mission, channel->name, c->max[0], &top);
        buf_printf(out, "%s%.*f %s", told++ == 0 ? "top " : ", ", top.value.decimals,
                   top.value.value, top.unit);
    }
}

/* "max-Q 01:11"; false for what has no T or is neither phase nor event. */
static bool flight_event(const struct store_event *e, char out[64])
{
    char age[16];
    if ((e->kind != EVENT_PHASE && e->kind != EVENT_EVENT) || e->clock_ms == FLIGHT_NO_TIME ||
        e->clock_ms < 0)
        return false;
    show_age(e->clock_ms < 1000 ? 1000 : e->clock_ms, age);
    snprintf(out, 64, "%.*s %s", least((int)strcspn(e->text, ",:"), 50), e->text,
             e->clock_ms < 1000 ? "00:00" : age + strspn(age, " "));
    return true;
}

/* Names and times of its phases and events, as many as fit: "max-Q 01:11, MECO 02:30, 3 more". */
static void flight_events(struct gather *g, const struct store_flight *f, struct buf *out)
{
    enum { MORE = 12 }; /* columns of ", 999 more" */
    static struct store_event events[SCENE_MAX_MARKS];
    struct err err = {0};
    int count = playhead_bar_events(g->view->playhead, f->rocket, f->v0_ms, f->v1_ms, events,
                                    SCENE_MAX_MARKS, &err);
    size_t room = (size_t)least(layout_columns(g->view->rows, g->view->cols) - 2, 500) - MORE;
    int more = 0;
    for (int i = 0; i < count; i++) {
        char text[64];
        if (!flight_event(&events[i], text))
            continue;
        if (more > 0 || out->len + 2 + strlen(text) > room)
            more++;
        else
            buf_printf(out, "%s%s", out->len > 0 ? ", " : "", text);
    }
    if (more > 0)
        buf_printf(out, ", %d more", more);
}

/* A moment of the flight, by its own T where it has one. */
static void flight_moment(const struct store_flight *f, int64_t ms, char out[16])
{
    char utc[32];
    if (f->t_zero_ms != STORE_NO_TIME) {
        show_clock(ms - f->t_zero_ms, out);
        return;
    }
    show_utc(ms, SHOW_TIME, utc);
    snprintf(out, 16, "%.8sZ", utc);
}

/* "no data T+00:09:24 .. T+00:11:13; "; looked for again only when the flight's silence changed. */
static void flight_silence(struct gather *g, const struct store_flight *f, struct buf *out)
{
    enum { LEAST_MS = 2000 };
    struct flight_silence *s = &g->silence;
    char from[16], to[16];
    struct err err = {0};
    if (f->silent_ms < LEAST_MS)
        return;
    if (s->flight != f->id || s->silent_ms != f->silent_ms) {
        *s = (struct flight_silence){.flight = f->id, .silent_ms = f->silent_ms};
        if (playhead_longest_silence(g->view->playhead, f->rocket, f->v0_ms, f->v1_ms, &s->from_ms,
                                     &s->to_ms, &err) < 0)
            gather_fail(g, &err);
    }
    if (s->to_ms <= s->from_ms) {
        buf_printf(out, "silent for %lld s at most; ", (long long)(f->silent_ms / 1000));
        return;
    }
    flight_moment(f, s->from_ms, from);
    flight_moment(f, s->to_ms, to);
    buf_printf(out, "no data %s .. %s; ", from, to);
}

static void flight_detail(struct gather *g, const struct store_flight *f,
                          const struct flight_row *row)
{
    struct flights_scene *fs = flights_of(g->scene);
    struct buf text = {0};
    gather_bar(g, &fs->bar, f->v0_ms, f->v1_ms, f->rocket);
    gather_bar_gaps(g, &fs->bar, f->rocket);
    if (row->silent_ms >= 0)
        flight_silence(g, f, &text);
    flight_top(g, f, &text);
    if (text.len > 1 && text.data[text.len - 2] == ';')
        text.len -= 2;
    bytes_to_text(buf_bytes(&text), fs->summary, sizeof fs->summary);
    buf_clear(&text);
    flight_events(g, f, &text);
    bytes_to_text(buf_bytes(&text), fs->events, sizeof fs->events);
    buf_deinit(&text);
}

/* Weather flies nothing. */
static bool is_feed(struct gather *g, int32_t rocket)
{
    char name[ROCKET_NAME_SIZE];
    const struct store_rocket *row = playhead_rocket(g->view->playhead, rocket);
    if (row == NULL)
        return false;
    text_clean(row->name, TEXT_ANY_WIDTH, name, sizeof name);
    return mission_is_feed(g->view->mission, name);
}

/* Open ones first, then the newest, as they came; without feeds. */
static int order_flights(struct gather *g, struct store_flight *flights, int count)
{
    static struct store_flight ended[SCENE_MAX_FLIGHTS];
    int open = 0, others = 0;
    for (int i = 0; i < count; i++) {
        if (is_feed(g, flights[i].rocket))
            continue;
        if (strcmp(flights[i].outcome, "OPEN") == 0)
            flights[open++] = flights[i];
        else
            ended[others++] = flights[i];
    }
    memcpy(flights + open, ended, (size_t)others * sizeof *flights);
    return open + others;
}

static void flights_gather(struct gather *g)
{
    static struct store_flight flights[SCENE_MAX_FLIGHTS];
    struct flights_scene *fs = flights_of(g->scene);
    struct err err = {0};
    int count = playhead_flights(g->view->playhead, flights, SCENE_MAX_FLIGHTS, &err);
    if (count < 0)
        gather_fail(g, &err);
    fs->count = count < 0 ? 0 : order_flights(g, flights, count);
    fs->older = 0;
    if (count == SCENE_MAX_FLIGHTS &&
        playhead_flight_count(g->view->playhead, &fs->older, &err) == 0)
        fs->older -= count;
    for (int i = 0; i < fs->count; i++)
        flight_fill(g, &flights[i], &fs->rows[i]);
    struct list *list = &g->scene->place.lists[SCREEN_FLIGHTS];
    list->selected = 0;
    for (int i = 0; i < fs->count; i++)
        if (fs->rows[i].id == g->scene->place.flight)
            list->selected = i;
    list_show(list, fs->count, gather_room(g, SCREEN_FLIGHTS));
    if (fs->count == 0)
        return;
    g->scene->place.flight = fs->rows[list->selected].id;
    flight_detail(g, &flights[list->selected], &fs->rows[list->selected]);
}

/* ---- how it looks -------------------------------------------------------------------------- */

enum { DETAIL_ROWS = 5 };

static void flights_row(const struct flight_row *f, struct area a, int line)
{
    char text[32];
    area_name(a, line, 1, 11, ROLE_TEXT, f->name);
    show_utc(f->start_ms, SHOW_DATE_TIME, text);
    area_text(a, line, 13, 16, ROLE_TEXT, text);
    show_length(f->length_ms, text);
    area_text(a, line, 31, 9, ROLE_TEXT,
              f->counting ? "countdown"
              : f->flying ? "in flight"
                          : text);
    area_data_text(a, line, 41, 8, f->open ? ROLE_GO : ROLE_TEXT, f->outcome);
    snprintf(text, sizeof text, "%lld", (long long)f->messages);
    area_right(a, line, 59, ROLE_TEXT, text);
    if (f->silent_ms < 0) {
        area_text(a, line, 63, 4, ROLE_DIM, "----");
    } else {
        snprintf(text, sizeof text, "%02d:%02d", (int)(f->silent_ms / 60000),
                 (int)(f->silent_ms / 1000 % 60));
        area_right(a, line, 67, ROLE_TEXT, text);
    }
    area_text(a, line, 69, 3, ROLE_DIM, part_source(f->source));
    if (f->marks > 0)
        area_printf(a, line, 73, ROLE_TEXT, "%d", f->marks);
}

static void flights_detail(const struct scene *s, struct area a)
{
    const struct flights_scene *f = flights_of(s);
    const struct flight_row *row = &f->rows[s->place.lists[SCREEN_FLIGHTS].selected];
    int col = area_name(a, 0, 1, 24, ROLE_SELECT, row->name) + 2;
    area_data_text(a, 0, col, a.cols - col - 1, ROLE_TEXT, f->summary);
    part_bar(a, 1, 1, 39, &f->bar, FLIGHT_NO_TIME, FLIGHT_NO_TIME, FLIGHT_NO_TIME, ROLE_CHART);
    area_data_text(a, 2, 1, a.cols - 2, ROLE_TEXT, f->events);
    if (strcmp(row->outcome, "LOS") == 0)
        area_text(a, 3, 1, a.cols, ROLE_DIM,
                  "LOS: the signal ends in flight; no message says what came after");
}

static int flights_rows(const struct flights_scene *f)
{
    return 2 + DETAIL_ROWS + (f->count > 0 ? f->count : 1);
}

static void flights_draw(const struct scene *s, struct area a)
{
    const struct flights_scene *f = flights_of(s);
    const struct list *list = &s->place.lists[SCREEN_FLIGHTS];
    int first = (int)list->first;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 1, a.cols, ROLE_BAR,
              "ROCKET      START (UTC)       LENGTH    OUTCOME   MESSAGES  SILENT  SRC MARKS");
    int room = a.rows - 2 - DETAIL_ROWS, shown = 0;
    for (; shown < room && first + shown < f->count; shown++) {
        flights_row(&f->rows[first + shown], a, 1 + shown);
        if (first + shown == list->selected)
            part_select(a, 1 + shown, a.cols);
    }
    char hidden[48];
    int len = part_hidden(first, f->count - first - shown, hidden);
    int col = area_text(a, 1 + shown, 3, a.cols, ROLE_DIM, hidden);
    if (f->older > 0)
        area_printf(a, 1 + shown, col, ROLE_DIM, "%s%lld older: ground flights",
                    len > 0 ? ", " : "", (long long)f->older);
    if (f->count == 0)
        area_text(a, 1, 1, a.cols, ROLE_DIM, "no flights yet");
    else
        flights_detail(s, area_part(a, 2 + shown, 0, DETAIL_ROWS, a.cols));
}

/* ---- the screen ------------------------------------------------------------------------------ */

static void flights_init(void *own)
{
    struct flights_scene *f = own;
    f->rows = mem_zero(SCENE_MAX_FLIGHTS, sizeof *f->rows);
}

static void flights_deinit(void *own)
{
    free(((struct flights_scene *)own)->rows);
}

static int flights_room(const struct scene *s, int rows)
{
    (void)s;
    return rows - 2 - DETAIL_ROWS;
}

static struct wall flights_wall(const struct scene *s, int rows)
{
    return wall_list(s, rows, flights_rows(flights_of(s)), true);
}

static void flights_choose(struct view *v, int64_t row)
{
    if (flights_of(&v->scene)->count > 0)
        v->place.flight = flights_of(&v->scene)->rows[row].id;
}

static const char *flights_text(const struct scene *s, int64_t row)
{
    return flights_of(s)->rows[row].name;
}

static void flights_find(struct view *v, int direction)
{
    if (view_find_row(v, direction))
        return;
    if (flights_of(&v->scene)->older > 0)
        snprintf(v->said, sizeof v->said, "\"%.60s\" is not among the newest %d", v->find,
                 SCENE_MAX_FLIGHTS);
    else
        view_say_not_found(v);
}

static const struct flight_row *flights_selected(const struct view *v)
{
    const struct flights_scene *f = flights_of(&v->scene);
    return f->count > 0 ? &f->rows[v->place.lists[SCREEN_FLIGHTS].selected] : NULL;
}

static void flights_open(struct view *v)
{
    const struct flight_row *row = flights_selected(v);
    char said[80] = "";
    struct err err;
    if (row == NULL)
        return;
    if (playhead_replay(v->playhead, row->id, said, &err) != 0) {
        view_say(v, err.text);
        return;
    }
    view_select_rocket(v, row->rocket);
    view_say(v, said);
    view_show_screen(v, SCREEN_FLEET);
}

/* The command that replays this flight. */
static bool flights_copy(struct view *v)
{
    const struct flight_row *row = flights_selected(v);
    if (v->cache == NULL || !view_is_plain(v->cache))
        return false;
    snprintf(v->copy, sizeof v->copy, "ground replay %lld --cache %s", (long long)row->id,
             v->cache);
    return true;
}

static const struct hint *flights_hints(const struct scene *s, int *count)
{
    (void)s;
    HINTS(count, {ACTION_UP, NULL, "select", 0}, {ACTION_OPEN, NULL, "replay", 0},
          {ACTION_FIND, NULL, "find", 0}, {ACTION_COPY, NULL, "copy command", 0},
          {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_flights = {
    .name = "flights",
    .digit = '6',
    .tab = "FLIGHTS",
    .more = "past flights; Enter replays one",
    .own_size = sizeof(struct flights_scene),
    .init = flights_init,
    .deinit = flights_deinit,
    .gather = flights_gather,
    .draw = flights_draw,
    .wall = flights_wall,
    .list = SCREEN_FLIGHTS,
    .head = 1,
    .room = flights_room,
    .choose = flights_choose,
    .text = flights_text,
    .find = flights_find,
    .open = flights_open,
    .copy = flights_copy,
    .hints = flights_hints,
};
