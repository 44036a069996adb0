/* test_view_loop.c: the dashboard's loop, second by second: when it draws, what it says by itself,
 * what keys make it do outside the view, and what it tells when it ends. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "flight/show.h"
#include "stage.h"
#include "store/bell.h"
#include "store/writer.h"
#include "view_kit.h"

static char dir[] = "/tmp/view-loop-test-XXXXXX";
static char path[64], away[80];

static struct recording recording;

/* F9-A is heard until the last second; the recorder's heartbeat comes then, and no more. */
static int begin(void **state)
{
    struct err err = {0};
    char value[80];
    (void)state;
    recording_begin(&recording, path, &mission_demo);
    for (int s = 1; s <= SECONDS; s++) {
        snprintf(value, sizeof value, "{\"velocity\": %d.5}", s * 10);
        recording_say(&recording, "F9-A", at(s), at(s), value);
    }
    struct writer_step step = {
        .part = recording.part.id, .to_off = SECONDS, .messages = SECONDS, .missed = 7};
    assert_int_equal(writer_advance(recording.writer, &step, &err), 0);
    recording_beat(&recording, at(SECONDS), LINK_OK);
    recording_commit(&recording);
    return 0;
}

static int end(void **state)
{
    (void)state;
    recording_end(&recording);
    recording_remove(path);
    return 0;
}

static int make_dir(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/flight.db", dir);
    snprintf(away, sizeof away, "%s.away", path);
    return chdir(dir);
}

static int remove_dir(void **state)
{
    (void)state;
    return chdir("/") != 0 || rmdir(dir) != 0;
}

/* ---- a stage -------------------------------------------------------------------------------- */

static void clock_text(const struct stage *s, int64_t ms, char out[16])
{
    char utc[32];
    show_utc(s->start_ms + ms, SHOW_TIME, utc);
    snprintf(out, 16, "%.8sZ", utc);
}

/* Time comes to `ms`, and the frame of its second is drawn. */
static void go_to(struct stage *s, int64_t ms)
{
    char text[16];
    stage_at(s, ms);
    clock_text(s, ms, text);
    terminal_until(&s->terminal, text);
}

static void open_stage(struct stage *s)
{
    stage_start(s);
    terminal_until(&s->terminal, "F9-A");
}

static void close_stage(struct stage *s)
{
    terminal_type(&s->terminal, "\x03");
    stage_wait(s);
    assert_int_equal(s->shared->rc, 0);
    stage_deinit(s);
}

static void expect_hidden(struct stage *s, const char *text)
{
    terminal_settle(&s->terminal);
    assert_false(terminal_shows(&s->terminal, text));
}

static int sent(const struct stage *s, size_t from, const char *bytes)
{
    int count = 0;
    const char *at = buf_text((struct buf *)&s->terminal.raw) + from;
    while ((at = strstr(at, bytes)) != NULL) {
        count++;
        at += strlen(bytes);
    }
    return count;
}

static void until_sent(struct stage *s, size_t from, const char *bytes, int count)
{
    int64_t until = clock_mono_ms() + 30000;
    while (sent(s, from, bytes) < count) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(&s->terminal, 20);
    }
}

/* ---- what it says by itself ----------------------------------------------------------------- */

static void a_sentence_stands_for_eight_seconds(void **state)
{
    static const char says[] = "the mouse is on; M turns it off";
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    terminal_until(&s.terminal, says);
    go_to(&s, 1002); /* the first frame after the one that it came with */
    go_to(&s, 8001);
    assert_true(terminal_shows(&s.terminal, says));
    go_to(&s, 9002);
    expect_hidden(&s, says);
    terminal_type(&s.terminal, "~");
    terminal_until(&s.terminal, "? for keys");
    terminal_type(&s.terminal, "j");
    expect_hidden(&s, "? for keys"); /* a key takes it away */
    close_stage(&s);
}

/* A frame at `ms`: for a key, which takes away what was said before. */
static void frame_at(struct stage *s, int64_t ms)
{
    stage_at(s, ms);
    terminal_type(&s->terminal, "1");
}

static void a_tour_says_three_things_at_their_times(void **state)
{
    static const struct {
        int64_t ms;
        const char *says;
    } steps[] = {
        {30000, "Space stops time, ← goes back, L returns"},
        {45000, "Enter opens the rocket; Tab goes to the next; ? has all keys"},
        {60000, " kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic kestrel"},
    };
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    s.tour = true;
    open_stage(&s);
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        frame_at(&s, steps[i].ms - 1);
        expect_hidden(&s, steps[i].says);
        frame_at(&s, steps[i].ms);
        terminal_until(&s.terminal, steps[i].says);
    }
    assert_false(terminal_shows(&s.terminal, "it is Kafka"));
    frame_at(&s, 75000);
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
        expect_hidden(&s, steps[i].says);
    close_stage(&s);
}

