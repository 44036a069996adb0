/* show.c: numbers, ages and clocks as text; by integers, so that no locale has a say. */
#include "flight/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "flight/message.h"

enum { NUMBER_COLUMNS = 7, MAX_DECIMALS = 5 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* ">99999" or "<-9999": as many nines as a number with these decimals has room for. */
static void show_beyond(bool negative, int decimals, char out[16])
{
    int nines = (decimals == 0 ? NUMBER_COLUMNS - 1 : NUMBER_COLUMNS - 1 - decimals) - negative;
    char text[16];
    snprintf(text, sizeof text, "%s%.*s", negative ? "<-" : ">", nines, "9999999");
    snprintf(out, 16, "%7s", text);
}

/* "1.50e+9", "-3.4e-6": as many digits as there is room for. */
static void show_exponent(double value, char out[16])
{
    double size = fabs(value);
    int power = size > 0 ? (int)floor(log10(size)) : 0, room = NUMBER_COLUMNS;
    char tail[8], text[40];
    for (;; power++) {
        snprintf(tail, sizeof tail, "e%+d", power);
        int decimals = room - (value < 0) - 2 - (int)strlen(tail);
        decimals = decimals < 0 ? 0 : decimals;
        int64_t unit = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
        int64_t digits = llround(size / pow(10, power) * (double)unit);
        if (digits >= 10 * unit) /* rounded up to ten */
            continue;
        int n =
            snprintf(text, sizeof text, "%s%lld", value < 0 ? "-" : "", (long long)(digits / unit));
        if (decimals > 0)
            n += snprintf(text + n, sizeof text - (size_t)n, ".%0*lld", decimals,
                          (long long)(digits % unit));
        snprintf(text + n, sizeof text - (size_t)n, "%s", tail);
        break;
    }
    snprintf(out, 16, "%7.15s", text);
}

void show_number(double value, int decimals, int known, char out[16])
{
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000};
    if (decimals == SHOW_EXPONENT && known && isfinite(value)) {
        show_exponent(value, out);
        return;
    }
    decimals = decimals < 0 ? 0 : decimals > MAX_DECIMALS ? MAX_DECIMALS : decimals;
    bool negative = value < 0;
    double scaled = fabs(value) * (double)powers[decimals];
    if (!known || isnan(value)) {
        snprintf(out, 16, "%7s", known ? "NaN" : "----");
        return;
    }
    if (scaled >= 1e9) {
        show_beyond(negative, decimals, out);
        return;
    }
    int64_t digits = llround(scaled);
    char text[32];
    int n = snprintf(text, sizeof text, "%s%lld", negative && digits != 0 ? "-" : "",
                     (long long)(digits / powers[decimals]));
    if (decimals > 0)
        n += snprintf(text + n, sizeof text - (size_t)n, ".%0*lld", decimals,
                      (long long)(digits % powers[decimals]));
    if (n > NUMBER_COLUMNS)
        show_beyond(negative, decimals, out);
    else
        snprintf(out, 16, "%7.7s", text);
}

void show_age(int64_t age_ms, char out[16])
{
    int64_t s = age_ms / 1000;
    if (age_ms == FLIGHT_NO_TIME)
        snprintf(out, 16, " ----");
    else if (s < 1)
        snprintf(out, 16, "  <1s");
    else if (s < 100 * 60)
        snprintf(out, 16, "%02d:%02d", (int)(s / 60), (int)(s % 60));
    else if (s < 100 * 3600)
        snprintf(out, 16, "%02dh%02d", (int)(s / 3600), (int)(s / 60 % 60));
    else
        snprintf(out, 16, "%4dd", (int)(s / 86400 > 9999 ? 9999 : s / 86400));
}

