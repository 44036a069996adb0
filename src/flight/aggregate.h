/* aggregate.h: a rocket's samples thinned for charts: minimum and maximum per channel per 16
 * messages.
 *
 * The recorder adds the messages of one rocket in one chunk and stores the blob in its lane; the
 * playhead reads one channel's groups of it. Values are the messages' own, unscaled, kept as floats
 * rounded outwards, so that no peak is lost. A group never spans a silence or a jump of over 60 s
 * of record time, so that charts break at gaps. A change of the blob bumps ROCKET_FOLD_VERSION
 * (rocket.h). */
#ifndef FLIGHT_AGGREGATE_H
#define FLIGHT_AGGREGATE_H

#include "base/buf.h"
#include "flight/blob.h"
#include "flight/message.h"
#include "flight/name_index.h"

enum { AGGREGATE_MESSAGES = 16, AGGREGATE_MAX_CHANNELS = DECODED_MAX_NUMBERS };

struct aggregate_channel {
    char name[DECODED_NAME_SIZE];
    double min, max;
    bool heard; /* in the group that is being filled; NaN samples are not heard */
};

/* Zero-initialised is empty and valid. */
struct aggregate {
    struct aggregate_channel *channels;
    int channels_count, channels_cap;
    struct name_index index;
    int pending; /* messages in the group that is being filled */
    int64_t t0_ms, t1_ms;
    int64_t last_t0_ms; /* of the last closed group */
    int groups;
    struct buf closed;
};

void aggregate_deinit(struct aggregate *a);
/* Empty again, for the next chunk; keeps the memory. */
void aggregate_reset(struct aggregate *a);
/* Counts one message at record time t_ms; messages without numbers count for nothing. */
void aggregate_add(struct aggregate *a, int64_t t_ms, const struct decoded *d);
/* Closes the group being filled and appends the blob to `out`; nothing when no number was heard. */
void aggregate_encode(struct aggregate *a, struct buf *out);

struct aggregate_group {
    int64_t t0_ms, t1_ms; /* record times of its first and last message */
    double min, max;      /* NaN: the channel was not heard in this group */
};

/* Reads one channel's groups in order; the blob must outlive the reader. */
struct aggregate_reader {
    struct blob_reader in;
    int64_t t0_ms;
    uint64_t groups_left;
    int channel; /* -1: the blob does not know the channel */
};

/* 0 or ERR_CORRUPT. An empty blob has no groups; an unknown channel has groups of NaN. */
int aggregate_open(struct aggregate_reader *rd, struct bytes blob, const char *channel,
                   struct err *err);
/* 1 and the next group, 0 at the end, ERR_CORRUPT. */
int aggregate_next(struct aggregate_reader *rd, struct aggregate_group *out, struct err *err);

#endif
