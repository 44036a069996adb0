/* mock_kit.c: the cluster in a client of librdkafka's, and a client of its own to send. */
#include "mock_kit.h"

#include <stdio.h>

#include "client/client_config_apply.h"

static void make_sender(struct mock *m)
{
    char why[200];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    client_config_set(conf, "test.mock.num.brokers", "1");
    client_config_set(conf, "queue.buffering.max.messages", "1000000");
    client_config_set(conf, "linger.ms", "1");
    client_config_set(conf, "batch.num.messages", "100"); /* it sends no batch larger than asked */
    client_config_set(conf, "log_level", "0");
    m->host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    assert_non_null(m->host);
    m->cluster = rd_kafka_handle_mock_cluster(m->host);
    assert_non_null(m->cluster);
}

void mock_open(struct mock *m)
{
    *m = (struct mock){0};
    make_sender(m);
    snprintf(m->servers, sizeof m->servers, "%s", rd_kafka_mock_cluster_bootstraps(m->cluster));
    properties_set(&m->java, "bootstrap.servers", m->servers);
}

void mock_close(struct mock *m)
{
    rd_kafka_destroy(m->host);
    properties_deinit(&m->java);
}

void mock_topic(struct mock *m, const char *name, int partitions)
{
    assert_int_equal(rd_kafka_mock_topic_create(m->cluster, name, partitions, 1), 0);
}

bool mock_has_topic_ids(void)
{
    return rd_kafka_version() >= 0x02040000;
}

bool mock_may_refuse_topics(void)
{
    return rd_kafka_version() < 0x02040000 || rd_kafka_version() >= 0x020a0000;
}

void mock_send(struct mock *m, const char *topic, int32_t partition, int count)
{
    for (int i = 0; i < count; i++) {
        char value[16];
        int n = snprintf(value, sizeof value, "v%d", i);
        rd_kafka_vu_t message[] = {
            {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic},
            {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
            {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {.ptr = "k", .size = 1}},
            {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {.ptr = value, .size = (size_t)n}},
            {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = 1000 + i},
            {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        };
        assert_null(rd_kafka_produceva(m->host, message, ARRAY_SIZE(message)));
    }
    assert_int_equal(rd_kafka_flush(m->host, MOCK_PATIENCE_MS), 0);
}
