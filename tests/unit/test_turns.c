/* Turns on the loop, on a clock of the test's own: each step takes as long as it says. */
#include "test.h"

#include <stdlib.h>

#include "base/clock.h"
#include "broker/limits.h"
#include "broker/turns.h"

enum { STEP_US = 500, MANY = 40 };

static uv_loop_t loop;
static struct turns turns;
static int64_t now_ns = 1;

static void pass(int64_t us)
{
    now_ns += us * 1000;
    clock_fake(0, now_ns);
}

/* A connection that always has more to do. */
struct busy {
    struct turn turn;
    struct peer *peer;
    int turns_had;
};

static void on_busy_turn(struct turn *turn)
{
    struct busy *busy = (struct busy *)turn;
    busy->turns_had++;
    pass(STEP_US);
    turns_wait(busy->peer, turn);
}

static void begin_busy(struct busy *busy, const char *address)
{
    *busy = (struct busy){.turn = {.run = on_busy_turn}, .peer = peer_of(&turns, address)};
    turns_wait(busy->peer, &busy->turn);
}

static void end_busy(struct busy *busy)
{
    turns_cancel(&turns, &busy->turn);
    peer_drop(busy->peer);
}

static void run_round(void)
{
    uv_run(&loop, UV_RUN_NOWAIT);
}

static void another_address_waits_for_one_round_however_many_are_busy(void **state)
{
    (void)state;
    static struct busy crowd[MANY];
    struct busy good;
    for (int i = 0; i < MANY; i++)
        begin_busy(&crowd[i], "10.0.0.1");
    run_round();
    int64_t began_ns = now_ns;
    begin_busy(&good, "10.0.0.2");
    run_round();
    assert_true(good.turns_had > 0);
    assert_in_range(now_ns - began_ns, 1, (2 * LIMIT_ROUND_US + 2 * STEP_US) * 1000);
    end_busy(&good);
    for (int i = 0; i < MANY; i++)
        end_busy(&crowd[i]);
}

static void connections_of_one_address_have_their_turns_one_after_the_other(void **state)
{
    (void)state;
    static struct busy crowd[MANY];
    for (int i = 0; i < MANY; i++)
        begin_busy(&crowd[i], "10.0.0.1");
    for (int round = 0; round < 10 * MANY; round++)
        run_round();
    for (int i = 0; i < MANY; i++)
        assert_in_range(crowd[i].turns_had, crowd[0].turns_had - 1, crowd[0].turns_had);
    for (int i = 0; i < MANY; i++)
        end_busy(&crowd[i]);
}

static void one_goes_at_once_only_while_its_address_has_time_and_nobody_waits(void **state)
{
    (void)state;
    struct peer *peer = peer_of(&turns, "10.0.0.1"), *other = peer_of(&turns, "10.0.0.2");
    assert_true(turns_begin(peer));
    assert_false(turns_begin(other)); /* one at a time */
    assert_false(turns_is_over(&turns));
    pass(LIMIT_TURN_US);
    assert_true(turns_is_over(&turns));
    pass(LIMIT_ROUND_US - LIMIT_TURN_US);
    turns_end(&turns);
    assert_false(turns_begin(peer));
    assert_true(turns_begin(other));
    turns_end(&turns);
    run_round();
    assert_true(turns_begin(peer));
    turns_end(&turns);
    struct busy waiting;
    begin_busy(&waiting, "10.0.0.1");
    assert_false(turns_begin(peer));
    end_busy(&waiting);
    peer_drop(peer);
    peer_drop(other);
}

static void an_address_is_known_while_somebody_holds_it(void **state)
{
    (void)state;
    struct peer *peer = peer_of(&turns, "10.0.0.1");
    assert_ptr_equal(peer_of(&turns, "10.0.0.1"), peer);
    peer_drop(peer);
    assert_ptr_equal(turns.peers, peer);
    peer_drop(peer);
    assert_null(turns.peers);
}

static int start(void **state)
{
    (void)state;
    clock_fake(0, now_ns);
    uv_loop_init(&loop);
    turns_init(&turns, &loop);
    uv_ref((uv_handle_t *)turns.check); /* the loop turns though it has nothing else */
    return 0;
}

static int stop(void **state)
{
    (void)state;
    turns_deinit(&turns);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_address_waits_for_one_round_however_many_are_busy),
        cmocka_unit_test(connections_of_one_address_have_their_turns_one_after_the_other),
        cmocka_unit_test(one_goes_at_once_only_while_its_address_has_time_and_nobody_waits),
        cmocka_unit_test(an_address_is_known_while_somebody_holds_it),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
