/* reader_lanes.c: a rocket's rows by chunk: finding lanes and keyframes by chunk or time. */
#include "base/varint.h"
#include "store/part_rows.h"
#include "store/reader_internal.h"

static void read_lane(sqlite3_stmt *stmt, struct store_lane *out)
{
    int64_t id = sqlite3_column_int64(stmt, 0);
    *out = (struct store_lane){
        .chunk = id >> 16,
        .rocket = (int32_t)(id & 0xffff),
        .n = sqlite3_column_int(stmt, 1),
        .v0_ms = sqlite3_column_int64(stmt, 2),
        .v1_ms = sqlite3_column_int64(stmt, 3),
        .seqs = db_column_bytes(stmt, 4),
        .agg = db_column_bytes(stmt, 5),
        .state = db_column_bytes(stmt, 6),
    };
}

/* Copies the blobs into the reader: the statement is reset before the caller returns. */
static void keep_blobs(struct reader *r, struct store_lane *lane)
{
    struct bytes *blobs[] = {&lane->seqs, &lane->agg, &lane->state};
    size_t total = 0;
    for (size_t i = 0; i < ARRAY_SIZE(blobs); i++)
        total += blobs[i]->len;
    buf_clear(&r->lane_blobs);
    buf_reserve(&r->lane_blobs, total + 1);
    for (size_t i = 0; i < ARRAY_SIZE(blobs); i++) {
        const uint8_t *at = r->lane_blobs.data + r->lane_blobs.len;
        buf_add_bytes(&r->lane_blobs, *blobs[i]);
        if (!bytes_is_null(*blobs[i]))
            blobs[i]->data = at;
    }
}

