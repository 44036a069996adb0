#include "ui/keys.h"

#include <stddef.h>

/* clang-format off */
static const struct key_row rows[ACTION_COUNT] = {
    [ACTION_SCREEN] = {.keys = {KEYCODE_NONE}, .label = "1", .more = "shows a screen"},
    [ACTION_NEXT_ROCKET] = {.keys = {KEYCODE_TAB}, .label = "Tab", .more = "selects the next rocket, on every screen"},
    [ACTION_PREVIOUS_ROCKET] = {.keys = {KEYCODE_SHIFT_TAB}, .label = "S-Tab", .more = "selects the previous rocket"},
    [ACTION_ALARM] = {.keys = {'!'}, .label = "!", .more = "goes live, to what raised the worst new alarm; Bksp returns"},
    [ACTION_LOG] = {.keys = {'J'}, .label = "J", .more = "every event, to scroll and search; Enter takes the playhead there"},
    [ACTION_UP] = {.keys = {KEYCODE_UP, 'k'}, .label = "↑↓", .label_ascii = "Up/Dn", .more = "moves the selection up"},
    [ACTION_DOWN] = {.keys = {KEYCODE_DOWN, 'j'}, .label = "↑↓", .label_ascii = "Up/Dn", .more = "moves the selection down"},
    [ACTION_PAGE_UP] = {.keys = {KEYCODE_PAGE_UP, KEY_CTRL('b')}, .label = "PgUp", .more = "one page up; in an open message, its lines"},
    [ACTION_PAGE_DOWN] = {.keys = {KEYCODE_PAGE_DOWN, KEY_CTRL('f')}, .label = "PgDn", .more = "one page down; in an open message, its lines"},
    [ACTION_FIRST] = {.keys = {KEYCODE_HOME}, .label = "Home", .more = "the first row; gg does the same"},
    [ACTION_LAST] = {.keys = {KEYCODE_END, 'G'}, .label = "End", .more = "the last row; a list that was scrolled up follows again"},
    [ACTION_OPEN] = {.keys = {KEYCODE_ENTER, '\n'}, .label = "Enter", .more = "opens the selected row: a rocket, a message, a flight"},
    [ACTION_CLOSE] = {.keys = {KEYCODE_ESC}, .label = "Esc", .more = "closes what Enter opened"},
    [ACTION_CLOSE_OR_QUIT] = {.keys = {'q'}, .label = "q", .more = "closes what is open; quits if nothing is"},
    [ACTION_QUIT] = {.keys = {KEY_CTRL('c')}, .label = "^C", .more = "quits at once"},
    [ACTION_FIND] = {.keys = {'/'}, .label = "/", .more = "finds text in the list shown; Enter goes to the first hit"},
    [ACTION_FIND_NEXT] = {.keys = {'n'}, .label = "n", .more = "the next hit"},
    [ACTION_FIND_PREVIOUS] = {.keys = {'N'}, .label = "N", .more = "the previous hit"},
    [ACTION_FILTER] = {.keys = {'f', '&'}, .label = "f", .more = "shows matching rows only", .later = "f filter comes later; / finds"},
    [ACTION_COLUMNS] = {.keys = {'c'}, .label = "c", .more = "FLEET: shows the next channels as columns"},
    [ACTION_WINDOW] = {.keys = {'z'}, .label = "z", .more = "charts: a longer window (30 s, 1 2 5 15 min, 1 h, all)"},
    [ACTION_WINDOW_BACK] = {.keys = {'Z'}, .label = "Z", .more = "charts: a shorter window"},
    [ACTION_TIMES] = {.keys = {'t'}, .label = "t", .more = "times in CONSOLE and under charts: UTC or mission time"},
    [ACTION_BASELINE] = {.keys = {'b'}, .label = "b", .more = "draws a past flight behind this one", .later = "b baseline comes later; 6 FLIGHTS replays a past flight"},
    [ACTION_VALUE] = {.keys = {'x'}, .label = "x", .more = "a message's value: as JSON, text, hex"},
    [ACTION_COPY] = {.keys = {'y'}, .label = "y", .more = "copies the command that prints this message or replays this flight"},
    [ACTION_SAVE] = {.keys = {'w'}, .label = "w", .more = "saves this frame as a text file", NULL, true},
    [ACTION_EXPORT] = {.keys = {'X'}, .label = "X", .more = "saves the time window (z) of this flight as CSV, beside the cache", .acts = true},
    [ACTION_MOUSE] = {.keys = {'M'}, .label = "M", .more = "mouse on or off (off: the terminal selects text)"},
    [ACTION_REDRAW] = {.keys = {KEY_CTRL('l')}, .label = "^L", .more = "redraws the whole screen"},
    [ACTION_RELOAD] = {.keys = {KEY_CTRL('r')}, .label = "^R", .more = "reads the mission file again"},
    [ACTION_SUSPEND] = {.keys = {KEY_CTRL('z')}, .label = "^Z", .more = "suspends to the shell; fg returns"},
    [ACTION_PAUSE] = {.keys = {' '}, .label = "Space", .more = "pauses or resumes time; recording never stops"},
    [ACTION_LIVE] = {.keys = {'L'}, .label = "L", .more = "back to now"},
    [ACTION_BACK_10] = {.keys = {KEYCODE_LEFT, 'h'}, .label = "← →", .label_ascii = "Lt Rt", .more = "10 seconds back"},
    [ACTION_ON_10] = {.keys = {KEYCODE_RIGHT, 'l'}, .label = "← →", .label_ascii = "Lt Rt", .more = "10 seconds forward"},
    [ACTION_BACK_60] = {.keys = {KEYCODE_SHIFT_LEFT, '('}, .label = "( )", .more = "a minute back"},
    [ACTION_ON_60] = {.keys = {KEYCODE_SHIFT_RIGHT, ')'}, .label = "( )", .more = "a minute forward"},
    [ACTION_BACK_1] = {.keys = {'<'}, .label = "< >", .more = "a second back"},
    [ACTION_ON_1] = {.keys = {'>'}, .label = "< >", .more = "a second forward"},
    [ACTION_STEP_BACK] = {.keys = {','}, .label = ", .", .more = "steps one message back and pauses"},
    [ACTION_STEP_ON] = {.keys = {'.'}, .label = ", .", .more = "steps one message forward and pauses"},
    [ACTION_EDGE_BACK] = {.keys = {'[', 'E'}, .label = "[", .more = "to the previous event, mark or gap edge"},
    [ACTION_EDGE_ON] = {.keys = {']', 'e'}, .label = "]", .more = "to the next event, mark or gap edge"},
    [ACTION_SLOWER] = {.keys = {'-'}, .label = "- +", .more = "plays slower (0.1 .25 .5 1 2 4 8 16 30 60)"},
    [ACTION_FASTER] = {.keys = {'+', '='}, .label = "- +", .more = "plays faster (0.1 .25 .5 1 2 4 8 16 30 60)"},
    [ACTION_REVERSE] = {.keys = {'R'}, .label = "R", .more = "plays backwards, or forwards again"},
    [ACTION_LOOP] = {.keys = {'o'}, .label = "o", .more = "loop: once sets A, again B, again off"},
    [ACTION_GOTO] = {.keys = {'g'}, .label = "g", .more = "goes to a time, offset, event or mark; previews where that is"},
    [ACTION_PLAY_FROM] = {.keys = {'p'}, .label = "p", .more = "moves the playhead to the selected row"},
    [ACTION_UNDO] = {.keys = {KEYCODE_BACKSPACE, KEY_CTRL('h')}, .label = "Bksp", .more = "undoes the last jump"},
    [ACTION_MARK] = {.keys = {'m'}, .label = "m", .more = "marks this moment, with a note", .acts = true},
    [ACTION_ACK] = {.keys = {'a'}, .label = "a", .more = "acknowledges an alarm", .later = "a acknowledge comes later", .acts = true},
    [ACTION_SHELVE] = {.keys = {'s'}, .label = "s", .more = "shelves an alarm for a while", .later = "s shelve comes later", .acts = true},
    [ACTION_VOTE] = {.keys = {'v'}, .label = "v", .more = "votes GO or NO-GO", .later = "v vote comes later", .acts = true},
    [ACTION_POLL] = {.keys = {'P'}, .label = "P", .more = "starts a GO/NO-GO poll", .later = "P poll comes later", .acts = true},
    [ACTION_HELP] = {.keys = {'?', KEYCODE_F1}, .label = "?", .more = "this page"},
};

