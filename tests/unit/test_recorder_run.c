/* test_recorder_run.c: a whole recorder, from librdkafka's broker for tests into a cache. */
#include "mock_kit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/logline.h"
#include "capture.h"
#include "recorder/recorder.h"
#include "store/lock.h"
#include "store_kit.h"

static struct mock mock;
static struct kit kit; /* its directory and its part are used, and its reader */
static char cache[120];
static struct topic_filter *wanted;
static struct recorder_options options;
static volatile sig_atomic_t stop;
static struct buf said;

static int begin(void **state)
{
    (void)state;
    mock_open(&mock);
    kit_open(&kit);
    snprintf(cache, sizeof cache, "%s/recorded.db", kit.dir);
    stop = 0;
    options = (struct recorder_options){.cache = cache,
                                        .mission = &mission_default,
                                        .ingest = {.java = &mock.java, .wants = topic_filter_wants},
                                        .broker = mock.servers,
                                        .until_end = true,
                                        .linger_s = RECORDER_FOREVER,
                                        .stop = &stop};
    log_init("recorder", LOG_INFO);
    return 0;
}

static int end(void **state)
{
    (void)state;
    topic_filter_close(wanted);
    wanted = NULL;
    kit_close(&kit);
    mock_close(&mock);
    buf_deinit(&said);
    return 0;
}

static void want(const char *name)
{
    static const char *names[1];
    struct err err;
    names[0] = name;
    assert_int_equal(topic_filter_open(&wanted, names, name != NULL ? 1 : 0, NULL, &err), 0);
    options.wanted = options.ingest.ctx = wanted;
}

static int record(struct err *err)
{
    struct capture capture;
    buf_clear(&said);
    capture_begin(&capture, STDERR_FILENO);
    int rc = recorder_run(&options, err);
    capture_end(&capture, &said);
    return rc;
}

static void must_record(void)
{
    struct err err;
    if (record(&err) != 0)
        fail_msg("%s", err.text);
}

static void must_have_said(const char *words)
{
    if (strstr(buf_text(&said), words) == NULL)
        fail_msg("\"%s\" is not in \"%s\"", words, buf_text(&said));
}

static struct reader *look(void)
{
    struct reader *r;
    struct err err;
    if (reader_open(&r, cache, &err) != 0)
        fail_msg("%s", err.text);
    return r;
}

static int64_t last_seq(struct reader *r)
{
    int64_t seq = -1;
    struct err err;
    assert_int_equal(reader_last_seq(r, &seq, &err), 0);
    return seq;
}

static int check_row(void *owner, const struct store_message *m)
{
    int64_t *next = owner;
    char value[16];
    snprintf(value, sizeof value, "v%d", (int)m->off);
    assert_true(bytes_equal(m->value, bytes_of(value)));
    assert_true(bytes_equal(m->key, bytes_of("k")));
    assert_int_equal(m->t_ms, 1000 + m->off);
    ++*next;
    return 0;
}

static void all_there_is_is_recorded_once(void **state)
{
    (void)state;
    struct err err;
    int64_t count = 0;
    char cached[160];
    want(NULL);
    mock_topic(&mock, "a", 2);
    mock_topic(&mock, "b", 1);
    mock_send(&mock, "a", 0, 5);
    mock_send(&mock, "a", 1, 3);
    mock_send(&mock, "b", 0, 1);
    must_record();
    snprintf(cached, sizeof cached, "recording into %s\n", cache);
    must_have_said(cached);
    must_have_said("9 messages recorded, 9 in the cache ");
    struct reader *r = look();
    assert_int_equal(last_seq(r), 9);
    assert_int_equal(reader_rows(r, 1, 9, 100, check_row, &count, &err), 9);
    assert_int_equal(count, 9);
    reader_close(r);
    must_record(); /* nothing is there twice */
    must_have_said("0 messages recorded, 9 in the cache ");
    mock_send(&mock, "b", 0, 1);
    must_record();
    must_have_said("1 message recorded, 10 in the cache ");
    assert_false(store_locked(cache));
}

static void only_what_is_wanted_is_recorded(void **state)
{
    (void)state;
    struct store_part parts[4];
    struct err err;
    want("b");
    mock_topic(&mock, "a", 1);
    mock_topic(&mock, "b", 1);
    mock_send(&mock, "a", 0, 3);
    mock_send(&mock, "b", 0, 2);
    must_record();
    struct reader *r = look();
    assert_int_equal(last_seq(r), 2);
    assert_int_equal(reader_parts(r, parts, 4, &err), 1);
    assert_string_equal(parts[0].topic, "b");
    assert_int_equal(parts[0].next_off, 2);
    assert_int_equal(parts[0].messages, 2);
    assert_int_equal(parts[0].state, PART_OK);
    reader_close(r);
}

