/* notes.h: what people add to a recording, in a file of its own beside it: CACHE-notes.
 *
 * The recorder alone writes the cache; marks are written here by whoever may, each durable before
 * the key is answered. Losing this file loses words, never data. */
#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include <stdbool.h>

#include "store/store.h"

struct store_mark {
    int64_t v_ms;             /* the moment that is marked */
    int64_t made_ms;          /* when it was */
    int32_t rocket;           /* 0: all */
    char user[33], text[120]; /* clean */
};

struct notes;

/* For reading: ERR_NOT_FOUND when nobody has written a note yet. For writing: makes the file. */
int notes_open(struct notes **out, const char *cache, bool write, struct err *err);
void notes_close(struct notes *n); /* NULL is fine */

/* On disk when it returns. ERR_FULL, ERR_BUSY, ERR_IO: then it is not there. */
int notes_add(struct notes *n, const struct store_mark *mark, struct err *err);
/* The newest `max` marks of t0..t1, in order of v. Returns how many. */
int notes_between(struct notes *n, int64_t t0_ms, int64_t t1_ms, struct store_mark *out, int max,
                  struct err *err);
/* The mark next to t_ms, after (direction 1) or before (-1) it: 1 and its moment, or 0. */
int notes_next(struct notes *n, int64_t t_ms, int direction, int64_t *v_ms, struct err *err);
/* The mark of t0..t1 that contains `text` as EVENTS prints it (mark USER: "TEXT"), ASCII case
 * ignored, the newest or the oldest; of `rocket`, or of any when it is 0. 1 and its moment, or 0.
 */
int notes_find(struct notes *n, int64_t t0_ms, int64_t t1_ms, int32_t rocket, const char *text,
               bool newest, int64_t *v_ms, struct err *err);

#endif
