/* test_sim.c: the simulated range tells the stories that the demo needs. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "sim/sim.h"

struct story {
    int64_t now_ms;
    struct buf words; /* "KEY@SECONDS words|" of every text message */
    double top_alt_km, last_alt_km, lift_off_s;
    int samples;
};

static void listen(void *owner, const struct sim_record *r)
{
    struct story *story = owner;
    char value[256];
    bytes_to_text(r->value, value, sizeof value);
    char *event = strstr(value, "\"event\":\"");
    if (event != NULL || value[0] != '{') {
        char *words = event != NULL ? event + 9 : value;
        words[strcspn(words, "\"")] = '\0';
        buf_printf(&story->words, "%s@%.1f %s|",
                   bytes_is_null(r->key) ? r->topic : (const char *)r->key.data,
                   (double)story->now_ms / 1000, words);
    } else if (bytes_equal(r->key, bytes_of("KESTREL-2"))) {
        double alt = strtod(strstr(value, "\"alt\":") + 6, NULL);
        story->top_alt_km = alt > story->top_alt_km ? alt : story->top_alt_km;
        story->last_alt_km = alt;
        story->samples++;
    }
}

static struct story fly(int64_t until_ms)
{
    struct story story = {0};
    struct sim *sim = sim_open();
    while ((story.now_ms = sim_next_ms(sim)) <= until_ms)
        sim_step(sim, listen, &story);
    sim_close(sim);
    return story;
}

static void the_nominal_rocket_lifts_off_at_20_s_flies_and_lands(void **state)
{
    (void)state;
    struct story story = fly(600000);
    const char *words = buf_text(&story.words);
    static const char *const parts[] = {
        "KESTREL-2@0.0 Countdown started|",
        "KESTREL-2@20.0 Liftoff|",
        "KESTREL-2@80.0 MECO|",
        " Left atmosphere|",
        " Preparing reentry|",
        " Reentry successful|",
        " Landing successful|",
    };
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
        const char *at = strstr(words, parts[i]);
        if (at == NULL)
            fail_msg("no \"%s\" in %s", parts[i], words);
    }
    assert_true(story.top_alt_km > 80 && story.top_alt_km < 200);
    assert_true(story.last_alt_km == 0);
    buf_deinit(&story.words);
}

static void the_troubled_rocket_holds_recycles_and_aborts(void **state)
{
    (void)state;
    struct story story = fly(120000);
    const char *words = buf_text(&story.words);
    const char *held = strstr(words, "KESTREL-3@8.0 Countdown held|");
    const char *recycled = strstr(words, "KESTREL-3@48.0 Countdown started|");
    const char *aborted = strstr(words, "KESTREL-3@105.0 Countdown aborted|");
    assert_true(held != NULL && recycled > held && aborted > recycled);
    assert_null(strstr(words, "KESTREL-3@47.9 Liftoff"));
    buf_deinit(&story.words);
}

/* What a sample of KESTREL-2 says; and what the last one said. */
struct flight {
    double t, vel, alt, acc, q, lox;
    bool begun;
};

static double number(const char *json, const char *name)
{
    const char *at = strstr(json, name);
    assert_non_null(at);
    return strtod(at + strlen(name), NULL);
}

/* Each sample follows from the one before, by the laws of motion and the density of air. */
static void check_sample(void *owner, const struct sim_record *r)
{
    struct flight *f = owner, was = *f;
    char json[256];
    bytes_to_text(r->value, json, sizeof json);
    if (!bytes_equal(r->key, bytes_of("KESTREL-2")) || strstr(json, "\"vel\":") == NULL)
        return;
    *f = (struct flight){number(json, "\"time\":"),
                         number(json, "\"vel\":"),
                         number(json, "\"alt\":"),
                         number(json, "\"acc\":"),
                         number(json, "\"q\":"),
                         number(json, "\"lox\":"),
                         true};
    assert_true(f->lox >= 90.09 && f->lox <= 90.71);
    double q = 0.5 * 1.22 * exp(-f->alt / 7.5) * f->vel * f->vel;
    assert_true(fabs(f->q - q) <= 0.02 * q + 0.05 * (f->vel + 1));
    if (!was.begun || f->t <= 0)
        return;
    if (f->alt > 0) {
        assert_true(f->t - was.t > 0.09 && f->t - was.t < 0.11);
        assert_true(fabs(fabs(f->alt - was.alt) * 1000 - f->vel * 0.1) < 1.1);
        assert_true(fabs(fabs(f->vel - was.vel) - fabs(f->acc) * 0.1) < 0.15 ||
                    f->vel + was.vel < 2);
    }
    if (f->t > 61 && f->alt > 70)
        assert_true(f->acc > -9.9 && f->acc < -9.7); /* nothing but weight */
    if (f->t > 0.15 && f->t < 1)
        assert_true(f->acc > 10 && f->acc < 11); /* thrust of 20 m/s² */
}

