/* more.c: words that come in numbers: the first lines of a run are said, the others counted.
 *
 * A topic of CSV, or a log, has a line a message. Were each of them a line of EVENTS, nothing else
 * could be seen there. So a run of lines that move nothing says its first few, and the rest as one
 * line, "97 more, last: 4.2,1.7": while the run lasts a viewer adds it from the state, so that it
 * counts on; its end makes it an event. */
#include <stdio.h>

#include "flight/fold.h"

enum {
    RUN_PAUSE_MS = 60000, /* lines further apart are not one run */
    TEXTS_SAID = 3,
    EVENTS_SAID = 30, /* the field `event`: a program means it */
};

bool rocket_more_lines(const struct rocket *r, struct event *out)
{
    const struct more *more = &r->more;
    if (more->count == 0)
        return false;
    *out = (struct event){.v_ms = more->v_ms,
                          .seq = more->seq,
                          .rocket = r->id,
                          .kind = EVENT_TEXT,
                          .clock_ms = more->clock_ms};
    snprintf(out->text, sizeof out->text, "%lld more, last: %s", (long long)more->count,
             more->text);
    return true;
}

void more_end(struct rocket *r, struct event_sink *sink)
{
    struct event e;
    if (sink != NULL && rocket_more_lines(r, &e))
        sink->put(sink->owner, &e);
    r->more = (struct more){.line_v_ms = FLIGHT_NO_TIME};
}

static void count(const struct fold *f, const char *text)
{
    struct more *more = &f->r->more;
    more->count++;
    more->seq = f->m->seq;
    more->v_ms = f->v_ms;
    more->clock_ms = rocket_clock_ms(f->r, f->v_ms);
    snprintf(more->text, sizeof more->text, "%.*s", (int)sizeof more->text - 1, text);
}

void more_say(const struct fold *f, enum event_kind kind, const char *text)
{
    struct more *more = &f->r->more;
    if (more->line_v_ms != FLIGHT_NO_TIME && f->v_ms - more->line_v_ms > RUN_PAUSE_MS)
        more_end(f->r, f->sink);
    more->line_v_ms = f->v_ms;
    if (more->said >= (kind == EVENT_TEXT ? TEXTS_SAID : EVENTS_SAID)) {
        count(f, text);
        return;
    }
    more->said++;
    fold_event(f, kind, text);
}
