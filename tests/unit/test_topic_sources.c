/* test_topic_sources.c: a message is read by the source that its topic or key names, in recorder
 * and viewer alike; a field can name the rocket. */
#include "test.h"

#include <stdio.h>

#include "mission/mission_file.h"
#include "playhead/playhead.h"
#include "recorder/heartbeat.h"
#include "tape_kit.h"

static struct mission_file *file;

static int remove_all(void **state)
{
    mission_file_close(file);
    file = NULL;
    return tape_kit_remove_dir(state);
}

static const struct mission *mission_of(const char *text)
{
    file = mission_file_read(bytes_of(text));
    const struct mistakes *m = mission_file_mistakes(file);
    if (m->count > 0)
        fail_msg("line %d: %s", m->items[0].line, m->items[0].text);
    return mission_file_mission(file);
}

static void expect_mistakes(const char *text, const char *all)
{
    struct buf got = {0};
    file = mission_file_read(bytes_of(text));
    const struct mistakes *m = mission_file_mistakes(file);
    for (int i = 0; i < m->count; i++)
        buf_printf(&got, "%d: %s\n", m->items[i].line, m->items[i].text);
    assert_string_equal(buf_text(&got), all);
    buf_deinit(&got);
}

/* The next message of a topic; `key` may be NULL. */
static void send(struct tape *t, const char *topic, const char *key, const char *value)
{
    int part = tape_add_partition(t, "c", topic, 0, &err);
    must(part);
    struct ingest_message m = {.offset = t->partitions[part].row.next_off,
                               .t_ms = start_ms + t->last_seq,
                               .key = key != NULL ? bytes_of(key) : BYTES_NULL,
                               .value = bytes_of(value)};
    must(tape_put(t, part, &m, true, &err));
    must(tape_commit(t, false, &err));
}

static const struct rocket *recorded(const struct tape *t, const char *name, bool keyless)
{
    int32_t id = names_find(&t->names, bytes_of(name), keyless);
    if (id <= 0)
        fail_msg("no rocket %s", name);
    return t->derive.slots[id].rocket;
}

/* As a viewer of the cache folds it. */
static const struct rocket *seen(struct playhead *p, const char *name)
{
    while (playhead_pump(p, start_ms + 60000, &err) > 0)
        ;
    const struct fleet *fleet = playhead_live(p);
    for (int i = 0; i < fleet->count; i++)
        if (strcmp(fleet->rockets[i]->name, name) == 0)
            return fleet->rockets[i];
    fail_msg("no rocket %s", name);
    return NULL;
}

static double number(const struct rocket *r, const char *name)
{
    const struct channel *c = rocket_channel(r, name);
    return c != NULL ? c->value : -1;
}

static const char two_sources[] = "mission: m\n"
                                  "topics:\n"
                                  "  up: { source: flight }\n"
                                  "  down: { source: ground, keys: { 'B-[0-9]+': flight } }\n"
                                  "  rest:\n"
                                  "sources:\n"
                                  "  flight: { time: t, unit: ms, event: note }\n"
                                  "  ground: { time: clock, phase: state }\n";

static void check_both(const struct rocket *up, const struct rocket *down, const struct rocket *b)
{
    assert_float_equal(up->mission_time, -4, 0);
    assert_float_equal(number(up, "clock"), 7, 0); /* a channel: no time of this topic */
    assert_string_equal(up->last_text, "fuelled");
    assert_float_equal(down->mission_time, 7, 0);
    assert_float_equal(number(down, "t"), -4000, 0);
    assert_string_equal(down->phase, "SWINGING");
    assert_float_equal(b->mission_time, -4, 0);
}

static void a_message_is_read_by_the_source_its_topic_or_key_names(void **state)
{
    (void)state;
    static const char value[] =
        "{\"t\":-4000,\"clock\":7,\"state\":\"swinging\",\"note\":\"fuelled\"}";
    const struct mission *m = mission_of(two_sources);
    struct tape *t = tape_kit_open(m);
    struct playhead *p;
    send(t, "up", "UP", value);
    send(t, "down", "DOWN", value);
    send(t, "down", "B-17", value);
    send(t, "down", "AB-17", value); /* the pattern is the whole key */
    send(t, "rest", "REST", value);
    check_both(recorded(t, "UP", false), recorded(t, "DOWN", false), recorded(t, "B-17", false));
    assert_float_equal(recorded(t, "AB-17", false)->mission_time, 7, 0);
    const struct rocket *rest = recorded(t, "REST", false); /* every source reads it */
    assert_float_equal(rest->mission_time, -4, 0);
    assert_null(rocket_channel(rest, "clock"));
    assert_string_equal(rest->phase, "SWINGING");
    tape_close(t);
    t = tape_kit_open(m); /* folded again from the cache */
    check_both(recorded(t, "UP", false), recorded(t, "DOWN", false), recorded(t, "B-17", false));
    must(playhead_open(&p, tape_cache, m, start_ms + 60000, &err));
    check_both(seen(p, "UP"), seen(p, "DOWN"), seen(p, "B-17"));
    playhead_close(p);
    tape_close(t);
}

