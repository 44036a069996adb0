/* test_flights.c: what `ground flights` prints about a cache, and how it ends; `replay` where there
 * is nothing to replay; and what `ground snapshot` selects. */
#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "demo_mission.h"
#include "recording.h"

enum { S = 1000 };

static const int64_t t0 = 1503600660000; /* 2017-08-24T18:51:00Z */

static char *cache;
static char printed[8192];

static int setup(void **state)
{
    (void)state;
    struct recording *r = mem_alloc(sizeof(*r));
    cache = mem_printf("/tmp/test_flights.%d.db", (int)getpid());
    recording_begin(r, cache, &mission_demo);
    recording_say(r, "weather", t0, t0, "{\"wind\":12}");
    for (int64_t t = t0; t <= t0 + 60 * S; t += S)
        recording_say(r, "KESTREL-1", t, t, "{\"vel\":1}");
    recording_say(r, NULL, t0 + 61 * S, t0 + 61 * S, "Liftoff");
    recording_say(r, NULL, t0 + 99 * S, t0 + 99 * S, "Landing successful");
    recording_say(r, "(odd)", t0 - 86400 * S, FLIGHT_NO_TIME, "{\"vel\":1}");
    recording_beat(r, t0 + 99 * S, LINK_NO_RECORDER);
    recording_end(r);
    free(r);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    recording_remove(cache);
    free(cache);
    return 0;
}

/* Runs it; keeps what it printed, both streams; gives its exit code. */
static int ground(const char *arguments)
{
    char *command = mem_printf("%s/bin/ground %s 2>&1 </dev/null", BUILD_DIR, arguments);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    printed[fread(printed, 1, sizeof(printed) - 1, out)] = '\0';
    free(command);
    return WEXITSTATUS(pclose(out));
}

static int flights_of(const char *path, const char *more)
{
    char *arguments = mem_printf("flights --cache %s %s", path, more);
    int code = ground(arguments);
    free(arguments);
    return code;
}

static int replay_of(const char *path, const char *more)
{
    char *arguments = mem_printf("replay --cache %s %s", path, more);
    int code = ground(arguments);
    free(arguments);
    return code;
}

static int snapshot(const char *more)
{
    char *arguments = mem_printf("snapshot --cache %s %s", cache, more);
    int code = ground(arguments);
    free(arguments);
    return code;
}

static void a_table_has_a_line_a_flight_newest_first(void **state)
{
    (void)state;
    assert_int_equal(flights_of(cache, ""), 0);
    assert_string_equal(
        printed,
        "FLIGHT ROCKET                   START (UTC)       LENGTH    OUTCOME    MESSAGES    "
        "SILENT SRC\n"
        "     3 (flugdaten)              2017-08-24 18:52  00:00:38  LANDED            2  "
        "00:00:38 \n"
        "     2 KESTREL-1                2017-08-24 18:51  00:01:00  LOS              61  "
        "00:00:01 \n"
        "     4 \"(odd)\"                  2017-08-23 18:51  00:00:00  LOS               1  "
        "00:00:00 \n");
}

static void json_has_every_field(void **state)
{
    (void)state;
    assert_int_equal(flights_of(cache, "--format json"), 0);
    json_t *all = json_loads(printed, 0, NULL);
    assert_int_equal(json_array_size(all), 3);
    json_t *landed = json_array_get(all, 0);
    assert_string_equal(json_string_value(json_object_get(landed, "rocket")), "(flugdaten)");
    assert_string_equal(json_string_value(json_object_get(landed, "start")),
                        "2017-08-24T18:52:01.000Z");
    assert_string_equal(json_string_value(json_object_get(landed, "t_zero")),
                        "2017-08-24T18:52:01.000Z");
    assert_string_equal(json_string_value(json_object_get(landed, "outcome")), "LANDED");
    assert_int_equal(json_integer_value(json_object_get(landed, "length_ms")), 38 * S);
    assert_int_equal(json_integer_value(json_object_get(landed, "messages")), 2);
    assert_true(json_is_null(json_object_get(json_array_get(all, 1), "t_zero")));
    json_decref(all);
}

static void a_mission_that_is_named_is_used_instead_of_the_recordings(void **state)
{
    (void)state;
    assert_int_equal(flights_of(cache, "--mission default"), 0);
    assert_non_null(strstr(printed, " weather "));
    assert_int_equal(flights_of(cache, "--mission nope"), 2);
    assert_string_equal(
        printed,
        "ground flights: unknown mission \"nope\": name a file, default, demo, flugdaten, sonde, "
        "balloon, openrocket or altos\n");
}

static void what_cannot_be_done_is_a_sentence(void **state)
{
    (void)state;
    assert_int_equal(flights_of("/nonexistent/x.db", ""), 1);
    assert_string_equal(
        printed,
        "ground flights: there is no cache /nonexistent/x.db yet; `ground record` creates it\n");
    assert_int_equal(flights_of(cache, "--format xml"), 2);
    assert_int_equal(flights_of(cache, "more"), 2);
}

static void output_that_cannot_be_written_is_a_failure(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    char *command =
        mem_printf("%s/bin/ground flights --cache %s >/dev/full 2>/dev/null", BUILD_DIR, cache);
    assert_int_equal(WEXITSTATUS(system(command)), 1);
    free(command);
}

static void a_replay_of_nothing_is_a_sentence_and_no_screen(void **state)
{
    (void)state;
    assert_int_equal(replay_of("/nonexistent/x.db", "1"), 1);
    assert_string_equal(
        printed,
        "ground replay: there is no cache /nonexistent/x.db yet; `ground record` creates it\n");
    assert_int_equal(replay_of(cache, "NOBODY"), 1);
    assert_string_equal(printed, "ground replay: no flight or rocket \"NOBODY\" in this cache; "
                                 "`ground flights` lists them\n");
    assert_int_equal(replay_of(BUILD_DIR "/CMakeCache.txt", "1"), 1);
    assert_non_null(strstr(printed, "CMakeCache.txt is not a cache"));
}

static void a_snapshot_shows_what_was_asked_for_or_says_why_not(void **state)
{
    (void)state;
    assert_int_equal(snapshot("--screen rocket --at end --rocket '(flugdaten)'"), 0);
    assert_non_null(strstr(printed, "\n (flugdaten)     ENDED "));
    assert_int_equal(snapshot("--screen rocket --at end --rocket KESTREL-1"), 0);
    assert_non_null(strstr(printed, "\n KESTREL-1       "));
    assert_int_equal(snapshot("--rocket nobody"), 1);
    assert_string_equal(printed, "ground snapshot: no rocket \"nobody\" on this screen\n");
    assert_int_equal(snapshot("--at never"), 1);
    assert_string_equal(printed, "ground snapshot: no event or mark says \"never\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_a_line_a_flight_newest_first),
        cmocka_unit_test(json_has_every_field),
        cmocka_unit_test(a_mission_that_is_named_is_used_instead_of_the_recordings),
        cmocka_unit_test(what_cannot_be_done_is_a_sentence),
        cmocka_unit_test(output_that_cannot_be_written_is_a_failure),
        cmocka_unit_test(a_replay_of_nothing_is_a_sentence_and_no_screen),
        cmocka_unit_test(a_snapshot_shows_what_was_asked_for_or_says_why_not),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
