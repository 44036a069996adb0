/* notes.h: people's marks on a recording, in a file beside it: CACHE-notes.
 *
 * Only the recorder writes the cache. Anyone with permission may write marks here, each durable
 * before its key press is acknowledged. Losing this file loses marks, never data. */
#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include <stdbool.h>

#include "store/store.h"

struct store_mark {
    int64_t v_ms;             /* the marked moment */
    int64_t made_ms;          /* when the mark was made */
    int32_t rocket;           /* 0: all */
    char user[33], text[120]; /* clean */
};

struct notes;

/* Opens for reading (ERR_NOT_FOUND when there is no file yet) or for writing, creating the file. */
int notes_open(struct notes **out, const char *cache, bool write, struct err *err);
void notes_close(struct notes *n); /* NULL is fine */

/* The mark is on disk when this returns 0. ERR_FULL, ERR_BUSY, ERR_IO: it is not. */
int notes_add(struct notes *n, const struct store_mark *mark, struct err *err);
/* The newest `max` marks of t0..t1, in order of v. Returns how many. */
int notes_between(struct notes *n, int64_t t0_ms, int64_t t1_ms, struct store_mark *out, int max,
                  struct err *err);
/* The nearest mark after (direction 1) or before (-1) t_ms: 1 and its moment, or 0. */
int notes_next(struct notes *n, int64_t t_ms, int direction, int64_t *v_ms, struct err *err);
/* The newest or oldest mark of t0..t1 whose line in EVENTS (mark USER: "TEXT") contains `text`,
 * ignoring ASCII case; of `rocket`, or of any when it is 0. 1 and its moment, or 0. */
int notes_find(struct notes *n, int64_t t0_ms, int64_t t1_ms, int32_t rocket, const char *text,
               bool newest, int64_t *v_ms, struct err *err);

#endif
