/* test_keyseq_edges.c: a terminal's bytes into keys, to the last byte and millisecond of each
 * bound. */
#include "test.h"

#include <stdio.h>

#include "base/bytes.h"
#include "ui/keyseq.h"

enum { MOST = 80 };

struct hand {
    struct keyseq seq;
    int64_t now_ms;
    int keys[MOST], count;
};

static void note(struct hand *h, int key)
{
    if (key != KEYCODE_NONE)
        h->keys[h->count++] = key;
    assert_true(h->count < MOST);
}

static void type(struct hand *h, const char *bytes)
{
    struct bytes in = bytes_of(bytes);
    while (in.len > 0)
        note(h, keyseq_next(&h->seq, &in, h->now_ms));
}

/* Time passes; the screen asks when it is due, and not before. */
static void pass(struct hand *h, int64_t ms)
{
    for (int64_t until = h->now_ms + ms; h->now_ms < until;) {
        note(h, keyseq_expire(&h->seq, h->now_ms));
        int64_t due = keyseq_due_ms(&h->seq);
        h->now_ms = due < until ? due : until;
    }
    note(h, keyseq_expire(&h->seq, h->now_ms));
}

static void expect(struct hand *h, const char *what, const int *keys)
{
    int count = 0;
    while (keys[count] != KEYCODE_NONE)
        count++;
    for (int i = 0; i < count || i < h->count; i++)
        if (i >= count || i >= h->count || h->keys[i] != keys[i])
            fail_msg("%s: key %d of %d is %d", what, i, h->count, i < h->count ? h->keys[i] : 0);
    h->count = 0;
}

#define EXPECT(h, ...) expect(h, #__VA_ARGS__, (const int[]){__VA_ARGS__, KEYCODE_NONE})
#define NOTHING KEYCODE_NONE

/* ---- bytes ---------------------------------------------------------------------------------- */

enum { UNKNOWN = KEYCODE_UNKNOWN, BACKSPACE = KEYCODE_BACKSPACE };

