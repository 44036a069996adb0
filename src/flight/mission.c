/* mission.c: what is known without a mission file, and looking things up in a mission. */
#include "flight/mission.h"

#include <strings.h>

#include "flight/pattern.h"

static const struct mission_source source_default = {
    .name = "", .time = "time", .seconds = 1, .phase = "phase", .event = "event", .builtin = true};

const struct mission mission_default = {
    .name = "(default)",
    .words = words_default,
    .word_count = WORDS_DEFAULT,
    .sources = &source_default,
    .source_count = 1,
};

const char *mission_lift_off_phase(const struct mission *m)
{
    for (int i = 0; i < m->word_count; i++)
        if (m->words[i].effect == WORD_LIFTOFF)
            return m->words[i].phase;
    return "ASCENT";
}

static bool is_same(const char *wanted, const char *name)
{
    return wanted != NULL && wanted[0] == name[0] && strcmp(wanted, name) == 0;
}

/* Asked of each number of each message: most names differ in their first letter. */
const struct mission_source *mission_time_source(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->source_count; i++)
        if (is_same(m->sources[i].time, name) || is_same(m->sources[i].week, name))
            return &m->sources[i];
    return NULL;
}

double mission_time_unit(const struct mission *m, const char *name)
{
    const struct mission_source *s = mission_time_source(m, name);
    return s != NULL ? s->seconds : 0;
}

static bool is_named(const char *wanted, struct bytes name)
{
    return wanted != NULL && bytes_equal(bytes_of(wanted), name);
}

bool mission_is_utc(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->source_count; i++)
        if (m->sources[i].utc != NULL && strcmp(m->sources[i].utc, name) == 0)
            return true;
    return false;
}

/* Whether the last part of a dotted name is one of the list, whatever its case. */
static bool ends_in(struct bytes name, const char *const *list)
{
    size_t at = name.len;
    while (at > 0 && name.data[at - 1] != '.')
        at--;
    for (; *list != NULL; list++)
        if (name.len - at == strlen(*list) &&
            strncasecmp((const char *)name.data + at, *list, name.len - at) == 0)
            return true;
    return false;
}

/* What a field is by its name alone: `state_name` of AltOS, `datetime` of SondeHub. */
static enum mission_text builtin_text(struct bytes name)
{
    static const char *const states[] = {"state",        "state_name", "flight_state",
                                         "rocket_state", "fsm_state",  NULL};
    static const char *const times[] = {"datetime", "time", "timestamp", NULL};
    return ends_in(name, states)  ? MISSION_STATE
           : ends_in(name, times) ? MISSION_UTC
                                  : MISSION_NO_TEXT;
}

enum mission_text mission_text(const struct mission *m, struct bytes name)
{
    bool builtin = false;
    for (int i = 0; i < m->source_count; i++) {
        if (is_named(m->sources[i].event, name))
            return MISSION_EVENT;
        if (is_named(m->sources[i].phase, name))
            return MISSION_PHASE;
        if (is_named(m->sources[i].utc, name))
            return MISSION_UTC;
        builtin = builtin || m->sources[i].builtin;
    }
    return builtin ? builtin_text(name) : MISSION_NO_TEXT;
}

const struct mission_topic *mission_topic(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->topic_count; i++)
        if (strcmp(m->topics[i].name, name) == 0)
            return &m->topics[i];
    return NULL;
}

const struct mission *mission_reading(const struct mission *m, const struct mission_topic *topic,
                                      struct bytes key)
{
    if (topic == NULL)
        return m;
    for (int i = 0; i < topic->key_count; i++)
        if (pattern_fits(topic->keys[i].fits, key))
            return topic->keys[i].reading;
    return topic->reading != NULL ? topic->reading : m;
}

bool mission_channel_is(const struct mission_channel *row, const char *name)
{
    if (strcmp(row->name, name) == 0)
        return true;
    for (const char *const *also = row->also; also != NULL && *also != NULL; also++) {
        if (strcmp(*also, name) == 0)
            return true;
    }
    return false;
}

const struct mission_channel *mission_channel(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->channel_count; i++) {
        if (mission_channel_is(&m->channels[i], name))
            return &m->channels[i];
    }
    return NULL;
}

const char *mission_state_text(const struct mission_channel *row, double value)
{
    for (int i = 0; i < row->state_count; i++) {
        double state = row->states[i].value;
        if (value >= state && value <= state)
            return row->states[i].text;
    }
    return NULL;
}

bool mission_is_feed(const struct mission *m, const char *name)
{
    for (int i = 0; i < m->feed_count; i++) {
        if (strcmp(m->feeds[i], name) == 0)
            return true;
    }
    return false;
}

bool mission_names(const struct mission *m, struct bytes name)
{
    for (int i = 0; i < m->order_count; i++) {
        if (bytes_equal(name, bytes_of(m->order[i])))
            return true;
    }
    for (int i = 0; i < m->feed_count; i++) {
        if (bytes_equal(name, bytes_of(m->feeds[i])))
            return true;
    }
    return false;
}
