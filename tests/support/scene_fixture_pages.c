/* scene_fixture_pages.c: what the golden frames of ROCKET, CONSOLE, LINKS and FLIGHTS show. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scene_fixture.h"
#include "ui/screens/flights.h"

static int64_t min_s(int m, int s)
{
    return ((int64_t)m * 60 + s) * 1000;
}

/* ---- ROCKET -------------------------------------------------------------------------------- */

static const struct {
    const char *name, *unit, *sparks;
    double value;
    int decimals;
    double low, high, trend;
    enum rocket_state state;
} channels[] = {
    {"velocity", "m/s", "112344567882", 2158.434, 1, NAN, 2600, -39.2, STATE_OK},
    {"altitude", "km", "887765543211", 50.219, 1, NAN, 130, -1.0, STATE_OK},
    {"accel", "m/s²", "888888888871", -46.719, 1, -40, 45, -4.9, STATE_YELLOW},
    {"q", "kPa", "111111111111", 0, 2, NAN, 80, 0, STATE_OK},
    {"downrange", "km", "112334566788", 605.486, 1, NAN, NAN, 2.0, STATE_OK},
    {"angle", "deg", "887655433211", -26.241, 1, -40, 90, -0.1, STATE_OK},
};

static void rocket_channels(struct rocket_scene *r)
{
    for (size_t i = 0; i < ARRAY_SIZE(channels); i++) {
        struct channel_row *row = &r->channels[r->channel_count++];
        struct shown *c = &row->shown;
        *c = (struct shown){.state = channels[i].state,
                            .low = channels[i].low,
                            .high = channels[i].high,
                            .trend_per_s = channels[i].trend,
                            .age_ms = 300};
        c->value =
            (struct shown_value){channels[i].value, channels[i].decimals, true, false, false, ""};
        snprintf(c->label, sizeof c->label, "%s", channels[i].name);
        snprintf(c->unit, sizeof c->unit, "%s", channels[i].unit);
        for (int k = 0; k < SCENE_SPARK; k++)
            row->spark[k] = channels[i].sparks[k] - '1';
        if (channels[i].state == STATE_YELLOW)
            snprintf(c->zone, sizeof c->zone, "YL");
    }
}

static void rocket_timeline(struct rocket_scene *r)
{
    static const struct {
        int at;
        bool phase, planned;
        const char *name;
    } marks[] = {
        {0, true, false, "BOOST"},     {78, false, false, "max-Q"}, {158, true, false, "COAST"},
        {270, false, false, "apogee"}, {390, true, false, "ENTRY"}, {406, true, true, ""},
    };
    r->line0_ms = 0;
    r->line1_ms = 431500;
    r->heard_ms = 398000;
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        struct timeline_mark *m = &r->marks[r->mark_count++];
        *m = (struct timeline_mark){marks[i].at * 1000, marks[i].at * 1000, marks[i].phase,
                                    marks[i].planned, ""};
        snprintf(m->name, sizeof m->name, "%s", marks[i].name);
    }
}

/* A line through samples 13 s apart (the last 8), over 398 s. */
static void curve(struct chart *c, const double *samples, int count)
{
    c->points = 66;
    for (int i = 0; i < c->points; i++) {
        double at = (double)i * (count - 1) / (c->points - 1);
        int k = (int)at < count - 2 ? (int)at : count - 2;
        c->min[i] = c->max[i] = samples[k] + (at - k) * (samples[k + 1] - samples[k]);
    }
}

