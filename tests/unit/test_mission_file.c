/* test_mission_file.c: what a mission file says, and every mistake in one. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "flight/formulas.h"
#include "flight/message.h"
#include "mission/mission_file.h"
#include "mission/yaml.h"

#define KNOWN_SECTIONS                                                                             \
    "mission, title, include, topics, sources, channels, derived, phases, order, fleet"

static struct mission_file *file;

static int forget(void **state)
{
    (void)state;
    mission_file_close(file);
    file = NULL;
    return 0;
}

static const struct mission *mission_of(const char *text)
{
    mission_file_close(file);
    file = mission_file_read(bytes_of(text));
    const struct mistakes *m = mission_file_mistakes(file);
    if (m->count > 0)
        fail_msg("line %d: %s", m->items[0].line, m->items[0].text);
    return mission_file_mission(file);
}

/* `all` has a line for each mistake: "LINE: SENTENCE". */
static void expect_mistakes(const char *text, const char *all)
{
    struct buf got = {0};
    mission_file_close(file);
    file = mission_file_read(bytes_of(text));
    const struct mistakes *m = mission_file_mistakes(file);
    for (int i = 0; i < m->count; i++)
        buf_printf(&got, "%d: %s\n", m->items[i].line, m->items[i].text);
    assert_string_equal(buf_text(&got), all);
    assert_null(mission_file_mission(file));
    buf_deinit(&got);
}

static void a_mission_names_topics_channels_phases_and_columns(void **state)
{
    (void)state;
    const struct mission *m = mission_of("mission: sonde\n"
                                         "title: Sounding rocket\n"
                                         "include: ^sonde-\n"
                                         "topics:\n"
                                         "  sonde: {rocket: key}\n"
                                         "  pad:\n"
                                         "  solo: {rocket: topic}\n"
                                         "  weather: {feed: wx}\n"
                                         "channels:\n"
                                         "  alt: {from: [baro.alt_m, alt], label: altitude,\n"
                                         "        unit: m, decimals: 0}\n"
                                         "  batt: {from: bat_mv, unit: V, scale: 0.001}\n"
                                         "  vel:\n"
                                         "fleet: [vel, batt]\n"
                                         "order: [S-2, S-1]\n");
    assert_string_equal(m->name, "sonde");
    assert_string_equal(m->title, "Sounding rocket");
    assert_string_equal(m->include, "^sonde-");
    assert_int_equal(m->topic_count, 4);
    assert_false(mission_topic(m, "pad")->keyless);
    assert_true(mission_topic(m, "solo")->keyless);
    assert_string_equal(mission_topic(m, "weather")->feed, "wx");
    assert_true(mission_is_feed(m, "weather"));
    assert_false(mission_is_feed(m, "solo"));
    const struct mission_channel *alt = mission_channel(m, "baro.alt_m");
    assert_ptr_equal(mission_channel(m, "alt"), alt);
    assert_string_equal(alt->label, "altitude");
    assert_string_equal(alt->head, "alt m");
    assert_int_equal(alt->decimals, 0);
    assert_float_equal(mission_channel(m, "bat_mv")->scale, 0.001, 0);
    assert_null(mission_channel(m, "batt")); /* `from` says what messages call it */
    assert_string_equal(m->channels[0].id, "vel");
    assert_string_equal(m->channels[1].id, "batt");
    assert_string_equal(m->order[1], "S-1");
    assert_string_equal(mission_word(m, bytes_of("Liftoff"))->phase, "ASCENT"); /* built in */
}

static void numbers_of_a_channel_can_stand_for_words(void **state)
{
    (void)state;
    const struct mission *m = mission_of("mission: m\n"
                                         "channels:\n"
                                         "  pyro: {states: [0 safe, -1.5   not sure, 2 fired]}\n"
                                         "  door: {states: 1 open}\n");
    const struct mission_channel *pyro = mission_channel(m, "pyro");
    assert_string_equal(mission_state_text(pyro, 0), "safe");
    assert_string_equal(mission_state_text(pyro, -1.5), "not sure");
    assert_string_equal(mission_state_text(pyro, 2), "fired");
    assert_null(mission_state_text(pyro, 1));
    assert_null(mission_state_text(pyro, 0.5));
    assert_string_equal(mission_state_text(mission_channel(m, "door"), 1), "open");
}

