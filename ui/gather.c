/* gather.c: what is on every screen: mode, clock, link, transport, bar, alarms, events. */
#include "ui/gather.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flight/show.h"
#include "flight/source_audit.h"
#include "ui/layout.h"
#include "ui/marks.h"
#include "ui/wall.h"

enum { BAR_POINTS = 72, FAR_MS = 3600000, SERIES_SETTLE_MS = 250 };

void gather_init(struct gather *g, const struct view *view, struct scene *scene)
{
    *g = (struct gather){.view = view, .scene = scene};
    g->series = mem_zero(GATHER_SERIES, sizeof *g->series);
    g->parts = mem_zero(SCENE_MAX_PARTS, sizeof *g->parts);
    g->samples = mem_zero(SCENE_MAX_PARTS, sizeof *g->samples);
}

void gather_deinit(struct gather *g)
{
    source_audit_free(g->audit);
    free(g->series);
    free(g->parts);
    free(g->samples);
}

/* A series steps once a second, and is of what was visible at a whole second that is long enough
 * past for everything of then to have come: the same now and in a replay. A flight that is younger
 * than that, or at the end of which time stands still, is shown as far as it is known. */
static int64_t settled_ms(const struct gather *g, int32_t rocket)
{
    const struct rocket *r = gather_rocket_shown(g, rocket);
    int64_t until_ms = g->scene->at_ms - SERIES_SETTLE_MS;
    until_ms -= (until_ms % 1000 + 1000) % 1000;
    bool young = r != NULL && until_ms < r->flight_v0_ms;
    return young || g->scene->transport.play == PLAY_END ? g->scene->at_ms : until_ms;
}

const struct series_cache *gather_series(struct gather *g, int32_t rocket, const char *channel,
                                         int64_t t0_ms, int64_t t1_ms, int points)
{
    struct err err = {0};
    int64_t until_ms = settled_ms(g, rocket);
    for (int i = 0; i < GATHER_SERIES; i++) {
        const struct series_cache *c = &g->series[i];
        if (c->points == points && c->rocket == rocket && c->t0_ms == t0_ms && c->t1_ms == t1_ms &&
            c->until_ms == until_ms && strcmp(c->channel, channel) == 0)
            return c;
    }
    struct series_cache *c = &g->series[g->series_next];
    g->series_next = (g->series_next + 1) % GATHER_SERIES;
    *c = (struct series_cache){
        .rocket = rocket, .t0_ms = t0_ms, .t1_ms = t1_ms, .until_ms = until_ms, .points = points};
    bytes_to_text(bytes_of(channel), c->channel, sizeof c->channel);
    if (playhead_series(g->view->playhead, rocket, channel, t0_ms, t1_ms, until_ms, points, c->min,
                        c->max, &err) != 0) {
        gather_fail(g, &err);
        for (int i = 0; i < points; i++)
            c->min[i] = c->max[i] = NAN;
    }
    return c;
}

int gather_room(const struct gather *g, enum screen_id list)
{
    return layout_room(g->scene, list, g->view->rows, g->view->cols);
}

/* ---- the bar ------------------------------------------------------------------------------- */

void gather_bar(struct gather *g, struct bar *bar, int64_t t0_ms, int64_t t1_ms, int32_t rocket)
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
    int count = playhead_bar_events(g->view->playhead, rocket, t0_ms, t1_ms, events,
                                    (int)ARRAY_SIZE(events), &err);
    for (int i = 0; i < count; i++) {
        const struct store_event *e = &events[i];
        if (e->kind < 0 || e->kind >= (int)ARRAY_SIZE(kinds))
            continue;
        bar->marks[bar->count++] = (struct bar_mark){kinds[e->kind], e->v_ms, e->v_ms};
    }
    if (count < 0)
        gather_fail(g, &err);
    marks_gather_bar(g, bar, rocket);
}

