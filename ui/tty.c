#include "ui/tty.h"

#include <curses.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/glyph.h"
#include "ui/input.h"

#include <term.h> /* after all others: it defines words like "columns" */

enum {
    ANSWER_WAIT_MS = 2000, /* a frame without an answer is taken for shown after this */
    LAST_ANSWER_MS = 1000,
    UNANSWERED_FRAME_MS = 500,
    COLOURS_16 = 16,
    USUAL_ROWS = 24,
    USUAL_COLS = 80,
};

struct tty {
    SCREEN *terminal;
    struct input input;
    FILE *out;
    bool ascii, crew, answers, asked, has_mouse, mouse, titles;
    int64_t asked_ms, drawn_ms;
    int rows, cols;
    struct canvas last;
    bool have_last, whole;
    attr_t attributes[ROLE_COUNT];
    short pairs[ROLE_COUNT];
    struct termios before;
    char title[80];
};

/* The one terminal of this process, for the handlers that must give the terminal back. */
static struct tty *the_tty;

/* Mouse: presses, drags and releases, with coordinates of any size. Paste: in brackets, so that
 * pasted text is known from typed keys. */
#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1002l\033[?1006l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* ---- giving the terminal back -------------------------------------------------------------- */

/* Takes in the answer to the last frame: after us it would be typed into the shell. */
static void tty_await_answer(struct tty *s)
{
    int64_t now = clock_mono_ms(), until = now + LAST_ANSWER_MS;
    bool eof = now - s->asked_ms >= ANSWER_WAIT_MS; /* it is not to be expected any more */
    for (; s->asked && !eof && now < until; now = clock_mono_ms()) {
        struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
        bool unread = input_due_ms(&s->input) == 0; /* it came together with the last key */
        if (unread || poll(&fd, 1, (int)(until - now)) > 0)
            s->asked = input_key(&s->input, now, &eof) != KEYCODE_ANSWER;
    }
    s->asked = false;
}

static void tty_restore(void)
{
    struct tty *s = the_tty;
    if (s == NULL)
        return;
    the_tty = NULL;
    tty_await_answer(s);
    fputs(MOUSE_OFF PASTE_OFF, s->out);
    endwin();
    if (s->titles)
        fputs("\033]2;\007", s->out);
    fflush(s->out);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &s->before);
}

/* Only what is allowed in a handler: the sequences that matter, and the line discipline. */
static void tty_fatal(int number)
{
    static const char leave[] = MOUSE_OFF PASTE_OFF "\033[m\033[?25h\033[?1049l\r\n";
    struct tty *s = the_tty;
    if (s != NULL) {
        the_tty = NULL;
        ssize_t n = write(STDOUT_FILENO, leave, sizeof leave - 1);
        (void)n;
        tcsetattr(STDIN_FILENO, TCSANOW, &s->before);
    }
    signal(number, SIG_DFL);
    raise(number);
}

/* It only has to interrupt poll(): the size is asked for at each tty_key(). */
static void tty_resized(int number)
{
    (void)number;
}

/* Before newterm(), which leaves alone what is handled already. */
static void tty_signals(void)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT};
    for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
        signal(fatal[i], tty_fatal);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGWINCH, tty_resized);
}

/* ---- starting ------------------------------------------------------------------------------ */

static int refuse(struct err *err, const char *term)
{
    return err_set(
        err, ERR_USAGE,
        "the terminal type TERM=%s cannot show a screen: set TERM (xterm-256color, linux, "
        "vt100 ...), or use `ground snapshot` for a frame as text",
        term == NULL || term[0] == '\0' ? "(not set)" : term);
}

static void tty_roles(struct tty *s)
{
    bool colour = !theme_no_colour() && has_colors();
    int colours = 0;
    if (colour) {
        start_color();
        use_default_colors();
        colours = COLORS >= 256 ? 256 : COLORS >= 8 ? COLOURS_16 : 0;
    }
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct theme_look look = theme_look((enum role)role, colours);
        s->attributes[role] = (look.attributes & THEME_BOLD ? A_BOLD : 0) |
                              (look.attributes & THEME_REVERSE ? A_REVERSE : 0) |
                              (look.attributes & THEME_UNDERLINE ? A_UNDERLINE : 0);
        s->pairs[role] = 0;
        if (colours > 0 && (look.fg >= 0 || look.bg >= 0)) {
            s->pairs[role] = (short)(role + 1);
            init_pair(s->pairs[role], look.fg, look.bg);
        }
    }
}

