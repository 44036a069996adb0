/* Consumer groups and committed offsets, through sockets; the decisions themselves are tested in
 * unit/test_coordinator.c. */
#include "talk.h"

#include <signal.h>
#include <stdio.h>

/* ---- conversation ---- */

struct member {
    char id[128];
    int32_t generation;
};

static struct join_group_request join_request(const char *group, const char *id,
                                              const char *instance,
                                              struct join_group_protocol *protocol)
{
    *protocol = (struct join_group_protocol){bytes_of("range"), bytes_of("topics")};
    return (struct join_group_request){.group_id = bytes_of(group),
                                       .session_timeout_ms = 6000,
                                       .rebalance_timeout_ms = 10000,
                                       .member_id = bytes_of(id),
                                       .group_instance_id = bytes_of(instance),
                                       .protocol_type = bytes_of("consumer"),
                                       .protocols = {protocol, 1}};
}

static const struct join_group_response *join(int version, const char *group, const char *id,
                                              const char *instance)
{
    struct join_group_protocol protocol;
    struct join_group_request request = join_request(group, id, instance, &protocol);
    return client_ask(&client, API_JOIN_GROUP, version, &request);
}

static void send_join(struct client *c, int version, const char *group, const char *id)
{
    struct join_group_protocol protocol;
    struct join_group_request request = join_request(group, id, NULL, &protocol);
    client_send(c, API_JOIN_GROUP, version, &request);
}

static int16_t sync_with(struct client *c, int version, const char *group, const struct member *m)
{
    struct sync_group_assignment part = {bytes_of(m->id), bytes_of("yours")};
    struct sync_group_request request = {.group_id = bytes_of(group),
                                         .generation_id = m->generation,
                                         .member_id = bytes_of(m->id),
                                         .assignments = {&part, 1}};
    const struct sync_group_response *r = client_ask(c, API_SYNC_GROUP, version, &request);
    if (r->error_code == KAFKA_NONE)
        assert_true(bytes_equal(r->assignment, bytes_of("yours")));
    return r->error_code;
}

/* A member of its own in the group, assigned. */
static struct member enter(int version, const char *group, const char *instance)
{
    struct member m = {.id = ""};
    const struct join_group_response *r = join(version, group, "", instance);
    if (r->error_code == KAFKA_MEMBER_ID_REQUIRED) {
        bytes_to_text(r->member_id, m.id, sizeof m.id);
        r = join(version, group, m.id, instance);
    }
    assert_int_equal(r->error_code, KAFKA_NONE);
    bytes_to_text(r->member_id, m.id, sizeof m.id);
    m.generation = r->generation_id;
    assert_int_equal(sync_with(&client, 0, group, &m), KAFKA_NONE);
    return m;
}

static int16_t beat(const char *group, const struct member *m, const char *instance)
{
    struct heartbeat_request request = {bytes_of(group), m->generation, bytes_of(m->id),
                                        bytes_of(instance)};
    const struct heartbeat_response *r = client_ask(&client, API_HEARTBEAT, 4, &request);
    return r->error_code;
}

static int16_t commit(int version, const char *group, const struct member *m, const char *topic,
                      int partition, int64_t offset, const char *metadata)
{
    struct offset_commit_request_partition p = {partition, offset, 5, bytes_of(metadata)};
    struct offset_commit_request_topic t = {.name = bytes_of(topic), .partitions = {&p, 1}};
    struct offset_commit_request request = {.group_id = bytes_of(group),
                                            .generation_id = m == NULL ? -1 : m->generation,
                                            .member_id = bytes_of(m == NULL ? "" : m->id),
                                            .retention_time_ms = -1,
                                            .topics = {&t, 1}};
    const struct offset_commit_response *r =
        client_ask(&client, API_OFFSET_COMMIT, version, &request);
    return r->topics.items[0].partitions.items[0].error_code;
}

