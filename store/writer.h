/* writer.h: writing the cache. The recorder alone holds one, under the lock (store/lock.h).
 *
 * Rows and the offsets they came from go into one transaction: writer_advance() moves a part's next
 * offset only from the value that the caller believes it to be, so nothing is missed or repeated,
 * whatever dies when. After any failure the transaction is rolled back by writer_rollback() and the
 * caller starts again from what the cache says. Commits are consistent at once and durable at the
 * next durable one (SQLite WAL, synchronous NORMAL: a power cut may take the last ones, together
 * with their offsets).
 *
 * Functions return 0 or a negative error: ERR_FULL (no space), ERR_BUSY (somebody else holds the
 * file; `writer_culprit` names him), ERR_IO, ERR_CORRUPT. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "store/store.h"

struct writer;
struct reader;

/* Opens or makes the cache: its directory (2750) if missing, the file 0640, the schema. */
int writer_open(struct writer **out, const char *cache, struct err *err);
void writer_close(struct writer *w); /* rolls back what is open; NULL is fine */

/* One transaction at a time; what the functions below write belongs to it. */
int writer_begin(struct writer *w, struct err *err);
/* `durable`: synced to disk before it returns. */
int writer_commit(struct writer *w, bool durable, struct err *err);
void writer_rollback(struct writer *w);

struct writer_row {
    struct store_message m;
    bool same_key; /* the key is the rocket's name and need not be stored again */
};
/* Each seq must be the last one + 1. Also notes where each part's rows begin in each chunk. */
int writer_append_rows(struct writer *w, const struct writer_row *rows, int count, struct err *err);

/* The newest generation of a partition, made (next_off 0, first_off -1) when there is none. */
int writer_part(struct writer *w, const char *cluster, const char *topic, int32_t partition,
                struct store_part *out, struct err *err);
/* One more generation of the same partition, beginning at `off`: recreated or truncated. */
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
/* Compare-and-set; ERR_BUSY when next_off was not from_off: somebody else wrote. */
int writer_advance(struct writer *w, const struct writer_step *step, struct err *err);
/* What the broker holds and how it goes; never touches offsets. */
int writer_part_state(struct writer *w, const struct store_part *p, struct err *err);
/* All other parts than these are PART_GONE: nobody reads them any more. */
int writer_parts_gone(struct writer *w, const int32_t *but, int count, struct err *err);

/* The rocket of that name, made when there is none; its id goes to `*id` and never changes. */
int writer_rocket(struct writer *w, struct bytes name, bool keyless, int32_t *id, struct err *err);
int writer_gap(struct writer *w, const struct store_gap *gap, struct err *err);
int writer_link(struct writer *w, const struct store_link *link, struct err *err);
/* As reader_link_ok_from(), with what the open transaction has written. */
int writer_link_ok_from(struct writer *w, int64_t t_ms, int64_t *from_ms, struct err *err);
/* A second event without seq (stale) of the same rocket, kind and v is the same one: ignored. */
int writer_event(struct writer *w, const struct store_event *event, struct err *err);
/* Inserts or, for the same rocket and number, replaces; `id` is the store's. */
int writer_flight(struct writer *w, const struct store_flight *flight, struct err *err);
/* Chunk close: first its lanes, then the chunk. */
int writer_lane(struct writer *w, const struct store_lane *lane, struct err *err);
int writer_chunk(struct writer *w, const struct store_chunk *chunk, struct err *err);
/* Replaces the one heartbeat. */
int writer_status(struct writer *w, const struct store_status *status, struct err *err);

/* Small notes, see reader_meta(). */
int writer_meta(struct writer *w, const char *key, const char *value, struct err *err);
/* Empties lane, heard, chunk, flight and the events that folding makes; the link's stay. */
int writer_forget_derived(struct writer *w, struct err *err);

/* Reads what is written so far, the open transaction included. The writer's own. */
struct reader *writer_reader(struct writer *w);

/* Who holds the file against us, for the status: "process 4711", or "" when it cannot be told. */
void writer_culprit(const struct writer *w, char *out, size_t size);

#endif
