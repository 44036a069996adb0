/* open_view.h: what dashboard, crew and snapshot have in common: whose view, and going
 * to a flight or a moment that the command line names. */
#ifndef CMD_OPEN_VIEW_H
#define CMD_OPEN_VIEW_H

#include "ui/view.h"

/* The user's name as the screen shows it. */
void open_view_user(char out[33]);
/* Opens the flight that find_flight() finds. ERR_NOT_FOUND. */
int open_view_flight(struct view *v, const char *flight, struct err *err);
/* Selects a rocket by name; ERR_NOT_FOUND. */
int open_view_rocket(struct view *v, const char *name, struct err *err);
/* Goes to a moment: live, start, end, or what `g` takes. Row 24 says where it was clamped to. */
int open_view_at(struct view *v, const char *when, struct err *err);
/* "ground record --cache x.db --bootstrap-server h:1": what a person types to record what this view
 * shows. NULL: as `ground record` has it by itself. */
void open_view_record_command(struct view *v, const char *cache, const char *mission,
                              const char *bootstrap);
/* Whether `when` (NULL: not given) asks for something else than live. */
bool open_view_is_past(const char *when);

#endif
