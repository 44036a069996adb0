/* recorder.h: the one process that reads the cluster and writes the cache.
 *
 * feed -> merge -> tape: all partitions of the wanted topics, in the one order, into the cache; the
 * link's state and a heartbeat beside them; a ring of the doorbell after each commit. */
#ifndef RECORDER_RECORDER_H
#define RECORDER_RECORDER_H

#include <signal.h>

#include "client/feed.h"
#include "flight/mission.h"
#include "recorder/topics.h"

enum { RECORDER_FOR_EVER = -1, RECORDER_LINGER_S = 30 };

struct recorder_options {
    const char *cache;
    const struct mission *mission;
    struct feed_options feed;
    const struct topics *wanted;       /* what feed.wants goes by */
    const char *broker;                /* as it was asked for */
    const char *include;               /* or NULL; these two are for the notes only (notes.h) */
    const char *command_config;        /* or NULL */
    bool until_end;                    /* stop at the end offsets found at start */
    bool skip_damaged;                 /* records that cannot be read become gaps */
    int64_t linger_s;                  /* seconds after the last viewer, or RECORDER_FOR_EVER */
    const volatile sig_atomic_t *stop; /* non-zero: end */
};

/* Records until stopped, until the end, or until nobody looks any more. 0; ERR_STOPPED after a
 * stop; ERR_BUSY: another recorder runs; ERR_LOST: somebody removed or cut the cache under us; with
 * until_end ERR_UNREACHABLE: nobody answers, and ERR_NOT_FOUND: what was wanted by name or pattern
 * is not there (all else is recorded); ERR_IO. A full disk and a cache that is held by others are
 * waited for. */
int recorder_run(const struct recorder_options *options, struct err *err);

#endif
