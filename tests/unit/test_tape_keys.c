/* test_tape_keys.c: topics with many keys: feeds, eviction, the limit on names. */
#include "test.h"

#include <stdio.h>

#include "demo_mission.h"
#include "recorder/tape.h"
#include "store/reader.h"
#include "tape_kit.h"

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
    must(reader_open(&r, tape_cache, &err));
    int count = reader_events(r, &query, events, 100, &err);
    reader_close(r);
    return count;
}

static void a_topic_with_too_many_keys_becomes_one_feed_and_is_reported(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_demo);
    put_keys(t, "x", 0, TAPE_TOPIC_KEYS);
    assert_int_equal(names_find(&t->names, bytes_of("x"), true), 0);
    assert_int_equal(events_with("over 5000 keys in x"), 0);
    put_keys(t, "x", TAPE_TOPIC_KEYS, 50);
    assert_int_equal(rocket_of(t, "x", true)->messages, 50);
    assert_int_equal(t->names.count, TAPE_TOPIC_KEYS + 1);
    tape_close(t);
    t = tape_kit_open(&mission_demo);
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
    must(reader_open(&r, tape_cache, &err));
    must(reader_meta(r, STORE_META_FEEDS, feeds, sizeof feeds, &err));
    assert_string_equal(feeds, "(x)");
    reader_close(r);
    tape_close(t);
}

static void the_rocket_silent_longest_is_evicted_and_restored_unchanged(void **state)
{
    const char *const topics[] = {"p", "q", "r", "s"};
    (void)state;
    struct tape *t = tape_kit_open(&mission_demo);
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
    t = tape_kit_open(&mission_demo);
    assert_true(t->derive.resident <= STORE_ROCKETS_IN_MEMORY);
    assert_int_equal(rocket_of(t, "p-0", false)->messages, 2);
    assert_int_equal(rocket_of(t, "s-3999", false)->messages, 2);
    tape_close(t);
    struct buf as_recorded = derived();
    tape_close(tape_kit_open(&mission_default));
    tape_close(tape_kit_open(&mission_demo));
    struct buf anew = derived();
    assert_same(&as_recorded, &anew);
}

static void new_keys_go_to_the_others_once_all_ids_are_taken(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_demo);
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

static void one_long_key_does_not_turn_its_topic_into_a_feed(void **state)
{
    (void)state;
    char long_key[TAPE_KEY_MOST + 2];
    memset(long_key, 'k', sizeof long_key - 1);
    long_key[sizeof long_key - 1] = '\0';
    struct tape *t = tape_kit_open(&mission_default);
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

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, tape_kit_make_dir, tape_kit_remove_dir)
    const struct CMUnitTest tests[] = {
        ROW(a_topic_with_too_many_keys_becomes_one_feed_and_is_reported),
        ROW(the_rocket_silent_longest_is_evicted_and_restored_unchanged),
        ROW(new_keys_go_to_the_others_once_all_ids_are_taken),
        ROW(one_long_key_does_not_turn_its_topic_into_a_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
