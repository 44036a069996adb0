/* keyseq.h: bytes from a terminal in, keys out: a state machine after ECMA-48 and xterm.
 *
 * It recognises UTF-8, and CSI, SS3, OSC, DCS, SOS, PM and APC sequences of 7 and 8 bits, split
 * anywhere. A sequence that means nothing here is swallowed whole: no part of it is a key. ESC and
 * a character that begins no sequence are two keys, since on a slow line they come in one piece.
 * Nothing is stored but the numbers of one CSI. Pure: the caller passes the time in.
 *
 * What would otherwise wait forever is bounded by silence:
 *   - ESC alone is the key after 25 ms; the rest of a sequence that comes later is still taken for
 *     what it is;
 *   - an unfinished sequence, such as a lone `ESC ]`, is dropped after half a second of silence, or
 *     from the third second on at the first pause, so that steady typing cannot keep it open;
 *   - a bracketed paste whose end is missing is over after two seconds of silence. */
#ifndef UI_KEYSEQ_H
#define UI_KEYSEQ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "ui/keys.h"

/* What the mouse did, for KEYCODE_MOUSE. Row and column count from 0; they may lie outside. */
enum mouse_kind {
    MOUSE_NONE,
    MOUSE_PRESS,
    MOUSE_DRAG,
    MOUSE_RELEASE,
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN
};
struct mouse_event {
    enum mouse_kind kind;
    int row, col;
};

enum keyseq_state {
    KEYSEQ_GROUND,
    KEYSEQ_UTF8,       /* inside a character */
    KEYSEQ_ESCAPE,     /* after ESC */
    KEYSEQ_LATE,       /* ESC was taken for the key: its sequence may still come */
    KEYSEQ_CSI,        /* ESC [ */
    KEYSEQ_SS3,        /* ESC O */
    KEYSEQ_CONSOLE,    /* ESC [ [: the Linux console's F1 to F5 */
    KEYSEQ_X10,        /* ESC [ M: three bytes of a mouse */
    KEYSEQ_STRING,     /* OSC, DCS, SOS, PM, APC: up to BEL or ST */
    KEYSEQ_STRING_ESC, /* a string, and an ESC that may begin its ST */
    KEYSEQ_STATES
};

enum { KEYSEQ_NUMBERS = 4 };

struct keyseq {
    enum keyseq_state state;
    int64_t byte_ms, began_ms; /* the last byte; the sequence */
    bool meta;                 /* another ESC came right before: of a key with Alt, swallow it */
    uint8_t late;              /* the introducer of a late sequence, while nothing follows it */

    uint8_t raw[4]; /* of a character, or of X10 */
    int count, need;

    int numbers[KEYSEQ_NUMBERS], subs[KEYSEQ_NUMBERS]; /* of a CSI: 1;2:3 */
    int number;                                        /* index of the one being read */
    int colons;                                        /* how many in it */
    bool empty;                                        /* no byte of the CSI yet */
    uint8_t marker;                                    /* < = > ? before the numbers */
    bool odd; /* intermediate bytes, or nothing ECMA-48 allows: swallow only */

    bool eight_bit;   /* this string ends at the byte 0x9c as well */
    uint8_t previous; /* byte of a string */

    bool pasting;
    int64_t pasting_ms; /* since when */

    struct mouse_event mouse; /* of the last KEYCODE_MOUSE */
};

/* Takes bytes that were read at `now_ms` from the front of `in`, until they complete a key. Returns
 * it, or KEYCODE_NONE when all of `in` is used up. A character of a bracketed paste comes with
 * KEYCODE_PASTED. All zero is the state to begin with. */
int keyseq_next(struct keyseq *k, struct bytes *in, int64_t now_ms);

/* When to call keyseq_expire() if no byte comes until then; INT64_MAX: nothing is pending. */
int64_t keyseq_due_ms(const struct keyseq *k);
/* Gives up what is overdue at `now_ms`; call it only when no byte waits to be read, and until it
 * returns KEYCODE_NONE. Returns the key that the bytes so far were after all. */
int keyseq_expire(struct keyseq *k, int64_t now_ms);

#endif
