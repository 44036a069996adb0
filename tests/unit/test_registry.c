/* test_registry.c: a Schema Registry that answers, refuses, lies, hangs or is not there: what is
 * said of it, and how long it may take. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "http_kit.h"
#include "schema/registry.h"
#include "schema/registry_fetch.h"

static struct err err;
static struct http_kit *server;
static struct buf text;
static enum schema_type type;
static char why[FETCH_WHY_SIZE], expected[FETCH_WHY_SIZE];

static void serve(int status, const char *body)
{
    server = http_kit_open(status, body, strlen(body));
}

static int stop(void **state)
{
    (void)state;
    if (server != NULL)
        http_kit_close(server);
    server = NULL;
    buf_deinit(&text);
    return 0;
}

/* One request, at most 500 ms long. */
static enum fetch_result fetch_from(const char *url, uint32_t id)
{
    struct registry_fetch f = {.answer_ms = 500, .connect_ms = 500};
    assert_int_equal(registry_fetch_open(&f, url, &err), 0);
    buf_clear(&text);
    enum fetch_result result = registry_fetch_schema(&f, id, &type, &text, why);
    registry_fetch_close(&f);
    return result;
}

static enum fetch_result fetch(uint32_t id)
{
    return fetch_from(http_kit_url(server), id);
}

static void expect_why(const char *words)
{
    snprintf(expected, sizeof expected, "%s %s", http_kit_url(server), words);
    assert_string_equal(why, expected);
}

/* ---- one request ---- */

static void an_answer_is_a_type_and_a_text(void **state)
{
    (void)state;
    char line[256];
    serve(200, "{\"schema\":\"\\\"double\\\"\"}");
    assert_int_equal(fetch(4000000000u), FETCH_HAS);
    assert_int_equal(type, SCHEMA_AVRO);
    assert_string_equal(buf_text(&text), "\"double\"");
    http_kit_last(server, line);
    assert_string_equal(line, "GET /schemas/ids/4000000000 HTTP/1.1");
    stop(NULL);
    serve(200, "{\"schema\":\"{}\",\"schemaType\":\"JSON\",\"references\":[{}]}");
    assert_int_equal(fetch(7), FETCH_HAS);
    assert_int_equal(type, SCHEMA_JSON);
}

static void a_path_and_a_slash_in_the_url_are_kept(void **state)
{
    (void)state;
    char line[256], url[128];
    serve(200, "{\"schema\":\"{}\"}");
    snprintf(url, sizeof url, "%s/registry//", http_kit_url(server));
    assert_int_equal(fetch_from(url, 7), FETCH_HAS);
    http_kit_last(server, line);
    assert_string_equal(line, "GET /registry/schemas/ids/7 HTTP/1.1");
}

static void a_schema_that_it_does_not_have_is_a_refusal(void **state)
{
    (void)state;
    serve(404, "{\"error_code\":40403,\"message\":\"Schema 9 not found\"}");
    assert_int_equal(fetch(9), FETCH_HAS_NOT);
    expect_why("answers 404: Schema 9 not found");
}

