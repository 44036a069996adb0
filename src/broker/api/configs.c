/* configs.c: DescribeConfigs, IncrementalAlterConfigs, and ListPartitionReassignments (always empty
 * on one broker, but kafka-topics asks). */
#include <stdio.h>

#include "base/buf.h"
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "wire/errors.h"

enum { RESOURCE_TOPIC = 2, RESOURCE_BROKER = 4 };
enum { OP_SET = 0, OP_DELETE = 1, OP_APPEND = 2, OP_SUBTRACT = 3 };

/* ---- a new topic in CreateTopics ---- */

void configs_fill_created(struct request *rq, const struct config *config,
                          struct create_topics_response_topic *out)
{
    out->configs.items =
        wire_new(&create_topics_response_config_schema, &rq->arena, TOPIC_KEY_COUNT);
    out->configs.count = TOPIC_KEY_COUNT;
    for (int key = 0; key < TOPIC_KEY_COUNT; key++) {
        struct create_topics_response_config *c = &out->configs.items[key];
        enum config_source source;
        const char *text =
            config_topic_text(config, &rq->broker->config, (enum topic_key)key, &source);
        c->name = bytes_of(config->rows[key].name);
        c->value = arena_copy(&rq->arena, bytes_of(text));
        c->config_source = (int8_t)source;
    }
}

/* ---- DescribeConfigs: every key, its value and its source ---- */

static bool is_wanted(const struct describe_configs_resource *in, const char *name)
{
    if (in->configuration_keys.count < 0)
        return true;
    for (int32_t i = 0; i < in->configuration_keys.count; i++)
        if (bytes_equal(in->configuration_keys.items[i], bytes_of(name)))
            return true;
    return false;
}

static void fill_entry(struct request *rq, struct describe_configs_entry *e,
                       const struct config_row *row, const char *text, enum config_source source)
{
    const struct describe_configs_request *in = rq->in;
    e->name = bytes_of(row->name);
    e->value = bytes_of(text);
    e->config_source = (int8_t)source;
    e->config_type = (int8_t)row->type;
    e->documentation = in->include_documentation ? bytes_of(row->help) : BYTES_NULL;
}

static void add_synonym(struct describe_configs_entry *e, const char *name, const char *text,
                        enum config_source source)
{
    e->synonyms.items[e->synonyms.count++] = (struct describe_configs_synonym){
        .name = bytes_of(name), .value = bytes_of(text), .source = (int8_t)source};
}

/* KIP-226: every applicable value, the one in use first. */
static void add_topic_synonyms(struct request *rq, struct describe_configs_entry *e,
                               const struct config *topic, int key)
{
    const struct config *broker = &rq->broker->config;
    const struct config_row *row = &topic->rows[key];
    const char *below = row->broker_key != NULL ? row->broker_key : row->name;
    int from = row->broker_key != NULL ? config_find(broker, bytes_of(row->broker_key)) : -1;
    e->synonyms.items = wire_new(&describe_configs_synonym_schema, &rq->arena, 3);
    if (topic->values[key].text != NULL)
        add_synonym(e, row->name, topic->values[key].text, CONFIG_FROM_TOPIC);
    if (from >= 0 && broker->values[from].text != NULL)
        add_synonym(e, below, broker->values[from].text, CONFIG_FROM_BROKER);
    if (row->fallback != NULL)
        add_synonym(e, below, row->fallback, CONFIG_FROM_DEFAULT);
}

static void describe_topic(struct request *rq, const struct describe_configs_resource *in,
                           struct describe_configs_result *out)
{
    const struct describe_configs_request *request = rq->in;
    char scratch[512];
    const struct topic *topic = catalog_topic(rq->broker, in->resource_name);
    const char *problem = topic_name_problem(in->resource_name, scratch, sizeof scratch);
    if (topic == NULL) {
        out->error_code =
            problem != NULL ? KAFKA_INVALID_TOPIC_EXCEPTION : KAFKA_UNKNOWN_TOPIC_OR_PARTITION;
        out->error_message =
            problem != NULL ? bytes_of(arena_printf(&rq->arena, "%s", problem)) : BYTES_NULL;
        return;
    }
    out->configs.items = wire_new(&describe_configs_entry_schema, &rq->arena, TOPIC_KEY_COUNT);
    for (int key = 0; key < TOPIC_KEY_COUNT; key++) {
        const struct config_row *row = &topic->config.rows[key];
        enum config_source source;
        if (!is_wanted(in, row->name))
            continue;
        struct describe_configs_entry *e = &out->configs.items[out->configs.count++];
        const char *text =
            config_topic_text(&topic->config, &rq->broker->config, (enum topic_key)key, &source);
        fill_entry(rq, e, row, text, source);
        if (request->include_synonyms)
            add_topic_synonyms(rq, e, &topic->config, key);
    }
}

