/* place.h: where a person is: which screen, which rocket, and what is selected in each list.
 *
 * Keys change the view's place. Drawing a frame makes of it the place that exists now, in the
 * scene: rows that are gone are no longer selected, selected rows come into sight. The view then
 * goes on from there (view_gather()). */
#ifndef UI_PLACE_H
#define UI_PLACE_H

#include "ui/list.h"
#include "ui/screens/screens.h"

enum value_form { FORM_JSON, FORM_TEXT, FORM_HEX };

/* EVENTS in full: it follows (its list), or holds at a line. */
struct log_place {
    bool open;
    int64_t v_ms; /* of the line it holds at */
    int after;    /* lines of that moment behind it */
};

/* The open message, and how far it is scrolled. */
struct inspect_place {
    bool open;
    int first;   /* lines that are scrolled past, of */
    int64_t seq; /* this message */
    enum value_form form;
};

struct place {
    enum screen_id screen;
    int32_t rocket;                  /* selected on every screen; 0: the first */
    int64_t flight;                  /* store_flight.id; 0: the first */
    struct list lists[SCREEN_COUNT]; /* rockets, channels, messages (row: seq - 1), ... */
    bool wide_chart;
    bool help; /* the page of keys is over it */
    struct inspect_place inspect;
    struct log_place log;
};

/* What is to be seen there: the screen, or what is open over it. */
enum screen_id place_shown(const struct place *p);
/* Shows a screen; what was open over the one before is closed. */
void place_enter(struct place *p, enum screen_id screen);

/* Selects a rocket. Another one's channels are another list: its first one is selected. */
void place_rocket(struct place *p, int32_t rocket);

#endif
