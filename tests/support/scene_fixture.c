/* scene_fixture.c: what the golden frames of FLEET show, as values. */
#include "scene_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flight/show.h"

enum { MAX_FLEET = 16 };

int64_t fixture_utc(const char *text)
{
    int64_t ms = 0;
    if (show_parse_utc(text, &ms) != 0)
        abort();
    return ms;
}

/* A time of the fixture's day. */
static int64_t today(int h, int m, int s)
{
    return fixture_utc("2026-11-22 00:00:00") + ((int64_t)h * 3600 + m * 60 + s) * 1000;
}

static int64_t min_s(int m, int s)
{
    return ((int64_t)m * 60 + s) * 1000;
}

static struct shown_value number(double value, char flag)
{
    return (struct shown_value){value, 1, !isinf(value), flag == '?', flag == '!', ""};
}

static struct fleet_row *add_rocket(struct scene *s, const char *name, enum flight_source source,
                                    enum rocket_state state, char flag, const char *phase,
                                    int64_t clock)
{
    struct fleet_row *row = &s->fleet[s->fleet_count++];
    *row = (struct fleet_row){.id = s->fleet_count,
                              .source = source,
                              .state = state,
                              .flag = flag,
                              .clock_ms = clock,
                              .age_ms = 300};
    row->phase_stale = state == STATE_STALE || state == STATE_LATE;
    snprintf(row->name, sizeof row->name, "%s", name);
    snprintf(row->phase, sizeof row->phase, "%s", phase);
    return row;
}

/* INFINITY: never heard. */
static void set_values(struct fleet_row *row, double a, double b, double c, const char *flags)
{
    row->values[0] = number(a, flags[0]);
    row->values[1] = number(b, flags[1]);
    row->values[2] = number(c, flags[2]);
}

static void add_event(struct scene *s, int64_t v, int32_t rocket, int64_t clock, int kind,
                      const char *text)
{
    struct event_row *e = &s->events[s->event_count++];
    *e = (struct event_row){.v_ms = v, .clock_ms = clock, .rocket = rocket, .kind = kind};
    snprintf(e->name, sizeof e->name, "%s", rocket == 0 ? "(link)" : s->fleet[rocket - 1].name);
    snprintf(e->text, sizeof e->text, "%s", text);
}

void fixture_mark(struct bar *bar, enum bar_kind kind, int64_t t0, int64_t t1)
{
    bar->marks[bar->count++] = (struct bar_mark){kind, t0, t1};
}

static struct bar empty_bar(int64_t t0, int64_t t1)
{
    return (struct bar){.t0_ms = t0,
                        .t1_ms = t1,
                        .clock0_ms = FLIGHT_NO_TIME,
                        .clock1_ms = FLIGHT_NO_TIME,
                        .behind_ms = FLIGHT_NO_TIME};
}

static void fleet_rockets(struct scene *s)
{
    struct fleet_row *row;
    s->fleet = mem_zero(MAX_FLEET, sizeof *s->fleet);
    row = add_rocket(s, "F9-B1029", SOURCE_REC, STATE_YELLOW, '!', "ENTRY", min_s(6, 38));
    set_values(row, 2158.434, 50.219, -46.719, "  !");
    row->rate = 26;
    row = add_rocket(s, "KESTREL-1", SOURCE_SIM, STATE_STALE, 'a', "COAST", min_s(12, 41));
    set_values(row, 3120.4, 141.2, -9.1, "???");
    row->age_ms = min_s(4, 12);
    row = add_rocket(s, "KESTREL-2", SOURCE_SIM, STATE_YELLOW, 's', "HOLD", -min_s(4, 0));
    set_values(row, 0, 0, -0.0, "   ");
    row->rate = 10;
    row = add_rocket(s, "KESTREL-3", SOURCE_NONE, STATE_NEVER, ' ', "", FLIGHT_NO_TIME);
    set_values(row, INFINITY, INFINITY, INFINITY, "   ");
    row->age_ms = FLIGHT_NO_TIME;
    row = add_rocket(s, "(flugdaten)", SOURCE_NONE, STATE_ENDED, ' ', "LANDED", min_s(2, 41));
    snprintf(row->text, sizeof row->text, "Landing successful");
    row->age_ms = min_s(9, 14);
    s->place.rocket = 1;
    s->have_rocket = true;
}