static void states_that_cannot_be_are_mistakes(void **state)
{
    (void)state;
    expect_mistakes(
        "mission: m\n"
        "channels:\n"
        "  a: {states: [safe, 1, 2x, inf far]}\n"
        "  b: {states: [1 armed, 1.0 hot]}\n"
        "  c: {states: [0 a word of too many letters]}\n",
        "3: channel \"a\": states: \"safe\" must be a number and a word, as in \"1 armed\"\n"
        "3: channel \"a\": states: \"1\" must be a number and a word, as in \"1 armed\"\n"
        "3: channel \"a\": states: \"2x\" must be a number and a word, as in \"1 armed\"\n"
        "3: channel \"a\": states: \"inf far\" must be a number and a word, as in \"1 armed\"\n"
        "4: channel \"b\": states: 1 is already \"armed\"\n"
        "5: channel \"c\": states: \"a word of too many letters\" is longer than 23 bytes\n");
}

static void a_file_replaces_the_words(void **state)
{
    (void)state;
    const struct mission *m = mission_of("mission: m\n"
                                         "phases:\n"
                                         "  COUNT: {words: Los geht's, effect: opens, resumes: "
                                         "[Weiter]}\n"
                                         "  WAIT: {words: [ Halt ], effect: hold}\n"
                                         "  UP: {words: ÄRGER, effect: t-zero}\n"
                                         "  HIGH: {words: [oben]}\n"
                                         "  DOWN: {words: [unten], effect: ends}\n");
    static const struct {
        const char *text, *phase;
        enum word_effect effect;
    } words[] = {
        {"los geht's", "COUNT", WORD_COUNTDOWN},
        {"weiter", "COUNT", WORD_RESUME},
        {"HALT", "WAIT", WORD_HOLD},
        {"ärger", "UP", WORD_LIFTOFF},
        {" Oben ", "HIGH", WORD_PHASE},
        {"unten", "DOWN", WORD_ENDED},
    };
    assert_int_equal(m->word_count, 6);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        const struct mission_word *word = mission_word(m, bytes_of(words[i].text));
        assert_non_null(word);
        assert_string_equal(word->phase, words[i].phase);
        assert_int_equal(word->effect, words[i].effect);
    }
    assert_null(mission_word(m, bytes_of("liftoff")));
}

static void sources_name_the_fields_of_time_and_words(void **state)
{
    (void)state;
    const struct mission *m = mission_of("mission: m\n"
                                         "sources:\n"
                                         "  a: {time: clock.t, unit: ms, phase: state}\n"
                                         "  b: {event: note}\n");
    assert_float_equal(mission_time_unit(m, "clock.t"), 0.001, 0);
    assert_float_equal(mission_time_unit(m, "time"), 0, 0);
    assert_int_equal(mission_text(m, bytes_of("state")), MISSION_PHASE);
    assert_int_equal(mission_text(m, bytes_of("note")), MISSION_EVENT);
    assert_int_equal(mission_text(m, bytes_of("event")), MISSION_NO_TEXT);
    m = mission_of("mission: m\n"
                   "sources: {a: {time: /clock/t, phase: /a~1b/0/~0c}}\n"); /* JSON pointers */
    assert_float_equal(mission_time_unit(m, "clock.t"), 1, 0);
    assert_int_equal(mission_text(m, bytes_of("a/b[0].~c")), MISSION_PHASE);
    assert_float_equal(mission_time_unit(mission_of("mission: m\n"), "time"), 1, 0);
    expect_mistakes(
        "mission: m\n"
        "sources:\n"
        "  a: {unit: ms}\n"
        "  b: {time: t, unit: hours}\n"
        "  c: {time: t, unit: ms}\n",
        "3: source \"a\": unit without time: add time: FIELD\n"
        "3: source \"a\" needs at least one of format, time, utc, phase, event and match\n"
        "4: source \"b\": unit = \"hours\" is not one of s, ms, us, ns, min, iso, gps\n"
        "5: source \"c\": the time \"t\" has another unit in another source: name "
        "the source of each topic\n");
}

