/* test_flight_keyframe.c: a keyframe and the messages after it give what all the messages give. */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "demo_mission.h"
#include "flight/aggregate.h"
#include "flight/rocket.h"

enum { STREAM = 160, START = 1500000000 };

static struct flight_message stream[STREAM];
static char values[STREAM][128];

/* A value that may do anything: telemetry, words, phases, holds, nonsense. */
static void random_value(char out[128], int i)
{
    static const char *const words[] = {"Countdown started",
                                        "hold",
                                        "countdown resumed",
                                        "Liftoff",
                                        "left atmosphere",
                                        "landed",
                                        "aborted",
                                        "T-10:00",
                                        "{\"event\":\"max-Q\"}",
                                        "{\"phase\":\"COAST\",\"event\":\"MECO\"}",
                                        "{\"phase\":\"hold\",\"vel\":3}",
                                        "\xff\xfe",
                                        "{bad",
                                        "some text",
                                        ""};
    switch (rand() % 4) {
    case 0:
        snprintf(out, 128, "%s", words[(size_t)rand() % ARRAY_SIZE(words)]);
        break;
    case 1:
        snprintf(out, 128, "{\"time\":%d.%d,\"c%d\":%d}", rand() % 900 - 300, rand() % 10,
                 rand() % 80, i);
        break;
    default:
        snprintf(out, 128, "{\"time\":%d,\"vel\":%d.5,\"alt\":%d}", i / 10 - 5, i * i, rand());
    }
}

static void random_stream(unsigned seed)
{
    srand(seed);
    int64_t t = INT64_C(1000) * START;
    for (int i = 0; i < STREAM; i++) {
        t += rand() % 20 == 0 ? rand() % 200000 - 70000 : rand() % 300;
        if (rand() % 70 == 0)
            t -= 4000000;
        random_value(values[i], i);
        int64_t lag = rand() % 20 == 0 ? rand() % 200000 - 70000 : rand() % 50;
        stream[i] =
            (struct flight_message){.seq = i + 1,
                                    .t_ms = t,
                                    .arrival_ms = rand() % 8 == 0 ? FLIGHT_NO_TIME : t + lag,
                                    .source = SOURCE_SIM,
                                    .value = rand() % 30 == 0 ? BYTES_NULL : bytes_of(values[i])};
    }
}

static void same_state(const struct rocket *a, const struct rocket *b)
{
    struct buf x = {0}, y = {0};
    rocket_encode(a, &x);
    rocket_encode(b, &y);
    assert_true(bytes_equal(buf_bytes(&x), buf_bytes(&y)));
    buf_deinit(&x);
    buf_deinit(&y);
}

static struct rocket whole, part, copy;

static void any_cut_gives_the_same_state(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 12; seed++) {
        random_stream(seed);
        rocket_init(&whole, 3, bytes_of("x"), seed % 2 == 0);
        for (int i = 0; i < STREAM; i++)
            decode_fold(&whole, &mission_demo, &stream[i], NULL);
        rocket_init(&part, 3, bytes_of("x"), seed % 2 == 0);
        for (int cut = 0; cut < STREAM; cut++) {
            struct buf blob = {0};
            rocket_encode(&part, &blob);
            assert_int_equal(rocket_decode(&copy, buf_bytes(&blob), NULL), 0);
            buf_deinit(&blob);
            for (int i = cut; i < STREAM; i++)
                decode_fold(&copy, &mission_demo, &stream[i], NULL);
            same_state(&whole, &copy);
            decode_fold(&part, &mission_demo, &stream[cut], NULL);
        }
    }
}

static void ticks_leave_no_trace_in_the_state(void **state)
{
    (void)state;
    random_stream(99);
    rocket_init(&whole, 3, bytes_of("x"), false);
    rocket_init(&part, 3, bytes_of("x"), false);
    for (int i = 0; i < STREAM; i++) {
        decode_fold(&whole, &mission_demo, &stream[i], NULL);
        decode_fold(&part, &mission_demo, &stream[i], NULL);
        rocket_tick(&part, &mission_demo, part.v_ms + rand() % 10000, NULL);
        same_state(&whole, &part);
    }
}

static void a_flight_alone_is_the_flight_among_others(void **state)
{
    (void)state;
    int flights = 0;
    for (unsigned seed = 20; seed < 40; seed++) {
        random_stream(seed);
        rocket_init(&whole, 3, bytes_of("x"), false);
        for (int i = 0; i < STREAM; i++) {
            int before = whole.flight;
            decode_fold(&whole, &mission_demo, &stream[i], NULL);
            if (whole.flight != before) {
                flights++;
                rocket_init(&part, 3, bytes_of("x"), false);
                part.flight = before;
            }
            decode_fold(&part, &mission_demo, &stream[i], NULL);
            same_state(&whole, &part);
        }
    }
    assert_true(flights > 40);
}

static void v_never_falls_within_a_flight(void **state)
{
    (void)state;
    for (unsigned seed = 40; seed < 60; seed++) {
        random_stream(seed);
        rocket_init(&whole, 3, bytes_of("x"), false);
        for (int i = 0; i < STREAM; i++) {
            bool opens;
            int64_t before = whole.v_ms;
            int64_t v = decode_next_v(&whole, &mission_demo, &stream[i], &opens);
            decode_fold(&whole, &mission_demo, &stream[i], NULL);
            assert_int_equal(whole.v_ms, v);
            assert_true(opens || v >= before);
            assert_int_equal(opens, whole.flight_seq0 == stream[i].seq);
        }
    }
}

