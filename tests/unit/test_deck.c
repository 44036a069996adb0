/* test_deck.c: the deck at its edges: parts of a millisecond, measured speeds, loops, ends. */
#include "test.h"

#include "base/bytes.h"
#include "playhead/deck.h"

enum { S = 1000 };

static const struct deck_span live = {.id = 0, .lo_ms = 0, .hi_ms = 100 * S, .live = true};
static const struct deck_span past = {.id = 7, .lo_ms = 10 * S, .hi_ms = 20 * S, .live = false};

static struct deck deck;
static char said[DECK_SAID];
static int64_t mono_ms;

static int setup(void **state)
{
    (void)state;
    deck_init(&deck, 100 * S);
    deck_set_span(&deck, &live, 100 * S);
    mono_ms = 5000;
    said[0] = '\0';
    return 0;
}

static bool tick(int64_t after_ms)
{
    mono_ms += after_ms;
    return deck_tick(&deck, mono_ms * 1000000);
}

static void at(int64_t t_ms, enum deck_state state)
{
    assert_int_equal(deck.t_ms, t_ms);
    assert_int_equal(deck.state, state);
}

static void play_from(int64_t t_ms)
{
    setup(NULL);
    deck_seek(&deck, &live, t_ms, said);
    at(t_ms, DECK_PLAYING);
    tick(0);
}

/* ---- time ---- */

static void a_tick_says_whether_something_moved(void **state)
{
    (void)state;
    assert_false(tick(100)); /* pinned */
    deck_seek(&deck, &live, 50 * S, said);
    assert_false(tick(100)); /* the first one only begins to count */
    assert_true(tick(1));
    at(50 * S + 1, DECK_PLAYING);
    assert_false(tick(0));
    deck_space(&deck, said);
    assert_false(tick(100));
    at(50 * S + 1, DECK_PAUSED);
    deck_space(&deck, said);
    assert_false(tick(100)); /* the pause does not count */
    assert_true(tick(2000));
    at(52 * S + 1, DECK_PLAYING);
    assert_true(tick(2001)); /* two seconds at most */
    at(54 * S + 1, DECK_PLAYING);
}

static void parts_of_a_millisecond_do_not_outlive_a_jump(void **state)
{
    (void)state;
    for (int how = 0; how < 4; how++) {
        play_from(50 * S);
        deck_faster(&deck, -1, said);
        tick(0);
        assert_true(deck.speed == 0.5);
        tick(1); /* half a millisecond */
        at(50 * S, DECK_PLAYING);
        if (how == 1)
            deck_seek(&deck, &live, 50 * S, said);
        else if (how == 2)
            deck_space(&deck, said), deck_space(&deck, said), tick(0);
        else if (how == 3)
            deck_reverse(&deck, said), deck_reverse(&deck, said), tick(0);
        tick(1);
        at(how == 0 ? 50 * S + 1 : 50 * S, DECK_PLAYING);
    }
}

/* ---- the measured speed ---- */

static void a_jump_is_no_speed(void **state)
{
    (void)state;
    play_from(50 * S);
    tick(500);
    deck_seek(&deck, &live, 80 * S, said);
    tick(600);
    assert_true(deck_measured_speed(&deck) == 1);
    tick(999);
    tick(1); /* a second is measured by now */
    assert_true(deck_measured_speed(&deck) == 1);
}

static void another_speed_is_measured_from_there_on(void **state)
{
    (void)state;
    play_from(50 * S);
    tick(900);
    deck_faster(&deck, 1, said);
    assert_true(deck_measured_speed(&deck) == 2);
    tick(200);
    assert_true(deck_measured_speed(&deck) == 2);
    tick(500);
    tick(500);
    assert_true(deck_measured_speed(&deck) == 2);
}

static void going_round_in_a_loop_is_no_speed(void **state)
{
    (void)state;
    play_from(50 * S);
    deck_loop(&deck, said);
    deck_seek(&deck, &live, 51 * S + 500, said);
    deck_loop(&deck, said);
    for (int i = 0; i < 60; i++) {
        assert_true(tick(100));
        assert_true(deck_measured_speed(&deck) == 1);
    }
}

static void a_speed_is_measured_over_each_second(void **state)
{
    (void)state;
    play_from(0);
    tick(4000); /* two of them were lost */
    assert_true(deck_measured_speed(&deck) == 0.5);
    tick(999);
    assert_true(deck_measured_speed(&deck) == 0.5);
    tick(1);
    assert_true(deck_measured_speed(&deck) == 1);
}