static void where_there_is_room_the_tour_says_what_the_command_is(void **state)
{
    (void)state;
    for (int cols = 89; cols <= 90; cols++) {
        struct stage s;
        stage_init(&s, path, at(SECONDS));
        s.tour = true;
        s.cols = cols;
        open_stage(&s);
        frame_at(&s, 60000);
        terminal_until(&s.terminal, "Space stops");
        frame_at(&s, 61000);
        terminal_until(&s.terminal, "Enter opens the");
        frame_at(&s, 62000);
        terminal_until(&s.terminal, "kafka-console-consumer.sh");
        assert_int_equal(terminal_shows(&s.terminal, "it is Kafka: kafka-"), cols == 90);
        close_stage(&s);
    }
}

static void without_a_tour_nothing_is_taught(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    frame_at(&s, 30000);
    expect_hidden(&s, "Space stops time");
    close_stage(&s);
}

/* ---- when it draws -------------------------------------------------------------------------- */

static void expect_frames(struct stage *s, int count)
{
    terminal_settle(&s->terminal);
    assert_int_equal(sent(s, 0, "\033[5n"), count);
}

/* However much is typed: two frames come before their turn, the others when it is theirs. */
static void frames_come_at_their_pace(void **state)
{
    static const struct {
        int fps, every_ms;
    } rows[] = {{0, 100}, {2, 500}, {10, 100}, {11, 100}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct stage s;
        stage_init(&s, path, at(SECONDS));
        s.fps = rows[i].fps;
        open_stage(&s);
        for (const char *keys = "2356"; *keys != '\0'; keys++) {
            terminal_type(&s.terminal, (char[]){*keys, '\0'});
            terminal_settle(&s.terminal);
        }
        expect_frames(&s, 3);
        for (int turn = 1; turn <= 2; turn++) {
            stage_at(&s, turn * rows[i].every_ms - 1);
            expect_frames(&s, 2 + turn);
            stage_at(&s, turn * rows[i].every_ms);
            until_sent(&s, 0, "\033[5n", 3 + turn);
            terminal_type(&s.terminal, turn == 1 ? "2" : "3");
            expect_frames(&s, 3 + turn);
        }
        close_stage(&s);
    }
}

static void hear(int velocity)
{
    char value[40];
    snprintf(value, sizeof value, "{\"velocity\": %d.5}", velocity);
    recording_say(&recording, "F9-A", at(SECONDS), at(SECONDS), value);
    recording_commit(&recording);
}

/* Without a doorbell the cache is read four times a second. */
static void new_numbers_are_drawn_twice_a_second(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    terminal_until(&s.terminal, "600.5");
    hear(777);
    stage_at(&s, 249);
    expect_hidden(&s, "777.5");
    stage_at(&s, 250); /* the first after a pause at once */
    terminal_until(&s.terminal, "777.5");
    hear(888);
    stage_at(&s, 500);
    expect_hidden(&s, "888.5");
    stage_at(&s, 749);
    expect_hidden(&s, "888.5");
    stage_at(&s, 750);
    terminal_until(&s.terminal, "888.5");
    close_stage(&s);
}

/* Time stands still from there on: what is shown was read for the bell. */
static void a_ring_is_heard_at_once_and_so_are_a_recorders_last_words(void **state)
{
    struct bell *bell;
    struct err err;
    (void)state;
    for (int rings = 0; rings < 2; rings++) {
        struct stage s;
        stage_init(&s, path, at(SECONDS));
        open_stage(&s);
        terminal_until(&s.terminal, rings ? "777.5" : "600.5");
        assert_int_equal(bell_open(&bell, path, &err), 0); /* the child has no part of it */
        stage_at(&s, 500);
        int64_t until = clock_mono_ms() + 30000;
        while (bell_viewers(bell) == 0) {
            assert_true(clock_mono_ms() < until);
            terminal_pump(&s.terminal, 10);
        }
        hear(777 + rings);
        if (rings)
            bell_ring(bell, recording.seq);
        else
            bell_close(bell);
        terminal_until(&s.terminal, rings ? "778.5" : "777.5");
        close_stage(&s);
        if (rings)
            bell_close(bell);
    }
}

