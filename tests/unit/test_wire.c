/* test_wire.c: the codec on every message in every version, frames, ids, codes. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "random_message.h"
#include "unhex.h"
#include "wire/errors.h"
#include "wire/frame.h"
#include "wire_dump.h"

/* --- round trips --- */

static void check_round_trip(const struct schema *schema, struct wire_version version)
{
    struct arena arena;
    struct err err = {0};
    struct buf first = {0}, second = {0}, before = {0}, after = {0};
    arena_init(&arena, 0);
    void *in = arena_alloc(&arena, schema->size);
    void *out = arena_alloc(&arena, schema->size);
    random_message(schema, version.number, &arena, in);
    /* A null that stands for a default of "" is written as empty. */
    assert_int_equal(wire_encode(schema, version, in, &first, &err), 0);
    struct bytes at = buf_bytes(&first);
    if (wire_decode(schema, version, &at, &arena, out, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(at.len, 0);
    assert_int_equal(wire_encode(schema, version, out, &second, &err), 0);
    wire_dump(schema, version.number, in, &before);
    wire_dump(schema, version.number, out, &after);
    assert_string_equal(buf_text(&before), buf_text(&after));
    assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
    buf_deinit(&first);
    buf_deinit(&second);
    buf_deinit(&before);
    buf_deinit(&after);
    arena_deinit(&arena);
}

static void every_message_of_every_version_round_trips(void **state)
{
    (void)state;
    random_seed(20171);
    for (size_t i = 0; i < api_count; i++) {
        const struct api *api = &api_rows[i];
        for (int16_t v = api->min; v <= api->max; v++) {
            for (int n = 0; n < 200; n++) {
                check_round_trip(api->request, api_version(api, v));
                check_round_trip(api->response, api_version(api, v));
            }
        }
    }
}

/* --- Apache Kafka's bytes --- */

/* Reads the body and writes it again; the dump is left in `text`. */
static void check_vector(const struct schema *schema, struct wire_version version,
                         struct bytes body, struct buf *text)
{
    struct arena arena;
    struct err err = {0};
    struct buf again = {0};
    struct bytes at = body;
    arena_init(&arena, 0);
    void *message = arena_alloc(&arena, schema->size);
    if (wire_decode(schema, version, &at, &arena, message, &err) != 0)
        fail_msg("%s", err.text);
    if (at.len != 0)
        fail_msg("%s version %d: %zu bytes left", schema->name, version.number, at.len);
    assert_int_equal(wire_encode(schema, version, message, &again, &err), 0);
    if (!bytes_equal(buf_bytes(&again), body))
        fail_msg("%s version %d: written otherwise", schema->name, version.number);
    wire_dump(schema, version.number, message, text);
    buf_deinit(&again);
    arena_deinit(&arena);
}

static void apache_kafkas_own_bytes_are_read_and_written_alike(void **state)
{
    (void)state;
    enum { LINE = 16384 };
    char *line = malloc(LINE);
    char *hex = malloc(LINE);
    uint8_t *body = malloc(LINE);
    FILE *file = fopen(SOURCE_DIR "/tests/unit/wire_vectors.txt", "r");
    assert_non_null(file);
    struct buf text = {0};
    int checked = 0;
    while (fgets(line, LINE, file) != NULL) {
        int key, version;
        char kind[16];
        hex[0] = '\0'; /* a request of no fields has no bytes */
        if (sscanf(line, "%d %d %15s %16000s", &key, &version, kind, hex) < 3)
            continue;
        const struct api *api = api_find(key);
        assert_non_null(api);
        size_t len = unhex(hex, body);
        bool request = strcmp(kind, "request") == 0;
        check_vector(request ? api->request : api->response, api_version(api, (int16_t)version),
                     bytes_make(body, len), &text);
        checked++;
    }
    int all = 0;
    for (size_t i = 0; i < api_count; i++)
        all += 2 * (api_rows[i].max - api_rows[i].min + 1);
    assert_int_equal(checked, all);
    fclose(file);
    buf_deinit(&text);
    free(body);
    free(hex);
    free(line);
}

/* Written down by hand from the protocol guide. */
static void fields_lie_where_the_protocol_puts_them(void **state)
{
    (void)state;
    static const struct {
        const struct schema *schema;
        int16_t version;
        bool flexible;
        const char *hex;
        const char *dump;
    } rows[] = {
        {&heartbeat_request_schema, 0, false, "0001670000000700026d31",
         "heartbeat_request{group_id=\"g\" generation_id=7 member_id=\"m1\"}"},
        {&heartbeat_request_schema, 3, false, "0001670000000700026d31ffff",
         "heartbeat_request{group_id=\"g\" generation_id=7 member_id=\"m1\" "
         "group_instance_id=null}"},
        {&heartbeat_request_schema, 4, true, "026700000007036d310000",
         "heartbeat_request{group_id=\"g\" generation_id=7 member_id=\"m1\" "
         "group_instance_id=null}"},
        {&metadata_request_schema, 0, false, "00000000", "metadata_request{topics=[]}"},
        {&metadata_request_schema, 1, false, "ffffffff", "metadata_request{topics=null}"},
        {&metadata_request_schema, 9, true, "0202660001000000",
         "metadata_request{topics=[metadata_request_topic{name=\"f\"}] "
         "allow_auto_topic_creation=true include_cluster_authorized_operations=false "
         "include_topic_authorized_operations=false}"},
        {&api_versions_response_schema, 0, false, "002300000001001200000004",
         "api_versions_response{error_code=35 api_keys=[api_versions_key{api_key=18 "
         "min_version=0 max_version=4}]}"},
        {&describe_topic_partitions_request_schema, 0, true, "02026600000007d0ff00",
         "describe_topic_partitions_request{topics=[describe_topic_partitions_name{name=\"f\"}] "
         "response_partition_limit=2000 cursor=null}"},
        {&describe_topic_partitions_request_schema, 0, true,
         "01000007d00102660000000300"
         "00",
         "describe_topic_partitions_request{topics=[] response_partition_limit=2000 "
         "cursor=topic_cursor{topic_name=\"f\" partition=3}}"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        uint8_t body[256];
        size_t len = unhex(rows[i].hex, body);
        struct buf text = {0};
        check_vector(rows[i].schema, (struct wire_version){rows[i].version, rows[i].flexible},
                     bytes_make(body, len), &text);
        assert_string_equal(buf_text(&text), rows[i].dump);
        buf_deinit(&text);
    }
}

/* --- what encoding does with what a version cannot say --- */

static void a_null_where_none_may_be_is_written_as_empty(void **state)
{
    (void)state;
    struct join_group_response response = {.leader = bytes_of("m")};
    struct buf out = {0};
    struct wire_version v1 = {1, false};
    assert_int_equal(wire_encode(&join_group_response_schema, v1, &response, &out, NULL), 0);
    uint8_t want[64];
    size_t len = unhex("0000"
                       "00000000"
                       "0000"
                       "00016d"
                       "0000"
                       "00000000",
                       want);
    assert_true(bytes_equal(buf_bytes(&out), bytes_make(want, len)));
    buf_deinit(&out);
}

static void a_string_too_long_for_its_version_is_an_error_and_leaves_no_trace(void **state)
{
    (void)state;
    char *text = calloc(1, 40000);
    memset(text, 'x', 39999);
    struct heartbeat_request request = {.group_id = bytes_of(text)};
    struct buf out = {0};
    struct err err;
    buf_add_text(&out, "before");
    int code = wire_encode(&heartbeat_request_schema, (struct wire_version){0, false}, &request,
                           &out, &err);
    assert_int_equal(code, ERR_TOO_BIG);
    assert_int_equal(out.len, 6);
    buf_deinit(&out);
    free(text);
}

static void defaults_are_the_protocols(void **state)
{
    (void)state;
    struct produce_response_partition partition;
    wire_defaults(&produce_response_partition_schema, &partition);
    assert_int_equal(partition.log_append_time_ms, -1);
    assert_int_equal(partition.current_leader.leader_id, -1);
    assert_true(bytes_is_null(partition.error_message));
    struct describe_cluster_request request;
    wire_defaults(&describe_cluster_request_schema, &request);
    assert_int_equal(request.endpoint_type, 1);
}

/* --- frames --- */

static enum frame_result header_hex(const char *hex, struct request_header *header, size_t *left)
{
    static uint8_t frame[256];
    struct bytes at = bytes_make(frame, unhex(hex, frame));
    enum frame_result result = request_header_read(&at, header);
    *left = at.len;
    return result;
}

static void request_headers_are_read_in_both_versions(void **state)
{
    (void)state;
    struct request_header h;
    size_t left;
    assert_int_equal(header_hex("000c0000000000050003616263"
                                "00",
                                &h, &left),
                     FRAME_OK);
    assert_int_equal(h.correlation_id, 5);
    assert_true(bytes_equal(h.client_id, bytes_of("abc")));
    assert_int_equal(left, 1);
    /* Heartbeat 4 is flexible: its client id is a plain string all the same, then tags. */
    assert_int_equal(header_hex("000c0004000000050003616263"
                                "00"
                                "ee",
                                &h, &left),
                     FRAME_OK);
    assert_int_equal(left, 1);
    assert_int_equal(header_hex("000c000400000005ffff"
                                "00",
                                &h, &left),
                     FRAME_OK);
    assert_true(bytes_is_null(h.client_id));
}

static void requests_nobody_speaks_are_told_apart(void **state)
{
    (void)state;
    struct request_header h;
    size_t left;
    assert_int_equal(header_hex("000c00", &h, &left), FRAME_BAD);
    assert_int_equal(header_hex("03e70000000000050000", &h, &left), FRAME_UNKNOWN_API);
    assert_int_equal(header_hex("ffff0000000000050000", &h, &left), FRAME_UNKNOWN_API);
    assert_int_equal(header_hex("001200630000000500", &h, &left), FRAME_WRONG_VERSION);
    assert_int_equal(h.key, API_API_VERSIONS);
    assert_int_equal(h.correlation_id, 5);
    assert_int_equal(header_hex("00000002000000050000", &h, &left), FRAME_WRONG_VERSION);
    assert_int_equal(header_hex("000cffff000000050000", &h, &left), FRAME_WRONG_VERSION);
    assert_int_equal(header_hex("000c000400000005ffff"
                                "80dac409",
                                &h, &left),
                     FRAME_BAD);
}

/* Trap 1: the header of this answer has no tags in any version. */
static void the_answer_to_api_versions_has_the_oldest_header(void **state)
{
    (void)state;
    const struct api *api = api_find(API_API_VERSIONS);
    struct api_versions_response body;
    struct buf out = {0};
    wire_defaults(api->response, &body);
    assert_int_equal(response_write(&out, api, 3, 7, &body, NULL), 0);
    uint8_t want[64];
    size_t len = unhex("0000000c"
                       "00000007"
                       "0000"
                       "01"
                       "00000000"
                       "00",
                       want);
    assert_true(bytes_equal(buf_bytes(&out), bytes_make(want, len)));
    buf_deinit(&out);
}

static void a_client_and_a_server_understand_each_other(void **state)
{
    (void)state;
    const struct api *api = api_find(API_HEARTBEAT);
    for (int16_t v = api->min; v <= api->max; v++) {
        struct buf wire = {0};
        struct heartbeat_request request = {.group_id = bytes_of("g"), .member_id = bytes_of("m")};
        request_write(&wire, api, v, 9, bytes_of("me"), &request, NULL);
        assert_int_equal(be32_get(wire.data), wire.len - FRAME_SIZE_BYTES);
        struct bytes at = bytes_make(wire.data + 4, wire.len - 4);
        struct request_header header;
        assert_int_equal(request_header_read(&at, &header), FRAME_OK);
        assert_int_equal(header.correlation_id, 9);

        struct heartbeat_response response = {.error_code = KAFKA_REBALANCE_IN_PROGRESS};
        buf_clear(&wire);
        response_write(&wire, api, v, 9, &response, NULL);
        int32_t correlation_id;
        struct heartbeat_response got;
        struct arena arena;
        arena_init(&arena, 0);
        at = bytes_make(wire.data + 4, wire.len - 4);
        assert_int_equal(response_read(at, api, v, &correlation_id, &arena, &got, NULL), 0);
        assert_int_equal(correlation_id, 9);
        assert_int_equal(got.error_code, KAFKA_REBALANCE_IN_PROGRESS);
        arena_deinit(&arena);
        buf_deinit(&wire);
    }
}

/* --- ids and codes --- */

static void uuids_print_as_kafka_prints_them(void **state)
{
    (void)state;
    struct uuid id, again;
    char text[UUID_TEXT_SIZE];
    for (size_t i = 0; i < sizeof id.bytes; i++)
        id.bytes[i] = (uint8_t)(0xf0 + i);
    assert_string_equal(uuid_to_text(id, text), "8PHy8_T19vf4-fr7_P3-_w");
    assert_true(uuid_from_text(text, &again));
    assert_true(uuid_equal(id, again));
    assert_false(uuid_from_text("8PHy8_T19vf4-fr7_P3-_", &again));
    assert_false(uuid_from_text("8PHy8_T19vf4-fr7_P3+/w", &again));
}

static void error_codes_are_their_own_index(void **state)
{
    (void)state;
    for (int code = -1; code <= 133; code++)
        assert_int_equal(kafka_error_row(code)->code, code);
    assert_int_equal(kafka_error_row(134)->code, -1);
    assert_int_equal(kafka_error_row(-2)->code, -1);
    assert_string_equal(kafka_error_name(3), "UNKNOWN_TOPIC_OR_PARTITION");
    assert_true(kafka_error_row(3)->retriable);
    assert_string_equal(kafka_error_row(36)->java, "TopicExistsException");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_of_every_version_round_trips),
        cmocka_unit_test(apache_kafkas_own_bytes_are_read_and_written_alike),
        cmocka_unit_test(fields_lie_where_the_protocol_puts_them),
        cmocka_unit_test(a_null_where_none_may_be_is_written_as_empty),
        cmocka_unit_test(a_string_too_long_for_its_version_is_an_error_and_leaves_no_trace),
        cmocka_unit_test(defaults_are_the_protocols),
        cmocka_unit_test(request_headers_are_read_in_both_versions),
        cmocka_unit_test(requests_nobody_speaks_are_told_apart),
        cmocka_unit_test(the_answer_to_api_versions_has_the_oldest_header),
        cmocka_unit_test(a_client_and_a_server_understand_each_other),
        cmocka_unit_test(uuids_print_as_kafka_prints_them),
        cmocka_unit_test(error_codes_are_their_own_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
