/* cache_mission.c: asks the recorder's last heartbeat. */
#include "cmd/cache_mission.h"

#include <stdio.h>

#include "store/reader.h"

const char *cache_mission(const char *asked, const char *cache, char out[CACHE_MISSION_SIZE])
{
    struct reader *reader;
    struct store_status status;
    snprintf(out, CACHE_MISSION_SIZE, "%s", asked != NULL ? asked : "default");
    if (asked != NULL || cache == NULL || reader_open(&reader, cache, NULL) != 0)
        return out;
    const struct mission *recorded = NULL;
    if (reader_status(reader, &status, NULL) == 0)
        recorded = mission_find(status.mission);
    if (recorded != NULL && recorded != &mission_default)
        snprintf(out, CACHE_MISSION_SIZE, "%s", status.mission);
    reader_close(reader);
    return out;
}

const struct mission *mission_by_name(const char *program, const char *name, struct err *err)
{
    const struct mission *mission = mission_find(name);
    if (mission == NULL)
        err_set(err, ERR_USAGE, "%s: knows no mission \"%s\"; there are default and demo", program,
                name);
    return mission;
}
