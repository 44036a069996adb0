/* gather_fleet.c: the rockets as rows, and what a replay says under them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flight/show.h"
#include "ui/gather.h"
#include "ui/layout.h"

const struct rocket *gather_rocket_shown(const struct view *v, int32_t id)
{
    const struct fleet *fleet = playhead_shown(v->playhead);
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->id == id)
            return fleet->rockets[i];
    return NULL;
}

enum { AWAITED_MOST = 4, AWAITED_ID = -1000 };

/* ---- columns ------------------------------------------------------------------------------- */

static bool is_time(const struct view *v, const char *name)
{
    return v->mission->time_channel != NULL && strcmp(name, v->mission->time_channel) == 0;
}

/* Without a mission the channels are columns in the order heard, fixed for the run. */
static void learn_columns(struct view *v, const struct rocket *r)
{
    for (int i = 0; i < r->channels_count && v->column_count < VIEW_COLUMNS; i++) {
        const char *name = r->channels[i].name;
        bool known = is_time(v, name);
        for (int k = 0; k < v->column_count; k++)
            known = known || strcmp(v->columns[k], name) == 0;
        if (!known)
            bytes_to_text(bytes_of(name), v->columns[v->column_count++], sizeof v->columns[0]);
    }
}

static void gather_columns(struct view *v)
{
    struct scene *s = &v->scene;
    const struct fleet *fleet = playhead_live(v->playhead);
    bool named = v->mission->channel_count > 0;
    for (int i = 0; i < fleet->count && !named; i++)
        learn_columns(v, fleet->rockets[i]);
    int count = named ? v->mission->channel_count : v->column_count;
    s->column_count =
        count - v->column_first < SCENE_MAX_VALUES ? count - v->column_first : SCENE_MAX_VALUES;
    for (int i = 0; i < s->column_count; i++) {
        int column = v->column_first + i;
        bytes_to_text(bytes_of(named ? v->mission->channels[column].head : v->columns[column]),
                      s->columns[i], sizeof s->columns[i]);
    }
}

