/* test_flight_words.c: what words and mission times do to phase, clock and flights. */
#include "test.h"

#include <stdio.h>

#include "flight_kit.h"

/* Words. */

static void each_word_moves_the_phase_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *phase;
    } rows[] = {
        {"Countdown started", "COUNTDOWN"},
        {"COUNTDOWN GESTARTET", "COUNTDOWN"},
        {"Hold", "HOLD"},
        {"countdown held", "HOLD"},
        {"Countdown angehalten", "HOLD"},
        {"Countdown resumed", "COUNTDOWN"},
        {"Countdown fortgesetzt", "COUNTDOWN"},
        {"Countdown ended", "TERMINAL"},
        {"Countdown beendet", "TERMINAL"},
        {"Liftoff", "ASCENT"},
        {"Lift-off", "ASCENT"},
        {"Start", "ASCENT"},
        {" abgehoben\r\n", "ASCENT"},
        {"Left atmosphere", "SPACE"},
        {"ATMOSPHÄRE VERLASSEN", "SPACE"},
        {"Atmosphäre verlassen", "SPACE"},
        {"{\"event\":\"Atmosph\\u00e4re verlassen\"}", "SPACE"},
        {"Preparing reentry", "REENTRY"},
        {"Wiedereintritt vorbereiten", "REENTRY"},
        {"Reentry successful", "DESCENT"},
        {"Wiedereintritt erfolgreich", "DESCENT"},
        {"{\"phase\":\"reentry successful\"}", "DESCENT"},
        {"event=\"reentry successful\" alt=3", "DESCENT"},
        {"Landing successful", "LANDED"},
        {"Landed", "LANDED"},
        {"Landung erfolgreich", "LANDED"},
        {"Gelandet", "LANDED"},
        {"Countdown aborted", "ABORTED"},
        {"Aborted", "ABORTED"},
        {"Countdown abgebrochen", "ABORTED"},
        {"Abbruch", "ABORTED"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        begin_as("x", true);
        message(T0, rows[i].text);
        assert_string_equal(r.phase, rows[i].phase);
    }
}

static void a_countdown_is_one_that_somebody_announced(void **state)
{
    (void)state;
    static const struct {
        const char *said;
        bool counting, flying;
    } rows[] = {
        {"{\"alt\": 1.5}", false, false},
        {"hello", false, false},
        {"Countdown started", true, false},
        {"T-10", true, false},
        {"Hold", true, false},
        {"Countdown ended", true, false},
        {"Left atmosphere", false, false},
        {"Liftoff", false, true},
        {"Countdown aborted", false, false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        begin_as("x", true);
        message(T0, rows[i].said);
        assert_int_equal(rocket_counting(&r, T0), rows[i].counting);
        assert_int_equal(rocket_flying(&r, T0), rows[i].flying);
    }
    begin_as("x", true);
    message(T0, "T-10");
    assert_true(rocket_counting(&r, T0 + 9000));
    assert_true(rocket_flying(&r, T0 + 11000)); /* nobody held it */
}

static void a_word_within_a_sentence_moves_nothing(void **state)
{
    (void)state;
    message(T0, "we expect liftoff soon");
    message(T0 + 1, "Liftoff!");
    assert_string_equal(r.phase, "");
    clock_is(T0 + 1, "T --:--:--");
}

static void the_tutorial_flies_a_whole_flight(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Countdown started", "Countdown ended",    "Liftoff",           "Left atmosphere",
        "Preparing reentry", "Reentry successful", "Landing successful"};
    for (int i = 0; i < (int)ARRAY_SIZE(lines); i++)
        message(T0 + i * 1000, lines[i]);
    assert_int_equal(said_count, 7);
    for (int i = 0; i < 7; i++)
        says(i, EVENT_TEXT, lines[i]);
    assert_true(said[0].clock_ms == FLIGHT_NO_TIME);
    assert_int_equal(said[2].clock_ms, 0);
    assert_int_equal(said[6].clock_ms, 4000);
    state_is(T0 + 600000, "ENDED");
    clock_is(T0 + 600000, "T+00:00:04");
    assert_string_equal(r.outcome, "LANDED");
    assert_string_equal(r.last_text, "Landing successful");
    assert_int_equal(r.flight, 1);
    assert_int_equal(r.messages, 7);
}