static void fleet_events(struct scene *s)
{
    add_event(s, today(14, 18, 26), 2, 0, EVENT_PHASE, "LIFTOFF");
    add_event(s, today(14, 19, 12), 5, 0, EVENT_TEXT, "Liftoff");
    add_event(s, today(14, 21, 53), 5, min_s(2, 41), EVENT_TEXT, "Landing successful");
    add_event(s, today(14, 22, 7), 3, -min_s(4, 0), EVENT_PHASE, "HOLD by rule wind (NO-GO)");
    add_event(s, today(14, 24, 29), 1, 0, EVENT_PHASE, "LIFTOFF");
    add_event(s, today(14, 25, 47), 1, min_s(1, 18), EVENT_EVENT, "max-Q, 29.3 kPa");
    add_event(s, today(14, 26, 57), 2, min_s(8, 31), EVENT_STALE, "last heard 14:26:55");
    add_event(s, today(14, 27, 7), 1, min_s(2, 38), EVENT_PHASE,
              "COAST: MECO at 2361.9 m/s, 65.9 km");
    add_event(s, today(14, 27, 30), 2, min_s(9, 4), EVENT_ACK, "stale, by op: \"dish is slewing\"");
    add_event(s, today(14, 28, 59), 1, min_s(4, 30), EVENT_EVENT, "apogee, 119.2 km");
    add_event(s, today(14, 30, 59), 1, min_s(6, 30), EVENT_PHASE, "ENTRY: entry burn start");
    add_event(s, today(14, 31, 4), 1, min_s(6, 35), EVENT_LIMIT,
              "accel -41.4 m/s² YL, limit -40.0");
}

static void fleet_bar(struct scene *s)
{
    struct bar *bar = &s->bar;
    *bar = empty_bar(today(14, 14, 2), today(14, 31, 7));
    fixture_mark(bar, BAR_RECORDED, bar->t0_ms, bar->t1_ms);
    for (int i = 0; i < s->event_count; i++) {
        int kind = s->events[i].kind;
        bool alarm = kind == EVENT_STALE || kind == EVENT_LIMIT;
        int64_t at = s->events[i].v_ms;
        if (kind != EVENT_ACK)
            fixture_mark(bar, alarm ? BAR_ALARM : BAR_EVENT, at, at);
    }
}

static void add_alarm(struct scene *s, char flag, enum role role, int32_t rocket, const char *words,
                      int64_t age_ms)
{
    struct alarm *alarm = &s->alarms[s->alarm_count++];
    *alarm = (struct alarm){.flag = flag, .role = role, .rocket = rocket, .age_ms = age_ms};
    snprintf(alarm->name, sizeof alarm->name, "%s",
             rocket == 0 ? "LINK" : s->fleet[rocket - 1].name);
    snprintf(alarm->words, sizeof alarm->words, "%s", words);
}

static void frame(struct scene *s)
{
    static const char *const columns[] = {"vel m/s", "alt km", "a m/s²"};
    snprintf(s->mission, sizeof s->mission, "demo");
    snprintf(s->user, sizeof s->user, "op");
    snprintf(s->broker, sizeof s->broker, "localhost:9092");
    s->now_ms = s->at_ms = today(14, 31, 7);
    s->link_state = LINK_OK;
    s->parts = s->parts_ok = 5;
    s->transport = (struct transport){.play = PLAY_LIVE,
                                      .mode = MODE_LIVE,
                                      .speed = 1,
                                      .measured_speed = 1,
                                      .t_ms = s->at_ms,
                                      .head_ms = s->at_ms,
                                      .loop_a_ms = FLIGHT_NO_TIME,
                                      .loop_b_ms = FLIGHT_NO_TIME};
    for (int i = 0; i < 3; i++)
        snprintf(s->columns[i], sizeof s->columns[i], "%s", columns[i]);
    s->column_count = 3;
}

