/* test_series_chunks.c: charts and bars over many chunks, against what the rows say. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "playhead_kit.h"
#include "series_kit.h"

enum { ROWS = 3 * STORE_CHUNK };

static char said[120];

static struct { /* of A, in order of seq */
    int64_t t_ms, v_ms;
    double value;
} samples[ROWS];
static int samples_count;
static uint32_t dice_state;

static int dice(int sides)
{
    dice_state = dice_state * 1664525u + 1013904223u;
    return (int)((dice_state >> 8) % (uint32_t)sides);
}

/* One flight of A at 10 Hz, a rising ramp with a spike now and then, silent for up to 20 s now and
 * then; B in between. `late`: some messages come half a minute late. */
static int64_t fly_long(bool late)
{
    int64_t now = t0;
    samples_count = 0;
    for (int i = 0; i < ROWS - 500; i++) {
        now += 80 + dice(40) + (dice(400) == 0 ? dice(20 * S) : 0);
        if (dice(3) == 0) {
            hear_number("B", now, -5000);
            continue;
        }
        int64_t t_ms = late && dice(200) == 0 ? now - 30 * S : now;
        char text[64];
        double value = dice(300) == 0 ? 50000 + i : i;
        snprintf(text, sizeof text, "{\"v\":%.0f}", value);
        recording_say(rec, "A", t_ms, now + 10, text);
        samples[samples_count].t_ms = t_ms;
        samples[samples_count].v_ms = now + 10;
        samples[samples_count++].value = value;
    }
    return now + 100;
}

struct window {
    int64_t from, to, until;
    int columns;
};

static int column_at(const struct window *w, int64_t t_ms)
{
    int column = (int)((t_ms - w->from) * w->columns / (w->to - w->from));
    return column < w->columns ? column : w->columns - 1; /* `to` is the last column's */
}

static void widen(double *least, double *most, double value)
{
    *least = *least <= value ? *least : value;
    *most = *most >= value ? *most : value;
}

/* Every sample in its column; between two of them no further apart than the deadline, a line. */
static void must_be_exact(const struct window *w, int64_t deadline_ms)
{
    static double least[SERIES_MOST], most[SERIES_MOST];
    double width = (double)(w->to - w->from) / w->columns;
    int last = -1; /* of the samples that lie in the window or just beside it */
    for (int i = 0; i < w->columns; i++)
        least[i] = most[i] = NAN;
    for (int i = 0; i < samples_count && samples[i].v_ms <= w->until; i++) {
        int64_t t = samples[i].t_ms, before = last < 0 ? 0 : samples[last].t_ms;
        if (t < w->from - deadline_ms || t > w->to + deadline_ms)
            continue;
        if (last >= 0 && t > before && t - before <= deadline_ms)
            for (int k = 0; k < w->columns; k++) {
                double middle = (double)w->from + (k + 0.5) * width;
                bool behind = before < w->from || column_at(w, before) < k;
                bool ahead = t > w->to || (t >= w->from && column_at(w, t) > k);
                if (behind && ahead && before <= w->to)
                    widen(&least[k], &most[k],
                          samples[last].value + (samples[i].value - samples[last].value) *
                                                    (middle - (double)before) /
                                                    (double)(t - before));
            }
        if (t >= w->from && t <= w->to)
            widen(&least[column_at(w, t)], &most[column_at(w, t)], samples[i].value);
        last = i;
    }
    for (int i = 0; i < w->columns; i++) {
        if (isnan(least[i]))
            column_is_empty(i);
        else
            column_is(i, least[i], most[i]);
    }
}

