/* test_many.c: more partitions and flights than a screen, or a list, keeps: all the way from the
 * cache. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "demo_mission.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

enum { TOPICS = 300, FLIGHTS = 510, LINKS_ROWS = 6 };

static char path[64];
static struct recording recording;

/* A topic each with one message, then flights of one rocket, a message at either end. */
static int make_recording(void **state)
{
    struct err err = {0};
    int64_t t = at(1);
    (void)state;
    snprintf(path, sizeof path, "/tmp/many-test.%ld.db", (long)getpid());
    recording_begin(&recording, path, &mission_demo);
    recording_say(&recording, "F9-A", t, t, "{\"velocity\": 1}");
    for (int i = 0; i < TOPICS; i++) {
        char topic[16];
        snprintf(topic, sizeof topic, "topic-%03d", i);
        assert_int_equal(writer_part(recording.writer, "cluster", topic, 0, &recording.part, &err),
                         0);
        recording_say(&recording, "F9-A", t, t, "{\"velocity\": 1}");
    }
    for (int i = 0; i < FLIGHTS; i++) {
        t += 50;
        recording_say(&recording, NULL, t, t, "Countdown started");
        recording_say(&recording, NULL, t + 20, t + 20, "Landing successful");
    }
    recording_end(&recording);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    return 0;
}

static void the_topic_of_every_message_is_known(void **state)
{
    struct view *v = open_view_of(path);
    (void)state;
    press(v, "3/F9-A\nNN"); /* from the first one back, round the end: the last but one */
    assert_true(shows(v, "topic-298/0@0"));
    assert_false(shows(v, "?/0@"));
    close_view(v);
}

static void links_counts_every_partition(void **state)
{
    struct view *v = open_view_of(path);
    char text[48];
    (void)state;
    press(v, "5");
    assert_int_equal(v->scene.links.count, TOPICS + 1);
    snprintf(text, sizeof text, "%d more below", TOPICS + 1 - LINKS_ROWS);
    assert_true(shows(v, text));
    press(v, "G");
    snprintf(text, sizeof text, "%d more above", TOPICS + 1 - LINKS_ROWS);
    assert_true(shows(v, text));
    press(v, "/topic-123\n");
    assert_true(shows(v, ">\xe2\x96\xa1 topic-123/0"));
    close_view(v);
}

static void flights_that_are_too_old_for_the_list_are_counted(void **state)
{
    struct view *v = open_view_of(path);
    char text[48];
    (void)state;
    press(v, "6");
    assert_int_equal(flights_of(&v->scene)->count, SCENE_MAX_FLIGHTS);
    snprintf(text, sizeof text, "%d older: ground flights", FLIGHTS + 1 - SCENE_MAX_FLIGHTS);
    assert_true(shows(v, text));
    press(v, "/F9-A\n");
    assert_string_equal(v->scene.said, "\"F9-A\" is not among the newest 500");
    close_view(v);
}

static void the_columns_that_are_not_shown_are_counted(void **state)
{
    struct view *v = open_view_of(path);
    char text[48];
    (void)state;
    press(v, "c");
    snprintf(text, sizeof text, "channels 4 to 6 of %d", mission_demo.channel_count);
    assert_string_equal(v->scene.said, text);
    close_view(v);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_topic_of_every_message_is_known),
        cmocka_unit_test(links_counts_every_partition),
        cmocka_unit_test(flights_that_are_too_old_for_the_list_are_counted),
        cmocka_unit_test(the_columns_that_are_not_shown_are_counted),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
