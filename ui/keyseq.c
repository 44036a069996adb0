#include "ui/keyseq.h"

#include <string.h>

#include "base/text.h"
#include "ui/keyseq_known.h"

enum {
    BEL = 0x07,
    CAN = 0x18,
    SUB = 0x1a,
    ESC = 0x1b,
    DEL = 0x7f,
    ST_8BIT = 0x9c,
    NUMBER_MOST = 0x110000, /* larger numbers are as good as this one */
};

enum {
    ESCAPE_DELAY_MS = 25,
    LATE_MS = 500,
    SEQUENCE_QUIET_MS = 500,
    SEQUENCE_LONG_MS = 2000,
    PASTE_QUIET_MS = 2000,
    PASTE_LONG_MS = 30000,
    PAUSE_MS = 100, /* of a hand that types; what a terminal sends comes closer together */
};

/* Back to the ground; returns `key`, so that a sequence ends in one statement. */
static int done(struct keyseq *k, int key)
{
    k->state = KEYSEQ_GROUND;
    return key;
}

static int on_ground(struct keyseq *k, uint8_t byte);

/* ---- beginning ------------------------------------------------------------------------------ */

static int begin(struct keyseq *k, enum keyseq_state state)
{
    k->state = state;
    return KEYCODE_NONE;
}

static int begin_csi(struct keyseq *k)
{
    for (int i = 0; i < KEYSEQ_NUMBERS; i++)
        k->numbers[i] = k->subs[i] = 0;
    k->number = k->colons = 0;
    k->marker = 0;
    k->odd = false;
    k->empty = true;
    return begin(k, KEYSEQ_CSI);
}

static int begin_string(struct keyseq *k, bool eight_bit)
{
    k->eight_bit = eight_bit;
    k->previous = 0;
    return begin(k, KEYSEQ_STRING);
}

/* The second byte of a sequence, or of the C1 control that stands for both: begins it, or ends what
 * has no more than two, such as ST. */
static int introduce(struct keyseq *k, uint8_t byte, bool eight_bit)
{
    if (byte == '[')
        return begin_csi(k);
    if (byte == 'O')
        return begin(k, KEYSEQ_SS3);
    return byte != 0 && strchr("]PX^_", byte) != NULL ? begin_string(k, eight_bit)
                                                      : done(k, KEYCODE_NONE);
}

static int c1(struct keyseq *k, int code)
{
    return introduce(k, (uint8_t)(code - 0x40), true);
}

/* ---- characters ---------------------------------------------------------------------------- */

static int character(struct keyseq *k)
{
    static const uint8_t masks[] = {0, 0, 0x1f, 0x0f, 0x07};
    int code = k->raw[0] & masks[k->need];
    bool valid = text_is_utf8(bytes_make(k->raw, (size_t)k->need));
    for (int i = 1; i < k->need; i++)
        code = code << 6 | (k->raw[i] & 0x3f);
    if (!valid)
        return done(k, KEYCODE_NONE);
    return code < 0xa0 ? c1(k, code) : done(k, code);
}

static int begin_character(struct keyseq *k, uint8_t lead)
{
    k->raw[0] = lead;
    k->count = 1;
    k->need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return begin(k, KEYSEQ_UTF8);
}

static int on_utf8(struct keyseq *k, uint8_t byte)
{
    if ((byte & 0xc0) != 0x80)
        return on_ground(k, byte);
    k->raw[k->count++] = byte;
    return k->count == k->need ? character(k) : KEYCODE_NONE;
}

static int on_ground(struct keyseq *k, uint8_t byte)
{
    k->meta = false;
    k->began_ms = k->byte_ms;
    if (byte == ESC)
        return begin(k, KEYSEQ_ESCAPE);
    if (byte < 0x80)
        return done(k, byte);
    if (byte < 0xa0)
        return c1(k, byte);
    return byte >= 0xc2 && byte <= 0xf4 ? begin_character(k, byte) : done(k, KEYCODE_NONE);
}

/* ---- escape -------------------------------------------------------------------------------- */

/* A second ESC makes the first one a key: it was typed just before a report of the terminal came,
 * or it stands for Alt, and then at least the key it goes with is not obeyed. */
static int on_escape(struct keyseq *k, uint8_t byte)
{
    if (byte != ESC)
        return introduce(k, byte, false);
    k->meta = true;
    return KEYCODE_ESC;
}

/* Whether ESC and this byte are two keys. */
static bool is_plain(uint8_t byte)
{
    return byte < 0x20 ? byte != ESC : strchr("[O]PX^_\\", byte) == NULL;
}

/* What may be the rest of a sequence is taken for a key only if nothing follows it at once. */
static int on_late(struct keyseq *k, uint8_t byte)
{
    int key = on_ground(k, byte);
    if (byte == '\\' || is_plain(byte) || byte == ESC)
        return key;
    k->late = byte;
    return introduce(k, byte, false);
}

/* A byte that no sequence may hold ends it. CAN and SUB do only that, others are keys. */
static int control(struct keyseq *k, uint8_t byte)
{
    return byte == CAN || byte == SUB ? done(k, KEYCODE_NONE) : on_ground(k, byte);
}

