/* named_format.h: the tables of programs and flight computers that are known by name.
 *
 * A format is a file, format_NAME.c, and a row of NAMED_FORMATS: how it is recognised and what it
 * says beyond a table: its clock, its units, its events. The first that fits is taken. */
#ifndef SOURCE_NAMED_FORMAT_H
#define SOURCE_NAMED_FORMAT_H

#include "source/columns.h"
#include "source/time_rule.h"

struct named_unit {
    const char *column, *unit;
};

struct named_event {
    struct bytes name;
    struct bytes time_s; /* in seconds, as text */
};

struct named_format {
    const char *name;  /* for --format */
    const char *title; /* "OpenRocket export" */
    bool (*recognise)(const struct head *h, const struct columns *c);
    const char *time; /* the column with the time; NULL: the first */
    enum time_unit unit;
    enum time_zero zero;
    const struct named_unit *units; /* ends with {NULL, NULL}; NULL: the header has them */
    const char *missing;            /* how numbers begin that stand for nothing; NULL: none */
    const char *const *flags; /* columns whose first value but 0 is an event; ends with NULL */
    /* Whether the column begins a group of its own, with its own times; NULL: there is one time. */
    bool (*is_clock)(struct bytes name);
    /* The names of a table without a header, with commas between; or NULL. */
    const char *(*names)(const struct head *h, const struct dialect *d);
    void (*adapt)(struct columns *c, const struct dialect *d); /* mends the columns; NULL */
    bool (*event)(struct bytes line, struct named_event *out); /* of a comment or a
                                                           line above the table; NULL */
};

/* In the order in which they are tried: named_NAME. */
#define NAMED_FORMATS(X)                                                                           \
    X(altos)                                                                                       \
    X(perfectflite)                                                                                \
    X(blueraven)                                                                                   \
    X(raven)                                                                                       \
    X(aim)                                                                                         \
    X(featherweight)                                                                               \
    X(eggtimer)                                                                                    \
    X(rrc3)                                                                                        \
    X(openrocket)                                                                                  \
    X(rocketpy)                                                                                    \
    X(rasaero)                                                                                     \
    X(jsbsim)                                                                                      \
    X(ardupilot)                                                                                   \
    X(px4)

#define X(name) extern const struct named_format named_##name;
NAMED_FORMATS(X)
#undef X

/* The format that the table is of, or NULL. */
const struct named_format *named_format_recognise(const struct head *h, const struct columns *c);

/* The names that a format gives the columns of a table without a header, or NULL. */
const char *named_format_names(const struct head *h, const struct dialect *d);

/* The format called `name`; NULL: none. */
const struct named_format *named_format_find(const char *name);

/* "altos, openrocket, ...". */
void named_format_list(struct buf *out);

/* Gives the columns what the format says of them. */
void named_format_apply(const struct named_format *f, struct columns *c, const struct dialect *d);

#endif
