/* test_render.c: a frame as something else than a screen: rows of text, ANSI, a picture, JSON; each
 * held against the whole of what it must be. */
#include "test.h"

#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "demo_mission.h"
#include "scene_fixture.h"
#include "ui/glyph.h"
#include "ui/render.h"

/* Two rows: a blank, a run of one role, a sign that is not ASCII, marks that a picture must write
 * otherwise; then a wide character and a role up to the end of the row. */
static void draw_sample(struct canvas *c)
{
    canvas_init(c, 2, 10, false);
    struct area a = area_of(c);
    area_text(a, 0, 1, 9, ROLE_TEXT, "a<&>");
    area_text(a, 0, 5, 9, ROLE_ALARM, "x y");
    area_text(a, 0, 8, 1, ROLE_CHART, "─");
    area_text(a, 1, 0, 2, ROLE_KEY, "日");
    area_text(a, 1, 2, 2, ROLE_KEY, "kq");
    area_fill(a, 1, 8, 2, ROLE_STALE, " ");
    area_text(a, 1, 9, 1, ROLE_STALE, "?");
}

static void expect_text(struct buf *got, const char *want)
{
    assert_string_equal(buf_text(got), want);
    buf_deinit(got);
}

static void text_has_every_row_without_the_blanks_at_its_end(void **state)
{
    (void)state;
    struct canvas c;
    struct buf out = {0};
    draw_sample(&c);
    render_text(&c, &out);
    expect_text(&out, " a<&>x y─\n日kq     ?\n");
    render_rows(&c, "$", &out);
    expect_text(&out, " a<&>x y─ $\n日kq     ?$\n");
    canvas_clear(&c);
    render_text(&c, &out);
    expect_text(&out, "\n\n");
    canvas_deinit(&c);
}

static void ansi_turns_a_role_on_where_it_begins_and_off_at_the_end(void **state)
{
    (void)state;
    struct canvas c;
    struct buf out = {0};
    draw_sample(&c);
    render_ansi(&c, 256, &out);
    expect_text(&out, " a<&>\033[0;38;5;231;48;5;124mx y\033[0;38;5;33m─\033[0m \n"
                      "\033[0;1m日kq\033[0m    \033[0;38;5;231;48;5;96m ?\033[0m\n");
    render_ansi(&c, 16, &out);
    expect_text(&out, " a<&>\033[0;37;41mx y\033[0;36m─\033[0m \n"
                      "\033[0;1m日kq\033[0m    \033[0;37;45m ?\033[0m\n");
    render_ansi(&c, 0, &out);
    expect_text(&out, " a<&>\033[0;1;7mx y\033[0m─\033[0m \n"
                      "\033[0;1m日kq\033[0m    \033[0;4m ?\033[0m\n");
    canvas_deinit(&c);
}

