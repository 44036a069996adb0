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

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(every_field_of_a_lane_comes_back),
        ROW(a_chunk_says_from_when_to_when_its_rows_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
