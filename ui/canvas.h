/* canvas.h: a grid of cells {character cluster, role} that panes draw into.
 *
 * Panes know nothing of a terminal: the same canvas becomes a screen (tty.c), text, ANSI or SVG
 * (render.c). An `area` is a rectangle of a canvas with its own 0,0; drawing outside it is cut.
 *
 * Two ways in, never a third: area_text() for words and signs of our own (in ASCII mode mapped sign
 * by sign), area_data() for everything that came from outside, which passes text_clean() here once
 * more whatever happened to it before. */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "base/bytes.h"
#include "base/err.h"
#include "ui/theme.h"

enum { CELL_TEXT_SIZE = 16, CANVAS_MAX_ROWS = 500, CANVAS_MAX_COLS = 500 };

struct cell {
    char text[CELL_TEXT_SIZE]; /* UTF-8: a base and at most 2 marks; "" right of a wide one */
    uint8_t role;              /* enum role */
};

struct canvas {
    int rows, cols;
    bool ascii;
    struct cell *cells; /* rows * cols, row by row */
};

struct area {
    struct canvas *canvas;
    int row, col, rows, cols;
};

/* Blank, clamped to CANVAS_MAX_*. */
void canvas_init(struct canvas *c, int rows, int cols, bool ascii);
void canvas_deinit(struct canvas *c);
void canvas_clear(struct canvas *c);
/* Makes `to` the same as `from`, whatever size it was. */
void canvas_copy(struct canvas *to, const struct canvas *from);
bool canvas_equal(const struct canvas *a, const struct canvas *b);
const struct cell *canvas_cell(const struct canvas *c, int row, int col);

struct area area_of(struct canvas *c);
/* A rectangle within `a`, cut to it. */
struct area area_part(struct area a, int row, int col, int rows, int cols);

/* Our own text from (row, col), at most `width` columns; returns the column after it. */
int area_text(struct area a, int row, int col, int width, enum role role, const char *text);
/* As area_text to the end of the row, formatted; for our own words and numbers only. */
int area_printf(struct area a, int row, int col, enum role role, const char *fmt, ...)
    PRINTF_LIKE(5, 6);
/* Our own text that ends at column `end` (exclusive). */
void area_right(struct area a, int row, int end, enum role role, const char *text);

/* Text from outside, cleaned; cut at the end with "…". Returns the column after it. */
int area_data(struct area a, int row, int col, int width, enum role role, struct bytes data);
int area_data_text(struct area a, int row, int col, int width, enum role role, const char *data);
/* An ID from outside: cut in the middle. */
int area_name(struct area a, int row, int col, int width, enum role role, const char *name);

/* Changes the role of cells that are there already. */
void area_role(struct area a, int row, int col, int width, enum role role);
/* Repeats one sign of ours. */
void area_fill(struct area a, int row, int col, int width, enum role role, const char *sign);

#endif
