/* tour.h: what `ground demo` suggests to press, once each. */
#ifndef UI_TOUR_H
#define UI_TOUR_H

#include "ui/view.h"

/* Says the next suggestion in row 24 when its time has come and nothing else is said there. `*step`
 * starts as 0. */
void tour_say(struct view *v, int *step, int64_t elapsed_ms);

#endif
