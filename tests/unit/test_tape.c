/* test_tape.c: what the recorder derives is the same however often it has to begin again. */
#include "test.h"

#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "demo_mission.h"
#include "derived_rows.h"
#include "recorder/heartbeat.h"
#include "recorder/tape.h"
#include "store/reader.h"

static char dir[64], cache[96];
static struct err err;
static const int64_t start_ms = 1800000000000;

static void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

static int make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/ground-tape-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    clock_fake(start_ms, 0);
    return 0;
}

static int remove_dir(void **state)
{
    char pattern[80];
    glob_t found;
    (void)state;
    snprintf(pattern, sizeof pattern, "%s/*", dir);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
        globfree(&found);
    }
    clock_fake(-1, 0);
    return rmdir(dir);
}

static struct tape *open_tape(const struct mission *mission)
{
    struct tape *t;
    must(tape_open(&t, cache, mission, &err));
    tape_set_arrival(t, start_ms);
    return t;
}

/* Message `i` of three rockets and a keyless topic: numbers, words, rubbish, nothing. */
static void make_message(int i, char value[80], char key[8], struct ingest_message *m)
{
    snprintf(key, 8, "K%d", i % 3);
    int len = snprintf(value, 80, "{\"alt\":%d.5,\"vel\":%d}", i, i % 100);
    if (i % 50 == 49)
        len = snprintf(value, 80, "%s", i % 100 == 49 ? "Countdown started" : "Liftoff");
    if (i % 333 == 332)
        len = snprintf(value, 80, "{\"alt\":");
    *m = (struct ingest_message){
        .offset = i,
        .t_ms = start_ms + i * 20,
        .key = i % 7 == 6 ? BYTES_NULL : bytes_of(key),
        .value = bytes_make(value, (size_t)len),
    };
}

static void put(struct tape *t, int part, int from, int to)
{
    for (int i = from; i < to; i++) {
        char value[80], key[8];
        struct ingest_message m;
        make_message(i, value, key, &m);
        tape_set_arrival(t, start_ms + i * 20 + 5);
        must(tape_put(t, part, &m, true, &err));
    }
}

static int part_of(struct tape *t)
{
    int part = tape_add_partition(t, "c", "range", 0, &err);
    must(part);
    return part;
}

/* The states of all rockets, one after the other. */
static struct buf states_of(struct tape *t)
{
    struct buf all = {0};
    tape_wait(t);
    for (int id = 1; id < t->derive.slots_count; id++) {
        if (derive_has(&t->derive, id))
            rocket_encode(t->derive.slots[id].rocket, &all);
    }
    return all;
}

static void assert_same(struct buf *a, struct buf *b)
{
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->data, b->data, a->len);
    buf_deinit(a);
    buf_deinit(b);
}

static struct buf derived(void)
{
    struct buf all = {0};
    must(derived_rows(cache, &all, &err));
    return all;
}

static void what_was_not_committed_is_read_again(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_default);
    int part = part_of(t);
    put(t, part, 0, 100);
    must(tape_commit(t, false, &err));
    put(t, part, 100, 150);
    tape_close(t); /* as a crash: nothing of it stays */
    t = open_tape(&mission_default);
    part = part_of(t);
    assert_int_equal(t->partitions[part].row.next_off, 100);
    assert_int_equal(t->partitions[part].row.messages, 100);
    assert_int_equal(t->last_seq, 100);
    put(t, part, 100, 150);
    must(tape_commit(t, false, &err));
    tape_close(t);
}

static void taken_up_anywhere_the_state_is_the_same(void **state)
{
    (void)state;
    const int cuts[] = {1, 4094, 4095, 4096, 5000, 8191, 9000};
    struct tape *t = open_tape(&mission_default);
    int from = 0;
    for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
        put(t, part_of(t), from, cuts[i]);
        must(tape_commit(t, false, &err));
        struct buf before = states_of(t);
        tape_close(t);
        t = open_tape(&mission_default);
        struct buf after = states_of(t);
        assert_same(&before, &after);
        from = cuts[i];
    }
    tape_close(t);
}

static void interrupted_or_not_the_cache_is_the_same(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_default);
    put(t, part_of(t), 0, 9000);
    must(tape_commit(t, false, &err));
    tape_close(t);
    struct buf whole = derived();
    remove_dir(NULL);
    make_dir(NULL);
    t = open_tape(&mission_default);
    for (int from = 0; from < 9000; from += 1500) {
        put(t, part_of(t), from, from + 1500);
        must(tape_commit(t, false, &err));
        tape_close(t);
        t = open_tape(&mission_default);
    }
    tape_close(t);
    struct buf pieces = derived();
    assert_same(&whole, &pieces);
}

