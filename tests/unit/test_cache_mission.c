/* test_cache_mission.c: which mission and which broker are meant where nobody names one. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "cmd/cache_mission.h"
#include "store_kit.h"

static struct kit kit;
static char broker[CACHE_BROKER_SIZE];

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

static void expect_mission(const char *asked, const char *cache, const char *name)
{
    struct err err = {0};
    struct chosen_mission chosen;
    if (mission_choose(&chosen, asked, cache, &err) != 0)
        fail_msg("%s", err.text);
    assert_string_equal(chosen.name, name);
    assert_string_equal(chosen.mission->name,
                        strcmp(name, "default") == 0 ? mission_default.name : name);
}

static void what_is_asked_for_is_meant(void **state)
{
    (void)state;
    record_as("demo", "pad:9092");
    expect_mission("default", kit.cache, "default");
    expect_mission("flugdaten", kit.cache, "flugdaten");
    expect_mission(SOURCE_DIR "/assets/missions/flugdaten.yaml", kit.cache, "flugdaten");
    assert_string_equal(cache_broker("other:1", kit.cache, broker), "other:1");
}

static void a_recording_is_taken_up_as_it_was_begun(void **state)
{
    (void)state;
    record_as("demo", "pad:9092");
    expect_mission(NULL, kit.cache, "demo");
    assert_string_equal(cache_broker(NULL, kit.cache, broker), "pad:9092");
    record_as(mission_default.name, "pad:9092"); /* which is no name to ask for */
    expect_mission(NULL, kit.cache, "default");
    record_as("a later program's", "");
    expect_mission(NULL, kit.cache, "default");
    assert_string_equal(cache_broker(NULL, kit.cache, broker), "localhost:9092");
}

static void note_text(const char *text)
{
    kit_must(&kit, writer_begin(kit.w, &kit.err), 0);
    kit_must(&kit, writer_meta(kit.w, STORE_META_MISSION, text, &kit.err), 0);
    kit_must(&kit, writer_commit(kit.w, false, &kit.err), 0);
}

static void a_mission_comes_with_the_cache_that_was_recorded_by_it(void **state)
{
    (void)state;
    struct err err;
    struct chosen_mission chosen;
    record_as("mine", "pad:9092");
    note_text("mission: mine\nchannels: {alt: {unit: ft, decimals: 0}}\n");
    assert_int_equal(mission_choose(&chosen, NULL, kit.cache, &err), 0);
    assert_string_equal(chosen.name, "mine");
    assert_null(chosen.given);
    assert_string_equal(mission_channel(chosen.mission, "alt")->unit, "ft");
    note_text("mission: [");
    assert_int_equal(mission_choose(&chosen, NULL, kit.cache, &err), ERR_CORRUPT);
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
        expect_mission(NULL, none[i], "default");
        assert_string_equal(cache_broker(NULL, none[i], broker), "localhost:9092");
    }
    expect_mission(NULL, kit.cache, "default"); /* no heartbeat yet */
}

static void a_mission_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct err err;
    struct chosen_mission chosen;
    assert_int_equal(mission_choose(&chosen, "moon", NULL, &err), ERR_USAGE);
    assert_string_equal(err.text,
                        "unknown mission \"moon\": name a file, default, demo, flugdaten, "
                        "sonde, balloon, openrocket or altos");
    assert_int_equal(mission_choose(&chosen, "/nowhere/moon.yaml", NULL, &err), ERR_IO);
    assert_string_equal(err.text,
                        "cannot read the mission file /nowhere/moon.yaml: No such file or "
                        "directory");
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(what_is_asked_for_is_meant),
        ROW(a_recording_is_taken_up_as_it_was_begun),
        ROW(an_address_that_was_cut_is_not_used),
        ROW(without_a_recording_the_defaults_are_meant),
        ROW(a_mission_comes_with_the_cache_that_was_recorded_by_it),
        ROW(a_mission_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
