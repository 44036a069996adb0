/* stage.h: a thread that works on one item at a time, beside its owner: a stage of the pipeline.
 *
 *     stage_give(item) ──> the thread works on it ──> stage_wait() returns, the item is the owner's
 */
#ifndef RECORDER_STAGE_H
#define RECORDER_STAGE_H

#include "base/err.h"

struct stage;

/* Starts the thread, which calls work(owner, item). `what` is for the sentence: "the thread that
 * folds". ERR_FAIL. */
int stage_open(struct stage **out, void (*work)(void *owner, void *item), void *owner,
               const char *what, struct err *err);
void stage_close(struct stage *s); /* after the item it has, if any; NULL is fine */

/* The item and what it points to are the thread's until stage_wait(). One at a time: wait before
 * the next. */
void stage_give(struct stage *s, void *item);
/* Returns once the thread has nothing to do. */
void stage_wait(struct stage *s);

#endif