static void another_mission_folds_everything_anew(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_demo);
    put(t, part_of(t), 0, 9000);
    must(tape_commit(t, false, &err));
    tape_close(t);
    struct buf as_demo = derived();
    tape_close(open_tape(&mission_default));
    tape_close(open_tape(&mission_demo));
    struct buf again = derived();
    assert_same(&as_demo, &again);
    t = open_tape(&mission_demo);
    struct reader *r;
    char derived[32];
    must(reader_open(&r, cache, &err));
    must(reader_meta(r, "derived", derived, sizeof derived, &err));
    assert_string_equal(derived, "");
    reader_close(r);
    tape_close(t);
}

static void damage(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(cache, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_keyframe_that_cannot_be_read_costs_a_refold(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_default);
    put(t, part_of(t), 0, 5000);
    must(tape_commit(t, false, &err));
    tape_close(t);
    struct buf before = derived();
    damage("UPDATE lane SET state=x'00'");
    tape_close(open_tape(&mission_default));
    struct buf after = derived();
    assert_same(&before, &after);
}

static void a_cache_whose_rockets_make_no_sense_is_refused(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_default);
    put(t, part_of(t), 0, 100);
    must(tape_commit(t, false, &err));
    tape_close(t);
    damage("UPDATE message SET rocket=77 WHERE seq=50");
    assert_int_equal(tape_open(&t, cache, &mission_default, &err), ERR_CORRUPT);
    assert_non_null(strstr(err.text, "row 50 has an unknown rocket"));
    damage("UPDATE message SET rocket=-1 WHERE seq=50");
    assert_int_equal(tape_open(&t, cache, &mission_default, &err), ERR_CORRUPT);
    damage("UPDATE rocket SET id=2000000000 WHERE id=1");
    assert_int_equal(tape_open(&t, cache, &mission_default, &err), ERR_CORRUPT);
}

/* A topic of its own, with `count` messages of as many keys. */
static void put_keys(struct tape *t, const char *topic, int first, int count)
{
    int part = tape_add_partition(t, "c", topic, 0, &err);
    must(part);
    for (int i = first; i < first + count; i++) {
        char key[300];
        snprintf(key, sizeof key, "%s-%d", topic, i);
        struct ingest_message m = {.offset = t->partitions[part].row.next_off,
                                   .t_ms = start_ms + t->last_seq,
                                   .key = bytes_of(key),
                                   .value = bytes_of("a=1")};
        must(tape_put(t, part, &m, true, &err));
    }
    must(tape_commit(t, false, &err));
}

static void put_key(struct tape *t, const char *key)
{
    int part = tape_add_partition(t, "c", "x", 0, &err);
    must(part);
    struct ingest_message m = {.offset = t->partitions[part].row.next_off,
                               .t_ms = start_ms + t->last_seq,
                               .key = bytes_of(key),
                               .value = bytes_of("a=1")};
    must(tape_put(t, part, &m, true, &err));
    must(tape_commit(t, false, &err));
}

/* The state of a rocket that is seated. */
static const struct rocket *rocket_of(const struct tape *t, const char *name, bool keyless)
{
    int32_t id = names_find(&t->names, bytes_of(name), keyless);
    assert_true(id > 0);
    assert_true(derive_has(&t->derive, id));
    return t->derive.slots[id].rocket;
}

static int events_with(const char *words)
{
    static struct store_event events[100];
    struct reader_event_query query = {
        .v0 = INT64_MIN, .v1 = INT64_MAX, .rocket = READER_ALL, .text = words};
    struct reader *r;
    must(reader_open(&r, cache, &err));
    int count = reader_events(r, &query, events, 100, &err);
    reader_close(r);
    return count;
}

static void a_topic_with_too_many_keys_is_one_feed_and_says_so(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_demo);
    put_keys(t, "x", 0, TAPE_TOPIC_KEYS);
    assert_int_equal(names_find(&t->names, bytes_of("x"), true), 0);
    assert_int_equal(events_with("over 5000 keys in x"), 0);
    put_keys(t, "x", TAPE_TOPIC_KEYS, 50);
    assert_int_equal(rocket_of(t, "x", true)->messages, 50);
    assert_int_equal(t->names.count, TAPE_TOPIC_KEYS + 1);
    tape_close(t);
    t = open_tape(&mission_demo);
    put_key(t, "x-7");       /* known before */
    put_key(t, "KESTREL-2"); /* named by the mission */
    put_key(t, "last");
    put_keys(t, "y", 0, 1);
    assert_int_equal(rocket_of(t, "x-7", false)->messages, 2);
    assert_int_equal(rocket_of(t, "KESTREL-2", false)->messages, 1);
    assert_int_equal(rocket_of(t, "x", true)->messages, 51);
    assert_int_equal(rocket_of(t, "y-0", false)->messages, 1);
    assert_int_equal(events_with("over 5000 keys in x"), 1);
    struct reader *r;
    char feeds[STORE_FOLLOWS_SIZE];
    must(reader_open(&r, cache, &err));
    must(reader_meta(r, STORE_META_FEEDS, feeds, sizeof feeds, &err));
    assert_string_equal(feeds, "(x)");
    reader_close(r);
    tape_close(t);
}

