#include "ui/find.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/log.h"

const struct console_row *find_console_row(const struct scene *s)
{
    for (int i = 0; i < s->console.count; i++)
        if (s->console.rows[i].seq == s->console.selected)
            return &s->console.rows[i];
    return &s->console.rows[s->console.count - 1];
}

/* The index of the hit, or -1. `name` gives row i's text. */
static int find_index(const struct view *v, int count, int from, int direction,
                      const char *(*name)(const struct scene *, int))
{
    int step = direction < 0 ? -1 : 1;
    for (int n = direction == 0 ? 0 : 1; n <= count; n++) {
        int i = ((from + step * n) % count + count) % count;
        if (bytes_hold_text(bytes_of(name(&v->scene, i)), v->find))
            return i;
    }
    return -1;
}

static const char *fleet_name(const struct scene *s, int i)
{
    return s->fleet[i].name;
}

static const char *channel_name(const struct scene *s, int i)
{
    return s->rocket.channels[i].shown.label;
}

static const char *part_name(const struct scene *s, int i)
{
    return s->links.rows[i].name;
}

static const char *flight_name(const struct scene *s, int i)
{
    return s->flights.rows[i].name;
}

static bool find_rocket(struct view *v, int direction)
{
    int from = 0;
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == v->selected)
            from = i;
    int hit = v->scene.fleet_count == 0
                  ? -1
                  : find_index(v, v->scene.fleet_count, from, direction, fleet_name);
    if (hit >= 0)
        v->selected = v->scene.fleet[hit].id;
    return hit >= 0;
}

static bool find_in(struct view *v, int *selected, int count, int direction,
                    const char *(*name)(const struct scene *, int))
{
    int hit = count == 0 ? -1 : find_index(v, count, *selected, direction, name);
    if (hit >= 0)
        *selected = hit;
    return hit >= 0;
}

void view_find(struct view *v, int direction)
{
    bool found;
    if (v->find[0] == '\0') {
        snprintf(v->said, sizeof v->said, "/ first: nothing to find yet");
        return;
    }
    if (log_is_open(v)) {
        if (!log_find(v, direction) && v->said[0] == '\0')
            snprintf(v->said, sizeof v->said, "\"%.60s\" is not here", v->find);
        return;
    }
    switch (v->screen) {
    case SCREEN_CONSOLE:
        search_start(v, direction);
        search_slice(v);
        return;
    case SCREEN_ROCKET:
        found = find_in(v, &v->channel, v->scene.rocket.channel_count, direction, channel_name);
        break;
    case SCREEN_LINKS:
        found = find_in(v, &v->part, v->scene.links.count, direction, part_name);
        break;
    case SCREEN_FLIGHTS:
        found =
            find_in(v, &v->scene.flights.selected, v->scene.flights.count, direction, flight_name);
        if (found)
            v->flight = v->scene.flights.rows[v->scene.flights.selected].id;
        break;
    default:
        found = find_rocket(v, direction);
    }
    if (found)
        return;
    if (v->screen == SCREEN_FLIGHTS && v->scene.flights.older > 0)
        snprintf(v->said, sizeof v->said, "\"%.60s\" is not among the newest %d", v->find,
                 SCENE_MAX_FLIGHTS);
    else
        snprintf(v->said, sizeof v->said, "\"%.60s\" is not here", v->find);
}