static int find_lane(struct reader *r, int32_t rocket, int64_t chunk, struct store_lane *out,
                     struct err *err)
{
    sqlite3_stmt *stmt = reader_statement(r, READ_LANE, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    sqlite3_bind_int64(stmt, 1, chunk << 16 | rocket);
    int rc = reader_one(r, stmt, err);
    if (rc == 0) {
        read_lane(stmt, out);
        keep_blobs(r, out);
    }
    sqlite3_reset(stmt);
    return rc;
}

/* The nearest chunk in which the rocket was heard. */
static int heard_near(struct reader *r, enum reader_sql which, int32_t rocket, int64_t chunk,
                      int64_t *out, struct err *err)
{
    return reader_number(r, which, (const int64_t[]){rocket, chunk}, 2, out, err);
}

int reader_lane_before(struct reader *r, int32_t rocket, int64_t chunk, struct store_lane *out,
                       struct err *err)
{
    int rc = heard_near(r, READ_HEARD_BEFORE, rocket, chunk, &chunk, err);
    return rc != 0 ? rc : find_lane(r, rocket, chunk, out, err);
}

int reader_lane_after(struct reader *r, int32_t rocket, int64_t chunk, struct store_lane *out,
                      struct err *err)
{
    int rc = heard_near(r, READ_HEARD_AFTER, rocket, chunk, &chunk, err);
    return rc != 0 ? rc : find_lane(r, rocket, chunk, out, err);
}

/* When a lane ends, without its blobs. */
static int lane_v1(struct reader *r, int32_t rocket, int64_t chunk, int64_t *v1, struct err *err)
{
    return reader_number(r, READ_LANE_V1, (const int64_t[]){chunk << 16 | rocket}, 1, v1, err);
}

/* Binary search: some 2 log2(range) look-ups at most, whatever the rocket's message rate. */
int reader_lane_at(struct reader *r, int32_t rocket, int64_t lo, int64_t hi, int64_t v,
                   struct store_lane *out, struct err *err)
{
    int64_t best = -1;
    while (lo <= hi) {
        int64_t mid = lo + (hi - lo) / 2, chunk = 0, v1 = 0;
        int rc = heard_near(r, READ_HEARD_BEFORE, rocket, mid, &chunk, err);
        if (rc != 0 && rc != ERR_NOT_FOUND)
            return rc;
        if (rc == ERR_NOT_FOUND || chunk < lo) {
            lo = mid + 1; /* not heard in lo..mid */
            continue;
        }
        if ((rc = lane_v1(r, rocket, chunk, &v1, err)) != 0)
            return rc;
        if (v1 <= v) {
            best = chunk;
            lo = mid + 1;
        } else {
            hi = chunk - 1;
        }
    }
    if (best < 0)
        return err_set(err, ERR_NOT_FOUND, "the cache has no such row");
    return find_lane(r, rocket, best, out, err);
}

int reader_chunk_count(struct reader *r, int64_t *count, struct err *err)
{
    return reader_number(r, READ_CHUNK_COUNT, NULL, 0, count, err);
}

int reader_time_span(struct reader *r, int64_t t0_ms, int64_t t1_ms, int64_t *seq0, int64_t *seq1,
                     struct err *err)
{
    const int64_t given[] = {t0_ms, t1_ms, *seq0 / STORE_CHUNK};
    int64_t chunk;
    int rc = reader_number(r, READ_TIME_SPAN, given, 3, &chunk, err);
    bool open = rc == ERR_NOT_FOUND;
    if (open)
        rc = reader_chunk_count(r, &chunk, err);
    if (rc != 0)
        return rc;
    int64_t first = chunk * STORE_CHUNK;
    *seq0 = first > *seq0 ? first : *seq0;
    *seq1 = open ? INT64_MAX : first + STORE_CHUNK - 1;
    return 0;
}

struct rocket_walk { /* the state of one reader_rocket_rows() */
    int32_t rocket;
    reader_row_fn *fn;
    void *owner;
    int count, max;
    bool stopped;
};

static int give_if_own(void *owner, const struct store_message *m)
{
    struct rocket_walk *walk = owner;
    if (m->rocket != walk->rocket)
        return 0;
    walk->count++;
    walk->stopped = walk->fn(walk->owner, m) != 0 || walk->count >= walk->max;
    return walk->stopped;
}

/* The rows of one closed chunk that lie within lo..hi, upwards or downwards. */
static int walk_lane(struct reader *r, const struct store_lane *lane, int64_t lo, int64_t hi,
                     bool down, struct rocket_walk *walk, struct err *err)
{
    int64_t seqs[STORE_CHUNK], seq = lane->chunk * STORE_CHUNK;
    struct bytes rest = lane->seqs;
    uint64_t step;
    int count = 0;
    while (count < STORE_CHUNK && uvarint_take(&rest, 10, &step)) {
        seq += (int64_t)step;
        if (seq >= lo && seq <= hi)
            seqs[count++] = seq;
    }
    for (int i = 0; i < count && !walk->stopped; i++) {
        int64_t at = seqs[down ? count - 1 - i : i];
        int rc = reader_rows(r, at, at, 1, give_if_own, walk, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int walk_open_chunk(struct reader *r, int64_t lo, int64_t hi, bool down,
                           struct rocket_walk *walk, struct err *err)
{
    if (walk->stopped || lo > hi)
        return 0;
    int rc = reader_rows(r, down ? hi : lo, down ? lo : hi, INT32_MAX, give_if_own, walk, err);
    return rc < 0 ? rc : 0;
}

static int walk_closed(struct reader *r, int64_t lo, int64_t hi, bool down,
                       struct rocket_walk *walk, struct err *err)
{
    int64_t chunk = (down ? hi : lo) / STORE_CHUNK;
    while (!walk->stopped && lo <= hi) {
        struct store_lane lane;
        int rc = down ? reader_lane_before(r, walk->rocket, chunk, &lane, err)
                      : reader_lane_after(r, walk->rocket, chunk, &lane, err);
        if (rc == ERR_NOT_FOUND ||
            (rc == 0 && (lane.chunk < lo / STORE_CHUNK || lane.chunk > hi / STORE_CHUNK)))
            return 0;
        if (rc == 0)
            rc = walk_lane(r, &lane, lo, hi, down, walk, err);
        if (rc != 0)
            return rc;
        chunk = down ? lane.chunk - 1 : lane.chunk + 1;
    }
    return 0;
}

int reader_rocket_rows(struct reader *r, int32_t rocket, int64_t from, int64_t to, int max,
                       reader_row_fn *fn, void *owner, struct err *err)
{
    struct rocket_walk walk = {rocket, fn, owner, 0, max, max <= 0};
    bool down = to < from;
    int64_t lo = down ? to : from, hi = down ? from : to;
    int64_t chunks = 0, last = 0;
    int rc = reader_chunk_count(r, &chunks, err);
    if (rc == 0)
        rc = reader_last_seq(r, &last, err);
    if (rc != 0)
        return rc;
    lo = lo < 1 ? 1 : lo;
    hi = hi > last ? last : hi;
    int64_t open = chunks * STORE_CHUNK; /* the first seq of the open chunk */
    int64_t closed_hi = hi < open ? hi : open - 1;
    int64_t open_lo = lo > open ? lo : open;
    if (!down)
        rc = walk_closed(r, lo, closed_hi, down, &walk, err);
    if (rc == 0)
        rc = walk_open_chunk(r, open_lo, hi, down, &walk, err);
    if (rc == 0 && down)
        rc = walk_closed(r, lo, closed_hi, down, &walk, err);
    return rc != 0 ? rc : walk.count;
}
