/* terminal.h: a terminal for tests: a child on a pseudo-terminal, its output shown by libvterm.
 *
 * What the child asks the terminal (ESC[5n) is answered, as a terminal would. */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include <sys/types.h>
#include <vterm.h>

#include "base/buf.h"

struct terminal {
    VTerm *vt;
    VTermScreen *screen;
    int fd, rows, cols;
    pid_t pid;
    bool mute;      /* do not answer the child's questions */
    struct buf raw; /* every byte that came */
};

/* Starts `child(arg)` in a fork on a new terminal; its return value is the exit code. */
void terminal_start(struct terminal *t, int rows, int cols, const char *term,
                    int (*child)(void *arg), void *arg);
void terminal_type(struct terminal *t, const char *keys);
void terminal_resize(struct terminal *t, int rows, int cols);
/* Reads what is there within `wait_ms`; false when nothing came or the child is gone. */
bool terminal_pump(struct terminal *t, int wait_ms);
/* Reads until some row holds `text`; fails the test after 10 s. */
void terminal_until(struct terminal *t, const char *text);
/* The same with a patience of its own; returns the ms that it took. */
int terminal_await(struct terminal *t, const char *text, int patience_ms);
bool terminal_shows(struct terminal *t, const char *text);
/* Reads until nothing came for 150 ms. */
void terminal_settle(struct terminal *t);
/* Row `row` as UTF-8. */
void terminal_row(struct terminal *t, int row, struct buf *out);
VTermScreenCell terminal_cell(struct terminal *t, int row, int col);
/* Waits for the child; its exit code, or 128 + its signal. Frees everything. */
int terminal_end(struct terminal *t);
/* As terminal_end, but keeps `raw` in place for a look; free it with buf_deinit. */
int terminal_wait(struct terminal *t);

#endif