void fixture_fleet(struct scene *s)
{
    frame(s);
    fleet_rockets(s);
    fleet_events(s);
    fleet_bar(s);
    add_alarm(s, '!', ROLE_CAUTION, 1, "accel YL -46.7", 3000);
    add_alarm(s, 'a', ROLE_STALE, 2, "STALE", 252000);
    add_alarm(s, 's', ROLE_CAUTION, 3, "lox K YH 90.9", 460000);
    s->alarms_new = s->alarms_acked = s->alarms_shelved = 1;
}

static void move_rocket(struct scene *s, int from, int to)
{
    struct fleet_row row = s->fleet[from];
    for (int i = from; i > to; i--)
        s->fleet[i] = s->fleet[i - 1];
    s->fleet[to] = row;
}

static void drop_events(struct scene *s, int count)
{
    s->event_count -= count;
    memmove(s->events, s->events + count, (size_t)s->event_count * sizeof s->events[0]);
}

void fixture_ascii(struct scene *s)
{
    struct fleet_row *row;
    fixture_fleet(s);
    s->transport.mode = MODE_CATCH_UP;
    s->link_state = LINK_BEHIND;
    s->parts_ok = 4;
    row = add_rocket(s, "PATHFINDER", SOURCE_NONE, STATE_RED, '!', "ASCENT", min_s(0, 58));
    set_values(row, 301.7, 7.9, 61.3, "  !");
    row->rate = 10;
    row = add_rocket(s, "KESTREL-4", SOURCE_SIM, STATE_LATE, ' ', "ASCENT", min_s(1, 20));
    set_values(row, 412, 11, 18.4, "???");
    row->age_ms = 20000;
    row->rate = 10;
    row = add_rocket(s, "KESTREL-0", SOURCE_SIM, STATE_ENDED, ' ', "ABORTED", -3000);
    set_values(row, 0, 0, 0, "   ");
    row->age_ms = min_s(31, 40);
    row = add_rocket(s, "verylongname-0042", SOURCE_NONE, STATE_OK, ' ', "", FLIGHT_NO_TIME);
    set_values(row, 1.5, 123456, NAN, "   ");
    row->rate = 12000;
    s->alarm_count = 0;
    add_alarm(s, '!', ROLE_ALARM, 6, "acc RH 61.3", 2000);
    s->alarms_new = 2;
    move_rocket(s, 5, 1);
    move_rocket(s, 6, 4);
    move_rocket(s, 7, 6);
    drop_events(s, 4);
}

void fixture_small(struct scene *s)
{
    fixture_fleet(s);
}

/* Words and rates that are too long for their columns. */
void fixture_brief(struct scene *s)
{
    static const struct {
        const char *phase;
        enum rocket_state state;
        double rate;
    } rows[] = {{"COUNTDOWN", STATE_OK, 0.34},
                {"COUNTDOWN", STATE_STALE, 0.02},
                {"TERMINAL", STATE_OK, 0.96},
                {"TERMINAL", STATE_LATE, 1999},
                {"STAGE-SEPARATION", STATE_OK, 12400}};
    fixture_fleet(s);
    for (int i = 0; i < (int)ARRAY_SIZE(rows); i++) {
        struct fleet_row *row = &s->fleet[i];
        snprintf(row->phase, sizeof row->phase, "%s", rows[i].phase);
        row->state = rows[i].state;
        row->phase_stale = row->state != STATE_OK;
        row->rate = rows[i].rate;
        row->text[0] = '\0';
    }
}

/* 40 columns, more rockets than rows, and a question. */
void fixture_crowded(struct scene *s)
{
    fixture_brief(s);
    for (int i = 0; i < 5; i++)
        add_rocket(s, "KESTREL-9", SOURCE_SIM, STATE_OK, ' ', "ASCENT", min_s(1, i));
    s->prompt = PROMPT_QUIT;
}

