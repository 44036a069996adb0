/* find.h: `/`, `n`, `N`: finding text in the list shown. */
#ifndef UI_FIND_H
#define UI_FIND_H

#include "ui/view.h"

/* Selects the next row (direction 1), the one before (-1), or the first from here on (0) that
 * holds v->find, case ignored, around the end once; says so when there is none. In CONSOLE this
 * begins a search (search.h) and reads its first slice. */
void view_find(struct view *v, int direction);

/* The console row that is selected, or the last one shown. */
const struct console_row *find_console_row(const struct scene *s);

#endif
