/* view_internal.h: what the files of the view share, and nobody else: view.c dispatches keys,
 * view_select.c moves selections and opens what is selected, view_prompt.c takes typed text,
 * view_find.c finds rows, view_copy.c makes command lines, view_export.c says what to export,
 * view_alarm.c goes to an alarm and back.
 */
#ifndef UI_VIEW_INTERNAL_H
#define UI_VIEW_INTERNAL_H

#include "ui/view.h"

/* Below 80x24: one list, no other screen, no help; a prompt that is open stays. */
bool view_is_small(const struct view *v);

/* Row 24 answers. */
void view_say(struct view *v, const char *text);

/* The last message up to the playhead, as of now: keys may come before CONSOLE was drawn. 0: there
 * is none, or it cannot be read. */
int64_t view_last_row(const struct view *v);

/* The screen that is seen: what is open over it, or the small one. */
const struct screen *view_shown(const struct view *v);

/* Selects a row of a screen's list; of the list that is seen. */
void view_select(struct view *v, enum screen_id screen, int64_t row);
void view_select_here(struct view *v, int64_t row);
/* Selects a rocket on every screen; one of FLEET's rows. */
void view_select_rocket(struct view *v, int32_t rocket);
void view_choose_rocket(struct view *v, int64_t row);

/* Moves the selection of what is seen by so many rows, or to its end. */
void view_move(struct view *v, int step);
void view_move_to_end(struct view *v, bool last);
/* One page up or down: of the message that is open, else of the list. */
void view_turn_page(struct view *v, int direction);
void view_next_rocket(struct view *v, int step);
void view_show_screen(struct view *v, enum screen_id screen);
void view_open_row(struct view *v);
/* Closes the innermost thing that is open; false when nothing is. */
bool view_close_row(struct view *v);

/* To what raised the worst new alarm; and back to where one was, unless jumps have been made since,
 * which are undone first. True when that was all: it had left no replay. */
void view_go_to_alarm(struct view *v);
bool view_come_back(struct view *v);

void view_open_prompt(struct view *v, enum prompt_kind kind);
/* False: the prompt is closed and the key is for the screen. */
bool view_prompt_key(struct view *v, int key, int *wishes);

/* `n`, `N`, and a `/` that was typed: selects the next row (direction 1), the one before (-1), or
 * the first from here on (0) that holds v->find, case ignored, around the end once; says so when
 * there is none. */
void view_find(struct view *v, int direction);
/* Does that by the texts of the rows seen; false: none has it, and nothing is said yet. */
bool view_find_row(struct view *v, int direction);
void view_say_not_found(struct view *v);

/* WISH_EXPORT with v->export filled, or 0 and a sentence why not. `window_ms`: 0 all. */
int view_export(struct view *v, int64_t window_ms);
/* What may stand in a command line without being anything but a word. */
bool view_is_plain(const char *word);
/* WISH_COPY with v->copy filled, or 0 and a sentence why not. */
int view_copy_command(struct view *v);

#endif
