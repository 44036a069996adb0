/* fuzz_keyseq.c: any bytes from a terminal, in any pieces: keys are codes that exist, and after a
 * silence the keyboard works. */
#include <stdlib.h>

#include "ui/keyseq.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SILENCE_MS = 3000 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_key(const struct keyseq *k, int key)
{
    int code = key & ~KEYCODE_PASTED;
    check(key >= 0 && code <= KEYCODE_UNKNOWN);
    check(code == key || code <= 0x10ffff);
    check(key != KEYCODE_MOUSE || (k->mouse.row >= 0 && k->mouse.col >= 0));
}

static void take(struct keyseq *k, struct bytes in, int64_t now_ms)
{
    while (in.len > 0)
        check_key(k, keyseq_next(k, &in, now_ms));
}

static void pass(struct keyseq *k, int64_t now_ms)
{
    while (keyseq_due_ms(k) <= now_ms)
        check_key(k, keyseq_expire(k, now_ms));
}

/* Each piece begins with its length and the time before it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct keyseq k = {0};
    int64_t now_ms = 0;
    for (size_t at = 0; at + 2 <= size;) {
        size_t n = data[at] < size - at - 2 ? data[at] : size - at - 2;
        now_ms += data[at + 1] * 4;
        pass(&k, now_ms);
        take(&k, bytes_make(data + at + 2, n), now_ms);
        at += 2 + n;
    }
    pass(&k, now_ms + SILENCE_MS);
    struct bytes x = bytes_of("x");
    check(keyseq_next(&k, &x, now_ms + SILENCE_MS) == 'x');
    return 0;
}