/* "00:06:38", from 100 h on "12d04h". */
static void show_seconds(int64_t s, char out[16])
{
    if (s < 100 * 3600)
        snprintf(out, 16, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    else if (s / 86400 < 10000)
        snprintf(out, 16, "%02dd%02dh", (int)(s / 86400), (int)(s / 3600 % 24));
    else
        snprintf(out, 16, ">9999d");
}

void show_clock(int64_t clock_ms, char out[16])
{
    if (clock_ms == FLIGHT_NO_TIME) {
        snprintf(out, 16, "T --:--:--");
        return;
    }
    int64_t s = floor_div(clock_ms, 1000);
    char text[16], all[24];
    show_seconds(s < 0 ? -s : s, text);
    snprintf(all, sizeof all, "T%c%s", s < 0 ? '-' : '+', text);
    snprintf(out, 16, "%-10.15s", all);
}

void show_length(int64_t ms, char out[16])
{
    show_seconds(ms < 0 ? 0 : ms / 1000, out);
}

void show_count(int64_t n, int width, char *out, size_t size)
{
    static const char units[] = " kMGTPE";
    double v = n < 0 ? 0 : (double)n;
    int unit = 0;
    while (v >= 1000 && unit < 6) {
        v /= 1000;
        unit++;
    }
    char text[16];
    if (unit == 0)
        snprintf(text, sizeof text, "%d", (int)v);
    else if (v < 10 && width >= 4)
        snprintf(text, sizeof text, "%d.%d%c", (int)v, (int)(v * 10) % 10, units[unit]);
    else
        snprintf(text, sizeof text, "%d%c", (int)v, units[unit]);
    snprintf(out, size, "%*s", width, text);
}

static const char *unknown_time(enum show_time form)
{
    switch (form) {
    case SHOW_TIME:
        return "--:--:--";
    case SHOW_TIME_MS:
        return "--:--:--.---";
    case SHOW_DATE_TIME:
        return "---------- --:--:--";
    default:
        return "----------T--:--:--.---Z";
    }
}

void show_utc(int64_t wall_ms, enum show_time form, char out[32])
{
    const int64_t latest_ms = INT64_C(253402300799999), earliest_ms = INT64_C(-30610224000000);
    if (wall_ms == FLIGHT_NO_TIME) {
        snprintf(out, 32, "%s", unknown_time(form));
        return;
    }
    wall_ms = wall_ms > latest_ms ? latest_ms : wall_ms < earliest_ms ? earliest_ms : wall_ms;
    time_t seconds = (time_t)floor_div(wall_ms, 1000);
    unsigned ms = (unsigned)(wall_ms - (int64_t)seconds * 1000) % 1000;
    struct tm tm;
    gmtime_r(&seconds, &tm);
    char date[11], clock[9];
    strftime(date, sizeof date, "%Y-%m-%d", &tm);
    strftime(clock, sizeof clock, "%H:%M:%S", &tm);
    if (form == SHOW_TIME)
        snprintf(out, 32, "%s", clock);
    else if (form == SHOW_TIME_MS)
        snprintf(out, 32, "%s.%03u", clock, ms);
    else if (form == SHOW_DATE_TIME)
        snprintf(out, 32, "%s %s", date, clock);
    else
        snprintf(out, 32, "%sT%s.%03uZ", date, clock, ms);
}

/* `digits` digits at *p, then `after` unless that is 0; moves *p past them, or -1. */
static int take_field(const char **p, int digits, char after)
{
    int v = 0;
    for (int i = 0; i < digits; i++, (*p)++) {
        if (**p < '0' || **p > '9')
            return -1;
        v = v * 10 + (**p - '0');
    }
    if (after != '\0' && **p != after)
        return -1;
    *p += after != '\0';
    return v;
}

/* Adds ".123" to *ms: one digit or more, of which three count. */
static int take_fraction(const char **p, int *ms)
{
    if (**p != '.')
        return 0;
    (*p)++;
    int digits = 0;
    for (int weight = 100; **p >= '0' && **p <= '9'; (*p)++, weight /= 10, digits++)
        *ms += (**p - '0') * weight;
    return digits > 0 ? 0 : -1;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* "14:31[:07[.123]]" into ms of the day, or -1. */
static int64_t take_clock(const char **p)
{
    int second = 0, ms = 0;
    int hour = take_field(p, 2, ':');
    int minute = hour < 0 ? -1 : take_field(p, 2, '\0');
    if (minute >= 0 && **p == ':') {
        (*p)++;
        second = take_field(p, 2, '\0');
        if (take_fraction(p, &ms) != 0)
            return -1;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return -1;
    return ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms;
}

int show_parse_utc(const char *text, int64_t *ms)
{
    const char *p = text;
    int year = take_field(&p, 4, '-');
    int month = year < 1 ? -1 : take_field(&p, 2, '-');
    int day = month < 1 || month > 12 ? -1 : take_field(&p, 2, '\0');
    if (day < 1 || day > days_in_month(year, month))
        return -1;
    int64_t clock_ms = 0;
    if (*p == 'T' || *p == ' ') {
        p++;
        clock_ms = take_clock(&p);
    }
    if (*p == 'Z')
        p++;
    if (clock_ms < 0 || *p != '\0')
        return -1;
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    *ms = (int64_t)timegm(&tm) * 1000 + clock_ms;
    return 0;
}
