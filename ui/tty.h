/* tty.h: the terminal: the only part that knows ncurses.
 *
 * Draws canvases, sending changed cells only; hands out keys (input.h reads them, not ncurses).
 * Restores the terminal on every exit: tty_close(), exit(), and the signals that end a program.
 * One a process. */
#ifndef UI_TTY_H
#define UI_TTY_H

#include "base/bytes.h"
#include "base/err.h"
#include "ui/canvas.h"
#include "ui/keyseq.h"

struct tty;

struct tty_options {
    bool ascii; /* --ascii; also chosen where glyph_needs_ascii() says so */
    bool crew;  /* a stranger's terminal: unknown TERM falls back, no ^Z */
};

/* Takes over the terminal on stdin and stdout. Call setlocale() before. ERR_USAGE when there is no
 * terminal, or TERM names one that cannot move its cursor: the sentence says what to do instead. */
int tty_open(struct tty **out, const struct tty_options *options, struct err *err);
/* Gives the terminal back as it was; NULL is fine. */
void tty_close(struct tty *s);

/* The terminal's own size, whatever LINES and COLUMNS say, clamped to CANVAS_MAX_*; 24x80 where the
 * terminal does not know. */
void tty_size(const struct tty *s, int *rows, int *cols);
bool tty_ascii(const struct tty *s);
int tty_fd(const struct tty *s); /* poll it for reading; a change of size interrupts poll() */

/* The next key that was typed, or KEYCODE_NONE. The terminal's answers to tty_draw() are kept
 * here; KEYCODE_RESIZE after a change of size; *eof when the terminal is gone. */
int tty_key(struct tty *s, int64_t mono_ms, bool *eof);
/* When to call tty_key() again even if nothing can be read; INT64_MAX: no need. */
int64_t tty_key_due_ms(const struct tty *s);

/* Where the mouse was for the last KEYCODE_MOUSE. */
struct mouse_event tty_mouse(const struct tty *s);
bool tty_has_mouse(const struct tty *s); /* says the terminal's description */
void tty_mouse_on(struct tty *s, bool on);

/* Whether a frame may be drawn at `mono_ms`: the last one is on the glass (the terminal answered
 * ESC[5n with ESC[0n), or two seconds are over; a terminal that never answers gets 2 frames/s. */
bool tty_ready(const struct tty *s, int64_t mono_ms);
/* Shows `c`; sends nothing at all when nothing changed. */
void tty_draw(struct tty *s, const struct canvas *c, int64_t mono_ms);
void tty_redraw(struct tty *s); /* the next frame is drawn whole: ^L, resize, after ^Z */

void tty_bell(struct tty *s);
void tty_title(struct tty *s, const char *title); /* cleaned here */
void tty_copy(struct tty *s, const char *text);   /* OSC 52; our own command text only */
void tty_suspend(struct tty *s);                  /* ^Z */

#endif
