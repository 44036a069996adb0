/* inspector.c: one message taken apart: what it says, and what Ground Control understands. */
#include <stdio.h>

#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static const char *const type_words[] = {"CreateTime", "LogAppendTime"};

static void inspector_head(const struct inspector *in, struct area a)
{
    static const char *const forms[] = {"as JSON; x: text, hex", "as text; x: hex, JSON",
                                        "as hex; x: JSON, text"};
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 1, 10, ROLE_BAR, "MESSAGE");
    area_data_text(a, 0, 10, 31, ROLE_BAR, in->row.place);
    area_text(a, 0, 43, 30, ROLE_BAR, forms[in->form]);
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

static const char *inspector_kind(const struct console_row *row)
{
    switch (row->kind) {
    case DECODED_NULL:
        return "null";
    case DECODED_NUMBERS:
        return row->value_len > 0 && row->value[0] == '{' ? "JSON object" : "key=value pairs";
    case DECODED_TEXT:
        return "text";
    case DECODED_BAD_JSON:
        return "bad JSON";
    default:
        return "neither text nor JSON";
    }
}

static void inspector_key(const struct inspector *in, struct area a)
{
    area_text(a, 2, 1, 9, ROLE_DIM, "key");
    int col = in->row.key_none ? area_text(a, 2, 10, 6, ROLE_DIM, "(none)")
                               : area_name(a, 2, 10, 24, ROLE_TEXT, in->row.key);
    if (!in->row.key_none)
        area_printf(a, 2, col, ROLE_DIM, "  %d B", in->key_size);
    area_text(a, 2, 43, 9, ROLE_DIM, "value");
    area_printf(a, 2, 50, ROLE_TEXT, "%zu B, %s", in->row.value_size, inspector_kind(&in->row));
    area_text(a, 3, 1, 9, ROLE_DIM, "headers");
    area_data_text(a, 3, 10, a.cols - 11, ROLE_TEXT, in->headers[0] == '\0' ? "none" : in->headers);
}

static void inspector_field(const struct field_row *f, struct area a, int line)
{
    area_data_text(a, line, 2, 18, ROLE_TEXT, f->name);
    area_right(a, line, 32, ROLE_TEXT, f->says);
    if (f->label[0] == '\0') {
        area_text(a, line, 35, 30, ROLE_DIM, f->note);
        return;
    }
    area_data_text(a, line, 35, 10, ROLE_TEXT, f->label);
    if (f->unit[0] == '\0' && f->state[0] == '\0') {
        area_text(a, line, 46, 12, ROLE_TEXT, f->value);
        return;
    }
    area_text(a, line, 46, 7, ROLE_TEXT, f->value);
    area_data_text(a, line, 54, 5, ROLE_DIM, f->unit);
    area_text(a, line, 60, 4, ROLE_TEXT, f->state);
    area_text(a, line, 64, 16, ROLE_DIM, f->note);
}

static void inspector_fields(const struct inspector *in, struct area a)
{
    area_text(a, 0, 1, 20, ROLE_DIM, "IT SAYS");
    area_text(a, 0, 35, 30, ROLE_DIM, "GROUND CONTROL UNDERSTANDS");
    for (int i = 0; i < in->field_count && i < a.rows - 1; i++)
        inspector_field(&in->fields[i], a, 1 + i);
    if (in->field_count > a.rows - 1)
        area_printf(a, 0, 65, ROLE_DIM, "%d more", in->field_count - (a.rows - 1));
}

/* The whole value as text, a row after another. */
static void inspector_text(const struct inspector *in, struct area a)
{
    struct bytes left = bytes_make(in->body, in->body_len);
    for (int line = 0; line < a.rows && left.len > 0; line++) {
        size_t n = 0, step = 1;
        for (int cols = 0; n < left.len && cols < a.cols - 2; n += step, cols++)
            for (step = 1; n + step < left.len && (left.data[n + step] & 0xc0) == 0x80;)
                step++;
        area_data(a, line, 1, a.cols - 2, ROLE_TEXT, bytes_make(left.data, n));
        left = bytes_make(left.data + n, left.len - n);
    }
}

static void inspector_hex(const struct inspector *in, struct area a)
{
    for (int line = 0; line < a.rows && (size_t)line * 16 < in->body_len; line++) {
        const uint8_t *at = in->body + line * 16;
        size_t n = in->body_len - (size_t)line * 16 < 16 ? in->body_len - (size_t)line * 16 : 16;
        int col = area_printf(a, line, 1, ROLE_DIM, "%06x  ", (unsigned)line * 16);
        for (size_t i = 0; i < n; i++) {
            col = area_printf(a, line, col, ROLE_TEXT, "%02x ", at[i]);
            char sign[2] = {at[i] >= 0x20 && at[i] < 0x7f ? (char)at[i] : '.', '\0'};
            area_text(a, line, 59 + (int)i, 1, ROLE_TEXT, sign);
        }
    }
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
