/* test_transport.c: the deck keeps the rules of deck.h: pause, seek, speed, loop, ends. */
#include "test.h"

#include "playhead/deck.h"

enum { S = 1000 };
#define NS(seconds) ((int64_t)((seconds)*1e9))

/* A live span from second 0 to second 100, where now is. */
static const struct deck_span live = {.id = 0, .lo_ms = 0, .hi_ms = 100 * S, .live = true};
/* An ended flight, replayed. */
static const struct deck_span past = {.id = 7, .lo_ms = 10 * S, .hi_ms = 20 * S, .live = false};

static struct deck deck;
static char said[DECK_SAID];

static int setup(void **state)
{
    (void)state;
    deck_init(&deck, 100 * S);
    deck_set_span(&deck, &live, 100 * S);
    said[0] = '\0';
    return 0;
}

static void at(int64_t t_ms, enum deck_state state)
{
    assert_int_equal(deck.t_ms, t_ms);
    assert_int_equal(deck.state, state);
}

/* Two ticks that far apart; long waits in steps of a tenth of a second. */
static void wait(double seconds)
{
    static int64_t mono = NS(1);
    deck_tick(&deck, mono);
    for (int64_t end = mono + NS(seconds); mono < end;) {
        mono += NS(0.1) < end - mono ? NS(0.1) : end - mono;
        deck_tick(&deck, mono);
    }
}

static void space_at_live_pauses_and_again_plays_still_behind(void **state)
{
    (void)state;
    deck_space(&deck, said);
    at(100 * S, DECK_PAUSED);
    deck_set_span(&deck, &(struct deck_span){.hi_ms = 130 * S, .live = true}, 130 * S);
    wait(5);
    at(100 * S, DECK_PAUSED);
    deck_space(&deck, said);
    wait(5);
    at(105 * S, DECK_PLAYING);
}

static void pinned_follows_the_wall_clock(void **state)
{
    (void)state;
    deck_set_span(&deck, &(struct deck_span){.hi_ms = 101 * S, .live = true}, 101 * S);
    at(101 * S, DECK_PINNED);
}

static void a_seek_keeps_play_or_pause_and_plays_on_from_live(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 50 * S, said);
    at(50 * S, DECK_PLAYING);
    assert_true(deck.speed == 1);
    deck_skip(&deck, -10 * S, said);
    at(40 * S, DECK_PLAYING);
    deck_space(&deck, said);
    deck_skip(&deck, 20 * S, said);
    at(60 * S, DECK_PAUSED);
}

static void a_step_pauses(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 50 * S, said);
    deck_step(&deck, -1, 49900, said);
    at(49900, DECK_PAUSED);
    deck_go_live(&deck, said);
    deck_step(&deck, -1, 99900, said);
    at(99900, DECK_PAUSED);
}

static void stepping_where_no_message_is_says_so(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 0, said);
    deck_step(&deck, -1, DECK_NO_TIME, said);
    at(0, DECK_PAUSED);
    assert_string_equal(said, "no message before this one");
}

static void on_at_the_head_says_so_and_changes_nothing(void **state)
{
    (void)state;
    deck_skip(&deck, 10 * S, said);
    at(100 * S, DECK_PINNED);
    assert_string_equal(said, "at the live edge");
    deck_faster(&deck, 1, said);
    at(100 * S, DECK_PINNED);
    assert_string_equal(said, "at the live edge");
    deck_step(&deck, 1, 101 * S, said);
    at(100 * S, DECK_PINNED);
    assert_string_equal(said, "at the live edge");
}

static void slower_at_the_head_plays_at_half_speed(void **state)
{
    (void)state;
    deck_faster(&deck, -1, said);
    at(100 * S, DECK_PLAYING);
    assert_true(deck.speed == 0.5);
}

static void play_that_meets_the_head_is_live_at_1x(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 98 * S, said);
    deck_faster(&deck, 1, said);
    assert_true(deck.speed == 2);
    wait(1.1);
    assert_int_equal(deck.state, DECK_PINNED);
    assert_true(deck.speed == 1);
}

static void play_that_meets_an_ended_flights_end_ends_and_starts_again(void **state)
{
    (void)state;
    deck_replay(&deck, &past, said);
    at(10 * S, DECK_PLAYING);
    wait(9.5);
    at(19500, DECK_PLAYING);
    wait(1);
    at(20 * S, DECK_ENDED);
    deck_space(&deck, said);
    at(10 * S, DECK_PLAYING);
}

static void going_back_from_the_end_plays_on(void **state)
{
    (void)state;
    deck_replay(&deck, &past, said);
    deck_seek(&deck, &deck.span, 20 * S, said);
    at(20 * S, DECK_ENDED);
    deck_skip(&deck, -5 * S, said);
    at(15 * S, DECK_PLAYING);
}

