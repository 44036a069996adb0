/* gather.c: what is on every screen: mode, clock, link, transport, bar, alarms, events. */
#include "ui/gather.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "flight/show.h"
#include "ui/layout.h"
#include "ui/log.h"
#include "ui/marks.h"

enum { BAR_POINTS = 72, FAR_MS = 3600000, SERIES_SETTLE_MS = 250 };

void gather_fail(struct view *v, const struct err *err)
{
    if (v->said[0] == '\0')
        bytes_to_text(bytes_of(err->text), v->said, sizeof v->said);
}

int gather_scroll(int first, int selected, int count, int room)
{
    if (selected >= 0 && selected < first)
        first = selected;
    if (selected >= first + room)
        first = selected - room + 1;
    if (first > count - room)
        first = count - room;
    return first < 0 ? 0 : first;
}

void gather_name(const struct view *v, int32_t rocket, char out[SCENE_NAME])
{
    const struct fleet *fleet = playhead_live(v->playhead);
    if (rocket == 0) {
        snprintf(out, SCENE_NAME, "(link)");
        return;
    }
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->id == rocket) {
            rocket_title(fleet->rockets[i], out);
            return;
        }
    const struct store_rocket *row = playhead_rocket(v->playhead, rocket);
    struct rocket r;
    if (row == NULL) {
        snprintf(out, SCENE_NAME, "(rocket %d)", (int)rocket);
        return;
    }
    rocket_init(&r, row->id, row->name, row->keyless);
    rocket_title(&r, out);
}

/* A series steps once a second, and is of what was visible at a whole second that is long enough
 * past for everything of then to have come: the same now and in a replay. A flight that is younger
 * than that, or at the end of which time stands still, is shown as far as it is known. */
static int64_t settled_ms(const struct view *v, int32_t rocket)
{
    const struct rocket *r = gather_rocket_shown(v, rocket);
    int64_t until_ms = v->scene.at_ms - SERIES_SETTLE_MS;
    until_ms -= (until_ms % 1000 + 1000) % 1000;
    bool young = r != NULL && until_ms < r->flight_v0_ms;
    return young || v->scene.transport.play == PLAY_END ? v->scene.at_ms : until_ms;
}

const struct series_cache *gather_series(struct view *v, int32_t rocket, const char *channel,
                                         int64_t t0_ms, int64_t t1_ms, int points)
{
    struct err err = {0};
    int64_t until_ms = settled_ms(v, rocket);
    for (int i = 0; i < VIEW_SERIES; i++) {
        const struct series_cache *c = &v->series[i];
        if (c->points == points && c->rocket == rocket && c->t0_ms == t0_ms && c->t1_ms == t1_ms &&
            c->until_ms == until_ms && strcmp(c->channel, channel) == 0)
            return c;
    }
    struct series_cache *c = &v->series[v->series_next];
    v->series_next = (v->series_next + 1) % VIEW_SERIES;
    *c = (struct series_cache){
        .rocket = rocket, .t0_ms = t0_ms, .t1_ms = t1_ms, .until_ms = until_ms, .points = points};
    bytes_to_text(bytes_of(channel), c->channel, sizeof c->channel);
    if (playhead_series(v->playhead, rocket, channel, t0_ms, t1_ms, until_ms, points, c->min,
                        c->max, &err) != 0) {
        gather_fail(v, &err);
        for (int i = 0; i < points; i++)
            c->min[i] = c->max[i] = NAN;
    }
    return c;
}

/* ---- the bar ------------------------------------------------------------------------------- */

void gather_bar(struct view *v, struct bar *bar, int64_t t0_ms, int64_t t1_ms, int32_t rocket)
{
    static const enum bar_kind kinds[] = {
        [EVENT_PHASE] = BAR_EVENT, [EVENT_TEXT] = BAR_EVENT,  [EVENT_EVENT] = BAR_EVENT,
        [EVENT_STALE] = BAR_ALARM, [EVENT_LIMIT] = BAR_ALARM, [EVENT_MARK] = BAR_MARK,
        [EVENT_GAP] = BAR_EVENT,
    };
    static struct store_event events[SCENE_MAX_MARKS - 1];
    struct err err = {0};
    *bar = (struct bar){.t0_ms = t0_ms,
                        .t1_ms = t1_ms,
                        .clock0_ms = FLIGHT_NO_TIME,
                        .clock1_ms = FLIGHT_NO_TIME,
                        .behind_ms = FLIGHT_NO_TIME};
    if (t0_ms == FLIGHT_NO_TIME)
        return;
    bar->marks[bar->count++] = (struct bar_mark){BAR_RECORDED, t0_ms, t1_ms};
    int count = playhead_bar_events(v->playhead, rocket, t0_ms, t1_ms, events,
                                    (int)ARRAY_SIZE(events), &err);
    for (int i = 0; i < count; i++) {
        const struct store_event *e = &events[i];
        if (e->kind < 0 || e->kind >= (int)ARRAY_SIZE(kinds))
            continue;
        bar->marks[bar->count++] = (struct bar_mark){kinds[e->kind], e->v_ms, e->v_ms};
    }
    if (count < 0)
        gather_fail(v, &err);
    marks_gather_bar(v, bar, rocket);
}