static void who_was_silent_longest_makes_room_and_comes_back_as_it_was(void **state)
{
    const char *const topics[] = {"p", "q", "r", "s"};
    (void)state;
    struct tape *t = open_tape(&mission_demo);
    put_key(t, "KESTREL-2");
    for (int i = 0; i < 4; i++)
        put_keys(t, topics[i], 0, 4000);
    assert_true(t->derive.resident <= STORE_ROCKETS_IN_MEMORY);
    assert_false(derive_has(&t->derive, names_find(&t->names, bytes_of("p-0"), false)));
    assert_int_equal(rocket_of(t, "KESTREL-2", false)->messages, 1);
    put_keys(t, "p", 0, 1);
    put_keys(t, "s", 3999, 1);
    assert_int_equal(rocket_of(t, "p-0", false)->messages, 2);
    tape_close(t);
    t = open_tape(&mission_demo);
    assert_true(t->derive.resident <= STORE_ROCKETS_IN_MEMORY);
    assert_int_equal(rocket_of(t, "p-0", false)->messages, 2);
    assert_int_equal(rocket_of(t, "s-3999", false)->messages, 2);
    tape_close(t);
    struct buf as_recorded = derived();
    tape_close(open_tape(&mission_default));
    tape_close(open_tape(&mission_demo));
    struct buf anew = derived();
    assert_same(&as_recorded, &anew);
}

static void when_all_numbers_are_taken_new_keys_go_to_the_others(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_demo);
    for (int i = 0; i < TAPE_NAMES_MOST / TAPE_TOPIC_KEYS; i++) {
        char topic[16];
        snprintf(topic, sizeof topic, "t%d", i);
        put_keys(t, topic, 0, TAPE_TOPIC_KEYS);
    }
    put_keys(t, "y", 0, 50);
    put_key(t, "KESTREL-2");
    assert_int_equal(rocket_of(t, "(others)", true)->messages, 50);
    assert_int_equal(rocket_of(t, "KESTREL-2", false)->messages, 1);
    assert_int_equal(events_with("new keys go to (others)"), 1);
    char title[ROCKET_TITLE_SIZE];
    rocket_title(rocket_of(t, "(others)", true), title);
    assert_string_equal(title, "(others)");
    tape_close(t);
}

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
    must(reader_open(&r, cache, &err));
    assert_int_equal(reader_rows(r, t->last_seq, t->last_seq, 1, check_row, &want, &err), 1);
    reader_close(r);
}

