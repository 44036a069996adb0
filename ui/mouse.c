/* mouse.c: clicks and the wheel, as the keys that do the same. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/view.h"

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

void view_scrub(struct view *v, int col)
{
    const struct bar *bar = &v->scene.bar;
    int cells = v->cols - BAR_MARGIN;
    char said[80] = "";
    struct err err = {0};
    if (v->playhead == NULL || bar->t0_ms == FLIGHT_NO_TIME || col < BAR_COL ||
        col >= BAR_COL + cells)
        return;
    double share = (double)(col - BAR_COL) / (double)(cells - 1);
    int64_t t = bar->t0_ms + (int64_t)(share * (double)(bar->t1_ms - bar->t0_ms));
    int rc = playhead_seek(v->playhead, t, said, &err);
    bytes_to_text(bytes_of(rc == 0 ? said : err.text), v->said, sizeof v->said);
}

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

int view_click(struct view *v, int row, int col, bool press)
{
    if (layout_kind(v->rows, v->cols) < LAYOUT_FULL)
        return 0;
    if (row == v->rows - 2) {
        view_scrub(v, col);
        return 0;
    }
    if (!press)
        return 0;
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
