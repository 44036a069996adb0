/* options.h: long options as a table, for the programs that are ours.
 *
 * `--name value` and `--name=value`; `-c` style short names only where a row gives one. Every row
 * writes into one field of the caller's struct; --help is printed from the rows. Apache Kafka's
 * console tools have another grammar and their own parser: tools/jopt.h. */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

enum option_kind {
    OPTION_FLAG,   /* bool: true when given */
    OPTION_TEXT,   /* const char *: borrowed from argv */
    OPTION_INT,    /* int64_t within min..max */
    OPTION_NUMBER, /* double within min..max */
    OPTION_MANY,   /* struct text_list: appended each time */
};

struct text_list {
    const char **items; /* borrowed from argv; the array is the list's */
    size_t count;
};

struct option_row {
    const char *name; /* without dashes */
    char letter;      /* or 0 */
    enum option_kind kind;
    size_t offset;    /* of the field in the caller's struct */
    const char *arg;  /* what --help calls the value; NULL for a flag */
    const char *help; /* one line */
    int64_t min, max; /* numbers only */
};

struct option_table {
    const char *program; /* "ground demo" */
    const char
        *operands;       /* what --help shows after the options, e.g. "FILE..."; NULL: none taken */
    const char *summary; /* one line */
    const struct option_row *rows;
    size_t count;
};

enum options_outcome { OPTIONS_OK, OPTIONS_HELP, OPTIONS_VERSION };

/* Reads argv[1..argc-1] into `out` (whose defaults the caller has set) and the words that are no
 * options into `operands`. An empty value is none: it comes from a script's empty variable. Returns
 * an enum options_outcome, or ERR_USAGE with a sentence, to be printed by options_fail(). */
int options_parse(const struct option_table *table, int argc, char **argv, void *out,
                  struct text_list *operands, struct err *err);

/* Prints why the program ends: its name, and `err`'s sentence, clean. Returns the exit code: 2 for
 * ERR_USAGE, else 1. */
int options_fail(const struct option_table *table, int rc, const struct err *err);

/* What --help prints. */
void options_help(const struct option_table *table, FILE *to);
/* `item` is borrowed; the array is freed by text_list_deinit(). */
void text_list_add(struct text_list *list, const char *item);
void text_list_deinit(struct text_list *list);

/* What every program says to --version. */
#define GROUND_VERSION "0.1.0"

#endif
