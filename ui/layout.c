#include "ui/layout.h"

#include "ui/panes/panes.h"

enum {
    HEAD_ROWS = 2,
    FOOT_ROWS = 2,
    EVENTS_MIN = 4,         /* with its title */
    CONSOLE_HEAD = 2,       /* title, column names */
    INSPECTOR_PERCENT = 70, /* of the body; the list above keeps the rest */
    INSPECTOR_HEAD = 4,
    WALL_FLEET = 8,
    WALL_MIDDLE = 20,
    TILE = 80,
    GOTO_ROWS = 4,
    LINKS_REST = 14, /* heading, the selected partition, broker, recorder, cache */
};

enum layout_kind layout_kind(int rows, int cols)
{
    if (rows < 6 || cols < 40)
        return LAYOUT_TINY;
    if (rows < 24 || cols < 80)
        return LAYOUT_SMALL;
    return rows >= 48 && cols >= 160 ? LAYOUT_WALL : LAYOUT_FULL;
}

/* Rows of the list of rockets with its heading, in a body of `rows`. */
static int fleet_rows(const struct scene *s, int rows)
{
    int notice = pane_notice_rows(s);
    int most = rows - 1 - EVENTS_MIN - (notice > 0 ? notice + 1 : 0);
    int wanted = 1 + s->fleet_count;
    return wanted < most ? wanted : most;
}

/* What the list of rockets does not show, in the blank row under it. */
static void draw_hidden(const struct scene *s, struct area a, int row)
{
    int above = s->fleet_first, below = s->fleet_count - s->fleet_first - (row - 1);
    if (below > 0 && above > 0)
        area_printf(a, row, 4, ROLE_DIM, "%d more above, %d below", above, below);
    else if (below > 0 || above > 0)
        area_printf(a, row, 4, ROLE_DIM, "%d more %s", below > 0 ? below : above,
                    below > 0 ? "below" : "above");
}

static void draw_fleet(const struct scene *s, struct area a)
{
    if (!s->have_rocket) {
        int topics = s->fleet_count > 0 ? 1 + s->fleet_count : 0;
        if (topics > 0)
            pane_fleet(s, area_part(a, 0, 0, topics, a.cols));
        pane_empty(s, area_part(a, topics, 0, a.rows - topics, a.cols));
        return;
    }
    int row = fleet_rows(s, a.rows), notice = pane_notice_rows(s);
    pane_fleet(s, area_part(a, 0, 0, row, a.cols));
    draw_hidden(s, a, row);
    row++;
    if (notice > 0) {
        pane_notice(s, area_part(a, row, 0, notice, a.cols));
        row += notice + 1;
    }
    pane_events(s, area_part(a, row, 0, a.rows - row, a.cols));
}

static int inspector_rows(int body)
{
    return body * INSPECTOR_PERCENT / 100;
}

static void draw_console(const struct scene *s, struct area a)
{
    int list = s->console.inspector.open ? a.rows - inspector_rows(a.rows) : a.rows;
    pane_console(s, area_part(a, 0, 0, list, a.cols));
    if (s->console.inspector.open)
        pane_inspector(s, area_part(a, list, 0, a.rows - list, a.cols));
}

/* FLEET: all rockets over the whole width, and what is said under them. */
static struct area draw_wall_top(const struct scene *s, struct area a)
{
    struct area below = area_part(a, WALL_FLEET, 0, a.rows - WALL_FLEET, a.cols);
    struct area left = area_part(below, 0, 0, below.rows, TILE);
    int notice = pane_notice_rows(s), row = WALL_MIDDLE;
    pane_fleet(s, area_part(a, 0, 0, WALL_FLEET, a.cols));
    pane_rocket(s, area_part(left, 0, 0, WALL_MIDDLE, left.cols));
    if (notice > 0) {
        pane_notice(s, area_part(left, row, 0, notice, left.cols));
        row += notice;
    }
    pane_events(s, area_part(left, row, 0, left.rows - row, left.cols));
    return below;
}

/* More, not bigger: the screen that was asked for in a tile at the left, the messages and, under
 * them, the links (beside the links the events) at the right. */