static void a_measured_speed_counts_when_it_is_off_by_a_twentieth(void **state)
{
    static const struct {
        double speed, measured, shown;
    } rows[] = {{1, 0.96, 1}, {1, 0.94, 0.94}, {1, 1.06, 1.06}, {-2, -1.91, -2}, {-2, -1.5, -1.5}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        deck.speed = rows[i].speed;
        deck.measured = rows[i].measured;
        assert_true(deck_measured_speed(&deck) == rows[i].shown);
    }
}

/* ---- loops ---- */

static void loop_from_50_to_52(void)
{
    play_from(50 * S);
    deck_loop(&deck, said);
    assert_string_equal(said, "loop from here; o again sets its end. A 00:00:50Z");
    deck_seek(&deck, &live, 52 * S, said);
    deck_loop(&deck, said);
    assert_string_equal(said, "loop 00:00:50Z .. 00:00:52Z");
}

static void a_loop_goes_round_from_its_very_end(void **state)
{
    static const struct {
        int64_t from;
        bool reverse;
        int64_t to; /* half a second later */
    } rows[] = {
        {51 * S, false, 51500},      {51500, false, 50 * S}, {52 * S, false, 50500},
        {52 * S + 1, false, 52501},  {49900, false, 50400},  {51 * S, true, 50500},
        {50500, true, 52 * S},       {50 * S, true, 51500},  {50 * S - 1, true, 49499},
        {52 * S + 100, true, 51600},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        loop_from_50_to_52();
        deck_seek(&deck, &live, rows[i].from, said);
        if (rows[i].reverse)
            deck_reverse(&deck, said);
        tick(0);
        assert_true(tick(500));
        at(rows[i].to, DECK_PLAYING);
    }
}

static void half_a_loop_holds_nobody(void **state)
{
    (void)state;
    for (int reverse = 0; reverse <= 1; reverse++) {
        play_from(50 * S);
        deck_loop(&deck, said);
        if (reverse)
            deck_seek(&deck, &live, 51 * S, said), deck_reverse(&deck, said), tick(0);
        tick(1500);
        at(reverse ? 49500 : 51500, DECK_PLAYING);
    }
}

static void a_loop_is_a_second_long_at_least(void **state)
{
    static const struct {
        int64_t a, b, from, to;
    } rows[] = {
        {50 * S, 51 * S, 50 * S, 51 * S}, {50 * S, 50999, 50 * S, 51 * S},
        {50 * S, 51001, 50 * S, 51001},   {50 * S, 50 * S, 50 * S, 51 * S},
        {51 * S, 50 * S, 50 * S, 51 * S}, {99 * S, 99500, 99 * S, 100 * S},
        {99001, 99500, 99 * S, 100 * S},  {99999, 99998, 99 * S, 100 * S},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        play_from(rows[i].a);
        deck_loop(&deck, said);
        deck_seek(&deck, &live, rows[i].b, said);
        deck_loop(&deck, said);
        assert_int_equal(deck.loop_a_ms, rows[i].from);
        assert_int_equal(deck.loop_b_ms, rows[i].to);
    }
    setup(NULL);
    deck_loop(&deck, said);
    deck_loop(&deck, said); /* at the head, where nothing goes round */
    assert_string_equal(said, "loop 00:01:39Z .. 00:01:40Z; go back into it");
}

/* ---- seeking ---- */