static struct offset_fetch_response_partition committed(int version, const char *group,
                                                        const char *topic, int32_t partition)
{
    struct offset_fetch_request_topic t = {bytes_of(topic), {&partition, 1}};
    struct offset_fetch_request_group g = {
        .group_id = bytes_of(group), .member_epoch = -1, .topics = {&t, 1}};
    struct offset_fetch_request request = {
        .group_id = bytes_of(group), .topics = {&t, 1}, .groups = {&g, 1}};
    const struct offset_fetch_response *r =
        client_ask(&client, API_OFFSET_FETCH, version, &request);
    if (version < 8) {
        assert_int_equal(r->error_code, KAFKA_NONE);
        return r->topics.items[0].partitions.items[0];
    }
    assert_int_equal(r->groups.items[0].error_code, KAFKA_NONE);
    return r->groups.items[0].topics.items[0].partitions.items[0];
}

static struct describe_groups_group describe(int version, const char *group)
{
    struct bytes name = bytes_of(group);
    struct describe_groups_request request = {.groups = {&name, 1}};
    const struct describe_groups_response *r =
        client_ask(&client, API_DESCRIBE_GROUPS, version, &request);
    return r->groups.items[0];
}

/* ---- FindCoordinator ---- */

static void the_coordinator_of_many_groups_is_asked_for_at_once(void **state)
{
    (void)state;
    struct bytes keys[3] = {bytes_of("a"), bytes_of("b"), bytes_of("c")};
    struct find_coordinator_request request = {.coordinator_keys = {keys, 3}};
    for (int version = 4; version <= 6; version++) {
        const struct find_coordinator_response *r =
            client_ask(&client, API_FIND_COORDINATOR, version, &request);
        assert_int_equal(r->coordinators.count, 3);
        assert_true(bytes_equal(r->coordinators.items[2].key, keys[2]));
        assert_int_equal(r->coordinators.items[2].error_code, KAFKA_NONE);
        assert_int_equal(r->coordinators.items[2].port, broker.port);
    }
    struct find_coordinator_request one = {.key = bytes_of("a")};
    for (int version = 0; version <= 3; version++) {
        const struct find_coordinator_response *r =
            client_ask(&client, API_FIND_COORDINATOR, version, &one);
        assert_int_equal(r->error_code, KAFKA_NONE);
        assert_int_equal(r->node_id, 1);
        assert_int_equal(r->port, broker.port);
    }
}

