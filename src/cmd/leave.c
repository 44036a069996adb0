#include "cmd/leave.h"

#include <stdio.h>

#include "flight/show.h"

void leave_line(const struct loop_result *r, const char *recording)
{
    char watched[16];
    show_length(r->watched_ms, watched);
    if (!r->cache) {
        printf("%s watched; nothing recorded\n", watched);
        return;
    }
    printf("%s watched, %lld message%s, %lld missed, ", watched, (long long)r->messages,
           r->messages == 1 ? "" : "s", (long long)r->missed);
    if (r->alarms_new == 0)
        printf("no alarms");
    else
        printf("%d new alarm%s", r->alarms_new, r->alarms_new == 1 ? "" : "s");
    printf("; %s\n", r->recording ? recording : r->archive ? "archive" : "no recorder running");
}
