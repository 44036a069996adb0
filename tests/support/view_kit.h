/* view_kit.h: a view of a recorded cache, keys typed at it, and the scene that comes of them. */
#ifndef TESTS_SUPPORT_VIEW_KIT_H
#define TESTS_SUPPORT_VIEW_KIT_H

#include "base/buf.h"
#include "recording.h"
#include "ui/view.h"

enum { SECONDS = 60, T0 = 1795000000 }; /* how long a recording is; when it begins */

/* A moment of the recording, in ms. */
int64_t at(int second);

/* The view of `cache` at its last second, by the demo's mission; `cache` must stay in place. */
struct view *open_view_of(const char *cache);
struct view *open_view_by(const struct mission *mission, const char *cache);
void close_view(struct view *v);

/* The recording that several tests share, as fixtures of a group: flugdaten counts down and lifts
 * off, then F9-A and F9-B send numbers once a second. */
int record_launch(void **state);
int remove_launch(void **state);
struct view *open_launch(void);

/* As it is written in FLEET; "" if no row is selected. */
const char *selected_name(const struct view *v);

/* Gathers the scene at the last second. */
void look(struct view *v);
/* Types each character, '\n' as Enter, and looks after each. */
void press(struct view *v, const char *keys);

/* Adds the frame as it would be drawn now, a line a row. */
void draw(struct view *v, struct buf *out);
/* Whether a row of the frame holds `text`. */
bool shows(struct view *v, const char *text);

#endif
