/* test_tty_modes.c: what the screen asks of a terminal and tells it beside the cells: colours,
 * titles, copies, the mouse, sizes, whether it is ready, and what it gives back. */
#include "test.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "terminal.h"
#include "ui/tty.h"

/* In a child: what does not hold is said on its terminal, and ends it. */
#define CHECK(what)                                                                                \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "CHECK %d: %s", __LINE__, #what);                                      \
            _exit(3);                                                                              \
        }                                                                                          \
    } while (0)

static struct tty *open_tty(bool crew)
{
    struct tty_options options = {.crew = crew};
    struct tty *tty = NULL;
    struct err err;
    setlocale(LC_ALL, "");
    CHECK(tty_open(&tty, &options, &err) == 0);
    return tty;
}

static void draw_text(struct tty *tty, const char *text, int64_t mono_ms)
{
    struct canvas c;
    int rows, cols;
    tty_size(tty, &rows, &cols);
    canvas_init(&c, rows, cols, tty_ascii(tty));
    area_text(area_of(&c), 0, 0, 40, ROLE_TEXT, text);
    tty_draw(tty, &c, mono_ms);
    canvas_deinit(&c);
}

/* The next key, however long it takes. */
static int wait_key(struct tty *tty)
{
    bool eof = false;
    int key;
    while ((key = tty_key(tty, 0, &eof)) == KEYCODE_NONE && !eof)
        poll(&(struct pollfd){.fd = tty_fd(tty), .events = POLLIN}, 1, 1000);
    return key;
}

static void start(struct terminal *t, const char *term, int (*child)(void *), void *arg)
{
    terminal_start(t, 24, 80, term, child, arg);
}

/* The child ends well; its bytes are kept. */
static void expect_well(struct terminal *t)
{
    int code = terminal_wait(t);
    if (code != 0)
        fail_msg("code %d: %s", code, strstr(buf_text(&t->raw), "CHECK"));
}

static int times(struct terminal *t, const char *bytes)
{
    int count = 0;
    for (const char *at = buf_text(&t->raw); (at = strstr(at, bytes)) != NULL; at++)
        count++;
    return count;
}

static void until_times(struct terminal *t, const char *bytes, int count)
{
    int64_t until = clock_mono_ms() + 30000;
    while (times(t, bytes) < count) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(t, 50);
    }
}

/* ---- looks ---------------------------------------------------------------------------------- */

static int show_roles(void *arg)
{
    struct tty *tty = open_tty(false);
    struct canvas c;
    (void)arg;
    canvas_init(&c, 24, 80, true);
    for (int role = 0; role < ROLE_COUNT; role++)
        area_text(area_of(&c), role, 0, 8, (enum role)role, "looks so");
    area_text(area_of(&c), ROLE_COUNT, 0, 8, ROLE_TEXT, "all");
    tty_draw(tty, &c, 0);
    canvas_deinit(&c);
    CHECK(wait_key(tty) == 'q');
    tty_close(tty);
    return 0;
}

static void expect_colour(VTermColor colour, bool is_default, int index)
{
    assert_int_equal(is_default, index < 0);
    if (index >= 0) {
        assert_true(VTERM_COLOR_IS_INDEXED(&colour));
        assert_int_equal(colour.indexed.idx, index);
    }
}

static void every_role_looks_as_the_theme_says_in_all_numbers_of_colours(void **state)
{
    static const struct {
        const char *term, *no_color;
        int colours;
    } rows[] = {{"xterm-256color", NULL, 256},
                {"xterm", NULL, 16},
                {"vt220", NULL, 0},
                {"xterm-256color", "1", 0}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct terminal t;
        if (rows[i].no_color != NULL)
            setenv("NO_COLOR", rows[i].no_color, 1);
        start(&t, rows[i].term, show_roles, NULL);
        unsetenv("NO_COLOR");
        terminal_until(&t, "all");
        for (int role = 0; role < ROLE_COUNT; role++) {
            struct theme_look look = theme_look((enum role)role, rows[i].colours);
            VTermScreenCell cell = terminal_cell(&t, role, 0);
            assert_int_equal(cell.attrs.bold, (look.attributes & THEME_BOLD) != 0);
            assert_int_equal(cell.attrs.reverse, (look.attributes & THEME_REVERSE) != 0);
            assert_int_equal(cell.attrs.underline, (look.attributes & THEME_UNDERLINE) != 0);
            expect_colour(cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg), look.fg);
            expect_colour(cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg), look.bg);
        }
        terminal_type(&t, "q");
        expect_well(&t);
        buf_deinit(&t.raw);
    }
}

