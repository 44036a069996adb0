/* journal.c: EVENTS in full (`J`), over the other screens: scrolled, searched, and the way back to
 * a line.
 *
 * The selected line is known by its moment and how many lines of that moment follow it, so that it
 * stays selected whatever is added to the list. */
#include <stdio.h>
#include <string.h>

#include "ui/gather.h"
#include "ui/marks.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"
#include "ui/screens/hints.h"
#include "ui/view_internal.h"

static struct list *lines_of(struct place *p)
{
    return &p->lists[SCREEN_LOG];
}

static void log_enter(struct place *p)
{
    p->log = (struct log_place){.open = true};
    *lines_of(p) = (struct list){.grows = true, .followed = true};
}

/* Holds at line `index` of those gathered. */
static void hold(struct log_place *p, const struct log_scene *l, int64_t index)
{
    p->v_ms = l->lines[index].v_ms;
    p->after = 0;
    for (int64_t i = index + 1; i < l->count && l->lines[i].v_ms == p->v_ms; i++)
        p->after++;
}

static void log_choose(struct view *v, int64_t row)
{
    if (v->scene.log.count > 0)
        hold(&v->place.log, &v->scene.log, row);
}

/* The first of all, not of those gathered. */
static void log_go_to_top(struct view *v)
{
    lines_of(&v->place)->followed = false;
    v->place.log = (struct log_place){.open = true, .v_ms = INT64_MIN};
}

/* Takes the playhead to the selected line. */
static void log_open(struct view *v)
{
    const struct log_scene *l = &v->scene.log;
    const struct list *list = lines_of(&v->place);
    char said[80] = "";
    struct err err;
    if (l->count == 0)
        return;
    int rc = playhead_seek(v->playhead, l->lines[list->selected].v_ms, said, &err);
    view_say(v, rc == 0 ? said : err.text);
    v->place.log.open = rc != 0;
}

/* ---- what it shows ------------------------------------------------------------------------- */

/* The lines of from..to, the newest or the oldest that have room. */
static int read_lines(struct gather *g, int64_t from_ms, int64_t to_ms, bool newest,
                      struct event_row *out)
{
    struct event_rows rows = {.rows = out, .max = SCENE_LOG_HALF, .oldest = !newest};
    gather_event_rows(g, from_ms, to_ms, &rows);
    return rows.count;
}

/* The selected line stands in the middle, as far as there are lines on both sides. */
static void show(struct gather *g, int selected, int before)
{
    struct log_scene *l = &g->scene->log;
    struct list *list = lines_of(&g->scene->place);
    int room = gather_room(g, SCREEN_LOG);
    l->more = l->count - before == SCENE_LOG_HALF;
    list->held = l->more;
    list->selected = selected < 0 ? 0 : selected;
    list->first = list->selected - room / 2;
    list_show(list, l->count, room);
    int below = l->count - (int)list->first - room;
    l->newer = l->following || below < 0 ? 0 : below;
    if (!l->following && l->count > 0)
        hold(&g->scene->place.log, l, list->selected);
}

static void log_gather(struct gather *g)
{
    struct log_scene *l = &g->scene->log;
    const struct log_place *p = &g->scene->place.log;
    l->following = lines_of(&g->scene->place)->followed;
    int64_t until_ms = l->following ? INT64_MAX : p->v_ms;
    int before = read_lines(g, INT64_MIN, until_ms, true, l->lines);
    l->count = before;
    if (!l->following)
        l->count += read_lines(g, until_ms + 1, INT64_MAX, false, l->lines + before);
    show(g, before - 1 - (l->following ? 0 : p->after), before);
    snprintf(l->find, sizeof l->find, "%s", g->view->find);
}

/* ---- how it looks -------------------------------------------------------------------------- */

