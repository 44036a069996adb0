/* test_ground_reload.c: a mission file that is edited while it flies: read again on a key and by
 * SIGHUP, on the screen and by its recorder; a bad one changes nothing. */
#include "range_kit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/lock.h"
#include "terminal.h"

static struct range range;
static char path[96];

static int dashboard(void *arg)
{
    (void)arg;
    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1); /* no session is kept */
    execl(BUILD_DIR "/bin/ground", "ground", "--cache", range.cache, "--bootstrap-server",
          range.bootstrap, "--mission", path, NULL);
    return 127;
}

static void write_mission(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void send(const char *value)
{
    struct batch_spec spec = {.key = "R1", .value = value};
    assert_int_equal(produce(&range.client, "t", -1, spec).error_code, 0);
}

static struct store_status status_of(void)
{
    struct reader *reader;
    struct store_status status = {.pid = 0};
    if (reader_open(&reader, range.cache, NULL) == 0)
        reader_status(reader, &status, NULL);
    reader_close(reader);
    return status;
}

static int begin(void **state)
{
    (void)state;
    range_open(&range, NULL);
    create_topic(&range.client, "t", 1);
    snprintf(path, sizeof path, "%s/m.yaml", range.dir);
    write_mission("mission: m\n"
                  "channels: {alt: {unit: m, decimals: 0}}\n"
                  "phases: {FIRST: {words: los}}\n");
    return 0;
}

static int end(void **state)
{
    (void)state;
    struct store_status status = status_of();
    if (status.pid > 1)
        kill((pid_t)status.pid, SIGTERM); /* the dashboard's recorder would linger */
    while (status.pid > 1 && store_locked(range.cache))
        usleep(10000);
    unlink(path);
    range_close(&range);
    return 0;
}

static void an_edited_mission_is_read_again_and_the_cache_folded_by_it(void **state)
{
    struct terminal t;
    (void)state;
    send("{\"alt\": 100}");
    send("los");
    terminal_start(&t, 24, 80, "xterm-256color", dashboard, NULL);
    terminal_until(&t, "R1");
    terminal_until(&t, "alt m");
    terminal_until(&t, "FIRST");
    int64_t recorder = status_of().pid;

    write_mission("mission: m\n"
                  "channels: {alt: {unit: ft, scale: 10, decimals: 0}}\n"
                  "phases: {SECOND: {words: los}}\n");
    terminal_type(&t, "\x12"); /* ^R */
    terminal_until(&t, "mission m read again, here and by the recorder");
    terminal_until(&t, "alt ft");
    terminal_until(&t, "1000");
    terminal_until(&t, "SECOND");
    send("{\"alt\": 77}"); /* it goes on recording */
    terminal_until(&t, "770");
    assert_int_equal(status_of().pid, recorder);

    write_mission("mission: m\nchanels:\n");
    terminal_type(&t, "\x12");
    terminal_until(&t, "m.yaml:2: unknown section \"chanels\"; nearest: channels");
    write_mission("mission: m\ntopics: [\n");
    kill((pid_t)recorder, SIGHUP); /* it keeps what it has */
    send("{\"alt\": 88}");
    terminal_until(&t, "880");
    assert_true(terminal_shows(&t, "alt ft"));
    assert_int_equal(status_of().pid, recorder);

    write_mission("mission: m\n"
                  "channels: {alt: {unit: km, decimals: 0}}\n"
                  "phases: {SECOND: {words: los}}\n");
    kill(t.pid, SIGHUP);
    terminal_until(&t, "alt km");
    write_mission("mission: other\n");
    kill(t.pid, SIGHUP);
    terminal_until(&t, "m.yaml: a mission keeps its name, m, while it runs");
    terminal_type(&t, "\x03");
    assert_int_equal(terminal_end(&t), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_edited_mission_is_read_again_and_the_cache_folded_by_it,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
