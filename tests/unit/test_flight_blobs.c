/* test_flight_blobs.c: what keyframes and aggregates keep, to the last value, and what they refuse.
 */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "flight/aggregate.h"
#include "flight/rocket.h"

/* Fails unless the numbers are equal: cmocka only compares floats. */
static void is(double number, double expected)
{
    if (number != expected)
        fail_msg("%.17g, not %.17g", number, expected);
}

/* ---- aggregates ---- */

static struct aggregate thinned;
static struct buf blob;

static int clear(void **state)
{
    (void)state;
    aggregate_deinit(&thinned);
    buf_deinit(&blob);
    return 0;
}

static void add(int64_t t_ms, const char *value)
{
    static struct decoded d;
    message_decode(&mission_default, bytes_of(value), &d);
    aggregate_add(&thinned, t_ms, &d);
}

static void encode(void)
{
    blob.len = 0;
    aggregate_encode(&thinned, &blob);
}

/* Fails unless the channel's groups are these; t0 -1 ends the list. */
static void groups_are(const char *channel, const struct aggregate_group *expected)
{
    struct aggregate_reader rd;
    struct aggregate_group g;
    encode();
    assert_int_equal(aggregate_open(&rd, buf_bytes(&blob), channel, NULL), 0);
    for (; expected->t0_ms != -1; expected++) {
        assert_int_equal(aggregate_next(&rd, &g, NULL), 1);
        assert_int_equal(g.t0_ms, expected->t0_ms);
        assert_int_equal(g.t1_ms, expected->t1_ms);
        assert_true(isnan(expected->min) ? isnan(g.min) : g.min == expected->min);
        assert_true(isnan(expected->max) ? isnan(g.max) : g.max == expected->max);
    }
    assert_int_equal(aggregate_next(&rd, &g, NULL), 0);
}

#define END                                                                                        \
    {                                                                                              \
        .t0_ms = -1                                                                                \
    }

static void a_minute_of_silence_is_still_one_group(void **state)
{
    (void)state;
    add(100000, "x=1");
    add(160000, "x=2");
    add(220001, "x=3");
    add(160001, "x=4");
    add(160000, "x=5");
    groups_are("x",
               (struct aggregate_group[]){{100000, 160000, 1, 2}, {160000, 220001, 3, 5}, END});
}

static void a_jump_back_of_over_a_minute_begins_a_group(void **state)
{
    (void)state;
    add(200000, "x=1");
    add(140000, "x=2");
    add(79999, "x=3");
    groups_are("x", (struct aggregate_group[]){{140000, 200000, 1, 2}, {79999, 79999, 3, 3}, END});
}

static void record_times_stay_within_the_calendar(void **state)
{
    (void)state;
    add(-5, "x=1");
    add(1, "x=2");
    add(INT64_MAX, "x=3");
    const int64_t latest = INT64_C(253402300799999);
    groups_are("x", (struct aggregate_group[]){{0, 1, 1, 2}, {latest, latest, 3, 3}, END});
}

static void bounds_are_rounded_outwards_and_exact_where_they_can_be(void **state)
{
    (void)state;
    add(0, "x=0.1 y=-0.1 z=0.5");
    const double below = (double)nextafterf(0.1f, 0), above = (double)0.1f;
    assert_true(below < 0.1 && above > 0.1);
    groups_are("x", (struct aggregate_group[]){{0, 0, below, above}, END});
    groups_are("y", (struct aggregate_group[]){{0, 0, -above, -below}, END});
    groups_are("z", (struct aggregate_group[]){{0, 0, 0.5, 0.5}, END});
}

