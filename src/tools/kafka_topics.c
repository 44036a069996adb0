/* kafka_topics.c: kafka-topics: create, delete, describe, or change topics. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "client/client_config.h"
#include "tools/given.h"
#include "tools/java.h"
#include "tools/reach.h"
#include "tools/stop.h"
#include "tools/topic_command.h"
#include "tools/topics_options.h"

enum { API_TIMEOUT_MS = 60000, REQUEST_TIMEOUT_MS = 30000, ANSWERS_LIMIT = 256 << 20 };

static const char logger[] = "org.apache.kafka.tools.TopicCommand";
static const char outer[] = "Failed to create new KafkaAdminClient";

struct topics_session {
    struct topic_command topics;
    struct reach reach;
    struct properties client;
    const char *bootstrap;
};

static void on_signal(int number)
{
    _exit(128 + number); /* as the Java tool ends, whatever it waits for */
}

static void on_reached(void *ctx)
{
    reach_done(ctx);
}

static void on_waiting(void *ctx)
{
    reach_tick(ctx);
}

static int64_t number_or(const struct properties *p, const char *name, int64_t fallback)
{
    const char *text = properties_get(p, name);
    return text == NULL ? fallback : atoll(text);
}

static int check_client(struct topics_session *s, struct thrown *t)
{
    struct err err;
    const char *protocol = properties_get(&s->client, "security.protocol");
    if (client_config_check(&s->client, CLIENT_ADMIN, reach_warn, &s->reach, &err) != 0)
        return thrown_set(t, "org.apache.kafka.common.config.ConfigException", "%s", err.text);
    if (protocol != NULL && strcasecmp(protocol, "PLAINTEXT") != 0)
        return thrown_set(t, "org.apache.kafka.common.config.ConfigException",
                          "kafka-topics speaks PLAINTEXT only, not security.protocol=%s", protocol);
    return 0;
}

static int open_cluster(struct topics_session *s, struct thrown *t)
{
    if (given_file(&s->client, &s->topics.given, TOPICS_COMMAND_CONFIG, t) != 0 ||
        jopt_text(&s->topics.given, TOPICS_BOOTSTRAP_SERVER, &s->bootstrap, t) != 0 ||
        check_client(s, t) != 0)
        return -1;
    if (*s->bootstrap == '\0') {
        thrown_set(t, "org.apache.kafka.common.config.ConfigException",
                   "You must set either bootstrap.servers or bootstrap.controllers");
        return thrown_wrap(t, "org.apache.kafka.common.KafkaException", outer);
    }
    if (reach_init(&s->reach, "kafka-topics", s->bootstrap, outer, t) != 0)
        return -1;
    snprintf(s->reach.context, sizeof s->reach.context, "[AdminClient clientId=adminclient-1] ");
    struct ask_settings settings = {
        .addresses = &s->reach.addresses,
        .client_id = "adminclient-1",
        .timeout_ms = number_or(&s->client, "default.api.timeout.ms", API_TIMEOUT_MS),
        .request_timeout_ms = number_or(&s->client, "request.timeout.ms", REQUEST_TIMEOUT_MS),
        .events = {.ctx = &s->reach, .trouble = reach_trouble, .warn = reach_warn},
        .reached = on_reached,
        .waiting = on_waiting};
    arena_init(&s->topics.cluster.arena, ANSWERS_LIMIT);
    s->topics.cluster.ask = ask_open(&settings);
    return 0;
}

static int act(struct topic_command *s, struct thrown *t)
{
    static const struct {
        enum topics_option option;
        int (*act)(struct topic_command *s, struct thrown *t);
    } actions[] = {{TOPICS_CREATE, topics_create},
                   {TOPICS_ALTER, topics_alter},
                   {TOPICS_LIST, topics_list},
                   {TOPICS_DESCRIBE, topics_describe},
                   {TOPICS_DELETE, topics_delete}};
    for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
        if (jopt_has(&s->given, actions[i].option))
            return actions[i].act(s, t);
    return 0;
}

static int run(struct topics_session *s, struct thrown *t)
{
    if (open_cluster(s, t) != 0)
        return java_uncaught(t);
    if (act(&s->topics, t) == 0)
        return 0;
    char *message = thrown_message(t);
    printf("Error while executing topic command : %s\n", message);
    fflush(stdout);
    thrown_log_trace(logger, t);
    free(message);
    return 1;
}

int main(int argc, char **argv)
{
    static struct topics_session s;
    struct thrown t = {0};
    stop_keep_streams();
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    int rc;
    if (jopt_parse(&s.topics.given, &topics_table, argc, argv, &t) != 0)
        rc = java_uncaught(&t);
    else
        rc = topics_options_check(&s.topics.given, argc);
    if (rc == JOPT_GO_ON)
        rc = run(&s, &t);
    ask_close(s.topics.cluster.ask);
    arena_deinit(&s.topics.cluster.arena);
    reach_deinit(&s.reach);
    properties_deinit(&s.client);
    jopt_deinit(&s.topics.given);
    thrown_deinit(&t);
    return rc;
}
