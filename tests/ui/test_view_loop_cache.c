/* test_view_loop_cache.c: the dashboard's loop when the cache comes late, goes loop_cache_away or
 * has no recorder, and how it ends. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "loop_kit.h"
#include "store/bell.h"
#include "store/writer.h"
#include "view_kit.h"

/* ---- the cache, the recorder ---------------------------------------------------------------- */

static void until_count(const struct stage *s, const int *count, int want)
{
    int64_t until = clock_mono_ms() + 30000;
    while (*(const volatile int *)count < want) {
        assert_true(clock_mono_ms() < until);
        terminal_pump((struct terminal *)&s->terminal, 20);
    }
    assert_int_equal(*(const volatile int *)count, want);
}

static void while_nobody_records_a_recorder_is_requested_every_five_seconds(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache_away, at(SECONDS)); /* there is no such cache */
    stage_start(&s);
    terminal_until(&s.terminal, "No rocket yet");
    until_count(&s, &s.shared->asked, 1);
    loop_kit_go_to(&s, 4999);
    terminal_settle(&s.terminal);
    until_count(&s, &s.shared->asked, 1);
    stage_at(&s, 5000);
    until_count(&s, &s.shared->asked, 2);
    assert_int_equal(s.shared->opened, 0);
    terminal_type(&s.terminal, "\x03");
    stage_wait(&s);
    assert_false(s.shared->result.cache);
    assert_false(s.shared->result.recording);
    assert_false(s.shared->result.archive);
    assert_int_equal(s.shared->result.messages, 0);
    assert_int_equal(s.shared->result.missed, 0);
    assert_int_equal(s.shared->result.alarms_new, 0);
    stage_deinit(&s);

    stage_init(&s, loop_cache, at(SECONDS)); /* somebody records, until the heartbeat is old */
    loop_kit_open(&s);
    loop_kit_go_to(&s, 2002);
    assert_int_equal(s.shared->asked, 0);
    loop_kit_go_to(&s, 4002);
    until_count(&s, &s.shared->asked, 1);
    loop_kit_close(&s);
}

static void a_cache_created_later_is_opened_within_half_a_second(void **state)
{
    (void)state;
    struct stage s;
    recording_end(&loop_recording);
    stage_init(&s, loop_cache_away, at(SECONDS));
    stage_start(&s);
    terminal_until(&s.terminal, "No rocket yet");
    assert_int_equal(rename(loop_cache, loop_cache_away), 0);
    stage_at(&s, 499);
    expect_hidden(&s, "F9-A");
    stage_at(&s, 500);
    terminal_until(&s.terminal, "600.5");
    assert_int_equal(s.shared->opened, 1);
    terminal_type(&s.terminal, "\x03");
    stage_wait(&s);
    stage_deinit(&s);
    recording_remove(loop_cache_away);
    loop_kit_begin(NULL);
}

static void a_cache_that_was_moved_away_is_closed_and_reopened(void **state)
{
    (void)state;
    struct stage s;
    recording_end(&loop_recording);
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    terminal_settle(&s.terminal);
    recording_remove(loop_cache);
    stage_at(&s, 1002);
    terminal_until(&s.terminal, "opened again: ");
    loop_kit_begin(NULL);
    stage_at(&s, 2002);
    terminal_until(&s.terminal, "600.5");
    assert_int_equal(s.shared->opened, 1); /* the first time only */
    loop_kit_close(&s);
}

static void a_file_that_is_not_a_cache_ends_the_loop(void **state)
{
    (void)state;
    struct stage s;
    FILE *f = fopen(loop_cache_away, "w");
    assert_non_null(f);
    fputs("this is no cache", f);
    fclose(f);
    stage_init(&s, loop_cache_away, at(SECONDS));
    stage_start(&s);
    stage_wait(&s);
    assert_true(s.shared->rc < 0);
    assert_non_null(strstr(s.shared->err.text, loop_cache_away));
    assert_int_equal(sent(&s, 0, "\033[?1049l"), 1);
    stage_deinit(&s);
    unlink(loop_cache_away);
}

/* ---- its end -------------------------------------------------------------------------------- */

static void the_loop_ends_after_its_duration_with_a_summary(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    s.duration_ms = 2500;
    loop_kit_open(&s);
    loop_kit_go_to(&s, 2499);
    terminal_type(&s.terminal, "3");
    terminal_until(&s.terminal, "60 of 60");
    stage_at(&s, 2500);
    stage_wait(&s);
    const struct loop_result *r = &s.shared->result;
    assert_int_equal(s.shared->rc, 0);
    assert_int_equal(r->watched_ms, 2500);
    assert_int_equal(r->messages, SECONDS);
    assert_int_equal(r->missed, 7);
    assert_int_equal(r->alarms_new, 1); /* F9-A fell silent */
    assert_true(r->cache && r->recording);
    assert_false(r->archive);
    stage_deinit(&s);
}

static void a_terminal_reply_that_came_with_the_last_key_is_not_awaited(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    terminal_settle(&s.terminal);
    s.terminal.mute = true;
    terminal_type(&s.terminal, "3");
    terminal_until(&s.terminal, "60 of 60");
    terminal_type(&s.terminal, "\x03\033[0n"); /* time stands still: it would wait forever */
    stage_wait(&s);
    stage_deinit(&s);
}

static void a_past_flight_is_an_archive_while_nobody_records(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS) + 3600000);
    s.past = true;
    loop_kit_open(&s);
    terminal_until(&s.terminal, "archive");
    terminal_type(&s.terminal, "\x03");
    stage_wait(&s);
    assert_true(s.shared->result.cache && s.shared->result.archive);
    assert_false(s.shared->result.recording);
    stage_deinit(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, loop_kit_begin, loop_kit_end)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(while_nobody_records_a_recorder_is_requested_every_five_seconds),
        T(a_cache_created_later_is_opened_within_half_a_second),
        T(a_cache_that_was_moved_away_is_closed_and_reopened),
        T(a_file_that_is_not_a_cache_ends_the_loop),
        T(the_loop_ends_after_its_duration_with_a_summary),
        T(a_terminal_reply_that_came_with_the_last_key_is_not_awaited),
        T(a_past_flight_is_an_archive_while_nobody_records),
    };
    return cmocka_run_group_tests(tests, loop_kit_make_dir, loop_kit_remove_dir);
}
