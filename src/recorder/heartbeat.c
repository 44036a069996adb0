/* heartbeat.c: status and link rows. */
#include "recorder/heartbeat.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/logline.h"
#include "flight/event.h"
#include "store/reader.h"

void heartbeat_init(struct heartbeat *b, const char *mission)
{
    *b = (struct heartbeat){0};
    b->status.pid = getpid();
    b->status.started_ms = b->status.link_since_ms = clock_wall_ms();
    b->status.link = LINK_BEHIND;
    snprintf(b->status.mission, sizeof b->status.mission, "%s", mission);
}

static int write_link(struct tape *t, const struct store_link *link, const char *event_text,
                      struct err *err)
{
    struct store_event event = {
        .v_ms = link->t_ms,
        .seq = -1,
        .kind = EVENT_LINK,
        .clock_ms = STORE_NO_TIME,
    };
    bytes_to_text(bytes_of(event_text), event.text, sizeof event.text);
    int rc = tape_link(t, link, err);
    if (rc == 0 && event.text[0] != '\0')
        rc = tape_event(t, &event, err);
    return rc;
}

static int say_back(struct tape *t, struct err *err)
{
    struct store_event back = {.v_ms = clock_wall_ms(),
                               .seq = -1,
                               .kind = EVENT_LINK,
                               .clock_ms = STORE_NO_TIME,
                               .text = "recording again"};
    return tape_event(t, &back, err);
}

static int write_no_recorder(struct tape *t, const struct store_link *link, struct err *err)
{
    char words[200];
    snprintf(words, sizeof words, "NO REC %s", link->text);
    return write_link(t, link, words, err);
}

int heartbeat_file_outage(struct tape *t, const char *why, int64_t since_ms, struct err *err)
{
    struct store_link link = {.t_ms = since_ms, .state = LINK_NO_RECORDER};
    snprintf(link.text, sizeof link.text, "%s", why);
    int rc = write_no_recorder(t, &link, err);
    return rc != 0 ? rc : say_back(t, err);
}

/* Reads the previous recorder's last heartbeat, and whether the history already has its end. */
static int last_heartbeat(const char *cache, struct store_status *last, bool *filed,
                          struct err *err)
{
    struct reader *reader;
    struct store_link link = {.state = LINK_OK};
    int rc = reader_open(&reader, cache, err);
    if (rc != 0)
        return rc;
    rc = reader_link_at(reader, INT64_MAX, &link, err);
    if (rc == 0 || rc == ERR_NOT_FOUND)
        rc = reader_status(reader, last, err);
    *filed = link.state == LINK_NO_RECORDER;
    reader_close(reader);
    return rc;
}

int heartbeat_file_absence(struct tape *t, const char *cache, struct err *err)
{
    struct store_status last;
    struct store_link gone;
    bool filed;
    int rc = last_heartbeat(cache, &last, &filed, err);
    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    if (!filed && store_gone(&last, clock_wall_ms(), &gone)) /* else back before viewers noticed */
        rc = write_no_recorder(t, &gone, err);
    return rc != 0 ? rc : say_back(t, err);
}

int heartbeat_begin(struct heartbeat *b, struct tape *t, int64_t wall_ms, int64_t mono_ms,
                    struct err *err)
{
    struct store_link link = {.t_ms = wall_ms, .state = LINK_BEHIND, .text = "starting"};
    b->status.link = LINK_BEHIND;
    b->status.link_since_ms = wall_ms;
    int rc = write_link(t, &link, "", err);
    return rc != 0 ? rc : heartbeat_write(b, t, wall_ms, mono_ms, err);
}

static int32_t link_state(struct heartbeat *b, const struct fetchers *fetchers,
                          const struct ingest_view *view, int64_t mono_ms)
{
    if (!view->reached)
        return LINK_DOWN;
    if (fetchers_caught_up(fetchers)) {
        b->caught_up_ms = mono_ms;
        return LINK_OK;
    }
    /* A message in flight is not a backlog: it takes a while to count as behind. */
    bool was_ok = b->known && b->status.link == LINK_OK;
    return was_ok && mono_ms - b->caught_up_ms < HEARTBEAT_BEHIND_MS ? LINK_OK : LINK_BEHIND;
}