static void samples_follow_from_each_other(void **state)
{
    (void)state;
    struct flight flight = {0};
    struct sim *sim = sim_open();
    while (sim_next_ms(sim) <= 600000)
        sim_step(sim, check_sample, &flight);
    sim_close(sim);
    assert_true(flight.begun && flight.alt == 0 && flight.vel == 0 && flight.acc == 0);
}

static void note_weather(void *owner, const struct sim_record *r)
{
    char json[200];
    if (strcmp(r->topic, "weather") != 0)
        return;
    buf_add_bytes(owner, r->value);
    bytes_to_text(r->value, json, sizeof json);
    double wind = number(json, "\"wind_kn\":"), field = number(json, "\"field_v_m\":");
    double from = number(json, "\"direction_deg\":"), temp = number(json, "\"temp_c\":");
    assert_true(wind >= 6 && wind <= 22 && field >= 150 && field <= 330);
    assert_true(from >= 145 && from <= 195 && temp >= 23.7 && temp <= 25.3);
}

static void the_weather_changes_every_four_seconds(void **state)
{
    (void)state;
    struct buf seen = {0};
    struct sim *sim = sim_open();
    while (sim_next_ms(sim) <= 8000)
        sim_step(sim, note_weather, &seen);
    assert_string_equal(
        buf_text(&seen),
        "{\"wind_kn\":14.0,\"direction_deg\":170,\"temp_c\":24.5,\"field_v_m\":240}"
        "{\"wind_kn\":15.1,\"direction_deg\":171,\"temp_c\":24.5,\"field_v_m\":248}"
        "{\"wind_kn\":16.0,\"direction_deg\":172,\"temp_c\":24.5,\"field_v_m\":256}");
    while (sim_next_ms(sim) <= 3600000)
        sim_step(sim, note_weather, &seen);
    sim_close(sim);
    buf_deinit(&seen);
}

static void a_flight_that_has_ended_falls_silent(void **state)
{
    (void)state;
    struct story story = fly(600000);
    const char *words = buf_text(&story.words);
    static const char *const parts[] = {"KESTREL-2@10.0 Countdown ended|",
                                        "KESTREL-3@28.0 Countdown resumed|",
                                        "KESTREL-3@38.0 Hold|",
                                        "KESTREL-3@98.0 Countdown ended|",
                                        "flugdaten@3.0 Countdown started|",
                                        "flugdaten@12.0 Liftoff|",
                                        "flugdaten@150.0 Landing successful|"};
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (strstr(words, parts[i]) == NULL)
            fail_msg("no \"%s\" in %s", parts[i], words);
    const char *last = words; /* of what KESTREL-2 says: that it has landed */
    for (const char *at = words; (at = strstr(at, "KESTREL-2@")) != NULL; at++)
        last = at;
    double landed = number(last, "KESTREL-2@");
    assert_int_equal(story.samples, (int)(landed * 10 + 0.5) + 101); /* ten seconds on the ground */
    assert_null(strstr(strstr(words, "Countdown aborted|"), "KESTREL-3"));
    buf_deinit(&story.words);
}

static void the_same_story_every_time(void **state)
{
    (void)state;
    struct story a = fly(200000), b = fly(200000);
    assert_true(bytes_equal(buf_bytes(&a.words), buf_bytes(&b.words)));
    assert_int_equal(a.samples, b.samples);
    assert_int_equal(a.samples, 2001);
    buf_deinit(&a.words);
    buf_deinit(&b.words);
}

/* What KESTREL-2 and KESTREL-3 say, each with the second of the range and the mission time. */
struct sentence {
    const char *words;
    double at_s, t_s;
    int heard;
};

static struct sentence nominal[] = {
    {"Countdown started", 0, -20, 0},
    {"Countdown ended", 10, -10, 0},
    {"Liftoff", 20, 0, 0},
    {"MECO", 80, 60, 0},
    {"Left atmosphere", 147.2, 127.2, 0},
    {"Preparing reentry", 197.1, 177.1, 0},
    {"Reentry successful", 329.9, 309.9, 0},
    {"Landing successful", 431.7, 411.7, 0},
};
static struct sentence troubled[] = {
    {"Countdown started", 0, -40, 0},  {"Countdown held", 8, -32, 0},
    {"Countdown resumed", 28, -32, 0}, {"Hold", 38, -22, 0},
    {"Countdown started", 48, -60, 0}, {"Countdown ended", 98, -10, 0},
    {"Countdown aborted", 105, -3, 0},
};

