/* rocket_page.c: one rocket on a page: state, timeline, channels, two charts, its last events.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/glyph.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"
#include "ui/short_name.h"

enum { TIMELINE_ROWS = 3, EVENT_ROWS = 2, CHART_ROWS = 7, CHART_MAX_ROWS = 14, HEAD_CLOCK = 37 };
enum { CHANNELS_LEAST = 4 };      /* with their heading; before there are fewer, the charts go */
enum { LIMITS = 35, TREND = 67 }; /* columns */
enum { LABEL_COLUMNS = 12 };

static void rocket_head(const struct rocket_scene *r, struct area a)
{
    char text[16];
    const struct fleet_row *h = &r->head;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_name(a, 0, 1, 11, ROLE_BAR, h->name);
    area_text(a, 0, 13, 3, ROLE_BAR, part_source(h->source));
    enum role role = part_role(h->state);
    area_text(a, 0, 17, 5, role == ROLE_TEXT || role == ROLE_DIM ? ROLE_BAR : role,
              rocket_state_word(h->state));
    int col = part_phase(a, 0, 23, 8, ROLE_BAR, h->phase, h->phase_stale);
    part_age(r->phase_age_ms, text);
    if (h->phase[0] != '\0' && col + 1 + (int)strlen(text) < HEAD_CLOCK)
        area_text(a, 0, col + 1, 5, ROLE_BAR, text);
    show_clock(h->clock_ms, text);
    area_text(a, 0, HEAD_CLOCK, 10, ROLE_BAR, text);
    if (r->next[0] != '\0') {
        col = area_text(a, 0, 50, 6, ROLE_BAR, "next: ");
        area_data_text(a, 0, col, a.cols - col, ROLE_BAR, r->next);
    }
}

static void channel_limits(const struct shown *c, struct area a, int line)
{
    char low[16] = "", high[16] = "";
    if (isnan(c->low) && isnan(c->high))
        return;
    if (!isnan(c->low))
        snprintf(low, sizeof low, "%.*f", c->value.decimals, c->low);
    if (!isnan(c->high))
        snprintf(high, sizeof high, "%.*f", c->high >= 100 ? 0 : c->value.decimals, c->high);
    area_printf(a, line, 35, ROLE_DIM, low[0] == '\0' ? "%4s .. %s" : "%5s .. %s", low, high);
}

static void channel_spark(const struct channel_row *c, struct area a, int line)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < SCENE_SPARK; i++)
        if (!isnan(c->spark[i])) {
            low = fmin(low, c->spark[i]);
            high = fmax(high, c->spark[i]);
        }
    for (int i = 0; i < SCENE_SPARK; i++)
        if (!isnan(c->spark[i])) {
            double share = high > low ? (c->spark[i] - low) / (high - low) : 0;
            area_text(a, line, 51 + i, 1, ROLE_CHART, glyph_spark((int)lround(share * 7)));
        }
}

static void trend_text(const struct shown *c, struct area a, int line)
{
    char text[32];
    if (isnan(c->trend_per_s) || fabs(c->trend_per_s) >= 99999)
        return;
    double trend = fabs(c->trend_per_s) < 0.05 ? 0.0 : c->trend_per_s;
    snprintf(text, sizeof text, trend == 0 ? "%.1f/s" : "%+.1f/s", trend);
    area_right(a, line, 72, ROLE_TEXT, text);
}

/* A name of the mission is cut at its end, one of the messages so that it is told apart. */
static void channel_label(const struct rocket_scene *r, int at, char out[64])
{
    const struct shown *c = &r->channels[at].shown;
    struct name_array labels = {r->channels[0].shown.label, sizeof r->channels[0],
                                r->channel_count};
    if (c->named)
        snprintf(out, 64, "%s", c->label);
    else
        short_name(labels, at, LABEL_COLUMNS, out, 64);
}

/* A state has the room of the unit too. */
static void state_text(const struct shown_value *v, struct area a, int line)
{
    int col = area_data_text(a, line, 15, 12, ROLE_TEXT, v->text);
    if (v->stale)
        area_text(a, line, col, 1, ROLE_STALE, "?");
}

static void channel_draw(const struct rocket_scene *r, int at, struct area a, int line)
{
    const struct channel_row *row = &r->channels[at];
    const struct shown *c = &row->shown;
    char text[64];
    area_text(a, line, 1, 1, part_role(c->state), part_lamp(c->state));
    channel_label(r, at, text);
    area_data_text(a, line, 3, LABEL_COLUMNS, ROLE_TEXT, text);
    if (c->value.text[0] != '\0')
        state_text(&c->value, a, line);
    else
        part_value(a, line, 15, &c->value);
    if (c->value.text[0] == '\0')
        area_data_text(a, line, 23, 5, ROLE_DIM, c->unit);
    area_text(a, line, 29, 5, part_role(c->state), shown_word(c));
    channel_limits(c, a, line);
    channel_spark(row, a, line);
    trend_text(c, a, line);
    show_age(c->age_ms, text);
    area_text(a, line, 74, 5, ROLE_TEXT, text);
}

