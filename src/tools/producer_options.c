/* producer_options.c: from words to a reader's and a producer's properties, in the order in which
 * Kafka's ConsoleProducer checks them. */
#include "tools/producer_options.h"

#include <stdio.h>

#include "client/bootstrap.h"
#include "client/client_config.h"
#include "tools/given.h"
#include "tools/java.h"

static const struct jopt_row rows[] = {PRODUCER_OPTIONS(JOPT_ROW)};
const struct jopt_table producer_table = {rows, ARRAY_SIZE(rows)};

/* Kafka's batch.size of 16384 is not taken, unless asked for: a broker that syncs what it
 * acknowledges needs a few large batches, not thousands. The producer chooses. */
static bool batch_given(const struct jopt *o, const struct properties *p)
{
    return jopt_has(o, PRODUCER_BATCH_SIZE) || jopt_has(o, PRODUCER_MAX_PARTITION_MEMORY_BYTES) ||
           properties_get(p, "batch.size") != NULL;
}

static int check_pair(const struct jopt *o, size_t later, size_t earlier)
{
    if (!jopt_has(o, later) || !jopt_has(o, earlier))
        return JOPT_GO_ON;
    return jopt_usage(&producer_table, "Options --%s and --%s cannot be specified together.",
                      producer_table.rows[later].name, producer_table.rows[earlier].name);
}

static int check_bootstrap(const char *list)
{
    char host[256], port[8];
    if (list == NULL || list[strspn(list, " \t")] == '\0')
        return jopt_usage(&producer_table, "Error while validating the bootstrap address\n");
    const char *at = list;
    while (at != NULL) {
        size_t len = strcspn(at, ",");
        if (bootstrap_split(at, len, host, port) != 0)
            return jopt_usage(&producer_table,
                              "Please provide valid host:port like host1:9091,host2:9092\n");
        at = at[len] == ',' && at[len + 1] != '\0' ? at + len + 1 : NULL;
    }
    return JOPT_GO_ON;
}

static int check(const struct jopt *o, int argc, struct producer_options *out, struct thrown *t)
{
    if (argc == 1 || jopt_has(o, PRODUCER_HELP))
        return jopt_usage(&producer_table, "This tool helps to read data from standard input and "
                                           "publish it to Kafka.");
    if (jopt_has(o, PRODUCER_VERSION))
        return java_version();
    int rc = check_pair(o, PRODUCER_READER_PROPERTY, PRODUCER_PROPERTY);
    if (rc == JOPT_GO_ON)
        rc = check_pair(o, PRODUCER_COMMAND_PROPERTY, PRODUCER_PRODUCER_PROPERTY);
    if (rc == JOPT_GO_ON)
        rc = check_pair(o, PRODUCER_COMMAND_CONFIG, PRODUCER_PRODUCER_CONFIG);
    if (rc != JOPT_GO_ON)
        return rc;
    if (!jopt_has(o, PRODUCER_TOPIC))
        return jopt_usage(&producer_table, "Missing required argument \"[topic]\"");
    if (jopt_text(o, PRODUCER_BOOTSTRAP_SERVER, &out->bootstrap, t) != 0)
        return 1;
    return check_bootstrap(out->bootstrap);
}

static int read_reader(const struct jopt *o, struct producer_options *out, struct thrown *t)
{
    const char *reader = NULL;
    if (jopt_text(o, PRODUCER_LINE_READER, &reader, t) != 0)
        return -1;
    if (strcmp(reader, "org.apache.kafka.tools.LineMessageReader") != 0)
        return java_no_class(t, "kafka-console-producer", reader,
                             "org.apache.kafka.tools.LineMessageReader");
    if (given_file(&out->reader, o, PRODUCER_READER_CONFIG, t) != 0 ||
        jopt_text(o, PRODUCER_TOPIC, &out->topic, t) != 0)
        return -1;
    given_pairs(&out->reader, o, PRODUCER_PROPERTY);
    given_pairs(&out->reader, o, PRODUCER_READER_PROPERTY);
    return 0;
}

