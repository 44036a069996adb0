#include "ui/list.h"

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return value > high ? (high < low ? low : high) : value < low ? low : value;
}

void list_select(struct list *l, int64_t row)
{
    l->followed = false;
    l->selected = clamp(row, 0, l->count - 1);
}

void list_move(struct list *l, int64_t step)
{
    int64_t from = l->followed ? l->count - 1 : l->selected;
    bool ends = step > 0 && from + step >= l->count - 1;
    list_select(l, from + step);
    l->followed = l->grows && !l->held && (ends || l->count == 0);
}

void list_move_to_end(struct list *l, bool last)
{
    list_select(l, last ? l->count - 1 : 0);
    l->followed = l->grows && (last || l->count == 0);
}

void list_show(struct list *l, int64_t count, int room)
{
    int64_t first = l->first;
    l->count = count;
    l->room = room;
    if (l->followed)
        l->selected = count - 1;
    else if (l->selected >= count)
        l->selected = clamp(count - 1, 0, count); /* of an empty list, the row to come first */
    if (l->selected >= 0 && l->selected < first)
        first = l->selected;
    if (l->selected >= first + room)
        first = l->selected - room + 1;
    if (first > count - room)
        first = count - room;
    l->first = first < 0 ? 0 : first;
}