static void a_json_event_that_moves_the_phase_is_a_phase_line(void **state)
{
    (void)state;
    message(T0, "{\"event\":\"Liftoff\"}");
    message(T0 + 1000, "{\"event\":\"max-Q, 29.3 kPa\"}");
    message(T0 + 2000, "{\"phase\":\"Coast\",\"event\":\"MECO at 2361.9 m/s\"}");
    message(T0 + 3000, "{\"phase\":\"Coast\",\"vel\":1}");
    message(T0 + 4000, "{\"phase\":\"Entry\",\"vel\":1}");
    says(0, EVENT_PHASE, "LIFTOFF");
    says(1, EVENT_EVENT, "max-Q, 29.3 kPa");
    says(2, EVENT_PHASE, "COAST: MECO at 2361.9 m/s");
    says(3, EVENT_PHASE, "ENTRY");
    assert_int_equal(said_count, 4);
    assert_int_equal(r.phase_since_ms, T0 + 4000);
}

/* Lines in numbers. */

static void words_in_numbers_are_said_a_few_times_then_counted(void **state)
{
    (void)state;
    struct event more;
    char line[32];
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof line, "4.2,1.7,%d", i);
        message(T0 + i * 100, line);
        if (i == 50)
            message(T0 + i * 100, "Liftoff"); /* a word of the mission is no such line */
    }
    assert_int_equal(said_count, 4);
    says(2, EVENT_TEXT, "4.2,1.7,2");
    says(3, EVENT_TEXT, "Liftoff");
    assert_true(rocket_more_lines(&r, &more));
    assert_string_equal(more.text, "97 more, last: 4.2,1.7,99");
    assert_int_equal(more.v_ms, T0 + 9900);
    assert_int_equal(more.clock_ms, 4900);
    message(T0 + 9900 + 60001, "4.2,1.7,100"); /* a run of its own */
    says(4, EVENT_TEXT, "97 more, last: 4.2,1.7,99");
    assert_int_equal(said[4].v_ms, T0 + 9900);
    says(5, EVENT_TEXT, "4.2,1.7,100");
    assert_false(rocket_more_lines(&r, &more));
}

static void a_run_of_words_ends_with_its_flight(void **state)
{
    (void)state;
    for (int i = 0; i < 9; i++)
        message(T0 + i, "1;2");
    message(T0 + 9, "Landing successful");
    message(T0 + 10, "Countdown started");
    says(3, EVENT_TEXT, "Landing successful");
    says(4, EVENT_TEXT, "6 more, last: 1;2");
    assert_int_equal(said[4].rocket, r.id);
    says(5, EVENT_TEXT, "Countdown started");
}

/* Clock. */

static void liftoff_starts_the_clock_without_a_jump(void **state)
{
    (void)state;
    message(T0 - 20000, "{\"time\":-20.0,\"vel\":0}");
    clock_is(T0 - 1001, "T-00:00:02");
    clock_is(T0 - 1, "T-00:00:01");
    message(T0 - 100, "{\"time\":-0.1,\"vel\":0}");
    said_count = 0;
    assert_string_equal(r.phase, "");
    message(T0, "{\"time\":0.0,\"vel\":0}");
    assert_string_equal(r.phase, "ASCENT");
    message(T0, "{\"time\":0.0,\"event\":\"Liftoff\"}");
    says(0, EVENT_PHASE, "LIFTOFF");
    assert_int_equal(said_count, 1);
    assert_int_equal(said[0].clock_ms, 0);
}

static void a_lift_off_is_not_before_t_zero_by_jitter(void **state)
{
    (void)state;
    message(T0 - 100, "{\"time\":-0.1,\"vel\":0}");
    said_count = 0;
    message(T0 - 7, "{\"time\":0.0,\"event\":\"Liftoff\"}");
    says(0, EVENT_PHASE, "LIFTOFF");
    assert_int_equal(said[0].clock_ms, 0);
    clock_is(T0 - 7, "T+00:00:00");
}

