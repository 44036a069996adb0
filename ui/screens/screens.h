/* screens.h: a screen is one thing: what it gathers, draws, lists, selects, opens, finds, copies
 * and hints, in a file NAME.c beside this one, which ends in its struct screen.
 *
 * A new screen is such a file and a row of SCREENS: tabs and clicks on them, digit keys, help,
 * `ground snapshot`, finding, the mouse and what a restart finds again all come from the table.
 * What only this screen draws it keeps as its own part of the scene (scene_own()); what several
 * draw is in ui/panes/. */
#ifndef UI_SCREENS_SCREENS_H
#define UI_SCREENS_SCREENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"
#include "ui/keys.h"

struct gather;
struct place;
struct scene;
struct view;
struct wall;

/* With a tab and a digit, in the order of the tabs. */
#define SCREENS(X)                                                                                 \
    X(FLEET, fleet)                                                                                \
    X(ROCKET, rocket)                                                                              \
    X(CONSOLE, console)                                                                            \
    X(LINKS, links)                                                                                \
    X(FLIGHTS, flights)

/* Opened over those. */
#define SCREENS_OVER(X)                                                                            \
    X(INSPECTOR, inspector)                                                                        \
    X(LOG, log)                                                                                    \
    X(HELP, help)

enum screen_id {
#define X(id, name) SCREEN_##id,
    SCREENS(X) SCREENS_OVER(X)
#undef X
        SCREEN_SMALL, /* in place of all: below 80x24 */
    SCREEN_COUNT
};

/* Hooks may be NULL: then the screen does not do that, or what the comment says. */
struct screen {
    const char *name; /* `ground snapshot --screen NAME` */
    char digit;       /* its key; 0: it has no tab */
    const char *tab;  /* "FLEET" */
    const char *more; /* what there is to see: the help page's last line */

    /* Its own part of the scene. */
    size_t own_size;
    void (*init)(void *own), (*deinit)(void *own);
    void (*gather)(struct gather *g);
    /* Draws the body: all but the two rows above and below. */
    void (*draw)(const struct scene *s, struct area a);
    /* How the body of a wall (160x48) is divided; NULL: it keeps the whole width there. */
    struct wall (*wall)(const struct scene *s, int rows);
    bool wide_list; /* on a wall its list has the whole width */

    enum screen_id list;                              /* whose list its keys move in */
    int head;                                         /* rows of the body above the list */
    int (*room)(const struct scene *s, int rows);     /* of its list in a body of so many rows */
    int64_t (*count)(struct view *v);                 /* rows there are now; NULL: as drawn last */
    void (*choose)(struct view *v, int64_t row);      /* what else selecting a row does */
    void (*go_to_top)(struct view *v);                /* NULL: selects row 0 */
    void (*turn_page)(struct view *v, int step);      /* NULL: moves in the list */
    bool (*wheel)(struct view *v, int row, int step); /* at a row of the body; false: not there */

    void (*enter)(struct place *p);                          /* NULL: it is the screen then */
    void (*open)(struct view *v);                            /* Enter */
    const char *(*text)(const struct scene *s, int64_t row); /* that `/` looks at */
    void (*find)(struct view *v, int direction);             /* NULL: view_find_row() by `text` */
    bool (*copy)(struct view *v); /* `y`, into v->copy; false: it has no plain command */
    bool (*copies)(
        const struct view *v); /* whether there is one now; NULL: where its list has rows */
    int64_t (*message)(const struct view *v); /* `p`: the seq of the selected row; 0: none */
    const struct hint *(*hints)(const struct scene *s, int *count);
};

#define X(id, name) extern const struct screen screen_##name;
SCREENS(X)
SCREENS_OVER(X)
#undef X
extern const struct screen screen_small;

const struct screen *screen_of(enum screen_id id);
/* The screen with a tab that this key shows; SCREEN_COUNT: none does. */
enum screen_id screen_by_key(int key);
/* By name, also those over others; SCREEN_COUNT. */
enum screen_id screen_by_name(const char *name);
#endif