static void rocket_charts(struct rocket_scene *r)
{
    /* BulgariaSat-1's first stage, as flown */
    static const double accel[] = {11.1, 13.6, 14.7, 15.8, 14.2, 18, 19.4, 22,   25.2, 28.6, 33,
                                   36.8, 35.6, 0,    0,    -0,   0,  0,    0.1,  -0,   0,    -0,
                                   -0,   0,    0,    -0,   0,    0,  -0.1, -0.1, -5.9, -46.7};
    static const double velocity[] = {
        0,      42.4,   98.8,   170.8,  249,    332.2,  469.5,  644.9,  870.8,  1149.7, 1488.4,
        1891.2, 2319.3, 2322.2, 2278.7, 2240.8, 2208.6, 2182.3, 2161.9, 2147.6, 2139.8, 2138.4,
        2142.9, 2153.8, 2170.8, 2194,   2223,   2257.8, 2298.1, 2343,   2387.4, 2158.4};
    r->charts[0] = (struct chart){
        .low_limit = -40, .high_limit = NAN, .t1_ms = min_s(6, 38), .now_ms = min_s(6, 38)};
    r->charts[1] = (struct chart){
        .low_limit = NAN, .high_limit = 2600, .t1_ms = min_s(6, 38), .now_ms = min_s(6, 38)};
    strcpy(r->charts[0].label, "accel");
    strcpy(r->charts[0].behind, " m/s², window all (06:38)");
    strcpy(r->charts[1].label, "velocity");
    strcpy(r->charts[1].behind, " m/s");
    curve(&r->charts[0], accel, (int)ARRAY_SIZE(accel));
    curve(&r->charts[1], velocity, (int)ARRAY_SIZE(velocity));
    r->chart_count = 2;
}

static void with_fleet(struct scene *s)
{
    if (s->fleet_count == 0)
        fixture_fleet(s);
}

void fixture_rocket(struct scene *s)
{
    with_fleet(s);
    s->place.screen = SCREEN_ROCKET;
    s->place.lists[SCREEN_ROCKET].selected = 2;
    s->rocket.known = true;
    s->rocket.head = s->fleet[0];
    s->rocket.phase_age_ms = 8000;
    snprintf(s->rocket.next, sizeof s->rocket.next, "descent in 00:08 (plan)");
    rocket_channels(&s->rocket);
    rocket_timeline(&s->rocket);
    rocket_charts(&s->rocket);
}

/* A chart whose columns reach beyond now, of a rocket whose phase is a long word. */
void fixture_climb(struct scene *s)
{
    fixture_rocket(s);
    struct rocket_scene *r = &s->rocket;
    snprintf(r->head.phase, sizeof r->head.phase, "TERMINAL");
    r->head.phase_stale = true;
    for (int i = 0; i < r->chart_count; i++) {
        struct chart *c = &r->charts[i];
        c->t1_ms = min_s(9, 0);
        for (int k = c->points * 398 / 540; k < c->points; k++)
            c->min[k] = c->max[k] = NAN;
    }
}

void fixture_seek(struct scene *s)
{
    fixture_rocket(s);
    s->prompt = PROMPT_GOTO;
    snprintf(s->prompt_text, sizeof s->prompt_text, "T+6:30");
    snprintf(s->goto_range, sizeof s->goto_range,
             "14:14:02Z .. 14:31:07Z = F9-B1029 T-00:10:27 .. T+00:06:38");
    snprintf(s->prompt_says, sizeof s->prompt_says,
             "= F9-B1029 T+00:06:30 = 14:30:59Z = falcon9/0@11901  entry burn start");
}

/* ---- CONSOLE ------------------------------------------------------------------------------- */

static struct console_row *add_message(struct scene *s, const char *when, const char *key,
                                       const char *place, const void *value, size_t len)
{
    struct console_row *row = &s->console.rows[s->console.count++];
    *row = (struct console_row){.seq = s->console.count,
                                .t_ms = fixture_utc(when),
                                .clock_ms = FLIGHT_NO_TIME,
                                .key_none = key == NULL,
                                .value_null = value == NULL,
                                .value_len = len,
                                .value_size = len,
                                .kind = DECODED_TEXT,
                                .words = "text"};
    snprintf(row->key, sizeof row->key, "%s", key == NULL ? "" : key);
    snprintf(row->place, sizeof row->place, "%s", place);
    if (value != NULL)
        memcpy(row->value, value, len);
    return row;
}

static void add_text(struct scene *s, const char *when, const char *key, const char *place,
                     const char *text)
{
    add_message(s, when, key, place, text, strlen(text));
}

