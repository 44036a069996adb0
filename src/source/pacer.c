/* pacer.c: record time to monotonic time. */
#include "source/pacer.h"

#include <stdlib.h>
#include <string.h>

/* What is recorded within 60 s of its record time is dated by when it came. */
enum { HISTORY_MS = 61000 };

int pacer_parse_speed(const char *text, double *speed)
{
    *speed = 0;
    if (strcmp(text, "max") == 0)
        return 0;
    char *end;
    *speed = strtod(text, &end);
    return end != text && *end == '\0' && *speed >= 0.01 && *speed <= 1000 ? 0 : -1;
}

int64_t pacer_due_ns(const struct pacer *p, int64_t t_ms)
{
    if (p->speed == 0)
        return p->start_ns;
    return p->start_ns + (int64_t)((double)(t_ms - p->first_ms) / p->speed * 1e6);
}

int64_t pacer_date_ms(const struct pacer *p, int64_t t_ms, int64_t length_ms)
{
    if (p->speed == 0)
        return t_ms - length_ms - HISTORY_MS;
    return p->first_ms + (int64_t)((double)(t_ms - p->first_ms) / p->speed);
}
