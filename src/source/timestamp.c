/* timestamp.c: takes a text apart from left to right. */
#include "source/timestamp.h"

#include <math.h>
#include <stdlib.h>

struct scan_time {
    const uint8_t *p, *end;
};

static bool is_digit(const struct scan_time *s, int ahead)
{
    return s->end - s->p > ahead && s->p[ahead] >= '0' && s->p[ahead] <= '9';
}

static int digits_ahead(const struct scan_time *s)
{
    int n = 0;
    while (is_digit(s, n))
        n++;
    return n;
}

static int64_t take_number(struct scan_time *s, int digits)
{
    int64_t n = 0;
    for (; digits > 0; digits--)
        n = n * 10 + (*s->p++ - '0');
    return n;
}

static bool take(struct scan_time *s, const char *text)
{
    size_t n = strlen(text);
    if ((size_t)(s->end - s->p) < n || memcmp(s->p, text, n) != 0)
        return false;
    s->p += n;
    return true;
}

static bool at_end(const struct scan_time *s)
{
    return s->p == s->end;
}

/* Days since 1970 of a date of the Gregorian calendar (Howard Hinnant's days_from_civil). */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool timestamp_date(int64_t year, int64_t month, int64_t day, int64_t *ns)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1 || year < 1678 || year > 2261 ||
        day > days[month - 1] + (month == 2 && is_leap(year)))
        return false;
    *ns = days_of(year, month, day) * TIMESTAMP_DAY;
    return true;
}

enum part { PART_NONE, PART_OK, PART_WRONG, PART_AMBIGUOUS };

/* 01/05/2024, 1.5.24: two numbers of one or two digits. */
static bool is_ambiguous(struct scan_time s)
{
    int n = digits_ahead(&s);
    if (n < 1 || n > 2)
        return false;
    s.p += n;
    uint8_t mark = at_end(&s) ? 0 : *s.p;
    if (mark != '/' && mark != '.' && mark != '-')
        return false;
    s.p++;
    n = digits_ahead(&s);
    s.p += n;
    return n >= 1 && n <= 2 && !at_end(&s) && *s.p == mark &&
           (s.p++, n = digits_ahead(&s), n == 2 || n == 4);
}

static enum part take_date(struct scan_time *s, int64_t *ns)
{
    int n = digits_ahead(s);
    if (is_ambiguous(*s))
        return PART_AMBIGUOUS;
    if (n == 8) {
        int64_t year = take_number(s, 4), month = take_number(s, 2), day = take_number(s, 2);
        return timestamp_date(year, month, day, ns) ? PART_OK : PART_WRONG;
    }
    if (n != 4 || s->end - s->p < 8 || (s->p[4] != '-' && s->p[4] != '/'))
        return PART_NONE;
    int64_t year = take_number(s, 4);
    char mark[2] = {(char)*s->p++, '\0'};
    n = digits_ahead(s);
    if (n == 3 && mark[0] == '-') {
        int64_t day = take_number(s, 3);
        if (day < 1 || day > 365 + is_leap(year) || !timestamp_date(year, 1, 1, ns))
            return PART_WRONG;
        *ns += (day - 1) * TIMESTAMP_DAY;
        return PART_OK;
    }
    if (n < 1 || n > 2)
        return PART_NONE;
    int64_t month = take_number(s, n);
    if (!take(s, mark) || (n = digits_ahead(s), n < 1 || n > 2))
        return PART_NONE;
    return timestamp_date(year, month, take_number(s, n), ns) ? PART_OK : PART_WRONG;
}

/* The fraction behind a dot or comma, in ns; 1 to 12 digits. */
static bool take_fraction(struct scan_time *s, int64_t *ns)
{
    int64_t unit = TIMESTAMP_S;
    if (at_end(s) || (*s->p != '.' && *s->p != ','))
        return true;
    s->p++;
    int n = digits_ahead(s);
    if (n < 1 || n > 12)
        return false;
    for (; n > 0; n--, s->p++)
        if (unit > 1)
            *ns += (*s->p - '0') * (unit /= 10);
    return true;
}

/* hh:mm[:ss[.fff]], hhmmss; 24:00:00 and 23:59:60 are the next day and second. */
static enum part take_clock(struct scan_time *s, bool bare, int64_t *ns)
{
    int n = digits_ahead(s);
    int64_t hour, minute, second = 0;
    if (n == 6 && bare) {
        hour = take_number(s, 2);
        minute = take_number(s, 2);
        second = take_number(s, 2);
    } else {
        if (n < 1 || n > 2 || s->end - s->p < n + 3 || s->p[n] != ':')
            return PART_NONE;
        hour = take_number(s, n);
        s->p++;
        if (digits_ahead(s) != 2)
            return PART_NONE;
        minute = take_number(s, 2);
        if (take(s, ":")) {
            if (digits_ahead(s) != 2)
                return PART_NONE;
            second = take_number(s, 2);
        }
    }
    *ns = ((hour * 60 + minute) * 60 + second) * TIMESTAMP_S;
    if (hour > 24 || minute > 59 || second > 60 || !take_fraction(s, ns))
        return PART_WRONG;
    return hour == 24 && *ns != TIMESTAMP_DAY ? PART_WRONG : PART_OK;
}

