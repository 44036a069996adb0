/* timed_view.h: a view that follows a cache while a test sets the time. Both clocks begin together
 * at `began_ms`: the monotonic one reads now_ms - began_ms. */
#ifndef TESTS_SUPPORT_TIMED_VIEW_H
#define TESTS_SUPPORT_TIMED_VIEW_H

#include "ui/view.h"

/* The view of `cache` at now_ms, live; `cache` must stay in place. */
struct view *timed_view_open(const struct mission *mission, const char *cache, int64_t now_ms,
                             int64_t began_ms);
/* Reads what the cache has by now_ms. */
void timed_view_pump(struct view *v, int64_t now_ms, int64_t began_ms);
void timed_view_close(struct view *v);

#endif