/* The size that the terminal has now, within our bounds: a stranger's may claim 65535x65535. */
static void terminal_size(int *rows, int *cols)
{
    struct winsize size = {0};
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    *rows = known ? size.ws_row : USUAL_ROWS;
    *cols = known ? size.ws_col : USUAL_COLS;
    *rows = *rows > CANVAS_MAX_ROWS ? CANVAS_MAX_ROWS : *rows;
    *cols = *cols > CANVAS_MAX_COLS ? CANVAS_MAX_COLS : *cols;
}

/* Follows the terminal's size; returns whether it changed. */
static bool tty_measure(struct tty *s)
{
    int rows, cols;
    terminal_size(&rows, &cols);
    if (rows == s->rows && cols == s->cols)
        return false;
    s->rows = rows;
    s->cols = cols;
    resize_term(rows, cols);
    tty_redraw(s);
    return true;
}

static void tty_modes(struct tty *s)
{
    raw(); /* ^C and ^Z are keys of ours */
    noecho();
    nonl();
    curs_set(0);
    leaveok(stdscr, TRUE);
    typeahead(-1); /* a frame is drawn whole, whatever is typed meanwhile */
    tty_roles(s);
    fputs(PASTE_ON, s->out);
}

/* As newterm(), at a size that we name. ncurses would believe any size that the terminal claims,
 * and without asking it (use_env()) it refuses terminal types that are of no fixed size, as linux
 * is. */
static SCREEN *newterm_sized(const char *term, int rows, int cols)
{
    char text[16];
    snprintf(text, sizeof text, "%d", rows);
    setenv("LINES", text, 1);
    snprintf(text, sizeof text, "%d", cols);
    setenv("COLUMNS", text, 1);
    SCREEN *terminal = newterm(term, stdout, stdin);
    unsetenv("LINES");
    unsetenv("COLUMNS");
    return terminal;
}

/* Whether the terminal library knows this type, and it can move its cursor. Asked before newterm(),
 * which keeps memory when it fails. */
static bool can_show(const char *term)
{
    int result;
    if (term == NULL || term[0] == '\0' || setupterm(term, STDOUT_FILENO, &result) != OK)
        return false;
    const char *move = tigetstr("cup");
    bool moves = move != NULL && move != (const char *)-1;
    del_curterm(cur_term);
    return moves;
}

int tty_open(struct tty **out, const struct tty_options *options, struct err *err)
{
    const char *term = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(err, ERR_USAGE,
                       "there is no terminal here: `ground snapshot` prints a frame as text");
    if (!can_show(term) && options->crew && term != NULL && strcmp(term, "dumb") != 0)
        term = "xterm-256color"; /* newer than our terminfo: most speak this */
    if (!can_show(term))
        return refuse(err, getenv("TERM"));
    struct tty *s = mem_zero(1, sizeof *s);
    s->crew = options->crew;
    s->out = stdout;
    tcgetattr(STDIN_FILENO, &s->before);
    terminal_size(&s->rows, &s->cols);
    tty_signals();
    s->terminal = newterm_sized(term, s->rows, s->cols);
    if (s->terminal == NULL) {
        free(s);
        return refuse(err, term);
    }
    s->ascii = options->ascii || glyph_needs_ascii(term);
    s->titles = term != NULL && (strncmp(term, "xterm", 5) == 0 || strncmp(term, "tmux", 4) == 0 ||
                                 strncmp(term, "screen", 6) == 0);
    const char *mouse = tigetstr("kmous");
    s->has_mouse = mouse != NULL && mouse != (const char *)-1;
    s->answers = true;
    s->whole = true;
    input_init(&s->input, STDIN_FILENO);
    tty_modes(s);
    the_tty = s;
    atexit(tty_restore);
    *out = s;
    return 0;
}

void tty_close(struct tty *s)
{
    if (s == NULL)
        return;
    tty_restore();
    delscreen(s->terminal);
    canvas_deinit(&s->last);
    free(s);
}

void tty_size(const struct tty *s, int *rows, int *cols)
{
    *rows = s->rows;
    *cols = s->cols;
}

bool tty_ascii(const struct tty *s)
{
    return s->ascii;
}

int tty_fd(const struct tty *s)
{
    (void)s;
    return STDIN_FILENO;
}

/* ---- keys ---------------------------------------------------------------------------------- */

int tty_key(struct tty *s, int64_t mono_ms, bool *eof)
{
    *eof = false;
    if (tty_measure(s))
        return KEYCODE_RESIZE;
    for (;;) {
        int key = input_key(&s->input, mono_ms, eof);
        if (key == KEYCODE_ANSWER) {
            s->asked = false;
            s->answers = true;
        } else if (key == '\b' && s->before.c_cc[VERASE] == '\b') {
            return KEYCODE_BACKSPACE;
        } else if (key != KEYCODE_MOUSE || s->mouse) {
            return key;
        }
    }
}

