/* test_tty.c: canvases through ncurses and a real pseudo-terminal onto libvterm's screen: cells,
 * colours, bytes, sizes, keys, and the terminal as it was afterwards. */
#include "test.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "scene_fixture.h"
#include "terminal.h"
#include "ui/layout.h"
#include "ui/render.h"
#include "ui/tty.h"

/* The child: shows a scene; keys change it. n: the next digit, s: the same again, x: a crash,
 * e: exit() at once, q: the end, any other: shown in row 24. */
struct show {
    void (*fill)(struct scene *);
    bool ascii;
};

static void show_frame(struct tty *tty, struct scene *s)
{
    struct canvas c;
    int rows, cols;
    tty_size(tty, &rows, &cols);
    canvas_init(&c, rows, cols, tty_ascii(tty));
    layout_draw(s, &c);
    tty_draw(tty, &c, clock_mono_ms());
    canvas_deinit(&c);
}

static bool show_key(struct scene *s, int key)
{
    if (key == 'x')
        raise(SIGSEGV);
    if (key == 'e')
        exit(3);
    if (key == 'n')
        s->fleet[0].values[0].value += 1;
    else if (key != 's' && key != KEYCODE_RESIZE)
        snprintf(s->said, sizeof s->said, "key %d", key);
    return key != 'q';
}

static int show(void *arg)
{
    const struct show *o = arg;
    struct tty_options options = {.ascii = o->ascii};
    struct tty *tty;
    struct err err;
    bool eof = false, more = true;
    setlocale(LC_ALL, "");
    if (tty_open(&tty, &options, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    struct scene *s = mem_zero(1, sizeof *s);
    scene_init(s);
    o->fill(s);
    while (more && !eof) {
        struct pollfd fd = {.fd = tty_fd(tty), .events = POLLIN};
        show_frame(tty, s);
        poll(&fd, 1, 1000);
        for (int key; (key = tty_key(tty, clock_mono_ms(), &eof)) != KEYCODE_NONE && more;)
            more = show_key(s, key);
    }
    tty_close(tty);
    scene_deinit(s);
    free(s);
    return 7;
}

/* Every cell of the terminal against the canvas that was drawn. */
static void expect_same_cells(struct terminal *t, void (*fill)(struct scene *), bool ascii)
{
    struct scene *s = mem_zero(1, sizeof *s);
    struct canvas c;
    scene_init(s);
    fill(s);
    canvas_init(&c, t->rows, t->cols, ascii);
    layout_draw(s, &c);
    for (int row = 0; row < t->rows; row++) {
        struct buf want = {0}, got = {0};
        for (int col = 0; col < t->cols; col++)
            buf_add_text(&want, canvas_cell(&c, row, col)->text);
        terminal_row(t, row, &got);
        assert_string_equal(buf_text(&got), buf_text(&want));
        buf_deinit(&want);
        buf_deinit(&got);
    }
    canvas_deinit(&c);
    scene_deinit(s);
    free(s);
}

static void expect_shown(const char *term, void (*fill)(struct scene *), int rows, int cols,
                         bool ascii, const char *last)
{
    struct show o = {fill, false};
    struct terminal t;
    terminal_start(&t, rows, cols, term, show, &o);
    terminal_until(&t, last);
    terminal_settle(&t);
    expect_same_cells(&t, fill, ascii);
    if (ascii)
        for (size_t i = 0; i < t.raw.len; i++)
            assert_true(t.raw.data[i] < 0x80);
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);
}

static void every_cell_arrives_at_80x24(void **state)
{
    (void)state;
    expect_shown("xterm-256color", fixture_fleet, 24, 80, false, "? keys");
    expect_shown("xterm-256color", fixture_rocket, 24, 80, false, "? keys");
    expect_shown("tmux-256color", fixture_inspector, 24, 80, false, "? keys");
}

static void every_cell_arrives_at_160x48_and_40x12(void **state)
{
    (void)state;
    expect_shown("xterm-256color", fixture_fleet, 48, 160, false, "? keys");
    expect_shown("xterm-256color", fixture_fleet, 30, 120, false, "? keys");
    expect_shown("xterm-256color", fixture_small, 12, 40, false, "q quit");
    expect_shown("xterm-256color", fixture_small, 2, 20, false, "ALARM");
}

static void the_console_and_vt100_get_ascii_only(void **state)
{
    (void)state;
    expect_shown("linux", fixture_rocket, 24, 80, true, "? keys");
    expect_shown("vt100", fixture_fleet, 24, 80, true, "? keys");
}

static void an_alarm_is_white_on_red_and_mono_is_reverse(void **state)
{
    struct show o = {fixture_fleet, false};
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    terminal_until(&t, "? keys");
    VTermScreenCell cell = terminal_cell(&t, 0, 59); /* ALARM 1! */
    assert_true(VTERM_COLOR_IS_INDEXED(&cell.bg));
    assert_int_equal(cell.bg.indexed.idx, 124);
    assert_int_equal(cell.fg.indexed.idx, 231);
    cell = terminal_cell(&t, 3, 46); /* a value in limits is not coloured */
    assert_true(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);

    setenv("NO_COLOR", "1", 1);
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    terminal_until(&t, "? keys");
    cell = terminal_cell(&t, 0, 59);
    assert_true(cell.attrs.reverse);
    assert_true(cell.attrs.bold);
    assert_true(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);
    unsetenv("NO_COLOR");
}

static void an_unchanged_frame_costs_nothing_and_a_digit_next_to_nothing(void **state)
{
    struct show o = {fixture_fleet, false};
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    terminal_until(&t, "? keys");
    terminal_settle(&t);
    size_t before = t.raw.len;
    terminal_type(&t, "s");
    terminal_settle(&t);
    assert_int_equal(t.raw.len, before);
    terminal_type(&t, "n");
    terminal_until(&t, "2159.4");
    terminal_settle(&t);
    assert_in_range(t.raw.len - before, 1, 100);
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);
}