static void strange_keys_and_long_values_are_kept_whole(void **state)
{
    (void)state;
    size_t size = 10 << 20;
    uint8_t *long_value = mem_zero(size, 1);
    struct bytes long_key = bytes_make(long_value, TAPE_KEY_MOST + 1);
    struct tape *t = open_tape(&mission_default);
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

static void one_long_key_makes_no_feed_of_its_topic(void **state)
{
    (void)state;
    char long_key[TAPE_KEY_MOST + 2];
    memset(long_key, 'k', sizeof long_key - 1);
    long_key[sizeof long_key - 1] = '\0';
    struct tape *t = open_tape(&mission_default);
    int part = tape_add_partition(t, "c", "x", 0, &err);
    must(part);
    for (int i = 0; i < TAPE_TOPIC_KEYS + 10; i++) {
        struct ingest_message m = {.offset = i, .t_ms = start_ms, .key = bytes_of(long_key)};
        must(tape_put(t, part, &m, true, &err));
    }
    put_key(t, "F9");
    assert_int_equal(rocket_of(t, "F9", false)->messages, 1);
    assert_int_equal(rocket_of(t, TAPE_OTHERS, true)->messages, TAPE_TOPIC_KEYS + 10);
    assert_int_equal(events_with("keys in x"), 0);
    tape_close(t);
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

static void what_was_there_before_anybody_read_is_history(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_default);
    int part = part_of(t);
    put_heard(t, part, 0, &(struct heard){1000, false, false});
    put_heard(t, part, 1, &(struct heard){0, false, true});
    put_heard(t, part, 2, &(struct heard){1000, true, true});
    tape_close(t);
    t = open_tape(&mission_default);
    put_heard(t, part_of(t), 3, &(struct heard){1000, false, true}); /* we were away for a second */
    tape_close(t);
}

static void only_what_was_heard_in_time_or_live_has_an_arrival(void **state)
{
    (void)state;
    struct tape *t = open_tape(&mission_default);
    int part = part_of(t);
    const struct heard rows[] = {
        {0, false, true},    {1000, false, true},     {60000, false, true}, {60001, false, false},
        {60001, true, true}, {-3600000, false, true}, /* from the future: its time is capped */
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (i == 1) {
            tape_close(t);
            t = open_tape(&mission_default);
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
    must(tape_open(&t, cache, &mission_default, &err)); /* nor does it after a restart */
    tape_set_arrival(t, start_ms - 5000);
    assert_int_equal(t->arrival_ms, start_ms);
    tape_close(t);
}

static void a_message_is_told_from_its_neighbours_by_its_crc(void **state)
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

static void what_was_missed_is_a_gap_and_counts(void **state)
{
    (void)state;
    struct store_gap gaps[4];
    struct store_part row;
    struct reader *r;
    struct tape *t = open_tape(&mission_default);
    int part = part_of(t);
    put(t, part, 0, 10);
    must(tape_gap(t, part, 79, STORE_GAP_RETENTION, &err)); /* this alone is a loss */
    put(t, part, 80, 90);
    must(tape_gap(t, part, 94, STORE_GAP_NO_RECORDS, &err));
    must(tape_commit(t, false, &err));
    must(reader_open(&r, cache, &err));
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
    must(reader_open(&r, cache, &err));
    must(reader_link_at(r, INT64_MAX, &link, &err));
    assert_int_equal(link.state, state);
    assert_string_equal(link.text, text);
    assert_int_equal(link.t_ms, t_ms);
    reader_close(r);
}

static void a_recorder_that_cannot_write_is_no_recorder_and_not_a_broken_link(void **state)
{
    struct heartbeat b;
    struct reader *r;
    struct store_status status;
    (void)state;
    struct tape *t = open_tape(&mission_default);
    heartbeat_init(&b, "default");
    must(heartbeat_write(&b, t, start_ms, 0, &err));
    must(tape_commit(t, true, &err));
    tape_close(t);
    heartbeat_suspend(&b, cache, "the disk is full", start_ms + 5000);
    heartbeat_suspend(&b, cache, "the disk is full", start_ms + 6000);
    must(reader_open(&r, cache, &err));
    must(reader_status(r, &status, &err));
    assert_int_equal(status.link, LINK_NO_RECORDER);
    assert_int_equal(status.link_since_ms, start_ms + 5000);
    assert_int_equal(status.beat_ms, start_ms + 6000);
    assert_string_equal(status.text, "the disk is full");
    reader_close(r);
}

static void one_that_died_while_it_waited_is_excused_once(void **state)
{
    a_recorder_that_cannot_write_is_no_recorder_and_not_a_broken_link(state);
    for (int i = 0; i < 2; i++) {
        struct tape *t = open_tape(&mission_default);
        must(heartbeat_file_absence(t, cache, &err));
        must(tape_commit(t, true, &err));
        tape_close(t);
        expect_link(LINK_NO_RECORDER, "the disk is full", start_ms + 5000);
    }
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)
    const struct CMUnitTest tests[] = {
        ROW(what_was_not_committed_is_read_again),
        ROW(taken_up_anywhere_the_state_is_the_same),
        ROW(interrupted_or_not_the_cache_is_the_same),
        ROW(another_mission_folds_everything_anew),
        ROW(a_keyframe_that_cannot_be_read_costs_a_refold),
        ROW(a_cache_whose_rockets_make_no_sense_is_refused),
        ROW(a_topic_with_too_many_keys_is_one_feed_and_says_so),
        ROW(who_was_silent_longest_makes_room_and_comes_back_as_it_was),
        ROW(when_all_numbers_are_taken_new_keys_go_to_the_others),
        ROW(strange_keys_and_long_values_are_kept_whole),
        ROW(one_long_key_makes_no_feed_of_its_topic),
        ROW(what_was_there_before_anybody_read_is_history),
        ROW(only_what_was_heard_in_time_or_live_has_an_arrival),
        ROW(a_message_is_told_from_its_neighbours_by_its_crc),
        ROW(what_was_missed_is_a_gap_and_counts),
        ROW(a_recorder_that_cannot_write_is_no_recorder_and_not_a_broken_link),
        ROW(one_that_died_while_it_waited_is_excused_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
