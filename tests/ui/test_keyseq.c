/* test_keyseq.c: bytes of a terminal into keys: what is known, what is swallowed, cut anywhere,
 * late, unfinished, pasted. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "ui/input.h"

enum { MOST = 64, SEQUENCES = 10000 };

/* A keyboard: its clock, and the keys that came of it. */
struct board {
    struct keyseq seq;
    int64_t now_ms;
    int keys[MOST], count;
};

static void note(struct board *b, int key)
{
    if (key == KEYCODE_NONE)
        return;
    assert_true(b->count < MOST);
    b->keys[b->count++] = key;
}

static void type(struct board *b, const char *bytes, size_t n)
{
    struct bytes in = bytes_make(bytes, n);
    while (in.len > 0)
        note(b, keyseq_next(&b->seq, &in, b->now_ms));
}

static void type_text(struct board *b, const char *text)
{
    type(b, text, strlen(text));
}

/* Time passes as it does for the screen, which calls when it was told to. */
static void pass(struct board *b, int64_t ms)
{
    int64_t until = b->now_ms + ms;
    while (keyseq_due_ms(&b->seq) <= until) {
        b->now_ms = keyseq_due_ms(&b->seq);
        note(b, keyseq_expire(&b->seq, b->now_ms));
    }
    b->now_ms = until;
}

static void expect_keys(struct board *b, const int *keys, int count)
{
    assert_int_equal(b->count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(b->keys[i], keys[i]);
    b->count = 0;
}

static void expect_key(struct board *b, int key)
{
    expect_keys(b, &key, 1);
}

static void expect_nothing(struct board *b)
{
    expect_keys(b, NULL, 0);
}

/* The next key typed is taken for itself: nothing is left over. */
static void expect_ground(struct board *b)
{
    assert_int_equal(keyseq_due_ms(&b->seq), INT64_MAX);
    type_text(b, "x");
    expect_key(b, 'x');
}

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

static void expect_swallowed(struct board *b, const char *sequence)
{
    for (int i = 0; i < b->count; i++)
        if (is_key(b->keys[i]) && b->keys[i] != KEYCODE_ESC)
            fail_msg("ESC%s gave the key %d", sequence + 1, b->keys[i]);
    b->count = 0;
}

static void every_known_sequence_is_its_key(void **state)
{
    struct board b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        type_text(&b, known[i].bytes);
        expect_key(&b, known[i].key);
        expect_ground(&b);
    }
}

