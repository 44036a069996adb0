/* zone.c: a table of changes made with localtime_r(). */
#include "source/zone.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "source/timestamp.h"

static const int64_t last_s = INT64_C(4102444800); /* 2100 */

static int32_t offset_at(int64_t s)
{
    time_t t = (time_t)s;
    struct tm tm;
    localtime_r(&t, &tm);
    return (int32_t)tm.tm_gmtoff;
}

static void add_change(struct zone *z, int64_t from_s, int32_t offset_s)
{
    if (z->count == ZONE_MAX_CHANGES)
        return;
    z->changes[z->count].from_s = from_s;
    z->changes[z->count++].offset_s = offset_s;
}

/* Looks once a day, and to the second where a day brings a change. */
static void write_down(struct zone *z)
{
    int32_t before = offset_at(0);
    add_change(z, INT64_MIN, before);
    for (int64_t day = 0; day < last_s; day += 86400) {
        int32_t after = offset_at(day + 86400);
        if (after == before)
            continue;
        int64_t low = day, high = day + 86400;
        while (high - low > 1) {
            int64_t middle = low + (high - low) / 2;
            if (offset_at(middle) == before)
                low = middle;
            else
                high = middle;
        }
        add_change(z, high, after);
        before = after;
    }
}

/* "+02:00", "-0530": no zone file needed. */
static bool fixed_offset(struct zone *z, const char *name)
{
    char text[64];
    int64_t ns;
    if (name[0] != '+' && name[0] != '-')
        return false;
    snprintf(text, sizeof text, "2000-01-01T00:00%.40s", name);
    if (timestamp_read(bytes_of(text), &ns) != TIMESTAMP_UTC)
        return false;
    add_change(z, INT64_MIN, (int32_t)(INT64_C(946684800) - ns / TIMESTAMP_S));
    return true;
}

/* The C library takes an unknown zone for UTC without a word. */
static bool known(const char *name)
{
    const char *dir = getenv("TZDIR");
    char path[512];
    if (strstr(name, "..") != NULL || name[0] == '/' || name[0] == '\0')
        return false;
    snprintf(path, sizeof path, "%s/%s", dir != NULL ? dir : "/usr/share/zoneinfo", name);
    return access(path, R_OK) == 0;
}

int zone_load(struct zone *z, const char *name, struct err *err)
{
    *z = (struct zone){.count = 0};
    snprintf(z->name, sizeof z->name, "%s", name);
    if (strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0) {
        add_change(z, INT64_MIN, 0);
        return 0;
    }
    if (fixed_offset(z, name))
        return 0;
    if (!known(name))
        return err_set(
            err, ERR_USAGE,
            "--zone takes a name such as Europe/Berlin, UTC or an offset such as +02:00, "
            "not \"%s\"",
            name);
    char *old = mem_text(getenv("TZ"));
    setenv("TZ", name, 1);
    tzset();
    write_down(z);
    if (old != NULL)
        setenv("TZ", old, 1);
    else
        unsetenv("TZ");
    tzset();
    free(old);
    return 0;
}

void zone_here(char *out, int size)
{
    char link[PATH_MAX];
    const char *tz = getenv("TZ"), *at;
    ssize_t n = readlink("/etc/localtime", link, sizeof link - 1);
    link[n < 0 ? 0 : n] = '\0';
    if (tz != NULL && tz[0] != '\0')
        snprintf(out, (size_t)size, "%s", tz[0] == ':' ? tz + 1 : tz);
    else if ((at = strstr(link, "zoneinfo/")) != NULL)
        snprintf(out, (size_t)size, "%s", at + strlen("zoneinfo/"));
    else
        snprintf(out, (size_t)size, "UTC");
}

int64_t zone_utc_ns(const struct zone *z, int64_t local_ns)
{
    for (int i = 0; i < z->count; i++) {
        int64_t utc_ns = local_ns - z->changes[i].offset_s * TIMESTAMP_S;
        if (i + 1 < z->count && utc_ns >= z->changes[i + 1].from_s * TIMESTAMP_S)
            continue;
        bool skipped = i > 0 && utc_ns < z->changes[i].from_s * TIMESTAMP_S;
        return skipped ? local_ns - z->changes[i - 1].offset_s * TIMESTAMP_S : utc_ns;
    }
    return local_ns;
}