static int read_codec(const struct jopt *o, struct properties *p, struct thrown *t)
{
    const char *codec = jopt_has(o, PRODUCER_COMPRESSION_CODEC) ? "" : "none";
    if (jopt_text(o, PRODUCER_COMPRESSION_CODEC, &codec, t) != 0)
        return -1;
    properties_set(p, "compression.type", *codec == '\0' ? "gzip" : codec);
    return 0;
}

static int read_client(const struct jopt *o, struct producer_options *out, struct thrown *t)
{
    static const struct {
        enum producer_option row;
        const char *key;
    } merged[] = {
        {PRODUCER_TIMEOUT, "linger.ms"},
        {PRODUCER_REQUEST_REQUIRED_ACKS, "acks"},
        {PRODUCER_REQUEST_TIMEOUT_MS, "request.timeout.ms"},
        {PRODUCER_MESSAGE_SEND_MAX_RETRIES, "retries"},
        {PRODUCER_RETRY_BACKOFF_MS, "retry.backoff.ms"},
        {PRODUCER_SOCKET_BUFFER_SIZE, "send.buffer.bytes"},
        {PRODUCER_MAX_MEMORY_BYTES, "buffer.memory"},
        {PRODUCER_BATCH_SIZE, "batch.size"},
        {PRODUCER_MAX_PARTITION_MEMORY_BYTES, "batch.size"},
        {PRODUCER_METADATA_EXPIRY_MS, "metadata.max.age.ms"},
        {PRODUCER_MAX_BLOCK_MS, "max.block.ms"},
    };
    struct properties *p = &out->client;
    if (given_file(p, o, PRODUCER_PRODUCER_CONFIG, t) != 0 ||
        given_file(p, o, PRODUCER_COMMAND_CONFIG, t) != 0)
        return -1;
    given_pairs(p, o, PRODUCER_PRODUCER_PROPERTY);
    given_pairs(p, o, PRODUCER_COMMAND_PROPERTY);
    properties_set(p, "bootstrap.servers", out->bootstrap);
    if (read_codec(o, p, t) != 0)
        return -1;
    if (properties_get(p, "client.id") == NULL)
        properties_set(p, "client.id", "console-producer");
    bool chosen = !batch_given(o, p);
    out->lingers = jopt_has(o, PRODUCER_TIMEOUT) || properties_get(p, "linger.ms") != NULL;
    for (size_t i = 0; i < ARRAY_SIZE(merged); i++) {
        if (chosen && strcmp(merged[i].key, "batch.size") == 0)
            continue;
        if (given_option(p, merged[i].key, o, merged[i].row, t) != 0)
            return -1;
    }
    return 0;
}

/* What the option parser throws late, Kafka catches and shows without its class. */
static void show(const struct thrown *t)
{
    if (strncmp(t->kind, "joptsimple.", strlen("joptsimple.")) == 0)
        thrown_say(t);
    else
        thrown_print("", t);
}

int producer_options_read(struct producer_options *out, int argc, char **argv)
{
    struct jopt o;
    struct thrown t = {0};
    int rc;
    *out = (struct producer_options){0};
    if (jopt_parse(&o, &producer_table, argc, argv, &t) != 0) {
        rc = jopt_usage(&producer_table, "%s", t.text);
    } else {
        rc = check(&o, argc, out, &t);
        if (rc == JOPT_GO_ON && (read_reader(&o, out, &t) != 0 || read_client(&o, out, &t) != 0))
            rc = 1;
        if (rc == 1 && thrown_any(&t))
            show(&t);
        out->sync = jopt_has(&o, PRODUCER_SYNC);
    }
    thrown_deinit(&t);
    jopt_deinit(&o);
    return rc;
}

void producer_options_deinit(struct producer_options *o)
{
    properties_deinit(&o->reader);
    properties_deinit(&o->client);
}