/* Each is followed by a letter. */
static const struct {
    const char *bytes;
    int keys[4];
} exact[] = {
    /* characters */
    {"\x1f", {0x1f}},
    {" ", {' '}},
    {"\x7f", {BACKSPACE}},
    {"\x80", {0}},
    {"\xa0", {0}},
    {"\xc1", {0}},
    {"\xc2\xa0", {0xa0}},
    {"\xdf\xbf", {0x7ff}},
    {"\xe0\xa0\x80", {0x800}},
    {"\xef\xbf\xbf", {0xffff}},
    {"\xf0\x90\x80\x80", {0x10000}},
    {"\xf4\x8f\xbf\xbf", {0x10ffff}},
    {"\xf5", {0}},
    {"\xf5\x9dq\x9c", {0}},       /* no character begins so: a string does */
    {"\xe2\x82\xc3\xa9", {0xe9}}, /* cut off by the next */
    {"\xe2\x82 ", {' '}},
    {"\xe2\x82\033[A", {KEYCODE_UP}},
    {"\033\033\xc2\x9b"
     "A",
     {KEYCODE_ESC, KEYCODE_ESC, KEYCODE_UP}},
    /* SS3 and the console's */
    {"\033O\x1f", {0x1f}},
    {"\033O ", {UNKNOWN}},
    {"\033O\x7f", {UNKNOWN}},
    {"\033O\x80", {0}},
    {"\033O/", {UNKNOWN}},
    {"\033O0A", {UNKNOWN}},
    {"\033O?A", {UNKNOWN}},
    {"\033O@", {UNKNOWN}},
    {"\033[[\x1f", {0x1f}},
    {"\033[[ ", {UNKNOWN}},
    {"\033[[\x80", {0}},
    {"\033\033[[A", {KEYCODE_ESC, UNKNOWN}},
    {"\033\033OA", {KEYCODE_ESC, UNKNOWN}},
    {"\033\033[A", {KEYCODE_ESC, UNKNOWN}},
    {"\033OA\033OA", {KEYCODE_UP, KEYCODE_UP}},
    {"\033\033[A\033[A", {KEYCODE_ESC, UNKNOWN, KEYCODE_UP}},
    {"\033O5C\033OC", {UNKNOWN, KEYCODE_RIGHT}},
    {"\033[1;1::3A", {KEYCODE_UP}},
    {"\033[ 1A", {0}},
    {"\033[\x7f<0;1;1M", {0}},
    /* CSI */
    {"\033[\x1f", {0x1f}},
    {"\033[\x03", {3}},
    {"\033[1;\xc3\xa9", {0xe9}},
    {"\033[ A", {0}},
    {"\033[/A", {0}},
    {"\033[\x7f"
     "A",
     {0}},
    {"\033[@", {0}},
    {"\033[~", {UNKNOWN}},
    {"\033[0~", {UNKNOWN}},
    {"\033[0A", {KEYCODE_UP}},
    {"\033[1A", {KEYCODE_UP}},
    {"\033[2A", {UNKNOWN}},
    {"\033[1;0A", {KEYCODE_UP}},
    {"\033[1;1A", {KEYCODE_UP}},
    {"\033[1;3A", {UNKNOWN}},
    {"\033[1;33A", {UNKNOWN}},
    {"\033[1;65A", {KEYCODE_UP}}, /* with CapsLock */
    {"\033[1;193A", {KEYCODE_UP}},
    {"\033[1;1:2A", {KEYCODE_UP}}, /* held down */
    {"\033[1;1:3A", {0}},          /* let go */
    {"\033[1:5:9A", {KEYCODE_UP}},
    {"\033[1:3A", {KEYCODE_UP}},
    {"\033[1;1;1;1;9A", {KEYCODE_UP}},
    {"\033[1:5;1A", {KEYCODE_UP}},
    {"\033[1;5:1A", {UNKNOWN}},
    {"\033[1:5:9;2:1D", {KEYCODE_SHIFT_LEFT}},
    {"\033[1:::::;2D", {KEYCODE_SHIFT_LEFT}},
    {"\033[1;2;3;4;5;6;7;8D", {KEYCODE_SHIFT_LEFT}},
    {"\033[1/;2D", {0}},
    {"\033[1\x7f;2D", {0}},
    {"\033[\x80", {0}},
    {"\033[\x9b"
     "A",
     {KEYCODE_UP}},
    {"\033[1<A", {0}},
    {"\033[?A", {0}},
    {"\033[<A", {0}},
    {"\033[1[", {0}},
    {"\033[1M", {0}},
    {"\033[97;5u", {1}},
    {"\033[122;5u", {26}},
    {"\033[96;5u", {UNKNOWN}},
    {"\033[123;5u", {UNKNOWN}},
    {"\033[97u", {UNKNOWN}},
    {"\033[97;2u", {UNKNOWN}},
    {"\033[9u", {KEYCODE_TAB}},
    {"\033[9;2u", {KEYCODE_SHIFT_TAB}},
    {"\033[13;2u", {UNKNOWN}},
    {"\033[27;5u", {UNKNOWN}},
    {"\033[127u", {BACKSPACE}},
    {"\033[27;5;97~", {1}},
    {"\033[27;1;97~", {UNKNOWN}},
    {"\033[26;5;97~", {UNKNOWN}},
    {"\033[n", {0}},
    {"\033[1n", {0}},
    {"\033[0;n", {0}},
    {"\033[00n", {KEYCODE_ANSWER}},
    {"\033[202~", {UNKNOWN}},
    {"\033[199~", {UNKNOWN}},
    /* CAN and SUB end anything */
    {"\033[1\x18", {0}},
    {"\033O\x1a", {0}},
    {"\033[[\x18", {0}},
    {"\033[M\x18", {0}},
    {"\033]0;\x18", {0}},
    {"\033]0;\x1a", {0}},
    /* strings */
    {"\033]x\x9cq\007", {0}}, /* begun with 7 bits: the byte is text */
    {"\033]\x9cq\007", {0}},
    {"\033]x\xc2\x9c", {0}},
    {"\x9dx\x9c", {0}},
    {"\xc2\x9dx\x9c", {0}},
    {"\xc2\x9fx\x9c", {0}},
    {"\033]x\033\033\\", {0}},
    {"\033]x\033q\033Q\007", {0}},
    {"\033]x\033[A", {KEYCODE_UP}},
    {"\033\033]x\033[A", {KEYCODE_ESC, KEYCODE_UP}},
    {"\033\033]x\x9b"
     "A\007",
     {KEYCODE_ESC}}, /* text of a 7-bit string */
    {"\033\033[1\x9b"
     "A",
     {KEYCODE_ESC, KEYCODE_UP}},
    {"\033]x\033]y\x9cq\007", {0}},
    {"\033X\xc2\033\\", {0}},
    {"\033Xx\xc2\x1b]\x9cq\007", {0}},
    {"\033Xx\xc2\x18\033]\x9cq\007", {0}},
    {"\x9dx\xc2\033]\x9cq\007", {0}}, /* the byte before belongs to another string */
    /* the mouse */
    {"\033[<0;0;1M", {0}},
    {"\033[<0;1;0M", {0}},
    {"\033[<0;1;1;1M", {0}},
    {"\033[?0;1;1M", {0}},
    {"\033[<0;1;1~", {0}},
    {"\033[<1;1;1M", {0}},
    {"\033[<35;1;1M", {0}},
    {"\033[<3;1;1M", {KEYCODE_MOUSE}},
    {"\033[<28;1;1M", {KEYCODE_MOUSE}}, /* with all three modifiers */
    {"\033[M  !", {0}},
    {"\033[M ! ", {0}},
    {"\033[M !!", {KEYCODE_MOUSE}},
    {"\033[M\x1f", {0x1f}},
    {"\033[M  \x1f", {0x1f}},
};

