/* keyseq_known.h: which sequences are keys of ours: the table that keyseq.c asks. */
#ifndef UI_KEYSEQ_KNOWN_H
#define UI_KEYSEQ_KNOWN_H

#include "ui/keyseq.h"

/* `modifiers` are xterm's, less one: 0 is none, 1 Shift, 2 Alt, 4 Ctrl; locks do not count. Both
 * give KEYCODE_UNKNOWN for anything that is not one of our keys. */

/* The key of ESC [ number ; modifiers final (KEYSEQ_CSI), and without numbers, which are 1 then, of
 * ESC O final (KEYSEQ_SS3) and ESC [ [ final (KEYSEQ_CONSOLE). */
int keyseq_known(enum keyseq_state introducer, uint8_t final, int number, int modifiers);

/* A key by its code, as kitty's `CSI code ; modifiers u` and xterm's modifyOtherKeys report it.
 * Only what cannot be text: a printable character that comes as a sequence is not a key. */
int keyseq_coded(int code, int modifiers);

#endif
