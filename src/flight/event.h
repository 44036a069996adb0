/* event.h: what happened to a rocket, as a line of the EVENTS list.
 *
 * Events come out of folding messages and of the passing of time (stale); the recorder stores them,
 * so that a replay shows the very lines that live showed.
 *
 * Texts. phase: "LIFTOFF", "HOLD", "COAST: MECO at 2361.9 m/s" (the phase, and the message's event
 * where it says more). event: the JSON field `event` that moves no phase; "first heard" where a
 * flight is joined after its T-0; the MIXED? advice. text: a text message as it is, also one that
 * moves the phase (mission_word() tells); of many that move nothing, "97 more, last: 4.2,1.7".
 * stale: "last heard 14:26:55" (UTC) when the last message was heard live, "last heard T+00:09:24"
 * when it was not: a property of the stored message, so live, refold and replay give the same line.
 * gap: "falcon9/0: 70 missed (10..79)", of the recorder, when it noticed that the broker had let go
 * of them. late: "recorded 14:12:03, 00:02:05 behind", once per run of messages that are over 60 s
 * behind the flight. clock: "clock 90 s ahead", once a clock is found wrong in another way
 * (clock_offset.h). Stored as they are: a change of a text bumps ROCKET_FOLD_VERSION (rocket.h).
 */
#ifndef FLIGHT_EVENT_H
#define FLIGHT_EVENT_H

#include <stdint.h>

/* name, the word on screen (5 columns) */
#define EVENT_KINDS(X)                                                                             \
    X(PHASE, "phase")                                                                              \
    X(TEXT, "text")                                                                                \
    X(EVENT, "event")                                                                              \
    X(STALE, "stale")                                                                              \
    X(LATE, "late")                                                                                \
    X(GAP, "gap")                                                                                  \
    X(LIMIT, "limit")                                                                              \
    X(LINK, "link")                                                                                \
    X(MARK, "mark")                                                                                \
    X(CLOCK, "clock")

enum event_kind {
#define X(name, word) EVENT_##name,
    EVENT_KINDS(X)
#undef X
        EVENT_KIND_COUNT,
};

enum { EVENT_TEXT_SIZE = 160 };

struct event {
    int64_t v_ms;   /* visible from (see rocket.h) */
    int64_t seq;    /* of the message that caused it; -1: none (stale, link) */
    int32_t rocket; /* 0: the link or recorder itself */
    enum event_kind kind;
    int64_t clock_ms;           /* what the clock read at v; FLIGHT_NO_TIME without T-0 */
    char text[EVENT_TEXT_SIZE]; /* clean UTF-8 */
};

/* The word of a kind: "phase". */
const char *event_word(enum event_kind kind);

/* Where folding puts events; NULL: nobody listens. */
struct event_sink {
    void (*put)(void *owner, const struct event *event);
    void *owner;
};

#endif
