/* panes.h: the panes: pure functions that draw a part of a scene into an area, each for several
 * screens. What one screen alone draws is in its own file (screens/).
 *
 * Each takes what it shows from the scene alone; none keeps anything. Which pane stands where is
 * layout.c's matter. */
#ifndef UI_PANES_PANES_H
#define UI_PANES_PANES_H

#include "ui/canvas.h"
#include "ui/scene.h"

typedef void pane_fn(const struct scene *s, struct area a);

pane_fn pane_header;    /* rows 1, 2: mission, mode, clock, link, alarms; tabs, worst alarm */
pane_fn pane_fleet;     /* the rockets, a row each */
pane_fn pane_events;    /* EVENTS and its title */
pane_fn pane_notice;    /* under the rockets: no link, replay, gap (pane_notice_rows) */
pane_fn pane_rocket;    /* one rocket: timeline, channels, charts, events */
pane_fn pane_timeline;  /* three rows: names, line, times */
pane_fn pane_console;   /* messages */
pane_fn pane_inspector; /* one message, taken apart */
pane_fn pane_links;     /* partitions, broker, recorder, cache */
pane_fn pane_empty;     /* nothing recorded yet: how to begin */
pane_fn pane_goto;      /* three rows over the last of the screen while `g` is typed */
pane_fn pane_transport; /* row 23 */
pane_fn pane_hints;     /* row 24: keys, prompt or answer */

/* The two commands that pane_empty shows: for a topic that is one rocket, and for one of many
 * rockets told apart by keys. Raw: the names in them are the broker's. */
enum { PANE_EMPTY_COMMANDS = 2, PANE_EMPTY_COMMAND = 400 };
void pane_empty_command(const struct scene *s, bool keys, char out[PANE_EMPTY_COMMAND]);
void pane_empty_topic(const struct scene *s, bool keys, char out[SCENE_NAME]);

/* How many rockets are above those that pane_fleet shows and below, in row `row` under them. */
void pane_fleet_hidden(const struct scene *s, struct area a, int row);

/* A line of EVENTS. */
void pane_event(const struct event_row *e, struct area a, int line);

/* The screen whose tab is at a column of row 2; SCREEN_COUNT: none is. */
enum screen_id pane_tab_at(int col);

/* Rows that pane_notice wants now, 0 without. */
int pane_notice_rows(const struct scene *s);

/* The newest events that fit, of one rocket (0: of all), newest last. */
void pane_event_rows(const struct scene *s, int32_t rocket, struct area a);

/* One chart: minimum and maximum per dot column, limits, axes. */
void pane_chart(const struct chart *chart, struct area a);
/* How many rows it takes to show all of LINKS; what it needs for one partition. */
enum { PANE_LINKS_LEAST = 15 };
int pane_links_rows(const struct links_scene *l);

/* How many channels pane_rocket shows in so many rows. */
int pane_rocket_channels(const struct rocket_scene *r, int rows);
/* How many dot columns a chart of so many columns has, and how many columns its axis takes. */
int pane_chart_points(int cols, bool ascii);

/* The hints of what is shown, as row 24 has them. */
const struct hint *pane_hints_of(const struct scene *s, int *count);
/* The blanks between two of them. */
int pane_hints_gap(const struct hint *hints, int count, int cols, bool ascii);

#endif
