/* test_canvas.c: cells and the areas they are drawn through: nothing lands outside, nothing is cut
 * in half; and charts, which have to do with very little room. */
#include "test.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/canvas.h"
#include "ui/panes/panes.h"
#include "ui/render.h"

static void expect_rows(const struct canvas *c, const char *want)
{
    struct buf out = {0};
    render_rows(c, "|", &out);
    assert_string_equal(buf_text(&out), want);
    buf_deinit(&out);
}

static void a_canvas_is_as_large_as_asked_within_its_bounds(void **state)
{
    (void)state;
    static const struct {
        int asked, rows, cols;
    } sizes[] = {{-5, 1, 1}, {0, 1, 1}, {1, 1, 1}, {500, 500, 500}, {501, 500, 500}};
    struct canvas c;
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        canvas_init(&c, sizes[i].asked, sizes[i].asked, false);
        assert_int_equal(c.rows, sizes[i].rows);
        assert_int_equal(c.cols, sizes[i].cols);
        assert_string_equal(canvas_cell(&c, c.rows - 1, c.cols - 1)->text, " ");
        canvas_deinit(&c);
        assert_null(c.cells);
    }
}

static void a_copy_has_the_size_and_the_cells_of_what_it_copies(void **state)
{
    (void)state;
    struct canvas a, b;
    canvas_init(&a, 3, 4, true);
    canvas_init(&b, 2, 2, false);
    area_text(area_of(&a), 2, 3, 1, ROLE_KEY, "x");
    assert_false(canvas_equal(&a, &b));
    canvas_copy(&b, &a);
    assert_true(canvas_equal(&a, &b));
    assert_true(b.ascii);
    assert_string_equal(canvas_cell(&b, 2, 3)->text, "x");
    area_role(area_of(&b), 2, 3, 1, ROLE_DIM);
    assert_false(canvas_equal(&a, &b));
    canvas_deinit(&b);
    canvas_init(&b, 4, 3, true);
    canvas_clear(&a);
    assert_false(canvas_equal(&a, &b)); /* as many cells, another shape */
    canvas_copy(&b, &a);
    assert_true(canvas_equal(&a, &b));
    canvas_deinit(&b);
    canvas_init(&b, 2, 4, true); /* one side is the same */
    canvas_copy(&b, &a);
    assert_true(canvas_equal(&a, &b));
    canvas_deinit(&b);
    canvas_init(&b, 3, 5, true);
    canvas_copy(&b, &a);
    assert_true(canvas_equal(&a, &b));
    canvas_deinit(&a);
    canvas_deinit(&b);
}

static void an_area_lets_nothing_out(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 8, false);
    struct area in = area_part(area_of(&c), 1, 2, 2, 4);
    assert_int_equal(area_text(in, 0, -2, 99, ROLE_TEXT, "abcdefgh"), 4);
    area_text(in, -1, 0, 4, ROLE_TEXT, "above");
    area_text(in, 2, 0, 4, ROLE_TEXT, "below");
    area_fill(in, 1, -3, 99, ROLE_TEXT, "=");
    area_role(in, 1, -3, 99, ROLE_KEY);
    expect_rows(&c, "        |\n  cdef  |\n  ====  |\n        |\n");
    assert_int_equal(canvas_cell(&c, 2, 1)->role, ROLE_TEXT);
    assert_int_equal(canvas_cell(&c, 2, 2)->role, ROLE_KEY);
    assert_int_equal(canvas_cell(&c, 2, 5)->role, ROLE_KEY);
    assert_int_equal(canvas_cell(&c, 2, 6)->role, ROLE_TEXT);
    canvas_deinit(&c);
}

static void a_part_is_cut_to_what_it_is_part_of(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 8, false);
    struct area a = area_part(area_of(&c), -1, -1, 99, 99);
    assert_true(a.row == 0 && a.col == 0 && a.rows == 4 && a.cols == 8);
    a = area_part(area_part(area_of(&c), 1, 2, 3, 5), 1, 1, 9, 9);
    assert_true(a.row == 2 && a.col == 3 && a.rows == 2 && a.cols == 4);
    a = area_part(area_of(&c), 9, 9, -3, -3);
    assert_true(a.rows == 0 && a.cols == 0);
    area_text(a, 0, 0, 5, ROLE_TEXT, "x");
    expect_rows(&c, "        |\n        |\n        |\n        |\n");
    canvas_deinit(&c);
}

