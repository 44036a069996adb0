/* mission.c: the missions that are compiled in, and looking things up in one. */
#include "flight/mission.h"

static const char *const velocity_names[] = {"vel", NULL};
static const char *const altitude_names[] = {"alt", NULL};
static const char *const acceleration_names[] = {"acc", "accel", NULL};
static const char *const downrange_names[] = {"downrange", NULL};

/* clang-format off */
static const struct mission_channel demo_channels[] = {
    {.name = "velocity", .also = velocity_names, .label = "velocity", .head = "vel m/s",
     .unit = "m/s", .decimals = 1, .scale = 1},
    {.name = "altitude", .also = altitude_names, .label = "altitude", .head = "alt km",
     .unit = "km", .decimals = 1, .scale = 1},
    {.name = "acceleration", .also = acceleration_names, .label = "accel", .head = "a m/s²",
     .unit = "m/s²", .decimals = 1, .scale = 1},
    {.name = "q", .label = "q", .head = "q kPa", .unit = "kPa", .decimals = 2, .scale = 0.001},
    {.name = "downrange_distance", .also = downrange_names, .label = "downrange", .head = "dr km",
     .unit = "km", .decimals = 1, .scale = 1},
    {.name = "angle", .label = "angle", .head = "angle", .unit = "deg", .decimals = 1, .scale = 1},
    {.name = "lox", .label = "lox", .head = "lox K", .unit = "K", .decimals = 1, .scale = 1},
    {.name = "wind_kn", .label = "wind", .head = "wind kn", .unit = "kn", .decimals = 0, .scale = 1},
    {.name = "direction_deg", .label = "wind from", .head = "from deg", .unit = "deg", .decimals = 0,
     .scale = 1},
    {.name = "temp_c", .label = "temp", .head = "temp C", .unit = "C", .decimals = 1, .scale = 1},
    {.name = "field_v_m", .label = "field", .head = "V/m", .unit = "V/m", .decimals = 0,
     .scale = 1},
};
/* clang-format on */

static const char *const demo_order[] = {"F9-FS5-S2", "F9-FS5-S1", "KESTREL-2", "KESTREL-3"};
static const char *const demo_feeds[] = {"weather"};

const struct mission mission_default = {
    .name = "(default)",
    .words = words_default,
    .word_count = WORDS_DEFAULT,
    .time_channel = "time",
};

const struct mission mission_demo = {
    .name = "demo",
    .channels = demo_channels,
    .channel_count = ARRAY_SIZE(demo_channels),
    .words = words_demo,
    .word_count = WORDS_DEMO,
    .time_channel = "time",
    .order = demo_order,
    .order_count = ARRAY_SIZE(demo_order),
    .feeds = demo_feeds,
    .feed_count = ARRAY_SIZE(demo_feeds),
};

const struct mission *mission_find(const char *name)
{
    static const struct mission *const all[] = {&mission_default, &mission_demo};
    if (strcmp(name, "default") == 0)
        return &mission_default;
    for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    }
    return NULL;
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
