/* scene_fixture_edges.c: what the golden frames of full lists and of values at the edges show:
 * every state, every kind of event, cut names, numbers that fit nowhere, charts of every shape. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "scene_fixture.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* ---- FLEET --------------------------------------------------------------------------------- */

/* A row in each state and with each flag, the list in its middle. */
static void every_state(struct scene *s)
{
    static const char flags[] = " !as";
    static const char *const phases[] = {"", "COUNTDOWN", "ASCENT"};
    for (int i = 0; i < 15; i++) {
        struct fleet_row *row = &s->fleet[i];
        *row = (struct fleet_row){.id = i + 1, .flag = flags[i % 4], .age_ms = i * 7 * MINUTE};
        row->source = (enum flight_source)(i % 3);
        row->state = (enum rocket_state)(i % (STATE_OK + 1));
        row->clock_ms = i == 3 ? FLIGHT_NO_TIME : (int64_t)(i - 6) * 7 * MINUTE;
        row->phase_stale = row->state == STATE_STALE || row->state == STATE_LATE;
        row->rate = i == 4 ? -1 : i * 0.004 * i;
        for (int k = 0; k < SCENE_MAX_VALUES; k++)
            row->values[k] =
                (struct shown_value){i * 11.1 - 40 * k, k, i != 5, i % 4 == 2, k == 1, ""};
        snprintf(row->name, sizeof row->name, "KESTREL-%d", i);
        snprintf(row->phase, sizeof row->phase, "%s", phases[i % 3]);
    }
    snprintf(s->fleet[6].name, sizeof s->fleet[6].name, "a-name-that-is-cut-é-0042");
    snprintf(s->fleet[8].text, sizeof s->fleet[8].text,
             "Landing successful after a very long flight");
    s->fleet_count = 15;
    s->place.lists[SCREEN_FLEET].first = 2;
    s->place.rocket = 8;
}

/* An event of each kind, and so many before that not all are kept. */
static void every_event(struct scene *s)
{
    for (int i = 0; i < SCENE_MAX_EVENTS; i++) {
        struct event_row *e = &s->events[i];
        *e = s->events[0];
        e->kind =
            i % (EVENT_KIND_COUNT + 1) == EVENT_KIND_COUNT ? EVENT_ACK : i % (EVENT_KIND_COUNT + 1);
        e->rocket = e->kind == EVENT_LINK ? 0 : 2;
        snprintf(e->name, sizeof e->name, e->rocket == 0 ? "(link)" : "KESTREL-1");
        snprintf(e->text, sizeof e->text, "event %d", i);
    }
    s->event_count = SCENE_MAX_EVENTS;
}

/* Behind live, with a loop, a gap and marks that reach past both ends of the bar. */
static void every_mark(struct scene *s)
{
    struct bar *bar = &s->bar;
    int64_t t0 = bar->t0_ms, t1 = bar->t1_ms;
    bar->count = 0;
    fixture_mark(bar, BAR_ALARM, t0 + 5 * MINUTE, t0 + 5 * MINUTE);
    fixture_mark(bar, BAR_MARK, t0 + 5 * MINUTE, t0 + 5 * MINUTE);
    fixture_mark(bar, BAR_EVENT, t1 + MINUTE, t1 + MINUTE);
    fixture_mark(bar, BAR_MARK, t1 - 2 * MINUTE, t1 - 2 * MINUTE);
    fixture_mark(bar, BAR_GAP, t0 + 7 * MINUTE, t0 + 10 * MINUTE);
    fixture_mark(bar, BAR_RECORDED, t0 - MINUTE, t1 + MINUTE);
    bar->behind_ms = 13 * MINUTE;
    s->transport.loop_a_ms = t0 + 2 * MINUTE;
    s->transport.loop_b_ms = t0 + 12 * MINUTE;
    s->transport.t_ms = s->at_ms = t0 + 4 * MINUTE;
}

void fixture_states(struct scene *s)
{
    fixture_fleet(s);
    every_state(s);
    every_event(s);
    every_mark(s);
    s->transport.play = PLAY_PLAYING;
    s->transport.speed = 4;
    s->transport.measured_speed = 3.1;
    s->transport.mode = MODE_CATCH_UP;
    s->link_state = LINK_BEHIND;
    s->parts_ok = 4;
    snprintf(s->said, sizeof s->said, "4x");
}