/* From afar no peak is lost, and none lies more than 16 messages from its place. */
static void must_hold_every_peak(const struct window *w)
{
    enum { GROUP = 16 };
    for (int i = 0; i < w->columns; i++) {
        double least = NAN, most = NAN, around_least = NAN, around_most = NAN;
        for (int k = 0; k < samples_count && samples[k].v_ms <= w->until; k++) {
            int64_t t = samples[k].t_ms;
            if (t < w->from || t > w->to || column_at(w, t) != i)
                continue;
            widen(&least, &most, samples[k].value);
            for (int n = k < GROUP ? 0 : k - GROUP; n <= k + GROUP && n < samples_count; n++)
                widen(&around_least, &around_most, samples[n].value);
        }
        if (!isnan(least) && !(min[i] <= least + 0.5 && max[i] >= most - 0.5))
            fail_msg("column %d is %g..%g and loses %g..%g", i, min[i], max[i], least, most);
        if (!isnan(least) && !(min[i] >= around_least - 0.5 && max[i] <= around_most + 0.5))
            fail_msg("column %d is %g..%g, only %g..%g is near", i, min[i], max[i], around_least,
                     around_most);
    }
}

static void look_around(int64_t end, int times, bool from_afar)
{
    for (int i = 0; i < times; i++) {
        struct window w = {.until = INT64_MAX, .columns = 1 + dice(SERIES_MOST)};
        int64_t width = from_afar ? (int64_t)(20 + dice(20)) * 100 * w.columns
                                  : (int64_t)(1 + dice(10)) * 100 * w.columns;
        w.from = t0 - 10 * S + (int64_t)dice((int)(end - t0)) - (from_afar ? width / 2 : 0);
        w.to = w.from + width;
        if (dice(3) == 0)
            OK(playhead_seek(p, w.from + dice((int)width), said, &err));
        else if (dice(2) == 0)
            OK(playhead_seek(p, PLAYHEAD_LIVE, said, &err));
        w.until = transport().t_ms;
        bool sooner = dice(3) == 0;
        if (sooner)
            w.until -= dice(20 * S);
        const struct rocket *a = shown("A");
        if (a == NULL || rocket_channel(a, "v") == NULL)
            continue;
        int64_t deadline_ms = pace_deadline_ms(&rocket_channel(a, "v")->pace);
        if (w.to <= a->flight_v0_ms)
            continue;
        chart(w.from, w.to, sooner ? w.until : INT64_MAX, w.columns);
        if (from_afar)
            must_hold_every_peak(&w);
        else
            must_be_exact(&w, deadline_ms);
    }
}

static void few_samples_a_column_are_drawn_exactly(void **state)
{
    (void)state;
    dice_state = 1;
    int64_t end = fly_long(true);
    now_is(end);
    OK(playhead_pause(p, said, &err));
    look_around(end, 120, false);
}

static void many_samples_a_column_keep_every_peak_near_its_place(void **state)
{
    (void)state;
    dice_state = 2;
    int64_t end = fly_long(false);
    now_is(end);
    OK(playhead_pause(p, said, &err));
    look_around(end, 120, true);
}

static void a_bar_over_many_chunks_shows_every_silence(void **state)
{
    (void)state;
    dice_state = 3;
    int64_t end = fly_long(false);
    now_is(end);
    for (int i = 0; i < 60; i++) {
        struct window w = {.columns = 1 + dice(SERIES_MOST)};
        bool expected[SERIES_MOST] = {false};
        w.from = t0 - 10 * S + (int64_t)dice((int)(end - t0));
        w.to = w.from + (int64_t)(1 + dice(20)) * 100 * w.columns;
        for (int k = 0; k < samples_count; k++) {
            int64_t to = samples[k].t_ms, from = to;
            if (k > 0 && to - samples[k - 1].t_ms <= DEADLINE)
                from = samples[k - 1].t_ms;
            if (to < w.from || from > w.to)
                continue;
            int last = to > w.to ? w.columns - 1 : column_at(&w, to);
            for (int c = from < w.from ? 0 : column_at(&w, from); c <= last; c++)
                expected[c] = true;
        }
        bar(w.from, w.to, w.columns);
        for (int c = 0; c < w.columns; c++)
            assert_int_equal(heard[c], expected[c]);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, playhead_setup, series_teardown)
    const struct CMUnitTest tests[] = {
        T(few_samples_a_column_are_drawn_exactly),
        T(many_samples_a_column_keep_every_peak_near_its_place),
        T(a_bar_over_many_chunks_shows_every_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
