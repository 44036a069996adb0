/* log.h: `J`: EVENTS in full, over the screen: scrolled, searched, and the way back to a line. */
#ifndef UI_LOG_H
#define UI_LOG_H

#include "ui/view.h"

/* Whether it is what keys go to. */
bool log_is_open(const struct view *v);
void log_open(struct view *v);
/* Takes the playhead to the selected line. */
void log_go(struct view *v);

void log_move(struct view *v, int step);
void log_move_to_end(struct view *v, bool last);
/* As view_find; whole lines are looked at, as they are printed. */
bool log_find(struct view *v, int direction);

/* Fills v->scene.log. */
void gather_log(struct view *v);

#endif
