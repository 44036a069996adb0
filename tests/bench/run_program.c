#include "bench/run_program.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void become(const char *const *argv, const char *in)
{
    int null = open("/dev/null", O_RDWR), from = in == NULL ? null : open(in, O_RDONLY);
    if (null >= 0 && from >= 0 && dup2(from, 0) >= 0 && dup2(null, 1) >= 0 && dup2(null, 2) >= 0)
        execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

bool run_program(const char *const *argv, const char *in, struct cost *out)
{
    struct rusage used;
    int status;
    int64_t before_ns = clock_mono_ns();
    pid_t pid = fork();
    if (pid == 0)
        become(argv, in);
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
        return false;
    out->wall_s = (double)(clock_mono_ns() - before_ns) / 1e9;
    out->cpu_s = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
#ifdef __APPLE__
    out->rss_kib = used.ru_maxrss / 1024;
#else
    out->rss_kib = used.ru_maxrss;
#endif
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void cost_least(struct cost *best, const struct cost *other)
{
    if (best->wall_s == 0 || other->wall_s < best->wall_s)
        best->wall_s = other->wall_s;
    if (best->cpu_s == 0 || other->cpu_s < best->cpu_s)
        best->cpu_s = other->cpu_s;
    if (other->rss_kib > best->rss_kib)
        best->rss_kib = other->rss_kib;
}
