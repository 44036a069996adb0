/* reader_sql.c: a reader's statements, and running one. */
#include "store/link.h"
#include "store/part_rows.h"
#include "store/reader_internal.h"

#define ROW_COLUMNS "seq,part,off,t,ts_type,darr,rocket,key,headers,value"
#define TEXT_COLUMNS "seq,rocket,key,headers,value"
#define LANE_COLUMNS "id,n,v0,v1,seqs,agg,state"
#define FLIGHT_COLUMNS "id,rocket,number,seq0,seq1,v0,v1,t_zero,messages,silent,source,outcome"
#define EVENT_WHERE                                                                                \
    "v BETWEEN ?1 AND ?2 AND (?3<0 OR rocket=?3) AND (?4=0 OR (?4>>kind)&1)"                       \
    " AND (?5 IS NULL OR"                                                                          \
    " instr(lower(coalesce(rtrim(substr(?7,8*kind+1,8))||' ','')||text),lower(?5))>0)"
#define EVENT_COLUMNS "id,v,seq,rocket,kind,clock,text"
#define LINK_COLUMNS "t,state,parts,parts_ok,text"

static const char *const sql[READER_STATEMENTS] = {
    [READ_LAST_SEQ] = "SELECT coalesce(max(seq),0) FROM message",
    [READ_ROWS_UP] =
        "SELECT " ROW_COLUMNS " FROM message WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3",
    [READ_ROWS_DOWN] = "SELECT " ROW_COLUMNS
                       " FROM message WHERE seq BETWEEN ?2 AND ?1 ORDER BY seq DESC LIMIT ?3",
    [READ_TEXTS_UP] =
        "SELECT " TEXT_COLUMNS " FROM message WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT ?3",
    [READ_TEXTS_DOWN] = "SELECT " TEXT_COLUMNS
                        " FROM message WHERE seq BETWEEN ?2 AND ?1 ORDER BY seq DESC LIMIT ?3",
    [READ_OFFSET_AT] =
        "SELECT seq FROM offset_at WHERE part=?1 AND off<=?2 ORDER BY off DESC LIMIT 1",
    [READ_OFFSET_AFTER] = "SELECT seq FROM offset_at WHERE part=?1 AND off>?2 ORDER BY off LIMIT 1",
    [READ_OFFSET_SCAN] = "SELECT seq FROM message WHERE seq BETWEEN ?1 AND ?2 AND part=?3"
                         " AND off>=?4 ORDER BY seq LIMIT 1",
    [READ_LANE] = "SELECT " LANE_COLUMNS " FROM lane WHERE id=?1",
    [READ_LANE_V1] = "SELECT v1 FROM lane WHERE id=?1",
    [READ_HEARD_BEFORE] =
        "SELECT chunk FROM heard WHERE rocket=?1 AND chunk<=?2 ORDER BY chunk DESC LIMIT 1",
    [READ_HEARD_AFTER] =
        "SELECT chunk FROM heard WHERE rocket=?1 AND chunk>=?2 ORDER BY chunk LIMIT 1",
    [READ_CHUNK_COUNT] = "SELECT coalesce(max(id)+1,0) FROM chunk",
    [READ_TIME_SPAN] = "SELECT id FROM chunk WHERE id>=?3 AND t_max>=?1 AND t_min<=?2"
                       " ORDER BY id LIMIT 1",
    [READ_ROCKETS] = "SELECT id,keyless,name FROM rocket WHERE id>?1 ORDER BY id",
    [READ_ROCKETS_HEARD] =
        "SELECT id,keyless,name FROM rocket JOIN (SELECT rocket, max(chunk) AS last FROM heard"
        " GROUP BY rocket ORDER BY last DESC LIMIT ?1) ON id=rocket ORDER BY id",
    [READ_PARTS] =
        "SELECT " PART_COLUMNS " FROM part ORDER BY topic,partition,cluster,gen LIMIT ?1",
    [READ_PART_FIND] = "SELECT " PART_COLUMNS " FROM part WHERE topic=?1 AND partition=?2"
                       " ORDER BY id DESC LIMIT 1",
    [READ_TOPIC] = "SELECT topic FROM part WHERE id=?1",
    [READ_GAPS] = "SELECT part,off0,off1,kind FROM gap WHERE ?1=0 OR part=?1 ORDER BY part,off0"
                  " LIMIT ?2",
    [READ_GAP_COUNT] = "SELECT count(*) FROM gap WHERE part=?1",
    [READ_FLIGHT_COUNT] = "SELECT count(*) FROM flight",
    [READ_FLIGHTS] = "SELECT " FLIGHT_COLUMNS " FROM flight WHERE ?1=0 OR rocket=?1"
                     " ORDER BY v0 DESC, id DESC LIMIT ?2",
    [READ_FLIGHT] = "SELECT " FLIGHT_COLUMNS " FROM flight WHERE id=?1",
    [READ_FLIGHT_AT] = "SELECT " FLIGHT_COLUMNS " FROM flight WHERE rocket=?1 AND v0<=?2"
                       " ORDER BY v0 DESC, id DESC LIMIT 1",
    [READ_FLIGHT_AFTER] = "SELECT " FLIGHT_COLUMNS " FROM flight WHERE rocket=?1 AND v0>?2"
                          " ORDER BY v0, id LIMIT 1",
    [READ_FLIGHT_LAST] =
        "SELECT " FLIGHT_COLUMNS " FROM flight WHERE rocket=?1 ORDER BY number DESC LIMIT 1",
    [READ_EVENTS_OLDEST] = "SELECT " EVENT_COLUMNS " FROM event WHERE " EVENT_WHERE
                           " ORDER BY v,seq,rocket,id LIMIT ?6",
    [READ_EVENTS_NEWEST] = "SELECT " EVENT_COLUMNS " FROM event WHERE " EVENT_WHERE
                           " ORDER BY v DESC,seq DESC,rocket DESC,id DESC LIMIT ?6",
    [READ_LINK_AT] =
        "SELECT " LINK_COLUMNS " FROM link WHERE t<=?1 ORDER BY t DESC,id DESC LIMIT 1",
    [READ_LINK_OK_FROM] = LINK_OK_FROM_SQL,
    [READ_STATUS] = "SELECT pid,started,beat,link,link_since,next_try,tries,parts,parts_ok,"
                    "last_seq,commit_us,answer_us,broker,text,mission FROM status",
    [READ_META] = "SELECT value FROM meta WHERE key=?1",
    [READ_SCHEMAS] = "SELECT key,value FROM meta WHERE key>='schema ' AND key<'schema!'",
};

