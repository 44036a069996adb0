/* scene_fixture_lists.c: what the golden frames of LINKS and FLIGHTS show when the lists are long,
 * and when there is little to say. */
#include <stdio.h>

#include "scene_fixture.h"
#include "ui/screens/flights.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* ---- LINKS --------------------------------------------------------------------------------- */

/* Offsets missed for each reason, in a list that is longer than the screen. */
void fixture_links_gaps(struct scene *s)
{
    struct links_scene *l = &s->links;
    fixture_links(s);
    for (int i = 5; i < 30; i++)
        l->rows[i] = l->rows[i % 5];
    l->rows[12].lamp = STATE_RED;
    snprintf(l->rows[12].name, sizeof l->rows[12].name, "a-long-topic/12");
    snprintf(l->rows[12].state, sizeof l->rows[12].state, "ERROR");
    l->rows[12].rate = l->rows[12].bytes_rate = -1;
    l->rows[12].lag = 1234567;
    l->count = 30;
    s->place.lists[SCREEN_LINKS].first = s->place.lists[SCREEN_LINKS].selected = 12;
    l->gap_count = 3;
    l->gaps_all = 40;
    for (int i = 0; i < 3; i++)
        l->gaps[i] = (struct store_gap){
            .off0 = 1000 * i, .off1 = 1000 * i + 9 * i, .kind = STORE_GAP_NO_RECORDS};
    l->note[0] = l->clocks[0] = '\0';
    snprintf(l->follows, sizeof l->follows, "topics falcon9, kestrel");
    l->started_here = false;
    l->beat_age_ms = 2 * SECOND;
    l->cache_bytes = 999;
    l->free_bytes = 12345678;
}

/* As the archive has it: the broker held nothing, and nobody records. */
void fixture_links_archive(struct scene *s)
{
    struct links_scene *l = &s->links;
    fixture_links(s);
    s->transport.archive = true;
    s->transport.mode = MODE_REPLAY;
    l->have_status = false;
    s->link_state = LINK_NO_RECORDER;
    l->held_low = 0;
    l->held_high = -1;
    l->gap_count = 0;
    l->cache_bytes = -1;
    l->grows[0] = '\0';
}

/* The broker is away, and nothing of this partition is in the cache. */
void fixture_links_down(struct scene *s)
{
    struct links_scene *l = &s->links;
    fixture_links(s);
    fixture_lose_link(s);
    l->cache_high = -1;
    l->messages = 0;
    l->gaps_all = l->gap_count = 1;
    l->gaps[0] = (struct store_gap){.off0 = 3120, .off1 = 3120, .kind = STORE_GAP_DAMAGED};
    l->all_bytes = (int64_t)31 * 1000 * 1000 * 1000;
    l->grows_bytes = (int64_t)1500 * 1000 * 1000 * 1000;
}

/* One message, which both sides hold, and nobody records any more. */
void fixture_links_one(struct scene *s)
{
    struct links_scene *l = &s->links;
    fixture_links(s);
    s->link_state = LINK_NO_RECORDER;
    s->transport.mode = MODE_NO_REC;
    l->held_low = l->held_high = l->cache_low = l->cache_high = 3120;
    l->messages = 1;
    l->gap_count = 0;
    l->have_status = false;
}

/* ---- FLIGHTS ------------------------------------------------------------------------------- */

void fixture_flights_many(struct scene *s)
{
    struct flights_scene *f = flights_of(s);
    fixture_flights(s);
    for (int i = 7; i < 40; i++)
        f->rows[i] = f->rows[i % 7];
    f->rows[12].flying = f->rows[12].counting = false;
    f->rows[12].length_ms = 3 * 60 * MINUTE;
    f->rows[12].silent_ms = 99 * MINUTE + 59 * SECOND;
    f->count = 40;
    s->place.lists[SCREEN_FLIGHTS].first = 10;
    s->place.lists[SCREEN_FLIGHTS].selected = 12;
    f->older = 1200;
    snprintf(f->summary, sizeof f->summary,
             "no numbers, though it said more of itself than a line of 80 has room for");
}

void fixture_flights_none(struct scene *s)
{
    fixture_empty(s);
    s->place.screen = SCREEN_FLIGHTS;
}
