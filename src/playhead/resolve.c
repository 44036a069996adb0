/* resolve.c: finds a typed moment in this cache, and describes what is there. */
#include <stdio.h>

#include "base/text.h"
#include "flight/show.h"
#include "playhead/playhead_internal.h"
#include "playhead/when.h"

enum { SAID = 120, NEAR_MS = 1000 };

static void say_clamped(int64_t t_ms, char said[SAID])
{
    char utc[32];
    show_utc(t_ms, SHOW_TIME, utc);
    snprintf(said, SAID, "clamped to %sZ", utc);
}

/* By the clock of the flight at the playhead, or else before it. */
static int clock_at(struct playhead *p, const struct roster_entry *entry, int64_t clock_ms,
                    int64_t *t_ms, char said[SAID], struct err *err)
{
    struct store_flight flight;
    int rc = reader_flight_at(p->history.reader, entry->row.id, p->deck.t_ms, &flight, err);
    if (rc == ERR_NOT_FOUND)
        return err_set(err, ERR_NOT_FOUND, "%s has no T-0 yet", entry->live->name);
    if (rc == 0)
        rc = playhead_find_clock(p, entry, &flight, clock_ms, t_ms, err);
    if (rc < 0)
        return rc;
    if (rc == 0 || *t_ms < flight.v0_ms) {
        *t_ms = rc == 0 ? *t_ms : flight.v0_ms;
        say_clamped(*t_ms, said);
    }
    return 0;
}

struct row_note {
    int32_t part;
    int64_t off;
};

static int note_row(void *owner, const struct store_message *row)
{
    struct row_note *note = owner;
    *note = (struct row_note){row->part, row->off};
    return 1;
}

/* The partition of the rocket's last message. */
static int own_part(struct playhead *p, const struct roster_entry *entry, int32_t *part,
                    struct err *err)
{
    const struct rocket *state = playhead_shown_state(p, entry);
    struct row_note note = {0};
    int64_t seq = state == NULL || state->v_ms == FLIGHT_NO_TIME ? entry->live->seq : state->seq;
    int rc = reader_rows(p->history.reader, seq, seq, 1, note_row, &note, err);
    *part = note.part;
    if (rc == 0)
        return err_set(err, ERR_NOT_FOUND, "%s has no messages yet", entry->live->name);
    return rc < 0 ? rc : 0;
}

static void say_missed(struct playhead *p, int32_t part, int64_t off, int64_t at, char said[SAID])
{
    struct store_gap gaps[256];
    int count = reader_gaps(p->history.reader, part, gaps, ARRAY_SIZE(gaps), NULL);
    for (int i = 0; i < count; i++) {
        if (gaps[i].off0 <= off && off <= gaps[i].off1) {
            snprintf(said, SAID, "%lld missed (%lld..%lld); at %lld", (long long)off,
                     (long long)gaps[i].off0, (long long)gaps[i].off1, (long long)at);
            return;
        }
    }
    snprintf(said, SAID, "%lld is not there; at %lld", (long long)off, (long long)at);
}

static int offset_at(struct playhead *p, const struct roster_entry *entry, const struct when *when,
                     int64_t *t_ms, char said[SAID], struct err *err)
{
    int32_t part = 0;
    int64_t seq;
    int rc;
    if (when->partition >= 0) {
        struct store_part found;
        rc = reader_part_find(p->history.reader, when->text, when->partition, &found, err);
        part = rc == 0 ? found.id : 0;
    } else {
        rc = own_part(p, entry, &part, err);
    }
    if (rc == 0)
        rc = reader_offset(p->history.reader, part, when->offset, &seq, err);
    if (rc == ERR_NOT_FOUND)
        snprintf(said, SAID, "offset %lld is not recorded", (long long)when->offset);
    if (rc != 0)
        return rc;
    struct row_note note = {0};
    rc = reader_rows(p->history.reader, seq, seq, 1, note_row, &note, err);
    if (rc < 0)
        return rc;
    if (note.off != when->offset)
        say_missed(p, part, when->offset, note.off, said);
    return playhead_find_row_v(p, seq, t_ms, err);
}

static int resolve(struct playhead *p, const struct roster_entry *entry, struct notes *notes,
                   const struct when *when, int64_t *t_ms, char said[SAID], struct err *err)
{
    const struct deck_span *span = &p->deck.span;
    int64_t from = p->deck.t_ms > span->hi_ms ? span->hi_ms : p->deck.t_ms;
    switch (when->kind) {
    case WHEN_LIVE:
        *t_ms = PLAYHEAD_LIVE;
        return 0;
    case WHEN_START:
        *t_ms = span->lo_ms;
        return 0;
    case WHEN_END:
        *t_ms = span->hi_ms;
        return 0;
    case WHEN_CLOCK:
        return clock_at(p, entry, when->ms, t_ms, said, err);
    case WHEN_UTC:
        *t_ms = when->ms;
        return 0;
    case WHEN_DAYTIME:
        *t_ms = when_daytime(when->ms, from, span->lo_ms, span->hi_ms);
        return 0;
    case WHEN_DELTA:
        *t_ms = from + when->ms;
        return 0;
    case WHEN_PERCENT:
        *t_ms = span->lo_ms + (int64_t)((double)(span->hi_ms - span->lo_ms) * when->percent / 100);
        return 0;
    case WHEN_OFFSET:
        return offset_at(p, entry, when, t_ms, said, err);
    case WHEN_TEXT:
        return playhead_find_text(p, entry, notes, when->text, t_ms, err);
    }
    return 0;
}

