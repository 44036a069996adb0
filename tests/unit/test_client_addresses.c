/* test_client_addresses.c: bootstrap.servers: split, checked, resolved. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "client/bootstrap.h"

struct told {
    char text[700];
    int count;
};

static void remember(void *ctx, const char *sentence)
{
    struct told *told = ctx;
    told->count++;
    snprintf(told->text, sizeof told->text, "%s", sentence);
}

static void addresses_are_split_as_kafka_splits_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host, *port;
    } good[] = {{"localhost:9092", "localhost", "9092"},
                {"PLAINTEXT://h-1.x:1", "h-1.x", "1"},
                {"[::1]:9092", "::1", "9092"},
                {"::1:9092", "::1", "9092"},
                {"SASL_SSL://[fe80::1%eth0]:65535", "fe80::1%eth0", "65535"},
                {"a_b:1/x", "a_b", "1"},
                {"h:00001", "h", "00001"}};
    static const char *const bad[] = {"localhost", "localhost:", ":9092", "a:b",
                                      "",          "a b:1",      "[::1]", "[::1]9092",
                                      "[]:9092",   "h:123456",   "://",   "a://:1"};
    char host[256], port[8];
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        assert_int_equal(bootstrap_split(good[i].text, strlen(good[i].text), host, port), 0);
        assert_string_equal(host, good[i].host);
        assert_string_equal(port, good[i].port);
    }
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(bootstrap_split(bad[i], strlen(bad[i]), host, port), -1);
}

/* Memory that ends where the address does. */
static int split_exactly(const char *text, char host[256], char port[8])
{
    size_t len = strlen(text);
    char *exact = malloc(len > 0 ? len : 1);
    memcpy(exact, text, len);
    int rc = bootstrap_split(exact, len, host, port);
    free(exact);
    return rc;
}

static void an_address_may_end_anywhere_and_a_host_has_255_bytes_at_most(void **state)
{
    (void)state;
    static const char whole[] = "ssl://[::1]:9092";
    char host[256], port[8], text[300];
    for (size_t len = 0; len < sizeof whole; len++) {
        snprintf(text, len + 1, "%s", whole);
        split_exactly(text, host, port);
    }
    assert_int_equal(split_exactly("h:9", host, port), 0);
    assert_int_equal(split_exactly("h:", host, port), -1);
    memset(text, 'h', 256);
    snprintf(text + 255, sizeof text - 255, ":1");
    assert_int_equal(split_exactly(text, host, port), 0);
    assert_int_equal(strlen(host), 255);
    memset(text, 'h', 256);
    snprintf(text + 256, sizeof text - 256, ":1");
    assert_int_equal(split_exactly(text, host, port), -1);
}

static void a_list_is_checked_without_asking_for_names(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(bootstrap_check("no.such.host.invalid:1, b:65535", &err), 0);
    assert_int_equal(bootstrap_check("", &err), 0);
    assert_int_equal(bootstrap_check(" , ", &err), 0);
    assert_int_equal(bootstrap_check("a:1,b:0", &err), ERR_USAGE);
    assert_string_equal(err.text,
                        "--bootstrap-server takes HOST:PORT, as in localhost:9092, not \"b:0\"");
    assert_int_equal(bootstrap_check("a:65536", &err), ERR_USAGE);
    assert_int_equal(bootstrap_check("a", &err), ERR_USAGE);
}

static void a_list_without_an_address_is_refused(void **state)
{
    (void)state;
    struct bootstrap b;
    struct told told = {0};
    struct err err;
    assert_int_equal(bootstrap_resolve(&b, "nonsense", remember, &told, &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid url in bootstrap.servers: nonsense");
    assert_int_equal(bootstrap_resolve(&b, "127.0.0.1:1,[::1]:2", remember, &told, &err), 0);
    assert_int_equal(b.count, 2);
    assert_string_equal(b.items[0].ip, "127.0.0.1");
    assert_string_equal(b.items[1].host, "::1");
    assert_string_equal(b.items[1].port, "2");
    assert_int_equal(told.count, 0);
    bootstrap_deinit(&b);
    assert_int_equal(bootstrap_resolve(&b, "127.0.0.1:65535", remember, &told, &err), 0);
    bootstrap_deinit(&b);
    assert_int_equal(bootstrap_resolve(&b, "127.0.0.1:65536", remember, &told, &err), ERR_USAGE);
    assert_string_equal(err.text, "Invalid port in bootstrap.servers: 127.0.0.1:65536");
    assert_int_equal(bootstrap_resolve(&b, " , ", remember, &told, &err), ERR_NOT_FOUND);
    assert_string_equal(err.text, "No resolvable bootstrap urls given in bootstrap.servers");
}

static void a_name_that_does_not_resolve_is_told_and_the_others_are_taken(void **state)
{
    (void)state;
    struct bootstrap b;
    struct told told = {0};
    struct err err;
    /* A name of 255 bytes cannot be: nobody is asked for it. */
    char list[420], name[256], sentence[700];
    memset(name, 'x', 255);
    name[255] = '\0';
    snprintf(list, sizeof list, "%s:9092,127.0.0.1:1", name);
    assert_int_equal(bootstrap_resolve(&b, list, remember, &told, &err), 0);
    assert_int_equal(b.count, 1);
    assert_int_equal(told.count, 1);
    snprintf(sentence, sizeof sentence,
             "Couldn't resolve server %s:9092 from bootstrap.servers as DNS resolution failed for "
             "%s",
             name, name);
    assert_string_equal(told.text, sentence);
    bootstrap_deinit(&b);
    /* However long a part is, the sentence gives its beginning and says which name it was. */
    snprintf(list, sizeof list, "%0140d://%s:9092", 0, name);
    assert_int_equal(bootstrap_resolve(&b, list, remember, &told, &err), ERR_NOT_FOUND);
    snprintf(sentence, sizeof sentence,
             "Couldn't resolve server %.300s from bootstrap.servers as DNS resolution failed for "
             "%s",
             list, name);
    assert_string_equal(told.text, sentence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_split_as_kafka_splits_them),
        cmocka_unit_test(an_address_may_end_anywhere_and_a_host_has_255_bytes_at_most),
        cmocka_unit_test(a_list_is_checked_without_asking_for_names),
        cmocka_unit_test(a_list_without_an_address_is_refused),
        cmocka_unit_test(a_name_that_does_not_resolve_is_told_and_the_others_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
