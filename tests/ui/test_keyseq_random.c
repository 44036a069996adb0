/* test_keyseq_random.c: random bytes of a terminal: no sequence becomes a letter, none blocks the
 * keyboard. */
#include "test.h"

#include <stdlib.h>

#include "keyboard_kit.h"

enum { MOST = 64, SEQUENCES = 10000 };

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
    struct keyboard b = {0};
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

static void no_bytes_leave_the_keyboard_blocked(void **state)
{
    unsigned seed = 7;
    struct keyboard b = {0};
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
        cmocka_unit_test(no_random_sequence_types_a_letter),
        cmocka_unit_test(no_bytes_leave_the_keyboard_blocked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
