/* append_row.h: one row into a cache; the recorder appends many at once. */
#ifndef TESTS_SUPPORT_APPEND_ROW_H
#define TESTS_SUPPORT_APPEND_ROW_H

#include "store/writer.h"

static inline int append_row(struct writer *w, const struct store_message *m, bool same_key,
                             struct err *err)
{
    return writer_append_rows(w, &(struct writer_row){.m = *m, .same_key = same_key}, 1, err);
}

#endif
