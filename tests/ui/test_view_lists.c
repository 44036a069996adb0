/* test_view_lists.c: LINKS and FLIGHTS to their edges: how a partition is, what of it is held, how
 * fast it grows; which flights come first. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "ui/gather.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

static char path[64];
static struct recording r;

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-lists-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

static struct view *recorded(void)
{
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return open_view_of(path);
}

static void speak(const char *key, int from, int to)
{
    for (int s = from; s <= to; s++)
        recording_say(&r, key, at(s), at(s), "{\"velocity\": 1, \"altitude\": 2}");
}

/* ---- LINKS ----------------------------------------------------------------------------------- */

static void a_partition_is_said_to_be_as_it_is(void **state)
{
    static const struct {
        int32_t state, link;
        int64_t silent_ms; /* -1: never heard */
        const char *word;
        enum rocket_state lamp;
        int errors;
    } rows[] = {
        {PART_OK, LINK_OK, 0, "OK", STATE_OK, 0},
        {PART_OK, LINK_OK, 59999, "OK", STATE_OK, 0},
        {PART_OK, LINK_OK, 60000, "QUIET", STATE_QUIET, 0},
        {PART_OK, LINK_OK, -1, "QUIET", STATE_QUIET, 0},
        {PART_BEHIND, LINK_OK, -1, "BEHIND", STATE_LATE, 0},
        {PART_DOWN, LINK_OK, 0, "DOWN", STATE_RED, 0},
        {PART_GONE, LINK_OK, 60000, "GONE", STATE_ENDED, 0},
        {PART_DAMAGED, LINK_OK, 0, "DAMAGE", STATE_RED, 1},
        {PART_OK, LINK_DOWN, 0, "DOWN", STATE_RED, 0},
        {PART_GONE, LINK_DOWN, 0, "DOWN", STATE_RED, 0},
    };
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded();
    press(v, "5");
    const struct part_row *row = &v->scene.links.rows[0];
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        v->gather->parts[0].state = rows[i].state;
        v->gather->parts[0].heard_ms =
            rows[i].silent_ms < 0 ? STORE_NO_TIME : at(SECONDS) - rows[i].silent_ms;
        v->scene.link_state = rows[i].link;
        screen_links.gather(v->gather);
        assert_string_equal(row->state, rows[i].word);
        assert_int_equal(row->lamp, rows[i].lamp);
        assert_int_equal(row->errors, rows[i].errors);
        assert_int_equal(row->heard_age_ms,
                         rows[i].silent_ms < 0 ? FLIGHT_NO_TIME : rows[i].silent_ms);
    }
    v->scene.transport.archive = true;
    screen_links.gather(v->gather);
    assert_string_equal(row->state, "----");
    assert_int_equal(row->lamp, STATE_NEVER);
    close_view(v);
}

static void what_broker_and_cache_hold_ends_with_the_last_offset(void **state)
{
    static const struct {
        int64_t low, high, first_off, next_off; /* the partition */
        int64_t held_high, cache_low, cache_high, lag;
    } rows[] = {
        {0, 10, -1, 0, 9, 0, -1, 10}, {5, 20, 7, 12, 19, 7, 11, 8}, {5, 10, 7, 12, 11, 7, 11, 0},
        {5, 20, 12, 12, 19, 5, 4, 8}, {0, 1, 0, 1, 0, 0, 0, 0},     {0, 2, 0, 1, 1, 0, 0, 1},
    };
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded();
    press(v, "5");
    const struct links_scene *l = &v->scene.links;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        v->gather->parts[0].low = rows[i].low;
        v->gather->parts[0].high = rows[i].high;
        v->gather->parts[0].first_off = rows[i].first_off;
        v->gather->parts[0].next_off = rows[i].next_off;
        screen_links.gather(v->gather);
        assert_int_equal(l->held_low, rows[i].low);
        assert_int_equal(l->held_high, rows[i].held_high);
        assert_int_equal(l->cache_low, rows[i].cache_low);
        assert_int_equal(l->cache_high, rows[i].cache_high);
        assert_int_equal(l->rows[0].lag, rows[i].lag);
        assert_int_equal(l->rows[0].first, rows[i].low);
        assert_int_equal(l->rows[0].next, rows[i].next_off);
    }
    close_view(v);
}

