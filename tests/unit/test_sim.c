/* test_sim.c: the simulated range tells the stories that the demo needs. */
#include "test.h"

#include <stdlib.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nominal_rocket_lifts_off_at_20_s_flies_and_lands),
        cmocka_unit_test(the_troubled_rocket_holds_recycles_and_aborts),
        cmocka_unit_test(the_same_story_every_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
