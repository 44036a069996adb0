/* test_cmd_parts.c: what ground's commands share: children, places, the session, the last line. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture.h"

#include "cmd/child.h"
#include "cmd/leave.h"
#include "cmd/places.h"
#include "cmd/progress.h"
#include "cmd/remove_tree.h"
#include "cmd/session.h"
#include "cmd/stop_signal.h"

static char work[64];
static struct err err;

static int begin(void **state)
{
    (void)state;
    snprintf(work, sizeof work, "/tmp/cmd-parts-XXXXXX");
    return mkdtemp(work) == NULL;
}

static int end(void **state)
{
    (void)state;
    remove_tree(work);
    return access(work, F_OK) == 0;
}

static const char *path_of(const char *name)
{
    static char path[4][256];
    static int next;
    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", work, name);
    return path[next];
}

static void write_file(const char *name, const char *text)
{
    FILE *out = fopen(path_of(name), "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static const char *read_file(const char *name)
{
    static char text[512];
    FILE *in = fopen(path_of(name), "r");
    if (in == NULL)
        return "(none)";
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return text;
}

/* ---- children ---- */

static int wait_for_end(pid_t pid)
{
    int status = -1;
    while (child_running(pid, &status))
        usleep(1000);
    return status;
}

static void a_child_writes_into_its_log_and_reads_nothing(void **state)
{
    char *argv[] = {"/bin/sh", "-c", "echo out; echo err >&2; cat; exit 7", NULL};
    (void)state;
    write_file("log", "before\n");
    int status = wait_for_end(child_start(argv, path_of("log"), &err));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_string_equal(read_file("log"), "before\nout\nerr\n");
}

static void a_program_that_cannot_be_started_says_so_in_the_log(void **state)
{
    char *argv[] = {"/no/such/program", NULL};
    (void)state;
    int status = wait_for_end(child_start(argv, path_of("failed"), &err));
    assert_int_equal(WEXITSTATUS(status), 127);
    assert_string_equal(read_file("failed"),
                        "ground: cannot start /no/such/program: No such file or directory\n");
    char *fine[] = {"/bin/true", NULL};
    status = wait_for_end(child_start(fine, path_of("no/such/log"), &err));
    assert_int_equal(WEXITSTATUS(status), 1); /* there is nowhere to write */
}

static int say_group(void *arg)
{
    printf("%s", getpgrp() == getpid() ? "own group, " : "");
    printf("%s", (const char *)arg);
    fflush(stdout);
    return 5;
}

static void a_fork_runs_a_function_in_a_group_of_its_own(void **state)
{
    (void)state;
    int status = wait_for_end(child_fork(say_group, "hello", path_of("fork"), &err));
    assert_int_equal(WEXITSTATUS(status), 5);
    assert_string_equal(read_file("fork"), "own group, hello");
}

/* Starts a shell and waits until it has begun, with its trap set. */
static pid_t start_shell(const char *script, const char *log)
{
    char *argv[] = {"/bin/sh", "-c", (char *)(uintptr_t)script, NULL};
    pid_t pid = child_start(argv, path_of(log), &err);
    assert_true(pid > 0);
    while (strstr(read_file(log), "ready") == NULL)
        usleep(1000);
    return pid;
}

static void a_child_is_asked_to_end_and_then_made_to(void **state)
{
    (void)state;
    int status = child_stop(
        start_shell("trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done", "asked"),
        60000);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 9);
    status = child_stop(
        start_shell("trap '' TERM; echo ready; while :; do sleep 0.01; done", "made"), 50);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
    assert_int_equal(child_stop(0, 1000), 0);
    assert_int_equal(child_stop(-1, 1000), 0);
}

static void a_child_that_runs_is_told_from_one_that_has_ended(void **state)
{
    (void)state;
    int status;
    pid_t pid = start_shell("echo ready; while :; do sleep 0.01; done", "runs");
    assert_true(child_running(pid, &status));
    child_stop(pid, 60000);
    assert_false(child_running(pid, &status));
}

/* ---- places ---- */

static void programs_are_found_beside_this_one(void **state)
{
    char self[PLACE_SIZE], found[PLACE_SIZE];
    (void)state;
    assert_int_equal(place_self(self, &err), 0);
    assert_string_equal(strrchr(self, '/'), "/test_cmd_parts");
    assert_int_equal(place_program("test_cmd_parts", found, &err), 0);
    assert_string_equal(found, self);
    assert_int_equal(place_program("no-such-program", found, &err), ERR_NOT_FOUND);
    char sentence[PLACE_SIZE + 64];
    snprintf(sentence, sizeof sentence, "%s not found; build or install it", found);
    assert_int_equal(strncmp(err.text, sentence, sizeof err.text - 1), 0);
    assert_string_equal(strrchr(found, '/'), "/no-such-program");
}

