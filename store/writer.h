/* writer.h: writing the cache. Only the recorder has a writer, under the lock (store/lock.h).
 *
 * Rows and the offsets they came from go into one transaction: writer_advance() moves a partition's
 * next offset only from the value the caller expects, so that nothing is missed or repeated,
 * whatever dies when. After any failure, the other rows of the transaction fail in the same way:
 * roll back with writer_rollback() and start again from what the cache holds. Commits are
 * consistent at once and durable at the next durable one (SQLite WAL, synchronous NORMAL: a power
 * cut may lose the last ones, together with their offsets).
 *
 * Functions return 0 or a negative error: ERR_FULL (no space), ERR_BUSY (another process holds the
 * file; writer_culprit() names it), ERR_IO, ERR_CORRUPT. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store/store.h"

struct writer;
struct reader;

/* Opens or creates the cache: its directory (2750) if missing, the file 0640, the schema. */
int writer_open(struct writer **out, const char *cache, struct err *err);
void writer_close(struct writer *w); /* rolls back an open transaction; NULL is fine */

/* Makes a closed cache one file that nothing beside it belongs to: merges its WAL. The next writer
 * uses a WAL again. */
int writer_settle(const char *cache, struct err *err);

/* One transaction at a time; the functions below write in it. */
int writer_begin(struct writer *w, struct err *err);
/* `durable`: synced to disk before it returns. */
int writer_commit(struct writer *w, bool durable, struct err *err);
void writer_rollback(struct writer *w);

struct writer_row {
    struct store_message m;
    bool same_key; /* the key is the rocket's name and need not be stored again */
};
/* Each seq must be the last one + 1. Also notes where each partition's rows begin in each chunk. */
int writer_append_rows(struct writer *w, const struct writer_row *rows, int count, struct err *err);

/* The newest generation of a partition, created (next_off 0, first_off -1) if there is none. */
int writer_part(struct writer *w, const char *cluster, const char *topic, int32_t partition,
                struct store_part *out, struct err *err);
/* Begins another generation of a recreated or truncated partition, at `off`. */
int writer_part_again(struct writer *w, const struct store_part *old, int64_t off,
                      struct store_part *out, struct err *err);

struct writer_step { /* what one transaction adds to a part */
    int32_t part;
    int64_t from_off, to_off; /* next_off: expected before, and after */
    uint32_t last_crc;
    int64_t first_off; /* of the part, once known; -1 */
    int64_t messages, bytes, errors, missed;
    int64_t heard_ms; /* STORE_NO_TIME: unchanged */
};
/* Compare-and-set; ERR_BUSY when next_off was not from_off: another recorder wrote. */
int writer_advance(struct writer *w, const struct writer_step *step, struct err *err);
/* Writes low, high, state and note; never next_off. */
int writer_part_state(struct writer *w, const struct store_part *p, struct err *err);
/* Marks all partitions but these as PART_GONE. */
int writer_parts_gone(struct writer *w, const int32_t *but, int count, struct err *err);

/* Creates the rocket of that name; its id, which never changes, goes to `*id`. */
int writer_rocket(struct writer *w, struct bytes name, bool keyless, int32_t *id, struct err *err);
int writer_gap(struct writer *w, const struct store_gap *gap, struct err *err);
int writer_link(struct writer *w, const struct store_link *link, struct err *err);
/* As reader_link_ok_from(), including the open transaction. */
int writer_link_ok_from(struct writer *w, int64_t t_ms, int64_t *from_ms, struct err *err);
/* Ignores a second event without seq (stale) of the same rocket, kind and v. */
int writer_event(struct writer *w, const struct store_event *event, struct err *err);
/* Inserts or, for the same rocket and number, replaces; ignores `id`. */
int writer_flight(struct writer *w, const struct store_flight *flight, struct err *err);
/* To close a chunk, write its lanes, then the chunk. */
int writer_lane(struct writer *w, const struct store_lane *lane, struct err *err);
int writer_chunk(struct writer *w, const struct store_chunk *chunk, struct err *err);
/* Replaces the one heartbeat. */
int writer_status(struct writer *w, const struct store_status *status, struct err *err);

/* A row of `meta`; see reader_meta(). */
int writer_meta(struct writer *w, const char *key, const char *value, struct err *err);
/* Deletes the lanes, chunks and flights, and the events of rockets. */
int writer_forget_derived(struct writer *w, struct err *err);

/* A reader that sees the open transaction; the writer owns it. */
struct reader *writer_reader(struct writer *w);

/* The process that holds the file, for the status: "process 4711", or "" when unknown. */
void writer_culprit(const struct writer *w, char *out, size_t size);

#endif
