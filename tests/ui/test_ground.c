/* test_ground.c: the real program on a real terminal, over a recorded flight: what is on the glass,
 * what keys do, and every way out. */
#include "test.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "recording.h"
#include "terminal.h"

enum { SECONDS = 120 };

static char cache[] = "/tmp/ground-ui-test-XXXXXX";
static char path[64];

static int make_recording(void **state)
{
    struct recording r;
    char value[100];
    int64_t from = clock_wall_ms() - (SECONDS + 3600) * 1000;
    (void)state;
    assert_non_null(mkdtemp(cache));
    snprintf(path, sizeof path, "%s/flight.db", cache);
    recording_begin(&r, path, &mission_demo);
    recording_say(&r, NULL, from, from, "Countdown started");
    recording_say(&r, NULL, from + 2000, from + 2000, "\x1b]0;owned\x07 \xe2\x80\xae Liftoff");
    for (int s = 0; s < SECONDS; s++) {
        snprintf(value, sizeof value, "{\"velocity\": %d.5, \"altitude\": %d}", s * 10, s);
        recording_say(&r, "F9-A", from + s * 1000, from + s * 1000, value);
    }
    recording_end(&r);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    rmdir(cache);
    return 0;
}

static int ground(void *arg)
{
    char *const *more = arg;
    char *argv[16] = {"ground"};
    int n = 1;
    for (; more[n - 1] != NULL; n++)
        argv[n] = more[n - 1];
    execv(BUILD_DIR "/bin/ground", argv);
    return 127;
}

static void start(struct terminal *t, const char *term, char *const *more)
{
    terminal_start(t, 24, 80, term, ground, (void *)more);
}

static char *const dashboard[] = {"--read-only", "--mission", "demo", "--cache", path, NULL};
static char *const replay[] = {"--read-only", "--mission", "demo", "--cache", path,
                               "--replay",    "F9-A",      "--at", "end",     NULL};
static char *const crew[] = {"crew", "--mission", "demo", "--cache", path, NULL};

static void the_dashboard_shows_the_recording_and_leaves_an_honest_line(void **state)
{
    struct terminal t;
    (void)state;
    start(&t, "xterm-256color", dashboard);
    terminal_until(&t, "F9-A");
    terminal_until(&t, "NO REC");
    terminal_type(&t, "3");
    terminal_until(&t, "122 of 122");
    terminal_type(&t, "q");
    terminal_until(&t, "[1FLEET]");
    terminal_type(&t, "q");
    assert_int_equal(terminal_wait(&t), 0);
    const char *raw = buf_text(&t.raw);
    assert_non_null(
        strstr(raw, "watched, 122 messages, 0 missed, 1 new alarm; no recorder running"));
    assert_null(strstr(raw, "owned\x07"));
    assert_null(strstr(raw, "\xe2\x80\xae"));
    buf_deinit(&t.raw);
}

