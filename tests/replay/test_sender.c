/* test_sender.c: what simulates, imports and replays sends with, against the mini-broker. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/logline.h"
#include "batch/record.h"
#include "capture.h"
#include "source/sender.h"

static struct test_broker broker;
static struct client client;
static char address[32];
static struct err err;
static volatile sig_atomic_t stop;

static int begin(void **state)
{
    (void)state;
    static const char *const options[] = {"--set", "auto.create.topics.enable=false", NULL};
    log_init("test", LOG_INFO);
    broker_start(&broker, options);
    client_connect(&client, &broker);
    snprintf(address, sizeof address, "127.0.0.1:%d", broker.port);
    return 0;
}

static int end(void **state)
{
    (void)state;
    client_close(&client);
    broker_remove(&broker);
    return 0;
}

static struct sender *open_as(const char *source)
{
    struct sender *s = NULL;
    struct sender_options options = {.bootstrap = address, .source = source, .stop = &stop};
    stop = 0;
    assert_int_equal(sender_open(&s, &options, &err), 0);
    return s;
}

static struct client_record record_of(const char *topic, const char *value)
{
    return (struct client_record){.topic = topic, .partition = -1, .value = bytes_of(value)};
}

/* ---- topics ---- */

static void a_topic_is_there_or_the_sentence_says_what_to_do(void **state)
{
    char sentence[256];
    (void)state;
    create_topic(&client, "there", 1);
    struct sender *s = open_as("sim");
    assert_int_equal(sender_topic(s, "there", &err), 0);
    assert_int_equal(sender_topic(s, "missing", &err), ERR_NOT_FOUND);
    snprintf(sentence, sizeof sentence,
             "there is no topic missing, and the broker does not create it by itself: "
             "kafka-topics.sh --create --topic missing --bootstrap-server %s",
             address);
    assert_string_equal(err.text, sentence);
    assert_int_equal(sender_topic(s, "not a name", &err), ERR_USAGE);
    assert_string_equal(err.text,
                        "\"not a name\" is not a topic name: letters, digits, '.', '_' and "
                        "'-', at most 249");
    assert_int_equal(sender_count(s), 0);
    sender_close(s);
    sender_close(NULL);
}

static int times_in(const char *text, const char *words)
{
    int n = 0;
    for (; (text = strstr(text, words)) != NULL; text++)
        n++;
    return n;
}

static void a_broker_that_does_not_answer_is_warned_of_once(void **state)
{
    struct capture capture;
    struct buf said = {0};
    struct sender *s = NULL;
    struct sender_options options = {.bootstrap = "127.0.0.1:1", .source = "sim"};
    (void)state;
    capture_begin(&capture, STDERR_FILENO);
    int opened = sender_open(&s, &options, &err);
    int rc = opened == 0 ? sender_topic(s, "any", &err) : 0;
    sender_close(s);
    capture_end(&capture, &said);
    assert_int_equal(opened, 0);
    assert_int_equal(rc, ERR_UNREACHABLE);
    assert_string_equal(err.text, "no broker answers at 127.0.0.1:1: start one with `minibroker "
                                  "--listen 127.0.0.1:1`, or name another with --bootstrap-server");
    assert_int_equal(times_in(buf_text(&said), "WARN test: cannot reach 127.0.0.1:1 ("), 1);
    assert_int_equal(times_in(buf_text(&said), "); still trying; start one with `minibroker "), 1);
    buf_deinit(&said);
}

static void mistakes_in_the_configuration_come_out_at_once(void **state)
{
    char file[] = "/tmp/sender-XXXXXX";
    struct sender *s = NULL;
    struct capture capture;
    struct buf said = {0};
    (void)state;
    int fd = mkstemp(file);
    assert_true(fd >= 0);
    dprintf(fd, "bootstrap.servers=127.0.0.1:1\nno.such.thing=1\n");
    struct sender_options options = {.bootstrap = address, .source = "sim", .command_config = file};
    create_topic(&client, "named", 1);
    capture_begin(&capture, STDERR_FILENO);
    int opened = sender_open(&s, &options, &err);
    int rc = opened == 0 ? sender_topic(s, "named", &err) : -1; /* the option's, not the file's */
    sender_close(s);
    capture_end(&capture, &said);
    assert_int_equal(opened, 0);
    assert_int_equal(rc, 0);
    assert_int_equal(times_in(buf_text(&said), "WARN test: The property 'no.such.thing' has no "
                                               "effect here."),
                     1);
    buf_deinit(&said);

    dprintf(fd, "acks=many\n");
    close(fd);
    assert_int_not_equal(sender_open(&s, &options, &err), 0);
    assert_non_null(strstr(err.text, "acks"));
    unlink(file);
    assert_int_equal(sender_open(&s, &options, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, file));
    options = (struct sender_options){.bootstrap = "no-port", .source = "sim"};
    assert_int_equal(sender_open(&s, &options, &err), ERR_USAGE);
    assert_non_null(strstr(err.text, "no-port"));
}

