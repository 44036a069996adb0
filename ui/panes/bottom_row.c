/* bottom_row.c: row 24: the prompt while one is typed, else the answer to the last key, else the
 * keys.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/panes/panes.h"

enum { FULL = 80 }; /* columns; with fewer there is no room for more than the prompt itself */

const struct hint *pane_hints_of(const struct scene *s, int *count)
{
    return screen_of(place_shown(&s->place))->hints(s, count);
}

/* What is typed last must be seen: of a long text, as much of its end as fits in. */
static const char *prompt_end(const char *text, int columns)
{
    while (*text != '\0' && text_columns(text) > columns)
        for (text++; ((unsigned char)*text & 0xc0) == 0x80;)
            text++;
    return text;
}

static void hints_prompt(const struct scene *s, struct area a)
{
    static const char *const words[] = {
        [PROMPT_GOTO] = "go to: ",
        [PROMPT_FIND] = "find: ",
        [PROMPT_MARK] = "mark, note: ",
        [PROMPT_QUIT] = "quit? recording stops with the last viewer: y n ",
    };
    static const char *const enters[] = {
        [PROMPT_GOTO] = "Enter go  Esc cancel",
        [PROMPT_FIND] = "Enter find  Esc cancel",
        [PROMPT_MARK] = "Enter mark  Esc cancel",
        [PROMPT_QUIT] = "Esc stay",
    };
    bool small = a.cols < FULL;
    const char *asks =
        small && s->prompt == PROMPT_QUIT ? "quit? recording stops: y n " : words[s->prompt];
    int col = area_text(a, 0, small ? 0 : 1, 50, ROLE_KEY, asks);
    int end = small ? a.cols : a.cols - 2 - (int)strlen(enters[s->prompt]);
    if (text_columns(s->prompt_text) > end - 1 - col)
        col = area_text(a, 0, col, 1, ROLE_DIM, "…");
    col = area_data_text(a, 0, col, end - 1 - col, ROLE_TEXT,
                         prompt_end(s->prompt_text, end - 1 - col));
    area_text(a, 0, col, 1, ROLE_KEY, "_");
    if (!small)
        area_right(a, 0, a.cols - 1, ROLE_DIM, enters[s->prompt]);
}

/* With their blank in front; ASCII labels are longer and may leave room for one blank between. */
static int hints_width(const struct hint *hints, int count, bool ascii, int gap)
{
    int width = 1 - gap;
    for (int i = 0; i < count; i++)
        width += text_columns(keys_label(&hints[i], ascii)) + 1 + (int)strlen(hints[i].word) + gap;
    return width;
}

int pane_hints_gap(const struct hint *hints, int count, int cols, bool ascii)
{
    return hints_width(hints, count, ascii, 2) > cols - 1 ? 1 : 2;
}

void pane_hints(const struct scene *s, struct area a)
{
    int count, col = 1;
    const struct hint *hints = pane_hints_of(s, &count);
    if (s->prompt != PROMPT_NONE) {
        hints_prompt(s, a);
        return;
    }
    if (s->said[0] != '\0') {
        area_data_text(a, 0, 1, a.cols - 2, ROLE_SELECT, s->said);
        return;
    }
    int gap = pane_hints_gap(hints, count, a.cols, a.canvas->ascii);
    for (int i = 0; i < count; i++) {
        col = area_text(a, 0, col, a.cols - col, ROLE_KEY, keys_label(&hints[i], a.canvas->ascii));
        col = area_printf(a, 0, col, ROLE_DIM, " %s", hints[i].word) + gap;
    }
}
