#include "ui/render.h"

#include <string.h>

#include "base/text.h"

void render_rows(const struct canvas *c, const char *end, struct buf *out)
{
    for (int row = 0; row < c->rows; row++) {
        for (int col = 0; col < c->cols; col++)
            buf_add_text(out, canvas_cell(c, row, col)->text);
        buf_add_text(out, end);
        buf_add_byte(out, '\n');
    }
}

void render_text(const struct canvas *c, struct buf *out)
{
    for (int row = 0; row < c->rows; row++) {
        size_t keep = out->len;
        for (int col = 0; col < c->cols; col++) {
            const char *text = canvas_cell(c, row, col)->text;
            buf_add_text(out, text);
            if (text[0] != ' ' && text[0] != '\0')
                keep = out->len;
        }
        out->len = keep;
        buf_add_byte(out, '\n');
    }
}

static void ansi_role(enum role role, int colours, struct buf *out)
{
    struct theme_look look = theme_look(role, colours);
    buf_add_text(out, "\033[0");
    if (look.attributes & THEME_BOLD)
        buf_add_text(out, ";1");
    if (look.attributes & THEME_UNDERLINE)
        buf_add_text(out, ";4");
    if (look.attributes & THEME_REVERSE)
        buf_add_text(out, ";7");
    if (look.fg >= 0)
        buf_printf(out, look.fg < 8 ? ";3%d" : ";38;5;%d", look.fg);
    if (look.bg >= 0)
        buf_printf(out, look.bg < 8 ? ";4%d" : ";48;5;%d", look.bg);
    buf_add_byte(out, 'm');
}

void render_ansi(const struct canvas *c, int colours, struct buf *out)
{
    for (int row = 0; row < c->rows; row++) {
        int role = ROLE_TEXT;
        for (int col = 0; col < c->cols; col++) {
            const struct cell *cell = canvas_cell(c, row, col);
            if (cell->role != role)
                ansi_role((enum role)(role = cell->role), colours, out);
            buf_add_text(out, cell->text);
        }
        if (role != ROLE_TEXT)
            buf_add_text(out, "\033[0m");
        buf_add_byte(out, '\n');
    }
}
