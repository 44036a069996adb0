/* test_follows.c: a second command line beside a recorder that runs: what it is told. */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/options.h"
#include "cmd/follows.h"
#include "recorder/meta.h"
#include "recorder/topic_filter.h"
#include "store/lock.h"
#include "store_kit.h"

static struct kit kit;
static int lock;

/* A recorder that follows these topics ("a b", or ""), and what matches `include`. */
static void begin_recording(const char *names, const char *include, const char *config,
                            long long linger_s)
{
    struct text_list list = {0};
    struct topic_filter *topics;
    char words[100];
    snprintf(words, sizeof words, "%s", names);
    for (char *rest, *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest))
        text_list_add(&list, word);
    kit_open(&kit);
    reader_close(kit.r); /* the lock is taken while SQLite has nothing open */
    writer_close(kit.w);
    kit_must(&kit, store_lock(kit.cache, &lock, &kit.err), 0);
    kit_must(&kit, writer_open(&kit.w, kit.cache, &kit.err), 0);
    kit_must(&kit, reader_open(&kit.r, kit.cache, &kit.err), 0);
    kit_must(&kit, topic_filter_open(&topics, list.items, list.count, include, &kit.err), 0);
    struct recorder_meta notes = {.broker = "pad:9092",
                                  .include = include,
                                  .command_config = config,
                                  .topics = topics,
                                  .linger_s = linger_s};
    struct store_status status = {.pid = 4711, .beat_ms = clock_wall_ms(), .mission = "(default)"};
    kit_must(&kit, writer_begin(kit.w, &kit.err), 0);
    kit_must(&kit, meta_write(kit.w, &notes, &kit.err), 0);
    kit_must(&kit, writer_status(kit.w, &status, &kit.err), 0);
    kit_must(&kit, writer_commit(kit.w, true, &kit.err), 0);
    topic_filter_close(topics);
    text_list_deinit(&list);
}

static int end_recording(void **state)
{
    (void)state;
    kit_close(&kit);
    store_unlock(lock);
    return 0;
}

static struct follows_result result;

static int ask(const char *topic, const char *include, const char *broker, const char *config,
               const char *mission)
{
    struct text_list topics = {0};
    if (topic != NULL)
        text_list_add(&topics, topic);
    struct follows_request request = {.broker = broker,
                                      .include = include,
                                      .command_config = config,
                                      .mission = mission,
                                      .topics = &topics};
    int rc = follows_check(kit.cache, &request, &result, &kit.err);
    text_list_deinit(&topics);
    return rc;
}

static void assert_note(const char *topic, const char *include, const char *config,
                        const char *mission, const char *note)
{
    kit_must(&kit, ask(topic, include, "pad:9092", config, mission), 0);
    assert_int_equal(result.pid, 4711);
    assert_string_equal(result.note, note);
}

static void assert_refused(const char *topic, const char *include, const char *broker,
                           const char *sentence)
{
    char wanted[400];
    snprintf(wanted, sizeof wanted, "the cache %s is being recorded from pad:9092, %s", kit.cache,
             sentence);
    assert_int_equal(ask(topic, include, broker, NULL, NULL), ERR_BUSY);
    assert_string_equal(kit.err.text, wanted);
}

static void who_asks_for_what_is_followed_gets_no_note(void **state)
{
    (void)state;
    begin_recording("", NULL, NULL, -1);
    assert_note(NULL, NULL, NULL, NULL, "");
    assert_string_equal(result.follows, "all topics");
    kit_must(&kit, ask(NULL, NULL, NULL, NULL, NULL), 0);
    assert_note(NULL, NULL, NULL, "(default)", "");
    assert_false(follows_lingers(kit.cache));
}

static void what_goes_on_in_another_way_is_noted(void **state)
{
    (void)state;
    begin_recording("", NULL, "/nowhere/at/all", 30);
    assert_note("one", NULL, NULL, NULL, "not just one: kill 4711, or use another --cache");
    assert_note(NULL, "o.*", NULL, NULL, "not just o.*: kill 4711, or use another --cache");
    assert_note("a-name-of-twenty-four-ch", NULL, NULL, NULL,
                "not just a-name-of-twenty-four-ch: kill 4711, or use another --cache");
    assert_note("a-name-of-twenty-five-cha", NULL, NULL, NULL,
                "not just a-name-of-twenty-five-ch...: kill 4711, or use another --cache");
    assert_note(NULL, NULL, "/nowhere/at/all", NULL, "");
    assert_note(NULL, NULL, "/elsewhere", NULL, "without that --command-config: kill 4711 first");
    assert_note(NULL, NULL, NULL, "demo", "with mission (default), not demo: kill 4711 first");
    assert_true(follows_lingers(kit.cache));
}

static void what_is_not_followed_is_refused(void **state)
{
    (void)state;
    begin_recording("one two", NULL, NULL, -1);
    assert_note("one", NULL, NULL, NULL, "not just one: kill 4711, or use another --cache");
    assert_note("two", NULL, NULL, NULL, "not just two: kill 4711, or use another --cache");
    assert_refused("tw", NULL, NULL,
                   "topics one, two: use another --cache FILE, or stop that recorder (kill 4711)");
    assert_refused("one", NULL, "other:9092",
                   "topics one, two: use another --cache FILE, or stop that recorder (kill 4711)");
    assert_refused(NULL, "o.*", NULL,
                   "topics one, two: use another --cache FILE, or stop that recorder (kill 4711)");
}

static void a_pattern_covers_what_it_matches(void **state)
{
    (void)state;
    begin_recording("", "o.*", NULL, 30);
    assert_note(NULL, "o.*", NULL, NULL, "");
    assert_note("one", NULL, NULL, NULL, "not just one: kill 4711, or use another --cache");
    assert_refused(
        "two", NULL, NULL,
        "topics matching o.*: use another --cache FILE, or stop that recorder (kill 4711); it exits 30 s after its last viewer");
}

static void one_topic_that_is_followed_alone_is_just_that(void **state)
{
    (void)state;
    begin_recording("one", NULL, NULL, 0);
    assert_note("one", NULL, NULL, NULL, "");
    assert_string_equal(result.follows, "topic one");
    assert_true(follows_lingers(kit.cache));
    err_set(&kit.err, ERR_BUSY, "a recorder runs");
    follows_add(kit.cache, &kit.err);
    assert_int_equal(kit.err.code, ERR_BUSY);
    assert_string_equal(kit.err.text, "a recorder runs; it follows topic one from pad:9092");
}

static void nobody_who_records_follows_nothing(void **state)
{
    (void)state;
    begin_recording("one", NULL, NULL, 30);
    store_unlock(lock);
    kit_must(&kit, ask("two", NULL, "other:1", NULL, NULL), 0);
    assert_int_equal(result.pid, 0);
    assert_string_equal(result.note, "");
    assert_false(follows_lingers(kit.cache));
    assert_int_equal(ask("a b", NULL, NULL, NULL, NULL), ERR_USAGE);
    err_set(&kit.err, ERR_BUSY, "so");
    follows_add("/nowhere/at/all", &kit.err);
    assert_string_equal(kit.err.text, "so");
    lock = -1;
}

#define TEST(name) cmocka_unit_test_teardown(name, end_recording)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_asks_for_what_is_followed_gets_no_note),
        TEST(what_goes_on_in_another_way_is_noted),
        TEST(what_is_not_followed_is_refused),
        TEST(a_pattern_covers_what_it_matches),
        TEST(one_topic_that_is_followed_alone_is_just_that),
        TEST(nobody_who_records_follows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
