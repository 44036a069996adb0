/* fields.h: the cells of a line: separators, quotes doubled inside quotes, blanks around.
 *
 * RFC 4180, and what spreadsheets and rockets write beside it: blanks before and after a quoted
 * cell, and runs of blanks as separators. */
#ifndef SOURCE_FIELDS_H
#define SOURCE_FIELDS_H

#include "base/buf.h"

enum { FIELDS_MAX = 2048 };

struct fields { /* starts as {0}; release with fields_deinit() */
    int count;
    struct bytes items[FIELDS_MAX]; /* without blanks around them; in the line or in `text` */
    bool quoted[FIELDS_MAX];
    struct buf text;
};

enum fields_fit {
    FIELDS_OK,
    FIELDS_OPEN,     /* a quote is not closed: the cell may go on in the next line */
    FIELDS_BAD,      /* text follows a closing quote */
    FIELDS_TOO_MANY, /* more than FIELDS_MAX */
};

/* Splits `line`; a separator of ' ' stands for any run of blanks and tabs. The views hold as long
 * as the line and until the next call. */
enum fields_fit fields_split(struct fields *f, struct bytes line, char separator);

/* Whether the line has an odd number of quotes. Only such a line ends a cell that lines above left
 * open: pairs stay inside of it, or end one and begin another. */
bool fields_toggles_quote(struct bytes line);

void fields_deinit(struct fields *f);

#endif
