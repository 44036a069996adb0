/* loop_kit.h: the dashboard's loop on a stage, over a recording of one rocket that ends at its
 * start.
 */
#ifndef TESTS_SUPPORT_LOOP_KIT_H
#define TESTS_SUPPORT_LOOP_KIT_H

#include "stage.h"
#include "view_kit.h"

/* The cache, in a directory of its own, which is the current one; a name to move the cache to. */
extern char loop_cache[64], loop_cache_away[80];
extern struct recording loop_recording;

/* Fixtures of a test: F9-A is heard until the last second; the recorder's heartbeat comes then, and
 * no more. */
int loop_kit_begin(void **state);
int loop_kit_end(void **state);
/* Fixtures of a group. */
int loop_kit_make_dir(void **state);
int loop_kit_remove_dir(void **state);

/* Starts the loop and waits for its first frame; types Ctrl-C and waits for its end. */
void loop_kit_open(struct stage *s);
void loop_kit_close(struct stage *s);
/* Time comes to `ms`, and the frame of its second is drawn. */
void loop_kit_go_to(struct stage *s, int64_t ms);

/* Fails if the screen shows `text` once it is settled. */
void expect_hidden(struct stage *s, const char *text);
/* How often `bytes` were sent to the terminal since it had `from` of them; waits until they were.
 */
int sent(const struct stage *s, size_t from, const char *bytes);
void until_sent(struct stage *s, size_t from, const char *bytes, int count);

#endif