void gather_bar_gaps(struct view *v, struct bar *bar, int32_t rocket)
{
    bool heard[BAR_POINTS] = {false};
    struct err err = {0};
    if (bar->t0_ms == FLIGHT_NO_TIME || bar->t1_ms <= bar->t0_ms)
        return;
    if (playhead_heard(v->playhead, rocket, bar->t0_ms, bar->t1_ms, BAR_POINTS, heard, &err) != 0)
        gather_fail(v, &err);
    int64_t span = bar->t1_ms - bar->t0_ms;
    for (int i = 0; i < BAR_POINTS && bar->count < SCENE_MAX_MARKS; i++) {
        int from = i;
        while (i < BAR_POINTS && !heard[i])
            i++;
        if (i > from && from > 0 && i < BAR_POINTS)
            bar->marks[bar->count++] = (struct bar_mark){
                BAR_GAP, bar->t0_ms + span * from / BAR_POINTS, bar->t0_ms + span * i / BAR_POINTS};
    }
}

static void gather_transport(struct view *v)
{
    struct scene *s = &v->scene;
    const struct transport *t = &s->transport;
    gather_bar(v, &s->bar, t->bar0_ms, t->bar1_ms, 0);
    if (t->replay_flight != 0) {
        const struct rocket *r = gather_rocket_shown(v, v->selected);
        if (r != NULL) {
            s->bar.clock0_ms = rocket_mission_ms(r, t->bar0_ms);
            s->bar.clock1_ms = rocket_mission_ms(r, t->bar1_ms);
        }
        gather_bar_gaps(v, &s->bar, v->selected);
    } else if (t->mode == MODE_REPLAY && !t->archive) {
        s->bar.behind_ms = t->head_ms - t->t_ms;
    }
}

/* ---- link, clock --------------------------------------------------------------------------- */

static void gather_status(struct view *v)
{
    struct scene *s = &v->scene;
    const struct store_status *status = playhead_status(v->playhead);
    struct store_link gone;
    bool beats = store_beats(status, s->now_ms);
    v->next_alarm_ms = beats ? status->beat_ms + STORE_BEAT_FRESH_MS + 1 : s->now_ms + FAR_MS;
    s->shown_link = *playhead_link_at(v->playhead);
    s->link_state = beats ? status->link : LINK_NO_RECORDER;
    s->link_since_ms = status->link_since_ms;
    if (store_gone(status, s->now_ms, &gone))
        s->link_since_ms = gone.t_ms;
    s->link_age_ms = s->now_ms - s->link_since_ms;
    s->parts = status->parts;
    s->parts_ok = status->parts_ok;
    s->next_try_ms = status->next_try_ms;
    s->tries = status->tries;
    s->recorder_pid = beats ? status->pid : 0;
    s->recorder_age_ms = s->now_ms - status->beat_ms;
    bytes_to_text(bytes_of(status->broker[0] != '\0' ? status->broker : v->broker), s->broker,
                  sizeof s->broker);
    bytes_to_text(bytes_of(status->text), s->link_text, sizeof s->link_text);
    s->links.status = *status;
    s->links.have_status = beats;
    s->links.beat_age_ms = s->recorder_age_ms;
}

