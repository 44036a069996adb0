/* writer_rows.c: partitions, rockets, lanes, events: a statement each. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "store/part_rows.h"
#include "store/paths.h"
#include "store/writer_internal.h"

static void bind_text(sqlite3_stmt *stmt, int column, const char *text)
{
    sqlite3_bind_text(stmt, column, text, -1, SQLITE_STATIC);
}

static int insert_part(struct writer *w, const struct store_part *p, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(w->db,
                        "INSERT INTO part(cluster,topic,partition,gen,first_off,next_off,last_crc,"
                        "low,high,messages,bytes,errors,missed,heard,state,note)"
                        " VALUES(?,?,?,?,?,?,0,0,0,0,0,0,0,NULL,0,'')",
                        &stmt, err);
    if (rc != 0)
        return rc;
    bind_text(stmt, 1, p->cluster);
    bind_text(stmt, 2, p->topic);
    sqlite3_bind_int(stmt, 3, p->partition);
    sqlite3_bind_int(stmt, 4, p->gen);
    sqlite3_bind_int64(stmt, 5, p->first_off);
    sqlite3_bind_int64(stmt, 6, p->next_off);
    if (sqlite3_step(stmt) != SQLITE_DONE)
        rc = db_fail(w->db, err, w->cache);
    sqlite3_finalize(stmt);
    return rc;
}

static int find_part(struct writer *w, const struct store_part *like, struct store_part *out,
                     struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(w->db,
                        "SELECT " PART_COLUMNS " FROM part"
                        " WHERE cluster=? AND topic=? AND partition=? ORDER BY gen DESC LIMIT 1",
                        &stmt, err);
    if (rc != 0)
        return rc;
    bind_text(stmt, 1, like->cluster);
    bind_text(stmt, 2, like->topic);
    sqlite3_bind_int(stmt, 3, like->partition);
    int step = sqlite3_step(stmt);
    if (step == SQLITE_ROW)
        store_part_read(stmt, out);
    else
        rc = step == SQLITE_DONE ? ERR_NOT_FOUND : db_fail(w->db, err, w->cache);
    sqlite3_finalize(stmt);
    return rc;
}

int writer_part(struct writer *w, const char *cluster, const char *topic, int32_t partition,
                struct store_part *out, struct err *err)
{
    struct store_part like = {.partition = partition, .first_off = -1};
    snprintf(like.cluster, sizeof like.cluster, "%s", cluster);
    snprintf(like.topic, sizeof like.topic, "%s", topic);
    int rc = find_part(w, &like, out, err);
    if (rc != ERR_NOT_FOUND)
        return rc;
    if ((rc = insert_part(w, &like, err)) != 0)
        return rc;
    return find_part(w, &like, out, err);
}

int writer_part_again(struct writer *w, const struct store_part *old, int64_t off,
                      struct store_part *out, struct err *err)
{
    struct store_part next = *old;
    next.gen = old->gen + 1;
    next.first_off = -1;
    next.next_off = off;
    int rc = insert_part(w, &next, err);
    if (rc != 0)
        return rc;
    return find_part(w, &next, out, err);
}

int writer_part_state(struct writer *w, const struct store_part *p, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_PART_STATE];
    sqlite3_bind_int(stmt, 1, p->id);
    sqlite3_bind_int64(stmt, 2, p->low);
    sqlite3_bind_int64(stmt, 3, p->high);
    sqlite3_bind_int(stmt, 4, p->state);
    bind_text(stmt, 5, p->note);
    return writer_run(w, SQL_PART_STATE, err);
}

int writer_parts_gone(struct writer *w, const int32_t *but, int count, struct err *err)
{
    struct buf sql = {0};
    buf_printf(&sql,
               "UPDATE part SET state=%d, low=next_off, high=next_off,"
               " note='the topic no longer exists, or is not followed'"
               " WHERE state<>%d AND id NOT IN (0",
               PART_GONE, PART_GONE);
    for (int i = 0; i < count; i++)
        buf_printf(&sql, ",%d", but[i]);
    buf_add_text(&sql, ")");
    int rc = db_exec(w->db, buf_text(&sql), err);
    buf_deinit(&sql);
    return rc;
}

int writer_rocket(struct writer *w, struct bytes name, bool keyless, int32_t *id, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_ROCKET];
    db_bind_bytes(stmt, 1, name);
    sqlite3_bind_int(stmt, 2, keyless);
    int rc = writer_run(w, SQL_ROCKET, err);
    *id = (int32_t)sqlite3_last_insert_rowid(w->db);
    return rc;
}

int writer_gap(struct writer *w, const struct store_gap *gap, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_GAP];
    sqlite3_bind_int(stmt, 1, gap->part);
    sqlite3_bind_int64(stmt, 2, gap->off0);
    sqlite3_bind_int64(stmt, 3, gap->off1);
    sqlite3_bind_int(stmt, 4, gap->kind);
    return writer_run(w, SQL_GAP, err);
}

int writer_link(struct writer *w, const struct store_link *link, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_LINK];
    sqlite3_bind_int64(stmt, 1, link->t_ms);
    sqlite3_bind_int(stmt, 2, link->state);
    sqlite3_bind_int(stmt, 3, link->parts);
    sqlite3_bind_int(stmt, 4, link->parts_ok);
    bind_text(stmt, 5, link->text);
    return writer_run(w, SQL_LINK, err);
}

int writer_link_ok_from(struct writer *w, int64_t t_ms, int64_t *from_ms, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_LINK_OK_FROM];
    sqlite3_bind_int64(stmt, 1, t_ms);
    int rc = sqlite3_step(stmt) == SQLITE_ROW ? 0 : db_fail(w->db, err, w->cache);
    if (rc == 0)
        *from_ms = store_time_read(stmt, 0);
    sqlite3_reset(stmt);
    return rc;
}

int writer_event(struct writer *w, const struct store_event *event, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_EVENT];
    sqlite3_bind_int64(stmt, 1, event->v_ms);
    sqlite3_bind_int64(stmt, 2, event->seq);
    sqlite3_bind_int(stmt, 3, event->rocket);
    sqlite3_bind_int(stmt, 4, event->kind);
    writer_bind_time(stmt, 5, event->clock_ms);
    bind_text(stmt, 6, event->text);
    return writer_run(w, SQL_EVENT, err);
}

int writer_flight(struct writer *w, const struct store_flight *f, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_FLIGHT];
    sqlite3_bind_int(stmt, 1, f->rocket);
    sqlite3_bind_int(stmt, 2, f->number);
    sqlite3_bind_int64(stmt, 3, f->seq0);
    sqlite3_bind_int64(stmt, 4, f->seq1);
    sqlite3_bind_int64(stmt, 5, f->v0_ms);
    sqlite3_bind_int64(stmt, 6, f->v1_ms);
    writer_bind_time(stmt, 7, f->t_zero_ms);
    sqlite3_bind_int64(stmt, 8, f->messages);
    sqlite3_bind_int64(stmt, 9, f->silent_ms);
    sqlite3_bind_int(stmt, 10, f->source);
    bind_text(stmt, 11, f->outcome);
    return writer_run(w, SQL_FLIGHT, err);
}

int writer_lane(struct writer *w, const struct store_lane *lane, struct err *err)
{
    sqlite3_stmt *heard = w->statements[SQL_HEARD];
    sqlite3_bind_int(heard, 1, lane->rocket);
    sqlite3_bind_int64(heard, 2, lane->chunk);
    int rc = writer_run(w, SQL_HEARD, err);
    if (rc != 0)
        return rc;
    sqlite3_stmt *stmt = w->statements[SQL_LANE];
    sqlite3_bind_int64(stmt, 1, lane->chunk << 16 | lane->rocket);
    sqlite3_bind_int(stmt, 2, lane->n);
    sqlite3_bind_int64(stmt, 3, lane->v0_ms);
    sqlite3_bind_int64(stmt, 4, lane->v1_ms);
    db_bind_bytes(stmt, 5, lane->seqs);
    db_bind_bytes(stmt, 6, lane->agg);
    db_bind_bytes(stmt, 7, lane->state);
    return writer_run(w, SQL_LANE, err);
}

int writer_chunk(struct writer *w, const struct store_chunk *chunk, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_CHUNK];
    sqlite3_bind_int64(stmt, 1, chunk->id);
    sqlite3_bind_int64(stmt, 2, chunk->v_min);
    sqlite3_bind_int64(stmt, 3, chunk->v_max);
    sqlite3_bind_int64(stmt, 4, chunk->t_min);
    sqlite3_bind_int64(stmt, 5, chunk->t_max);
    return writer_run(w, SQL_CHUNK, err);
}

int writer_status(struct writer *w, const struct store_status *s, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_STATUS];
    const int64_t numbers[] = {s->pid,           s->started_ms,  s->beat_ms,   s->link,
                               s->link_since_ms, s->next_try_ms, s->tries,     s->parts,
                               s->parts_ok,      s->last_seq,    s->commit_us, s->answer_us};
    int column = 1;
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        sqlite3_bind_int64(stmt, column++, numbers[i]);
    bind_text(stmt, column++, s->broker);
    bind_text(stmt, column++, s->text);
    bind_text(stmt, column, s->mission);
    return writer_run(w, SQL_STATUS, err);
}

int writer_meta(struct writer *w, const char *key, const char *value, struct err *err)
{
    sqlite3_stmt *stmt = w->statements[SQL_META];
    bind_text(stmt, 1, key);
    bind_text(stmt, 2, value);
    return writer_run(w, SQL_META, err);
}

int writer_forget_derived(struct writer *w, struct err *err)
{
    /* Events without a rocket (link, gap) do not come from folding. */
    return db_exec(w->db,
                   "DELETE FROM lane; DELETE FROM heard; DELETE FROM chunk; DELETE FROM flight;"
                   "DELETE FROM event WHERE rocket>0",
                   err);
}

void writer_culprit(const struct writer *w, char *out, size_t size)
{
    /* SQLite's writer holds byte 120 of -shm. F_GETLK would need a descriptor of our own, and
     * closing that would drop SQLite's locks in this process, so read /proc/locks. */
    out[0] = '\0';
    char path[STORE_PATH_SIZE], line[256];
    struct stat st;
    if (store_side_path(w->cache, "-shm", path, NULL) != 0 || stat(path, &st) != 0)
        return;
    FILE *locks = fopen("/proc/locks", "re");
    if (locks == NULL)
        return;
    while (fgets(line, sizeof line, locks) != NULL) {
        long pid;
        unsigned long inode;
        long long from, to;
        if (sscanf(line, "%*d: POSIX %*s WRITE %ld %*x:%*x:%lu %lld %lld", &pid, &inode, &from,
                   &to) == 4 &&
            inode == st.st_ino && from <= 120 && to >= 120)
            snprintf(out, size, "process %ld", pid);
    }
    fclose(locks);
}
