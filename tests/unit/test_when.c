/* test_when.c: a moment as people type it. */
#include "test.h"

#include <stdio.h>

#include "base/bytes.h"
#include "playhead/when.h"

enum { S = 1000, MIN = 60 * S, HOUR = 60 * MIN, DAY = 24 * HOUR };

static const struct {
    const char *text;
    struct when when;
} forms[] = {
    {"live", {.kind = WHEN_LIVE}},
    {"LIVE", {.kind = WHEN_LIVE}},
    {" start ", {.kind = WHEN_START}},
    {"end", {.kind = WHEN_END}},
    {"T+6:30", {.kind = WHEN_CLOCK, .ms = 390 * S}},
    {"t+390", {.kind = WHEN_CLOCK, .ms = 390 * S}},
    {"T-10", {.kind = WHEN_CLOCK, .ms = -10 * S}},
    {"T+01:02:03.25", {.kind = WHEN_CLOCK, .ms = 3723250}},
    {"T+0", {.kind = WHEN_CLOCK, .ms = 0}},
    {"14:30:59", {.kind = WHEN_DAYTIME, .ms = 14 * HOUR + 30 * MIN + 59 * S}},
    {"14:30", {.kind = WHEN_DAYTIME, .ms = 14 * HOUR + 30 * MIN}},
    {"14:30:59Z", {.kind = WHEN_DAYTIME, .ms = 14 * HOUR + 30 * MIN + 59 * S}},
    {"2017-08-24 18:55", {.kind = WHEN_UTC, .ms = 1503600900000}},
    {"2026-11-22T14:31:07Z", {.kind = WHEN_UTC, .ms = 1795357867000}},
    {"+30", {.kind = WHEN_DELTA, .ms = 30 * S}},
    {"-30", {.kind = WHEN_DELTA, .ms = -30 * S}},
    {"-1:30", {.kind = WHEN_DELTA, .ms = -90 * S}},
    {"+0.5", {.kind = WHEN_DELTA, .ms = 500}},
    {"50%", {.kind = WHEN_PERCENT, .percent = 50}},
    {"12.5%", {.kind = WHEN_PERCENT, .percent = 12.5}},
    {"@11901", {.kind = WHEN_OFFSET, .offset = 11901, .partition = -1}},
    {"falcon9/0@11901", {.kind = WHEN_OFFSET, .offset = 11901, .text = "falcon9"}},
    {"a/b/12@7", {.kind = WHEN_OFFSET, .offset = 7, .partition = 12, .text = "a/b"}},
    {"max-Q", {.kind = WHEN_TEXT, .text = "max-Q"}},
    {"entry burn start", {.kind = WHEN_TEXT, .text = "entry burn start"}},
    {"me@home", {.kind = WHEN_TEXT, .text = "me@home"}},
    {"101%", {.kind = WHEN_TEXT, .text = "101%"}},
    {"0%", {.kind = WHEN_PERCENT, .percent = 0}},
    {"100%", {.kind = WHEN_PERCENT, .percent = 100}},
    {"23:59:59z", {.kind = WHEN_DAYTIME, .ms = DAY - S}},
    {"00:00", {.kind = WHEN_DAYTIME, .ms = 0}},
    {"1:00:59.9999", {.kind = WHEN_DAYTIME, .ms = HOUR + 59 * S + 999}},
    {"T+100000000", {.kind = WHEN_CLOCK, .ms = INT64_C(100000000000)}},
    {"T", {.kind = WHEN_TEXT, .text = "T"}},
    {"Tx", {.kind = WHEN_TEXT, .text = "Tx"}},
    {"@0", {.kind = WHEN_OFFSET, .offset = 0, .partition = -1}},
    {"14:60", {.kind = WHEN_TEXT, .text = "14:60"}},
    {"12", {.kind = WHEN_TEXT, .text = "12"}},
    {"24:00", {.kind = WHEN_TEXT, .text = "24:00"}},
};

