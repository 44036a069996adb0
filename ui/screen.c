#include "ui/screen.h"

#include <curses.h>
#include <errno.h>
#include <locale.h>
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
#include "base/mem.h"
#include "base/text.h"
#include "ui/glyph.h"

#include <term.h> /* after all others: it defines words like "columns" */

enum {
    ESCAPE_DELAY_MS = 25,
    ANSWER_WAIT_MS = 2000, /* a frame without an answer is taken for shown after this */
    UNANSWERED_FRAME_MS = 500,
    KEY_ANSWER = KEY_MAX + 1, /* ESC[0n, the terminal's answer to ESC[5n */
    COLOURS_16 = 16,
};

struct screen {
    SCREEN *terminal;
    WINDOW *keys; /* a pad, never drawn: reading from it flushes no output */
    FILE *out;
    bool ascii, crew, answers, asked, mouse, titles;
    int64_t asked_ms, drawn_ms;
    int rows, cols;
    struct canvas last;
    bool have_last, whole;
    attr_t attributes[ROLE_COUNT];
    short pairs[ROLE_COUNT];
    struct mouse_event event;
    struct termios before;
    char title[80];
};

/* The one screen of this process, for the handlers that must give the terminal back. */
static struct screen *the_screen;

/* ---- giving the terminal back -------------------------------------------------------------- */

static void screen_restore(void)
{
    struct screen *s = the_screen;
    if (s == NULL)
        return;
    the_screen = NULL;
    if (s->mouse)
        fputs("\033[?1002l\033[?1006l", s->out);
    endwin();
    if (s->titles)
        fputs("\033]2;\007", s->out);
    fflush(s->out);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &s->before);
}

