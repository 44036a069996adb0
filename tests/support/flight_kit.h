/* flight_kit.h: a rocket, messages to it as a conversation, and everything it said. */
#ifndef TESTS_SUPPORT_FLIGHT_KIT_H
#define TESTS_SUPPORT_FLIGHT_KIT_H

#include "flight/rocket.h"

enum { T0 = 1000000000 }; /* ms; an ordinary record time: 1970-01-12 13:46:40 */

extern struct rocket r;
extern struct event said[64];
extern int said_count;
extern const struct mission *mission; /* mission_default after begin_as */
extern struct event_sink sink;        /* puts into `said` */

void begin_as(const char *name, bool keyless);
/* cmocka set-ups: the rocket KESTREL-1; the topic (flugdaten). */
int keyed(void **state);
int keyless(void **state);

/* Folds a message recorded at `t` and heard at `arrival`; at once; never (an old backlog). */
void message_at(int64_t t, int64_t arrival, const char *value);
void message(int64_t t, const char *value);
void recorded(int64_t t, const char *value);

/* Fail unless event i, the clock at `now`, the state at `now` are these. */
void says(int i, enum event_kind kind, const char *text);
void clock_is(int64_t now, const char *shown);
void state_is(int64_t now, const char *word);

#endif
