/* topic.c: topic names, and what a topic's configuration means for it. */
#include "broker/topic.h"

#include <stdio.h>

#include "base/mem.h"
#include "broker/broker.h"
#include "broker/partition.h"

/* ---- names, ids, places ---- */

struct uuid uuid_make(void)
{
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    do {
        uv_random(NULL, NULL, id.bytes, sizeof id.bytes, 0, NULL);
        id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40);
        id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
    } while (uuid_to_text(id, text)[0] == '-');
    return id;
}

static bool is_name_character(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

const char *topic_name_problem(struct bytes name, char *text, size_t size)
{
    if (name.len == 0)
        return "Topic name is invalid: the empty string is not allowed";
    if (bytes_equal(name, bytes_of(".")))
        return "Topic name is invalid: '.' is not allowed";
    if (bytes_equal(name, bytes_of("..")))
        return "Topic name is invalid: '..' is not allowed";
    if (name.len > LIMIT_TOPIC_NAME) {
        snprintf(text, size,
                 "Topic name is invalid: the length of '%.*s' is longer than the max allowed "
                 "length 249",
                 (int)(name.len > 1000 ? 1000 : name.len), (const char *)name.data);
        return text;
    }
    for (size_t i = 0; i < name.len; i++) {
        if (is_name_character(name.data[i]))
            continue;
        snprintf(text, size,
                 "Topic name is invalid: '%.*s' contains one or more characters other than ASCII "
                 "alphanumerics, '.', '_' and '-'",
                 (int)name.len, (const char *)name.data);
        return text;
    }
    return NULL;
}

char *topic_dir(const struct broker *b, const struct topic *topic, int32_t index)
{
    return mem_printf("%s/%s-%d", b->data_dir, topic->name, index);
}

struct partition *topic_partition(const struct topic *topic, int32_t index)
{
    return index >= 0 && index < topic->partition_count ? topic->partitions[index] : NULL;
}

/* ---- the values in use ---- */

static int32_t clamp32(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : (int32_t)value;
}

struct log_config topic_log_config(const struct topic *topic, const struct config *broker)
{
    const struct config *own = &topic->config;
    const char *policy = config_topic_text(own, broker, TOPIC_CLEANUP_POLICY, NULL);
    bool deletes = strstr(policy, "delete") != NULL;
    int64_t retention_bytes = config_topic_number(own, broker, TOPIC_RETENTION_BYTES);
    return (struct log_config){
        .segment_bytes = config_topic_number(own, broker, TOPIC_SEGMENT_BYTES),
        .segment_ms = config_topic_number(own, broker, TOPIC_SEGMENT_MS),
        .retention_ms = deletes ? config_topic_number(own, broker, TOPIC_RETENTION_MS) : -1,
        .retention_bytes = deletes && retention_bytes >= 0 ? retention_bytes : -1,
        .index_interval_bytes =
            clamp32(config_topic_number(own, broker, TOPIC_INDEX_INTERVAL_BYTES)),
        .max_message_bytes = clamp32(config_topic_number(own, broker, TOPIC_MAX_MESSAGE_BYTES)),
        .log_append_time = topic->log_append_time,
    };
}

static enum codec codec_of(const char *compression_type)
{
    if (strcmp(compression_type, "uncompressed") == 0)
        return CODEC_NONE;
    return codec_by_name(compression_type); /* "producer" is not a codec */
}

void topic_apply_config(struct broker *b, struct topic *topic)
{
    const struct config *own = &topic->config, *base = &b->config;
    const char *type = config_topic_text(own, base, TOPIC_TIMESTAMP_TYPE, NULL);
    const char *policy = config_topic_text(own, base, TOPIC_CLEANUP_POLICY, NULL);
    topic->log_append_time = strcmp(type, "LogAppendTime") == 0;
    topic->compacted = strstr(policy, "compact") != NULL;
    topic->codec = codec_of(config_topic_text(own, base, TOPIC_COMPRESSION_TYPE, NULL));
    topic->max_message_bytes = clamp32(config_topic_number(own, base, TOPIC_MAX_MESSAGE_BYTES));
    topic->before_max_ms = config_topic_number(own, base, TOPIC_TIMESTAMP_BEFORE_MAX_MS);
    topic->after_max_ms = config_topic_number(own, base, TOPIC_TIMESTAMP_AFTER_MAX_MS);
    struct log_config config = topic_log_config(topic, base);
    for (int32_t i = 0; i < topic->partition_count; i++)
        if (topic->partitions[i]->log != NULL)
            log_configure(topic->partitions[i]->log, &config);
}
