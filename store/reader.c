/* reader.c: opening the cache, and its messages. Lanes are reader_lanes.c, lists reader_lists.c. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/bell.h"
#include "store/cache_schema.h"
#include "store/part_rows.h"
#include "store/paths.h"
#include "store/reader_internal.h"

/* A file that nobody writes and that has no WAL may be read as it stands: a copy on a read-only
 * medium, where SQLite cannot create its shared memory. Never while a recorder runs. */
static bool is_still(const char *cache)
{
    char wal[STORE_PATH_SIZE];
    struct stat st;
    int fd;
    if (bell_connect(cache, &fd, NULL) == 0) {
        close(fd);
        return false;
    }
    return store_side_path(cache, "-wal", wal, NULL) == 0 &&
           (stat(wal, &st) != 0 || st.st_size == 0);
}

int reader_open(struct reader **out, const char *cache, struct err *err)
{
    struct stat st;
    if (stat(cache, &st) != 0)
        return errno == ENOENT || errno == ENOTDIR
                   ? err_set(err, ERR_NOT_FOUND,
                             "there is no cache %s yet; `ground record` creates it", cache)
                   : err_errno(err, "cannot open the cache %s", cache);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_CORRUPT, "%s is not a regular file", cache);
    if (access(cache, R_OK) != 0)
        return err_errno(err, "cannot read the cache %s (its owner can grant access)", cache);
    sqlite3 *db = NULL;
    int rc = db_open_read(&db, cache, &cache_schema, err);
    if (rc != 0 && rc != ERR_VERSION && rc != ERR_NOT_FOUND && is_still(cache))
        rc = db_open_still(&db, cache, &cache_schema, err);
    if (rc != 0)
        return rc;
    struct reader *r = mem_zero(1, sizeof *r);
    r->db = db;
    *out = r;
    return 0;
}

struct reader *reader_borrow(sqlite3 *db)
{
    struct reader *r = mem_zero(1, sizeof *r);
    r->db = db;
    r->borrowed = true;
    return r;
}

struct sqlite3 *reader_handle(struct reader *r)
{
    return r->db;
}

const char *reader_path(const struct reader *r)
{
    return sqlite3_db_filename(r->db, "main");
}

void reader_close(struct reader *r)
{
    if (r == NULL)
        return;
    if (!r->borrowed)
        reader_end(r);
    for (int i = 0; i < READER_STATEMENTS; i++)
        sqlite3_finalize(r->statements[i]);
    if (!r->borrowed)
        db_close(r->db);
    for (int i = 0; i < r->topics_count; i++)
        free(r->topics[i]);
    free(r->topics);
    free(r->names);
    buf_deinit(&r->names_text);
    buf_deinit(&r->lane_blobs);
    free(r);
}

int reader_begin(struct reader *r, struct err *err)
{
    return db_exec(r->db, "BEGIN", err);
}

void reader_end(struct reader *r)
{
    if (sqlite3_get_autocommit(r->db) == 0)
        sqlite3_exec(r->db, "COMMIT", NULL, NULL, NULL);
}

bool reader_idle(const struct reader *r)
{
    return sqlite3_txn_state(r->db, NULL) == SQLITE_TXN_NONE;
}

int reader_last_seq(struct reader *r, int64_t *seq, struct err *err)
{
    return reader_number(r, READ_LAST_SEQ, NULL, 0, seq, err);
}

static int note_name(void *owner, const struct store_rocket *rocket)
{
    struct reader *r = owner;
    if (rocket->id >= r->names_count) {
        r->names = mem_grow(r->names, (size_t)rocket->id + 1, sizeof *r->names);
        memset(r->names + r->names_count, 0,
               (size_t)(rocket->id + 1 - r->names_count) * sizeof *r->names);
        r->names_count = rocket->id + 1;
    }
    r->names[rocket->id] =
        (struct reader_name){rocket->keyless, r->names_text.len, rocket->name.len};
    buf_add_bytes(&r->names_text, rocket->name);
    return 0;
}

