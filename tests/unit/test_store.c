/* test_store.c: what is written into the cache comes back, once. */
#include "test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "append_row.h"
#include "base/buf.h"
#include "base/db.h"
#include "store/cache_schema.h"
#include "store/headers.h"
#include "store_kit.h"

/* What a callback saw: seqs in order, and the last row's fields copied. */
struct seen {
    int64_t seqs[20000];
    int count, stop_after;
};

static int see(void *owner, const struct store_message *m)
{
    struct seen *s = owner;
    s->seqs[s->count++] = m->seq;
    return s->count == s->stop_after;
}

static struct seen seen;

static void check_whole(const struct store_message *a, const struct store_message *b)
{
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->part, b->part);
    assert_int_equal(a->off, b->off);
    assert_int_equal(a->t_ms, b->t_ms);
    assert_int_equal(a->ts_type, b->ts_type);
    assert_int_equal(a->arrival_ms, b->arrival_ms);
    assert_int_equal(a->rocket, b->rocket);
    assert_true(bytes_equal(a->key, b->key));
    assert_true(bytes_equal(a->headers, b->headers));
    assert_true(bytes_equal(a->value, b->value));
}

static int check_next(void *owner, const struct store_message *m)
{
    const struct store_message **next = owner;
    check_whole(m, (*next)++);
    return 0;
}

static void every_field_of_a_message_comes_back(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    int32_t keyless, empty;
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    kit_must(&k, writer_rocket(k.w, bytes_of("falcon9"), true, &keyless, &k.err), 0);
    kit_must(&k, writer_rocket(k.w, bytes_make("", 0), false, &empty, &k.err), 0);
    struct store_message rows[] = {kit_message(&k, 1), kit_message(&k, 2), kit_message(&k, 3),
                                   kit_message(&k, 4)};
    rows[0].value = BYTES_NULL;
    rows[1].rocket = keyless;
    rows[1].key = BYTES_NULL;
    rows[1].arrival_ms = STORE_NO_TIME;
    rows[1].value = bytes_make("", 0);
    rows[2].rocket = empty;
    rows[2].key = bytes_make("", 0);
    rows[2].headers = bytes_make("\0", 1);
    rows[2].ts_type = 1;
    rows[3].rocket = keyless; /* as "(others)" is: a key that is not the rocket's name */
    rows[3].key = bytes_make("\xff\x00\xfe", 3);
    rows[3].t_ms = -5;
    bool same[] = {true, false, true, false};
    for (int i = 0; i < 4; i++)
        kit_must(&k, append_row(k.w, &rows[i], same[i], &k.err), 0);
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    const struct store_message *next = rows;
    kit_must(&k, reader_rows(k.r, 1, 4, 10, check_next, &next, &k.err), 4);
    assert_true(reader_idle(k.r));
    kit_close(&k);
}

static void a_heartbeat_counts_for_three_seconds_both_ways(void **state)
{
    struct store_status last = {.pid = 7, .beat_ms = 1000000, .link = LINK_OK};
    struct store_link gone;
    (void)state;
    assert_true(store_beats(&last, 1000000 + STORE_BEAT_FRESH_MS));
    assert_false(store_gone(&last, 1000000 + STORE_BEAT_FRESH_MS, &gone));
    assert_true(store_gone(&last, 1000000 + STORE_BEAT_FRESH_MS + 1, &gone));
    assert_int_equal(gone.t_ms, 1000000 + STORE_BEAT_FRESH_MS + 1);
    assert_true(store_beats(&last, 1000000 - STORE_BEAT_FRESH_MS));
    int64_t put_back_ms = 1000000 - 3600000; /* the clock, and the recorder died */
    assert_false(store_beats(&last, put_back_ms));
    assert_true(store_gone(&last, put_back_ms, &gone));
    assert_int_equal(gone.t_ms, put_back_ms);
}