/* What was typed is longer than the row. */
void fixture_typed(struct scene *s)
{
    fixture_fleet(s);
    s->prompt = PROMPT_MARK;
    snprintf(s->prompt_text, sizeof s->prompt_text,
             "the left booster shook for a second before it was cut off, look again");
}

void fixture_help(struct scene *s)
{
    fixture_fleet(s);
    s->place.help = true;
}

void fixture_empty(struct scene *s)
{
    frame(s);
    snprintf(s->mission, sizeof s->mission, "(default)");
    s->now_ms = s->at_ms = today(14, 2, 11);
    s->parts = s->parts_ok = 0;
    s->bar = empty_bar(FLIGHT_NO_TIME, FLIGHT_NO_TIME);
}

/* The commands are too long for a row. */
void fixture_empty_far(struct scene *s)
{
    fixture_empty(s);
    snprintf(s->broker, sizeof s->broker, "kafka-1.telemetry.launch-range.example.org:19092");
    s->place.lists[SCREEN_FLEET].selected = 1;
}

/* Nobody answers where a broker was asked for: not Kafka's usual port. */
void fixture_unreached(struct scene *s)
{
    fixture_empty(s);
    s->transport.mode = MODE_NO_LINK;
    s->transport.play = PLAY_HEAD;
    s->link_state = LINK_DOWN;
    s->link_age_ms = 42000;
    s->alarms_new = 1;
    snprintf(s->broker, sizeof s->broker, "localhost:9093");
    snprintf(s->link_text, sizeof s->link_text, "localhost:9093: connection refused");
    start_broker_command(s->broker, s->broker_command);
}

/* Nobody records: the command by hand is the one for this very cache and broker. */
void fixture_unrecorded(struct scene *s)
{
    fixture_fleet(s);
    s->transport.mode = MODE_NO_REC;
    s->transport.play = PLAY_HEAD;
    s->link_state = LINK_NO_RECORDER;
    s->link_since_ms = today(14, 31, 2);
    s->alarms_new = 1;
    s->alarms_acked = s->alarms_shelved = s->alarm_count = 0;
    s->records = true;
    snprintf(s->record_command, sizeof s->record_command,
             "ground record --cache /srv/a.db --bootstrap-server localhost:9093");
}

static void nolink_rows(struct scene *s)
{
    for (int i = 0; i < 3; i++) {
        s->fleet[i].state = STATE_STALE;
        s->fleet[i].phase_stale = true;
        s->fleet[i].rate = 0;
        s->fleet[i].age_ms = 42000;
        for (int k = 0; k < 3; k++)
            s->fleet[i].values[k].stale = true;
    }
    s->fleet[0].clock_ms = min_s(7, 22);
    set_values(&s->fleet[0], 2071.9, 48.3, -47.7, "???");
    s->fleet[1].clock_ms = min_s(13, 25);
    s->fleet[1].age_ms = min_s(4, 56);
    s->fleet[4].age_ms = min_s(9, 58);
}

void fixture_lose_link(struct scene *s)
{
    s->now_ms = s->at_ms = today(14, 31, 51);
    s->transport.mode = MODE_NO_LINK;
    s->transport.play = PLAY_HEAD;
    s->transport.t_ms = s->bar.t1_ms = today(14, 31, 9);
    s->link_state = LINK_DOWN;
    s->link_since_ms = today(14, 31, 9);
    s->link_age_ms = 42000;
    s->tries = 9;
    s->next_try_ms = s->now_ms + 3000;
    snprintf(s->link_text, sizeof s->link_text, "localhost:9092: connection refused");
    s->alarm_count = 0;
    add_alarm(s, '!', ROLE_ALARM, 0, "localhost DOWN", 42000);
    s->alarms_new = 2;
    nolink_rows(s);
    drop_events(s, 6);
    add_event(s, today(14, 31, 9), 0, FLIGHT_NO_TIME, EVENT_LINK,
              "DOWN localhost:9092: connection refused");
}