static void keys_arrive_as_what_they_are(void **state)
{
    static const struct {
        const char *bytes;
        int key;
    } rows[] = {
        {"\033[A", KEYCODE_UP},
        {"\033OB", KEYCODE_DOWN},
        {"\t", KEYCODE_TAB},
        {"\033[Z", KEYCODE_SHIFT_TAB},
        {"\r", KEYCODE_ENTER},
        {"\033[5~", KEYCODE_PAGE_UP},
        {"\033[1;2D", KEYCODE_SHIFT_LEFT},
        {"\x7f", KEYCODE_BACKSPACE},
        {"\033", KEYCODE_ESC},
        {"\xc3\xa9", 0xe9},
        {"\x03", 3},
        {"\x1a", 26},
    };
    struct show o = {fixture_fleet, false};
    struct terminal t;
    char want[32];
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    terminal_until(&t, "? keys");
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        snprintf(want, sizeof want, " key %d ", rows[i].key);
        terminal_type(&t, rows[i].bytes);
        terminal_until(&t, want);
    }
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);
}

static void a_new_size_is_drawn_whole(void **state)
{
    struct show o = {fixture_fleet, false};
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    terminal_until(&t, "? keys");
    terminal_resize(&t, 12, 40);
    terminal_until(&t, "q quit");
    terminal_settle(&t);
    expect_same_cells(&t, fixture_fleet, false);
    terminal_resize(&t, 48, 160);
    terminal_until(&t, "LAST EVENT");
    terminal_settle(&t);
    expect_same_cells(&t, fixture_fleet, false);
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);
}

