/* Committing and fetching offsets: what is kept, of whom, and in which form it is told. */
#include "talk.h"

#include <signal.h>
#include <stdio.h>

struct place {
    const char *topic;
    int partition;
    int64_t offset;
    const char *metadata;
    int error; /* what committing it gives */
};

static void commit_all(const char *group, const struct place *places, int count)
{
    struct offset_commit_request_partition partitions[8];
    struct offset_commit_request_topic topics[8];
    struct offset_commit_request request = {.group_id = bytes_of(group),
                                            .generation_id = -1,
                                            .retention_time_ms = -1,
                                            .topics = {topics, count}};
    for (int i = 0; i < count; i++) {
        partitions[i] = (struct offset_commit_request_partition){
            places[i].partition, places[i].offset, 5, bytes_of(places[i].metadata)};
        topics[i] = (struct offset_commit_request_topic){.name = bytes_of(places[i].topic),
                                                         .partitions = {&partitions[i], 1}};
    }
    const struct offset_commit_response *r = client_ask(&client, API_OFFSET_COMMIT, 8, &request);
    assert_int_equal(r->topics.count, count);
    for (int i = 0; i < count; i++) {
        expect_text(r->topics.items[i].name, places[i].topic);
        assert_int_equal(r->topics.items[i].partitions.count, 1);
        assert_int_equal(r->topics.items[i].partitions.items[0].partition, places[i].partition);
        assert_int_equal(r->topics.items[i].partitions.items[0].error_code, places[i].error);
    }
}

/* "topic 0=10(note) 1=20() topic 0=..." */
static const char *told(const struct offset_fetch_response_topic *topics, int count)
{
    static char text[1000];
    size_t n = 0;
    text[0] = '\0';
    for (int t = 0; t < count; t++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", t == 0 ? "" : " ",
                              (int)topics[t].name.len, (const char *)topics[t].name.data);
        for (int32_t i = 0; i < topics[t].partitions.count; i++) {
            const struct offset_fetch_response_partition *p = &topics[t].partitions.items[i];
            assert_int_equal(p->error_code, KAFKA_NONE);
            assert_int_equal(p->leader_epoch, p->offset < 0 ? -1 : 5);
            assert_false(bytes_is_null(p->metadata));
            n += (size_t)snprintf(text + n, sizeof text - n, " %d=%lld(%.*s)", p->partition,
                                  (long long)p->offset, (int)p->metadata.len,
                                  (const char *)p->metadata.data);
        }
    }
    return text;
}

/* Everything of the group; through the request for one and through that for many. */
static const char *all_of(const char *group, int version)
{
    struct offset_fetch_request_group g = {
        .group_id = bytes_of(group), .member_epoch = -1, .topics = {NULL, -1}};
    struct offset_fetch_request request = {
        .group_id = bytes_of(group), .topics = {NULL, -1}, .groups = {&g, 1}};
    const struct offset_fetch_response *r =
        client_ask(&client, API_OFFSET_FETCH, version, &request);
    if (version < 8)
        return told(r->topics.items, r->topics.count);
    assert_int_equal(r->groups.count, 1);
    expect_text(r->groups.items[0].group_id, group);
    return told(r->groups.items[0].topics.items, r->groups.items[0].topics.count);
}

static void committed_offsets_are_returned_by_topic_and_partition(void **state)
{
    (void)state;
    static const struct place places[] = {
        {"off-b", 0, 30, "note", KAFKA_NONE},
        {"off-a", 2, 12, NULL, KAFKA_NONE},
        {"off-a", 0, 0, "", KAFKA_NONE},
        {"off-a", 3, 13, "", KAFKA_UNKNOWN_TOPIC_OR_PARTITION},
        {"off-a", -1, 13, "", KAFKA_UNKNOWN_TOPIC_OR_PARTITION},
        {"off-c", 0, 13, "", KAFKA_UNKNOWN_TOPIC_OR_PARTITION},
    };
    static const struct place again = {"off-a", 2, 99, "later", KAFKA_NONE};
    create_topic(&client, "off-a", 3);
    create_topic(&client, "off-b", 1);
    commit_all("told", places, ARRAY_SIZE(places));
    for (int version = 5; version <= 9; version++)
        assert_string_equal(all_of("told", version), "off-a 0=0() 2=12() off-b 0=30(note)");
    commit_all("told", &again, 1);
    assert_string_equal(all_of("told", 7), "off-a 0=0() 2=99(later) off-b 0=30(note)");
    for (int version = 5; version <= 9; version++)
        assert_string_equal(all_of("nobody", version), "");
    client_close(&client);
    broker_kill(&broker);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_string_equal(all_of("told", 9), "off-a 0=0() 2=99(later) off-b 0=30(note)");
}

