#include "ui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/glyph.h"

enum { LINE_SIZE = 4096 };

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static size_t canvas_size(const struct canvas *c)
{
    return (size_t)c->rows * (size_t)c->cols;
}

void canvas_init(struct canvas *c, int rows, int cols, bool ascii)
{
    c->rows = clamp(rows, 1, CANVAS_MAX_ROWS);
    c->cols = clamp(cols, 1, CANVAS_MAX_COLS);
    c->ascii = ascii;
    c->cells = mem_zero(canvas_size(c), sizeof *c->cells);
    canvas_clear(c);
}

void canvas_deinit(struct canvas *c)
{
    free(c->cells);
    *c = (struct canvas){0};
}

void canvas_clear(struct canvas *c)
{
    /* Zeroed whole, so that canvases can be compared as memory. */
    static const struct cell blank = {.text = " ", .role = ROLE_TEXT};
    for (size_t i = 0; i < canvas_size(c); i++)
        c->cells[i] = blank;
}

void canvas_copy(struct canvas *to, const struct canvas *from)
{
    if (to->rows != from->rows || to->cols != from->cols) {
        canvas_deinit(to);
        canvas_init(to, from->rows, from->cols, from->ascii);
    }
    to->ascii = from->ascii;
    memcpy(to->cells, from->cells, canvas_size(from) * sizeof *from->cells);
}

bool canvas_equal(const struct canvas *a, const struct canvas *b)
{
    return a->rows == b->rows && a->cols == b->cols &&
           memcmp(a->cells, b->cells, canvas_size(a) * sizeof *a->cells) == 0;
}

const struct cell *canvas_cell(const struct canvas *c, int row, int col)
{
    return &c->cells[row * c->cols + col];
}

struct area area_of(struct canvas *c)
{
    return (struct area){c, 0, 0, c->rows, c->cols};
}

struct area area_part(struct area a, int row, int col, int rows, int cols)
{
    row = clamp(row, 0, a.rows);
    col = clamp(col, 0, a.cols);
    return (struct area){a.canvas, a.row + row, a.col + col, clamp(rows, 0, a.rows - row),
                         clamp(cols, 0, a.cols - col)};
}

static struct cell *area_cell(struct area a, int row, int col)
{
    if (row < 0 || row >= a.rows || col < 0 || col >= a.cols)
        return NULL;
    return &a.canvas->cells[(a.row + row) * a.canvas->cols + a.col + col];
}

static void cell_set(struct cell *cell, enum role role, const char *text, size_t len)
{
    memset(cell->text, 0, sizeof cell->text);
    memcpy(cell->text, text, len < sizeof cell->text ? len : sizeof cell->text - 1);
    cell->role = (uint8_t)role;
}

static size_t character_size(const char *text)
{
    unsigned char first = (unsigned char)*text;
    return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Bytes and columns of the cluster that `text` begins with: a character and the marks on it, which
 * make it no wider. (A mark alone is no text: it would be written as a code.) */
static size_t cluster(const char *text, int *columns)
{
    char begin[CELL_TEXT_SIZE];
    size_t len = 0, step;
    *columns = 1;
    if ((unsigned char)text[0] < 0x80 && (unsigned char)text[1] < 0x80)
        return 1;
    do {
        step = character_size(text + len);
        memcpy(begin + len, text + len, step);
        begin[len + step] = '\0';
        int width = text_columns(begin);
        if (len > 0 && width > *columns)
            break;
        *columns = width;
        len += step;
    } while ((unsigned char)text[len] >= 0x80 && len < CELL_TEXT_SIZE - 4);
    return len;
}

/* Puts clean UTF-8, a cluster a cell; a wide one that would be cut in half is left out. */
static int put_clean(struct area a, int row, int col, int width, enum role role, const char *text)
{
    int end = col + width < a.cols ? col + width : a.cols;
    while (*text != '\0') {
        int columns;
        size_t len = cluster(text, &columns);
        if (col + columns > end)
            break;
        for (int i = 0; i < columns; i++) {
            struct cell *cell = area_cell(a, row, col + i);
            if (cell != NULL)
                cell_set(cell, role, text, i == 0 ? len : 0);
        }
        col += columns;
        text += len;
    }
    return col;
}

int area_text(struct area a, int row, int col, int width, enum role role, const char *text)
{
    char line[LINE_SIZE];
    if (!a.canvas->ascii)
        return put_clean(a, row, col, width, role, text);
    size_t n = 0, step;
    for (; *text != '\0' && n + 1 < sizeof line; text += step)
        line[n++] = glyph_ascii(text, &step);
    line[n] = '\0';
    return put_clean(a, row, col, width, role, line);
}

int area_printf(struct area a, int row, int col, enum role role, const char *fmt, ...)
{
    char line[LINE_SIZE];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    return area_text(a, row, col, a.cols - col, role, line);
}

void area_right(struct area a, int row, int end, enum role role, const char *text)
{
    int width = text_columns(text);
    area_text(a, row, end - width, width, role, text);
}

/* Events and units hold signs of our own (m/s²), which have an ASCII form; what else is not ASCII
 * is written as \u{...}. */
static int put_ascii_data(struct area a, int row, int col, int width, enum role role,
                          struct bytes data)
{
    char mapped[LINE_SIZE], line[LINE_SIZE];
    size_t n = 0;
    for (size_t i = 0; i < data.len && n < sizeof mapped; i++) {
        const uint8_t *p = data.data + i;
        if (i + 1 < data.len && p[0] == 0xc2 && p[1] == 0xb2) {
            mapped[n++] = '2';
            i += 1;
        } else if (i + 2 < data.len && memcmp(p, "\xe2\x80\xa6", 3) == 0) {
            mapped[n++] = '~';
            i += 2;
        } else {
            mapped[n++] = (char)*p;
        }
    }
    text_clean_ascii(bytes_make(mapped, n), width, line, sizeof line);
    return put_clean(a, row, col, width, role, line);
}

int area_data(struct area a, int row, int col, int width, enum role role, struct bytes data)
{
    char line[LINE_SIZE];
    width = clamp(width, 0, a.cols - col);
    if (width == 0)
        return col;
    if (a.canvas->ascii)
        return put_ascii_data(a, row, col, width, role, data);
    text_clean(data, width, line, sizeof line);
    return put_clean(a, row, col, width, role, line);
}

int area_data_text(struct area a, int row, int col, int width, enum role role, const char *data)
{
    return area_data(a, row, col, width, role, bytes_of(data));
}

int area_name(struct area a, int row, int col, int width, enum role role, const char *name)
{
    char clean[512], cut[512];
    if (a.canvas->ascii)
        text_clean_ascii(bytes_of(name), TEXT_ANY_WIDTH, clean, sizeof clean);
    else
        text_clean(bytes_of(name), TEXT_ANY_WIDTH, clean, sizeof clean);
    text_cut_middle(clean, width, a.canvas->ascii, cut, sizeof cut);
    return put_clean(a, row, col, width, role, cut);
}

void area_role(struct area a, int row, int col, int width, enum role role)
{
    for (int i = 0; i < width; i++) {
        struct cell *cell = area_cell(a, row, col + i);
        if (cell != NULL)
            cell->role = (uint8_t)role;
    }
}

void area_fill(struct area a, int row, int col, int width, enum role role, const char *sign)
{
    for (int i = 0; i < width; i++)
        area_text(a, row, col + i, 1, role, sign);
}
