/* test_keyseq.c: bytes of a terminal into keys: what is known, what is swallowed, cut anywhere,
 * late, unfinished, pasted. */
#include "test.h"

#include <unistd.h>

#include "base/bytes.h"
#include "keyboard_kit.h"
#include "ui/input.h"

/* ---- tables -------------------------------------------------------------------------------- */

static const struct {
    const char *bytes;
    int key;
} known[] = {
    {"a", 'a'},
    {"\t", KEYCODE_TAB},
    {"\r", KEYCODE_ENTER},
    {"\x7f", KEYCODE_BACKSPACE},
    {"\x03", KEY_CTRL('c')},
    {"\xc3\xa9", 0xe9},
    {"\xe2\x82\xac", 0x20ac},
    {"\xf0\x9f\x9a\x80", 0x1f680},
    {"\033[A", KEYCODE_UP},
    {"\033OA", KEYCODE_UP},
    {"\033[B", KEYCODE_DOWN},
    {"\033OB", KEYCODE_DOWN},
    {"\033[C", KEYCODE_RIGHT},
    {"\033OC", KEYCODE_RIGHT},
    {"\033[D", KEYCODE_LEFT},
    {"\033OD", KEYCODE_LEFT},
    {"\033[1;2C", KEYCODE_SHIFT_RIGHT},
    {"\033[1;2D", KEYCODE_SHIFT_LEFT},
    {"\033[1;130D", KEYCODE_SHIFT_LEFT}, /* with NumLock */
    {"\033[1;1:1A", KEYCODE_UP},         /* kitty: pressed */
    {"\033[H", KEYCODE_HOME},
    {"\033OH", KEYCODE_HOME},
    {"\033[1~", KEYCODE_HOME},
    {"\033[7~", KEYCODE_HOME},
    {"\033[F", KEYCODE_END},
    {"\033OF", KEYCODE_END},
    {"\033[4~", KEYCODE_END},
    {"\033[8~", KEYCODE_END},
    {"\033[5~", KEYCODE_PAGE_UP},
    {"\033[6~", KEYCODE_PAGE_DOWN},
    {"\033[Z", KEYCODE_SHIFT_TAB},
    {"\033[9;2u", KEYCODE_SHIFT_TAB},
    {"\033OP", KEYCODE_F1},
    {"\033[11~", KEYCODE_F1},
    {"\033[[A", KEYCODE_F1},
    {"\033OM", KEYCODE_ENTER},
    {"\033[13u", KEYCODE_ENTER},
    {"\033[27u", KEYCODE_ESC},
    {"\033[27;129u", KEYCODE_ESC},
    {"\033[99;5u", KEY_CTRL('c')},
    {"\033[27;5;99~", KEY_CTRL('c')},
    {"\033[0n", KEYCODE_ANSWER},
    {"\x9b"
     "A",
     KEYCODE_UP}, /* C1 as a byte, and in UTF-8 */
    {"\xc2\x9b"
     "A",
     KEYCODE_UP},
    {"\x8fP", KEYCODE_F1},
};

/* Swallowed: no key of the program, in one piece or in many, late or not. */
static const char *const swallowed[] = {
    /* keys of keyboards */
    "\033[2~",
    "\033[3~",
    "\033[12~",
    "\033[24~",
    "\033[1;9C",
    "\033[1;5D",
    "\033[1;2A",
    "\033[5;5~",
    "\033[103u",
    "\033[32;2u",
    "\033[57399u",
    "\033[27;2;103~",
    "\033[[B",
    "\033[E",
    "\033[P",
    "\033[1;2P",
    "\033OQ",
    "\033Oq",
    "\033O5C",
    "\033O ",
    "\033[1;1:3A",
    "\033[97:65;2;65u",
    "\033[99;6u",
    "\033[1;5:3u",
    /* reports */
    "\033[I",
    "\033[O",
    "\033[c",
    "\033[?62;22c",
    "\033[>0;95;0c",
    "\033[24;80R",
    "\033[?1;2$y",
    "\033[3n",
    "\033[?0n",
    "\033[8;24;80t",
    "\033[?1u",
    "\033[200;1R",
    "\033[4;1$y",
    "\033[0;0n",
    /* a mouse that does nothing here: other buttons, 1015 */
    "\033[<2;10;10M",
    "\033[<66;1;1M",
    "\033[32;10;10M",
    "\033[<0;1M",
    "\033[M\"!!",
    /* strings */
    "\033]0;hello\007",
    "\033]52;c;aGVsbG8=\033\\",
    "\033]11;rgb:0000/0000/0000\033\\",
    "\033]\007",
    "\033P>|XTerm(379)\033\\",
    "\033P1$r0m\033\\",
    "\033P\033\\",
    "\033_Gi=31;OK\033\\",
    "\033^private\033\\",
    "\033Xstart\033\\",
    "\x9d"
    "0;hello\x9c",
    "\x90"
    "1$rq\x9c",
    "\xc2\x9d"
    "0;hello\xc2\x9c",
    "\033]0;\xe6\x9c\xac q\007",
    "\033]0;1\033qg\007",
    "\033Ptmux;\033\033]0;q\007",
    /* nonsense */
    "\033[12;34;56;78;90;12;34z",
    "\033[999999999999999999999~",
    "\033[<>?A",
    "\033[1<A",
    "\033[ A",
    "\033[1!p",
    "\033[;;;;;;;;;;~",
    "\033[5::A",
    "\033[\x7f"
    "A",
    "\033[1\x18",
    "\033]0;x\x1a",
};

