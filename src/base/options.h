/* options.h: a table of long options, for our own programs.
 *
 * `--name value` and `--name=value`; short names (`-c`) only where a row has one. Every row sets
 * one field of the caller's struct; --help prints the rows. Apache Kafka's console tools have
 * another grammar and their own parser: tools/jopt.h. */
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
    const char *program;  /* "ground demo" */
    const char *operands; /* shown after the options, e.g. "FILE..."; NULL: none accepted */
    const char *summary;  /* one line */
    const struct option_row *rows;
    size_t count;
};

enum options_outcome { OPTIONS_OK, OPTIONS_HELP, OPTIONS_VERSION };

/* Parses argv[1..argc-1] into `out` (which has the caller's defaults) and non-options into
 * `operands`. An empty value counts as missing: it comes from an empty variable in a script.
 * Returns an enum options_outcome, or ERR_USAGE with a sentence for options_fail(). */
int options_parse(const struct option_table *table, int argc, char **argv, void *out,
                  struct text_list *operands, struct err *err);

/* Prints the program's name and `err`'s sentence, cleaned. Returns the exit code: 2 for ERR_USAGE,
 * else 1. */
int options_fail(const struct option_table *table, int rc, const struct err *err);

/* What --help prints. */
void options_help(const struct option_table *table, FILE *to);
/* `item` is borrowed; the array is freed by text_list_deinit(). */
void text_list_add(struct text_list *list, const char *item);
void text_list_deinit(struct text_list *list);

/* What every program prints for --version. */
#define GROUND_VERSION "0.1.0"

#endif
