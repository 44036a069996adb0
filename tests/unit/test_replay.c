/* test_replay.c: what a replay shows at T is what live showed at T: every cell of FLEET and ROCKET,
 * the events and the link, wherever the playhead comes from; dead links, a dead recorder, silences
 * and two flights of one rocket included. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "playhead/playhead.h"
#include "recording.h"

enum {
    S = 1000,
    RUN_MS = 420 * S,
    STEP_MS = 200,
    STEPS = RUN_MS / STEP_MS,
    MESSAGES = 40000,
    EVENTS = 24,
    STRIDE = 3, /* steps between two comparisons while playing */
    LINK_DOWN_AT = 100 * S,
    LINK_UP_AT = 112 * S,
    KILLED_AT = 200 * S,
    RESTARTED_AT = 221 * S,
};

static const int64_t start_ms = 1795357867000; /* 2026-11-22T14:31:07Z */

struct said {
    int64_t t_ms, arrival_ms;
    const char *key;
    char value[120];
};

static struct said said[MESSAGES];
static int said_count;
static char *shown[STEPS + 1]; /* what live showed at each step, as text */
static char *cache;

/* A small generator of our own: the same run on every machine. */
static uint32_t dice_state = 12345;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

/* What was heard while the link or the recorder was dead is heard when it is back. */
static int64_t heard_at(int64_t ms)
{
    int64_t at = ms - start_ms;
    if (at >= LINK_DOWN_AT && at < LINK_UP_AT)
        return start_ms + LINK_UP_AT;
    if (at > KILLED_AT - STEP_MS && at < RESTARTED_AT)
        return start_ms + RESTARTED_AT;
    return ms;
}

static void say(const char *key, int64_t t_ms, int delay_ms, const char *value)
{
    assert_true(said_count < MESSAGES);
    struct said *s = &said[said_count++];
    s->key = key;
    s->t_ms = start_ms + t_ms;
    s->arrival_ms = heard_at(start_ms + t_ms + delay_ms);
    snprintf(s->value, sizeof(s->value), "%s", value);
}

/* A rocket with a mission clock, from `from` to `to`, a message each `pace` ms. */
static void fly(const char *key, int64_t from, int64_t to, int pace, int64_t t_zero, int delay)
{
    char value[120];
    for (int64_t t = from; t < to; t += pace) {
        double clock = (double)(t - t_zero) / 1000;
        snprintf(value, sizeof(value), "{\"time\":%.3f,\"velocity\":%.3f,\"altitude\":%d}", clock,
                 100 * sin(clock / 20), dice(1000));
        say(key, t, dice(delay), value);
    }
}

