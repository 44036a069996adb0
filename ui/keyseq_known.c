#include "ui/keyseq_known.h"

#include <stddef.h>

enum { SHIFT = 1, CTRL = 4, LOCKS = 64 | 128, DEL = 0x7f };

static const struct {
    enum keyseq_state introducer;
    uint8_t final;
    int number, modifiers, key;
} known[] = {
    {KEYSEQ_CSI, 'A', 1, 0, KEYCODE_UP},
    {KEYSEQ_CSI, 'B', 1, 0, KEYCODE_DOWN},
    {KEYSEQ_CSI, 'C', 1, 0, KEYCODE_RIGHT},
    {KEYSEQ_CSI, 'D', 1, 0, KEYCODE_LEFT},
    {KEYSEQ_CSI, 'C', 1, SHIFT, KEYCODE_SHIFT_RIGHT},
    {KEYSEQ_CSI, 'D', 1, SHIFT, KEYCODE_SHIFT_LEFT},
    {KEYSEQ_CSI, 'F', 1, 0, KEYCODE_END},
    {KEYSEQ_CSI, 'H', 1, 0, KEYCODE_HOME},
    {KEYSEQ_CSI, 'Z', 1, 0, KEYCODE_SHIFT_TAB},
    {KEYSEQ_CSI, '~', 1, 0, KEYCODE_HOME}, /* VT220, PuTTY, Linux */
    {KEYSEQ_CSI, '~', 4, 0, KEYCODE_END},
    {KEYSEQ_CSI, '~', 5, 0, KEYCODE_PAGE_UP},
    {KEYSEQ_CSI, '~', 6, 0, KEYCODE_PAGE_DOWN},
    {KEYSEQ_CSI, '~', 7, 0, KEYCODE_HOME}, /* rxvt */
    {KEYSEQ_CSI, '~', 8, 0, KEYCODE_END},
    {KEYSEQ_CSI, '~', 11, 0, KEYCODE_F1},
    {KEYSEQ_SS3, 'A', 1, 0, KEYCODE_UP},
    {KEYSEQ_SS3, 'B', 1, 0, KEYCODE_DOWN},
    {KEYSEQ_SS3, 'C', 1, 0, KEYCODE_RIGHT},
    {KEYSEQ_SS3, 'D', 1, 0, KEYCODE_LEFT},
    {KEYSEQ_SS3, 'F', 1, 0, KEYCODE_END},
    {KEYSEQ_SS3, 'H', 1, 0, KEYCODE_HOME},
    {KEYSEQ_SS3, 'M', 1, 0, KEYCODE_ENTER}, /* of the keypad */
    {KEYSEQ_SS3, 'P', 1, 0, KEYCODE_F1},
    {KEYSEQ_CONSOLE, 'A', 1, 0, KEYCODE_F1},
};

int keyseq_known(enum keyseq_state introducer, uint8_t final, int number, int modifiers)
{
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (known[i].introducer == introducer && known[i].final == final &&
            known[i].number == number && known[i].modifiers == (modifiers & ~LOCKS))
            return known[i].key;
    return KEYCODE_UNKNOWN;
}

int keyseq_coded(int code, int modifiers)
{
    modifiers &= ~LOCKS;
    if (modifiers == CTRL && code >= 'a' && code <= 'z')
        return KEY_CTRL(code);
    if (modifiers == SHIFT && code == KEYCODE_TAB)
        return KEYCODE_SHIFT_TAB;
    bool control =
        code == KEYCODE_TAB || code == KEYCODE_ENTER || code == KEYCODE_ESC || code == DEL;
    return modifiers == 0 && control ? code : KEYCODE_UNKNOWN;
}
