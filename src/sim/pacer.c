/* pacer.c: record time to monotonic time. */
#include "sim/pacer.h"

#include <stdlib.h>
#include <string.h>

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
