/* The first words between a client and the broker: ApiVersions, headers, addresses. */
#include "harness.h"

static struct test_broker broker;
static struct client client;

static int set_up(void **state)
{
    (void)state;
    client_connect(&client, &broker);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    client_close(&client);
    return 0;
}

static struct api_versions_request our_name(void)
{
    return (struct api_versions_request){.client_software_name = bytes_of("ground-test"),
                                         .client_software_version = bytes_of("1.0")};
}

static const struct api_versions_key *range_of(const struct api_versions_response *r, int key)
{
    for (int32_t i = 0; i < r->api_keys.count; i++)
        if (r->api_keys.items[i].api_key == key)
            return &r->api_keys.items[i];
    return NULL;
}

static void the_answer_to_api_versions_never_has_a_flexible_header(void **state)
{
    (void)state;
    struct api_versions_request request = our_name();
    client_send(&client, API_API_VERSIONS, 3, &request);
    client_take_raw(&client);
    assert_int_equal(be32_get(client.frame.data), 1);     /* correlation id */
    assert_int_equal(be16_get(client.frame.data + 4), 0); /* then the error, and no tag byte */
}

static void an_unknown_version_of_api_versions_is_answered_in_version_0(void **state)
{
    (void)state;
    static const uint8_t request[] = {0, 0, 0, 12, 0, 18, 0, 99, 0, 0, 0, 7, 0xff, 0xff, 1, 1};
    client_send_raw(&client, request, sizeof request);
    client_take_raw(&client);
    static const uint8_t expected[] = {0, 0, 0, 7, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4};
    assert_int_equal(client.frame.len, sizeof expected);
    assert_memory_equal(client.frame.data, expected, sizeof expected);
    struct api_versions_request again = our_name();
    const struct api_versions_response *r = client_ask(&client, API_API_VERSIONS, 4, &again);
    assert_int_equal(r->error_code, KAFKA_NONE);
}

static void an_unknown_version_of_another_api_closes_the_connection(void **state)
{
    (void)state;
    static const uint8_t request[] = {0, 0, 0, 10, 0, 3, 0, 99, 0, 0, 0, 7, 0xff, 0xff};
    client_send_raw(&client, request, sizeof request);
    client_expect_closed(&client);
}

static int greet(int version, const char *name, const char *software_version)
{
    struct api_versions_request request = {.client_software_name = bytes_of(name),
                                           .client_software_version = bytes_of(software_version)};
    const struct api_versions_response *r =
        client_ask(&client, API_API_VERSIONS, version, &request);
    assert_int_equal(r->api_keys.count > 0, r->error_code == KAFKA_NONE);
    return r->error_code;
}

static void a_bad_software_name_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",      "-lib", "lib-", ".lib", "lib.", "l i b",
                                      "lib\n", "-",    "l`b",  "l{b",  "l@b",  "l[b",
                                      "l/b",   "l:b",  "l_b",  "l\xff"};
    static const char *const good[] = {"a", "z", "A", "Z", "0", "9", "az.AZ-09", "l..--b"};
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        assert_int_equal(greet(3, bad[i], "1.0"), KAFKA_INVALID_REQUEST);
        assert_int_equal(greet(4, "lib", bad[i]), KAFKA_INVALID_REQUEST);
        assert_int_equal(greet(2, bad[i], bad[i]), KAFKA_NONE); /* it is not sent */
    }
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        assert_int_equal(greet(3, good[i], "1.0"), KAFKA_NONE);
        assert_int_equal(greet(4, "lib", good[i]), KAFKA_NONE);
    }
}

/* What is told to be served is, from the first version to the last. */
static void every_version_range_belongs_to_an_api_and_is_listed_once(void **state)
{
    (void)state;
    struct api_versions_request request = our_name();
    for (int version = 0; version <= 4; version++) {
        const struct api_versions_response *r =
            client_ask(&client, API_API_VERSIONS, version, &request);
        assert_int_equal(r->error_code, KAFKA_NONE);
        assert_int_equal(r->finalized_features_epoch, version >= 3 ? 0 : -1);
        for (int32_t i = 0; i < r->api_keys.count; i++) {
            const struct api_versions_key *range = &r->api_keys.items[i];
            const struct api *api = api_find(range->api_key);
            assert_non_null(api);
            assert_ptr_equal(range_of(r, range->api_key), range);
            assert_int_equal(range->min_version, api->announced_min);
            assert_int_equal(range->max_version, api->max);
        }
    }
}

