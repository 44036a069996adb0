/* child.c: fork, exec, and a tidy end. */
#include "cmd/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"

/* In the child: die with the parent, and keep off its terminal. */
static void settle(pid_t parent, const char *log_path)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(1);
    setpgid(0, 0); /* a Ctrl-C at the terminal is the parent's to handle */
    int in = open("/dev/null", O_RDONLY);
    int out = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(out, STDERR_FILENO) < 0)
        _exit(1);
    close(in);
}

static pid_t fork_settled(const char *log_path, struct err *err)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        return err_errno(err, "cannot start a process");
    if (pid == 0)
        settle(parent, log_path);
    return pid;
}

pid_t child_start(char *const argv[], const char *log_path, struct err *err)
{
    pid_t pid = fork_settled(log_path, err);
    if (pid != 0)
        return pid;
    execv(argv[0], argv);
    fprintf(stderr, "ground: cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

pid_t child_fork(int (*body)(void *arg), void *arg, const char *log_path, struct err *err)
{
    pid_t pid = fork_settled(log_path, err);
    if (pid != 0)
        return pid;
    _exit(body(arg));
}

bool child_running(pid_t pid, int *status)
{
    pid_t got;
    do
        got = waitpid(pid, status, WNOHANG);
    while (got < 0 && errno == EINTR);
    return got == 0;
}

static int child_wait(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

int child_stop(pid_t pid, int patience_ms)
{
    int status = 0;
    if (pid <= 0)
        return 0;
    kill(pid, SIGTERM);
    int64_t until = clock_mono_ms() + patience_ms;
    while (child_running(pid, &status)) {
        if (clock_mono_ms() >= until) {
            kill(pid, SIGKILL);
            return child_wait(pid);
        }
        nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
    }
    return status;
}
