/* view_select.c: which row is selected, on each screen, and what Enter and Esc do. */
#include <stdio.h>

#include "ui/layout.h"
#include "ui/log.h"
#include "ui/view_inside.h"

static int clamp_to(int value, int count)
{
    return value >= count ? (count > 0 ? count - 1 : 0) : value < 0 ? 0 : value;
}

static int fleet_index(const struct view *v)
{
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == v->selected)
            return i;
    return 0;
}

static void select_rocket(struct view *v, int index)
{
    if (v->scene.fleet_count == 0)
        return;
    int32_t id = v->scene.fleet[clamp_to(index, v->scene.fleet_count)].id;
    if (id != v->selected)
        v->channel = v->channel_first = 0;
    v->selected = id;
}

void view_next_rocket(struct view *v, int step)
{
    int count = v->scene.fleet_count;
    if (count > 0)
        select_rocket(v, (fleet_index(v) + step + count) % count);
}

static void select_flight(struct view *v, int index)
{
    struct flights_scene *f = &v->scene.flights;
    f->selected = clamp_to(index, f->count);
    if (f->count > 0)
        v->flight = f->rows[f->selected].id;
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

/* Up and down in the console are arithmetic: seq has no gaps. The last row follows again. */
static void console_move(struct view *v, int64_t step)
{
    int64_t last = view_last_row(v);
    int64_t to = (v->console_seq != 0 ? v->console_seq : last) + step;
    if (last == 0 || (to >= last && step > 0 && !v->inspecting)) {
        v->console_seq = 0;
        return;
    }
    v->console_seq = to < 1 ? 1 : to > last ? last : to;
}

bool view_is_small(const struct view *v)
{
    return layout_kind(v->rows, v->cols) < LAYOUT_FULL;
}

/* Below 80x24 there is the list of rockets, whatever was open before. */
static enum screen_id shown_screen(const struct view *v)
{
    return view_is_small(v) ? SCREEN_FLEET : v->screen;
}

void view_move(struct view *v, int step)
{
    if (log_is_open(v)) {
        log_move(v, step);
        return;
    }
    switch (shown_screen(v)) {
    case SCREEN_ROCKET:
        v->channel = clamp_to(v->channel + step, v->scene.rocket.channel_count);
        break;
    case SCREEN_CONSOLE:
        console_move(v, step);
        break;
    case SCREEN_LINKS:
        v->part = clamp_to(v->part + step, v->scene.links.count);
        break;
    case SCREEN_FLIGHTS:
        select_flight(v, v->scene.flights.selected + step);
        break;
    default:
        select_rocket(v, fleet_index(v) + step);
    }
}

bool view_is_inspecting(const struct view *v)
{
    return v->inspecting && shown_screen(v) == SCREEN_CONSOLE && !log_is_open(v);
}

static int page_rows(const struct view *v)
{
    struct layout_room room = layout_room(&v->scene, v->rows, v->cols, v->ascii);
    if (log_is_open(v))
        return room.log_rows;
    switch (shown_screen(v)) {
    case SCREEN_ROCKET:
        return room.channel_rows;
    case SCREEN_CONSOLE:
        return view_is_inspecting(v) ? room.inspect_rows - 1 : room.console_rows;
    case SCREEN_LINKS:
        return room.part_rows;
    case SCREEN_FLIGHTS:
        return room.flight_rows;
    default:
        return room.fleet_rows;
    }
}

void view_turn_page(struct view *v, int direction)
{
    int rows = page_rows(v) * direction;
    if (view_is_inspecting(v))
        v->inspect_first += rows; /* as far as there are lines: gather_inspector.c */
    else
        view_move(v, rows);
}

void view_move_to_end(struct view *v, bool last)
{
    if (log_is_open(v)) {
        log_move_to_end(v, last);
        return;
    }
    if (shown_screen(v) == SCREEN_CONSOLE) {
        v->console_seq = last ? 0 : 1;
        return;
    }
    view_move(v, last ? 1 << 20 : -(1 << 20));
}

void view_show_screen(struct view *v, enum screen_id screen)
{
    if (view_is_small(v)) {
        view_say(v, "needs 80x24");
        return;
    }
    v->screen = screen;
    v->inspecting = false;
    v->wide_chart = false;
    v->log.open = false;
    v->help = false;
}

struct view_place view_place(const struct view *v)
{
    return (struct view_place){
        .screen = v->screen,
        .rocket = v->selected,
        .channel = v->channel,
        .part = v->part,
        .console_seq = v->console_seq,
        .console_top = v->console_top,
        .flight = v->flight,
        .inspecting = v->inspecting,
        .wide_chart = v->wide_chart,
        .log = v->log,
    };
}

void view_return(struct view *v, const struct view_place *place)
{
    v->screen = place->screen;
    v->selected = place->rocket;
    v->channel = place->channel;
    v->part = place->part;
    v->console_seq = place->console_seq;
    v->console_top = place->console_top;
    v->flight = place->flight;
    v->inspecting = place->inspecting;
    v->wide_chart = place->wide_chart;
    v->log = place->log;
}

static void open_links_row(struct view *v)
{
    const struct links_scene *l = &v->scene.links;
    char where[360], said[120];
    struct err err;
    int64_t t, seq;
    if (l->count == 0)
        return;
    const struct part_row *row = &l->rows[clamp_to(v->part, l->count)];
    snprintf(where, sizeof where, "%s@%lld", row->name, (long long)(row->next - 1));
    view_show_screen(v, SCREEN_CONSOLE);
    if (playhead_when(v->playhead, NULL, where, 0, &t, said, &err) == 0 &&
        playhead_row_at(v->playhead, t, &seq, &err) == 0)
        v->console_seq = seq;
}

static void open_flight(struct view *v)
{
    const struct flights_scene *f = &v->scene.flights;
    char said[80] = "";
    struct err err;
    if (f->count == 0)
        return;
    const struct flight_row *row = &f->rows[f->selected];
    if (playhead_replay(v->playhead, row->id, said, &err) != 0) {
        view_say(v, err.text);
        return;
    }
    v->selected = row->rocket;
    view_say(v, said);
    view_show_screen(v, SCREEN_FLEET);
}

void view_open_row(struct view *v)
{
    if (log_is_open(v)) {
        log_go(v);
        return;
    }
    switch (shown_screen(v)) {
    case SCREEN_FLEET:
        if (v->scene.fleet_count > 0)
            view_show_screen(v, SCREEN_ROCKET);
        break;
    case SCREEN_ROCKET:
        v->wide_chart = !v->wide_chart;
        break;
    case SCREEN_CONSOLE:
        v->console_seq = v->console_seq != 0 ? v->console_seq : view_last_row(v);
        v->inspecting = v->console_seq != 0;
        break;
    case SCREEN_LINKS:
        open_links_row(v);
        break;
    case SCREEN_FLIGHTS:
        open_flight(v);
        break;
    default:
        break;
    }
}

/* Closes the innermost thing that is open; false when nothing is. */
bool view_close_row(struct view *v)
{
    if (view_is_small(v))
        return false;
    if (v->help) {
        v->help = false;
        return true;
    }
    if (v->log.open) {
        v->log.open = false;
        return true;
    }
    if (v->inspecting || v->wide_chart) {
        v->inspecting = v->wide_chart = false;
        return true;
    }
    if (v->find[0] != '\0') {
        v->find[0] = '\0';
        return true;
    }
    if (v->screen != SCREEN_FLEET) {
        v->screen = SCREEN_FLEET;
        return true;
    }
    return false;
}
