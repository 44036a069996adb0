/* screen.h: the terminal: the only part that knows ncurses.
 *
 * Draws canvases, sending changed cells only; hands out keys (input.h reads them, not ncurses).
 * Restores the terminal on every exit: screen_close(), exit(), and the signals that end a program.
 * One screen a process. */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "base/bytes.h"
#include "base/err.h"
#include "ui/canvas.h"
#include "ui/keyseq.h"

struct screen;

struct screen_options {
    bool ascii; /* --ascii; also chosen where glyph_needs_ascii() says so */
    bool crew;  /* a stranger's terminal: unknown TERM falls back, no ^Z */
};

/* Takes over the terminal on stdin and stdout. Call setlocale() before. ERR_USAGE when there is no
 * terminal, or TERM names one that cannot move its cursor: the sentence says what to do instead. */
int screen_open(struct screen **out, const struct screen_options *options, struct err *err);
/* Gives the terminal back as it was; NULL is fine. */
void screen_close(struct screen *s);

/* The terminal's own size, whatever LINES and COLUMNS say, clamped to CANVAS_MAX_*; 24x80 where the
 * terminal does not know. */
void screen_size(const struct screen *s, int *rows, int *cols);
bool screen_ascii(const struct screen *s);
int screen_fd(const struct screen *s); /* poll it for reading; a change of size interrupts poll() */

/* The next key that was typed, or KEYCODE_NONE. The terminal's answers to screen_draw() are kept
 * here; KEYCODE_RESIZE after a change of size; *eof when the terminal is gone. */
int screen_key(struct screen *s, int64_t mono_ms, bool *eof);
/* When to call screen_key() again even if nothing can be read; INT64_MAX: no need. */
int64_t screen_key_due_ms(const struct screen *s);

/* Where the mouse was for the last KEYCODE_MOUSE. */
struct mouse_event screen_mouse(const struct screen *s);
bool screen_has_mouse(const struct screen *s); /* says the terminal's description */
void screen_mouse_on(struct screen *s, bool on);

/* Whether a frame may be drawn at `mono_ms`: the last one is on the glass (the terminal answered
 * ESC[5n with ESC[0n), or two seconds are over; a terminal that never answers gets 2 frames/s. */
bool screen_ready(const struct screen *s, int64_t mono_ms);
/* Shows `c`; sends nothing at all when nothing changed. */
void screen_draw(struct screen *s, const struct canvas *c, int64_t mono_ms);
void screen_redraw(struct screen *s); /* the next frame is drawn whole: ^L, resize, after ^Z */

void screen_bell(struct screen *s);
void screen_title(struct screen *s, const char *title); /* cleaned here */
void screen_copy(struct screen *s, const char *text);   /* OSC 52; our own command text only */
void screen_suspend(struct screen *s);                  /* ^Z */

#endif
