/* iso_time.c: a date and time by ISO 8601, as seconds since 1970. */
#include <math.h>

#include "flight/decode.h"

static bool digits(struct bytes *left, int n, int *out)
{
    *out = 0;
    if (left->len < (size_t)n)
        return false;
    for (int i = 0; i < n; i++) {
        if (left->data[i] < '0' || left->data[i] > '9')
            return false;
        *out = *out * 10 + (left->data[i] - '0');
    }
    *left = bytes_make(left->data + n, left->len - (size_t)n);
    return true;
}

static bool take(struct bytes *left, const char *any)
{
    if (left->len == 0 || left->data[0] == '\0' || strchr(any, left->data[0]) == NULL)
        return false;
    *left = bytes_make(left->data + 1, left->len - 1);
    return true;
}

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 719469;
}

/* ".25" behind the seconds. */
static double fraction(struct bytes *left)
{
    double value = 0, place = 0.1;
    if (!take(left, ".,"))
        return 0;
    for (; left->len > 0 && left->data[0] >= '0' && left->data[0] <= '9'; place /= 10) {
        value += place * (left->data[0] - '0');
        *left = bytes_make(left->data + 1, left->len - 1);
    }
    return value;
}

/* "Z", "+02:00", "-0530" or nothing, which is UTC: minutes east. */
static bool zone(struct bytes *left, int *minutes)
{
    int sign = left->len > 0 && left->data[0] == '-' ? -1 : 1, hour = 0, minute = 0;
    *minutes = 0;
    if (left->len == 0 || take(left, "Zz"))
        return left->len == 0;
    if (!take(left, "+-") || !digits(left, 2, &hour))
        return false;
    take(left, ":");
    if (left->len > 0 && !digits(left, 2, &minute))
        return false;
    *minutes = sign * (hour * 60 + minute);
    return left->len == 0 && hour < 24 && minute < 60;
}

bool iso_time_read(struct bytes text, double *seconds)
{
    int year, month, day, hour, minute, second, east;
    struct bytes left = bytes_trim(text);
    if (!digits(&left, 4, &year) || !take(&left, "-") || !digits(&left, 2, &month) ||
        !take(&left, "-") || !digits(&left, 2, &day) || !take(&left, "Tt ") ||
        !digits(&left, 2, &hour) || !take(&left, ":") || !digits(&left, 2, &minute) ||
        !take(&left, ":") || !digits(&left, 2, &second))
        return false;
    double part = fraction(&left);
    if (!zone(&left, &east) || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
        minute > 59 || second > 60)
        return false;
    int64_t whole = days_of(year, month, day) * 86400 + hour * 3600 + (minute - east) * 60 + second;
    *seconds = (double)whole + part;
    return true;
}

bool decoded_value(const struct mission *mission, struct bytes name, struct bytes text,
                   double *value)
{
    char time[DECODED_NAME_SIZE];
    if (mission->iso) {
        decoded_name(name, time);
        const struct mission_source *source = mission_time_source(mission, time);
        if (source != NULL && source->iso)
            return iso_time_read(text, value);
    }
    return decoded_quoted(text, value);
}