void fixture_nolink(struct scene *s)
{
    fixture_fleet(s);
    fixture_lose_link(s);
}

static void replay_events(struct scene *s)
{
    static const struct {
        int at;
        int32_t rocket;
        int kind;
        const char *text;
    } rows[] = {
        {0, 1, EVENT_PHASE, "LIFTOFF"},
        {71, 1, EVENT_EVENT, "max-Q"},
        {150, 1, EVENT_EVENT, "MECO"},
        {161, 1, EVENT_PHASE, "SECOND: SES-1"},
        {300, 1, EVENT_MARK, "op: \"fairing? look again\""},
        {558, 1, EVENT_PHASE, "ORBIT: SECO-1"},
        {564, 1, EVENT_MARK, "op: \"why the jump?\""},
        {566, 1, EVENT_STALE, "last heard T+00:09:24"},
        {575, 2, EVENT_EVENT, "first heard"},
    };
    int64_t zero = fixture_utc("2017-08-24 18:51:00");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_event(s, zero + rows[i].at * 1000, rows[i].rocket, rows[i].at * 1000, rows[i].kind,
                  rows[i].text);
}

void fixture_replay_bar(struct bar *bar)
{
    int64_t zero = fixture_utc("2017-08-24 18:51:00");
    *bar = empty_bar(zero, zero + 697000);
    bar->clock0_ms = 0;
    bar->clock1_ms = 697000;
    fixture_mark(bar, BAR_RECORDED, bar->t0_ms, bar->t1_ms);
    fixture_mark(bar, BAR_GAP, zero + 564000, zero + 673000);
    fixture_mark(bar, BAR_EVENT, zero + 71000, zero + 71000);
    fixture_mark(bar, BAR_EVENT, zero + 150000, zero + 150000);
    fixture_mark(bar, BAR_MARK, zero + 300000, zero + 300000);
    fixture_mark(bar, BAR_MARK, zero + 564000, zero + 564000);
}

void fixture_replay(struct scene *s)
{
    struct fleet_row *row;
    frame(s);
    fleet_rockets(s);
    add_alarm(s, '!', ROLE_STALE, 1, "STALE", 13000);
    s->fleet_count = 0;
    s->now_ms = today(14, 31, 52);
    s->at_ms = s->transport.t_ms = fixture_utc("2017-08-24 19:00:56");
    s->transport.mode = MODE_REPLAY;
    s->transport.play = PLAY_PLAYING;
    s->transport.speed = s->transport.measured_speed = 4;
    s->transport.replay_flight = 7;
    s->alarms_new = 2;
    s->alarms_acked = s->alarms_shelved = 1;
    row = add_rocket(s, "F9-FS5-S2", SOURCE_REC, STATE_STALE, ' ', "ORBIT", min_s(9, 56));
    set_values(row, 7583.3, 725.0, INFINITY, "?? ");
    row->age_ms = 31000;
    row = add_rocket(s, "F9-FS5-S1", SOURCE_REC, STATE_OK, ' ', "", min_s(9, 56));
    set_values(row, 603.3, 12.0, INFINITY, "   ");
    row->rate = 30;
    replay_events(s);
    fixture_replay_bar(&s->bar);
    snprintf(s->replay_line, sizeof s->replay_line,
             "F9-FS5-S2, flown 2017-08-24; its alarms are logged, never raised");
    snprintf(s->gap_line, sizeof s->gap_line,
             "no data T+00:09:24 .. T+00:11:13, 00:31 of 01:48; ] skips to its end");
}

/* The same, and nobody records: nothing live was asked for. */
void fixture_archive(struct scene *s)
{
    fixture_replay(s);
    s->transport.archive = true;
    s->link_state = LINK_NO_RECORDER;
    s->alarm_count = s->alarms_new = s->alarms_acked = s->alarms_shelved = 0;
}