/* ---- beside the cells ------------------------------------------------------------------------ */

static int say_titles(void *arg)
{
    struct tty *tty = open_tty(false);
    char wide[80];
    (void)arg;
    memset(wide, 'w', sizeof wide);
    wide[sizeof wide - 1] = '\0';
    tty_title(tty, "one\033\x07");
    tty_title(tty, "one\033\x07"); /* said already */
    tty_title(tty, "two");
    tty_title(tty, "one\033\x07");
    tty_title(tty, wide);
    tty_close(tty);
    return 0;
}

static void titles_are_clean_short_and_set_once_where_there_are_any(void **state)
{
    static const struct {
        const char *term;
        int titles;
    } rows[] = {{"xterm", 1},  {"xterm-256color", 1}, {"tmux-256color", 1},
                {"screen", 1}, {"vt100", 0},          {"linux", 0}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct terminal t;
        start(&t, rows[i].term, say_titles, NULL);
        expect_well(&t);
        assert_int_equal(times(&t, "\033]2;"), 5 * rows[i].titles);
        assert_int_equal(times(&t, "\033]2;one\\x1b\\x07\007"), 2 * rows[i].titles);
        assert_int_equal(times(&t, "\033]2;two\007"), rows[i].titles);
        assert_int_equal(times(&t, "wwww\007"), 0); /* an ellipsis ends it */
        assert_int_equal(times(&t, "\033]2;\007"), rows[i].titles);
        buf_deinit(&t.raw);
    }
}

static int copy_texts(void *arg)
{
    static const char *const texts[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\x07~?>"};
    struct tty *tty = open_tty(false);
    (void)arg;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        tty_copy(tty, texts[i]);
    tty_close(tty);
    return 0;
}

/* RFC 4648, section 10; what could end the sequence is written out. */
static void what_is_copied_is_in_base64(void **state)
{
    static const char *const copies[] = {"",         "Zg==",     "Zm8=",     "Zm9v",
                                         "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "XHgwN34/Pg=="};
    struct terminal t;
    char bytes[40];
    (void)state;
    start(&t, "xterm", copy_texts, NULL);
    expect_well(&t);
    for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
        snprintf(bytes, sizeof bytes, "\033]52;c;%s\007", copies[i]);
        assert_int_equal(times(&t, bytes), 1);
    }
    buf_deinit(&t.raw);
}

static int use_mouse(void *arg)
{
    struct tty *tty = open_tty(false);
    CHECK(tty_has_mouse(tty) == (arg != NULL));
    draw_text(tty, "off", 0);
    CHECK(wait_key(tty) == 'a'); /* the click before it is not for us */
    tty_mouse_on(tty, true);
    draw_text(tty, "on", 0);
    CHECK(wait_key(tty) == KEYCODE_MOUSE);
    CHECK(tty_mouse(tty).kind == MOUSE_PRESS);
    CHECK(tty_mouse(tty).row == 6 && tty_mouse(tty).col == 4);
    tty_mouse_on(tty, false);
    tty_bell(tty);
    tty_close(tty);
    return 0;
}

static void the_mouse_is_heard_while_it_is_on(void **state)
{
    static const char *const terms[] = {"vt100", "xterm"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct terminal t;
        start(&t, terms[i], use_mouse, i == 0 ? NULL : &t);
        terminal_until(&t, "off");
        terminal_type(&t, "\033[<0;5;7Ma");
        terminal_until(&t, "on ");
        terminal_type(&t, "\033[<0;5;7M");
        expect_well(&t);
        assert_int_equal(times(&t, "\033[?1002h\033[?1006h"), 1);
        assert_int_equal(times(&t, "\033[?1002l\033[?1006l"), 2); /* also on leaving */
        assert_int_equal(times(&t, "\033[?2004h"), 1);
        assert_int_equal(times(&t, "\033[?2004l"), 1);
        assert_int_equal(times(&t, "\007"), i == 0 ? 1 : 2); /* its title is taken away */
        buf_deinit(&t.raw);
    }
}

static int erase(void *arg)
{
    struct termios modes;
    CHECK(tcgetattr(STDIN_FILENO, &modes) == 0);
    modes.c_cc[VERASE] = arg != NULL ? '\b' : 0x7f;
    CHECK(tcsetattr(STDIN_FILENO, TCSANOW, &modes) == 0);
    struct tty *tty = open_tty(false);
    draw_text(tty, "ready", 0);
    CHECK(wait_key(tty) == (arg != NULL ? KEYCODE_BACKSPACE : KEY_CTRL('h')));
    CHECK(wait_key(tty) == KEYCODE_BACKSPACE);
    tty_close(tty);
    return 0;
}

static void the_key_that_erases_is_the_one_that_the_terminal_says(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct terminal t;
        start(&t, "xterm", erase, i == 0 ? NULL : &t);
        terminal_until(&t, "ready");
        terminal_type(&t, "\b\x7f");
        expect_well(&t);
        buf_deinit(&t.raw);
    }
}