static void every_sequence_gives_its_keys_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(exact); i++) {
        struct hand h = {0};
        char what[16];
        snprintf(what, sizeof what, "row %zu", i);
        type(&h, exact[i].bytes);
        expect(&h, what, (const int[]){exact[i].keys[0], exact[i].keys[1], exact[i].keys[2], 0});
        type(&h, "k");
        expect(&h, what, (const int[]){'k', 0});
        assert_true(keyseq_due_ms(&h.seq) == INT64_MAX);
    }
}

static void numbers_end_at_the_largest_character(void **state)
{
    static const struct {
        const char *bytes;
        int col;
    } rows[] = {{"\033[<0;1114109;1M", 1114108},
                {"\033[<0;1114115;1M", 1114111},
                {"\033[<0;99999999999999999999;1M", 1114111}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct hand h = {0};
        type(&h, rows[i].bytes);
        EXPECT(&h, KEYCODE_MOUSE);
        assert_int_equal(h.seq.mouse.col, rows[i].col);
    }
}

/* ---- time ----------------------------------------------------------------------------------- */

static void escape_is_a_key_from_its_25th_millisecond(void **state)
{
    struct hand h = {0};
    (void)state;
    type(&h, "\033");
    pass(&h, 24);
    EXPECT(&h, NOTHING);
    pass(&h, 1);
    EXPECT(&h, KEYCODE_ESC);
    type(&h, "\\");
    EXPECT(&h, '\\');
    type(&h, "\033");
    pass(&h, 100);
    type(&h, "\033");
    EXPECT(&h, KEYCODE_ESC);
    pass(&h, 24);
    EXPECT(&h, NOTHING);
    pass(&h, 1);
    EXPECT(&h, KEYCODE_ESC);
}

static void what_follows_a_late_introducer_decides(void **state)
{
    (void)state;
    for (int wait = 24; wait <= 25; wait++) {
        struct hand h = {0};
        type(&h, "\033");
        pass(&h, 25);
        type(&h, "[");
        pass(&h, wait);
        type(&h, "A");
        if (wait < 25)
            EXPECT(&h, KEYCODE_ESC, KEYCODE_UP);
        else
            EXPECT(&h, KEYCODE_ESC, '[', 'A');
    }
    struct hand h = {0};
    type(&h, "\033");
    pass(&h, 25);
    type(&h, "]x\x9cq\007k");
    EXPECT(&h, KEYCODE_ESC, 'k');
}

/* After half a second the rest of a sequence is not expected any more. */
static void a_sequence_is_late_for_half_a_second(void **state)
{
    (void)state;
    for (int wait = 499; wait <= 500; wait++) {
        struct hand h = {0};
        type(&h, "\033");
        pass(&h, wait);
        type(&h, "[");
        pass(&h, 0);
        type(&h, "A");
        if (wait < 500)
            EXPECT(&h, KEYCODE_ESC, KEYCODE_UP);
        else
            EXPECT(&h, KEYCODE_ESC, '[', 'A');
    }
}

static void a_string_knows_nothing_of_the_one_before(void **state)
{
    struct hand h = {0};
    (void)state;
    type(&h, "\033]x\xc2");
    pass(&h, 500);
    type(&h, "\033]\x9cq\007");
    EXPECT(&h, NOTHING);
    type(&h, "k");
    EXPECT(&h, 'k');
}

static void half_a_second_of_silence_ends_a_sequence(void **state)
{
    (void)state;
    for (int wait = 499; wait <= 500; wait++) {
        struct hand h = {0};
        type(&h, "\033[");
        pass(&h, wait);
        type(&h, "A");
        if (wait < 500)
            EXPECT(&h, KEYCODE_UP);
        else
            EXPECT(&h, 'A');
    }
}

/* Bytes without a pause keep a string open; after two seconds any pause of 100 ms ends it. */
static void a_long_string_ends_at_the_first_pause(void **state)
{
    (void)state;
    for (int wait = 99; wait <= 100; wait++) {
        struct hand h = {0};
        type(&h, "\033]");
        for (int i = 0; i < 30; i++) {
            pass(&h, 99);
            type(&h, "q");
        }
        EXPECT(&h, NOTHING);
        pass(&h, wait);
        type(&h, "q");
        if (wait < 100)
            EXPECT(&h, NOTHING);
        else
            EXPECT(&h, 'q');
    }
    for (int wait = 399; wait <= 400; wait++) { /* to the end of the second second */
        struct hand h = {0};
        type(&h, "\033]");
        for (int i = 0; i < 4; i++) {
            pass(&h, 400);
            type(&h, "q");
        }
        pass(&h, wait);
        type(&h, "q");
        if (wait < 400)
            EXPECT(&h, NOTHING);
        else
            EXPECT(&h, 'q');
    }
}

