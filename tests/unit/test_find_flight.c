/* test_find_flight.c: the flight that a command line names by number, rocket or date. */
#include "test.h"

#include <stdio.h>

#include "cmd/find_flight.h"
#include "store_kit.h"

static struct kit kit;

/* 2026-11-22 14:31:07.250 and so on, UTC. */
static const int64_t november_ms = INT64_C(1795357867250);

static void add_flight(int64_t id, int32_t rocket, int64_t v0_ms)
{
    struct store_flight f = {.id = id,
                             .rocket = rocket,
                             .number = (int32_t)id,
                             .seq0 = id,
                             .seq1 = id,
                             .v0_ms = v0_ms,
                             .v1_ms = v0_ms + 1000,
                             .t_zero_ms = STORE_NO_TIME,
                             .outcome = "LANDED"};
    kit_must(&kit, writer_flight(kit.w, &f, &kit.err), 0);
}

/* F9 flew 1 and 4, the key "t" flew 2, the topic t without keys flew 3, which is titled "(t)", and
 * a topic "pad" 5. */
static int set_up(void **state)
{
    int32_t key, topic, pad, number;
    (void)state;
    kit_open(&kit);
    kit_must(&kit, writer_begin(kit.w, &kit.err), 0);
    kit_must(&kit, writer_rocket(kit.w, bytes_of("t"), true, &topic, &kit.err), 0);
    kit_must(&kit, writer_rocket(kit.w, bytes_of("t"), false, &key, &kit.err), 0);
    kit_must(&kit, writer_rocket(kit.w, bytes_of("pad"), true, &pad, &kit.err), 0);
    kit_must(&kit, writer_rocket(kit.w, bytes_of("77"), false, &number, &kit.err), 0);
    add_flight(1, kit.rocket, november_ms);
    add_flight(2, key, november_ms + 1000);
    add_flight(3, topic, november_ms + INT64_C(86400000));
    add_flight(4, kit.rocket, november_ms + INT64_C(2) * 86400000);
    add_flight(5, pad, november_ms + INT64_C(3) * 86400000);
    add_flight(6, number, november_ms + INT64_C(4) * 86400000);
    kit_must(&kit, writer_commit(kit.w, true, &kit.err), 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kit_close(&kit);
    return 0;
}

static void assert_finds(const char *text, int64_t id)
{
    struct store_flight found;
    kit_must(&kit, find_flight(kit.r, text, &found, &kit.err), 0);
    assert_int_equal(found.id, id);
}

static void assert_finds_none(const char *text, const char *sentence)
{
    struct store_flight found;
    kit_must(&kit, find_flight(kit.r, text, &found, &kit.err), ERR_NOT_FOUND);
    assert_string_equal(kit.err.text, sentence);
}

static void a_number_is_a_flight_before_it_is_a_rocket(void **state)
{
    (void)state;
    assert_finds("1", 1);
    assert_finds("6", 6);
    assert_finds("77", 6);
}

static void a_rocket_means_its_newest_flight(void **state)
{
    (void)state;
    assert_finds("F9", 4);
    assert_finds("t", 2);
    assert_finds("(t)", 3);
    assert_finds("pad", 5);
    assert_finds("(pad)", 5);
}

static void a_date_is_as_long_as_it_is_told(void **state)
{
    static const char *const first[] = {"2026-11-22T14:31:07", "2026-11-22 14:31:07",
                                        "2026-11-22T14:31:07Z", "2026-11-22T14:31:07.250Z",
                                        "2026-11-22 14:31:07.2"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(first); i++)
        assert_finds(first[i], 1);
    assert_finds("2026-11-23", 3);
    assert_finds("2026-11-22 14:31:08", 2);
    assert_finds_none("2026-11-22",
                      "2 flights began on 2026-11-22; give a number from `ground flights`");
    assert_finds_none("2026-11-22 14:31",
                      "2 flights began on 2026-11-22 14:31; give a number from `ground flights`");
}

static void what_is_not_there_is_said(void **state)
{
    static const char *const none[] = {
        "0", "8", "F", "2026-11-2", "2026-11-22T14:31:07.250Zx", "2026-11-29", ""};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        char sentence[200];
        snprintf(sentence, sizeof sentence,
                 "no flight or rocket \"%s\" in this cache; `ground flights` lists them", none[i]);
        assert_finds_none(none[i], sentence);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_a_flight_before_it_is_a_rocket),
        cmocka_unit_test(a_rocket_means_its_newest_flight),
        cmocka_unit_test(a_date_is_as_long_as_it_is_told),
        cmocka_unit_test(what_is_not_there_is_said),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
