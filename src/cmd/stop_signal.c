/* stop_signal.c: the handler only remembers the signal. */
#include "cmd/stop_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

volatile sig_atomic_t stop_signal, reload_signal;

static bool had_terminal;

static void remember(int signal)
{
    stop_signal = signal;
}

void stop_watch(void)
{
    struct sigaction action = {.sa_handler = remember};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static bool has_terminal(void)
{
    int before = errno, fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
    errno = before;
    return fd >= 0;
}

static void hang_up(int signal)
{
    if (had_terminal && !has_terminal())
        stop_signal = signal;
    else
        reload_signal = signal;
}

void reload_watch(void)
{
    struct sigaction action = {.sa_handler = hang_up};
    had_terminal = has_terminal();
    sigemptyset(&action.sa_mask);
    sigaction(SIGHUP, &action, NULL);
}

int stop_exit_code(void)
{
    return 128 + (int)stop_signal;
}