void fixture_console(struct scene *s)
{
    static const uint8_t bytes[18] = {0x00, 0x0f, 0x9c, 0x41, 0xe2, 0x07};
    static const char bad[] = "{\"vel\":0.0,\"alt\" 7}";
    with_fleet(s);
    s->place.screen = SCREEN_CONSOLE;
    add_text(s, "2026-11-22T14:18:50.012Z", NULL, "flugdaten/0@0", "Countdown started");
    add_text(s, "2026-11-22T14:19:05.771Z", NULL, "flugdaten/0@1", "Countdown ended");
    add_text(s, "2026-11-22T14:19:12.000Z", NULL, "flugdaten/0@2", "Liftoff");
    add_text(s, "2026-11-22T14:19:40.660Z", NULL, "flugdaten/0@3", "Left atmosphere");
    add_text(s, "2026-11-22T14:20:55.019Z", NULL, "flugdaten/0@4", "Preparing reentry");
    add_text(s, "2026-11-22T14:21:40.310Z", NULL, "flugdaten/0@5", "Reentry successful");
    add_text(s, "2026-11-22T14:21:53.000Z", NULL, "flugdaten/0@6", "Landing successful");
    add_text(s, "2026-11-22T14:25:10.400Z", "KESTREL-1", "kestrel/0@6684",
             "\x1b[2J\x1b[31mRANGE SAFE");
    add_message(s, "2026-11-22T14:26:02.000Z", "KESTREL-2", "kestrel/1@4820", NULL, 0)->kind =
        DECODED_NULL;
    add_message(s, "2026-11-22T14:31:05.800Z", "KESTREL-2", "kestrel/1@7858", bytes, sizeof bytes)
        ->kind = DECODED_BINARY;
    struct console_row *row = add_message(s, "2026-11-22T14:31:05.900Z", "KESTREL-2",
                                          "kestrel/1@7859", bad, sizeof bad - 1);
    row->kind = DECODED_BAD;
    row->words = "bad JSON";
    row->bad_at = 16;
    s->console.selected = s->console.at = 11;
    s->console.total = 27666;
    s->console.following = true;
}

static struct field_row *add_field(struct inspector *in, const char *name, const char *says,
                                   const char *label)
{
    struct field_row *f = &in->lines[in->line_count++];
    *f = (struct field_row){.says_len = strlen(says)};
    in->total = in->line_count;
    memcpy(f->says, says, f->says_len);
    snprintf(f->name, sizeof f->name, "%s", name);
    snprintf(f->label, sizeof f->label, "%s", label);
    if (label[0] == '\0')
        snprintf(f->note, sizeof f->note, "(not in the mission)");
    return f;
}

static void add_channel(struct inspector *in, const char *name, const char *says, const char *label,
                        const char *value, const char *unit, const char *state, const char *note)
{
    struct field_row *f = add_field(in, name, says, label);
    snprintf(f->value, sizeof f->value, "%7s", value);
    snprintf(f->unit, sizeof f->unit, "%s", unit);
    snprintf(f->state, sizeof f->state, "%s", state);
    snprintf(f->note, sizeof f->note, "%s", note);
}

