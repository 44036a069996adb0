#include "cmd/start_recorder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/places.h"
#include "store/lock.h"
#include "store/paths.h"

#define LINGER_S "30"

/* The command line; the array is the caller's to free. */
static char **recorder_argv(const struct recorder_wanted *w, char *program)
{
    const char *const pairs[] = {
        "--cache",    w->cache,   "--mission", w->mission,         "--bootstrap-server",
        w->bootstrap, "--linger", LINGER_S,    "--command-config", w->command_config,
        "--include",  w->include,
    };
    char **argv = mem_zero(ARRAY_SIZE(pairs) + 2 * w->topics->count + 3, sizeof *argv);
    int n = 0;
    argv[n++] = program;
    argv[n++] = (char *)"record";
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i += 2)
        if (pairs[i + 1] != NULL) {
            argv[n++] = (char *)pairs[i];
            argv[n++] = (char *)pairs[i + 1];
        }
    for (size_t i = 0; i < w->topics->count; i++) {
        argv[n++] = (char *)"--topic";
        argv[n++] = (char *)w->topics->items[i];
    }
    return argv;
}

/* In the grandchild: a session of its own, nothing of our terminal. */
static void become_recorder(char **argv, const char *log_path)
{
    int in = open("/dev/null", O_RDONLY);
    int out = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0640);
    if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(out, STDERR_FILENO) < 0)
        _exit(1);
    for (int fd = STDERR_FILENO + 1; fd < 64; fd++)
        close(fd);
    execv(argv[0], argv);
    _exit(127);
}

static int launch(char **argv, const char *log_path, struct err *err)
{
    pid_t child = fork();
    if (child < 0)
        return err_errno(err, "cannot start a recorder");
    if (child == 0) {
        setsid();
        if (fork() == 0)
            become_recorder(argv, log_path);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    return 1;
}

int start_recorder(const struct recorder_wanted *w, struct err *err)
{
    char program[PLACE_SIZE], log_path[STORE_PATH_SIZE];
    if (store_locked(w->cache))
        return 0;
    int rc = place_self(program, err);
    if (rc == 0)
        rc = store_make_directory(w->cache, err);
    if (rc == 0)
        rc = store_side_path(w->cache, "-log", log_path, err);
    if (rc != 0)
        return rc;
    char **argv = recorder_argv(w, program);
    rc = launch(argv, log_path, err);
    free(argv);
    return rc;
}