static void text_is_matched_by_named_groups(void **state)
{
    (void)state;
    static struct decoded d;
    const struct mission *m =
        mission_of("mission: m\n"
                   "sources:\n"
                   "  radio: {match: 'alt (?<alt>[0-9.]+) m(, (?<vel>\\S+) m/s)?'}\n"
                   "  slow: {match: '(?<x>(a+)+)$'}\n");
    message_decode(m, bytes_of("Radio: alt 812.5 m, -3e1 m/s!"), &d);
    assert_int_equal(d.kind, DECODED_NUMBERS);
    assert_int_equal(d.count, 2);
    assert_string_equal(d.numbers[0].name, "alt");
    assert_float_equal(d.numbers[0].value, 812.5, 0);
    assert_float_equal(d.numbers[1].value, -30, 0);
    assert_true(bytes_equal(d.text, bytes_of("Radio: alt 812.5 m, -3e1 m/s!")));
    message_decode(m, bytes_of("alt 5 m"), &d);
    assert_int_equal(d.count, 1);
    message_decode(m, bytes_of("Liftoff"), &d);
    assert_int_equal(d.kind, DECODED_TEXT);
    message_decode(
        m, bytes_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), &d);
    assert_int_equal(d.kind, DECODED_TEXT); /* and it took no time */
    expect_mistakes("mission: m\n"
                    "sources:\n"
                    "  a: {match: '(?<alt>'}\n"
                    "  b: {match: 'alt=([0-9]+)'}\n",
                    "3: source \"a\": match: character 8: missing closing parenthesis\n"
                    "4: source \"b\": match: it has no named group, such as alt=(?<alt>[0-9.]+)\n");
}

static void all_mistakes_are_found_in_one_run_by_line(void **state)
{
    (void)state;
    expect_mistakes(
        "mission: alpha\n"
        "topics:\n"
        "  alpha: { rocket: keys }\n"
        "channels:\n"
        "  alt: { unit: m, decimls: 0 }\n"
        "  acc: { unit: m/s², decimals: 12, scale: x }\n"
        "  vel: { from: [alt] }\n"
        "phases:\n"
        "  ASCENT: { words: [liftoff], effect: tzero }\n"
        "  LANDED: { words: liftoff }\n"
        "flet: [alt]\n"
        "fleet: [alti]\n"
        "title: one\n"
        "title: two\n",
        "3: topic \"alpha\": rocket = \"keys\" is not one of key, topic, field NAME; nearest: "
        "key\n"
        "5: channel \"alt\": unknown word \"decimls\"; nearest: decimals\n"
        "6: channel \"acc\": decimals = \"12\" must be a whole number, 0 to 9\n"
        "6: channel \"acc\": scale = \"x\" must be a number\n"
        "7: channel \"vel\": \"alt\" is already channel \"alt\"\n"
        "9: phase \"ASCENT\": effect = \"tzero\" is not one of none, opens, hold, t-zero, ends; "
        "nearest: t-zero\n"
        "10: phase \"LANDED\": the word \"liftoff\" already belongs to ASCENT\n"
        "11: unknown section \"flet\"; nearest: fleet\n"
        "12: fleet: unknown channel \"alti\"; nearest: alt\n"
        "14: duplicate key \"title\"\n");
}

static void a_word_that_nothing_is_near_to_gets_those_that_are_known(void **state)
{
    (void)state;
    expect_mistakes("mission: m\n"
                    "colours: {a: red}\n"
                    "topics: {a: {colour: red, source: flight}}\n"
                    "sources: {up: {time: t}, down: {time: t}}\n"
                    "channels: {altitude: {}, velocity: {}}\n"
                    "fleet: [batt]\n",
                    "2: unknown section \"colours\"; known: " KNOWN_SECTIONS "\n"
                    "3: topic \"a\": unknown word \"colour\"; known: rocket, feed, source, keys\n"
                    "3: topic \"a\": unknown source \"flight\"; known: up, down\n"
                    "6: fleet: unknown channel \"batt\"; known: altitude, velocity\n");
}

static void a_mistake_in_a_list_is_in_the_line_of_its_item(void **state)
{
    (void)state;
    expect_mistakes("mission: m\n"
                    "channels:\n"
                    "  pyro:\n"
                    "    unit: V\n"
                    "    states:\n"
                    "      - 0 safe\n"
                    "      - armed\n"
                    "phases:\n"
                    "  UP:\n"
                    "    words: [liftoff,\n"
                    "            '',\n"
                    "            liftoff]\n"
                    "    resumes:\n"
                    "      - go\n"
                    "      - liftoff\n"
                    "fleet:\n"
                    "  - pyro\n"
                    "  - pyr\n",
                    "7: channel \"pyro\": states: \"armed\" must be a number and a word, as in "
                    "\"1 armed\"\n"
                    "11: phase \"UP\": the word \"\" is empty or longer than 64 bytes\n"
                    "12: phase \"UP\": the word \"liftoff\" already belongs to UP\n"
                    "15: phase \"UP\": the word \"liftoff\" already belongs to UP\n"
                    "18: fleet: unknown channel \"pyr\"; nearest: pyro\n");
}

