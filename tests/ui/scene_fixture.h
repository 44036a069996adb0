/* scene_fixture.h: the scene of the golden frames: 2026-11-22 14:31:07Z, live. */
#ifndef TESTS_UI_SCENE_FIXTURE_H
#define TESTS_UI_SCENE_FIXTURE_H

#include "ui/scene.h"

/* Each fills `s` (initialised) with the state its golden frame shows. */
void fixture_fleet(struct scene *s);
void fixture_ascii(struct scene *s);
void fixture_help(struct scene *s);
void fixture_empty(struct scene *s);
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

int64_t fixture_utc(const char *text);
void fixture_mark(struct bar *bar, enum bar_kind kind, int64_t t0, int64_t t1);
/* The bar of FormoSat-5's second stage, from lift-off to T+00:11:37. */
void fixture_replay_bar(struct bar *bar);

#endif
