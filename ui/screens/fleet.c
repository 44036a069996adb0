/* fleet.c: FLEET, all rockets at a glance; under them what a replay, the link and a gap have to
 * say, and EVENTS. Before the first rocket, how to begin. */
#include <stdio.h>
#include <string.h>

#include "flight/show.h"
#include "ui/gather.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"
#include "ui/screens/hints.h"
#include "ui/view_internal.h"
#include "ui/wall.h"

enum { TOPIC_WHOLE = 70 }; /* a longer name may have been cut for its row */

/* ---- a replay's lines ---------------------------------------------------------------------- */

static void replay_line(struct gather *g)
{
    struct scene *s = g->scene;
    char name[SCENE_NAME], date[32], age[16];
    s->replay_line[0] = '\0';
    if (s->transport.mode != MODE_REPLAY)
        return;
    if (s->transport.replay_flight == 0) {
        show_age(s->transport.head_ms - s->transport.t_ms, age);
        snprintf(s->replay_line, sizeof s->replay_line, "%s %s", age + strspn(age, " "),
                 s->transport.archive                ? "before the end of the recording"
                 : s->link_state == LINK_NO_RECORDER ? "behind the last moment; L goes there"
                                                     : "behind live; recording goes on; L "
                                                       "returns");
        return;
    }
    gather_name(g, g->scene->place.rocket, name);
    show_utc(s->transport.bar0_ms, SHOW_DATE_TIME, date);
    snprintf(s->replay_line, sizeof s->replay_line,
             "%.70s, flown %.10s; its alarms are logged, never raised", name, date);
}

static int64_t newest_shown(const struct gather *g)
{
    const struct fleet *fleet = playhead_shown(g->view->playhead);
    int64_t newest = FLIGHT_NO_TIME;
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->v_ms > newest)
            newest = fleet->rockets[i]->v_ms;
    return newest;
}

static void moment(const struct rocket *r, int64_t ms, char out[16])
{
    char utc[32];
    if (r->t_zero_ms != FLIGHT_NO_TIME) {
        show_clock(rocket_mission_ms(r, ms), out);
        return;
    }
    show_utc(ms, SHOW_TIME, utc);
    snprintf(out, 16, "%.8sZ", utc);
}

/* That nobody records on after the end of an archive is said once, by its own line. */
static bool is_archives_end(const struct scene *s)
{
    return s->transport.archive && s->shown_link.state == LINK_NO_RECORDER &&
           s->shown_link.t_ms >= s->link_since_ms;
}

/* What live said then: nothing newer could be shown. Not where it has been read since. */
static void link_line(struct gather *g)
{
    struct scene *s = g->scene;
    const struct store_link *then = &s->shown_link;
    char since[32];
    s->link_line[0] = '\0';
    if (s->transport.mode != MODE_REPLAY || then->t_ms == FLIGHT_NO_TIME ||
        (then->state != LINK_DOWN && then->state != LINK_NO_RECORDER) ||
        newest_shown(g) > then->t_ms || is_archives_end(s))
        return;
    show_utc(then->t_ms, SHOW_TIME, since);
    snprintf(s->link_line, sizeof s->link_line, "%s %.8sZ: %.140s",
             then->state == LINK_DOWN ? "nothing on this screen is newer than"
                                      : "nobody records since",
             since, then->text);
}

static void gap_line(struct gather *g)
{
    struct scene *s = g->scene;
    const struct rocket *r = gather_rocket_shown(g, g->scene->place.rocket);
    struct err err = {0};
    int64_t from, to, seen_from, next;
    char t0[16], t1[16], into[16], whole[16];
    s->gap_line[0] = '\0';
    if (s->transport.mode != MODE_REPLAY || r == NULL ||
        playhead_silence(g->view->playhead, g->scene->place.rocket, &from, &to, &err) != 1)
        return;
    r = gather_rocket_shown(g, g->scene->place.rocket);
    moment(r, from, t0);
    moment(r, to, t1);
    show_age(s->at_ms - from, into);
    show_age(to - from, whole);
    bool skips = playhead_edge_at(g->view->playhead, 1, &seen_from, &next, &err) != 1 || next >= to;
    snprintf(s->gap_line, sizeof s->gap_line, "no data %s .. %s, %s of %s; %s", t0, t1,
             into + strspn(into, " "), whole + strspn(whole, " "),
             skips ? "] skips to its end" : "] event within");
}