/* Its record time is still to come when it is heard: T-0 is then, not later. */
static void a_lift_off_by_a_clock_that_is_ahead_is_not_seen_before_t_zero(void **state)
{
    (void)state;
    message_at(T0 - 1000, T0 - 1900, "{\"time\":-1,\"vel\":0}");
    message_at(T0, T0 - 900, "{\"time\":0,\"vel\":0}");
    clock_is(T0 - 900, "T+00:00:00");
    clock_is(T0 + 99, "T+00:00:00");
    clock_is(T0 + 100, "T+00:00:01");
}

static void the_clock_waits_a_moment_for_the_lift_off_but_leaves_no_second_out(void **state)
{
    (void)state;
    message(T0 - 100, "{\"time\":-0.1,\"vel\":0}");
    clock_is(T0 + 249, "T-00:00:01");
    clock_is(T0 + 250, "T+00:00:00");
    clock_is(T0 + 1000, "T+00:00:01");
    message_at(T0, T0 + 30, "{\"time\":0,\"event\":\"Liftoff\"}");
    clock_is(T0 + 30, "T+00:00:00");
}

static void an_event_has_the_t_that_the_clock_reads_when_it_is_seen(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message_at(T0 + 59980, T0 + 60010, "{\"event\":\"MECO\"}");
    assert_int_equal(said[1].clock_ms, 60010);
    clock_is(r.v_ms, "T+00:01:00");
}

static void a_lift_off_by_a_clock_that_differs_is_seen_at_t_zero(void **state)
{
    static const int ahead_ms[] = {-40000, -1000, -999, 0, 1, 40000};
    for (size_t i = 0; i < ARRAY_SIZE(ahead_ms); i++) {
        keyed(state);
        message_at(T0 - 10000 + ahead_ms[i], T0 - 10000, "T-10");
        clock_is(T0 - 10000, "T-00:00:10");
        message_at(T0 + ahead_ms[i], T0, "Liftoff");
        clock_is(T0, "T+00:00:00");
    }
}

static void t_zero_keeps_still_while_messages_jitter(void **state)
{
    (void)state;
    message(T0 + 10000, "{\"time\":10}");
    message(T0 + 10900, "{\"time\":11}");
    message(T0 + 12200, "{\"time\":12}");
    assert_int_equal(r.t_zero_ms, T0);
    message(T0 + 13300, "{\"time\":13}");
    assert_int_equal(r.t_zero_ms, T0 + 300);
}

static void a_hold_stops_the_clock_and_a_resume_runs_it_on(void **state)
{
    (void)state;
    message(T0 - 240000, "{\"time\":-240}");
    message(T0 - 240000, "{\"event\":\"hold\"}");
    assert_string_equal(r.phase, "HOLD");
    message(T0 - 200000, "{\"time\":-240}");
    clock_is(T0 + 99000, "T-00:04:00");
    message(T0, "{\"event\":\"countdown resumed\"}");
    assert_string_equal(r.phase, "COUNTDOWN");
    clock_is(T0 + 1000, "T-00:03:59");
    clock_is(T0 + 241000, "T+00:00:01");
}

static void a_countdown_before_liftoff_recycles_the_clock(void **state)
{
    (void)state;
    message(T0, "{\"time\":-10,\"event\":\"countdown started\"}");
    message(T0 + 7000, "{\"time\":-3}");
    message(T0 + 8000, "{\"event\":\"countdown started\"}");
    clock_is(T0 + 8000, "T --:--:--");
    message(T0 + 9000, "{\"time\":-600}");
    clock_is(T0 + 9000, "T-00:10:00");
    assert_int_equal(r.flight, 1);
}

static void an_abort_ends_the_flight_and_stops_the_clock(void **state)
{
    (void)state;
    message(T0 - 3000, "{\"time\":-3,\"lox\":90}");
    message(T0 - 3000, "{\"time\":-3,\"event\":\"Countdown aborted\"}");
    clock_is(T0 + 60000, "T-00:00:03");
    state_is(T0 + 60000, "ENDED");
    assert_string_equal(rocket_outcome(&r, T0), "ABORTED");
    says(0, EVENT_PHASE, "ABORTED");
    message(T0 + 5000, "{\"time\":-3,\"lox\":90}"); /* telemetry goes on: the same flight */
    assert_int_equal(r.flight, 1);
    message(T0 + 9000, "{\"time\":-600,\"lox\":90}"); /* the next countdown */
    assert_int_equal(r.flight, 2);
    state_is(T0 + 9000, "OK");
    clock_is(T0 + 9000, "T-00:10:00");
}

