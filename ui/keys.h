/* keys.h: the one table of keys: dispatch, the help pane and the hints of row 24 come from it.
 *
 * A key means the same on every screen. A key code is a Unicode code point, a control character, or
 * one of KEYCODE_* for what terminals send as sequences (keyseq.h). */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdbool.h>

enum keycode {
    KEYCODE_NONE = 0,
    KEYCODE_TAB = '\t',
    KEYCODE_ENTER = '\r',
    KEYCODE_ESC = 0x1b,
    KEYCODE_BACKSPACE = 0x7f,
    KEYCODE_UP = 0x110000, /* past Unicode */
    KEYCODE_DOWN,
    KEYCODE_LEFT,
    KEYCODE_RIGHT,
    KEYCODE_SHIFT_LEFT,
    KEYCODE_SHIFT_RIGHT,
    KEYCODE_SHIFT_TAB,
    KEYCODE_PAGE_UP,
    KEYCODE_PAGE_DOWN,
    KEYCODE_HOME,
    KEYCODE_END,
    KEYCODE_F1,
    KEYCODE_RESIZE,
    KEYCODE_MOUSE,           /* see tty_mouse() */
    KEYCODE_ANSWER,          /* ESC[0n, the terminal's answer to ESC[5n; tty.c keeps it */
    KEYCODE_UNKNOWN,         /* a key of the keyboard that nothing here knows */
    KEYCODE_PASTED = 1 << 24 /* a flag: this code point was pasted, not typed */
};

#define KEY_CTRL(c) ((c)&0x1f)

enum action {
    ACTION_NONE,
    ACTION_SCREEN, /* digits: the table of screens says which (screens/screens.h) */
    ACTION_NEXT_ROCKET,
    ACTION_PREVIOUS_ROCKET,
    ACTION_ALARM,
    ACTION_LOG,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_OPEN,
    ACTION_CLOSE,
    ACTION_CLOSE_OR_QUIT,
    ACTION_QUIT,
    ACTION_FIND,
    ACTION_FIND_NEXT,
    ACTION_FIND_PREVIOUS,
    ACTION_FILTER,
    ACTION_COLUMNS,
    ACTION_WINDOW,
    ACTION_WINDOW_BACK,
    ACTION_TIMES,
    ACTION_BASELINE,
    ACTION_VALUE,
    ACTION_COPY,
    ACTION_SAVE,
    ACTION_EXPORT,
    ACTION_MOUSE,
    ACTION_REDRAW,
    ACTION_RELOAD,
    ACTION_SUSPEND,
    ACTION_PAUSE,
    ACTION_LIVE,
    ACTION_BACK_10,
    ACTION_ON_10,
    ACTION_BACK_60,
    ACTION_ON_60,
    ACTION_BACK_1,
    ACTION_ON_1,
    ACTION_STEP_BACK,
    ACTION_STEP_ON,
    ACTION_EDGE_BACK,
    ACTION_EDGE_ON,
    ACTION_SLOWER,
    ACTION_FASTER,
    ACTION_REVERSE,
    ACTION_LOOP,
    ACTION_GOTO,
    ACTION_PLAY_FROM,
    ACTION_UNDO,
    ACTION_MARK,
    ACTION_ACK,
    ACTION_SHELVE,
    ACTION_VOTE,
    ACTION_POLL,
    ACTION_HELP,
    ACTION_COUNT
};

enum { KEYS_MAX_PER_ACTION = 4 };

struct key_row {
    int keys[KEYS_MAX_PER_ACTION];
    const char *label, *label_ascii; /* in a hint; NULL ascii: the same */
    const char *more;                /* what it does, a sentence: help's last line */
    const char *later;               /* not built yet: what the key says; NULL otherwise */
    bool acts;                       /* writes something: refused to a crew */
};

/* A line of the help pane: the actions first..last under one label. */
struct help_row {
    const char *label, *label_ascii, *what;
    enum action first, last;
};

struct hint {
    enum action action;
    const char *label; /* NULL: the action's own */
    const char *word;
    int key; /* that a click presses; 0: the action's first */
};

/* The row of an action, for its keys and words; never NULL for one that is in the table. */
const struct key_row *keys_row(enum action action);
/* ACTION_NONE for a key that nothing knows. */
enum action keys_find(int key);
/* Lines of the help page, left column then right; `*count` of both together. What comes later has
 * none. */
const struct help_row *keys_help(int *count);
const char *keys_label(const struct hint *hint, bool ascii);

#endif
