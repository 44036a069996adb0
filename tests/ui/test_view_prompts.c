/* test_view_prompts.c: what is typed into a prompt, and questions that are answered by a key. */
#include "test.h"

#include <locale.h>
#include <string.h>

#include "view_kit.h"

static void type(struct view *v, int key)
{
    view_key(v, key);
}

static void a_prompt_adds_and_erases_whole_characters(void **state)
{
    (void)state;
    struct view *v = open_launch();
    press(v, "/");
    static const int keys[] = {' ', 0x7e, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    static const char *const texts[] = {" ", " ~", " ~\xc2\x80", " ~\xc2\x80\xdf\xbf",
                                        " ~\xc2\x80\xdf\xbf\xe0\xa0\x80"};
    for (int i = 0; i < 5; i++) {
        type(v, keys[i]);
        assert_string_equal(v->prompt_text, texts[i]);
    }
    for (int i = 5; i < 8; i++)
        type(v, keys[i]);
    assert_string_equal(v->prompt_text + strlen(texts[4]),
                        "\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    for (int i = 0; i < 3; i++)
        type(v, KEYCODE_BACKSPACE);
    assert_string_equal(v->prompt_text, texts[4]);
    for (int i = 3; i >= 0; i--) {
        type(v, KEY_CTRL('h'));
        assert_string_equal(v->prompt_text, texts[i]);
    }
    type(v, KEYCODE_BACKSPACE);
    assert_string_equal(v->prompt_text, "");
    type(v, KEYCODE_BACKSPACE);
    assert_string_equal(v->prompt_text, "");
    type(v, 0x1f); /* no control character, no half of a pair, no key of the keyboard */
    type(v, 0xd800);
    type(v, KEYCODE_LEFT);
    assert_string_equal(v->prompt_text, "");
    press(v, "abc");
    type(v, KEY_CTRL('u'));
    assert_string_equal(v->prompt_text, "");
    assert_int_equal(v->prompt, PROMPT_FIND);
    close_view(v);
}

static void a_prompt_is_filled_to_its_last_byte(void **state)
{
    (void)state;
    struct view *v = open_launch();
    press(v, "/");
    for (int i = 0; i < 78; i++)
        type(v, 'a');
    type(v, 0xe9);
    assert_int_equal(strlen(v->prompt_text), 78);
    type(v, 'b');
    type(v, 'c');
    assert_int_equal(strlen(v->prompt_text), 79);
    assert_int_equal(v->prompt_text[78], 'b');
    close_view(v);
}

static void only_yes_or_ctrl_c_quits(void **state)
{
    (void)state;
    static const struct {
        int key, wish;
    } keys[] = {{'y', WISH_QUIT}, {'Y', WISH_QUIT}, {'q', WISH_QUIT}, {KEYCODE_ENTER, WISH_QUIT},
                {'n', 0},         {KEYCODE_ESC, 0}, {' ', 0},         {KEY_CTRL('c'), WISH_QUIT}};
    struct view *v = open_launch();
    v->started_recorder = true;
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        press(v, "q");
        assert_int_equal(v->prompt, PROMPT_QUIT);
        assert_int_equal(view_key(v, keys[i].key), keys[i].wish);
        if (keys[i].key != KEY_CTRL('c'))
            assert_int_equal(v->prompt, PROMPT_NONE);
        v->prompt = PROMPT_NONE;
    }
    close_view(v);
}

static void a_cancelled_or_empty_prompt_does_nothing(void **state)
{
    (void)state;
    struct view *v = open_launch();
    press(v, "/odd");
    type(v, KEYCODE_ESC);
    assert_int_equal(v->prompt, PROMPT_NONE);
    assert_string_equal(v->find, "");
    press(v, "g\n");
    assert_int_equal(v->prompt, PROMPT_NONE);
    assert_string_equal(v->said, "");
    assert_int_equal(v->scene.transport.play, PLAY_LIVE);
    close_view(v);
}

static void paste(struct view *v, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        assert_int_equal(view_key(v, *c | KEYCODE_PASTED), 0);
    look(v);
}

static void pasted_text_fills_a_prompt_but_never_acts_as_keys(void **state)
{
    struct view *v = open_launch();
    (void)state;
    paste(v, "3q\r");
    assert_int_equal(v->scene.place.screen, SCREEN_FLEET);
    assert_non_null(strstr(v->scene.said, "a paste presses no keys"));
    press(v, "/");
    paste(v, "F9\r-A");
    view_key(v, 0x1f680); /* typed: a character past U+FFFF */
    assert_string_equal(v->prompt_text, "F9 -A\U0001f680");
    view_key(v, KEYCODE_BACKSPACE);
    assert_string_equal(v->prompt_text, "F9 -A");
    press(v, "\033");
    v->started_recorder = true;
    press(v, "q");
    paste(v, "y"); /* answers no question */
    assert_int_equal(v->scene.prompt, PROMPT_QUIT);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prompt_adds_and_erases_whole_characters),
        cmocka_unit_test(a_prompt_is_filled_to_its_last_byte),
        cmocka_unit_test(only_yes_or_ctrl_c_quits),
        cmocka_unit_test(a_cancelled_or_empty_prompt_does_nothing),
        cmocka_unit_test(pasted_text_fills_a_prompt_but_never_acts_as_keys),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
