/* view_copy.c: `y`: the command line that prints this very message, or replays this flight. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ui/find.h"
#include "ui/view_inside.h"

/* What may stand in a command line without being anything but a word. */
static bool is_plain(const char *word)
{
    for (; *word != '\0'; word++)
        if (!isalnum((unsigned char)*word) && strchr("._-:/,[]~@+", *word) == NULL)
            return false;
    return true;
}

static bool copy_message(struct view *v)
{
    const struct console_row *row = find_console_row(&v->scene);
    char place[320];
    bytes_to_text(bytes_of(row->place), place, sizeof place);
    char *at = strrchr(place, '@'), *slash = strrchr(place, '/');
    if (at == NULL || slash == NULL || !is_plain(place) || !is_plain(v->scene.broker))
        return false;
    *at = *slash = '\0';
    snprintf(v->copy, sizeof v->copy,
             "kafka-console-consumer.sh --bootstrap-server %s --topic %s --partition %s "
             "--offset %s --max-messages 1",
             v->scene.broker, place, slash + 1, at + 1);
    return true;
}

static bool copy_flight(struct view *v)
{
    const struct flights_scene *f = &v->scene.flights;
    if (v->cache == NULL || !is_plain(v->cache))
        return false;
    snprintf(v->copy, sizeof v->copy, "ground replay %lld --cache %s",
             (long long)f->rows[f->selected].id, v->cache);
    return true;
}

/* The command that prints this very message, or replays this flight. */
int view_copy_command(struct view *v)
{
    bool copied;
    if (v->screen == SCREEN_FLIGHTS && v->scene.flights.count > 0) {
        copied = copy_flight(v);
    } else if (v->screen == SCREEN_CONSOLE && v->scene.console.count > 0) {
        copied = copy_message(v);
    } else {
        view_say(v, "y copies in 3 CONSOLE and 6 FLIGHTS");
        return 0;
    }
    view_say(v, copied ? v->copy : "a name here is not plain text: nothing copied");
    return copied ? WISH_COPY : 0;
}
