/* test_client_trouble.c: librdkafka's broker errors as events: who, where, why. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "client/trouble.h"

struct heard {
    int count;
    int32_t node;
    char host[400], port[16], why[200];
    bool never_reached;
};

static void hear(void *ctx, const struct client_trouble *t)
{
    struct heard *heard = ctx;
    heard->count++;
    heard->node = t->node;
    heard->never_reached = t->never_reached;
    snprintf(heard->host, sizeof heard->host, "%s", t->host);
    snprintf(heard->port, sizeof heard->port, "%s", t->port);
    snprintf(heard->why, sizeof heard->why, "%s", t->why);
}

static struct heard report(int code, const char *reason, bool reached)
{
    struct heard heard = {0};
    struct client_events events = {.ctx = &heard, .trouble = hear};
    trouble_report(&events, code, reason, reached);
    return heard;
}

static void an_error_is_taken_apart_into_broker_and_reason(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        int32_t node;
        const char *host, *port, *why;
    } table[] = {
        {"localhost:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused "
         "(after 0ms in state CONNECT)",
         -1, "localhost", "9092", "Connection refused"},
        {"h-1.x:9093/7: Disconnected (after 12ms in state UP)", 7, "h-1.x", "9093", "Disconnected"},
        {"sasl_ssl://h-1.x:9093/17: Disconnected", 17, "h-1.x", "9093", "Disconnected"},
        {"sasl_ssl://::1:9093/bootstrap: Failed to resolve '::1': no", -1, "::1", "9093",
         "Failed to resolve '::1': no"},
        {"h:1/2: see http://a/b", 2, "h", "1", "see http://a/b"},
        {"h:1/2", 2, "h", "1", "2"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct heard heard = report(RD_KAFKA_RESP_ERR__TRANSPORT, table[i].reason, false);
        assert_int_equal(heard.count, 1);
        assert_int_equal(heard.node, table[i].node);
        assert_string_equal(heard.host, table[i].host);
        assert_string_equal(heard.port, table[i].port);
        assert_string_equal(heard.why, table[i].why);
    }
}

static void whether_anybody_ever_answered_is_passed_on(void **state)
{
    (void)state;
    assert_true(report(RD_KAFKA_RESP_ERR__RESOLVE, "h:1/2: no", false).never_reached);
    assert_false(report(RD_KAFKA_RESP_ERR__RESOLVE, "h:1/2: no", true).never_reached);
}

static void what_names_no_broker_is_not_told(void **state)
{
    (void)state;
    struct client_events deaf = {0};
    assert_int_equal(report(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "h:1/2: no", false).count, 0);
    assert_int_equal(report(RD_KAFKA_RESP_ERR__TRANSPORT, "h:1: no", false).count, 0);
    assert_int_equal(report(RD_KAFKA_RESP_ERR__TRANSPORT, "h/2: no", false).count, 0);
    assert_int_equal(report(RD_KAFKA_RESP_ERR__TRANSPORT, "ssl://h:1", false).count, 0);
    trouble_report(&deaf, RD_KAFKA_RESP_ERR__TRANSPORT, "h:1/2: no", false);
}

/* A reason whose address, "hhh...:1", has `len` bytes, behind `scheme`. */
static struct heard report_long(const char *scheme, size_t len)
{
    char reason[500];
    size_t at = strlen(scheme);
    memcpy(reason, scheme, at);
    memset(reason + at, 'h', len - 2);
    snprintf(reason + at + len - 2, sizeof reason - at - len + 2, ":1/2: no");
    return report(RD_KAFKA_RESP_ERR__TRANSPORT, reason, false);
}

static void an_address_longer_than_names_can_be_is_not_told(void **state)
{
    (void)state;
    assert_int_equal(report_long("", 299).count, 1);
    assert_int_equal(report_long("", 300).count, 0);
    assert_int_equal(report_long("ssl://", 290).count, 1);
    assert_int_equal(report_long("ssl://", 300).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_taken_apart_into_broker_and_reason),
        cmocka_unit_test(whether_anybody_ever_answered_is_passed_on),
        cmocka_unit_test(what_names_no_broker_is_not_told),
        cmocka_unit_test(an_address_longer_than_names_can_be_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
