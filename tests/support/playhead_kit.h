/* playhead_kit.h: a recording that goes on, and a playhead that looks into it. */
#ifndef TESTS_SUPPORT_PLAYHEAD_KIT_H
#define TESTS_SUPPORT_PLAYHEAD_KIT_H

#include "base/mem.h"
#include "playhead/playhead.h"
#include "recording.h"

enum { S = 1000, MIN = 60 * S, DAY = 86400 * S };

static const int64_t t0 = 1795357867000; /* 2026-11-22T14:31:07Z */

/* Made anew for each test. */
extern char *cache;
extern struct recording *rec;
extern struct playhead *p; /* NULL until now_is() */
extern struct err err;
/* Read at the set-up; &mission_default unless a test says otherwise. */
extern const struct mission *playhead_mission;

int playhead_setup(void **state);
int playhead_teardown(void **state);

#define OK(call) must((call), #call)
void must(int rc, const char *what);

/* Heard live: a number, ten milliseconds on its way. */
void hear(const char *key, int64_t t_ms, const char *value);
void hear_number(const char *key, int64_t t_ms, double value);
/* One message a second over from..to: {"v":0}, {"v":1} ... */
void fly(const char *key, int64_t from, int64_t to);
/* Commits, with a recorder that lives at now_ms, and opens or pumps. */
void now_is(int64_t now_ms);

struct transport transport(void);
/* The rocket as it is shown; NULL: it has no row. */
const struct rocket *shown(const char *name);
int64_t flight_of(const char *name);

#endif
