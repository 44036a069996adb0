/* survey.c: counts, and a median of every nth step. */
#include "source/survey.h"

#include <stdlib.h>

void survey_begin(struct survey *s)
{
    *s = (struct survey){.step_every = 1, .zero_at_ns = INT64_MIN};
}

static void add_step(struct survey *s, int64_t step)
{
    if (s->step_seen++ % s->step_every != 0)
        return;
    if (s->step_count == SURVEY_STEPS) {
        for (int i = 0; i < SURVEY_STEPS / 2; i++)
            s->steps[i] = s->steps[2 * i];
        s->step_count = SURVEY_STEPS / 2;
        s->step_every *= 2;
    }
    s->steps[s->step_count++] = step;
}

void survey_add(struct survey *s, int64_t ns, bool event)
{
    bool first = s->rows + s->events == 0;
    int64_t before = s->last_ns, step;
    s->rows += !event;
    s->events += event;
    s->last_ns = ns;
    if (first) {
        s->first_ns = s->least_ns = s->most_ns = ns;
        return;
    }
    s->least_ns = ns < s->least_ns ? ns : s->least_ns;
    s->most_ns = ns > s->most_ns ? ns : s->most_ns;
    s->rises += ns > before;
    if (ns < before && s->falls++ == 0)
        s->fall_row = s->rows;
    if (before < 0 && ns >= 0 && s->zero_row == 0)
        s->zero_row = s->rows + event;
    if (!event && !__builtin_sub_overflow(ns, before, &step) && step != 0)
        add_step(s, step == INT64_MIN ? INT64_MAX : llabs(step));
}

static int by_length(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t survey_median_step(struct survey *s)
{
    if (s->step_count == 0)
        return 0;
    qsort(s->steps, (size_t)s->step_count, sizeof *s->steps, by_length);
    return s->steps[s->step_count / 2];
}