static void each_number_of_colours_has_its_look(void **state)
{
    (void)state;
    static const struct {
        int colours, fg, bg, attributes;
    } looks[] = {
        {0, THEME_DEFAULT, THEME_DEFAULT, THEME_REVERSE},
        {7, THEME_DEFAULT, THEME_DEFAULT, THEME_REVERSE},
        {8, 0, 3, 0},
        {255, 0, 3, 0},
        {256, 16, 220, 0},
        {1 << 24, 16, 220, 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(looks); i++) {
        struct theme_look look = theme_look(ROLE_CAUTION, looks[i].colours);
        assert_int_equal(look.fg, looks[i].fg);
        assert_int_equal(look.bg, looks[i].bg);
        assert_int_equal(look.attributes, looks[i].attributes);
    }
}

static void a_palette_index_is_the_colour_that_xterm_has(void **state)
{
    (void)state;
    static const struct {
        int index;
        uint32_t rgb;
    } colours[] = {{-1, 0xe5e5e5},  {0, 0x000000},   {7, 0xe5e5e5},   {15, 0xffffff},
                   {16, 0x000000},  {33, 0x0087ff},  {75, 0x5fafff},  {124, 0xaf0000},
                   {220, 0xffd700}, {231, 0xffffff}, {232, 0x080808}, {255, 0xeeeeee}};
    for (size_t i = 0; i < ARRAY_SIZE(colours); i++)
        assert_int_equal(theme_rgb(colours[i].index), colours[i].rgb);
}

static void no_color_asks_only_when_it_says_something(void **state)
{
    (void)state;
    unsetenv("NO_COLOR");
    assert_false(theme_no_colour());
    setenv("NO_COLOR", "", 1);
    assert_false(theme_no_colour());
    setenv("NO_COLOR", "1", 1);
    assert_true(theme_no_colour());
    unsetenv("NO_COLOR");
}

#define RUN(x, y, width, look, text)                                                               \
    "<text x=\"" #x "\" y=\"" #y "\" textLength=\"" #width                                         \
    "\" lengthAdjust=\"spacingAndGlyphs\" fill=\"" look ">" text "</text>\n"

/* 10 cells of 9 x 19 in a window with 16 at the sides and 36 above. */
static void a_picture_has_each_run_in_its_place_and_colour(void **state)
{
    (void)state;
    struct canvas c;
    struct buf out = {0};
    draw_sample(&c);
    render_svg(&c, "a<b\033", &out);
    expect_text(&out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 122 98\" width=\"122\" "
                "height=\"98\">\n"
                "<rect width=\"122\" height=\"98\" rx=\"10\" fill=\"#101418\"/>\n"
                "<path d=\"M0 28 V10 A10 10 0 0 1 10 0 H112 A10 10 0 0 1 122 10 V28 Z\" "
                "fill=\"#2a3038\"/>\n"
                "<circle cx=\"18\" cy=\"14\" r=\"5\" fill=\"#8a94a0\"/>\n"
                "<circle cx=\"36\" cy=\"14\" r=\"5\" fill=\"#8a94a0\"/>\n"
                "<circle cx=\"54\" cy=\"14\" r=\"5\" fill=\"#8a94a0\"/>\n"
                "<text x=\"61\" y=\"19\" text-anchor=\"middle\" font-family=\"sans-serif\" "
                "font-size=\"13\" fill=\"#8a94a0\">a&lt;b\\x1b</text>\n"
                "<rect x=\"61\" y=\"36\" width=\"27\" height=\"19\" fill=\"#af0000\"/>\n"
                "<rect x=\"88\" y=\"55\" width=\"18\" height=\"19\" fill=\"#875f87\"/>\n"
                "<g font-family=\"'DejaVu Sans Mono','JetBrains Mono',Menlo,Consolas,monospace\" "
                "font-size=\"15\" xml:space=\"preserve\">\n" RUN(
                    25, 50, 36, "#d8dee6\"", "a&lt;&amp;&gt;") RUN(61, 50, 9, "#ffffff\"", "x")
                    RUN(79, 50, 9, "#ffffff\"", "y") RUN(88, 50, 9, "#0087ff\"", "─")
                        RUN(16, 69, 18, "#d8dee6\" font-weight=\"bold\"", "日")
                            RUN(34, 69, 18, "#d8dee6\" font-weight=\"bold\"", "kq")
                                RUN(97, 69, 9, "#ffffff\"", "?") "</g>\n</svg>\n");
    canvas_deinit(&c);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void add_channel(struct scene *s, struct fleet_row *row, const char *name, double value,
                        enum rocket_state state, int64_t age_ms)
{
    static struct shown channels[8];
    s->channels = channels;
    if (row->channel_count == 0)
        row->first_channel = row == s->fleet ? 0 : 4;
    struct shown *c = &s->channels[row->first_channel + row->channel_count++];
    number_shown(&mission_demo, name, value, c);
    c->state = state;
    c->age_ms = age_ms;
}

static void expect_json(const struct scene *s, const char *want)
{
    struct buf out = {0};
    json_error_t err;
    render_json(s, &out);
    json_t *got = json_loads(buf_text(&out), 0, &err);
    json_t *wanted = json_loads(want, 0, &err);
    assert_non_null(got);
    assert_non_null(wanted);
    if (!json_equal(got, wanted))
        fail_msg("got %s\nwant %s", buf_text(&out), want);
    assert_int_equal(out.data[out.len - 1], '\n');
    json_decref(got);
    json_decref(wanted);
    buf_deinit(&out);
}

/* A fresh channel, a stale one, one that is no number, one of an ended flight; a topic that no
 * rocket was heard in is left out. */
static void json_says_what_the_frame_is_drawn_from(void **state)
{
    (void)state;
    struct scene *s = malloc(sizeof *s);
    scene_init(s);
    fixture_fleet(s);
    s->fleet[1] = s->fleet[4];
    s->fleet[2].is_topic = true;
    s->fleet_count = 3;
    s->fleet[0].rate = INFINITY;
    s->fleet[1].age_ms = FLIGHT_NO_TIME;
    s->alarms[2].age_ms = FLIGHT_NO_TIME;
    snprintf(s->fleet[0].last, sizeof s->fleet[0].last, "max-Q");
    s->shown_link = (struct store_link){.state = LINK_BEHIND, .parts = 5, .parts_ok = 3};
    s->transport.mode = MODE_CATCH_UP;
    add_channel(s, &s->fleet[0], "q", 29300, STATE_OK, 250);
    add_channel(s, &s->fleet[0], "velocity", 2158.434, STATE_STALE, 60000);
    add_channel(s, &s->fleet[0], "made up", NAN, STATE_OK, 0);
    add_channel(s, &s->fleet[1], "velocity", 0, STATE_ENDED, 60000);
    expect_json(
        s,
        "{\"mode\": \"CATCH-UP\", \"mission\": \"demo\", \"at\": \"2026-11-22T14:31:07.000Z\","
        " \"link\": {\"state\": \"BEHIND\", \"parts\": 5, \"parts_ok\": 3,"
        "  \"broker\": \"localhost:9092\"},"
        " \"rockets\": [{\"id\": \"F9-B1029\", \"source\": \"REC\", \"state\": \"YEL\","
        "  \"phase\": \"ENTRY\", \"clock\": \"T+00:06:38\", \"age_ms\": 300, \"rate\": null,"
        "  \"channels\": {"
        "   \"q\": {\"value\": 29.3, \"unit\": \"kPa\", \"state\": \"OK\", \"age_ms\": 250},"
        "   \"velocity\": {\"value\": 2158.434, \"unit\": \"m/s\", \"state\": \"STALE\","
        "    \"age_ms\": 60000},"
        "   \"made up\": {\"value\": null, \"unit\": \"\", \"state\": \"OK\", \"age_ms\": 0}},"
        "  \"last_event\": \"max-Q\"},"
        " {\"id\": \"(flugdaten)\", \"source\": \"\", \"state\": \"ENDED\","
        "  \"phase\": \"LANDED\", \"clock\": \"T+00:02:41\", \"age_ms\": null, \"rate\": 0.0,"
        "  \"channels\": {\"velocity\": {\"value\": 0.0, \"unit\": \"m/s\", \"state\": \"ENDED\","
        "   \"age_ms\": 60000}}, \"last_event\": \"\"}],"
        " \"alarms\": [{\"rocket\": \"F9-B1029\", \"what\": \"accel YL -46.7\","
        "  \"state\": \"NEW\", \"age_ms\": 3000},"
        " {\"rocket\": \"KESTREL-1\", \"what\": \"STALE\", \"state\": \"ACK\", \"age_ms\": 252000},"
        " {\"rocket\": \"KESTREL-2\", \"what\": \"lox K YH 90.9\", \"state\": \"SHELVED\","
        "  \"age_ms\": null}]}");
    s->channels = NULL;
    scene_deinit(s);
    free(s);
}

static void json_has_integers_to_the_last_digit(void **state)
{
    (void)state;
    static const struct {
        double value;
        int64_t whole;
        const char *says;
    } rows[] = {{9223372036854775807.0, INT64_MAX, "9223372036854775807,"},
                {-9223372036854775808.0, INT64_MIN, "-9223372036854775808,"},
                {9007199254740991.0, 0, "9007199254740991,"},
                {999999999999999.0, 0, "999999999999999.0,"},
                {2e15 + 0.5, 0, "2e15,"}};
    struct scene *s = malloc(sizeof *s);
    scene_init(s);
    fixture_fleet(s);
    s->fleet_count = 1;
    add_channel(s, &s->fleet[0], "n", 0, STATE_OK, 0);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buf out = {0};
        char value[64];
        s->channels[0].value.value = rows[i].value;
        s->channels[0].whole = rows[i].whole;
        render_json(s, &out);
        snprintf(value, sizeof value, "\"value\": %s", rows[i].says);
        if (strstr(buf_text(&out), value) == NULL)
            fail_msg("%s is not in %s", value, buf_text(&out));
        buf_deinit(&out);
    }
    s->channels = NULL;
    scene_deinit(s);
    free(s);
}

static void json_names_what_is_not_followed(void **state)
{
    (void)state;
    struct scene *s = malloc(sizeof *s);
    struct buf out = {0};
    scene_init(s);
    fixture_fleet(s);
    s->fleet_count = 1;
    s->fleet[0].not_followed = 12;
    snprintf(s->fleet[0].not_followed_names, sizeof s->fleet[0].not_followed_names, "a65, a66");
    render_json(s, &out);
    json_t *got = json_loads(buf_text(&out), 0, NULL);
    json_t *said =
        json_object_get(json_array_get(json_object_get(got, "rockets"), 0), "not_followed");
    assert_int_equal(json_integer_value(json_object_get(said, "count")), 12);
    assert_string_equal(json_string_value(json_object_get(said, "names")), "a65, a66");
    json_decref(got);
    buf_deinit(&out);
    scene_deinit(s);
    free(s);
}

static void json_of_an_archive_without_rockets(void **state)
{
    (void)state;
    struct scene *s = malloc(sizeof *s);
    scene_init(s);
    fixture_archive(s);
    s->fleet_count = 0;
    expect_json(
        s, "{\"mode\": \"REPLAY\", \"mission\": \"demo\", \"at\": \"2017-08-24T19:00:56.000Z\","
           " \"link\": {\"state\": \"ARCHIVE\", \"parts\": 0, \"parts_ok\": 0,"
           "  \"broker\": \"localhost:9092\"}, \"rockets\": [], \"alarms\": []}");
    scene_deinit(s);
    free(s);
}

/* ---- signs --------------------------------------------------------------------------------- */

static void every_sign_has_one_of_ascii(void **state)
{
    (void)state;
    static const char signs[] = "●▲■◇○□·─│├┤◆└━┿╋┄┈▁▂▃▄▅▆▇█…²↑↓←→é日x";
    static const char ascii[] = "o^#%?-.-|[]O|=+#.._.-~=+*#~2^v<>??x";
    size_t at = 0;
    for (size_t i = 0; ascii[i] != '\0'; i++) {
        size_t length;
        assert_int_equal(glyph_ascii(signs + at, &length), ascii[i]);
        at += length;
    }
    assert_int_equal(signs[at], '\0');
}

static void a_spark_beyond_its_levels_is_the_last_of_them(void **state)
{
    (void)state;
    assert_string_equal(glyph_spark(-1), "▁");
    assert_string_equal(glyph_spark(0), "▁");
    assert_string_equal(glyph_spark(7), "█");
    assert_string_equal(glyph_spark(8), "█");
}

static void terminals_that_lack_the_signs_get_ascii(void **state)
{
    (void)state;
    assert_true(glyph_needs_ascii("linux"));
    assert_true(glyph_needs_ascii("vt220"));
    assert_false(glyph_needs_ascii("xterm"));
    assert_false(glyph_needs_ascii(NULL));
    setlocale(LC_ALL, "C");
    assert_true(glyph_needs_ascii("xterm"));
    setlocale(LC_ALL, "");
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_every_row_without_the_blanks_at_its_end),
        cmocka_unit_test(ansi_turns_a_role_on_where_it_begins_and_off_at_the_end),
        cmocka_unit_test(each_number_of_colours_has_its_look),
        cmocka_unit_test(a_palette_index_is_the_colour_that_xterm_has),
        cmocka_unit_test(no_color_asks_only_when_it_says_something),
        cmocka_unit_test(a_picture_has_each_run_in_its_place_and_colour),
        cmocka_unit_test(json_says_what_the_frame_is_drawn_from),
        cmocka_unit_test(json_has_integers_to_the_last_digit),
        cmocka_unit_test(json_names_what_is_not_followed),
        cmocka_unit_test(json_of_an_archive_without_rockets),
        cmocka_unit_test(every_sign_has_one_of_ascii),
        cmocka_unit_test(a_spark_beyond_its_levels_is_the_last_of_them),
        cmocka_unit_test(terminals_that_lack_the_signs_get_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
