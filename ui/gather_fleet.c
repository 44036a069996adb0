/* gather_fleet.c: the rockets as rows: their states, phases and numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flight/show.h"
#include "ui/gather.h"
#include "ui/layout.h"

/* ---- rows ---------------------------------------------------------------------------------- */

static struct shown_value column_value(const struct gather *g, const struct rocket *r, int column,
                                       bool last_known)
{
    bool named = g->view->mission->channel_count > 0;
    const struct mission_channel *row = named ? &g->view->mission->channels[column] : NULL;
    const struct channel *c = named ? rocket_column(r, row) : rocket_channel(r, g->columns[column]);
    const struct state_channel *s = c == NULL && named ? rocket_state_column(r, row) : NULL;
    if (c == NULL && s == NULL)
        return (struct shown_value){.decimals = 1};
    struct shown shown;
    if (s != NULL)
        state_shown(g->view->mission, r, s, g->scene->at_ms, &shown);
    else
        channel_shown(g->view->mission, r, c, g->scene->at_ms, &shown);
    shown.value.stale = shown.value.stale || (last_known && shown.state != STATE_ENDED);
    return shown.value;
}

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
    rocket_clock_words(r, row->clock_words);
    if (row->clock_words[0] != '\0' && last[0] == '\0') {
        bytes_to_text(bytes_of(row->clock_words), row->last, sizeof row->last);
        return;
    }
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

void gather_fleet_row(const struct gather *g, const struct rocket *r, struct fleet_row *row)
{
    const struct scene *s = g->scene;
    *row = (struct fleet_row){.id = r->id, .source = r->source, .flag = ' '};
    rocket_title(r, row->name);
    row->state = rocket_shown_state(g->view->mission, r, s->at_ms);
    if (is_cut_off(s, r, row->state))
        row->state = STATE_STALE;
    row->clock_ms = rocket_clock_ms(r, s->at_ms);
    row->age_ms = rocket_age_ms(r, s->at_ms);
    row->rate = rocket_rate(r, s->at_ms);
    row->last_age_ms = FLIGHT_NO_TIME;
    row_phase(r, row);
    bool last_known = row->state == STATE_STALE || row->state == STATE_LATE;
    for (int i = 0; i < s->column_count; i++)
        row->values[i] = column_value(g, r, g->view->column_first + i, last_known);
    if (!r->has_numbers)
        bytes_to_text(bytes_of(r->last_text), row->text, sizeof row->text);
    row_last(r, s->at_ms, row);
    row->not_followed = rocket_not_followed(r);
    not_followed_shown(r, row->not_followed_names, sizeof row->not_followed_names);
}

static void flag_rows(struct scene *s)
{
    for (int i = 0; i < s->alarm_count; i++)
        for (int k = 0; k < s->fleet_count; k++)
            if (s->fleet[k].id == s->alarms[i].rocket && s->transport.mode != MODE_REPLAY)
                s->fleet[k].flag = s->alarms[i].flag;
}

/* ---- all ----------------------------------------------------------------------------------- */

/* Behind live, the selected rocket may have no row yet: it stays selected. */
static bool is_heard_later(const struct gather *g)
{
    const struct fleet *live = playhead_live(g->view->playhead);
    const struct transport *t = &g->scene->transport;
    for (int i = 0; i < live->count; i++)
        if (live->rockets[i]->id == g->scene->place.rocket)
            return t->mode == MODE_REPLAY && t->replay_flight == 0;
    return false;
}

/* For JSON: every channel of every rocket. */
static void gather_all_channels(struct gather *g, const struct fleet *fleet)
{
    struct scene *s = g->scene;
    int count = 0;
    for (int i = 0; i < fleet->count; i++)
        count += fleet->rockets[i]->channels_count + fleet->rockets[i]->states_count;
    free(s->channels);
    s->channels = mem_zero((size_t)count + 1, sizeof *s->channels);
    struct shown *next = s->channels;
    for (int i = 0; i < fleet->count; i++) {
        const struct rocket *r = fleet->rockets[i];
        s->fleet[i].first_channel = (int)(next - s->channels);
        for (int k = 0; k < r->channels_count; k++)
            channel_shown(g->view->mission, r, &r->channels[k], s->at_ms, next++);
        for (int k = 0; k < r->states_count; k++)
            if (r->states[k].values <= STATE_VALUES)
                state_shown(g->view->mission, r, &r->states[k], s->at_ms, next++);
        s->fleet[i].channel_count = (int)(next - s->channels) - s->fleet[i].first_channel;
    }
}

void gather_fleet(struct gather *g)
{
    struct scene *s = g->scene;
    const struct fleet *fleet = playhead_shown(g->view->playhead);
    int selected = -1;
    gather_columns(g);
    gather_grow_fleet(s, fleet->count);
    s->fleet_count = fleet->count;
    for (int i = 0; i < fleet->count; i++) {
        gather_fleet_row(g, fleet->rockets[i], &s->fleet[i]);
        if (fleet->rockets[i]->id == g->scene->place.rocket)
            selected = i;
    }
    if (g->view->all_channels)
        gather_all_channels(g, fleet);
    if (selected < 0 && fleet->count > 0 && !is_heard_later(g)) {
        selected = 0;
        place_rocket(&s->place, s->fleet[0].id);
    }
    s->have_rocket = playhead_last_seq(g->view->playhead) > 0 &&
                     (fleet->count > 0 || s->transport.mode == MODE_REPLAY);
    if (s->have_rocket)
        s->place.lists[SCREEN_FLEET].selected = selected;
    else
        gather_topics(g);
    flag_rows(s);
}
