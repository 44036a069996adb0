#include "ui/marks.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/gather.h"

enum { LOOK_EVERY_MS = 2000, SHOWN = 100 };

void marks_close(struct marks *m)
{
    notes_close(m->notes);
    *m = (struct marks){.looked_ms = m->looked_ms};
}

/* Notes whose file was cut or removed under us are opened again at the next look. */
static void let_go_if_lost(struct marks *m, const struct err *err)
{
    if (err->code == ERR_LOST)
        marks_close(m);
}

void marks_add(struct view *v)
{
    struct marks *m = v->marks;
    struct store_mark mark = {
        .v_ms = v->scene.at_ms, .made_ms = v->scene.now_ms, .rocket = v->place.rocket};
    struct err err = {0};
    text_clean(bytes_of(v->prompt_text), TEXT_ANY_WIDTH, mark.text, sizeof mark.text);
    bytes_to_text(bytes_of(v->user), mark.user, sizeof mark.user);
    if (!m->writes) {
        marks_close(m);
        m->writes = notes_open(&m->notes, v->cache, true, &err) == 0;
    }
    int rc = m->writes ? notes_add(m->notes, &mark, &err) : err.code;
    snprintf(v->said, sizeof v->said, "%.120s", rc == 0 ? "marked" : err.text);
    let_go_if_lost(m, &err);
}

void marks_look(struct marks *m, const char *cache, int64_t now_ms)
{
    struct err err;
    if (m->notes != NULL || cache == NULL ||
        (m->looked_ms != 0 && now_ms - m->looked_ms < LOOK_EVERY_MS))
        return;
    m->looked_ms = now_ms;
    if (notes_open(&m->notes, cache, false, &err) != 0)
        m->notes = NULL;
}

/* For a key, which may come before the first frame. */
static struct notes *notes_of(const struct view *v)
{
    marks_look(v->marks, v->cache, v->scene.now_ms);
    return v->marks->notes;
}

int marks_between(struct gather *g, int64_t t0_ms, int64_t t1_ms, struct store_mark *out, int max)
{
    struct err err = {0};
    struct marks *m = g->view->marks;
    int count = m->notes == NULL ? 0 : notes_between(m->notes, t0_ms, t1_ms, out, max, &err);
    if (count < 0)
        gather_fail(g, &err);
    let_go_if_lost(m, &err);
    return count < 0 ? 0 : count;
}

int marks_when(const struct view *v, const char *text, int64_t *t_ms, char said[120],
               struct err *err)
{
    return playhead_when(v->playhead, notes_of(v), text, v->place.rocket, t_ms, said, err);
}

int marks_edge(const struct view *v, int direction, char said[80], struct err *err)
{
    struct transport t;
    int64_t mark, from, event;
    struct notes *notes = notes_of(v);
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

static int64_t mark_clock(struct gather *g, const struct store_mark *mark)
{
    const struct rocket *r = gather_rocket_shown(g, mark->rocket);
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

void marks_gather_events(struct gather *g, int64_t from_ms, int64_t to_ms, struct event_rows *out)
{
    struct store_mark marks[SHOWN];
    const struct transport *t = &g->scene->transport;
    int64_t begin_ms = t->replay_flight != 0 ? t->bar0_ms : INT64_MIN;
    from_ms = from_ms > begin_ms ? from_ms : begin_ms;
    to_ms = to_ms < g->scene->at_ms ? to_ms : g->scene->at_ms;
    if (out->oldest && out->count == out->max) /* past its newest line there is no room */
        to_ms = out->rows[out->count - 1].v_ms;
    int count = marks_between(g, from_ms, to_ms, marks, SHOWN);
    for (int i = 0; i < count; i++) {
        struct event_row *row = insert_event(out, marks[i].v_ms);
        if (row == NULL)
            continue;
        *row = (struct event_row){.v_ms = marks[i].v_ms,
                                  .clock_ms = mark_clock(g, &marks[i]),
                                  .rocket = marks[i].rocket,
                                  .kind = EVENT_MARK};
        gather_name(g, marks[i].rocket, row->name);
        snprintf(row->text, sizeof row->text, "%s: \"%s\"", marks[i].user, marks[i].text);
    }
}

int marks_find(const struct view *v, int64_t from_ms, int64_t to_ms, bool newest, int64_t *v_ms,
               struct err *err)
{
    return playhead_find_event(v->playhead, notes_of(v), v->find, from_ms, to_ms, newest, v_ms,
                               err);
}

void marks_gather_bar(struct gather *g, struct bar *bar, int32_t rocket)
{
    struct store_mark marks[SHOWN];
    int count =
        bar->t0_ms == FLIGHT_NO_TIME ? 0 : marks_between(g, bar->t0_ms, bar->t1_ms, marks, SHOWN);
    for (int i = 0; i < count && bar->count < SCENE_MAX_MARKS; i++)
        if (rocket == 0 || marks[i].rocket == rocket)
            bar->marks[bar->count++] = (struct bar_mark){BAR_MARK, marks[i].v_ms, marks[i].v_ms};
}
