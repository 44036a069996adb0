/* events.c: EVENTS, newest last: when, whose, at which T, what. */
#include <stdio.h>

#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static const char *event_kind_word(int kind)
{
    return kind == EVENT_ACK ? "ack" : event_word((enum event_kind)kind);
}

void pane_event(const struct event_row *e, struct area a, int line)
{
    char text[32];
    bool link = e->kind == EVENT_LINK;
    show_utc(e->v_ms, SHOW_TIME, text);
    area_text(a, line, 1, 8, ROLE_DIM, text);
    area_name(a, line, 10, 11, ROLE_TEXT, e->name);
    if (e->rocket != 0) {
        show_clock(e->clock_ms, text);
        area_text(a, line, 22, 10, ROLE_DIM, text);
    }
    area_text(a, line, 33, 5,
              link || e->kind == EVENT_STALE || e->kind == EVENT_GAP ? ROLE_STALE : ROLE_TEXT,
              event_kind_word(e->kind));
    area_data_text(a, line, 39, a.cols - 40, ROLE_TEXT, e->text);
}

void pane_event_rows(const struct scene *s, int32_t rocket, struct area a)
{
    int line = a.rows - 1, count = 0;
    for (int i = 0; i < s->event_count; i++)
        count += rocket == 0 || s->events[i].rocket == rocket;
    if (count < a.rows)
        line = count - 1;
    for (int i = s->event_count - 1; i >= 0 && line >= 0; i--)
        if (rocket == 0 || s->events[i].rocket == rocket)
            pane_event(&s->events[i], a, line--);
}

void pane_events(const struct scene *s, struct area a)
{
    if (a.rows < 1)
        return;
    bool replaying = s->transport.replay_flight != 0;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_printf(a, 0, 1, ROLE_BAR, "EVENTS  %s",
                replaying ? "this replay, up to the playhead" : "all rockets, newest last");
    int hidden = s->event_count - (a.rows - 1);
    char right[40] = "following";
    if (hidden > 0)
        snprintf(right, sizeof right, "%d%s earlier: J  following", hidden,
                 s->event_count == SCENE_MAX_EVENTS ? "+" : "");
    area_right(a, 0, a.cols - 1, ROLE_BAR, right);
    pane_event_rows(s, 0, area_part(a, 1, 0, a.rows - 1, a.cols));
}
