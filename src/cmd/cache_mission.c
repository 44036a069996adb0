/* cache_mission.c: reads both from the cache, the mission also from files. */
#include "cmd/cache_mission.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/mistakes_print.h"
#include "mission/mission_file.h"
#include "store/lock.h"
#include "store/paths.h"
#include "store/reader.h"

enum { TEXT_MOST = 1024 * 1024 + 1 };

static struct reader *open_cache(const char *cache)
{
    struct reader *reader;
    char path[STORE_PATH_SIZE];
    if (cache == NULL || store_cache_path(cache, NULL, path, NULL) != 0 ||
        reader_open(&reader, path, NULL) != 0)
        return NULL;
    return reader;
}

/* ---- mission ---- */

/* The missions of a run live as long as it does. */
static struct kept_mission {
    struct mission_file *file;
    struct kept_mission *next;
} * kept;

static int keep_mission(struct chosen_mission *out, struct mission_file *file, const char *name,
                        struct err *err)
{
    const struct mission *mission = mission_file_mission(file);
    if (mission == NULL) {
        mistakes_print(stderr, name, mission_file_mistakes(file));
        mission_file_close(file);
        return err_set(err, ERR_CORRUPT, "the mission file %s has mistakes", name);
    }
    struct kept_mission *new = mem_alloc(sizeof *new);
    *new = (struct kept_mission){file, kept};
    kept = new;
    out->mission = mission;
    snprintf(out->name, sizeof out->name, "%s", mission->name);
    return 0;
}

static bool is_path(const char *asked)
{
    size_t len = strlen(asked);
    return strchr(asked, '/') != NULL || access(asked, F_OK) == 0 ||
           (len > 5 && strcmp(asked + len - 5, ".yaml") == 0);
}

static int bundled_path(const char *name, char out[PLACE_SIZE], struct err *err)
{
    char asset[100];
    snprintf(asset, sizeof asset, "missions/%.60s.yaml", name);
    return place_asset(asset, out, err);
}

static int mission_of_file(struct chosen_mission *out, const char *asked, struct err *err)
{
    struct mission_file *file;
    if (is_path(asked)) {
        if (realpath(asked, out->path) == NULL)
            snprintf(out->path, sizeof out->path, "%s", asked);
    } else {
        if (bundled_path(asked, out->path, err) != 0)
            return err_set(
                err, ERR_USAGE,
                "unknown mission \"%.60s\": name a file, default, demo, flugdaten, sonde, "
                "balloon, openrocket or altos",
                asked);
    }
    int rc = mission_file_open(&file, out->path, err);
    if (rc == 0)
        rc = keep_mission(out, file, is_path(asked) ? asked : out->path, err);
    out->given = out->path;
    out->own = is_path(asked);
    return rc;
}

/* The text that the recorder has left in the cache, so that every viewer sees what it saw. */
static int mission_of_cache(struct chosen_mission *out, const char *cache, struct err *err)
{
    struct reader *reader = open_cache(cache);
    char *text = mem_alloc(TEXT_MOST);
    text[0] = '\0';
    struct store_status status = {.mission = ""};
    int rc = 0;
    if (reader != NULL && reader_meta(reader, STORE_META_MISSION, text, TEXT_MOST, NULL) == 0 &&
        text[0] != '\0')
        rc = keep_mission(out, mission_file_read(bytes_of(text)), cache, err);
    else if (reader != NULL && reader_status(reader, &status, NULL) == 0 &&
             bundled_path(status.mission, out->path, NULL) == 0)
        rc = mission_of_file(out, out->path, err); /* a cache from before it kept the text */
    out->own = false;
    reader_close(reader);
    free(text);
    return rc;
}

int mission_choose(struct chosen_mission *out, const char *asked, const char *cache,
                   struct err *err)
{
    *out = (struct chosen_mission){.mission = &mission_default, .name = "default"};
    if (asked == NULL)
        return mission_of_cache(out, cache, err);
    if (strcmp(asked, "default") != 0)
        return mission_of_file(out, asked, err);
    out->given = "default";
    return 0;
}

static int check_reloaded(const struct chosen_mission *old, const struct mission_file *file,
                          struct err *err)
{
    const struct mistakes *mistakes = mission_file_mistakes(file);
    const struct mission *new = mission_file_mission(file);
    const char *slash = strrchr(old->path, '/'), *name = slash != NULL ? slash + 1 : old->path;
    if (new == NULL)
        return err_set(err, ERR_CORRUPT, "%.60s:%d: %.140s; the old mission stays", name,
                       mistakes->items[0].line, mistakes->items[0].text);
    if (strcmp(new->name, old->mission->name) != 0)
        return err_set(err, ERR_USAGE, "%.60s: a mission keeps its name, %.40s, while it runs",
                       name, old->mission->name);
    return 0;
}

int mission_reload(struct chosen_mission *out, struct err *err)
{
    struct mission_file *file;
    if (out->path[0] == '\0')
        return err_set(err, ERR_NOT_FOUND,
                       "there is no mission file to read again: --mission FILE");
    int rc = mission_file_open(&file, out->path, err);
    if (rc != 0)
        return rc;
    rc = check_reloaded(out, file, err);
    if (rc != 0) {
        mission_file_close(file);
        return rc;
    }
    return keep_mission(out, file, out->path, err);
}

bool mission_tell_recorder(const char *cache, const char *path)
{
    struct reader *reader = open_cache(cache);
    struct store_status status = {.pid = 0};
    char file[PLACE_SIZE] = "";
    bool known = reader != NULL && reader_status(reader, &status, NULL) == 0 &&
                 reader_meta(reader, STORE_META_MISSION_FILE, file, sizeof file, NULL) == 0;
    reader_close(reader);
    bool ours = known && status.pid > 1 && strcmp(file, path) == 0 && store_locked(cache) &&
                store_beats(&status, clock_wall_ms());
    return ours && kill((pid_t)status.pid, SIGHUP) == 0;
}

/* ---- broker ---- */

const char *cache_broker(const char *asked, const char *cache, char out[CACHE_BROKER_SIZE])
{
    struct store_status status = {.broker = ""};
    if (asked != NULL)
        return asked;
    struct reader *reader = open_cache(cache);
    bool known = reader != NULL && reader_status(reader, &status, NULL) == 0 &&
                 status.broker[0] != '\0' &&
                 strlen(status.broker) + 1 < sizeof status.broker; /* not cut */
    reader_close(reader);
    snprintf(out, CACHE_BROKER_SIZE, "%s", known ? status.broker : "localhost:9092");
    return out;
}
