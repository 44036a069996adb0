/* view_copy.c: `y`: the command line that does what is selected. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ui/view_internal.h"

bool view_is_plain(const char *word)
{
    for (; *word != '\0'; word++)
        if (!isalnum((unsigned char)*word) && strchr("._-:/,[]~@+", *word) == NULL)
            return false;
    return true;
}

/* "y copies in 3 CONSOLE and 6 FLIGHTS" */
static void say_where(struct view *v)
{
    char says[sizeof v->said] = "y copies in";
    size_t len = strlen(says);
    const char *between = "";
    for (int i = 0; i < SCREEN_COUNT && len < sizeof says; i++) {
        const struct screen *screen = screen_of((enum screen_id)i);
        if (screen->digit == 0 || screen->copy == NULL || screen == view_shown(v))
            continue;
        len += (size_t)snprintf(says + len, sizeof says - len, "%s %c %s", between, screen->digit,
                                screen->tab);
        between = " and";
    }
    view_say(v, says);
}

static bool copies(const struct view *v, const struct screen *screen)
{
    if (screen->copy == NULL || screen->copies != NULL)
        return screen->copy != NULL && screen->copies(v);
    return v->place.lists[screen->list].count > 0;
}

int view_copy_command(struct view *v)
{
    const struct screen *screen = view_shown(v);
    if (!copies(v, screen)) {
        say_where(v);
        return 0;
    }
    bool copied = screen->copy(v);
    view_say(v, copied ? v->copy : "a name here is too long or not plain text: nothing copied");
    return copied ? WISH_COPY : 0;
}
