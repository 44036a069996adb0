/* consumer_options.c: from words to a consumer's and a formatter's properties, in the order in
 * which Kafka's ConsoleConsumerOptions checks them. */
#include "tools/consumer_options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>

#include "client/consumer.h"
#include "tools/given.h"
#include "tools/java.h"

static const struct jopt_row rows[] = {CONSUMER_OPTIONS(JOPT_ROW)};
const struct jopt_table consumer_table = {rows, ARRAY_SIZE(rows)};

enum { RANDOM_GROUPS = 100000 };

/* What Java prints of an exception that nobody catches. */
static int uncaught(const struct thrown *t)
{
    thrown_print("Exception in thread \"main\" ", t);
    return 1;
}

static int check_pairs(const struct jopt *o)
{
    static const enum consumer_option pairs[][2] = {
        {CONSUMER_FORMATTER_PROPERTY, CONSUMER_PROPERTY},
        {CONSUMER_COMMAND_PROPERTY, CONSUMER_CONSUMER_PROPERTY},
        {CONSUMER_COMMAND_CONFIG, CONSUMER_CONSUMER_CONFIG},
    };
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
        if (jopt_has(o, pairs[i][0]) && jopt_has(o, pairs[i][1]))
            return jopt_usage(
                &consumer_table, "Options --%s and --%s cannot be specified together.",
                consumer_table.rows[pairs[i][0]].name, consumer_table.rows[pairs[i][1]].name);
    return JOPT_GO_ON;
}

static int check_required(struct consumer_options *out, struct thrown *t)
{
    const struct jopt *o = &out->given;
    if (jopt_text(o, CONSUMER_TOPIC, &out->topic, t) != 0 ||
        jopt_text(o, CONSUMER_INCLUDE, &out->include, t) != 0)
        return uncaught(t);
    if ((out->topic == NULL) == (out->include == NULL))
        return jopt_usage(&consumer_table, "Exactly one of --include/--topic is required. ");
    if (jopt_integer(o, CONSUMER_PARTITION, &out->partition, t) != 0)
        return uncaught(t);
    out->from_beginning = jopt_has(o, CONSUMER_FROM_BEGINNING);
    if (jopt_has(o, CONSUMER_PARTITION)) {
        if (out->topic == NULL)
            return jopt_usage(&consumer_table,
                              "The topic is required when partition is specified.");
        if (out->from_beginning && jopt_has(o, CONSUMER_OFFSET))
            return jopt_usage(&consumer_table,
                              "Options from-beginning and offset cannot be specified together.");
    } else if (jopt_has(o, CONSUMER_OFFSET)) {
        return jopt_usage(&consumer_table, "The partition is required when offset is specified.");
    }
    if (!jopt_has(o, CONSUMER_BOOTSTRAP_SERVER))
        return jopt_usage(&consumer_table, "Missing required argument \"[bootstrap-server]\"");
    return JOPT_GO_ON;
}

/* A group id may come from three places, which must agree. Sets *group to it, or leaves it NULL. */
static int check_group(struct consumer_options *out, const struct properties *file,
                       const struct properties *words, const char **group, struct thrown *t)
{
    const char *ids[3] = {NULL, properties_get(file, "group.id"),
                          properties_get(words, "group.id")};
    struct buf all = {0};
    size_t different = 0;
    if (jopt_text(&out->given, CONSUMER_GROUP, &ids[0], t) != 0)
        return uncaught(t);
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        bool seen = ids[i] == NULL;
        for (size_t j = 0; j < i && !seen; j++)
            seen = ids[j] != NULL && strcmp(ids[i], ids[j]) == 0;
        if (seen)
            continue;
        buf_printf(&all, "%s'%s'", different > 0 ? ", " : "", ids[i]);
        *group = ids[i];
        different++;
    }
    int rc = JOPT_GO_ON;
    if (different > 1)
        rc = jopt_usage(&consumer_table,
                        "The group ids provided in different places (directly using '--group', via "
                        "'--consumer-property', or via '--consumer.config') do not match. Detected "
                        "group ids: %s",
                        buf_text(&all));
    else if (different == 1 && jopt_has(&out->given, CONSUMER_PARTITION))
        rc = jopt_usage(&consumer_table,
                        "Options group and partition cannot be specified together.");
    buf_deinit(&all);
    return rc;
}

static int set_offset_reset(struct consumer_options *out)
{
    const char *asked = properties_get(&out->client, "auto.offset.reset");
    if (asked == NULL) {
        properties_set(&out->client, "auto.offset.reset",
                       out->from_beginning ? "earliest" : "latest");
        return JOPT_GO_ON;
    }
    if (!out->from_beginning || strcmp(asked, "earliest") == 0)
        return JOPT_GO_ON;
    fprintf(stderr,
            "Can't simultaneously specify --from-beginning and 'auto.offset.reset=%s', please "
            "remove one option\n",
            asked);
    return 1;
}

static void set_random_group(struct properties *p)
{
    char name[40];
    uint32_t number = 0;
    (void)!getentropy(&number, sizeof number);
    snprintf(name, sizeof name, "console-consumer-%u", number % RANDOM_GROUPS);
    properties_set(p, "group.id", name);
    if (properties_get(p, "enable.auto.commit") == NULL)
        properties_set(p, "enable.auto.commit", "false");
}