static void describe_broker(struct request *rq, const struct describe_configs_resource *in,
                            struct describe_configs_result *out)
{
    const struct describe_configs_request *request = rq->in;
    const struct config *config = &rq->broker->config;
    const char *id = arena_printf(&rq->arena, "%d", rq->broker->node_id);
    if (in->resource_name.len == 0)
        return; /* the cluster-wide dynamic ones: there are none */
    if (!bytes_equal(in->resource_name, bytes_of(id))) {
        out->error_code = KAFKA_INVALID_REQUEST;
        out->error_message = bytes_of(arena_printf(
            &rq->arena, "Unexpected broker id, expected %s or empty string, but received %.*s", id,
            (int)in->resource_name.len, (const char *)in->resource_name.data));
        return;
    }
    out->configs.items = wire_new(&describe_configs_entry_schema, &rq->arena, BROKER_KEY_COUNT);
    for (int key = 0; key < BROKER_KEY_COUNT; key++) {
        const struct config_row *row = &config->rows[key];
        enum config_source source;
        const char *text = config_broker_text(config, key, &source);
        if (!is_wanted(in, row->name))
            continue;
        struct describe_configs_entry *e = &out->configs.items[out->configs.count++];
        fill_entry(rq, e, row, text, source);
        e->read_only = true;
        if (!request->include_synonyms)
            continue;
        e->synonyms.items = wire_new(&describe_configs_synonym_schema, &rq->arena, 2);
        if (source == CONFIG_FROM_BROKER)
            add_synonym(e, row->name, text, source);
        if (row->fallback != NULL)
            add_synonym(e, row->name, row->fallback, CONFIG_FROM_DEFAULT);
    }
}

static void describe_asked(struct request *rq, int32_t i)
{
    const struct describe_configs_request *in = rq->in;
    struct describe_configs_response *out = rq->out;
    const struct describe_configs_resource *asked = &in->resources.items[i];
    struct describe_configs_result *result = &out->results.items[out->results.count++];
    result->resource_type = asked->resource_type;
    result->resource_name = asked->resource_name;
    if (rq->arena.used > LIMIT_RESPONSE_BYTES)
        return;
    if (asked->resource_type == RESOURCE_TOPIC)
        describe_topic(rq, asked, result);
    else if (asked->resource_type == RESOURCE_BROKER)
        describe_broker(rq, asked, result);
    else {
        result->error_code = KAFKA_INVALID_REQUEST;
        result->error_message = bytes_of("Only topics and brokers have configurations here.");
    }
}

static enum reply reply_described(struct request *rq)
{
    return rq->arena.used > LIMIT_RESPONSE_BYTES ? CLOSE : REPLY;
}