void gather_bar_gaps(struct gather *g, struct bar *bar, int32_t rocket)
{
    bool heard[BAR_POINTS] = {false};
    struct err err = {0};
    if (bar->t0_ms == FLIGHT_NO_TIME || bar->t1_ms <= bar->t0_ms)
        return;
    if (playhead_heard(g->view->playhead, rocket, bar->t0_ms, bar->t1_ms, BAR_POINTS, heard,
                       &err) != 0)
        gather_fail(g, &err);
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

static void gather_transport(struct gather *g)
{
    struct scene *s = g->scene;
    const struct transport *t = &s->transport;
    gather_bar(g, &s->bar, t->bar0_ms, t->bar1_ms, 0);
    if (t->replay_flight != 0) {
        const struct rocket *r = gather_rocket_shown(g, g->scene->place.rocket);
        if (r != NULL) {
            s->bar.clock0_ms = rocket_mission_ms(r, t->bar0_ms);
            s->bar.clock1_ms = rocket_mission_ms(r, t->bar1_ms);
        }
        gather_bar_gaps(g, &s->bar, g->scene->place.rocket);
    } else if (t->mode == MODE_REPLAY && !t->archive) {
        s->bar.behind_ms = t->head_ms - t->t_ms;
    }
}

/* ---- link, clock --------------------------------------------------------------------------- */

static void gather_status(struct gather *g)
{
    struct scene *s = g->scene;
    const struct store_status *status = playhead_status(g->view->playhead);
    struct store_link gone;
    bool beats = store_beats(status, s->now_ms);
    g->scene->next_alarm_ms =
        beats ? status->beat_ms + STORE_BEAT_FRESH_MS + 1 : s->now_ms + FAR_MS;
    s->shown_link = *playhead_link_at(g->view->playhead);
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
    bytes_to_text(bytes_of(status->broker[0] != '\0' ? status->broker : g->view->broker), s->broker,
                  sizeof s->broker);
    bytes_to_text(bytes_of(status->text), s->link_text, sizeof s->link_text);
    s->links.status = *status;
    s->links.have_status = beats;
    s->links.beat_age_ms = s->recorder_age_ms;
}

static void gather_no_cache(struct gather *g)
{
    struct scene *s = g->scene;
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
    g->scene->next_alarm_ms = s->now_ms + FAR_MS;
    s->link_state = LINK_NO_RECORDER;
    bytes_to_text(bytes_of(g->view->broker), s->broker, sizeof s->broker);
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
static void damage_alarms(struct gather *g)
{
    gather_parts(g);
    for (int i = 0; i < g->part_count; i++) {
        const struct store_part *p = &g->parts[i];
        if (p->state != PART_DAMAGED)
            continue;
        struct alarm *alarm = add_alarm(g->scene);
        alarm->role = ROLE_ALARM;
        alarm->age_ms = p->heard_ms == STORE_NO_TIME ? 0 : g->scene->now_ms - p->heard_ms;
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

static void expect_alarm(struct gather *g, const struct rocket *r)
{
    int64_t t = rocket_stale_ms(r);
    if (t != FLIGHT_NO_TIME && t > g->scene->now_ms && t < g->scene->next_alarm_ms)
        g->scene->next_alarm_ms = t;
}

/* Alarms always come from the live fleet, even during a replay. While catching up none are raised;
 * those still active are raised once caught up. One LINK alarm stands for all when the link is
 * down. In an archive nothing live was asked for, so nobody could act on one. */
static void gather_alarms(struct gather *g)
{
    struct scene *s = g->scene;
    const struct fleet *fleet = playhead_live(g->view->playhead);
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
    damage_alarms(g);
    for (int i = 0; i < fleet->count; i++) {
        const struct rocket *r = fleet->rockets[i];
        expect_alarm(g, r);
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

static void gather_prompt(struct gather *g)
{
    struct scene *s = g->scene;
    char from[16] = "--:--:--", to[16] = "--:--:--", t0[32], t1[32];
    struct err err = {0};
    int64_t t;
    s->prompt = g->view->prompt;
    bytes_to_text(bytes_of(g->view->prompt_text), s->prompt_text, sizeof s->prompt_text);
    s->prompt_says[0] = s->goto_range[0] = '\0';
    if (g->view->prompt != PROMPT_GOTO || g->view->playhead == NULL)
        return;
    show_utc(s->bar.t0_ms, SHOW_TIME, t0);
    show_utc(s->bar.t1_ms, SHOW_TIME, t1);
    const struct rocket *r = gather_rocket_shown(g, g->scene->place.rocket);
    int n = snprintf(s->goto_range, sizeof s->goto_range, "%.8sZ .. %.8sZ", t0, t1);
    if (r != NULL && r->t_zero_ms != FLIGHT_NO_TIME && s->bar.t0_ms != FLIGHT_NO_TIME) {
        char name[SCENE_NAME];
        rocket_title(r, name);
        show_clock(rocket_mission_ms(r, s->bar.t0_ms), from);
        show_clock(rocket_mission_ms(r, s->bar.t1_ms), to);
        snprintf(s->goto_range + n, sizeof s->goto_range - (size_t)n, " = %.24s %.10s .. %.10s",
                 name, from, to);
    }
    if (g->view->at_top) {
        snprintf(s->prompt_says, sizeof s->prompt_says, "= top of the list");
        return;
    }
    if (g->view->prompt_text[0] != '\0' &&
        marks_when(g->view, g->view->prompt_text, &t, s->prompt_says, &err) != 0 &&
        s->prompt_says[0] == '\0')
        bytes_to_text(bytes_of(err.text), s->prompt_says, sizeof s->prompt_says);
}

/* What the frame shows of the view itself; its place until the rest says what there is of it. */
static void gather_view(struct gather *g)
{
    struct scene *s = g->scene;
    const struct view *v = g->view;
    snprintf(s->mission, sizeof s->mission, "%s", v->mission->name);
    bytes_to_text(bytes_of(v->user), s->user, sizeof s->user);
    s->crew = v->crew;
    s->records = v->records;
    bytes_to_text(bytes_of(v->record_command), s->record_command, sizeof s->record_command);
    s->place = v->place;
    s->times_as_clock = v->times_as_clock;
    s->help_key = v->help_key;
    s->rocket.wide_chart = s->place.wide_chart && s->place.screen == SCREEN_ROCKET;
}

/* The screen, what is open over it, and on a wall the tiles beside it. From the last tab to the
 * first, since on a wall messages have the rows that partitions leave. */
static void gather_screens(struct gather *g)
{
    enum screen_id asked = g->scene->place.screen, over = place_shown(&g->scene->place);
    bool wall = layout_kind(g->view->rows, g->view->cols) == LAYOUT_WALL;
    for (int i = SCREEN_COUNT - 1; i >= 0; i--) {
        const struct screen *screen = screen_of((enum screen_id)i);
        bool tile = wall && wall_has(asked, (enum screen_id)i);
        if (screen->digit != 0 && screen != &screen_fleet && screen->gather != NULL &&
            (i == (int)asked || tile))
            screen->gather(g);
    }
    if (over != asked && screen_of(over)->gather != NULL)
        screen_of(over)->gather(g);
}

static void gather_recorded(struct gather *g)
{
    struct scene *s = g->scene;
    playhead_transport(g->view->playhead, &s->transport);
    if (s->transport.play != PLAY_LIVE && s->transport.play != PLAY_HEAD)
        s->at_ms = s->transport.t_ms;
    marks_look(g->view->marks, g->view->cache, s->now_ms);
    gather_status(g);
    gather_alarms(g);
    screen_fleet.gather(g);
    gather_transport(g);
    gather_events(g);
    gather_screens(g);
}

void gather_scene(struct gather *g, int64_t now_ms, int64_t mono_ms)
{
    struct scene *s = g->scene;
    g->mono_ms = mono_ms;
    s->now_ms = s->at_ms = now_ms;
    s->failed[0] = '\0';
    gather_view(g);
    if (g->view->playhead == NULL)
        gather_no_cache(g);
    else
        gather_recorded(g);
    start_broker_command(s->broker, s->broker_command);
    gather_prompt(g);
    bytes_to_text(bytes_of(g->view->said[0] != '\0' ? g->view->said : s->failed), s->said,
                  sizeof s->said);
}