/* Alt with a key that sends a sequence: not that key. */
static const char *const swallowed_at_once[] = {"\033\033[C", "\033\033OC", "\033\033[1~"};

static bool is_key(int key)
{
    return key != KEYCODE_NONE && key != KEYCODE_UNKNOWN;
}

static void expect_swallowed(struct keyboard *b, const char *sequence)
{
    for (int i = 0; i < b->count; i++)
        if (is_key(b->keys[i]) && b->keys[i] != KEYCODE_ESC)
            fail_msg("ESC%s gave the key %d", sequence + 1, b->keys[i]);
    b->count = 0;
}

static void every_known_sequence_gives_its_key(void **state)
{
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        type_text(&b, known[i].bytes);
        expect_key(&b, known[i].key);
        expect_ground(&b);
    }
}

static void every_other_sequence_is_swallowed_whole(void **state)
{
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(swallowed); i++) {
        type_text(&b, swallowed[i]);
        expect_swallowed(&b, swallowed[i]);
        expect_ground(&b);
    }
    for (size_t i = 0; i < ARRAY_SIZE(swallowed_at_once); i++) {
        type_text(&b, swallowed_at_once[i]);
        expect_swallowed(&b, swallowed_at_once[i]);
        expect_ground(&b);
    }
}

/* Cut at every byte, with no pause and with one that makes the ESC before it a key. */
static void a_sequence_may_arrive_in_two_pieces(void **state)
{
    static const int pauses_ms[] = {0, 20, 60, 450};
    struct keyboard b = {0};
    (void)state;
    for (size_t p = 0; p < ARRAY_SIZE(pauses_ms); p++)
        for (size_t i = 0; i < ARRAY_SIZE(swallowed); i++)
            for (size_t cut = 1; cut < strlen(swallowed[i]); cut++) {
                type(&b, swallowed[i], cut);
                pass(&b, pauses_ms[p]);
                type_text(&b, swallowed[i] + cut);
                if (b.count > 0 && b.keys[0] == KEYCODE_ESC)
                    assert_true(pauses_ms[p] >= 25 && cut == 1);
                expect_swallowed(&b, swallowed[i]);
                expect_ground(&b);
            }
}

static void an_arrow_that_arrives_late_is_still_an_arrow(void **state)
{
    static const int keys[] = {KEYCODE_ESC, KEYCODE_UP};
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033");
    pass(&b, 100);
    type_text(&b, "[A");
    expect_keys(&b, keys, 2);
    expect_ground(&b);
}

static void escape_alone_is_a_key_after_its_delay(void **state)
{
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033");
    pass(&b, 24);
    expect_nothing(&b);
    pass(&b, 1);
    expect_key(&b, KEYCODE_ESC);
    type_text(&b, "q");
    expect_key(&b, 'q');
}

static void escape_and_a_key_in_one_read_are_two_keys(void **state)
{
    static const int keys[] = {KEYCODE_ESC, '3',  KEYCODE_ESC, KEYCODE_ESC,  'q',
                               KEYCODE_ESC, 0xe9, KEYCODE_ESC, KEYCODE_ENTER};
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\0333\033\033q\033\xc3\xa9\033\r");
    expect_keys(&b, keys, ARRAY_SIZE(keys));
    expect_ground(&b);
}

