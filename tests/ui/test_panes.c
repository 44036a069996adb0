/* test_panes.c: frames against the golden files, cell by cell and colour by colour, at 80x24,
 * 160x48, 40x12 and in ASCII; the hints of every screen. */
#include "test.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "golden.h"
#include "scene_fixture.h"
#include "ui/layout.h"
#include "ui/render.h"
#include "ui/screens/screens.h"

/* Draws the scene and holds it against golden/NAME. */
static void expect_frame(const char *name, void (*fill)(struct scene *), int rows, int cols,
                         bool ascii)
{
    struct scene *s = malloc(sizeof *s);
    struct canvas canvas;
    scene_init(s);
    fill(s);
    canvas_init(&canvas, rows, cols, ascii);
    layout_draw(s, &canvas);
    expect_golden(name, &canvas);
    canvas_deinit(&canvas);
    scene_deinit(s);
    free(s);
}

/* name, rows, columns, ASCII: fixture_NAME draws golden/NAME.txt */
#define FRAMES(X)                                                                                  \
    X(fleet, 24, 80, false)                                                                        \
    X(ascii, 24, 80, true)                                                                         \
    X(help, 24, 80, false)                                                                         \
    X(empty, 24, 80, false)                                                                        \
    X(empty_far, 24, 80, false)                                                                    \
    X(nolink, 24, 80, false)                                                                       \
    X(unreached, 24, 80, false)                                                                    \
    X(unrecorded, 24, 80, false)                                                                   \
    X(replay, 24, 80, false)                                                                       \
    X(archive, 24, 80, false)                                                                      \
    X(small, 12, 40, false)                                                                        \
    X(brief, 24, 80, false)                                                                        \
    X(crowded, 12, 40, false)                                                                      \
    X(typed, 24, 80, false)                                                                        \
    X(climb, 24, 80, false)                                                                        \
    X(silent_console, 24, 80, false)                                                               \
    X(silent_links, 24, 80, false)                                                                 \
    X(wall, 48, 160, false)                                                                        \
    X(wall_rocket, 48, 160, false)                                                                 \
    X(wall_links, 48, 160, false)                                                                  \
    X(rocket, 24, 80, false)                                                                       \
    X(seek, 24, 80, false)                                                                         \
    X(console, 24, 80, false)                                                                      \
    X(inspector, 24, 80, false)                                                                    \
    X(links, 24, 80, false)                                                                        \
    X(flights, 24, 80, false)                                                                      \
    X(states, 24, 80, false)                                                                       \
    X(paused, 24, 80, false)                                                                       \
    X(crowd_wall, 48, 160, false)                                                                  \
    X(far_wall, 48, 160, false)                                                                    \
    X(flights_wall, 48, 160, false)                                                                \
    X(wide, 30, 120, false)                                                                        \
    X(tiny, 5, 80, false)                                                                          \
    X(tiny_silent, 5, 39, false)                                                                   \
    X(small_down, 12, 40, false)                                                                   \
    X(small_archive, 12, 40, false)                                                                \
    X(small_behind, 14, 50, false)                                                                 \
    X(small_alone, 12, 40, false)                                                                  \
    X(topics, 24, 80, false)                                                                       \
    X(crew_empty, 24, 80, false)                                                                   \
    X(no_such_topic, 24, 80, false)                                                                \
    X(crew, 24, 80, false)                                                                         \
    X(console_back, 24, 80, false)                                                                 \
    X(console_find, 24, 80, false)                                                                 \
    X(inspector_hex, 24, 80, false)                                                                \
    X(inspector_text, 24, 80, false)                                                               \
    X(inspector_edges, 24, 80, false)                                                              \
    X(rocket_edges, 24, 80, false)                                                                 \
    X(rocket_text, 24, 80, false)                                                                  \
    X(rocket_never, 24, 80, false)                                                                 \
    X(rocket_unheard, 24, 80, false)                                                               \
    X(chart_wide, 24, 80, false)                                                                   \
    X(chart_far, 24, 80, false)                                                                    \
    X(chart_below, 24, 80, true)                                                                   \
    X(links_gaps, 24, 80, false)                                                                   \
    X(links_archive, 24, 80, false)                                                                \
    X(links_one, 24, 80, false)                                                                    \
    X(crowd_down, 24, 80, false)                                                                   \
    X(slow_start, 24, 80, false)                                                                   \
    X(links_down, 24, 80, false)                                                                   \
    X(flights_many, 24, 80, false)                                                                 \
    X(flights_none, 24, 80, false)                                                                 \
    X(log_back, 24, 80, false)                                                                     \
    X(log_live, 24, 80, false)                                                                     \
    X(log_still, 24, 80, false)                                                                    \
    X(log_none, 24, 80, false)                                                                     \
    X(help_key, 24, 80, true)                                                                      \
    X(help_crew, 24, 80, false)                                                                    \
    X(dark, 24, 80, false)

#define FRAME(name, rows, cols, ascii)                                                             \
    static void name##_is_drawn_as_the_golden_frame(void **state)                                  \
    {                                                                                              \
        (void)state;                                                                               \
        expect_frame(#name, fixture_##name, rows, cols, ascii);                                    \
    }
FRAMES(FRAME)

/* Labels are longer in ASCII: blanks go before words do. */
static void hints_end_before_the_edge_of_the_screen(void **state)
{
    static void (*const fills[])(struct scene *) = {
        fixture_fleet,   fixture_rocket, fixture_console,   fixture_links,
        fixture_flights, fixture_replay, fixture_inspector, fixture_log_back};
    struct scene *s = mem_alloc(sizeof *s);
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(fills); i++) {
        struct buf frame = {0};
        struct canvas canvas;
        scene_init(s);
        fills[i](s);
        canvas_init(&canvas, 24, 80, true);
        layout_draw(s, &canvas);
        render_text(&canvas, &frame);
        frame.len--; /* the last newline */
        const char *hints = strrchr(buf_text(&frame), '\n') + 1;
        assert_in_range(strlen(hints), 20, 79);
        assert_string_equal(hints + strlen(hints) - strlen(" ? keys"), " ? keys");
        canvas_deinit(&canvas);
        scene_deinit(s);
        buf_deinit(&frame);
    }
    free(s);
}

static void a_screen_is_found_by_its_name(void **state)
{
    (void)state;
    for (int id = 0; id < SCREEN_COUNT; id++)
        if (screen_of((enum screen_id)id)->name != NULL)
            assert_int_equal(screen_by_name(screen_of((enum screen_id)id)->name), id);
    assert_int_equal(screen_by_name("moon"), SCREEN_COUNT);
}

#define TEST(name, rows, cols, ascii) cmocka_unit_test(name##_is_drawn_as_the_golden_frame),

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        FRAMES(TEST) cmocka_unit_test(hints_end_before_the_edge_of_the_screen),
        cmocka_unit_test(a_screen_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
