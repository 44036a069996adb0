/* reader_lists.c: rockets, partitions, gaps, flights, events, the link's history, the heartbeat. */
#include <stdio.h>

#include "base/mem.h"
#include "store/part_rows.h"
#include "store/reader_internal.h"

/* The statement's parameters are bound. */
static int read_rockets(struct reader *r, sqlite3_stmt *stmt, reader_rocket_fn *fn, void *owner,
                        struct err *err)
{
    int step, count = 0;
    bool stop = false, wrong = false;
    while (!stop && (step = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct store_rocket rocket = {
            .id = sqlite3_column_int(stmt, 0),
            .keyless = sqlite3_column_int(stmt, 1) != 0,
            .name = db_column_bytes(stmt, 2),
        };
        wrong = rocket.id < 1 || rocket.id > STORE_ROCKET_ID_MOST;
        count++;
        stop = wrong || fn(owner, &rocket) != 0;
    }
    int rc = reader_done(r, stmt, stop ? SQLITE_ROW : step, err);
    if (rc == 0 && wrong)
        rc = err_set(err, ERR_CORRUPT, "the cache %s is damaged: invalid rocket id",
                     sqlite3_db_filename(r->db, "main"));
    return rc != 0 ? rc : count;
}

int reader_rockets(struct reader *r, int32_t above, reader_rocket_fn *fn, void *owner,
                   struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_ROCKETS, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, above);
    return read_rockets(r, stmt, fn, owner, err);
}

int reader_rockets_heard(struct reader *r, int most, reader_rocket_fn *fn, void *owner,
                         struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_ROCKETS_HEARD, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, most);
    return read_rockets(r, stmt, fn, owner, err);
}

struct one_rocket {
    int32_t id;
    reader_rocket_fn *fn;
    void *owner;
    bool found;
};

static int take_one(void *owner, const struct store_rocket *rocket)
{
    struct one_rocket *one = owner;
    one->found = rocket->id == one->id;
    if (one->found)
        one->fn(one->owner, rocket);
    return 1;
}

int reader_rocket(struct reader *r, int32_t id, reader_rocket_fn *fn, void *owner, struct err *err)
{
    struct one_rocket one = {.id = id, .fn = fn, .owner = owner};
    int rc = reader_rockets(r, id - 1, take_one, &one, err);
    if (rc < 0)
        return rc;
    return one.found ? 0 : err_set(err, ERR_NOT_FOUND, "the cache has no rocket %d", (int)id);
}

int reader_parts(struct reader *r, struct store_part *out, int max, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_PARTS, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, max);
    int step, count = 0;
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW && count < max)
        store_part_read(stmt, &out[count++]);
    int rc = reader_done(r, stmt, step, err);
    return rc != 0 ? rc : count;
}

int reader_part_find(struct reader *r, const char *topic, int32_t partition, struct store_part *out,
                     struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_PART_FIND, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_text(stmt, 1, topic, -1, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 2, partition);
    int rc = reader_one(r, stmt, err);
    if (rc == 0)
        store_part_read(stmt, out);
    sqlite3_reset(stmt);
    return rc;
}

const char *reader_topic(struct reader *r, int32_t part)
{
    if (part < 0 || part > STORE_PART_ID_MOST)
        return "";
    if (part < r->topics_count && r->topics[part] != NULL)
        return r->topics[part];
    sqlite3_stmt *stmt = reader_statement(r, READ_TOPIC, NULL);
    if (stmt == NULL)
        return "";
    sqlite3_bind_int(stmt, 1, part);
    if (reader_one(r, stmt, NULL) != 0) {
        sqlite3_reset(stmt);
        return "";
    }
    if (part >= r->topics_count) {
        int count = part + 16;
        r->topics = mem_grow(r->topics, (size_t)count, sizeof *r->topics);
        while (r->topics_count < count)
            r->topics[r->topics_count++] = NULL;
    }
    r->topics[part] = mem_text((const char *)sqlite3_column_text(stmt, 0));
    sqlite3_reset(stmt);
    return r->topics[part];
}

