#include "ui/layout.h"

#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

enum {
    HEAD_ROWS = 2,
    FOOT_ROWS = 2,
    EVENTS_MIN = 4,         /* with its title */
    CONSOLE_HEAD = 2,       /* title, column names */
    INSPECTOR_PERCENT = 70, /* of the body; the list above keeps the rest */
    INSPECTOR_HEAD = 4,
    WALL_FLEET = 8,   /* at least */
    WALL_ROCKET = 20, /* at most, above events; without charts WALL_ROCKET_LEAST */
    WALL_ROCKET_LEAST = 13,
    WALL_EVENTS = 16, /* below that, the rocket's charts go */
    WALL_CONSOLE_LEAST = 8,
    TILE = 80,
    GOTO_ROWS = 4,
    FLIGHTS_REST = 7, /* heading, the selected flight */
    LINKS_REST = 14,  /* heading, the selected partition, broker, recorder, cache */
};

enum layout_kind layout_kind(int rows, int cols)
{
    if (rows < 6 || cols < 40)
        return LAYOUT_TINY;
    if (rows < 24 || cols < 80)
        return LAYOUT_SMALL;
    return rows >= 48 && cols >= 160 ? LAYOUT_WALL : LAYOUT_FULL;
}

int layout_columns(int rows, int cols)
{
    return layout_kind(rows, cols) == LAYOUT_WALL ? TILE : cols;
}

/* Rows of the list of rockets with its heading, in a body of `rows`. */
static int fleet_rows(const struct scene *s, int rows)
{
    int notice = pane_notice_rows(s);
    int most = rows - 1 - EVENTS_MIN - (notice > 0 ? notice + 1 : 0);
    int wanted = 1 + s->fleet_count;
    return wanted < most ? wanted : most;
}

/* What the list of rockets does not show, in the row under it. */
static void draw_hidden(const struct scene *s, struct area a, int row)
{
    char hidden[48];
    part_hidden(s->fleet_first, s->fleet_count - s->fleet_first - (row - 1), hidden);
    area_text(a, row, 4, a.cols, ROLE_DIM, hidden);
}

