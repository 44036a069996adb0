/* scene_fixture.h: the scene of the golden frames: 2026-11-22 14:31:07Z, live. */
#ifndef TESTS_SUPPORT_SCENE_FIXTURE_H
#define TESTS_SUPPORT_SCENE_FIXTURE_H

#include "ui/scene.h"

/* Each fills `s` (initialised) with the state its golden frame shows. */
void fixture_fleet(struct scene *s);
void fixture_ascii(struct scene *s);
void fixture_help(struct scene *s);
void fixture_empty(struct scene *s);
void fixture_empty_far(struct scene *s);
void fixture_nolink(struct scene *s);
void fixture_replay(struct scene *s);
void fixture_archive(struct scene *s);
void fixture_unreached(struct scene *s);
void fixture_unrecorded(struct scene *s);
void fixture_small(struct scene *s);
void fixture_brief(struct scene *s);
void fixture_crowded(struct scene *s);
void fixture_typed(struct scene *s);
/* scene_fixture_pages.c */
void fixture_climb(struct scene *s);
void fixture_rocket(struct scene *s);
void fixture_silent_console(struct scene *s);
void fixture_silent_links(struct scene *s);
void fixture_wall(struct scene *s);
void fixture_wall_rocket(struct scene *s);
void fixture_wall_links(struct scene *s);
void fixture_seek(struct scene *s);
void fixture_console(struct scene *s);
void fixture_inspector(struct scene *s);
void fixture_links(struct scene *s);
void fixture_flights(struct scene *s);
/* scene_fixture_small.c */
void fixture_tiny(struct scene *s);
void fixture_tiny_silent(struct scene *s);
void fixture_small_down(struct scene *s);
void fixture_small_archive(struct scene *s);
void fixture_small_behind(struct scene *s);
void fixture_small_alone(struct scene *s);
void fixture_topics(struct scene *s);
void fixture_crew_empty(struct scene *s);
void fixture_slow_start(struct scene *s);
void fixture_no_such_topic(struct scene *s);
void fixture_crew(struct scene *s);
void fixture_log_back(struct scene *s);
void fixture_log_live(struct scene *s);
void fixture_log_still(struct scene *s);
void fixture_log_none(struct scene *s);
void fixture_help_key(struct scene *s);
void fixture_help_crew(struct scene *s);
/* scene_fixture_edges.c */
void fixture_states(struct scene *s);
void fixture_paused(struct scene *s);
void fixture_crowd_wall(struct scene *s);
void fixture_crowd_down(struct scene *s);
void fixture_far_wall(struct scene *s);
void fixture_flights_wall(struct scene *s);
void fixture_wide(struct scene *s);
void fixture_dark(struct scene *s);
void fixture_console_back(struct scene *s);
void fixture_console_find(struct scene *s);
void fixture_inspector_hex(struct scene *s);
void fixture_inspector_text(struct scene *s);
void fixture_inspector_edges(struct scene *s);
void fixture_rocket_edges(struct scene *s);
void fixture_rocket_text(struct scene *s);
void fixture_rocket_never(struct scene *s);
void fixture_rocket_unheard(struct scene *s);
void fixture_chart_wide(struct scene *s);
void fixture_chart_far(struct scene *s);
void fixture_chart_below(struct scene *s);
/* scene_fixture_lists.c */
void fixture_links_gaps(struct scene *s);
void fixture_links_archive(struct scene *s);
void fixture_links_one(struct scene *s);
void fixture_links_down(struct scene *s);
void fixture_flights_many(struct scene *s);
void fixture_flights_none(struct scene *s);

/* What changes when the broker is lost. */
void fixture_lose_link(struct scene *s);
int64_t fixture_utc(const char *text);
void fixture_mark(struct bar *bar, enum bar_kind kind, int64_t t0, int64_t t1);
/* The bar of FormoSat-5's second stage, from lift-off to T+00:11:37. */
void fixture_replay_bar(struct bar *bar);

#endif
