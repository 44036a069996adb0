/* test_view_loop_terminal.c: what the dashboard's loop does to the terminal beside its cells:
 * title, bell, clipboard, mouse, redrawing; and the file that W writes. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "flight/show.h"
#include "loop_kit.h"
#include "store/writer.h"
#include "view_kit.h"

/* ---- beside the screen ---------------------------------------------------------------------- */

static void the_window_title_is_the_rocket_and_the_number_of_alarms(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    terminal_type(&s.terminal, "/F9-A\r");
    until_sent(&s, 0, " F9-A\007", 1);
    assert_int_equal(sent(&s, 0, " F9-A !"), 0);
    loop_kit_go_to(&s, 3002);
    until_sent(&s, 0, " F9-A !1\007", 1);
    loop_kit_close(&s);
}

static void each_new_alarm_rings_the_bell_once(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    s.term = "vt100"; /* which has no title, so that a BEL is one */
    loop_kit_open(&s);
    loop_kit_go_to(&s, 2002);
    terminal_settle(&s.terminal);
    assert_int_equal(sent(&s, 0, "\007"), 0);
    loop_kit_go_to(&s, 3002);
    until_sent(&s, 0, "\007", 1);
    loop_kit_go_to(&s, 4002);
    loop_kit_go_to(&s, 5002);
    terminal_settle(&s.terminal);
    assert_int_equal(sent(&s, 0, "\007"), 1);
    loop_kit_close(&s);
}

static void w_writes_the_frame_to_a_new_file(void **state)
{
    char when[32], name[64], said[100], text[4096] = "";
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    show_utc(s.start_ms, SHOW_DATE_TIME, when);
    snprintf(name, sizeof name, "ground-%.10s-%.2s.%.2s.%.2s%s.txt", when, when + 11, when + 14,
             when + 17, when + 19);
    loop_kit_open(&s);
    terminal_type(&s.terminal, "w");
    snprintf(said, sizeof said, "saved as %s", name);
    terminal_until(&s.terminal, said);
    FILE *f = fopen(name, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    assert_non_null(strstr(text, "F9-A"));
    assert_non_null(strstr(text, "1FLEET"));
    terminal_type(&s.terminal, "w");
    stage_at(&s, 100);
    snprintf(said, sizeof said, "cannot write %s: File exists", name);
    terminal_until(&s.terminal, said);
    assert_int_equal(unlink(name), 0);
    loop_kit_close(&s);
}

static void mouse_clicks_drags_and_wheel_reach_the_view(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    assert_int_equal(sent(&s, 0, "\033[?1002h\033[?1006h"), 1);
    loop_kit_go_to(&s, 1002);
    terminal_type(&s.terminal, "\033[<0;21;2M\033[<0;21;2m"); /* the tab 3CONSOLE */
    terminal_until(&s.terminal, "60 of 60");
    loop_kit_go_to(&s, 2002);
    terminal_type(&s.terminal, "\033[<64;21;9M"); /* the wheel: three rows up */
    terminal_until(&s.terminal, "57 of 60");
    loop_kit_go_to(&s, 2302);
    terminal_type(&s.terminal, "\033[<65;21;9M");
    terminal_until(&s.terminal, "60 of 60");
    loop_kit_go_to(&s, 2602);
    terminal_type(&s.terminal, "\033[<0;41;23M"); /* the bar */
    terminal_until(&s.terminal, "REPLAY");
    terminal_type(&s.terminal, "\033[<32;1;23M"); /* to its beginning */
    stage_at(&s, 2902);
    terminal_until(&s.terminal, "1 of 1");
    terminal_type(&s.terminal, "\033[<0;1;23m");
    stage_at(&s, 3202);
    terminal_type(&s.terminal, "M");
    terminal_until(&s.terminal, "mouse off");
    until_sent(&s, 0, "\033[?1002l\033[?1006l", 1);
    terminal_type(&s.terminal, "\033[<0;5;2M"); /* the tab 1FLEET */
    stage_at(&s, 3502);
    expect_hidden(&s, "[1FLEET]");
    loop_kit_close(&s);
}

static void ctrl_l_redraws_everything(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    terminal_settle(&s.terminal);
    loop_kit_go_to(&s, 1002);
    terminal_settle(&s.terminal);
    size_t from = s.terminal.raw.len;
    terminal_type(&s.terminal, "\x0c");
    until_sent(&s, from, "F9-A", 1);
    until_sent(&s, from, "1FLEET", 1);
    loop_kit_close(&s);
}

static void y_copies_through_the_terminal(void **state)
{
    (void)state;
    struct stage s;
    stage_init(&s, loop_cache, at(SECONDS));
    loop_kit_open(&s);
    terminal_type(&s.terminal, "3");
    terminal_until(&s.terminal, "60 of 60");
    terminal_type(&s.terminal, "y");
    until_sent(&s, 0, "\033]52;c;a2Fma2EtY29uc29sZS1jb25zdW1lci5zaCAt", 1);
    loop_kit_close(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, loop_kit_begin, loop_kit_end)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(the_window_title_is_the_rocket_and_the_number_of_alarms),
        T(each_new_alarm_rings_the_bell_once),
        T(w_writes_the_frame_to_a_new_file),
        T(mouse_clicks_drags_and_wheel_reach_the_view),
        T(ctrl_l_redraws_everything),
        T(y_copies_through_the_terminal),
    };
    return cmocka_run_group_tests(tests, loop_kit_make_dir, loop_kit_remove_dir);
}
