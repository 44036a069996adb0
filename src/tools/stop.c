/* stop.c: a handler that writes into a pipe. */
#include "tools/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"

/* timeout(1) and terminals may send a signal twice at once: that is still the first. */
enum { SECOND_AFTER_S = 1 };

static volatile sig_atomic_t came;
static struct timespec came_at;
static int ends[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (came != 0 && now.tv_sec - came_at.tv_sec > SECOND_AFTER_S)
        _exit(128 + number);
    if (came == 0)
        came_at = now;
    came = number;
    fd_poke(ends[1]);
    errno = saved;
}

void stop_keep_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0) /* open gives the lowest free number, which is this one */
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void stop_install(void)
{
    fd_pipe(ends, NULL); /* without one, what waits looks at stop_signal() now and then */
    struct sigaction act = {.sa_handler = on_signal};
    sigemptyset(&act.sa_mask);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGTERM, &act, NULL);
    act.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &act, NULL);
}

int stop_signal(void)
{
    return came;
}

int stop_fd(void)
{
    return ends[0];
}
