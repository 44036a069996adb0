/* test_short_name.c: long names that differ look different in few columns. */
#include "test.h"

#include <stdio.h>

#include "ui/short_name.h"

static void cuts_to(const char *const names[], int count, int columns, const char *const cut[])
{
    static char all[8][64];
    char out[64];
    for (int i = 0; i < count; i++)
        snprintf(all[i], sizeof all[i], "%s", names[i]);
    for (int i = 0; i < count; i++) {
        short_name((struct name_array){all, sizeof all[0], count}, i, columns, out, sizeof out);
        assert_string_equal(out, cut[i]);
    }
}

static void a_common_beginning_is_cut_first(void **state)
{
    (void)state;
    cuts_to((const char *const[]){"uplink_message.decoded_payload.accel_x",
                                  "uplink_message.decoded_payload.accel_y", "alt"},
            3, 12, (const char *const[]){"…accel_x", "…accel_y", "alt"});
}

static void names_that_end_alike_keep_what_tells_them_apart(void **state)
{
    (void)state;
    cuts_to((const char *const[]){"left_engine_temperature", "right_engine_temperature"}, 2, 12,
            (const char *const[]){"left_engine…", "right_engin…"});
    cuts_to((const char *const[]){"engine_a_of_the_first_stage", "engine_b_of_the_first_stage",
                                  "engine_a_of_the_other_stage"},
            3, 12, (const char *const[]){"engine…stage", "engine_b_of…", "…other_stage"});
}

static void a_name_without_a_path_keeps_its_beginning(void **state)
{
    (void)state;
    cuts_to((const char *const[]){"drogue_v", "abcdefghijklmnopqrstuvwxyz", "short"}, 3, 7,
            (const char *const[]){"drogue…", "abcdef…", "short"});
}

static void a_part_of_a_path_that_does_not_fit_keeps_its_end(void **state)
{
    (void)state;
    cuts_to((const char *const[]){"a.abcdefghijklmnopqrstuvwxyz", "short"}, 2, 7,
            (const char *const[]){"…uvwxyz", "short"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_common_beginning_is_cut_first),
        cmocka_unit_test(names_that_end_alike_keep_what_tells_them_apart),
        cmocka_unit_test(a_name_without_a_path_keeps_its_beginning),
        cmocka_unit_test(a_part_of_a_path_that_does_not_fit_keeps_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
