/* message_parts.c: one message taken apart: what it says, and what Ground Control understands. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static const char *const type_words[] = {"CreateTime", "LogAppendTime"};

/* How much of it is out of sight, and the key that brings it. */
static int hidden_text(const struct inspector *in, char out[48])
{
    int above = in->first, below = in->total - in->first - in->line_count;
    if ((above > 0) == (below > 0))
        return part_hidden(above, below, out);
    return snprintf(out, 48, "%d more: %s", above + below, above > 0 ? "PgUp" : "PgDn");
}

static void inspector_head(const struct inspector *in, struct area a)
{
    static const char *const forms[] = {"as JSON; x: text, hex", "as text; x: hex, JSON",
                                        "as hex; x: JSON, text"};
    enum { FORM = 43 };
    char hidden[48];
    const char *form = forms[in->form];
    int len = hidden_text(in, hidden), room = a.cols - 1 - len - 1 - FORM;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 1, 10, ROLE_BAR, "MESSAGE");
    area_data_text(a, 0, 10, 31, ROLE_BAR, in->row.place);
    int width = (int)strlen(form) <= room ? (int)strlen(form) : (int)strcspn(form, ";");
    area_text(a, 0, FORM, width, ROLE_BAR, form);
    if (len > 0)
        area_right(a, 0, a.cols - 1, ROLE_BAR, hidden);
}

static void inspector_time(const struct inspector *in, struct area a)
{
    char text[32];
    show_utc(in->row.t_ms, SHOW_ISO, text);
    area_text(a, 1, 1, 9, ROLE_DIM, "time");
    int col = area_text(a, 1, 10, 30, ROLE_TEXT, text);
    col =
        area_printf(a, 1, col, ROLE_TEXT, " %s",
                    in->ts_type >= 0 && in->ts_type < 2 ? type_words[in->ts_type] : "no timestamp");
    if (in->arrival_ms != FLIGHT_NO_TIME)
        area_printf(a, 1, col, ROLE_TEXT, ", arrived %+.3f s",
                    (double)(in->arrival_ms - in->row.t_ms) / 1000.0);
    else
        area_text(a, 1, col, 30, ROLE_TEXT, ", read from a backlog");
}

static void inspector_key(const struct inspector *in, struct area a)
{
    area_text(a, 2, 1, 9, ROLE_DIM, "key");
    int col = in->row.key_none ? area_text(a, 2, 10, 6, ROLE_DIM, "(none)")
                               : area_name(a, 2, 10, 24, ROLE_TEXT, in->row.key);
    if (!in->row.key_none)
        area_printf(a, 2, col, ROLE_DIM, "  %d B", in->key_size);
    area_text(a, 2, 43, 9, ROLE_DIM, "value");
    area_printf(a, 2, 50, ROLE_TEXT, "%zu B, %s", in->row.value_size, in->row.words);
    area_text(a, 3, 1, 9, ROLE_DIM, "headers");
    area_data_text(a, 3, 10, a.cols - 11, ROLE_TEXT, in->headers[0] == '\0' ? "none" : in->headers);
}

enum { COL_NAME = 2, END_SAYS = 32, COL_KNOWN = 35, COL_REST = 4 };

static struct bytes says(const struct field_row *f)
{
    return bytes_make(f->says, f->says_len);
}

/* What Ground Control understands. */
static void known_draw(const struct field_row *f, struct area a, int line)
{
    if (f->label[0] == '\0') {
        area_text(a, line, COL_KNOWN, a.cols - COL_KNOWN, ROLE_DIM, f->note);
        return;
    }
    area_data_text(a, line, COL_KNOWN, 10, ROLE_TEXT, f->label);
    if (f->unit[0] == '\0' && f->state[0] == '\0') {
        area_text(a, line, 46, 12, ROLE_TEXT, f->value);
        return;
    }
    area_data_text(a, line, 46, 7, ROLE_TEXT, f->value);
    area_data_text(a, line, 54, 5, ROLE_DIM, f->unit);
    area_text(a, line, 60, 4, ROLE_TEXT, f->state);
    area_text(a, line, 64, 16, ROLE_DIM, f->note);
}

/* A name that is too long is cut in the middle; a number never is. */
static void field_draw(const struct field_row *f, struct area a, int line)
{
    char text[200];
    if (f->rest) {
        area_data(a, line, COL_REST, a.cols - COL_REST, ROLE_TEXT, says(f));
        return;
    }
    int width =
        f->note[0] == '\0' && f->label[0] == '\0' ? a.cols - COL_NAME - 1 : END_SAYS - COL_NAME;
    area_name(a, line, COL_NAME, width, ROLE_TEXT, f->name);
    if (f->says_len > 0) { /* it fits beside: screens/inspector.c */
        int columns = a.canvas->ascii ? text_clean_ascii(says(f), TEXT_ANY_WIDTH, text, sizeof text)
                                      : text_clean(says(f), TEXT_ANY_WIDTH, text, sizeof text);
        area_data_text(a, line, END_SAYS - columns, columns, ROLE_TEXT, text);
    }
    known_draw(f, a, line);
}

static void inspector_fields(const struct inspector *in, struct area a)
{
    area_text(a, 0, 1, 20, ROLE_DIM, "IT SAYS");
    area_text(a, 0, COL_KNOWN, 30, ROLE_DIM, "GROUND CONTROL UNDERSTANDS");
    for (int i = 0; i < in->line_count; i++)
        field_draw(&in->lines[i], a, 1 + i);
}

static void inspector_text(const struct inspector *in, struct area a)
{
    for (int i = 0; i < in->line_count; i++)
        area_data(a, i, 1, a.cols - 1, ROLE_TEXT, says(&in->lines[i]));
}

static void hex_draw(const struct field_row *f, struct area a, int line)
{
    int col = area_printf(a, line, 1, ROLE_DIM, "%06zx  ", f->at);
    for (size_t i = 0; i < f->says_len; i++) {
        uint8_t byte = f->says[i];
        char sign[2] = {byte >= 0x20 && byte < 0x7f ? (char)byte : '.', '\0'};
        col = area_printf(a, line, col, ROLE_TEXT, "%02x ", byte);
        area_text(a, line, 59 + (int)i, 1, ROLE_TEXT, sign);
    }
}

static void inspector_hex(const struct inspector *in, struct area a)
{
    for (int i = 0; i < in->line_count; i++)
        hex_draw(&in->lines[i], a, i);
}

void pane_inspector(const struct scene *s, struct area a)
{
    const struct inspector *in = &s->console.inspector;
    inspector_head(in, a);
    inspector_time(in, a);
    inspector_key(in, a);
    struct area rest = area_part(a, 4, 0, a.rows - 4, a.cols);
    if (in->form == FORM_HEX)
        inspector_hex(in, rest);
    else if (in->form == FORM_TEXT)
        inspector_text(in, rest);
    else
        inspector_fields(in, rest);
}
