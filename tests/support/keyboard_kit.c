/* keyboard_kit.c: see keyboard_kit.h. */
#include "test.h"

#include "keyboard_kit.h"

static void note(struct keyboard *b, int key)
{
    if (key == KEYCODE_NONE)
        return;
    assert_true(b->count < KEYBOARD_MOST);
    b->keys[b->count++] = key;
}

void type(struct keyboard *b, const char *bytes, size_t n)
{
    struct bytes in = bytes_make(bytes, n);
    while (in.len > 0)
        note(b, keyseq_next(&b->seq, &in, b->now_ms));
}

void type_text(struct keyboard *b, const char *text)
{
    type(b, text, strlen(text));
}

void pass(struct keyboard *b, int64_t ms)
{
    int64_t until = b->now_ms + ms;
    while (keyseq_due_ms(&b->seq) <= until) {
        b->now_ms = keyseq_due_ms(&b->seq);
        note(b, keyseq_expire(&b->seq, b->now_ms));
    }
    b->now_ms = until;
}

void expect_keys(struct keyboard *b, const int *keys, int count)
{
    assert_int_equal(b->count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(b->keys[i], keys[i]);
    b->count = 0;
}

void expect_key(struct keyboard *b, int key)
{
    expect_keys(b, &key, 1);
}

void expect_nothing(struct keyboard *b)
{
    expect_keys(b, NULL, 0);
}

void expect_ground(struct keyboard *b)
{
    assert_int_equal(keyseq_due_ms(&b->seq), INT64_MAX);
    type_text(b, "x");
    expect_key(b, 'x');
}
