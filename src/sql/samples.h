/* samples.h: the table `samples`: every number of every message, decoded as the screens do. */
#ifndef SQL_SAMPLES_H
#define SQL_SAMPLES_H

#include "base/db.h"
#include "export/selection.h"

struct mission;

struct samples_source {
    struct reader *reader;
    struct selection selection; /* of everything: names and flights */
    const struct mission *mission;
};

/* Adds the table to a connection, which is that of the reader; `source` is borrowed until that is
 * closed. */
int samples_add(sqlite3 *db, struct samples_source *source, struct err *err);

#endif
