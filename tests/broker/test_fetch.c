/* Fetching, and finding offsets. */
#include "talk.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static void the_whole_batch_that_holds_the_offset_is_given(void **state)
{
    (void)state;
    create_topic(&client, "whole", 1);
    for (int i = 0; i < 3; i++)
        produce(&client, "whole", -1, (struct batch_spec){.count = 10});
    struct run run = look_at(fetch(&client, "whole", 15, 1 << 20, 0).records);
    assert_int_equal(run.first, 10);
    assert_int_equal(run.last, 29);
}

static void one_batch_comes_even_above_the_limit(void **state)
{
    (void)state;
    create_topic(&client, "large", 1);
    for (int i = 0; i < 3; i++)
        produce(&client, "large", -1, (struct batch_spec){.value_size = 5000});
    struct run run = look_at(fetch(&client, "large", 1, 100, 0).records);
    assert_int_equal(run.batches, 1);
    assert_int_equal(run.first, 1);
}

static void at_the_end_a_fetch_waits_and_is_woken_by_a_record(void **state)
{
    (void)state;
    struct client producer;
    client_connect(&producer, &broker);
    create_topic(&client, "woken", 1);
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of("woken"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_wait_ms = 8000,
                                    .min_bytes = 1,
                                    .max_bytes = 1 << 20,
                                    .session_epoch = -1,
                                    .topics = {&t, 1}};
    client_send(&client, API_FETCH, 11, &request);
    client_expect_silence(&client, 50);
    int64_t began = clock_mono_ms();
    assert_int_equal(produce(&producer, "woken", 1, (struct batch_spec){0}).error_code, KAFKA_NONE);
    const struct fetch_response *r = client_take(&client, API_FETCH, 11);
    assert_int_equal(look_at(r->topics.items[0].partitions.items[0].records).records, 1);
    assert_true(clock_mono_ms() - began < 4000);
    client_close(&producer);
}

static void a_fetch_at_the_end_is_answered_empty_in_its_time(void **state)
{
    (void)state;
    create_topic(&client, "patient", 1);
    int64_t began = clock_mono_ms();
    struct fetch_response_partition r = fetch(&client, "patient", 0, 1 << 20, 120);
    assert_true(clock_mono_ms() - began >= 115);
    assert_int_equal(r.error_code, KAFKA_NONE);
    assert_int_equal(r.records.len, 0);
    assert_false(bytes_is_null(r.records));
}

