/* parts.h: what several panes draw alike: lamps, states, values, ages, bars. */
#ifndef UI_PANES_PARTS_H
#define UI_PANES_PARTS_H

#include "ui/canvas.h"
#include "ui/scene.h"

const char *part_lamp(enum rocket_state state);
enum role part_role(enum rocket_state state);

/* 7 columns and a flag: "2158.4 ", "-46.7!", "3120.4?". */
void part_value(struct area a, int row, int col, const struct shown_value *v);
/* "26", "0.02", "<.1", "12k" in `width` columns (3 or more), right-aligned; "----" when rate < 0.
 */
void part_rate(double rate, int width, char out[16]);
/* show_age() without the blanks in front. */
void part_age(int64_t age_ms, char out[16]);
/* A phase and its "?" where it is only last known, in `width` columns: long words of ours have a
 * short form, others are cut. "----" without one. Returns the column after it. */
int part_phase(struct area a, int row, int col, int width, enum role role, const char *phase,
               bool stale);
const char *part_source(enum flight_source source);
/* "14:31:07Z", or "--:--:--Z". */
void part_zulu(int64_t wall_ms, char out[16]);
const char *part_trim(const char *text);

/* A bar ├──·──◆┤ over [t0, t1]: marks, then the playhead (FLIGHT_NO_TIME: none). */
void part_bar(struct area a, int row, int col, int width, const struct bar *bar, int64_t playhead,
              int64_t loop_a, int64_t loop_b, enum role role);

/* What a list does not show: "3 above, 9 below", "9 more below". Its length; 0: it shows all. */
int part_hidden(int above, int below, char out[48]);

/* ">" and bold for the selected row. */
void part_select(struct area a, int row, int width);

#endif
