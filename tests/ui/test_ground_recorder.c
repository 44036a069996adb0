/* test_ground_recorder.c: the recorder that dashboards start: one for all of them, another one when
 * it dies, and it stays when they leave. */
#include "range_kit.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/lock.h"
#include "terminal.h"

enum { PATIENCE_MS = 30000 };

static struct range range;

static int inherited[2]; /* a pipe that the dashboards are given */

static int dashboard(void *arg)
{
    (void)arg;
    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1); /* no session is kept */
    execl(BUILD_DIR "/bin/ground", "ground", "--cache", range.cache, "--bootstrap-server",
          range.bootstrap, NULL);
    return 127;
}

static int dashboard_of_a_topic(void *arg)
{
    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1);
    execl(BUILD_DIR "/bin/ground", "ground", "--cache", range.cache, "--topic", (const char *)arg,
          NULL);
    return 127;
}

static void leave(struct terminal *t)
{
    terminal_type(t, "\x03");
    assert_int_equal(terminal_end(t), 0);
}

/* Who records, by the lock; 0: nobody said so yet. */
static pid_t recorder(void)
{
    char path[120], text[32] = "";
    snprintf(path, sizeof path, "%s-lock", range.cache);
    FILE *file = fopen(path, "r");
    if (file != NULL && fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    if (file != NULL)
        fclose(file);
    return atoi(text);
}

static void end_recorder(void)
{
    pid_t was = recorder();
    kill(was, SIGTERM); /* a dashboard may start the next one at once */
    for (int64_t until = clock_mono_ms() + PATIENCE_MS;
         store_locked(range.cache) && recorder() == was;) {
        assert_true(clock_mono_ms() < until);
        poll(NULL, 0, 10);
    }
}

static void say_as(const char *rocket, const char *text)
{
    struct batch_spec spec = {.key = rocket, .value = text};
    assert_int_equal(produce(&range.client, "t", 0, spec).error_code, 0);
}

static void say(const char *text)
{
    say_as("F9", text);
}

static void dashboards_share_a_recorder_replace_it_when_it_dies_and_leave_it_behind(void **state)
{
    struct terminal first, second;
    char end;
    (void)state;
    range_open(&range, NULL);
    assert_int_equal(pipe(inherited), 0);
    create_topic(&range.client, "t", 1);
    say("Apples");
    terminal_start(&first, 24, 80, "xterm-256color", dashboard, NULL);
    terminal_until(&first, "Apples");
    terminal_start(&second, 24, 80, "xterm-256color", dashboard, NULL);
    terminal_until(&second, "Apples");
    pid_t was = recorder();
    assert_true(was > 0);
    assert_int_equal(kill(was, SIGKILL), 0);
    say("Pears");
    terminal_await(&first, "Pears", PATIENCE_MS); /* each dashboard starts one every 5 s at most */
    terminal_until(&second, "Pears");
    pid_t is = recorder();
    assert_int_not_equal(is, was);
    leave(&first);
    leave(&second);
    assert_int_equal(kill(is, 0), 0);
    close(inherited[1]);
    struct pollfd ended = {.fd = inherited[0], .events = POLLIN};
    assert_int_equal(poll(&ended, 1, PATIENCE_MS), 1);
    assert_int_equal(read(inherited[0], &end, 1), 0); /* the recorder does not hold it */
    say("Plums");
    range_wait_for(&range, 3);
    end_recorder();
    close(inherited[0]);
    range_close(&range);
}

static void who_asks_for_one_topic_is_told_that_all_are_followed(void **state)
{
    struct terminal first, second;
    char note[100];
    (void)state;
    range_open(&range, NULL);
    create_topic(&range.client, "t", 1);
    say("Apples");
    terminal_start(&first, 24, 80, "xterm-256color", dashboard, NULL);
    terminal_until(&first, "Apples");
    terminal_start(&second, 24, 80, "xterm-256color", dashboard_of_a_topic, "t");
    snprintf(note, sizeof note, "following all topics, not just t: kill %d, or use another --cache",
             (int)recorder());
    terminal_until(&second, note);
    terminal_type(&second, "5");
    snprintf(note, sizeof note, "follows  all topics, not just t: kill %d, or use another --cache",
             (int)recorder());
    terminal_until(&second, note);
    terminal_type(&first, "5");
    terminal_until(&first, "answers in");
    assert_false(terminal_shows(&first, "follows")); /* it asked for just that */

    end_recorder(); /* the note goes with it, whichever dashboard starts the next one */
    for (int64_t until = clock_mono_ms() + PATIENCE_MS; terminal_shows(&second, "not just t");) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(&second, 100);
    }
    leave(&first);
    leave(&second);
    if (store_locked(range.cache))
        end_recorder();
    range_close(&range);
}