/* " = falcon9/0@11901", the last message of the rocket at that moment. */
static void say_row(struct playhead *p, int64_t seq, char *out, size_t size)
{
    struct row_note note = {0};
    struct store_part parts[64];
    if (reader_rows(p->history.reader, seq, seq, 1, note_row, &note, NULL) != 1)
        return;
    int count = reader_parts(p->history.reader, parts, ARRAY_SIZE(parts), NULL);
    for (int i = 0; i < count; i++)
        if (parts[i].id == note.part)
            snprintf(out, size, " = %s/%d@%lld", parts[i].topic, parts[i].partition,
                     (long long)note.off);
}

static void say_event(struct playhead *p, int32_t rocket, int64_t t_ms, char *out, size_t size)
{
    struct store_event event;
    struct reader_event_query query = {.v0 = t_ms - NEAR_MS,
                                       .v1 = t_ms,
                                       .rocket = rocket,
                                       .kinds = 1u << EVENT_PHASE | 1u << EVENT_EVENT |
                                                1u << EVENT_TEXT | 1u << EVENT_MARK,
                                       .newest = true};
    if (reader_events(p->history.reader, &query, &event, 1, NULL) == 1)
        snprintf(out, size, "  %s", event.text);
}

/* "= F9-B1029 T+00:06:30 = 14:30:59Z = falcon9/0@11901  entry burn start". */
static int say_place(struct playhead *p, const struct roster_entry *entry, int64_t t_ms,
                     char said[SAID], struct err *err)
{
    struct cursor cursor = {0};
    char title[ROCKET_TITLE_SIZE], clock[16], utc[32], row[400] = "", event[200] = "";
    int rc = cursor_move(&cursor, &p->history, &entry->row, entry->live, t_ms, err);
    if (rc != 0) {
        cursor_deinit(&cursor);
        return rc;
    }
    rocket_title(entry->live, title);
    show_clock(rocket_clock_ms(cursor.state, t_ms), clock);
    show_utc(t_ms, t_ms / 86400000 == p->now_ms / 86400000 ? SHOW_TIME : SHOW_DATE_TIME, utc);
    if (cursor.state->v_ms != FLIGHT_NO_TIME) {
        say_row(p, cursor.state->seq, row, sizeof(row));
        say_event(p, entry->row.id, t_ms, event, sizeof(event));
    }
    char line[1024];
    snprintf(line, sizeof(line), "= %s %s = %sZ%s%s", title, clock, utc, row, event);
    text_clean(bytes_of(line), TEXT_ANY_WIDTH, said, SAID);
    cursor_deinit(&cursor);
    return 0;
}

/* In a replay, limits a mission time to the flight. */
static bool keep_in_flight(const struct playhead *p, const struct when *when, int64_t *t_ms)
{
    const struct deck_span *span = &p->deck.span;
    int64_t kept = *t_ms < span->lo_ms ? span->lo_ms : *t_ms > span->hi_ms ? span->hi_ms : *t_ms;
    if (p->replay.id == 0 || when->kind != WHEN_CLOCK || kept == *t_ms)
        return false;
    *t_ms = kept;
    return true;
}

static int go_to(struct playhead *p, struct notes *notes, const struct when *when, int32_t rocket,
                 int64_t *t_ms, char said[SAID], struct err *err)
{
    const struct roster_entry *entry = playhead_default_entry(p, rocket);
    if (entry == NULL)
        return err_set(err, ERR_NOT_FOUND, "nothing is recorded yet");
    int rc = resolve(p, entry, notes, when, t_ms, said, err);
    if (rc != 0 || said[0] != '\0')
        return rc;
    if (when->kind == WHEN_LIVE) {
        snprintf(said, SAID, "the live edge");
        return 0;
    }
    if (keep_in_flight(p, when, t_ms)) {
        say_clamped(*t_ms, said);
        return 0;
    }
    struct store_flight flight;
    rc = playhead_flight_for_seek(p, *t_ms, &flight, err);
    if (rc != 0)
        return rc;
    struct deck_span span = playhead_span_of(p, &flight);
    int64_t kept = *t_ms < span.lo_ms ? span.lo_ms : *t_ms > span.hi_ms ? span.hi_ms : *t_ms;
    if (kept != *t_ms) {
        say_clamped(kept, said);
        return 0;
    }
    return say_place(p, entry, kept, said, err);
}

int playhead_when(struct playhead *p, struct notes *notes, const char *text, int32_t rocket,
                  int64_t *t_ms, char said[120], struct err *err)
{
    struct when when;
    said[0] = '\0';
    int rc = when_parse(text, &when, err);
    if (rc == 0)
        rc = playhead_read_begin(p, err);
    return rc != 0 ? rc : playhead_read_end(p, go_to(p, notes, &when, rocket, t_ms, said, err));
}
