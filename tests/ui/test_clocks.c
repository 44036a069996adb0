/* test_clocks.c: producers whose clocks are wrong, through broker and recorder, as FLEET, LINKS and
 * JSON show them. */
#include "range_fixture.h"

#include <jansson.h>
#include <poll.h>
#include <stdio.h>

#include "base/clock.h"
#include "flight/show.h"

enum { ROUNDS = 12, EVERY_MS = 500, DAY_MS = 86400000 };

struct clock_row {
    const char *key;
    int64_t ahead_ms, divide;
    const char *state, *fault;
    int64_t own_ms; /* a day it says itself: this much ahead; 0: it says nothing */
};

static const struct clock_row clocks[] = {
    {"RIGHT", 0, 1, "OK", NULL, 0},
    {"FAST", 90000, 1, "OK", "clock 90 s ahead", 0},
    {"SLOW", -90000, 1, "LATE", "clock 90 s behind", 0},
    {"DAY", -DAY_MS, 1, "LATE", "clock 1 day behind", 0},
    {"TYPED", 0, 1, "LATE", "clock 1 day behind", -DAY_MS},
    {"SECONDS", 0, 1000, "LATE", "times look like seconds", 0},
};

static char out[1 << 16];

static void send_from(const struct clock_row *row)
{
    char value[80] = "x=1", own[32];
    struct batch_spec spec = {.key = row->key, .value = value};
    show_utc(clock_wall_ms() + row->own_ms, SHOW_DATE_TIME, own);
    if (row->own_ms != 0)
        snprintf(value, sizeof value, "{\"datetime\":\"%sZ\",\"x\":1}", own);
    spec.timestamp = (clock_wall_ms() + row->ahead_ms) / row->divide;
    assert_int_equal(produce(&range.client, "t", 1, spec).error_code, 0);
}

/* They send side by side at twice a second. */
static void fly(void)
{
    create_topic(&range.client, "t", 1);
    range_record(&range);
    send_from(&clocks[0]); /* the recorder has caught up once it has this one */
    range_wait_for(&range, 1);
    for (int i = 0; i < ROUNDS; i++) {
        poll(NULL, 0, EVERY_MS);
        for (size_t k = 0; k < ARRAY_SIZE(clocks); k++)
            send_from(&clocks[k]);
    }
    range_wait_for(&range, 1 + (int64_t)ROUNDS * (int64_t)ARRAY_SIZE(clocks));
}

static json_t *snapshot(void)
{
    json_error_t error;
    assert_int_equal(range_ground(&range, "snapshot --format json", out, sizeof out), 0);
    json_t *shown = json_loads(out, 0, &error);
    assert_non_null(shown);
    return shown;
}

static json_t *rocket_in(json_t *shown, const char *key)
{
    size_t i;
    json_t *rocket;
    json_array_foreach(json_object_get(shown, "rockets"), i, rocket)
    {
        if (strcmp(json_string_value(json_object_get(rocket, "id")), key) == 0)
            return rocket;
    }
    fail_msg("no %s in %s", key, out);
    return NULL;
}

static const char *text_of(json_t *rocket, const char *name)
{
    return json_string_value(json_object_get(rocket, name));
}

static void each_clock_is_shown_by_its_words_while_it_sends(void)
{
    json_t *shown = snapshot();
    for (size_t i = 0; i < ARRAY_SIZE(clocks); i++) {
        json_t *rocket = rocket_in(shown, clocks[i].key);
        const char *fault = text_of(rocket, "clock_fault");
        assert_string_equal(text_of(rocket, "state"), clocks[i].state);
        assert_string_equal(fault == NULL ? "" : fault,
                            clocks[i].fault == NULL ? "" : clocks[i].fault);
        double rate = json_number_value(json_object_get(rocket, "rate"));
        assert_true(rate > 1.5 && rate < 2.5);
    }
    json_decref(shown);
    assert_int_equal(range_ground(&range, "snapshot --screen links", out, sizeof out), 0);
    assert_non_null(strstr(out, "times look like seconds"));
    assert_int_equal(range_ground(&range, "snapshot", out, sizeof out), 0);
    for (size_t i = 0; i < ARRAY_SIZE(clocks); i++)
        assert_true(clocks[i].fault == NULL || strstr(out, clocks[i].fault) != NULL);
    assert_null(strstr(out, "stale"));
}

/* All fall silent at the same time, however their clocks go. */
static void all_go_stale_by_their_arrivals(int64_t sent_ms)
{
    for (int stale = 0; stale < (int)ARRAY_SIZE(clocks); poll(NULL, 0, 100)) {
        json_t *shown = snapshot();
        stale = 0;
        for (size_t i = 0; i < ARRAY_SIZE(clocks); i++)
            stale += strcmp(text_of(rocket_in(shown, clocks[i].key), "state"), "STALE") == 0;
        json_decref(shown);
        assert_true(clock_mono_ms() < sent_ms + 20000);
    }
}

static void wrong_clocks_are_named_and_never_decide_what_is_stale(void **state)
{
    (void)state;
    fly();
    int64_t sent_ms = clock_mono_ms();
    each_clock_is_shown_by_its_words_while_it_sends();
    all_go_stale_by_their_arrivals(sent_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RANGE_TEST(wrong_clocks_are_named_and_never_decide_what_is_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
