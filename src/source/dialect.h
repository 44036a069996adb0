/* dialect.h: how a table is written: its separator, its decimal mark, where its header is. Found by
 * looking at the first lines of a file. */
#ifndef SOURCE_DIALECT_H
#define SOURCE_DIALECT_H

#include "source/fields.h"

enum { HEAD_LINES = 300, HEAD_SIZE = 1024 * 1024 };

struct text_lines;

struct head { /* the first lines of a file */
    const char *path;
    int count;
    struct bytes lines[HEAD_LINES];
    struct buf text; /* in which they lie */
    bool all;        /* there are no more */
};

/* Reads up to HEAD_LINES lines of `ahead`. */
int head_read(struct head *h, struct text_lines *ahead, struct err *err);
void head_deinit(struct head *h);

struct dialect {
    char separator; /* ',', ';', '\t', or ' ' for blanks */
    char decimal;   /* '.' or ',' */
    char header_separator;
    char mark;              /* of comments, beside those of dialect_comment(); 0: none */
    bool header_is_comment; /* it begins with a comment mark */
    int header, units;      /* lines, from 1; 0: none */
    int first_row;          /* line of the first row; 0: the head has none */
    int cells;              /* in most rows */
    int percent;            /* of the lines have so many; 0: no separator is in them */
};

/* Finds the dialect of a table that begins in `head`. */
void dialect_find(struct dialect *d, const struct head *head);

/* Splits the next row of the head, joining lines where a cell has line feeds. `*line`, from 1, is
 * where to look, at first d->first_row; it becomes the line behind the row. False: no more. */
bool dialect_next_row(const struct dialect *d, const struct head *h, int *line, struct fields *f);

/* The text behind the mark of a comment line (#, %, //, or `mark`), or null: it is no comment. */
struct bytes dialect_comment(struct bytes line, char mark);

/* "semicolon", for people. */
const char *dialect_separator_words(char separator);

#endif
