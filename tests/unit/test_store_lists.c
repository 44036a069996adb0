/* test_store_lists.c: rockets, parts, gaps, flights, links and the heartbeat, as they come back; no
 * question leaves a statement open, none a descriptor. */
#include "test.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "append_row.h"
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

/* What a reader returns; it holds nothing afterwards. */
static int idle(int rc)
{
    assert_true(reader_idle(k.r));
    return rc;
}

struct names {
    int count, most;
    int32_t ids[8];
    char names[8][16];
};

static int note_name(void *owner, const struct store_rocket *rocket)
{
    struct names *seen = owner;
    seen->ids[seen->count] = rocket->id;
    snprintf(seen->names[seen->count], sizeof seen->names[0], "%.*s%s", (int)rocket->name.len,
             (const char *)rocket->name.data, rocket->keyless ? "*" : "");
    return ++seen->count >= seen->most;
}

static void rockets_are_listed_in_the_order_in_which_they_were_heard(void **state)
{
    (void)state;
    int32_t id;
    must(writer_begin(k.w, &k.err));
    must(writer_rocket(k.w, bytes_of("F1"), false, &id, &k.err));
    assert_int_equal(id, 2);
    must(writer_rocket(k.w, bytes_of("topic"), true, &id, &k.err));
    must(writer_commit(k.w, false, &k.err));
    struct names all = {.most = 8}, later = {.most = 8}, first = {.most = 1}, none = {.most = 8};
    kit_must(&k, idle(reader_rockets(k.r, 0, note_name, &all, &k.err)), 3);
    assert_string_equal(all.names[0], "F9");
    assert_string_equal(all.names[1], "F1");
    assert_string_equal(all.names[2], "topic*");
    kit_must(&k, idle(reader_rockets(k.r, 1, note_name, &later, &k.err)), 2);
    assert_int_equal(later.ids[0], 2);
    kit_must(&k, idle(reader_rockets(k.r, 0, note_name, &first, &k.err)), 1);
    assert_int_equal(first.count, 1);
    kit_must(&k, idle(reader_rockets(k.r, 3, note_name, &none, &k.err)), 0);
    kit_must(&k, idle(reader_rocket(k.r, 2, note_name, &none, &k.err)), 0);
    assert_string_equal(none.names[0], "F1");
    kit_must(&k, idle(reader_rocket(k.r, 4, note_name, &none, &k.err)), ERR_NOT_FOUND);
    assert_string_equal(k.err.text, "the cache has no rocket 4");
    assert_int_equal(none.count, 1);
}