int64_t tty_key_due_ms(const struct tty *s)
{
    return input_due_ms(&s->input);
}

struct mouse_event tty_mouse(const struct tty *s)
{
    return s->input.seq.mouse;
}

bool tty_has_mouse(const struct tty *s)
{
    return s->has_mouse;
}

void tty_mouse_on(struct tty *s, bool on)
{
    s->mouse = on;
    fputs(on ? MOUSE_ON : MOUSE_OFF, s->out);
    fflush(s->out);
}

/* ---- drawing ------------------------------------------------------------------------------- */

bool tty_ready(const struct tty *s, int64_t mono_ms)
{
    if (s->asked)
        return mono_ms - s->asked_ms >= ANSWER_WAIT_MS;
    return s->answers || mono_ms - s->drawn_ms >= UNANSWERED_FRAME_MS;
}

static void draw_cell(const struct tty *s, const struct canvas *c, int row, int col)
{
    const struct cell *cell = canvas_cell(c, row, col);
    wchar_t text[CCHARW_MAX + 1] = {0};
    cchar_t out;
    if (cell->text[0] == '\0')
        return; /* the right half of a wide character */
    if (mbstowcs(text, cell->text, CCHARW_MAX) == (size_t)-1 || text[0] == L'\0')
        wcscpy(text, L"?");
    setcchar(&out, text, s->attributes[cell->role], s->pairs[cell->role], NULL);
    mvwadd_wch(stdscr, row, col, &out);
}

/* One frame in flight: ask the terminal to say when it has drawn this one. */
static void tty_ask(struct tty *s, int64_t mono_ms)
{
    if (s->asked) { /* the last one was never answered */
        s->answers = false;
        s->asked = false;
    }
    if (s->answers) {
        fputs("\033[5n", s->out);
        s->asked = true;
        s->asked_ms = mono_ms;
    }
    fflush(s->out);
    s->drawn_ms = mono_ms;
}

void tty_draw(struct tty *s, const struct canvas *c, int64_t mono_ms)
{
    if (!s->whole && s->have_last && canvas_equal(&s->last, c))
        return;
    for (int row = 0; row < c->rows && row < s->rows; row++)
        for (int col = 0; col < c->cols && col < s->cols; col++)
            draw_cell(s, c, row, col);
    if (s->whole)
        clearok(curscr, TRUE);
    s->whole = false;
    wnoutrefresh(stdscr);
    doupdate();
    tty_ask(s, mono_ms);
    canvas_copy(&s->last, c);
    s->have_last = true;
}

void tty_redraw(struct tty *s)
{
    werase(stdscr);
    s->whole = true;
}

/* ---- the rest ------------------------------------------------------------------------------ */

void tty_bell(struct tty *s)
{
    (void)s;
    beep();
}

void tty_title(struct tty *s, const char *title)
{
    char clean[sizeof s->title];
    if (!s->titles)
        return;
    text_clean_ascii(bytes_of(title), 60, clean, sizeof clean);
    if (strcmp(clean, s->title) == 0)
        return;
    memcpy(s->title, clean, sizeof clean);
    fprintf(s->out, "\033]2;%s\007", clean);
    fflush(s->out);
}

static void base64(struct bytes in, struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < in.len; i += 3) {
        uint32_t v = (uint32_t)in.data[i] << 16;
        v |= i + 1 < in.len ? (uint32_t)in.data[i + 1] << 8 : 0;
        v |= i + 2 < in.len ? in.data[i + 2] : 0;
        buf_add_byte(out, (uint8_t)digits[v >> 18 & 63]);
        buf_add_byte(out, (uint8_t)digits[v >> 12 & 63]);
        buf_add_byte(out, i + 1 < in.len ? (uint8_t)digits[v >> 6 & 63] : '=');
        buf_add_byte(out, i + 2 < in.len ? (uint8_t)digits[v & 63] : '=');
    }
}

void tty_copy(struct tty *s, const char *text)
{
    struct buf out = {0};
    char clean[1024];
    text_clean_ascii(bytes_of(text), TEXT_ANY_WIDTH, clean, sizeof clean);
    base64(bytes_of(clean), &out);
    fprintf(s->out, "\033]52;c;%s\007", buf_text(&out));
    fflush(s->out);
    buf_deinit(&out);
}

void tty_suspend(struct tty *s)
{
    if (s->crew)
        return;
    tty_await_answer(s);
    fputs(MOUSE_OFF PASTE_OFF, s->out);
    fflush(s->out); /* ncurses writes past stdio */
    endwin();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &s->before);
    raise(SIGTSTP);
    refresh();
    tty_redraw(s);
    fputs(PASTE_ON, s->out);
    tty_mouse_on(s, s->mouse);
}
