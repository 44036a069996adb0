#include "ui/keys.h"

#include <stddef.h>

/* clang-format off */
static const struct key_row rows[ACTION_COUNT] = {
    [ACTION_FLEET] = {{'1'}, "1", NULL, "all rockets at a glance, and what happened last"},
    [ACTION_ROCKET] = {{'2'}, "2", NULL, "one rocket: timeline, channels, charts"},
    [ACTION_CONSOLE] = {{'3'}, "3", NULL, "every message as it came; Enter looks inside one"},
    [ACTION_BOARD] = {{'4'}, "4", NULL, "alarms and GO/NO-GO", "4 BOARD comes later; ! shows the worst alarm"},
    [ACTION_LINKS] = {{'5'}, "5", NULL, "broker, recorder, partitions: what arrives and what was missed"},
    [ACTION_FLIGHTS] = {{'6'}, "6", NULL, "what was flown; Enter replays it"},
    [ACTION_NEXT_ROCKET] = {{KEYCODE_TAB}, "Tab", NULL, "selects the next rocket, on every screen"},
    [ACTION_PREVIOUS_ROCKET] = {{KEYCODE_SHIFT_TAB}, "S-Tab", NULL, "selects the rocket before"},
    [ACTION_ALARM] = {{'!'}, "!", NULL, "goes live, to what raised the worst new alarm; Bksp returns"},
    [ACTION_UP] = {{KEYCODE_UP, 'k'}, "↑↓", "Up/Dn", "moves the selection up"},
    [ACTION_DOWN] = {{KEYCODE_DOWN, 'j'}, "↑↓", "Up/Dn", "moves the selection down"},
    [ACTION_PAGE_UP] = {{KEYCODE_PAGE_UP, KEY_CTRL('b')}, "PgUp", NULL, "one page up"},
    [ACTION_PAGE_DOWN] = {{KEYCODE_PAGE_DOWN, KEY_CTRL('f')}, "PgDn", NULL, "one page down"},
    [ACTION_FIRST] = {{KEYCODE_HOME}, "Home", NULL, "the first row; gg does the same"},
    [ACTION_LAST] = {{KEYCODE_END, 'G'}, "End", NULL, "the last row; a list that was scrolled up follows again"},
    [ACTION_OPEN] = {{KEYCODE_ENTER, '\n'}, "Enter", NULL, "opens the selected row: a rocket, a message, a flight"},
    [ACTION_CLOSE] = {{KEYCODE_ESC}, "Esc", NULL, "closes what Enter opened"},
    [ACTION_CLOSE_OR_QUIT] = {{'q'}, "q", NULL, "closes what is open; with nothing open it leaves"},
    [ACTION_QUIT] = {{KEY_CTRL('c')}, "^C", NULL, "leaves at once"},
    [ACTION_FIND] = {{'/'}, "/", NULL, "finds text in the list shown; Enter goes to the first hit"},
    [ACTION_FIND_NEXT] = {{'n'}, "n", NULL, "the next hit"},
    [ACTION_FIND_PREVIOUS] = {{'N'}, "N", NULL, "the hit before"},
    [ACTION_FILTER] = {{'f', '&'}, "f", NULL, "shows matching rows only", "f filter comes later; / finds"},
    [ACTION_COLUMNS] = {{'c'}, "c", NULL, "FLEET: shows the next channels as columns"},
    [ACTION_WINDOW] = {{'z'}, "z", NULL, "charts: a longer window (30 s, 1 2 5 15 min, 1 h, all)"},
    [ACTION_WINDOW_BACK] = {{'Z'}, "Z", NULL, "charts: a shorter window"},
    [ACTION_TIMES] = {{'t'}, "t", NULL, "event times as UTC, or as T of the rocket"},
    [ACTION_BASELINE] = {{'b'}, "b", NULL, "draws a past flight behind this one", "b baseline comes later; 6 FLIGHTS replays a past flight"},
    [ACTION_VALUE] = {{'x'}, "x", NULL, "a message's value: as JSON, text, hex"},
    [ACTION_COPY] = {{'y'}, "y", NULL, "copies the command that prints this message or replays this flight"},
    [ACTION_SAVE] = {{'w'}, "w", NULL, "writes this frame into a text file"},
    [ACTION_MOUSE] = {{'M'}, "M", NULL, "mouse on or off (off: the terminal selects text)"},
    [ACTION_REDRAW] = {{KEY_CTRL('l')}, "^L", NULL, "draws the whole screen again"},
    [ACTION_SUSPEND] = {{KEY_CTRL('z')}, "^Z", NULL, "back to the shell; fg returns"},
    [ACTION_PAUSE] = {{' '}, "Space", NULL, "stops time, or lets it go on; recording never stops"},
    [ACTION_LIVE] = {{'L'}, "L", NULL, "back to now"},
    [ACTION_BACK_10] = {{KEYCODE_LEFT, 'h'}, "← →", "Lt Rt", "10 seconds back"},
    [ACTION_ON_10] = {{KEYCODE_RIGHT, 'l'}, "← →", "Lt Rt", "10 seconds on"},
    [ACTION_BACK_60] = {{KEYCODE_SHIFT_LEFT, '('}, "( )", NULL, "a minute back"},
    [ACTION_ON_60] = {{KEYCODE_SHIFT_RIGHT, ')'}, "( )", NULL, "a minute on"},
    [ACTION_BACK_1] = {{'<'}, "< >", NULL, "a second back"},
    [ACTION_ON_1] = {{'>'}, "< >", NULL, "a second on"},
    [ACTION_STEP_BACK] = {{','}, ", .", NULL, "one message back, and pauses"},
    [ACTION_STEP_ON] = {{'.'}, ", .", NULL, "one message on, and pauses"},
    [ACTION_EDGE_BACK] = {{'[', 'E'}, "[", NULL, "to the event, mark or gap before"},
    [ACTION_EDGE_ON] = {{']', 'e'}, "]", NULL, "to the next event, mark or gap edge"},
    [ACTION_SLOWER] = {{'-'}, "- +", NULL, "plays slower (0.1 .25 .5 1 2 4 8 16 30 60)"},
    [ACTION_FASTER] = {{'+', '='}, "- +", NULL, "plays faster (0.1 .25 .5 1 2 4 8 16 30 60)"},
    [ACTION_REVERSE] = {{'R'}, "R", NULL, "plays backwards, or forwards again"},
    [ACTION_LOOP] = {{'o'}, "o", NULL, "loop: once sets A, again B, again off"},
    [ACTION_GOTO] = {{'g'}, "g", NULL, "goes to a time, an offset or an event; says first where it lands"},
    [ACTION_PLAY_FROM] = {{'p'}, "p", NULL, "moves the playhead to the selected row"},
    [ACTION_UNDO] = {{KEYCODE_BACKSPACE, KEY_CTRL('h')}, "Bksp", NULL, "back to before the last jump"},
    [ACTION_MARK] = {{'m'}, "m", NULL, "marks this moment, with a note", NULL, true},
    [ACTION_ACK] = {{'a'}, "a", NULL, "acknowledges an alarm", "a acknowledge comes later", true},
    [ACTION_SHELVE] = {{'s'}, "s", NULL, "shelves an alarm for a while", "s shelve comes later", true},
    [ACTION_VOTE] = {{'v'}, "v", NULL, "votes GO or NO-GO", "v vote comes later", true},
    [ACTION_POLL] = {{'P'}, "P", NULL, "starts a GO/NO-GO poll", "P poll comes later", true},
    [ACTION_HELP] = {{'?', KEYCODE_F1}, "?", NULL, "this page"},
};