static void a_text_may_set_t(void **state)
{
    (void)state;
    message(T0, "T-10:00");
    clock_is(T0, "T-00:10:00");
    message(T0, "T-00:00:10");
    clock_is(T0 + 10999, "T+00:00:00");
    message(T0, "T-zero");
    message(T0, "T-1:2:3:4");
    clock_is(T0, "T-00:00:10");
    message(T0 + 9000, "Liftoff");
    clock_is(T0 + 9000, "T+00:00:00");
}

static void seconds_since_1970_are_no_mission_time(void **state)
{
    (void)state;
    message(T0, "{\"time\":1795357867.1,\"alt\":1}");
    clock_is(T0, "T --:--:--");
}

/* Flights. */

static void a_second_countdown_without_keys_is_mixed(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message(T0 + 1000, "Countdown started");
    assert_string_equal(r.phase, "MIXED?");
    clock_is(T0 + 2000, "T --:--:--");
    says(1, EVENT_TEXT, "Countdown started");
    says(2, EVENT_EVENT,
         "2 countdowns without keys; send keys: --property parse.key=true "
         "--property key.separator=:");
    message(T0 + 3000, "Liftoff");
    assert_string_equal(r.phase, "MIXED?");
    message(T0 + 3500, "Countdown started");
    assert_int_equal(said_count, 5);
    message(T0 + 4000, "Landing successful");
    assert_string_equal(r.outcome, "LANDED");
    message(T0 + 5000, "Countdown started");
    assert_int_equal(r.flight, 2);
    assert_string_equal(r.phase, "COUNTDOWN");
}

static void two_clocks_without_keys_are_mixed_not_many_flights(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        message(T0 + i * 100, "{\"time\":300,\"vel\":1}");
        message(T0 + i * 100 + 50, "{\"time\":10,\"vel\":1}");
    }
    assert_int_equal(r.flight, 2);
    assert_string_equal(r.phase, "MIXED?");
    clock_is(T0 + 5000, "T --:--:--");
    assert_string_equal(said[said_count - 1].text, "2 countdowns without keys; send keys: "
                                                   "--property parse.key=true "
                                                   "--property key.separator=:");
}

static void a_second_countdown_with_a_key_is_a_new_flight(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message(T0 + 1000, "{\"vel\":1}");
    message(T0 + 2000, "Countdown started");
    assert_int_equal(r.flight, 2);
    assert_int_equal(r.flight_seq0, 3);
    assert_int_equal(r.messages, 1);
    assert_int_equal(r.channels_count, 0);
    assert_string_equal(r.phase, "COUNTDOWN");
}

static void a_liftoff_after_the_end_opens_a_flight(void **state)
{
    (void)state;
    message(T0, "Liftoff");
    message(T0 + 1000, "Landed");
    message(T0 + 1500, "Left atmosphere"); /* nothing flies */
    assert_string_equal(r.phase, "LANDED");
    message(T0 + 2000, "Liftoff");
    assert_int_equal(r.flight, 2);
    clock_is(T0 + 3000, "T+00:00:01");
}

static void a_flight_of_another_day_is_another_flight(void **state)
{
    (void)state;
    message(T0 + 86400000, "{\"vel\":1}");
    recorded(T0, "{\"vel\":2}");
    assert_int_equal(r.flight, 2);
    assert_int_equal(r.v_ms, T0);
    recorded(T0 - 3000000, "{\"vel\":2}"); /* 50 min back is only late */
    assert_int_equal(r.flight, 2);
    assert_int_equal(r.v_ms, T0);
}

