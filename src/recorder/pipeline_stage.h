/* pipeline_stage.h: a thread that works on items in the order they were given, in parallel with
 * its owner.
 *
 *     give(item) ──> queue ──> the thread works on it ──> wait() returns, the owner has it back
 */
#ifndef RECORDER_PIPELINE_STAGE_H
#define RECORDER_PIPELINE_STAGE_H

#include <stdint.h>

#include "base/err.h"

enum { PIPELINE_STAGE_ITEMS = 16 }; /* given and not finished, at most */

struct pipeline_stage;

/* Starts the thread, which calls work(owner, item). `what` names the thread in errors. ERR_FAIL. */
int pipeline_stage_open(struct pipeline_stage **out, void (*work)(void *owner, void *item),
                        void *owner, const char *what, struct err *err);
/* Ends the thread once it has finished the item in hand, if any; drops the rest. NULL is fine. */
void pipeline_stage_close(struct pipeline_stage *s);

/* The item and what it points to are the thread's until it is finished. Returns its number, from 1.
 */
int64_t pipeline_stage_give(struct pipeline_stage *s, void *item);
/* Waits until that item, and all before it, are finished. */
void pipeline_stage_wait(struct pipeline_stage *s, int64_t number);

#endif
