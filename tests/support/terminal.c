#include "test.h"

#include "terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

#include "base/clock.h"

enum { PATIENCE_MS = 30000, QUIET_MS = 150 };

void terminal_start(struct terminal *t, int rows, int cols, const char *term,
                    int (*child)(void *arg), void *arg)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    memset(t, 0, sizeof *t);
    t->rows = rows;
    t->cols = cols;
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    assert_true(t->pid >= 0);
    if (t->pid == 0) {
        setenv("TERM", term, 1);
        unsetenv("LINES");
        unsetenv("COLUMNS");
        exit(child(arg));
    }
    fcntl(t->fd, F_SETFD, FD_CLOEXEC); /* not for the next child: this one must see its end */
    t->vt = vterm_new(rows, cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
}

static void answer(struct terminal *t)
{
    char out[256];
    size_t n = vterm_output_read(t->vt, out, sizeof out);
    if (n > 0 && !t->mute)
        assert_int_equal(write(t->fd, out, n), (ssize_t)n);
}

bool terminal_pump(struct terminal *t, int wait_ms)
{
    struct pollfd fd = {.fd = t->fd, .events = POLLIN};
    char in[65536];
    if (poll(&fd, 1, wait_ms) <= 0)
        return false;
    ssize_t n = read(t->fd, in, sizeof in);
    if (n <= 0)
        return false;
    buf_add(&t->raw, in, (size_t)n);
    vterm_input_write(t->vt, in, (size_t)n);
    answer(t);
    return true;
}

void terminal_type(struct terminal *t, const char *keys)
{
    assert_int_equal(write(t->fd, keys, strlen(keys)), (ssize_t)strlen(keys));
}

void terminal_resize(struct terminal *t, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    t->rows = rows;
    t->cols = cols;
    vterm_set_size(t->vt, rows, cols);
    assert_int_equal(ioctl(t->fd, TIOCSWINSZ, &size), 0);
}

static void add_utf8(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_add_byte(out, (uint8_t)c);
    } else if (c < 0x800) {
        buf_add_byte(out, (uint8_t)(0xc0 | c >> 6));
        buf_add_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        buf_add_byte(out, (uint8_t)(0xe0 | c >> 12));
        buf_add_byte(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        buf_add_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
    } else {
        buf_add_byte(out, (uint8_t)(0xf0 | c >> 18));
        buf_add_byte(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        buf_add_byte(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        buf_add_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
    }
}

VTermScreenCell terminal_cell(struct terminal *t, int row, int col)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(t->screen, (VTermPos){.row = row, .col = col}, &cell);
    return cell;
}

void terminal_row(struct terminal *t, int row, struct buf *out)
{
    for (int col = 0; col < t->cols; col++) {
        VTermScreenCell cell = terminal_cell(t, row, col);
        if (cell.chars[0] == (uint32_t)-1)
            continue; /* right half of a wide character */
        if (cell.chars[0] == 0)
            buf_add_byte(out, ' ');
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
            add_utf8(out, cell.chars[i]);
    }
}

bool terminal_shows(struct terminal *t, const char *text)
{
    bool found = false;
    for (int row = 0; row < t->rows && !found; row++) {
        struct buf line = {0};
        terminal_row(t, row, &line);
        found = strstr(buf_text(&line), text) != NULL;
        buf_deinit(&line);
    }
    return found;
}

int terminal_await(struct terminal *t, const char *text, int patience_ms)
{
    int64_t from = clock_mono_ms();
    while (!terminal_shows(t, text)) {
        if (clock_mono_ms() > from + patience_ms) {
            for (int row = 0; row < t->rows; row++) {
                struct buf line = {0};
                terminal_row(t, row, &line);
                print_error("%s\n", buf_text(&line));
                buf_deinit(&line);
            }
            fail_msg("the terminal never showed \"%s\"", text);
        }
        terminal_pump(t, 50);
    }
    return (int)(clock_mono_ms() - from);
}

void terminal_until(struct terminal *t, const char *text)
{
    terminal_await(t, text, PATIENCE_MS);
}

void terminal_settle(struct terminal *t)
{
    while (terminal_pump(t, QUIET_MS))
        ;
}

int terminal_wait(struct terminal *t)
{
    int status = 0;
    int64_t until = clock_mono_ms() + PATIENCE_MS;
    while (waitpid(t->pid, &status, WNOHANG) == 0) {
        if (clock_mono_ms() > until) {
            kill(t->pid, SIGKILL);
            fail_msg("the child does not end");
        }
        terminal_pump(t, 20);
    }
    while (terminal_pump(t, 20))
        ;
    close(t->fd);
    vterm_free(t->vt);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int terminal_end(struct terminal *t)
{
    int code = terminal_wait(t);
    buf_deinit(&t->raw);
    return code;
}