static void every_form_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
        struct when when;
        struct err err = {0};
        const struct when *want = &forms[i].when;
        if (when_parse(forms[i].text, &when, &err) != 0)
            fail_msg("%s: %s", forms[i].text, err.text);
        if (when.kind != want->kind || when.ms != want->ms)
            fail_msg("%s: kind %d, %lld ms", forms[i].text, (int)when.kind, (long long)when.ms);
        assert_true(when.percent == want->percent);
        assert_int_equal(when.offset, want->offset);
        if (when.kind == WHEN_OFFSET)
            assert_int_equal(when.partition, want->partition);
        assert_string_equal(when.text, want->text);
    }
}

static void a_form_that_is_begun_wrongly_is_refused_with_an_example(void **state)
{
    static const char *const wrong[] = {"",
                                        "  ",
                                        "T+",
                                        "T+x",
                                        "T-1:99",
                                        "T+1:2:3:4",
                                        "+",
                                        "-x",
                                        "+1:",
                                        "@",
                                        "@x",
                                        "@12x",
                                        "/0@12",
                                        "falcon/@1",
                                        "T+999999999999",
                                        "T+100000001",
                                        "T+1:60",
                                        "-1%",
                                        "T+1.",
                                        "T+:1",
                                        "f/x@1"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct when when;
        struct err err = {0};
        if (when_parse(wrong[i], &when, &err) != ERR_USAGE)
            fail_msg("\"%s\" was taken", wrong[i]);
        assert_memory_equal(err.text, "expected a", 10);
        assert_non_null(strpbrk(err.text, "+@"));
    }
}

static void a_moment_is_at_most_as_long_as_its_field(void **state)
{
    char text[WHEN_TEXT_SIZE + 3];
    struct when when;
    struct err err = {0};
    (void)state;
    memset(text, 'x', sizeof text);
    text[0] = text[WHEN_TEXT_SIZE] = ' '; /* blanks around it do not count */
    text[WHEN_TEXT_SIZE + 1] = '\0';
    assert_int_equal(when_parse(text, &when, &err), 0);
    assert_int_equal(strlen(when.text), WHEN_TEXT_SIZE - 1);
    text[WHEN_TEXT_SIZE] = 'x';
    assert_int_equal(when_parse(text, &when, &err), ERR_USAGE);
    char sentence[80];
    snprintf(sentence, sizeof sentence, "time too long (max %d characters)", WHEN_TEXT_SIZE - 1);
    assert_string_equal(err.text, sentence);
}

static void a_time_of_day_is_of_the_day_that_was_recorded(void **state)
{
    (void)state;
    int64_t day = 17000 * (int64_t)DAY;
    /* 23:59 typed just after midnight, in a recording that began the evening before. */
    assert_int_equal(when_daytime(23 * HOUR + 59 * MIN, day + 5 * MIN, day - 2 * HOUR, day + HOUR),
                     day - MIN);
    assert_int_equal(when_daytime(2 * MIN, day + 5 * MIN, day - 2 * HOUR, day + HOUR),
                     day + 2 * MIN);
    /* The first and the last moment of the recording are in it. */
    assert_int_equal(when_daytime(22 * HOUR, day + 5 * MIN, day - 2 * HOUR, day + HOUR),
                     day - 2 * HOUR);
    assert_int_equal(when_daytime(HOUR, day - HOUR, day - 2 * HOUR, day + HOUR), day + HOUR);
    /* On two days of it: the nearer one. */
    assert_int_equal(when_daytime(HOUR, day + 14 * HOUR, day, day + 2 * (int64_t)DAY),
                     day + DAY + HOUR);
    assert_int_equal(when_daytime(HOUR, day + 12 * HOUR, day, day + 2 * (int64_t)DAY), day + HOUR);
    /* Never recorded: the nearest, which is then clamped. */
    assert_int_equal(when_daytime(12 * HOUR, day + 5 * MIN, day, day + HOUR), day + 12 * HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read),
        cmocka_unit_test(a_form_that_is_begun_wrongly_is_refused_with_an_example),
        cmocka_unit_test(a_moment_is_at_most_as_long_as_its_field),
        cmocka_unit_test(a_time_of_day_is_of_the_day_that_was_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
