#include "ui/place.h"

enum screen_id place_shown(const struct place *p)
{
    if (p->help)
        return SCREEN_HELP;
    if (p->log.open)
        return SCREEN_LOG;
    return p->screen == SCREEN_CONSOLE && p->inspect.open ? SCREEN_INSPECTOR : p->screen;
}

void place_enter(struct place *p, enum screen_id screen)
{
    p->inspect.open = p->wide_chart = p->log.open = p->help = false;
    if (screen_of(screen)->enter != NULL)
        screen_of(screen)->enter(p);
    else
        p->screen = screen;
}

void place_rocket(struct place *p, int32_t rocket)
{
    struct list *channels = &p->lists[SCREEN_ROCKET];
    if (rocket != p->rocket)
        channels->selected = channels->first = 0;
    p->rocket = rocket;
}
