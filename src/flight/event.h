/* event.h: what happened to a rocket, as a line of the EVENTS list.
 *
 * Events come out of folding messages and of the passing of time (stale); the recorder stores them,
 * so that a replay shows the very lines that live showed. */
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
    X(MARK, "mark")

enum event_kind {
#define X(name, word) EVENT_##name,
    EVENT_KINDS(X)
#undef X
};

enum { EVENT_TEXT_SIZE = 160 };

struct event {
    int64_t v_ms;   /* visible from (see rocket.h) */
    int64_t seq;    /* of the message that caused it; -1: none (stale, link) */
    int32_t rocket; /* 0: the link or recorder itself */
    enum event_kind kind;
    int64_t clock_ms;           /* T at that moment; FLIGHT_NO_TIME without T-0 */
    char text[EVENT_TEXT_SIZE]; /* clean UTF-8 */
};

/* Where folding puts events; NULL: nobody listens. */
struct event_sink {
    void (*put)(void *owner, const struct event *event);
    void *owner;
};

#endif