static int read_client(struct consumer_options *out, struct thrown *t)
{
    struct jopt *o = &out->given;
    struct properties file = {0}, words = {0}, *p = &out->client;
    const char *group = NULL;
    int rc = JOPT_GO_ON;
    if (given_file(&file, o, CONSUMER_CONSUMER_CONFIG, t) != 0 ||
        given_file(&file, o, CONSUMER_COMMAND_CONFIG, t) != 0)
        rc = uncaught(t);
    given_pairs(&words, o, CONSUMER_CONSUMER_PROPERTY);
    given_pairs(&words, o, CONSUMER_COMMAND_PROPERTY);
    if (rc == JOPT_GO_ON)
        rc = check_group(out, &file, &words, &group, t);
    properties_merge(p, &file);
    properties_merge(p, &words);
    if (rc == JOPT_GO_ON)
        rc = set_offset_reset(out);
    if (rc == JOPT_GO_ON &&
        (jopt_text(o, CONSUMER_BOOTSTRAP_SERVER, &out->bootstrap, t) != 0 ||
         given_option(p, "isolation.level", o, CONSUMER_ISOLATION_LEVEL, t) != 0))
        rc = uncaught(t);
    if (rc == JOPT_GO_ON) {
        properties_set(p, "bootstrap.servers", out->bootstrap);
        if (properties_get(p, "client.id") == NULL)
            properties_set(p, "client.id", "console-consumer");
        if (group == NULL)
            set_random_group(p);
        else
            properties_set(p, "group.id", group);
    }
    properties_deinit(&file);
    properties_deinit(&words);
    return rc;
}

static int read_offset(struct consumer_options *out, struct thrown *t)
{
    const char *text = "latest";
    char *end;
    out->offset = out->from_beginning ? CONSUMER_EARLIEST : CONSUMER_LATEST;
    if (!jopt_has(&out->given, CONSUMER_OFFSET))
        return JOPT_GO_ON;
    if (jopt_text(&out->given, CONSUMER_OFFSET, &text, t) != 0)
        return uncaught(t);
    if (strcasecmp(text, "earliest") == 0) {
        out->offset = CONSUMER_EARLIEST;
        return JOPT_GO_ON;
    }
    if (strcasecmp(text, "latest") == 0)
        return JOPT_GO_ON;
    errno = 0;
    out->offset = strtoll(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && out->offset >= 0 && *text != ' ')
        return JOPT_GO_ON;
    return jopt_usage(&consumer_table,
                      "The provided offset value '%s' is incorrect. Valid values are 'earliest', "
                      "'latest', or a non-negative long.",
                      text);
}

static int read_formatter(struct consumer_options *out, struct thrown *t)
{
    const struct jopt *o = &out->given;
    struct properties p = {0};
    const char *class_name = NULL, *key = NULL, *value = NULL;
    int rc = jopt_text(o, CONSUMER_FORMATTER, &class_name, t);
    if (rc == 0)
        rc = given_file(&p, o, CONSUMER_FORMATTER_CONFIG, t);
    if (rc == 0)
        rc = jopt_text(o, CONSUMER_KEY_DESERIALIZER, &key, t);
    if (rc == 0)
        rc = jopt_text(o, CONSUMER_VALUE_DESERIALIZER, &value, t);
    if (rc == 0) {
        if (key != NULL && *key != '\0')
            properties_set(&p, "key.deserializer", key);
        if (value != NULL && *value != '\0')
            properties_set(&p, "value.deserializer", value);
        given_pairs(&p, o, CONSUMER_PROPERTY);
        given_pairs(&p, o, CONSUMER_FORMATTER_PROPERTY);
        rc = formatter_init(&out->formatter, class_name, &p, t);
        out->formatter.clean = isatty(STDOUT_FILENO) && !jopt_has(o, CONSUMER_RAW);
    }
    properties_deinit(&p);
    return rc == 0 ? JOPT_GO_ON : jopt_usage(&consumer_table, "%s", t->text);
}

static int read_all(struct consumer_options *out, int argc, struct thrown *t)
{
    const struct jopt *o = &out->given;
    if (argc == 1 || jopt_has(o, CONSUMER_HELP))
        return jopt_usage(&consumer_table, "This tool helps to read data from Kafka topics and "
                                           "outputs it to standard output.");
    if (jopt_has(o, CONSUMER_VERSION))
        return java_version();
    int rc = check_pairs(o);
    if (rc == JOPT_GO_ON)
        rc = check_required(out, t);
    if (rc == JOPT_GO_ON)
        rc = read_client(out, t);
    if (rc == JOPT_GO_ON)
        rc = read_offset(out, t);
    if (rc == JOPT_GO_ON && jopt_long(o, CONSUMER_TIMEOUT_MS, &out->timeout_ms, t) != 0)
        rc = uncaught(t);
    return rc == JOPT_GO_ON ? read_formatter(out, t) : rc;
}

int consumer_options_read(struct consumer_options *out, int argc, char **argv)
{
    struct thrown t = {0};
    int rc;
    *out = (struct consumer_options){.partition = WHOLE_TOPIC, .timeout_ms = -1};
    if (jopt_parse(&out->given, &consumer_table, argc, argv, &t) != 0)
        rc = jopt_usage(&consumer_table, "%s", t.text);
    else
        rc = read_all(out, argc, &t);
    out->skip_on_error = jopt_has(&out->given, CONSUMER_SKIP_MESSAGE_ON_ERROR);
    out->systest_events = jopt_has(&out->given, CONSUMER_ENABLE_SYSTEST_EVENTS);
    thrown_deinit(&t);
    return rc;
}

void consumer_options_deinit(struct consumer_options *o)
{
    jopt_deinit(&o->given);
    properties_deinit(&o->client);
    formatter_deinit(&o->formatter);
}
