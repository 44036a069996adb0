/* playhead_kit.c: see playhead_kit.h. */
#include "test.h"

#include "playhead_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

char *cache;
struct recording *rec;
struct playhead *p;
struct err err;
const struct mission *playhead_mission = &mission_default;

int playhead_setup(void **state)
{
    (void)state;
    cache = mem_printf("/tmp/test_playhead_kit.%d.db", (int)getpid());
    rec = mem_alloc(sizeof(*rec));
    recording_begin(rec, cache, playhead_mission);
    p = NULL;
    memset(&err, 0, sizeof(err));
    return 0;
}

int playhead_teardown(void **state)
{
    (void)state;
    playhead_close(p);
    recording_end(rec);
    free(rec);
    recording_remove(cache);
    free(cache);
    return 0;
}

void must(int rc, const char *what)
{
    if (rc < 0)
        fail_msg("%s: %s", what, err.text);
}

void hear(const char *key, int64_t t_ms, const char *value)
{
    recording_say(rec, key, t_ms, t_ms + 10, value);
}

void hear_number(const char *key, int64_t t_ms, double value)
{
    char text[64];
    snprintf(text, sizeof(text), "{\"v\":%.3f}", value);
    hear(key, t_ms, text);
}

void fly(const char *key, int64_t from, int64_t to)
{
    for (int64_t t = from; t <= to; t += S)
        hear_number(key, t, (double)((t - from) / S));
}

void now_is(int64_t now_ms)
{
    recording_tick(rec, now_ms);
    recording_beat(rec, now_ms, LINK_OK);
    recording_commit(rec);
    if (p == NULL)
        OK(playhead_open(&p, cache, playhead_mission, now_ms, &err));
    OK(playhead_pump(p, now_ms, &err));
}

struct transport transport(void)
{
    struct transport t;
    playhead_transport(p, &t);
    return t;
}

const struct rocket *shown(const char *name)
{
    const struct fleet *fleet = playhead_shown(p);
    for (int i = 0; i < fleet->count; i++)
        if (strcmp(fleet->rockets[i]->name, name) == 0)
            return fleet->rockets[i];
    return NULL;
}

int64_t flight_of(const char *name)
{
    struct store_flight flights[16];
    int count = playhead_flights(p, flights, ARRAY_SIZE(flights), &err);
    for (int i = 0; i < count; i++)
        if (bytes_equal(playhead_rocket(p, flights[i].rocket)->name, bytes_of(name)))
            return flights[i].id;
    fail_msg("no flight of %s", name);
    return 0;
}
