/* gather_events.c: lines of EVENTS: what the playhead lists, and people's marks among them. */
#include "ui/gather.h"
#include "ui/marks.h"

void gather_event_rows(struct gather *g, int64_t from_ms, int64_t to_ms, struct event_rows *out)
{
    static struct store_event events[SCENE_MAX_EVENTS];
    struct err err = {0};
    int max = out->max < SCENE_MAX_EVENTS ? out->max : SCENE_MAX_EVENTS;
    int count =
        playhead_events_of(g->view->playhead, from_ms, to_ms, !out->oldest, events, max, &err);
    if (count < 0)
        gather_fail(g, &err);
    for (int i = 0; i < count; i++) {
        struct event_row *row = &out->rows[out->count++];
        *row = (struct event_row){.v_ms = events[i].v_ms,
                                  .clock_ms = events[i].clock_ms,
                                  .rocket = events[i].rocket,
                                  .kind = events[i].kind};
        gather_name(g, events[i].rocket, row->name);
        bytes_to_text(bytes_of(events[i].text), row->text, sizeof row->text);
    }
    marks_gather_events(g, from_ms, to_ms, out);
}

void gather_events(struct gather *g)
{
    struct event_rows rows = {.rows = g->scene->events, .max = SCENE_MAX_EVENTS};
    gather_event_rows(g, INT64_MIN, INT64_MAX, &rows);
    g->scene->event_count = rows.count;
}
