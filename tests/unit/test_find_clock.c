/* test_find_clock.c: going to a T lands where the clock first reads it, whatever fraction of a
 * second T-0 has, however the messages jitter. The reference looks at every millisecond. */
#include "fold_kit.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "flight/show.h"
#include "playhead/playhead.h"
#include "recording.h"

enum {
    S = 1000,
    FLOWN_MS = 100 * S,
    MESSAGES = 12000,
    RUNS = 12,
    FIRST_T = -12,
    LAST_T = 60,
    TYPED = LAST_T - FIRST_T + 1,
};

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */
static char *cache;
static struct err err;

/* A small generator of our own: the same runs on every machine. */
static uint32_t dice_state = 20261122;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

/* What was said, in the order heard. */
struct said {
    int64_t t_ms, arrival_ms;
    char value[80];
};
static struct said said[MESSAGES];
static int said_count;

static void say(int64_t t_ms, int64_t arrival_ms, const char *value)
{
    assert_true(said_count < MESSAGES);
    struct said *s = &said[said_count++];
    *s = (struct said){t_ms, arrival_ms, ""};
    snprintf(s->value, sizeof(s->value), "%s", value);
}

static int by_arrival(const void *left, const void *right)
{
    const struct said *a = left, *b = right;
    return (a->arrival_ms > b->arrival_ms) - (a->arrival_ms < b->arrival_ms);
}

/* Words, from a machine whose clock is `ahead_ms` ahead of ours: a hold, a lift-off that is not
 * exactly where the countdown said. */
static void say_words(int ahead_ms)
{
    int64_t zero = t0 + 40 * S + dice(S);
    struct {
        int64_t at_ms;
        const char *text;
    } words[] = {
        {zero - 30 * S, "Countdown started"},        {zero - 25 * S, "T-00:00:10"},
        {zero - 18 * S - dice(S), "Countdown held"}, {zero - 11 * S - dice(S), "Countdown resumed"},
        {zero - 4 * S, "Countdown ended"},           {zero - 300 + dice(450), "Liftoff"},
        {zero + 20 * S + dice(S), "Left atmosphere"}};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        say(words[i].at_ms + ahead_ms, words[i].at_ms + dice(90), words[i].text);
}

/* A mission's own clock, `pace_ms` between two messages; what it says is off by `jitter_ms`. */
static void say_numbers(int pace_ms, int jitter_ms, int delay_ms)
{
    char value[80];
    int64_t zero = t0 + 20 * S + dice(S);
    for (int64_t t = t0; t < t0 + FLOWN_MS; t += pace_ms) {
        int64_t clock_ms = t - zero + dice(1 + jitter_ms);
        snprintf(value, sizeof(value), "{\"time\":%.3f,\"v\":1}", (double)clock_ms / 1000);
        say(t, t + dice(1 + delay_ms), value);
    }
}

static void record(bool live)
{
    struct recording *rec = mem_alloc(sizeof(*rec));
    qsort(said, (size_t)said_count, sizeof(said[0]), by_arrival);
    recording_begin(rec, cache, &mission_default);
    for (int i = 0; i < said_count; i++) {
        if (!live)
            said[i].arrival_ms = FLIGHT_NO_TIME;
        recording_say(rec, "R", said[i].t_ms, said[i].arrival_ms, said[i].value);
    }
    recording_beat(rec, t0 + FLOWN_MS, LINK_OK);
    recording_end(rec);
    free(rec);
}

/* The first millisecond of each T in the recording; 0: it is never read. From T+0 on after
 * lift-off. */
static int64_t first_ms[TYPED];

static void note(const struct rocket *r, int64_t at_ms)
{
    int64_t clock_ms = rocket_clock_ms(r, at_ms);
    int64_t second = clock_ms / S - (clock_ms % S < 0);
    if (clock_ms == FLIGHT_NO_TIME || second < FIRST_T || second > LAST_T)
        return;
    if (first_ms[second - FIRST_T] == 0 && (second < 0 || r->lifted_off))
        first_ms[second - FIRST_T] = at_ms;
}

static void look_at_every_millisecond(void)
{
    static struct rocket r;
    int next = 0;
    memset(first_ms, 0, sizeof(first_ms));
    rocket_init(&r, 1, bytes_of("R"), false);
    for (int64_t at = t0; at < t0 + FLOWN_MS; at++) {
        for (; next < said_count; next++) {
            struct flight_message m = {.seq = next + 1,
                                       .t_ms = said[next].t_ms,
                                       .arrival_ms = said[next].arrival_ms,
                                       .value = bytes_of(said[next].value)};
            if (!decode_fold_until(&r, &mission_default, &m, at, NULL))
                break;
        }
        note(&r, at);
    }
}

static struct playhead *open_playhead(void)
{
    struct playhead *p = NULL;
    int rc;
    assert_int_equal(playhead_open(&p, cache, &mission_default, t0 + FLOWN_MS, &err), 0);
    while ((rc = playhead_pump(p, t0 + FLOWN_MS, &err)) > 0)
        continue;
    assert_int_equal(rc, 0);
    return p;
}