static void beyond_the_end_is_out_of_range_at_once(void **state)
{
    (void)state;
    create_topic(&client, "beyond", 1);
    int64_t began = clock_mono_ms();
    assert_int_equal(fetch(&client, "beyond", 5, 1 << 20, 8000).error_code,
                     KAFKA_OFFSET_OUT_OF_RANGE);
    assert_int_equal(fetch(&client, "unheard-of", 0, 1 << 20, 8000).error_code,
                     KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_true(clock_mono_ms() - began < 4000);
}

static void an_incremental_session_is_not_found(void **state)
{
    (void)state;
    for (int32_t id = 0; id <= 7; id += 7) {
        struct fetch_request request = {.session_id = id, .session_epoch = 3};
        const struct fetch_response *r = client_ask(&client, API_FETCH, 11, &request);
        assert_int_equal(r->error_code, KAFKA_FETCH_SESSION_ID_NOT_FOUND);
        request.session_epoch = 0; /* a new one is asked for: none is made */
        r = client_ask(&client, API_FETCH, 11, &request);
        assert_int_equal(r->error_code, KAFKA_NONE);
        assert_int_equal(r->session_id, 0);
    }
}

static void partitions_get_the_bytes_of_a_fetch_in_order(void **state)
{
    (void)state;
    create_topic(&client, "first", 1);
    create_topic(&client, "second", 1);
    produce(&client, "first", -1, (struct batch_spec){.value_size = 1000});
    produce(&client, "second", -1, (struct batch_spec){.value_size = 1000});
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t[] = {{.name = bytes_of("second"), .partitions = {&p, 1}},
                                      {.name = bytes_of("first"), .partitions = {&p, 1}}};
    struct fetch_request request = {.max_bytes = 500, .session_epoch = -1, .topics = {t, 2}};
    const struct fetch_response *r = client_ask(&client, API_FETCH, 11, &request);
    assert_true(r->topics.items[0].partitions.items[0].records.len > 0);
    assert_int_equal(r->topics.items[1].partitions.items[0].records.len, 0);
}

static void a_deleted_topic_ends_the_fetches_that_wait_on_it(void **state)
{
    (void)state;
    struct client other;
    client_connect(&other, &broker);
    create_topic(&client, "doomed", 1);
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of("doomed"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_wait_ms = 8000,
                                    .min_bytes = 1,
                                    .max_bytes = 1 << 20,
                                    .session_epoch = -1,
                                    .topics = {&t, 1}};
    client_send(&client, API_FETCH, 11, &request);
    client_expect_silence(&client, 30);
    delete_topic(&other, "doomed");
    const struct fetch_response *r = client_take(&client, API_FETCH, 11);
    assert_int_equal(r->topics.items[0].partitions.items[0].error_code,
                     KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    client_close(&other);
}

static void a_client_that_leaves_while_its_fetch_waits_harms_nobody(void **state)
{
    (void)state;
    create_topic(&client, "left", 1);
    for (int i = 0; i < 50; i++) {
        struct client c;
        client_connect(&c, &broker);
        struct fetch_request_partition p = {
            .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
        struct fetch_request_topic t = {.name = bytes_of("left"), .partitions = {&p, 1}};
        struct fetch_request request = {.max_wait_ms = 60000,
                                        .min_bytes = 1,
                                        .max_bytes = 1 << 20,
                                        .session_epoch = -1,
                                        .topics = {&t, 1}};
        client_send(&c, API_FETCH, 11, &request);
        client_close(&c);
    }
    assert_int_equal(produce(&client, "left", -1, (struct batch_spec){0}).error_code, KAFKA_NONE);
}

static void a_file_that_was_cut_short_fails_its_partition_alone(void **state)
{
    (void)state;
    char path[128];
    struct batch_spec spec = {.value_size = 500};
    create_topic(&client, "cut-short", 1);
    create_topic(&client, "not-cut", 1);
    for (int i = 0; i < 2; i++)
        produce(&client, "cut-short", -1, spec);
    produce(&client, "not-cut", -1, spec);
    snprintf(path, sizeof path, "%s/cut-short-0/00000000000000000000.log", broker.dir);
    assert_int_equal(truncate(path, 700), 0);
    struct fetch_response_partition got = fetch(&client, "cut-short", 0, 1 << 20, 0);
    assert_int_equal(got.error_code, KAFKA_CORRUPT_MESSAGE);
    assert_int_equal(got.records.len, 0);
    assert_int_equal(look_at(fetch(&client, "not-cut", 0, 1 << 20, 0).records).records, 1);
}

static void leader_epochs_are_checked(void **state)
{
    (void)state;
    create_topic(&client, "epoch", 1);
    produce(&client, "epoch", -1, (struct batch_spec){0});
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = 9, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.name = bytes_of("epoch"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_bytes = 1 << 20, .session_epoch = -1, .topics = {&t, 1}};
    const struct fetch_response *r = client_ask(&client, API_FETCH, 12, &request);
    assert_int_equal(r->topics.items[0].partitions.items[0].error_code, KAFKA_UNKNOWN_LEADER_EPOCH);
}

/* From version 13 on a topic goes by its id (KIP-516). */
static void topics_are_fetched_by_id(void **state)
{
    (void)state;
    create_topic(&client, "by-id", 1);
    produce(&client, "by-id", -1, (struct batch_spec){.count = 3});
    struct fetch_request_partition p = {
        .max_bytes = 1 << 20, .current_leader_epoch = -1, .last_fetched_epoch = -1};
    struct fetch_request_topic t = {.topic_id = topic_id(&client, "by-id"), .partitions = {&p, 1}};
    struct fetch_request request = {.max_bytes = 1 << 20, .session_epoch = -1, .topics = {&t, 1}};
    for (int version = 13; version <= 18; version++) {
        const struct fetch_response *r = client_ask(&client, API_FETCH, version, &request);
        assert_true(uuid_equal(r->topics.items[0].topic_id, t.topic_id));
        assert_int_equal(look_at(r->topics.items[0].partitions.items[0].records).records, 3);
    }
    t.topic_id.bytes[3] ^= 1;
    const struct fetch_response *r = client_ask(&client, API_FETCH, 17, &request);
    assert_int_equal(r->topics.items[0].partitions.items[0].error_code, KAFKA_UNKNOWN_TOPIC_ID);
}

/* ---- ListOffsets ---- */

static void offsets_are_found_by_time_and_by_name(void **state)
{
    (void)state;
    create_topic(&client, "timed", 1);
    for (int i = 0; i < 10; i++)
        produce(&client, "timed", -1,
                (struct batch_spec){.count = 2, .timestamp = 1000000 + i * 1000});
    assert_int_equal(list_offset(&client, "timed", -1).offset, 20);
    assert_int_equal(list_offset(&client, "timed", -2).offset, 0);
    assert_int_equal(list_offset(&client, "timed", -3).offset, 18);
    assert_int_equal(list_offset(&client, "timed", -3).timestamp, 1009000);
    assert_int_equal(list_offset(&client, "timed", -4).offset, 0);
    assert_int_equal(list_offset(&client, "timed", -5).offset, -1);
    assert_int_equal(list_offset(&client, "timed", 0).offset, 0);
    assert_int_equal(list_offset(&client, "timed", 1003000).offset, 6);
    assert_int_equal(list_offset(&client, "timed", 1003001).offset, 8);
    assert_int_equal(list_offset(&client, "timed", 1003001).timestamp, 1004000);
    assert_int_equal(list_offset(&client, "timed", 2000000).offset, -1);
    assert_int_equal(list_offset(&client, "timed", 2000000).timestamp, -1);
}

static void an_empty_partition_has_no_time(void **state)
{
    (void)state;
    create_topic(&client, "empty", 1);
    assert_int_equal(list_offset(&client, "empty", -1).offset, 0);
    assert_int_equal(list_offset(&client, "empty", -3).offset, -1);
    assert_int_equal(list_offset(&client, "empty", 5).offset, -1);
}

static void offset_for_leader_epoch_tells_where_an_epoch_ends(void **state)
{
    (void)state;
    create_topic(&client, "ends", 1);
    produce(&client, "ends", -1, (struct batch_spec){.count = 4});
    struct offset_for_leader_epoch_request_partition p = {.current_leader_epoch = -1};
    struct offset_for_leader_epoch_request_topic t = {.name = bytes_of("ends"),
                                                      .partitions = {&p, 1}};
    struct offset_for_leader_epoch_request request = {.topics = {&t, 1}};
    const struct offset_for_leader_epoch_response *r =
        client_ask(&client, API_OFFSET_FOR_LEADER_EPOCH, 4, &request);
    assert_int_equal(r->topics.items[0].partitions.items[0].end_offset, 4);
    p.leader_epoch = 3;
    r = client_ask(&client, API_OFFSET_FOR_LEADER_EPOCH, 4, &request);
    assert_int_equal(r->topics.items[0].partitions.items[0].end_offset, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_batch_that_holds_the_offset_is_given),
        cmocka_unit_test(one_batch_comes_even_above_the_limit),
        cmocka_unit_test(at_the_end_a_fetch_waits_and_is_woken_by_a_record),
        cmocka_unit_test(a_fetch_at_the_end_is_answered_empty_in_its_time),
        cmocka_unit_test(beyond_the_end_is_out_of_range_at_once),
        cmocka_unit_test(an_incremental_session_is_not_found),
        cmocka_unit_test(partitions_get_the_bytes_of_a_fetch_in_order),
        cmocka_unit_test(topics_are_fetched_by_id),
        cmocka_unit_test(a_deleted_topic_ends_the_fetches_that_wait_on_it),
        cmocka_unit_test(a_client_that_leaves_while_its_fetch_waits_harms_nobody),
        cmocka_unit_test(a_file_that_was_cut_short_fails_its_partition_alone),
        cmocka_unit_test(leader_epochs_are_checked),
        cmocka_unit_test(offsets_are_found_by_time_and_by_name),
        cmocka_unit_test(an_empty_partition_has_no_time),
        cmocka_unit_test(offset_for_leader_epoch_tells_where_an_epoch_ends),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