static void draw_wall(const struct scene *s, struct area a)
{
    struct area left = area_part(a, 0, 0, a.rows, TILE);
    if (s->screen == SCREEN_FLEET)
        a = draw_wall_top(s, a);
    else if (s->screen == SCREEN_ROCKET)
        pane_rocket(s, left);
    else if (s->screen == SCREEN_LINKS)
        pane_links(s, left);
    else
        pane_flights(s, left);
    struct area right = area_part(a, 0, TILE, a.rows, a.cols - TILE);
    struct area under = area_part(right, WALL_MIDDLE, 0, right.rows - WALL_MIDDLE, right.cols);
    pane_console(s, area_part(right, 0, 0, WALL_MIDDLE, right.cols));
    if (s->screen == SCREEN_LINKS)
        pane_events(s, under);
    else
        pane_links(s, under);
}

static void draw_body(const struct scene *s, struct area a, enum layout_kind kind)
{
    if (s->help) {
        pane_help(s, a);
        return;
    }
    if (s->log.open) {
        pane_log(s, a);
        return;
    }
    if (kind == LAYOUT_WALL && s->have_rocket && s->screen != SCREEN_CONSOLE) {
        draw_wall(s, a);
        return;
    }
    switch (s->screen) {
    case SCREEN_ROCKET:
        pane_rocket(s, a);
        break;
    case SCREEN_CONSOLE:
        draw_console(s, a);
        break;
    case SCREEN_LINKS:
        pane_links(s, a);
        break;
    case SCREEN_FLIGHTS:
        pane_flights(s, a);
        break;
    default:
        draw_fleet(s, a);
    }
}

void layout_draw(const struct scene *s, struct canvas *c)
{
    enum layout_kind kind = layout_kind(c->rows, c->cols);
    struct area all = area_of(c);
    canvas_clear(c);
    if (kind == LAYOUT_TINY) {
        pane_tiny(s, all);
        return;
    }
    if (kind == LAYOUT_SMALL) {
        pane_small(s, all);
        return;
    }
    struct area body = area_part(all, HEAD_ROWS, 0, c->rows - HEAD_ROWS - FOOT_ROWS, c->cols);
    pane_header(s, area_part(all, 0, 0, HEAD_ROWS, c->cols));
    draw_body(s, body, kind);
    if (s->prompt == PROMPT_GOTO)
        pane_goto(s, area_part(body, body.rows - GOTO_ROWS, 0, GOTO_ROWS, c->cols));
    pane_transport(s, area_part(all, c->rows - 2, 0, 1, c->cols));
    pane_hints(s, area_part(all, c->rows - 1, 0, 1, c->cols));
}

struct layout_room layout_room(const struct scene *s, int rows, int cols, bool ascii)
{
    enum layout_kind kind = layout_kind(rows, cols);
    int body = rows - HEAD_ROWS - FOOT_ROWS;
    bool tiles = kind == LAYOUT_WALL && s->have_rocket && s->screen != SCREEN_CONSOLE;
    bool wall = tiles && s->screen == SCREEN_FLEET;
    int links =
        !tiles || s->screen == SCREEN_LINKS ? body : body - WALL_MIDDLE - (wall ? WALL_FLEET : 0);
    struct layout_room room = {
        .fleet_rows = wall ? WALL_FLEET - 1 : fleet_rows(s, body) - 1,
        .console_rows = (tiles ? WALL_MIDDLE : body) - CONSOLE_HEAD,
        .part_rows = links - LINKS_REST,
        .flight_rows = body - 7,
        .inspect_rows = inspector_rows(body) - INSPECTOR_HEAD,
        .log_rows = body - 1,
        .events = SCENE_MAX_EVENTS,
        .chart_points =
            pane_chart_points((tiles ? TILE : cols) / (s->rocket.wide_chart ? 1 : 2), ascii),
    };
    if (s->console.inspector.open && !tiles)
        room.console_rows -= inspector_rows(body);
    if (kind == LAYOUT_SMALL)
        room.fleet_rows = rows - 7;
    room.channel_rows = pane_rocket_channels(&s->rocket, wall ? WALL_MIDDLE : body);
    return room;
}
