/* view_prompt.c: text that is typed in row 24: where to go, what to find, a mark's note, really
 * quit. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/marks.h"
#include "ui/view_internal.h"

void view_open_prompt(struct view *v, enum prompt_kind kind)
{
    if (view_is_small(v)) {
        view_say(v, "needs 80x24");
        return;
    }
    v->prompt = kind;
    v->prompt_text[0] = '\0';
    v->at_top = false;
}

/* `gg` is the top of the list, and what begins with g can be typed as well: the selection is at the
 * top at once, and back where it was when typing goes on. */
static void go_to_top(struct view *v)
{
    v->from_top = v->place;
    v->at_top = true;
    snprintf(v->prompt_text, sizeof v->prompt_text, "g");
    view_move_to_end(v, false);
}

static void leave_top(struct view *v)
{
    if (v->at_top)
        v->place = v->from_top;
    v->at_top = false;
}

/* Keys that move on from the top, as they do without a prompt: no word begins with gj or gk. */
static bool moves_on(int key)
{
    return key >= KEYCODE_UP || key == 'j' || key == 'k' || key == 'G';
}

static void go_to(struct view *v)
{
    char said[120] = "", moved[80] = "";
    struct err err = {0};
    int64_t t;
    if (marks_when(v, v->prompt_text, &t, said, &err) != 0 ||
        playhead_seek(v->playhead, t, moved, &err) != 0)
        view_say(v, err.text);
    else
        view_say(v, moved);
}

static void finish_prompt(struct view *v)
{
    enum prompt_kind kind = v->prompt;
    v->prompt = PROMPT_NONE;
    if (kind == PROMPT_MARK)
        marks_add(v);
    if (v->prompt_text[0] == '\0' || v->playhead == NULL)
        return;
    if (kind == PROMPT_GOTO)
        go_to(v);
    else if (kind == PROMPT_FIND) {
        bytes_to_text(bytes_of(v->prompt_text), v->find, sizeof v->find);
        view_find(v, 0);
    }
}

/* Adds what was typed; only whole printable characters get in. */
static void type_character(struct view *v, int key)
{
    char utf8[5];
    size_t n = 0, len = strlen(v->prompt_text);
    if (key < 0x80) {
        utf8[n++] = (char)key;
    } else if (key < 0x800) {
        utf8[n++] = (char)(0xc0 | key >> 6);
        utf8[n++] = (char)(0x80 | (key & 0x3f));
    } else if (key < 0x10000) {
        utf8[n++] = (char)(0xe0 | key >> 12);
        utf8[n++] = (char)(0x80 | (key >> 6 & 0x3f));
        utf8[n++] = (char)(0x80 | (key & 0x3f));
    } else if (key < KEYCODE_UP) {
        utf8[n++] = (char)(0xf0 | key >> 18);
        utf8[n++] = (char)(0x80 | (key >> 12 & 0x3f));
        utf8[n++] = (char)(0x80 | (key >> 6 & 0x3f));
        utf8[n++] = (char)(0x80 | (key & 0x3f));
    } else {
        return;
    }
    utf8[n] = '\0';
    if (len + n < sizeof v->prompt_text && text_is_utf8(bytes_make(utf8, n)))
        memcpy(v->prompt_text + len, utf8, n + 1);
}

static void rub_out(struct view *v)
{
    size_t len = strlen(v->prompt_text);
    while (len > 0 && ((unsigned char)v->prompt_text[len - 1] & 0xc0) == 0x80)
        len--;
    v->prompt_text[len > 0 ? len - 1 : 0] = '\0';
}

static bool is_enter(int key)
{
    return key == KEYCODE_ENTER || key == '\n';
}

/* Pasted text is only text: it answers no question, and its line ends are not Enter. */
static void paste_character(struct view *v, int key)
{
    if (v->prompt == PROMPT_QUIT)
        return;
    leave_top(v);
    type_character(v, key < 0x20 ? ' ' : key);
}

bool view_prompt_key(struct view *v, int key, int *wishes)
{
    if (key & KEYCODE_PASTED) {
        paste_character(v, key & ~KEYCODE_PASTED);
    } else if (key == KEY_CTRL('c')) {
        *wishes = WISH_QUIT;
    } else if (v->prompt == PROMPT_QUIT) {
        v->prompt = PROMPT_NONE;
        bool yes = key == 'y' || key == 'Y' || key == 'q' || key == KEYCODE_ENTER;
        *wishes = yes ? WISH_QUIT : 0;
    } else if (v->prompt == PROMPT_GOTO && key == 'g' && v->prompt_text[0] == '\0') {
        go_to_top(v);
    } else if (v->at_top && moves_on(key)) {
        v->prompt = PROMPT_NONE;
        return false;
    } else if (key == KEYCODE_ESC || (v->at_top && is_enter(key))) {
        v->prompt = PROMPT_NONE;
    } else if (is_enter(key)) {
        finish_prompt(v);
    } else if (key == KEYCODE_BACKSPACE || key == KEY_CTRL('h')) {
        leave_top(v);
        rub_out(v);
    } else if (key == KEY_CTRL('u')) {
        leave_top(v);
        v->prompt_text[0] = '\0';
    } else if (key >= 0x20) {
        leave_top(v);
        type_character(v, key);
    }
    return true;
}