static void assets_are_found_in_the_source_tree(void **state)
{
    char found[PLACE_SIZE];
    (void)state;
    assert_int_equal(place_asset("flights/FormoSat-5/stage1.jsonl", found, &err), 0);
    assert_int_equal(access(found, R_OK), 0);
    assert_int_equal(place_asset("flights/none.jsonl", found, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(found, "/../../assets/flights/none.jsonl"));
}

static void a_shell_takes_the_first_program_on_its_path(void **state)
{
    char dirs[512], *kept = strdup(getenv("PATH") == NULL ? "" : getenv("PATH"));
    (void)state;
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"a", "b", "c"};
        assert_int_equal(mkdir(path_of(names[i]), 0755), 0);
    }
    write_file("a/tool", "");
    write_file("b/tool", "");
    write_file("c/tool", ""); /* not executable */
    chmod(path_of("a/tool"), 0755);
    chmod(path_of("b/tool"), 0755);
    assert_int_equal(symlink(path_of("b/tool"), path_of("a/link")), 0);
    assert_int_equal(link(path_of("b/tool"), path_of("c/other")), 0);
    static const struct {
        const char *path; /* {} is the directory of the test */
        const char *name, *file;
        bool found;
    } rows[] = {
        {"%1$s/a:%1$s/b", "tool", "a/tool", true},
        {"%1$s/a:%1$s/b", "tool", "b/tool", false}, /* another one comes first */
        {"%1$s/b:%1$s/a", "tool", "b/tool", true},
        {"/nowhere:%1$s/b", "tool", "b/tool", true},
        {"%1$s/b:", "tool", "b/tool", true},
        {"/nowhere", "tool", "b/tool", false},
        {"", "tool", "b/tool", false},
        {"%1$s/c:%1$s/b", "tool", "b/tool", true}, /* what cannot be run is passed over */
        {"%1$s/a", "link", "b/tool", true},
        {"%1$s/c", "other", "b/tool", true},
        {"%1$s/a", "tool", "none", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        dirs[0] = '\0';
        for (const char *p = rows[i].path; *p != '\0';) {
            bool place = strncmp(p, "%1$s", 4) == 0;
            size_t n = strlen(dirs);
            snprintf(dirs + n, sizeof dirs - n, place ? "%s" : "%.1s", place ? work : p);
            p += place ? 4 : 1;
        }
        setenv("PATH", dirs, 1);
        if (place_on_path(rows[i].name, path_of(rows[i].file)) != rows[i].found)
            fail_msg("%s on %s", rows[i].file, dirs);
    }
    unsetenv("PATH");
    assert_false(place_on_path("tool", path_of("a/tool")));
    setenv("PATH", kept, 1);
    free(kept);
}

static void a_tree_is_removed_with_all_that_is_in_it_and_no_more(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path_of("tree"), 0755), 0);
    assert_int_equal(mkdir(path_of("tree/deep"), 0755), 0);
    assert_int_equal(mkdir(path_of("kept"), 0755), 0);
    write_file("tree/deep/file", "x");
    write_file("tree/file", "x");
    write_file("kept/file", "x");
    assert_int_equal(symlink(path_of("kept"), path_of("tree/link")), 0);
    remove_tree(path_of("tree"));
    assert_int_equal(access(path_of("tree"), F_OK), -1);
    assert_int_equal(access(path_of("kept/file"), F_OK), 0); /* behind a link */
}

/* ---- the session ---- */

static struct view view;

static void a_session_is_what_was_looked_at_last(void **state)
{
    static struct fleet_row fleet[] = {{.id = 3, .name = "one"}, {.id = 4, .name = "two"}};
    char rocket[SCENE_NAME];
    (void)state;
    setenv("XDG_STATE_HOME", work, 1);
    view.scene.fleet = fleet;
    view.scene.fleet_count = 2;
    view.scene.place.rocket = 4;
    view.place.screen = SCREEN_LINKS;
    session_save("demo", &view);
    assert_non_null(strstr(read_file("ground/demo.session"), "\nrocket two\n"));
    view.place.screen = SCREEN_FLEET;
    session_load("demo", &view, rocket);
    assert_int_equal(view.place.screen, SCREEN_LINKS);
    assert_string_equal(rocket, "two");
    session_load("default", &view, rocket); /* another mission's is not there */
    assert_string_equal(rocket, "");
    view.scene.place.rocket = 9;
    session_save("demo", &view);
    session_load("demo", &view, rocket);
    assert_string_equal(rocket, "");
}

static void a_session_that_somebody_wrote_is_believed_as_far_as_it_can_be(void **state)
{
    char text[64], rocket[SCENE_NAME];
    (void)state;
    setenv("XDG_STATE_HOME", work, 1);
    mkdir(path_of("ground"), 0755);
    static const char *const names[] = {"flights", "log", "inspector", "help", "small", "", "4"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        snprintf(text, sizeof text, "screen %s\nrocket x y\nother\n", names[i]);
        write_file("ground/odd.session", text);
        view.place.screen = SCREEN_FLEET;
        session_load("odd", &view, rocket);
        assert_int_equal(view.place.screen, i == 0 ? SCREEN_FLIGHTS : SCREEN_FLEET);
        assert_string_equal(rocket, "x y");
    }
}