/* ---- sizes ---------------------------------------------------------------------------------- */

static int be_sized(void *arg)
{
    static const struct {
        int rows, cols, want_rows, want_cols;
    } sizes[] = {
        {30, 100, 30, 100},
        {0, 0, 24, 80},
        {0, 100, 24, 80},
        {30, 0, 24, 80},
        {1, 1, 1, 1},
        {CANVAS_MAX_ROWS, CANVAS_MAX_COLS, CANVAS_MAX_ROWS, CANVAS_MAX_COLS},
        {CANVAS_MAX_ROWS + 1, 80, CANVAS_MAX_ROWS, 80},
        {24, CANVAS_MAX_COLS + 1, 24, CANVAS_MAX_COLS},
    };
    bool eof;
    int rows, cols;
    (void)arg;
    struct tty *tty = open_tty(false);
    for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
        struct winsize size = {.ws_row = (unsigned short)sizes[i].rows,
                               .ws_col = (unsigned short)sizes[i].cols};
        CHECK(ioctl(STDOUT_FILENO, TIOCSWINSZ, &size) == 0);
        tty_size(tty, &rows, &cols);
        bool same = rows == sizes[i].want_rows && cols == sizes[i].want_cols;
        CHECK(tty_key(tty, 0, &eof) == (same ? KEYCODE_NONE : KEYCODE_RESIZE));
        CHECK(tty_key(tty, 0, &eof) == KEYCODE_NONE);
        tty_size(tty, &rows, &cols);
        CHECK(rows == sizes[i].want_rows && cols == sizes[i].want_cols);
    }
    CHECK(tty_fd(tty) == STDIN_FILENO);
    tty_close(tty);
    tty_close(NULL);
    return 0;
}

static void a_size_is_the_terminals_within_bounds(void **state)
{
    struct terminal t;
    (void)state;
    start(&t, "xterm", be_sized, NULL);
    expect_well(&t);
    buf_deinit(&t.raw);
}

/* ---- one frame in flight --------------------------------------------------------------------- */

static int draw_unanswered(void *arg)
{
    bool eof;
    (void)arg;
    struct tty *tty = open_tty(false);
    CHECK(tty_ready(tty, 0));
    draw_text(tty, "first", 10000);
    CHECK(!tty_ready(tty, 10000) && !tty_ready(tty, 11999));
    CHECK(tty_ready(tty, 12000));
    draw_text(tty, "second", 12000); /* the first was not answered: it is not asked again */
    CHECK(!tty_ready(tty, 12499) && tty_ready(tty, 12500));
    draw_text(tty, "third", 12500);
    CHECK(!tty_ready(tty, 12999) && tty_ready(tty, 13000));
    CHECK(tty_key(tty, 12600, &eof) == KEYCODE_NONE);
    fputs("\033]2;late\007", stdout); /* the test answers */
    fflush(stdout);
    CHECK(wait_key(tty) == 'a');
    CHECK(tty_ready(tty, 12600)); /* it does answer */
    draw_text(tty, "fourth", 12600);
    CHECK(!tty_ready(tty, 12600));
    CHECK(wait_key(tty) == 'b');
    CHECK(tty_ready(tty, 12600));
    draw_text(tty, "fourth", 12700); /* the same again: nothing is sent */
    CHECK(tty_ready(tty, 12700));
    tty_redraw(tty);
    draw_text(tty, "fourth", 12800);
    CHECK(!tty_ready(tty, 12800));
    CHECK(wait_key(tty) == 'c');
    tty_close(tty);
    return 0;
}

