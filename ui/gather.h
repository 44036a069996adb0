/* gather.h: from the playhead to the scene, a file per screen. view_gather() calls these. */
#ifndef UI_GATHER_H
#define UI_GATHER_H

#include "ui/view.h"

/* Each fills its part of v->scene; what fails stays empty, and row 24 says why. */
void gather_fleet(struct view *v);
void gather_rocket(struct view *v);
void gather_console(struct view *v);
/* The selected message taken apart, when it is open; after gather_console(). */
void gather_inspector(struct view *v);
void gather_links(struct view *v, int64_t mono_ms);
void gather_flights(struct view *v);

/* One rocket as a row of FLEET at v->scene.at_ms. */
void gather_fleet_row(const struct view *v, const struct rocket *r, struct fleet_row *row);
/* One message as a row of CONSOLE. */
void gather_console_row(const struct view *v, const struct store_message *m,
                        struct console_row *row);
/* The rocket shown with this id, or NULL. */
const struct rocket *gather_rocket_shown(const struct view *v, int32_t id);
/* Its name as a row shows it, also when it is not on screen; "(link)" for 0. */
void gather_name(const struct view *v, int32_t rocket, char out[SCENE_NAME]);
/* Rates of a partition, -1 while they are not known. The look comes first, once a frame. */
void gather_rates_look(struct view *v, int64_t mono_ms);
void gather_rates(struct view *v, const struct store_part *p, int64_t mono_ms,
                  struct part_row *row);
/* The partitions, read once a second. */
void gather_parts(struct view *v);
const struct store_part *gather_part(const struct view *v, int32_t id);

/* A channel's minimum and maximum per point, from the view's cache when asked before. */
const struct series_cache *gather_series(struct view *v, int32_t rocket, const char *channel,
                                         int64_t t0_ms, int64_t t1_ms, int points);

/* Lines of EVENTS, oldest first; of more than `max` the newest, or the oldest. */
struct event_rows {
    struct event_row *rows;
    int count, max;
    bool oldest;
};
/* Fills `out` with the events and marks of from_ms..to_ms, as far as the playhead. */
void gather_event_rows(struct view *v, int64_t from_ms, int64_t to_ms, struct event_rows *out);

/* Fills v->scene.events with the newest. */
void gather_events(struct view *v);

/* The events of a bar as its marks. */
void gather_bar(struct view *v, struct bar *bar, int64_t t0_ms, int64_t t1_ms, int32_t rocket);
/* Where nothing of `rocket` was heard, as gaps of the bar. */
void gather_bar_gaps(struct view *v, struct bar *bar, int32_t rocket);

/* Keeps `selected` in sight: the first row of `room` to show. */
int gather_scroll(int first, int selected, int count, int room);
void gather_fail(struct view *v, const struct err *err);

#endif