/* How many channels do not fit, and which numbers are not followed, in the heading. */
static void rocket_more(const struct rocket_scene *r, int first, struct area a)
{
    char hidden[48], text[64 + SCENE_NOT_FOLLOWED];
    int below = r->channel_count - first - (a.rows - 1), columns = TREND - LIMITS;
    int len = part_hidden(first, below, hidden);
    if (r->head.not_followed > 0) {
        len = snprintf(text, sizeof text, "%s%s%d not followed: %s", hidden, len > 0 ? ", " : "",
                       r->head.not_followed, r->head.not_followed_names);
        columns = a.cols - LIMITS;
    } else {
        len = snprintf(text, sizeof text, "%s", hidden);
    }
    if (len > 0) { /* over the column names that say the least */
        area_fill(a, 0, LIMITS, columns, ROLE_BAR, " ");
        area_data_text(a, 0, LIMITS, columns, ROLE_BAR, text);
    }
}

static void rocket_channels(const struct scene *s, struct area a)
{
    const struct rocket_scene *r = &s->rocket;
    const struct list *list = &s->place.lists[SCREEN_ROCKET];
    int first = (int)list->first;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 3, a.cols, ROLE_BAR,
              "CHANNEL       VALUE UNIT  STATE LIMITS          LAST 60 s       TREND    AGE");
    for (int i = 0; i < a.rows - 1 && first + i < r->channel_count; i++) {
        channel_draw(r, first + i, a, 1 + i);
        if (first + i == list->selected)
            part_select(a, 1 + i, a.cols);
    }
    rocket_more(r, first, a);
    if (r->channel_count == 0)
        area_text(a, 1, 3, a.cols, ROLE_DIM,
                  r->head.state == STATE_NEVER ? "never heard" : "no numbers heard: a text rocket");
}

static void rocket_charts(const struct rocket_scene *r, struct area a)
{
    if (r->chart_count == 0)
        return;
    int each = r->chart_count == 1 ? a.cols : a.cols / 2;
    for (int i = 0; i < r->chart_count; i++)
        pane_chart(&r->charts[i], area_part(a, 0, i * each, a.rows, each));
}

/* Rows: head, timeline, channels as many as there are, charts what is left, two events. */
static int rocket_split(const struct rocket_scene *r, int rows, int *charts)
{
    int rest = rows - 1 - TIMELINE_ROWS - EVENT_ROWS;
    int wanted = 1 + (r->channel_count == 0 ? 1 : r->channel_count);
    *charts = r->chart_count == 0 ? 0 : r->wide_chart ? rest - 3 : CHART_ROWS;
    if (!r->wide_chart && rest - *charts < wanted && rest - *charts < CHANNELS_LEAST)
        *charts = 0;
    if (*charts > 0 && rest - *charts > wanted)
        *charts = rest - wanted < CHART_MAX_ROWS || r->wide_chart ? rest - wanted : CHART_MAX_ROWS;
    return rest - *charts < wanted ? rest - *charts : wanted;
}

int pane_rocket_channels(const struct rocket_scene *r, int rows)
{
    int charts;
    int channels = rocket_split(r, rows, &charts) - 1;
    return channels > 0 ? channels : 0;
}

void pane_rocket(const struct scene *s, struct area a)
{
    const struct rocket_scene *r = &s->rocket;
    int charts;
    if (!r->known) {
        bool later = r->head.name[0] != '\0';
        int col = later ? area_name(a, 1, 1, 24, ROLE_TEXT, r->head.name) + 1 : 1;
        area_text(a, 1, col, a.cols, ROLE_DIM,
                  later ? "was not heard yet then" : "no rocket heard yet");
        return;
    }
    int channels = rocket_split(r, a.rows, &charts), row = 1 + TIMELINE_ROWS;
    rocket_head(r, a);
    pane_timeline(s, area_part(a, 1, 0, TIMELINE_ROWS, a.cols));
    rocket_channels(s, area_part(a, row, 0, channels, a.cols));
    rocket_charts(r, area_part(a, row + channels, 0, charts, a.cols));
    row += channels + charts;
    pane_event_rows(s, r->head.id, area_part(a, row, 0, a.rows - row, a.cols));
}
