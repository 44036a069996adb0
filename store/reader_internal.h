/* reader_internal.h: shared by the files of the reader only. */
#ifndef STORE_READER_INTERNAL_H
#define STORE_READER_INTERNAL_H

#include "base/buf.h"
#include "base/db.h"
#include "store/reader.h"

enum reader_sql {
    READ_LAST_SEQ,
    READ_ROWS_UP,
    READ_ROWS_DOWN,
    READ_TEXTS_UP,
    READ_TEXTS_DOWN,
    READ_OFFSET_AT,
    READ_OFFSET_AFTER,
    READ_OFFSET_SCAN,
    READ_LANE,
    READ_LANE_V1,
    READ_HEARD_BEFORE,
    READ_HEARD_AFTER,
    READ_CHUNK_COUNT,
    READ_TIME_SPAN,
    READ_ROCKETS,
    READ_ROCKETS_HEARD,
    READ_PARTS,
    READ_PART_FIND,
    READ_TOPIC,
    READ_GAPS,
    READ_GAP_COUNT,
    READ_FLIGHTS,
    READ_FLIGHT_COUNT,
    READ_FLIGHT,
    READ_FLIGHT_AT,
    READ_FLIGHT_AFTER,
    READ_FLIGHT_LAST,
    READ_EVENTS_OLDEST,
    READ_EVENTS_NEWEST,
    READ_LINK_AT,
    READ_LINK_OK_FROM,
    READ_STATUS,
    READ_META,
    READ_SCHEMAS,
    READER_STATEMENTS
};

struct reader_name { /* a key that equals its rocket's name is not stored with each row */
    bool keyless;
    size_t at, len; /* in names_text */
};

struct reader {
    sqlite3 *db;
    bool borrowed; /* the database is a writer's */
    sqlite3_stmt *statements[READER_STATEMENTS];
    struct reader_name *names; /* by rocket id; grows as ids are met */
    int names_count;
    struct buf names_text;
    char **topics; /* by store_part.id; NULL: not looked up yet */
    int topics_count;
    struct buf lane_blobs; /* of the last lane handed out */
};

/* A reader on a writer's handle, which sees its open transaction. Close it before the writer. */
struct reader *reader_borrow(sqlite3 *db);

/* ---- reader_sql.c ---- */

/* The statement, prepared on first use; NULL with `err` filled when that fails. */
sqlite3_stmt *reader_statement(struct reader *r, enum reader_sql which, struct err *err);
/* The code of that failure. */
int reader_unprepared(struct reader *r);
/* Resets a statement after its last step; returns 0 or the step's error. */
int reader_done(struct reader *r, sqlite3_stmt *stmt, int step, struct err *err);
/* Steps once: 0 with a row to read (reset it afterwards), ERR_NOT_FOUND, or an error. */
int reader_one(struct reader *r, sqlite3_stmt *stmt, struct err *err);
/* The number that a statement returns for these parameters: 0, ERR_NOT_FOUND, or an error. */
int reader_number(struct reader *r, enum reader_sql which, const int64_t *given, int count,
                  int64_t *out, struct err *err);

#endif
