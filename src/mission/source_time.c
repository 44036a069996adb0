#include "mission/source_time.h"

#include "mission/field_names.h"

enum { UNIT_ISO = 5, UNIT_GPS, ZERO_T_ZERO = 0, ZERO_EPOCH };
const char *const time_units[] = {"s", "ms", "us", "ns", "min", "iso", "gps", NULL};
static const double unit_seconds[] = {1, 1e-3, 1e-6, 1e-9, 60, 1, 1};
const char *const time_zeros[] = {"t-zero", "epoch", NULL};

static int count_of(const char *const *fields)
{
    int count = 0;
    while (fields != NULL && fields[count] != NULL)
        count++;
    return count;
}

static void check_time(struct mission_reader *r, const char *who, int line,
                       const struct time_words *words)
{
    int count = count_of(words->fields);
    bool absolute = words->unit == UNIT_ISO || words->unit == UNIT_GPS;
    if (count == 0 && (words->unit >= 0 || words->zero >= 0))
        mistake_add(r->mistakes, line, "%s: %s without time: add time: FIELD", who,
                    words->unit >= 0 ? "unit" : "zero");
    if (absolute && words->zero == ZERO_T_ZERO)
        mistake_add(r->mistakes, line,
                    "%s: unit: %s is an absolute time: zero: t-zero needs one since lift-off", who,
                    time_units[words->unit]);
    if (words->unit == UNIT_GPS && count != 2 && count > 0)
        mistake_add(r->mistakes, line,
                    "%s: unit: gps is a week and seconds of it: time: [WEEK, SECONDS]", who);
    if (words->unit != UNIT_GPS && count > 1)
        mistake_add(r->mistakes, line, "%s: time is one field, or two with unit: gps", who);
}

void source_time_read(struct mission_reader *r, const char *who, int line,
                      const struct time_words *words, struct mission_source *out)
{
    bool record = count_of(words->fields) == 1 && strcmp(words->fields[0], "record") == 0;
    check_time(r, who, line, words);
    out->seconds = unit_seconds[words->unit >= 0 ? words->unit : 0];
    if (count_of(words->fields) == 0 || record)
        return;
    bool gps = words->unit == UNIT_GPS && words->fields[1] != NULL;
    out->time = mission_field_name(r, words->fields[gps ? 1 : 0]);
    out->week = gps ? mission_field_name(r, words->fields[0]) : NULL;
    out->iso = words->unit == UNIT_ISO;
    out->epoch = out->iso || gps || words->zero == ZERO_EPOCH;
}