enum reply handle_describe_configs(struct request *rq)
{
    const struct describe_configs_request *in = rq->in;
    struct describe_configs_response *out = rq->out;
    if (in->resources.count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    out->results.items = wire_new(&describe_configs_result_schema, &rq->arena, in->resources.count);
    return request_each(rq, &(struct each){.count = in->resources.count,
                                           .step = describe_asked,
                                           .end = reply_described});
}

/* ---- IncrementalAlterConfigs: topics only ---- */

struct alter_wait {
    struct waiter waiter; /* first: the catalog passes it back */
    struct request *rq;
    struct incremental_alter_configs_result *out;
};

static void on_altered(struct waiter *w, int rc)
{
    struct alter_wait *wait = (struct alter_wait *)w;
    int *pending = wait->rq->state;
    if (rc != 0)
        wait->out->error_code = KAFKA_KAFKA_STORAGE_ERROR;
    if (--*pending == 0)
        request_finish(wait->rq);
}

static bool is_item(struct bytes list, struct bytes item)
{
    while (list.len > 0) {
        const uint8_t *comma = memchr(list.data, ',', list.len);
        size_t len = comma != NULL ? (size_t)(comma - list.data) : list.len;
        if (bytes_equal(bytes_make(list.data, len), item))
            return true;
        size_t skip = comma != NULL ? len + 1 : len;
        list = bytes_make(list.data + skip, list.len - skip);
    }
    return false;
}

/* Appends the items of `from` that are not in `without`. */
static void add_items(struct buf *out, struct bytes from, struct bytes without)
{
    while (from.len > 0) {
        const uint8_t *comma = memchr(from.data, ',', from.len);
        size_t len = comma != NULL ? (size_t)(comma - from.data) : from.len;
        struct bytes item = bytes_make(from.data, len);
        if (len > 0 && !is_item(without, item)) {
            if (out->len > 0)
                buf_add_byte(out, ',');
            buf_add_bytes(out, item);
        }
        size_t skip = comma != NULL ? len + 1 : len;
        from = bytes_make(from.data + skip, from.len - skip);
    }
}

static int alter_list(struct request *rq, struct config *config, int row,
                      const struct incremental_alter_configs_entry *e, struct err *err)
{
    struct buf list = {0};
    struct bytes now =
        bytes_of(config_topic_text(config, &rq->broker->config, (enum topic_key)row, NULL));
    if (config->rows[row].type != CONFIG_LIST)
        return err_set(err, ERR_USAGE,
                       "Can't append to or subtract from a config that is not a list: %s",
                       config->rows[row].name);
    if (e->operation == OP_APPEND) {
        add_items(&list, now, bytes_of(""));
        add_items(&list, e->value, now);
    } else {
        add_items(&list, now, e->value);
    }
    int rc = config_set(config, row, buf_bytes(&list), err);
    buf_deinit(&list);
    return rc;
}

static int alter_entry(struct request *rq, struct config *config,
                       const struct incremental_alter_configs_entry *e, struct err *err)
{
    int row = config_find(config, e->name);
    if (row < 0)
        return err_set(err, ERR_USAGE, "Unknown topic config name: %.*s", (int)e->name.len,
                       (const char *)e->name.data);
    if (e->operation != OP_DELETE && bytes_is_null(e->value))
        return err_set(err, ERR_USAGE, "Null value not supported for topic configs: %s",
                       config->rows[row].name);
    switch (e->operation) {
    case OP_SET:
        return config_set(config, row, e->value, err);
    case OP_DELETE:
        return config_set(config, row, BYTES_NULL, err);
    case OP_APPEND:
    case OP_SUBTRACT:
        return alter_list(rq, config, row, e, err);
    default:
        return err_set(err, ERR_USAGE, "Unknown config operation.");
    }
}

static void alter_resource(struct request *rq, const struct incremental_alter_configs_resource *in,
                           struct incremental_alter_configs_result *out)
{
    const struct incremental_alter_configs_request *request = rq->in;
    struct topic *topic = catalog_topic(rq->broker, in->resource_name);
    struct config config;
    struct err err = {0};
    if (in->resource_type != RESOURCE_TOPIC || topic == NULL) {
        bool is_topic = in->resource_type == RESOURCE_TOPIC;
        out->error_code = is_topic ? KAFKA_UNKNOWN_TOPIC_OR_PARTITION : KAFKA_INVALID_REQUEST;
        out->error_message =
            is_topic
                ? BYTES_NULL
                : bytes_of(
                      "Only topic configs can be altered: the broker reads its own at startup.");
        return;
    }
    config_copy(&config, catalog_config(topic));
    for (int32_t i = 0; err.code == 0 && i < in->configs.count; i++)
        alter_entry(rq, &config, &in->configs.items[i], &err);
    if (err.code != 0) {
        out->error_code = KAFKA_INVALID_CONFIG;
        out->error_message = bytes_of(arena_printf(&rq->arena, "%s", err.text));
    } else if (!request->validate_only) {
        struct alter_wait *wait = arena_alloc(&rq->arena, sizeof *wait);
        *wait = (struct alter_wait){.waiter = {.ready = on_altered}, .rq = rq, .out = out};
        ++*(int *)rq->state;
        catalog_configure(rq->broker, topic, &config, &wait->waiter);
    }
    config_deinit(&config);
}

static void alter_asked(struct request *rq, int32_t i)
{
    const struct incremental_alter_configs_request *in = rq->in;
    struct incremental_alter_configs_response *out = rq->out;
    struct incremental_alter_configs_result *result = &out->results.items[i];
    result->resource_type = in->resources.items[i].resource_type;
    result->resource_name = in->resources.items[i].resource_name;
    alter_resource(rq, &in->resources.items[i], result);
}

static enum reply reply_or_wait(struct request *rq)
{
    return --*(int *)rq->state > 0 ? LATER : REPLY;
}

enum reply handle_incremental_alter_configs(struct request *rq)
{
    const struct incremental_alter_configs_request *in = rq->in;
    struct incremental_alter_configs_response *out = rq->out;
    int *pending = arena_alloc(&rq->arena, sizeof *pending);
    if (in->resources.count > LIMIT_TOPICS_NAMED)
        return CLOSE;
    rq->state = pending;
    out->results.count = in->resources.count;
    out->results.items =
        wire_new(&incremental_alter_configs_result_schema, &rq->arena, in->resources.count);
    ++*pending; /* until all have been processed */
    return request_each(
        rq,
        &(struct each){.count = in->resources.count, .step = alter_asked, .end = reply_or_wait});
}

/* ---- ListPartitionReassignments ---- */

enum reply handle_list_partition_reassignments(struct request *rq)
{
    (void)rq;
    return REPLY;
}