static void a_seek_ends_within_the_span(void **state)
{
    static const struct {
        int64_t to, t_ms;
        enum deck_state state;
        const char *said;
    } rows[] = {
        {9999, 10 * S, DECK_PLAYING, "clamped to 00:00:10Z"},
        {10 * S, 10 * S, DECK_PLAYING, ""},
        {20 * S - 1, 20 * S - 1, DECK_PLAYING, ""},
        {20 * S, 20 * S, DECK_ENDED, ""},
        {20 * S + 1, 20 * S, DECK_ENDED, "clamped to 00:00:20Z"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        setup(NULL);
        deck_replay(&deck, &past, said);
        deck_seek(&deck, &past, rows[i].to, said);
        at(rows[i].t_ms, rows[i].state);
        assert_string_equal(said, rows[i].said);
    }
    deck_seek(&deck, &past, 15 * S, said); /* from the end */
    at(15 * S, DECK_PLAYING);
    deck_reverse(&deck, said);
    deck_seek(&deck, &past, 20 * S, said); /* in reverse the end is a beginning */
    at(20 * S, DECK_PLAYING);
    assert_true(deck.speed == -1);
    deck_space(&deck, said);
    deck_seek(&deck, &past, 25 * S, said);
    at(20 * S, DECK_PAUSED);

    play_from(50 * S);
    deck_seek(&deck, &live, 100 * S, said);
    at(100 * S, DECK_PINNED);
    assert_string_equal(said, "at the live edge");
    deck_seek(&deck, &live, 100 * S - 1, said);
    at(100 * S - 1, DECK_PLAYING);
}

static void the_head_is_where_a_seek_on_leads_nowhere(void **state)
{
    struct deck_place place;
    (void)state;
    deck_seek(&deck, &live, 100 * S, said);
    assert_string_equal(said, "at the live edge");
    deck_go_live(&deck, said);
    assert_string_equal(said, "");
    assert_false(deck_undo(&deck, &place)); /* nothing was left behind */
    assert_true(deck_at_head(&deck));
    deck_seek(&deck, &live, -1 * S, said);
    assert_string_equal(said, "clamped to 00:00:00Z");
    assert_false(deck_at_head(&deck));
}

static void times_before_1970_have_a_time_of_day_as_well(void **state)
{
    (void)state;
    const struct deck_span old = {.lo_ms = -5 * S, .hi_ms = 5 * S};
    deck_replay(&deck, &old, said);
    at(-5 * S, DECK_PLAYING);
    deck_seek(&deck, &old, -9 * S, said);
    assert_string_equal(said, "clamped to 23:59:55Z");
}

static void steps_say_why_they_find_nothing(void **state)
{
    (void)state;
    play_from(50 * S);
    deck_step(&deck, 1, DECK_NO_TIME, said);
    assert_string_equal(said, "no message after this one yet");
    at(50 * S, DECK_PAUSED);
    deck_step(&deck, 1, 51 * S, said);
    assert_string_equal(said, "");
    at(51 * S, DECK_PAUSED);
    deck_replay(&deck, &past, said);
    deck_step(&deck, 1, DECK_NO_TIME, said);
    assert_string_equal(said, "no message after this one");
    deck_step(&deck, -1, DECK_NO_TIME, said);
    assert_string_equal(said, "no message before this one");
}

/* ---- ends and speeds ---- */

static void ends_are_met_at_the_very_moment(void **state)
{
    (void)state;
    deck_replay(&deck, &past, said);
    deck_seek(&deck, &past, 19 * S, said);
    tick(0);
    tick(999);
    at(20 * S - 1, DECK_PLAYING);
    assert_true(tick(1));
    at(20 * S, DECK_ENDED);
    assert_false(tick(100));
    deck_seek(&deck, &past, 11 * S, said);
    deck_reverse(&deck, said);
    tick(0);
    tick(999);
    at(10 * S + 1, DECK_PLAYING);
    assert_true(tick(1));
    at(10 * S, DECK_PAUSED);
    assert_true(deck.speed == 1);
    deck_space(&deck, said);
    assert_false(tick(100));
    assert_true(tick(100));
    at(10 * S + 100, DECK_PLAYING);
}

static void speeds_keep_their_direction(void **state)
{
    (void)state;
    play_from(50 * S);
    deck_reverse(&deck, said);
    deck_faster(&deck, 1, said);
    assert_true(deck.speed == -2);
    deck_faster(&deck, -1, said);
    deck_faster(&deck, -1, said);
    assert_true(deck.speed == -0.5);
    static const double up[] = {-1, -2, -4, -8, -16, -30, -60};
    for (size_t i = 0; i < ARRAY_SIZE(up); i++) {
        deck_faster(&deck, 1, said);
        assert_true(deck.speed == up[i]);
        assert_string_equal(said, "");
    }
    deck_faster(&deck, 1, said);
    assert_true(deck.speed == -60);
    assert_string_equal(said, "60x is the fastest");
    static const double down[] = {-30, -16, -8, -4, -2, -1, -0.5, -0.25, -0.1};
    for (size_t i = 0; i < ARRAY_SIZE(down); i++) {
        deck_faster(&deck, -1, said);
        assert_true(deck.speed == down[i]);
    }
    deck_faster(&deck, -1, said);
    assert_string_equal(said, "0.1x is the slowest");
}

static void an_end_is_left_by_turning_round_or_by_starting_again(void **state)
{
    (void)state;
    deck_replay(&deck, &past, said);
    deck_seek(&deck, &past, 20 * S, said);
    at(20 * S, DECK_ENDED);
    deck_reverse(&deck, said);
    at(20 * S, DECK_PLAYING);
    tick(0);
    tick(500);
    at(19500, DECK_PLAYING);
    deck_reverse(&deck, said);
    deck_space(&deck, said);
    deck_reverse(&deck, said); /* paused it stays */
    at(19500, DECK_PAUSED);
}

/* ---- undo ---- */

static void a_skip_after_another_jump_is_a_jump_of_its_own(void **state)
{
    static const int64_t back[] = {30 * S, 60 * S, 50 * S, 100 * S};
    struct deck_place place;
    (void)state;
    deck_seek(&deck, &live, 50 * S, said);
    deck_skip(&deck, 4 * S, said);
    deck_skip(&deck, 6 * S, said);
    deck_seek(&deck, &live, 30 * S, said);
    deck_skip(&deck, 1 * S, said);
    deck_step(&deck, 1, 32 * S, said); /* of the same run */
    for (size_t i = 0; i < ARRAY_SIZE(back); i++) {
        assert_true(deck_undo(&deck, &place));
        assert_int_equal(place.t_ms, back[i]);
        assert_int_equal(place.speed, 1);
        deck_restore(&deck, &place);
    }
    assert_false(deck_undo(&deck, &place));
    assert_int_equal(deck.state, DECK_PINNED);

    play_from(50 * S);
    deck_skip(&deck, 1 * S, said);
    assert_true(deck_undo(&deck, &place));
    deck_restore(&deck, &place);
    deck_skip(&deck, 2 * S, said); /* begins a run again */
    assert_true(deck_undo(&deck, &place));
    assert_int_equal(place.t_ms, 50 * S);
}

static void the_last_16_places_are_kept_in_order(void **state)
{
    struct deck_place place;
    (void)state;
    for (int i = 0; i <= DECK_UNDO + 1; i++)
        deck_seek(&deck, &live, (1 + i) * S, said);
    for (int i = DECK_UNDO + 1; i > 1; i--) {
        assert_true(deck_undo(&deck, &place));
        assert_int_equal(place.t_ms, i * S);
    }
    assert_false(deck_undo(&deck, &place));
}

static void a_replay_begins_without_a_loop_at_1x(void **state)
{
    (void)state;
    loop_from_50_to_52();
    deck_faster(&deck, 1, said);
    deck_replay(&deck, &past, said);
    at(10 * S, DECK_PLAYING);
    assert_true(deck.speed == 1 && deck_measured_speed(&deck) == 1);
    assert_true(deck.loop_a_ms == DECK_NO_TIME && deck.loop_b_ms == DECK_NO_TIME);
    assert_int_equal(deck.span.id, 7);
    assert_false(tick(1000)); /* counted from here on */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_tick_says_whether_something_moved, setup),
        cmocka_unit_test_setup(parts_of_a_millisecond_do_not_outlive_a_jump, setup),
        cmocka_unit_test_setup(a_jump_is_no_speed, setup),
        cmocka_unit_test_setup(another_speed_is_measured_from_there_on, setup),
        cmocka_unit_test_setup(going_round_in_a_loop_is_no_speed, setup),
        cmocka_unit_test_setup(a_speed_is_measured_over_each_second, setup),
        cmocka_unit_test_setup(a_measured_speed_counts_when_it_is_off_by_a_twentieth, setup),
        cmocka_unit_test_setup(a_loop_goes_round_from_its_very_end, setup),
        cmocka_unit_test_setup(half_a_loop_holds_nobody, setup),
        cmocka_unit_test_setup(a_loop_is_a_second_long_at_least, setup),
        cmocka_unit_test_setup(a_seek_ends_within_the_span, setup),
        cmocka_unit_test_setup(the_head_is_where_a_seek_on_leads_nowhere, setup),
        cmocka_unit_test_setup(times_before_1970_have_a_time_of_day_as_well, setup),
        cmocka_unit_test_setup(steps_say_why_they_find_nothing, setup),
        cmocka_unit_test_setup(ends_are_met_at_the_very_moment, setup),
        cmocka_unit_test_setup(speeds_keep_their_direction, setup),
        cmocka_unit_test_setup(an_end_is_left_by_turning_round_or_by_starting_again, setup),
        cmocka_unit_test_setup(a_skip_after_another_jump_is_a_jump_of_its_own, setup),
        cmocka_unit_test_setup(the_last_16_places_are_kept_in_order, setup),
        cmocka_unit_test_setup(a_replay_begins_without_a_loop_at_1x, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