static void gather_no_cache(struct view *v)
{
    struct scene *s = &v->scene;
    s->transport = (struct transport){.play = PLAY_HEAD,
                                      .mode = MODE_NO_REC,
                                      .speed = 1,
                                      .measured_speed = 1,
                                      .t_ms = s->now_ms,
                                      .head_ms = s->now_ms,
                                      .bar0_ms = FLIGHT_NO_TIME,
                                      .bar1_ms = FLIGHT_NO_TIME,
                                      .loop_a_ms = FLIGHT_NO_TIME,
                                      .loop_b_ms = FLIGHT_NO_TIME};
    s->bar = (struct bar){.t0_ms = FLIGHT_NO_TIME,
                          .t1_ms = FLIGHT_NO_TIME,
                          .clock0_ms = FLIGHT_NO_TIME,
                          .clock1_ms = FLIGHT_NO_TIME,
                          .behind_ms = FLIGHT_NO_TIME};
    v->next_alarm_ms = s->now_ms + FAR_MS;
    s->link_state = LINK_NO_RECORDER;
    bytes_to_text(bytes_of(v->broker), s->broker, sizeof s->broker);
    s->fleet_count = s->event_count = s->alarm_count = s->alarms_new = 0;
    s->have_rocket = false;
}

/* ---- alarms -------------------------------------------------------------------------------- */

static struct alarm *add_alarm(struct scene *s)
{
    static struct alarm spare;
    s->alarms_new++;
    struct alarm *alarm = s->alarm_count < SCENE_MAX_ALARMS ? &s->alarms[s->alarm_count++] : &spare;
    *alarm = (struct alarm){.flag = '!', .role = ROLE_STALE};
    return alarm;
}

static void link_alarm(struct scene *s)
{
    struct alarm *alarm = add_alarm(s);
    alarm->role = ROLE_ALARM;
    alarm->age_ms = s->link_age_ms;
    snprintf(alarm->name, sizeof alarm->name, "LINK");
    if (s->link_state == LINK_NO_RECORDER)
        snprintf(alarm->words, sizeof alarm->words, "no recorder");
    else
        snprintf(alarm->words, sizeof alarm->words, "%.*s DOWN",
                 (int)(strcspn(s->broker, ":") > 40 ? 40 : strcspn(s->broker, ":")), s->broker);
}

/* A partition whose records cannot be read needs a person: LINKS says which word goes on. */
static void damage_alarms(struct view *v)
{
    gather_parts(v);
    for (int i = 0; i < v->part_count; i++) {
        const struct store_part *p = &v->parts[i];
        if (p->state != PART_DAMAGED)
            continue;
        struct alarm *alarm = add_alarm(&v->scene);
        alarm->role = ROLE_ALARM;
        alarm->age_ms = p->heard_ms == STORE_NO_TIME ? 0 : v->scene.now_ms - p->heard_ms;
        snprintf(alarm->name, sizeof alarm->name, "%.60s/%d", p->topic, (int)p->partition);
        snprintf(alarm->words, sizeof alarm->words, "DAMAGED at %lld", (long long)p->next_off);
    }
}

/* Newest first: who fell silent last stands in row 2. */
static void sort_alarms(struct scene *s)
{
    for (int i = 1; i < s->alarm_count; i++)
        for (int k = i; k > 0 && s->alarms[k].age_ms < s->alarms[k - 1].age_ms; k--) {
            struct alarm swap = s->alarms[k];
            s->alarms[k] = s->alarms[k - 1];
            s->alarms[k - 1] = swap;
        }
}

static void expect_alarm(struct view *v, const struct rocket *r)
{
    int64_t t = rocket_stale_ms(r);
    if (t != FLIGHT_NO_TIME && t > v->scene.now_ms && t < v->next_alarm_ms)
        v->next_alarm_ms = t;
}

/* Alarms always come from the live fleet, even during a replay. While catching up none are raised;
 * those still active are raised once caught up. One LINK alarm stands for all when the link is
 * down. In an archive nothing live was asked for, so nobody could act on one. */
static void gather_alarms(struct view *v)
{
    struct scene *s = &v->scene;
    const struct fleet *fleet = playhead_live(v->playhead);
    s->alarm_count = s->alarms_new = s->alarms_acked = s->alarms_shelved = 0;
    if (s->transport.archive)
        return;
    if (s->link_state == LINK_DOWN || s->link_state == LINK_NO_RECORDER) {
        if (fleet->count > 0 || s->link_state == LINK_DOWN)
            link_alarm(s);
        return;
    }
    if (s->link_state != LINK_OK || s->transport.mode == MODE_CATCH_UP)
        return;
    damage_alarms(v);
    for (int i = 0; i < fleet->count; i++) {
        const struct rocket *r = fleet->rockets[i];
        expect_alarm(v, r);
        if (rocket_state(r, s->now_ms) != STATE_STALE ||
            strcmp(rocket_outcome(r, s->now_ms), "LOS") == 0)
            continue;
        struct alarm *alarm = add_alarm(s);
        alarm->rocket = r->id;
        alarm->age_ms = rocket_age_ms(r, s->now_ms);
        rocket_title(r, alarm->name);
        snprintf(alarm->words, sizeof alarm->words, "STALE");
    }
    sort_alarms(s);
}

