/* when.h: parsing a moment as people type it: WHEN on the command line, and the input of `g`.
 *
 * playhead_when() finds the moment in a cache (T-0 of which flight, the row of which offset). */
#ifndef PLAYHEAD_WHEN_H
#define PLAYHEAD_WHEN_H

#include "base/err.h"

#include <stdint.h>

enum when_kind {
    WHEN_LIVE,    /* live */
    WHEN_START,   /* start */
    WHEN_END,     /* end */
    WHEN_CLOCK,   /* T+6:30, T-10, T+01:02:03.5 : ms is the mission clock */
    WHEN_UTC,     /* 2017-08-24 18:55[:30], 2026-11-22T14:31:07Z : ms since the epoch */
    WHEN_DAYTIME, /* 14:30[:59] : ms since midnight; when_daytime() gives the day */
    WHEN_DELTA,   /* +30, -30, -1:30 : ms from the playhead */
    WHEN_PERCENT, /* 50% : of what the bar spans */
    WHEN_OFFSET,  /* @11901, falcon9/0@11901 */
    WHEN_TEXT,    /* anything else: an event's or mark's text */
};

enum { WHEN_TEXT_SIZE = 256 };

struct when {
    enum when_kind kind;
    int64_t ms;
    double percent;
    int64_t offset;
    int32_t partition;         /* -1: of the rocket's own partition (topic is "") */
    char text[WHEN_TEXT_SIZE]; /* the topic, or the event's text */
};

/* Parses `text`, ignoring spaces around it. ERR_USAGE when it is empty, or begins like one of the
 * forms above but is malformed. */
int when_parse(const char *text, struct when *out, struct err *err);

/* The moment at time of day `ms` nearest to `near`, preferably within lo..hi. */
int64_t when_daytime(int64_t ms, int64_t near_ms, int64_t lo_ms, int64_t hi_ms);

#endif
