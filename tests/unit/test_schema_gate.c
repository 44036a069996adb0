/* test_schema_gate.c: how long messages wait for their schemas: a registry that hangs delays a
 * recording once, by a bounded time. */
#include "test.h"

#include "base/clock.h"
#include "http_kit.h"
#include "recorder/schema_gate.h"

static struct http_kit *server;
static struct registry *registry;
static struct tape tape;
static struct schema_gate gate;

static void serve(int status, const char *body)
{
    struct err err;
    server = http_kit_open(status, body, strlen(body));
    assert_int_equal(registry_open(&registry, http_kit_url(server), &err), 0);
    tape.schemas = schema_set_new();
    schema_gate_init(&gate, registry);
}

static int stop(void **state)
{
    (void)state;
    registry_close(registry);
    http_kit_close(server);
    schema_set_free(tape.schemas);
    return 0;
}

static bool holds(uint8_t id, int64_t mono_ms)
{
    const uint8_t value[] = {0, 0, 0, 0, id, 2};
    return schema_gate_holds(&gate, &tape, bytes_make(value, sizeof value), mono_ms);
}

static void a_registry_that_hangs_delays_all_messages_together_by_a_bound(void **state)
{
    (void)state;
    serve(HTTP_KIT_HANGS, "");
    assert_true(holds(7, 1000));
    assert_true(holds(7, 1000 + SCHEMA_PATIENCE_MS - 1));
    assert_false(holds(7, 1000 + SCHEMA_PATIENCE_MS));
    assert_false(holds(7, 1000 + SCHEMA_PATIENCE_MS));
    assert_false(holds(8, 1000 + SCHEMA_PATIENCE_MS));
}

static void what_needs_no_schema_does_not_wait(void **state)
{
    (void)state;
    serve(HTTP_KIT_HANGS, "");
    const uint8_t json[] = {0, 0, 0, 0, 7, '{', '}'};
    assert_false(schema_gate_holds(&gate, &tape, bytes_make(json, sizeof json), 1));
    assert_false(schema_gate_holds(&gate, &tape, bytes_of("alt=1"), 1));
    assert_false(schema_gate_holds(&gate, &tape, BYTES_NULL, 1));
    assert_int_equal(schema_set_put(tape.schemas, 8, SCHEMA_AVRO, 0, bytes_of("\"int\""), NULL), 0);
    assert_false(holds(8, 1));
}

static void a_refusal_ends_the_wait(void **state)
{
    (void)state;
    serve(404, "{}");
    while (holds(7, 1)) /* the clock stands still: only the answer ends it */
        continue;
    assert_int_equal(http_kit_count(server), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, stop)
    const struct CMUnitTest tests[] = {
        TEST(a_registry_that_hangs_delays_all_messages_together_by_a_bound),
        TEST(what_needs_no_schema_does_not_wait),
        TEST(a_refusal_ends_the_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
