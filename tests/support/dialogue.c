/* dialogue.c: forkpty and poll. */
#include "dialogue.h"

#include "test.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

#include "base/clock.h"

void dialogue_open(struct dialogue *t, const char *command)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    *t = (struct dialogue){0};
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    assert_true(t->pid >= 0);
    if (t->pid == 0) {
        setenv("PATH", BUILD_DIR "/bin:/usr/local/bin:/usr/bin:/bin", 1);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
}

void dialogue_type(struct dialogue *t, const char *keys)
{
    size_t len = strlen(keys);
    assert_int_equal(write(t->fd, keys, len), (ssize_t)len);
}

/* Reads what there is; false at the end of the terminal. */
static bool take(struct dialogue *t, int wait_ms)
{
    struct pollfd ready = {.fd = t->fd, .events = POLLIN};
    char bytes[4096];
    if (poll(&ready, 1, wait_ms) <= 0)
        return true;
    ssize_t n = read(t->fd, bytes, sizeof bytes);
    if (n <= 0)
        return false; /* Linux gives EIO once the last program has gone */
    for (ssize_t i = 0; i < n; i++)
        if (bytes[i] != '\r')
            buf_add_byte(&t->seen, (uint8_t)bytes[i]);
    return true;
}

int dialogue_expect(struct dialogue *t, const char *text, int wait_ms)
{
    int64_t start = clock_mono_ms();
    for (bool open = true;;) {
        const char *at = strstr(buf_text(&t->seen) + t->read, text);
        int64_t spent = clock_mono_ms() - start;
        if (at != NULL) {
            t->read = (size_t)(at - (const char *)t->seen.data) + strlen(text);
            return (int)spent;
        }
        if (spent >= wait_ms || !open)
            fail_msg("waited in vain for \"%s\" in:\n%s", text, buf_text(&t->seen));
        open = take(t, 20);
    }
}

int dialogue_end(struct dialogue *t, int wait_ms)
{
    int64_t until = clock_mono_ms() + wait_ms;
    while (take(t, 20))
        if (clock_mono_ms() > until) {
            kill(t->pid, SIGKILL);
            fail_msg("did not end:\n%s", buf_text(&t->seen));
        }
    int status = 0;
    assert_int_equal(waitpid(t->pid, &status, 0), t->pid);
    close(t->fd);
    buf_deinit(&t->seen);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