void fixture_inspector(struct scene *s)
{
    static const char *const values[] = {
        "{\"vel\":0.0,\"alt\":0.0,\"acc\":0.0,\"lox\":90.9}",
        "{\"time\": 397.964, \"velocity\": 2159.7, \"altitude\": 50.3}",
        "{\"time\": 397.997, \"velocity\": 2158.6, \"altitude\": 50.2}",
        "{\"time\": 398.0, \"velocity\": 2158.434, \"altitude\": 50.219}",
    };
    struct inspector *in = &s->console.inspector;
    fixture_fleet(s);
    s->place.screen = SCREEN_CONSOLE;
    add_text(s, "2026-11-22T14:31:06.900Z", "KESTREL-2", "kestrel/1@7869", values[0]);
    add_text(s, "2026-11-22T14:31:06.964Z", "F9-B1029", "falcon9/0@12099", values[1]);
    add_text(s, "2026-11-22T14:31:06.997Z", "F9-B1029", "falcon9/0@12100", values[2]);
    add_text(s, "2026-11-22T14:31:07.000Z", "F9-B1029", "falcon9/0@12101", values[3]);
    for (int i = 0; i < s->console.count; i++) {
        s->console.rows[i].kind = DECODED_NUMBERS;
        s->console.rows[i].words = "JSON object";
    }
    s->console.selected = 4;
    s->console.at = 27664;
    s->console.total = 27666;
    s->console.newer = 2;
    s->place.inspect.open = true;
    in->row = s->console.rows[3];
    in->row.value_size = 189;
    in->arrival_ms = in->row.t_ms + 12;
    in->key_size = 8;
    snprintf(in->headers, sizeof in->headers, "ground-source=rec  flight=BulgariaSat-1");
    snprintf(add_field(in, "time", "398.0", "clock")->value, sizeof in->lines[0].value,
             "T+00:06:38");
    add_channel(in, "velocity", "2158.434", "velocity", "2158.4", "m/s", "OK", "");
    add_channel(in, "altitude", "50.219", "altitude", "50.2", "km", "OK", "");
    add_field(in, "velocity_y", "-954.116", "");
    add_field(in, "velocity_x", "1938.755", "");
    add_channel(in, "acceleration", "-46.719", "accel", "-46.7", "m/s²", "YL", "< -40.0");
    add_channel(in, "downrange_distance", "605.486", "downrange", "605.5", "km", "OK", "");
    add_channel(in, "angle", "-26.241", "angle", "-26.2", "deg", "OK", "");
    add_channel(in, "q", "0.0", "q", "0.00", "kPa", "OK", "x 0.001");
}

/* ---- LINKS --------------------------------------------------------------------------------- */

static void add_part(struct scene *s, const char *name, enum rocket_state lamp, double rate,
                     double bytes, int64_t age, int64_t first, int64_t next)
{
    struct part_row *row = &s->links.rows[s->links.count++];
    *row = (struct part_row){.id = s->links.count,
                             .lamp = lamp,
                             .rate = rate,
                             .bytes_rate = bytes,
                             .heard_age_ms = age,
                             .first = first,
                             .next = next};
    snprintf(row->name, sizeof row->name, "%s", name);
    snprintf(row->state, sizeof row->state, "%s", lamp == STATE_OK ? "OK" : "QUIET");
}

void fixture_links(struct scene *s)
{
    struct links_scene *l = &s->links;
    with_fleet(s);
    s->place.screen = SCREEN_LINKS;
    add_part(s, "falcon9/0", STATE_OK, 26, 1600, 300, 0, 12102);
    add_part(s, "flugdaten/0", STATE_QUIET, 0, 0, min_s(9, 14), 0, 7);
    add_part(s, "kestrel/0", STATE_QUIET, 0, 0, min_s(4, 12), 0, 7730);
    add_part(s, "kestrel/1", STATE_OK, 10, 1100, 300, 3120, 7870);
    add_part(s, "weather/0", STATE_OK, 0.02, 2, 6000, 0, 27);
    s->place.lists[SCREEN_LINKS].selected = 3;
    l->rows[3].errors = 2;
    l->rows[3].missed = 70;
    l->held_low = 3120;
    l->held_high = l->cache_high = 7869;
    l->messages = 7800;
    l->gaps[0] = (struct store_gap){.off0 = 2210, .off1 = 2279};
    l->gap_count = 1;
    snprintf(l->note, sizeof l->note, "7858 neither text nor JSON, 7859 bad JSON at byte 16");
    snprintf(l->clocks, sizeof l->clocks,
             "producer is 0.012 s behind this host; times are CreateTime");
    l->have_status = l->started_here = true;
    l->status =
        (struct store_status){.pid = 4711, .answer_us = 400, .commit_us = 3000, .last_seq = 27666};
    snprintf(l->cache, sizeof l->cache, "~/.local/share/ground/demo.db");
    l->cache_bytes = 6200000;
    l->free_bytes = (int64_t)41 * 1000 * 1000 * 1000;
    snprintf(l->grows, sizeof l->grows, "falcon9/0");
    l->grows_bytes = 1600000;
    l->grows_messages = 12102;
    l->all_bytes = 3100000;
}

/* ---- 160x48 -------------------------------------------------------------------------------- */

