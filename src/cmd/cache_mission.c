/* cache_mission.c: reads both from the recorder's last heartbeat. */
#include "cmd/cache_mission.h"

#include <stdio.h>
#include <string.h>

#include "store/paths.h"
#include "store/reader.h"

static bool read_status(const char *cache, struct store_status *out)
{
    struct reader *reader;
    char path[STORE_PATH_SIZE];
    if (cache == NULL || store_cache_path(cache, NULL, path, NULL) != 0 ||
        reader_open(&reader, path, NULL) != 0)
        return false;
    int rc = reader_status(reader, out, NULL);
    reader_close(reader);
    return rc == 0;
}

const char *cache_mission(const char *asked, const char *cache, char out[CACHE_MISSION_SIZE])
{
    struct store_status status;
    snprintf(out, CACHE_MISSION_SIZE, "%s", asked != NULL ? asked : "default");
    if (asked != NULL || !read_status(cache, &status))
        return out;
    const struct mission *recorded = mission_find(status.mission);
    if (recorded != NULL && recorded != &mission_default)
        snprintf(out, CACHE_MISSION_SIZE, "%s", status.mission);
    return out;
}

const char *cache_broker(const char *asked, const char *cache, char out[CACHE_BROKER_SIZE])
{
    struct store_status status = {.broker = ""};
    if (asked != NULL)
        return asked;
    bool known = read_status(cache, &status) && status.broker[0] != '\0' &&
                 strlen(status.broker) + 1 < sizeof status.broker; /* not cut */
    snprintf(out, CACHE_BROKER_SIZE, "%s", known ? status.broker : "localhost:9092");
    return out;
}

const struct mission *mission_by_name(const char *name, struct err *err)
{
    const struct mission *mission = mission_find(name);
    if (mission == NULL)
        err_set(err, ERR_USAGE, "unknown mission \"%s\"; the missions are default and demo", name);
    return mission;
}