static void what_is_no_schema_is_a_refusal(void **state)
{
    static const struct {
        const char *body, *why;
    } cases[] = {
        {"<html>", "answers with what is no schema"},
        {"", "answers with what is no schema"},
        {"[1]", "answers with what is no schema"},
        {"{\"schema\":{}}", "answers with what is no schema"},
        {"{\"schema\":\"\",\"schemaType\":\"THRIFT\x1b\"}", "answers with what is no schema"},
        {"{\"schema\":\"\",\"schemaType\":\"THRIFT\"}", "has a schema of an unknown type: THRIFT"},
        {"{\"schema\":\"{}\",\"references\":[{\"name\":\"x\"}]}",
         "has a schema that refers to others, which are not read"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        serve(200, cases[i].body);
        assert_int_equal(fetch(9), FETCH_HAS_NOT);
        expect_why(cases[i].why);
        stop(NULL);
    }
}

static void ten_mebibytes_are_not_taken(void **state)
{
    (void)state;
    server = http_kit_open(200, "{\"schema\":\"", 10u << 20);
    assert_int_equal(fetch(9), FETCH_HAS_NOT);
    expect_why("answers with more than 2 MiB");
    assert_int_equal(text.len, 0);
}

static void one_that_hangs_is_given_up_in_time(void **state)
{
    (void)state;
    server = http_kit_open(HTTP_KIT_HANGS, "", 0);
    int64_t from_ms = clock_mono_ms();
    assert_int_equal(fetch(9), FETCH_FAILED);
    assert_in_range(clock_mono_ms() - from_ms, 400, 10000);
    expect_why("does not answer: Timeout was reached");
}

static void one_that_is_not_there_fails(void **state)
{
    (void)state;
    assert_int_equal(fetch_from("http://127.0.0.1:1/", 9), FETCH_FAILED);
    assert_non_null(strstr(why, "http://127.0.0.1:1 does not answer: "));
}

static void one_that_is_ill_or_asks_for_a_password_fails(void **state)
{
    (void)state;
    serve(500, "no");
    assert_int_equal(fetch(9), FETCH_FAILED);
    expect_why("answers 500");
    stop(NULL);
    serve(401, "{\"message\":\"who?\"}");
    assert_int_equal(fetch(9), FETCH_FAILED);
    expect_why("asks for a password: http://user:password@host");
}

static void it_sends_nobody_to_another_place(void **state)
{
    (void)state;
    serve(302, "");
    assert_int_equal(fetch(9), FETCH_FAILED);
    expect_why("answers 302");
    assert_int_equal(http_kit_count(server), 1);
}

static void the_password_is_not_shown(void **state)
{
    (void)state;
    assert_int_equal(fetch_from("http://me:secret@127.0.0.1:1", 9), FETCH_FAILED);
    assert_null(strstr(why, "secret"));
    assert_non_null(strstr(why, "http://127.0.0.1:1 does"));
}

static void what_is_no_url_is_refused(void **state)
{
    static const char *const urls[] = {"", "localhost:8081", "file:///etc/passwd", "ftp://x",
                                       "http://"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
        struct registry *r;
        assert_int_equal(registry_open(&r, urls[i], &err), ERR_USAGE);
        assert_non_null(strstr(err.text, "is no URL such as http://host:8081"));
    }
}

/* ---- the thread ---- */

static struct registry *open_registry(const char *url)
{
    struct registry *r;
    assert_int_equal(registry_open(&r, url, &err), 0);
    return r;
}

static enum registry_answer wait_for_answer(struct registry *r, uint32_t id, int64_t mono_ms)
{
    enum registry_answer answer;
    while ((answer = registry_ask(r, id, mono_ms)) == REGISTRY_WAIT)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return answer;
}

static void an_id_is_asked_for_once(void **state)
{
    (void)state;
    uint32_t id;
    serve(200, "{\"schema\":\"\\\"int\\\"\"}");
    struct registry *r = open_registry(http_kit_url(server));
    assert_int_equal(registry_ask(r, 7, 0), REGISTRY_WAIT);
    assert_int_equal(wait_for_answer(r, 7, 0), REGISTRY_HAS);
    assert_true(registry_take(r, &id, &type, &text));
    assert_int_equal(id, 7);
    assert_string_equal(buf_text(&text), "\"int\"");
    struct buf none = {0};
    assert_false(registry_take(r, &id, &type, &none));
    assert_int_equal(registry_ask(r, 7, INT64_MAX), REGISTRY_HAS);
    assert_false(registry_why(r, why));
    registry_close(r);
    assert_int_equal(http_kit_count(server), 1);
}

static void a_refusal_is_remembered_for_a_minute(void **state)
{
    (void)state;
    serve(404, "{}");
    struct registry *r = open_registry(http_kit_url(server));
    int64_t now_ms = clock_mono_ms();
    assert_int_equal(wait_for_answer(r, 7, now_ms), REGISTRY_HAS_NOT);
    assert_int_equal(registry_ask(r, 7, clock_mono_ms() + REGISTRY_AGAIN_MS - 5000),
                     REGISTRY_HAS_NOT);
    assert_int_equal(http_kit_count(server), 1);
    assert_int_equal(registry_ask(r, 7, clock_mono_ms() + REGISTRY_AGAIN_MS), REGISTRY_WAIT);
    assert_int_equal(wait_for_answer(r, 7, now_ms), REGISTRY_HAS_NOT);
    assert_true(registry_why(r, why));
    expect_why("answers 404");
    registry_close(r);
}

static void while_it_does_not_answer_nobody_waits(void **state)
{
    (void)state;
    struct registry *r = open_registry("http://127.0.0.1:1");
    assert_int_equal(wait_for_answer(r, 7, 0), REGISTRY_HAS_NOT);
    assert_int_equal(registry_ask(r, 8, 0), REGISTRY_HAS_NOT);
    assert_int_equal(registry_ask(r, 9, 0), REGISTRY_HAS_NOT);
    registry_close(r);
}

static void ids_without_end_are_not_asked_for(void **state)
{
    (void)state;
    server = http_kit_open(HTTP_KIT_HANGS, "", 0);
    struct registry *r = open_registry(http_kit_url(server));
    for (uint32_t id = 0; id < REGISTRY_IDS_MOST; id++)
        assert_int_equal(registry_ask(r, id, 0), REGISTRY_WAIT);
    assert_int_equal(registry_ask(r, REGISTRY_IDS_MOST, 0), REGISTRY_HAS_NOT);
    int64_t from_ms = clock_mono_ms();
    registry_close(r); /* ends the request that hangs */
    assert_in_range(clock_mono_ms() - from_ms, 0, 3000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, stop)
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_a_type_and_a_text),
        TEST(a_path_and_a_slash_in_the_url_are_kept),
        TEST(a_schema_that_it_does_not_have_is_a_refusal),
        TEST(what_is_no_schema_is_a_refusal),
        TEST(ten_mebibytes_are_not_taken),
        TEST(one_that_hangs_is_given_up_in_time),
        TEST(one_that_is_not_there_fails),
        TEST(one_that_is_ill_or_asks_for_a_password_fails),
        TEST(it_sends_nobody_to_another_place),
        TEST(the_password_is_not_shown),
        TEST(what_is_no_url_is_refused),
        TEST(an_id_is_asked_for_once),
        TEST(a_refusal_is_remembered_for_a_minute),
        TEST(while_it_does_not_answer_nobody_waits),
        TEST(ids_without_end_are_not_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
