/* stop_signal.c: the handler only remembers the signal. */
#include "cmd/stop_signal.h"

volatile sig_atomic_t stop_signal;

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

int stop_exit_code(void)
{
    return 128 + (int)stop_signal;
}
