/* find_text.c: finds the moment of a line of EVENTS by its printed text: "stale last heard
 * 14:26:55", "mark op: \"why?\"". */
#include <stdio.h>
#include <string.h>

#include "playhead/playhead_internal.h"
#include "store/notes.h"

enum { UNWRITTEN = 64 }; /* how many unwritten lines to search at most */

/* Where to search, and the result. */
struct text_search {
    struct reader_event_query query;
    struct notes *notes; /* NULL: none */
    int64_t v_ms;
    bool found;
};

static void found_at(struct text_search *at, int64_t v_ms)
{
    bool nearer = at->query.newest ? v_ms > at->v_ms : v_ms < at->v_ms;
    if (!at->found || nearer)
        at->v_ms = v_ms;
    at->found = true;
}

/* The words of all kinds side by side, as the query expects. */
static const char *kind_words(void)
{
    static char words[EVENT_KIND_COUNT * READER_WORD + 1];
    for (int kind = 0; kind < EVENT_KIND_COUNT; kind++)
        snprintf(words + kind * READER_WORD, READER_WORD + 1, "%-*s", READER_WORD,
                 event_word((enum event_kind)kind));
    return words;
}

static bool says(const struct store_event *e, const char *text)
{
    char line[sizeof(e->text) + 16];
    snprintf(line, sizeof(line), "%s %s", event_word((enum event_kind)e->kind), e->text);
    return bytes_hold_text(bytes_of(line), text);
}

static int look_among_written(struct playhead *p, struct text_search *at, struct err *err)
{
    struct store_event event;
    int rc = reader_events(p->history.reader, &at->query, &event, 1, err);
    if (rc > 0)
        found_at(at, event.v_ms);
    return rc < 0 ? rc : 0;
}

static int look_among_unwritten(struct playhead *p, struct text_search *at, struct err *err)
{
    struct store_event lines[UNWRITTEN];
    int count = playhead_unwritten_events(p, at->query.v0, at->query.v1, lines, UNWRITTEN, err);
    for (int i = 0; i < count; i++)
        if ((at->query.rocket == READER_ALL || lines[i].rocket == at->query.rocket) &&
            says(&lines[i], at->query.text))
            found_at(at, lines[i].v_ms);
    return count < 0 ? count : 0;
}

static int look_among_marks(struct text_search *at, struct err *err)
{
    const struct reader_event_query *q = &at->query;
    int32_t rocket = q->rocket == READER_ALL ? 0 : q->rocket;
    int64_t v_ms;
    if (at->notes == NULL)
        return 0;
    int rc = notes_find(at->notes, q->v0, q->v1, rocket, q->text, q->newest, &v_ms, err);
    if (rc == 1)
        found_at(at, v_ms);
    return rc < 0 ? rc : 0;
}

static int look(struct playhead *p, struct text_search *at, struct err *err)
{
    int rc = look_among_written(p, at, err);
    if (rc == 0)
        rc = look_among_unwritten(p, at, err);
    return rc != 0 ? rc : look_among_marks(at, err);
}

/* The rocket's flight at the playhead, up to its next one. */
static struct reader_event_query own_flight(struct playhead *p, const struct roster_entry *entry)
{
    struct store_flight flight = {.v0_ms = INT64_MAX}, next = {.v0_ms = INT64_MAX};
    reader_flight_at(p->history.reader, entry->row.id, p->deck.t_ms, &flight, NULL);
    reader_flight_after(p->history.reader, entry->row.id, p->deck.t_ms, &next, NULL);
    return (struct reader_event_query){
        .v0 = flight.v0_ms, .v1 = next.v0_ms - 1, .rocket = entry->row.id};
}

/* Searches the rocket's own flight first, then the bar, then everything, including silences and
 * marks after the last record. */
int playhead_find_text(struct playhead *p, const struct roster_entry *entry, struct notes *notes,
                       const char *text, int64_t *t_ms, struct err *err)
{
    const struct deck_span *span = &p->deck.span;
    int64_t bar_end = span->id == 0 ? INT64_MAX : span->hi_ms;
    struct reader_event_query queries[] = {
        own_flight(p, entry),
        {.v0 = span->lo_ms, .v1 = bar_end, .rocket = READER_ALL, .newest = true},
        {.v0 = INT64_MIN, .v1 = INT64_MAX, .rocket = READER_ALL, .newest = true},
    };
    for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
        struct text_search at = {.query = queries[i], .notes = notes};
        at.query.text = text;
        at.query.words = kind_words();
        int rc = at.query.v0 > at.query.v1 ? 0 : look(p, &at, err);
        if (rc != 0)
            return rc;
        if (at.found) {
            *t_ms = at.v_ms;
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "no event or mark says \"%s\"", text);
}

int playhead_find_event(struct playhead *p, struct notes *notes, const char *text, int64_t from_ms,
                        int64_t to_ms, bool newest, int64_t *v_ms, struct err *err)
{
    struct text_search at = {.notes = notes,
                             .query = {.v0 = from_ms,
                                       .v1 = to_ms,
                                       .rocket = READER_ALL,
                                       .newest = newest,
                                       .text = text,
                                       .words = kind_words()}};
    playhead_clip_to_listed(p, &at.query.v0, &at.query.v1);
    int rc = playhead_read_begin(p, err);
    if (rc == 0)
        rc = playhead_read_end(p, look(p, &at, err));
    if (rc == 0 && !at.found)
        return err_set(err, ERR_NOT_FOUND, "no event or mark says \"%s\"", text);
    *v_ms = at.v_ms;
    return rc;
}
