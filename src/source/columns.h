/* columns.h: the columns of a table: their names, told apart, and their units. */
#ifndef SOURCE_COLUMNS_H
#define SOURCE_COLUMNS_H

#include "base/err.h"
#include "source/dialect.h"

enum { COLUMN_STATES = 256 }; /* different texts of a column that are told apart */

struct column {
    char *name;       /* as the message has it; NULL: left out */
    struct buf label; /* `"name":`, as JSON */
    struct bytes unit;
    /* counted by a survey */
    long numbers, texts, nans;
    uint64_t *states; /* hashes of the texts; NULL: none */
    int state_count;
    char cell_unit[16]; /* the one that its cells have; "": none, or more than one */
    bool cell_units;    /* a cell had one */
};

struct columns {
    int count;
    bool index; /* a leading column without a name, which counts the rows, is left out */
    struct column items[FIELDS_MAX];
};

/* Names the columns of the table: by `given` (a,b,c) if not NULL, else by its header and units. */
int columns_name(struct columns *c, const struct dialect *d, const struct head *h,
                 const char *given, struct err *err);

/* The column of that name, ignoring case if no other fits; -1: none. */
int columns_find(const struct columns *c, struct bytes name);

/* Renames a column, if no other has that name. */
void columns_rename(struct columns *c, int column, const char *name);

/* Takes `count` columns away, from `column` on. */
void columns_remove(struct columns *c, int column, int count);

/* Adds a unit to the name of a column that has none. */
void columns_add_unit(struct columns *c, int column, struct bytes unit);

/* "Zeit, Hoehe (m), Druck (hPa)", cut after some. */
void columns_list(const struct columns *c, struct buf *out);

void columns_deinit(struct columns *c);

#endif
