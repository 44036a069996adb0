/* scene_fixture_small.c: what the golden frames of small screens show, and of caches with nothing
 * in them yet. */
#include <stdio.h>
#include <string.h>

#include "scene_fixture.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* ---- below 80x24 --------------------------------------------------------------------------- */

static void no_alarms(struct scene *s)
{
    s->alarm_count = s->alarms_new = s->alarms_acked = s->alarms_shelved = 0;
}

/* One row: the mode and the alarms. */
void fixture_tiny(struct scene *s)
{
    fixture_nolink(s);
}

void fixture_tiny_silent(struct scene *s)
{
    fixture_empty(s);
}

/* The link is down, the list is in its middle, and a key was just answered. */
void fixture_small_down(struct scene *s)
{
    fixture_nolink(s);
    s->alarms_acked = 3;
    s->place.lists[SCREEN_FLEET].first = 1;
    s->fleet_count = 9;
    s->place.rocket = 2;
    for (int i = 5; i < s->fleet_count; i++)
        s->fleet[i] = s->fleet[i - 5];
    snprintf(s->said, sizeof s->said, "at the live edge");
}

/* A replay without a recorder: nothing can be alive. */
void fixture_small_archive(struct scene *s)
{
    fixture_archive(s);
    s->place.rocket = 2;
}

/* 50x14: history is read; one alarm was acknowledged. */
void fixture_small_behind(struct scene *s)
{
    fixture_fleet(s);
    no_alarms(s);
    s->transport.mode = MODE_CATCH_UP;
    s->link_state = LINK_BEHIND;
    s->parts_ok = 3;
    s->alarms_acked = s->alarm_count = 1;
    s->alarms[0].flag = 'a';
    s->alarms[0].role = ROLE_STALE;
    snprintf(s->alarms[0].name, sizeof s->alarms[0].name, "KESTREL-0123456789");
    snprintf(s->alarms[0].words, sizeof s->alarms[0].words,
             "STALE, and its words are longer than the row has room for");
    s->alarms[0].age_ms = 95 * MINUTE;
}

/* Nobody records, and nothing is wrong beyond that. */
void fixture_small_alone(struct scene *s)
{
    fixture_unrecorded(s);
    no_alarms(s);
    s->place.rocket = 5;
}

/* ---- nothing heard yet --------------------------------------------------------------------- */

/* Two topics that nobody has sent to, and more than there are rows for. */
void fixture_topics(struct scene *s)
{
    fixture_fleet(s);
    struct fleet_row row = s->fleet[3];
    fixture_empty(s);
    s->have_rocket = false;
    s->fleet_count = 2;
    s->event_count = 0;
    no_alarms(s);
    for (int i = 0; i < s->fleet_count; i++) {
        s->fleet[i] = row;
        s->fleet[i].id = -1 - i;
        snprintf(s->fleet[i].name, sizeof s->fleet[i].name, i == 0 ? "(hopper)" : "(weather)");
    }
    s->place.rocket = -1;
    s->parts = s->parts_ok = 2;
    s->topics_more = 12;
}

/* A crew session finds that nobody records. */
void fixture_crew_empty(struct scene *s)
{
    fixture_empty(s);
    s->crew = true;
    s->link_state = LINK_NO_RECORDER;
    s->transport.mode = MODE_NO_REC;
    s->transport.play = PLAY_HEAD;
    s->topics_more = 0;
    snprintf(s->record_command, sizeof s->record_command, "ground record");
}

/* A recorder is being started by a command that is longer than the row. */
void fixture_slow_start(struct scene *s)
{
    fixture_unrecorded(s);
    s->have_rocket = false;
    s->fleet_count = s->event_count = 0;
    snprintf(s->record_command, sizeof s->record_command,
             "ground record --cache /srv/flights/b.db --bootstrap-server localhost:9093");
}

/* One topic was asked for, and the broker does not have it. */
void fixture_no_such_topic(struct scene *s)
{
    fixture_empty(s);
    snprintf(s->follows, sizeof s->follows, "topic hopper");
    snprintf(s->topic, sizeof s->topic, "hopper");
}

/* A crew session during a flight; nobody records, and it may not help that. */
void fixture_crew(struct scene *s)
{
    fixture_unrecorded(s);
    s->crew = true;
    s->records = false;
    no_alarms(s);
    snprintf(s->mission, sizeof s->mission, "falcon-heavy");
    snprintf(s->said, sizeof s->said, "read-only: crew session");
}

/* ---- EVENTS in full ------------------------------------------------------------------------ */

static void fill_log(struct scene *s)
{
    fixture_fleet(s);
    s->place.log.open = true;
    s->log.count = s->event_count;
    memcpy(s->log.lines, s->events, (size_t)s->event_count * sizeof s->events[0]);
}

/* Scrolled up among the events that hold a word, with more below than are kept. */
void fixture_log_back(struct scene *s)
{
    fill_log(s);
    s->place.lists[SCREEN_LOG].first = 2;
    s->place.lists[SCREEN_LOG].selected = 5;
    s->log.newer = 100;
    s->log.more = true;
    snprintf(s->log.find, sizeof s->log.find, "entry");
}

void fixture_log_live(struct scene *s)
{
    fill_log(s);
    s->log.following = true;
    s->place.lists[SCREEN_LOG].selected = s->log.count - 1;
}

/* Scrolled up, and all that is newer is on the screen. */
void fixture_log_still(struct scene *s)
{
    fill_log(s);
    s->place.lists[SCREEN_LOG].selected = 3;
}

void fixture_log_none(struct scene *s)
{
    fixture_empty(s);
    s->place.log.open = s->log.following = true;
}

/* ---- help ---------------------------------------------------------------------------------- */

void fixture_help_key(struct scene *s)
{
    fixture_help(s);
    s->help_key = KEYCODE_LEFT;
}

void fixture_help_crew(struct scene *s)
{
    fixture_help(s);
    s->crew = true;
}