static void say_why(char *out, size_t size, int32_t state, const struct fetchers *fetchers,
                    const struct ingest_view *view)
{
    out[0] = '\0';
    if (state == LINK_DOWN)
        snprintf(out, size, "%s", view->why);
    if (state == LINK_BEHIND)
        snprintf(out, size, "reading on: %lld messages behind", (long long)fetchers_lag(fetchers));
}

/* Going DOWN and coming back are events; catching up is history only. */
static void event_text(char *out, size_t size, int32_t before, int32_t after,
                       const struct store_status *s)
{
    out[0] = '\0';
    if (after == LINK_DOWN)
        snprintf(out, size, "DOWN %s", s->text);
    else if (before == LINK_DOWN)
        snprintf(out, size, "UP %s", s->broker);
}

/* For a recorder started by hand, and for CACHE-log. */
static void log_link(const struct heartbeat *b, int32_t before)
{
    const struct store_status *s = &b->status;
    if (s->link == LINK_DOWN)
        log_line(LOG_WARN, "%s; still trying", s->text);
    else if (!b->known || before == LINK_DOWN)
        log_line(LOG_INFO, "reading %d partition%s from %s", s->parts, s->parts == 1 ? "" : "s",
                 s->broker);
}

int heartbeat_update(struct heartbeat *b, struct tape *t, const struct fetchers *fetchers,
                     const struct ingest_view *view, int64_t wall_ms, int64_t mono_ms,
                     struct err *err)
{
    struct store_status *s = &b->status;
    if (view->look == 0)
        return 0;
    int32_t before = s->link, after = link_state(b, fetchers, view, mono_ms);
    int parts, parts_ok;
    fetchers_count(fetchers, &parts, &parts_ok);
    parts_ok = after == LINK_DOWN ? 0 : parts_ok;
    bool moved = !b->known || before != after;
    bool changed = moved || s->parts != parts || s->parts_ok != parts_ok;
    s->parts = parts;
    s->parts_ok = parts_ok;
    s->answer_us = view->answer_us;
    s->tries = view->tries;
    s->next_try_ms = view->next_look_ms;
    snprintf(s->broker, sizeof s->broker, "%s", view->broker);
    say_why(s->text, sizeof s->text, after, fetchers, view);
    if (!changed)
        return 0;
    char words[200] = "";
    if (moved) {
        event_text(words, sizeof words, b->known ? before : LINK_BEHIND, after, s);
        s->link = after;
        s->link_since_ms = wall_ms;
    }
    if (moved)
        log_link(b, before);
    b->known = b->changed = true;
    struct store_link link = {
        .t_ms = wall_ms, .state = after, .parts = s->parts, .parts_ok = s->parts_ok};
    memcpy(link.text, s->text, sizeof link.text);
    return write_link(t, &link, words, err);
}

int heartbeat_write(struct heartbeat *b, struct tape *t, int64_t wall_ms, int64_t mono_ms,
                    struct err *err)
{
    b->next_ms = mono_ms + HEARTBEAT_MS;
    b->status.beat_ms = wall_ms;
    b->status.last_seq = t->last_seq;
    b->status.commit_us = t->commit_us;
    return tape_status(t, &b->status, err);
}

int heartbeat_end(struct heartbeat *b, struct tape *t, int64_t wall_ms, struct err *err)
{
    struct store_link link = {.t_ms = wall_ms,
                              .state = LINK_NO_RECORDER,
                              .parts = b->status.parts,
                              .text = "the recorder ended"};
    int rc = write_no_recorder(t, &link, err);
    b->status.link = LINK_NO_RECORDER;
    b->status.parts_ok = 0;
    b->status.link_since_ms = wall_ms;
    snprintf(b->status.text, sizeof b->status.text, "%s", link.text);
    return rc != 0 ? rc : heartbeat_write(b, t, wall_ms, 0, err);
}

void heartbeat_suspend(struct heartbeat *b, const char *cache, const char *why, int64_t wall_ms)
{
    struct writer *w;
    struct err ignored;
    struct store_status *s = &b->status;
    snprintf(s->text, sizeof s->text, "%s", why);
    if (s->link != LINK_NO_RECORDER)
        s->link_since_ms = wall_ms;
    s->link = LINK_NO_RECORDER;
    s->beat_ms = wall_ms;
    if (writer_open(&w, cache, &ignored) != 0)
        return;
    if (writer_begin(w, &ignored) == 0 && writer_status(w, s, &ignored) == 0)
        writer_commit(w, false, &ignored);
    writer_close(w);
}