/* A small difference from the speed is no news; at a pause none is. */
void fixture_paused(struct scene *s)
{
    fixture_fleet(s);
    s->transport.play = PLAY_PAUSED;
    s->transport.speed = -0.1;
    s->transport.measured_speed = 4;
    s->transport.t_ms = s->bar.t0_ms - MINUTE;
    s->bar.count = 0;
    s->link_state = LINK_OK;
    s->prompt = PROMPT_FIND;
    snprintf(s->prompt_text, sizeof s->prompt_text, "größe");
    s->alarms_new = 0;
    s->alarms[0] = s->alarms[1];
    s->alarm_count = 1;
}

/* 48 rows: more rockets than they hold; the events keep their four rows. */
void fixture_crowd_wall(struct scene *s)
{
    enum { MANY = 60 };
    fixture_wall(s);
    s->fleet = mem_grow(s->fleet, MANY, sizeof *s->fleet);
    for (int i = 5; i < MANY; i++) {
        s->fleet[i] = s->fleet[i % 5];
        s->fleet[i].id = i + 1;
    }
    s->fleet_count = MANY;
    s->place.lists[SCREEN_FLEET].first = 3;
}

/* 24 rows: what must be said of the link, and four rows of events, leave room for so many. */
void fixture_crowd_down(struct scene *s)
{
    fixture_fleet(s);
    every_state(s);
    s->place.lists[SCREEN_FLEET].first = 0;
    s->place.rocket = 1;
    fixture_lose_link(s);
}

/* A wall without a link: the rocket's tile gives way to what must be said. */
void fixture_far_wall(struct scene *s)
{
    fixture_wall(s);
    fixture_lose_link(s);
}

void fixture_flights_wall(struct scene *s)
{
    fixture_wall(s);
    fixture_flights(s);
}

/* 120 columns: LAST EVENT, and as many more channels as there is room for. */
void fixture_wide(struct scene *s)
{
    fixture_wall(s);
    snprintf(s->fleet[1].last, sizeof s->fleet[1].last,
             "max-Q, and a sentence that is longer than its column has room for");
    s->fleet[1].last_age_ms = 95 * MINUTE;
}

/* A replay that meets the time when the link was down; nothing was ever said of alarms. */
void fixture_dark(struct scene *s)
{
    fixture_replay(s);
    s->crew = true;
    s->alarms_new = s->alarms_acked = 0;
    s->alarms_shelved = 2;
    s->alarms[0].flag = 's';
    s->shown_link.state = LINK_DOWN;
    s->transport.play = PLAY_END;
    s->gap_line[0] = '\0';
    snprintf(s->link_line, sizeof s->link_line, "nothing was heard from 19:00:40Z to 19:01:10Z");
}

/* ---- CONSOLE ------------------------------------------------------------------------------- */

/* Scrolled back, T in place of UTC where there is one, values that read as ours. */
void fixture_console_back(struct scene *s)
{
    struct console_scene *c = &s->console;
    static const char *const values[] = {"(null)", "(", "",
                                         "(a text that is longer than the row has room for)"};
    fixture_console(s);
    s->times_as_clock = true;
    for (int i = 0; i < (int)ARRAY_SIZE(values); i++) {
        c->rows[i].value_len = c->rows[i].value_size = strlen(values[i]);
        memcpy(c->rows[i].value, values[i], strlen(values[i]));
        c->rows[i].clock_ms = (i - 1) * MINUTE;
    }
    c->rows[9].value_len = c->rows[9].value_size = 6; /* bytes, all of them shown */
    snprintf(c->rows[4].place, sizeof c->rows[4].place, "a-topic-with-a-long-name/12@1234567890");
    snprintf(c->rows[7].key, sizeof c->rows[7].key, "KESTREL-0123456789");
    c->rows[10].bad_at = 0;
    c->following = false;
    c->newer = 1234567;
    c->total = 12345678;
    c->at = 11111111;
    c->selected = 3;
}

/* What was looked for is longer than its place; nothing newer came. */
void fixture_console_find(struct scene *s)
{
    fixture_console(s);
    snprintf(s->console.find, sizeof s->console.find,
             "a long text that is looked for in all messages");
    s->console.following = false;
    s->console.newer = 0;
}

static void inspect_lines(struct inspector *in, size_t width, size_t last)
{
    for (int i = 0; i < in->line_count; i++) {
        struct field_row *f = &in->lines[i];
        *f = (struct field_row){.at = (size_t)i * width};
        f->says_len = i + 1 < in->line_count ? width : last;
        for (size_t k = 0; k < f->says_len; k++)
            f->says[k] = (uint8_t)(0x1e + (size_t)i * 13 + k);
    }
}