static int dashboard_that_remembers(void *arg)
{
    (void)arg;
    setenv("XDG_STATE_HOME", range.dir, 1);
    execl(BUILD_DIR "/bin/ground", "ground", "--cache", range.cache, "--bootstrap-server",
          range.bootstrap, NULL);
    return 127;
}

/* On ROCKET, row 3 begins with the name. */
static void until_shown(struct terminal *t, const char *rocket)
{
    struct buf row = {0};
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    do {
        assert_true(clock_mono_ms() < until);
        terminal_pump(t, 20);
        buf_clear(&row);
        terminal_row(t, 2, &row);
    } while (strncmp(buf_text(&row) + 1, rocket, strlen(rocket)) != 0);
    buf_deinit(&row);
}

static void a_dashboard_begins_where_the_one_before_was_left(void **state)
{
    struct terminal t;
    char path[120];
    (void)state;
    range_open(&range, NULL);
    create_topic(&range.client, "t", 1);
    say_as("F8", "Apples");
    say_as("F9", "Pears");
    terminal_start(&t, 24, 80, "xterm-256color", dashboard_that_remembers, NULL);
    terminal_until(&t, "Pears");
    terminal_type(&t, "2");
    until_shown(&t, "F8");
    terminal_type(&t, "\t");
    until_shown(&t, "F9");
    leave(&t);
    terminal_start(&t, 24, 80, "xterm-256color", dashboard_that_remembers, NULL);
    until_shown(&t, "F9");
    leave(&t);
    end_recorder();
    snprintf(path, sizeof path, "%s/ground/default.session", range.dir);
    assert_int_equal(unlink(path), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0);
    range_close(&range);
}

static void a_topic_recreated_with_as_many_messages_is_shown_too(void **state)
{
    struct terminal t;
    (void)state;
    range_open(&range, NULL);
    create_topic(&range.client, "t", 1);
    say("Apples");
    terminal_start(&t, 24, 80, "xterm-256color", dashboard, NULL);
    terminal_until(&t, "Apples");
    delete_topic(&range.client, "t");
    create_topic(&range.client, "t", 1);
    say("Pears"); /* no offset tells that it is another topic */
    terminal_await(&t, "Pears", PATIENCE_MS);
    leave(&t);
    end_recorder();
    range_close(&range);
}

static void cut(const char *suffix)
{
    char path[120];
    snprintf(path, sizeof path, "%s%s", range.cache, suffix);
    assert_int_equal(truncate(path, 0), 0);
}

static void a_dashboard_whose_cache_is_cut_goes_on_with_the_next_recorder(void **state)
{
    const char *const suffixes[] = {"-shm", "-wal"};
    const char *const words[] = {"Pears", "Plums"};
    struct terminal t;
    (void)state;
    range_open(&range, NULL);
    create_topic(&range.client, "t", 1);
    say("Apples");
    terminal_start(&t, 24, 80, "xterm-256color", dashboard, NULL);
    terminal_until(&t, "Apples");
    for (int i = 0; i < 2; i++) {
        cut(suffixes[i]);
        say(words[i]);
        terminal_await(&t, words[i], PATIENCE_MS);
    }
    leave(&t);
    range_wait_for(&range, 3);
    end_recorder();
    range_close(&range);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dashboards_share_a_recorder_replace_it_when_it_dies_and_leave_it_behind),
        cmocka_unit_test(a_dashboard_whose_cache_is_cut_goes_on_with_the_next_recorder),
        cmocka_unit_test(a_topic_recreated_with_as_many_messages_is_shown_too),
        cmocka_unit_test(who_asks_for_one_topic_is_told_that_all_are_followed),
        cmocka_unit_test(a_dashboard_begins_where_the_one_before_was_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
