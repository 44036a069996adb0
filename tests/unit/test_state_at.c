/* test_state_at.c: the state at T against its definition, over random recordings: many flights of
 * one rocket, some within one chunk and some over many, backlogs beside live, time going back. */
#include "fold_kit.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "playhead/playhead.h"
#include "recording.h"

enum { S = 1000, ROCKETS = 5, ROWS = 14000, ASKED = 200, REPLAYED = 10, FLIGHTS = 4000 };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */
static const char *const keys[ROCKETS] = {"STEADY", "RESTLESS", "RARE", "PAST", NULL};

struct row {
    int rocket;
    int64_t seq, t_ms, arrival_ms;
    char value[64];
};

static struct row rows[ROWS];
static uint32_t dice_state;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

static void make_value(struct row *row)
{
    static const char *const words[] = {"countdown started", "liftoff", "landed", "hold",
                                        "countdown resumed", "aborted", "max-Q"};
    int rare = row->rocket == 1 ? 12 : 700; /* RESTLESS flies again and again */
    if (row->rocket == 4 || dice(rare) == 0)
        snprintf(row->value, sizeof(row->value), row->rocket == 4 ? "%s" : "{\"event\":\"%s\"}",
                 words[dice((int)ARRAY_SIZE(words))]);
    else
        snprintf(row->value, sizeof(row->value), "{\"a\":%d,\"b\":%d.5}", dice(1000), dice(99));
}

/* Live rockets come as they are sent; PAST is read from a backlog of years ago meanwhile, and jumps
 * back now and then. */
static void make_rows(void)
{
    int64_t now = t0, past = t0 - 3000 * (int64_t)86400 * S;
    for (int i = 0; i < ROWS; i++) {
        struct row *row = &rows[i];
        static const int share[] = {0, 0, 0, 0, 0, 1, 1, 3, 3, 3};
        now += dice(60);
        row->seq = i + 1;
        row->rocket = dice(150) == 0 ? 2 + 2 * dice(2) : share[dice(10)];
        row->t_ms = now - dice(300);
        row->arrival_ms = now;
        if (row->rocket == 3) {
            past += dice(2000) == 0 ? -2 * 3600 * S : dice(80);
            row->t_ms = past;
            row->arrival_ms = FLIGHT_NO_TIME;
        }
        if (dice(2000) == 0)
            row->t_ms -= 90 * S; /* late */
        make_value(row);
    }
}

static struct flight_message message_of(const struct row *row)
{
    return (struct flight_message){.seq = row->seq,
                                   .t_ms = row->t_ms,
                                   .arrival_ms = row->arrival_ms,
                                   .value = bytes_of(row->value)};
}

/* The definition, word by word: the flight with the latest start v0 <= T; of its messages, in order
 * of seq, those with v <= T. */
struct begun { /* a flight */
    int rocket, first;
    int32_t number;
    int64_t v0_ms;
};

static struct begun flights[FLIGHTS];
static int flights_count;

static void find_flights(int rocket)
{
    struct rocket *r = rocket_new();
    rocket_init(r, rocket + 1, bytes_of("x"), keys[rocket] == NULL);
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].rocket != rocket)
            continue;
        struct flight_message m = message_of(&rows[i]);
        int32_t before = r->flight;
        decode_fold(r, &mission_default, &m, NULL);
        if (r->flight == before)
            continue;
        assert_true(flights_count < FLIGHTS);
        flights[flights_count++] = (struct begun){rocket, i, r->flight, r->flight_v0_ms};
    }
    rocket_free(r);
}

static void define(struct rocket *r, int rocket, int64_t t_ms)
{
    const struct begun *holds = NULL;
    for (int i = 0; i < flights_count; i++)
        if (flights[i].rocket == rocket && flights[i].v0_ms <= t_ms &&
            (holds == NULL || flights[i].v0_ms >= holds->v0_ms))
            holds = &flights[i];
    rocket_init(r, rocket + 1, bytes_of("x"), keys[rocket] == NULL);
    if (holds == NULL)
        return;
    r->flight = holds->number - 1;
    for (int i = holds->first; i < ROWS; i++) {
        struct flight_message m = message_of(&rows[i]);
        if (rows[i].rocket == rocket && !decode_fold_until(r, &mission_default, &m, t_ms, NULL))
            return;
    }
}