static void draw_fleet(const struct scene *s, struct area a)
{
    if (!s->have_rocket) {
        int topics = s->fleet_count > 0 ? 1 + s->fleet_count : 0;
        if (topics > 0)
            pane_fleet(s, area_part(a, 0, 0, topics, a.cols));
        pane_empty(s, area_part(a, topics, 0, a.rows - topics, a.cols));
        if (s->topics_more > 0)
            area_printf(a, topics, 4, ROLE_DIM, "%d more topics: 5 LINKS", s->topics_more);
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

/* ---- the wall ------------------------------------------------------------------------------ */

/* Rows of its tiles. FLEET stands over the whole width and grows with the rockets: the charts of
 * the selected one go first, then its tile and the links, never rockets while 4 rows of events are
 * left. Below it, or from the top: at the left the screen that was asked for and the events, at the
 * right the messages and the links. Each takes what it can fill; events and messages take the rest.
 */
struct wall {
    int fleet, left, console; /* fleet: 0 on other screens; left: 0 when there is no room for it */
    bool hides;               /* the last row of FLEET says how many it does not show */
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int wall_console(const struct scene *s, int rows)
{
    int links = pane_links_rows(&s->links), spare = rows - WALL_CONSOLE_LEAST;
    if (spare < LINKS_REST + 1)
        return rows;
    return rows - least(links, spare);
}

static int wall_rocket(int rows, int notice)
{
    int spare = rows - WALL_EVENTS;
    if (rows < WALL_ROCKET_LEAST + EVENTS_MIN + notice)
        return 0;
    return spare < WALL_ROCKET_LEAST ? WALL_ROCKET_LEAST : least(spare, WALL_ROCKET);
}

static struct wall wall_fleet(const struct scene *s, int body)
{
    int notice = pane_notice_rows(s), most = body - EVENTS_MIN - notice,
        wanted = 1 + s->fleet_count;
    struct wall w = {.fleet = wanted < WALL_FLEET ? WALL_FLEET : least(wanted, most),
                     .hides = wanted > most};
    w.left = wall_rocket(body - w.fleet, notice);
    w.console = wall_console(s, body - w.fleet);
    return w;
}

static struct wall wall_of(const struct scene *s, int body)
{
    int most = body - EVENTS_MIN;
    switch (s->screen) {
    case SCREEN_ROCKET:
        return (struct wall){.left = body, .console = wall_console(s, body)};
    case SCREEN_LINKS:
        return (struct wall){.left = least(pane_links_rows(&s->links), most), .console = body};
    case SCREEN_FLIGHTS:
        return (struct wall){.left = least(pane_flights_rows(&s->flights), most),
                             .console = wall_console(s, body)};
    default:
        return wall_fleet(s, body);
    }
}

static void draw_wall_left(const struct scene *s, const struct wall *w, struct area a)
{
    struct area tile = area_part(a, 0, 0, w->left, a.cols);
    int row = w->left, notice = w->fleet > 0 ? pane_notice_rows(s) : 0;
    if (s->screen == SCREEN_LINKS)
        pane_links(s, tile);
    else if (s->screen == SCREEN_FLIGHTS)
        pane_flights(s, tile);
    else
        pane_rocket(s, tile);
    pane_notice(s, area_part(a, row, 0, notice, a.cols));
    row += notice;
    pane_events(s, area_part(a, row, 0, a.rows - row, a.cols));
}

static void draw_wall(const struct scene *s, struct area a)
{
    struct wall w = wall_of(s, a.rows);
    struct area below = area_part(a, w.fleet, 0, a.rows - w.fleet, a.cols);
    pane_fleet(s, area_part(a, 0, 0, w.fleet - w.hides, a.cols));
    if (w.hides)
        draw_hidden(s, a, w.fleet - 1);
    draw_wall_left(s, &w, area_part(below, 0, 0, below.rows, TILE));
    struct area right = area_part(below, 0, TILE, below.rows, a.cols - TILE);
    pane_console(s, area_part(right, 0, 0, w.console, right.cols));
    if (w.console < right.rows)
        pane_links(s, area_part(right, w.console, 0, right.rows - w.console, right.cols));
}

/* ---- all ----------------------------------------------------------------------------------- */

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

/* The lists of a wall, as its tiles are. */
static struct layout_room wall_room(const struct scene *s, int body)
{
    struct wall w = wall_of(s, body);
    bool links = s->screen == SCREEN_LINKS;
    return (struct layout_room){
        .fleet_rows = w.fleet - 1 - w.hides,
        .channel_rows = pane_rocket_channels(&s->rocket, w.left),
        .console_rows = w.console - CONSOLE_HEAD,
        .part_rows = (links ? w.left : body - w.fleet - w.console) - LINKS_REST,
        .flight_rows = w.left - FLIGHTS_REST,
    };
}

static struct layout_room full_room(const struct scene *s, int body)
{
    bool open = s->console.inspector.open;
    return (struct layout_room){
        .fleet_rows = fleet_rows(s, body) - 1,
        .channel_rows = pane_rocket_channels(&s->rocket, body),
        .console_rows = body - CONSOLE_HEAD - (open ? inspector_rows(body) : 0),
        .part_rows = body - LINKS_REST,
        .flight_rows = body - FLIGHTS_REST,
        .inspect_rows = inspector_rows(body) - INSPECTOR_HEAD,
    };
}

struct layout_room layout_room(const struct scene *s, int rows, int cols, bool ascii)
{
    enum layout_kind kind = layout_kind(rows, cols);
    int body = rows - HEAD_ROWS - FOOT_ROWS;
    bool tiles = kind == LAYOUT_WALL && s->have_rocket && s->screen != SCREEN_CONSOLE;
    struct layout_room room = tiles ? wall_room(s, body) : full_room(s, body);
    room.log_rows = body - 1;
    room.chart_points =
        pane_chart_points((tiles ? TILE : cols) / (s->rocket.wide_chart ? 1 : 2), ascii);
    if (kind == LAYOUT_SMALL)
        room.fleet_rows = rows - 7;
    return room;
}