static void log_title(const struct log_scene *l, struct area a)
{
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    int col = area_text(a, 0, 1, 20, ROLE_BAR, "EVENTS");
    if (l->find[0] != '\0') {
        col = area_text(a, 0, col + 2, 8, ROLE_BAR, "find: ");
        area_data_text(a, 0, col, 40, ROLE_BAR, l->find);
    }
    if (l->following) {
        area_right(a, 0, a.cols - 1, ROLE_BAR, "following");
        return;
    }
    char newer[48] = "End follows";
    if (l->newer > 0)
        snprintf(newer, sizeof newer, "%d%s newer: End follows", l->newer, l->more ? "+" : "");
    area_right(a, 0, a.cols - 1, ROLE_BAR, newer);
}

static void log_draw(const struct scene *s, struct area a)
{
    const struct log_scene *l = &s->log;
    const struct list *list = &s->place.lists[SCREEN_LOG];
    log_title(l, a);
    for (int i = 0; i + 1 < a.rows && (int)list->first + i < l->count; i++) {
        pane_event(&l->lines[(int)list->first + i], a, 1 + i);
        if ((int)list->first + i == list->selected)
            part_select(a, 1 + i, a.cols);
    }
    if (l->count == 0)
        area_text(a, 1, 1, a.cols, ROLE_DIM, "nothing has happened yet");
}

/* ---- find ---------------------------------------------------------------------------------- */

static bool says(const struct event_row *row, const char *text)
{
    char line[EVENT_TEXT_SIZE + 16];
    snprintf(line, sizeof line, "%s %s", event_word((enum event_kind)row->kind), row->text);
    return bytes_hold_text(bytes_of(line), text);
}

/* Selects the last line of that moment that holds v->find. */
static void select_hit(struct view *v, int64_t v_ms)
{
    static struct event_row lines[SCENE_LOG_HALF];
    int count = read_lines(v->gather, v_ms, v_ms, true, lines), at = count - 1;
    while (at > 0 && !says(&lines[at], v->find))
        at--;
    lines_of(&v->place)->followed = false;
    v->place.log.v_ms = v_ms;
    v->place.log.after = count - 1 - at;
}

static void log_find(struct view *v, int direction)
{
    const struct log_scene *l = &v->scene.log;
    struct err err = {0};
    int64_t hit_ms;
    if (l->count == 0) {
        view_say_not_found(v);
        return;
    }
    int64_t here_ms = l->lines[lines_of(&v->place)->selected].v_ms;
    bool back = direction < 0;
    int64_t on_ms = back ? here_ms - 1 : direction > 0 ? here_ms + 1 : here_ms;
    int rc = back ? marks_find(v, INT64_MIN, on_ms, true, &hit_ms, &err)
                  : marks_find(v, on_ms, INT64_MAX, false, &hit_ms, &err);
    if (rc == ERR_NOT_FOUND) /* round the end */
        rc = marks_find(v, INT64_MIN, INT64_MAX, back, &hit_ms, &err);
    if (rc == 0)
        select_hit(v, hit_ms);
    else if (rc == ERR_NOT_FOUND)
        view_say_not_found(v);
    else
        view_say(v, err.text);
}

/* ---- the screen ------------------------------------------------------------------------------ */

static int log_room(const struct scene *s, int rows)
{
    (void)s;
    return rows - 1;
}

static const struct hint *log_hints(const struct scene *s, int *count)
{
    (void)s;
    HINTS(count, {ACTION_UP, NULL, "select", 0}, {ACTION_OPEN, NULL, "look back", 0},
          {ACTION_FIND, NULL, "find", 0}, {ACTION_LAST, NULL, "last", 0},
          {ACTION_MARK, NULL, "mark", 0}, {ACTION_CLOSE, NULL, "close", 0},
          {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_log = {
    .name = "log",
    .gather = log_gather,
    .draw = log_draw,
    .wide_list = true,
    .list = SCREEN_LOG,
    .head = 1,
    .room = log_room,
    .choose = log_choose,
    .go_to_top = log_go_to_top,
    .enter = log_enter,
    .open = log_open,
    .find = log_find,
    .hints = log_hints,
};