/* Gathered in every frame, whatever is shown: each screen goes by the rocket that is selected. */
static void fleet_gather(struct gather *g)
{
    gather_fleet(g);
    replay_line(g);
    link_line(g);
    gap_line(g);
    struct list *list = &g->scene->place.lists[SCREEN_FLEET];
    bool begins = !g->scene->have_rocket && g->scene->fleet_count == 0;
    if (!g->scene->have_rocket && list->selected < 0)
        list->selected = 0;
    list_show(list, begins ? PANE_EMPTY_COMMANDS : g->scene->fleet_count,
              begins ? PANE_EMPTY_COMMANDS : gather_room(g, SCREEN_FLEET));
}

/* ---- how it looks -------------------------------------------------------------------------- */

/* Rows of the list of rockets with its heading, in a body of `rows`. */
static int list_rows(const struct scene *s, int rows)
{
    int notice = pane_notice_rows(s);
    int most = rows - 1 - EVENTS_LEAST - (notice > 0 ? notice + 1 : 0);
    int wanted = 1 + s->fleet_count;
    return wanted < most ? wanted : most;
}

/* Nothing was heard yet. */
static void draw_empty(const struct scene *s, struct area a)
{
    int topics = s->fleet_count > 0 ? 1 + s->fleet_count : 0;
    if (topics > 0)
        pane_fleet(s, area_part(a, 0, 0, topics, a.cols));
    pane_empty(s, area_part(a, topics, 0, a.rows - topics, a.cols));
    if (s->topics_more > 0)
        area_printf(a, topics, 4, ROLE_DIM, "%d more topics: 5 LINKS", s->topics_more);
}

static void fleet_draw(const struct scene *s, struct area a)
{
    if (!s->have_rocket) {
        draw_empty(s, a);
        return;
    }
    int row = list_rows(s, a.rows), notice = pane_notice_rows(s);
    pane_fleet(s, area_part(a, 0, 0, row, a.cols));
    pane_fleet_hidden(s, a, row);
    row++;
    if (notice > 0) {
        pane_notice(s, area_part(a, row, 0, notice, a.cols));
        row += notice + 1;
    }
    pane_events(s, area_part(a, row, 0, a.rows - row, a.cols));
}

/* ---- the screen ------------------------------------------------------------------------------ */

static int fleet_room(const struct scene *s, int rows)
{
    return list_rows(s, rows) - 1;
}

static const char *fleet_text(const struct scene *s, int64_t row)
{
    return s->fleet[row].name;
}

static void fleet_open(struct view *v)
{
    if (v->scene.fleet_count > 0)
        view_show_screen(v, SCREEN_ROCKET);
}

/* Before the first rocket: the selected one of the two commands; where topics wait for their first
 * message, the one for the selected topic. */
static bool fleet_copies(const struct view *v)
{
    return !v->scene.have_rocket;
}

static bool fleet_copy(struct view *v)
{
    const struct scene *s = &v->scene;
    bool keys = s->fleet_count == 0 && v->place.lists[SCREEN_FLEET].selected == 1;
    char topic[SCENE_NAME], command[PANE_EMPTY_COMMAND];
    pane_empty_topic(s, keys, topic);
    if (strlen(topic) >= TOPIC_WHOLE || !view_is_plain(topic) || !view_is_plain(s->broker))
        return false;
    pane_empty_command(s, keys, command);
    snprintf(v->copy, sizeof v->copy, "%s", command);
    return true;
}

static const struct hint *empty_hints(int *count)
{
    HINTS(count, {ACTION_COPY, NULL, "copy the command", 0}, {ACTION_SCREEN, "5", "links", '5'},
          {ACTION_SCREEN, "6", "past flights", '6'}, {ACTION_HELP, NULL, "keys", 0},
          {ACTION_CLOSE_OR_QUIT, NULL, "quit", 0});
}

static const struct hint *fleet_hints(const struct scene *s, int *count)
{
    const struct hint *replay = s->have_rocket ? hints_replay(s, count) : empty_hints(count);
    if (replay != NULL)
        return replay;
    HINTS(count, {ACTION_UP, NULL, "select", 0}, {ACTION_OPEN, NULL, "open", 0},
          {ACTION_NEXT_ROCKET, NULL, "rocket", 0}, {ACTION_PAUSE, NULL, "pause", 0},
          {ACTION_ALARM, NULL, "alarm", 0}, {ACTION_GOTO, NULL, "go to", 0},
          {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_fleet = {
    .name = "fleet",
    .digit = '1',
    .tab = "FLEET",
    .more = "all rockets at a glance, and what happened last",
    .gather = fleet_gather,
    .draw = fleet_draw,
    .wall = wall_fleet,
    .wide_list = true,
    .list = SCREEN_FLEET,
    .head = 1,
    .room = fleet_room,
    .choose = view_choose_rocket,
    .text = fleet_text,
    .open = fleet_open,
    .copy = fleet_copy,
    .copies = fleet_copies,
    .hints = fleet_hints,
};
