/* test_derived_series.c: a derived channel in charts and exports is what folding every message
 * gave, close by and from afar, from the middle of a chunk as from the start. */
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "export/message_numbers.h"
#include "flight/formulas.h"
#include "mission/mission_file.h"
#include "playhead_kit.h"

enum { ROWS = 5 * STORE_CHUNK / 2, STEP = 100, COLUMNS = 200 };

static struct mission_file *file;
static const struct mission *mission;
static double folded[ROWS + 1]; /* the derived sample of each row of A, NaN: none */

static const char in_file[] = "mission: m\n"
                              "channels: { v: {}, w: {} }\n"
                              "derived: { up: { as: \"slope(v, 300 s) + w\" } }\n";

/* A rises and falls, B is heard as often; w comes with every tenth message. */
static void value_of(int64_t seq, char out[80])
{
    double v = 100 * sin((double)seq / 150);
    if (seq % 20 == 1)
        snprintf(out, 80, "{\"v\":%.3f,\"w\":%d}", v, (int)(seq / 1000));
    else
        snprintf(out, 80, "{\"v\":%.3f}", v);
}

static int set_up(void **state)
{
    static struct rocket r;
    static struct decoded d;
    (void)state;
    file = mission_file_read(bytes_of(in_file));
    mission = mission_file_mission(file);
    assert_non_null(mission);
    playhead_mission = mission;
    playhead_setup(state);
    rocket_init(&r, 1, bytes_of("A"), false);
    for (int64_t seq = 1; seq <= ROWS; seq++) {
        char value[80];
        value_of(seq, value);
        hear(seq % 2 == 1 ? "A" : "B", t0 + STEP * seq, value);
        folded[seq] = NAN;
        if (seq % 2 == 0)
            continue;
        const struct flight_message m = {.seq = seq,
                                         .t_ms = t0 + STEP * seq,
                                         .arrival_ms = t0 + STEP * seq + 10,
                                         .value = bytes_of(value)};
        message_decode(mission, m.value, &d);
        rocket_fold(&r, mission, &m, &d, NULL);
        rocket_derived(&r, mission, &d);
        for (int i = 0; i < d.count; i++)
            if (strcmp(d.numbers[i].name, "up") == 0)
                folded[seq] = d.numbers[i].value;
    }
    rocket_deinit(&r);
    now_is(t0 + STEP * ROWS + 20);
    return 0;
}

static int tear_down(void **state)
{
    playhead_teardown(state);
    mission_file_close(file);
    playhead_mission = &mission_default;
    return 0;
}

static void a_column_holds_the_extremes_of_the_derived_samples(int64_t seq0, int64_t seq1)
{
    static double min[COLUMNS], max[COLUMNS];
    int64_t from = t0 + STEP * seq0, to = t0 + STEP * seq1;
    OK(playhead_series(p, shown("A")->id, "up", from, to, INT64_MAX, COLUMNS, min, max, &err));
    int filled = 0;
    for (int64_t seq = seq0 | 1; seq < seq1; seq += 2) {
        int column = (int)((seq - seq0) * COLUMNS / (seq1 - seq0));
        if (isnan(folded[seq]))
            continue;
        filled++;
        /* Those from afar are kept as floats. */
        if (!(min[column] <= folded[seq] + 1e-4 && max[column] >= folded[seq] - 1e-4))
            fail_msg("row %d is %g, column %d is %g..%g", (int)seq, folded[seq], column,
                     min[column], max[column]);
        assert_true(max[column] - min[column] < 60);
    }
    assert_true(filled > (seq1 - seq0) / 4);
}