static void wide_characters_and_marks_keep_to_their_cells(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 2, 6, false);
    struct area a = area_of(&c);
    assert_int_equal(area_text(a, 0, 0, 3, ROLE_TEXT, "日本"), 2); /* half of it has no room */
    assert_int_equal(area_text(a, 0, 3, 3, ROLE_TEXT, "e\xcc\x81x"), 5);
    assert_string_equal(canvas_cell(&c, 0, 0)->text, "日");
    assert_string_equal(canvas_cell(&c, 0, 1)->text, "");
    assert_string_equal(canvas_cell(&c, 0, 2)->text, " ");
    assert_string_equal(canvas_cell(&c, 0, 3)->text, "e\xcc\x81");
    assert_string_equal(canvas_cell(&c, 0, 4)->text, "x");
    area_data_text(a, 1, 0, 6, ROLE_TEXT, "e\xcc\x81\xcc\x81z");
    assert_string_equal(canvas_cell(&c, 1, 0)->text, "e\xcc\x81\xcc\x81");
    assert_string_equal(canvas_cell(&c, 1, 1)->text, "z");
    canvas_deinit(&c);
}

static void text_from_outside_is_cleaned_and_cut_with_a_sign(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 10, false);
    struct area a = area_of(&c);
    assert_int_equal(area_data_text(a, 0, 0, 99, ROLE_TEXT, "\x1b[2J"), 7);
    assert_int_equal(area_data_text(a, 1, 6, 99, ROLE_TEXT, "abcdef"), 10);
    assert_int_equal(area_data_text(a, 2, 10, 5, ROLE_TEXT, "none"), 10);
    area_name(a, 3, 0, 7, ROLE_TEXT, "KESTREL-0042");
    area_right(a, 2, 10, ROLE_TEXT, "m/s²");
    expect_rows(&c, "\\x1b[2J   |\n      abc…|\n      m/s²|\nKES…042   |\n");
    canvas_deinit(&c);
}

static void ascii_has_signs_for_ours_and_codes_for_theirs(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 12, true);
    struct area a = area_of(&c);
    area_text(a, 0, 0, 12, ROLE_TEXT, "●─…²");
    area_data(a, 1, 0, 12, ROLE_TEXT, bytes_of("a² b…"));
    area_data(a, 2, 0, 12, ROLE_TEXT, bytes_of("\xc3\xa9\xc2"));
    area_name(a, 3, 0, 12, ROLE_TEXT, "é");
    expect_rows(&c, "o-~2        |\na2 b~       |\n\\u{e9}\\xc2  |\n\\u{e9}      |\n");
    canvas_deinit(&c);
}

/* ---- charts -------------------------------------------------------------------------------- */

static void draw_chart(struct chart *c, int rows, int cols, bool ascii, const char *want)
{
    struct canvas canvas;
    canvas_init(&canvas, rows, cols, ascii);
    pane_chart(c, area_of(&canvas));
    expect_rows(&canvas, want);
    canvas_deinit(&canvas);
}

static struct chart *new_chart(const double *values, int points)
{
    struct chart *c = calloc(1, sizeof *c);
    c->low_limit = c->high_limit = NAN;
    c->points = points;
    c->t1_ms = c->now_ms = 1000;
    memcpy(c->min, values, (size_t)points * sizeof *values);
    memcpy(c->max, values, (size_t)points * sizeof *values);
    return c;
}

static void a_chart_marks_as_many_numbers_as_it_has_rows_for(void **state)
{
    (void)state;
    static const double rising[] = {0, 1, 2, 3, 4, 5, 6, 7};
    struct chart *c = new_chart(rising, 8);
    draw_chart(c, 3, 18, true, "                  |\n                  |\n                  |\n");
    draw_chart(c, 4, 17, true,
               "                 |\n                 |\n                 |\n                 |\n");
    draw_chart(
        c, 4, 18, true,
        "                  |\n    8]     ***    |\n    0]*****       |\n     |T+00:00:00 T|\n");
    draw_chart(
        c, 5, 18, true,
        "                  |\n    8]       *    |\n    4]   ****     |\n    0]***         |\n"
        "     |T+00:00:00 T|\n");
    free(c);
}

