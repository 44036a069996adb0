/* test_flight_channels.c: which numbers of a message become channels, and what they then say. */
#include "flight_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double value_of(const char *name)
{
    const struct channel *c = rocket_channel(&r, name);
    if (c == NULL)
        fail_msg("no channel %s", name);
    return c->value;
}

static void is(double value, double expected)
{
    if (value != expected)
        fail_msg("%.17g, not %.17g", value, expected);
}

static void a_bare_nan_takes_the_old_value_away(void **state)
{
    (void)state;
    message(T0, "{\"alt\":120.5,\"w\":1}");
    message(T0 + 1000, "{\"alt\":NaN,\"w\":2}");
    assert_true(isnan(value_of("alt")));
    is(value_of("w"), 2);
    assert_int_equal(r.errors, 0);
}

static void a_large_integer_stays_exact_in_its_channel(void **state)
{
    (void)state;
    message(T0, "{\"id\":9223372036854775807}");
    assert_true(rocket_channel(&r, "id")->whole == INT64_MAX);
    message(T0 + 1000, "{\"id\":7}");
    assert_true(rocket_channel(&r, "id")->whole == 0);
}

static void long_names_that_end_differently_are_two_channels(void **state)
{
    (void)state;
    message(T0,
            "{\"uplink_message\":{\"decoded_payload\":{\"environment\":{\"accel_x\":1,\"accel_y\":"
            "2}}}}");
    assert_int_equal(r.channels_count, 2);
    assert_string_equal(r.channels[0].name, "…_message.decoded_payload.environment.accel_x");
    is(r.channels[1].value, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_bare_nan_takes_the_old_value_away, keyed),
        cmocka_unit_test_setup(a_large_integer_stays_exact_in_its_channel, keyed),
        cmocka_unit_test_setup(long_names_that_end_differently_are_two_channels, keyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
