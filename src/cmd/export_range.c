/* export_range.c: a flight gives rocket and rows; a playhead says when a WHEN is. */
#include "cmd/export_range.h"

#include <string.h>

#include "base/clock.h"
#include "cmd/find_flight.h"
#include "playhead/playhead.h"
#include "playhead/when.h"
#include "store/notes.h"

static int open_playhead(int64_t flight, const char *cache, const struct mission *mission,
                         struct playhead **out, struct err *err)
{
    char said[80];
    int rc = playhead_open(out, cache, mission, clock_wall_ms(), err);
    if (rc != 0)
        return rc;
    playhead_set_past(*out, true);
    while ((rc = playhead_pump(*out, clock_wall_ms(), err)) > 0)
        ;
    if (rc == 0)
        playhead_tick(*out, clock_wall_ms(), clock_mono_ns(), err);
    return rc == 0 && flight != 0 ? playhead_replay(*out, flight, said, err) : rc;
}

/* Whether `text` needs no playhead: it is not given, a bound that the range has anyway, or UTC,
 * which goes to `*t_ms`. ERR_USAGE. */
static int plain_moment(const char *text, int64_t *t_ms, bool *plain, struct err *err)
{
    struct when when = {.kind = WHEN_LIVE};
    int rc = text == NULL ? 0 : when_parse(text, &when, err);
    *plain = when.kind <= WHEN_END || when.kind == WHEN_UTC;
    if (rc == 0 && when.kind == WHEN_UTC)
        *t_ms = when.ms;
    return rc;
}

static int find_moments(const struct export_range_options *o, int64_t flight, const char *cache,
                        const struct mission *mission, struct selection_range *out, struct err *err)
{
    struct playhead *p = NULL;
    struct notes *notes = NULL;
    char said[120];
    bool plain_from, plain_to;
    int rc = plain_moment(o->from, &out->from_ms, &plain_from, err);
    if (rc == 0)
        rc = plain_moment(o->to, &out->to_ms, &plain_to, err);
    if (rc == 0 && !(plain_from && plain_to))
        rc = open_playhead(flight, cache, mission, &p, err);
    if (rc == 0 && p != NULL && notes_open(&notes, cache, false, NULL) != 0)
        notes = NULL;
    if (rc == 0 && !plain_from)
        rc = playhead_when(p, notes, o->from, out->rocket, &out->from_ms, said, err);
    if (rc == 0 && !plain_to)
        rc = playhead_when(p, notes, o->to, out->rocket, &out->to_ms, said, err);
    if (rc == 0 && out->from_ms > out->to_ms)
        rc = err_set(err, ERR_USAGE, "--from %s is after --to %s", o->from, o->to);
    notes_close(notes);
    playhead_close(p);
    return rc;
}

int export_range_find(const struct export_range_options *o, const char *cache,
                      const struct mission *mission, struct reader *r, struct selection_range *out,
                      struct err *err)
{
    struct store_flight flight = {0};
    int32_t rocket = 0;
    int rc = 0;
    if (o->flight != NULL)
        rc = find_flight(r, o->flight, &flight, err);
    if (rc == 0 && o->rocket != NULL)
        rc = find_rocket(r, o->rocket, &rocket, err);
    if (rc == 0 && o->flight != NULL && o->rocket != NULL && rocket != flight.rocket)
        rc = err_set(err, ERR_USAGE, "flight %s is not one of %s", o->flight, o->rocket);
    if (rc != 0)
        return rc;
    *out = (struct selection_range){rocket, 0, INT64_MAX, INT64_MIN, INT64_MAX};
    if (o->flight != NULL) {
        out->rocket = flight.rocket;
        out->seq0 = flight.seq0;
        out->seq1 = flight.seq1;
    }
    return o->from == NULL && o->to == NULL ? 0
                                            : find_moments(o, flight.id, cache, mission, out, err);
}
