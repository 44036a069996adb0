/* input.h: reads the terminal's bytes and hands out keys.
 *
 * It owns no descriptor. A read happens only when bytes wait, so nothing here blocks; a sequence is
 * given up as unfinished only when no byte waits, however late the caller comes. */
#ifndef UI_INPUT_H
#define UI_INPUT_H

#include "ui/keyseq.h"

enum { INPUT_SIZE = 4096 };

struct input {
    int fd; /* borrowed; a terminal in raw mode */
    struct keyseq seq;
    uint8_t bytes[INPUT_SIZE];
    struct bytes unread; /* of `bytes`: read from the terminal, not yet looked at */
};

void input_init(struct input *in, int fd);
/* The next key, or KEYCODE_NONE when all that came is used up; *eof when the terminal is gone. */
int input_key(struct input *in, int64_t mono_ms, bool *eof);
/* When to ask again though no byte came: at once (0) while bytes are left, or when an ESC turns out
 * to be just the key. INT64_MAX: no need. */
int64_t input_due_ms(const struct input *in);

#endif
