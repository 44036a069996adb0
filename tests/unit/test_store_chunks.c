/* test_store_chunks.c: what is written of a closed chunk and its lanes comes back. */
#include "test.h"

#include <sqlite3.h>

#include "store_kit.h"

static struct kit k;

static int begin(void **state)
{
    (void)state;
    kit_open(&k);
    return 0;
}

static int end(void **state)
{
    (void)state;
    kit_close(&k);
    return 0;
}

static void must(int rc)
{
    kit_must(&k, rc, 0);
}

static void every_field_of_a_lane_comes_back(void **state)
{
    (void)state;
    struct store_lane out, lane = {.chunk = 3,
                                   .rocket = k.rocket,
                                   .n = 2,
                                   .v0_ms = 100,
                                   .v1_ms = 200,
                                   .seqs = bytes_of("s"),
                                   .agg = bytes_of("groups"),
                                   .state = bytes_of("keyframe")};
    must(writer_begin(k.w, &k.err));
    must(writer_lane(k.w, &lane, &k.err));
    must(writer_commit(k.w, false, &k.err));
    must(reader_lane_after(k.r, k.rocket, 3, &out, &k.err));
    assert_int_equal(out.chunk, 3);
    assert_int_equal(out.rocket, k.rocket);
    assert_int_equal(out.n, 2);
    assert_int_equal(out.v0_ms, 100);
    assert_int_equal(out.v1_ms, 200);
    assert_true(bytes_equal(out.seqs, lane.seqs));
    assert_true(bytes_equal(out.agg, lane.agg));
    assert_true(bytes_equal(out.state, lane.state));
}

/* Nothing here reads it: it is for whoever opens the file with SQLite. */
static void a_chunk_says_from_when_to_when_its_rows_are(void **state)
{
    (void)state;
    sqlite3 *db;
    sqlite3_stmt *stmt;
    struct store_chunk chunk = {.id = 7, .v_min = 10, .v_max = 20, .t_min = 5, .t_max = 25};
    must(writer_begin(k.w, &k.err));
    must(writer_chunk(k.w, &chunk, &k.err));
    must(writer_commit(k.w, false, &k.err));
    assert_int_equal(sqlite3_open(k.cache, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT id,v_min,v_max,t_min,t_max FROM chunk", -1, &stmt, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    static const int written[] = {7, 10, 20, 5, 25};
    for (int column = 0; column < 5; column++)
        assert_int_equal(sqlite3_column_int(stmt, column), written[column]);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

static void span_is(int64_t t0, int64_t t1, int64_t from, int64_t first, int64_t last)
{
    int64_t seq0 = from, seq1 = -1;
    must(reader_time_span(k.r, t0, t1, &seq0, &seq1, &k.err));
    assert_int_equal(seq0, first);
    assert_int_equal(seq1, last);
}

static void times_are_looked_for_in_the_chunks_that_may_hold_them(void **state)
{
    (void)state;
    static const struct store_chunk chunks[] = {{.id = 0, .t_min = 100, .t_max = 199},
                                                {.id = 1, .t_min = 150, .t_max = 299},
                                                {.id = 2, .t_min = 300, .t_max = 399}};
    enum { C = STORE_CHUNK };
    span_is(0, 1000, 0, 0, INT64_MAX); /* none is closed */
    must(writer_begin(k.w, &k.err));
    for (size_t i = 0; i < ARRAY_SIZE(chunks); i++)
        must(writer_chunk(k.w, &chunks[i], &k.err));
    must(writer_commit(k.w, false, &k.err));
    span_is(0, 1000, 0, 0, C - 1);
    span_is(0, 1000, 5, 5, C - 1);
    span_is(0, 1000, C, C, 2 * C - 1);
    span_is(199, 199, 0, 0, C - 1);
    span_is(200, 200, 0, C, 2 * C - 1);
    span_is(0, 100, 0, 0, C - 1);
    span_is(300, 350, 7, 2 * C, 3 * C - 1);
    span_is(150, 160, C + 9, C + 9, 2 * C - 1);
    span_is(0, 99, 0, 3 * C, INT64_MAX); /* only the open one may */
    span_is(400, 500, 0, 3 * C, INT64_MAX);
    span_is(0, 1000, 3 * C + 4, 3 * C + 4, INT64_MAX);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(every_field_of_a_lane_comes_back),
        ROW(a_chunk_says_from_when_to_when_its_rows_are),
        ROW(times_are_looked_for_in_the_chunks_that_may_hold_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