static void timestamps_beyond_all_reckoning_are_kept_and_read_as_the_ends_of_time(void **state)
{
    const int64_t odd[] = {INT64_MIN, INT64_MIN + 2, -1, 0, INT64_MAX};
    struct store_message rows[ARRAY_SIZE(odd)];
    struct kit k;
    sqlite3 *db;
    (void)state;
    kit_open(&k);
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        rows[i] = kit_message(&k, (int64_t)i + 1);
        rows[i].t_ms = odd[i];
        rows[i].arrival_ms = 1795435799845;
        kit_must(&k, append_row(k.w, &rows[i], true, &k.err), 0);
        rows[i].t_ms = store_record_time(odd[i]);
    }
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    const struct store_message *next = rows;
    kit_must(&k, reader_rows(k.r, 1, 5, 10, check_next, &next, &k.err), 5);
    assert_int_equal(store_record_time(0), 0);
    assert_true(store_record_time(INT64_MIN) > -100000000000000);
    assert_true(store_record_time(INT64_MAX) < 300000000000000);
    assert_int_equal(db_open_read(&db, k.cache, &cache_schema, &k.err), 0);
    sqlite3_stmt *stmt;
    assert_int_equal(db_prepare(db, "SELECT t FROM message ORDER BY seq", &stmt, &k.err), 0);
    for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_true(sqlite3_column_int64(stmt, 0) == odd[i]);
    }
    sqlite3_finalize(stmt);
    db_close(db);
    kit_close(&k);
}

/* Made by somebody else, with our number of migrations even. */
static void make_foreign(const char *path, const char *sql)
{
    sqlite3 *db;
    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void another_programs_file_is_refused_and_left_as_it_was(void **state)
{
    static const char *const made[] = {
        "CREATE TABLE bookmark(a)",
        "CREATE TABLE bookmark(a); PRAGMA user_version=1",
        "CREATE TABLE bookmark(a); PRAGMA user_version=99",
    };
    char dir[] = "/tmp/ground-store-XXXXXX", path[64];
    struct err err;
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/b.db", dir);
    for (size_t i = 0; i < ARRAY_SIZE(made); i++) {
        struct reader *r;
        struct writer *w;
        struct stat before, after;
        make_foreign(path, made[i]);
        stat(path, &before);
        assert_int_equal(reader_open(&r, path, NULL), ERR_CORRUPT);
        assert_int_equal(reader_open(&r, path, &err), ERR_CORRUPT);
        assert_non_null(strstr(err.text, path));
        assert_int_equal(writer_open(&w, path, &err), ERR_CORRUPT);
        assert_non_null(strstr(err.text, path));
        stat(path, &after);
        assert_int_equal(before.st_size, after.st_size);
    }
    FILE *text = fopen(path, "w");
    fputs("this is no database, but a text that is longer than a header of one hundred bytes: "
          "notes of a meeting in November\n",
          text);
    fclose(text);
    struct reader *r;
    assert_int_equal(reader_open(&r, path, &err), ERR_CORRUPT);
    assert_non_null(strstr(err.text, path));
    unlink(path);
    rmdir(dir);
}

static void a_newer_cache_is_refused(void **state)
{
    struct kit k;
    struct reader *r;
    sqlite3 *db;
    (void)state;
    kit_open(&k);
    assert_int_equal(sqlite3_open(k.cache, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    kit_must(&k, reader_open(&r, k.cache, &k.err), ERR_VERSION);
    assert_non_null(strstr(k.err.text, "newer version"));
    kit_close(&k);
}

static void rows_go_up_and_down_and_stop_when_told(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 100);
    seen = (struct seen){0};
    kit_must(&k, reader_rows(k.r, 90, 200, 1000, see, &seen, &k.err), 11);
    assert_int_equal(seen.seqs[0], 90);
    assert_int_equal(seen.seqs[10], 100);
    seen = (struct seen){0};
    kit_must(&k, reader_rows(k.r, 100, 1, 3, see, &seen, &k.err), 3);
    assert_int_equal(seen.seqs[2], 98);
    seen = (struct seen){.stop_after = 2};
    kit_must(&k, reader_rows(k.r, 1, 100, 1000, see, &seen, &k.err), 2);
    assert_true(reader_idle(k.r));
    kit_close(&k);
}

static void an_offset_is_found_across_chunks_and_gaps(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 2 * STORE_CHUNK);
    int64_t seq;
    for (int64_t off = 0; off < 2 * STORE_CHUNK; off += 97) {
        kit_must(&k, reader_offset(k.r, k.part.id, off, &seq, &k.err), 0);
        assert_int_equal(seq, off + 1);
    }
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    struct store_message m = kit_message(&k, 2 * STORE_CHUNK + 1);
    m.off = 50000; /* what lies before was never read */
    kit_must(&k, append_row(k.w, &m, true, &k.err), 0);
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    kit_must(&k, reader_offset(k.r, k.part.id, 30000, &seq, &k.err), 0);
    assert_int_equal(seq, m.seq);
    kit_must(&k, reader_offset(k.r, k.part.id, 50001, &seq, &k.err), ERR_NOT_FOUND);
    kit_must(&k, reader_offset(k.r, 99, 0, &seq, &k.err), ERR_NOT_FOUND);
    kit_close(&k);
}

static void an_offset_moves_only_from_where_it_is_believed_to_be(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 10);
    struct writer_step step = {
        .part = k.part.id, .from_off = 9, .to_off = 12, .first_off = -1, .heard_ms = STORE_NO_TIME};
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    struct store_message m = kit_message(&k, 11);
    kit_must(&k, append_row(k.w, &m, true, &k.err), 0);
    kit_must(&k, writer_advance(k.w, &step, &k.err), ERR_BUSY);
    writer_rollback(k.w);
    int64_t last;
    kit_must(&k, reader_last_seq(k.r, &last, &k.err), 0);
    assert_int_equal(last, 10);
    struct store_part part;
    kit_must(&k, reader_part_find(k.r, "falcon9", 0, &part, &k.err), 0);
    assert_int_equal(part.next_off, 10);
    kit_fill(&k, 11, 12);
    kit_close(&k);
}

