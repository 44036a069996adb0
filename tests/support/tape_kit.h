/* tape_kit.h: a tape into a cache of its own, and messages to put on it. */
#ifndef TESTS_SUPPORT_TAPE_KIT_H
#define TESTS_SUPPORT_TAPE_KIT_H

#include "recorder/tape.h"

extern char tape_cache[96];
extern struct err err;
extern const int64_t start_ms;

/* Fails with the text of `err` if rc < 0. */
void must(int rc);
/* Fixtures of a test. */
int tape_kit_make_dir(void **state);
int tape_kit_remove_dir(void **state);
/* Opens tape_cache; its messages arrive at start_ms. */
struct tape *tape_kit_open(const struct mission *mission);
/* Puts messages `from` to `to`, of three rockets and a keyless topic: numbers, words, rubbish,
 * nothing. */
void put(struct tape *t, int part, int from, int to);
/* Adds the partition that put() writes to. */
int part_of(struct tape *t);
/* Fails unless they are equal; frees both. */
void assert_same(struct buf *a, struct buf *b);
/* Every derived row of the cache, as text. */
struct buf derived(void);

#endif
