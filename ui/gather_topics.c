/* gather_topics.c: before the first rocket is heard: the topics that may become one. */
#include <stdio.h>
#include <string.h>

#include "ui/gather.h"

enum { AWAITED_MOST = 4, AWAITED_ID = -1000 };

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
static void await_followed(struct gather *g)
{
    struct scene *s = g->scene;
    struct err err;
    s->follows[0] = s->topic[0] = '\0';
    if (s->link_state == LINK_NO_RECORDER ||
        playhead_note(g->view->playhead, STORE_META_FOLLOWS, s->follows, sizeof s->follows, &err) !=
            0 ||
        strcmp(s->follows, "all topics") == 0) {
        s->follows[0] = '\0';
        return;
    }
    playhead_note(g->view->playhead, STORE_META_TOPICS, s->topic, sizeof s->topic, &err);
    s->topic[strcspn(s->topic, " ")] = '\0';
}

void gather_topics(struct gather *g)
{
    struct scene *s = g->scene;
    await_followed(g);
    g->part_count = 0; /* as of now */
    gather_parts(g);
    gather_grow_fleet(s, g->part_count);
    s->fleet_count = s->topics_more = 0;
    const char *last = "";
    for (int i = 0; i < g->part_count; i++) {
        if (g->parts[i].state == PART_GONE || is_awaited(s, g->parts[i].topic))
            continue;
        if (s->fleet_count == AWAITED_MOST) {
            s->topics_more += strcmp(g->parts[i].topic, last) != 0; /* they come by topic */
            last = g->parts[i].topic;
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
        snprintf(row->name, sizeof row->name, "(%.70s)", g->parts[i].topic);
    }
}
