/* list.h: a list as a person moves in it: which row is selected, which rows are in sight.
 *
 * Keys, clicks and finding select a row with list_select() alone; drawing a frame brings the rest
 * up to date with list_show(). A list that grows at its end can be followed: then the last row is
 * selected, whatever comes. */
#ifndef UI_LIST_H
#define UI_LIST_H

#include <stdbool.h>
#include <stdint.h>

struct list {
    int64_t first;    /* the topmost row in sight, from 0 */
    int64_t selected; /* row; -1: none is */
    int64_t count;    /* rows there are */
    int room;         /* rows in sight */
    bool grows;       /* at its end, which can be followed */
    bool followed;
    bool
        held; /* moving onto the last row does not follow: a row is open, or there are more below */
};

/* Selects `row`, or the nearest one there is. Past the end of a list that grows, follows it. */
void list_select(struct list *l, int64_t row);
void list_move(struct list *l, int64_t step);
/* Selects the first row, or the last; the last of a list that grows is followed. */
void list_move_to_end(struct list *l, bool last);

/* There are `count` rows now and `room` for some: brings the selected one into sight. */
void list_show(struct list *l, int64_t count, int room);

#endif
