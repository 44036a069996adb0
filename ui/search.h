/* search.h: `/` through CONSOLE's messages, of which there may be ten million: in slices.
 *
 * search_start() only notes what to look for and where. search_slice() reads the next few thousand
 * rows; the loop calls it once a turn, so that keys are read and frames drawn in between. The
 * search begins at the selected row, goes round the end once, then through what arrived meanwhile:
 * "not here" is said only when every row was read. */
#ifndef UI_SEARCH_H
#define UI_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

struct view;

enum search_state {
    SEARCH_NONE,
    SEARCH_RUNNING,
    SEARCH_STOPPED, /* by a key; the same search goes on from `next` */
    SEARCH_FAILED,  /* no row up to `high` has the text */
};

/* Where it reads: from the selected row to the end, the rest, and what arrived since. */
enum search_leg { SEARCH_AHEAD, SEARCH_ROUND, SEARCH_NEW };

struct search {
    enum search_state state;
    char text[64];    /* ASCII case is ignored */
    int step;         /* 1: towards newer rows; -1 */
    int64_t selected; /* view_console_seq() when it began */
    enum search_leg leg;
    int64_t first, next; /* rows: where it began, what is read next */
    int64_t high;        /* from SEARCH_ROUND on: rows above it are left to SEARCH_NEW */
    int64_t read;
};

/* Looks for v->find from the selected row on (direction 0), behind it (1) or before it (-1). A
 * search that a key stopped goes on where it was; one that failed reads only what is new. */
void search_start(struct view *v, int direction);

/* Reads on: at most some thousand rows or a mebibyte. Selects the hit, or says in row 24 how far it
 * is, or that the text is not here. Returns whether there is more to read. */
bool search_slice(struct view *v);

/* Stops a search that is running, and says so. Returns whether one was. */
bool search_stop(struct view *v);

#endif
