#include "ui/search.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "store/headers.h"
#include "ui/view_internal.h"

/* A slice ends with the row that exceeds one of these: a few milliseconds. */
enum { SLICE_ROWS = 8192, SLICE_BYTES = 1 << 20 };

/* ---- one row ------------------------------------------------------------------------------- */

static bool headers_hold(struct bytes headers, const char *text)
{
    struct store_headers walk;
    struct store_header header;
    store_headers_begin(&walk, headers);
    while (store_headers_next(&walk, &header))
        if (bytes_hold_text(header.name, text) || bytes_hold_text(header.value, text))
            return true;
    return false;
}

struct slice {
    const char *text;
    int rows;          /* that it may still read */
    size_t bytes;      /* read */
    int64_t last, hit; /* rows; 0: none */
};

static int slice_row(void *owner, const struct store_message *m)
{
    struct slice *slice = owner;
    slice->last = m->seq;
    slice->bytes += m->key.len + m->headers.len + m->value.len;
    if (bytes_hold_text(m->value, slice->text) || bytes_hold_text(m->key, slice->text) ||
        (m->headers.len > 0 && headers_hold(m->headers, slice->text)))
        slice->hit = m->seq;
    return slice->hit != 0 || slice->bytes >= SLICE_BYTES;
}

/* ---- the way through all rows -------------------------------------------------------------- */

static int leg_step(const struct search *s)
{
    return s->leg == SEARCH_NEW ? 1 : s->step;
}

/* How many rows the leg still has. */
static int64_t leg_left(const struct search *s, int64_t total)
{
    if (s->leg == SEARCH_NEW)
        return total - s->next + 1;
    if (s->step > 0 && s->leg == SEARCH_AHEAD)
        return total - s->next + 1;
    if (s->step > 0) /* a replay that runs backwards may have left rows behind */
        return (s->first - 1 < total ? s->first - 1 : total) - s->next + 1;
    return s->next - (s->leg == SEARCH_AHEAD ? 1 : s->first + 1) + 1;
}

static void begin_leg(struct search *s, enum search_leg leg, int64_t total)
{
    if (leg == SEARCH_ROUND)
        s->high = total;
    s->leg = leg;
    s->next = leg == SEARCH_NEW ? s->high + 1 : s->step > 0 ? 1 : total;
}

/* Goes to a leg that has rows left, and returns how many; 0: every row was read. */
static int64_t rows_left(struct search *s, int64_t total)
{
    while (leg_left(s, total) <= 0 && s->leg != SEARCH_NEW)
        begin_leg(s, s->leg + 1, total);
    int64_t left = leg_left(s, total);
    return left > 0 ? left : 0;
}

static void say_progress(struct view *v, int64_t total)
{
    const struct search *s = &v->search;
    snprintf(v->said, sizeof v->said, "find: %d %%, %lld of %lld read; any key stops",
             total > s->read ? (int)((double)s->read * 100 / (double)total) : 100,
             (long long)s->read, (long long)total);
}

/* Reads on in the leg that has rows left: 1, 0 when every row was read, or an error. */
static int read_leg(struct view *v, struct slice *slice, int64_t total, struct err *err)
{
    struct search *s = &v->search;
    int64_t left = rows_left(s, total);
    if (left == 0)
        return 0;
    int rows = left < slice->rows ? (int)left : slice->rows;
    int rc = playhead_texts(v->playhead, s->next, rows, leg_step(s), slice_row, slice, err);
    if (rc <= 0)
        return rc < 0 ? rc : err_set(err, ERR_CORRUPT, "the cache has lost rows: not all was read");
    slice->rows -= rc;
    s->read += rc;
    s->next = slice->last + leg_step(s);
    return 1;
}

static void finish(struct view *v, enum search_state state, const char *says)
{
    v->search.state = state;
    view_say(v, says);
}

static void fail(struct view *v, int64_t total)
{
    struct search *s = &v->search;
    char says[100];
    s->high = total > s->high ? total : s->high;
    snprintf(says, sizeof says, "\"%s\" is not here", s->text);
    finish(v, SEARCH_FAILED, says);
}

bool search_slice(struct view *v)
{
    struct slice slice = {.text = v->search.text, .rows = SLICE_ROWS};
    int64_t total = view_last_row(v);
    struct err err = {0};
    int rc = 1;
    if (v->search.state != SEARCH_RUNNING)
        return false;
    while (rc > 0 && slice.hit == 0 && slice.rows > 0 && slice.bytes < SLICE_BYTES)
        rc = read_leg(v, &slice, total, &err);
    if (slice.hit != 0) {
        view_select(v, SCREEN_CONSOLE, slice.hit - 1);
        finish(v, SEARCH_NONE, "");
    } else if (rc < 0) {
        finish(v, SEARCH_STOPPED, err.text);
    } else if (rc == 0) {
        fail(v, total);
    } else {
        say_progress(v, total);
    }
    return v->search.state == SEARCH_RUNNING;
}

bool search_stop(struct view *v)
{
    if (v->search.state != SEARCH_RUNNING)
        return false;
    v->search.state = SEARCH_STOPPED;
    snprintf(v->said, sizeof v->said, "stopped, %lld of %lld read; %c goes on",
             (long long)v->search.read, (long long)view_last_row(v),
             v->search.step > 0 ? 'n' : 'N');
    return true;
}

/* ---- its beginning ------------------------------------------------------------------------- */

/* Whether what is asked is a search that was left unfinished, or known to fail. */
static bool goes_on(const struct view *v, int step)
{
    const struct search *s = &v->search;
    if (strcmp(s->text, v->find) != 0)
        return false;
    return s->state == SEARCH_FAILED ||
           (s->state == SEARCH_STOPPED && s->step == step && s->selected == view_console_seq(v));
}

void search_start(struct view *v, int direction)
{
    struct search *s = &v->search;
    int64_t total = view_last_row(v), at = view_console_seq(v) != 0 ? view_console_seq(v) : total;
    int step = direction < 0 ? -1 : 1;
    at = at < 1 ? 1 : at; /* without a message too: there is nothing to read then */
    if (goes_on(v, step)) {
        if (s->state == SEARCH_FAILED)
            begin_leg(s, SEARCH_NEW, total);
        s->state = SEARCH_RUNNING;
        return;
    }
    *s = (struct search){.state = SEARCH_RUNNING,
                         .step = step,
                         .selected = view_console_seq(v),
                         .first = at + direction,
                         .next = at + direction};
    bytes_to_text(bytes_of(v->find), s->text, sizeof s->text);
}
