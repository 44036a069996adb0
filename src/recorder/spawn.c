/* spawn.c: forks twice, so that init reaps the recorder. */
#include "recorder/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "recorder/recorder.h"
#include "store/lock.h"
#include "store/paths.h"

enum { MOST_INHERITED = 1024 };

/* argv for `ground record`; the array is the caller's to free, the words are borrowed. */
static char **make_argv(const struct spawn_options *o, char linger[16])
{
    char **argv = mem_zero(20 + 2 * o->topics_count, sizeof *argv);
    size_t n = 0;
    snprintf(linger, 16, "%d", RECORDER_LINGER_S);
    const char *const pairs[][2] = {
        {"--cache", o->cache},     {"--mission", o->mission},
        {"--linger", linger},      {"--bootstrap-server", o->bootstrap},
        {"--include", o->include}, {"--command-config", o->command_config},
        {"--schemas", o->schemas}, {"--schema-registry", o->schema_registry},
    };
    argv[n++] = (char *)(uintptr_t)o->program;
    argv[n++] = (char *)(uintptr_t) "record";
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        if (pairs[i][1] == NULL)
            continue;
        argv[n++] = (char *)(uintptr_t)pairs[i][0];
        argv[n++] = (char *)(uintptr_t)pairs[i][1];
    }
    for (size_t i = 0; i < o->topics_count; i++) {
        argv[n++] = (char *)(uintptr_t) "--topic";
        argv[n++] = (char *)(uintptr_t)o->topics[i];
    }
    return argv;
}

/* A lingering recorder must not keep the viewer's descriptors: a terminal, or a pipe whose reader
 * waits for its end. */
static void close_what_is_inherited(void)
{
#ifdef __linux__
    if (close_range(STDERR_FILENO + 1, ~0u, 0) == 0)
        return;
#endif
    for (int fd = STDERR_FILENO + 1; fd < MOST_INHERITED; fd++)
        close(fd);
}

/* In the child of a program with threads: only async-signal-safe calls. */
static void become_recorder(char **argv, int log_fd)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    if (fork() != 0)
        _exit(0);
    int null_fd = open("/dev/null", O_RDWR);
    dup2(null_fd, STDIN_FILENO);
    dup2(log_fd, STDOUT_FILENO);
    dup2(log_fd, STDERR_FILENO);
    close_what_is_inherited();
    execv(argv[0], argv);
    _exit(1);
}

int recorder_spawn(const struct spawn_options *options, struct err *err)
{
    char path[STORE_PATH_SIZE], linger[16];
    if (store_locked(options->cache))
        return 0;
    int rc = store_make_directory(options->cache, err);
    if (rc == 0)
        rc = store_side_path(options->cache, "-log", path, err);
    if (rc != 0)
        return rc;
    int log_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (log_fd < 0)
        return err_errno(err, "cannot start a recorder: cannot write %s", path);
    char **argv = make_argv(options, linger);
    pid_t pid = fork();
    if (pid == 0)
        become_recorder(argv, log_fd);
    rc = pid > 0 ? 1 : err_errno(err, "cannot start a recorder");
    if (pid > 0)
        waitpid(pid, NULL, 0);
    free(argv);
    close(log_fd);
    return rc;
}
