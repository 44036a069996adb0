/* test_wrong_clocks.c: a rocket whose producer's clock is wrong is shown as one that is heard, with
 * what is wrong about its clock; and a replay gives the same JSON for each second as live did. */
#include "test.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "flight/mission.h"
#include "recording.h"
#include "timed_view.h"
#include "ui/render.h"
#include "ui/view.h"

/* It sends two messages a second, then nothing. */
enum { SECONDS = 60, SENDS = 40, KNOWN = 5, T0 = 1795000000 };

static char path[64];
static struct buf live_json[SECONDS];

static int64_t at(int second)
{
    return ((int64_t)T0 + second) * 1000;
}

static int64_t right(int64_t ms)
{
    return ms;
}

static int64_t fast(int64_t ms)
{
    return ms + 90000;
}

static int64_t slow(int64_t ms)
{
    return ms - 90000;
}

static int64_t a_day_slow(int64_t ms)
{
    return ms - 86400000;
}

static int64_t in_seconds(int64_t ms)
{
    return ms / 1000;
}

/* Past a minute after twenty seconds. */
static int64_t gaining(int64_t ms)
{
    return ms + 59600 + (ms - at(0)) / 50;
}

static int64_t a_minute_fast(int64_t ms)
{
    return ms + 60000 + (ms / 500 % 3 == 0 ? 30 : -10);
}

#define EITHER "either" /* it is said or not, about a minute */

static const struct producer_clock {
    int64_t (*stamp)(int64_t ms);
    const char *sending, *fault; /* its state while it sends, and what is said; NULL: nothing */
} clocks[] = {
    {right, "OK", NULL},
    {gaining, "OK", EITHER},
    {a_minute_fast, "OK", EITHER},
    {fast, "OK", "clock 90 s ahead"},
    {slow, "LATE", "clock 90 s behind"},
    {a_day_slow, "LATE", "clock 1 day behind"},
    {in_seconds, "LATE", "times look like seconds"},
};

static void fly(struct recording *r, const struct producer_clock *clock, int second)
{
    for (int i = 0; i < 2 && second < SENDS; i++) {
        char value[64];
        int64_t ms = at(second) + i * 500;
        snprintf(value, sizeof value, "{\"alt\": %d, \"armed\": %s}", second * 2 + i,
                 second < 20 ? "false" : "true");
        recording_say(r, "R", clock->stamp(ms), ms + 20, value);
    }
}

/* The rockets of a snapshot; its mode and link are another's in a replay. */
static json_t *rockets(struct view *v, int64_t now)
{
    struct buf text = {0};
    v->all_channels = true;
    view_gather(v, now, now - at(0));
    render_json(&v->scene, &text);
    json_t *root = json_loads(buf_text(&text), 0, NULL), *found = json_object_get(root, "rockets");
    assert_non_null(found);
    json_incref(found);
    json_decref(root);
    buf_deinit(&text);
    return found;
}

static void keep(const json_t *found, struct buf *out)
{
    char *text = json_dumps(found, JSON_INDENT(1));
    buf_add_text(out, text);
    free(text);
}

static void must_be(const json_t *found, int second, const char *key, const char *value)
{
    const char *is = json_string_value(json_object_get(json_array_get(found, 0), key));
    if ((is == NULL) != (value == NULL) || (is != NULL && strcmp(is, value) != 0))
        fail_msg("%s at second %d: %s, not %s", key, second, is == NULL ? "none" : is,
                 value == NULL ? "none" : value);
}

static void check(const struct producer_clock *clock, const json_t *found, int second)
{
    const json_t *rocket = json_array_get(found, 0),
                 *channels = json_object_get(rocket, "channels");
    const json_t *alt = json_object_get(channels, "alt");
    assert_int_equal(json_array_size(found), 1);
    if (clock->fault == NULL || strcmp(clock->fault, EITHER) != 0)
        must_be(found, second, "clock_fault", clock->fault);
    assert_int_equal(json_object_size(channels), 2);
    double rate = json_number_value(json_object_get(rocket, "rate"));
    if (second < SENDS) {
        must_be(found, second, "state", clock->sending);
        if (fabs(rate - 2) > 0.1)
            fail_msg("rate %f at second %d", rate, second);
        if (lround(json_number_value(json_object_get(alt, "value"))) != second * 2 + 1)
            fail_msg("alt %f at second %d", json_number_value(json_object_get(alt, "value")),
                     second);
        assert_string_equal(json_string_value(json_object_get(alt, "state")), "OK");
    } else if (second > SENDS + 3) { /* the deadline: two seconds after the last one arrived */
        must_be(found, second, "state", "STALE");
    }
}

static void fly_live(const struct producer_clock *clock)
{
    struct recording r;
    struct view *v = NULL;
    recording_begin(&r, path, &mission_default);
    for (int s = 0; s < SECONDS; s++) {
        int64_t now = at(s + 1);
        clock_fake(now, (now - at(0)) * 1000000);
        fly(&r, clock, s);
        recording_tick(&r, now);
        recording_beat(&r, now, LINK_OK);
        recording_commit(&r);
        if (v == NULL)
            v = timed_view_open(&mission_default, path, now, at(0));
        timed_view_pump(v, now, at(0));
        json_t *found = rockets(v, now);
        if (s >= KNOWN)
            check(clock, found, s);
        buf_clear(&live_json[s]);
        keep(found, &live_json[s]);
        json_decref(found);
    }
    timed_view_close(v);
    recording_end(&r);
}

static void replay(void)
{
    char said[80];
    struct err err = {0};
    int64_t later = at(SECONDS + 100);
    clock_fake(later, (later - at(0)) * 1000000);
    struct view *v = timed_view_open(&mission_default, path, later, at(0));
    assert_int_equal(playhead_pause(v->playhead, said, &err), 0);
    for (int k = 0; k < SECONDS; k++) {
        int s = (k * 37 + 11) % SECONDS; /* forwards and backwards, each once */
        struct buf text = {0};
        if (s < KNOWN)
            continue;
        assert_int_equal(playhead_seek(v->playhead, at(s + 1), said, &err), 0);
        json_t *found = rockets(v, later);
        keep(found, &text);
        if (strcmp(buf_text(&text), buf_text(&live_json[s])) != 0)
            fail_msg("second %d: live\n%s\nreplayed\n%s", s, buf_text(&live_json[s]),
                     buf_text(&text));
        json_decref(found);
        buf_deinit(&text);
    }
    timed_view_close(v);
}

static void a_wrong_clock_is_told_and_replayed_as_it_was_live(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/wrong-clocks-test.%ld.db", (long)getpid());
    for (size_t i = 0; i < ARRAY_SIZE(clocks); i++) {
        print_message("%s\n", clocks[i].fault == NULL ? "a clock that is right" : clocks[i].fault);
        fly_live(&clocks[i]);
        replay();
        recording_remove(path);
    }
    for (int s = 0; s < SECONDS; s++)
        buf_deinit(&live_json[s]);
    clock_fake(-1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_clock_is_told_and_replayed_as_it_was_live),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