static void a_flight_is_opened_at_its_end_and_stepped_back(void **state)
{
    struct terminal t;
    (void)state;
    start(&t, "tmux-256color", replay);
    terminal_until(&t, "REPLAY");
    terminal_until(&t, "1190.5");
    terminal_type(&t, ",");
    terminal_until(&t, "PAUSE");
    terminal_until(&t, "1180.5");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

static void a_speed_that_is_no_step_is_said(void **state)
{
    static char *const odd[] = {"--read-only", "--cache", path,      "--replay", "F9-A",
                                "--at",        "start",   "--speed", "3",        NULL};
    static char *const even[] = {"--read-only", "--cache", path,      "--replay", "F9-A",
                                 "--at",        "start",   "--speed", "0.5",      NULL};
    struct terminal t;
    (void)state;
    start(&t, "xterm-256color", odd);
    terminal_until(&t, "no 3x speed; using 4x");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
    start(&t, "xterm-256color", even);
    terminal_until(&t, "0.5x");
    assert_false(terminal_shows(&t, "speed; using"));
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

static void an_archive_alarms_nobody_and_has_nothing_live(void **state)
{
    struct terminal t;
    struct buf row = {0};
    (void)state;
    start(&t, "xterm-256color", replay);
    terminal_until(&t, "archive: nothing records now");
    terminal_until(&t, "ARCHIVE no recorder runs and no broker is asked; for live data: ground");
    terminal_row(&t, 0, &row);
    assert_non_null(strstr(buf_text(&row), "Z  archive         no alarms"));
    terminal_type(&t, "L");
    terminal_until(&t, "nothing is live here; `ground` starts a recorder");
    terminal_until(&t, "1190.5"); /* the last frame is still there */
    terminal_type(&t, "5");
    terminal_until(&t, "archive: nobody records; all this is as it was last");
    terminal_until(&t, "the broker held");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_wait(&t), 0);
    assert_non_null(strstr(buf_text(&t.raw), "0 missed, no alarms; archive"));
    assert_null(strstr(buf_text(&t.raw), "NO REC"));
    assert_null(strstr(buf_text(&t.raw), "ALARM"));
    buf_deinit(&t.raw);
    buf_deinit(&row);
}

static void a_terminal_that_never_answers_is_served_all_the_same(void **state)
{
    struct terminal t;
    (void)state;
    start(&t, "xterm-256color", dashboard);
    t.mute = true;
    terminal_until(&t, "F9-A");
    terminal_type(&t, "?");
    terminal_until(&t, "KEYS  the same on every screen.");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

static void vt100_and_linux_work_in_ascii(void **state)
{
    static const char *const terms[] = {"vt100", "linux"};
    struct terminal t;
    (void)state;
    for (int i = 0; i < 2; i++) {
        start(&t, terms[i], dashboard);
        terminal_until(&t, "F9-A");
        terminal_type(&t, "\033"); /* the answer that covers the keys goes */
        terminal_until(&t, "Up/Dn select");
        terminal_type(&t, "\x03");
        assert_int_equal(terminal_end(&t), 0);
    }
}

static void signals_restore_the_terminal_and_are_the_exit_code(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGTERM};
    struct terminal t;
    (void)state;
    for (int i = 0; i < 4; i++) {
        start(&t, "xterm-256color", i < 3 ? dashboard : crew);
        terminal_until(&t, "F9-A");
        kill(t.pid, signals[i]);
        assert_int_equal(terminal_wait(&t), 128 + signals[i]);
        assert_non_null(strstr(buf_text(&t.raw), "\033[?1049l"));
        buf_deinit(&t.raw);
    }
}

static void a_crew_session_says_so_and_takes_no_hint_from_the_environment(void **state)
{
    struct terminal t;
    (void)state;
    setenv("TERMINFO", "/nonexistent", 1);
    start(&t, "xterm-of-the-future", crew);
    unsetenv("TERMINFO");
    terminal_until(&t, "demo crew");
    terminal_type(&t, "m");
    terminal_until(&t, "read-only: crew session");
    terminal_type(&t, "\x1a"); /* ^Z does nothing */
    terminal_type(&t, "?");
    terminal_until(&t, "A crew session is read-only");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

/* What the environment says of a size is wrong on purpose. */
static int misled(void *arg)
{
    setenv("LINES", "9", 1);
    setenv("COLUMNS", "200", 1);
    return ground(arg);
}

static void expect_last_row(struct terminal *t, const char *keys)
{
    struct buf line = {0};
    terminal_until(t, "(flugdaten)");
    terminal_type(t, "\033"); /* the answer that covers the keys goes */
    terminal_until(t, keys);
    terminal_row(t, t->rows - 1, &line);
    assert_non_null(strstr(buf_text(&line), keys));
    buf_deinit(&line);
}

static void a_session_is_as_large_as_its_terminal_and_follows_it(void **state)
{
    static char *const *const both[] = {crew, dashboard};
    static const char *const terms[] = {"xterm-256color", "linux", "vt100"};
    struct terminal t;
    (void)state;
    for (int i = 0; i < 6; i++) {
        terminal_start(&t, 12, 40, terms[i % 3], misled, (void *)both[i / 3]);
        expect_last_row(&t, "q quit");
        terminal_resize(&t, 48, 160);
        expect_last_row(&t, "? keys");
        terminal_resize(&t, 24, 80);
        expect_last_row(&t, "? keys");
        terminal_type(&t, "\x03");
        assert_int_equal(terminal_end(&t), 0);
    }
}

static int enormous(void *arg)
{
    struct winsize size = {.ws_row = 65535, .ws_col = 65535};
    assert_int_equal(ioctl(STDIN_FILENO, TIOCSWINSZ, &size), 0);
    return ground(arg);
}

/* The largest size there is, and the size of a serial line, which has none. */
static void a_size_that_no_terminal_has_is_clamped(void **state)
{
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", enormous, (void *)crew);
    terminal_await(&t, "F9-A", 10000);
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 0);

    start(&t, "xterm-256color", crew);
    terminal_until(&t, "F9-A");
    assert_int_equal(ioctl(t.fd, TIOCSWINSZ, &(struct winsize){0}), 0);
    expect_last_row(&t, "? keys");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

static int shell(void *arg)
{
    (void)arg;
    setenv("PS1", "shell> ", 1);
    setenv("PATH", BUILD_DIR "/bin:/usr/local/bin:/usr/bin:/bin", 1);
    unsetenv("ENV");
    execl("/bin/sh", "sh", "-i", (char *)NULL);
    return 127;
}

static void until_sent(struct terminal *t, size_t from, const char *bytes)
{
    int64_t until = clock_mono_ms() + 10000;
    while (strstr(buf_text(&t->raw) + from, bytes) == NULL) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(t, 50);
    }
}

static void start_in_shell(struct terminal *t)
{
    char command[200];
    terminal_start(t, 24, 80, "xterm-256color", shell, NULL);
    terminal_until(t, "shell> ");
    snprintf(command, sizeof command, "ground --read-only --cache %s\n", path);
    terminal_type(t, command);
    terminal_until(t, "F9-A");
}

/* The shell gets what is typed, and nothing before it. */
static void leave_shell(struct terminal *t, size_t from)
{
    until_sent(t, from, "shell> ");
    terminal_type(t, "echo un''harmed\n");
    terminal_until(t, "unharmed");
    terminal_type(t, "exit\n");
    assert_int_equal(terminal_end(t), 0);
}

static void a_suspended_dashboard_gives_the_terminal_back_and_takes_it_again(void **state)
{
    struct terminal t;
    (void)state;
    start_in_shell(&t);
    size_t from = t.raw.len;
    terminal_type(&t, "\x1a");
    until_sent(&t, from, "\033[?1002l");
    until_sent(&t, from, "\033[?2004l");
    until_sent(&t, from, "Stopped");
    until_sent(&t, from, "shell> ");
    from = t.raw.len;
    terminal_type(&t, "fg\n");
    until_sent(&t, from, "\033[?1002h");
    until_sent(&t, from, "\033[?2004h");
    from = t.raw.len;
    terminal_type(&t, "q");
    leave_shell(&t, from);
}

/* Over a slow line the answer to the last frame comes when the dashboard has been left. */
static void an_answer_that_is_late_is_not_typed_into_the_shell(void **state)
{
    struct terminal t;
    (void)state;
    start_in_shell(&t);
    terminal_settle(&t);
    t.mute = true;
    size_t from = t.raw.len;
    terminal_type(&t, "3"); /* a frame, of which we say nothing yet */
    until_sent(&t, from, "\033[5n");
    from = t.raw.len;
    terminal_type(&t, "\x03");
    terminal_pump(&t, 100);
    terminal_type(&t, "\033[0n");
    t.mute = false;
    leave_shell(&t, from);
}

static void a_closed_terminal_ends_the_session(void **state)
{
    struct terminal t;
    int status;
    (void)state;
    start(&t, "xterm-256color", crew);
    terminal_until(&t, "F9-A");
    close(t.fd);
    assert_int_equal(waitpid(t.pid, &status, 0), t.pid);
    vterm_free(t.vt);
    buf_deinit(&t.raw);
}

static void no_recording_is_an_empty_screen(void **state)
{
    static char *const nothing[] = {"--read-only", "--cache", "/tmp/ground-ui-test-nothing.db",
                                    NULL};
    struct terminal t;
    (void)state;
    start(&t, "xterm-256color", nothing);
    terminal_until(&t, "No rocket yet");
    terminal_type(&t, " ");
    terminal_until(&t, "nothing is recorded yet");
    terminal_type(&t, "q");
    assert_int_equal(terminal_wait(&t), 0);
    assert_non_null(strstr(buf_text(&t.raw), "nothing recorded"));
    buf_deinit(&t.raw);
}

static double cpu_of_children_s(void)
{
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void waiting_costs_next_to_nothing_with_and_without_a_recording(void **state)
{
    static char *const with[] = {"--read-only", "--cache", path, "--duration", "2", NULL};
    static char *const without[] = {"--read-only", "--cache", "/tmp/ground-ui-test-nothing.db",
                                    "--duration",  "2",       NULL};
    static char *const *const both[] = {with, without};
    struct terminal t;
    (void)state;
    for (int i = 0; i < 2; i++) {
        double before = cpu_of_children_s();
        start(&t, "xterm-256color", both[i]);
        assert_int_equal(terminal_wait(&t), 0);
        assert_true(cpu_of_children_s() - before < 1.0);
        buf_deinit(&t.raw);
    }
}

static void an_empty_screen_without_a_recorder_says_what_to_do(void **state)
{
    static char *const nothing[] = {"--read-only", "--cache", "/tmp/ground-ui-test-nothing.db",
                                    NULL};
    struct terminal t;
    (void)state;
    start(&t, "xterm-256color", nothing);
    terminal_until(&t, "is not read: nobody records.");
    terminal_until(&t, "to run:  ground record");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dashboard_shows_the_recording_and_leaves_an_honest_line),
        cmocka_unit_test(a_flight_is_opened_at_its_end_and_stepped_back),
        cmocka_unit_test(a_speed_that_is_no_step_is_said),
        cmocka_unit_test(an_archive_alarms_nobody_and_has_nothing_live),
        cmocka_unit_test(a_terminal_that_never_answers_is_served_all_the_same),
        cmocka_unit_test(vt100_and_linux_work_in_ascii),
        cmocka_unit_test(waiting_costs_next_to_nothing_with_and_without_a_recording),
        cmocka_unit_test(an_empty_screen_without_a_recorder_says_what_to_do),
        cmocka_unit_test(signals_restore_the_terminal_and_are_the_exit_code),
        cmocka_unit_test(a_crew_session_says_so_and_takes_no_hint_from_the_environment),
        cmocka_unit_test(a_session_is_as_large_as_its_terminal_and_follows_it),
        cmocka_unit_test(a_size_that_no_terminal_has_is_clamped),
        cmocka_unit_test(a_suspended_dashboard_gives_the_terminal_back_and_takes_it_again),
        cmocka_unit_test(an_answer_that_is_late_is_not_typed_into_the_shell),
        cmocka_unit_test(a_closed_terminal_ends_the_session),
        cmocka_unit_test(no_recording_is_an_empty_screen),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
