#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "flight/show.h"

enum { PROGRESS_MS = 500 };

void progress_show(struct progress *p, int64_t messages, const char *where, int64_t t_ms)
{
    int64_t now = clock_mono_ms();
    char at[32];
    if (now < p->due_ms || !isatty(STDERR_FILENO))
        return;
    p->due_ms = now + PROGRESS_MS;
    p->shown = true;
    show_utc(t_ms, SHOW_DATE_TIME, at);
    fprintf(stderr, "\r%lld messages %s %s, now at %s", (long long)messages,
            p->verb != NULL ? p->verb : "sent to", where, at);
}

void progress_end(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
