/* Where to listen, as a user writes it. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "broker/listen.h"

static void addresses_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *host;
        int port;
    } cases[] = {
        {"127.0.0.1:9092", "127.0.0.1", 9092},
        {"localhost:0", "localhost", 0},
        {"localhost:65535", "localhost", 65535},
        {":1", "", 1},
        {"[::1]:9", "::1", 9},
        {"[]:9", "", 9},
        {"PLAINTEXT://127.0.0.1:1", "127.0.0.1", 1},
        {"PLAINTEXT://[::1]:2", "::1", 2},
        {"PLAINTEXT://:3", "", 3},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct endpoint e = {.may_miss = true};
        struct err err;
        assert_int_equal(endpoint_parse(cases[i].text, &e, &err), 0);
        assert_string_equal(e.host, cases[i].host);
        assert_int_equal(e.port, cases[i].port);
        assert_false(e.may_miss);
    }
}

static void what_is_no_address_is_refused_with_what_to_write(void **state)
{
    (void)state;
    static const char pair[] = "expected HOST:PORT", v6[] = "expected HOST:PORT or [V6]:PORT";
    static const char plain[] = "only PLAINTEXT:// is supported";
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", pair},
        {"localhost", pair},
        {"localhost:", pair},
        {"localhost:x", pair},
        {"localhost:80x", pair},
        {"localhost:-1", pair},
        {"localhost:65536", pair},
        {"::1:9092", v6},
        {"[::1:9092", v6},
        {"::1]:9092", v6},
        {"[:9092", NULL},
        {"SSL://localhost:9092", plain},
        {"plaintext://localhost:9092", plain},
        {"://localhost:9092", plain},
        {"PLAINTEXT:/localhost:9092", v6},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct endpoint e;
        struct err err;
        char expected[200];
        if (cases[i].why == NULL) { /* one bracket is a name like another */
            assert_int_equal(endpoint_parse(cases[i].text, &e, &err), 0);
            continue;
        }
        snprintf(expected, sizeof expected, "cannot listen on %s: %s", cases[i].text, cases[i].why);
        assert_int_equal(endpoint_parse(cases[i].text, &e, &err), ERR_USAGE);
        assert_string_equal(err.text, expected);
    }
}

static void a_name_fits_or_is_refused(void **state)
{
    (void)state;
    char text[300];
    for (size_t length = 255; length <= 256; length++) {
        struct endpoint e;
        struct err err;
        memset(text, 'h', length);
        snprintf(text + length, sizeof text - length, ":9092");
        assert_int_equal(endpoint_parse(text, &e, &err), length == 255 ? 0 : ERR_USAGE);
        if (length == 255)
            assert_int_equal(strlen(e.host), 255);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_taken_apart),
        cmocka_unit_test(what_is_no_address_is_refused_with_what_to_write),
        cmocka_unit_test(a_name_fits_or_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