/* Numbers now and then, words in between, and a second flight. */
static void fly_simulated(void)
{
    static const struct {
        int64_t t;
        const char *value;
    } words[] = {
        {5 * S, "{\"event\":\"countdown started\"}"},
        {30 * S, "{\"event\":\"hold\"}"},
        {50 * S, "{\"event\":\"countdown resumed\"}"},
        {70 * S, "{\"event\":\"liftoff\"}"},
        {90 * S, "{\"event\":\"max-Q\",\"q\":29.3}"},
        {150 * S, "{\"event\":\"left atmosphere\"}"},
        {240 * S, "{\"event\":\"landed\"}"},
        {300 * S, "{\"event\":\"countdown started\"}"},
        {330 * S, "{\"event\":\"liftoff\"}"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        say("KESTREL-1", words[i].t, dice(30), words[i].value);
    char value[120];
    for (int64_t t = 6 * S; t < RUN_MS; t += 400 + dice(200)) {
        if (t > 240 * S && t < 300 * S)
            continue;
        snprintf(value, sizeof(value), "vel=%d.5, lox=%d", dice(3000), 80 + dice(12));
        say("KESTREL-1", t, dice(300), value);
    }
}

static void say_words(void)
{
    static const char *const words[] = {
        "Countdown started", "Countdown ended",    "Liftoff",           "Left atmosphere",
        "Preparing reentry", "Reentry successful", "Landing successful"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        say(NULL, 20 * S + (int64_t)i * 31 * S, dice(50), words[i]);
}

static int by_arrival(const void *left, const void *right)
{
    const struct said *a = left, *b = right;
    if (a->arrival_ms != b->arrival_ms)
        return a->arrival_ms < b->arrival_ms ? -1 : 1;
    return (a->t_ms > b->t_ms) - (a->t_ms < b->t_ms);
}

static void write_script(void)
{
    fly("F9-B1029", 0, RUN_MS, 33, 60 * S, 150);
    fly("F9-FS5-S2", 10 * S, 140 * S, 100, 15 * S, 400);
    fly("F9-FS5-S2", 250 * S, RUN_MS, 100, 15 * S, 400); /* silent for 110 s */
    fly("SLOW", 40 * S, RUN_MS, 4000, 40 * S, 45 * S);   /* heard up to 45 s late */
    fly_simulated();
    say_words();
    say("F9-B1029", 33 * S, 10, "{\"velocity\":");
    say("F9-B1029", 34 * S, 10, "\xff\xfe");
    qsort(said, (size_t)said_count, sizeof(said[0]), by_arrival);
}

static void print_rocket(struct buf *out, const struct rocket *r, int64_t now)
{
    if (r->v_ms == FLIGHT_NO_TIME)
        return; /* live does not know it yet */
    buf_printf(out, "%s %s %s age %lld rate %.4f clock %lld phase %s %lld flight %d n %lld\n",
               r->name, rocket_state_word(rocket_state(r, now)), rocket_outcome(r, now),
               (long long)rocket_age_ms(r, now), rocket_rate(r, now),
               (long long)rocket_clock_ms(r, now), r->phase, (long long)r->phase_since_ms,
               r->flight, (long long)r->messages);
    buf_printf(out, " said %s at %lld errors %lld mixed %d source %d seq %lld\n", r->last_text,
               (long long)r->last_text_v_ms, (long long)r->errors, r->mixed, (int)r->source,
               (long long)r->seq);
    for (int i = 0; i < r->channels_count; i++) {
        const struct channel *c = &r->channels[i];
        buf_printf(out, " %s %.17g at %lld stale %d trend %.17g of %lld\n", c->name, c->value,
                   (long long)c->t_ms, channel_stale(c, now), channel_trend(c),
                   (long long)c->samples);
    }
}

/* Everything that a screen shows, as text. The caller frees. */
static char *screen(struct playhead *p)
{
    struct buf out = {0};
    struct transport t;
    struct err err = {0};
    struct store_event events[EVENTS];
    playhead_transport(p, &t);
    buf_printf(&out, "%lld\n", (long long)(t.t_ms - start_ms));
    const struct fleet *fleet = playhead_shown(p);
    for (int i = 0; i < fleet->count; i++)
        print_rocket(&out, fleet->rockets[i], t.t_ms);
    buf_printf(&out, "link %d\n", playhead_link_at(p)->state);
    int count = playhead_events(p, events, EVENTS, &err);
    assert_true(count >= 0);
    for (int i = 0; i < count; i++)
        buf_printf(&out, "%lld %d %d %s\n", (long long)events[i].v_ms, events[i].rocket,
                   events[i].kind, events[i].text);
    char *text = mem_text(buf_text(&out));
    buf_deinit(&out);
    return text;
}

/* The first line in which two screens differ. */
static void must_equal(const char *want, const char *got, const char *how)
{
    while (*want != '\0' || *got != '\0') {
        size_t a = strcspn(want, "\n"), b = strcspn(got, "\n");
        if (a != b || memcmp(want, got, a) != 0)
            fail_msg("%s\n live   %.*s\n replay %.*s", how, (int)a, want, (int)b, got);
        want += a + (want[a] != '\0');
        got += b + (got[b] != '\0');
    }
}

static void must_show(struct playhead *p, int step, const char *how)
{
    char *now = screen(p);
    must_equal(shown[step], now, how);
    free(now);
}

/* The recorder's part of one step: everything that has arrived, and its heartbeat. */
static void record_step(struct recording *r, int step, int *next)
{
    int64_t at = (int64_t)step * STEP_MS, now = start_ms + at;
    if (at >= KILLED_AT && at < RESTARTED_AT)
        return;
    bool down = at >= LINK_DOWN_AT && at < LINK_UP_AT;
    if (at == 0)
        recording_link(r, now, LINK_OK, "");
    if (at == LINK_DOWN_AT)
        recording_link(r, now, LINK_DOWN, "localhost:9092: connection refused");
    if (at == LINK_UP_AT)
        recording_link(r, now, LINK_OK, "");
    if (at == RESTARTED_AT) {
        recording_mourn(r, now);
        recording_link(r, now, LINK_OK, "");
    }
    for (; *next < said_count && said[*next].arrival_ms <= now; (*next)++)
        recording_say(r, said[*next].key, said[*next].t_ms, said[*next].arrival_ms,
                      said[*next].value);
    recording_tick(r, now);
    recording_beat(r, now, down ? LINK_DOWN : LINK_OK);
    recording_commit(r);
}

enum { BEHIND = 150, FIRST = 5 }; /* steps: of a second viewer behind live; the first compared */

/* A second viewer follows live half a minute behind it, at 1x. */
static void follow(struct playhead **p, int step, int64_t now)
{
    struct err err = {0};
    char line[80];
    if (step < BEHIND + FIRST)
        return;
    if (*p == NULL) {
        assert_int_equal(playhead_open(p, cache, &mission_default, now, &err), 0);
        assert_int_equal(playhead_seek(*p, start_ms + FIRST * STEP_MS, line, &err), 0);
    }
    assert_true(playhead_pump(*p, now, &err) >= 0);
    assert_true(playhead_tick(*p, now, (1 + (int64_t)step) * STEP_MS * 1000000, &err) >= 0);
    must_show(*p, step - BEHIND, "following behind live");
}

/* Flies the whole script before a live viewer, and keeps what it showed. */
static int record_run(void **state)
{
    (void)state;
    struct recording *r = mem_alloc(sizeof(*r));
    struct playhead *live = NULL, *behind = NULL;
    struct err err = {0};
    int next = 0;
    cache = mem_printf("/tmp/test_replay.%d.db", (int)getpid());
    write_script();
    recording_begin(r, cache, &mission_default);
    for (int step = 0; step <= STEPS; step++) {
        int64_t now = start_ms + (int64_t)step * STEP_MS;
        record_step(r, step, &next);
        if (live == NULL)
            assert_int_equal(playhead_open(&live, cache, &mission_default, now, &err), 0);
        assert_int_equal(playhead_pump(live, now, &err), 0);
        shown[step] = screen(live);
        follow(&behind, step, now);
    }
    assert_true(r->seq > 3 * STORE_CHUNK);
    recording_end(r);
    playhead_close(live);
    playhead_close(behind);
    free(r);
    return 0;
}

static int remove_run(void **state)
{
    (void)state;
    for (int step = 0; step <= STEPS; step++)
        free(shown[step]);
    recording_remove(cache);
    free(cache);
    return 0;
}

static struct playhead *open_paused(void)
{
    struct playhead *p = NULL;
    struct err err = {0};
    char line[80];
    assert_int_equal(playhead_open(&p, cache, &mission_default, start_ms + RUN_MS, &err), 0);
    assert_int_equal(playhead_pause(p, line, &err), 0);
    return p;
}

static void a_seek_to_any_moment_shows_what_live_showed(void **state)
{
    (void)state;
    struct playhead *p = open_paused();
    struct err err = {0};
    char line[80], how[80];
    for (int i = 0; i < 300; i++) {
        int step = FIRST + dice(STEPS + 1 - FIRST);
        int64_t t = start_ms + (int64_t)step * STEP_MS;
        assert_int_equal(playhead_seek(p, t, line, &err), 0);
        snprintf(how, sizeof(how), "seek %d, to %.1f s", i, step * STEP_MS / 1e3);
        must_show(p, step, how);
    }
    playhead_close(p);
}

static void walk(struct playhead *p, int from, int to, const char *how)
{
    struct err err = {0};
    int64_t mono = 1;
    playhead_tick(p, start_ms + RUN_MS, mono, &err);
    for (int step = from; abs(to - step) >= STRIDE;) {
        step += to > from ? STRIDE : -STRIDE;
        mono += (int64_t)STRIDE * STEP_MS * 1000000;
        assert_true(playhead_tick(p, start_ms + RUN_MS, mono, &err) >= 0);
        must_show(p, step, how);
    }
}

static void playing_forward_and_in_reverse_shows_it_too(void **state)
{
    (void)state;
    struct playhead *p = open_paused();
    struct err err = {0};
    char line[80];
    assert_int_equal(playhead_seek(p, start_ms + FIRST * STEP_MS, line, &err), 0);
    assert_int_equal(playhead_pause(p, line, &err), 0);
    walk(p, FIRST, STEPS - 1, "playing forward");
    assert_int_equal(playhead_reverse(p, line, &err), 0);
    walk(p, FIRST + (STEPS - 1 - FIRST) / STRIDE * STRIDE, FIRST, "playing in reverse");
    playhead_close(p);
}

static void stepping_there_and_back_shows_the_same(void **state)
{
    (void)state;
    struct playhead *p = open_paused();
    struct err err = {0};
    char line[80];
    for (int i = 0; i < 60; i++) {
        assert_int_equal(playhead_seek(p, start_ms + dice(RUN_MS - 10 * S), line, &err), 0);
        assert_int_equal(playhead_step(p, 1, line, &err), 0);
        char *before = screen(p);
        assert_int_equal(playhead_step(p, 1, line, &err), 0);
        char *between = screen(p);
        assert_string_not_equal(before, between);
        assert_int_equal(playhead_step(p, -1, line, &err), 0);
        char *after = screen(p);
        must_equal(before, after, "one message on and back");
        free(before);
        free(between);
        free(after);
    }
    playhead_close(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seek_to_any_moment_shows_what_live_showed),
        cmocka_unit_test(playing_forward_and_in_reverse_shows_it_too),
        cmocka_unit_test(stepping_there_and_back_shows_the_same),
    };
    return cmocka_run_group_tests(tests, record_run, remove_run);
}
