/* layout.h: which pane stands where, by the size of the screen.
 *
 *   rows 1-2 header, 3.. the screen, last but one the transport, last the hints.
 *   below 40x6 one row; below 80x24 a list; 81-159 columns: wider; from 160x48 a wall of tiles of
 * 80 columns: more, not bigger (layout.c). What a list has no room for, its pane counts. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "ui/canvas.h"
#include "ui/scene.h"

enum layout_kind { LAYOUT_TINY, LAYOUT_SMALL, LAYOUT_FULL, LAYOUT_WALL };

/* Which layout a screen of that size gets. */
enum layout_kind layout_kind(int rows, int cols);

/* How many columns the screen that was asked for has: all, or those of a tile. */
int layout_columns(int rows, int cols);

/* What gather.c must know to fill a scene for a screen of this size. */
struct layout_room {
    int fleet_rows, channel_rows, console_rows, part_rows, flight_rows, log_rows;
    int inspect_rows; /* lines of an open message; one less as JSON, for its heading */
    int chart_points; /* dot columns of one chart */
};
struct layout_room layout_room(const struct scene *s, int rows, int cols, bool ascii);

/* Draws the whole frame into `c`, which it clears first. */
void layout_draw(const struct scene *s, struct canvas *c);

#endif