void fixture_wall(struct scene *s)
{
    static const char *const columns[] = {"q kPa", "dr km", "angle"};
    static const double values[] = {0, 605.486, -26.241};
    fixture_rocket(s);
    fixture_console(s);
    fixture_links(s);
    for (int i = 0; i < 3; i++) {
        snprintf(s->columns[3 + i], sizeof s->columns[0], "%s", columns[i]);
        s->fleet[0].values[3 + i] =
            (struct shown_value){values[i], i == 0 ? 2 : 1, true, false, false, ""};
    }
    s->column_count = 6;
    snprintf(s->fleet[0].last, sizeof s->fleet[0].last, "entry burn start");
    s->fleet[0].last_age_ms = 8000;
    s->recorder_pid = 4711;
    s->place.screen = SCREEN_FLEET;
}

/* Nothing was heard yet: no row anywhere. */
void fixture_silent_console(struct scene *s)
{
    fixture_empty(s);
    s->place.screen = SCREEN_CONSOLE;
    s->console.following = true;
}

void fixture_silent_links(struct scene *s)
{
    fixture_empty(s);
    s->place.screen = SCREEN_LINKS;
    s->links.have_status = true;
}

void fixture_wall_rocket(struct scene *s)
{
    fixture_wall(s);
    s->place.screen = SCREEN_ROCKET;
    s->place.lists[SCREEN_ROCKET].selected = 2;
}

void fixture_wall_links(struct scene *s)
{
    fixture_wall(s);
    s->place.screen = SCREEN_LINKS;
}

/* ---- FLIGHTS ------------------------------------------------------------------------------- */

static struct flight_row *add_flight(struct scene *s, const char *name, const char *start,
                                     int64_t length, const char *outcome, int64_t messages,
                                     int64_t silent, enum flight_source source)
{
    struct flight_row *row = &flights_of(s)->rows[flights_of(s)->count++];
    *row = (struct flight_row){.id = flights_of(s)->count,
                               .start_ms = fixture_utc(start),
                               .length_ms = length,
                               .messages = messages,
                               .silent_ms = silent,
                               .source = source};
    snprintf(row->name, sizeof row->name, "%s", name);
    snprintf(row->outcome, sizeof row->outcome, "%s", outcome);
    row->open = row->flying = strcmp(outcome, "OPEN") == 0;
    return row;
}

void fixture_flights(struct scene *s)
{
    with_fleet(s);
    s->place.screen = SCREEN_FLIGHTS;
    add_flight(s, "F9-B1029", "2026-11-22 14:24", 0, "OPEN", 12102, 0, SOURCE_REC);
    add_flight(s, "KESTREL-2", "2026-11-22 14:18", 0, "OPEN", 7800, 7000, SOURCE_SIM)->counting =
        true;
    add_flight(s, "KESTREL-1", "2026-11-22 14:14", 0, "OPEN", 7730, min_s(4, 12), SOURCE_SIM)
        ->marks = 1;
    add_flight(s, "(flugdaten)", "2026-11-22 14:18", min_s(3, 3), "LANDED", 7, -1, SOURCE_NONE);
    add_flight(s, "F9-SES11-S1", "2017-10-11 22:53", min_s(7, 11), "LOS", 12747, 0, SOURCE_REC);
    add_flight(s, "F9-FS5-S1", "2017-08-24 19:00", min_s(1, 9), "LOS", 2034, 0, SOURCE_REC);
    add_flight(s, "F9-FS5-S2", "2017-08-24 18:51", min_s(11, 37), "LOS", 16528, min_s(1, 48),
               SOURCE_REC)
        ->marks = 2;
    s->place.lists[SCREEN_FLIGHTS].selected = 6;
    snprintf(flights_of(s)->summary, sizeof flights_of(s)->summary,
             "no data T+00:09:24 .. T+00:11:13; top 7585.6 m/s, 725.0 km");
    snprintf(flights_of(s)->events, sizeof flights_of(s)->events,
             "max-Q 01:11, MECO 02:30, SES-1 02:41, SECO-1 09:18");
    fixture_replay_bar(&flights_of(s)->bar);
}
