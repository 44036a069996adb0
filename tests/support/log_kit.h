/* log_kit.h: what the log's tests share: a directory, batches, a log over it, faults. */
#ifndef TESTS_SUPPORT_LOG_KIT_H
#define TESTS_SUPPORT_LOG_KIT_H

#include "base/buf.h"
#include "batch/batch.h"
#include "log/log.h"

/* A directory of its own per test, removed by kit_end(). */
struct kit {
    char root[64];
    char dir[96]; /* root/t-0, the log's */
    struct log_files *files;
    struct log_config config;
    struct log *log;
    struct log_opened opened;
    struct err err;
};

extern const uint8_t KIT_TOPIC[16];

void kit_begin(struct kit *kit, const struct log_io *io);
void kit_end(struct kit *kit);

int kit_try_open(struct kit *kit);
void kit_open(struct kit *kit);    /* must succeed */
void kit_close(struct kit *kit);   /* cleanly; must succeed */
void kit_crash(struct kit *kit);   /* as kill -9 leaves it */
void kit_recover(struct kit *kit); /* crash and open */

/* A batch of `count` records of `value_size` bytes, timestamps from `timestamp` on, 1 ms apart. */
struct kit_batch {
    int32_t count;
    int64_t timestamp;
    size_t value_size;
    int64_t producer_id; /* 0: none */
    int16_t epoch;
    int32_t sequence;
    enum codec codec;
};
void kit_make(const struct kit_batch *what, struct buf *out);

int kit_try_append(struct kit *kit, const struct kit_batch *what, struct log_appended *out);
struct log_appended kit_append(struct kit *kit, const struct kit_batch *what); /* must be there */
void kit_flush(struct kit *kit);                                               /* must succeed */

/* Reads from start to end, checks that offsets rise without a gap and CRCs are right; the end. */
int64_t kit_read_all(struct kit *kit, enum log_extent extent);

/* The file's bytes; and replacing them. */
void kit_load(const struct kit *kit, const char *name, struct buf *out);
void kit_store(const struct kit *kit, const char *name, struct bytes content);
void kit_remove(const struct kit *kit, const char *name);
bool kit_exists(const struct kit *kit, const char *name);

/* All files of the log's directory, to be put back as they were as often as wanted. */
struct kit_image {
    struct {
        char name[64];
        struct buf content;
    } files[64];
    size_t count;
};
void kit_save(const struct kit *kit, struct kit_image *image);
void kit_restore(const struct kit *kit, const struct kit_image *image); /* removes all others */
void kit_image_deinit(struct kit_image *image);

#define KIT_LOG "00000000000000000000.log"
#define KIT_INDEX "00000000000000000000.index"
#define KIT_TIMEINDEX "00000000000000000000.timeindex"

/* System calls of which one fails: the `fail_at`-th counted (from 1; 0: none), with `error`, and
 * from then on all that change something if `fail_on`. */
struct kit_faults {
    int calls;
    int fail_at;
    int error;
    bool fail_on;
    bool only_space; /* count only what can run out of space */
};
extern struct kit_faults kit_faults;
extern const struct log_io kit_faulty_io;

/* The system's calls, but syncs return at once: no test here loses power. */
extern const struct log_io kit_io;

#endif