static struct bytes name_of(struct reader *r, int32_t rocket)
{
    if (rocket >= r->names_count) {
        struct err ignored;
        reader_rockets(r, r->names_count - 1, note_name, r, &ignored);
    }
    if (rocket <= 0 || rocket >= r->names_count || r->names[rocket].keyless)
        return BYTES_NULL;
    return bytes_make(buf_bytes(&r->names_text).data + r->names[rocket].at, r->names[rocket].len);
}

static void read_row(struct reader *r, sqlite3_stmt *stmt, struct store_message *m)
{
    *m = (struct store_message){
        .seq = sqlite3_column_int64(stmt, 0),
        .part = sqlite3_column_int(stmt, 1),
        .off = sqlite3_column_int64(stmt, 2),
        .t_ms = store_record_time(sqlite3_column_int64(stmt, 3)),
        .ts_type = (int8_t)sqlite3_column_int(stmt, 4),
        .arrival_ms = store_time_read(stmt, 5),
        .rocket = sqlite3_column_int(stmt, 6),
        .key = db_column_bytes(stmt, 7),
        .headers = db_column_bytes(stmt, 8),
        .value = db_column_bytes(stmt, 9),
    };
    if (m->arrival_ms != STORE_NO_TIME)
        m->arrival_ms += m->t_ms;
    if (bytes_is_null(m->key))
        m->key = name_of(r, m->rocket);
}

static void read_text(struct reader *r, sqlite3_stmt *stmt, struct store_message *m)
{
    *m = (struct store_message){
        .seq = sqlite3_column_int64(stmt, 0),
        .arrival_ms = STORE_NO_TIME,
        .rocket = sqlite3_column_int(stmt, 1),
        .key = db_column_bytes(stmt, 2),
        .headers = db_column_bytes(stmt, 3),
        .value = db_column_bytes(stmt, 4),
    };
    if (bytes_is_null(m->key))
        m->key = name_of(r, m->rocket);
}

/* Which rows, how many at most, and who takes them. */
struct row_walk {
    int64_t from, to;
    int max;
    reader_row_fn *fn;
    void *owner;
};

static int walk_rows(struct reader *r, enum reader_sql which,
                     void (*read)(struct reader *, sqlite3_stmt *, struct store_message *),
                     const struct row_walk *walk, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, which, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int64(stmt, 1, walk->from);
    sqlite3_bind_int64(stmt, 2, walk->to);
    sqlite3_bind_int(stmt, 3, walk->max);
    int step, count = 0, stop = 0;
    while (!stop && (step = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct store_message m;
        read(r, stmt, &m);
        count++;
        stop = walk->fn(walk->owner, &m);
    }
    int rc = reader_done(r, stmt, stop ? SQLITE_ROW : step, err);
    return rc != 0 ? rc : count;
}

int reader_rows(struct reader *r, int64_t from, int64_t to, int max, reader_row_fn *fn, void *owner,
                struct err *err)
{
    struct row_walk walk = {from, to, max, fn, owner};
    return walk_rows(r, to < from ? READ_ROWS_DOWN : READ_ROWS_UP, read_row, &walk, err);
}

int reader_texts(struct reader *r, int64_t from, int64_t to, int max, reader_row_fn *fn,
                 void *owner, struct err *err)
{
    struct row_walk walk = {from, to, max, fn, owner};
    return walk_rows(r, to < from ? READ_TEXTS_DOWN : READ_TEXTS_UP, read_text, &walk, err);
}

/* The row is in the chunk of the nearest noted offset at or below `off`. If it is not there, `off`
 * was never read, and the next noted offset is the first one after it. */
int reader_offset(struct reader *r, int32_t part, int64_t off, int64_t *seq, struct err *err)
{
    const int64_t around[] = {part, off};
    int64_t from = 0;
    int rc = reader_number(r, READ_OFFSET_AT, around, 2, &from, err);
    if (rc == 0) {
        const int64_t chunk[] = {from, from | (STORE_CHUNK - 1), part, off};
        rc = reader_number(r, READ_OFFSET_SCAN, chunk, 4, seq, err);
    }
    if (rc == ERR_NOT_FOUND)
        rc = reader_number(r, READ_OFFSET_AFTER, around, 2, seq, err);
    return rc;
}