static void links_says_how_large_the_cache_is_with_its_log(void **state)
{
    char wal[80];
    struct stat file, log;
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded();
    press(v, "5");
    snprintf(wal, sizeof wal, "%s-wal", path);
    assert_int_equal(stat(path, &file), 0);
    int64_t log_bytes = stat(wal, &log) == 0 ? log.st_size : 0;
    assert_int_equal(v->scene.links.cache_bytes, file.st_size + log_bytes);
    assert_true(v->scene.links.free_bytes > 0);
    v->cache = "/nonexistent/x.db";
    screen_links.gather(v->gather);
    assert_int_equal(v->scene.links.cache_bytes, -1);
    assert_int_equal(v->scene.links.free_bytes, -1);
    close_view(v);
}

static void a_note_goes_before_errors_and_a_selection_ends_with_the_list(void **state)
{
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded();
    press(v, "5");
    const struct links_scene *l = &v->scene.links;
    assert_string_equal(l->note, "");
    v->gather->parts[0].errors = 3;
    v->scene.place.lists[SCREEN_LINKS].selected = 7;
    screen_links.gather(v->gather);
    assert_int_equal(v->scene.place.lists[SCREEN_LINKS].selected, 0);
    assert_string_equal(l->note,
                        "3 that are neither text nor JSON, or bad JSON: 3 CONSOLE shows them");
    snprintf(v->gather->parts[0].note, sizeof v->gather->parts[0].note, "a word");
    screen_links.gather(v->gather);
    assert_string_equal(l->note, "a word");
    v->gather->parts[0].bytes = 4000;
    v->gather->parts[0].messages = 7;
    v->gather->parts[1] = v->gather->parts[0];
    v->gather->parts[1].id = 2;
    v->gather->part_count = 2;
    screen_links.gather(v->gather);
    assert_int_equal(l->all_bytes, 8000);
    assert_int_equal(l->grows_bytes, 4000);
    assert_int_equal(l->grows_messages, 7);
    assert_string_equal(l->grows, "falcon9/0"); /* of equals the first */
    close_view(v);
}

static void how_far_a_producers_clock_is_off_is_told_by_its_last_message(void **state)
{
    static const struct {
        int64_t off_ms;
        const char *says;
    } rows[] = {
        {250, "producer is 0.250 s behind this host; times are CreateTime"},
        {0, "producer is 0.000 s behind this host; times are CreateTime"},
        {-1250, "producer is 1.250 s ahead of this host; times are CreateTime"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (i > 0)
            begin(state);
        recording_say(&r, "K", at(50), at(50) + 5000, "{\"velocity\": 1}");
        recording_say(&r, "K", at(51), at(51) + rows[i].off_ms, "{\"velocity\": 1}");
        struct view *v = recorded();
        press(v, "5");
        assert_string_equal(v->scene.links.clocks, rows[i].says);
        close_view(v);
    }
    begin(state);
    recording_say(&r, "K", at(50), FLIGHT_NO_TIME, "{\"velocity\": 1}"); /* of a backlog */
    struct view *v = recorded();
    press(v, "5");
    assert_string_equal(v->scene.links.clocks, "");
    close_view(v);
}

static void rates_are_of_the_last_five_to_ten_seconds(void **state)
{
    static const struct {
        int64_t mono_ms, messages;
        float rate; /* -1: not known yet */
    } rows[] = {
        {0, 100, -1},           {999, 110, -1},  {1000, 110, 10},      {4999, 150, 10.002F},
        {5000, 150, 10},        {7500, 250, 20}, {9999, 300, 20.002F}, {10000, 300, 30},
        {14999, 300, 15.0015F}, {15000, 300, 0},
    };
    (void)state;
    speak("K", 1, 59);
    struct view *v = recorded();
    struct store_part part = {.id = 77};
    struct part_row row;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        part.messages = rows[i].messages;
        part.bytes = 10 * rows[i].messages;
        v->gather->mono_ms = 1000000 + rows[i].mono_ms;
        gather_rates(v->gather, &part, &row);
        assert_float_equal((float)row.rate, rows[i].rate, 0.001F);
        assert_float_equal((float)row.bytes_rate, rows[i].rate < 0 ? -1 : 10 * rows[i].rate, 0.01F);
    }
    close_view(v);
}