/* ---- messages ---- */

/* "name=value;" of each header of the topic's messages, a line each. */
static const char *headers_of(const char *topic)
{
    static char out[4096];
    int n = 0;
    out[0] = '\0';
    struct bytes run = fetch(&client, topic, 0, 1 << 20, 0).records, batch;
    struct batch_header header;
    struct buf scratch = {0};
    while (batch_next(&run, &header, &batch) == BATCH_OK) {
        struct record_iter it;
        struct record r;
        assert_int_equal(record_iter_init(&it, batch, 1 << 20, &scratch), BATCH_OK);
        while (record_next(&it, &r) == BATCH_OK) {
            struct record_header h;
            while (record_header_next(&r.headers, &h))
                n += snprintf(out + n, sizeof out - (size_t)n, "%.*s=%.*s;", (int)h.name.len,
                              (const char *)h.name.data, (int)h.value.len,
                              (const char *)h.value.data);
            n += snprintf(out + n, sizeof out - (size_t)n, "\n");
        }
    }
    buf_deinit(&scratch);
    return out;
}

static void each_message_says_where_it_comes_from(void **state)
{
    (void)state;
    create_topic(&client, "marked", 1);
    struct sender *s = open_as("rec");
    struct client_record plain = record_of("marked", "plain"), dressed = record_of("marked", "x");
    struct client_header headers[] = {
        {"a", bytes_of("1")}, {"ground-source", bytes_of("sim")}, {"b", bytes_of("2")}};
    dressed.headers = headers;
    dressed.header_count = ARRAY_SIZE(headers);
    assert_int_equal(sender_topic(s, "marked", &err), 0);
    assert_int_equal(sender_send(s, &plain, &err), 0);
    assert_int_equal(sender_send(s, &dressed, &err), 0);
    assert_int_equal(sender_flush(s, &err), 0);
    assert_int_equal(sender_count(s), 2);
    sender_close(s);
    assert_string_equal(headers_of("marked"), "ground-source=rec;\na=1;b=2;ground-source=rec;\n");
}

static void a_message_has_at_most_40_headers_beside_the_mark(void **state)
{
    struct client_header headers[SENDER_MAX_HEADERS + 2];
    (void)state;
    create_topic(&client, "dressed", 1);
    struct sender *s = open_as("sim");
    struct client_record record = record_of("dressed", "x");
    for (size_t i = 0; i < ARRAY_SIZE(headers); i++)
        headers[i] = (struct client_header){"h", bytes_of("v")};
    record.headers = headers;
    record.header_count = SENDER_MAX_HEADERS;
    assert_int_equal(sender_topic(s, "dressed", &err), 0);
    assert_int_equal(sender_send(s, &record, &err), 0);
    record.header_count = SENDER_MAX_HEADERS + 1;
    assert_int_equal(sender_send(s, &record, &err), ERR_TOO_BIG);
    assert_string_equal(err.text, "a message has more than 40 headers");
    headers[SENDER_MAX_HEADERS].name = "ground-source"; /* is replaced: does not count */
    assert_int_equal(sender_send(s, &record, &err), 0);
    assert_int_equal(sender_flush(s, &err), 0);
    assert_int_equal(sender_count(s), 2);
    sender_close(s);
    assert_int_equal(times_in(headers_of("dressed"), "h=v;"), 2 * SENDER_MAX_HEADERS);
    assert_int_equal(times_in(headers_of("dressed"), "ground-source=sim;\n"), 2);
}

