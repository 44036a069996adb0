/* progress.h: the progress of a long task: one line on standard error, overwritten in place, on a
 * terminal only. */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {     /* starts as {0} */
    const char *verb; /* NULL: "sent to" */
    int64_t due_ms;
    bool shown;
};

/* "4021 messages sent to falcon9, now at 2017-08-24 18:52:11", at most twice a second. */
void progress_show(struct progress *p, int64_t messages, const char *where, int64_t t_ms);

/* Clears the line. */
void progress_end(struct progress *p);

#endif