static void escape_twice_is_the_key_twice(void **state)
{
    static const int keys[] = {KEYCODE_ESC, KEYCODE_ESC};
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033\033");
    pass(&b, 25);
    expect_keys(&b, keys, 2);
}

/* Frames are answered all the time: an answer may come right behind the key. */
static void escape_before_a_report_is_still_a_key(void **state)
{
    static const int answered[] = {KEYCODE_ESC, KEYCODE_ANSWER};
    static const int clicked[] = {KEYCODE_ESC, KEYCODE_MOUSE};
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033\033[0n");
    expect_keys(&b, answered, 2);
    type_text(&b, "\033\033[<0;1;1M");
    expect_keys(&b, clicked, 2);
    type_text(&b, "\033\033[I");
    expect_key(&b, KEYCODE_ESC);
}

static void bytes_typed_by_hand_after_escape_are_keys_of_their_own(void **state)
{
    static const char typed[] = {'[', 'O', ']', 'P'};
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(typed); i++) {
        type_text(&b, "\033");
        pass(&b, 200);
        expect_key(&b, KEYCODE_ESC);
        type(&b, &typed[i], 1);
        pass(&b, 100);
        expect_key(&b, typed[i]);
        expect_ground(&b);
    }
}

static void an_unfinished_sequence_does_not_block_the_keyboard(void **state)
{
    static const char *const begun[] = {"\033[", "\033[1;", "\033O",  "\033]", "\033P",
                                        "\033_", "\033[M",  "\033[[", "\xe2",  "\033]0;x\033"};
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(begun); i++) {
        type_text(&b, begun[i]);
        pass(&b, 500);
        expect_nothing(&b);
        expect_ground(&b);
    }
}

static void typing_steadily_does_not_keep_a_string_open(void **state)
{
    struct keyboard b = {0};
    int keys = 0;
    (void)state;
    type_text(&b, "\033]");
    for (; b.count == 0; keys++) {
        pass(&b, 150);
        type_text(&b, "k");
    }
    assert_in_range(keys, 1, 16); /* 2 s and a bit */
    expect_key(&b, 'k');
}

static void control_c_gets_through(void **state)
{
    static const char *const begun[] = {"\033[", "\033[1;", "\033O", "\033[M"};
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(begun); i++) {
        type_text(&b, begun[i]);
        type_text(&b, "\x03");
        expect_key(&b, KEY_CTRL('c'));
        expect_ground(&b);
    }
}

static void invalid_utf8_is_dropped_without_what_follows_it(void **state)
{
    static const char *const bad[] = {"\xc3", "\xff",     "\xc0\xaf", "\xed\xa0\x80",
                                      "\xf5", "\xe2\x82", "\xa9",     "\xf4\x90\x80\x80"};
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        type_text(&b, bad[i]);
        type_text(&b, "e");
        expect_key(&b, 'e');
    }
}

/* ---- the mouse ----------------------------------------------------------------------------- */

static void a_click_in_one_read_is_a_press_and_a_release(void **state)
{
    static const int keys[] = {KEYCODE_MOUSE, KEYCODE_MOUSE};
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033[<0;11;5M");
    assert_int_equal(b.seq.mouse.kind, MOUSE_PRESS);
    assert_int_equal(b.seq.mouse.row, 4);
    assert_int_equal(b.seq.mouse.col, 10);
    type_text(&b, "\033[<0;300;200m");
    assert_int_equal(b.seq.mouse.kind, MOUSE_RELEASE);
    assert_int_equal(b.seq.mouse.row, 199);
    assert_int_equal(b.seq.mouse.col, 299);
    expect_keys(&b, keys, 2);
}

static void both_mouse_protocols_are_read(void **state)
{
    static const struct {
        const char *bytes;
        enum mouse_kind kind;
    } rows[] = {
        {"\033[<0;1;1M", MOUSE_PRESS},
        {"\033[<32;1;1M", MOUSE_DRAG},
        {"\033[<64;1;1M", MOUSE_WHEEL_UP},
        {"\033[<65;1;1M", MOUSE_WHEEL_DOWN},
        {"\033[<4;1;1M", MOUSE_PRESS}, /* with Shift */
        {"\033[M !!", MOUSE_PRESS},
        {"\033[M#!!", MOUSE_RELEASE},
        {"\033[M@!!", MOUSE_DRAG},
        {"\033[M`!!", MOUSE_WHEEL_UP},
        {"\033[Ma\xff\xfe", MOUSE_WHEEL_DOWN},
    };
    struct keyboard b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        type_text(&b, rows[i].bytes);
        expect_key(&b, KEYCODE_MOUSE);
        assert_int_equal(b.seq.mouse.kind, rows[i].kind);
        expect_ground(&b);
    }
    assert_int_equal(b.seq.mouse.row, 0xfe - 33);
    assert_int_equal(b.seq.mouse.col, 0xff - 33);
}

