/* gather.h: from the playhead to the scene: what several screens show. What one shows, its own file
 * in screens/ gathers.
 *
 * Data goes one way: what is gathered depends on the view, which is only read, and fills the scene.
 * What a frame makes of the view's place (place.h) is in the scene too; view_gather() takes it
 * over. What is kept from frame to frame, so that a query is not asked in each, is in struct
 * gather. */
#ifndef UI_GATHER_H
#define UI_GATHER_H

#include "ui/view.h"

enum { GATHER_SERIES = 48, GATHER_COLUMNS = 24 };
enum { LINKS_LABEL = 11 }; /* columns of LINKS that a line of the mission does not have */

/* Counters of a partition a while ago, and half as long ago (gather_parts.c). */
struct part_count {
    int64_t mono_ms, messages, bytes;
};
struct part_sample {
    int32_t part; /* 0: none */
    struct part_count from, middle;
};

/* Series that were asked for lately: a chart is asked for once a step, not once a frame. */
struct series_cache {
    int32_t rocket;
    char channel[DECODED_NAME_SIZE];
    int64_t t0_ms, t1_ms, until_ms;
    int points;
    double min[SCENE_MAX_POINTS], max[SCENE_MAX_POINTS];
};

/* The longest silence of the flight that was looked at last (to <= from: not found). */
struct flight_silence {
    int64_t flight, silent_ms, from_ms, to_ms;
};

struct gather {
    const struct view *view;
    struct scene *scene;
    int64_t mono_ms; /* of this frame */

    struct store_part *parts; /* SCENE_MAX_PARTS, as of parts_ms */
    int part_count;
    int64_t parts_ms;
    struct part_sample *samples; /* SCENE_MAX_PARTS, by id (gather_parts.c) */
    struct series_cache *series; /* GATHER_SERIES of them */
    int series_next;
    struct flight_silence silence;
    char columns[GATHER_COLUMNS][DECODED_NAME_SIZE]; /* shared, when no mission names any */
    int column_count;
    struct source_audit *audit; /* of LINKS (gather_sources.c); NULL: not needed yet */
    const struct mission *audit_mission;
    int64_t audited;    /* seq up to which it has seen messages */
    int64_t columns_of; /* how many rockets and channels they were chosen from */
};

void gather_init(struct gather *g, const struct view *view, struct scene *scene);
void gather_deinit(struct gather *g);

/* Fills the whole scene for now. */
void gather_scene(struct gather *g, int64_t now_ms, int64_t mono_ms);

/* Each fills its part of the scene; what fails stays empty, and row 24 says why. */
/* The rockets, which of them is selected, the columns of their numbers. */
void gather_fleet(struct gather *g);
/* The columns of their numbers. */
void gather_columns(struct gather *g);
/* Before the first rocket is heard, each topic has a row: without keys it will be one. */
void gather_topics(struct gather *g);
void gather_grow_fleet(struct scene *s, int count);

/* Rows that a list has on the glass. */
int gather_room(const struct gather *g, enum screen_id list);

/* One rocket as a row of FLEET at the scene's at_ms. */
void gather_fleet_row(const struct gather *g, const struct rocket *r, struct fleet_row *row);
/* The rocket shown with this id, or NULL. */
const struct rocket *gather_rocket_shown(const struct gather *g, int32_t id);
/* Its name as a row shows it, also when it is not on screen; "(link)" for 0. */
void gather_name(const struct gather *g, int32_t rocket, char out[SCENE_NAME]);
/* Rates of a partition, -1 while they are not known. The look comes first, once a frame. */
void gather_rates_look(struct gather *g);
void gather_rates(struct gather *g, const struct store_part *p, struct part_row *row);
/* The partitions, read once a second. */
void gather_parts(struct gather *g);
/* Messages of all of them that were missed. */
int64_t gather_missed(struct gather *g);
/* What the sources of the mission name in vain, after gather_parts(). */
void gather_sources(struct gather *g);
const struct store_part *gather_part(const struct gather *g, int32_t id);
/* The mission that reads the message (mission_reading()), after gather_parts(). */
const struct mission *gather_mission(const struct gather *g, const struct store_message *m);

/* A channel's minimum and maximum per point, from the cache when asked before. */
const struct series_cache *gather_series(struct gather *g, int32_t rocket, const char *channel,
                                         int64_t t0_ms, int64_t t1_ms, int points);

/* Lines of EVENTS, oldest first; of more than `max` the newest, or the oldest. */
struct event_rows {
    struct event_row *rows;
    int count, max;
    bool oldest;
};
/* Fills `out` with the events and marks of from_ms..to_ms, as far as the playhead. */
void gather_event_rows(struct gather *g, int64_t from_ms, int64_t to_ms, struct event_rows *out);

/* Fills scene.events with the newest. */
void gather_events(struct gather *g);

/* The events of a bar as its marks. */
void gather_bar(struct gather *g, struct bar *bar, int64_t t0_ms, int64_t t1_ms, int32_t rocket);
/* Where nothing of `rocket` was heard, as gaps of the bar. */
void gather_bar_gaps(struct gather *g, struct bar *bar, int32_t rocket);

/* Row 24 says why something stays empty: the first reason of the frame. */
void gather_fail(struct gather *g, const struct err *err);

#endif
