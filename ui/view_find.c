/* view_find.c: finding text in the rows of the list that is seen. */
#include <stdio.h>

#include "base/text.h"
#include "ui/view_internal.h"

bool view_find_row(struct view *v, int direction)
{
    const struct screen *screen = view_shown(v);
    const struct list *list = &v->place.lists[screen->list];
    int64_t from = list->selected < 0 ? 0 : list->selected, step = direction < 0 ? -1 : 1;
    int64_t rows = screen->text == NULL || list->count == 0 ? -1 : list->count;
    for (int64_t n = direction == 0 ? 0 : 1; n <= rows; n++) {
        int64_t row = ((from + step * n) % list->count + list->count) % list->count;
        if (!bytes_hold_text(bytes_of(screen->text(&v->scene, row)), v->find))
            continue;
        view_select_here(v, row);
        return true;
    }
    return false;
}

void view_say_not_found(struct view *v)
{
    snprintf(v->said, sizeof v->said, "\"%.60s\" is not here", v->find);
}

void view_find(struct view *v, int direction)
{
    if (v->find[0] == '\0')
        view_say(v, "/ first: nothing to find yet");
    else if (view_shown(v)->find != NULL)
        view_shown(v)->find(v, direction);
    else if (!view_find_row(v, direction))
        view_say_not_found(v);
}
