/* test_expr.c: expressions of mission files: what they are worth, and what is said of bad ones. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "expr/duration.h"
#include "expr/expr.h"

/* The channels: alt 100, vel -5, wx.gust 12, gyro[0] 3, pyro 1 (armed), lost UNKNOWN. */
static const char *const channels[] = {"alt", "vel", "wx.gust", "gyro[0]", "pyro", "lost", NULL};
static double values[] = {100, -5, 12, 3, 1, NAN};

static int channel(void *owner, const char *name)
{
    (void)owner;
    for (int i = 0; channels[i] != NULL; i++)
        if (strcmp(channels[i], name) == 0)
            return i;
    return strcmp(name, "one_more") == 0 ? EXPR_TOO_MANY : EXPR_NO_NAME;
}

static bool word_of(void *owner, int at, const char *word, double *out)
{
    (void)owner;
    *out = 1;
    return strcmp(channels[at], "pyro") == 0 && strcmp(word, "armed") == 0;
}

static struct arena arena;
static struct expr_windows windows;
static struct expr_mistake mistake;

static const struct expr *parse(const char *text)
{
    static const struct expr_names names = {.channel = channel, .state = word_of};
    return expr_parse(&arena, text, &names, &windows, &mistake);
}

static double value_of(const char *text)
{
    const struct expr *e = parse(text);
    if (e == NULL)
        fail_msg("%s: %s", text, mistake.text);
    return expr_value(e, values, NULL);
}

static int set_up(void **state)
{
    (void)state;
    windows.count = 0;
    arena_init(&arena, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_deinit(&arena);
    return 0;
}

static void numbers_are_worth_what_arithmetic_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"12.5", 12.5},
        {"1e-3", 0.001},
        {"1 + 2 * 3", 7},
        {"(1 + 2) * 3", 9},
        {"10 - 4 - 3", 3},
        {"100 / 5 / 2", 10},
        {"-2 * -3", 6},
        {"0 - vel", 5},
        {"-vel", 5},
        {"alt / 4 + wx.gust", 37},
        {"gyro[0]*2", 6},
        {"abs(vel)", 5},
        {"min(alt, vel, 7)", -5},
        {"max(alt, vel, 7)", 100},
        {"max(1, abs(vel) - 1)", 4},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (!(fabs(value_of(rows[i].text) - rows[i].value) < 1e-12))
            fail_msg("%s is %g, not %g", rows[i].text, value_of(rows[i].text), rows[i].value);
        assert_false(parse(rows[i].text)->condition);
    }
}

static void conditions_are_true_false_or_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value; /* NaN: UNKNOWN */
    } rows[] = {
        {"alt > 100", 0},
        {"alt >= 100", 1},
        {"alt < 100.5", 1},
        {"alt <= 99", 0},
        {"alt == 100", 1},
        {"alt != 100", 0},
        {"alt in 100 .. 200", 1},
        {"alt in 0..100", 1},
        {"alt in 101 .. 200", 0},
        {"alt - 50 in vel .. wx.gust * 5", 1},
        {"not alt > 100", 1},
        {"not (alt > 100 or vel < 0)", 0},
        {"alt > 50 and vel < 0", 1},
        {"alt > 500 and vel < 0 or wx.gust <= 12", 1},
        {"alt > 500 and (vel < 0 or wx.gust <= 12)", 0},
        {"not alt > 500 and vel < 0", 1},
        {"pyro == armed", 1},
        {"pyro != armed", 0},
        {"lost > 0", NAN},
        {"not lost > 0", NAN},
        {"lost == lost", NAN},
        {"lost in 0 .. 1", NAN},
        {"lost > 0 and alt > 500", 0},
        {"alt > 500 and lost > 0", 0},
        {"lost > 0 and alt > 50", NAN},
        {"lost > 0 or alt > 50", 1},
        {"alt > 50 or lost > 0", 1},
        {"lost > 0 or alt > 500", NAN},
        {"min(alt, lost) < 1e9", NAN},
        {"1 / 0 > 1", NAN},
        {"1 / 0 < 1", NAN},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        double value = value_of(rows[i].text), wanted = rows[i].value;
        bool same = isnan(wanted) ? isnan(value) : value <= wanted && value >= wanted;
        if (!same)
            fail_msg("%s is %g, not %g", rows[i].text, value, wanted);
        assert_true(parse(rows[i].text)->condition);
    }
}

