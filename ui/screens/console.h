/* console.h: what CONSOLE and a message opened in it have in common. */
#ifndef UI_SCREENS_CONSOLE_H
#define UI_SCREENS_CONSOLE_H

#include "ui/view.h"

enum { CONSOLE_HEAD = 2 }; /* title, column names */

/* One message as a row. */
void console_row_fill(const struct gather *g, const struct store_message *m,
                      struct console_row *row);
int64_t console_count(struct view *v);
int64_t console_message(const struct view *v);
void console_find(struct view *v, int direction);
bool console_copy(struct view *v);

#endif