static void a_new_generation_keeps_the_old_rows(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 10);
    struct store_part again, parts[4];
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    kit_must(&k, writer_part_again(k.w, &k.part, 0, &again, &k.err), 0);
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    assert_int_equal(again.gen, k.part.gen + 1);
    assert_int_equal(again.next_off, 0);
    kit_must(&k, reader_parts(k.r, parts, 4, &k.err), 2);
    assert_int_equal(parts[0].messages, 10);
    assert_int_equal(parts[1].id, again.id);
    kit_must(&k, reader_part_find(k.r, "falcon9", 0, &parts[0], &k.err), 0);
    assert_int_equal(parts[0].id, again.id);
    kit_close(&k);
}

/* ---- lanes ---- */

/* The kit's rocket has every row; closes chunks 0..n-1 with v = t. */
static void close_chunks(struct kit *k, int n)
{
    kit_must(k, writer_begin(k->w, &k->err), 0);
    for (int64_t chunk = 0; chunk < n; chunk++) {
        uint8_t seqs[STORE_CHUNK];
        int count = chunk == 0 ? STORE_CHUNK - 1 : STORE_CHUNK;
        for (int i = 0; i < count; i++)
            seqs[i] = chunk > 0 && i == 0 ? 0 : 1;
        int64_t first = chunk == 0 ? 1 : chunk * STORE_CHUNK;
        struct store_lane lane = {
            .chunk = chunk,
            .rocket = k->rocket,
            .n = count,
            .v0_ms = first * 1000,
            .v1_ms = (first + count - 1) * 1000,
            .seqs = bytes_make(seqs, (size_t)count),
            .agg = bytes_make("", 0),
            .state = bytes_of("keyframe"),
        };
        kit_must(k, writer_lane(k->w, &lane, &k->err), 0);
        struct store_chunk row = {chunk, lane.v0_ms, lane.v1_ms, lane.v0_ms, lane.v1_ms};
        kit_must(k, writer_chunk(k->w, &row, &k->err), 0);
    }
    kit_must(k, writer_commit(k->w, false, &k->err), 0);
}

static void a_rockets_rows_come_from_lanes_and_the_open_chunk_alike(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    int64_t last = 3 * STORE_CHUNK + 10;
    kit_fill(&k, 1, last);
    close_chunks(&k, 3);
    seen = (struct seen){0};
    kit_must(&k, reader_rocket_rows(k.r, k.rocket, 1, INT64_MAX, 20000, see, &seen, &k.err),
             (int)last);
    for (int i = 0; i < last; i++)
        assert_int_equal(seen.seqs[i], i + 1);
    seen = (struct seen){0};
    kit_must(&k, reader_rocket_rows(k.r, k.rocket, last, 1, 20000, see, &seen, &k.err), (int)last);
    for (int i = 0; i < last; i++)
        assert_int_equal(seen.seqs[i], last - i);
    seen = (struct seen){0};
    kit_must(&k, reader_rocket_rows(k.r, k.rocket, 4094, 4098, 3, see, &seen, &k.err), 3);
    assert_int_equal(seen.seqs[2], 4096);
    kit_must(&k, reader_rocket_rows(k.r, k.rocket, 9, 9, 3, see, &seen, &k.err), 1); /* in a lane */
    kit_must(&k, reader_rocket_rows(k.r, k.rocket + 1, 1, last, 10, see, &seen, &k.err), 0);
    kit_close(&k);
}

