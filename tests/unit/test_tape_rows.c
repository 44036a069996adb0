/* test_tape_rows.c: what a tape stores of a message: keys, values, arrivals, gaps, the link. */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "recorder/heartbeat.h"
#include "recorder/tape.h"
#include "store/reader.h"
#include "tape_kit.h"

struct want {
    struct bytes key;
    size_t value_len;
    int64_t arrival_ms;
};

static int check_row(void *owner, const struct store_message *m)
{
    struct want *w = owner;
    assert_true(bytes_equal(m->key, w->key));
    assert_int_equal(m->value.len, w->value_len);
    assert_int_equal(m->arrival_ms, w->arrival_ms);
    return 0;
}

static void check_last(struct tape *t, struct want want)
{
    struct reader *r;
    must(tape_commit(t, false, &err));
    must(reader_open(&r, tape_cache, &err));
    assert_int_equal(reader_rows(r, t->last_seq, t->last_seq, 1, check_row, &want, &err), 1);
    reader_close(r);
}

static void unusual_keys_and_long_values_are_stored_whole(void **state)
{
    (void)state;
    size_t size = 10 << 20;
    uint8_t *long_value = mem_zero(size, 1);
    struct bytes long_key = bytes_make(long_value, TAPE_KEY_MOST + 1);
    struct tape *t = tape_kit_open(&mission_default);
    int part = part_of(t);
    const struct ingest_message rows[] = {
        {.offset = 0, .key = bytes_make("", 0), .value = BYTES_NULL},
        {.offset = 1, .key = bytes_make("\xff\xfe\0", 3), .value = bytes_make(long_value, size)},
        {.offset = 2, .key = long_key, .value = bytes_make("", 0)},
        {.offset = 3, .key = BYTES_NULL, .value = bytes_of("x")},
        {.offset = 4, .key = bytes_of("range"), .value = bytes_of("x")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct ingest_message m = rows[i];
        m.t_ms = start_ms;
        must(tape_put(t, part, &m, true, &err));
        check_last(t, (struct want){m.key, m.value.len, start_ms});
    }
    /* The empty key, the bytes, "(others)" for the long key, the topic, and the key of its name. */
    assert_int_equal(t->names.count, 5);
    tape_close(t);
    free(long_value);
}

struct heard {
    int64_t ago_ms;
    bool live, kept;
};

static void put_heard(struct tape *t, int part, int64_t offset, const struct heard *h)
{
    struct ingest_message m = {
        .offset = offset, .t_ms = start_ms - h->ago_ms, .value = bytes_of("a=1")};
    must(tape_put(t, part, &m, h->live, &err));
    check_last(t, (struct want){BYTES_NULL, 3, h->kept ? start_ms : STORE_NO_TIME});
}

static void messages_older_than_the_recorder_have_no_arrival(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    int part = part_of(t);
    put_heard(t, part, 0, &(struct heard){1000, false, false});
    put_heard(t, part, 1, &(struct heard){0, false, true});
    put_heard(t, part, 2, &(struct heard){1000, true, true});
    tape_close(t);
    t = tape_kit_open(&mission_default);
    put_heard(t, part_of(t), 3, &(struct heard){1000, false, true}); /* we were away for a second */
    tape_close(t);
}

static void only_messages_heard_in_time_or_live_have_an_arrival(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    int part = part_of(t);
    const struct heard rows[] = {
        {0, false, true},    {1000, false, true},     {60000, false, true}, {60001, false, false},
        {60001, true, true}, {-3600000, false, true}, /* from the future: its time is capped */
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (i == 1) {
            tape_close(t);
            t = tape_kit_open(&mission_default);
            part = part_of(t);
        }
        put_heard(t, part, (int64_t)i, &rows[i]);
    }
    /* Without a timestamp it is its arrival, which never falls. */
    tape_set_arrival(t, start_ms - 5000);
    struct ingest_message m = {.offset = 6, .t_ms = -1, .ts_type = -1, .value = bytes_of("a=1")};
    must(tape_put(t, part, &m, false, &err));
    check_last(t, (struct want){BYTES_NULL, 3, start_ms});
    tape_close(t);
    must(tape_open(&t, tape_cache, &mission_default, &err)); /* nor does it after a restart */
    tape_set_arrival(t, start_ms - 5000);
    assert_int_equal(t->arrival_ms, start_ms);
    tape_close(t);
}

static void the_crc_distinguishes_a_message_from_similar_ones(void **state)
{
    (void)state;
    const struct ingest_message all[] = {
        {.t_ms = 1, .key = bytes_of("a"), .value = bytes_of("b")},
        {.t_ms = 2, .key = bytes_of("a"), .value = bytes_of("b")},
        {.t_ms = 1, .key = bytes_of("ab"), .value = BYTES_NULL},
        {.t_ms = 1, .key = BYTES_NULL, .value = bytes_of("ab")},
        {.t_ms = 1, .key = bytes_make("", 0), .value = bytes_of("ab")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        for (size_t k = 0; k < i; k++)
            assert_true(tape_crc(&all[i]) != tape_crc(&all[k]));
    }
}

static void missed_offsets_become_a_gap_and_are_counted(void **state)
{
    (void)state;
    struct store_gap gaps[4];
    struct store_part row;
    struct reader *r;
    struct tape *t = tape_kit_open(&mission_default);
    int part = part_of(t);
    put(t, part, 0, 10);
    must(tape_gap(t, part, 79, STORE_GAP_RETENTION, &err)); /* this alone is a loss */
    put(t, part, 80, 90);
    must(tape_gap(t, part, 94, STORE_GAP_NO_RECORDS, &err));
    must(tape_commit(t, false, &err));
    must(reader_open(&r, tape_cache, &err));
    assert_int_equal(reader_gaps(r, 0, gaps, 4, &err), 2);
    assert_int_equal(gaps[0].off0, 10);
    assert_int_equal(gaps[0].off1, 79);
    assert_int_equal(gaps[1].kind, STORE_GAP_NO_RECORDS);
    struct store_event said;
    struct reader_event_query lines = {
        .v0 = INT64_MIN, .v1 = INT64_MAX, .rocket = READER_ALL, .kinds = 1U << EVENT_GAP};
    assert_int_equal(reader_events(r, &lines, &said, 1, &err), 1);
    assert_string_equal(said.text, "range/0: 70 missed (10..79)");
    must(reader_part_find(r, "range", 0, &row, &err));
    assert_int_equal(row.missed, 70);
    assert_int_equal(row.next_off, 95);
    assert_int_equal(row.messages, 20);
    reader_close(r);
    tape_close(t);
}

static void expect_link(int32_t state, const char *text, int64_t t_ms)
{
    struct reader *r;
    struct store_link link;
    must(reader_open(&r, tape_cache, &err));
    must(reader_link_at(r, INT64_MAX, &link, &err));
    assert_int_equal(link.state, state);
    assert_string_equal(link.text, text);
    assert_int_equal(link.t_ms, t_ms);
    reader_close(r);
}

static void a_recorder_that_cannot_write_counts_as_none_and_not_as_a_broken_link(void **state)
{
    struct heartbeat b;
    struct reader *r;
    struct store_status status;
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    heartbeat_init(&b, "default");
    must(heartbeat_write(&b, t, start_ms, 0, &err));
    must(tape_commit(t, true, &err));
    tape_close(t);
    heartbeat_suspend(&b, tape_cache, "the disk is full", start_ms + 5000);
    heartbeat_suspend(&b, tape_cache, "the disk is full", start_ms + 6000);
    must(reader_open(&r, tape_cache, &err));
    must(reader_status(r, &status, &err));
    assert_int_equal(status.link, LINK_NO_RECORDER);
    assert_int_equal(status.link_since_ms, start_ms + 5000);
    assert_int_equal(status.beat_ms, start_ms + 6000);
    assert_string_equal(status.text, "the disk is full");
    reader_close(r);
}

static void a_recorder_that_died_while_waiting_is_excused_once(void **state)
{
    a_recorder_that_cannot_write_counts_as_none_and_not_as_a_broken_link(state);
    for (int i = 0; i < 2; i++) {
        struct tape *t = tape_kit_open(&mission_default);
        must(heartbeat_file_absence(t, tape_cache, &err));
        must(tape_commit(t, true, &err));
        tape_close(t);
        expect_link(LINK_NO_RECORDER, "the disk is full", start_ms + 5000);
    }
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, tape_kit_make_dir, tape_kit_remove_dir)
    const struct CMUnitTest tests[] = {
        ROW(unusual_keys_and_long_values_are_stored_whole),
        ROW(messages_older_than_the_recorder_have_no_arrival),
        ROW(only_messages_heard_in_time_or_live_have_an_arrival),
        ROW(the_crc_distinguishes_a_message_from_similar_ones),
        ROW(missed_offsets_become_a_gap_and_are_counted),
        ROW(a_recorder_that_cannot_write_counts_as_none_and_not_as_a_broken_link),
        ROW(a_recorder_that_died_while_waiting_is_excused_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