static void the_first_message_that_is_refused_ends_the_sending(void **state)
{
    char big[4000], sentence[256];
    (void)state;
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    create_topic_with(&client, "narrow", 1, "max.message.bytes", "1000");
    struct sender *s = open_as("sim");
    struct client_record fits = record_of("narrow", "fits"), does_not = record_of("narrow", big);
    assert_int_equal(sender_topic(s, "narrow", &err), 0);
    assert_int_equal(sender_send(s, &fits, &err), 0);
    assert_int_equal(sender_flush(s, &err), 0);
    assert_int_equal(sender_send(s, &does_not, &err), 0);
    assert_int_equal(sender_flush(s, &err), ERR_FAIL);
    snprintf(sentence, sizeof sentence, "the broker at %s did not accept a message: ", address);
    assert_int_equal(strncmp(err.text, sentence, strlen(sentence)), 0);
    assert_true(strlen(err.text) > strlen(sentence));
    snprintf(sentence, sizeof sentence, "%s", err.text);
    err.text[0] = '\0';
    assert_int_equal(sender_send(s, &fits, &err), ERR_FAIL);
    assert_string_equal(err.text, sentence);
    assert_int_equal(sender_count(s), 1);
    sender_close(s);
}

/* ---- waiting ---- */

static void a_wait_ends_when_it_is_due_or_when_asked_to_stop(void **state)
{
    (void)state;
    struct sender *s = open_as("sim");
    int64_t due_ns = clock_mono_ns() + 250 * INT64_C(1000000);
    assert_int_equal(sender_wait(s, due_ns, &err), 0);
    assert_true(clock_mono_ns() >= due_ns);
    assert_int_equal(sender_wait(s, due_ns, &err), 0); /* it has passed */
    stop = 1;
    assert_int_equal(sender_wait(s, INT64_MAX / 2, &err), ERR_STOPPED);
    assert_string_equal(err.text, "stopped");
    assert_int_equal(sender_wait(s, due_ns, &err), ERR_STOPPED);
    sender_close(s);

    struct sender_options options = {.bootstrap = address, .source = "sim"};
    assert_int_equal(sender_open(&s, &options, &err), 0); /* nobody stops this one */
    assert_int_equal(sender_wait(s, clock_mono_ns(), &err), 0);
    sender_close(s);
}

/* ---- old messages ---- */

static char *keep(const char *topic, int64_t age_ms)
{
    struct capture capture;
    struct buf said = {0};
    struct sender *s = open_as("rec");
    capture_begin(&capture, STDERR_FILENO);
    sender_keep(s, topic, clock_wall_ms() - age_ms);
    sender_close(s);
    capture_end(&capture, &said);
    char *text = strdup(buf_text(&said));
    buf_deinit(&said);
    return text;
}

static void a_topic_for_old_messages_is_made_to_keep_them(void **state)
{
    const int64_t day_ms = 86400000;
    (void)state;
    char *said = keep("young", day_ms - 60000);
    assert_string_equal(said, "");
    free(said);
    create_topic(&client, "young", 1); /* which has not been made */

    said = keep("old", 2 * day_ms);
    assert_int_equal(times_in(said, "INFO test: made topic old to keep its messages for ever "
                                    "(retention.ms=-1): they are of "),
                     1);
    free(said);
    said = keep("old", 2 * day_ms); /* it keeps them */
    assert_string_equal(said, "");
    free(said);

    create_topic_with(&client, "drops", 1, "retention.ms", "129600000");
    said = keep("drops", 2 * day_ms);
    assert_int_equal(times_in(said, "WARN test: topic drops keeps messages for 1.5 days, and these "
                                    "are of "),
                     1);
    assert_int_equal(times_in(said, "the broker will delete them soon."), 1);
    free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_is_there_or_the_sentence_says_what_to_do),
        cmocka_unit_test(a_broker_that_does_not_answer_is_warned_of_once),
        cmocka_unit_test(mistakes_in_the_configuration_come_out_at_once),
        cmocka_unit_test(each_message_says_where_it_comes_from),
        cmocka_unit_test(a_message_has_at_most_40_headers_beside_the_mark),
        cmocka_unit_test(the_first_message_that_is_refused_ends_the_sending),
        cmocka_unit_test(a_wait_ends_when_it_is_due_or_when_asked_to_stop),
        cmocka_unit_test(a_topic_for_old_messages_is_made_to_keep_them),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
