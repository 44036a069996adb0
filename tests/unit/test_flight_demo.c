/* test_flight_demo.c: the demo's rockets, real and simulated, through the flight model. */
#include "fold_kit.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "demo_mission.h"
#include "flight/rocket.h"
#include "flight/show.h"
#include "sim/sim.h"

enum { SAID_MAX = 64 };

struct heard {
    struct rocket rocket;
    struct event said[SAID_MAX];
    int said_count;
};

static void put(void *owner, const struct event *e)
{
    struct heard *h = owner;
    assert_true(h->said_count < SAID_MAX);
    h->said[h->said_count++] = *e;
}

static void hear(struct heard *h, const struct flight_message *m)
{
    struct event_sink sink = {put, h};
    decode_fold(&h->rocket, &mission_demo, m, &sink);
}

/* Every event as "T+00:00:00 phase LIFTOFF", in order; NULL ends the list. */
static void said_all(const struct heard *h, const char *const *lines)
{
    int i = 0;
    for (; lines[i] != NULL && i < h->said_count; i++) {
        char clock[16], line[256];
        show_clock(h->said[i].clock_ms, clock);
        snprintf(line, sizeof line, "%s %s %s", clock, event_word(h->said[i].kind),
                 h->said[i].text);
        assert_string_equal(line, lines[i]);
    }
    assert_null(lines[i]);
    if (i != h->said_count)
        fail_msg("one event too many: %s", h->said[i].text);
}

static int64_t recorded_at(int64_t lift_off_ms, const char *line)
{
    return lift_off_ms + llround(strtod(line + strlen("{\"time\":"), NULL) * 1000);
}

static struct heard h;

static void fly_recording(const char *file, const char *key)
{
    int64_t lift_off_ms, seq = 0;
    char line[1024];
    show_parse_utc("2017-08-24T18:51:00Z", &lift_off_ms);
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    h.said_count = 0;
    rocket_init(&h.rocket, 1, bytes_of(key), false);
    while (fgets(line, sizeof line, in) != NULL) {
        struct flight_message m = {.seq = ++seq,
                                   .t_ms = recorded_at(lift_off_ms, line),
                                   .arrival_ms = FLIGHT_NO_TIME,
                                   .source = SOURCE_REC,
                                   .value = bytes_of(line)};
        hear(&h, &m);
    }
    fclose(in);
}

static void the_real_second_stage_says_what_happened(void **state)
{
    (void)state;
    fly_recording(SOURCE_DIR "/assets/flights/FormoSat-5/stage2.jsonl", "F9-FS5-S2");
    static const char *const lines[] = {
        "T+00:00:00 phase LIFTOFF",
        "T+00:00:48 event throttle down",
        "T+00:01:02 event throttle up",
        "T+00:01:11 event max-Q",
        "T+00:02:30 event MECO",
        "T+00:02:41 phase SECOND: SES-1",
        "T+00:09:18 phase ORBIT: SECO-1",
        "T+00:09:26 stale last heard T+00:09:24",
        NULL,
    };
    said_all(&h, lines);
    assert_string_equal(h.rocket.phase, "ORBIT");
    assert_int_equal(h.rocket.source, SOURCE_REC);
    assert_int_equal(h.rocket.flight, 1);
    assert_int_equal(h.rocket.errors, 0);
}

static void the_real_first_stage_is_joined_in_flight(void **state)
{
    (void)state;
    fly_recording(SOURCE_DIR "/assets/flights/FormoSat-5/stage1.jsonl", "F9-FS5-S1");
    static const char *const lines[] = {"T+00:09:35 event first heard", NULL};
    said_all(&h, lines);
    assert_string_equal(h.rocket.phase, "");
    assert_int_equal(rocket_clock_ms(&h.rocket, h.rocket.v_ms) / 1000, 644);
}

/* Hears one of the range's rockets. */
struct ear {
    const char *name; /* key, or topic of a keyless one */
    int64_t now_ms, seq;
};

static void hear_record(void *owner, const struct sim_record *record)
{
    struct ear *ear = owner;
    struct bytes name = bytes_is_null(record->key) ? bytes_of(record->topic) : record->key;
    if (!bytes_equal(name, bytes_of(ear->name)))
        return;
    struct flight_message m = {.seq = ++ear->seq,
                               .t_ms = ear->now_ms,
                               .arrival_ms = ear->now_ms + 2,
                               .source = SOURCE_SIM,
                               .value = record->value};
    hear(&h, &m);
}

static void fly_simulation(const char *name, bool keyless, int64_t until_ms)
{
    const int64_t start_ms = 1795357867000;
    struct ear ear = {.name = name};
    h.said_count = 0;
    rocket_init(&h.rocket, 1, bytes_of(name), keyless);
    struct sim *sim = sim_open();
    while (sim_next_ms(sim) < until_ms) {
        ear.now_ms = start_ms + sim_next_ms(sim);
        sim_step(sim, hear_record, &ear);
    }
    sim_close(sim);
}

static void the_nominal_kestrel_lands(void **state)
{
    (void)state;
    fly_simulation("KESTREL-2", false, 1800000);
    assert_string_equal(h.rocket.outcome, "LANDED");
    assert_string_equal(h.said[0].text, "COUNTDOWN");
    assert_int_equal(h.rocket.flight, 1);
    assert_int_equal(h.rocket.errors, 0);
    for (int i = 0; i < h.said_count; i++) {
        assert_true(h.said[i].kind != EVENT_STALE && h.said[i].kind != EVENT_LATE);
        if (strcmp(h.said[i].text, "LIFTOFF") == 0)
            assert_in_range(h.said[i].clock_ms, 0, 999);
    }
}

static void the_troubled_kestrel_holds_recycles_and_aborts(void **state)
{
    (void)state;
    fly_simulation("KESTREL-3", false, 1800000);
    assert_string_equal(h.rocket.outcome, "ABORTED");
    assert_int_equal(h.rocket.flight, 1);
    assert_false(h.rocket.lifted_off);
    char clock[16];
    show_clock(rocket_clock_ms(&h.rocket, h.rocket.v_ms), clock);
    assert_memory_equal(clock, "T-00:00:0", 9);
}

static void the_weather_is_a_feed_and_never_stale(void **state)
{
    (void)state;
    fly_simulation("weather", true, 60000);
    assert_true(mission_is_feed(&mission_demo, h.rocket.name));
    assert_int_equal(h.said_count, 0);
    for (int i = 0; i < h.rocket.channels_count; i++)
        assert_non_null(mission_channel(&mission_demo, h.rocket.channels[i].name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_real_second_stage_says_what_happened),
        cmocka_unit_test(the_real_first_stage_is_joined_in_flight),
        cmocka_unit_test(the_nominal_kestrel_lands),
        cmocka_unit_test(the_troubled_kestrel_holds_recycles_and_aborts),
        cmocka_unit_test(the_weather_is_a_feed_and_never_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
