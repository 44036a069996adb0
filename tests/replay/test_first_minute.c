/* test_first_minute.c: the first minute of a newcomer, with the real programs on real terminals:
 * what `ground demo` shows when, and how soon an empty screen shows a topic and the words typed
 * into it. What was measured is printed; deadlines leave room for a busy machine. */
#include "programs.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "terminal.h"

enum {
    ROWS = 24,
    COLS = 80,
    GENEROUS_MS = 30000,
    SLOW_MS = 5000,  /* what should take a second, on a busy machine */
    EARLY_MS = 1500, /* as much may the start have taken off a moment of the demo */
    HINT_GOES_MS = 20000,
};

static struct programs programs;

static int setup(void **state)
{
    char path[128];
    (void)state;
    programs_begin(&programs);
    snprintf(path, sizeof path, "%s/home", programs.dir);
    setenv("HOME", path, 1);
    setenv("XDG_DATA_HOME", path, 1);
    setenv("XDG_STATE_HOME", path, 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    programs_end(&programs);
    return 0;
}

static int become(void *arg)
{
    char *const *argv = arg;
    execv(argv[0], argv);
    return 127;
}

static void open_terminal(struct terminal *t, char *const *argv)
{
    terminal_start(t, ROWS, COLS, "xterm-256color", become, (void *)argv);
}

static int since(int64_t from_ms)
{
    return (int)(clock_mono_ms() - from_ms);
}

static void row_text(struct terminal *t, int row, char out[COLS * 4 + 1])
{
    struct buf line = {0};
    terminal_row(t, row, &line);
    bytes_to_text(buf_bytes(&line), out, COLS * 4 + 1);
    buf_deinit(&line);
}

static bool row_has(struct terminal *t, int row, const char *text)
{
    char line[COLS * 4 + 1];
    row_text(t, row, line);
    return strstr(line, text) != NULL;
}

/* A hint stands in row 24 from about `second` on, and goes away again. */
static void expect_hint(struct terminal *t, int64_t from_ms, int second, const char *text)
{
    terminal_await(t, text, GENEROUS_MS + second * 1000 - since(from_ms));
    print_message("\"%s\" after %.1f s\n", text, since(from_ms) / 1e3);
    assert_true(row_has(t, ROWS - 1, text));
    assert_false(row_has(t, ROWS - 1, "…")); /* nobody can type what is cut */
    assert_in_range(since(from_ms), second * 1000 - EARLY_MS, second * 1000 + SLOW_MS);
    int64_t until = clock_mono_ms() + HINT_GOES_MS;
    while (row_has(t, ROWS - 1, text)) {
        assert_true(clock_mono_ms() < until);
        terminal_settle(t);
    }
}

static void the_demo_is_there_at_once_and_says_what_to_press(void **state)
{
    char demo[] = BUILD_DIR "/bin/ground";
    char *const argv[] = {demo, "demo", NULL};
    struct terminal t;
    (void)state;
    int64_t from_ms = clock_mono_ms();
    open_terminal(&t, argv);
    terminal_await(&t, "KESTREL-2   SIM", GENEROUS_MS);
    print_message("the demo's FLEET after %d ms\n", since(from_ms));
    assert_in_range(since(from_ms), 0, SLOW_MS);
    assert_true(terminal_shows(&t, "T-00:00:20") || terminal_shows(&t, "T-00:00:19") ||
                terminal_shows(&t, "T-00:00:18"));
    terminal_await(&t, "KESTREL-2   T+00:00:00 phase LIFTOFF", GENEROUS_MS);
    print_message("LIFTOFF after %.1f s\n", since(from_ms) / 1e3);
    assert_in_range(since(from_ms), 20000 - EARLY_MS, 20000 + SLOW_MS);
    expect_hint(&t, from_ms, 30, "Space stops time");
    expect_hint(&t, from_ms, 60, "kafka-console-consumer.sh --bootstrap-server 127.0.0.1:");
    terminal_type(&t, "q");
    assert_int_equal(terminal_wait(&t), 0);
    assert_non_null(strstr(buf_text(&t.raw), "ground replay KESTREL-2 --cache"));
    buf_deinit(&t.raw);
}

/* Who holds the lock of the demo's recording; 0 while nobody does. */
static pid_t recorder_of(const char *lock)
{
    int pid = 0;
    FILE *file = fopen(lock, "r");
    if (file != NULL && fscanf(file, "%d", &pid) != 1)
        pid = 0;
    if (file != NULL)
        fclose(file);
    return pid > 0 && kill(pid, 0) == 0 ? pid : 0;
}

static void the_demo_replaces_a_recorder_that_died(void **state)
{
    char demo[] = BUILD_DIR "/bin/ground", keep[200], lock[240];
    char *const argv[] = {demo, "demo", "--keep", keep, NULL};
    struct terminal t;
    (void)state;
    snprintf(keep, sizeof keep, "%s/demo", programs.dir);
    snprintf(lock, sizeof lock, "%s/demo.db-lock", keep);
    open_terminal(&t, argv);
    terminal_await(&t, "KESTREL-2   SIM", GENEROUS_MS);
    pid_t first = recorder_of(lock), next = first;
    assert_true(first > 0);
    kill(first, SIGKILL);
    int64_t until = clock_mono_ms() + GENEROUS_MS;
    while (next == 0 || next == first) {
        assert_true(clock_mono_ms() < until);
        terminal_settle(&t);
        next = recorder_of(lock);
    }
    terminal_await(&t, "(flugdaten) T+00:00:00 text  Liftoff", GENEROUS_MS);
    terminal_type(&t, "q");
    assert_int_equal(terminal_wait(&t), 0);
    assert_int_equal(recorder_of(lock), 0);
    buf_deinit(&t.raw);
}

static void create_topic(void)
{
    static char out[4096];
    char *const argv[] = {BUILD_DIR "/bin/kafka-topics.sh",
                          "--create",
                          "--topic",
                          "flugdaten",
                          "--bootstrap-server",
                          programs.bootstrap,
                          NULL};
    assert_int_equal(programs_run(&programs, argv, out, sizeof out), 0);
    assert_non_null(strstr(out, "Created topic flugdaten."));
}

/* Types a line and Return; the screen must show `shown` soon. Returns the ms that took. */
static int type_line(struct terminal *producer, struct terminal *screen, const char *line,
                     const char *shown)
{
    char typed[80];
    snprintf(typed, sizeof typed, "%s\r", line);
    terminal_type(producer, typed);
    int ms = terminal_await(screen, shown, GENEROUS_MS);
    terminal_settle(producer);
    return ms;
}

static void an_empty_screen_shows_a_topic_and_each_line_within_a_second(void **state)
{
    static const struct {
        const char *line, *shown;
    } lines[] = {
        {"Countdown started", "\"Countdown started\""},
        {"Liftoff", "\"Liftoff\""},
        {"Left atmosphere", "\"Left atmosphere\""},
        {"Landing successful", "ENDED LANDED"},
    };
    struct terminal screen, producer;
    int slowest = 0;
    (void)state;
    programs_start_broker(&programs);
    char *const ground[] = {BUILD_DIR "/bin/ground", "--bootstrap-server",
                            programs.bootstrap,      "--cache",
                            programs.cache,          NULL};
    char *const console[] = {BUILD_DIR "/bin/kafka-console-producer.sh",
                             "--topic",
                             "flugdaten",
                             "--bootstrap-server",
                             programs.bootstrap,
                             NULL};
    open_terminal(&screen, ground);
    terminal_await(&screen, "is up and has no topics.", GENEROUS_MS);
    terminal_await(&screen, "LIVE ", GENEROUS_MS);

    create_topic();
    int topic_ms = terminal_await(&screen, "(flugdaten)     ----", GENEROUS_MS);
    print_message("the topic's row %d ms after its creation\n", topic_ms);
    assert_in_range(topic_ms, 0, SLOW_MS);

    open_terminal(&producer, console);
    terminal_until(&producer, ">");
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
        int ms = type_line(&producer, &screen, lines[i].line, lines[i].shown);
        slowest = ms > slowest ? ms : slowest;
    }
    print_message("a typed line at most %d ms after Return\n", slowest);
    assert_in_range(slowest, 0, SLOW_MS);
    assert_true(terminal_shows(&screen, "T+00:00:"));

    terminal_type(&producer, "\x04");
    assert_int_equal(terminal_end(&producer), 0);
    terminal_type(&screen, "\x03");
    assert_int_equal(terminal_end(&screen), 0);
}

int main(void)
{
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_screen_shows_a_topic_and_each_line_within_a_second,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_demo_is_there_at_once_and_says_what_to_press, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_demo_replaces_a_recorder_that_died, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
