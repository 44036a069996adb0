/* stop.c: a handler that writes into a pipe. */
#include "tools/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t came;
static int ends[2] = {-1, -1};

static void on_signal(int number)
{
    int saved = errno;
    if (came != 0)
        _exit(128 + number);
    came = number;
    (void)!write(ends[1], "x", 1);
    errno = saved;
}

void stop_install(void)
{
    if (pipe(ends) == 0)
        for (int i = 0; i < 2; i++) {
            fcntl(ends[i], F_SETFD, FD_CLOEXEC);
            fcntl(ends[i], F_SETFL, O_NONBLOCK);
        }
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