int reader_gaps(struct reader *r, int32_t part, struct store_gap *out, int max, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_GAPS, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, part);
    sqlite3_bind_int(stmt, 2, max);
    int step, count = 0;
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW && count < max) {
        out[count++] = (struct store_gap){
            .part = sqlite3_column_int(stmt, 0),
            .off0 = sqlite3_column_int64(stmt, 1),
            .off1 = sqlite3_column_int64(stmt, 2),
            .kind = sqlite3_column_int(stmt, 3),
        };
    }
    int rc = reader_done(r, stmt, step, err);
    return rc != 0 ? rc : count;
}

int reader_gap_count(struct reader *r, int32_t part, int64_t *count, struct err *err)
{
    const int64_t given[] = {part};
    return reader_number(r, READ_GAP_COUNT, given, 1, count, err);
}

static void read_flight(sqlite3_stmt *stmt, struct store_flight *out)
{
    *out = (struct store_flight){
        .id = sqlite3_column_int64(stmt, 0),
        .rocket = sqlite3_column_int(stmt, 1),
        .number = sqlite3_column_int(stmt, 2),
        .seq0 = sqlite3_column_int64(stmt, 3),
        .seq1 = sqlite3_column_int64(stmt, 4),
        .v0_ms = sqlite3_column_int64(stmt, 5),
        .v1_ms = sqlite3_column_int64(stmt, 6),
        .t_zero_ms = store_time_read(stmt, 7),
        .messages = sqlite3_column_int64(stmt, 8),
        .silent_ms = sqlite3_column_int64(stmt, 9),
        .source = sqlite3_column_int(stmt, 10),
    };
    store_text_read(stmt, 11, out->outcome, sizeof out->outcome);
}

int reader_flights(struct reader *r, int32_t rocket, struct store_flight *out, int max,
                   struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_FLIGHTS, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, rocket);
    sqlite3_bind_int(stmt, 2, max);
    int step, count = 0;
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW && count < max)
        read_flight(stmt, &out[count++]);
    int rc = reader_done(r, stmt, step, err);
    return rc != 0 ? rc : count;
}

int reader_flight_count(struct reader *r, int64_t *count, struct err *err)
{
    return reader_number(r, READ_FLIGHT_COUNT, NULL, 0, count, err);
}

static int one_flight(struct reader *r, sqlite3_stmt *stmt, struct store_flight *out,
                      struct err *err)
{
    int rc = reader_one(r, stmt, err);
    if (rc == 0)
        read_flight(stmt, out);
    sqlite3_reset(stmt);
    return rc;
}

int reader_flight(struct reader *r, int64_t id, struct store_flight *out, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_FLIGHT, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int64(stmt, 1, id);
    return one_flight(r, stmt, out, err);
}

static int flight_near(struct reader *r, enum reader_sql which, int32_t rocket, int64_t v,
                       struct store_flight *out, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, which, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, rocket);
    sqlite3_bind_int64(stmt, 2, v);
    return one_flight(r, stmt, out, err);
}

int reader_flight_at(struct reader *r, int32_t rocket, int64_t v, struct store_flight *out,
                     struct err *err)
{
    return flight_near(r, READ_FLIGHT_AT, rocket, v, out, err);
}

int reader_flight_after(struct reader *r, int32_t rocket, int64_t v, struct store_flight *out,
                        struct err *err)
{
    return flight_near(r, READ_FLIGHT_AFTER, rocket, v, out, err);
}

int reader_flight_last(struct reader *r, int32_t rocket, struct store_flight *out, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_FLIGHT_LAST, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int(stmt, 1, rocket);
    return one_flight(r, stmt, out, err);
}

static void read_event(sqlite3_stmt *stmt, struct store_event *out)
{
    *out = (struct store_event){
        .id = sqlite3_column_int64(stmt, 0),
        .v_ms = sqlite3_column_int64(stmt, 1),
        .seq = sqlite3_column_int64(stmt, 2),
        .rocket = sqlite3_column_int(stmt, 3),
        .kind = sqlite3_column_int(stmt, 4),
        .clock_ms = store_time_read(stmt, 5),
    };
    store_text_read(stmt, 6, out->text, sizeof out->text);
}

