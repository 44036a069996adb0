/* help.c: `?`: every key from the table, the signs, and what a pressed key does. */
#include <stdio.h>

#include "ui/screens/hints.h"

/* "1 2 3": the digits that show a screen. */
static void digits(char out[32])
{
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; i < SCREEN_COUNT && len + 2 < 32; i++)
        if (screen_of((enum screen_id)i)->digit != 0)
            len += (size_t)snprintf(out + len, 32 - len, len > 0 ? " %c" : "%c",
                                    screen_of((enum screen_id)i)->digit);
}

static void help_columns(struct area a)
{
    int count;
    char screens[32];
    const struct help_row *rows = keys_help(&count);
    int half = (count + 1) / 2;
    digits(screens);
    for (int i = 0; i < count; i++) {
        int col = i < half ? 1 : 42, row = i % half;
        const char *label =
            a.canvas->ascii && rows[i].label_ascii != NULL ? rows[i].label_ascii : rows[i].label;
        area_text(a, row, col, 14, ROLE_KEY, label != NULL ? label : screens);
        area_text(a, row, col + (i < half ? 13 : 14), 28, ROLE_TEXT, rows[i].what);
    }
}

/* What the pressed key is called and does; false for one that does nothing. */
static bool says(const struct scene *s, bool ascii, const char **label, const char **more)
{
    static char digit[2];
    enum action action = keys_find(s->help_key);
    const struct key_row *key = keys_row(action);
    enum screen_id screen = screen_by_key(s->help_key);
    digit[0] = (char)s->help_key;
    if (action == ACTION_SCREEN && screen != SCREEN_COUNT) {
        *label = digit;
        *more = screen_of(screen)->more;
        return true;
    }
    *label = ascii && key->label_ascii != NULL ? key->label_ascii : key->label;
    *more = key->more;
    return action != ACTION_NONE && action != ACTION_SCREEN;
}

static void help_last(const struct scene *s, struct area a, int row)
{
    const char *label, *more;
    if (says(s, a.canvas->ascii, &label, &more)) {
        int col = area_text(a, row, 1, 14, ROLE_KEY, label);
        area_printf(a, row, col, ROLE_TEXT, "  %s", more);
        return;
    }
    if (s->crew) {
        area_text(a, row, 1, 78, ROLE_TEXT, "A crew session is read-only: m and w are refused.");
        return;
    }
    int col = area_text(a, row, 1, 8, ROLE_TEXT, "You are ");
    col = area_data_text(a, row, col, 12, ROLE_TEXT, s->user);
    area_text(a, row, col, 66, ROLE_TEXT, " and may act. A crew session may look, not touch: m w.");
}

static void help_draw(const struct scene *s, struct area a)
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

static void help_enter(struct place *p)
{
    p->help = true;
}

static const struct hint *help_hints(const struct scene *s, int *count)
{
    (void)s;
    HINTS(count, {ACTION_CLOSE, NULL, "close", 0});
}

const struct screen screen_help = {
    .name = "help",
    .draw = help_draw,
    .list = SCREEN_HELP,
    .enter = help_enter,
    .hints = help_hints,
};
