/* export.h: messages of a cache into a file of some format. A new format is a new file
 * NAME_export.c and a row of EXPORT_FORMATS. */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include "base/options.h"
#include "export/output.h"
#include "export/selection.h"

/* name; what it can do: EXPORT_CHANNELS, EXPORT_EVERY, EXPORT_FILE_ONLY */
#define EXPORT_FORMATS(X)                                                                          \
    X(jsonl, 0)                                                                                    \
    X(csv, EXPORT_CHANNELS | EXPORT_EVERY)                                                         \
    X(db, EXPORT_FILE_ONLY)                                                                        \
    X(mcap, EXPORT_CHANNELS)

enum export_ability {
    EXPORT_CHANNELS = 1,  /* it has channels, and can be restricted to some */
    EXPORT_EVERY = 2,     /* it can be resampled */
    EXPORT_FILE_ONLY = 4, /* it cannot be written to a pipe */
};

struct export_job {
    const struct selection *selection;
    const struct mission *mission;
    struct output *output;
    struct text_list channels; /* empty: all */
    int64_t every_ms;          /* 0: a row per message */
    const volatile sig_atomic_t *stop;
    void (*progress)(void *owner, int64_t messages, int64_t t_ms); /* or NULL */
    void *owner;
    int64_t messages; /* read so far */
    int left_out;     /* channels beyond the bound of the format */
};

struct export_format {
    const char *name;
    int abilities;
    int (*write)(struct export_job *job, struct err *err);
};

#define X(name, abilities) int name##_export(struct export_job *job, struct err *err);
EXPORT_FORMATS(X)
#undef X

/* NULL when there is none. */
const struct export_format *export_format_find(const char *name);

/* As selection_walk(), counting messages and reporting progress. */
int export_walk(struct export_job *job, selection_row_fn *fn, void *owner, struct err *err);

#endif