/* ---- FLIGHTS --------------------------------------------------------------------------------- */

static void flights_that_are_open_come_first_and_feeds_fly_nothing(void **state)
{
    (void)state;
    speak("K", 1, 10);
    recording_say(&r, "K", at(11), at(11), "{\"event\": \"landed\"}");
    speak("L", 12, 58);
    recording_say(&r, "M", at(57), at(57), "{\"velocity\": 3}");
    recording_say(&r, "M", at(58), at(58), "{\"event\": \"landed\"}");
    speak("weather", 59, 59);
    struct view *v = recorded();
    press(v, "6");
    const struct flights_scene *f = flights_of(&v->scene);
    assert_int_equal(f->count, 3);
    static const char *const names[] = {"L", "M", "K"};
    for (int i = 0; i < 3; i++) {
        assert_string_equal(f->rows[i].name, names[i]);
        assert_int_equal(f->rows[i].open, i == 0);
    }
    assert_int_equal(f->rows[0].length_ms, 46000);
    assert_int_equal(f->rows[0].messages, 47);
    assert_int_equal(f->older, 0);
    assert_string_equal(f->summary, "top 1.0 m/s, 2.0 km");
    close_view(v);
}

static void the_most_of_a_state_is_not_told(void **state)
{
    (void)state;
    static const struct mission_state states[] = {{1, "armed"}};
    struct mission_channel channels[2] = {mission_demo.channels[0], mission_demo.channels[1]};
    struct mission mission = mission_demo;
    channels[0].states = states;
    channels[0].state_count = 1;
    mission.channels = channels;
    mission.channel_count = 2;
    speak("K", 1, 10);
    struct view *v = recorded();
    v->mission = &mission;
    press(v, "6");
    assert_string_equal(flights_of(&v->scene)->summary, "top 2.0 km");
    close_view(v);
}

static void a_silence_is_told_with_its_times(void **state)
{
    (void)state;
    recording_say(&r, "K", at(0), at(0), "{\"event\": \"Liftoff\", \"velocity\": 1}");
    for (int s = 1; s < SECONDS; s++) {
        recording_tick(&r, at(s));
        if (s <= 20 || s >= 40)
            speak("K", s, s);
    }
    struct view *v = recorded();
    press(v, "6");
    const struct flights_scene *f = flights_of(&v->scene);
    assert_non_null(strstr(f->summary, "no data T+00:00:20 .. T+00:00:40; top 1"));
    assert_string_equal(f->events, "LIFTOFF 00:00");
    close_view(v);
}

/* ---- ROCKET ---------------------------------------------------------------------------------- */

static void a_rocket_that_begins_with_words_has_its_first_channel_selected(void **state)
{
    (void)state;
    char said[80];
    struct err err;
    recording_say(&r, "K", at(1), at(1), "Countdown started");
    speak("K", 30, 59);
    struct view *v = recorded();
    press(v, "G2"); /* behind those that the mission names */
    assert_int_equal(playhead_seek(v->playhead, at(10), said, &err), 0);
    look(v);
    assert_int_equal(v->scene.rocket.channel_count, 0);
    assert_int_equal(playhead_seek(v->playhead, at(40), said, &err), 0);
    look(v);
    assert_int_equal(v->scene.rocket.channel_count, 2);
    assert_int_equal(v->place.lists[SCREEN_ROCKET].selected, 0);
    close_view(v);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, clean)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(a_rocket_that_begins_with_words_has_its_first_channel_selected),
        T(a_partition_is_said_to_be_as_it_is),
        T(what_broker_and_cache_hold_ends_with_the_last_offset),
        T(links_says_how_large_the_cache_is_with_its_log),
        T(a_note_goes_before_errors_and_a_selection_ends_with_the_list),
        T(how_far_a_producers_clock_is_off_is_told_by_its_last_message),
        T(rates_are_of_the_last_five_to_ten_seconds),
        T(flights_that_are_open_come_first_and_feeds_fly_nothing),
        T(the_most_of_a_state_is_not_told),
        T(a_silence_is_told_with_its_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
