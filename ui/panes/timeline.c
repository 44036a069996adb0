/* timeline.c: a flight's phases and events along a line from its start to now (or its planned end):
 * names above, the line, times below. */
#include <stdio.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static int timeline_col(const struct rocket_scene *r, int cols, int64_t clock_ms)
{
    int64_t span = r->line1_ms - r->line0_ms;
    if (span <= 0)
        return 1;
    double share = (double)(clock_ms - r->line0_ms) / (double)span;
    return 1 + (int)(share * (cols - 3) + 0.5);
}

/* "06:30", "-00:20", "1:02:03": T without its letter. */
static void timeline_time(int64_t clock_ms, char out[24])
{
    int64_t s = clock_ms < 0 ? (-clock_ms + 999) / 1000 : clock_ms / 1000;
    const char *sign = clock_ms < 0 ? "-" : "";
    if (s >= 3600)
        snprintf(out, 24, "%s%lld:%02d:%02d", sign, (long long)(s / 3600), (int)(s / 60 % 60),
                 (int)(s % 60));
    else
        snprintf(out, 24, "%s%02d:%02d", sign, (int)(s / 60), (int)(s % 60));
}

/* Names and times go where they fit, a blank on either side; phases are placed first, events in
 * what is left. */
static bool label_fits(const bool *taken, int cols, int col, int width)
{
    if (col + width > cols)
        return false;
    for (int i = col > 0 ? col - 1 : 0; i <= col + width && i < cols; i++)
        if (taken[i])
            return false;
    return true;
}

static void timeline_label(struct area a, const struct timeline_mark *m, int col, bool *taken)
{
    char time[24];
    timeline_time(m->clock_ms, time);
    int width = text_columns(m->name);
    int wide = width > (int)strlen(time) ? width : (int)strlen(time);
    if (col + wide > a.cols - 1) /* at the end it stands before its sign */
        col = a.cols - 1 - wide;
    if (col < 1 || !label_fits(taken, a.cols, col, wide))
        return;
    for (int i = col; i < col + wide; i++)
        taken[i] = true;
    area_data_text(a, 0, col, width, ROLE_TEXT, m->name);
    area_text(a, 2, col, 8, ROLE_DIM, time);
}

void pane_timeline(const struct scene *s, struct area a)
{
    const struct rocket_scene *r = &s->rocket;
    bool taken[CANVAS_MAX_COLS] = {false};
    if (r->line0_ms == FLIGHT_NO_TIME) {
        area_text(a, 1, 1, a.cols, ROLE_DIM, "no T-0 yet");
        return;
    }
    int now = timeline_col(r, a.cols, r->heard_ms);
    area_fill(a, 1, 1, now, ROLE_CHART, "━");
    area_fill(a, 1, now, a.cols - 1 - now, ROLE_DIM, "┄");
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < r->mark_count; i++) {
            const struct timeline_mark *m = &r->marks[i];
            int col = timeline_col(r, a.cols, m->line_ms);
            if (m->phase == (pass == 1) || col < 1 || col > a.cols - 2)
                continue;
            area_text(a, 1, col, 1, m->planned ? ROLE_DIM : ROLE_CHART, m->phase ? "╋" : "┿");
        }
    area_text(a, 1, now, 1, ROLE_KEY, "◆");
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < r->mark_count; i++)
            if (r->marks[i].phase == (pass == 0))
                timeline_label(a, &r->marks[i], timeline_col(r, a.cols, r->marks[i].line_ms),
                               taken);
}
