/* test_client_config.c: what Java's properties become for librdkafka. */
#include "test.h"

#include <stdio.h>

#include "base/bytes.h"
#include "client/client_config_apply.h"

struct told {
    int count;
    char text[512];
};

static void remember(void *ctx, const char *sentence)
{
    struct told *told = ctx;
    told->count++;
    snprintf(told->text, sizeof told->text, "%s", sentence);
}

/* A configuration made of the text; the caller destroys it. */
static rd_kafka_conf_t *apply(const char *text, enum client_role role, int *rc, struct told *told,
                              struct err *err)
{
    struct properties p = {0};
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    *told = (struct told){0};
    *err = (struct err){0};
    assert_int_equal(properties_parse(&p, bytes_of(text), err), 0);
    *rc = client_config_apply(conf, &p, role, remember, told, err);
    properties_deinit(&p);
    return conf;
}

static void assert_set(const char *text, enum client_role role, const char *name, const char *value)
{
    struct told told;
    struct err err;
    char got[256] = "";
    size_t size = sizeof got;
    int rc;
    rd_kafka_conf_t *conf = apply(text, role, &rc, &told, &err);
    if (rc != 0 || told.count > 0)
        fail_msg("%s: %s%s", text, err.text, told.text);
    if (rd_kafka_conf_get(conf, name, got, &size) != RD_KAFKA_CONF_OK || strcmp(got, value) != 0)
        fail_msg("%s: %s is \"%s\", not \"%s\"", text, name, got, value);
    rd_kafka_conf_destroy(conf);
}

static void assert_refused(const char *text, const char *part)
{
    struct told told;
    struct err err;
    int rc;
    rd_kafka_conf_destroy(apply(text, CLIENT_CONSUMER, &rc, &told, &err));
    assert_int_equal(rc, ERR_USAGE);
    if (strstr(err.text, part) == NULL)
        fail_msg("%s: \"%s\" does not say \"%s\"", text, err.text, part);
}

static void a_property_goes_to_the_name_that_librdkafka_has_for_it(void **state)
{
    (void)state;
    assert_set("linger.ms=7", CLIENT_PRODUCER, "linger.ms", "7");
    assert_set("request.timeout.ms=1500", CLIENT_PRODUCER, "request.timeout.ms", "1500");
    assert_set("request.timeout.ms=1500", CLIENT_CONSUMER, "socket.timeout.ms", "1500");
    assert_set("delivery.timeout.ms=9000", CLIENT_PRODUCER, "message.timeout.ms", "9000");
    assert_set("max.request.size=5000", CLIENT_PRODUCER, "message.max.bytes", "5000");
    assert_set("fetch.max.wait.ms=44", CLIENT_CONSUMER, "fetch.wait.max.ms", "44");
    assert_set("group.id=g\nkey.deserializer=x", CLIENT_CONSUMER, "group.id", "g");
}

static void values_that_java_writes_otherwise_are_translated(void **state)
{
    (void)state;
    assert_set("send.buffer.bytes=-1", CLIENT_PRODUCER, "socket.send.buffer.bytes", "0");
    assert_set("receive.buffer.bytes=-1", CLIENT_PRODUCER, "socket.receive.buffer.bytes", "0");
    assert_set("receive.buffer.bytes=9999", CLIENT_PRODUCER, "socket.receive.buffer.bytes", "9999");
    assert_set("auto.offset.reset=none", CLIENT_CONSUMER, "auto.offset.reset", "error");
    assert_set("auto.offset.reset=earliest", CLIENT_CONSUMER, "auto.offset.reset", "smallest");
    assert_set("client.id=none", CLIENT_CONSUMER, "client.id", "none");
    assert_set("client.id=-1", CLIENT_CONSUMER, "client.id", "-1");
}

static void the_memory_of_a_producer_is_told_in_kilobytes_at_least_one(void **state)
{
    (void)state;
    assert_set("buffer.memory=0", CLIENT_PRODUCER, "queue.buffering.max.kbytes", "1");
    assert_set("buffer.memory=1023", CLIENT_PRODUCER, "queue.buffering.max.kbytes", "1");
    assert_set("buffer.memory=33554432", CLIENT_PRODUCER, "queue.buffering.max.kbytes", "32768");
}

static void the_level_is_that_of_the_codec_in_use(void **state)
{
    (void)state;
    assert_set("compression.type=zstd\ncompression.zstd.level=5\ncompression.gzip.level=3",
               CLIENT_PRODUCER, "compression.level", "5");
    assert_set("acks=all\ncompression.type=gzip\ncompression.zstd.level=5", CLIENT_PRODUCER,
               "compression.level", "-1");
    assert_set("acks=all\ncompression.zstd.level=5", CLIENT_PRODUCER, "compression.level", "-1");
}

