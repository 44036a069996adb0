/* wall.h: from 160x48 on: the screen that was asked for and, beside it, what else there is room
 * for.
 *
 * FLEET stands over the whole width and grows with the rockets: the charts of the selected one go
 * first, then its tile and the links, never rockets while 4 rows of events are left. Below it, or
 * from the top: at the left the screen that was asked for and the events, at the right the messages
 * and the links. Each takes what it can fill; events and messages take the rest. */
#ifndef UI_WALL_H
#define UI_WALL_H

#include "ui/canvas.h"
#include "ui/scene.h"

enum { WALL_TILE_COLS = 80, EVENTS_LEAST = 4 /* rows, with their title */ };

struct wall {
    int fleet, left, console; /* fleet: 0 on other screens; left: 0 when there is no room for it */
    bool hides;               /* the last row of FLEET says how many it does not show */
};

/* How screens divide `rows`: FLEET; a page that takes all of the left; a list that takes `wanted`
 * rows of it, with the links beside it or not. */
struct wall wall_fleet(const struct scene *s, int rows);
struct wall wall_page(const struct scene *s, int rows);
struct wall wall_list(const struct scene *s, int rows, int wanted, bool links);

/* Whether a wall with this screen has a tile of that one. */
bool wall_has(enum screen_id asked, enum screen_id tile);
/* Rows of a list on the wall of the screen shown. */
int wall_room(const struct scene *s, enum screen_id list, int rows);
void wall_draw(const struct scene *s, struct area a);

#endif
