/* test_spawn.c: a recorder that a viewer starts: a script in its place tells what it was given. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "recorder/spawn.h"
#include "store/lock.h"

enum { PATIENCE_MS = 30000 };

static char dir[64], cache[96], log_path[128], program[96];
static struct err err;

static int begin(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/ground-spawn-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    snprintf(log_path, sizeof log_path, "%s-log", cache);
    snprintf(program, sizeof program, "%s/ground", dir);
    return 0;
}

static int end(void **state)
{
    char lock_path[128];
    (void)state;
    snprintf(lock_path, sizeof lock_path, "%s/a.db-lock", dir);
    remove(lock_path);
    remove(cache);
    remove(log_path);
    remove(program);
    return rmdir(dir);
}

static void write_program(const char *script)
{
    int fd = open(program, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    assert_true(fd >= 0);
    dprintf(fd, "#!/bin/sh\n%s\necho end\n", script);
    close(fd);
}

/* What the program said, once it has said all. */
static const char *said(void)
{
    static char text[1024];
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    do {
        FILE *in = fopen(log_path, "r");
        text[in != NULL ? fread(text, 1, sizeof text - 1, in) : 0] = '\0';
        if (in != NULL)
            fclose(in);
        sched_yield();
    } while (strstr(text, "end\n") == NULL && clock_mono_ms() < until);
    return text;
}

static int spawn(struct spawn_options options)
{
    options.program = program;
    options.cache = cache;
    options.bootstrap = "pad:9092";
    return recorder_spawn(&options, &err);
}

static void a_recorder_is_told_all_that_the_viewer_was(void **state)
{
    (void)state;
    static const char *const topics[] = {"one", "two words"};
    char wanted[512];
    write_program("printf '%s\\n' \"$@\"");
    assert_int_equal(spawn((struct spawn_options){.mission = "demo",
                                                  .command_config = "file",
                                                  .topics = topics,
                                                  .topics_count = 2,
                                                  .include = "k.*"}),
                     1);
    snprintf(wanted, sizeof wanted,
             "record\n--cache\n%s\n--mission\ndemo\n--linger\n30\n--bootstrap-server\npad:9092\n"
             "--include\nk.*\n--command-config\nfile\n--topic\none\n--topic\ntwo words\nend\n",
             cache);
    assert_string_equal(said(), wanted);
    unlink(log_path);
    assert_int_equal(spawn((struct spawn_options){.mission = "default"}), 1);
    snprintf(wanted, sizeof wanted,
             "record\n--cache\n%s\n--mission\ndefault\n--linger\n30\n--bootstrap-server\npad:9092\n"
             "end\n",
             cache);
    assert_string_equal(said(), wanted);
}

static void its_log_begins_anew_with_both_its_streams(void **state)
{
    (void)state;
    FILE *before = fopen(log_path, "w");
    assert_non_null(before);
    fputs("what the one before had to say, end\n", before);
    fclose(before);
    write_program("cat; echo out; echo err >&2");
    assert_int_equal(spawn((struct spawn_options){.mission = "demo"}), 1);
    assert_string_equal(said(), "out\nerr\nend\n");
}

static void it_is_nobodys_child(void **state)
{
    (void)state;
    int status;
    write_program("");
    assert_int_equal(spawn((struct spawn_options){.mission = "demo"}), 1);
    assert_int_equal(waitpid(-1, &status, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    said();
}

#ifdef __linux__
static void it_inherits_no_session_no_descriptor_and_no_blocked_signal(void **state)
{
    (void)state;
    sigset_t blocked, before;
    int held = dup(STDERR_FILENO), session = -1;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    write_program("cut -d ' ' -f 6 /proc/$$/stat\n"
                  "sed -n 's/^SigBlk:[[:space:]]*//p' /proc/self/status\n"
                  "for fd in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo fd $fd; done");
    assert_int_equal(spawn((struct spawn_options){.mission = "demo"}), 1);
    assert_int_equal(sscanf(said(), "%d", &session), 1);
    assert_int_not_equal(session, getsid(0));
    assert_string_equal(strchr(said(), '\n'), "\n0000000000000000\nend\n");
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(held);
}
#endif

static void beside_a_recorder_none_is_started(void **state)
{
    (void)state;
    int lock;
    write_program("");
    assert_int_equal(store_lock(cache, &lock, &err), 0);
    assert_int_equal(spawn((struct spawn_options){.mission = "demo"}), 0);
    assert_int_equal(access(log_path, F_OK), -1);
    store_unlock(lock);
}

static void who_may_not_write_there_may_not_start_one(void **state)
{
    (void)state;
    char sentence[200];
    write_program("");
    assert_int_equal(mkdir(log_path, 0700), 0);
    assert_true(spawn((struct spawn_options){.mission = "demo"}) < 0);
    snprintf(sentence, sizeof sentence, "cannot start a recorder: cannot write %s: ", log_path);
    assert_memory_equal(err.text, sentence, strlen(sentence));
    snprintf(cache, sizeof cache, "%s/ground/below.db", dir); /* below a file */
    assert_true(spawn((struct spawn_options){.mission = "demo"}) < 0);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(a_recorder_is_told_all_that_the_viewer_was),
        ROW(its_log_begins_anew_with_both_its_streams),
        ROW(it_is_nobodys_child),
#ifdef __linux__
        ROW(it_inherits_no_session_no_descriptor_and_no_blocked_signal),
#endif
        ROW(beside_a_recorder_none_is_started),
        ROW(who_may_not_write_there_may_not_start_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
