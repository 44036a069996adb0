/* test_rockets_in_memory.c: a cache of more rockets than a viewer keeps in memory: those heard last
 * are on screen, and who had to make room is still found by its flights and by its next message. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "playhead/playhead_internal.h"
#include "recorder/tape.h"
#include "scratch_dir.h"

enum { KEYS = 4000 }; /* of a topic; four topics are more than a process keeps in memory */

static const int64_t start_ms = 1795357867000; /* 2026-11-22T14:31:07Z */
static char dir[64], cache[96], said[120];
static struct tape *tape;
static struct playhead *p;
static struct err err;

static void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

static int begin(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/ground-rockets-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    clock_fake(start_ms, 0);
    must(tape_open(&tape, cache, &mission_demo, &err));
    tape_set_arrival(tape, start_ms);
    p = NULL;
    return 0;
}

static int end(void **state)
{
    (void)state;
    playhead_close(p);
    tape_close(tape);
    clock_fake(-1, 0);
    return scratch_dir_remove(dir);
}

/* A message of each of the keys TOPIC-from .. TOPIC-to-1. */
static void hear(const char *topic, int from, int to)
{
    int part = tape_add_partition(tape, "c", topic, 0, &err);
    must(part);
    for (int i = from; i < to; i++) {
        char key[32], value[32];
        snprintf(key, sizeof key, "%s-%d", topic, i);
        snprintf(value, sizeof value, "{\"alt\":%d}", i);
        struct ingest_message m = {.offset = tape->partitions[part].row.next_off,
                                   .t_ms = start_ms,
                                   .key = bytes_of(key),
                                   .value = bytes_of(value)};
        must(tape_put(tape, part, &m, true, &err));
    }
    must(tape_commit(tape, false, &err));
}

static void record_more_than_fit_in_memory(void)
{
    const char *const topics[] = {"p", "q", "r", "s"};
    for (int i = 0; i < 4; i++)
        hear(topics[i], 0, KEYS);
}

static void pump(struct playhead *viewer)
{
    int rc;
    while ((rc = playhead_pump(viewer, start_ms + 1000, &err)) > 0)
        assert_true(viewer->roster.count <= STORE_ROCKETS_IN_MEMORY);
    must(rc);
    assert_true(viewer->roster.count <= STORE_ROCKETS_IN_MEMORY);
}

static void open_viewer(struct playhead **viewer)
{
    must(playhead_open(viewer, cache, &mission_demo, start_ms + 1000, &err));
    pump(*viewer);
}

static const struct rocket *find(const struct fleet *fleet, const char *name)
{
    for (int i = 0; i < fleet->count; i++) {
        if (strcmp(fleet->rockets[i]->name, name) == 0)
            return fleet->rockets[i];
    }
    return NULL;
}

/* The mission's own first, then by who was heard first: ids are given in that order. */
static void must_be_in_order(const struct fleet *fleet)
{
    int named = mission_demo.order_count;
    assert_true(fleet->count > named);
    for (int i = 0; i < named; i++)
        assert_string_equal(fleet->rockets[i]->name, mission_demo.order[i]);
    for (int i = named + 1; i < fleet->count; i++)
        assert_true(fleet->rockets[i - 1]->id < fleet->rockets[i]->id);
}

static void who_was_heard_last_is_on_the_screen(void **state)
{
    (void)state;
    record_more_than_fit_in_memory();
    open_viewer(&p);
    assert_non_null(find(playhead_live(p), "s-3999"));
    assert_null(find(playhead_live(p), "p-0"));
    assert_non_null(find(playhead_live(p), "KESTREL-2")); /* named by the mission */
    hear("last", 0, 1);
    hear("p", 0, 1);
    pump(p);
    must_be_in_order(playhead_live(p)); /* p-0 is back, before all that are on the screen */
    assert_non_null(find(playhead_live(p), "last-0"));
    assert_int_equal(find(playhead_live(p), "p-0")->messages, 2);
}

static void who_follows_from_the_start_sees_what_a_newcomer_sees(void **state)
{
    struct playhead *newcomer;
    (void)state;
    hear("p", 0, 1);
    open_viewer(&p);
    for (int round = 0; round < 2; round++) {
        hear("p", 0, KEYS);
        pump(p);
        record_more_than_fit_in_memory();
        pump(p);
    }
    open_viewer(&newcomer);
    const struct fleet *fleet = playhead_live(newcomer);
    int compared = 0;
    for (int i = 0; i < fleet->count; i++) {
        struct buf theirs = {0}, ours = {0};
        const struct roster_entry *entry = roster_find(&p->roster, fleet->rockets[i]->id);
        if (entry == NULL || fleet->rockets[i]->id < 0)
            continue; /* the two make room at different moments */
        rocket_encode(fleet->rockets[i], &theirs);
        rocket_encode(entry->live, &ours);
        assert_int_equal(theirs.len, ours.len);
        assert_memory_equal(theirs.data, ours.data, ours.len);
        buf_deinit(&theirs);
        buf_deinit(&ours);
        compared++;
    }
    assert_true(compared > KEYS);
    playhead_close(newcomer);
}

static void who_made_room_keeps_its_name_and_its_flights(void **state)
{
    struct store_flight flight;
    (void)state;
    record_more_than_fit_in_memory();
    open_viewer(&p);
    int32_t id = names_find(&tape->names, bytes_of("p-7"), false);
    assert_null(roster_find(&p->roster, id));
    assert_true(bytes_equal(playhead_rocket(p, id)->name, bytes_of("p-7")));
    must(reader_flight_last(p->history.reader, id, &flight, &err));
    must(playhead_replay(p, flight.id, said, &err));
    const struct rocket *shown = find(playhead_shown(p), "p-7");
    assert_non_null(shown);
    assert_int_equal(shown->messages, 1);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(who_was_heard_last_is_on_the_screen),
        ROW(who_follows_from_the_start_sees_what_a_newcomer_sees),
        ROW(who_made_room_keeps_its_name_and_its_flights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
