/* goto.c: while `g` is typed: what is recorded, what may be typed, where Enter will land. */
#include "ui/panes/panes.h"

void pane_goto(const struct scene *s, struct area a)
{
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    int col = area_text(a, 0, 1, 17, ROLE_BAR, "GO TO  recorded ");
    area_data_text(a, 0, col, a.cols - col, ROLE_BAR, s->goto_range);
    area_fill(a, 1, 0, a.cols, ROLE_TEXT, " ");
    area_text(a, 1, 1, a.cols, ROLE_DIM,
              "T+6:30 T-10 mission time   14:30:59 or 2017-08-24 18:55 UTC   +30 -30 seconds");
    area_fill(a, 2, 0, a.cols, ROLE_TEXT, " ");
    area_text(a, 2, 1, a.cols, ROLE_DIM,
              "@11901 falcon9/0@11901 offset   50%   max-Q (event, mark)   g top of list");
    area_fill(a, 3, 0, a.cols, ROLE_TEXT, " ");
    area_data_text(a, 3, 1, a.cols - 2, ROLE_SELECT, s->prompt_says);
}
