/* test_fd.c: pipes that wake, sockets that do not kill. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fd.h"

static bool readable(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    return poll(&wait, 1, 0) == 1;
}

static void a_poked_pipe_is_readable_until_it_is_drained(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(fd_pipe(ends, NULL), 0);
    assert_false(readable(ends[0]));
    for (int i = 0; i < 100000; i++)
        fd_poke(ends[1]); /* full, it neither blocks nor fails */
    assert_true(readable(ends[0]));
    fd_drain(ends[0]);
    assert_false(readable(ends[0]));
    close(ends[0]);
    close(ends[1]);
}

static void both_ends_stay_in_this_program(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(fd_pipe(ends, NULL), 0);
    for (int i = 0; i < 2; i++) {
        assert_true(fcntl(ends[i], F_GETFD) & FD_CLOEXEC);
        assert_true(fcntl(ends[i], F_GETFL) & O_NONBLOCK);
        close(ends[i]);
    }
}

static volatile sig_atomic_t pipe_signals;

static void count_signal(int number)
{
    (void)number;
    pipe_signals = pipe_signals + 1;
}

static void a_peer_that_has_gone_is_an_error_and_no_signal(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    fd_own(ends[0]);
    close(ends[1]);
    signal(SIGPIPE, count_signal);
    assert_int_equal(fd_send(ends[0], "x", 1), -1);
    assert_int_equal(errno, EPIPE);
    assert_int_equal(pipe_signals, 0);
    signal(SIGPIPE, SIG_DFL);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_poked_pipe_is_readable_until_it_is_drained),
        cmocka_unit_test(both_ends_stay_in_this_program),
        cmocka_unit_test(a_peer_that_has_gone_is_an_error_and_no_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