static void the_lane_at_a_time_is_the_last_that_is_over_by_then(void **state)
{
    struct kit k;
    struct store_lane lane;
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 5 * STORE_CHUNK);
    close_chunks(&k, 5);
    for (int64_t chunk = 0; chunk < 5; chunk++) {
        int64_t end = ((chunk + 1) * STORE_CHUNK - 1) * 1000;
        kit_must(&k, reader_lane_at(k.r, k.rocket, 0, 4, end, &lane, &k.err), 0);
        assert_int_equal(lane.chunk, chunk);
        assert_true(bytes_equal(lane.state, bytes_of("keyframe")));
        int rc = reader_lane_at(k.r, k.rocket, 0, 4, end - 1, &lane, &k.err);
        kit_must(&k, rc, chunk == 0 ? ERR_NOT_FOUND : 0);
        if (rc == 0)
            assert_int_equal(lane.chunk, chunk - 1);
    }
    kit_must(&k, reader_lane_after(k.r, k.rocket, 2, &lane, &k.err), 0);
    assert_int_equal(lane.chunk, 2);
    kit_must(&k, reader_lane_before(k.r, k.rocket, 99, &lane, &k.err), 0);
    assert_int_equal(lane.chunk, 4);
    int64_t chunks;
    kit_must(&k, reader_chunk_count(k.r, &chunks, &k.err), 0);
    assert_int_equal(chunks, 5);
    kit_close(&k);
}

/* ---- lists ---- */

static void a_silence_is_reported_once_however_often_it_is_found(void **state)
{
    struct kit k;
    struct store_event found[4];
    (void)state;
    kit_open(&k);
    struct store_event stale = {.v_ms = 5000, .seq = -1, .rocket = 1, .kind = 3, .text = "stale"};
    struct store_event later = {.v_ms = 6000, .seq = 4, .rocket = 1, .kind = 1, .text = "Lift-Off"};
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    kit_must(&k, writer_event(k.w, &stale, &k.err), 0);
    kit_must(&k, writer_event(k.w, &stale, &k.err), 0);
    kit_must(&k, writer_event(k.w, &later, &k.err), 0);
    kit_must(&k, writer_event(k.w, &later, &k.err), 0);
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    struct reader_event_query all = {.v0 = 0, .v1 = 9000, .rocket = READER_ALL};
    kit_must(&k, reader_events(k.r, &all, found, 4, &k.err), 3);
    assert_string_equal(found[0].text, "stale");
    all.newest = true;
    kit_must(&k, reader_events(k.r, &all, found, 2, &k.err), 2);
    assert_int_equal(found[0].v_ms, 6000);
    all.text = "lift";
    kit_must(&k, reader_events(k.r, &all, found, 4, &k.err), 2);
    all.text = NULL;
    all.kinds = 1u << 3;
    kit_must(&k, reader_events(k.r, &all, found, 4, &k.err), 1);
    all.kinds = 0;
    all.rocket = 2;
    kit_must(&k, reader_events(k.r, &all, found, 4, &k.err), 0);
    kit_close(&k);
}

static void the_link_is_known_as_it_was_at_any_time(void **state)
{
    struct kit k;
    struct store_link link;
    (void)state;
    kit_open(&k);
    struct store_link up = {.t_ms = 1000, .state = LINK_OK}, down = {2000, LINK_DOWN, 3, 0, "gone"};
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    kit_must(&k, writer_link(k.w, &up, &k.err), 0);
    kit_must(&k, writer_link(k.w, &down, &k.err), 0);
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    kit_must(&k, reader_link_at(k.r, 999, &link, &k.err), ERR_NOT_FOUND);
    kit_must(&k, reader_link_at(k.r, 1999, &link, &k.err), 0);
    assert_int_equal(link.state, LINK_OK);
    kit_must(&k, reader_link_at(k.r, INT64_MAX, &link, &k.err), 0);
    assert_int_equal(link.state, LINK_DOWN);
    assert_string_equal(link.text, "gone");
    kit_close(&k);
}

