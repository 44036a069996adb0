/* pipeline_stage.h: a thread that works on one item at a time, in parallel with its owner.
 *
 *     give(item) ──> the thread works on it ──> wait() returns, the owner has the item back
 */
#ifndef RECORDER_PIPELINE_STAGE_H
#define RECORDER_PIPELINE_STAGE_H

#include "base/err.h"

struct pipeline_stage;

/* Starts the thread, which calls work(owner, item). `what` names the thread in errors. ERR_FAIL. */
int pipeline_stage_open(struct pipeline_stage **out, void (*work)(void *owner, void *item),
                        void *owner, const char *what, struct err *err);
/* Ends the thread once it has finished its item, if any. NULL is fine. */
void pipeline_stage_close(struct pipeline_stage *s);

/* The item and what it points to are the thread's until pipeline_stage_wait(). One at a time: wait
 * before the next. */
void pipeline_stage_give(struct pipeline_stage *s, void *item);
/* Waits until the thread is idle. */
void pipeline_stage_wait(struct pipeline_stage *s);

#endif