static void the_scale_takes_in_every_value_and_0_where_it_is_near(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        const char *top, *bottom;
    } scales[] = {
        {0, 0, "    2]", "    0]"},       {0, 1, "  1.2]", "  0.0]"},
        {-1, 0, "  0.0]", " -1.2]"},      {-1, 1, " 1.25]", "-1.25]"},
        {1, 3, "    4]", "    0]"},       {100, 101, "101.4]", " 99.6]"},
        {-101, -100, "-99.6]", "-101.4"}, {-8, 3, "   10]", "  -10]"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(scales); i++) {
        double values[2] = {scales[i].low, scales[i].high};
        struct chart *c = new_chart(values, 2);
        struct canvas canvas;
        canvas_init(&canvas, 7, 30, true);
        pane_chart(c, area_of(&canvas));
        char top[8] = "", bottom[8] = "";
        for (int k = 0; k < 6; k++) {
            strcat(top, canvas_cell(&canvas, 1, k)->text);
            strcat(bottom, canvas_cell(&canvas, 5, k)->text);
        }
        assert_string_equal(top, scales[i].top);
        assert_string_equal(bottom, scales[i].bottom);
        canvas_deinit(&canvas);
        free(c);
    }
}

static void numbers_on_an_axis_are_never_equal(void **state)
{
    (void)state;
    static const double ranges[][2] = {{0.001, 0.0034},     {48.13711, 48.13715}, {101325, 101327},
                                       {-0.00001, 0.00002}, {100050, 100090},     {1e-7, 2e-7}};
    for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
        struct chart *c = new_chart(ranges[i], 2);
        struct canvas canvas;
        char text[3][12] = {"", "", ""};
        canvas_init(&canvas, 7, 40, true);
        pane_chart(c, area_of(&canvas));
        for (int row = 0; row < 3; row++)
            for (int k = 0; k < 11 && canvas_cell(&canvas, 1 + 2 * row, k)->text[0] != ']'; k++)
                strcat(text[row], canvas_cell(&canvas, 1 + 2 * row, k)->text);
        assert_string_not_equal(text[0], text[1]);
        assert_string_not_equal(text[1], text[2]);
        assert_string_not_equal(text[0], text[2]);
        canvas_deinit(&canvas);
        free(c);
    }
}

/* Its name is cut where it must be, in the middle, and what is behind it stays. */
static void a_title_of_a_chart_uses_the_width_there_is(void **state)
{
    static const struct {
        int cols;
        const char *title;
    } rows[] = {{70, " payload.guidance.attitude.rate_x deg/s, window 5 min "},
                {40, " payload.g…e.rate_x deg/s, window 5 min "}};
    double values[2] = {1, 2};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct canvas canvas;
        struct chart *c = new_chart(values, 2);
        struct buf text = {0};
        snprintf(c->label, sizeof c->label, "payload.guidance.attitude.rate_x");
        snprintf(c->behind, sizeof c->behind, " deg/s, window 5 min");
        canvas_init(&canvas, 6, rows[i].cols, false);
        pane_chart(c, area_of(&canvas));
        render_rows(&canvas, "|", &text);
        if (strncmp(buf_text(&text), rows[i].title, strlen(rows[i].title)) != 0)
            fail_msg("%d columns: %.80s", rows[i].cols, buf_text(&text));
        buf_deinit(&text);
        canvas_deinit(&canvas);
        free(c);
    }
}

static void a_chart_has_a_point_for_each_column_it_can_draw(void **state)
{
    (void)state;
    assert_int_equal(pane_chart_points(80, true), 73);
    assert_int_equal(pane_chart_points(80, false), 146);
    assert_int_equal(pane_chart_points(7, false), 0);
    assert_int_equal(pane_chart_points(3, false), 0);
    assert_int_equal(pane_chart_points(507, false), 1000);
    assert_int_equal(pane_chart_points(508, false), 1000);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_canvas_is_as_large_as_asked_within_its_bounds),
        cmocka_unit_test(a_copy_has_the_size_and_the_cells_of_what_it_copies),
        cmocka_unit_test(an_area_lets_nothing_out),
        cmocka_unit_test(a_part_is_cut_to_what_it_is_part_of),
        cmocka_unit_test(wide_characters_and_marks_keep_to_their_cells),
        cmocka_unit_test(text_from_outside_is_cleaned_and_cut_with_a_sign),
        cmocka_unit_test(ascii_has_signs_for_ours_and_codes_for_theirs),
        cmocka_unit_test(a_chart_marks_as_many_numbers_as_it_has_rows_for),
        cmocka_unit_test(the_scale_takes_in_every_value_and_0_where_it_is_near),
        cmocka_unit_test(numbers_on_an_axis_are_never_equal),
        cmocka_unit_test(a_title_of_a_chart_uses_the_width_there_is),
        cmocka_unit_test(a_chart_has_a_point_for_each_column_it_can_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
