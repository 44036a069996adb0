/* test_unwritten.c: lines of EVENTS that a viewer shows before the recorder has written them are
 * those that it writes. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "playhead/playhead.h"
#include "recording.h"

enum { S = 1000, MOST = 64 };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */

static char *cache;
static struct recording *rec;
static struct playhead *p;
static struct err err;

static int setup(void **state)
{
    (void)state;
    cache = mem_printf("/tmp/test_unwritten.%d.db", (int)getpid());
    rec = mem_alloc(sizeof *rec);
    recording_begin(rec, cache, &mission_default);
    recording_link(rec, t0 - S, LINK_OK, "");
    p = NULL;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    playhead_close(p);
    recording_end(rec);
    free(rec);
    recording_remove(cache);
    free(cache);
    return 0;
}

static void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

static void view_at(int64_t now_ms)
{
    recording_commit(rec);
    if (p == NULL)
        must(playhead_open(&p, cache, &mission_default, now_ms, &err));
    must(playhead_pump(p, now_ms, &err));
}

/* The newest `max` lines, into memory that ends where they do. */
static struct store_event *lines_of(int max, int *count)
{
    struct store_event *lines = mem_alloc((size_t)max * sizeof *lines);
    *count = playhead_events(p, lines, max, &err);
    must(*count);
    return lines;
}

static int lines_with(enum event_kind kind, struct store_event *last)
{
    int count, found = 0;
    struct store_event *lines = lines_of(MOST, &count);
    for (int i = 0; i < count; i++) {
        if (lines[i].kind != (int32_t)kind)
            continue;
        *last = lines[i];
        found++;
    }
    free(lines);
    return found;
}

static void hear(const char *key, int64_t t_ms, const char *value)
{
    recording_say(rec, key, t_ms, t_ms, value);
}

/* The silence is shown as it is, and is the same line once it was written. */
static void must_be_written_as_shown(const struct store_event *shown, int64_t now_ms)
{
    struct store_event written;
    recording_tick(rec, now_ms);
    recording_beat(rec, now_ms, LINK_OK);
    view_at(now_ms);
    assert_int_equal(lines_with(EVENT_STALE, &written), 1);
    assert_int_equal(written.v_ms, shown->v_ms);
    assert_int_equal(written.clock_ms, shown->clock_ms);
    assert_int_equal(written.rocket, shown->rocket);
    assert_string_equal(written.text, shown->text);
}

static void a_silence_is_shown_at_its_deadline(void **state)
{
    struct store_event e;
    (void)state;
    hear("A", t0, "{\"time\":100,\"v\":1}");
    recording_beat(rec, t0, LINK_OK);
    view_at(t0 + 5 * S - 1);
    assert_int_equal(lines_with(EVENT_STALE, &e), 0);
    recording_beat(rec, t0 + 5 * S, LINK_OK);
    view_at(t0 + 5 * S);
    assert_int_equal(lines_with(EVENT_STALE, &e), 1);
    assert_int_equal(e.v_ms, t0 + 5 * S);
    assert_int_equal(e.clock_ms, 105 * S);
    must_be_written_as_shown(&e, t0 + 6 * S);
}

static void a_silence_under_a_broken_link_is_said_when_it_is_back(void **state)
{
    struct store_event e;
    (void)state;
    hear("A", t0, "{\"time\":100,\"v\":1}");
    recording_link(rec, t0 + 2 * S, LINK_DOWN, "refused");
    recording_beat(rec, t0 + 15 * S, LINK_DOWN);
    view_at(t0 + 15 * S);
    assert_int_equal(lines_with(EVENT_STALE, &e), 0); /* nobody can know */
    recording_link(rec, t0 + 20 * S, LINK_OK, "");
    recording_beat(rec, t0 + 21 * S, LINK_OK);
    view_at(t0 + 21 * S);
    assert_int_equal(lines_with(EVENT_STALE, &e), 1);
    assert_int_equal(e.v_ms, t0 + 20 * S);
    assert_int_equal(e.clock_ms, 120 * S);
    must_be_written_as_shown(&e, t0 + 22 * S);
}