/* ---- pasting ------------------------------------------------------------------------------- */

static void pasted_bytes_are_text_and_never_keys(void **state)
{
    static const int keys[] = {
        'q' | KEYCODE_PASTED,  '\r' | KEYCODE_PASTED, 0xe9 | KEYCODE_PASTED,
        '\t' | KEYCODE_PASTED, 'z' | KEYCODE_PASTED,
    };
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033[200~q\r\xc3\xa9\x03\x1a\033[A\033OP\t\033]0;x\007z\033[201~");
    expect_keys(&b, keys, ARRAY_SIZE(keys));
    expect_ground(&b);
}

static void the_end_of_a_paste_may_arrive_in_pieces(void **state)
{
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033[200~\033");
    pass(&b, 300);
    expect_nothing(&b);
    type_text(&b, "[20");
    pass(&b, 300);
    type_text(&b, "1~");
    expect_nothing(&b);
    expect_ground(&b);
}

static void a_paste_without_an_end_is_over_after_a_silence(void **state)
{
    struct keyboard b = {0};
    (void)state;
    type_text(&b, "\033[200~");
    pass(&b, 1999);
    type_text(&b, "a");
    expect_key(&b, 'a' | KEYCODE_PASTED);
    pass(&b, 2000);
    expect_ground(&b);
}

/* ---- reading ------------------------------------------------------------------------------- */

static void keys_read_but_not_taken_are_due_at_once(void **state)
{
    int ends[2];
    bool eof = true;
    struct input in;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    input_init(&in, ends[0]);
    assert_int_equal(write(ends[1], "ab\033", 3), 3);
    assert_int_equal(input_key(&in, 1000, &eof), 'a');
    assert_int_equal(input_due_ms(&in), 0);
    assert_int_equal(input_key(&in, 1000, &eof), 'b');
    assert_int_equal(input_key(&in, 1000, &eof), KEYCODE_NONE);
    assert_false(eof);
    assert_int_equal(input_due_ms(&in), 1025);
    assert_int_equal(write(ends[1], "[A", 2), 2);
    assert_int_equal(input_key(&in, 9000, &eof), KEYCODE_UP); /* it came in time: we were late */
    close(ends[1]);
    assert_int_equal(input_key(&in, 9000, &eof), KEYCODE_NONE);
    assert_true(eof);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_sequence_gives_its_key),
        cmocka_unit_test(every_other_sequence_is_swallowed_whole),
        cmocka_unit_test(a_sequence_may_arrive_in_two_pieces),
        cmocka_unit_test(an_arrow_that_arrives_late_is_still_an_arrow),
        cmocka_unit_test(escape_alone_is_a_key_after_its_delay),
        cmocka_unit_test(escape_and_a_key_in_one_read_are_two_keys),
        cmocka_unit_test(escape_twice_is_the_key_twice),
        cmocka_unit_test(escape_before_a_report_is_still_a_key),
        cmocka_unit_test(bytes_typed_by_hand_after_escape_are_keys_of_their_own),
        cmocka_unit_test(an_unfinished_sequence_does_not_block_the_keyboard),
        cmocka_unit_test(typing_steadily_does_not_keep_a_string_open),
        cmocka_unit_test(control_c_gets_through),
        cmocka_unit_test(invalid_utf8_is_dropped_without_what_follows_it),
        cmocka_unit_test(a_click_in_one_read_is_a_press_and_a_release),
        cmocka_unit_test(both_mouse_protocols_are_read),
        cmocka_unit_test(pasted_bytes_are_text_and_never_keys),
        cmocka_unit_test(the_end_of_a_paste_may_arrive_in_pieces),
        cmocka_unit_test(a_paste_without_an_end_is_over_after_a_silence),
        cmocka_unit_test(keys_read_but_not_taken_are_due_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
