#include "ui/theme.h"

#include <stdlib.h>

#define PLAIN THEME_DEFAULT

static const struct {
    struct theme_look mono, c16, c256;
} rows[ROLE_COUNT] = {
    [ROLE_TEXT] = {{PLAIN, PLAIN, 0}, {PLAIN, PLAIN, 0}, {PLAIN, PLAIN, 0}},
    [ROLE_DIM] = {{PLAIN, PLAIN, 0}, {PLAIN, PLAIN, 0}, {245, PLAIN, 0}},
    [ROLE_BAR] = {{PLAIN, PLAIN, THEME_REVERSE}, {PLAIN, PLAIN, THEME_REVERSE}, {252, 238, 0}},
    [ROLE_KEY] = {{PLAIN, PLAIN, THEME_BOLD},
                  {PLAIN, PLAIN, THEME_BOLD},
                  {PLAIN, PLAIN, THEME_BOLD}},
    [ROLE_CHART] = {{PLAIN, PLAIN, 0}, {6, PLAIN, 0}, {33, PLAIN, 0}},
    [ROLE_GO] = {{PLAIN, PLAIN, THEME_BOLD},
                 {PLAIN, PLAIN, THEME_BOLD},
                 {PLAIN, PLAIN, THEME_BOLD}},
    [ROLE_CAUTION] = {{PLAIN, PLAIN, THEME_REVERSE}, {0, 3, 0}, {16, 220, 0}},
    [ROLE_ALARM] = {{PLAIN, PLAIN, THEME_REVERSE | THEME_BOLD}, {7, 1, 0}, {231, 124, 0}},
    [ROLE_STALE] = {{PLAIN, PLAIN, THEME_UNDERLINE}, {7, 5, 0}, {231, 96, 0}},
    [ROLE_REPLAY] = {{PLAIN, PLAIN, THEME_REVERSE}, {0, 6, 0}, {16, 75, 0}},
    [ROLE_SELECT] = {{PLAIN, PLAIN, THEME_BOLD},
                     {PLAIN, PLAIN, THEME_BOLD},
                     {PLAIN, PLAIN, THEME_BOLD}},
};

struct theme_look theme_look(enum role role, int colours)
{
    if (colours >= 256)
        return rows[role].c256;
    return colours >= 8 ? rows[role].c16 : rows[role].mono;
}

bool theme_no_colour(void)
{
    const char *value = getenv("NO_COLOR");
    return value != NULL && value[0] != '\0';
}

static uint32_t rgb(unsigned r, unsigned g, unsigned b)
{
    return (r << 16) | (g << 8) | b;
}

uint32_t theme_rgb(int index)
{
    static const uint32_t first[16] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
                                       0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                       0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};
    static const uint8_t step[6] = {0, 95, 135, 175, 215, 255};
    if (index < 16)
        return first[index < 0 ? 7 : index];
    if (index >= 232) {
        unsigned grey = 8 + 10 * (unsigned)(index - 232);
        return rgb(grey, grey, grey);
    }
    unsigned i = (unsigned)index - 16;
    return rgb(step[i / 36], step[i / 6 % 6], step[i % 6]);
}