static void a_hole_in_the_rockets_is_not_taken_for_one(void **state)
{
    (void)state;
    sqlite3 *db;
    struct names seen = {.most = 8};
    assert_int_equal(sqlite3_open(k.cache, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE rocket SET id=5", NULL, NULL, NULL), SQLITE_OK);
    kit_must(&k, idle(reader_rocket(k.r, 3, note_name, &seen, &k.err)), ERR_NOT_FOUND);
    assert_int_equal(seen.count, 0);
    static const char *const numbers[] = {"65535", "65536"};
    for (int i = 0; i < 2; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "UPDATE rocket SET id=%s", numbers[i]);
        assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        kit_must(&k, idle(reader_rockets(k.r, 0, note_name, &seen, &k.err)),
                 i == 0 ? 1 : ERR_CORRUPT);
    }
    assert_non_null(strstr(k.err.text, "is damaged"));
    assert_non_null(strstr(k.err.text, k.cache));
    assert_int_equal(seen.count, 1);
    sqlite3_close(db);
}

static void the_newest_generation_of_a_part_is_found(void **state)
{
    (void)state;
    struct store_part again, other, out, list[4];
    must(writer_begin(k.w, &k.err));
    must(writer_part_again(k.w, &k.part, 7, &again, &k.err));
    must(writer_part(k.w, "c", "atlas", 1, &other, &k.err));
    other.low = 3;
    other.high = 9;
    other.state = PART_DOWN;
    snprintf(other.note, sizeof other.note, "no leader");
    must(writer_part_state(k.w, &other, &k.err));
    must(writer_commit(k.w, false, &k.err));
    kit_must(&k, idle(reader_part_find(k.r, "falcon9", 0, &out, &k.err)), 0);
    assert_int_equal(out.id, again.id);
    assert_int_equal(out.gen, k.part.gen + 1);
    assert_int_equal(out.next_off, 7);
    assert_int_equal(out.first_off, -1);
    assert_true(out.heard_ms == STORE_NO_TIME);
    kit_must(&k, idle(reader_part_find(k.r, "falcon9", 1, &out, &k.err)), ERR_NOT_FOUND);
    kit_must(&k, idle(reader_part_find(k.r, "falcon", 0, &out, &k.err)), ERR_NOT_FOUND);
    for (int max = 0; max <= 4; max++)
        kit_must(&k, idle(reader_parts(k.r, list, max, &k.err)), max < 3 ? max : 3);
    assert_string_equal(list[0].topic, "atlas");
    assert_int_equal(list[0].low, 3);
    assert_int_equal(list[0].high, 9);
    assert_int_equal(list[0].state, PART_DOWN);
    assert_string_equal(list[0].note, "no leader");
    assert_int_equal(list[1].id, k.part.id);
    assert_int_equal(list[2].id, again.id);
}

static void parts_that_nobody_reads_are_gone(void **state)
{
    (void)state;
    struct store_part out, other;
    must(writer_begin(k.w, &k.err));
    must(writer_part(k.w, "c", "atlas", 1, &other, &k.err));
    must(writer_parts_gone(k.w, &k.part.id, 1, &k.err));
    must(writer_commit(k.w, false, &k.err));
    kit_must(&k, reader_part_find(k.r, "falcon9", 0, &out, &k.err), 0);
    assert_int_equal(out.state, PART_OK);
    kit_must(&k, reader_part_find(k.r, "atlas", 1, &out, &k.err), 0);
    assert_int_equal(out.state, PART_GONE);
    assert_string_equal(out.note, "the topic no longer exists, or is not followed");
}

static void gaps_are_listed_by_part_and_offset(void **state)
{
    (void)state;
    static const struct store_gap made[] = {{1, 50, 59, STORE_GAP_RETENTION},
                                            {2, 0, 4, STORE_GAP_DAMAGED},
                                            {1, 3, 3, STORE_GAP_NO_RECORDS}};
    struct store_gap list[4];
    int64_t count;
    must(writer_begin(k.w, &k.err));
    for (size_t i = 0; i < ARRAY_SIZE(made); i++)
        must(writer_gap(k.w, &made[i], &k.err));
    must(writer_commit(k.w, false, &k.err));
    for (int max = 0; max <= 4; max++)
        kit_must(&k, idle(reader_gaps(k.r, 0, list, max, &k.err)), max < 3 ? max : 3);
    static const int order[] = {2, 0, 1};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(list[i].part, made[order[i]].part);
        assert_int_equal(list[i].off0, made[order[i]].off0);
        assert_int_equal(list[i].off1, made[order[i]].off1);
        assert_int_equal(list[i].kind, made[order[i]].kind);
    }
    kit_must(&k, idle(reader_gaps(k.r, 2, list, 4, &k.err)), 1);
    assert_int_equal(list[0].off1, 4);
    static const int64_t counts[] = {0, 2, 1, 0};
    for (int32_t part = 0; part < 4; part++) {
        kit_must(&k, idle(reader_gap_count(k.r, part, &count, &k.err)), 0);
        assert_int_equal(count, counts[part]);
    }
}