static void a_mission_time_that_falls_opens_a_flight_unless_it_is_late(void **state)
{
    (void)state;
    message(T0, "{\"time\":0}");
    message(T0 + 300000, "{\"time\":300}");
    message_at(T0 + 100000, T0 + 300100, "{\"time\":100}");
    assert_int_equal(r.flight, 1);
    clock_is(T0 + 300000, "T+00:05:00");
    message(T0 + 301000, "{\"time\":250}");
    assert_int_equal(r.flight, 1);
    message(T0 + 302000, "{\"time\":-20}");
    assert_int_equal(r.flight, 2);
    assert_false(r.lifted_off);
}

static void a_flight_joined_after_its_start_is_first_heard(void **state)
{
    (void)state;
    recorded(T0 + 575000, "{\"time\":575,\"velocity\":894.4}");
    says(0, EVENT_EVENT, "first heard");
    assert_int_equal(said[0].clock_ms, 575000);
    assert_string_equal(r.phase, "");
    assert_int_equal(said_count, 1);
}

static void silence_is_filed_as_loss_after_half_an_hour(void **state)
{
    (void)state;
    message(T0, "{\"vel\":1}");
    assert_string_equal(rocket_outcome(&r, T0 + 1799999), "OPEN");
    assert_string_equal(rocket_outcome(&r, T0 + 1800000), "LOS");
    message(T0 + 2000000, "{\"vel\":1}");
    assert_int_equal(r.flight, 1);
    assert_string_equal(rocket_outcome(&r, T0 + 2000000), "OPEN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_word_moves_the_phase_in_both_languages, keyless),
        cmocka_unit_test_setup(a_countdown_is_one_that_somebody_announced, keyless),
        cmocka_unit_test_setup(a_word_within_a_sentence_moves_nothing, keyless),
        cmocka_unit_test_setup(the_tutorial_flies_a_whole_flight, keyless),
        cmocka_unit_test_setup(a_json_event_that_moves_the_phase_is_a_phase_line, keyed),
        cmocka_unit_test_setup(words_in_numbers_are_said_a_few_times_then_counted, keyed),
        cmocka_unit_test_setup(a_run_of_words_ends_with_its_flight, keyed),
        cmocka_unit_test_setup(liftoff_starts_the_clock_without_a_jump, keyed),
        cmocka_unit_test_setup(a_lift_off_is_not_before_t_zero_by_jitter, keyed),
        cmocka_unit_test_setup(a_lift_off_by_a_clock_that_is_ahead_is_not_seen_before_t_zero,
                               keyed),
        cmocka_unit_test_setup(the_clock_waits_a_moment_for_the_lift_off_but_leaves_no_second_out,
                               keyed),
        cmocka_unit_test_setup(an_event_has_the_t_that_the_clock_reads_when_it_is_seen, keyed),
        cmocka_unit_test_setup(a_lift_off_by_a_clock_that_differs_is_seen_at_t_zero, keyed),
        cmocka_unit_test_setup(t_zero_keeps_still_while_messages_jitter, keyed),
        cmocka_unit_test_setup(a_hold_stops_the_clock_and_a_resume_runs_it_on, keyed),
        cmocka_unit_test_setup(a_countdown_before_liftoff_recycles_the_clock, keyed),
        cmocka_unit_test_setup(an_abort_ends_the_flight_and_stops_the_clock, keyed),
        cmocka_unit_test_setup(a_text_may_set_t, keyless),
        cmocka_unit_test_setup(seconds_since_1970_are_no_mission_time, keyed),
        cmocka_unit_test_setup(a_second_countdown_without_keys_is_mixed, keyless),
        cmocka_unit_test_setup(two_clocks_without_keys_are_mixed_not_many_flights, keyless),
        cmocka_unit_test_setup(a_second_countdown_with_a_key_is_a_new_flight, keyed),
        cmocka_unit_test_setup(a_liftoff_after_the_end_opens_a_flight, keyless),
        cmocka_unit_test_setup(a_flight_of_another_day_is_another_flight, keyed),
        cmocka_unit_test_setup(a_mission_time_that_falls_opens_a_flight_unless_it_is_late, keyed),
        cmocka_unit_test_setup(a_flight_joined_after_its_start_is_first_heard, keyed),
        cmocka_unit_test_setup(silence_is_filed_as_loss_after_half_an_hour, keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
