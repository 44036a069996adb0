/* flight_kit.c: see flight_kit.h. */
#include "fold_kit.h"
#include "test.h"

#include "flight_kit.h"

#include "flight/show.h"

struct rocket r;
struct event said[64];
int said_count;
const struct mission *mission;
static int64_t next_seq;

static void put(void *owner, const struct event *e)
{
    (void)owner;
    if (said_count < (int)ARRAY_SIZE(said))
        said[said_count++] = *e;
}
struct event_sink sink = {put, NULL};

void begin_as(const char *name, bool keyless)
{
    rocket_init(&r, 7, bytes_of(name), keyless);
    said_count = 0;
    next_seq = 1;
    mission = &mission_default;
}

int keyed(void **state)
{
    (void)state;
    begin_as("KESTREL-1", false);
    return 0;
}

int keyless(void **state)
{
    (void)state;
    begin_as("flugdaten", true);
    return 0;
}

void message_at(int64_t t, int64_t arrival, const char *value)
{
    struct flight_message m = {
        .seq = next_seq++, .t_ms = t, .arrival_ms = arrival, .value = bytes_of(value)};
    decode_fold(&r, mission, &m, &sink);
}

void message(int64_t t, const char *value)
{
    message_at(t, t, value);
}

void recorded(int64_t t, const char *value)
{
    message_at(t, FLIGHT_NO_TIME, value);
}

void says(int i, enum event_kind kind, const char *text)
{
    if (i >= said_count)
        fail_msg("%d events, no \"%s\"", said_count, text);
    assert_string_equal(said[i].text, text);
    assert_string_equal(event_word(said[i].kind), event_word(kind));
}

void clock_is(int64_t now, const char *shown)
{
    char out[16];
    show_clock(rocket_clock_ms(&r, now), out);
    assert_string_equal(out, shown);
}

void state_is(int64_t now, const char *word)
{
    assert_string_equal(rocket_state_word(rocket_state(&r, now)), word);
}