static void reverse_stops_at_the_start_and_is_forward_again(void **state)
{
    (void)state;
    deck_replay(&deck, &past, said);
    deck_seek(&deck, &deck.span, 13 * S, said);
    deck_faster(&deck, 1, said);
    deck_reverse(&deck, said);
    assert_true(deck.speed == -2);
    wait(1);
    at(11 * S, DECK_PLAYING);
    wait(1);
    at(10 * S, DECK_PAUSED);
    assert_true(deck.speed == 2);
}

static void reverse_at_the_head_plays_back(void **state)
{
    (void)state;
    deck_reverse(&deck, said);
    wait(2);
    at(98 * S, DECK_PLAYING);
    assert_true(deck.speed == -1);
}

static void a_loop_swaps_its_ends_and_goes_round(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 50 * S, said);
    deck_loop(&deck, said);
    deck_seek(&deck, &deck.span, 48 * S, said);
    deck_loop(&deck, said);
    assert_int_equal(deck.loop_a_ms, 48 * S);
    assert_int_equal(deck.loop_b_ms, 50 * S);
    assert_string_equal(said, "loop 00:00:48Z .. 00:00:50Z");
    wait(3);
    at(49 * S, DECK_PLAYING);
    deck_reverse(&deck, said);
    wait(1.5);
    at(49500, DECK_PLAYING);
}

static void a_loop_is_a_second_at_least_and_ends_by_the_head(void **state)
{
    (void)state;
    deck_loop(&deck, said);
    deck_loop(&deck, said);
    assert_int_equal(deck.loop_a_ms, 99 * S);
    assert_int_equal(deck.loop_b_ms, 100 * S);
    at(100 * S, DECK_PINNED);
    deck_loop(&deck, said);
    assert_int_equal(deck.loop_a_ms, DECK_NO_TIME);
    assert_string_equal(said, "loop off");
}

static void seeking_outside_leaves_the_loop_armed(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 50 * S, said);
    deck_loop(&deck, said);
    deck_seek(&deck, &deck.span, 52 * S, said);
    deck_loop(&deck, said);
    deck_seek(&deck, &deck.span, 60 * S, said);
    wait(5);
    at(65 * S, DECK_PLAYING);
    deck_seek(&deck, &deck.span, 49 * S, said);
    wait(4);
    at(51 * S, DECK_PLAYING);
}

static void speed_while_paused_changes_the_number_only(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 50 * S, said);
    deck_space(&deck, said);
    deck_faster(&deck, 1, said);
    at(50 * S, DECK_PAUSED);
    assert_true(deck.speed == 2);
    deck_reverse(&deck, said);
    at(50 * S, DECK_PAUSED);
    assert_true(deck.speed == -2);
}

static void the_speeds_have_ends(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 50 * S, said);
    for (int i = 0; i < 20; i++)
        deck_faster(&deck, 1, said);
    assert_true(deck.speed == 60);
    assert_string_equal(said, "60x is the fastest");
    for (int i = 0; i < 20; i++)
        deck_faster(&deck, -1, said);
    assert_true(deck.speed == 0.1);
    assert_string_equal(said, "0.1x is the slowest");
}

static void sixty_seconds_at_four_take_fifteen(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 0, said);
    deck_faster(&deck, 1, said);
    deck_faster(&deck, 1, said);
    wait(15);
    at(60 * S, DECK_PLAYING);
    assert_true(deck_measured_speed(&deck) == 4);
}

static void slow_speeds_lose_no_part_of_a_millisecond(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 0, said);
    for (int i = 0; i < 3; i++)
        deck_faster(&deck, -1, said);
    deck_tick(&deck, NS(1000));
    for (int i = 1; i <= 3000; i++)
        deck_tick(&deck, NS(1000) + i * (int64_t)1234567);
    assert_in_range(deck.t_ms, 369, 371);
}

static void a_process_that_stood_still_does_not_jump_and_shows_its_true_speed(void **state)
{
    (void)state;
    deck_seek(&deck, &deck.span, 0, said);
    deck_tick(&deck, NS(1));
    deck_tick(&deck, NS(11));
    at(2 * S, DECK_PLAYING);
    assert_true(deck_measured_speed(&deck) == 0.2);
}

static void a_seek_outside_lands_at_the_nearest_kept_instant(void **state)
{
    (void)state;
    deck_replay(&deck, &past, said);
    deck_space(&deck, said);
    deck_seek(&deck, &deck.span, 5 * S, said);
    at(10 * S, DECK_PAUSED);
    assert_string_equal(said, "clamped to 00:00:10Z");
    deck_skip(&deck, 60 * S, said);
    at(20 * S, DECK_PAUSED);
    assert_string_equal(said, "clamped to 00:00:20Z");
}

