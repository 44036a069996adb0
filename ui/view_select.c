/* view_select.c: which row is selected, which screen is shown, and what Enter and Esc do: what is
 * particular to a screen is in its hooks (screens/screens.h). */
#include <stdio.h>

#include "ui/layout.h"
#include "ui/view_internal.h"

bool view_is_small(const struct view *v)
{
    return layout_kind(v->rows, v->cols) < LAYOUT_FULL;
}

const struct screen *view_shown(const struct view *v)
{
    return view_is_small(v) ? &screen_small : screen_of(place_shown(&v->place));
}

int64_t view_last_row(const struct view *v)
{
    struct transport t;
    struct err err;
    int64_t seq = 0;
    if (v->playhead == NULL)
        return 0;
    playhead_transport(v->playhead, &t);
    return playhead_row_at(v->playhead, t.t_ms, &seq, &err) == 0 ? seq : 0;
}

int64_t view_console_seq(const struct view *v)
{
    const struct list *list = &v->place.lists[SCREEN_CONSOLE];
    return list->followed ? 0 : list->selected + 1;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static struct list *list_of(struct view *v, const struct screen *screen)
{
    struct list *list = &v->place.lists[screen->list];
    if (screen->count != NULL)
        list->count = screen->count(v);
    return list;
}

/* After a row was selected, by a key, a click or finding alike. */
static void chosen(struct view *v, const struct screen *screen)
{
    const struct list *list = &v->place.lists[screen->list];
    if (screen->choose != NULL && !list->followed && list->count > 0)
        screen->choose(v, list->selected);
}

void view_select(struct view *v, enum screen_id screen, int64_t row)
{
    list_select(list_of(v, screen_of(screen)), row);
    chosen(v, screen_of(screen));
}

void view_select_here(struct view *v, int64_t row)
{
    list_select(list_of(v, view_shown(v)), row);
    chosen(v, view_shown(v));
}

void view_move(struct view *v, int step)
{
    list_move(list_of(v, view_shown(v)), step);
    chosen(v, view_shown(v));
}

void view_move_to_end(struct view *v, bool last)
{
    const struct screen *screen = view_shown(v);
    list_move_to_end(list_of(v, screen), last);
    if (!last && screen->go_to_top != NULL)
        screen->go_to_top(v);
    else
        chosen(v, screen);
}

void view_turn_page(struct view *v, int direction)
{
    const struct screen *screen = view_shown(v);
    if (screen->turn_page != NULL)
        screen->turn_page(v, direction);
    else
        view_move(v, direction * layout_room(&v->scene, screen->list, v->rows, v->cols));
}

/* ---- rockets ------------------------------------------------------------------------------- */

void view_select_rocket(struct view *v, int32_t rocket)
{
    place_rocket(&v->place, rocket);
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == rocket)
            v->place.lists[SCREEN_FLEET].selected = i;
}

void view_choose_rocket(struct view *v, int64_t row)
{
    if (row < v->scene.fleet_count)
        place_rocket(&v->place, v->scene.fleet[row].id);
}

void view_next_rocket(struct view *v, int step)
{
    const struct list *list = &v->place.lists[SCREEN_FLEET];
    int64_t from = list->selected < 0 ? 0 : list->selected;
    if (list->count > 0)
        view_select(v, SCREEN_FLEET, (from + step + list->count) % list->count);
}

/* ---- screens ------------------------------------------------------------------------------- */

void view_show_screen(struct view *v, enum screen_id screen)
{
    if (view_is_small(v))
        view_say(v, "needs 80x24");
    else
        place_enter(&v->place, screen);
}

void view_open_row(struct view *v)
{
    if (view_shown(v)->open != NULL)
        view_shown(v)->open(v);
}

bool view_close_row(struct view *v)
{
    struct place *p = &v->place;
    if (view_is_small(v))
        return false;
    if (p->help) {
        p->help = false;
    } else if (p->log.open) {
        p->log.open = false;
    } else if (p->inspect.open || p->wide_chart) {
        p->inspect.open = p->wide_chart = false;
    } else if (v->find[0] != '\0') {
        v->find[0] = '\0';
    } else if (p->screen != SCREEN_FLEET) {
        p->screen = SCREEN_FLEET;
    } else {
        return false;
    }
    return true;
}
