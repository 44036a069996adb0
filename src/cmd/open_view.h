/* open_view.h: what dashboard, crew and snapshot share: the user's name, and opening the flight or
 * the time that the command line gives. */
#ifndef CMD_OPEN_VIEW_H
#define CMD_OPEN_VIEW_H

#include "ui/view.h"

/* The user's name, as the screen shows it. */
void open_view_user(char out[33]);
/* Opens the flight that find_flight() finds. ERR_NOT_FOUND. */
int open_view_flight(struct view *v, const char *flight, struct err *err);
/* Selects a rocket by name; ERR_NOT_FOUND. */
int open_view_rocket(struct view *v, const char *name, struct err *err);
/* Seeks to a time: live, start, end, or what `g` accepts. Row 24 reports it if it was clamped. */
int open_view_at(struct view *v, const char *when, struct err *err);
/* The command that records what this view shows: "ground record --cache x.db --bootstrap-server
 * h:1". NULL stands for the default of `ground record`. */
void open_view_record_command(struct view *v, const char *cache, const char *mission,
                              const char *bootstrap);
/* Whether `when` (NULL: not given) is anything but live. */
bool open_view_is_past(const char *when);

#endif