static void a_recorder_that_died_is_a_line_before_its_successor_says_so(void **state)
{
    struct store_event shown, written;
    (void)state;
    hear("A", t0, "{\"v\":1}");
    recording_beat(rec, t0 + S, LINK_OK);
    view_at(t0 + 2 * S);
    assert_int_equal(lines_with(EVENT_LINK, &shown), 0);
    view_at(t0 + 30 * S);
    assert_int_equal(lines_with(EVENT_LINK, &shown), 1);
    assert_int_equal(strncmp(shown.text, "NO REC ", 7), 0);
    assert_int_equal(lines_with(EVENT_STALE, &written), 0); /* without a recorder nobody knows */
    recording_mourn(rec, t0 + 31 * S);
    recording_beat(rec, t0 + 31 * S, LINK_OK);
    view_at(t0 + 31 * S);
    assert_int_equal(lines_with(EVENT_LINK, &written), 1);
    assert_int_equal(written.v_ms, shown.v_ms);
    assert_string_equal(written.text, shown.text);
}

static void expect_more(const char *text, int64_t v_ms)
{
    struct store_event last;
    assert_int_equal(lines_with(EVENT_TEXT, &last), 4);
    assert_string_equal(last.text, text);
    assert_int_equal(last.v_ms, v_ms);
}

static void a_run_of_words_counts_on_and_is_written_once_it_is_over(void **state)
{
    char said[80], value[32];
    struct store_event last;
    (void)state;
    for (int i = 0; i < 10; i++) {
        snprintf(value, sizeof value, "valve %d", i);
        hear("A", t0 + i * S, value);
    }
    recording_beat(rec, t0 + 10 * S, LINK_OK);
    view_at(t0 + 10 * S);
    expect_more("7 more, last: valve 9", t0 + 9 * S);
    must(playhead_seek(p, t0 + 5 * S, said, &err));
    expect_more("3 more, last: valve 5", t0 + 5 * S);
    must(playhead_seek(p, t0 + 2 * S, said, &err));
    assert_int_equal(lines_with(EVENT_TEXT, &last), 3);
    must(playhead_go_live(p, said, &err));
    hear("A", t0 + 100 * S, "valve 10"); /* another run */
    recording_beat(rec, t0 + 101 * S, LINK_OK);
    view_at(t0 + 101 * S);
    assert_int_equal(lines_with(EVENT_TEXT, &last), 5);
    assert_string_equal(last.text, "valve 10");
    must(playhead_seek(p, t0 + 50 * S, said, &err));
    expect_more("7 more, last: valve 9", t0 + 9 * S);
}

static void when_there_is_no_room_for_all_the_newest_are_listed(void **state)
{
    int count;
    (void)state;
    static const char *const keys[] = {"A", "B", "C", "D"};
    for (int i = 0; i < 4; i++)
        hear(keys[i], t0 + i * S, "{\"v\":1}");
    recording_beat(rec, t0 + 20 * S, LINK_OK);
    view_at(t0 + 20 * S);
    struct store_event *all = lines_of(MOST, &count);
    assert_int_equal(count, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(all[i].v_ms, t0 + (5 + i) * S);
        assert_int_equal(all[i].kind, EVENT_STALE);
    }
    for (int max = 1; max < 4; max++) {
        struct store_event *newest = lines_of(max, &count);
        assert_int_equal(count, max);
        for (int i = 0; i < max; i++)
            assert_int_equal(newest[i].v_ms, all[4 - max + i].v_ms);
        free(newest);
    }
    struct store_event *oldest = mem_alloc(2 * sizeof *oldest);
    assert_int_equal(playhead_events_of(p, INT64_MIN, INT64_MAX, false, oldest, 2, &err), 2);
    assert_int_equal(oldest[0].v_ms, all[0].v_ms);
    assert_int_equal(oldest[1].v_ms, all[1].v_ms);
    assert_int_equal(playhead_events_of(p, all[1].v_ms, all[2].v_ms, false, oldest, 2, &err), 2);
    assert_int_equal(oldest[0].v_ms, all[1].v_ms);
    assert_int_equal(oldest[1].v_ms, all[2].v_ms);
    free(oldest);
    free(all);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_silence_is_shown_at_its_deadline),
        ROW(a_silence_under_a_broken_link_is_said_when_it_is_back),
        ROW(a_recorder_that_died_is_a_line_before_its_successor_says_so),
        ROW(a_run_of_words_counts_on_and_is_written_once_it_is_over),
        ROW(when_there_is_no_room_for_all_the_newest_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