static void values_that_cannot_be_are_mistakes(void **state)
{
    (void)state;
    expect_mistakes("mission: a b\n"
                    "title: [x]\n"
                    "topics: {a: {feed: [x]}, b: 3}\n"
                    "channels:\n"
                    "  a: {scale: 0}\n"
                    "  b: {from: []}\n"
                    "  c: {head: far too wide}\n"
                    "  d: {unit: furlongs per fortnight}\n"
                    "  e: {scale: inf}\n"
                    "  f: {from: {x: y}}\n"
                    "  g: {decimals: 1.5}\n"
                    "phases: 3\n"
                    "order: {a: b}\n",
                    "1: mission \"a b\": a name has at most 40 letters, digits, dots, - and _\n"
                    "2: title must be text, not a list\n"
                    "3: topic \"a\": feed must be text, not a list\n"
                    "3: topic \"b\" must be a mapping, not text\n"
                    "5: channel \"a\": scale must not be 0\n"
                    "6: channel \"b\": from is empty: name a field of the messages\n"
                    "7: channel \"c\": head \"far too wide\" is wider than 8 columns\n"
                    "8: channel \"d\": unit \"furlongs per fortnight\" is longer than 15 bytes\n"
                    "9: channel \"e\": scale = \"inf\" must be a number\n"
                    "10: channel \"f\": from must be text or a list of texts\n"
                    "11: channel \"g\": decimals = \"1.5\" must be a whole number, 0 to 9\n"
                    "12: phases must be a mapping, not text\n"
                    "13: order must be text or a list of texts\n");
}

static void what_is_not_yaml_is_named_where_it_breaks_off(void **state)
{
    (void)state;
    expect_mistakes("", "1: the mission has no name: add a line  mission: NAME\n");
    expect_mistakes("# nothing\n", "1: the mission has no name: add a line  mission: NAME\n");
    expect_mistakes("- a\n- b\n", "1: a mission file must be a mapping, not a list\n");
    expect_mistakes("mission: m\n---\nmission: n\n", "2: a second document: a mission is one\n");
    expect_mistakes("mission: m\n%  \x96: {\n%YAML 1.2\n",
                    "2: not UTF-8\n3: directives are not supported\n");
    expect_mistakes("mission: &a m\n", "1: tags and anchors are not supported\n");
    expect_mistakes("mission: m\n? [a]\n: b\n", "2: a key must be text\n");
    mission_file_close(file);
    file = mission_file_read(bytes_of("mission: m\ntopics: [a\n"));
    assert_int_equal(mission_file_mistakes(file)->count, 1);
    assert_int_equal(mission_file_mistakes(file)->items[0].line, 2); /* its last */
    mission_file_close(file);
    file = mission_file_read(bytes_make("mission: m\0", 11));
    assert_string_equal(mission_file_mistakes(file)->items[0].text, "not a text file");
}

static void a_file_without_bounds_is_refused(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 200; i++)
        buf_add_text(&text, "[");
    expect_mistakes(buf_text(&text), "1: nested too deep\n");
    buf_clear(&text);
    buf_add_text(&text, "title: [");
    for (int i = 0; i < YAML_MOST_NODES; i++)
        buf_add_text(&text, "a,");
    buf_add_text(&text, "]\n");
    expect_mistakes(buf_text(&text), "1: the file has too many values\n");
    buf_clear(&text);
    for (int i = 0; i < 150; i++)
        buf_printf(&text, "x%d: 1\n", i);
    mission_file_close(file);
    file = mission_file_read(buf_bytes(&text));
    assert_int_equal(mission_file_mistakes(file)->count, MISTAKES_MOST);
    assert_int_equal(mission_file_mistakes(file)->more, 50);
    buf_clear(&text);
    buf_reserve(&text, 2 << 20);
    memset(text.data, ' ', 2 << 20);
    text.len = 2 << 20;
    expect_mistakes(buf_text(&text), "0: larger than 1 MiB\n");
    buf_deinit(&text);
}

static void derived_channels_come_after_those_of_messages(void **state)
{
    (void)state;
    const struct mission *m = mission_of("mission: sonde\n"
                                         "derived:\n"
                                         "  sink: { as: \"0 - slope(alt, 5 s)\", unit: m/s }\n"
                                         "  power:\n"
                                         "    as: >-\n"
                                         "      volts *\n"
                                         "      amps\n"
                                         "channels:\n"
                                         "  alt: { from: baro.alt_m }\n"
                                         "  volts: {}\n"
                                         "  amps: {}\n"
                                         "phases: { UP: { words: go } }\n"
                                         "fleet: [sink, alt]\n");
    char summary[MISSION_SUMMARY_SIZE];
    mission_summary(m, summary);
    assert_string_equal(summary, "0 topics, 5 channels (2 derived), 1 phase, 1 word");
    assert_string_equal(m->channels[0].id, "sink");
    assert_string_equal(m->channels[0].head, "sink m/s");
    assert_true(m->channels[0].derived);
    assert_false(m->channels[1].derived);
    assert_string_equal(m->channels[4].id, "power");
    assert_int_equal(m->formulas->channel_count, 2);
    assert_int_equal(m->formulas->windows.count, 1);
}