static void nobody_coordinates_transactions(void **state)
{
    (void)state;
    struct find_coordinator_request one = {.key = bytes_of("tx"), .key_type = 1};
    const struct find_coordinator_response *r = client_ask(&client, API_FIND_COORDINATOR, 2, &one);
    assert_int_equal(r->error_code, KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    one.key_type = 2;
    r = client_ask(&client, API_FIND_COORDINATOR, 2, &one);
    assert_int_equal(r->error_code, KAFKA_INVALID_REQUEST);
}

/* ---- old versions ---- */

static void the_oldest_versions_of_the_group_protocol_work(void **state)
{
    (void)state;
    create_topic(&client, "five", 1);
    for (int version = 0; version <= 9; version++) {
        char group[16];
        snprintf(group, sizeof group, "five-%d", version);
        struct member m = enter(version, group, NULL);
        struct heartbeat_request alive = {.group_id = bytes_of(group),
                                          .generation_id = m.generation,
                                          .member_id = bytes_of(m.id)};
        for (int v = 0; v <= 4; v++) {
            const struct heartbeat_response *r = client_ask(&client, API_HEARTBEAT, v, &alive);
            assert_int_equal(r->error_code, KAFKA_NONE);
        }
        for (int v = 0; v <= 5; v++)
            assert_int_equal(sync_with(&client, v, group, &m), KAFKA_NONE);
        int commit_version = version < 2 ? 2 : version;
        assert_int_equal(commit(commit_version, group, &m, "five", 0, 40 + version, "m"),
                         KAFKA_NONE);
        assert_int_equal(committed(version < 1 ? 1 : version, group, "five", 0).offset,
                         40 + version);
        struct leave_group_request leave = {.group_id = bytes_of(group),
                                            .member_id = bytes_of(m.id)};
        const struct leave_group_response *r =
            client_ask(&client, API_LEAVE_GROUP, version % 3, &leave);
        assert_int_equal(r->error_code, KAFKA_NONE);
    }
}

/* ---- looking ---- */

static void an_unknown_group_is_dead_and_from_version_6_on_not_found(void **state)
{
    (void)state;
    for (int version = 0; version <= 6; version++) {
        struct describe_groups_group g = describe(version, "nowhere");
        assert_true(bytes_equal(g.group_state, bytes_of("Dead")));
        assert_int_equal(g.error_code, version < 6 ? KAFKA_NONE : KAFKA_GROUP_ID_NOT_FOUND);
    }
}

static void groups_are_listed_with_state_and_type(void **state)
{
    (void)state;
    enter(5, "listed", NULL);
    struct bytes stable = bytes_of("Stable"), empty = bytes_of("Empty");
    struct list_groups_request request = {.states_filter = {&stable, 1}};
    const struct list_groups_response *r = client_ask(&client, API_LIST_GROUPS, 5, &request);
    bool found = false;
    for (int32_t i = 0; i < r->groups.count; i++) {
        assert_true(bytes_equal(r->groups.items[i].group_state, stable));
        assert_true(bytes_equal(r->groups.items[i].group_type, bytes_of("classic")));
        found |= bytes_equal(r->groups.items[i].group_id, bytes_of("listed"));
    }
    assert_true(found);
    request.states_filter.items = &empty;
    r = client_ask(&client, API_LIST_GROUPS, 4, &request);
    for (int32_t i = 0; i < r->groups.count; i++)
        assert_false(bytes_equal(r->groups.items[i].group_id, bytes_of("listed")));
}

static void a_group_is_described_with_its_members(void **state)
{
    (void)state;
    struct member m = enter(5, "described", NULL);
    struct describe_groups_group g = describe(5, "described");
    assert_true(bytes_equal(g.group_state, bytes_of("Stable")));
    assert_true(bytes_equal(g.protocol_type, bytes_of("consumer")));
    assert_true(bytes_equal(g.protocol_data, bytes_of("range")));
    assert_int_equal(g.members.count, 1);
    assert_true(bytes_equal(g.members.items[0].member_id, bytes_of(m.id)));
    assert_true(bytes_equal(g.members.items[0].client_host, bytes_of("/127.0.0.1")));
    assert_true(bytes_equal(g.members.items[0].assignment, bytes_of("yours")));
}

/* ---- members ---- */

static void a_member_id_is_required_only_from_version_4_and_of_dynamic_members(void **state)
{
    (void)state;
    for (int version = 0; version <= 9; version++) {
        char group[16];
        snprintf(group, sizeof group, "eighteen-%d", version);
        const struct join_group_response *r = join(version, group, "", NULL);
        assert_int_equal(r->error_code, version < 4 ? KAFKA_NONE : KAFKA_MEMBER_ID_REQUIRED);
        assert_true(r->member_id.len > 0);
        if (version < 5)
            continue;
        snprintf(group, sizeof group, "static-%d", version);
        assert_int_equal(join(version, group, "", "me")->error_code, KAFKA_NONE);
    }
}

static void a_restarted_static_member_replaces_itself(void **state)
{
    (void)state;
    struct member old = enter(8, "static", "tower");
    const struct join_group_response *r = join(8, "static", "", "tower");
    assert_int_equal(r->error_code, KAFKA_NONE);
    assert_int_equal(r->generation_id, old.generation);
    assert_true(bytes_equal(r->leader, bytes_of(old.id)));
    assert_int_equal(r->members.count, 0);
    assert_int_equal(beat("static", &old, "tower"), KAFKA_FENCED_INSTANCE_ID);
    assert_true(bytes_equal(describe(5, "static").group_state, bytes_of("Stable")));
}

static void many_members_leave_in_one_request(void **state)
{
    (void)state;
    enter(7, "leaving", "one");
    struct leave_group_request_member who[2] = {
        {bytes_of(""), bytes_of("one"), BYTES_NULL},
        {bytes_of(""), bytes_of("two"), BYTES_NULL},
    };
    struct leave_group_request request = {.group_id = bytes_of("leaving"), .members = {who, 2}};
    const struct leave_group_response *r = client_ask(&client, API_LEAVE_GROUP, 4, &request);
    assert_int_equal(r->error_code, KAFKA_NONE);
    assert_int_equal(r->members.items[0].error_code, KAFKA_NONE);
    assert_int_equal(r->members.items[1].error_code, KAFKA_UNKNOWN_MEMBER_ID);
    assert_true(bytes_equal(describe(5, "leaving").group_state, bytes_of("Empty")));
}

static void session_timeouts_protocols_and_generations_are_checked(void **state)
{
    (void)state;
    struct join_group_protocol protocol;
    struct join_group_request request = join_request("checked", "", NULL, &protocol);
    request.session_timeout_ms = 5999;
    const struct join_group_response *r = client_ask(&client, API_JOIN_GROUP, 3, &request);
    assert_int_equal(r->error_code, KAFKA_INVALID_SESSION_TIMEOUT);
    struct member m = enter(3, "checked", NULL);
    request = join_request("checked", "", NULL, &protocol);
    protocol.name = bytes_of("another");
    r = client_ask(&client, API_JOIN_GROUP, 3, &request);
    assert_int_equal(r->error_code, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    m.generation--;
    assert_int_equal(beat("checked", &m, NULL), KAFKA_ILLEGAL_GENERATION);
}

static void two_members_share_a_group_and_a_vanished_one_is_missed(void **state)
{
    (void)state;
    struct client other;
    struct member a = enter(3, "shared", NULL);
    client_connect(&other, &broker);
    send_join(&other, 3, "shared", "");
    while (beat("shared", &a, NULL) == KAFKA_NONE) /* until the other's join has arrived */
        ;
    client_expect_silence(&other, 20);
    const struct join_group_response *r = join(3, "shared", a.id, NULL);
    assert_int_equal(r->members.count, 2);
    a.generation = r->generation_id;
    const struct join_group_response *follower = client_take(&other, API_JOIN_GROUP, 3);
    assert_int_equal(follower->generation_id, a.generation);
    assert_int_equal(follower->members.count, 0);
    assert_true(bytes_equal(follower->leader, bytes_of(a.id)));
    assert_int_equal(sync_with(&client, 3, "shared", &a), KAFKA_NONE);
    client_close(&other); /* without a word: its session ends in 6 s */
    int16_t error;
    while ((error = beat("shared", &a, NULL)) == KAFKA_NONE)
        client_expect_silence(&client, 100);
    assert_int_equal(error, KAFKA_REBALANCE_IN_PROGRESS);
    r = join(3, "shared", a.id, NULL);
    assert_int_equal(r->members.count, 1);
}

static void a_client_that_goes_while_its_join_waits_harms_nobody(void **state)
{
    (void)state;
    struct client other;
    struct member a = enter(3, "patient", NULL);
    for (int i = 0; i < 20; i++) {
        client_connect(&other, &broker);
        send_join(&other, 3, "patient", "");
        client_close(&other);
    }
    while (beat("patient", &a, NULL) == KAFKA_NONE)
        ;
    assert_int_equal(join(3, "patient", a.id, NULL)->error_code, KAFKA_NONE);
}

/* ---- committed offsets ---- */

static void an_unknown_group_has_offset_minus_1_and_no_error(void **state)
{
    (void)state;
    create_topic(&client, "seventeen", 1);
    for (int version = 1; version <= 9; version++) {
        struct offset_fetch_response_partition p = committed(version, "never seen", "seventeen", 0);
        assert_int_equal(p.offset, -1);
        assert_int_equal(p.error_code, KAFKA_NONE);
        assert_int_equal(p.leader_epoch, -1);
    }
    struct offset_fetch_request_group g = {.group_id = bytes_of("never seen"),
                                           .member_id = bytes_of("m"),
                                           .member_epoch = 3,
                                           .topics = {NULL, -1}};
    struct offset_fetch_request request = {.groups = {&g, 1}};
    const struct offset_fetch_response *r = client_ask(&client, API_OFFSET_FETCH, 9, &request);
    assert_int_equal(r->groups.items[0].error_code, KAFKA_GROUP_ID_NOT_FOUND);
}

static void a_commits_metadata_comes_back_whole(void **state)
{
    (void)state;
    create_topic(&client, "meta", 3);
    assert_int_equal(commit(8, "m", NULL, "meta", 1, 77, "die Notiz: \xc3\xa4"), KAFKA_NONE);
    struct offset_fetch_response_partition p = committed(8, "m", "meta", 1);
    assert_int_equal(p.offset, 77);
    assert_int_equal(p.leader_epoch, 5);
    assert_true(bytes_equal(p.metadata, bytes_of("die Notiz: \xc3\xa4")));
    assert_int_equal(commit(8, "m", NULL, "meta", 0, 1, NULL), KAFKA_NONE);
    assert_true(bytes_equal(committed(7, "m", "meta", 0).metadata, bytes_of("")));
    static char much[4098];
    memset(much, 'x', 4097);
    assert_int_equal(commit(8, "m", NULL, "meta", 1, 78, much), KAFKA_OFFSET_METADATA_TOO_LARGE);
    assert_int_equal(commit(8, "m", NULL, "meta", 3, 78, ""), KAFKA_UNKNOWN_TOPIC_OR_PARTITION);
    assert_int_equal(committed(8, "m", "meta", 1).offset, 77);
}

static void a_commit_during_a_rebalance_is_refused(void **state)
{
    (void)state;
    create_topic(&client, "rebalanced", 1);
    struct member m = enter(3, "rebalancing", NULL);
    assert_int_equal(commit(8, "rebalancing", &m, "rebalanced", 0, 1, ""), KAFKA_NONE);
    assert_int_equal(commit(8, "rebalancing", NULL, "rebalanced", 0, 2, ""),
                     KAFKA_UNKNOWN_MEMBER_ID);
    m.generation = join(3, "rebalancing", m.id, NULL)->generation_id;
    assert_int_equal(commit(8, "rebalancing", &m, "rebalanced", 0, 3, ""),
                     KAFKA_REBALANCE_IN_PROGRESS);
    assert_int_equal(sync_with(&client, 3, "rebalancing", &m), KAFKA_NONE);
    assert_int_equal(commit(8, "rebalancing", &m, "rebalanced", 0, 4, ""), KAFKA_NONE);
}

static void all_offsets_of_a_group_are_listed_by_topic(void **state)
{
    (void)state;
    create_topic(&client, "one", 2);
    create_topic(&client, "two", 1);
    commit(8, "all", NULL, "two", 0, 30, "");
    commit(8, "all", NULL, "one", 1, 20, "");
    commit(8, "all", NULL, "one", 0, 10, "");
    struct offset_fetch_request request = {.group_id = bytes_of("all"), .topics = {NULL, -1}};
    const struct offset_fetch_response *r = client_ask(&client, API_OFFSET_FETCH, 5, &request);
    assert_int_equal(r->topics.count, 2);
    assert_true(bytes_equal(r->topics.items[0].name, bytes_of("one")));
    assert_int_equal(r->topics.items[0].partitions.count, 2);
    assert_int_equal(r->topics.items[0].partitions.items[1].offset, 20);
    assert_int_equal(r->topics.items[1].partitions.items[0].offset, 30);
}

static void a_topics_offsets_go_with_the_topic(void **state)
{
    (void)state;
    create_topic(&client, "short-lived", 1);
    commit(8, "mourners", NULL, "short-lived", 0, 12, "");
    delete_topic(&client, "short-lived");
    create_topic(&client, "short-lived", 1);
    assert_int_equal(committed(8, "mourners", "short-lived", 0).offset, -1);
}

static void committed_offsets_survive_kill_9(void **state)
{
    (void)state;
    create_topic(&client, "kept", 1);
    for (int64_t offset = 1; offset <= 50; offset++)
        assert_int_equal(commit(8, "keeper", NULL, "kept", 0, offset, "note"), KAFKA_NONE);
    client_close(&client);
    broker_kill(&broker);
    broker_start_again(&broker, NULL);
    client_connect(&client, &broker);
    struct offset_fetch_response_partition p = committed(8, "keeper", "kept", 0);
    assert_int_equal(p.offset, 50);
    assert_int_equal(p.leader_epoch, 5);
    assert_true(bytes_equal(p.metadata, bytes_of("note")));
    struct member ghost = {.id = "ghost", .generation = 3};
    assert_int_equal(beat("keeper", &ghost, NULL), KAFKA_UNKNOWN_MEMBER_ID);
}

static void deleted_groups_are_gone_for_good(void **state)
{
    (void)state;
    create_topic(&client, "left", 1);
    commit(8, "to-delete", NULL, "left", 0, 5, "");
    enter(3, "in-use", NULL);
    struct bytes names[3] = {bytes_of("to-delete"), bytes_of("in-use"), bytes_of("unknown")};
    struct delete_groups_request request = {.groups = {names, 3}};
    const struct delete_groups_response *r = client_ask(&client, API_DELETE_GROUPS, 2, &request);
    assert_int_equal(r->results.items[0].error_code, KAFKA_NONE);
    assert_int_equal(r->results.items[1].error_code, KAFKA_NON_EMPTY_GROUP);
    assert_int_equal(r->results.items[2].error_code, KAFKA_GROUP_ID_NOT_FOUND);
    assert_int_equal(committed(8, "to-delete", "left", 0).offset, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_coordinator_of_many_groups_is_asked_for_at_once),
        cmocka_unit_test(nobody_coordinates_transactions),
        cmocka_unit_test(the_oldest_versions_of_the_group_protocol_work),
        cmocka_unit_test(an_unknown_group_is_dead_and_from_version_6_on_not_found),
        cmocka_unit_test(groups_are_listed_with_state_and_type),
        cmocka_unit_test(a_group_is_described_with_its_members),
        cmocka_unit_test(a_member_id_is_required_only_from_version_4_and_of_dynamic_members),
        cmocka_unit_test(a_restarted_static_member_replaces_itself),
        cmocka_unit_test(many_members_leave_in_one_request),
        cmocka_unit_test(session_timeouts_protocols_and_generations_are_checked),
        cmocka_unit_test(two_members_share_a_group_and_a_vanished_one_is_missed),
        cmocka_unit_test(a_client_that_goes_while_its_join_waits_harms_nobody),
        cmocka_unit_test(an_unknown_group_has_offset_minus_1_and_no_error),
        cmocka_unit_test(a_commits_metadata_comes_back_whole),
        cmocka_unit_test(a_commit_during_a_rebalance_is_refused),
        cmocka_unit_test(all_offsets_of_a_group_are_listed_by_topic),
        cmocka_unit_test(a_topics_offsets_go_with_the_topic),
        cmocka_unit_test(committed_offsets_survive_kill_9),
        cmocka_unit_test(deleted_groups_are_gone_for_good),
    };
    return cmocka_run_group_tests(tests, talk_start, talk_stop);
}