static int on_ss3(struct keyseq *k, uint8_t byte)
{
    if (byte < 0x20 || byte >= 0x80)
        return control(k, byte);
    if (byte >= '0' && byte <= '?') { /* old xterm: ESC O 5 C */
        k->meta = true;
        return KEYCODE_NONE;
    }
    return done(k, k->meta ? KEYCODE_UNKNOWN : keyseq_known(KEYSEQ_SS3, byte, 1, 0));
}

static int on_console(struct keyseq *k, uint8_t byte)
{
    if (byte < 0x20 || byte >= 0x80)
        return control(k, byte);
    return done(k, k->meta ? KEYCODE_UNKNOWN : keyseq_known(KEYSEQ_CONSOLE, byte, 1, 0));
}

/* ---- strings ------------------------------------------------------------------------------- */

static int on_string(struct keyseq *k, uint8_t byte)
{
    bool encoded = k->previous == 0xc2; /* U+009C in UTF-8 */
    k->previous = byte;
    if (byte == ESC)
        return begin(k, KEYSEQ_STRING_ESC);
    if (byte == BEL || byte == CAN || byte == SUB)
        return done(k, KEYCODE_NONE);
    if (byte == ST_8BIT && (k->eight_bit || encoded))
        return done(k, KEYCODE_NONE);
    return KEYCODE_NONE;
}

/* ST ends the string, any other sequence begins in its place, and the rest is part of it. */
static int on_string_esc(struct keyseq *k, uint8_t byte)
{
    if (byte == ESC)
        return KEYCODE_NONE;
    if (is_plain(byte))
        return begin(k, KEYSEQ_STRING);
    k->meta = false;
    k->began_ms = k->byte_ms;
    return introduce(k, byte, false);
}

/* ---- the mouse ----------------------------------------------------------------------------- */

/* `buttons` as xterm codes them: 0 to 2 a button, 3 a release in X10, 32 motion, 64 the wheel. */
static int mouse(struct keyseq *k, int buttons, bool release, int row, int col)
{
    enum { MODIFIERS = 4 | 8 | 16, MOTION = 32, WHEEL = 64 };
    struct mouse_event event = {MOUSE_NONE, row, col};
    switch (buttons & ~MODIFIERS) {
    case 0:
        event.kind = release ? MOUSE_RELEASE : MOUSE_PRESS;
        break;
    case 3:
        event.kind = MOUSE_RELEASE;
        break;
    case MOTION:
        event.kind = MOUSE_DRAG;
        break;
    case WHEEL:
        event.kind = MOUSE_WHEEL_UP;
        break;
    case WHEEL + 1:
        event.kind = MOUSE_WHEEL_DOWN;
        break;
    }
    if (event.kind == MOUSE_NONE || row < 0 || col < 0)
        return done(k, KEYCODE_NONE);
    k->mouse = event;
    return done(k, KEYCODE_MOUSE);
}

static int on_x10(struct keyseq *k, uint8_t byte)
{
    if (byte < 0x20)
        return control(k, byte);
    k->raw[k->count++] = byte;
    if (k->count < 3)
        return KEYCODE_NONE;
    return mouse(k, k->raw[0] - 32, false, k->raw[2] - 33, k->raw[1] - 33);
}

static int begin_x10(struct keyseq *k)
{
    k->count = 0;
    return begin(k, KEYSEQ_X10);
}

/* ---- CSI ----------------------------------------------------------------------------------- */

static int begin_paste(struct keyseq *k, bool pasting)
{
    k->pasting = pasting;
    k->pasting_ms = k->byte_ms;
    return KEYCODE_NONE;
}

static int csi_key(struct keyseq *k, uint8_t final)
{
    enum { RELEASED = 3 };
    int number = k->numbers[0], modifiers = k->numbers[1] > 0 ? k->numbers[1] - 1 : 0;
    if (k->subs[1] == RELEASED)
        return KEYCODE_NONE;
    if (k->meta)
        return KEYCODE_UNKNOWN;
    if (final == 'u')
        return keyseq_coded(number, modifiers);
    if (final == '~' && number == 27)
        return keyseq_coded(k->numbers[2], modifiers);
    return keyseq_known(KEYSEQ_CSI, final, number == 0 && final != '~' ? 1 : number, modifiers);
}

/* A whole CSI without marker and intermediate bytes. A final that no keyboard uses makes it a
 * report (the terminal's attributes, the cursor, the focus), which passes in silence. */
static int csi_plain(struct keyseq *k, uint8_t final)
{
    if (final == '~' && (k->numbers[0] == 200 || k->numbers[0] == 201))
        return begin_paste(k, k->numbers[0] == 200);
    if (final == 'n')
        return !k->empty && k->number == 0 && k->numbers[0] == 0 ? KEYCODE_ANSWER : KEYCODE_NONE;
    if (final == 'M' && k->empty)
        return begin_x10(k);
    if (final == '[' && k->empty)
        return begin(k, KEYSEQ_CONSOLE);
    return strchr("ABCDEFGHPQSZu~", final) != NULL ? csi_key(k, final) : KEYCODE_NONE;
}

