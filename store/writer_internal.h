/* writer_internal.h: shared by writer.c and writer_rows.c only. */
#ifndef STORE_WRITER_INTERNAL_H
#define STORE_WRITER_INTERNAL_H

#include "base/db.h"
#include "store/writer.h"

enum writer_sql {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_MESSAGE,
    SQL_MESSAGES,
    SQL_OFFSET_AT,
    SQL_ADVANCE,
    SQL_PART_STATE,
    SQL_ROCKET,
    SQL_GAP,
    SQL_LINK,
    SQL_LINK_OK_FROM,
    SQL_EVENT,
    SQL_FLIGHT,
    SQL_LANE,
    SQL_HEARD,
    SQL_CHUNK,
    SQL_STATUS,
    SQL_META,
    WRITER_STATEMENTS
};

struct writer {
    sqlite3 *db;
    char *cache;
    sqlite3_stmt *statements[WRITER_STATEMENTS];
    struct reader *reader; /* on the same handle; NULL: not opened yet */
    bool begun;
    int failed; /* the first failure of the transaction, which every statement in it repeats */
    struct err failure;
    int64_t last_seq;
    int64_t *chunk_of_part; /* by part id: the chunk its offset_at was last noted in; -1 */
    int parts;              /* length of it */
};

/* Steps a statement that returns no rows, and resets it. */
int writer_run(struct writer *w, enum writer_sql which, struct err *err);
/* STORE_NO_TIME is SQL's NULL. */
void writer_bind_time(sqlite3_stmt *stmt, int column, int64_t ms);

#endif