static void must_be_same(const struct rocket *want, const struct rocket *got, int64_t t_ms)
{
    bool same = want->seq == got->seq && want->v_ms == got->v_ms && want->t_ms == got->t_ms &&
                want->clock == got->clock && want->t_zero_ms == got->t_zero_ms &&
                want->clock_held_ms == got->clock_held_ms && want->messages == got->messages &&
                strcmp(want->phase, got->phase) == 0 && strcmp(want->outcome, got->outcome) == 0 &&
                strcmp(want->last_text, got->last_text) == 0 &&
                want->channels_count == got->channels_count &&
                rocket_state(want, t_ms) == rocket_state(got, t_ms);
    for (int i = 0; same && i < want->channels_count; i++)
        same = want->channels[i].value == got->channels[i].value &&
               want->channels[i].samples == got->channels[i].samples &&
               want->channels[i].v_ms == got->channels[i].v_ms;
    if (!same)
        fail_msg("%s at %+lld: seq %lld, %lld messages; must be seq %lld, %lld messages", got->name,
                 (long long)(t_ms - t0), (long long)got->seq, (long long)got->messages,
                 (long long)want->seq, (long long)want->messages);
}

static int rocket_named(const struct rocket *r)
{
    for (int i = 0; i < ROCKETS; i++)
        if (keys[i] == NULL ? r->keyless : strcmp(keys[i], r->name) == 0)
            return i;
    fail_msg("who is %s?", r->name);
    return -1;
}

static void compare_all(struct playhead *p, int64_t t_ms)
{
    static struct rocket want;
    const struct fleet *fleet = playhead_shown(p);
    assert_true(fleet->count > 0);
    for (int i = 0; i < fleet->count; i++) {
        define(&want, rocket_named(fleet->rockets[i]), t_ms);
        must_be_same(&want, fleet->rockets[i], t_ms);
    }
}

/* Somewhere in what may be shown, often close to where it is: on, back, and far away. */
static int64_t any_moment(const struct transport *t)
{
    int64_t span = t->bar1_ms - t->bar0_ms;
    int64_t at = dice(3) == 0 ? t->bar0_ms + (int64_t)dice(1 << 20) * span / (1 << 20)
                              : t->t_ms + dice(20000) - 8000;
    return at < t->bar0_ms ? t->bar0_ms : at > t->bar1_ms ? t->bar1_ms : at;
}

static void ask(struct playhead *p, int times)
{
    struct err err = {0};
    char said[80];
    for (int i = 0; i < times; i++) {
        struct transport t;
        playhead_transport(p, &t);
        assert_int_equal(playhead_seek(p, any_moment(&t), said, &err), 0);
        playhead_transport(p, &t);
        compare_all(p, t.t_ms);
    }
}

/* Behind live, and in replays of some flights of every rocket. */
static void ask_everywhere(struct playhead *p)
{
    static struct store_flight past[FLIGHTS];
    struct err err = {0};
    char said[80];
    assert_int_equal(playhead_pause(p, said, &err), 0);
    ask(p, ASKED);
    int count = playhead_flights(p, past, FLIGHTS, &err);
    assert_int_equal(count, flights_count);
    for (int i = 0; i < REPLAYED; i++) {
        assert_int_equal(playhead_replay(p, past[dice(count)].id, said, &err), 0);
        assert_int_equal(playhead_pause(p, said, &err), 0);
        ask(p, ASKED / REPLAYED);
    }
}

static void every_state_is_what_its_definition_says(void **state)
{
    (void)state;
    struct recording *r = mem_alloc(sizeof(*r));
    char *cache = mem_printf("/tmp/test_state_at.%d.db", (int)getpid());
    for (uint32_t seed = 1; seed <= 3; seed++) {
        struct err err = {0};
        struct playhead *p;
        dice_state = seed;
        flights_count = 0;
        make_rows();
        for (int rocket = 0; rocket < ROCKETS; rocket++)
            find_flights(rocket);
        assert_true(flights_count > 20);
        recording_begin(r, cache, &mission_default);
        for (int i = 0; i < ROWS; i++)
            recording_say(r, keys[rows[i].rocket], rows[i].t_ms, rows[i].arrival_ms, rows[i].value);
        recording_end(r);
        assert_int_equal(
            playhead_open(&p, cache, &mission_default, rows[ROWS - 1].t_ms + 61 * S, &err), 0);
        ask_everywhere(p);
        playhead_close(p);
        recording_remove(cache);
    }
    free(r);
    free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_is_what_its_definition_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