static void clock_at(struct playhead *p, int64_t at_ms, char out[16])
{
    char line[80];
    assert_int_equal(playhead_seek(p, at_ms, line, &err), 0);
    show_clock(rocket_clock_ms(playhead_shown(p)->rockets[0], at_ms), out);
}

/* Lands where the reference says, where the clock reads T, and a millisecond earlier does not. */
static void must_land(struct playhead *p, int run, int second)
{
    char typed[16], before[16], there[16], line[120] = "";
    int64_t at_ms = 0;
    show_clock((int64_t)second * S, typed);
    typed[strcspn(typed, " ")] = '\0';
    assert_int_equal(playhead_when(p, NULL, typed, 0, &at_ms, line, &err), 0);
    if (at_ms != first_ms[second - FIRST_T])
        fail_msg("run %d: %s lands %lld ms from where it is first read (%s)", run, typed,
                 (long long)(at_ms - first_ms[second - FIRST_T]), line);
    clock_at(p, at_ms - 1, before);
    clock_at(p, at_ms, there);
    if (strcmp(there, typed) != 0 || strcmp(before, typed) == 0)
        fail_msg("run %d: %s lands at %s, a millisecond earlier it reads %s", run, typed, there,
                 before);
    if (second >= 0)
        assert_true(playhead_shown(p)->rockets[0]->lifted_off);
}

static int check_run(int run)
{
    char line[80];
    int landed = 0;
    look_at_every_millisecond();
    struct playhead *p = open_playhead();
    assert_int_equal(playhead_pause(p, line, &err), 0);
    for (int second = FIRST_T; second <= LAST_T; second++) {
        if (first_ms[second - FIRST_T] == 0)
            continue;
        landed++;
        must_land(p, run, second);
    }
    playhead_close(p);
    return landed;
}

static void words_land_where_the_clock_first_reads_it(void **state)
{
    (void)state;
    for (int run = 0; run < RUNS; run++) {
        said_count = 0;
        say_words((run % 3 - 1) * dice(5 * S));
        record(run % 4 != 3);
        assert_true(check_run(run) > 40);
    }
}

static void numbers_land_where_the_clock_first_reads_it(void **state)
{
    (void)state;
    for (int run = 0; run < RUNS; run++) {
        said_count = 0;
        say_numbers(100, 20 * (run % 3), 30);
        record(run % 4 != 3);
        assert_true(check_run(run) > 60);
    }
}

/* Several closed chunks, T-0 moves all the time. */
static void a_long_flight_lands_by_its_keyframes(void **state)
{
    (void)state;
    said_count = 0;
    say_numbers(10, 400, 30);
    record(true);
    assert_true(said_count > 2 * STORE_CHUNK);
    assert_true(check_run(0) > 60);
}

/* Rows without a clock that fill chunks, and a countdown that is set between them. */
enum { ROW_MS = 10 };

static void say_rows(void)
{
    for (int64_t t = t0; t < t0 + FLOWN_MS; t += ROW_MS)
        say(t, t, "{\"v\":1}");
}

static void set_clock(int64_t after_ms, int clock_s)
{
    char value[16];
    snprintf(value, sizeof(value), "T%c00:00:%02d", clock_s < 0 ? '-' : '+', abs(clock_s));
    say(t0 + after_ms, t0 + after_ms, value);
}

/* Where "go to `typed`" leads, after the start. */
static int64_t lands_after_ms(const char *typed)
{
    char line[120];
    int64_t at_ms = 0;
    record(true);
    struct playhead *p = open_playhead();
    assert_int_equal(playhead_when(p, NULL, typed, 0, &at_ms, line, &err), 0);
    playhead_close(p);
    return at_ms - t0;
}

static void a_countdown_set_back_within_a_chunk_keeps_its_first_moments(void **state)
{
    (void)state;
    said_count = 0;
    say_rows();
    set_clock(0, -10);
    set_clock(8 * S, -60);
    assert_true(said_count > 2 * STORE_CHUNK);
    assert_int_equal(lands_after_ms("T-5"), 5 * S);
    assert_int_equal(lands_after_ms("T-55"), 13 * S);
}

static void so_does_one_that_is_recycled(void **state)
{
    (void)state;
    said_count = 0;
    say_rows();
    set_clock(5, -10);
    say(t0 + 8 * S, t0 + 8 * S, "Countdown started");
    set_clock(9 * S, -60);
    assert_int_equal(lands_after_ms("T-5"), 5 * S + 5);
}

/* The clock leaps past T, is set back, and reads it chunks later, if only until it is set back
 * again. */
static void what_was_leapt_past_is_found_chunks_later(void **state)
{
    (void)state;
    said_count = 0;
    say_rows();
    set_clock(0, -3);
    set_clock(1 * S, -59);
    set_clock(50 * S, -8);
    set_clock(54 * S, -30);
    assert_int_equal(lands_after_ms("T-5"), 53 * S);
}

