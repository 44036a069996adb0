#include "ui/find.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { FIND_MOST_ROWS = 200000 }; /* a key's work is bounded; `n` goes on from there */

const struct console_row *find_console_row(const struct scene *s)
{
    for (int i = 0; i < s->console.count; i++)
        if (s->console.rows[i].seq == s->console.selected)
            return &s->console.rows[i];
    return &s->console.rows[s->console.count - 1];
}

static bool bytes_hold(struct bytes hay, const char *needle)
{
    size_t n = strlen(needle);
    for (size_t i = 0; hay.data != NULL && i + n <= hay.len; i++)
        if (strncasecmp((const char *)hay.data + i, needle, n) == 0)
            return true;
    return false;
}

/* The index of the hit, or -1. `name` gives row i's text. */
static int find_index(const struct view *v, int count, int from, int direction,
                      const char *(*name)(const struct scene *, int))
{
    int step = direction < 0 ? -1 : 1;
    for (int n = direction == 0 ? 0 : 1; n <= count; n++) {
        int i = ((from + step * n) % count + count) % count;
        if (bytes_hold(bytes_of(name(&v->scene, i)), v->find))
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
    return s->rocket.channels[i].name;
}

static const char *part_name(const struct scene *s, int i)
{
    return s->links.rows[i].name;
}

static const char *flight_name(const struct scene *s, int i)
{
    return s->flights.rows[i].name;
}

struct console_search {
    const struct view *view;
    int64_t hit;
};

static int console_search_row(void *owner, const struct store_message *m)
{
    struct console_search *search = owner;
    if (!bytes_hold(m->value, search->view->find) && !bytes_hold(m->key, search->view->find))
        return 0;
    search->hit = m->seq;
    return 1;
}

static int64_t console_search(const struct view *v, int64_t from, int64_t rows, int step)
{
    struct console_search search = {v, 0};
    struct err err;
    if (rows > 0)
        playhead_rows(v->playhead, from, (int)(rows < FIND_MOST_ROWS ? rows : FIND_MOST_ROWS), step,
                      console_search_row, &search, &err);
    return search.hit;
}

static bool find_message(struct view *v, int direction)
{
    int64_t total = v->scene.console.total;
    int64_t at = v->console_seq != 0 ? v->console_seq : total;
    int64_t hit;
    if (direction < 0) {
        hit = console_search(v, at - 1, at - 1, -1);
        if (hit == 0)
            hit = console_search(v, total, total - at + 1, -1);
    } else {
        int64_t from = direction == 0 ? at : at + 1;
        hit = console_search(v, from, total - from + 1, 1);
        if (hit == 0)
            hit = console_search(v, 1, at, 1);
    }
    if (hit != 0)
        v->console_seq = hit;
    return hit != 0;
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
    switch (v->screen) {
    case SCREEN_CONSOLE:
        found = find_message(v, direction);
        break;
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
    if (!found)
        snprintf(v->said, sizeof v->said, "\"%.60s\" is not here", v->find);
}
