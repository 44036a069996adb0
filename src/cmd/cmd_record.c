/* cmd_record.c: `ground record`: the recorder, in the foreground. */
#include <stdio.h>

#include "base/logline.h"
#include "base/mem.h"
#include "base/options.h"
#include "client/bootstrap.h"
#include "client/client_config.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/follows.h"
#include "cmd/recording_args.h"
#include "cmd/stop_signal.h"
#include "recorder/recorder.h"
#include "recorder/topic_filter.h"
#include "schema/schema_dir.h"
#include "store/paths.h"

struct record_options {
    struct recording_args recording;
    bool until_end, skip_damaged;
    int64_t linger_s;
};

#define FIELD(name) offsetof(struct record_options, name)
static const struct option_row rows[] = {
    RECORDING_ARGS(struct record_options),
    {"until-end", 0, OPTION_FLAG, FIELD(until_end), NULL, "stop at the end offsets found at start",
     0, 0},
    {"skip-damaged", 0, OPTION_FLAG, FIELD(skip_damaged), NULL,
     "skip records that the broker cannot read", 0, 0},
    {"linger", 0, OPTION_INT, FIELD(linger_s), "SECONDS",
     "exit that long after the last viewer left", 0, 10000000},
};
static const struct option_table table = {
    "ground record", NULL, "record topics into a cache, exactly once", rows, ARRAY_SIZE(rows),
};

static void warn(void *ctx, const char *sentence)
{
    (void)ctx;
    log_line(LOG_WARN, "%s", sentence);
}

static int read_properties(const struct record_options *o, struct properties *p, struct err *err)
{
    int rc = bootstrap_check(o->recording.bootstrap, err);
    if (rc == 0 && o->recording.command_config != NULL)
        rc = properties_load(p, o->recording.command_config, err);
    properties_set(p, "bootstrap.servers", o->recording.bootstrap);
    return rc != 0 ? rc : client_config_check(p, CLIENT_CONSUMER, warn, NULL, err);
}

/* Without --topic and --include, the mission says what is read. */
static void follow_mission(struct record_options *o, const struct mission *mission)
{
    struct recording_args *args = &o->recording;
    if (args->topics.count > 0 || args->include != NULL)
        return;
    for (int i = 0; i < mission->topic_count; i++)
        text_list_add(&args->topics, mission->topics[i].name);
    args->include = mission->include;
}

/* What the recorder goes on with; NULL: what it has. */
static const struct mission *reread(void *owner)
{
    struct chosen_mission *chosen = owner;
    struct err err;
    if (mission_reload(chosen, &err) != 0) {
        log_line(LOG_WARN, "%s", err.text);
        return NULL;
    }
    log_line(LOG_INFO, "read the mission file %s again", chosen->path);
    return chosen->mission;
}

static int record_with(struct record_options *o, const char *cache, struct chosen_mission *chosen,
                       struct topic_filter *topics, struct err *err)
{
    struct properties p = {0};
    struct schema_set *schemas = schema_set_new();
    struct registry *registry = NULL;
    int rc = o->recording.schemas != NULL
                 ? schema_dir_read(o->recording.schemas, schemas, warn, NULL, err)
                 : 0;
    if (rc == 0)
        rc = read_properties(o, &p, err);
    if (rc == 0 && o->recording.schema_registry != NULL)
        rc = registry_open(&registry, o->recording.schema_registry, err);
    if (rc == 0) {
        stop_watch();
        if (chosen->own)
            reload_watch();
        const struct recorder_options ro = {
            .cache = cache,
            .mission = chosen->mission,
            .ingest = {.java = &p, .wants = topic_filter_wants, .ctx = topics, .warn = warn},
            .wanted = topics,
            .broker = o->recording.bootstrap,
            .include = o->recording.include,
            .command_config = o->recording.command_config,
            .schemas = schemas,
            .registry = registry,
            .until_end = o->until_end,
            .skip_damaged = o->skip_damaged,
            .linger_s = o->linger_s,
            .stop = &stop_signal,
            .reload = &reload_signal,
            .reread = reread,
            .owner = chosen,
            .mission_file = chosen->path,
        };
        mem_return_large();
        rc = recorder_run(&ro, err);
        if (rc == ERR_BUSY)
            follows_add(cache, err);
    }
    properties_deinit(&p);
    registry_close(registry);
    schema_set_free(schemas);
    return rc;
}

static int record(struct record_options *o, struct err *err)
{
    char cache[STORE_PATH_SIZE];
    struct chosen_mission chosen;
    if (o->until_end && o->linger_s != RECORDER_FOREVER)
        return err_set(err, ERR_USAGE, "--until-end and --linger cannot be used together");
    int rc = mission_choose(&chosen, o->recording.mission, o->recording.cache, err);
    if (rc == 0)
        rc = store_cache_path(o->recording.cache, chosen.name, cache, err);
    if (rc != 0)
        return rc;
    struct topic_filter *topics;
    follow_mission(o, chosen.mission);
    rc = topic_filter_open(&topics, o->recording.topics.items, o->recording.topics.count,
                           o->recording.include, err);
    if (rc != 0)
        return rc;
    rc = record_with(o, cache, &chosen, topics, err);
    topic_filter_close(topics);
    return rc;
}

int cmd_record(int argc, char **argv)
{
    struct record_options o = {.linger_s = RECORDER_FOREVER};
    struct text_list none = {0};
    char broker[CACHE_BROKER_SIZE];
    struct err err;
    int rc = options_parse(&table, argc, argv, &o, &none, &err);
    if (rc == OPTIONS_OK) {
        o.recording.bootstrap = cache_broker(o.recording.bootstrap, o.recording.cache, broker);
        rc = record(&o, &err);
    }
    text_list_deinit(&o.recording.topics);
    return command_end(&table, rc, &err);
}
