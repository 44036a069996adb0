/* time_names.c: two lists of names, one of endings. */
#include "flight/time_names.h"

/* Lower case, without a unit in brackets and without blanks, '_' and '-'. */
static void plain_name(struct bytes name, char out[32])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < 31; i++) {
        uint8_t c = name.data[i];
        if ((c == '(' || c == '[') && i > 0)
            break;
        if (c >= 'A' && c <= 'Z')
            c = (uint8_t)(c + 'a' - 'A');
        if (c != ' ' && c != '_' && c != '-')
            out[n++] = (char)c;
    }
    out[n] = '\0';
}

static bool is_listed(struct bytes name, const char *const *list, size_t count)
{
    char plain[32];
    size_t dot = name.len;
    while (dot > 0 && name.data[dot - 1] != '.')
        dot--;
    plain_name(bytes_make(name.data + dot, name.len - dot), plain);
    for (size_t i = 0; i < count; i++)
        if (strcmp(plain, list[i]) == 0)
            return true;
    return false;
}

bool time_name(struct bytes name)
{
    static const char *const names[] = {
        "time",          "t",           "ts",           "met",         "clock",
        "timestamp",     "timestampms", "timestampus",  "timestampns", "timestamps",
        "timems",        "timeus",      "timens",       "times",       "timesec",
        "flighttime",    "missiontime", "elapsed",      "elapsedtime", "datetime",
        "datetimeutc",   "utc",         "utctime",      "unixtime",    "epoch",
        "gpstime",       "timeutc",     "reportedat",   "receivedat",  "tms",
        "tus",           "seconds",     "millis",       "micros",      "earthtime",
        "universaltime", "timens",      "createdat",    "recordedat",  "timesincestart",
        "timebootms",    "timeboot",    "uptime",       "fixtime",     "clockms",
        "clockus",       "clocks",      "flighttimems", "flighttimes", "missiontimems",
        "missiontimes",  "metms",       "mets",
    };
    return is_listed(name, names, ARRAY_SIZE(names));
}

bool time_date_name(struct bytes name)
{
    static const char *const names[] = {"date", "day", "datum", "gpsdate", "utcdate", "dateutc"};
    return is_listed(name, names, ARRAY_SIZE(names));
}

/* What the end of a name says: "(s)", "_ms", "TimeUS". */
int64_t time_name_unit_ns(struct bytes name)
{
    enum { S = 1000000000, MS = 1000000, US = 1000, NS = 1 };
    static const struct {
        const char *end;
        int64_t ns;
    } ends[] = {
        {"(s)", S},   {"[s]", S},     {"(sec)", S}, {"[sec]", S},  {"(seconds)", S}, {"_s", S},
        {"_sec", S},  {"seconds", S}, {"(ms)", MS}, {"[ms]", MS},  {"_ms", MS},      {"millis", MS},
        {"(us)", US}, {"[us]", US},   {"_us", US},  {"_usec", US}, {"TimeUS", US},   {"micros", US},
        {"(µs)", US}, {"[µs]", US},   {"_ns", NS},  {"(ns)", NS},  {"[ns]", NS},
    };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        size_t n = strlen(ends[i].end);
        if (name.len >= n && memcmp(name.data + name.len - n, ends[i].end, n) == 0)
            return ends[i].ns;
    }
    return 0;
}
