/* render_svg.c: a frame as a picture: what the README shows. */
#include <string.h>

#include "base/text.h"
#include "ui/render.h"

enum { CELL_W = 9, CELL_H = 19, FONT = 15, PAD = 16, BAR = 36 };

static const struct {
    uint32_t page, frame, text, title;
} paint = {0x101418, 0x2a3038, 0xd8dee6, 0x8a94a0};

static void svg_text(const char *text, struct buf *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '<')
            buf_add_text(out, "&lt;");
        else if (*text == '>')
            buf_add_text(out, "&gt;");
        else if (*text == '&')
            buf_add_text(out, "&amp;");
        else
            buf_add_byte(out, (uint8_t)*text);
    }
}

static void svg_window(const struct canvas *c, const char *title, struct buf *out)
{
    char clean[200];
    int width = c->cols * CELL_W + 2 * PAD, height = c->rows * CELL_H + PAD + BAR + PAD / 2;
    text_clean(bytes_of(title), 100, clean, sizeof clean);
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\">\n<rect width=\"%d\" height=\"%d\" rx=\"10\" fill=\"#%06x\"/>\n"
               "<path d=\"M0 %d V10 A10 10 0 0 1 10 0 H%d A10 10 0 0 1 %d 10 V%d Z\" "
               "fill=\"#%06x\"/>\n",
               width, height, width, height, width, height, paint.page, BAR - 8, width - 10, width,
               BAR - 8, paint.frame);
    for (int i = 0; i < 3; i++)
        buf_printf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"#%06x\"/>\n", 18 + 18 * i,
                   (BAR - 8) / 2, paint.title);
    buf_printf(out,
               "<text x=\"%d\" y=\"19\" text-anchor=\"middle\" font-family=\"sans-serif\" "
               "font-size=\"13\" fill=\"#%06x\">",
               width / 2, paint.title);
    svg_text(clean, out);
    buf_add_text(out, "</text>\n");
}

struct svg_look {
    uint32_t fg, bg;
    bool bold, underline;
};

static struct svg_look svg_look(enum role role)
{
    struct theme_look look = theme_look(role, 256);
    struct svg_look out = {look.fg < 0 ? paint.text : theme_rgb(look.fg),
                           look.bg < 0 ? paint.page : theme_rgb(look.bg),
                           look.attributes & THEME_BOLD, look.attributes & THEME_UNDERLINE};
    return out;
}

/* Runs of one role; each is given its exact width, whatever font the reader has. */
static void svg_run(const struct canvas *c, int row, int from, int to, bool ground, struct buf *out)
{
    enum role role = (enum role)canvas_cell(c, row, from)->role;
    struct svg_look look = svg_look(role);
    int x = PAD + from * CELL_W, y = BAR + row * CELL_H;
    if (ground) {
        if (look.bg != paint.page)
            buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n",
                       x, y, (to - from) * CELL_W, CELL_H, look.bg);
        return;
    }
    buf_printf(out,
               "<text x=\"%d\" y=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\" "
               "fill=\"#%06x\"%s>",
               x, y + CELL_H - 5, (to - from) * CELL_W, look.fg,
               look.bold ? " font-weight=\"bold\"" : "");
    for (int col = from; col < to; col++)
        svg_text(canvas_cell(c, row, col)->text, out);
    buf_add_text(out, "</text>\n");
}

static bool is_blank(const struct cell *cell)
{
    return cell->text[0] == ' ';
}

static bool is_ascii(const struct cell *cell)
{
    return cell->text[0] != '\0' && (unsigned char)cell->text[0] < 0x80;
}

/* The end of a run: one role; for text also no run of blanks, and signs one by one (fonts differ in
 * their width). */
static int svg_run_end(const struct canvas *c, int row, int from, bool ground)
{
    const struct cell *first = canvas_cell(c, row, from);
    int to = from + 1;
    for (; to < c->cols; to++) {
        const struct cell *cell = canvas_cell(c, row, to);
        if (cell->text[0] == '\0')
            continue;
        if (cell->role != first->role)
            break;
        if (!ground && (is_blank(first) || is_blank(cell) || !is_ascii(cell) || !is_ascii(first)))
            break;
    }
    return to;
}

static void svg_rows(const struct canvas *c, bool ground, struct buf *out)
{
    for (int row = 0; row < c->rows; row++)
        for (int from = 0, to; from < c->cols; from = to) {
            to = svg_run_end(c, row, from, ground);
            if (ground || !is_blank(canvas_cell(c, row, from)))
                svg_run(c, row, from, to, ground, out);
        }
}

void render_svg(const struct canvas *c, const char *title, struct buf *out)
{
    svg_window(c, title, out);
    svg_rows(c, true, out);
    buf_printf(out,
               "<g font-family=\"'DejaVu Sans Mono','JetBrains Mono',Menlo,Consolas,monospace\" "
               "font-size=\"%d\" xml:space=\"preserve\">\n",
               FONT);
    svg_rows(c, false, out);
    buf_add_text(out, "</g>\n</svg>\n");
}