static void a_channel_has_a_bound_only_in_groups_that_heard_it(void **state)
{
    (void)state;
    for (int i = 0; i < AGGREGATE_MESSAGES; i++)
        add(i, "x=1 y=7");
    for (int i = 0; i < AGGREGATE_MESSAGES; i++) {
        add(100 + i, "{}"); /* no number: it does not count for the group */
        add(100 + i, i == 3 ? "{\"x\":\"NaN\",\"z\":2}" : "{\"x\":5,\"z\":\"NaN\"}");
    }
    add(200, "{\"x\":\"NaN\"}"); /* nothing was heard: no group */
    const int64_t end = 100 + AGGREGATE_MESSAGES - 1;
    groups_are("x", (struct aggregate_group[]){{0, 15, 1, 1}, {100, end, 5, 5}, END});
    groups_are("y", (struct aggregate_group[]){{0, 15, 7, 7}, {100, end, NAN, NAN}, END});
    groups_are("z", (struct aggregate_group[]){{0, 15, NAN, NAN}, {100, end, 2, 2}, END});
}

static void channels_are_found_in_whatever_order_they_come(void **state)
{
    (void)state;
    add(0, "a=1 b=2 c=3");
    add(1, "c=30 a=10 b=20 d=40");
    groups_are("a", (struct aggregate_group[]){{0, 1, 1, 10}, END});
    groups_are("b", (struct aggregate_group[]){{0, 1, 2, 20}, END});
    groups_are("c", (struct aggregate_group[]){{0, 1, 3, 30}, END});
    groups_are("d", (struct aggregate_group[]){{0, 1, 40, 40}, END});
}

static void channels_past_the_bound_are_left_out(void **state)
{
    (void)state;
    char text[32];
    for (int i = 0; i <= AGGREGATE_MAX_CHANNELS; i++) {
        snprintf(text, sizeof text, "c%d=%d", i, i);
        add(0, text);
    }
    add(0, "c2047=99");
    struct aggregate_reader rd;
    encode();
    assert_int_equal(aggregate_open(&rd, buf_bytes(&blob), "c2047", NULL), 0);
    assert_int_equal(rd.channel, 2047);
    assert_int_equal(rd.groups_left, AGGREGATE_MAX_CHANNELS / AGGREGATE_MESSAGES + 1);
    assert_int_equal(aggregate_open(&rd, buf_bytes(&blob), "c2048", NULL), 0);
    assert_int_equal(rd.channel, -1);
}

static void a_reset_leaves_nothing_behind(void **state)
{
    (void)state;
    for (int i = 0; i < AGGREGATE_MESSAGES + 3; i++)
        add(50000 + i, "old=1 x=2");
    aggregate_reset(&thinned);
    encode();
    assert_int_equal(blob.len, 0);
    add(7, "x=3");
    groups_are("x", (struct aggregate_group[]){{7, 7, 3, 3}, END});
    groups_are("old", (struct aggregate_group[]){{7, 7, NAN, NAN}, END});
}

static void a_cut_aggregate_says_that_it_is_damaged(void **state)
{
    (void)state;
    for (int i = 0; i < AGGREGATE_MESSAGES + 1; i++)
        add(i, i == 0 ? "x=1.5" : "x=2.5");
    encode();
    for (size_t len = 0; len <= blob.len; len++) {
        uint8_t *cut = len == 0 ? NULL : malloc(len); /* exactly as large as what is read */
        if (cut != NULL)
            memcpy(cut, blob.data, len);
        struct aggregate_reader rd;
        struct aggregate_group g;
        struct err err;
        int groups = 0, rc = aggregate_open(&rd, bytes_make(cut, len), "x", &err);
        while (rc == 0 && (rc = aggregate_next(&rd, &g, &err)) == 1)
            groups++, rc = 0;
        if (len == 0 || len == blob.len) {
            assert_int_equal(rc, 0);
            assert_int_equal(groups, len == 0 ? 0 : 2);
        } else {
            assert_int_equal(rc, ERR_CORRUPT);
            assert_string_equal(err.text,
                                "a chart's aggregate is damaged; the cache must be refolded");
        }
        free(cut);
    }
}

/* ---- the reader ---- */