static struct shown_value column_value(const struct view *v, const struct rocket *r, int column,
                                       bool last_known)
{
    bool named = v->mission->channel_count > 0;
    const struct mission_channel *row = named ? &v->mission->channels[column] : NULL;
    const struct channel *c = named ? rocket_column(r, row) : rocket_channel(r, v->columns[column]);
    if (c == NULL)
        return (struct shown_value){.decimals = 1};
    struct shown shown;
    channel_shown(v->mission, r, c, v->scene.at_ms, &shown);
    shown.value.stale = shown.value.stale || (last_known && shown.state != STATE_ENDED);
    return shown.value;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void row_phase(const struct rocket *r, struct fleet_row *row)
{
    const char *phase = row->state == STATE_ENDED && r->outcome[0] != '\0' ? r->outcome : r->phase;
    bytes_to_text(bytes_of(r->mixed ? "MIXED?" : phase), row->phase, sizeof row->phase);
    row->phase_stale = (row->state == STATE_STALE || row->state == STATE_LATE) && phase[0] != '\0';
}

/* Its last event; that it fell silent is one too. */
static void row_last(const struct rocket *r, int64_t at_ms, struct fleet_row *row)
{
    bool silent = row->state == STATE_STALE;
    const char *last = silent ? "last heard" : r->last_text;
    if (last[0] == '\0')
        return;
    bytes_to_text(bytes_of(last), row->last, sizeof row->last);
    row->last_age_ms = silent ? row->age_ms : at_ms - r->last_text_v_ms;
}

/* While the link is down nobody knows whether a rocket of words alone speaks: it is not OK. Rockets
 * with a rate go STALE by themselves. */
static bool is_cut_off(const struct scene *s, const struct rocket *r, enum rocket_state state)
{
    const struct store_link *link = &s->shown_link;
    bool down = link->state == LINK_DOWN || link->state == LINK_NO_RECORDER;
    return down && !r->has_numbers && (state == STATE_OK || state == STATE_QUIET) &&
           link->t_ms != FLIGHT_NO_TIME && r->v_ms <= link->t_ms;
}

void gather_fleet_row(const struct view *v, const struct rocket *r, struct fleet_row *row)
{
    const struct scene *s = &v->scene;
    *row = (struct fleet_row){.id = r->id, .source = r->source, .flag = ' '};
    rocket_title(r, row->name);
    row->state = rocket_shown_state(v->mission, r, s->at_ms);
    if (is_cut_off(s, r, row->state))
        row->state = STATE_STALE;
    row->clock_ms = rocket_clock_ms(r, s->at_ms);
    row->age_ms = rocket_age_ms(r, s->at_ms);
    row->rate = rocket_rate(r, s->at_ms);
    row->last_age_ms = FLIGHT_NO_TIME;
    row_phase(r, row);
    bool last_known = row->state == STATE_STALE || row->state == STATE_LATE;
    for (int i = 0; i < s->column_count; i++)
        row->values[i] = column_value(v, r, v->column_first + i, last_known);
    if (!r->has_numbers)
        bytes_to_text(bytes_of(r->last_text), row->text, sizeof row->text);
    row_last(r, s->at_ms, row);
}

static void flag_rows(struct scene *s)
{
    for (int i = 0; i < s->alarm_count; i++)
        for (int k = 0; k < s->fleet_count; k++)
            if (s->fleet[k].id == s->alarms[i].rocket && s->transport.mode != MODE_REPLAY)
                s->fleet[k].flag = s->alarms[i].flag;
}

/* ---- a replay's lines ---------------------------------------------------------------------- */

static void replay_line(struct view *v)
{
    struct scene *s = &v->scene;
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
    gather_name(v, v->selected, name);
    show_utc(s->transport.bar0_ms, SHOW_DATE_TIME, date);
    snprintf(s->replay_line, sizeof s->replay_line,
             "%.70s, flown %.10s; its alarms are logged, never raised", name, date);
}

static int64_t newest_shown(const struct view *v)
{
    const struct fleet *fleet = playhead_shown(v->playhead);
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
static void link_line(struct view *v)
{
    struct scene *s = &v->scene;
    const struct store_link *then = &s->shown_link;
    char since[32];
    s->link_line[0] = '\0';
    if (s->transport.mode != MODE_REPLAY || then->t_ms == FLIGHT_NO_TIME ||
        (then->state != LINK_DOWN && then->state != LINK_NO_RECORDER) ||
        newest_shown(v) > then->t_ms || is_archives_end(s))
        return;
    show_utc(then->t_ms, SHOW_TIME, since);
    snprintf(s->link_line, sizeof s->link_line, "%s %.8sZ: %.140s",
             then->state == LINK_DOWN ? "nothing on this screen is newer than"
                                      : "nobody records since",
             since, then->text);
}

static void gap_line(struct view *v)
{
    struct scene *s = &v->scene;
    const struct rocket *r = gather_rocket_shown(v, v->selected);
    struct err err = {0};
    int64_t from, to, seen_from, next;
    char t0[16], t1[16], into[16], whole[16];
    s->gap_line[0] = '\0';
    if (s->transport.mode != MODE_REPLAY || r == NULL ||
        playhead_silence(v->playhead, v->selected, &from, &to, &err) != 1)
        return;
    r = gather_rocket_shown(v, v->selected);
    moment(r, from, t0);
    moment(r, to, t1);
    show_age(s->at_ms - from, into);
    show_age(to - from, whole);
    bool skips = playhead_edge_at(v->playhead, 1, &seen_from, &next, &err) != 1 || next >= to;
    snprintf(s->gap_line, sizeof s->gap_line, "no data %s .. %s, %s of %s; %s", t0, t1,
             into + strspn(into, " "), whole + strspn(whole, " "),
             skips ? "] skips to its end" : "] event within");
}

/* ---- all ----------------------------------------------------------------------------------- */

static void grow_fleet(struct scene *s, int count)
{
    free(s->fleet);
    s->fleet = mem_zero((size_t)count + 1, sizeof *s->fleet);
}

/* Behind live, the selected rocket may have no row yet: it stays selected. */
static bool is_heard_later(const struct view *v)
{
    const struct fleet *live = playhead_live(v->playhead);
    const struct transport *t = &v->scene.transport;
    for (int i = 0; i < live->count; i++)
        if (live->rockets[i]->id == v->selected)
            return t->mode == MODE_REPLAY && t->replay_flight == 0;
    return false;
}

static bool is_awaited(const struct scene *s, const char *topic)
{
    char name[SCENE_NAME];
    snprintf(name, sizeof name, "(%.70s)", topic);
    for (int i = 0; i < s->fleet_count; i++)
        if (strcmp(s->fleet[i].name, name) == 0)
            return true;
    return false;
}

/* What is followed, where that is not all: what to type then is about one of those topics. */
static void await_followed(struct view *v)
{
    struct scene *s = &v->scene;
    struct err err;
    s->follows[0] = s->topic[0] = '\0';
    if (s->link_state == LINK_NO_RECORDER ||
        playhead_note(v->playhead, STORE_META_FOLLOWS, s->follows, sizeof s->follows, &err) != 0 ||
        strcmp(s->follows, "all topics") == 0) {
        s->follows[0] = '\0';
        return;
    }
    playhead_note(v->playhead, STORE_META_TOPICS, s->topic, sizeof s->topic, &err);
    s->topic[strcspn(s->topic, " ")] = '\0';
}

/* Before the first rocket is heard, each topic has a row: without keys it will be one. */
static void await_topics(struct view *v)
{
    struct scene *s = &v->scene;
    await_followed(v);
    v->part_count = 0; /* as of now */
    gather_parts(v);
    grow_fleet(s, v->part_count);
    s->fleet_count = s->topics_more = 0;
    const char *last = "";
    for (int i = 0; i < v->part_count; i++) {
        if (v->parts[i].state == PART_GONE || is_awaited(s, v->parts[i].topic))
            continue;
        if (s->fleet_count == AWAITED_MOST) {
            s->topics_more += strcmp(v->parts[i].topic, last) != 0; /* they come by topic */
            last = v->parts[i].topic;
            continue;
        }
        struct fleet_row *row = &s->fleet[s->fleet_count++];
        *row = (struct fleet_row){.id = AWAITED_ID - i,
                                  .is_topic = true,
                                  .flag = ' ',
                                  .state = STATE_NEVER,
                                  .clock_ms = FLIGHT_NO_TIME,
                                  .age_ms = FLIGHT_NO_TIME,
                                  .last_age_ms = FLIGHT_NO_TIME};
        snprintf(row->name, sizeof row->name, "(%.70s)", v->parts[i].topic);
    }
}

/* For JSON: every channel of every rocket. */
static void gather_all_channels(struct view *v, const struct fleet *fleet)
{
    struct scene *s = &v->scene;
    int count = 0;
    for (int i = 0; i < fleet->count; i++)
        count += fleet->rockets[i]->channels_count;
    free(s->channels);
    s->channels = mem_zero((size_t)count + 1, sizeof *s->channels);
    struct shown *next = s->channels;
    for (int i = 0; i < fleet->count; i++) {
        const struct rocket *r = fleet->rockets[i];
        s->fleet[i].first_channel = (int)(next - s->channels);
        s->fleet[i].channel_count = r->channels_count;
        for (int k = 0; k < r->channels_count; k++)
            channel_shown(v->mission, r, &r->channels[k], s->at_ms, next++);
    }
}

void gather_fleet(struct view *v)
{
    struct scene *s = &v->scene;
    const struct fleet *fleet = playhead_shown(v->playhead);
    int selected = -1;
    gather_columns(v);
    grow_fleet(s, fleet->count);
    s->fleet_count = fleet->count;
    for (int i = 0; i < fleet->count; i++) {
        gather_fleet_row(v, fleet->rockets[i], &s->fleet[i]);
        if (fleet->rockets[i]->id == v->selected)
            selected = i;
    }
    if (v->all_channels)
        gather_all_channels(v, fleet);
    if (selected < 0 && fleet->count > 0 && !is_heard_later(v)) {
        selected = 0;
        v->selected = s->fleet[0].id;
    }
    s->have_rocket = playhead_last_seq(v->playhead) > 0 &&
                     (fleet->count > 0 || s->transport.mode == MODE_REPLAY);
    s->selected = v->selected;
    if (!s->have_rocket)
        await_topics(v);
    replay_line(v);
    link_line(v);
    gap_line(v);
    struct layout_room room = layout_room(s, v->rows, v->cols, v->ascii);
    v->fleet_first = gather_scroll(v->fleet_first, selected, s->fleet_count, room.fleet_rows);
    s->fleet_first = v->fleet_first;
    flag_rows(s);
}
