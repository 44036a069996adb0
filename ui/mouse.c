/* mouse.c: clicks and the wheel, as the keys that do the same. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/view_internal.h"

enum {
    TAB_ROW = 1,
    BODY_ROW = 2,
    ALARM_COL = 49,
    BAR_COL = 25,
    BAR_MARGIN = 43,
    WHEEL_ROWS = 3,
};

static int click_tab(struct view *v, int col)
{
    if (col >= ALARM_COL)
        return view_key(v, '!');
    enum screen_id screen = pane_tab_at(col);
    return screen != SCREEN_COUNT ? view_key(v, screen_of(screen)->digit) : 0;
}

static int click_hint(struct view *v, int col)
{
    int count, at = 1;
    if (v->said[0] != '\0') { /* an answer covers the hints: a click uncovers them */
        v->said[0] = '\0';
        return 0;
    }
    const struct hint *hints = pane_hints_of(&v->scene, &count);
    int gap = pane_hints_gap(hints, count, v->cols, v->ascii);
    for (int i = 0; i < count; i++) {
        int width = text_columns(keys_label(&hints[i], v->ascii)) + 1 + text_columns(hints[i].word);
        if (col >= at && col < at + width)
            return view_key(v,
                            hints[i].key != 0 ? hints[i].key : keys_row(hints[i].action)->keys[0]);
        at += width + gap;
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

/* The row of the list that is seen under a click, or -1. */
static int64_t clicked_row(const struct view *v, int row)
{
    const struct screen *screen = view_shown(v);
    const struct list *list = &v->scene.place.lists[screen->list];
    int line = row - BODY_ROW - screen->head;
    bool there = line >= 0 && line < list->room && list->first + line < list->count;
    return there ? list->first + line : -1;
}

/* The list's row under a click becomes the selection; a second click opens it. */
static int click_row(struct view *v, int row)
{
    int64_t clicked = clicked_row(v, row);
    if (clicked < 0)
        return 0;
    bool again = v->place.lists[view_shown(v)->list].selected == clicked;
    view_select_here(v, clicked);
    return again ? view_key(v, KEYCODE_ENTER) : 0;
}

int view_click(struct view *v, int row, int col)
{
    view_release(v); /* of a press whose release got lost */
    search_stop(v);
    if (view_is_small(v) || v->prompt != PROMPT_NONE)
        return 0;
    if (row == v->rows - 2) {
        press_bar(v, col);
        return 0;
    }
    if (row == TAB_ROW)
        return click_tab(v, col);
    if (row == v->rows - 1)
        return click_hint(v, col);
    const struct screen *screen = view_shown(v);
    bool beside = layout_kind(v->rows, v->cols) == LAYOUT_WALL && screen->wall != NULL &&
                  !screen->wide_list && col >= v->cols / 2;
    return beside ? 0 : click_row(v, row);
}

int view_wheel(struct view *v, int row, int direction)
{
    if (row == v->rows - 2)
        return view_key(v, direction < 0 ? KEYCODE_LEFT : KEYCODE_RIGHT);
    const struct screen *screen = view_shown(v);
    if (v->prompt == PROMPT_NONE && screen->wheel != NULL &&
        screen->wheel(v, row - BODY_ROW, WHEEL_ROWS * direction)) {
        search_stop(v);
        return 0;
    }
    for (int i = 0; i < WHEEL_ROWS; i++)
        view_key(v, direction < 0 ? KEYCODE_UP : KEYCODE_DOWN);
    return 0;
}
