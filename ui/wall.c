#include "ui/wall.h"

#include "ui/panes/panes.h"

enum {
    FLEET_LEAST = 8,
    ROCKET_MOST = 20, /* above events; without charts ROCKET_LEAST */
    ROCKET_LEAST = 13,
    EVENTS_FEW = 16, /* below that, the rocket's charts go */
    CONSOLE_LEAST = 8,
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Rows of the messages, above all of the links or as many as are left. */
static int console_rows(const struct scene *s, int rows)
{
    int links = pane_links_rows(&s->links), spare = rows - CONSOLE_LEAST;
    if (spare < PANE_LINKS_LEAST)
        return rows;
    return rows - least(links, spare);
}

static int rocket_rows(int rows, int notice)
{
    int spare = rows - EVENTS_FEW;
    if (rows < ROCKET_LEAST + EVENTS_LEAST + notice)
        return 0;
    return spare < ROCKET_LEAST ? ROCKET_LEAST : least(spare, ROCKET_MOST);
}

struct wall wall_fleet(const struct scene *s, int rows)
{
    int notice = pane_notice_rows(s), most = rows - EVENTS_LEAST - notice,
        wanted = 1 + s->fleet_count;
    struct wall w = {.fleet = wanted < FLEET_LEAST ? FLEET_LEAST : least(wanted, most),
                     .hides = wanted > most};
    w.left = rocket_rows(rows - w.fleet, notice);
    w.console = console_rows(s, rows - w.fleet);
    return w;
}

struct wall wall_page(const struct scene *s, int rows)
{
    return (struct wall){.left = rows, .console = console_rows(s, rows)};
}

struct wall wall_list(const struct scene *s, int rows, int wanted, bool links)
{
    return (struct wall){.left = least(wanted, rows - EVENTS_LEAST),
                         .console = links ? console_rows(s, rows) : rows};
}

bool wall_has(enum screen_id asked, enum screen_id tile)
{
    return tile == SCREEN_CONSOLE || tile == SCREEN_LINKS ||
           (tile == SCREEN_ROCKET && asked == SCREEN_FLEET);
}

int wall_room(const struct scene *s, enum screen_id list, int rows)
{
    struct wall w = screen_of(s->place.screen)->wall(s, rows);
    int tile = w.left;
    if (list == SCREEN_FLEET)
        return w.fleet - 1 - w.hides;
    if (list != s->place.screen && list == SCREEN_CONSOLE)
        tile = w.console;
    if (list != s->place.screen && list == SCREEN_LINKS)
        tile = rows - w.fleet - w.console;
    return screen_of(list)->room(s, tile);
}

static void draw_left(const struct scene *s, const struct wall *w, struct area a)
{
    const struct screen *screen = w->fleet > 0 ? &screen_rocket : screen_of(s->place.screen);
    int row = w->left, notice = w->fleet > 0 ? pane_notice_rows(s) : 0;
    screen->draw(s, area_part(a, 0, 0, w->left, a.cols));
    pane_notice(s, area_part(a, row, 0, notice, a.cols));
    row += notice;
    pane_events(s, area_part(a, row, 0, a.rows - row, a.cols));
}

void wall_draw(const struct scene *s, struct area a)
{
    struct wall w = screen_of(s->place.screen)->wall(s, a.rows);
    struct area below = area_part(a, w.fleet, 0, a.rows - w.fleet, a.cols);
    pane_fleet(s, area_part(a, 0, 0, w.fleet - w.hides, a.cols));
    if (w.hides)
        pane_fleet_hidden(s, a, w.fleet - 1);
    draw_left(s, &w, area_part(below, 0, 0, below.rows, WALL_TILE_COLS));
    struct area right = area_part(below, 0, WALL_TILE_COLS, below.rows, a.cols - WALL_TILE_COLS);
    pane_console(s, area_part(right, 0, 0, w.console, right.cols));
    if (w.console < right.rows)
        pane_links(s, area_part(right, w.console, 0, right.rows - w.console, right.cols));
}
