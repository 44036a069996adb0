/* layout.h: which pane stands where, by the size of the screen.
 *
 *   rows 1-2 header, 3.. the screen, last but one the transport, last the hints.
 *   below 40x6 one row; below 80x24 a list (screens/small.c); 81-159 columns: wider; from 160x48 a
 * wall of tiles of 80 columns: more, not bigger (wall.h). What a list has no room for, it counts.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include "ui/canvas.h"
#include "ui/scene.h"

enum layout_kind { LAYOUT_TINY, LAYOUT_SMALL, LAYOUT_FULL, LAYOUT_WALL };

/* Which layout a screen of that size gets. */
enum layout_kind layout_kind(int rows, int cols);

/* How many columns the screen that was asked for has: all, or those of a tile. */
int layout_columns(int rows, int cols);
/* Rows between header and transport. */
int layout_body(int rows);

/* Rows of a list on a screen of this size. */
int layout_room(const struct scene *s, enum screen_id list, int rows, int cols);
/* Dot columns of one chart. */
int layout_chart_points(const struct scene *s, int rows, int cols, bool ascii);

/* Draws the whole frame into `c`, which it clears first. */
void layout_draw(const struct scene *s, struct canvas *c);

#endif
