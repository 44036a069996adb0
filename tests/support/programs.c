/* programs.c: fork, exec, signals, and a directory below /tmp. */
#include "programs.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"

enum { PATIENCE_MS = 30000, PATH_SIZE = 128 };

static void place(const struct programs *p, const char *name, char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s/%s", p->dir, name);
}

/* In the child: it does not outlive a test that is killed. */
static void become(char *const *argv, const char *output)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    int in = open("/dev/null", O_RDONLY);
    int out = open(output, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    for (int fd = STDERR_FILENO + 1; fd < 256; fd++)
        close(fd);
    execv(argv[0], argv);
    _exit(127);
}

static pid_t start(char *const *argv, const char *output)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        become(argv, output);
    return pid;
}

static int wait_for(pid_t pid)
{
    int status = 0;
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        assert_true(clock_mono_ms() < until);
        usleep(1000);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void programs_begin(struct programs *p)
{
    *p = (struct programs){.dir = "/tmp/ground-replay-XXXXXX"};
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->cache, sizeof p->cache, "%s/demo.db", p->dir);
}

void programs_end(struct programs *p)
{
    char command[160];
    if (p->recorder != 0)
        programs_signal(&p->recorder, SIGKILL);
    if (p->broker != 0)
        programs_signal(&p->broker, SIGKILL);
    snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
    assert_int_equal(system(command), 0);
}

static bool read_port(const char *path, char out[64])
{
    FILE *file = fopen(path, "r");
    bool read = file != NULL && fscanf(file, "%63s", out) == 1;
    if (file != NULL)
        fclose(file);
    return read;
}

void programs_start_broker(struct programs *p)
{
    char data[PATH_SIZE], port[PATH_SIZE], log[PATH_SIZE], listen[64] = "127.0.0.1:0";
    place(p, "broker", data);
    place(p, "port", port);
    place(p, "broker.log", log);
    unlink(port);
    if (p->bootstrap[0] != '\0')
        memcpy(listen, p->bootstrap, sizeof listen);
    char *const argv[] = {BUILD_DIR "/bin/minibroker",
                          "--data-dir",
                          data,
                          "--listen",
                          listen,
                          "--port-file",
                          port,
                          NULL};
    p->broker = start(argv, log);
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (!read_port(port, p->bootstrap)) {
        assert_true(clock_mono_ms() < until);
        usleep(1000);
    }
}

void programs_start_recorder(struct programs *p, const char *mission)
{
    char log[PATH_SIZE];
    place(p, "recorder.log", log);
    char *const argv[] = {BUILD_DIR "/bin/ground",
                          "record",
                          "--cache",
                          p->cache,
                          "--mission",
                          (char *)(uintptr_t)mission,
                          "--bootstrap-server",
                          p->bootstrap,
                          NULL};
    p->recorder = start(argv, log);
}

void programs_signal(pid_t *pid, int signal_number)
{
    assert_int_equal(kill(*pid, signal_number), 0);
    if (signal_number != SIGKILL && signal_number != SIGTERM)
        return;
    wait_for(*pid);
    *pid = 0;
}

int programs_run(const struct programs *p, char *const *argv, char *out, size_t size)
{
    char path[PATH_SIZE];
    place(p, "output", path);
    unlink(path);
    int code = wait_for(start(argv, path));
    FILE *file = fopen(path, "r");
    size_t n = file != NULL ? fread(out, 1, size - 1, file) : 0;
    out[n] = '\0';
    if (file != NULL)
        fclose(file);
    return code;
}
