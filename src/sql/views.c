/* views.c: times are UTC text and milliseconds since 1970; names are as screens show them. */
#include "sql/views.h"

#include "base/text.h"
#include "flight/event.h"
#include "flight/rocket.h"
#include "flight/show.h"
#include "store/store.h"

static const char *const views[] = {
    "CREATE TEMP VIEW messages AS SELECT m.seq, rocket_title(r.name, r.keyless) AS rocket, p.topic,"
    " p.partition, m.off AS offset, utc(record_ms(m.t)) AS time, record_ms(m.t) AS t_ms,"
    " record_ms(m.t)+m.darr AS arrival_ms,"
    " as_text(coalesce(m.key, CASE r.keyless WHEN 0 THEN r.name END)) AS key,"
    " as_text(m.value) AS value FROM message m JOIN rocket r ON r.id=m.rocket"
    " JOIN part p ON p.id=m.part",
    "CREATE TEMP VIEW flights AS SELECT f.id AS flight, rocket_title(r.name, r.keyless) AS rocket,"
    " f.number, utc(f.v0) AS start, utc(f.v1) AS \"end\", utc(f.t_zero) AS t_zero,"
    " f.v1-f.v0 AS length_ms, f.messages, f.silent AS silent_ms, f.outcome, f.seq0, f.seq1"
    " FROM flight f JOIN rocket r ON r.id=f.rocket",
    "CREATE TEMP VIEW events AS SELECT utc(e.v) AS time, e.v AS t_ms,"
    " CASE WHEN e.seq>0 THEN e.seq END AS seq, rocket_title(r.name, r.keyless) AS rocket,"
    " event_word(e.kind) AS kind, e.clock/1000.0 AS clock, e.text"
    " FROM event e LEFT JOIN rocket r ON r.id=e.rocket",
};

static void give_utc(sqlite3_context *c, int count, sqlite3_value **given)
{
    char out[32];
    (void)count;
    if (sqlite3_value_type(given[0]) == SQLITE_NULL)
        return;
    show_utc(sqlite3_value_int64(given[0]), SHOW_ISO, out);
    sqlite3_result_text(c, out, -1, SQLITE_TRANSIENT);
}

static void give_record_ms(sqlite3_context *c, int count, sqlite3_value **given)
{
    (void)count;
    sqlite3_result_int64(c, store_record_time(sqlite3_value_int64(given[0])));
}

static struct bytes blob_of(sqlite3_value *value)
{
    const void *data = sqlite3_value_blob(value); /* NULL when empty */
    return bytes_make(data == NULL ? (const void *)"" : data, (size_t)sqlite3_value_bytes(value));
}

/* Text where the bytes are UTF-8, else the blob itself. */
static void give_text(sqlite3_context *c, int count, sqlite3_value **given)
{
    (void)count;
    if (sqlite3_value_type(given[0]) == SQLITE_NULL)
        return;
    struct bytes b = blob_of(given[0]);
    if (text_is_utf8(b))
        sqlite3_result_text64(c, (const char *)b.data, b.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        sqlite3_result_blob64(c, b.data, b.len, SQLITE_TRANSIENT);
}

static void give_title(sqlite3_context *c, int count, sqlite3_value **given)
{
    char title[ROCKET_TITLE_SIZE];
    (void)count;
    if (sqlite3_value_type(given[0]) == SQLITE_NULL)
        return;
    struct rocket *r = rocket_new();
    rocket_init(r, 1, blob_of(given[0]), sqlite3_value_int(given[1]) != 0);
    rocket_title(r, title);
    rocket_free(r);
    sqlite3_result_text(c, title, -1, SQLITE_TRANSIENT);
}

static void give_event_word(sqlite3_context *c, int count, sqlite3_value **given)
{
    int kind = sqlite3_value_int(given[0]);
    (void)count;
    if (kind >= 0 && kind < EVENT_KIND_COUNT)
        sqlite3_result_text(c, event_word((enum event_kind)kind), -1, SQLITE_TRANSIENT);
}

int views_add(sqlite3 *db, struct err *err)
{
    static const struct {
        const char *name;
        int count;
        void (*fn)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"utc", 1, give_utc},
        {"record_ms", 1, give_record_ms},
        {"as_text", 1, give_text},
        {"rocket_title", 2, give_title},
        {"event_word", 1, give_event_word},
    };
    int rc = 0;
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
        sqlite3_create_function(db, functions[i].name, functions[i].count,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
                                functions[i].fn, NULL, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(views) && rc == 0; i++)
        rc = db_exec(db, views[i], err);
    return rc;
}
