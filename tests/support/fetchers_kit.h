/* fetchers_kit.h: fetchers that record into a cache of their own from an ingest that the test
 * plays: the functions of client/ingest.h are in fetchers_kit.c. */
#ifndef TESTS_SUPPORT_FETCHERS_KIT_H
#define TESTS_SUPPORT_FETCHERS_KIT_H

#include "recorder/fetchers.h"

enum { KIT_LOG = 32, KIT_PARTS = 2 };

/* A broker with t/0, and t/1 where view.count is 2. Both hold `log`, by offset. */
struct kit_ingest {
    struct ingest_part parts[KIT_PARTS];
    struct ingest_view view;
    int64_t asked;             /* looks asked for so far */
    int64_t breaks;            /* broken connections so far */
    int64_t from[KIT_PARTS];   /* where the part's source began; -1: it has none */
    int64_t at[KIT_PARTS];     /* and what it gives next */
    int64_t coming[KIT_PARTS]; /* messages from here on are still on their way; 0: none */
    char log[KIT_LOG][16];
    int starts;             /* how often a source was started */
    int64_t bad, sound;     /* offsets bad..sound-1 are of a damaged batch */
    int64_t hole, hole_end; /* offsets hole..hole_end-1 hold no records */
    bool quiet;             /* nothing has come since the last peek */
    bool refuses;           /* gives nothing to a source */
    bool paused[KIT_PARTS]; /* set aside to make room */
};

extern struct kit_ingest ingest;
extern struct tape *tape;
extern struct fetchers fetchers;
extern struct err err;
extern char cache[96];

/* The setup and teardown of each test: one partition, an empty cache. */
int kit_begin(void **state);
int kit_end(void **state);

void must(int rc); /* fails the test when rc is negative */
void fill_log(const char *words);
/* A look at offsets that hold the next message of each part from `high` on; asked by this look when
 * `fresh`, else by an earlier one. */
void look(int64_t high, bool fresh);

void begin_recording(void);
void begin_recording_that(bool skips_damaged); /* and ends at today's end */
void end_recording(void);
/* Follows the last look and reads what there is, at this time. */
void read_on_at(int64_t mono_ms);
void read_on(void); /* at 0 */
void record_ten(void);

/* The row of part `number`, as fetchers_write_states() brings it up to date. */
const struct store_part *row_of(int number);

#endif