static void a_reader_takes_what_is_there_and_stays_bad_after_that(void **state)
{
    (void)state;
    struct blob_reader rd = blob_open(bytes_make("\x05\x06\x07", 3));
    assert_non_null(blob_take(&rd, 2));
    assert_non_null(blob_take(&rd, 0));
    assert_null(blob_take(&rd, 2));
    assert_true(rd.bad);
    assert_null(blob_take(&rd, 1)); /* one is left, but something was missed */
    assert_int_equal(blob_uvarint(&rd), 0);
    rd = blob_open(bytes_make("\x05", 1));
    assert_int_equal(blob_uvarint(&rd), 5);
    assert_false(rd.bad);
    assert_int_equal(blob_uvarint(&rd), 0);
    assert_true(rd.bad);
}

static void a_text_leaves_room_for_its_end(void **state)
{
    (void)state;
    char to[5];
    memset(to, 'x', sizeof to);
    struct blob_reader rd = blob_open(bytes_make("\x02"
                                                 "ab"
                                                 "\x04"
                                                 "abcd",
                                                 8));
    blob_text(&rd, to, sizeof to);
    assert_memory_equal(to, "ab\0\0\0", 5);
    blob_text(&rd, to, sizeof to);
    assert_string_equal(to, "abcd");
    assert_false(rd.bad);
    rd = blob_open(bytes_make("\x05"
                              "abcde",
                              6));
    blob_text(&rd, to, sizeof to);
    assert_string_equal(to, "");
    assert_true(rd.bad);
    rd = blob_open(bytes_make("\x04"
                              "abc",
                              4)); /* one is missing */
    blob_text(&rd, to, sizeof to);
    assert_string_equal(to, "");
    assert_true(rd.bad);
}

/* ---- keyframes ---- */

static struct rocket one, back;

/* Puts the checksum right again behind bytes that a test has changed, and decodes. */
static int decode_signed(uint8_t *data, size_t len, struct err *err)
{
    be32_put(data + len - 4, fnv1a_32(FNV1A_32_BEGIN, bytes_make(data, len - 4)));
    return rocket_decode(&back, bytes_make(data, len), err);
}

static void numbers_that_no_rocket_has_are_refused_though_the_sum_is_right(void **state)
{
    (void)state;
    struct err err;
    rocket_init(&one, 3, bytes_of("x"), false);
    rocket_encode(&one, &blob);
    /* Without channels the pace is nearly the last: count, next, ten bytes of a time; then no
     * states, 0 not followed, no formulas, and the sum. */
    uint8_t *count = blob.data + blob.len - 19, *next = count + 1, *channels = count - 1;
    static const struct {
        uint8_t count, next, channels;
        int rc;
    } rows[] = {
        {0, 0, 0, 0},
        {0, ROCKET_INTERVALS - 1, 0, 0},
        {0, ROCKET_INTERVALS, 0, ERR_CORRUPT},
        {ROCKET_INTERVALS, 0, 0, ERR_CORRUPT}, /* a pace whose intervals are missing */
        {0, 0, 1, ERR_CORRUPT},                /* -1 channels */
        {0, 0, 2, ERR_CORRUPT},                /* one channel, which is missing */
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        *count = rows[i].count;
        *next = rows[i].next;
        *channels = rows[i].channels;
        assert_int_equal(decode_signed(blob.data, blob.len, &err), rows[i].rc);
        if (rows[i].rc != 0) {
            assert_string_equal(err.text, "a keyframe does not decode; the cache must be refolded");
            assert_int_equal(back.id, 0);
            assert_int_equal(back.channels_count, 0);
        }
    }
    *count = *next = *channels = 0;
    assert_int_equal(decode_signed(blob.data, blob.len, &err), 0);
    assert_int_equal(back.id, 3);
    blob.data[0]++;
    assert_int_equal(decode_signed(blob.data, blob.len, &err), ERR_CORRUPT);
    char sentence[128];
    snprintf(sentence, sizeof sentence,
             "a keyframe has version %d, not %d; the cache must be refolded",
             ROCKET_FOLD_VERSION + 1, ROCKET_FOLD_VERSION);
    assert_string_equal(err.text, sentence);
    blob.data[0]--;
    buf_add_byte(&blob, 0); /* something behind the last value */
    assert_int_equal(decode_signed(blob.data, blob.len, &err), ERR_CORRUPT);
    assert_string_equal(err.text, "a keyframe does not decode; the cache must be refolded");
}