static void damage_and_other_versions_are_refused(void **state)
{
    (void)state;
    random_stream(1);
    rocket_init(&whole, 3, bytes_of("x"), false);
    for (int i = 0; i < 20; i++)
        decode_fold(&whole, &mission_demo, &stream[i], NULL);
    struct buf blob = {0};
    struct err err;
    rocket_encode(&whole, &blob);
    for (size_t i = 0; i < blob.len; i++) {
        blob.data[i] ^= 0x11;
        assert_int_equal(rocket_decode(&copy, buf_bytes(&blob), &err), ERR_CORRUPT);
        blob.data[i] ^= 0x11;
        assert_int_equal(rocket_decode(&copy, bytes_make(blob.data, i), &err), ERR_CORRUPT);
    }
    assert_int_equal(rocket_decode(&copy, buf_bytes(&blob), &err), 0);
    assert_int_equal(rocket_decode(&copy, BYTES_NULL, &err), ERR_CORRUPT);
    buf_deinit(&blob);
}

/* Aggregates. */

static void add(struct aggregate *a, int64_t t_ms, const char *value)
{
    static struct decoded d;
    message_decode(&mission_default, bytes_of(value), &d);
    aggregate_add(a, t_ms, &d);
}

static void groups_keep_minimum_and_maximum_per_16_messages(void **state)
{
    (void)state;
    struct aggregate a = {0};
    struct buf blob = {0};
    char text[64];
    for (int i = 0; i < 40; i++) {
        snprintf(text, sizeof text, i == 20 ? "{\"vel\":%d}" : "{\"vel\":%d,\"alt\":0.1}",
                 i == 20 ? 1000 : i);
        add(&a, 5000 + i * 100, text);
        add(&a, 5000 + i * 100, "a text counts for nothing");
    }
    aggregate_encode(&a, &blob);

    static const struct aggregate_group expected[] = {
        {5000, 6500, 0, 15}, {6600, 8100, 16, 1000}, {8200, 8900, 32, 39}};
    struct aggregate_reader rd;
    struct aggregate_group g;
    assert_int_equal(aggregate_open(&rd, buf_bytes(&blob), "vel", NULL), 0);
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        assert_int_equal(aggregate_next(&rd, &g, NULL), 1);
        assert_memory_equal(&g, &expected[i], sizeof g);
    }
    assert_int_equal(aggregate_next(&rd, &g, NULL), 0);

    aggregate_open(&rd, buf_bytes(&blob), "alt", NULL);
    aggregate_next(&rd, &g, NULL);
    assert_true(g.min <= 0.1 && g.max >= 0.1 && g.max - g.min < 1e-7);
    aggregate_open(&rd, buf_bytes(&blob), "other", NULL);
    assert_int_equal(aggregate_next(&rd, &g, NULL), 1);
    assert_true(isnan(g.min) && isnan(g.max));
    buf_deinit(&blob);
    aggregate_deinit(&a);
}

static void a_group_spans_no_gap_and_no_jump(void **state)
{
    (void)state;
    struct aggregate a = {0};
    struct buf blob = {0};
    static const int64_t times[] = {1000, 2000, 70000, 71000, INT64_MAX, INT64_MIN, 0};
    for (size_t i = 0; i < ARRAY_SIZE(times); i++)
        add(&a, times[i], "{\"vel\":1}");
    aggregate_encode(&a, &blob);
    struct aggregate_reader rd;
    struct aggregate_group g;
    aggregate_open(&rd, buf_bytes(&blob), "vel", NULL);
    int groups = 0;
    while (aggregate_next(&rd, &g, NULL) == 1) {
        assert_true(g.t1_ms - g.t0_ms <= 60000);
        groups++;
    }
    assert_int_equal(groups, 4);

    aggregate_reset(&a);
    blob.len = 0;
    add(&a, 1000, "{\"vel\":\"NaN\"}");
    aggregate_encode(&a, &blob);
    assert_int_equal(blob.len, 0);
    buf_deinit(&blob);
    aggregate_deinit(&a);
}

static void a_damaged_aggregate_is_refused_not_followed(void **state)
{
    (void)state;
    struct aggregate a = {0};
    struct buf blob = {0};
    for (int i = 0; i < 100; i++)
        add(&a, i * 100, "{\"vel\":1,\"alt\":2,\"q\":-3.25}");
    aggregate_encode(&a, &blob);
    for (size_t i = 0; i < blob.len; i++) {
        uint8_t keep = blob.data[i];
        for (int round = 0; round < 8; round++) {
            blob.data[i] = (uint8_t)rand();
            struct aggregate_reader rd;
            struct aggregate_group g;
            struct err err;
            int rc = aggregate_open(&rd, buf_bytes(&blob), "alt", &err);
            for (int n = 0; rc >= 0 && n < 1000 && (rc = aggregate_next(&rd, &g, &err)) == 1; n++)
                ;
            assert_true(rc == 0 || rc == 1 || rc == ERR_CORRUPT);
        }
        blob.data[i] = keep;
    }
    buf_deinit(&blob);
    aggregate_deinit(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_cut_gives_the_same_state),
        cmocka_unit_test(ticks_leave_no_trace_in_the_state),
        cmocka_unit_test(a_flight_alone_is_the_flight_among_others),
        cmocka_unit_test(v_never_falls_within_a_flight),
        cmocka_unit_test(damage_and_other_versions_are_refused),
        cmocka_unit_test(groups_keep_minimum_and_maximum_per_16_messages),
        cmocka_unit_test(a_group_spans_no_gap_and_no_jump),
        cmocka_unit_test(a_damaged_aggregate_is_refused_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
