/* Timers in a heap, on a clock of the test's own. */
#include "test.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "broker/timers.h"

enum { MANY = 300 };

static uv_loop_t loop;
static struct timers timers;
static int fired;
static int64_t last_due_ms;

static void on_fire(struct timer *timer)
{
    assert_int_equal(timer->place, 0);
    assert_true(timer->due_ms >= last_due_ms);
    last_due_ms = timer->due_ms;
    fired++;
}

static void on_poke(struct timer *timer)
{
    (void)timer;
}

/* Moves the clock and lets the loop see what is due: a timer of the past arms it anew. */
static void run_at(int64_t ms)
{
    struct timer poke = {.fire = on_poke};
    clock_fake(0, ms * 1000000);
    last_due_ms = 0;
    timers_set(&timers, &poke, 0);
    while (poke.place != 0)
        uv_run(&loop, UV_RUN_ONCE);
}

static void those_that_are_due_fire_in_order(void **state)
{
    (void)state;
    static struct timer many[MANY];
    for (int i = 0; i < MANY; i++) {
        many[i].fire = on_fire;
        timers_set(&timers, &many[i], 1 + (i * 7919) % 1000);
    }
    run_at(500);
    int half = fired;
    assert_true(half > MANY / 3 && half < MANY * 2 / 3);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(many[i].place == 0, 1 + (i * 7919) % 1000 <= 500);
    run_at(1000);
    assert_int_equal(fired, MANY);
}

static void one_that_is_cancelled_does_not_fire(void **state)
{
    (void)state;
    struct timer kept[] = {{.fire = on_fire}, {.fire = on_fire}, {.fire = on_fire}};
    for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
        timers_set(&timers, &kept[i], 10 * (int64_t)(i + 1));
    timers_cancel(&timers, &kept[1]);
    timers_cancel(&timers, &kept[1]);
    run_at(100);
    assert_int_equal(fired, 2);
}

static void one_that_is_moved_fires_once_and_then(void **state)
{
    (void)state;
    struct timer timer = {.fire = on_fire};
    timers_set(&timers, &timer, 10);
    timers_set(&timers, &timer, 200);
    run_at(100);
    assert_int_equal(fired, 0);
    run_at(200);
    assert_int_equal(fired, 1);
    run_at(300);
    assert_int_equal(fired, 1);
}

static void on_fire_again(struct timer *timer)
{
    if (++fired < 3)
        timers_set(&timers, timer, timer->due_ms + 10);
}

static void one_may_set_itself_again_while_it_fires(void **state)
{
    (void)state;
    struct timer timer = {.fire = on_fire_again};
    timers_set(&timers, &timer, 10);
    for (int64_t ms = 1000; ms <= 1020; ms += 10)
        run_at(ms);
    assert_int_equal(fired, 3);
}

static void on_fire_now(struct timer *timer)
{
    if (++fired < 1000)
        timers_set(&timers, timer, clock_mono_ms());
}

static void one_that_is_due_at_once_lets_the_loop_turn(void **state)
{
    (void)state;
    struct timer timer = {.fire = on_fire_now};
    timers_set(&timers, &timer, 0);
    uv_run(&loop, UV_RUN_ONCE);
    assert_in_range(fired, 1, 2);
    timers_cancel(&timers, &timer);
}

static void any_order_of_setting_and_cancelling_keeps_the_heap(void **state)
{
    (void)state;
    static struct timer many[MANY];
    int set = 0;
    srandom(7);
    for (int i = 0; i < MANY; i++)
        many[i] = (struct timer){.fire = on_fire};
    for (int i = 0; i < 20000; i++) {
        struct timer *t = &many[random() % MANY];
        if (random() % 3 == 0)
            timers_cancel(&timers, t);
        else
            timers_set(&timers, t, 1 + random() % 5000);
    }
    for (int i = 0; i < MANY; i++)
        set += many[i].place != 0;
    run_at(5000);
    assert_int_equal(fired, set);
}

static int start(void **state)
{
    (void)state;
    clock_fake(0, 0);
    fired = 0;
    uv_loop_init(&loop);
    timers_init(&timers, &loop);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    clock_fake(-1, 0);
    timers_deinit(&timers);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    return 0;
}

#define test(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(those_that_are_due_fire_in_order),
        test(one_that_is_cancelled_does_not_fire),
        test(one_that_is_moved_fires_once_and_then),
        test(one_may_set_itself_again_while_it_fires),
        test(one_that_is_due_at_once_lets_the_loop_turn),
        test(any_order_of_setting_and_cancelling_keeps_the_heap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