/* ---- all of it ----------------------------------------------------------------------------- */

static void gather_prompt(struct view *v)
{
    struct scene *s = &v->scene;
    char from[16] = "--:--:--", to[16] = "--:--:--", t0[32], t1[32];
    struct err err = {0};
    int64_t t;
    s->prompt = v->prompt;
    bytes_to_text(bytes_of(v->prompt_text), s->prompt_text, sizeof s->prompt_text);
    s->prompt_says[0] = s->goto_range[0] = '\0';
    if (v->prompt != PROMPT_GOTO || v->playhead == NULL)
        return;
    show_utc(s->bar.t0_ms, SHOW_TIME, t0);
    show_utc(s->bar.t1_ms, SHOW_TIME, t1);
    const struct rocket *r = gather_rocket_shown(v, v->selected);
    int n = snprintf(s->goto_range, sizeof s->goto_range, "%.8sZ .. %.8sZ", t0, t1);
    if (r != NULL && r->t_zero_ms != FLIGHT_NO_TIME && s->bar.t0_ms != FLIGHT_NO_TIME) {
        char name[SCENE_NAME];
        rocket_title(r, name);
        show_clock(rocket_mission_ms(r, s->bar.t0_ms), from);
        show_clock(rocket_mission_ms(r, s->bar.t1_ms), to);
        snprintf(s->goto_range + n, sizeof s->goto_range - (size_t)n, " = %.24s %.10s .. %.10s",
                 name, from, to);
    }
    if (v->at_top) {
        snprintf(s->prompt_says, sizeof s->prompt_says, "= top of the list");
        return;
    }
    if (v->prompt_text[0] != '\0' && marks_when(v, v->prompt_text, &t, s->prompt_says, &err) != 0 &&
        s->prompt_says[0] == '\0')
        bytes_to_text(bytes_of(err.text), s->prompt_says, sizeof s->prompt_says);
}

static void gather_view(struct view *v)
{
    struct scene *s = &v->scene;
    snprintf(s->mission, sizeof s->mission, "%s", v->mission->name);
    bytes_to_text(bytes_of(v->user), s->user, sizeof s->user);
    s->crew = v->crew;
    s->records = v->records;
    bytes_to_text(bytes_of(v->record_command), s->record_command, sizeof s->record_command);
    s->screen = v->screen;
    s->times_as_clock = v->times_as_clock;
    s->help = v->help;
    s->help_action = v->help_action;
    s->console.inspector.open = v->inspecting && v->screen == SCREEN_CONSOLE;
    s->rocket.wide_chart = v->wide_chart && v->screen == SCREEN_ROCKET;
}

static void gather_screen(struct view *v, int64_t mono_ms)
{
    bool wall = layout_kind(v->rows, v->cols) == LAYOUT_WALL; /* tiles beside it: layout.c */
    if (v->screen == SCREEN_ROCKET || (wall && v->screen == SCREEN_FLEET))
        gather_rocket(v);
    if (v->screen == SCREEN_LINKS || wall)
        gather_links(v, mono_ms);
    if (v->screen == SCREEN_CONSOLE || wall) /* on a wall it has the rows that LINKS leaves */
        gather_console(v);
    if (v->screen == SCREEN_FLIGHTS)
        gather_flights(v);
}

void view_gather(struct view *v, int64_t now_ms, int64_t mono_ms)
{
    struct scene *s = &v->scene;
    s->now_ms = s->at_ms = now_ms;
    gather_view(v);
    if (v->playhead == NULL) {
        gather_no_cache(v);
    } else {
        playhead_transport(v->playhead, &s->transport);
        if (s->transport.play != PLAY_LIVE && s->transport.play != PLAY_HEAD)
            s->at_ms = s->transport.t_ms;
        gather_status(v);
        gather_alarms(v);
        gather_fleet(v);
        gather_transport(v);
        gather_events(v);
        gather_screen(v, mono_ms);
        gather_log(v);
    }
    start_broker_command(s->broker, s->broker_command);
    gather_prompt(v);
    bytes_to_text(bytes_of(v->said), s->said, sizeof s->said);
}