static void charts_show_it_close_by_and_from_afar(void **state)
{
    (void)state;
    a_column_holds_the_extremes_of_the_derived_samples(1, ROWS);
    a_column_holds_the_extremes_of_the_derived_samples(ROWS - 500, ROWS);
    a_column_holds_the_extremes_of_the_derived_samples(STORE_CHUNK - 300, STORE_CHUNK + 300);
    a_column_holds_the_extremes_of_the_derived_samples(2000, 2400);
    a_column_holds_the_extremes_of_the_derived_samples(4900, 5300);
    a_column_holds_the_extremes_of_the_derived_samples(2 * STORE_CHUNK - 50, 2 * STORE_CHUNK + 90);
}

static int64_t checked;

static int check_row(void *owner, const struct store_message *m, struct err *e)
{
    static struct decoded d;
    double up = NAN;
    if (message_numbers_read(owner, m, &d, e) != 0)
        return e->code;
    for (int i = 0; i < d.count; i++)
        if (strcmp(d.numbers[i].name, "up") == 0)
            up = d.numbers[i].value;
    if (m->seq % 2 == 0)
        return 0;
    checked++;
    if (isnan(up) != isnan(folded[m->seq]) || up < folded[m->seq] || up > folded[m->seq])
        fail_msg("row %d: %g, not %g", (int)m->seq, up, folded[m->seq]);
    return 0;
}

static void exports_give_it_from_wherever_they_begin(void **state)
{
    (void)state;
    static const volatile sig_atomic_t go_on = 0;
    static const struct selection_range ranges[] = {
        {.rocket = 0, .seq0 = 0, .seq1 = INT64_MAX, .from_ms = INT64_MIN, .to_ms = INT64_MAX},
        {.rocket = 1, .seq0 = 0, .seq1 = INT64_MAX, .from_ms = INT64_MIN, .to_ms = INT64_MAX},
        {.rocket = 1, .seq0 = 700, .seq1 = 5000, .from_ms = INT64_MIN, .to_ms = INT64_MAX},
        {.rocket = 0, .seq0 = 4096 + 17, .seq1 = 9000, .from_ms = INT64_MIN, .to_ms = INT64_MAX},
        {.rocket = 0,
         .seq0 = 0,
         .seq1 = INT64_MAX,
         .from_ms = t0 + STEP * INT64_C(9000),
         .to_ms = t0 + STEP * INT64_C(9300)},
        {.rocket = 1,
         .seq0 = 0,
         .seq1 = INT64_MAX,
         .from_ms = t0 + STEP * INT64_C(3000),
         .to_ms = t0 + STEP * INT64_C(3300)},
    };
    static const int64_t rows[] = {ROWS / 2, ROWS / 2, 2150, 2443, 150, 150};
    for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
        struct reader *reader;
        struct selection s;
        OK(reader_open(&reader, cache, &err));
        OK(selection_open(&s, reader, &ranges[i], &err));
        struct message_numbers *numbers = message_numbers_new(&s, mission);
        checked = 0;
        OK(selection_walk(&s, &go_on, check_row, numbers, &err));
        assert_true(checked >= rows[i]);
        OK(selection_walk(&s, &go_on, check_row, numbers, &err)); /* back to where it began */
        message_numbers_free(numbers);
        selection_close(&s);
        reader_close(reader);
    }
}

static void a_seek_gives_what_live_had(void **state)
{
    (void)state;
    struct buf live = {0}, back = {0};
    char said[80];
    rocket_encode(shown("A"), &live);
    OK(playhead_seek(p, t0 + STEP * 5001, said, &err));
    const struct channel *up = rocket_channel(shown("A"), "up");
    assert_non_null(up);
    assert_true(up->value <= folded[4999] && up->value >= folded[4999]);
    OK(playhead_seek(p, t0 + STEP * ROWS + 20, said, &err));
    rocket_encode(shown("A"), &back);
    assert_true(bytes_equal(buf_bytes(&live), buf_bytes(&back)));
    buf_deinit(&live);
    buf_deinit(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charts_show_it_close_by_and_from_afar),
        cmocka_unit_test(exports_give_it_from_wherever_they_begin),
        cmocka_unit_test(a_seek_gives_what_live_had),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
