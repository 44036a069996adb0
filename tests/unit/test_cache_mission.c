/* test_cache_mission.c: which mission and which broker are meant where nobody names one. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "cmd/cache_mission.h"
#include "store_kit.h"

static struct kit kit;
static char mission[CACHE_MISSION_SIZE], broker[CACHE_BROKER_SIZE];

static int begin(void **state)
{
    (void)state;
    kit_open(&kit);
    return 0;
}

static int end(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static void record_as(const char *mission_name, const char *address)
{
    struct store_status status = {.pid = 1};
    snprintf(status.mission, sizeof status.mission, "%s", mission_name);
    snprintf(status.broker, sizeof status.broker, "%s", address);
    kit_must(&kit, writer_begin(kit.w, &kit.err), 0);
    kit_must(&kit, writer_status(kit.w, &status, &kit.err), 0);
    kit_must(&kit, writer_commit(kit.w, false, &kit.err), 0);
}

static void what_is_asked_for_is_meant(void **state)
{
    (void)state;
    record_as("demo", "pad:9092");
    assert_string_equal(cache_mission("default", kit.cache, mission), "default");
    assert_string_equal(cache_mission("moon", kit.cache, mission), "moon");
    assert_string_equal(cache_broker("other:1", kit.cache, broker), "other:1");
}

static void a_recording_is_taken_up_as_it_was_begun(void **state)
{
    (void)state;
    record_as("demo", "pad:9092");
    assert_string_equal(cache_mission(NULL, kit.cache, mission), "demo");
    assert_string_equal(cache_broker(NULL, kit.cache, broker), "pad:9092");
    record_as(mission_default.name, "pad:9092"); /* which is no name to ask for */
    assert_string_equal(cache_mission(NULL, kit.cache, mission), "default");
    record_as("a later program's", "");
    assert_string_equal(cache_mission(NULL, kit.cache, mission), "default");
    assert_string_equal(cache_broker(NULL, kit.cache, broker), "localhost:9092");
}

/* Half of a list of addresses may name another broker. */
static void an_address_that_was_cut_is_not_used(void **state)
{
    (void)state;
    struct store_status status;
    char address[sizeof status.broker + 1];
    memset(address, 'h', sizeof address);
    address[sizeof status.broker - 2] = '\0';
    record_as("demo", address);
    assert_string_equal(cache_broker(NULL, kit.cache, broker), address);
    address[sizeof status.broker - 2] = 'h';
    address[sizeof status.broker - 1] = '\0';
    record_as("demo", address);
    assert_string_equal(cache_broker(NULL, kit.cache, broker), "localhost:9092");
}

static void without_a_recording_the_defaults_are_meant(void **state)
{
    (void)state;
    static const char *const none[] = {NULL, "/nowhere/at/all"};
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        assert_string_equal(cache_mission(NULL, none[i], mission), "default");
        assert_string_equal(cache_broker(NULL, none[i], broker), "localhost:9092");
    }
    assert_string_equal(cache_mission(NULL, kit.cache, mission), "default"); /* no heartbeat yet */
}

static void a_mission_is_found_by_its_name(void **state)
{
    (void)state;
    struct err err;
    assert_ptr_equal(mission_by_name("default", &err), &mission_default);
    assert_string_equal(mission_by_name("demo", &err)->name, "demo");
    assert_null(mission_by_name("moon", &err));
    assert_int_equal(err.code, ERR_USAGE);
    assert_string_equal(err.text, "unknown mission \"moon\"; the missions are default and demo");
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(what_is_asked_for_is_meant),          ROW(a_recording_is_taken_up_as_it_was_begun),
        ROW(an_address_that_was_cut_is_not_used), ROW(without_a_recording_the_defaults_are_meant),
        ROW(a_mission_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