static void flights_are_found_by_number_time_and_rocket(void **state)
{
    (void)state;
    struct store_flight out, list[4];
    int64_t count;
    must(writer_begin(k.w, &k.err));
    for (int n = 1; n <= 3; n++) {
        struct store_flight flight = {.rocket = n == 3 ? 2 : 1,
                                      .number = n == 3 ? 1 : n,
                                      .v0_ms = n * 1000,
                                      .v1_ms = n * 1000 + 500,
                                      .t_zero_ms = n == 1 ? STORE_NO_TIME : n * 1000 + 10,
                                      .messages = n};
        snprintf(flight.outcome, sizeof flight.outcome, "LANDED");
        must(writer_flight(k.w, &flight, &k.err));
    }
    must(writer_commit(k.w, false, &k.err));
    for (int max = 0; max <= 4; max++)
        kit_must(&k, idle(reader_flights(k.r, 0, list, max, &k.err)), max < 3 ? max : 3);
    assert_int_equal(list[0].v0_ms, 3000);
    assert_int_equal(list[2].v0_ms, 1000);
    assert_true(list[2].t_zero_ms == STORE_NO_TIME);
    assert_int_equal(list[1].t_zero_ms, 2010);
    assert_string_equal(list[1].outcome, "LANDED");
    kit_must(&k, idle(reader_flights(k.r, 1, list, 4, &k.err)), 2);
    kit_must(&k, idle(reader_flight_count(k.r, &count, &k.err)), 0);
    assert_int_equal(count, 3);
    kit_must(&k, idle(reader_flight(k.r, list[1].id, &out, &k.err)), 0);
    assert_int_equal(out.number, 1);
    kit_must(&k, idle(reader_flight(k.r, 99, &out, &k.err)), ERR_NOT_FOUND);
    kit_must(&k, idle(reader_flight_last(k.r, 1, &out, &k.err)), 0);
    assert_int_equal(out.number, 2);
    kit_must(&k, idle(reader_flight_last(k.r, 3, &out, &k.err)), ERR_NOT_FOUND);
    static const struct {
        int64_t v;
        int at, after; /* numbers; 0: none */
    } rows[] = {{999, 0, 1}, {1000, 1, 2}, {1999, 1, 2}, {2000, 2, 0}, {INT64_MAX, 2, 0}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        kit_must(&k, idle(reader_flight_at(k.r, 1, rows[i].v, &out, &k.err)),
                 rows[i].at == 0 ? ERR_NOT_FOUND : 0);
        if (rows[i].at != 0)
            assert_int_equal(out.number, rows[i].at);
        kit_must(&k, idle(reader_flight_after(k.r, 1, rows[i].v, &out, &k.err)),
                 rows[i].after == 0 ? ERR_NOT_FOUND : 0);
        if (rows[i].after != 0)
            assert_int_equal(out.number, rows[i].after);
    }
}