static void named_items_are_returned_in_the_order_of_the_request(void **state)
{
    (void)state;
    static int32_t a[] = {2, 7, 0}, b[] = {0};
    struct offset_fetch_request_topic topics[] = {
        {bytes_of("off-b"), {b, 1}}, {bytes_of("off-a"), {a, 3}}, {bytes_of("off-z"), {b, 1}}};
    struct offset_fetch_request_group groups[] = {
        {.group_id = bytes_of("told"), .member_epoch = -1, .topics = {topics, 3}},
        {.group_id = bytes_of("nobody"), .member_epoch = -1, .topics = {topics, 1}},
        {.group_id = bytes_of("nobody"), .member_epoch = 0, .topics = {topics, 1}},
        {.group_id = bytes_of("told"), .member_epoch = 0, .topics = {topics, 1}},
        {.group_id = bytes_of("told"), .member_epoch = -1, .topics = {topics, 0}},
    };
    struct offset_fetch_request request = {.group_id = bytes_of("told"),
                                           .topics = {topics, 3},
                                           .groups = {groups, ARRAY_SIZE(groups)}};
    static const char all[] = "off-b 0=30(note) off-a 2=99(later) 7=-1() 0=0() off-z 0=-1()";
    const struct offset_fetch_response *r = client_ask(&client, API_OFFSET_FETCH, 7, &request);
    assert_string_equal(told(r->topics.items, r->topics.count), all);
    r = client_ask(&client, API_OFFSET_FETCH, 9, &request);
    assert_int_equal(r->groups.count, ARRAY_SIZE(groups));
    static const struct {
        int error;
        const char *told;
    } expected[] = {{KAFKA_NONE, all},
                    {KAFKA_NONE, "off-b 0=-1()"},
                    {KAFKA_GROUP_ID_NOT_FOUND, ""},
                    {KAFKA_NONE, "off-b 0=30(note)"},
                    {KAFKA_NONE, ""}};
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        const struct offset_fetch_response_group *g = &r->groups.items[i];
        assert_int_equal(g->error_code, expected[i].error);
        assert_true(bytes_equal(g->group_id, groups[i].group_id));
        assert_string_equal(told(g->topics.items, g->topics.count), expected[i].told);
    }
}

static void a_note_has_a_longest_length(void **state)
{
    (void)state;
    static char notes[2][4098];
    memset(notes[0], 'n', 4096);
    memset(notes[1], 'n', 4097);
    const struct place places[] = {{"off-a", 0, 1, notes[1], KAFKA_OFFSET_METADATA_TOO_LARGE},
                                   {"off-a", 1, 2, "short", KAFKA_NONE},
                                   {"off-a", 2, 3, notes[0], KAFKA_NONE},
                                   {"off-b", 0, 4, notes[1], KAFKA_OFFSET_METADATA_TOO_LARGE}};
    commit_all("noted", places, ARRAY_SIZE(places));
    static int32_t all[] = {0, 1, 2};
    struct offset_fetch_request_topic topic = {bytes_of("off-a"), {all, 3}};
    struct offset_fetch_request request = {.group_id = bytes_of("noted"), .topics = {&topic, 1}};
    const struct offset_fetch_response *r = client_ask(&client, API_OFFSET_FETCH, 7, &request);
    const struct offset_fetch_response_partition *p = r->topics.items[0].partitions.items;
    assert_int_equal(p[0].offset, -1);
    assert_int_equal(p[1].offset, 2);
    assert_int_equal(p[2].offset, 3);
    assert_int_equal(p[2].metadata.len, 4096);
}

static void a_commit_of_nothing_good_is_answered_too(void **state)
{
    (void)state;
    static const struct place bad = {"off-c", 0, 1, "", KAFKA_UNKNOWN_TOPIC_OR_PARTITION};
    commit_all("nothing", &bad, 0);
    commit_all("nothing", &bad, 1);
    assert_string_equal(all_of("nothing", 7), "");
}

/* ---- who coordinates ---- */