static void what_is_unknown_or_not_finite_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = {"lost",  "lost * 0", "abs(lost)", "max(lost, 1)",
                                        "-lost", "1 / 0",    "0 / 0",     "1e308 * 10"};
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (!isnan(value_of(texts[i])))
            fail_msg("%s is %g", texts[i], value_of(texts[i]));
    values[0] = INFINITY;
    assert_true(isnan(value_of("alt")));
    assert_true(isnan(value_of("alt > 5")));
    values[0] = 100;
}

static void a_mistake_says_where_it_is_and_what_would_be_right(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"", "column 1: it ends where a number or a channel is missing"},
        {"alt +", "column 6: it ends where a number or a channel is missing"},
        {"alt + * 2", "column 7: a number or a channel is missing before \"*\""},
        {"alt > and", "column 7: a number or a channel is missing before \"and\""},
        {"(alt > 2", "column 9: it ends where ) is missing"},
        {"abs(alt, 2)", "column 8: ) is missing before \",\""},
        {"alt vel", "column 5: nothing can be done with \"vel\" here"},
        {"alt = 2", "column 5: nothing can be done with \"=\" here"},
        {"alt in 2", "column 9: it ends where .. is missing"},
        {"1 + altt", "column 5: there is no channel \"altt\""},
        {"hähe > altt", "column 1: there is no channel \"hähe\""},
        {"alt > 2 and ähm < 3", "column 13: there is no channel \"ähm\""},
        {"alt * ä + altt", "column 7: there is no channel \"ä\""},
        {"slop(alt, 5 s)", "column 1: there is no function slop()"},
        {"alt and vel", "column 1: this is a number, not a condition: compare it, as in alt > 100"},
        {"alt > 2 or vel",
         "column 12: this is a number, not a condition: compare it, as in alt > 100"},
        {"not alt", "column 5: this is a number, not a condition: compare it, as in alt > 100"},
        {"(alt > 2) + 1", "column 1: this is a condition, not a number"},
        {"abs(alt > 2)", "column 5: this is a condition, not a number"},
        {"1 < alt < 5", "column 9: compare two at a time, and join them with and"},
        {"slope(alt)", "column 10: , is missing before \")\""},
        {"slope(alt, vel)", "column 12: slope() needs a length of time, as in slope(alt, 5 s)"},
        {"slope(alt, 10)", "column 12: \"10\" has no unit; write \"10 s\", \"10 min\" or \"10 h\""},
        {"mean(alt, 10 sec)",
         "column 11: \"sec\" is not a unit of time; write \"10 s\", \"10 min\" or \"10 h\""},
        {"min(alt, 0 s)", "column 10: \"0 s\" is not between 1 ms and 168 h"},
        {"max(alt, 200 h)", "column 10: \"200 h\" is not between 1 ms and 168 h"},
        {"1e999", "column 1: the number 1e999 is too long or too large"},
        {"alt > one_more", "column 7: the mission's expressions use more than 64 channels"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        if (parse(rows[i].text) != NULL)
            fail_msg("\"%s\" is an expression", rows[i].text);
        assert_string_equal(mistake.text, rows[i].why);
    }
    parse("altt");
    assert_int_equal(mistake.fault, EXPR_FAULT_CHANNEL);
    assert_string_equal(mistake.word, "altt");
    parse("meen(alt, 5 s)");
    assert_int_equal(mistake.fault, EXPR_FAULT_FUNCTION);
    assert_string_equal(mistake.word, "meen");
    parse("alt +");
    assert_int_equal(mistake.fault, EXPR_FAULT);
}

