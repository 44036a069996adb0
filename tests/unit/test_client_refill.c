/* test_client_refill.c: a full queue of librdkafka's is filled again while it is read, against the
 * broker that librdkafka brings for tests. */
#include "test.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdlib.h>

#include "base/clock.h"
#include "client/client_config_apply.h"
#include "client/refill.h"

enum {
    MESSAGES = 100000,
    QUEUE = 100,     /* full some hundred times: at a second each, nobody would wait for the end */
    MOST_MS = 60000, /* far more than it takes, however crowded the machine */
    BATCH = QUEUE / 4,
};

static void produce(const char *servers)
{
    char why[200];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    client_config_set(conf, "bootstrap.servers", servers);
    client_config_set(conf, "batch.num.messages", "50");
    client_config_set(conf, "queue.buffering.max.messages", "1000000");
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    assert_non_null(rk);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(rk, "t", NULL);
    for (int i = 0; i < MESSAGES; i++)
        assert_int_equal(rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, "x", 1, NULL, 0, NULL), 0);
    assert_int_equal(rd_kafka_flush(rk, MOST_MS), 0);
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(rk);
}

static int consume(rd_kafka_t *rk, struct refill *refill)
{
    rd_kafka_topic_t *topic = rd_kafka_topic_new(rk, "t", NULL);
    assert_int_equal(rd_kafka_consume_start(topic, 0, 0), 0);
    int got = 0;
    for (int64_t end = clock_mono_ms() + MOST_MS; got < MESSAGES && clock_mono_ms() < end;) {
        rd_kafka_message_t *batch[BATCH];
        ssize_t n = rd_kafka_consume_batch(topic, 0, 10, batch, BATCH);
        for (ssize_t i = 0; i < n; i++) {
            assert_int_equal(batch[i]->err, 0);
            rd_kafka_message_destroy(batch[i]);
        }
        got += (int)n;
        refill_taken(refill, (int)n, (size_t)n);
    }
    rd_kafka_consume_stop(topic, 0);
    rd_kafka_topic_destroy(topic);
    return got;
}

static void a_queue_that_is_full_again_and_again_is_read_to_its_end(void **state)
{
    (void)state;
    char why[200];
    struct refill refill;
    rd_kafka_t *host = rd_kafka_new(RD_KAFKA_PRODUCER, NULL, why, sizeof why);
    assert_non_null(host);
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(host, 1);
    assert_int_equal(rd_kafka_mock_topic_create(cluster, "t", 1, 1), 0);
    const char *servers = rd_kafka_mock_cluster_bootstraps(cluster);
    produce(servers);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    client_config_set(conf, "bootstrap.servers", servers);
    client_config_set(conf, "queued.min.messages", "100");
    client_config_set(conf, "fetch.message.max.bytes", "4096");
    refill_configure(&refill, conf);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    assert_non_null(rk);
    refill_open(&refill, rk, BATCH);
    assert_int_equal(consume(rk, &refill), MESSAGES);
    refill_close(&refill);
    rd_kafka_destroy(rk);
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_queue_that_is_full_again_and_again_is_read_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