static int csi_final(struct keyseq *k, uint8_t final)
{
    done(k, KEYCODE_NONE);
    if (k->odd)
        return KEYCODE_NONE;
    if (k->marker == '<' && (final == 'M' || final == 'm') && k->number == 2)
        return mouse(k, k->numbers[0], final == 'm', k->numbers[2] - 1, k->numbers[1] - 1);
    return k->marker == 0 ? csi_plain(k, final) : KEYCODE_NONE;
}

static void csi_digit(struct keyseq *k, int digit)
{
    if (k->number >= KEYSEQ_NUMBERS || k->colons > 1)
        return;
    int *n = k->colons == 0 ? &k->numbers[k->number] : &k->subs[k->number];
    *n = *n >= NUMBER_MOST / 10 ? NUMBER_MOST : *n * 10 + digit;
}

static void csi_parameter(struct keyseq *k, uint8_t byte)
{
    if (byte >= '0' && byte <= '9') {
        csi_digit(k, byte - '0');
    } else if (byte == ';') {
        k->number += k->number < KEYSEQ_NUMBERS;
        k->colons = 0;
    } else if (byte == ':') {
        k->colons += k->colons < 2;
    } else if (k->empty) {
        k->marker = byte;
    } else {
        k->odd = true;
    }
}

static int on_csi(struct keyseq *k, uint8_t byte)
{
    if (byte < 0x20 || byte >= 0x80)
        return control(k, byte);
    if (byte >= 0x40 && byte != DEL)
        return csi_final(k, byte);
    csi_parameter(k, byte);
    k->empty = false;
    return KEYCODE_NONE;
}

/* ---- time ---------------------------------------------------------------------------------- */

/* From `began_ms` on silence of `quiet_ms` ends it; once it is older than `long_ms`, any pause. */
static int64_t bound(const struct keyseq *k, int64_t began_ms, int quiet_ms, int long_ms)
{
    int64_t quiet = k->byte_ms + quiet_ms, old = began_ms + long_ms, pause = k->byte_ms + PAUSE_MS;
    int64_t late = old > pause ? old : pause;
    return quiet < late ? quiet : late;
}

int64_t keyseq_due_ms(const struct keyseq *k)
{
    if ((k->state == KEYSEQ_ESCAPE && !k->pasting) || k->late != 0)
        return k->byte_ms + ESCAPE_DELAY_MS;
    if (k->state == KEYSEQ_LATE)
        return k->byte_ms + LATE_MS;
    if (k->state != KEYSEQ_GROUND)
        return bound(k, k->began_ms, SEQUENCE_QUIET_MS, SEQUENCE_LONG_MS);
    return k->pasting ? bound(k, k->pasting_ms, PASTE_QUIET_MS, PASTE_LONG_MS) : INT64_MAX;
}

int keyseq_expire(struct keyseq *k, int64_t now_ms)
{
    if (now_ms < keyseq_due_ms(k))
        return KEYCODE_NONE;
    uint8_t late = k->late;
    enum keyseq_state state = k->state;
    k->late = 0;
    k->state = KEYSEQ_GROUND;
    if (state == KEYSEQ_GROUND)
        k->pasting = false;
    if (k->pasting)
        return KEYCODE_NONE;
    if (state != KEYSEQ_ESCAPE)
        return late;
    k->state = KEYSEQ_LATE;
    return KEYCODE_ESC;
}

/* What is pasted is text: no sequence in it is a key, nor is a control character, except that lines
 * and tabs keep the words apart. */
static int pasted(int key)
{
    if (key == KEYCODE_ANSWER)
        return key;
    bool text =
        (key >= 0x20 && key <= 0x10ffff && key != DEL) || key == '\r' || key == '\n' || key == '\t';
    return text ? key | KEYCODE_PASTED : KEYCODE_NONE;
}

static int take(struct keyseq *k, struct bytes *in)
{
    static int (*const on[KEYSEQ_STATES])(struct keyseq * k, uint8_t byte) = {
        [KEYSEQ_GROUND] = on_ground,   [KEYSEQ_UTF8] = on_utf8,
        [KEYSEQ_ESCAPE] = on_escape,   [KEYSEQ_LATE] = on_late,
        [KEYSEQ_CSI] = on_csi,         [KEYSEQ_SS3] = on_ss3,
        [KEYSEQ_CONSOLE] = on_console, [KEYSEQ_X10] = on_x10,
        [KEYSEQ_STRING] = on_string,   [KEYSEQ_STRING_ESC] = on_string_esc,
    };
    uint8_t byte = in->data[0];
    if (k->state == KEYSEQ_ESCAPE && is_plain(byte))
        return done(k, KEYCODE_ESC); /* and the byte is the next key */
    *in = bytes_make(in->data + 1, in->len - 1);
    k->late = 0;
    return on[k->state](k, byte);
}

int keyseq_next(struct keyseq *k, struct bytes *in, int64_t now_ms)
{
    int key = KEYCODE_NONE;
    while (in->len > 0 && key == KEYCODE_NONE) {
        k->byte_ms = now_ms;
        key = take(k, in);
        if (k->pasting)
            key = pasted(key);
    }
    return key;
}
