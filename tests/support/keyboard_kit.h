/* keyboard_kit.h: a keyboard: its clock, and the keys that its bytes became. */
#ifndef TESTS_SUPPORT_KEYBOARD_KIT_H
#define TESTS_SUPPORT_KEYBOARD_KIT_H

#include "base/bytes.h"
#include "ui/keyseq.h"

enum { KEYBOARD_MOST = 64 };

struct keyboard {
    struct keyseq seq;
    int64_t now_ms;
    int keys[KEYBOARD_MOST], count;
};

/* Types bytes, all at once. */
void type(struct keyboard *b, const char *bytes, size_t n);
void type_text(struct keyboard *b, const char *text);
/* Time passes as it does for the screen, which calls when it was told to. */
void pass(struct keyboard *b, int64_t ms);
/* Fails unless the keys since the last call are those. */
void expect_keys(struct keyboard *b, const int *keys, int count);
void expect_key(struct keyboard *b, int key);
void expect_nothing(struct keyboard *b);
/* The next key typed is taken for itself: nothing is left over. */
void expect_ground(struct keyboard *b);

#endif
