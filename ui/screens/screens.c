#include "ui/screens/screens.h"

#include <string.h>

static const struct screen *const screens[SCREEN_COUNT] = {
#define X(id, name) [SCREEN_##id] = &screen_##name,
    SCREENS(X) SCREENS_OVER(X)
#undef X
        [SCREEN_SMALL] = &screen_small,
};

const struct screen *screen_of(enum screen_id id)
{
    return screens[id];
}

enum screen_id screen_by_key(int key)
{
    int id = 0;
    while (id < SCREEN_COUNT && (screens[id]->digit == 0 || screens[id]->digit != key))
        id++;
    return (enum screen_id)id;
}

enum screen_id screen_by_name(const char *name)
{
    int id = 0;
    while (id < SCREEN_COUNT && (screens[id]->name == NULL || strcmp(screens[id]->name, name) != 0))
        id++;
    return (enum screen_id)id;
}