static void a_terminal_that_does_not_answer_gets_two_frames_a_second(void **state)
{
    struct terminal t;
    (void)state;
    start(&t, "xterm", draw_unanswered, NULL);
    t.mute = true;
    until_times(&t, "\033]2;late\007", 1);
    assert_int_equal(times(&t, "\033[5n"), 1);
    terminal_type(&t, "\033[0na");
    terminal_until(&t, "fourth");
    terminal_type(&t, "\033[0nb");
    until_times(&t, "fourth", 2);
    terminal_type(&t, "\033[0nc");
    expect_well(&t);
    assert_int_equal(times(&t, "\033[5n"), 3);
    buf_deinit(&t.raw);
}

/* ---- beginning and end ------------------------------------------------------------------------
 */

struct refusal {
    const char *term; /* NULL: unset */
    bool crew, no_input, no_output;
    const char *says;
};

static int be_refused(void *arg)
{
    const struct refusal *r = arg;
    struct tty_options options = {.crew = r->crew};
    struct tty *tty = NULL;
    struct err err = {0};
    int out = dup(STDOUT_FILENO);
    if (r->term == NULL)
        unsetenv("TERM");
    if (r->no_input)
        CHECK(dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) == STDIN_FILENO);
    if (r->no_output)
        CHECK(dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO) == STDOUT_FILENO);
    int rc = tty_open(&tty, &options, &err);
    dprintf(out, "%s", err.text);
    close(out);
    return rc == ERR_USAGE && tty == NULL ? 0 : 3;
}

static void what_is_no_terminal_is_refused_with_what_to_do(void **state)
{
    static const struct refusal rows[] = {
        {"xterm", false, true, false, "there is no terminal here: `ground snapshot` prints"},
        {"xterm", false, false, true, "there is no terminal here: `ground snapshot` prints"},
        {NULL, false, false, false, "TERM=(not set) cannot show a screen"},
        {NULL, true, false, false, "TERM=(not set) cannot show a screen"},
        {"", false, false, false, "TERM=(not set) cannot show a screen"},
        {"dumb", false, false, false, "TERM=dumb cannot show a screen: set TERM"},
        {"dumb", true, false, false, "TERM=dumb cannot show a screen: set TERM"},
        {"no-such", false, false, false, "TERM=no-such cannot show a screen"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct terminal t;
        struct refusal row = rows[i];
        start(&t, row.term == NULL ? "" : row.term, be_refused, &row);
        int code = terminal_wait(&t);
        if (code != 0 || times(&t, row.says) != 1)
            fail_msg("%zu, code %d: %s", i, code, buf_text(&t.raw));
        buf_deinit(&t.raw);
    }
}

static int wait_for_a_signal(void *arg)
{
    struct tty *tty = open_tty(true);
    (void)arg;
    tty_suspend(tty); /* a crew's session does not */
    draw_text(tty, "waits", 0);
    wait_key(tty);
    tty_close(tty);
    return 0;
}

static void every_signal_that_ends_it_gives_the_terminal_back(void **state)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        struct terminal t;
        struct termios before, after;
        start(&t, "xterm-of-another-time", wait_for_a_signal, NULL); /* a crew's may be unknown */
        int keep = dup(t.fd);
        assert_int_equal(tcgetattr(keep, &before), 0);
        terminal_until(&t, "waits");
        kill(t.pid, signals[i]);
        assert_int_equal(terminal_wait(&t), 128 + signals[i]);
        assert_int_equal(times(&t, "\033[?1002l\033[?1006l\033[?2004l\033[m\033[?25h\033[?1049l"),
                         1);
        assert_int_equal(tcgetattr(keep, &after), 0);
        assert_int_equal(after.c_lflag, before.c_lflag);
        assert_int_equal(after.c_oflag, before.c_oflag);
        close(keep);
        buf_deinit(&t.raw);
    }
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role_looks_as_the_theme_says_in_all_numbers_of_colours),
        cmocka_unit_test(titles_are_clean_short_and_set_once_where_there_are_any),
        cmocka_unit_test(what_is_copied_is_in_base64),
        cmocka_unit_test(the_mouse_is_heard_while_it_is_on),
        cmocka_unit_test(the_key_that_erases_is_the_one_that_the_terminal_says),
        cmocka_unit_test(a_size_is_the_terminals_within_bounds),
        cmocka_unit_test(a_terminal_that_does_not_answer_gets_two_frames_a_second),
        cmocka_unit_test(what_is_no_terminal_is_refused_with_what_to_do),
        cmocka_unit_test(every_signal_that_ends_it_gives_the_terminal_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