static void back_from_the_head_of_an_old_cache_counts_from_its_last_moment(void **state)
{
    (void)state;
    deck_set_span(&deck, &(struct deck_span){.hi_ms = 100 * S, .live = true}, 90000 * S);
    at(90000 * S, DECK_PINNED);
    deck_skip(&deck, -10 * S, said);
    at(90 * S, DECK_PLAYING);
}

static void undo_goes_back_to_where_the_jump_began(void **state)
{
    (void)state;
    struct deck_place place;
    assert_false(deck_undo(&deck, &place));
    deck_seek(&deck, &deck.span, 50 * S, said);
    deck_space(&deck, said);
    deck_go_live(&deck, said);
    assert_true(deck_undo(&deck, &place));
    deck_restore(&deck, &place);
    at(50 * S, DECK_PAUSED);
    assert_true(deck_undo(&deck, &place));
    deck_restore(&deck, &place);
    at(50 * S, DECK_PINNED);
}

static void a_run_of_skips_is_one_jump(void **state)
{
    (void)state;
    struct deck_place place;
    deck_seek(&deck, &deck.span, 50 * S, said);
    for (int i = 0; i < 40; i++)
        deck_skip(&deck, -1 * S, said);
    assert_true(deck_undo(&deck, &place));
    assert_int_equal(place.t_ms, 50 * S);
    deck_restore(&deck, &place);
    for (int i = 0; i < 40; i++)
        deck_seek(&deck, &deck.span, i * S, said);
    int kept = 0;
    while (deck_undo(&deck, &place))
        kept++;
    assert_int_equal(kept, DECK_UNDO);
}

static void undo_of_a_replay_names_the_span_it_left(void **state)
{
    (void)state;
    struct deck_place place;
    deck_replay(&deck, &past, said);
    deck_go_live(&deck, said);
    assert_true(deck_undo(&deck, &place));
    assert_int_equal(place.span_id, 7);
    assert_true(deck_undo(&deck, &place));
    assert_int_equal(place.span_id, 0);
    assert_int_equal(place.state, DECK_PINNED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(space_at_live_pauses_and_again_plays_still_behind, setup),
        cmocka_unit_test_setup(pinned_follows_the_wall_clock, setup),
        cmocka_unit_test_setup(a_seek_keeps_play_or_pause_and_plays_on_from_live, setup),
        cmocka_unit_test_setup(a_step_pauses, setup),
        cmocka_unit_test_setup(stepping_where_no_message_is_says_so, setup),
        cmocka_unit_test_setup(on_at_the_head_says_so_and_changes_nothing, setup),
        cmocka_unit_test_setup(slower_at_the_head_plays_at_half_speed, setup),
        cmocka_unit_test_setup(play_that_meets_the_head_is_live_at_1x, setup),
        cmocka_unit_test_setup(play_that_meets_an_ended_flights_end_ends_and_starts_again, setup),
        cmocka_unit_test_setup(going_back_from_the_end_plays_on, setup),
        cmocka_unit_test_setup(reverse_stops_at_the_start_and_is_forward_again, setup),
        cmocka_unit_test_setup(reverse_at_the_head_plays_back, setup),
        cmocka_unit_test_setup(a_loop_swaps_its_ends_and_goes_round, setup),
        cmocka_unit_test_setup(a_loop_is_a_second_at_least_and_ends_by_the_head, setup),
        cmocka_unit_test_setup(seeking_outside_leaves_the_loop_armed, setup),
        cmocka_unit_test_setup(speed_while_paused_changes_the_number_only, setup),
        cmocka_unit_test_setup(the_speeds_have_ends, setup),
        cmocka_unit_test_setup(sixty_seconds_at_four_take_fifteen, setup),
        cmocka_unit_test_setup(slow_speeds_lose_no_part_of_a_millisecond, setup),
        cmocka_unit_test_setup(a_process_that_stood_still_does_not_jump_and_shows_its_true_speed,
                               setup),
        cmocka_unit_test_setup(a_seek_outside_lands_at_the_nearest_kept_instant, setup),
        cmocka_unit_test_setup(back_from_the_head_of_an_old_cache_counts_from_its_last_moment,
                               setup),
        cmocka_unit_test_setup(undo_goes_back_to_where_the_jump_began, setup),
        cmocka_unit_test_setup(a_run_of_skips_is_one_jump, setup),
        cmocka_unit_test_setup(undo_of_a_replay_names_the_span_it_left, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