static void reverse(struct store_event *events, int count)
{
    for (int i = 0, j = count - 1; i < j; i++, j--) {
        struct store_event swap = events[i];
        events[i] = events[j];
        events[j] = swap;
    }
}

int reader_events(struct reader *r, const struct reader_event_query *q, struct store_event *out,
                  int max, struct err *err)
{
    sqlite3_stmt *stmt =
        reader_statement(r, q->newest ? READ_EVENTS_NEWEST : READ_EVENTS_OLDEST, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int64(stmt, 1, q->v0);
    sqlite3_bind_int64(stmt, 2, q->v1);
    sqlite3_bind_int(stmt, 3, q->rocket);
    sqlite3_bind_int64(stmt, 4, q->kinds);
    sqlite3_bind_text(stmt, 5, q->text, -1, SQLITE_STATIC);
    sqlite3_bind_int(stmt, 6, max);
    sqlite3_bind_text(stmt, 7, q->words, -1, SQLITE_STATIC);
    int step, count = 0;
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW && count < max)
        read_event(stmt, &out[count++]);
    int rc = reader_done(r, stmt, step, err);
    if (rc == 0 && q->newest)
        reverse(out, count);
    return rc != 0 ? rc : count;
}

static void read_link(sqlite3_stmt *stmt, struct store_link *out)
{
    *out = (struct store_link){
        .t_ms = sqlite3_column_int64(stmt, 0),
        .state = sqlite3_column_int(stmt, 1),
        .parts = sqlite3_column_int(stmt, 2),
        .parts_ok = sqlite3_column_int(stmt, 3),
    };
    store_text_read(stmt, 4, out->text, sizeof out->text);
}

int reader_link_at(struct reader *r, int64_t t, struct store_link *out, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_LINK_AT, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int64(stmt, 1, t);
    int rc = reader_one(r, stmt, err);
    if (rc == 0)
        read_link(stmt, out);
    sqlite3_reset(stmt);
    return rc;
}

int reader_link_ok_from(struct reader *r, int64_t t, int64_t *from, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_LINK_OK_FROM, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int64(stmt, 1, t);
    int rc = reader_one(r, stmt, err);
    if (rc == 0)
        *from = store_time_read(stmt, 0);
    sqlite3_reset(stmt);
    return rc;
}

int reader_status(struct reader *r, struct store_status *out, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_STATUS, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    int rc = reader_one(r, stmt, err);
    if (rc == 0) {
        *out = (struct store_status){
            .pid = sqlite3_column_int64(stmt, 0),
            .started_ms = sqlite3_column_int64(stmt, 1),
            .beat_ms = sqlite3_column_int64(stmt, 2),
            .link = sqlite3_column_int(stmt, 3),
            .link_since_ms = sqlite3_column_int64(stmt, 4),
            .next_try_ms = sqlite3_column_int64(stmt, 5),
            .tries = sqlite3_column_int(stmt, 6),
            .parts = sqlite3_column_int(stmt, 7),
            .parts_ok = sqlite3_column_int(stmt, 8),
            .last_seq = sqlite3_column_int64(stmt, 9),
            .commit_us = sqlite3_column_int64(stmt, 10),
            .answer_us = sqlite3_column_int64(stmt, 11),
        };
        store_text_read(stmt, 12, out->broker, sizeof out->broker);
        store_text_read(stmt, 13, out->text, sizeof out->text);
        store_text_read(stmt, 14, out->mission, sizeof out->mission);
    }
    sqlite3_reset(stmt);
    return rc;
}

int reader_meta(struct reader *r, const char *key, char *out, size_t size, struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_META, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
    int rc = reader_one(r, stmt, err);
    if (rc == 0)
        store_text_read(stmt, 0, out, size);
    else
        out[0] = '\0';
    sqlite3_reset(stmt);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}
