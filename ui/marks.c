#include "ui/marks.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/gather.h"

enum { LOOK_EVERY_MS = 2000, SHOWN = 100 };

/* Notes whose file was cut or removed under us are opened again at the next look. */
static void let_go_if_lost(struct view *v, const struct err *err)
{
    if (err->code != ERR_LOST)
        return;
    notes_close(v->notes);
    v->notes = NULL;
    v->notes_write = false;
}

void marks_add(struct view *v)
{
    struct store_mark mark = {
        .v_ms = v->scene.at_ms, .made_ms = v->scene.now_ms, .rocket = v->selected};
    struct err err = {0};
    text_clean(bytes_of(v->prompt_text), TEXT_ANY_WIDTH, mark.text, sizeof mark.text);
    bytes_to_text(bytes_of(v->user), mark.user, sizeof mark.user);
    if (!v->notes_write) {
        notes_close(v->notes);
        v->notes = NULL;
        v->notes_write = notes_open(&v->notes, v->cache, true, &err) == 0;
    }
    int rc = v->notes_write ? notes_add(v->notes, &mark, &err) : err.code;
    snprintf(v->said, sizeof v->said, "%.120s", rc == 0 ? "marked" : err.text);
    let_go_if_lost(v, &err);
}

static struct notes *marks_open(struct view *v)
{
    struct err err;
    if (v->notes == NULL && v->cache != NULL &&
        (v->notes_looked_ms == 0 || v->scene.now_ms - v->notes_looked_ms >= LOOK_EVERY_MS)) {
        v->notes_looked_ms = v->scene.now_ms;
        if (notes_open(&v->notes, v->cache, false, &err) != 0)
            v->notes = NULL;
    }
    return v->notes;
}

int marks_between(struct view *v, int64_t t0_ms, int64_t t1_ms, struct store_mark *out, int max)
{
    struct err err = {0};
    struct notes *notes = marks_open(v);
    int count = notes == NULL ? 0 : notes_between(notes, t0_ms, t1_ms, out, max, &err);
    if (count < 0)
        gather_fail(v, &err);
    let_go_if_lost(v, &err);
    return count < 0 ? 0 : count;
}

int marks_when(struct view *v, const char *text, int64_t *t_ms, char said[120], struct err *err)
{
    return playhead_when(v->playhead, marks_open(v), text, v->selected, t_ms, said, err);
}

int marks_edge(struct view *v, int direction, char said[80], struct err *err)
{
    struct transport t;
    int64_t mark, from, event;
    struct notes *notes = marks_open(v);
    playhead_transport(v->playhead, &t);
    int rc = playhead_edge_at(v->playhead, direction, &from, &event, err);
    if (rc < 0)
        return rc;
    /* `from` itself counts, and notes_next() looks beyond what it is given */
    bool found = notes != NULL && notes_next(notes, from - direction, direction, &mark, err) == 1 &&
                 mark >= t.bar0_ms && mark <= t.bar1_ms;
    bool nearer = rc == 0 || (direction > 0 ? mark < event : mark > event);
    return found && nearer ? playhead_seek(v->playhead, mark, said, err)
                           : playhead_edge(v->playhead, direction, said, err);
}

static int64_t mark_clock(struct view *v, const struct store_mark *mark)
{
    const struct rocket *r = gather_rocket_shown(v, mark->rocket);
    return r == NULL ? FLIGHT_NO_TIME : rocket_mission_ms(r, mark->v_ms);
}

/* Room at the place of its time; a full list gives up its oldest line, or its newest. */
static struct event_row *insert_event(struct event_rows *l, int64_t v_ms)
{
    int place = l->count;
    while (place > 0 && l->rows[place - 1].v_ms > v_ms)
        place--;
    if (l->count == l->max && place == (l->oldest ? l->max : 0))
        return NULL;
    if (l->count == l->max && l->oldest) {
        l->count--;
    } else if (l->count == l->max) {
        l->count--;
        place--;
        memmove(l->rows, l->rows + 1, (size_t)l->count * sizeof l->rows[0]);
    }
    memmove(l->rows + place + 1, l->rows + place, (size_t)(l->count - place) * sizeof l->rows[0]);
    l->count++;
    return &l->rows[place];
}

void marks_gather_events(struct view *v, int64_t from_ms, int64_t to_ms, struct event_rows *out)
{
    struct store_mark marks[SHOWN];
    const struct transport *t = &v->scene.transport;
    int64_t begin_ms = t->replay_flight != 0 ? t->bar0_ms : INT64_MIN;
    from_ms = from_ms > begin_ms ? from_ms : begin_ms;
    to_ms = to_ms < v->scene.at_ms ? to_ms : v->scene.at_ms;
    if (out->oldest && out->count == out->max) /* past its newest line there is no room */
        to_ms = out->rows[out->count - 1].v_ms;
    int count = marks_between(v, from_ms, to_ms, marks, SHOWN);
    for (int i = 0; i < count; i++) {
        struct event_row *row = insert_event(out, marks[i].v_ms);
        if (row == NULL)
            continue;
        *row = (struct event_row){.v_ms = marks[i].v_ms,
                                  .clock_ms = mark_clock(v, &marks[i]),
                                  .rocket = marks[i].rocket,
                                  .kind = EVENT_MARK};
        gather_name(v, marks[i].rocket, row->name);
        snprintf(row->text, sizeof row->text, "%s: \"%s\"", marks[i].user, marks[i].text);
    }
}

int marks_find(struct view *v, int64_t from_ms, int64_t to_ms, bool newest, int64_t *v_ms,
               struct err *err)
{
    return playhead_find_event(v->playhead, marks_open(v), v->find, from_ms, to_ms, newest, v_ms,
                               err);
}

void marks_gather_bar(struct view *v, struct bar *bar, int32_t rocket)
{
    struct store_mark marks[SHOWN];
    int count =
        bar->t0_ms == FLIGHT_NO_TIME ? 0 : marks_between(v, bar->t0_ms, bar->t1_ms, marks, SHOWN);
    for (int i = 0; i < count && bar->count < SCENE_MAX_MARKS; i++)
        if (rocket == 0 || marks[i].rocket == rocket)
            bar->marks[bar->count++] = (struct bar_mark){BAR_MARK, marks[i].v_ms, marks[i].v_ms};
}
