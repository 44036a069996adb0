/* theme.h: roles, and what each looks like on terminals of 256, 16 and no colours.
 *
 * Panes name roles, never colours. Normal is uncoloured: what is coloured needs somebody. Every
 * role that means something is also told by a word or glyph, so that mono loses nothing. */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

enum role {
    ROLE_TEXT,
    ROLE_DIM,
    ROLE_BAR,
    ROLE_KEY,
    ROLE_CHART,
    ROLE_GO,
    ROLE_CAUTION,
    ROLE_ALARM,
    ROLE_STALE,
    ROLE_REPLAY,
    ROLE_SELECT,
    ROLE_COUNT
};

enum { THEME_DEFAULT = -1, THEME_BOLD = 1, THEME_REVERSE = 2, THEME_UNDERLINE = 4 };

struct theme_look {
    int16_t fg, bg;     /* palette index, or THEME_DEFAULT: the terminal's own */
    uint8_t attributes; /* THEME_BOLD ... */
};

/* The look of `role` on a terminal with so many colours; 0 is mono (or NO_COLOR). */
struct theme_look theme_look(enum role role, int colours);

/* Whether the environment asks for no colour (NO_COLOR set and not empty). */
bool theme_no_colour(void);

/* A palette index of 256 as 0xRRGGBB, as xterm has it. */
uint32_t theme_rgb(int index);

#endif
