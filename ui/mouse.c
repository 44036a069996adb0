/* mouse.c: clicks and the wheel, as the keys that do the same. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/view_inside.h"

enum { TAB_ROW = 1, BODY_ROW = 2, ALARM_COL = 49, BAR_COL = 25, BAR_MARGIN = 43, WHEEL_ROWS = 3 };

/* Tabs are as wide as their words: " 1FLEET 2ROCKET ...". */
static int click_tab(struct view *v, int col)
{
    static const int ends[] = {7, 15, 24, 31, 38, 47};
    if (col >= ALARM_COL)
        return view_key(v, '!');
    for (int i = 0; i < (int)ARRAY_SIZE(ends); i++)
        if (col <= ends[i])
            return view_key(v, '1' + i);
    return 0;
}

static int click_hint(struct view *v, int col)
{
    int count, at = 1;
    const struct hint *hints = pane_hints_of(&v->scene, &count);
    for (int i = 0; i < count; i++) {
        int width = text_columns(keys_label(&hints[i], v->ascii)) + 1 + text_columns(hints[i].word);
        if (col >= at && col < at + width)
            return view_key(v, keys_row(hints[i].action)->keys[0]);
        at += width + 2;
    }
    return 0;
}

/* ---- row 23 -------------------------------------------------------------------------------- */

static int bar_cells(const struct view *v)
{
    return v->cols - BAR_MARGIN;
}

static int64_t time_at(const struct view *v, int col)
{
    const struct bar *bar = &v->scene.bar;
    double share = (double)(col - BAR_COL) / (double)(bar_cells(v) - 1);
    return bar->t0_ms + (int64_t)(share * (double)(bar->t1_ms - bar->t0_ms));
}

/* The press is a jump of its own; what it is dragged on by is one more to undo, however long. */
static void move_to(struct view *v, int64_t t_ms, bool press)
{
    char said[80] = "";
    struct err err = {0};
    struct transport now;
    playhead_transport(v->playhead, &now);
    int rc = press ? playhead_seek(v->playhead, t_ms, said, &err)
                   : playhead_skip(v->playhead, t_ms - now.t_ms, said, &err);
    bytes_to_text(bytes_of(rc == 0 ? said : err.text), v->said, sizeof v->said);
}

/* Play or pause, without a word. */
static void toggle(struct view *v)
{
    char said[80];
    struct err err;
    if (playhead_pause(v->playhead, said, &err) != 0)
        view_say(v, err.text);
}

static enum play_mode play_of(const struct view *v)
{
    struct transport t;
    playhead_transport(v->playhead, &t);
    return t.play;
}

static void press_bar(struct view *v, int col)
{
    if (v->playhead == NULL || v->scene.bar.t0_ms == FLIGHT_NO_TIME || col < BAR_COL ||
        col >= BAR_COL + bar_cells(v))
        return;
    move_to(v, time_at(v, col), true);
    enum play_mode play = play_of(v);
    v->scrubbing = true;
    v->scrub_col = -1;
    v->scrub_plays = play != PLAY_PAUSED && play != PLAY_END;
    if (v->scrub_plays)
        toggle(v);
}

void view_drag(struct view *v, int col)
{
    int last = BAR_COL + bar_cells(v) - 1;
    if (v->scrubbing)
        v->scrub_col = col < BAR_COL ? BAR_COL : col > last ? last : col;
}

void view_scrub(struct view *v)
{
    if (v->scrubbing && v->scrub_col >= 0 && v->playhead != NULL)
        move_to(v, time_at(v, v->scrub_col), false);
    v->scrub_col = -1;
}

void view_release(struct view *v)
{
    view_scrub(v);
    if (v->scrubbing && v->scrub_plays && v->playhead != NULL && play_of(v) == PLAY_PAUSED)
        toggle(v);
    v->scrubbing = false;
}

/* ---- lists --------------------------------------------------------------------------------- */

/* The index in the shown list of the row under a click, or -1. */
static int clicked_index(const struct scene *s, int row)
{
    int line = row - BODY_ROW - 1, first = 0, count = 0;
    switch (s->screen) {
    case SCREEN_FLEET:
        first = s->fleet_first;
        count = s->fleet_count;
        break;
    case SCREEN_LINKS:
        first = s->links.first;
        count = s->links.count;
        break;
    case SCREEN_FLIGHTS:
        first = s->flights.first;
        count = s->flights.count;
        break;
    default:
        break;
    }
    return line >= 0 && first + line < count ? first + line : -1;
}

/* The list's row under a click becomes the selection; a second click opens it. */
static int click_row(struct view *v, int row)
{
    struct scene *s = &v->scene;
    int index = clicked_index(s, row);
    bool again = false;
    if (index < 0)
        return 0;
    if (v->screen == SCREEN_FLEET) {
        again = v->selected == s->fleet[index].id;
        v->selected = s->fleet[index].id;
    } else if (v->screen == SCREEN_LINKS) {
        again = v->part == index;
        v->part = index;
    } else {
        again = s->flights.selected == index;
        s->flights.selected = index;
        v->flight = s->flights.rows[index].id;
    }
    return again ? view_key(v, KEYCODE_ENTER) : 0;
}

int view_click(struct view *v, int row, int col)
{
    view_release(v); /* of a press whose release got lost */
    if (layout_kind(v->rows, v->cols) < LAYOUT_FULL)
        return 0;
    if (row == v->rows - 2) {
        press_bar(v, col);
        return 0;
    }
    if (row == TAB_ROW)
        return click_tab(v, col);
    if (row == v->rows - 1)
        return click_hint(v, col);
    return v->help ? 0 : click_row(v, row);
}

int view_wheel(struct view *v, int row, int direction)
{
    if (row == v->rows - 2)
        return view_key(v, direction < 0 ? KEYCODE_LEFT : KEYCODE_RIGHT);
    for (int i = 0; i < WHEEL_ROWS; i++)
        view_key(v, direction < 0 ? KEYCODE_UP : KEYCODE_DOWN);
    return 0;
}