static void the_last_heartbeat_says_goodbye(void **state)
{
    (void)state;
    struct store_status status;
    struct store_link link;
    struct err err;
    char note[64];
    want(NULL);
    mock_topic(&mock, "a", 1);
    mock_send(&mock, "a", 0, 2);
    must_record();
    struct reader *r = look();
    assert_int_equal(reader_status(r, &status, &err), 0);
    assert_int_equal(status.link, LINK_NO_RECORDER);
    assert_int_equal(status.last_seq, 2);
    assert_string_equal(status.mission, "(default)");
    assert_int_equal(reader_link_at(r, INT64_MAX, &link, &err), 0);
    assert_int_equal(link.state, LINK_NO_RECORDER);
    static const char *const notes[][2] = {
        {"follows", "all topics"}, {"linger", "-1"}, {"include", ""}};
    for (size_t i = 0; i < ARRAY_SIZE(notes); i++) {
        assert_int_equal(reader_meta(r, notes[i][0], note, sizeof note, &err), 0);
        assert_string_equal(note, notes[i][1]);
    }
    assert_int_equal(reader_meta(r, "broker", note, sizeof note, &err), 0);
    assert_string_equal(note, mock.servers);
    reader_close(r);
}

static void a_topic_that_is_not_there_is_a_failure_at_the_end(void **state)
{
    (void)state;
    struct err err;
    char wanted_words[240];
    want("nothing");
    mock_topic(&mock, "a", 1);
    assert_int_equal(record(&err), ERR_NOT_FOUND);
    snprintf(
        wanted_words, sizeof wanted_words,
        "%s has no topic nothing; `kafka-topics --list --bootstrap-server %s` lists its topics",
        mock.servers, mock.servers);
    assert_string_equal(err.text, wanted_words);
    must_have_said("0 messages recorded, 0 in the cache ");
}

static void a_cluster_without_topics_is_read_to_its_end(void **state)
{
    (void)state;
    char words[120];
    want(NULL);
    must_record();
    snprintf(words, sizeof words, "WARN recorder: %s has no topics; nothing was recorded\n",
             mock.servers);
    must_have_said(words);
}

static void nobody_who_answers_is_a_failure_at_the_end(void **state)
{
    (void)state;
    struct err err;
    struct properties java = {0};
    properties_set(&java, "bootstrap.servers", "127.0.0.1:1");
    want(NULL);
    options.ingest.java = &java;
    options.broker = "127.0.0.1:1";
    assert_int_equal(record(&err), ERR_UNREACHABLE);
    assert_string_equal(err.text,
                        "no broker answers: 127.0.0.1:1: connection refused; start one with "
                        "`minibroker --listen 127.0.0.1:1`, or name another with "
                        "--bootstrap-server");
    must_have_said("0 messages recorded");
    properties_deinit(&java);
}

static void a_second_recorder_is_refused(void **state)
{
    (void)state;
    struct err err;
    int lock;
    want(NULL);
    assert_int_equal(store_lock(cache, &lock, &err), 0);
    assert_int_equal(record(&err), ERR_BUSY);
    store_unlock(lock);
}

/* ---- one that goes on ---- */

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

/* Asked at each look, on the helper's thread; signals are the main thread's. */
static bool wants_until_four_are_there(void *ctx, const char *topic)
{
    struct reader *r;
    struct err err;
    int64_t seq = 0;
    if (reader_open(&r, cache, &err) == 0) {
        reader_last_seq(r, &seq, &err);
        reader_close(r);
    }
    if (seq >= 4)
        kill(getpid(), SIGUSR1);
    return topic_filter_wants(ctx, topic);
}

static void what_comes_while_it_records_is_in_the_cache_before_it_is_stopped(void **state)
{
    (void)state;
    struct err err;
    want(NULL);
    signal(SIGUSR1, on_signal);
    mock_topic(&mock, "a", 1);
    mock_send(&mock, "a", 0, 4);
    options.until_end = false;
    options.ingest.wants = wants_until_four_are_there;
    assert_int_equal(record(&err), ERR_STOPPED);
    assert_string_equal(err.text, "stopped");
    must_have_said("4 messages recorded, 4 in the cache ");
}

static void it_ends_when_nobody_looks_any_more(void **state)
{
    (void)state;
    want("later");
    options.until_end = false;
    options.linger_s = 1;
    mock_topic(&mock, "a", 1);
    must_record(); /* nobody ever looked */
    must_have_said(" has no topic later yet; waiting");
    must_have_said("0 messages recorded");
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(all_there_is_is_recorded_once),
        ROW(only_what_is_wanted_is_recorded),
        ROW(the_last_heartbeat_says_goodbye),
        ROW(a_topic_that_is_not_there_is_a_failure_at_the_end),
        ROW(a_cluster_without_topics_is_read_to_its_end),
        ROW(nobody_who_answers_is_a_failure_at_the_end),
        ROW(a_second_recorder_is_refused),
        ROW(what_comes_while_it_records_is_in_the_cache_before_it_is_stopped),
        ROW(it_ends_when_nobody_looks_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
