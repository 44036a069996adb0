/* test_panes.c: frames against the golden files, cell by cell, at 80x24, 160x48, 40x12 and in
 * ASCII. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scene_fixture.h"
#include "ui/layout.h"
#include "ui/render.h"

/* Says which rows differ, and how, before it fails. */
static void print_rows(const char *name, const char *got, const char *want)
{
    for (int row = 1; *got != '\0' && *want != '\0'; row++) {
        size_t a = strcspn(got, "\n"), b = strcspn(want, "\n");
        if (a != b || memcmp(got, want, a) != 0)
            print_error("%s row %d\n got  %.*s\n want %.*s\n", name, row, (int)a, got, (int)b,
                        want);
        got += a + (got[a] != '\0');
        want += b + (want[b] != '\0');
    }
}

/* Draws the scene and holds it against tests/ui/golden/NAME.txt; GOLDEN_WRITE=1 rewrites that. */
static void expect_frame(const char *name, void (*fill)(struct scene *), int rows, int cols,
                         bool ascii)
{
    char path[512], line[4096];
    struct scene *s = malloc(sizeof *s);
    struct canvas canvas;
    struct buf text = {0}, golden = {0};
    scene_init(s);
    fill(s);
    canvas_init(&canvas, rows, cols, ascii);
    layout_draw(s, &canvas);
    render_rows(&canvas, "|", &text);
    snprintf(path, sizeof path, "%s/tests/ui/golden/%s.txt", SOURCE_DIR, name);
    if (getenv("GOLDEN_WRITE") != NULL) {
        FILE *out = fopen(path, "w");
        fputs(buf_text(&text), out);
        fclose(out);
    }
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL)
        buf_add_text(&golden, line);
    fclose(in);
    bool same = strcmp(buf_text(&text), buf_text(&golden)) == 0;
    if (!same)
        print_rows(name, buf_text(&text), buf_text(&golden));
    assert_true(same);
    buf_deinit(&text);
    buf_deinit(&golden);
    canvas_deinit(&canvas);
    scene_deinit(s);
    free(s);
}

#define FRAME(name, rows, cols, ascii)                                                             \
    static void name##_is_drawn_as_the_golden_frame(void **state)                                  \
    {                                                                                              \
        (void)state;                                                                               \
        expect_frame(#name, fixture_##name, rows, cols, ascii);                                    \
    }

FRAME(fleet, 24, 80, false)
FRAME(ascii, 24, 80, true)
FRAME(help, 24, 80, false)
FRAME(empty, 24, 80, false)
FRAME(nolink, 24, 80, false)
FRAME(unreached, 24, 80, false)
FRAME(unrecorded, 24, 80, false)
FRAME(replay, 24, 80, false)
FRAME(archive, 24, 80, false)
FRAME(small, 12, 40, false)
FRAME(brief, 24, 80, false)
FRAME(crowded, 12, 40, false)
FRAME(typed, 24, 80, false)
FRAME(climb, 24, 80, false)
FRAME(silent_console, 24, 80, false)
FRAME(silent_links, 24, 80, false)
FRAME(wall, 48, 160, false)
FRAME(wall_rocket, 48, 160, false)
FRAME(wall_links, 48, 160, false)
FRAME(rocket, 24, 80, false)
FRAME(seek, 24, 80, false)
FRAME(console, 24, 80, false)
FRAME(inspector, 24, 80, false)
FRAME(links, 24, 80, false)
FRAME(flights, 24, 80, false)

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fleet_is_drawn_as_the_golden_frame),
        cmocka_unit_test(ascii_is_drawn_as_the_golden_frame),
        cmocka_unit_test(help_is_drawn_as_the_golden_frame),
        cmocka_unit_test(empty_is_drawn_as_the_golden_frame),
        cmocka_unit_test(nolink_is_drawn_as_the_golden_frame),
        cmocka_unit_test(unreached_is_drawn_as_the_golden_frame),
        cmocka_unit_test(unrecorded_is_drawn_as_the_golden_frame),
        cmocka_unit_test(replay_is_drawn_as_the_golden_frame),
        cmocka_unit_test(archive_is_drawn_as_the_golden_frame),
        cmocka_unit_test(small_is_drawn_as_the_golden_frame),
        cmocka_unit_test(brief_is_drawn_as_the_golden_frame),
        cmocka_unit_test(crowded_is_drawn_as_the_golden_frame),
        cmocka_unit_test(typed_is_drawn_as_the_golden_frame),
        cmocka_unit_test(climb_is_drawn_as_the_golden_frame),
        cmocka_unit_test(silent_console_is_drawn_as_the_golden_frame),
        cmocka_unit_test(silent_links_is_drawn_as_the_golden_frame),
        cmocka_unit_test(wall_is_drawn_as_the_golden_frame),
        cmocka_unit_test(wall_rocket_is_drawn_as_the_golden_frame),
        cmocka_unit_test(wall_links_is_drawn_as_the_golden_frame),
        cmocka_unit_test(rocket_is_drawn_as_the_golden_frame),
        cmocka_unit_test(seek_is_drawn_as_the_golden_frame),
        cmocka_unit_test(console_is_drawn_as_the_golden_frame),
        cmocka_unit_test(inspector_is_drawn_as_the_golden_frame),
        cmocka_unit_test(links_is_drawn_as_the_golden_frame),
        cmocka_unit_test(flights_is_drawn_as_the_golden_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
