/* guess_time.c: a time is called so and rises; its unit is in its name, or it rises as record times
 * do, or its steps tell. */
#include <math.h>
#include <stdlib.h>

#include "flight/time_names.h"
#include "mission/guess_internal.h"

enum { S = 1000000000, MS = 1000000, US = 1000 };
#define BOOT_S 600.0 /* a flight does not begin so long after its lift-off */

static const int64_t units_ns[] = {S, MS, US, 1};

const char *guess_unit(int64_t unit_ns)
{
    return unit_ns == S ? "s" : unit_ns == MS ? "ms" : unit_ns == US ? "us" : "ns";
}

bool guess_is_time(const struct guess_field *f)
{
    return time_name(bytes_of(f->name)) && (f->stamps || f->numbers > 0);
}

/* The unit in which the value is a date from 2000 to 2100; 0: in none. */
static int64_t unit_of_epoch(double value)
{
    for (size_t i = 0; i < ARRAY_SIZE(units_ns); i++) {
        double s = value * (double)units_ns[i] / S;
        if (s >= 946684800 && s < 4102444800)
            return units_ns[i];
    }
    return 0;
}

/* The unit in which the field rises as record times do; 0: in none, as after a burst. */
static int64_t unit_of_pace(const struct guess_field *f)
{
    double taken_s = (double)(f->last_t_ms - f->first_t_ms) / 1000, rose = f->last - f->first;
    for (size_t i = 0; i < ARRAY_SIZE(units_ns) && taken_s > 0 && rose > 0; i++) {
        double ratio = rose * (double)units_ns[i] / S / taken_s;
        if (ratio > 0.5 && ratio < 2)
            return units_ns[i];
    }
    return 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_step(const struct guess_field *f)
{
    double steps[GUESS_STEPS];
    if (f->step_count == 0)
        return 0;
    memcpy(steps, f->steps, sizeof steps);
    qsort(steps, (size_t)f->step_count, sizeof *steps, by_size);
    return steps[f->step_count / 2];
}

/* Whole steps of 5 to 1000 are ms, longer ones us, all others s. */
static int64_t unit_of_steps(const struct guess_field *f)
{
    double median = median_step(f);
    for (int i = 0; i < f->step_count; i++)
        if (f->steps[i] != floor(f->steps[i]))
            return S;
    return median < 5 ? S : median <= 1000 ? MS : US;
}

static bool is_since_lift_off(const struct guess_field *f, int64_t unit_ns)
{
    const struct bytes name = bytes_of(f->name);
    return f->least < 0 || f->first * (double)unit_ns / S < BOOT_S ||
           bytes_hold_text(name, "met") || bytes_hold_text(name, "flight") ||
           bytes_hold_text(name, "mission");
}

static struct guess_time read_time(const struct guess_field *f)
{
    struct guess_time t = {.field = f};
    if (!guess_is_time(f))
        return (struct guess_time){.field = NULL};
    if (f->stamps)
        return t.clock = GUESS_STAMPS, t;
    if (f->rises == 0 || f->falls * 10 > f->rises) /* it begins again with each flight */
        return (struct guess_time){.field = NULL};
    t.unit_ns = unit_of_epoch(f->first);
    if (t.unit_ns != 0)
        return t.clock = GUESS_EPOCH, t;
    t.unit_ns = time_name_unit_ns(bytes_of(f->name));
    if (t.unit_ns == 0)
        t.unit_ns = unit_of_pace(f);
    if (t.unit_ns == 0)
        t.unit_ns = unit_of_steps(f);
    t.clock = is_since_lift_off(f, t.unit_ns) ? GUESS_MISSION : GUESS_BOOT;
    return t;
}

struct guess_time guess_time_of(const struct guess *g, int topic)
{
    struct guess_time best = {.field = NULL};
    for (int i = 0; i < g->field_count; i++) {
        if (g->fields[i].topic != topic)
            continue;
        struct guess_time t = read_time(&g->fields[i]);
        if (t.field != NULL && t.clock > best.clock)
            best = t;
    }
    return best;
}