static void an_alarm_is_drawn_when_it_arises(void **state)
{
    (void)state;
    struct stage s;
    recording_beat(&recording, at(SECONDS) + 500, LINK_OK);
    recording_commit(&recording);
    stage_init(&s, path, at(SECONDS) + 500); /* clocks are drawn at half seconds */
    open_stage(&s);
    go_to(&s, 2502);
    stage_at(&s, 3000);
    expect_hidden(&s, "no recorder");
    stage_at(&s, 3001);
    terminal_until(&s.terminal, "no recorder");
    close_stage(&s);
}

/* ---- beside the screen ---------------------------------------------------------------------- */

static void the_title_is_the_rocket_and_how_many_alarms(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    terminal_type(&s.terminal, "/F9-A\r");
    until_sent(&s, 0, " F9-A\007", 1);
    assert_int_equal(sent(&s, 0, " F9-A !"), 0);
    go_to(&s, 3002);
    until_sent(&s, 0, " F9-A !1\007", 1);
    close_stage(&s);
}

static void each_new_alarm_rings_once(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    s.term = "vt100"; /* which has no title, so that a BEL is one */
    open_stage(&s);
    go_to(&s, 2002);
    terminal_settle(&s.terminal);
    assert_int_equal(sent(&s, 0, "\007"), 0);
    go_to(&s, 3002);
    until_sent(&s, 0, "\007", 1);
    go_to(&s, 4002);
    go_to(&s, 5002);
    terminal_settle(&s.terminal);
    assert_int_equal(sent(&s, 0, "\007"), 1);
    close_stage(&s);
}

static void w_writes_the_frame_into_a_new_file(void **state)
{
    char when[32], name[64], said[100], text[4096] = "";
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    show_utc(s.start_ms, SHOW_DATE_TIME, when);
    snprintf(name, sizeof name, "ground-%.10s-%.2s.%.2s.%.2s%s.txt", when, when + 11, when + 14,
             when + 17, when + 19);
    open_stage(&s);
    terminal_type(&s.terminal, "w");
    snprintf(said, sizeof said, "saved as %s", name);
    terminal_until(&s.terminal, said);
    FILE *f = fopen(name, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    assert_non_null(strstr(text, "F9-A"));
    assert_non_null(strstr(text, "1FLEET"));
    terminal_type(&s.terminal, "w");
    stage_at(&s, 100);
    snprintf(said, sizeof said, "cannot write %s: File exists", name);
    terminal_until(&s.terminal, said);
    assert_int_equal(unlink(name), 0);
    close_stage(&s);
}

static void the_mouse_clicks_drags_and_turns(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    assert_int_equal(sent(&s, 0, "\033[?1002h\033[?1006h"), 1);
    go_to(&s, 1002);
    terminal_type(&s.terminal, "\033[<0;21;2M\033[<0;21;2m"); /* the tab 3CONSOLE */
    terminal_until(&s.terminal, "60 of 60");
    go_to(&s, 2002);
    terminal_type(&s.terminal, "\033[<64;21;9M"); /* the wheel: three rows up */
    terminal_until(&s.terminal, "57 of 60");
    go_to(&s, 2302);
    terminal_type(&s.terminal, "\033[<65;21;9M");
    terminal_until(&s.terminal, "60 of 60");
    go_to(&s, 2602);
    terminal_type(&s.terminal, "\033[<0;41;23M"); /* the bar */
    terminal_until(&s.terminal, "REPLAY");
    terminal_type(&s.terminal, "\033[<32;1;23M"); /* to its beginning */
    stage_at(&s, 2902);
    terminal_until(&s.terminal, "1 of 1");
    terminal_type(&s.terminal, "\033[<0;1;23m");
    stage_at(&s, 3202);
    terminal_type(&s.terminal, "M");
    terminal_until(&s.terminal, "mouse off");
    until_sent(&s, 0, "\033[?1002l\033[?1006l", 1);
    terminal_type(&s.terminal, "\033[<0;5;2M"); /* the tab 1FLEET */
    stage_at(&s, 3502);
    expect_hidden(&s, "[1FLEET]");
    close_stage(&s);
}

static void ctrl_l_draws_all_of_it_again(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    terminal_settle(&s.terminal);
    go_to(&s, 1002);
    terminal_settle(&s.terminal);
    size_t from = s.terminal.raw.len;
    terminal_type(&s.terminal, "\x0c");
    until_sent(&s, from, "F9-A", 1);
    until_sent(&s, from, "1FLEET", 1);
    close_stage(&s);
}

static void y_copies_through_the_terminal(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    terminal_type(&s.terminal, "3");
    terminal_until(&s.terminal, "60 of 60");
    terminal_type(&s.terminal, "y");
    until_sent(&s, 0, "\033]52;c;a2Fma2EtY29uc29sZS1jb25zdW1lci5zaCAt", 1);
    close_stage(&s);
}

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

static void while_nobody_records_it_is_asked_for_every_five_seconds(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, away, at(SECONDS)); /* there is no such cache */
    stage_start(&s);
    terminal_until(&s.terminal, "No rocket yet");
    until_count(&s, &s.shared->asked, 1);
    go_to(&s, 4999);
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

    stage_init(&s, path, at(SECONDS)); /* somebody records, until the heartbeat is old */
    open_stage(&s);
    go_to(&s, 2002);
    assert_int_equal(s.shared->asked, 0);
    go_to(&s, 4002);
    until_count(&s, &s.shared->asked, 1);
    close_stage(&s);
}

