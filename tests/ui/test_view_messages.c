/* test_view_messages.c: CONSOLE and the open message, by keys. */
#include "test.h"

#include <locale.h>

#include "view_kit.h"

static void the_console_follows_until_a_row_is_selected_and_again_at_the_end(void **state)
{
    struct view *v = open_launch();
    const struct console_scene *c = &v->scene.console;
    (void)state;
    press(v, "3");
    assert_true(c->following);
    int64_t total = c->total;
    assert_int_equal(c->rows[c->count - 1].seq, total);
    press(v, "kkkk");
    assert_false(c->following);
    assert_int_equal(c->selected, total - 4);
    press(v, "gg");
    assert_int_equal(c->selected, 1);
    assert_int_equal(c->rows[0].seq, 1);
    assert_string_equal((const char *)c->rows[0].value, "Countdown started");
    assert_int_equal(c->newer, total - c->count);
    press(v, "G");
    assert_true(c->following);
    close_view(v);
}

static void keys_typed_before_the_first_frame_start_at_the_last_message(void **state)
{
    struct view *v = open_launch();
    (void)state;
    view_key(v, '3');
    view_key(v, 'k');
    view_key(v, KEYCODE_ENTER);
    look(v);
    assert_int_equal(v->scene.console.selected, v->scene.console.total - 1);
    assert_true(v->scene.place.inspect.open);
    close_view(v);
}

static void find_wraps_around_the_messages(void **state)
{
    struct view *v = open_launch();
    const struct console_scene *c = &v->scene.console;
    (void)state;
    press(v, "3/MAX-q\n");
    int64_t hit = c->selected;
    assert_true(hit > 1 && hit < c->total);
    press(v, "n");
    assert_int_equal(c->selected, hit);
    press(v, "/nowhere\n");
    assert_string_equal(v->scene.said, "\"nowhere\" is not here");
    close_view(v);
}

static void the_inspector_shows_each_field_as_it_was_decoded(void **state)
{
    struct view *v = open_launch();
    const struct inspector *in = &v->scene.console.inspector;
    (void)state;
    press(v, "3\nk");
    assert_true(v->scene.place.inspect.open);
    assert_string_equal(in->row.key, "F9-A");
    assert_int_equal(in->total, 2);
    assert_string_equal(in->lines[0].name, "velocity");
    assert_string_equal((const char *)in->lines[0].says, "590.5");
    assert_string_equal(in->lines[0].value, "  590.5");
    assert_int_equal(view_key(v, 'y'), WISH_COPY);
    assert_string_equal(
        v->copy, "kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic falcon9 "
                 "--partition 0 --offset 114 --max-messages 1");
    press(v, "xx");
    assert_int_equal(in->form, FORM_HEX);
    press(v, "\x1b");
    assert_false(v->scene.place.inspect.open);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_console_follows_until_a_row_is_selected_and_again_at_the_end),
        cmocka_unit_test(keys_typed_before_the_first_frame_start_at_the_last_message),
        cmocka_unit_test(find_wraps_around_the_messages),
        cmocka_unit_test(the_inspector_shows_each_field_as_it_was_decoded),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