static void check_sentence(struct sentence *said, size_t count, const char *json, double at_s)
{
    char words[64] = "";
    sscanf(strstr(json, "\"event\":\""), "\"event\":\"%63[^\"]", words);
    for (size_t i = 0; i < count; i++) {
        if (said[i].heard > 0 || strcmp(said[i].words, words) != 0)
            continue;
        said[i].heard++;
        if (fabs(said[i].at_s - at_s) > 0.15 ||
            fabs(said[i].t_s - number(json, "\"time\":")) > 0.15)
            fail_msg("%s at %.1f", json, at_s);
        for (size_t k = 0; k < i; k++)
            assert_int_equal(said[k].heard, 1); /* in this order */
        return;
    }
    fail_msg("%s at %.1f", json, at_s);
}

struct range {
    int64_t now_ms;
    int nominal, troubled; /* samples */
    double troubled_t;     /* of the last one */
};

static void listen_to_words(void *owner, const struct sim_record *r)
{
    struct range *range = owner;
    char json[256];
    bytes_to_text(r->value, json, sizeof json);
    double at_s = (double)range->now_ms / 1000;
    bool is_nominal = bytes_equal(r->key, bytes_of("KESTREL-2"));
    if (bytes_is_null(r->key))
        return;
    assert_string_equal(r->topic, "kestrel");
    if (strstr(json, "\"event\":") != NULL && is_nominal)
        check_sentence(nominal, ARRAY_SIZE(nominal), json, at_s);
    else if (strstr(json, "\"event\":") != NULL)
        check_sentence(troubled, ARRAY_SIZE(troubled), json, at_s);
    else if (is_nominal)
        range->nominal++;
    else
        range->troubled++, range->troubled_t = number(json, "\"time\":");
}

static void each_rocket_says_its_words_once_at_their_time(void **state)
{
    (void)state;
    struct range range = {0};
    struct sim *sim = sim_open();
    while ((range.now_ms = sim_next_ms(sim)) <= 600000)
        sim_step(sim, listen_to_words, &range);
    sim_close(sim);
    for (size_t i = 0; i < ARRAY_SIZE(nominal); i++)
        assert_int_equal(nominal[i].heard, 1);
    for (size_t i = 0; i < ARRAY_SIZE(troubled); i++)
        assert_int_equal(troubled[i].heard, 1);
    assert_in_range(range.nominal, 4417, 4419); /* ten a second, until ten seconds after the end */
    assert_int_equal(range.troubled, 1101);     /* until five seconds after */
    assert_true(range.troubled_t == -3);
}

/* Where KESTREL-2 is, in km and m/s, and what it feels, by the second of the range. */
static void check_place(void *owner, const struct sim_record *r)
{
    static const struct {
        int64_t at_ms;
        double vel, alt, acc;
    } places[] = {
        {0, 0, 0, 0},
        {20000, 1.0, 0, 10.2},
        {20100, 2.0, 0, 10.2},
        {40000, 261.4, 2.504, 14.4},
        {80000, 1127.7, 27.619, 34.0},
        {80100, 1126.4, 27.732, -12.9},
        {180000, 127.2, 89.470, -9.8},
        {300000, 959.7, 34.728, 2.1},
        {320000, 571.8, 18.427, 27.9},
        {360000, 154.3, 7.318, 2.2},
        {420000, 71.9, 0.431, 6.0},
        {440000, 0, 0, 0},
    };
    int64_t now_ms = *(const int64_t *)owner;
    char json[256];
    bytes_to_text(r->value, json, sizeof json);
    if (!bytes_equal(r->key, bytes_of("KESTREL-2")) || strstr(json, "\"vel\":") == NULL)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        if (places[i].at_ms == now_ms &&
            (fabs(number(json, "\"vel\":") - places[i].vel) > 0.005 * places[i].vel + 0.11 ||
             fabs(number(json, "\"alt\":") - places[i].alt) > 0.005 * places[i].alt + 0.0011 ||
             fabs(number(json, "\"acc\":") - places[i].acc) > 0.21))
            fail_msg("%s at %lld", json, (long long)now_ms);
    }
}

static void the_flight_goes_through_these_places(void **state)
{
    (void)state;
    int64_t now_ms;
    struct sim *sim = sim_open();
    while ((now_ms = sim_next_ms(sim)) <= 600000)
        sim_step(sim, check_place, &now_ms);
    sim_close(sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nominal_rocket_lifts_off_at_20_s_flies_and_lands),
        cmocka_unit_test(the_troubled_rocket_holds_recycles_and_aborts),
        cmocka_unit_test(samples_follow_from_each_other),
        cmocka_unit_test(the_weather_changes_every_four_seconds),
        cmocka_unit_test(a_flight_that_has_ended_falls_silent),
        cmocka_unit_test(the_same_story_every_time),
        cmocka_unit_test(each_rocket_says_its_words_once_at_their_time),
        cmocka_unit_test(the_flight_goes_through_these_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