static const struct help_row help[] = {
    {"1 to 6", NULL, "screen", ACTION_FLEET, ACTION_FLIGHTS},
    {"Tab S-Tab", NULL, "next, previous rocket", ACTION_NEXT_ROCKET, ACTION_PREVIOUS_ROCKET},
    {"!", NULL, "worst new alarm", ACTION_ALARM, ACTION_ALARM},
    {"↑ ↓  k j", "Up Dn k j", "select a row", ACTION_UP, ACTION_DOWN},
    {"PgUp PgDn", NULL, "one page", ACTION_PAGE_UP, ACTION_PAGE_DOWN},
    {"Home End", NULL, "first, last (gg G)", ACTION_FIRST, ACTION_LAST},
    {"Enter", NULL, "open the selected row", ACTION_OPEN, ACTION_OPEN},
    {"Esc q", NULL, "close; q on top quits", ACTION_CLOSE, ACTION_QUIT},
    {"/ n N", NULL, "find, next, previous", ACTION_FIND, ACTION_FIND_PREVIOUS},
    {"f", NULL, "filter the list", ACTION_FILTER, ACTION_FILTER},
    {"c  z Z", NULL, "columns; time window", ACTION_COLUMNS, ACTION_WINDOW_BACK},
    {"t", NULL, "times as UTC or T", ACTION_TIMES, ACTION_TIMES},
    {"b", NULL, "baseline: a past flight", ACTION_BASELINE, ACTION_BASELINE},
    {"x", NULL, "value: JSON, text, hex", ACTION_VALUE, ACTION_VALUE},
    {"y w M", NULL, "copy, save frame, mouse", ACTION_COPY, ACTION_MOUSE},
    {"^L ^Z", NULL, "redraw, suspend", ACTION_REDRAW, ACTION_SUSPEND},
    {"Space", NULL, "pause, play on", ACTION_PAUSE, ACTION_PAUSE},
    {"L", NULL, "back to live", ACTION_LIVE, ACTION_LIVE},
    {"← →  h l", "Lt Rt h l", "10 s back, on", ACTION_BACK_10, ACTION_ON_10},
    {"( )  S-← S-→", "( )  S-Lt S-Rt", "60 s back, on", ACTION_BACK_60, ACTION_ON_60},
    {"< >", NULL, "1 s back, on", ACTION_BACK_1, ACTION_ON_1},
    {", .", NULL, "one message back, on", ACTION_STEP_BACK, ACTION_STEP_ON},
    {"[ ]  E e", NULL, "event back, on", ACTION_EDGE_BACK, ACTION_EDGE_ON},
    {"- +", NULL, "slower, faster", ACTION_SLOWER, ACTION_FASTER},
    {"R", NULL, "reverse", ACTION_REVERSE, ACTION_REVERSE},
    {"o", NULL, "loop: A, then B, off", ACTION_LOOP, ACTION_LOOP},
    {"g", NULL, "go to T, time, offset", ACTION_GOTO, ACTION_GOTO},
    {"p", NULL, "play from this row", ACTION_PLAY_FROM, ACTION_PLAY_FROM},
    {"Bksp", NULL, "undo the last jump", ACTION_UNDO, ACTION_UNDO},
    {"m", NULL, "mark here, with a note", ACTION_MARK, ACTION_MARK},
    {"a s", NULL, "acknowledge, shelve", ACTION_ACK, ACTION_SHELVE},
    {"v P", NULL, "vote, start a poll", ACTION_VOTE, ACTION_POLL},
};
/* clang-format on */

const struct key_row *keys_row(enum action action)
{
    return &rows[action];
}

enum action keys_find(int key)
{
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
