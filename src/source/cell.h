/* cell.h: what one cell of a table says: a number as written, a number with its unit, nothing, a
 * truth, or text; and how a message says that.
 *
 * Numbers keep their digits, so that none is rounded: 2^53 and beyond stay exact. */
#ifndef SOURCE_CELL_H
#define SOURCE_CELL_H

#include "base/buf.h"

enum cell_kind {
    CELL_EMPTY,  /* nothing, or a word for it: null, NA, N/A, -, -- */
    CELL_NUMBER, /* digits, with `unit` behind them or none */
    CELL_NAN,    /* nan */
    CELL_INF,    /* inf, Infinity, with a sign */
    CELL_TRUTH,  /* true, false */
    CELL_TEXT,
};

struct table_cell {
    enum cell_kind kind;
    struct bytes text;   /* the whole cell */
    struct bytes number; /* of CELL_NUMBER */
    struct bytes unit;   /* "F" of 71.2F; empty: none */
};

/* Reads a cell that has no blanks around it. `decimal` is the decimal mark, '.' or ','. */
struct table_cell cell_read(struct bytes text, char decimal);

/* Appends the cell as a JSON value. */
void cell_json(const struct table_cell *c, char decimal, struct buf *out);

/* Appends `text`, which must be UTF-8, as a JSON string. */
void cell_json_text(struct bytes text, struct buf *out);

/* How many bytes at the beginning of `text` are a number; 0: none. */
size_t cell_number_length(struct bytes text, char decimal);

#endif