static void however_often_the_clock_is_set_it_lands_where_it_is_first_read(void **state)
{
    (void)state;
    int landed = 0;
    for (int run = 0; run < RUNS; run++) {
        said_count = 0;
        say_rows();
        for (int set = 0; set < 12; set++)
            set_clock(1 + dice(FLOWN_MS), dice(70) - 60);
        record(run % 4 != 3);
        landed += check_run(run);
    }
    assert_true(landed > 10 * RUNS / 2);
}

static void what_the_clock_never_read_is_said(void **state)
{
    (void)state;
    struct playhead *p = NULL;
    char line[120];
    int64_t at_ms = 0;
    said_count = 0;
    say(t0, t0, "Countdown started");
    say(t0 + 20 * S, t0 + 20 * S, "Liftoff");
    say(t0 + 50 * S, t0 + 50 * S, "Landing successful");
    record(true);
    p = open_playhead();
    assert_int_equal(playhead_when(p, NULL, "T-5", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0 + 15 * S); /* no clock ran then: five seconds before lift-off */
    assert_int_equal(playhead_when(p, NULL, "T-30", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0);
    assert_string_equal(line, "clamped to 14:31:07Z");
    assert_int_equal(playhead_when(p, NULL, "T+30", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0 + 50 * S);
    assert_int_equal(playhead_when(p, NULL, "T+31", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0 + 50 * S);
    assert_string_equal(line, "clamped to 14:31:57Z");
    playhead_close(p);
}

/* The same when the rows without a clock fill a chunk. */
static void a_clock_that_began_with_lift_off_is_counted_back_in_a_long_flight_too(void **state)
{
    enum { BEFORE = STORE_CHUNK + 100, PACE_MS = 10 };
    (void)state;
    struct playhead *p = NULL;
    char line[120];
    int64_t at_ms = 0, lift_off = t0 + BEFORE * PACE_MS;
    said_count = 0;
    for (int i = 0; i < BEFORE; i++)
        say(t0 + i * PACE_MS, t0 + i * PACE_MS, "{\"v\":1}");
    say(lift_off, lift_off, "Liftoff");
    record(true);
    p = open_playhead();
    assert_int_equal(playhead_when(p, NULL, "T-5", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, lift_off - 5 * S);
    playhead_close(p);
}

static void what_is_read_later_goes_before_what_was_never_read(void **state)
{
    (void)state;
    struct playhead *p = NULL;
    char line[120];
    int64_t at_ms = 0;
    said_count = 0;
    say(t0, t0, "T-00:00:03");
    say(t0 + 2 * S, t0 + 2 * S, "T-00:00:10");
    record(true);
    p = open_playhead();
    assert_int_equal(playhead_when(p, NULL, "T-5", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0 + 7 * S);
    playhead_close(p);
}

static void without_a_lift_off_the_clock_counts_all_the_same(void **state)
{
    (void)state;
    struct playhead *p = NULL;
    char line[120];
    int64_t at_ms = 0;
    said_count = 0;
    say(t0, t0, "T-00:00:10");
    say(t0 + 30 * S, t0 + 30 * S, "{\"v\":1}");
    record(true);
    p = open_playhead();
    assert_int_equal(playhead_when(p, NULL, "T+5", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0 + 15 * S);
    playhead_close(p);
}

static void a_clock_that_is_held_says_so(void **state)
{
    (void)state;
    struct playhead *p = NULL;
    char line[120];
    int64_t at_ms = 0;
    said_count = 0;
    say(t0, t0, "T-00:00:30");
    say(t0 + 20 * S, t0 + 20 * S, "Countdown held");
    record(true);
    p = open_playhead();
    assert_int_equal(playhead_when(p, NULL, "T-10", 0, &at_ms, line, &err), 0);
    assert_int_equal(at_ms, t0 + 20 * S);
    line[0] = '\0';
    assert_int_equal(playhead_when(p, NULL, "T-5", 0, &at_ms, line, &err), ERR_NOT_FOUND);
    assert_string_equal(err.text, "R is held at T-00:00:10");
    playhead_close(p);
}

static int name_cache(void **state)
{
    (void)state;
    cache = mem_printf("/tmp/test_find_clock.%d.db", (int)getpid());
    return 0;
}

static int remove_cache(void **state)
{
    (void)state;
    recording_remove(cache);
    free(cache);
    return 0;
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, name_cache, remove_cache)
    const struct CMUnitTest tests[] = {
        T(words_land_where_the_clock_first_reads_it),
        T(numbers_land_where_the_clock_first_reads_it),
        T(a_long_flight_lands_by_its_keyframes),
        T(a_countdown_set_back_within_a_chunk_keeps_its_first_moments),
        T(so_does_one_that_is_recycled),
        T(what_was_leapt_past_is_found_chunks_later),
        T(however_often_the_clock_is_set_it_lands_where_it_is_first_read),
        T(what_the_clock_never_read_is_said),
        T(a_clock_that_began_with_lift_off_is_counted_back_in_a_long_flight_too),
        T(what_is_read_later_goes_before_what_was_never_read),
        T(without_a_lift_off_the_clock_counts_all_the_same),
        T(a_clock_that_is_held_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