static void hostile(struct scene *s)
{
    fixture_fleet(s);
    snprintf(s->fleet[0].name, sizeof s->fleet[0].name,
             "a\x1b]52;c;aGk=\x07"
             "b\r\n");
    snprintf(s->fleet[1].name, sizeof s->fleet[1].name, "\u202e\u2066x\u200b\u200d");
    snprintf(s->fleet[2].phase, sizeof s->fleet[2].phase,
             "\xff\x9b"
             "2J");
    snprintf(s->events[11].text, sizeof s->events[11].text,
             "\u0301\u0301\u0301 \xc2\x9b"
             "2J \U000e0041");
    snprintf(s->alarms[0].words, sizeof s->alarms[0].words, "\x1b[31m\x0e\b\b\b");
}

static void hostile_text_reaches_no_terminal(void **state)
{
    struct show o = {hostile, false};
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    terminal_until(&t, "? keys");
    terminal_settle(&t);
    const char *raw = buf_text(&t.raw);
    assert_null(strstr(raw, "\x1b]52"));
    assert_null(strstr(raw, "\u202e"));
    assert_null(strstr(raw, "\u2066"));
    assert_null(strstr(raw, "\u200b"));
    assert_null(strstr(raw, "\xc2\x9b"));
    assert_null(strstr(raw, "\U000e0041"));
    assert_null(strstr(raw, "\x0e"));
    expect_same_cells(&t, hostile, false);
    terminal_type(&t, "q");
    assert_int_equal(terminal_end(&t), 7);
}

/* The line discipline is as before, the alternate screen is left, the cursor is back. */
static void expect_restored(const char *how, int signal_number, int code)
{
    struct show o = {fixture_fleet, false};
    struct terminal t;
    struct termios before, after;
    terminal_start(&t, 24, 80, "xterm-256color", show, &o);
    assert_int_equal(tcgetattr(t.fd, &before), 0);
    terminal_until(&t, "? keys");
    int keep = dup(t.fd);
    if (signal_number != 0)
        kill(t.pid, signal_number);
    else
        terminal_type(&t, how);
    assert_int_equal(terminal_wait(&t), code);
    assert_int_equal(tcgetattr(keep, &after), 0);
    assert_true((after.c_lflag & ICANON) != 0);
    assert_true((after.c_lflag & ECHO) != 0);
    assert_true((after.c_oflag & OPOST) != 0);
    const char *raw = buf_text(&t.raw);
    assert_non_null(strstr(raw, "\033[?1049l"));
    close(keep);
    buf_deinit(&t.raw);
}

static void the_terminal_is_given_back_on_every_way_out(void **state)
{
    (void)state;
    expect_restored("q", 0, 7);
    expect_restored("x", 0, 128 + SIGSEGV);
    expect_restored("e", 0, 3);
    expect_restored(NULL, SIGABRT, 128 + SIGABRT);
}

static void a_terminal_that_cannot_move_its_cursor_is_refused(void **state)
{
    struct show o = {fixture_fleet, false};
    struct terminal t;
    (void)state;
    terminal_start(&t, 24, 80, "dumb", show, &o);
    assert_int_equal(terminal_wait(&t), 2);
    assert_non_null(strstr(buf_text(&t.raw), "ground snapshot"));
    buf_deinit(&t.raw);
    terminal_start(&t, 24, 80, "no-such-terminal", show, &o);
    assert_int_equal(terminal_wait(&t), 2);
    assert_non_null(strstr(buf_text(&t.raw), "TERM=no-such-terminal"));
    buf_deinit(&t.raw);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_arrives_at_80x24),
        cmocka_unit_test(every_cell_arrives_at_160x48_and_40x12),
        cmocka_unit_test(the_console_and_vt100_get_ascii_only),
        cmocka_unit_test(an_alarm_is_white_on_red_and_mono_is_reverse),
        cmocka_unit_test(an_unchanged_frame_costs_nothing_and_a_digit_next_to_nothing),
        cmocka_unit_test(keys_arrive_as_what_they_are),
        cmocka_unit_test(a_new_size_is_drawn_whole),
        cmocka_unit_test(hostile_text_reaches_no_terminal),
        cmocka_unit_test(the_terminal_is_given_back_on_every_way_out),
        cmocka_unit_test(a_terminal_that_cannot_move_its_cursor_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
