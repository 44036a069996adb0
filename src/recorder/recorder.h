/* recorder.h: the one process that reads the cluster and writes the cache.
 *
 * ingest -> merge -> tape: all partitions of the wanted topics, in the one order, into the cache;
 * the link's state and a heartbeat beside them; a ring of the doorbell after each commit. */
#ifndef RECORDER_RECORDER_H
#define RECORDER_RECORDER_H

#include <signal.h>

#include "client/ingest.h"
#include "flight/mission.h"
#include "recorder/topic_filter.h"
#include "schema/registry.h"
#include "schema/schema_set.h"

enum { RECORDER_FOREVER = -1, RECORDER_LINGER_S = 30 };

struct recorder_options {
    const char *cache;
    const struct mission *mission;
    struct ingest_options ingest;
    const struct topic_filter *wanted; /* the ctx of ingest.wants */
    const char *broker;                /* as given */
    const char *include; /* or NULL; this and the next are recorded in `meta` only (meta.h) */
    const char *command_config;        /* or NULL */
    const struct schema_set *schemas;  /* known beforehand; or NULL */
    struct registry *registry;         /* asked for the others; borrowed; or NULL */
    bool until_end;                    /* stop at the end offsets found at start */
    bool skip_damaged;                 /* records that cannot be read become gaps */
    int64_t linger_s;                  /* seconds after the last viewer, or RECORDER_FOREVER */
    const volatile sig_atomic_t *stop; /* non-zero: end */
    volatile sig_atomic_t *reload;     /* non-zero: go on with another mission; NULL: never */
    /* That mission, which lives as long as this one; NULL: go on with the old one. */
    const struct mission *(*reread)(void *owner);
    void *owner;
    const char *mission_file; /* that is read then; NULL: none */
};

/* Records until stopped, until the end, or until the last viewer is long gone. ERR_STOPPED;
 * ERR_BUSY: another recorder runs; ERR_LOST: another program removed or truncated the cache;
 * ERR_IO; with until_end ERR_UNREACHABLE: no broker responds, ERR_NOT_FOUND: a topic or pattern
 * asked for does not exist (everything else is recorded). Waits out a full disk and a cache that
 * another process holds. */
int recorder_run(const struct recorder_options *options, struct err *err);

#endif