/* Z, UTC, GMT, +hh, +hhmm, +hh:mm; the offset in ns. */
static enum part take_offset(struct scan_time *s, int64_t *ns)
{
    *ns = 0;
    if (at_end(s))
        return PART_NONE;
    if (take(s, "Z") || take(s, "z") || take(s, " UTC") || take(s, " GMT") || take(s, " Z"))
        return PART_OK;
    take(s, " ");
    bool minus = take(s, "-") || take(s, "\xe2\x88\x92");
    if (!minus && !take(s, "+"))
        return PART_WRONG;
    int n = digits_ahead(s);
    if (n != 2 && n != 4)
        return PART_WRONG;
    int64_t hours = take_number(s, 2), minutes = 0;
    if (n == 4)
        minutes = take_number(s, 2);
    else if (take(s, ":")) {
        if (digits_ahead(s) != 2)
            return PART_WRONG;
        minutes = take_number(s, 2);
    }
    if (hours > 23 || minutes > 59)
        return PART_WRONG;
    *ns = (hours * 60 + minutes) * 60 * TIMESTAMP_S * (minus ? -1 : 1);
    return PART_OK;
}

/* T+00:01:02, T-5.2 */
static enum timestamp_kind mission_time(struct scan_time s, int64_t *ns)
{
    if (!take(&s, "T") && !take(&s, "t"))
        return TIMESTAMP_NONE;
    take(&s, " ");
    bool minus = take(&s, "-");
    if (!minus && !take(&s, "+"))
        return TIMESTAMP_NONE;
    take(&s, " ");
    struct bytes rest = bytes_make(s.p, (size_t)(s.end - s.p));
    if ((take_clock(&s, false, ns) != PART_OK || !at_end(&s)) &&
        !timestamp_number(rest, '.', TIMESTAMP_S, ns))
        return TIMESTAMP_NONE;
    *ns = minus ? -*ns : *ns;
    return TIMESTAMP_MISSION;
}

static enum timestamp_kind of_day(struct scan_time s, int64_t *ns)
{
    int64_t offset;
    if (take_clock(&s, false, ns) != PART_OK)
        return TIMESTAMP_NONE;
    if (!at_end(&s) && (take_offset(&s, &offset) != PART_OK || offset != 0))
        return TIMESTAMP_NONE;
    return at_end(&s) ? TIMESTAMP_OF_DAY : TIMESTAMP_NONE;
}

enum timestamp_kind timestamp_read(struct bytes text, int64_t *ns)
{
    text = bytes_trim(text);
    struct scan_time s = {text.data, text.data + text.len};
    if (text.len < 3)
        return TIMESTAMP_NONE;
    if (!is_digit(&s, 0))
        return mission_time(s, ns);
    enum part date = take_date(&s, ns);
    if (date == PART_NONE)
        return of_day((struct scan_time){text.data, text.data + text.len}, ns);
    if (date != PART_OK)
        return date == PART_AMBIGUOUS ? TIMESTAMP_AMBIGUOUS : TIMESTAMP_NONE;
    if (at_end(&s)) /* 20240501 alone is a number */
        return memchr(text.data, '-', text.len) || memchr(text.data, '/', text.len)
                   ? TIMESTAMP_DATE
                   : TIMESTAMP_NONE;
    int64_t clock, offset;
    if (!take(&s, "T") && !take(&s, "t") && !take(&s, " "))
        return TIMESTAMP_NONE;
    if (take_clock(&s, true, &clock) != PART_OK)
        return TIMESTAMP_NONE;
    enum part zone = take_offset(&s, &offset);
    if (zone == PART_WRONG || !at_end(&s))
        return TIMESTAMP_NONE;
    *ns += clock - offset;
    return zone == PART_OK ? TIMESTAMP_UTC : TIMESTAMP_LOCAL;
}

/* Digits with an exponent; such times are no counters, and a double holds them. */
static bool number_by_double(struct bytes text, char decimal, int64_t unit_ns, int64_t *ns)
{
    char copy[64], *end, *mark;
    bytes_to_text(text, copy, sizeof copy);
    if (text.len >= sizeof copy || strpbrk(copy, "xXnNiI") != NULL)
        return false;
    if (decimal != '.' && (mark = strchr(copy, decimal)) != NULL)
        *mark = '.';
    double value = strtod(copy, &end) * (double)unit_ns;
    if (end == copy || *end != '\0' || !(fabs(value) < 9.2e18))
        return false;
    *ns = llround(value);
    if (fabs(value) > 9007199254740992.0) /* the digits below are the double's own */
        *ns = llround(value / 1000) * 1000;
    return true;
}

bool timestamp_number(struct bytes text, char decimal, int64_t unit_ns, int64_t *ns)
{
    struct scan_time s = {text.data, text.data + text.len};
    bool minus = take(&s, "-"), over = false, digits = false;
    if (!minus)
        take(&s, "+");
    int64_t value = 0, part = 0;
    for (; is_digit(&s, 0); s.p++, digits = true)
        over = over || __builtin_mul_overflow(value, 10, &value) ||
               __builtin_add_overflow(value, *s.p - '0', &value);
    over = over || __builtin_mul_overflow(value, unit_ns, &value);
    if (!at_end(&s) && *s.p == (uint8_t)decimal) {
        int64_t unit = unit_ns;
        for (s.p++; is_digit(&s, 0); s.p++, digits = true) {
            part += unit * (*s.p - '0') / 10;
            unit /= 10;
        }
    }
    if (!digits || !at_end(&s))
        return digits && number_by_double(text, decimal, unit_ns, ns);
    if (over || __builtin_add_overflow(value, part, &value))
        return false;
    *ns = minus ? -value : value;
    return true;
}
