/* message_rows.c: CONSOLE, every message as it came, in seq order. */
#include <stdio.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

enum { COL_KEY = 14, COL_PLACE = 25, COL_VALUE = 43 };

/* The number is never cut, the words are. */
static void console_newer(const struct console_scene *c, struct area a, int col)
{
    static const char *const words[] = {": End follows", ": End", ""};
    char text[64];
    int len = 0;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        len = snprintf(text, sizeof text, "  %lld newer%s", (long long)c->newer, words[i]);
        if (col + len <= a.cols)
            break;
    }
    area_text(a, 0, col, len, ROLE_BAR, text);
}

static void console_title(const struct scene *s, struct area a)
{
    const struct console_scene *c = &s->console;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 1, 10, ROLE_BAR, "CONSOLE");
    if (c->find[0] != '\0') {
        int found = area_text(a, 0, 10, 10, ROLE_BAR, "find: ");
        area_data_text(a, 0, found, 42 - found, ROLE_BAR, c->find);
    } else {
        area_text(a, 0, 10, 30, ROLE_BAR, "no filter");
    }
    int col = area_printf(a, 0, COL_VALUE, ROLE_BAR, "%lld of %lld", (long long)c->at,
                          (long long)c->total);
    if (c->following)
        area_text(a, 0, col, 20, ROLE_BAR, "  following");
    else if (c->newer > 0)
        console_newer(c, a, col);
    area_text(a, 1, 1, a.cols, ROLE_DIM, "TIME (UTC)   KEY        TOPIC/P@OFFSET    VALUE");
}

/* Bytes that are no text: "hex 00 0f 9c 41 e2 07 … 18 B", or "! schema 7 is not known  hex ...". */
static void console_hex(const struct console_row *row, struct area a, int line, int col)
{
    enum { SHOWN = 6 };
    if (row->why[0] != '\0')
        col = area_printf(a, line, col, ROLE_CAUTION, "! %s", row->why) + 2;
    col = area_text(a, line, col, 4, ROLE_DIM, "hex ");
    size_t n = row->value_len < SHOWN ? row->value_len : SHOWN;
    for (size_t i = 0; i < n; i++)
        col = area_printf(a, line, col, ROLE_TEXT, "%02x ", row->value[i]);
    if (row->value_size > n)
        col = area_text(a, line, col, 2, ROLE_DIM, "… ");
    area_printf(a, line, col, ROLE_DIM, "%zu B", row->value_size);
}

static void console_value(const struct console_row *row, struct area a, int line)
{
    struct bytes value = bytes_make(row->value, row->value_len);
    int width = a.cols - COL_VALUE;
    char note[40];
    if (row->value_null) {
        area_text(a, line, COL_VALUE, 6, ROLE_DIM, "(null)");
    } else if (row->kind == DECODED_BINARY || row->why[0] != '\0') {
        console_hex(row, a, line, COL_VALUE);
    } else if (row->kind == DECODED_BAD) {
        int len = snprintf(note, sizeof note, " ! %s, byte %zu", row->words, row->bad_at);
        value.len = row->bad_at < value.len ? row->bad_at : value.len;
        int col = area_data(a, line, COL_VALUE, width - len, ROLE_TEXT, value);
        area_text(a, line, col + 1, len - 1, ROLE_CAUTION, note + 1);
    } else if (row->kind == DECODED_TEXT && value.len > 0 && value.data[0] == '(') {
        int col = area_text(a, line, COL_VALUE, 1, ROLE_TEXT, "\"");
        col = area_data(a, line, col, width - 2, ROLE_TEXT, value);
        area_text(a, line, col, 1, ROLE_TEXT, "\"");
    } else {
        area_data(a, line, COL_VALUE, width, ROLE_TEXT, value);
    }
}

static void console_row_draw(const struct scene *s, const struct console_row *row, struct area a,
                             int line)
{
    char text[32];
    if (s->times_as_clock && row->clock_ms != FLIGHT_NO_TIME)
        show_clock(row->clock_ms, text);
    else
        show_utc(row->t_ms, SHOW_TIME_MS, text);
    area_text(a, line, 1, 12, ROLE_DIM, text);
    if (row->key_none)
        area_text(a, line, COL_KEY, 6, ROLE_DIM, "(none)");
    else
        area_name(a, line, COL_KEY, 10, ROLE_TEXT, row->key);
    area_name(a, line, COL_PLACE, 17, ROLE_TEXT, row->place);
    console_value(row, a, line);
}

void pane_console(const struct scene *s, struct area a)
{
    const struct console_scene *c = &s->console;
    console_title(s, a);
    int rows = a.rows - 2;
    for (int i = 0; i < rows && i < c->count; i++) {
        console_row_draw(s, &c->rows[i], a, 2 + i);
        if (c->rows[i].seq == c->selected)
            part_select(a, 2 + i, a.cols);
    }
    if (c->count == 0)
        area_text(a, 2, 1, a.cols, ROLE_DIM, "no messages yet");
}