static void each_mistake_in_an_expression_has_its_line(void **state)
{
    (void)state;
    expect_mistakes(
        "mission: sonde\n"
        "channels: { alt: {}, vel: {} }\n"
        "derived:\n"
        "  a: { as: 0 - altt }\n"
        "  b: { as: slop(alt) }\n"
        "  c:\n"
        "    unit: m\n"
        "    as: \"slope(alt, 10)\"\n"
        "  d: { as: e + 1 }\n"
        "  e: { as: alt + }\n"
        "  f: { unit: m }\n"
        "  vel: { as: alt }\n"
        "  g: { as: alt, scale: 3 }\n",
        "4: derived \"a\": as: column 5: there is no channel \"altt\"; nearest: alt\n"
        "5: derived \"b\": as: column 1: there is no function slop(); nearest: slope\n"
        "8: derived \"c\": as: column 12: \"10\" has no unit; write \"10 s\", \"10 min\" or \"10 "
        "h\"\n"
        "9: derived \"d\": as: \"e\" is derived further down: move it above this\n"
        "10: derived \"e\": as: column 6: it ends where a number or a channel is missing\n"
        "11: derived \"f\": as is missing: say what it is, as in as: 0 - slope(alt, 5 s)\n"
        "12: derived \"vel\": \"vel\" is a channel of messages already\n"
        "13: derived \"g\": unknown word \"scale\"; known: as, label, head, unit, decimals, states\n");
}

static void no_byte_of_a_file_reaches_a_terminal_as_it_is(void **state)
{
    (void)state;
    expect_mistakes("mission: \"a\\e[2Jb\"\n", "1: mission \"a\\x1b[2Jb\": a name has at most 40 "
                                               "letters, digits, dots, - and _\n");
}

static void every_bundled_mission_is_one(void **state)
{
    (void)state;
    static const char *const names[] = {"demo",    "flugdaten",  "sonde",
                                        "balloon", "openrocket", "altos"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        char path[300];
        struct err err;
        snprintf(path, sizeof path, "%s/assets/missions/%s.yaml", SOURCE_DIR, names[i]);
        mission_file_close(file);
        assert_int_equal(mission_file_open(&file, path, &err), 0);
        assert_non_null(mission_file_mission(file));
        assert_string_equal(mission_file_mission(file)->name, names[i]);
    }
}

static void a_file_that_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    struct err err;
    struct mission_file *none;
    assert_int_equal(mission_file_open(&none, "/nowhere/m.yaml", &err), ERR_IO);
    assert_string_equal(err.text,
                        "cannot read the mission file /nowhere/m.yaml: No such file or directory");
    assert_int_equal(mission_file_open(&none, "/", &err), ERR_IO);
    assert_string_equal(err.text, "cannot read the mission file /: Is a directory");
    assert_null(none);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_teardown(name, forget)
    const struct CMUnitTest tests[] = {
        ROW(a_mission_names_topics_channels_phases_and_columns),
        ROW(numbers_of_a_channel_can_stand_for_words),
        ROW(states_that_cannot_be_are_mistakes),
        ROW(a_file_replaces_the_words),
        ROW(sources_name_the_fields_of_time_and_words),
        ROW(text_is_matched_by_named_groups),
        ROW(all_mistakes_are_found_in_one_run_by_line),
        ROW(a_word_that_nothing_is_near_to_gets_those_that_are_known),
        ROW(a_mistake_in_a_list_is_in_the_line_of_its_item),
        ROW(values_that_cannot_be_are_mistakes),
        ROW(what_is_not_yaml_is_named_where_it_breaks_off),
        ROW(a_file_without_bounds_is_refused),
        ROW(derived_channels_come_after_those_of_messages),
        ROW(each_mistake_in_an_expression_has_its_line),
        ROW(no_byte_of_a_file_reaches_a_terminal_as_it_is),
        ROW(every_bundled_mission_is_one),
        ROW(a_file_that_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