sqlite3_stmt *reader_statement(struct reader *r, enum reader_sql which, struct err *err)
{
    if (r->statements[which] == NULL)
        db_prepare(r->db, sql[which], &r->statements[which], err);
    return r->statements[which];
}

int reader_unprepared(struct reader *r)
{
    return db_fail(r->db, NULL, "");
}

int reader_done(struct reader *r, sqlite3_stmt *stmt, int step, struct err *err)
{
    int rc = step == SQLITE_DONE || step == SQLITE_ROW
                 ? 0
                 : db_fail(r->db, err, sqlite3_db_filename(r->db, "main"));
    sqlite3_reset(stmt);
    return rc;
}

int reader_one(struct reader *r, sqlite3_stmt *stmt, struct err *err)
{
    int step = sqlite3_step(stmt);
    if (step == SQLITE_ROW)
        return 0;
    int rc = reader_done(r, stmt, step, err);
    return rc != 0 ? rc : err_set(err, ERR_NOT_FOUND, "the cache has no such row");
}

int reader_number(struct reader *r, enum reader_sql which, const int64_t *given, int count,
                  int64_t *out, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, which, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    for (int i = 0; i < count; i++)
        sqlite3_bind_int64(stmt, i + 1, given[i]);
    int rc = reader_one(r, stmt, err);
    if (rc == 0)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return rc;
}