static void another_source_for_a_topic_refolds_the_cache(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(mission_of("mission: m\n"
                                              "topics: { up: { source: a } }\n"
                                              "sources: { a: { time: t }, b: { time: u } }\n"));
    send(t, "up", "UP", "t=-5,u=-6");
    assert_float_equal(recorded(t, "UP", false)->mission_time, -5, 0);
    tape_close(t);
    mission_file_close(file);
    t = tape_kit_open(mission_of("mission: m\n"
                                 "topics: { up: { source: b } }\n"
                                 "sources: { a: { time: t }, b: { time: u } }\n"));
    assert_float_equal(recorded(t, "UP", false)->mission_time, -6, 0);
    tape_close(t);
}

static void a_field_can_name_the_rocket(void **state)
{
    (void)state;
    const struct mission *m = mission_of("mission: m\n"
                                         "topics:\n"
                                         "  radio: { rocket: field /sonde/serial }\n"
                                         "  lora: { rocket: field id }\n");
    struct tape *t = tape_kit_open(m);
    send(t, "radio", "receiver 1", "{\"alt\":1,\"sonde\":{\"serial\":\"S 1\"}}");
    send(t, "radio", "receiver 2", "{\"alt\":2,\"sonde\":{\"serial\":\"S 1\"}}");
    send(t, "radio", "receiver 1", "{\"alt\":3,\"sonde\":{\"serial\":\"S 2\"}}");
    send(t, "radio", "receiver 1", "{\"alt\":4,\"sonde\":{\"serial\":null}}");
    send(t, "radio", "receiver 1", "no message of a sonde");
    send(t, "lora", NULL, "id=7 alt=5");
    assert_float_equal(number(recorded(t, "S 1", false), "alt"), 2, 0);
    assert_int_equal(recorded(t, "S 1", false)->messages, 2);
    assert_float_equal(number(recorded(t, "S 2", false), "alt"), 3, 0);
    assert_int_equal(recorded(t, "radio", true)->messages, 2); /* without the field */
    assert_float_equal(number(recorded(t, "7", false), "alt"), 5, 0);
    assert_int_equal(names_find(&t->names, bytes_of("receiver 1"), false), 0);
    tape_close(t);
}

static void a_source_that_is_not_there_is_a_mistake_with_the_nearest(void **state)
{
    (void)state;
    expect_mistakes(
        "mission: m\n"
        "topics:\n"
        "  a: { source: fligth }\n"
        "  b:\n"
        "    source: [flight]\n"
        "    keys:\n"
        "      'S-(': flight\n"
        "      'S-1': ground\n"
        "      'S-2': flihgt\n"
        "  c: { rocket: field }\n"
        "  d: { rocket: topc }\n"
        "  e: { feed: wx, rocket: field id }\n"
        "sources:\n"
        "  flight: { time: t }\n"
        "  metar: { event: remark }\n",
        "3: topic \"a\": unknown source \"fligth\"; nearest: flight\n"
        "5: topic \"b\": source must be text, not a list\n"
        "7: topic \"b\": keys \"S-(\": character 4: missing closing parenthesis\n"
        "8: topic \"b\": unknown source \"ground\"; known: flight, metar\n"
        "9: topic \"b\": unknown source \"flihgt\"; nearest: flight\n"
        "10: topic \"c\": rocket = \"field\" is not one of key, topic, field NAME\n"
        "11: topic \"d\": rocket = \"topc\" is not one of key, topic, field NAME; nearest: "
        "topic\n"
        "12: topic \"e\": a feed has no rockets: remove rocket\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, tape_kit_make_dir, remove_all)
        TEST(a_message_is_read_by_the_source_its_topic_or_key_names),
        TEST(another_source_for_a_topic_refolds_the_cache),
        TEST(a_field_can_name_the_rocket),
        TEST(a_source_that_is_not_there_is_a_mistake_with_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
