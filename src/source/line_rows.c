/* line_rows.c: a day goes on while its times rise, and the next begins where they fall by half a
 * day. */
#include "source/line_rows.h"

#include <time.h>

#include "source/timestamp.h"

static int64_t midnight_of(int64_t ns)
{
    int64_t of_day = ns % TIMESTAMP_DAY;
    return ns - (of_day < 0 ? of_day + TIMESTAMP_DAY : of_day);
}

void line_plan_find_day(struct line_plan *p, const struct bytes *lines, int count, int64_t given,
                        int64_t written_ns)
{
    struct buf key = {0}, value = {0};
    p->day_told = given != RECORDED_NO_TIME;
    p->day_ns = midnight_of(p->day_told ? given : written_ns);
    for (int i = 0; i < count && !p->day_told; i++) {
        struct line_message m = {.key_space = &key, .space = &value};
        struct bytes line = bytes_trim(lines[i]);
        if (line.len == 0 || p->format->read(line, &m) != LINE_FITS || m.time != LINE_UTC)
            continue;
        p->day_ns = midnight_of(m.ns);
        p->day_told = true;
    }
    buf_deinit(&key);
    buf_deinit(&value);
}

/* The day of that number in the month nearest to the day known. */
static int64_t in_nearest_month(int64_t day_ns, int64_t ns)
{
    int64_t best = day_ns + ns % TIMESTAMP_DAY;
    int64_t wanted = ns / TIMESTAMP_DAY + 1;
    for (int64_t away = 0; away <= 15; away++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            int64_t day = day_ns + sign * away * TIMESTAMP_DAY, first;
            time_t s = (time_t)(day / TIMESTAMP_S);
            struct tm tm;
            if (gmtime_r(&s, &tm) != NULL && tm.tm_mday == wanted &&
                timestamp_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, &first))
                return first + ns % TIMESTAMP_DAY;
        }
    }
    return best;
}

static int64_t take_time(struct line_rows *r, const struct line_message *m)
{
    int64_t ns = m->ns;
    if (m->time == LINE_NO_TIME)
        return r->last_ns;
    if (m->time == LINE_OF_MONTH)
        ns = in_nearest_month(r->day_ns, ns);
    if (m->time == LINE_OF_DAY) {
        ns += r->day_ns;
        if (r->last_ns != RECORDED_NO_TIME && r->last_ns - ns > TIMESTAMP_DAY / 2)
            ns += TIMESTAMP_DAY;
    }
    r->day_ns = midnight_of(ns);
    r->last_ns = ns;
    return ns;
}

static void count(struct line_rows *r, enum line_fit fit)
{
    if (!r->counting)
        return;
    r->plan->messages += fit == LINE_FITS;
    r->plan->broken += fit == LINE_BROKEN;
    r->plan->other += fit == LINE_OTHER;
}

int line_rows_next(struct line_rows *r, struct recorded_message *out, struct err *err)
{
    struct bytes line;
    int rc;
    while ((rc = text_lines_next(r->lines, &line, err)) == 1) {
        struct line_message m = {.key_space = &r->key, .space = &r->value};
        line = bytes_trim(line);
        if (line.len == 0)
            continue;
        enum line_fit fit = r->plan->format->read(line, &m);
        count(r, fit);
        if (fit != LINE_FITS)
            continue;
        *out = (struct recorded_message){.t_ns = take_time(r, &m), .key = m.key, .value = m.value};
        if (out->t_ns != RECORDED_NO_TIME || r->live)
            return 1;
        r->plan->timeless += r->counting; /* before the first that has a time */
    }
    return rc;
}

void line_rows_deinit(struct line_rows *r)
{
    buf_deinit(&r->key);
    buf_deinit(&r->value);
}
