/* test_thrown.c: exceptions and log lines as Kafka's tools print them, and what a tool says while
 * it reaches no broker. */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "capture.h"
#include "tools/answers.h"
#include "tools/java.h"
#include "tools/reach.h"
#include "wire/errors.h"

static struct capture capture;
static struct buf said;

static void record(void)
{
    buf_clear(&said);
    capture_begin(&capture, STDERR_FILENO);
}

static void assert_said(const char *wanted)
{
    capture_end(&capture, &said);
    assert_string_equal(buf_text(&said), wanted);
}

static int free_all(void **state)
{
    (void)state;
    buf_deinit(&said);
    clock_fake(-1, 0);
    return 0;
}

/* 2026-11-22 14:02:40.035 UTC */
enum { MILLISECOND = 1000000 };
static const int64_t now_ms = 1795356160035;

static struct thrown failure(void)
{
    struct thrown t = {0};
    assert_int_equal(thrown_set(&t, "a.Inner", "of %d", 7), -1);
    assert_int_equal(thrown_wrap(&t, "b.Outer", "all of it"), -1);
    return t;
}

static void an_exception_is_its_head_lines(void **state)
{
    struct thrown t = failure();
    (void)state;
    assert_string_equal(t.kind, "b.Outer");
    record();
    thrown_print("Exception in thread \"main\" ", &t);
    assert_said("Exception in thread \"main\" b.Outer: all of it\nCaused by: a.Inner: of 7\n");
    record();
    thrown_say(&t);
    assert_said("all of it\n");
    record();
    assert_int_equal(java_uncaught(&t), 1);
    assert_said("all of it\nb.Outer: all of it\nCaused by: a.Inner: of 7\n\n");
    char *message = thrown_message(&t);
    assert_string_equal(message, "all of it");
    free(message);
    thrown_deinit(&t);
    assert_false(thrown_any(&t));
}

static void an_exception_without_a_message_says_null(void **state)
{
    struct thrown t = {0};
    (void)state;
    thrown_set(&t, "first", "is replaced");
    assert_int_equal(thrown_bare(&t, "c.Bare"), -1);
    record();
    thrown_print("", &t);
    thrown_say(&t);
    assert_said("c.Bare\nnull\n");
    char *message = thrown_message(&t);
    assert_string_equal(message, "null");
    free(message);
    thrown_deinit(&t);
}

static void messages_are_cleaned(void **state)
{
    struct thrown t = {0};
    (void)state;
    thrown_set(&t, "a.B", "%s", "red \033[31m\nnext");
    record();
    thrown_print("", &t);
    thrown_say(&t);
    assert_said("a.B: red \\x1b[31m\nnext\nred \\x1b[31m\nnext\n");
    thrown_deinit(&t);
}

static void messages_of_any_length_are_whole(void **state)
{
    char words[700];
    (void)state;
    for (int len = 0; len < (int)sizeof words; len++) {
        struct thrown t = {0};
        memset(words, 'w', (size_t)len);
        words[len] = '\0';
        assert_int_equal(thrown_set(&t, "a.B", "%s", words), -1);
        char *message = thrown_message(&t);
        assert_string_equal(message, words);
        free(message);
        thrown_deinit(&t);
    }
}

static void log_lines_carry_time_level_and_logger(void **state)
{
    struct thrown t = failure();
    (void)state;
    clock_fake(now_ms, 0);
    record();
    thrown_log("WARN", "o.a.Logger", NULL, "%s happened", "\033");
    assert_said("[2026-11-22 14:02:40,035] WARN \\x1b happened (o.a.Logger)\n");
    record();
    thrown_log("ERROR", "o.a.Logger", &t, "so");
    assert_said(
        "[2026-11-22 14:02:40,035] ERROR so (o.a.Logger)\nb.Outer: all of it\nCaused by: a.Inner: of 7\n");
    record();
    thrown_log_trace("o.a.Logger", &t);
    assert_said(
        "[2026-11-22 14:02:40,035] ERROR b.Outer: all of it\nCaused by: a.Inner: of 7\n (o.a.Logger)\n");
    thrown_deinit(&t);
}

static void a_brokers_error_is_an_exception(void **state)
{
    struct thrown t = {0};
    (void)state;
    assert_int_equal(thrown_from_code(&t, KAFKA_INVALID_PARTITIONS, bytes_of("too few")), -1);
    assert_string_equal(t.kind, "org.apache.kafka.common.errors.InvalidPartitionsException");
    assert_string_equal(t.text, "too few");
    thrown_from_code(&t, KAFKA_INVALID_PARTITIONS, BYTES_NULL);
    assert_string_equal(t.text, kafka_error_row(KAFKA_INVALID_PARTITIONS)->text);
    thrown_deinit(&t);
}

/* ---- reach ---- */

#define STAMP "[2026-11-22 14:02:40,035] WARN "
#define WARNING(node, address)                                                                     \
    STAMP "[me] Connection to node " node " (" address ") could not be established. Node may not " \
          "be available. (org.apache.kafka.clients.NetworkClient)\n"
#define BOOTSTRAP_GONE                                                                             \
    STAMP "[me] Bootstrap broker 127.0.0.1:9093 (id: -1 rack: null isFenced: false) disconnected " \
          "(org.apache.kafka.clients.NetworkClient)\n"
#define SENTENCE                                                                                   \
    "tool: no broker answers at 127.0.0.1:9093 (refused). Start one with `minibroker --listen "    \
    "127.0.0.1:9093`, or name another with --bootstrap-server; still trying.\n"

static void at(int ms)
{
    clock_fake(now_ms, (int64_t)ms * MILLISECOND);
}

