/* test_view.c: keys against a recorded flight: screens, help, small terminals, crew. */
#include "test.h"

#include <locale.h>
#include <string.h>

#include "view_kit.h"

static void digits_change_the_screen_and_q_goes_back_before_it_quits(void **state)
{
    struct view *v = open_launch();
    (void)state;
    static const enum screen_id screens[] = {SCREEN_ROCKET, SCREEN_CONSOLE, SCREEN_LINKS,
                                             SCREEN_FLIGHTS};
    for (int i = 0; i < 4; i++) {
        press(v, (const char *[]){"2", "3", "5", "6"}[i]);
        assert_int_equal(v->scene.place.screen, screens[i]);
    }
    assert_int_equal(view_key(v, 'q'), 0);
    look(v);
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_int_equal(view_key(v, 'q'), WISH_QUIT);
    assert_int_equal(view_key(v, KEY_CTRL('c')), WISH_QUIT);
    close_view(v);
}

static void q_asks_first_if_the_recorder_would_stop(void **state)
{
    struct view *v = open_launch();
    (void)state;
    v->started_recorder = true;
    assert_int_equal(view_key(v, 'q'), 0);
    look(v);
    assert_int_equal(v->scene.prompt, PROMPT_QUIT);
    assert_int_equal(view_key(v, 'n'), 0);
    assert_int_equal(view_key(v, 'q'), 0);
    assert_int_equal(view_key(v, 'y'), WISH_QUIT);
    close_view(v);
}

static void the_selected_rocket_is_the_same_on_every_screen(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "/F9-b\n");
    assert_string_equal(selected_name(v), "F9-B");
    press(v, "\n");
    assert_int_equal(v->scene.place.screen, SCREEN_ROCKET);
    assert_string_equal(v->scene.rocket.head.name, "F9-B");
    press(v, "\t");
    assert_string_equal(v->scene.rocket.head.name, "F9-FS5-S2"); /* round the end */
    press(v, "1");
    assert_string_equal(selected_name(v), "F9-FS5-S2");
    close_view(v);
}

static void help_explains_the_key_pressed_and_q_closes_it(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "?");
    assert_true(v->scene.place.help);
    press(v, "o");
    assert_int_equal(keys_find(v->scene.help_key), ACTION_LOOP);
    assert_int_equal(v->scene.transport.loop_a_ms, FLIGHT_NO_TIME);
    press(v, "q");
    assert_false(v->scene.place.help);
    close_view(v);
}

static void keys_not_built_yet_say_so_and_unknown_keys_point_to_help(void **state)
{
    struct view *v = open_launch();
    static const char keys[] = "afbsvP";
    (void)state;
    for (const char *key = keys; *key != '\0'; key++) {
        view_key(v, *key);
        assert_non_null(strstr(v->said, "comes later"));
    }
    for (const char *key = "%4790"; *key != '\0'; key++) { /* digits without a screen too */
        view_key(v, *key);
        assert_string_equal(v->said, "? for keys");
    }
    close_view(v);
}

static void a_crew_session_is_read_only(void **state)
{
    struct view *v = open_launch();
    static const char keys[] = "asvPmw";
    (void)state;
    v->crew = true;
    for (const char *key = keys; *key != '\0'; key++) {
        assert_int_equal(view_key(v, *key), 0);
        assert_string_equal(v->said, "read-only: crew session");
    }
    press(v, " ");
    assert_int_equal(v->scene.transport.play, PLAY_PAUSED);
    close_view(v);
}

static void a_small_screen_shows_only_the_list(void **state)
{
    struct view *v = open_launch();
    (void)state;
    v->rows = 12;
    v->cols = 40;
    press(v, "2");
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_string_equal(v->scene.said, "needs 80x24");
    press(v, "g");
    assert_int_equal(v->scene.prompt, PROMPT_NONE);
    close_view(v);
}

static void nothing_hidden_by_shrinking_takes_keys(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "3?");
    v->rows = 12;
    v->cols = 40;
    int32_t before = v->place.rocket;
    press(v, "j");
    assert_int_not_equal(v->place.rocket, before);
    press(v, "?");
    assert_string_equal(v->scene.said, "needs 80x24");
    press(v, " ");
    assert_int_equal(v->scene.transport.play, PLAY_PAUSED);
    assert_int_equal(view_key(v, 'q'), WISH_QUIT);
    close_view(v);
}

static void every_action_has_a_key_and_a_label_and_if_built_a_line_of_help(void **state)
{
    int count, seen[ACTION_COUNT] = {0};
    const struct help_row *help = keys_help(&count);
    (void)state;
    for (int i = 0; i < count; i++)
        for (int action = (int)help[i].first; action <= (int)help[i].last; action++)
            seen[action]++;
    for (int action = ACTION_NONE + 1; action < ACTION_HELP; action++) {
        assert_int_equal(seen[action], keys_row((enum action)action)->later == NULL);
        assert_non_null(keys_row((enum action)action)->label);
        assert_non_null(keys_row((enum action)action)->more);
        for (int i = 0; i < KEYS_MAX_PER_ACTION; i++) {
            int key = keys_row((enum action)action)->keys[i];
            assert_true(key == 0 || keys_find(key) == (enum action)action);
        }
    }
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_change_the_screen_and_q_goes_back_before_it_quits),
        cmocka_unit_test(q_asks_first_if_the_recorder_would_stop),
        cmocka_unit_test(the_selected_rocket_is_the_same_on_every_screen),
        cmocka_unit_test(help_explains_the_key_pressed_and_q_closes_it),
        cmocka_unit_test(keys_not_built_yet_say_so_and_unknown_keys_point_to_help),
        cmocka_unit_test(a_crew_session_is_read_only),
        cmocka_unit_test(a_small_screen_shows_only_the_list),
        cmocka_unit_test(nothing_hidden_by_shrinking_takes_keys),
        cmocka_unit_test(every_action_has_a_key_and_a_label_and_if_built_a_line_of_help),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
