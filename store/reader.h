/* reader.h: reading the cache, in any process, with read permission only.
 *
 * Never writes, never blocks the recorder. Every call reads a bounded number of rows and leaves no
 * statement open, so a reader holds up no checkpoint. The calls between reader_begin() and
 * reader_end() see one snapshot. One thread per reader.
 *
 * All functions return 0 (or a count, where stated) or a negative error; ERR_NOT_FOUND when there
 * is no such row. Views are valid until the next call of the same function or, in callbacks, until
 * the callback returns. A callback returns non-zero to stop early, which is not a failure. */
#ifndef STORE_READER_H
#define STORE_READER_H

#include "store/store.h"

struct reader;

/* Opens `cache`. ERR_NOT_FOUND: it does not exist yet, or is being created; try again later.
 * ERR_VERSION: another version made it; the sentence says what to do. */
int reader_open(struct reader **out, const char *cache, struct err *err);
void reader_close(struct reader *r); /* NULL is fine */
/* Its connection, for queries that this file does not know; it closes with the reader. */
struct sqlite3 *reader_handle(struct reader *r);
/* The cache's file, to open another reader of it; until the reader closes. */
const char *reader_path(const struct reader *r);

/* One snapshot for all calls until reader_end(); keep it short (a frame). Does not nest. */
int reader_begin(struct reader *r, struct err *err);
void reader_end(struct reader *r);
/* Whether no transaction is open, for asserts. */
bool reader_idle(const struct reader *r);

/* 0 when empty. Rows 1..last all exist. */
int reader_last_seq(struct reader *r, int64_t *seq, struct err *err);

/* Messages. */
typedef int reader_row_fn(void *owner, const struct store_message *m);
/* Rows from..to inclusive, downwards when to < from; at most `max`. Returns how many. */
int reader_rows(struct reader *r, int64_t from, int64_t to, int max, reader_row_fn *fn, void *owner,
                struct err *err);
/* The same for a search: only seq, rocket, key, headers and value are filled in. */
int reader_texts(struct reader *r, int64_t from, int64_t to, int max, reader_row_fn *fn,
                 void *owner, struct err *err);
/* As reader_rows, of one rocket: by its lanes and, in the open chunk, by scanning. */
int reader_rocket_rows(struct reader *r, int32_t rocket, int64_t from, int64_t to, int max,
                       reader_row_fn *fn, void *owner, struct err *err);
/* seq of the first row of `part` (store_part.id) at or after offset `off`. */
int reader_offset(struct reader *r, int32_t part, int64_t off, int64_t *seq, struct err *err);

/* Only closed chunks have lanes. Chunks 0..n-1 are closed, the rows after them are in the open one.
 *  */
int reader_chunk_count(struct reader *r, int64_t *n, struct err *err);
/* The next rows, from *seq0 on, that may have a record time in t0_ms..t1_ms: seq0..seq1 of one
 * closed chunk, or to the end of the open one, whose times nothing tells. */
int reader_time_span(struct reader *r, int64_t t0_ms, int64_t t1_ms, int64_t *seq0, int64_t *seq1,
                     struct err *err);
/* The rocket's last lane with chunk <= / first with chunk >= the given one. */
int reader_lane_before(struct reader *r, int32_t rocket, int64_t chunk, struct store_lane *out,
                       struct err *err);
int reader_lane_after(struct reader *r, int32_t rocket, int64_t chunk, struct store_lane *out,
                      struct err *err);
/* The rocket's last lane in chunks lo..hi with v1_ms <= v. v must not fall over that range, as
 * within a flight: the caller leaves out a last chunk in which another flight begins. ERR_NOT_FOUND
 * when even the first lane is later. */
int reader_lane_at(struct reader *r, int32_t rocket, int64_t lo, int64_t hi, int64_t v,
                   struct store_lane *out, struct err *err);
/* Rockets with an id above `above`, in order first heard. Returns how many. */
typedef int reader_rocket_fn(void *owner, const struct store_rocket *rocket);
int reader_rockets(struct reader *r, int32_t above, reader_rocket_fn *fn, void *owner,
                   struct err *err);

/* The `most` rockets that lanes heard last, by id. Returns how many. */
int reader_rockets_heard(struct reader *r, int most, reader_rocket_fn *fn, void *owner,
                         struct err *err);
/* One rocket. ERR_NOT_FOUND. */
int reader_rocket(struct reader *r, int32_t id, reader_rocket_fn *fn, void *owner, struct err *err);

/* By topic, partition, generation. Returns how many. */
int reader_parts(struct reader *r, struct store_part *out, int max, struct err *err);
/* The newest generation of topic/partition. */
int reader_part_find(struct reader *r, const char *topic, int32_t partition, struct store_part *out,
                     struct err *err);
/* The topic of a part (store_part.id), kept once looked up; "" when there is no such part. The text
 * holds as long as the reader. */
const char *reader_topic(struct reader *r, int32_t part);
/* Of one part, or of all when part is 0; by offset. Returns how many. */
int reader_gaps(struct reader *r, int32_t part, struct store_gap *out, int max, struct err *err);
/* How many gaps one part has. */
int reader_gap_count(struct reader *r, int32_t part, int64_t *count, struct err *err);

/* Newest start first; of one rocket, or of all when rocket is 0. Returns how many. */
int reader_flights(struct reader *r, int32_t rocket, struct store_flight *out, int max,
                   struct err *err);
/* How many there are, of all rockets. */
int reader_flight_count(struct reader *r, int64_t *count, struct err *err);
int reader_flight(struct reader *r, int64_t id, struct store_flight *out, struct err *err);
/* The rocket's flight with the highest number. */
int reader_flight_last(struct reader *r, int32_t rocket, struct store_flight *out, struct err *err);
/* The flight that holds v: the one with the latest v0_ms <= v. */
int reader_flight_at(struct reader *r, int32_t rocket, int64_t v, struct store_flight *out,
                     struct err *err);
/* The next flight: the one with the earliest v0_ms > v. */
int reader_flight_after(struct reader *r, int32_t rocket, int64_t v, struct store_flight *out,
                        struct err *err);

/* Events with v0 <= v_ms <= v1, oldest first; within one moment, those without a message first, by
 * rocket. */
struct reader_event_query {
    int64_t v0, v1;
    int32_t rocket;    /* READER_ALL: any, and the link */
    uint32_t kinds;    /* bits 1 << kind; 0: all */
    bool newest;       /* when there are more than `max`, the newest; else the oldest */
    const char *text;  /* contained in "WORD text", ignoring ASCII case; NULL: any */
    const char *words; /* the word of each kind, READER_WORD columns each; NULL: none */
};
enum { READER_WORD = 8 };
enum { READER_ALL = -1 };
/* Returns how many. */
int reader_events(struct reader *r, const struct reader_event_query *q, struct store_event *out,
                  int max, struct err *err);

/* The link as it was at `t`: the last row at or before it. */
int reader_link_at(struct reader *r, int64_t t, struct store_link *out, struct err *err);
/* The first moment from `t` on at which the link was OK; `t` itself when its state is unknown;
 * STORE_NO_TIME: not yet. */
int reader_link_ok_from(struct reader *r, int64_t t, int64_t *from, struct err *err);
/* The recorder's last heartbeat. ERR_NOT_FOUND before the first. */
int reader_status(struct reader *r, struct store_status *out, struct err *err);

/* A row of `meta`: "fold" (the mission and fold that made the derived rows), "derived" (the seq
 * that an interrupted refold has reached). `out` is "" when unset. */
int reader_meta(struct reader *r, const char *key, char *out, size_t size, struct err *err);

#endif
