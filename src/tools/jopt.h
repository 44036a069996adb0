/* jopt.h: options by the grammar of jopt-simple 5, which Apache Kafka's console tools use.
 *
 * `--name value`, `--name=value` and `-name value`; no abbreviations; a value may begin with a
 * dash; words that belong to no option are ignored, and so is everything after `--`. An option may
 * be given more than once: that is an error only when one value is asked for. Values are converted
 * when asked for, so a bad number shows late, as it does there. Our own programs use
 * base/options.h. */
#ifndef TOOLS_JOPT_H
#define TOOLS_JOPT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/options.h"
#include "tools/thrown.h"

enum jopt_arg { JOPT_NONE, JOPT_REQUIRED, JOPT_OPTIONAL };
enum jopt_type { JOPT_STRING, JOPT_INTEGER, JOPT_LONG };

struct jopt_row {
    const char *name;
    enum jopt_arg arg;
    enum jopt_type type;
    const char *arg_name; /* what the usage table calls the value; NULL: its type alone */
    const char *fallback; /* the value where the option is not given; NULL: none */
    const char *help;     /* NULL: not in Kafka 4.1's table: a name of 4.2, or our own (--raw) */
};

struct jopt_table {
    const struct jopt_row
        *rows; /* in the order of their names; an index into them names an option */
    size_t count;
};

/* A tool lists its options once, as rows `X(id, name, arg, type, arg_name, fallback, help)` of a
 * macro that takes X; these two make the enum and the table of it. */
#define JOPT_ID(id, ...) id,
#define JOPT_ROW(id, name, arg, type, arg_name, fallback, help)                                    \
    [id] = {name, JOPT_##arg, JOPT_##type, arg_name, fallback, help},

enum { JOPT_GO_ON = -1 }; /* what reads a command line gives this or the exit code */

struct jopt {
    const struct jopt_table *table;
    bool *seen;               /* by row */
    struct text_list *values; /* by row, borrowed from argv */
};

/* Reads argv[1..argc-1]. 0, or -1 with an unrecognised option or a missing argument in `t`. The
 * caller deinits `o` either way. */
int jopt_parse(struct jopt *o, const struct jopt_table *table, int argc, char **argv,
               struct thrown *t);
void jopt_deinit(struct jopt *o);

static inline bool jopt_has(const struct jopt *o, size_t row)
{
    return o->seen[row];
}

/* The one value of an option, or its fallback, or nothing: then *out is left as it is. -1 when
 * there are several or it does not convert. */
int jopt_text(const struct jopt *o, size_t row, const char **out, struct thrown *t);
int jopt_integer(const struct jopt *o, size_t row, int32_t *out, struct thrown *t);
int jopt_long(const struct jopt *o, size_t row, int64_t *out, struct thrown *t);

/* The usage table as jopt-simple's formatter lays it out in 80 columns. */
void jopt_print_table(const struct jopt_table *table, FILE *to);

/* Kafka's answer to wrong usage: the message, then the table, on stderr. Returns 1, the exit code.
 */
int jopt_usage(const struct jopt_table *table, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