static void a_session_lies_in_the_home_where_no_other_place_is_named(void **state)
{
    char *home = strdup(getenv("HOME") == NULL ? "" : getenv("HOME")), rocket[SCENE_NAME];
    (void)state;
    static const char *const unnamed[] = {NULL, ""};
    for (size_t i = 0; i < ARRAY_SIZE(unnamed); i++) {
        if (unnamed[i] == NULL)
            unsetenv("XDG_STATE_HOME");
        else
            setenv("XDG_STATE_HOME", unnamed[i], 1);
        setenv("HOME", work, 1);
        view.place.screen = SCREEN_LINKS;
        session_save("home", &view);
        assert_string_not_equal(read_file(".local/state/ground/home.session"), "(none)");
        unlink(path_of(".local/state/ground/home.session"));
        setenv("HOME", "", 1);
        session_save("home", &view); /* nowhere: nothing happens */
        unsetenv("HOME");
        session_save("home", &view);
        session_load("home", &view, rocket);
        assert_string_equal(rocket, "");
    }
    setenv("HOME", home, 1);
    free(home);
}

/* ---- the last line ---- */

static void the_last_line_counts_what_was_seen(void **state)
{
    static const struct {
        struct loop_result result;
        const char *line;
    } rows[] = {
        {{.watched_ms = 5000}, "00:00:05 watched; nothing recorded\n"},
        {{.cache = true},
         "00:00:00 watched, 0 messages, 0 missed, no alarms; no recorder running\n"},
        {{.cache = true, .messages = 1, .missed = 70, .alarms_new = 1, .recording = true},
         "00:00:00 watched, 1 message, 70 missed, 1 new alarm; still recording\n"},
        {{.cache = true, .messages = 2, .alarms_new = 2, .archive = true},
         "00:00:00 watched, 2 messages, 0 missed, 2 new alarms; archive\n"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct capture capture;
        struct buf said = {0};
        capture_begin(&capture, STDOUT_FILENO);
        leave_line(&rows[i].result, "still recording");
        capture_end(&capture, &said);
        assert_string_equal(buf_text(&said), rows[i].line);
        buf_deinit(&said);
    }
}

static void progress_is_shown_on_terminals_alone(void **state)
{
    struct capture capture;
    struct buf said = {0};
    struct progress p = {0};
    (void)state;
    capture_begin(&capture, STDERR_FILENO);
    progress_show(&p, 4021, "falcon9", 0);
    progress_end(&p);
    capture_end(&capture, &said);
    assert_int_equal(said.len, 0);
    buf_deinit(&said);

    int terminal = posix_openpt(O_RDWR | O_NOCTTY), kept = dup(STDERR_FILENO);
    assert_true(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    int screen = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(screen >= 0);
    fflush(stderr);
    dup2(screen, STDERR_FILENO);
    progress_show(&p, 4021, "falcon9", INT64_C(1503600731000));
    bool shown = p.shown;
    int64_t due_ms = p.due_ms;
    p.due_ms = INT64_MAX;
    progress_show(&p, 4022, "falcon9", INT64_C(1503600732000)); /* not yet due */
    progress_end(&p);
    progress_end(&p);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    assert_int_equal(write(screen, ".", 1), 1); /* what was shown arrives in pieces: up to here */
    char text[256] = "";
    for (size_t len = 0; strchr(text, '.') == NULL;) {
        ssize_t n = read(terminal, text + len, sizeof text - 1 - len);
        assert_true(n > 0);
        len += (size_t)n;
    }
    assert_true(shown && !p.shown && due_ms > 0);
    assert_string_equal(text,
                        "\r4021 messages sent to falcon9, now at 2017-08-24 18:52:11\r\033[K.");
    close(screen);
    close(terminal);
    close(kept);
}

/* ---- signals ---- */

static void each_of_three_signals_asks_to_stop(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    (void)state;
    stop_watch();
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        stop_signal = 0;
        raise(signals[i]);
        assert_int_equal(stop_signal, signals[i]);
        assert_int_equal(stop_exit_code(), 128 + signals[i]);
        signal(signals[i], SIG_DFL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_writes_into_its_log_and_reads_nothing),
        cmocka_unit_test(a_program_that_cannot_be_started_says_so_in_the_log),
        cmocka_unit_test(a_fork_runs_a_function_in_a_group_of_its_own),
        cmocka_unit_test(a_child_is_asked_to_end_and_then_made_to),
        cmocka_unit_test(a_child_that_runs_is_told_from_one_that_has_ended),
        cmocka_unit_test(programs_are_found_beside_this_one),
        cmocka_unit_test(assets_are_found_in_the_source_tree),
        cmocka_unit_test(a_shell_takes_the_first_program_on_its_path),
        cmocka_unit_test(a_tree_is_removed_with_all_that_is_in_it_and_no_more),
        cmocka_unit_test(a_session_is_what_was_looked_at_last),
        cmocka_unit_test(a_session_that_somebody_wrote_is_believed_as_far_as_it_can_be),
        cmocka_unit_test(a_session_lies_in_the_home_where_no_other_place_is_named),
        cmocka_unit_test(the_last_line_counts_what_was_seen),
        cmocka_unit_test(progress_is_shown_on_terminals_alone),
        cmocka_unit_test(each_of_three_signals_asks_to_stop),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