static void a_value_outside_librdkafkas_range_is_a_warning_that_names_it(void **state)
{
    (void)state;
    struct told told;
    struct err err;
    int rc;
    rd_kafka_conf_destroy(apply("linger.ms=99999999", CLIENT_PRODUCER, &rc, &told, &err));
    assert_int_equal(rc, 0);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.text, "The property 'linger.ms' cannot be '99999999' here: "));
    rd_kafka_conf_destroy(apply("linger.ms=1", CLIENT_CONSUMER, &rc, &told, &err));
    assert_int_equal(rc, 0);
    assert_int_equal(told.count, 0); /* no consumer has it: client_config_check() said so */
}

static void the_new_group_protocol_is_used_where_librdkafka_has_it(void **state)
{
    (void)state;
    struct told told;
    struct err err;
    int rc;
    rd_kafka_conf_destroy(apply("group.protocol=Classic", CLIENT_CONSUMER, &rc, &told, &err));
    assert_int_equal(rc, 0);
    assert_int_equal(told.count, 0);
    if (rd_kafka_version() >= 0x02040000) {
        assert_set("group.protocol=CONSUMER", CLIENT_CONSUMER, "group.protocol", "consumer");
        return;
    }
    rd_kafka_conf_destroy(apply("group.protocol=CONSUMER", CLIENT_CONSUMER, &rc, &told, &err));
    assert_int_equal(rc, 0);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.text, "The property 'group.protocol' cannot be 'CONSUMER' here: "));
}

static void stores_are_taken_as_pem_or_pkcs12_and_javas_own_are_refused(void **state)
{
    (void)state;
    static const char pem[] = "ssl.keystore.location=/k.pem\nssl.keystore.type=pem";
    assert_set(pem, CLIENT_CONSUMER, "ssl.certificate.location", "/k.pem");
    assert_set(pem, CLIENT_CONSUMER, "ssl.key.location", "/k.pem");
    assert_set("ssl.keystore.location=/k.p12\nssl.keystore.type=PKCS12", CLIENT_CONSUMER,
               "ssl.keystore.location", "/k.p12");
    assert_set("ssl.truststore.location=/t.pem\nssl.truststore.type=PEM", CLIENT_CONSUMER,
               "ssl.ca.location", "/t.pem");
    assert_refused("ssl.keystore.location=/k.jks", "/k.jks is a Java key store");
    assert_refused("ssl.keystore.location=/k.jks\nssl.keystore.type=JKS", "Java key store");
    assert_refused("ssl.truststore.location=/t.jks", "/t.jks is a Java trust store");
    assert_refused("ssl.truststore.location=/t.jks\nssl.truststore.type=JKS", "Java trust store");
}

static void an_empty_algorithm_turns_the_check_of_host_names_off(void **state)
{
    (void)state;
    static const char name[] = "ssl.endpoint.identification.algorithm";
    assert_set("ssl.endpoint.identification.algorithm=", CLIENT_CONSUMER, name, "none");
    assert_set("ssl.endpoint.identification.algorithm=https", CLIENT_CONSUMER, name, "https");
}

static void a_jaas_line_gives_the_name_and_the_password(void **state)
{
    (void)state;
    static const char jaas[] = "sasl.jaas.config=org.x.PlainLoginModule required "
                               "username=\"flight\" password = \"s=3 cret\";";
    assert_set(jaas, CLIENT_CONSUMER, "sasl.username", "flight");
    assert_set(jaas, CLIENT_CONSUMER, "sasl.password", "s=3 cret");
    assert_refused("sasl.jaas.config=x required username=\"flight\";", "sasl.jaas.config");
    assert_refused("sasl.jaas.config=x required password=\"p\";", "sasl.jaas.config");
    assert_refused("sasl.jaas.config=x required username=flight password=\"p\";", "needs username");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_property_goes_to_the_name_that_librdkafka_has_for_it),
        cmocka_unit_test(values_that_java_writes_otherwise_are_translated),
        cmocka_unit_test(the_memory_of_a_producer_is_told_in_kilobytes_at_least_one),
        cmocka_unit_test(the_level_is_that_of_the_codec_in_use),
        cmocka_unit_test(a_value_outside_librdkafkas_range_is_a_warning_that_names_it),
        cmocka_unit_test(the_new_group_protocol_is_used_where_librdkafka_has_it),
        cmocka_unit_test(stores_are_taken_as_pem_or_pkcs12_and_javas_own_are_refused),
        cmocka_unit_test(an_empty_algorithm_turns_the_check_of_host_names_off),
        cmocka_unit_test(a_jaas_line_gives_the_name_and_the_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