/* A sequence that begins inside a string has its own two seconds. */
static void a_sequence_after_a_string_begins_its_own_time(void **state)
{
    struct hand h = {0};
    (void)state;
    type(&h, "\033]");
    for (int i = 0; i < 4; i++) {
        pass(&h, 400);
        type(&h, "q");
    }
    type(&h, "\033[1");
    pass(&h, 450);
    type(&h, ";2D");
    EXPECT(&h, KEYCODE_SHIFT_LEFT);
    pass(&h, 1900);
    type(&h, "\x9b"
             "1"); /* nor has the one before a say in this */
    pass(&h, 450);
    type(&h, ";2D");
    EXPECT(&h, KEYCODE_SHIFT_LEFT);
}

/* ---- pasting -------------------------------------------------------------------------------- */

#define PASTED(key) ((key) | KEYCODE_PASTED)

static void what_is_pasted_is_all_that_can_be_text(void **state)
{
    struct hand h = {0};
    (void)state;
    type(&h, "\033[200~\x1f \x7f\n\xf4\x8f\xbf\xbf\033[<0;1;1M\033\033[A\b");
    EXPECT(&h, PASTED(' '), PASTED('\n'), PASTED(0x10ffff));
    type(&h, "\033[0nq");
    EXPECT(&h, KEYCODE_ANSWER, PASTED('q'));
    type(&h, "\033[201~q");
    EXPECT(&h, 'q');
}

static void the_end_of_a_paste_has_half_a_second_to_come(void **state)
{
    (void)state;
    for (int wait = 499; wait <= 500; wait++) {
        struct hand h = {0};
        type(&h, "\033[200~\033");
        pass(&h, wait);
        type(&h, "[201~q");
        if (wait < 500)
            EXPECT(&h, 'q');
        else
            EXPECT(&h, PASTED('['), PASTED('2'), PASTED('0'), PASTED('1'), PASTED('~'),
                   PASTED('q'));
    }
}

/* A paste of half a minute begins with its own first byte. */
static void the_time_of_a_paste_begins_with_it(void **state)
{
    struct hand h = {0};
    (void)state;
    pass(&h, 60000);
    type(&h, "\033[200~");
    pass(&h, 1000);
    type(&h, "a");
    EXPECT(&h, PASTED('a'));
}

static void a_paste_without_an_end_is_over_after_two_seconds_or_half_a_minute(void **state)
{
    (void)state;
    for (int wait = 1999; wait <= 2000; wait++) {
        struct hand h = {0};
        type(&h, "\033[200~a");
        pass(&h, wait);
        type(&h, "b");
        EXPECT(&h, PASTED('a'), wait < 2000 ? PASTED('b') : 'b');
    }
    for (int wait = 99; wait <= 100; wait++) {
        struct hand h = {0};
        type(&h, "\033[200~");
        for (int i = 1; i < 30; i++) {
            pass(&h, 1000);
            type(&h, "a");
        }
        assert_int_equal(h.count, 29);
        assert_int_equal(h.keys[28], PASTED('a'));
        pass(&h, 999); /* 29.999 s */
        type(&h, "a");
        assert_int_equal(h.keys[29], PASTED('a'));
        pass(&h, wait);
        type(&h, "b");
        assert_int_equal(h.keys[30], wait < 100 ? PASTED('b') : 'b');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sequence_gives_its_keys_and_no_other),
        cmocka_unit_test(numbers_end_at_the_largest_character),
        cmocka_unit_test(escape_is_a_key_from_its_25th_millisecond),
        cmocka_unit_test(what_follows_a_late_introducer_decides),
        cmocka_unit_test(a_sequence_is_late_for_half_a_second),
        cmocka_unit_test(a_string_knows_nothing_of_the_one_before),
        cmocka_unit_test(half_a_second_of_silence_ends_a_sequence),
        cmocka_unit_test(a_long_string_ends_at_the_first_pause),
        cmocka_unit_test(a_sequence_after_a_string_begins_its_own_time),
        cmocka_unit_test(what_is_pasted_is_all_that_can_be_text),
        cmocka_unit_test(the_end_of_a_paste_has_half_a_second_to_come),
        cmocka_unit_test(the_time_of_a_paste_begins_with_it),
        cmocka_unit_test(a_paste_without_an_end_is_over_after_two_seconds_or_half_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