static void the_ranges_hold_the_versions_that_librdkafka_looks_for(void **state)
{
    (void)state;
    static const struct {
        int key, version;
    } wanted[] = {{0, 0}, {0, 3},  {0, 7},  {1, 4},  {1, 10}, {2, 1},  {3, 0},  {3, 4}, {8, 2},
                  {9, 1}, {10, 0}, {11, 0}, {12, 0}, {13, 0}, {14, 0}, {18, 0}, {22, 0}};
    struct api_versions_request request = our_name();
    const struct api_versions_response *r = client_ask(&client, API_API_VERSIONS, 0, &request);
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        const struct api_versions_key *range = range_of(r, wanted[i].key);
        assert_non_null(range);
        assert_true(range->min_version <= wanted[i].version);
        assert_true(range->max_version >= wanted[i].version);
    }
}

static void announces_no_telemetry_and_no_transactions(void **state)
{
    (void)state;
    static const int absent[] = {24, 25, 26, 28, 68, 71, 72};
    struct api_versions_request request = our_name();
    const struct api_versions_response *r = client_ask(&client, API_API_VERSIONS, 4, &request);
    for (size_t i = 0; i < ARRAY_SIZE(absent); i++)
        assert_null(range_of(r, absent[i]));
}

static void produce_before_version_3_is_announced_but_closes(void **state)
{
    (void)state;
    static const uint8_t request[] = {0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 7, 0xff, 0xff};
    client_send_raw(&client, request, sizeof request);
    client_expect_closed(&client);
}

static void a_flexible_header_keeps_its_plain_client_id(void **state)
{
    (void)state;
    struct metadata_request request = {.topics = {NULL, 0}};
    const struct metadata_response *r = client_ask(&client, API_METADATA, 12, &request);
    assert_int_equal(r->brokers.count, 1);
}

static void no_feature_is_finalized(void **state)
{
    (void)state;
    struct api_versions_request request = our_name();
    const struct api_versions_response *r = client_ask(&client, API_API_VERSIONS, 4, &request);
    assert_int_equal(r->finalized_features.count, 0);
    assert_int_equal(r->supported_features.count, 0);
}

static void the_advertised_address_is_the_one_connected_to(void **state)
{
    (void)state;
    static const char *const hosts[] = {"127.0.0.1", "::1"};
    struct test_broker both = {0};
    broker_start(&both, (const char *const[]){"--listen", "[::1]:0", NULL});
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        struct client c;
        struct metadata_request request = {.topics = {NULL, 0}};
        client_connect_to(&c, hosts[i], both.port);
        const struct metadata_response *r = client_ask(&c, API_METADATA, 8, &request);
        assert_true(bytes_equal(r->brokers.items[0].host, bytes_of(hosts[i])));
        assert_int_equal(r->brokers.items[0].port, both.port);
        client_close(&c);
    }
    broker_remove(&both);
}

static void answers_to_pipelined_requests_come_in_order(void **state)
{
    (void)state;
    enum { MANY = 200 };
    struct metadata_request request = {.topics = {NULL, 0}};
    int32_t first = client.correlation + 1;
    for (int i = 0; i < MANY; i++)
        client_send(&client, API_METADATA, 8, &request);
    for (int i = 0; i < MANY; i++) {
        client_take_raw(&client);
        assert_int_equal(be32_get(client.frame.data), first + i);
    }
}

static void describe_cluster_knows_endpoint_types(void **state)
{
    (void)state;
    struct describe_cluster_request request = {.endpoint_type = 1};
    const struct describe_cluster_response *r =
        client_ask(&client, API_DESCRIBE_CLUSTER, 2, &request);
    assert_int_equal(r->error_code, KAFKA_NONE);
    assert_int_equal(r->brokers.count, 1);
    assert_int_equal(r->cluster_id.len, 22);
    request.endpoint_type = 2;
    r = client_ask(&client, API_DESCRIBE_CLUSTER, 2, &request);
    assert_int_equal(r->error_code, KAFKA_MISMATCHED_ENDPOINT_TYPE);
}

static int start(void **state)
{
    (void)state;
    broker_start(&broker, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    broker_remove(&broker);
    return 0;
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_answer_to_api_versions_never_has_a_flexible_header),
        test(an_unknown_version_of_api_versions_is_answered_in_version_0),
        test(an_unknown_version_of_another_api_closes_the_connection),
        test(a_bad_software_name_is_refused),
        test(every_version_range_belongs_to_an_api_and_is_listed_once),
        test(the_ranges_hold_the_versions_that_librdkafka_looks_for),
        test(announces_no_telemetry_and_no_transactions),
        test(produce_before_version_3_is_announced_but_closes),
        test(a_flexible_header_keeps_its_plain_client_id),
        test(no_feature_is_finalized),
        test(the_advertised_address_is_the_one_connected_to),
        test(answers_to_pipelined_requests_come_in_order),
        test(describe_cluster_knows_endpoint_types),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