static void events_come_in_order_from_either_end(void **state)
{
    (void)state;
    struct store_event list[5];
    must(writer_begin(k.w, &k.err));
    for (int n = 1; n <= 5; n++) {
        struct store_event event = {.v_ms = n,
                                    .seq = n,
                                    .rocket = n % 2,
                                    .kind = n,
                                    .clock_ms = n == 5 ? STORE_NO_TIME : -n};
        snprintf(event.text, sizeof event.text, "e%d", n);
        must(writer_event(k.w, &event, &k.err));
    }
    must(writer_commit(k.w, false, &k.err));
    static const struct {
        int64_t v0, v1;
        int32_t rocket;
        uint32_t kinds;
        bool newest;
        int max;
        const char *found; /* the kinds, in order */
    } rows[] = {
        {1, 5, READER_ALL, 0, false, 5, "12345"},
        {1, 5, READER_ALL, 0, true, 5, "12345"},
        {1, 5, READER_ALL, 0, true, 4, "2345"},
        {1, 5, READER_ALL, 0, true, 3, "345"},
        {1, 5, READER_ALL, 0, true, 2, "45"},
        {1, 5, READER_ALL, 0, true, 1, "5"},
        {1, 5, READER_ALL, 0, true, 0, ""},
        {1, 5, READER_ALL, 0, false, 2, "12"},
        {2, 4, READER_ALL, 0, false, 5, "234"},
        {1, 5, 1, 0, false, 5, "135"},
        {1, 5, 0, 0, false, 5, "24"},
        {1, 5, READER_ALL, 1 << 2 | 1 << 5, false, 5, "25"},
        {6, 9, READER_ALL, 0, false, 5, ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct reader_event_query q = {.v0 = rows[i].v0,
                                       .v1 = rows[i].v1,
                                       .rocket = rows[i].rocket,
                                       .kinds = rows[i].kinds,
                                       .newest = rows[i].newest};
        char found[8] = "";
        int count = idle(reader_events(k.r, &q, list, rows[i].max, &k.err));
        for (int n = 0; n < count; n++)
            snprintf(found + n, sizeof found - (size_t)n, "%d", list[n].kind);
        assert_string_equal(found, rows[i].found);
    }
    struct reader_event_query last = {.v0 = 4, .v1 = 5, .rocket = READER_ALL};
    kit_must(&k, reader_events(k.r, &last, list, 5, &k.err), 2);
    assert_int_equal(list[0].clock_ms, -4);
    assert_string_equal(list[0].text, "e4");
    assert_true(list[1].clock_ms == STORE_NO_TIME);
}

static void the_link_is_as_its_last_row_by_then_says(void **state)
{
    (void)state;
    struct store_link out;
    must(writer_begin(k.w, &k.err));
    for (int n = 1; n <= 3; n++) {
        struct store_link link = {.t_ms = n * 10, .state = LINK_DOWN, .parts = 4, .parts_ok = n};
        snprintf(link.text, sizeof link.text, "why %d", n);
        must(writer_link(k.w, &link, &k.err));
    }
    must(writer_commit(k.w, false, &k.err));
    kit_must(&k, idle(reader_link_at(k.r, 31, &out, &k.err)), 0);
    assert_int_equal(out.parts_ok, 3);
    assert_string_equal(out.text, "why 3");
    kit_must(&k, idle(reader_link_at(k.r, 9, &out, &k.err)), ERR_NOT_FOUND);
    kit_must(&k, idle(reader_link_at(k.r, 20, &out, &k.err)), 0);
    assert_int_equal(out.t_ms, 20);
    assert_int_equal(out.parts, 4);
    assert_int_equal(out.state, LINK_DOWN);
}

static void the_link_is_ok_from_the_first_moment_on_at_which_it_was(void **state)
{
    (void)state;
    static const struct {
        int64_t t_ms;
        enum store_link_state link;
    } rows[] = {{10, LINK_OK}, {20, LINK_DOWN}, {30, LINK_BEHIND}, {40, LINK_OK}, {50, LINK_DOWN}};
    static const int64_t asked[][2] = {{5, 5},   {10, 10}, {19, 19}, {20, 40},           {30, 40},
                                       {39, 40}, {40, 40}, {49, 49}, {50, STORE_NO_TIME}};
    must(writer_begin(k.w, &k.err));
    for (size_t n = 0; n < ARRAY_SIZE(rows); n++) {
        struct store_link link = {.t_ms = rows[n].t_ms, .state = (int32_t)rows[n].link};
        must(writer_link(k.w, &link, &k.err));
    }
    must(writer_commit(k.w, false, &k.err));
    for (size_t n = 0; n < ARRAY_SIZE(asked); n++) {
        int64_t from = 0;
        kit_must(&k, idle(reader_link_ok_from(k.r, asked[n][0], &from, &k.err)), 0);
        assert_int_equal(from, asked[n][1]);
    }
}

/* However late a viewer comes. */
static void a_recorder_is_gone_from_the_moment_on_at_which_its_last_beat_was_too_old(void **state)
{
    (void)state;
    struct store_status last = {.pid = 7, .beat_ms = 1000000, .link = LINK_OK, .parts = 4};
    struct store_link gone;
    assert_true(store_gone(&last, 1000000 + 3600000, &gone));
    assert_false(store_beats(&last, gone.t_ms));
    assert_true(store_beats(&last, gone.t_ms - 1));
    assert_int_equal(gone.state, LINK_NO_RECORDER);
    assert_int_equal(gone.parts, 4);
    assert_string_equal(gone.text, "the recorder died");
}

static void the_heartbeat_and_notes_are_those_written_last(void **state)
{
    (void)state;
    struct store_status out, status = {.pid = 7,
                                       .started_ms = 1,
                                       .beat_ms = 2,
                                       .link = LINK_BEHIND,
                                       .link_since_ms = 3,
                                       .next_try_ms = 4,
                                       .tries = 5,
                                       .parts = 6,
                                       .parts_ok = 8,
                                       .last_seq = 9,
                                       .commit_us = 10,
                                       .answer_us = 11};
    char note[8];
    snprintf(status.broker, sizeof status.broker, "h:1");
    snprintf(status.text, sizeof status.text, "fine");
    snprintf(status.mission, sizeof status.mission, "m");
    kit_must(&k, idle(reader_status(k.r, &out, &k.err)), ERR_NOT_FOUND);
    kit_must(&k, idle(reader_meta(k.r, "x", note, sizeof note, &k.err)), 0);
    assert_string_equal(note, "");
    for (int n = 0; n < 2; n++) {
        status.pid++;
        must(writer_begin(k.w, &k.err));
        must(writer_status(k.w, &status, &k.err));
        must(writer_meta(k.w, "x", n == 0 ? "first" : "much longer", &k.err));
        must(writer_commit(k.w, false, &k.err));
        kit_must(&k, idle(reader_status(k.r, &out, &k.err)), 0);
        assert_int_equal(out.pid, status.pid);
        assert_int_equal(out.started_ms, 1);
        assert_int_equal(out.beat_ms, 2);
        assert_int_equal(out.link, LINK_BEHIND);
        assert_int_equal(out.link_since_ms, 3);
        assert_int_equal(out.next_try_ms, 4);
        assert_int_equal(out.tries, 5);
        assert_int_equal(out.parts, 6);
        assert_int_equal(out.parts_ok, 8);
        assert_int_equal(out.last_seq, 9);
        assert_int_equal(out.commit_us, 10);
        assert_int_equal(out.answer_us, 11);
        assert_string_equal(out.broker, "h:1");
        assert_string_equal(out.text, "fine");
        assert_string_equal(out.mission, "m");
    }
    kit_must(&k, idle(reader_meta(k.r, "x", note, sizeof note, &k.err)), 0);
    assert_string_equal(note, "much lo");
}

/* A transaction notes for each part where its rows begin, however many parts there are. */
static void rows_of_many_parts_go_into_one_transaction(void **state)
{
    (void)state;
    struct store_part part;
    int64_t seq;
    must(writer_begin(k.w, &k.err));
    for (int32_t n = 1; n <= 70; n++) {
        must(writer_part(k.w, "c", "many", n, &part, &k.err));
        struct store_message m = kit_message(&k, n);
        m.part = part.id;
        m.off = 100 + n;
        must(append_row(k.w, &m, true, &k.err));
    }
    must(writer_commit(k.w, false, &k.err));
    for (int32_t n = 1; n <= 70; n++) {
        kit_must(&k, reader_part_find(k.r, "many", n, &part, &k.err), 0);
        kit_must(&k, idle(reader_offset(k.r, part.id, 100 + n, &seq, &k.err)), 0);
        assert_int_equal(seq, n);
        kit_must(&k, idle(reader_offset(k.r, part.id, 101 + n, &seq, &k.err)), ERR_NOT_FOUND);
    }
}

static int count_descriptors(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");
    if (dir == NULL)
        return 0; /* not on this system */
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static void opening_and_closing_leaves_no_descriptor(void **state)
{
    (void)state;
    struct writer *second;
    int before = 0;
    for (int n = 0; n < 3; n++) {
        kit_must(&k, writer_open(&second, k.cache, &k.err), 0);
        writer_close(second);
        reader_close(k.r);
        kit_must(&k, reader_open(&k.r, k.cache, &k.err), 0);
        if (n > 0)
            assert_int_equal(count_descriptors(), before);
        before = count_descriptors();
    }
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(rockets_are_listed_in_the_order_in_which_they_were_heard),
        ROW(a_hole_in_the_rockets_is_not_taken_for_one),
        ROW(the_newest_generation_of_a_part_is_found),
        ROW(parts_that_nobody_reads_are_gone),
        ROW(gaps_are_listed_by_part_and_offset),
        ROW(flights_are_found_by_number_time_and_rocket),
        ROW(events_come_in_order_from_either_end),
        ROW(the_link_is_as_its_last_row_by_then_says),
        ROW(the_link_is_ok_from_the_first_moment_on_at_which_it_was),
        ROW(a_recorder_is_gone_from_the_moment_on_at_which_its_last_beat_was_too_old),
        ROW(the_heartbeat_and_notes_are_those_written_last),
        ROW(rows_of_many_parts_go_into_one_transaction),
        ROW(opening_and_closing_leaves_no_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
