/* test_view_broken.c: a cache or notes that cannot be read any more: the screen says why, and shows
 * nothing that is not so. */
#include "test.h"

#include <locale.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "ui/gather.h"
#include "ui/marks.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

static char path[64], notes_path[80];

/* Numbers of F9-A with a pause of 20 s, words of the keyless topic, a gap. */
static int make_recording(void **state)
{
    struct recording r;
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-broken-test.%ld.db", (long)getpid());
    snprintf(notes_path, sizeof notes_path, "%s-notes", path);
    recording_begin(&r, path, &mission_demo);
    recording_say(&r, NULL, at(1), at(1), "Countdown started");
    recording_say(&r, NULL, at(2), at(2), "Liftoff");
    for (int s = 3; s < SECONDS; s++) {
        if (s == 25)
            recording_gap(&r, r.part.next_off, r.part.next_off + 4);
        recording_tick(&r, at(s));
        if (s < 20 || s >= 40)
            recording_say(&r, "F9-A", at(s), at(s), "{\"velocity\": 10, \"altitude\": 20}");
    }
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

static void change(const char *file, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void take(const char *file, const char *table)
{
    char sql[80];
    snprintf(sql, sizeof sql, "ALTER TABLE %s RENAME TO taken", table);
    change(file, sql);
}

static void give_back(const char *file, const char *table)
{
    char sql[80];
    snprintf(sql, sizeof sql, "ALTER TABLE taken RENAME TO %s", table);
    change(file, sql);
}

/* ---- what each part of a screen asks -------------------------------------------------------- */

static int32_t rocket_called(const struct view *v, const char *name)
{
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (strcmp(v->scene.fleet[i].name, name) == 0)
            return v->scene.fleet[i].id;
    fail_msg("there is no %s", name);
    return 0;
}

static void ask_series(struct view *v)
{
    static int points = 2; /* never the same twice: a series that was asked before is kept */
    const struct series_cache *c = gather_series(v->gather, rocket_called(v, "F9-A"), "velocity",
                                                 at(0), at(SECONDS), ++points);
    bool empty = true;
    for (int i = 0; i < points; i++)
        empty = empty && isnan(c->min[i]) && isnan(c->max[i]);
    assert_int_equal(empty, v->scene.failed[0] != '\0');
}

static void ask_bar(struct view *v)
{
    gather_bar(v->gather, &v->scene.bar, at(0), at(SECONDS), 0);
    if (v->scene.failed[0] != '\0')
        assert_int_equal(v->scene.bar.count, 1); /* what is recorded */
    else
        assert_true(v->scene.bar.count > 2);
}

static void ask_bar_gaps(struct view *v)
{
    struct bar bar = {.t0_ms = at(0), .t1_ms = at(SECONDS)};
    gather_bar_gaps(v->gather, &bar, rocket_called(v, "F9-A"));
    assert_int_equal(bar.count, v->scene.failed[0] == '\0');
}

static void ask_events(struct view *v)
{
    gather_events(v->gather);
    assert_int_equal(v->scene.event_count == 0, v->scene.failed[0] != '\0');
}

static void ask_timeline(struct view *v)
{
    v->scene.place.rocket = rocket_called(v, "(flugdaten)");
    screen_rocket.gather(v->gather);
    assert_int_equal(v->scene.rocket.mark_count == 0, v->scene.failed[0] != '\0');
}

static void ask_parts(struct view *v)
{
    v->gather->part_count = 0;
    gather_parts(v->gather);
    assert_int_equal(v->gather->part_count, v->scene.failed[0] == '\0');
}

/* Rates are known, the partition is not read again: gaps, and clocks by the last message. */
static void ask_links(struct view *v)
{
    screen_links.gather(v->gather);
    assert_int_equal(v->scene.links.count, 1);
}

static void ask_gaps(struct view *v)
{
    ask_links(v);
    assert_int_equal(v->scene.links.gap_count, v->scene.failed[0] == '\0');
}

static void ask_clocks(struct view *v)
{
    ask_links(v);
    assert_int_equal(v->scene.links.clocks[0] == '\0', v->scene.failed[0] != '\0');
}

static void ask_rates(struct view *v)
{
    memset(v->gather->samples, 0, SCENE_MAX_PARTS * sizeof *v->gather->samples);
    gather_rates_look(v->gather);
}

static void ask_console(struct view *v)
{
    screen_console.gather(v->gather);
    assert_int_equal(v->scene.console.count == 0, v->scene.failed[0] != '\0');
}

static void ask_inspector(struct view *v)
{
    v->scene.console.total = v->scene.console.selected = 5;
    screen_inspector.gather(v->gather);
    assert_int_equal(v->scene.console.inspector.total == 0, v->scene.failed[0] != '\0');
}

static void ask_flights(struct view *v)
{
    screen_flights.gather(v->gather);
    assert_int_equal(flights_of(&v->scene)->count, v->scene.failed[0] == '\0' ? 2 : 0);
}

static void ask_log(struct view *v)
{
    v->place.log.open = true;
    snprintf(v->find, sizeof v->find, "lift");
    v->scene.log.lines[0].v_ms = at(1);
    v->scene.log.count = 1;
    v->place.lists[SCREEN_LOG].selected = 0;
    view_key(v, 'n');
    snprintf(v->scene.failed, sizeof v->scene.failed, "%s", v->said);
    v->place.log.open = false;
}

static void what_cannot_be_read_is_empty_and_row_24_says_why(void **state)
{
    static const struct {
        const char *table;
        void (*ask)(struct view *v);
    } rows[] = {
        {"message", ask_series},  {"event", ask_bar},         {"flight", ask_bar_gaps},
        {"event", ask_events},    {"event", ask_timeline},    {"part", ask_parts},
        {"gap", ask_gaps},        {"message", ask_clocks},    {"message", ask_rates},
        {"message", ask_console}, {"message", ask_inspector}, {"flight", ask_flights},
        {"event", ask_log},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char says[80];
        struct view *v = open_view_of(path);
        snprintf(says, sizeof says, "no such table: %s", rows[i].table);
        press(v, "5"); /* partitions and their rates */
        press(v, "1");
        v->scene.failed[0] = '\0';
        rows[i].ask(v); /* the statement is prepared, so that the sentence is short */
        if (v->scene.failed[0] != '\0')
            fail_msg("%s, %zu: %s", rows[i].table, i, v->scene.failed);
        take(path, rows[i].table);
        rows[i].ask(v);
        if (strstr(v->scene.failed, says) == NULL)
            fail_msg("%s, %zu: %s", rows[i].table, i, v->scene.failed);
        snprintf(v->scene.failed, sizeof v->scene.failed, "said before");
        rows[i].ask(v);
        if (rows[i].ask != ask_log) /* a key answers for itself */
            assert_string_equal(v->scene.failed, "said before");
        give_back(path, rows[i].table);
        close_view(v);
    }
}

static void marks_that_cannot_be_read_are_missed_and_events_are_not(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "mhere\n");
    int events = v->scene.event_count;
    assert_int_equal(v->scene.events[events - 1].kind, EVENT_MARK);
    take(notes_path, "mark");
    v->said[0] = '\0';
    look(v);
    assert_string_equal(v->said, "cannot read the marks: no such table: mark");
    assert_int_equal(v->scene.event_count, events - 1);
    assert_non_null(v->marks->notes); /* they were not lost */
    press(v, "mthere\n");
    assert_string_not_equal(v->said, "marked");
    press(v, "[");
    assert_true(v->scene.at_ms < at(SECONDS));
    give_back(notes_path, "mark");
    press(v, "L");
    assert_int_equal(v->scene.event_count, events);
    close_view(v);
}

static void a_search_that_comes_to_lost_rows_stops_and_says_so(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    press(v, "3");
    change(path, "UPDATE message SET seq = seq + 1000 WHERE seq > 20");
    press(v, "/nowhere\n");
    while (search_slice(v))
        ;
    assert_string_equal(v->said, "the cache has lost rows: not all was read");
    assert_int_equal(v->search.state, SEARCH_STOPPED);
    change(path, "UPDATE message SET seq = seq - 1000 WHERE seq > 1000");
    press(v, "n");
    while (search_slice(v))
        ;
    assert_string_equal(v->said, "\"nowhere\" is not here");
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_empty_and_row_24_says_why),
        cmocka_unit_test(marks_that_cannot_be_read_are_missed_and_events_are_not),
        cmocka_unit_test(a_search_that_comes_to_lost_rows_stops_and_says_so),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
