/* cmd_replay.c: `ground replay`: replays a flight from its first message, on screen or to a topic.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/find_flight.h"
#include "cmd/flight_to_topic.h"
#include "cmd/stop_signal.h"
#include "source/pacer.h"
#include "store/paths.h"

struct replay_options {
    const char *cache, *mission, *bootstrap, *command_config;
    const char *at, *speed, *topic;
    bool ascii;
};

#define FIELD(name) offsetof(struct replay_options, name)
static const struct option_row rows[] = {
    {"cache", 0, OPTION_TEXT, FIELD(cache), "FILE", "cache file to read", 0, 0},
    {"mission", 0, OPTION_TEXT, FIELD(mission), "FILE", "mission whose cache is read", 0, 0},
    {"at", 0, OPTION_TEXT, FIELD(at), "WHEN", "where to start (default: start)", 0, 0},
    {"speed", 0, OPTION_TEXT, FIELD(speed), "N", "playback speed factor, or max", 0, 0},
    {"ascii", 0, OPTION_FLAG, FIELD(ascii), NULL, "draw with ASCII characters only", 0, 0},
    {"to-topic", 0, OPTION_TEXT, FIELD(topic), "TOPIC", "replay into this topic instead", 0, 0},
    {"bootstrap-server", 0, OPTION_TEXT, FIELD(bootstrap), "HOST:PORT",
     "broker to send to (default: localhost:9092)", 0, 0},
    {"command-config", 0, OPTION_TEXT, FIELD(command_config), "FILE",
     "file of Kafka client properties", 0, 0},
};
static const struct option_table table = {
    "ground replay",  "FLIGHT", "replay a past flight from its first message", rows,
    ARRAY_SIZE(rows),
};

/* Opens the recording and finds the flight in it. */
static int open_flight(const struct replay_options *o, const char *flight, struct reader **r,
                       struct store_flight *found, struct err *err)
{
    char cache[STORE_PATH_SIZE];
    struct chosen_mission chosen;
    int rc = mission_choose(&chosen, o->mission, o->cache, err);
    if (rc == 0)
        rc = store_cache_path(o->cache, chosen.name, cache, err);
    if (rc == 0)
        rc = reader_open(r, cache, err);
    return rc != 0 ? rc : find_flight(*r, flight, found, err);
}

static int to_topic(const struct replay_options *o, const char *flight, struct err *err)
{
    struct flight_to_topic f = {o->bootstrap, o->command_config, o->topic, 1, {0}};
    if (o->at != NULL)
        return err_set(err, ERR_USAGE,
                       "--at cannot be used with --to-topic, which sends whole flights");
    if (o->speed != NULL && pacer_parse_speed(o->speed, &f.speed) != 0)
        return err_set(err, ERR_USAGE, "--speed takes 0.01 to 1000 or max, not \"%s\"", o->speed);
    struct reader *r = NULL;
    int64_t sent = 0;
    int rc = open_flight(o, flight, &r, &f.flight, err);
    if (rc == 0) {
        stop_watch();
        rc = flight_to_topic(r, &f, &sent, err);
        if (rc != ERR_USAGE)
            fprintf(stderr, "sent %lld of %lld messages to %s\n", (long long)sent,
                    (long long)f.flight.messages, o->topic);
        if (rc == 0 && sent < f.flight.messages)
            rc = err_set(err, ERR_NOT_FOUND, "the other %lld messages are no longer in the cache",
                         (long long)(f.flight.messages - sent));
    }
    reader_close(r);
    return rc;
}

/* The dashboard does the rest: it opens the flight as FLIGHTS does on Enter. */
static int run_dashboard(const struct replay_options *o, int64_t id)
{
    char number[24];
    char *argv[16] = {"ground replay", "--replay", number};
    int n = 3;
    snprintf(number, sizeof number, "%lld", (long long)id);
    const struct {
        const char *name, *value;
    } pairs[] = {
        {"--cache", o->cache}, {"--mission", o->mission}, {"--at", o->at}, {"--speed", o->speed}};
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        if (pairs[i].value == NULL)
            continue;
        argv[n++] = (char *)pairs[i].name;
        argv[n++] = (char *)pairs[i].value;
    }
    if (o->ascii)
        argv[n++] = "--ascii";
    return cmd_dashboard(n, argv);
}

/* A flight that is not in the cache is an error, reported before the screen opens. */
static int on_screen(const struct replay_options *o, const char *flight)
{
    struct reader *r = NULL;
    struct store_flight found;
    struct err err;
    int rc = open_flight(o, flight, &r, &found, &err);
    reader_close(r);
    return rc == 0 ? run_dashboard(o, found.id) : command_end(&table, rc, &err);
}

/* Rejects broker options without --to-topic, and screen options with it. */
static int check_options(struct replay_options *o, struct err *err)
{
    const char *useless = o->topic != NULL            ? NULL
                          : o->bootstrap != NULL      ? "--bootstrap-server"
                          : o->command_config != NULL ? "--command-config"
                                                      : NULL;
    if (useless != NULL)
        return err_set(err, ERR_USAGE, "%s requires --to-topic", useless);
    if (o->topic != NULL && o->ascii)
        return err_set(err, ERR_USAGE, "--ascii cannot be used with --to-topic");
    if (o->bootstrap == NULL)
        o->bootstrap = "localhost:9092";
    return 0;
}

int cmd_replay(int argc, char **argv)
{
    struct replay_options o = {0};
    struct text_list words = {0};
    struct err err;
    int rc = options_parse(&table, argc, argv, &o, &words, &err);
    if (rc == OPTIONS_OK && words.count != 1)
        rc = err_set(&err, ERR_USAGE, "expected one FLIGHT; `ground flights` lists them");
    const char *flight = rc == OPTIONS_OK ? words.items[0] : NULL;
    text_list_deinit(&words);
    if (rc == OPTIONS_OK)
        rc = check_options(&o, &err);
    if (rc == OPTIONS_OK && o.topic == NULL)
        return on_screen(&o, flight);
    if (rc == OPTIONS_OK)
        rc = to_topic(&o, flight, &err);
    return command_end(&table, rc, &err);
}
