/* own_time.c: takes the zone off the end, then reads the rest as UTC. */
#include "flight/own_time.h"

#include "flight/show.h"

enum { TEXT_MOST = 40, MINUTE_MS = 60000 };

/* "+02:00", "-0330", "+02" at the end of `text`, which loses it. */
static bool take_offset(char *text, int64_t *offset_ms)
{
    static const int64_t weights[] = {600, 60, 10, 1};
    char *sign = text + strlen(text);
    int64_t minutes = 0;
    size_t digits = 0;
    while (sign > text && *sign != '+' && *sign != '-')
        sign--;
    if (sign - text < (ptrdiff_t)strlen("2026-11-24T10"))
        return false;
    for (const char *p = sign + 1; *p != '\0'; p++) {
        if (*p == ':' && digits == 2)
            continue;
        if (*p < '0' || *p > '9' || digits == ARRAY_SIZE(weights))
            return false;
        minutes += (*p - '0') * weights[digits++];
    }
    *offset_ms = (*sign == '-' ? -minutes : minutes) * MINUTE_MS;
    *sign = '\0';
    return digits == 2 || digits == 4;
}

bool own_time_of_text(struct bytes text, int64_t *ms)
{
    char copy[TEXT_MOST];
    int64_t offset_ms = 0;
    text = bytes_trim(text);
    if (text.len < strlen("2026-11-24T10:00Z") || text.len >= sizeof copy ||
        memchr(text.data, '\0', text.len) != NULL)
        return false;
    bytes_to_text(text, copy, sizeof copy);
    bool utc = copy[text.len - 1] == 'Z';
    if ((!utc && !take_offset(copy, &offset_ms)) || show_parse_utc(copy, ms) != 0)
        return false;
    *ms -= offset_ms;
    return true;
}

bool own_time_of_number(double value, int64_t *ms)
{
    static const double units_ms[] = {1000, 1, 1e-3, 1e-6};
    for (size_t i = 0; i < ARRAY_SIZE(units_ms); i++) {
        double t = value * units_ms[i];
        if (t >= 946684800e3 && t < 4102444800e3)
            return *ms = (int64_t)t, true;
    }
    return false;
}