static void a_coordinator_is_found_for_groups_alone(void **state)
{
    (void)state;
    static const struct {
        int type, error;
        const char *message;
    } cases[] = {
        {0, KAFKA_NONE, NULL},
        {1, KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "This broker has no transactions."},
        {2, KAFKA_INVALID_REQUEST, "This broker coordinates consumer groups only."},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct bytes keys[] = {bytes_of("g"), bytes_of("h")};
        struct find_coordinator_request request = {
            .key = bytes_of("g"), .key_type = (int8_t)cases[i].type, .coordinator_keys = {keys, 2}};
        bool good = cases[i].error == KAFKA_NONE;
        const struct find_coordinator_response *r =
            client_ask(&client, API_FIND_COORDINATOR, 3, &request);
        assert_int_equal(r->error_code, cases[i].error);
        expect_text(r->error_message, cases[i].message);
        assert_int_equal(r->node_id, good ? 1 : -1);
        assert_int_equal(r->port, good ? broker.port : -1);
        expect_text(r->host, good ? "127.0.0.1" : "");
        r = client_ask(&client, API_FIND_COORDINATOR, 4, &request);
        assert_int_equal(r->coordinators.count, 2);
        for (int n = 0; n < 2; n++) {
            const struct find_coordinator_found *c = &r->coordinators.items[n];
            expect_text(c->key, n == 0 ? "g" : "h");
            assert_int_equal(c->error_code, cases[i].error);
            expect_text(c->error_message, cases[i].message);
            assert_int_equal(c->node_id, good ? 1 : -1);
            assert_int_equal(c->port, good ? broker.port : -1);
            expect_text(c->host, good ? "127.0.0.1" : "");
        }
    }
}

static void groups_are_deleted_independently(void **state)
{
    (void)state;
    static const struct place place = {"off-b", 0, 7, "", KAFKA_NONE};
    commit_all("old", &place, 1);
    commit_all("older", &place, 1);
    struct bytes names[] = {bytes_of("old"), bytes_of("never"), bytes_of("older")};
    struct delete_groups_request request = {.groups = {names, 3}};
    static const int first[] = {KAFKA_NONE, KAFKA_GROUP_ID_NOT_FOUND, KAFKA_NONE};
    for (int again = 0; again <= 1; again++) {
        const struct delete_groups_response *r =
            client_ask(&client, API_DELETE_GROUPS, 2, &request);
        assert_int_equal(r->results.count, 3);
        for (int i = 0; i < 3; i++) {
            assert_true(bytes_equal(r->results.items[i].group_id, names[i]));
            assert_int_equal(r->results.items[i].error_code,
                             again ? KAFKA_GROUP_ID_NOT_FOUND : first[i]);
        }
    }
    client_close(&client);
    broker_kill(&broker);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    assert_string_equal(all_of("old", 7), "");
    assert_string_equal(all_of("older", 7), "");
    assert_string_equal(all_of("told", 7), "off-a 0=0() 2=99(later) off-b 0=30(note)");
}

static void a_groups_authorized_operations_are_returned_on_request(void **state)
{
    (void)state;
    struct bytes names[] = {bytes_of("told"), bytes_of("never")};
    for (int asked = 0; asked <= 1; asked++) {
        struct describe_groups_request request = {.groups = {names, 2},
                                                  .include_authorized_operations = asked != 0};
        const struct describe_groups_response *r =
            client_ask(&client, API_DESCRIBE_GROUPS, 5, &request);
        assert_int_equal(r->groups.count, 2);
        for (int i = 0; i < 2; i++) {
            assert_true(bytes_equal(r->groups.items[i].group_id, names[i]));
            expect_text(r->groups.items[i].group_state, i == 0 ? "Empty" : "Dead");
            assert_int_equal(r->groups.items[i].authorized_operations, asked ? 0x0d48 : INT32_MIN);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(committed_offsets_are_returned_by_topic_and_partition),
        cmocka_unit_test(named_items_are_returned_in_the_order_of_the_request),
        cmocka_unit_test(a_note_has_a_longest_length),
        cmocka_unit_test(a_commit_of_nothing_good_is_answered_too),
        cmocka_unit_test(a_coordinator_is_found_for_groups_alone),
        cmocka_unit_test(groups_are_deleted_independently),
        cmocka_unit_test(a_groups_authorized_operations_are_returned_on_request),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
