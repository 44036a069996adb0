/* test_flight_phases.c: sequences of words: what each of them moves, and what is said of it. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "flight_kit.h"

enum { STEPS_MAX = 8 };

/* Messages a second apart, the first at T0, and what has become of the rocket after the last. */
struct sequence {
    bool keyless;
    const char *messages[STEPS_MAX];
    int flight;
    const char *phase, *clock; /* the clock a second after the last message */
    const char *outcome;
};

static void play(const struct sequence *s)
{
    int64_t t = T0 - 1000;
    begin_as("x", s->keyless);
    for (int i = 0; i < STEPS_MAX && s->messages[i] != NULL; i++)
        message(t += 1000, s->messages[i]);
    clock_is(t + 1000, s->clock);
    assert_int_equal(r.flight, s->flight);
    assert_string_equal(r.phase, s->phase);
    assert_string_equal(r.outcome, s->outcome);
    assert_int_equal(r.mixed, strcmp(s->phase, "MIXED?") == 0);
}

static void play_all(const struct sequence *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        play(&rows[i]);
}

static void a_hold_needs_a_running_clock_and_ends_at_lift_off(void **state)
{
    static const struct sequence rows[] = {
        {false, {"Hold"}, 1, "HOLD", "T --:--:--", ""},
        {false, {"T-10", "Hold"}, 1, "HOLD", "T-00:00:09", ""},
        {false, {"T-10", "Hold", "Hold"}, 1, "HOLD", "T-00:00:09", ""},
        {false, {"T-10", "Hold", "Countdown resumed"}, 1, "COUNTDOWN", "T-00:00:08", ""},
        {false, {"T-10", "Hold", "Countdown ended"}, 1, "TERMINAL", "T-00:00:08", ""},
        {false, {"T-10", "Hold", "{\"phase\":\"Go\"}"}, 1, "GO", "T-00:00:08", ""},
        {false, {"T-10", "Hold", "Liftoff"}, 1, "ASCENT", "T+00:00:01", ""},
        {false, {"T-10", "Hold", "Aborted"}, 1, "ABORTED", "T-00:00:09", "ABORTED"},
        {false, {"Liftoff", "Hold"}, 1, "ASCENT", "T+00:00:02", ""},
        {false, {"Liftoff", "Countdown resumed"}, 1, "ASCENT", "T+00:00:02", ""},
        {false, {"Liftoff", "Left atmosphere", "Liftoff"}, 1, "SPACE", "T+00:00:03", ""},
        {false, {"Liftoff", "Countdown ended"}, 1, "TERMINAL", "T+00:00:02", ""},
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

static void an_end_is_final_until_another_flight_opens(void **state)
{
    static const struct sequence rows[] = {
        {false, {"Liftoff", "Landed", "Left atmosphere"}, 1, "LANDED", "T+00:00:01", "LANDED"},
        {false, {"Liftoff", "Landed", "Hold"}, 1, "LANDED", "T+00:00:01", "LANDED"},
        {false, {"Liftoff", "Landed", "Aborted"}, 1, "LANDED", "T+00:00:01", "LANDED"},
        {false, {"Liftoff", "Landed", "{\"phase\":\"Go\"}"}, 1, "LANDED", "T+00:00:01", "LANDED"},
        {false, {"Liftoff", "Landed", "Liftoff"}, 2, "ASCENT", "T+00:00:01", ""},
        {false, {"Liftoff", "Landed", "Countdown started"}, 2, "COUNTDOWN", "T --:--:--", ""},
        {true, {"Liftoff", "Landed", "Countdown started"}, 2, "COUNTDOWN", "T --:--:--", ""},
        {false, {"Landed"}, 1, "LANDED", "T --:--:--", "LANDED"},
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

/* Before the lift-off it recycles; after it, it is another flight or two rockets. */
static void a_second_countdown_recycles_or_opens_another_flight(void **state)
{
    static const struct sequence rows[] = {
        {false, {"T-10", "Countdown started"}, 1, "COUNTDOWN", "T --:--:--", ""},
        {false, {"Liftoff", "Countdown started"}, 2, "COUNTDOWN", "T --:--:--", ""},
        {true, {"Liftoff", "Countdown started"}, 1, "MIXED?", "T --:--:--", ""},
        {true, {"Liftoff", "Countdown started", "Hold"}, 1, "MIXED?", "T --:--:--", ""},
        {true, {"Liftoff", "Countdown started", "T-10"}, 1, "MIXED?", "T --:--:--", ""},
        {true, {"Liftoff", "Countdown started", "time=5"}, 1, "MIXED?", "T --:--:--", ""},
        {true,
         {"Liftoff", "Countdown started", "{\"phase\":\"Go\"}"},
         1,
         "MIXED?",
         "T --:--:--",
         ""},
        {true, {"Liftoff", "Countdown started", "Landed"}, 1, "LANDED", "T --:--:--", "LANDED"},
        {true,
         {"Liftoff", "Countdown started", "Landed", "Liftoff"},
         2,
         "ASCENT",
         "T+00:00:01",
         ""},
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

static void a_countdown_that_has_a_clock_keeps_it(void **state)
{
    static const struct sequence rows[] = {
        {false,
         {"time=-20", "time=-10 event=\"countdown started\""},
         1,
         "COUNTDOWN",
         "T-00:00:09",
         ""},
        {false, {"time=-20", "event=\"countdown started\" x=1"}, 1, "COUNTDOWN", "T --:--:--", ""},
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

static void words_in_the_field_phase_act_like_messages(void **state)
{
    static const struct sequence rows[] = {
        {false, {"{\"phase\":\"hold\"}"}, 1, "HOLD", "T --:--:--", ""},
        {false, {"T-10", "{\"phase\":\"liftoff\"}"}, 1, "ASCENT", "T+00:00:01", ""},
        {false,
         {"{\"phase\":\"a\"}", "Liftoff", "{\"phase\":\"a\"}"},
         1,
         "ASCENT",
         "T+00:00:02",
         ""}, /* repeated, it does nothing */
        {false, {"{\"phase\":\"a\"}", "Liftoff", "{\"phase\":\"b\"}"}, 1, "B", "T+00:00:02", ""},
        {false, {"{\"phase\":\"a\"}", "{\"phase\":\"\"}"}, 1, "A", "T --:--:--", ""},
        {false,
         {"{\"phase\":\"landed\",\"event\":\"liftoff\"}"},
         1,
         "LANDED",
         "T+00:00:00",
         "LANDED"}, /* the event first */
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

#define OR(name) "{\"Time (s)\":0,\"event\":\"" name "\"}"
#define ALT(time, name) "{\"time\":" #time ",\"state\":3,\"state_name\":\"" name "\"}"

static void simulators_and_flight_computers_are_understood(void **state)
{
    static const struct sequence rows[] = {
        /* OpenRocket's events */
        {false, {OR("LAUNCH"), OR("IGNITION"), OR("LIFTOFF")}, 1, "ASCENT", "T+00:00:03", ""},
        {false, {OR("LIFTOFF"), OR("LAUNCHROD"), OR("BURNOUT")}, 1, "COAST", "T+00:00:03", ""},
        {false, {OR("LIFTOFF"), OR("APOGEE")}, 1, "DESCENT", "T+00:00:02", ""},
        {false,
         {OR("LIFTOFF"), OR("GROUND_HIT"), OR("SIMULATION_END")},
         1,
         "LANDED",
         "T+00:00:01",
         "LANDED"},
        {false, {OR("LIFTOFF"), OR("SIMULATION_END")}, 1, "ENDED", "T+00:00:01", "ENDED"},
        {false, {OR("LIFTOFF"), OR("SIM_ABORT")}, 1, "ABORTED", "T+00:00:01", "ABORTED"},
        {false, {OR("LAUNCH"), OR("GROUND_HIT"), OR("LAUNCH")}, 2, "ASCENT", "T+00:00:01", ""},
        /* AltOS's states, which every row repeats */
        {false, {ALT(-1, "pad"), ALT(0, "boost"), ALT(1, "boost")}, 1, "BOOST", "T+00:00:02", ""},
        {false, {ALT(0, "boost"), ALT(1, "fast"), ALT(2, "coast")}, 1, "COAST", "T+00:00:03", ""},
        {false, {ALT(0, "boost"), ALT(1, "drogue"), ALT(2, "main")}, 1, "MAIN", "T+00:00:03", ""},
        {false, {ALT(0, "boost"), ALT(1, "landed")}, 1, "LANDED", "T+00:00:01", "LANDED"},
        /* others */
        {false,
         {"state=THRUSTING v=1", "state=TOUCHDOWN v=1"},
         1,
         "LANDED",
         "T+00:00:01",
         "LANDED"},
        {false, {"{\"a\":{\"flight_State\":\"Boost\"}}"}, 1, "BOOST", "T+00:00:01", ""},
        {false, {"{\"state\":\"nominal\"}", "{\"mode\":\"boost\"}"}, 1, "", "T --:--:--", ""},
        {false, {"{\"phase\":\"b\",\"state\":\"coast\"}"}, 1, "B", "T --:--:--", ""},
        {false, {"{\"state\":\"coast\",\"phase\":\"b\"}"}, 1, "B", "T --:--:--", ""},
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

static void a_state_that_is_a_phase_is_a_state_as_well(void **state)
{
    (void)state;
    message(T0, ALT(0, "boost"));
    assert_string_equal(rocket_state_channel(&r, "state_name")->text, "boost");
    assert_float_equal(rocket_channel(&r, "state")->value, 3, 0);
}

static void mission_times_open_flights_when_they_fall(void **state)
{
    static const struct sequence rows[] = {
        {false, {"time=100", "time=40"}, 1, "", "T+00:00:41", ""}, /* by 60 s: not yet */
        {false, {"time=100", "time=39.9"}, 2, "", "T+00:00:40", ""},
        {false, {"time=-100", "time=-600"}, 1, "", "T-00:09:59", ""}, /* nothing flies */
        {false, {"time=-3 event=aborted", "time=-63"}, 1, "ABORTED", "T-00:00:03", "ABORTED"},
        {false, {"time=-3 event=aborted", "time=-64"}, 2, "", "T-00:01:03", ""},
        {false, {"Liftoff", "time=-5"}, 1, "ASCENT", "T-00:00:04", ""}, /* no time before it */
    };
    (void)state;
    play_all(rows, ARRAY_SIZE(rows));
}

static void a_low_mission_time_that_agrees_with_t_zero_is_only_late(void **state)
{
    static const struct {
        int time, flight;
    } rows[] = {{140, 1}, {139, 2}, {200, 1}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char text[32];
        keyed(NULL);
        message(T0, "time=0");
        message(T0 + 300000, "time=300");
        snprintf(text, sizeof text, "time=%d", rows[i].time); /* T-0 gives 200 */
        message_at(T0 + 200000, T0 + 300001, text);
        assert_int_equal(r.flight, rows[i].flight);
    }
}

/* Words of a lift-off without a time of their own, before the T-0 that the time channel gave. */
static void a_lift_off_a_little_early_is_t_zero(void **state)
{
    static const struct {
        int early_ms;
        const char *clock;
    } rows[] = {{0, "T+00:00:00"}, {250, "T+00:00:00"}, {251, "T-00:00:01"}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        keyed(NULL);
        message(T0 - 1000, "time=-1");
        message(T0 - rows[i].early_ms, "Liftoff");
        clock_is(T0 - rows[i].early_ms, rows[i].clock);
    }
}

static void of_a_rocket_never_heard_nothing_is_known(void **state)
{
    (void)state;
    assert_true(r.seq == -1 && r.flight_seq0 == -1);
    assert_true(r.t_ms == FLIGHT_NO_TIME && r.v_ms == FLIGHT_NO_TIME);
    assert_true(r.flight_v0_ms == FLIGHT_NO_TIME && r.flight_time_ms == FLIGHT_NO_TIME);
    assert_true(r.phase_since_ms == FLIGHT_NO_TIME && r.t_zero_ms == FLIGHT_NO_TIME);
    assert_int_equal(r.flight, 0);
    assert_int_equal(r.source, SOURCE_NONE);
}

/* ---- what is said ---- */

struct line {
    enum event_kind kind;
    const char *text;
};

static void each_message_is_said_as_what_it_is(void **state)
{
    static const char advice[] = "2 countdowns without keys; send keys: --property "
                                 "parse.key=true --property key.separator=:";
    static const struct {
        bool keyless;
        const char *messages[STEPS_MAX];
        struct line lines[STEPS_MAX]; /* of the last message */
    } rows[] = {
        {false, {"{\"event\":\"x\"}"}, {{EVENT_EVENT, "x"}}},
        {false, {"x"}, {{EVENT_TEXT, "x"}}},
        {false, {"{\"event\":\"liftoff\"}"}, {{EVENT_PHASE, "LIFTOFF"}}},
        {false, {"{\"phase\":\"liftoff\"}"}, {{EVENT_PHASE, "LIFTOFF"}}},
        {false, {"{\"phase\":\"Liftoff\",\"event\":\"go\"}"}, {{EVENT_PHASE, "LIFTOFF"}}},
        {false, {"Liftoff"}, {{EVENT_TEXT, "Liftoff"}}},
        {false, {"Liftoff", "{\"event\":\"liftoff\"}"}, {{0}}},
        {false, {"Liftoff", "Liftoff"}, {{EVENT_TEXT, "Liftoff"}}},
        {false, {"Liftoff", "{\"event\":\"hold\"}"}, {{EVENT_EVENT, "hold"}}},
        {false, {"{\"event\":\"hold\"}"}, {{EVENT_PHASE, "HOLD"}}},
        {false, {"{\"event\":\"HOLD\"}"}, {{EVENT_PHASE, "HOLD"}}},
        {false, {"{\"event\":\"hold\"}", "{\"event\":\"hold\"}"}, {{EVENT_EVENT, "hold"}}},
        {false, {"{\"phase\":\"coast\"}"}, {{EVENT_PHASE, "COAST"}}},
        {false, {"{\"phase\":\"coast\"}", "{\"phase\":\"coast\"}"}, {{0}}},
        {false, {"{\"phase\":\"coast\",\"event\":\"MECO\"}"}, {{EVENT_PHASE, "COAST: MECO"}}},
        {false, {"{\"phase\":\"coast\",\"event\":\"COAST begins\"}"}, {{EVENT_PHASE, "COAST"}}},
        {false, {"{\"phase\":\"coast\",\"event\":\"\"}"}, {{EVENT_PHASE, "COAST"}}},
        {false, {"{\"event\":\"landed\"}"}, {{EVENT_PHASE, "LANDED"}}},
        {false, {"{\"event\":\"T-10\"}"}, {{EVENT_EVENT, "T-10"}}},
        {true,
         {"Liftoff", "Countdown started"},
         {{EVENT_TEXT, "Countdown started"}, {EVENT_EVENT, advice}}},
        {true, {"Liftoff", "{\"event\":\"countdown started\"}"}, {{EVENT_EVENT, advice}}},
        {true, {"time=10", "time=200"}, {{EVENT_EVENT, advice}}},
        {false, {"time=5", "time=6"}, {{0}}},
        {false, {"time=5"}, {{EVENT_EVENT, "first heard"}}},
        {false, {"time=1"}, {{EVENT_EVENT, "first heard"}}},
        {false, {"time=0.9"}, {{EVENT_PHASE, "LIFTOFF"}}},
        {false, {"time=-5", "time=5"}, {{EVENT_PHASE, "LIFTOFF"}}},
        {false, {"x=1", "time=5"}, {{0}}}, /* heard before, by another channel */
        {false, {"{\"phase\":\"coast\"}", "time=5"}, {{EVENT_PHASE, "LIFTOFF"}}},
        {false, {"x=1"}, {{0}}},
        {false, {"\xff"}, {{0}}},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        begin_as("x", rows[i].keyless);
        for (int k = 0; k < STEPS_MAX && rows[i].messages[k] != NULL; k++) {
            said_count = 0;
            message(T0 + k * 1000, rows[i].messages[k]);
        }
        int n = 0;
        for (; n < STEPS_MAX && rows[i].lines[n].text != NULL; n++) {
            says(n, rows[i].lines[n].kind, rows[i].lines[n].text);
            assert_int_equal(said[n].v_ms, r.v_ms);
            assert_int_equal(said[n].seq, r.seq);
            assert_int_equal(said[n].rocket, 7);
        }
        assert_int_equal(said_count, n);
    }
}

static void the_last_words_are_remembered_with_their_time(void **state)
{
    (void)state;
    assert_true(r.last_text_v_ms == FLIGHT_NO_TIME);
    message(T0, "x=1");
    assert_string_equal(r.last_text, "");
    message(T0 + 1000, "{\"phase\":\"coast\"}");
    assert_string_equal(r.last_text, "coast");
    message(T0 + 2000, "{\"phase\":\"coast\"}");
    assert_int_equal(r.last_text_v_ms, T0 + 1000);
    message(T0 + 3000, "{\"phase\":\"entry\",\"event\":\"burn\"}");
    assert_string_equal(r.last_text, "burn");
    assert_int_equal(r.last_text_v_ms, T0 + 3000);
    char text[128];
    snprintf(text, sizeof text, "%095d", 7);
    message(T0 + 4000, text);
    assert_string_equal(r.last_text, text);
    snprintf(text, sizeof text, "%096d", 7);
    message(T0 + 4000, text);
    assert_int_equal(strlen(r.last_text), 95);
}

static void a_phase_of_23_bytes_is_kept_whole(void **state)
{
    (void)state;
    message(T0, "{\"phase\":\"abcdefghijklmnopqrstuvw\"}");
    assert_string_equal(r.phase, "ABCDEFGHIJKLMNOPQRSTUVW");
    message(T0, "{\"phase\":\"abcdefghijklmnopqrstuvwx\"}");
    assert_string_equal(r.phase, "ABCDEFGHIJKLMNOPQRST…");
}

/* ---- counting and flying ---- */

static void a_rocket_flies_or_counts_or_neither(void **state)
{
    static const struct {
        bool keyless;
        const char *messages[3];
        bool counting, flying;
    } rows[] = {
        {true, {"Liftoff", "Countdown started"}, false, false}, /* two of them: who knows */
        {false, {"{\"phase\":\"terminal\"}"}, true, false},
        {false, {"{\"phase\":\"countdown\"}"}, true, false},
        {false, {"{\"phase\":\"hold\"}"}, true, false},
        {false, {"{\"phase\":\"coast\"}"}, false, false},
        {false, {"time=-5"}, true, false},
        {false, {"time=5"}, false, true},
        {false, {"T-30", "Hold"}, true, false},
        {false, {"T-30", "Aborted"}, false, false},
        {false, {"Liftoff", "Landed"}, false, false},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        begin_as("x", rows[i].keyless);
        for (int k = 0; k < 3 && rows[i].messages[k] != NULL; k++)
            message(T0 + k * 1000, rows[i].messages[k]);
        assert_int_equal(rocket_counting(&r, T0 + 1000), rows[i].counting);
        assert_int_equal(rocket_flying(&r, T0 + 1000), rows[i].flying);
    }
}

/* ---- runs of lines ---- */

static void events_of_a_program_are_said_30_times_texts_three(void **state)
{
    (void)state;
    struct event more;
    for (int i = 0; i < 33; i++)
        message(T0 + i, "{\"event\":\"tick\"}");
    assert_int_equal(said_count, 30);
    assert_true(rocket_more_lines(&r, &more));
    assert_string_equal(more.text, "3 more, last: tick");
    assert_int_equal(more.seq, 33);
    assert_int_equal(more.rocket, 7);
    assert_int_equal(more.kind, EVENT_TEXT);
    assert_true(more.clock_ms == FLIGHT_NO_TIME);
    keyed(NULL);
    for (int i = 0; i < 4; i++)
        message(T0 + i, "tick");
    assert_int_equal(said_count, 3);
}

static void a_run_goes_on_over_a_pause_of_a_minute(void **state)
{
    (void)state;
    struct event more;
    for (int i = 0; i < 4; i++)
        message(T0 + i * 60000, "tick");
    assert_int_equal(said_count, 3);
    assert_true(rocket_more_lines(&r, &more));
    assert_string_equal(more.text, "1 more, last: tick");
    for (int i = 0; i < 10; i++)
        message(T0 + 180000 + i, "x=1"); /* is no line, and ends no run */
    message(T0 + 240000, "tick");
    assert_true(rocket_more_lines(&r, &more));
    assert_string_equal(more.text, "2 more, last: tick");
}

static void the_last_line_of_a_run_is_kept_to_its_size(void **state)
{
    (void)state;
    char line[160], expected[160];
    snprintf(line, sizeof line, "%0150d", 5);
    for (int i = 0; i < 4; i++)
        message(T0 + i, line);
    snprintf(expected, sizeof expected, "1 more, last: %.95s", said[2].text);
    struct event more;
    assert_true(rocket_more_lines(&r, &more));
    assert_string_equal(more.text, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simulators_and_flight_computers_are_understood),
        cmocka_unit_test_setup(a_state_that_is_a_phase_is_a_state_as_well, keyed),
        cmocka_unit_test(a_hold_needs_a_running_clock_and_ends_at_lift_off),
        cmocka_unit_test(an_end_is_final_until_another_flight_opens),
        cmocka_unit_test(a_second_countdown_recycles_or_opens_another_flight),
        cmocka_unit_test(a_countdown_that_has_a_clock_keeps_it),
        cmocka_unit_test(words_in_the_field_phase_act_like_messages),
        cmocka_unit_test(mission_times_open_flights_when_they_fall),
        cmocka_unit_test(a_low_mission_time_that_agrees_with_t_zero_is_only_late),
        cmocka_unit_test(a_lift_off_a_little_early_is_t_zero),
        cmocka_unit_test_setup(of_a_rocket_never_heard_nothing_is_known, keyed),
        cmocka_unit_test(each_message_is_said_as_what_it_is),
        cmocka_unit_test_setup(the_last_words_are_remembered_with_their_time, keyed),
        cmocka_unit_test_setup(a_phase_of_23_bytes_is_kept_whole, keyed),
        cmocka_unit_test(a_rocket_flies_or_counts_or_neither),
        cmocka_unit_test_setup(events_of_a_program_are_said_30_times_texts_three, keyed),
        cmocka_unit_test_setup(a_run_goes_on_over_a_pause_of_a_minute, keyed),
        cmocka_unit_test_setup(the_last_line_of_a_run_is_kept_to_its_size, keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
