/* test_view_events.c: when things happened, and finding them again: T, EVENTS, go to, charts. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "view_kit.h"

static char path[64];
static struct recording r;

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-events-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    recording_remove(path);
    return 0;
}

static struct view *recorded(void)
{
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return open_view_of(path);
}

static const struct event_row *last_event(const struct view *v)
{
    assert_true(v->scene.event_count > 0);
    return &v->scene.events[v->scene.event_count - 1];
}

static void clock_timeline_and_events_say_the_same_t(void **state)
{
    struct err err = {0};
    char said[80];
    (void)state;
    recording_say(&r, "F9", at(0) + 950, at(0) + 955, "{\"event\": \"Liftoff\"}");
    for (int s = 1; s < 50; s++)
        recording_say(&r, "F9", at(s), at(s), "{\"velocity\": 1}");
    int64_t seen = at(50) + 960; /* recorded before the second was full */
    recording_say(&r, "F9", at(50) + 940, seen, "{\"event\": \"MECO\"}");
    struct view *v = recorded();
    assert_int_equal(playhead_seek(v->playhead, seen, said, &err), 0);
    look(v);
    v->selected = last_event(v)->rocket;
    press(v, "2");
    const struct rocket_scene *rocket = &v->scene.rocket;
    assert_string_equal(last_event(v)->text, "MECO");
    assert_int_equal(last_event(v)->clock_ms, 50010);
    assert_int_equal(rocket->head.clock_ms, 50010);
    assert_string_equal(rocket->marks[rocket->mark_count - 1].name, "MECO");
    assert_int_equal(rocket->marks[rocket->mark_count - 1].clock_ms, 50010);
    close_view(v);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, clean)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(clock_timeline_and_events_say_the_same_t),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
