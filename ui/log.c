/* log.c: the selected line is known by its moment and how many lines of that moment follow it, so
 * that it stays selected whatever is added to the list. */
#include "ui/log.h"

#include <stdio.h>
#include <string.h>

#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/marks.h"
#include "ui/view_inside.h"

bool log_is_open(const struct view *v)
{
    return v->log.open && !view_is_small(v) && !v->help;
}

void log_open(struct view *v)
{
    v->log = (struct log_place){.open = true};
    v->help = false;
}

static void follow(struct view *v)
{
    v->log.holds = false;
}

/* Holds at line `index` of those gathered. */
static void hold(struct view *v, int index)
{
    const struct log_scene *l = &v->scene.log;
    v->log.holds = true;
    v->log.v_ms = l->lines[index].v_ms;
    v->log.after = 0;
    for (int i = index + 1; i < l->count && l->lines[i].v_ms == v->log.v_ms; i++)
        v->log.after++;
}

void log_move(struct view *v, int step)
{
    const struct log_scene *l = &v->scene.log;
    int to = l->selected + step;
    if (l->count == 0 || (to >= l->count - 1 && step > 0 && !l->more))
        follow(v);
    else
        hold(v, to < 0 ? 0 : to >= l->count ? l->count - 1 : to);
}

void log_move_to_end(struct view *v, bool last)
{
    if (last)
        follow(v);
    else
        v->log = (struct log_place){.open = true, .holds = true, .v_ms = INT64_MIN};
}

void log_go(struct view *v)
{
    const struct log_scene *l = &v->scene.log;
    char said[80] = "";
    struct err err;
    if (l->count == 0)
        return;
    int rc = playhead_seek(v->playhead, l->lines[l->selected].v_ms, said, &err);
    view_say(v, rc == 0 ? said : err.text);
    v->log.open = rc != 0;
}

/* ---- what it shows ------------------------------------------------------------------------- */

/* The lines of from..to, the newest or the oldest that have room. */
static int read_lines(struct view *v, int64_t from_ms, int64_t to_ms, bool newest,
                      struct event_row *out)
{
    struct event_rows rows = {.rows = out, .max = SCENE_LOG_HALF, .oldest = !newest};
    gather_event_rows(v, from_ms, to_ms, &rows);
    return rows.count;
}

/* The selected line stands in the middle, as far as there are lines on both sides. */
static void place(struct view *v, int selected, int before)
{
    struct log_scene *l = &v->scene.log;
    struct layout_room room = layout_room(&v->scene, v->rows, v->cols, v->ascii);
    l->selected = selected < 0 ? 0 : selected;
    l->more = l->count - before == SCENE_LOG_HALF;
    l->first = gather_scroll(l->selected - room.log_rows / 2, l->selected, l->count, room.log_rows);
    int below = l->count - l->first - room.log_rows;
    l->newer = l->following || below < 0 ? 0 : below;
    if (!l->following && l->count > 0)
        hold(v, l->selected);
}

void gather_log(struct view *v)
{
    struct log_scene *l = &v->scene.log;
    l->open = log_is_open(v);
    if (!l->open)
        return;
    l->following = !v->log.holds;
    int64_t until_ms = l->following ? INT64_MAX : v->log.v_ms;
    int before = read_lines(v, INT64_MIN, until_ms, true, l->lines);
    l->count = before;
    if (!l->following)
        l->count += read_lines(v, until_ms + 1, INT64_MAX, false, l->lines + before);
    place(v, before - 1 - (l->following ? 0 : v->log.after), before);
    snprintf(l->find, sizeof l->find, "%s", v->find);
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
    int count = read_lines(v, v_ms, v_ms, true, lines), at = count - 1;
    while (at > 0 && !says(&lines[at], v->find))
        at--;
    v->log.holds = true;
    v->log.v_ms = v_ms;
    v->log.after = count - 1 - at;
}

bool log_find(struct view *v, int direction)
{
    const struct log_scene *l = &v->scene.log;
    struct err err = {0};
    int64_t hit_ms;
    if (l->count == 0)
        return false;
    int64_t here_ms = l->lines[l->selected].v_ms;
    bool back = direction < 0;
    int64_t on_ms = back ? here_ms - 1 : direction > 0 ? here_ms + 1 : here_ms;
    int rc = back ? marks_find(v, INT64_MIN, on_ms, true, &hit_ms, &err)
                  : marks_find(v, on_ms, INT64_MAX, false, &hit_ms, &err);
    if (rc == ERR_NOT_FOUND) /* round the end */
        rc = marks_find(v, INT64_MIN, INT64_MAX, back, &hit_ms, &err);
    if (rc == 0)
        select_hit(v, hit_ms);
    else if (rc != ERR_NOT_FOUND)
        gather_fail(v, &err);
    return rc == 0;
}
