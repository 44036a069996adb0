/* time_rule.c: names, ranges and steps. */
#include "source/time_rule.h"

#include <stdlib.h>

#include "flight/time_names.h"
#include "source/timestamp.h"

static const struct {
    const char *name, *words;
    int64_t ns;
} units[] = {
    [UNIT_UNKNOWN] = {"", "", TIMESTAMP_S},      [UNIT_S] = {"s", "seconds", TIMESTAMP_S},
    [UNIT_MS] = {"ms", "milliseconds", 1000000}, [UNIT_US] = {"us", "microseconds", 1000},
    [UNIT_NS] = {"ns", "nanoseconds", 1},        [UNIT_DAYS] = {"days", "days", TIMESTAMP_DAY},
};

static enum time_unit unit_of_name(struct bytes name)
{
    int64_t ns = time_name_unit_ns(name);
    for (size_t i = UNIT_S; ns > 0 && i < ARRAY_SIZE(units); i++)
        if (units[i].ns == ns)
            return (enum time_unit)i;
    return UNIT_UNKNOWN;
}

static int read_unit(struct time_rule *r, const char *text, struct err *err)
{
    for (size_t i = UNIT_S; i < ARRAY_SIZE(units); i++) {
        if (strcmp(text, units[i].name) != 0)
            continue;
        r->unit = (enum time_unit)i;
        r->unit_told = true;
        return 0;
    }
    return err_set(err, ERR_USAGE, "--time-unit takes s, ms, us, ns or days, not \"%s\"", text);
}

static int read_zero(struct time_rule *r, const char *text, struct err *err)
{
    static const struct {
        const char *name;
        enum time_zero zero;
    } words[] = {{"launch", ZERO_LAUNCH}, {"file", ZERO_FILE}, {"epoch", ZERO_1970}};
    r->zero_told = true;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        r->zero = words[i].zero;
        if (strcmp(text, words[i].name) == 0)
            return 0;
    }
    r->zero = ZERO_GIVEN;
    switch (timestamp_read(bytes_of(text), &r->zero_ns)) {
    case TIMESTAMP_UTC:
        return 0;
    case TIMESTAMP_LOCAL:
    case TIMESTAMP_DATE: /* on a wall there */
        r->local = true;
        return 0;
    default:
        return err_set(err, ERR_USAGE,
                       "--time-zero takes launch, file, epoch or a time such as 2026-11-22 or "
                       "2026-11-22T14:31:07Z, not \"%s\"",
                       text);
    }
}

int time_rule_init(struct time_rule *r, const struct time_options *o, char decimal, struct err *err)
{
    *r = (struct time_rule){.decimal = decimal};
    int rc = zone_load(&r->zone, o->zone != NULL ? o->zone : "UTC", err);
    r->zoned = o->zone != NULL;
    if (rc == 0 && o->unit != NULL)
        rc = read_unit(r, o->unit, err);
    if (rc == 0 && o->zero != NULL)
        rc = read_zero(r, o->zero, err);
    time_rule_rewind(r);
    return rc;
}

void time_rule_rewind(struct time_rule *r)
{
    r->last_of_day = -1;
    r->days = 0;
}

