#include "ui/layout.h"

#include "ui/panes/panes.h"
#include "ui/wall.h"

enum { HEAD_ROWS = 2, FOOT_ROWS = 2, GOTO_ROWS = 4 };

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
    return layout_kind(rows, cols) == LAYOUT_WALL ? WALL_TILE_COLS : cols;
}

int layout_body(int rows)
{
    return rows - HEAD_ROWS - FOOT_ROWS;
}

/* Whether the screen stands on a wall, with tiles beside it. */
static bool has_tiles(const struct scene *s, int rows, int cols)
{
    return layout_kind(rows, cols) == LAYOUT_WALL && s->have_rocket &&
           screen_of(s->place.screen)->wall != NULL;
}

int layout_room(const struct scene *s, enum screen_id list, int rows, int cols)
{
    const struct screen *screen = screen_of(list);
    if (layout_kind(rows, cols) == LAYOUT_SMALL && list == screen_small.list)
        return screen_small.room(s, rows);
    if (screen->digit != 0 && has_tiles(s, rows, cols))
        return wall_room(s, list, layout_body(rows));
    return screen->room == NULL ? 0 : screen->room(s, layout_body(rows));
}

int layout_chart_points(const struct scene *s, int rows, int cols, bool ascii)
{
    int width = has_tiles(s, rows, cols) ? WALL_TILE_COLS : cols;
    return pane_chart_points(width / (s->rocket.wide_chart ? 1 : 2), ascii);
}

static void draw_body(const struct scene *s, struct area a, bool tiles)
{
    enum screen_id shown = place_shown(&s->place);
    if (tiles && shown == s->place.screen)
        wall_draw(s, a);
    else
        screen_of(shown)->draw(s, a);
}

void layout_draw(const struct scene *s, struct canvas *c)
{
    struct area all = area_of(c);
    canvas_clear(c);
    if (layout_kind(c->rows, c->cols) < LAYOUT_FULL) {
        screen_small.draw(s, all);
        return;
    }
    struct area body = area_part(all, HEAD_ROWS, 0, layout_body(c->rows), c->cols);
    pane_header(s, area_part(all, 0, 0, HEAD_ROWS, c->cols));
    draw_body(s, body, has_tiles(s, c->rows, c->cols));
    if (s->prompt == PROMPT_GOTO)
        pane_goto(s, area_part(body, body.rows - GOTO_ROWS, 0, GOTO_ROWS, c->cols));
    pane_transport(s, area_part(all, c->rows - 2, 0, 1, c->cols));
    pane_hints(s, area_part(all, c->rows - 1, 0, 1, c->cols));
}
