/* topic_admin.c: CreateTopics and DescribeConfigs through librdkafka. */
#include <stdlib.h>
#include <string.h>

#include "client/topic_admin.h"

/* Waits for the result: an event for the caller to destroy, or NULL and *code. */
static rd_kafka_event_t *wait_for(rd_kafka_queue_t *queue, int wait_ms, int *code)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, wait_ms);
    *code = event == NULL ? RD_KAFKA_RESP_ERR__TIMED_OUT : rd_kafka_event_error(event);
    if (event == NULL || *code == 0)
        return event;
    rd_kafka_event_destroy(event);
    return NULL;
}

static rd_kafka_AdminOptions_t *options_for(rd_kafka_t *rk, rd_kafka_admin_op_t what, int wait_ms)
{
    char why[128];
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(rk, what);
    rd_kafka_AdminOptions_set_request_timeout(options, wait_ms, why, sizeof why);
    return options;
}

int topic_admin_create(rd_kafka_t *rk, const char *topic, int wait_ms)
{
    char why[128];
    int code;
    rd_kafka_NewTopic_t *made = rd_kafka_NewTopic_new(topic, -1, -1, why, sizeof why);
    if (made == NULL)
        return RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION;
    rd_kafka_NewTopic_set_config(made, "retention.ms", "-1");
    rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
    rd_kafka_AdminOptions_t *options = options_for(rk, RD_KAFKA_ADMIN_OP_CREATETOPICS, wait_ms);
    rd_kafka_CreateTopics(rk, &made, 1, options, queue);
    rd_kafka_event_t *event = wait_for(queue, wait_ms, &code);
    if (event != NULL) {
        size_t n;
        const rd_kafka_topic_result_t **results =
            rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &n);
        code = n == 1 ? (int)rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
        rd_kafka_event_destroy(event);
    }
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    rd_kafka_NewTopic_destroy(made);
    return code;
}

static int find_number(const rd_kafka_event_t *event, const char *name, int64_t *number)
{
    size_t resources, entries;
    const rd_kafka_ConfigResource_t **all = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result((rd_kafka_event_t *)(uintptr_t)event), &resources);
    if (resources != 1)
        return RD_KAFKA_RESP_ERR_UNKNOWN;
    int code = rd_kafka_ConfigResource_error(all[0]);
    const rd_kafka_ConfigEntry_t **list = rd_kafka_ConfigResource_configs(all[0], &entries);
    for (size_t i = 0; code == 0 && i < entries; i++) {
        const char *value = rd_kafka_ConfigEntry_value(list[i]);
        if (strcmp(rd_kafka_ConfigEntry_name(list[i]), name) == 0 && value != NULL) {
            *number = strtoll(value, NULL, 10);
            return 0;
        }
    }
    return code != 0 ? code : RD_KAFKA_RESP_ERR_UNKNOWN;
}

int topic_admin_get_config(rd_kafka_t *rk, const char *topic, const char *name, int wait_ms,
                           int64_t *number)
{
    int code;
    rd_kafka_ConfigResource_t *asked = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
    rd_kafka_AdminOptions_t *options = options_for(rk, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, wait_ms);
    rd_kafka_DescribeConfigs(rk, &asked, 1, options, queue);
    rd_kafka_event_t *event = wait_for(queue, wait_ms, &code);
    if (event != NULL) {
        code = find_number(event, name, number);
        rd_kafka_event_destroy(event);
    }
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    rd_kafka_ConfigResource_destroy(asked);
    return code;
}