static struct reach start(const char *bootstrap)
{
    struct reach r;
    struct thrown t = {0};
    at(10000);
    assert_int_equal(reach_init(&r, "tool", bootstrap, "Failed to start", &t), 0);
    snprintf(r.context, sizeof r.context, "[me] ");
    return r;
}

static void have_trouble(struct reach *r, int32_t node, const char *host)
{
    reach_trouble(
        r, &(struct client_trouble){.node = node, .host = host, .port = "9093", .why = "refused"});
}

static void nobody_is_bothered_by_the_first_moments(void **state)
{
    struct reach r = start("127.0.0.1:9093");
    (void)state;
    record();
    have_trouble(&r, -1, "127.0.0.1");
    at(10299);
    reach_tick(&r);
    assert_said("");
    reach_deinit(&r);
}

static void a_broker_that_is_not_there_is_warned_of_each_second_and_said_once(void **state)
{
    struct reach r = start("127.0.0.1:9093");
    (void)state;
    r.names_bootstrap = true;
    record();
    have_trouble(&r, -1, "127.0.0.1");
    at(10300);
    reach_tick(&r);
    reach_tick(&r);
    assert_said(WARNING("-1", "/127.0.0.1:9093") BOOTSTRAP_GONE);
    record();
    at(11299);
    reach_tick(&r);
    assert_said("");
    record();
    at(11300);
    reach_tick(&r);
    assert_said(WARNING("-1", "/127.0.0.1:9093") BOOTSTRAP_GONE);
    record();
    at(11999);
    reach_tick(&r);
    assert_said("");
    record();
    at(12000);
    reach_tick(&r);
    reach_tick(&r);
    assert_said(SENTENCE);
    record();
    reach_give_up(&r);
    assert_said("");
    reach_deinit(&r);
}

static void the_second_line_is_for_bootstrap_brokers_and_those_who_name_them(void **state)
{
    struct reach r = start("127.0.0.1:9093");
    (void)state;
    at(10300);
    record();
    have_trouble(&r, -1, "127.0.0.1");
    assert_said(WARNING("-1", "/127.0.0.1:9093"));
    r.names_bootstrap = true;
    at(11300);
    record();
    have_trouble(&r, 3, "far.example");
    assert_said(WARNING("3", "far.example/far.example:9093"));
    reach_deinit(&r);
}

static void a_name_has_the_address_it_resolved_to_beside_it(void **state)
{
    struct reach r = start("127.0.0.1:9093");
    (void)state;
    snprintf(r.addresses.items[0].host, sizeof r.addresses.items[0].host, "pad.example");
    at(10300);
    record();
    have_trouble(&r, 1, "pad.example");
    assert_said(WARNING("1", "pad.example/127.0.0.1:9093"));
    snprintf(r.addresses.items[0].port, sizeof r.addresses.items[0].port, "1");
    at(11300);
    record();
    have_trouble(&r, 1, "pad.example"); /* another port is another address */
    assert_said(WARNING("1", "pad.example/pad.example:9093"));
    at(12300);
    r.said = true;
    record();
    have_trouble(&r, 1, "::1");
    assert_said(WARNING("1", "/::1:9093"));
    reach_deinit(&r);
}

static void who_was_reached_is_only_warned_of_new_trouble(void **state)
{
    struct reach r = start("127.0.0.1:9093");
    (void)state;
    have_trouble(&r, -1, "127.0.0.1");
    reach_done(&r);
    at(20000);
    record();
    reach_tick(&r);
    reach_give_up(&r);
    assert_said("");
    record();
    have_trouble(&r, 1, "127.0.0.1");
    have_trouble(&r, 1, "127.0.0.1");
    assert_said(WARNING("1", "/127.0.0.1:9093"));
    at(21000);
    record();
    have_trouble(&r, 1, "127.0.0.1");
    assert_said(WARNING("1", "/127.0.0.1:9093"));
    reach_deinit(&r);
}

static void giving_up_says_it_at_once(void **state)
{
    struct reach r = start("192.0.2.1:9093");
    (void)state;
    record();
    reach_give_up(&r);
    reach_give_up(&r);
    assert_said("tool: no broker answers at 192.0.2.1:9093. Name another with --bootstrap-server; "
                "still trying.\n");
    reach_deinit(&r);
}

static void an_address_that_is_none_is_kafkas_exception(void **state)
{
    struct reach r;
    struct thrown t = {0};
    (void)state;
    assert_int_equal(reach_init(&r, "tool", "nowhere", "Failed to start", &t), -1);
    assert_string_equal(t.kind, "org.apache.kafka.common.KafkaException");
    assert_string_equal(t.text, "Failed to start");
    assert_string_equal(t.cause->kind, "org.apache.kafka.common.config.ConfigException");
    assert_string_equal(t.cause->text, "Invalid url in bootstrap.servers: nowhere");
    thrown_deinit(&t);
    reach_deinit(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exception_is_its_head_lines),
        cmocka_unit_test(an_exception_without_a_message_says_null),
        cmocka_unit_test(messages_are_cleaned),
        cmocka_unit_test(messages_of_any_length_are_whole),
        cmocka_unit_test(log_lines_carry_time_level_and_logger),
        cmocka_unit_test(a_brokers_error_is_an_exception),
        cmocka_unit_test(nobody_is_bothered_by_the_first_moments),
        cmocka_unit_test(a_broker_that_is_not_there_is_warned_of_each_second_and_said_once),
        cmocka_unit_test(the_second_line_is_for_bootstrap_brokers_and_those_who_name_them),
        cmocka_unit_test(a_name_has_the_address_it_resolved_to_beside_it),
        cmocka_unit_test(who_was_reached_is_only_warned_of_new_trouble),
        cmocka_unit_test(giving_up_says_it_at_once),
        cmocka_unit_test(an_address_that_is_none_is_kafkas_exception),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
