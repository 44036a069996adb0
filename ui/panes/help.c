/* help.c: `?`: every key from the table, the signs, and what a pressed key does. */
#include <stdio.h>

#include "ui/panes/panes.h"

static void help_columns(struct area a)
{
    int count;
    const struct help_row *rows = keys_help(&count);
    int half = (count + 1) / 2;
    for (int i = 0; i < count; i++) {
        int col = i < half ? 1 : 42, row = i % half;
        const char *label =
            a.canvas->ascii && rows[i].label_ascii != NULL ? rows[i].label_ascii : rows[i].label;
        area_text(a, row, col, 14, ROLE_KEY, label);
        area_text(a, row, col + (i < half ? 13 : 14), 28, ROLE_TEXT, rows[i].what);
    }
}

static void help_last(const struct scene *s, struct area a, int row)
{
    const struct key_row *key = keys_row(s->help_action);
    if (s->help_action != ACTION_NONE && key->label != NULL) {
        const char *label =
            a.canvas->ascii && key->label_ascii != NULL ? key->label_ascii : key->label;
        int col = area_printf(a, row, 1, ROLE_KEY, "%s", label);
        area_printf(a, row, col, ROLE_TEXT, "  %s", key->more);
        return;
    }
    if (s->crew) {
        area_text(a, row, 1, 78, ROLE_TEXT,
                  "A crew session looks, it does not touch: a s v P m are refused.");
        return;
    }
    int col = area_text(a, row, 1, 8, ROLE_TEXT, "You are ");
    col = area_data_text(a, row, col, 12, ROLE_TEXT, s->user);
    area_text(a, row, col, 66, ROLE_TEXT,
              " and may act. A crew session may look, not touch: a s v P m.");
}

void pane_help(const struct scene *s, struct area a)
{
    int count;
    keys_help(&count);
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 1, a.cols, ROLE_BAR,
              "KEYS  the same on every screen.  Press any key to read what it does; Esc closes");
    int row = 1 + (count + 1) / 2;
    help_columns(area_part(a, 1, 0, row - 1, a.cols));
    area_text(a, row, 1, 78, ROLE_TEXT,
              "lamp ●OK ▲YEL ■RED ◇LATE ○STALE □ENDED, QUIET ·never heard");
    area_text(a, row + 1, 1, 79, ROLE_TEXT,
              "flag !new a:acked s:shelved   number! out of limits   number? phase? last known");
    help_last(s, a, row + 2);
}