void fixture_inspector_hex(struct scene *s)
{
    struct inspector *in = &s->console.inspector;
    fixture_inspector(s);
    in->form = FORM_HEX;
    in->line_count = 10;
    in->total = 20;
    in->first = 10;
    inspect_lines(in, 16, 3);
    in->row.kind = DECODED_BINARY;
    in->row.words = "neither text nor JSON";
    in->row.key_none = true;
    in->headers[0] = '\0';
    in->arrival_ms = FLIGHT_NO_TIME;
    in->ts_type = -1;
}

void fixture_inspector_text(struct scene *s)
{
    struct inspector *in = &s->console.inspector;
    fixture_inspector(s);
    in->form = FORM_TEXT;
    in->line_count = 10;
    in->total = 400;
    in->first = 5;
    inspect_lines(in, 40, 1);
    in->row.kind = DECODED_TEXT;
    in->row.words = "text";
    in->ts_type = 1;
    in->arrival_ms = in->row.t_ms - 12;
}

/* A long name whose text has a line of its own, one of which nothing is known, more of a text; a
 * value of pairs, and more of it below. */
void fixture_inspector_edges(struct scene *s)
{
    struct inspector *in = &s->console.inspector;
    fixture_inspector(s);
    in->total = 30;
    in->ts_type = 2;
    in->row.kind = DECODED_NUMBERS;
    in->row.words = "key=value pairs";
    snprintf((char *)in->row.value, sizeof in->row.value, "time=398");
    snprintf(in->lines[1].name, sizeof in->lines[1].name,
             "stage.first.engine.turbopump.velocity.radial");
    in->lines[3].note[0] = '\0';
    in->lines[3].says_len = 0;
    in->lines[1].says_len = 0;
    snprintf(in->lines[3].name, sizeof in->lines[3].name,
             "a name that has the row to itself, since nothing is known of it, and still ends");
    in->lines[4].rest = true;
    in->lines[2].unit[0] = '\0';
}

/* ---- ROCKET -------------------------------------------------------------------------------- */

static const struct {
    double value, low, high, trend;
    enum rocket_state state;
    bool known, stale;
} odd_channels[] = {
    {1e9, NAN, 5.5, 1e9, STATE_RED, true, false},  {-1e9, -40, NAN, NAN, STATE_STALE, true, true},
    {NAN, NAN, 100, -0.04, STATE_OK, true, false}, {0, 0, 99.5, 0.05, STATE_NEVER, false, false},
    {7, -1, 1, -99999, STATE_YELLOW, true, true},
};

/* Channels past what there is room for, with values, limits and trends that cannot be told. */
void fixture_rocket_edges(struct scene *s)
{
    fixture_rocket(s);
    struct rocket_scene *r = &s->rocket;
    for (int i = 0; i < 20; i++) {
        r->channels[i] = r->channels[i % 6];
        r->channels[i].shown.age_ms = i * 50 * SECOND;
    }
    for (int i = 0; i < (int)ARRAY_SIZE(odd_channels); i++) {
        struct shown *c = &r->channels[6 + i].shown;
        c->value = (struct shown_value){odd_channels[i].value, 1,    odd_channels[i].known,
                                        odd_channels[i].stale, true, ""};
        c->low = odd_channels[i].low;
        c->high = odd_channels[i].high;
        c->trend_per_s = odd_channels[i].trend;
        c->state = odd_channels[i].state;
        c->zone[0] = '\0';
    }
    for (int k = 0; k < SCENE_SPARK; k++)
        r->channels[6].spark[k] = k % 3 == 0 ? NAN : 1.0 * k;
    r->channel_count = 20;
    s->place.lists[SCREEN_ROCKET].first = 6;
    s->place.lists[SCREEN_ROCKET].selected = 8;
    r->head.not_followed = 31;
    snprintf(r->head.not_followed_names, sizeof r->head.not_followed_names,
             "a65, a66, a67, a68, ...");
    r->head.source = SOURCE_SIM;
    r->head.state = STATE_RED;
    r->next[0] = '\0';
    r->line0_ms = -90 * MINUTE;
    r->line1_ms = 10 * MINUTE;
    r->heard_ms = 0;
    r->marks[0].line_ms = r->marks[0].clock_ms = -90 * MINUTE;
    r->marks[1].line_ms = r->marks[1].clock_ms = -500;
    r->marks[2].line_ms = r->marks[2].clock_ms = 60 * MINUTE;
}