static void all_others_are_swallowed_whole(void **state)
{
    struct board b = {0};
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
    struct board b = {0};
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

static void a_late_arrow_is_still_an_arrow(void **state)
{
    static const int keys[] = {KEYCODE_ESC, KEYCODE_UP};
    struct board b = {0};
    (void)state;
    type_text(&b, "\033");
    pass(&b, 100);
    type_text(&b, "[A");
    expect_keys(&b, keys, 2);
    expect_ground(&b);
}

static void escape_alone_is_a_key_after_its_delay(void **state)
{
    struct board b = {0};
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
    struct board b = {0};
    (void)state;
    type_text(&b, "\0333\033\033q\033\xc3\xa9\033\r");
    expect_keys(&b, keys, ARRAY_SIZE(keys));
    expect_ground(&b);
}

static void escape_twice_is_twice_the_key(void **state)
{
    static const int keys[] = {KEYCODE_ESC, KEYCODE_ESC};
    struct board b = {0};
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
    struct board b = {0};
    (void)state;
    type_text(&b, "\033\033[0n");
    expect_keys(&b, answered, 2);
    type_text(&b, "\033\033[<0;1;1M");
    expect_keys(&b, clicked, 2);
    type_text(&b, "\033\033[I");
    expect_key(&b, KEYCODE_ESC);
}

static void what_could_follow_escape_is_a_key_of_its_own_when_typed_by_hand(void **state)
{
    static const char typed[] = {'[', 'O', ']', 'P'};
    struct board b = {0};
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

static void an_unfinished_sequence_does_not_eat_the_keyboard(void **state)
{
    static const char *const begun[] = {"\033[", "\033[1;", "\033O",  "\033]", "\033P",
                                        "\033_", "\033[M",  "\033[[", "\xe2",  "\033]0;x\033"};
    struct board b = {0};
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
    struct board b = {0};
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
    struct board b = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(begun); i++) {
        type_text(&b, begun[i]);
        type_text(&b, "\x03");
        expect_key(&b, KEY_CTRL('c'));
        expect_ground(&b);
    }
}

static void bad_utf8_is_dropped_and_what_follows_it_is_not(void **state)
{
    static const char *const bad[] = {"\xc3", "\xff",     "\xc0\xaf", "\xed\xa0\x80",
                                      "\xf5", "\xe2\x82", "\xa9",     "\xf4\x90\x80\x80"};
    struct board b = {0};
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
    struct board b = {0};
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

static void both_ways_of_reporting_a_mouse_are_read(void **state)
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
    struct board b = {0};
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

static void what_is_pasted_is_text_and_no_key(void **state)
{
    static const int keys[] = {
        'q' | KEYCODE_PASTED,  '\r' | KEYCODE_PASTED, 0xe9 | KEYCODE_PASTED,
        '\t' | KEYCODE_PASTED, 'z' | KEYCODE_PASTED,
    };
    struct board b = {0};
    (void)state;
    type_text(&b, "\033[200~q\r\xc3\xa9\x03\x1a\033[A\033OP\t\033]0;x\007z\033[201~");
    expect_keys(&b, keys, ARRAY_SIZE(keys));
    expect_ground(&b);
}

static void the_end_of_a_paste_may_come_in_pieces(void **state)
{
    struct board b = {0};
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
    struct board b = {0};
    (void)state;
    type_text(&b, "\033[200~");
    pass(&b, 1999);
    type_text(&b, "a");
    expect_key(&b, 'a' | KEYCODE_PASTED);
    pass(&b, 2000);
    expect_ground(&b);
}

/* ---- reading ------------------------------------------------------------------------------- */

static void keys_that_were_read_and_not_taken_are_due_at_once(void **state)
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

/* ---- at random ----------------------------------------------------------------------------- */

static char any(unsigned *seed, int first, int last)
{
    return (char)(first + rand_r(seed) % (last - first + 1));
}

/* A whole CSI, SS3, OSC or DCS sequence after ECMA-48; returns its length. */
static size_t random_sequence(unsigned *seed, char out[MOST])
{
    static const char introducers[] = "[[[O]P";
    size_t n = 0;
    char introducer = introducers[rand_r(seed) % 6];
    out[n++] = '\033';
    out[n++] = introducer;
    if (introducer == '[') {
        for (int i = rand_r(seed) % 12; i > 0; i--)
            out[n++] = any(seed, 0x30, 0x3f);
        for (int i = rand_r(seed) % 3; i > 0; i--)
            out[n++] = any(seed, 0x20, 0x2f);
        out[n++] = any(seed, 0x40, 0x7e);
    } else if (introducer == 'O') {
        out[n++] = any(seed, 0x40, 0x7e);
    } else {
        for (int i = rand_r(seed) % 40; i > 0; i--)
            out[n++] = any(seed, 0x20, 0x7e);
        out[n++] = '\033';
        out[n++] = '\\';
    }
    return n;
}

/* The keys of ours that are sequences, and nothing that could be a letter. */
static bool is_sequence_key(int key)
{
    return key > 0x10ffff || key == KEYCODE_ENTER || key == KEYCODE_ESC || key == KEYCODE_TAB ||
           key == KEYCODE_BACKSPACE || (key >= 0 && key < 0x20);
}

/* ESC [ [ and ESC [ M are longer than ECMA-48 says: one letter more, three bytes more. */
static bool is_longer(const char *sequence, size_t n)
{
    return n == 3 && sequence[1] == '[' && (sequence[2] == '[' || sequence[2] == 'M');
}

static void no_random_sequence_types_a_letter(void **state)
{
    unsigned seed = 20261126;
    struct board b = {0};
    (void)state;
    for (int i = 0; i < SEQUENCES; i++) {
        char bytes[MOST];
        size_t n = random_sequence(&seed, bytes), cut = 1 + (size_t)rand_r(&seed) % (n - 1);
        type(&b, bytes, cut);
        pass(&b, rand_r(&seed) % 2 == 0 ? 0 : rand_r(&seed) % 400);
        type(&b, bytes + cut, n - cut);
        for (int k = 0; k < b.count; k++)
            if (!is_sequence_key(b.keys[k]))
                fail_msg("sequence %d, ESC%.*s, gave the key %d", i, (int)n - 1, bytes + 1,
                         b.keys[k]);
        b.count = 0;
        if (is_longer(bytes, n))
            pass(&b, 500);
        b.seq.pasting = false;
        expect_ground(&b);
    }
}

static void any_bytes_whatever_leave_the_keyboard_working(void **state)
{
    unsigned seed = 7;
    struct board b = {0};
    (void)state;
    for (int i = 0; i < SEQUENCES; i++) {
        char bytes[MOST / 2];
        for (size_t n = 0; n < sizeof bytes; n++)
            bytes[n] = rand_r(&seed) % 4 == 0 ? '\033' : any(&seed, 1, 255);
        type(&b, bytes, sizeof bytes);
        pass(&b, 3000);
        b.count = 0;
        expect_ground(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_sequence_is_its_key),
        cmocka_unit_test(all_others_are_swallowed_whole),
        cmocka_unit_test(a_sequence_may_arrive_in_two_pieces),
        cmocka_unit_test(a_late_arrow_is_still_an_arrow),
        cmocka_unit_test(escape_alone_is_a_key_after_its_delay),
        cmocka_unit_test(escape_and_a_key_in_one_read_are_two_keys),
        cmocka_unit_test(escape_twice_is_twice_the_key),
        cmocka_unit_test(escape_before_a_report_is_still_a_key),
        cmocka_unit_test(what_could_follow_escape_is_a_key_of_its_own_when_typed_by_hand),
        cmocka_unit_test(an_unfinished_sequence_does_not_eat_the_keyboard),
        cmocka_unit_test(typing_steadily_does_not_keep_a_string_open),
        cmocka_unit_test(control_c_gets_through),
        cmocka_unit_test(bad_utf8_is_dropped_and_what_follows_it_is_not),
        cmocka_unit_test(a_click_in_one_read_is_a_press_and_a_release),
        cmocka_unit_test(both_ways_of_reporting_a_mouse_are_read),
        cmocka_unit_test(what_is_pasted_is_text_and_no_key),
        cmocka_unit_test(the_end_of_a_paste_may_come_in_pieces),
        cmocka_unit_test(a_paste_without_an_end_is_over_after_a_silence),
        cmocka_unit_test(keys_that_were_read_and_not_taken_are_due_at_once),
        cmocka_unit_test(no_random_sequence_types_a_letter),
        cmocka_unit_test(any_bytes_whatever_leave_the_keyboard_working),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