static void every_bound_is_said(void **state)
{
    (void)state;
    char text[EXPR_TEXT_MOST + 100] = "";
    memset(text, '(', 40);
    assert_null(parse(text));
    assert_string_equal(mistake.text, "column 33: more than 32 brackets and signs one in another");
    memset(text, '-', sizeof text - 1);
    text[200] = '\0';
    assert_null(parse(text));
    for (size_t at = 0; at + 4 < sizeof text; at += 4)
        memcpy(text + at, "not ", 5);
    assert_null(parse(text));
    assert_string_equal(mistake.text, "column 1: it is longer than 1000 bytes");
    text[900] = '\0';
    assert_null(parse(text));
    strcpy(text, "1");
    for (int i = 0; i < EXPR_OPS_MOST / 2; i++)
        strcat(text, "+1");
    assert_null(parse(text));
    assert_non_null(strstr(mistake.text, "more than 256 numbers, names and operators"));
    text[strlen(text) - 2] = '\0';
    assert_non_null(parse(text));
    for (int i = 1; i <= EXPR_WINDOWS_MOST; i++) {
        snprintf(text, sizeof text, "mean(alt, %d s)", i);
        assert_non_null(parse(text));
    }
    assert_non_null(parse("mean(alt, 1 s)")); /* the same one again */
    assert_null(parse("mean(vel, 1 s)"));
    assert_string_equal(mistake.text,
                        "column 1: the mission has more than 32 windows over samples");
    assert_int_equal(windows.count, EXPR_WINDOWS_MOST);
}

static void windows_are_found_with_their_lengths_and_channels(void **state)
{
    (void)state;
    const struct expr *e = parse("0 - slope(alt, 5 s) + max(mean(abs(vel), 100 ms), 2min)");
    assert_non_null(e);
    assert_int_equal(windows.count, 3);
    assert_int_equal(windows.items[0].kind.what, WINDOW_SLOPE);
    assert_int_equal(windows.items[0].kind.span_ms, 5000);
    assert_int_equal(windows.items[1].kind.what, WINDOW_MEAN);
    assert_int_equal(windows.items[1].kind.span_ms, 100);
    assert_int_equal(windows.items[2].kind.what, WINDOW_MAX);
    assert_int_equal(windows.items[2].kind.span_ms, 120000);
    assert_int_equal(e->uses_count, 2);
    assert_int_equal(windows.items[2].of->uses_count, 1);
    const double now[] = {-4, 1, 7};
    assert_float_equal(expr_value(e, values, now), 11, 1e-12);
    const double unknown[] = {-4, 1, NAN};
    assert_true(isnan(expr_value(e, values, unknown)));
}

static void a_mistake_leaves_no_window_behind(void **state)
{
    (void)state;
    assert_null(parse("slope(alt, 5 s) + slope(alt, 6 s) +"));
    assert_int_equal(windows.count, 0);
}

static void a_length_of_time_has_a_unit(void **state)
{
    (void)state;
    int64_t ms;
    char why[DURATION_WHY_SIZE];
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {{"100 ms", 100},    {"10 s", 10000},       {"0.2s", 200},
                {"10 min", 600000}, {" 10  h ", 36000000}, {"1.5 s", 1500}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_true(duration_read(rows[i].text, &ms, why));
        assert_int_equal(ms, rows[i].ms);
    }
    assert_false(duration_read("10", &ms, why));
    assert_string_equal(why, "\"10\" has no unit; write \"10 s\", \"10 min\" or \"10 h\"");
    assert_false(duration_read("10 seconds", &ms, why));
    assert_string_equal(
        why, "\"seconds\" is not a unit of time; write \"10 s\", \"10 min\" or \"10 h\"");
    assert_false(duration_read("soon", &ms, why));
    assert_string_equal(why,
                        "\"soon\" is not a length of time; write \"10 s\", \"10 min\" or \"10 h\"");
    assert_false(duration_read("", &ms, why));
    assert_false(duration_read("-1 s", &ms, why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_are_worth_what_arithmetic_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(conditions_are_true_false_or_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_unknown_or_not_finite_is_no_number, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_mistake_says_where_it_is_and_what_would_be_right, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_bound_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(windows_are_found_with_their_lengths_and_channels, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_mistake_leaves_no_window_behind, set_up, tear_down),
        cmocka_unit_test(a_length_of_time_has_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
