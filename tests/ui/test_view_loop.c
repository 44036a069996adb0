/* test_view_loop.c: the dashboard's loop, second by second: when it draws, and the notices it shows
 * by itself. */
#include "test.h"

#include <locale.h>
#include <stdio.h>

#include "base/clock.h"
#include "loop_kit.h"
#include "store/bell.h"
#include "store/writer.h"
#include "view_kit.h"

/* ---- what it says by itself ----------------------------------------------------------------- */

static void a_notice_stays_for_eight_seconds(void **state)
{
    static const char says[] = "the mouse is on; M turns it off";
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    terminal_until(&s.terminal, says);
    loop_kit_go_to(&s, 1002); /* the first frame after the one that it came with */
    loop_kit_go_to(&s, 8001);
    assert_true(terminal_shows(&s.terminal, says));
    loop_kit_go_to(&s, 9002);
    expect_hidden(&s, says);
    terminal_type(&s.terminal, "~");
    terminal_until(&s.terminal, "? for keys");
    terminal_type(&s.terminal, "j");
    expect_hidden(&s, "? for keys"); /* a key takes it away */
    loop_kit_close(&s);
}

/* A frame at `ms`: for a key, which takes away what was said before. */
static void frame_at(struct stage *s, int64_t ms)
{
    stage_at(s, ms);
    terminal_type(&s->terminal, "1");
}

static void the_tour_gives_three_tips_in_time(void **state)
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
    stage_init(&s, loop_cache, at(SECONDS));
    s.tour = true;
    loop_kit_open(&s);
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
    loop_kit_close(&s);
}

static void the_tour_explains_the_command_where_there_is_space(void **state)
{
    (void)state;
    for (int cols = 89; cols <= 90; cols++) {
        struct stage s;
        stage_init(&s, loop_cache, at(SECONDS));
        s.tour = true;
        s.cols = cols;
        loop_kit_open(&s);
        frame_at(&s, 60000);
        terminal_until(&s.terminal, "Space stops");
        frame_at(&s, 61000);
        terminal_until(&s.terminal, "Enter opens the");
        frame_at(&s, 62000);
        terminal_until(&s.terminal, "kafka-console-consumer.sh");
        assert_int_equal(terminal_shows(&s.terminal, "it is Kafka: kafka-"), cols == 90);
        loop_kit_close(&s);
    }
}

static void without_the_tour_no_tips_are_given(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    frame_at(&s, 30000);
    expect_hidden(&s, "Space stops time");
    loop_kit_close(&s);
}

/* ---- when it draws -------------------------------------------------------------------------- */

static void expect_frames(struct stage *s, int count)
{
    terminal_settle(&s->terminal);
    assert_int_equal(sent(s, 0, "\033[5n"), count);
}

/* However much is typed: two frames come before their turn, the others when it is theirs. */
static void the_frame_rate_is_bounded(void **state)
{
    static const struct {
        int fps, every_ms;
    } rows[] = {{0, 100}, {2, 500}, {10, 100}, {11, 100}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct stage s;
        stage_init(&s, loop_cache, at(SECONDS));
        s.fps = rows[i].fps;
        loop_kit_open(&s);
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
        loop_kit_close(&s);
    }
}

static void hear(int velocity)
{
    char value[40];
    snprintf(value, sizeof value, "{\"velocity\": %d.5}", velocity);
    recording_say(&loop_recording, "F9-A", at(SECONDS), at(SECONDS), value);
    recording_commit(&loop_recording);
}

/* Without a doorbell the cache is read four times a second. */
static void new_numbers_are_drawn_twice_a_second(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
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
    loop_kit_close(&s);
}

/* Time stands still from there on: what is shown was read for the bell. */
static void the_doorbell_and_a_recorders_last_status_are_drawn_at_once(void **state)
{
    struct bell *bell;
    struct err err;
    (void)state;
    for (int rings = 0; rings < 2; rings++) {
        struct stage s;
        stage_init(&s, loop_cache, at(SECONDS));
        loop_kit_open(&s);
        terminal_until(&s.terminal, rings ? "777.5" : "600.5");
        assert_int_equal(bell_open(&bell, loop_cache, &err), 0); /* the child has no part of it */
        stage_at(&s, 500);
        int64_t until = clock_mono_ms() + 30000;
        while (bell_viewers(bell) == 0) {
            assert_true(clock_mono_ms() < until);
            terminal_pump(&s.terminal, 10);
        }
        hear(777 + rings);
        if (rings)
            bell_ring(bell, loop_recording.seq);
        else
            bell_close(bell);
        terminal_until(&s.terminal, rings ? "778.5" : "777.5");
        loop_kit_close(&s);
        if (rings)
            bell_close(bell);
    }
}

static void an_alarm_is_drawn_when_it_arises(void **state)
{
    (void)state;
    struct stage s;
    recording_beat(&loop_recording, at(SECONDS) + 500, LINK_OK);
    recording_commit(&loop_recording);
    stage_init(&s, loop_cache, at(SECONDS) + 500); /* clocks are drawn at half seconds */
    loop_kit_open(&s);
    loop_kit_go_to(&s, 2502);
    stage_at(&s, 3000);
    expect_hidden(&s, "no recorder");
    stage_at(&s, 3001);
    terminal_until(&s.terminal, "no recorder");
    loop_kit_close(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, loop_kit_begin, loop_kit_end)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(a_notice_stays_for_eight_seconds),
        T(the_tour_gives_three_tips_in_time),
        T(the_tour_explains_the_command_where_there_is_space),
        T(without_the_tour_no_tips_are_given),
        T(the_frame_rate_is_bounded),
        T(new_numbers_are_drawn_twice_a_second),
        T(the_doorbell_and_a_recorders_last_status_are_drawn_at_once),
        T(an_alarm_is_drawn_when_it_arises),
    };
    return cmocka_run_group_tests(tests, loop_kit_make_dir, loop_kit_remove_dir);
}