/* Epochs from 2000 to 2100: the ranges of s, ms, us and ns do not meet. */
static enum time_unit unit_of_epoch(struct bytes value, char decimal)
{
    int64_t ns;
    static const enum time_unit tried[] = {UNIT_S, UNIT_MS, UNIT_US, UNIT_NS};
    for (size_t i = 0; i < ARRAY_SIZE(tried); i++)
        if (timestamp_number(value, decimal, units[tried[i]].ns, &ns) &&
            ns >= 946684800 * TIMESTAMP_S && ns < INT64_C(4102444800) * TIMESTAMP_S)
            return tried[i];
    return UNIT_UNKNOWN;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* By the median step: whole steps of 5 to 1000 are ms, longer ones us, all others s. */
static enum time_unit unit_of_steps(const struct time_rule *r, const struct bytes *values,
                                    int count)
{
    double steps[512];
    int n = 0;
    bool whole = true;
    int64_t before = 0, now;
    for (int i = 0; i < count && n < 512; i++) {
        if (!timestamp_number(values[i], r->decimal, 1000000, &now))
            continue;
        whole = whole && now % 1000000 == 0;
        if (i > 0 && now != before)
            steps[n++] = (double)llabs(now - before) / 1e6;
        before = now;
    }
    if (n < 3 || !whole) /* too few to tell */
        return UNIT_S;
    qsort(steps, (size_t)n, sizeof *steps, by_size);
    double median = steps[n / 2];
    return median < 5 ? UNIT_S : median <= 1000 ? UNIT_MS : UNIT_US;
}

static void guess_zero(struct time_rule *r, struct bytes name, struct bytes first)
{
    int64_t ns;
    if (r->zero_told)
        return;
    r->zero = ZERO_LAUNCH;
    if (bytes_hold_text(name, "met") || bytes_hold_text(name, "flight") ||
        bytes_hold_text(name, "mission"))
        r->zero_told = true;
    else if (timestamp_number(first, r->decimal, units[r->unit].ns, &ns) && ns > 600 * TIMESTAMP_S)
        r->zero = ZERO_BOOT;
}

/* Serial days of a spreadsheet, 2000 to 2100. */
static bool is_spreadsheet_day(const struct time_rule *r, struct bytes name, struct bytes value)
{
    int64_t ns;
    return bytes_hold_text(name, "date") && timestamp_number(value, r->decimal, 1000000, &ns) &&
           ns >= 36526 * INT64_C(1000000) && ns <= 73050 * INT64_C(1000000);
}

static const char *guess_numbers(struct time_rule *r, struct bytes name, const struct bytes *values,
                                 int count)
{
    enum time_unit epoch = unit_of_epoch(values[0], r->decimal), named = unit_of_name(name);
    r->form = TIME_NUMBERS;
    if (!r->unit_told && epoch == UNIT_UNKNOWN && !r->zero_told &&
        is_spreadsheet_day(r, name, values[0])) {
        r->unit = UNIT_DAYS;
        r->zero = ZERO_GIVEN;
        r->zero_ns = -25569 * TIMESTAMP_DAY;
        r->zero_told = r->local = true;
        return NULL;
    }
    if (r->unit_told)
        epoch = epoch == r->unit ? epoch : UNIT_UNKNOWN;
    else
        r->unit = epoch != UNIT_UNKNOWN   ? epoch
                  : named != UNIT_UNKNOWN ? named
                                          : unit_of_steps(r, values, count);
    if (epoch != UNIT_UNKNOWN && !r->zero_told) {
        r->zero = ZERO_1970;
        r->zero_told = true;
    }
    guess_zero(r, name, values[0]);
    return NULL;
}

const char *time_rule_guess(struct time_rule *r, struct bytes name, const struct bytes *values,
                            int count)
{
    int64_t ns;
    enum timestamp_kind kind = count == 0 ? TIMESTAMP_NONE : timestamp_read(values[0], &ns);
    switch (kind) {
    case TIMESTAMP_UTC:
    case TIMESTAMP_LOCAL:
    case TIMESTAMP_DATE:
        r->form = TIME_STAMPS;
        return NULL;
    case TIMESTAMP_MISSION:
        r->form = TIME_MISSION;
        r->unit = UNIT_S;
        r->zero = r->zero_told ? r->zero : ZERO_LAUNCH;
        r->zero_told = true;
        return NULL;
    case TIMESTAMP_OF_DAY:
        r->form = TIME_OF_DAY;
        return r->zero_told || r->has_date ? NULL : "has no date";
    case TIMESTAMP_AMBIGUOUS:
        return "may be day and month or month and day";
    case TIMESTAMP_RANGE:
    case TIMESTAMP_NONE:
        break;
    }
    if (count > 0 && !timestamp_number(values[0], r->decimal, 1, &ns) &&
        !timestamp_number(values[0], r->decimal, TIMESTAMP_S, &ns))
        return "holds no times";
    if (count == 0)
        return r->unit = r->unit == UNIT_UNKNOWN ? UNIT_S : r->unit, NULL;
    return guess_numbers(r, name, values, count);
}

bool time_rule_is_absolute(const struct time_rule *r)
{
    return r->form == TIME_STAMPS || (r->form == TIME_OF_DAY && r->has_date) ||
           r->zero == ZERO_1970 || r->zero == ZERO_GIVEN;
}

static int64_t from_local(struct time_rule *r, int64_t ns)
{
    r->local = true;
    return zone_utc_ns(&r->zone, ns);
}

/* Days as 010524, which NMEA writes, beside the dates of timestamp.h. */
static bool read_date(struct bytes text, int64_t *ns)
{
    int64_t n;
    if (timestamp_read(text, ns) == TIMESTAMP_DATE)
        return true;
    if ((text.len != 6 && text.len != 8) || !timestamp_number(text, '.', 1, &n) || n < 0)
        return false;
    if (text.len == 8)
        return timestamp_date(n / 10000, n / 100 % 100, n % 100, ns);
    int64_t year = n % 100;
    return timestamp_date(year + (year >= 80 ? 1900 : 2000), n / 100 % 100, n / 10000, ns);
}

static const char *read_of_day(struct time_rule *r, struct bytes text, struct bytes date,
                               int64_t *ns)
{
    int64_t of_day, midnight = r->zero_ns;
    if (timestamp_read(text, &of_day) != TIMESTAMP_OF_DAY)
        return "not a time of day";
    if (r->has_date) {
        if (!read_date(date, &midnight))
            return "not a date";
    } else if (r->last_of_day - of_day > TIMESTAMP_DAY / 2) {
        r->days++;
    }
    r->last_of_day = of_day;
    *ns = from_local(r, midnight + r->days * TIMESTAMP_DAY + of_day);
    return NULL;
}

static const char *read_stamp(struct time_rule *r, struct bytes text, int64_t *ns)
{
    switch (timestamp_read(text, ns)) {
    case TIMESTAMP_UTC:
        return NULL;
    case TIMESTAMP_LOCAL:
    case TIMESTAMP_DATE:
        *ns = from_local(r, *ns);
        return NULL;
    default:
        return "not a date and time";
    }
}

static const char *read_number(struct time_rule *r, struct bytes text, int64_t *ns)
{
    if (!timestamp_number(text, r->decimal, units[r->unit].ns, ns))
        return "not a number of time";
    if (r->zero != ZERO_GIVEN)
        return NULL;
    if (__builtin_add_overflow(*ns, r->zero_ns, ns))
        return "a time too far away";
    if (r->local)
        *ns = zone_utc_ns(&r->zone, *ns);
    return NULL;
}

const char *time_rule_read(struct time_rule *r, struct bytes text, struct bytes date, int64_t *ns)
{
    switch (r->form) {
    case TIME_STAMPS:
        return read_stamp(r, text, ns);
    case TIME_OF_DAY:
        return read_of_day(r, text, date, ns);
    case TIME_MISSION:
        return timestamp_read(text, ns) == TIMESTAMP_MISSION ? NULL : "not a time like T+00:01:02";
    case TIME_NUMBERS:
        break;
    }
    return read_number(r, text, ns);
}

void time_rule_words(const struct time_rule *r, struct buf *out)
{
    static const char *const zeros[] = {
        [ZERO_LAUNCH] = "since lift-off",   [ZERO_FILE] = "since the file's start",
        [ZERO_BOOT] = "since boot",         [ZERO_1970] = "since 1970",
        [ZERO_GIVEN] = "since --time-zero",
    };
    if (r->form == TIME_NUMBERS)
        buf_printf(out, "%s %s", units[r->unit].words, zeros[r->zero]);
    else if (r->form == TIME_MISSION)
        buf_add_text(out, "mission time");
    else if (r->local)
        buf_printf(out, "as in %s", r->zone.name);
    else
        buf_add_text(out, "UTC");
}