/* A rocket that only says words: no channels, no charts, no T-0, and its own events alone. */
void fixture_rocket_text(struct scene *s)
{
    fixture_rocket(s);
    struct rocket_scene *r = &s->rocket;
    r->head = s->fleet[4];
    r->channel_count = r->chart_count = 0;
    r->next[0] = '\0';
    r->line0_ms = FLIGHT_NO_TIME;
    r->head.clock_ms = FLIGHT_NO_TIME;
    r->head.phase[0] = '\0';
}

/* The mission names it; nobody heard it. */
void fixture_rocket_never(struct scene *s)
{
    fixture_rocket_text(s);
    s->rocket.head = s->fleet[3];
}

/* Selected, but at the playhead it was not there yet. */
void fixture_rocket_unheard(struct scene *s)
{
    fixture_rocket(s);
    s->rocket.known = false;
    s->transport.mode = MODE_REPLAY;
    s->transport.replay_flight = 3;
}

static void draw_wave(struct chart *c, int points, double middle, double height)
{
    c->points = points;
    for (int i = 0; i < points; i++) {
        double value = middle + height * sin(i / 9.0);
        c->min[i] = value - (i == 20 ? height : 0);
        c->max[i] = value + (i == 40 ? height : 0);
        if (i > 60 && i < 70)
            c->min[i] = c->max[i] = NAN;
    }
}

/* A column a second: a blank is left between names, or the later one is not said. */
static void close_marks(struct rocket_scene *r)
{
    static const struct {
        int at;
        bool phase;
        const char *name;
    } marks[] = {
        {5, false, "touch"}, {10, true, "FIRST"}, {16, true, "NEXT"},  {22, false, "fits"},
        {34, true, "LATER"}, {28, false, "near"}, {40, false, "open"}, {45, false, "shut"},
        {77, false, "last"}, {78, false, "none"},
    };
    r->line1_ms = 77 * SECOND;
    r->heard_ms = 50 * SECOND;
    r->mark_count = 0;
    for (int i = 0; i < (int)ARRAY_SIZE(marks); i++) {
        struct timeline_mark *m = &r->marks[r->mark_count++];
        *m = (struct timeline_mark){.line_ms = marks[i].at * SECOND,
                                    .clock_ms = marks[i].at * SECOND,
                                    .phase = marks[i].phase};
        snprintf(m->name, sizeof m->name, "%s", marks[i].name);
    }
}

/* One chart over the whole width, of values far from 0, with a gap and two spikes. */
void fixture_chart_wide(struct scene *s)
{
    fixture_rocket(s);
    struct rocket_scene *r = &s->rocket;
    r->chart_count = 1;
    r->wide_chart = true;
    draw_wave(&r->charts[0], 146, 101.3, 0.4);
    r->charts[0].low_limit = 101;
    r->charts[0].high_limit = 250;
    r->charts[0].clock0_ms = -10 * SECOND;
    close_marks(r);
}

/* Values below 0 and beyond what an axis can write; the axis is in UTC. */
void fixture_chart_far(struct scene *s)
{
    fixture_rocket(s);
    struct rocket_scene *r = &s->rocket;
    draw_wave(&r->charts[0], 66, -6, 5);
    draw_wave(&r->charts[1], 66, -20000, 3e4);
    r->head.not_followed = 2;
    snprintf(r->head.not_followed_names, sizeof r->head.not_followed_names, "a65, a66");
    for (int i = 0; i < 2; i++) {
        r->charts[i].clock0_ms = FLIGHT_NO_TIME;
        r->charts[i].t0_ms = s->now_ms - MINUTE;
        r->charts[i].t1_ms = s->now_ms;
        r->charts[i].now_ms = s->now_ms + i * MINUTE;
    }
}

/* In ASCII: one small chart that begins with a gap, one of nothing at all. */
void fixture_chart_below(struct scene *s)
{
    fixture_rocket(s);
    struct rocket_scene *r = &s->rocket;
    draw_wave(&r->charts[0], 33, 0.005, 0.03);
    r->charts[0].min[0] = r->charts[0].max[0] = NAN;
    r->charts[0].low_limit = -0.005;
    draw_wave(&r->charts[1], 0, 0, 0);
    r->charts[0].t1_ms = r->charts[0].t0_ms;
    r->channel_count = 3;
}