static void a_keyframe_of_too_many_intervals_or_channels_is_refused(void **state)
{
    (void)state;
    struct err err;
    char text[48];
    rocket_init(&one, 3, bytes_of("x"), false);
    for (int i = 0; i < ROCKET_MAX_CHANNELS; i++) {
        snprintf(text, sizeof text, "c%d=%d", i, i);
        struct flight_message m = {
            .seq = i + 1, .t_ms = i, .arrival_ms = i, .value = bytes_of(text)};
        decode_fold(&one, &mission_default, &m, NULL);
    }
    assert_int_equal(one.pace.count, ROCKET_INTERVALS);
    rocket_encode(&one, &blob);
    assert_int_equal(rocket_decode(&back, buf_bytes(&blob), &err), 0);
    assert_int_equal(back.channels_count, ROCKET_MAX_CHANNELS);
    assert_string_equal(back.channels[63].name, "c63");
    is(back.channels[63].value, 63);
    assert_int_equal(back.pace.count, ROCKET_INTERVALS);

    one.channels_count = 0;
    blob.len = 0;
    rocket_encode(&one, &blob);
    /* Intervals of 1 ms are a byte each: count, next, two bytes of time, 20 of them; then no
     * states, 0 not followed, no formulas, and the sum. */
    uint8_t *count = blob.data + blob.len - 7 - ROCKET_INTERVALS - 4;
    assert_int_equal(*count, ROCKET_INTERVALS);
    buf_add_byte(&blob, 1);
    count = blob.data + blob.len - 8 - ROCKET_INTERVALS - 4;
    blob.data[blob.len - 8] = 1;
    blob.data[blob.len - 7] = 0;
    blob.data[blob.len - 6] = 0;
    blob.data[blob.len - 5] = 0;
    *count = ROCKET_INTERVALS + 1;
    assert_int_equal(decode_signed(blob.data, blob.len, &err), ERR_CORRUPT);
}

static void fewer_bytes_than_a_sum_and_a_version_are_damage(void **state)
{
    (void)state;
    struct err err;
    uint8_t *four = malloc(4);
    be32_put(four, FNV1A_32_BEGIN); /* the right sum of nothing */
    assert_int_equal(rocket_decode(&back, bytes_make(four, 4), &err), ERR_CORRUPT);
    assert_string_equal(err.text, "a keyframe of 4 bytes is damaged; the cache must be refolded");
    free(four);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_minute_of_silence_is_still_one_group, clear),
        cmocka_unit_test_teardown(a_jump_back_of_over_a_minute_begins_a_group, clear),
        cmocka_unit_test_teardown(record_times_stay_within_the_calendar, clear),
        cmocka_unit_test_teardown(bounds_are_rounded_outwards_and_exact_where_they_can_be, clear),
        cmocka_unit_test_teardown(a_channel_has_a_bound_only_in_groups_that_heard_it, clear),
        cmocka_unit_test_teardown(channels_are_found_in_whatever_order_they_come, clear),
        cmocka_unit_test_teardown(channels_past_the_bound_are_left_out, clear),
        cmocka_unit_test_teardown(a_reset_leaves_nothing_behind, clear),
        cmocka_unit_test_teardown(a_cut_aggregate_says_that_it_is_damaged, clear),
        cmocka_unit_test(a_reader_takes_what_is_there_and_stays_bad_after_that),
        cmocka_unit_test(a_text_leaves_room_for_its_end),
        cmocka_unit_test_teardown(numbers_that_no_rocket_has_are_refused_though_the_sum_is_right,
                                  clear),
        cmocka_unit_test_teardown(a_keyframe_of_too_many_intervals_or_channels_is_refused, clear),
        cmocka_unit_test(fewer_bytes_than_a_sum_and_a_version_are_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