static const struct help_row help[] = {
    {NULL, NULL, "screen", ACTION_SCREEN, ACTION_SCREEN}, /* labelled by their digits */
    {"Tab S-Tab", NULL, "next, previous rocket", ACTION_NEXT_ROCKET, ACTION_PREVIOUS_ROCKET},
    {"! J", NULL, "worst new alarm; all events", ACTION_ALARM, ACTION_LOG},
    {"↑ ↓  k j", "Up Dn k j", "select a row", ACTION_UP, ACTION_DOWN},
    {"PgUp PgDn", NULL, "one page", ACTION_PAGE_UP, ACTION_PAGE_DOWN},
    {"Home End", NULL, "first, last (gg G)", ACTION_FIRST, ACTION_LAST},
    {"Enter", NULL, "open the selected row", ACTION_OPEN, ACTION_OPEN},
    {"Esc q", NULL, "close; q on top quits", ACTION_CLOSE, ACTION_QUIT},
    {"/ n N", NULL, "find, next, previous", ACTION_FIND, ACTION_FIND_PREVIOUS},
    {"c  z Z", NULL, "columns; time window", ACTION_COLUMNS, ACTION_WINDOW_BACK},
    {"t", NULL, "times as UTC or T", ACTION_TIMES, ACTION_TIMES},
    {"x", NULL, "value: JSON, text, hex", ACTION_VALUE, ACTION_VALUE},
    {"y w X M", NULL, "copy, frame, CSV, mouse", ACTION_COPY, ACTION_MOUSE},
    {"^L ^R ^Z", NULL, "redraw, mission, suspend", ACTION_REDRAW, ACTION_SUSPEND},
    {"Space", NULL, "pause, resume", ACTION_PAUSE, ACTION_PAUSE},
    {"L", NULL, "back to live", ACTION_LIVE, ACTION_LIVE},
    {"← →  h l", "Lt Rt h l", "10 s back, forward", ACTION_BACK_10, ACTION_ON_10},
    {"( )  S-← S-→", "( ) S-Lt S-Rt", "60 s back, forward", ACTION_BACK_60, ACTION_ON_60},
    {"< >", NULL, "1 s back, forward", ACTION_BACK_1, ACTION_ON_1},
    {", .", NULL, "message back, forward", ACTION_STEP_BACK, ACTION_STEP_ON},
    {"[ ]  E e", NULL, "event back, forward", ACTION_EDGE_BACK, ACTION_EDGE_ON},
    {"- +", NULL, "slower, faster", ACTION_SLOWER, ACTION_FASTER},
    {"R", NULL, "reverse", ACTION_REVERSE, ACTION_REVERSE},
    {"o", NULL, "loop: A, then B, off", ACTION_LOOP, ACTION_LOOP},
    {"g", NULL, "go to T, time, offset", ACTION_GOTO, ACTION_GOTO},
    {"p", NULL, "play from this row", ACTION_PLAY_FROM, ACTION_PLAY_FROM},
    {"Bksp", NULL, "undo the last jump", ACTION_UNDO, ACTION_UNDO},
    {"m", NULL, "mark here, with a note", ACTION_MARK, ACTION_MARK},
};
/* clang-format on */

const struct key_row *keys_row(enum action action)
{
    return &rows[action];
}

enum action keys_find(int key)
{
    if (key >= '1' && key <= '9')
        return ACTION_SCREEN;
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++)
        for (int i = 0; i < KEYS_MAX_PER_ACTION; i++)
            if (key != KEYCODE_NONE && rows[action].keys[i] == key)
                return (enum action)action;
    return ACTION_NONE;
}

const struct help_row *keys_help(int *count)
{
    *count = (int)(sizeof help / sizeof help[0]);
    return help;
}

const char *keys_label(const struct hint *hint, bool ascii)
{
    const struct key_row *row = &rows[hint->action];
    if (hint->label != NULL)
        return hint->label;
    return ascii && row->label_ascii != NULL ? row->label_ascii : row->label;
}
