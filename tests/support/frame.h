/* frame.h: the data cells of FLEET and ROCKET as a view draws them at one moment, kept for later.
 *
 * What belongs to the moment of watching is left out: the mode, alarms and their flags, the
 * transport, hints. */
#ifndef TESTS_SUPPORT_FRAME_H
#define TESTS_SUPPORT_FRAME_H

#include "test.h"

#include "base/buf.h"
#include "ui/view.h"

enum { FRAME_ROWS = 40, FRAME_LINE = 512 };
#define FRAME_FLEET_SIZE "120x40"

struct frame {
    int number;
    int64_t t_ms;
    int64_t last_seq; /* of the cache, as far as it had been read */
    int link, parts, parts_ok;
    char notice[80]; /* of a dead link or recorder: since when */
    char heading[FRAME_LINE];
    char (*fleet)[FRAME_LINE]; /* a row a rocket */
    int fleet_count;
    char rocket[FRAME_ROWS][FRAME_LINE]; /* ROCKET at 80x24, from its head to the events */
    char (*events)[FRAME_LINE];
    int events_count;
    bool whole; /* the owner's: nothing was under way */
};

/* Draws FLEET and the page of one rocket (by turns, by `number`). */
struct frame *frame_take(struct view *v, int number, int64_t now_ms);
void frame_free(struct frame *f);

/* Whether at its T a message or a change of the link was in the recorder's hands and not yet in the
 * view's: such a frame says nothing. `p` is at T. */
bool frame_was_under_way(const struct frame *live, struct playhead *p);

/* Compares cell by cell; prints the rows that differ if asked to. */
bool frame_same(const struct frame *live, const struct frame *replayed, bool print);

/* Whether a text frame of FRAME_FLEET_SIZE has this row of FLEET. */
bool frame_has_row(const char *text, const char *row);

#endif
