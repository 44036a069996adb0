/* test_walk.c: whole frames of a recording: from its rows in the cache, through the keys that lead
 * there, to each cell of the screen. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "golden.h"
#include "store/writer.h"
#include "ui/layout.h"
#include "view_kit.h"

static char path[64];

/* F9-A flies with numbers and events, F9-B falls silent for 20 s, F9-C for good; F9-D has landed,
 * F9-E sends what is no JSON; the topic itself speaks in words. */
static void say_second(struct recording *r, int s)
{
    char value[120];
    snprintf(value, sizeof value,
             "{\"time\": %d.5, \"velocity\": %d.25, \"altitude\": %d, \"q\": %d, \"odd\": %d}",
             s - 10, s * 100, s * s, 29000 - s * 100, s % 7);
    recording_say(r, "F9-A", at(s), at(s) + 20, value);
    if (s < 15 || s > 35)
        recording_say(r, "F9-B", at(s), at(s), "{\"velocity\": 7, \"altitude\": -3.5}");
    if (s < 30)
        recording_say(r, "F9-C", at(s), at(s), "velocity=12 altitude=1e7");
    if (s < 12)
        recording_say(r, "F9-D", at(s), at(s), "{\"acceleration\": 9.81}");
}

/* What the recorder counted in the partition, and that the broker has three messages more. */
static void count(struct recording *r)
{
    struct store_part part = r->part;
    struct err err = {0};
    struct writer_step step = {.part = part.id,
                               .to_off = part.next_off,
                               .messages = r->seq,
                               .bytes = 12345,
                               .errors = 2,
                               .missed = 10,
                               .heard_ms = at(SECONDS - 2)};
    part.low = 40;
    part.high = part.next_off + 3;
    assert_int_equal(writer_advance(r->writer, &step, &err), 0);
    assert_int_equal(writer_part_state(r->writer, &part, &err), 0);
}

static int make_recording(void **state)
{
    static const struct {
        int second;
        const char *key, *value;
    } words[] = {
        {2, NULL, "Countdown started"},
        {4, "F9-D", "Countdown started"},
        {8, "F9-D", "Liftoff"},
        {10, "F9-A", "{\"event\": \"liftoff\"}"},
        {12, "F9-D", "Landing successful"},
        {13, NULL, "Liftoff"},
        {20, "F9-A", "{\"event\": \"max-Q, 29.3 kPa\"}"},
        {25, NULL, "it flies"},
        {40, "F9-E", "{\"vel\": 1.5, \"alt\" 7}"},
        {41, "F9-E", "\xff\xfe\x01 no text"},
        {50, NULL, "Left atmosphere"},
    };
    struct recording r;
    (void)state;
    snprintf(path, sizeof path, "/tmp/walk-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    for (int s = 1, word = 0; s < SECONDS; s++) {
        if (s == 5)
            recording_gap(&r, r.part.next_off, r.part.next_off + 9);
        say_second(&r, s);
        for (; word < (int)ARRAY_SIZE(words) && words[word].second == s; word++)
            recording_say(&r, words[word].key, at(s), at(s), words[word].value);
        recording_tick(&r, at(s));
    }
    recording_beat(&r, at(SECONDS), LINK_OK);
    count(&r);
    recording_end(&r);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

/* The file, its size and the room left differ from run to run. */
static void hide_the_machine(struct links_scene *l)
{
    snprintf(l->cache, sizeof l->cache, "walk.db");
    l->cache_bytes = 123456;
    l->free_bytes = (int64_t)12 * 1000 * 1000 * 1000;
}

static void expect_frame(const char *name, const char *keys, int rows, int cols)
{
    char file[64];
    struct view *v = open_view_of(path);
    struct canvas canvas;
    v->rows = rows;
    v->cols = cols;
    look(v);
    press(v, keys);
    hide_the_machine(&v->scene.links);
    canvas_init(&canvas, rows, cols, false);
    layout_draw(&v->scene, &canvas);
    snprintf(file, sizeof file, "walk_%s", name);
    expect_golden(file, &canvas);
    canvas_deinit(&canvas);
    close_view(v);
}

/* name, keys from LIVE on FLEET, rows, columns; the last ones set a mark, which stays */
#define FRAMES(X)                                                                                  \
    X(fleet, "jjjj", 24, 80)                                                                       \
    X(fleet_wall, "jjjj", 48, 160)                                                                 \
    X(fleet_wide, "G", 30, 120)                                                                    \
    X(rocket, "jjjj2", 24, 80)                                                                     \
    X(rocket_wall, "jjjj2", 48, 160)                                                               \
    X(rocket_window, "jjjj2jzz", 24, 80)                                                           \
    X(rocket_utc, "jjjj2tZ", 24, 80)                                                               \
    X(rocket_chart, "jjjj2j\n", 24, 80)                                                            \
    X(rocket_silent, "jjjjj2", 24, 80)                                                             \
    X(rocket_landed, "jjjjjjj2", 24, 80)                                                           \
    X(rocket_words, "Gk2", 24, 80)                                                                 \
    X(rocket_bad, "G2", 24, 80)                                                                    \
    X(console, "3t", 24, 80)                                                                       \
    X(console_back, "3\x02k", 24, 80)                                                              \
    X(console_first, "3gg", 24, 80)                                                                \
    X(console_found, "3/no text\n", 24, 80)                                                        \
    X(message, "3k\n", 24, 80)                                                                     \
    X(message_hex, "3k\nxx", 24, 80)                                                               \
    X(message_bad, "3/ 7}\n\n", 24, 80)                                                            \
    X(links, "5", 24, 80)                                                                          \
    X(links_wall, "5", 48, 160)                                                                    \
    X(flights, "6jj", 24, 80)                                                                      \
    X(flights_silent, "6jjjj", 24, 80)                                                             \
    X(flights_ended, "6G", 24, 80)                                                                 \
    X(flights_wall, "6jjj", 48, 160)                                                               \
    X(replay, "6G\n(", 24, 80)                                                                     \
    X(replay_rocket, "6G\n,2", 24, 80)                                                             \
    X(behind, "jjjj hh", 24, 80)                                                                   \
    X(behind_wall, "jjjj2 hh", 48, 160)                                                            \
    X(silence, "jjjjj hhh", 24, 80)                                                                \
    X(loop, "jjjj hhohl,,o", 24, 80)                                                               \
    X(fast, "jjjj h++  ", 24, 80)                                                                  \
    X(seek, "jjjjgT+20", 24, 80)                                                                   \
    X(log, "Jkkk", 24, 80)                                                                         \
    X(alarm, "!", 24, 80)                                                                          \
    X(small, "jjjjj", 12, 40)                                                                      \
    X(later, "b", 24, 80)                                                                          \
    X(marked, "jjjj hmhere it was\n", 24, 80)                                                      \
    X(marked_log, "J", 24, 80)

#define FRAME(name, keys, rows, cols)                                                              \
    static void name##_is_drawn_as_the_golden_frame(void **state)                                  \
    {                                                                                              \
        (void)state;                                                                               \
        expect_frame(#name, keys, rows, cols);                                                     \
    }
FRAMES(FRAME)

#define TEST(name, keys, rows, cols) cmocka_unit_test(name##_is_drawn_as_the_golden_frame),

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {FRAMES(TEST)};
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
