/* transport.c: row 23: is time running, how fast, where are we in what was recorded. */
#include <math.h>
#include <stdio.h>

#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static const char *const words[] = {
    [PLAY_LIVE] = "LIVE",    [PLAY_HEAD] = "HEAD", [PLAY_PLAYING] = "PLAY",
    [PLAY_PAUSED] = "PAUSE", [PLAY_END] = "END",
};

/* "1x", "-2x", "0.25x"; "~3.1x" when what is reached differs from what was asked. */
static void transport_speed(const struct transport *t, char out[16])
{
    if (t->play == PLAY_PLAYING && fabs(t->measured_speed - t->speed) > 0.05 * fabs(t->speed))
        snprintf(out, 16, "~%.1fx", t->measured_speed);
    else
        snprintf(out, 16, "%.4gx", t->speed);
}

static void transport_label(struct area a, int col, int64_t clock_ms, int64_t wall_ms, enum role r)
{
    char text[16];
    if (clock_ms != FLIGHT_NO_TIME)
        show_clock(clock_ms, text);
    else
        part_zulu(wall_ms, text);
    area_text(a, 0, col, 11, r, text);
}

void pane_transport(const struct scene *s, struct area a)
{
    const struct transport *t = &s->transport;
    bool replaying = t->mode == MODE_REPLAY;
    enum role role = replaying ? ROLE_REPLAY : ROLE_TEXT;
    char speed[16];
    area_fill(a, 0, 0, a.cols, role, " ");
    area_text(a, 0, 1, 5, t->play == PLAY_LIVE ? ROLE_GO : role, words[t->play]);
    transport_speed(t, speed);
    area_right(a, 0, 12, role, speed);
    transport_label(a, 13, s->bar.clock0_ms, s->bar.t0_ms, role);
    int width = a.cols - 41;
    part_bar(a, 0, 24, width, &s->bar, t->t_ms, t->loop_a_ms, t->loop_b_ms, role);
    int64_t end = s->bar.t0_ms == FLIGHT_NO_TIME ? s->at_ms : s->bar.t1_ms;
    transport_label(a, 24 + width + 1, s->bar.clock1_ms, end, role);
    if (s->bar.behind_ms != FLIGHT_NO_TIME) {
        char age[16];
        show_age(s->bar.behind_ms, age);
        area_text(a, 0, a.cols - 5, 5, role, age);
    }
}
