/* view_inside.h: what the files of the view share, and nobody else: view.c dispatches keys,
 * view_select.c moves selections and opens what is selected, view_prompt.c takes typed text,
 * view_copy.c makes command lines, view_alarm.c goes to an alarm and back. */
#ifndef UI_VIEW_INSIDE_H
#define UI_VIEW_INSIDE_H

#include "ui/view.h"

/* Below 80x24: one list, no other screen, no help; a prompt that is open stays. */
bool view_is_small(const struct view *v);

/* Row 24 answers. */
void view_say(struct view *v, const char *text);

/* The last message up to the playhead, as of now: keys may come before CONSOLE was drawn. 0: there
 * is none, or it cannot be read. */
int64_t view_last_row(const struct view *v);

/* Moves the selection of the screen shown by so many rows, or to its end. */
void view_move(struct view *v, int step);
void view_move_to_end(struct view *v, bool last);
/* One page up or down: of the message that is open, else of the list. */
void view_turn_page(struct view *v, int direction);
/* Whether a message is open and drawn. */
bool view_is_inspecting(const struct view *v);
void view_next_rocket(struct view *v, int step);
void view_show_screen(struct view *v, enum screen_id screen);
void view_open_row(struct view *v);
/* Closes the innermost thing that is open; false when nothing is. */
bool view_close_row(struct view *v);

/* What is selected now; selects that again. */
struct view_place view_place(const struct view *v);
void view_return(struct view *v, const struct view_place *place);

/* To what raised the worst new alarm; and back to where one was, unless jumps have been made since,
 * which are undone first. True when that was all: it had left no replay. */
void view_go_to_alarm(struct view *v);
bool view_come_back(struct view *v);

void view_open_prompt(struct view *v, enum prompt_kind kind);
int view_prompt_key(struct view *v, int key);

/* WISH_COPY with v->copy filled, or 0 and a sentence why not. */
int view_copy_command(struct view *v);

#endif
