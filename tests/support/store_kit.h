/* store_kit.h: a cache in a directory of its own, for tests. */
#ifndef TESTS_SUPPORT_STORE_KIT_H
#define TESTS_SUPPORT_STORE_KIT_H

#include "store/reader.h"
#include "store/writer.h"

struct kit {
    char dir[64], cache[96];
    struct writer *w;
    struct reader *r;
    struct store_part part;
    int32_t rocket; /* keyed "F9" */
    struct err err;
};

/* The cache is made and has one part (topic "falcon9", 0) and one rocket. */
void kit_open(struct kit *k);
/* Removes everything. */
void kit_close(struct kit *k);

/* Fails the test with the sentence unless rc is as wanted. */
void kit_must(struct kit *k, int rc, int wanted);
/* A message of the kit's rocket and part at seq, offset seq - 1, time seq * 1000. */
struct store_message kit_message(const struct kit *k, int64_t seq);
/* Appends messages from..to in one transaction and advances the part. */
void kit_fill(struct kit *k, int64_t from, int64_t to);

#endif