static void a_cache_that_comes_later_is_opened_within_half_a_second(void **state)
{
    (void)state;
    struct stage s;
    recording_end(&recording);
    stage_init(&s, away, at(SECONDS));
    stage_start(&s);
    terminal_until(&s.terminal, "No rocket yet");
    assert_int_equal(rename(path, away), 0);
    stage_at(&s, 499);
    expect_hidden(&s, "F9-A");
    stage_at(&s, 500);
    terminal_until(&s.terminal, "600.5");
    assert_int_equal(s.shared->opened, 1);
    terminal_type(&s.terminal, "\x03");
    stage_wait(&s);
    stage_deinit(&s);
    recording_remove(away);
    begin(NULL);
}

static void a_cache_that_is_taken_away_is_let_go_and_opened_again(void **state)
{
    (void)state;
    struct stage s;
    recording_end(&recording);
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
    terminal_settle(&s.terminal);
    recording_remove(path);
    stage_at(&s, 1002);
    terminal_until(&s.terminal, "opened again: ");
    begin(NULL);
    stage_at(&s, 2002);
    terminal_until(&s.terminal, "600.5");
    assert_int_equal(s.shared->opened, 1); /* the first time only */
    close_stage(&s);
}

static void a_file_that_is_no_cache_ends_it(void **state)
{
    (void)state;
    struct stage s;
    FILE *f = fopen(away, "w");
    assert_non_null(f);
    fputs("this is no cache", f);
    fclose(f);
    stage_init(&s, away, at(SECONDS));
    stage_start(&s);
    stage_wait(&s);
    assert_true(s.shared->rc < 0);
    assert_non_null(strstr(s.shared->err.text, away));
    assert_int_equal(sent(&s, 0, "\033[?1049l"), 1);
    stage_deinit(&s);
    unlink(away);
}

/* ---- its end -------------------------------------------------------------------------------- */

static void it_ends_when_its_time_is_over_and_sums_up(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    s.duration_ms = 2500;
    open_stage(&s);
    go_to(&s, 2499);
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

static void an_answer_that_came_with_the_last_key_is_not_waited_for(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, path, at(SECONDS));
    open_stage(&s);
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
    stage_init(&s, path, at(SECONDS) + 3600000);
    s.past = true;
    open_stage(&s);
    terminal_until(&s.terminal, "archive");
    terminal_type(&s.terminal, "\x03");
    stage_wait(&s);
    assert_true(s.shared->result.cache && s.shared->result.archive);
    assert_false(s.shared->result.recording);
    stage_deinit(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(a_sentence_stands_for_eight_seconds),
        T(a_tour_says_three_things_at_their_times),
        T(where_there_is_room_the_tour_says_what_the_command_is),
        T(without_a_tour_nothing_is_taught),
        T(frames_come_at_their_pace),
        T(new_numbers_are_drawn_twice_a_second),
        T(a_ring_is_heard_at_once_and_so_are_a_recorders_last_words),
        T(an_alarm_is_drawn_when_it_arises),
        T(the_title_is_the_rocket_and_how_many_alarms),
        T(each_new_alarm_rings_once),
        T(w_writes_the_frame_into_a_new_file),
        T(the_mouse_clicks_drags_and_turns),
        T(ctrl_l_draws_all_of_it_again),
        T(y_copies_through_the_terminal),
        T(while_nobody_records_it_is_asked_for_every_five_seconds),
        T(a_cache_that_comes_later_is_opened_within_half_a_second),
        T(a_cache_that_is_taken_away_is_let_go_and_opened_again),
        T(a_file_that_is_no_cache_ends_it),
        T(it_ends_when_its_time_is_over_and_sums_up),
        T(an_answer_that_came_with_the_last_key_is_not_waited_for),
        T(a_past_flight_is_an_archive_while_nobody_records),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