/* Only what is allowed in a handler: the sequences that matter, and the line discipline. */
static void screen_fatal(int number)
{
    static const char leave[] = "\033[?1002l\033[?1006l\033[m\033[?25h\033[?1049l\r\n";
    struct screen *s = the_screen;
    if (s != NULL) {
        the_screen = NULL;
        ssize_t n = write(STDOUT_FILENO, leave, sizeof leave - 1);
        (void)n;
        tcsetattr(STDIN_FILENO, TCSANOW, &s->before);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void screen_signals(void)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT};
    for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
        signal(fatal[i], screen_fatal);
    signal(SIGPIPE, SIG_IGN);
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

static void screen_roles(struct screen *s)
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

static void screen_measure(struct screen *s)
{
    getmaxyx(stdscr, s->rows, s->cols);
    s->rows = s->rows > CANVAS_MAX_ROWS ? CANVAS_MAX_ROWS : s->rows;
    s->cols = s->cols > CANVAS_MAX_COLS ? CANVAS_MAX_COLS : s->cols;
}

/* Sequences that terminfo has no name for, and those of the other cursor key mode. */
static void screen_define_keys(void)
{
    static const struct {
        const char *bytes;
        int key;
    } rows[] = {
        {"\033[0n", KEY_ANSWER},   {"\033[Z", KEY_BTAB},  {"\033[1;2D", KEY_SLEFT},
        {"\033[1;2C", KEY_SRIGHT}, {"\033[A", KEY_UP},    {"\033[B", KEY_DOWN},
        {"\033[C", KEY_RIGHT},     {"\033[D", KEY_LEFT},  {"\033OA", KEY_UP},
        {"\033OB", KEY_DOWN},      {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        define_key(rows[i].bytes, rows[i].key);
}

static void screen_modes(struct screen *s)
{
    if (getenv("ESCDELAY") == NULL || s->crew)
        set_escdelay(ESCAPE_DELAY_MS);
    raw(); /* ^C and ^Z are keys of ours */
    noecho();
    nonl();
    curs_set(0);
    leaveok(stdscr, TRUE);
    s->keys = newpad(1, 1);
    keypad(s->keys, TRUE);
    nodelay(s->keys, TRUE);
    mouseinterval(0);
    screen_define_keys();
    screen_roles(s);
    screen_measure(s);
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

int screen_open(struct screen **out, const struct screen_options *options, struct err *err)
{
    const char *term = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(err, ERR_USAGE,
                       "there is no terminal here: `ground snapshot` prints a frame as text");
    if (!can_show(term) && options->crew && term != NULL && strcmp(term, "dumb") != 0)
        term = "xterm-256color"; /* newer than our terminfo: most speak this */
    if (!can_show(term))
        return refuse(err, getenv("TERM"));
    struct screen *s = mem_zero(1, sizeof *s);
    s->crew = options->crew;
    s->out = stdout;
    tcgetattr(STDIN_FILENO, &s->before);
    use_env(options->crew ? FALSE : TRUE);
    s->terminal = newterm(term, stdout, stdin);
    if (s->terminal == NULL) {
        free(s);
        return refuse(err, term);
    }
    s->ascii = options->ascii || glyph_needs_ascii(term);
    s->titles = term != NULL && (strncmp(term, "xterm", 5) == 0 || strncmp(term, "tmux", 4) == 0 ||
                                 strncmp(term, "screen", 6) == 0);
    s->answers = true;
    s->whole = true;
    screen_modes(s);
    the_screen = s;
    atexit(screen_restore);
    screen_signals();
    *out = s;
    return 0;
}

void screen_close(struct screen *s)
{
    if (s == NULL)
        return;
    screen_restore();
    delwin(s->keys);
    delscreen(s->terminal);
    canvas_deinit(&s->last);
    free(s);
}

void screen_size(const struct screen *s, int *rows, int *cols)
{
    *rows = s->rows;
    *cols = s->cols;
}

bool screen_ascii(const struct screen *s)
{
    return s->ascii;
}

int screen_fd(const struct screen *s)
{
    (void)s;
    return STDIN_FILENO;
}

/* ---- keys ---------------------------------------------------------------------------------- */

static const struct {
    int curses, ours;
} key_names[] = {
    {KEY_UP, KEYCODE_UP},
    {KEY_DOWN, KEYCODE_DOWN},
    {KEY_LEFT, KEYCODE_LEFT},
    {KEY_RIGHT, KEYCODE_RIGHT},
    {KEY_SLEFT, KEYCODE_SHIFT_LEFT},
    {KEY_SRIGHT, KEYCODE_SHIFT_RIGHT},
    {KEY_BTAB, KEYCODE_SHIFT_TAB},
    {KEY_PPAGE, KEYCODE_PAGE_UP},
    {KEY_NPAGE, KEYCODE_PAGE_DOWN},
    {KEY_HOME, KEYCODE_HOME},
    {KEY_END, KEYCODE_END},
    {KEY_ENTER, KEYCODE_ENTER},
    {KEY_BACKSPACE, KEYCODE_BACKSPACE},
    {KEY_F(1), KEYCODE_F1},
};

static struct mouse_event mouse_of(const MEVENT *m)
{
    struct mouse_event event = {MOUSE_NONE, m->y, m->x};
    if (m->bstate & BUTTON1_PRESSED)
        event.kind = MOUSE_PRESS;
    else if (m->bstate & BUTTON1_RELEASED)
        event.kind = MOUSE_RELEASE;
    else if (m->bstate & BUTTON4_PRESSED)
        event.kind = MOUSE_WHEEL_UP;
    else if (m->bstate & BUTTON5_PRESSED)
        event.kind = MOUSE_WHEEL_DOWN;
    else if (m->bstate & REPORT_MOUSE_POSITION)
        event.kind = MOUSE_DRAG;
    return event;
}

static int key_of(struct screen *s, int code)
{
    MEVENT mouse;
    if (code == KEY_ANSWER) {
        s->asked = false;
        s->answers = true;
        return KEYCODE_NONE;
    }
    if (code == KEY_RESIZE) {
        screen_measure(s);
        screen_redraw(s);
        return KEYCODE_RESIZE;
    }
    if (code == KEY_MOUSE) {
        if (getmouse(&mouse) != OK)
            return KEYCODE_NONE;
        s->event = mouse_of(&mouse);
        return KEYCODE_MOUSE;
    }
    for (size_t i = 0; i < ARRAY_SIZE(key_names); i++)
        if (key_names[i].curses == code)
            return key_names[i].ours;
    return KEYCODE_NONE;
}

/* Readable, yet nothing to read: the terminal was closed. */
static bool terminal_gone(void)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    int waiting = 0;
    if (poll(&fd, 1, 0) <= 0)
        return false;
    if (fd.revents & (POLLHUP | POLLERR | POLLNVAL))
        return true;
    return (fd.revents & POLLIN) && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
}

int screen_key(struct screen *s, bool *eof)
{
    *eof = false;
    for (;;) {
        wint_t code;
        int kind = wget_wch(s->keys, &code);
        if (kind == ERR) {
            *eof = terminal_gone();
            return KEYCODE_NONE;
        }
        int key = kind == KEY_CODE_YES ? key_of(s, (int)code) : (int)code;
        if (key == '\b' && s->before.c_cc[VERASE] == '\b')
            key = KEYCODE_BACKSPACE;
        if (key != KEYCODE_NONE)
            return key;
    }
}

struct mouse_event screen_mouse(const struct screen *s)
{
    return s->event;
}

void screen_mouse_on(struct screen *s, bool on)
{
    s->mouse = on;
    mousemask(on ? ALL_MOUSE_EVENTS | REPORT_MOUSE_POSITION : 0, NULL);
    fputs(on ? "\033[?1002h\033[?1006h" : "\033[?1002l\033[?1006l", s->out);
    fflush(s->out);
}

/* ---- drawing ------------------------------------------------------------------------------- */

bool screen_ready(const struct screen *s, int64_t mono_ms)
{
    if (s->asked)
        return mono_ms - s->asked_ms >= ANSWER_WAIT_MS;
    return s->answers || mono_ms - s->drawn_ms >= UNANSWERED_FRAME_MS;
}

static void draw_cell(const struct screen *s, const struct canvas *c, int row, int col)
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
static void screen_ask(struct screen *s, int64_t mono_ms)
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

void screen_draw(struct screen *s, const struct canvas *c, int64_t mono_ms)
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
    screen_ask(s, mono_ms);
    canvas_copy(&s->last, c);
    s->have_last = true;
}

void screen_redraw(struct screen *s)
{
    werase(stdscr);
    s->whole = true;
}

/* ---- the rest ------------------------------------------------------------------------------ */

void screen_bell(struct screen *s)
{
    (void)s;
    beep();
}

void screen_title(struct screen *s, const char *title)
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

void screen_copy(struct screen *s, const char *text)
{
    struct buf out = {0};
    char clean[1024];
    text_clean_ascii(bytes_of(text), TEXT_ANY_WIDTH, clean, sizeof clean);
    base64(bytes_of(clean), &out);
    fprintf(s->out, "\033]52;c;%s\007", buf_text(&out));
    fflush(s->out);
    buf_deinit(&out);
}

void screen_suspend(struct screen *s)
{
    if (s->crew)
        return;
    if (s->mouse)
        fputs("\033[?1002l\033[?1006l", s->out);
    endwin();
    tcsetattr(STDIN_FILENO, TCSADRAIN, &s->before);
    raise(SIGTSTP);
    refresh();
    screen_measure(s);
    screen_redraw(s);
    s->asked = false;
    if (s->mouse)
        screen_mouse_on(s, true);
}