static void a_flight_is_replaced_by_its_newer_self(void **state)
{
    struct kit k;
    struct store_flight out;
    (void)state;
    kit_open(&k);
    struct store_flight one = {.rocket = 1, .number = 1, .v0_ms = 100, .outcome = "OPEN"};
    struct store_flight two = {.rocket = 1, .number = 2, .v0_ms = 50, .outcome = "OPEN"};
    kit_must(&k, writer_begin(k.w, &k.err), 0);
    kit_must(&k, writer_flight(k.w, &one, &k.err), 0);
    one.messages = 7;
    snprintf(one.outcome, sizeof one.outcome, "LANDED");
    kit_must(&k, writer_flight(k.w, &one, &k.err), 0);
    kit_must(&k, writer_flight(k.w, &two, &k.err), 0);
    kit_must(&k, writer_commit(k.w, false, &k.err), 0);
    kit_must(&k, reader_flight_at(k.r, 1, 100, &out, &k.err), 0);
    assert_int_equal(out.messages, 7);
    assert_string_equal(out.outcome, "LANDED");
    kit_must(&k, reader_flight_at(k.r, 1, 99, &out, &k.err), 0);
    assert_int_equal(out.number, 2);
    kit_must(&k, reader_flight_at(k.r, 1, 49, &out, &k.err), ERR_NOT_FOUND);
    kit_must(&k, reader_flight_last(k.r, 1, &out, &k.err), 0);
    assert_int_equal(out.number, 2);
    kit_close(&k);
}

static void add_header(struct buf *b, const char *name, const char *value)
{
    buf_add_uvarint(b, strlen(name));
    buf_add_text(b, name);
    buf_add_uvarint(b, value == NULL ? 0 : strlen(value) + 1);
    buf_add_text(b, value == NULL ? "" : value);
}

static void headers_are_walked_within_their_bounds(void **state)
{
    struct buf b = {0};
    struct bytes value;
    (void)state;
    buf_add_uvarint(&b, 3);
    add_header(&b, "a", "1");
    add_header(&b, "b", NULL);
    add_header(&b, "a", "");
    assert_true(store_headers_find(buf_bytes(&b), "a", &value));
    assert_true(bytes_equal(value, bytes_make("", 0))); /* the last one counts */
    assert_true(store_headers_find(buf_bytes(&b), "b", &value));
    assert_true(bytes_is_null(value));
    assert_false(store_headers_find(BYTES_NULL, "a", &value));
    for (size_t len = 0; len < b.len; len++) { /* cut anywhere: no read behind the end */
        struct store_headers walk;
        struct store_header header;
        uint8_t *copy = test_malloc(len + 1);
        memcpy(copy, b.data, len);
        store_headers_begin(&walk, bytes_make(copy, len));
        while (store_headers_next(&walk, &header))
            assert_true(header.name.data + header.name.len <= copy + len);
        test_free(copy);
    }
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_a_message_comes_back),
        cmocka_unit_test(a_heartbeat_counts_for_three_seconds_both_ways),
        cmocka_unit_test(timestamps_beyond_all_reckoning_are_kept_and_read_as_the_ends_of_time),
        cmocka_unit_test(another_programs_file_is_refused_and_left_as_it_was),
        cmocka_unit_test(a_newer_cache_is_refused),
        cmocka_unit_test(rows_go_up_and_down_and_stop_when_told),
        cmocka_unit_test(an_offset_is_found_across_chunks_and_gaps),
        cmocka_unit_test(an_offset_moves_only_from_where_it_is_believed_to_be),
        cmocka_unit_test(a_new_generation_keeps_the_old_rows),
        cmocka_unit_test(a_rockets_rows_come_from_lanes_and_the_open_chunk_alike),
        cmocka_unit_test(the_lane_at_a_time_is_the_last_that_is_over_by_then),
        cmocka_unit_test(a_silence_is_reported_once_however_often_it_is_found),
        cmocka_unit_test(the_link_is_known_as_it_was_at_any_time),
        cmocka_unit_test(a_flight_is_replaced_by_its_newer_self),
        cmocka_unit_test(headers_are_walked_within_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
