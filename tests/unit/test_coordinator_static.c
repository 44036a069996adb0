/* test_coordinator_static.c: static members, commits, and groups seen from outside. */
#include "group_talk.h"

/* --- static members --- */

static void a_static_member_comes_back_without_a_rebalance(void **state)
{
    (void)state;
    struct consumer a = {.version = 8, .instance_id = "one"};
    struct consumer b = {.version = 8, .instance_id = "two"};
    settle_two(&a, &b, "g");
    struct consumer again = {.version = 8, .instance_id = "two"};
    ask_join(&again, "g");
    assert_true(again.answered);
    assert_int_equal(again.joined.error_code, KAFKA_NONE);
    assert_int_equal(again.generation, 2);
    assert_string_not_equal(again.member_id, b.member_id);
    ask_sync(&again, "g", NULL);
    assert_string_equal(string(again.synced.assignment), "part of the other");
    assert_int_equal(beat(&b, "g"), KAFKA_FENCED_INSTANCE_ID);
    assert_int_equal(beat(&a, "g"), KAFKA_NONE);
    assert_int_equal(commit_as(&b, "g"), KAFKA_FENCED_INSTANCE_ID);
    assert_int_equal(leave(&b, "g"), KAFKA_FENCED_INSTANCE_ID);
}

static void a_static_leader_comes_back_and_does_not_assign_anew(void **state)
{
    (void)state;
    struct consumer a = {.version = 8, .instance_id = "one"};
    settle_one(&a, "g");
    struct consumer old = {.version = 8, .instance_id = "one"};
    ask_join(&old, "g");
    assert_string_equal(string(old.joined.leader), a.member_id); /* its former self */
    assert_int_equal(old.joined.members.count, 0);
    struct consumer new = {.version = 9, .instance_id = "one"};
    ask_join(&new, "g");
    assert_true(new.joined.skip_assignment);
    assert_string_equal(string(new.joined.leader), new.member_id);
    assert_int_equal(new.joined.members.count, 1);
    assert_string_equal(state_of("g"), "Stable");
}

static void a_replaced_static_member_that_waits_is_fenced(void **state)
{
    (void)state;
    struct consumer a = {.version = 5}, b = {.version = 5, .instance_id = "two"};
    settle_one(&a, "g");
    ask_join(&b, "g");
    assert_false(b.answered);
    struct consumer again = {.version = 5, .instance_id = "two"};
    ask_join(&again, "g");
    assert_true(b.answered);
    assert_int_equal(b.joined.error_code, KAFKA_FENCED_INSTANCE_ID);
    ask_join(&a, "g");
    assert_true(again.answered);
    assert_int_equal(a.joined.members.count, 2);
}

static void a_static_member_may_be_away_for_its_session(void **state)
{
    (void)state;
    struct consumer a = {.version = 5}, b = {.version = 5, .instance_id = "two"};
    settle_two(&a, &b, "g");
    pass(9000);
    assert_int_equal(beat(&a, "g"), KAFKA_NONE);
    struct consumer again = {.version = 5, .instance_id = "two"};
    ask_join(&again, "g");
    assert_true(again.answered);
    pass(9000);
    assert_int_equal(beat(&again, "g"), KAFKA_NONE);
}

static void an_administrator_removes_a_static_member_by_its_name(void **state)
{
    (void)state;
    struct consumer a = {.version = 5, .instance_id = "one"};
    settle_one(&a, "g");
    struct consumer admin = {.member_id = "", .instance_id = "one"};
    assert_int_equal(leave(&admin, "g"), KAFKA_NONE);
    assert_string_equal(state_of("g"), "Empty");
    assert_int_equal(leave(&admin, "g"), KAFKA_UNKNOWN_MEMBER_ID);
}

/* --- commits --- */

static void who_may_commit_when(void **state)
{
    (void)state;
    struct consumer outsider = {.member_id = "", .generation = -1};
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_NONE);
    struct consumer ghost = {.member_id = "m", .generation = 4};
    assert_int_equal(commit_as(&ghost, "g"), KAFKA_ILLEGAL_GENERATION);
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    assert_int_equal(commit_as(&a, "g"), KAFKA_NONE);
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    ghost.generation = 1;
    assert_int_equal(commit_as(&ghost, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    ask_join(&b, "g");
    assert_int_equal(commit_as(&a, "g"), KAFKA_NONE); /* before it joins again it may still */
    ask_join(&a, "g");
    assert_int_equal(commit_as(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
}

static void commits_are_kept_whole_and_in_order(void **state)
{
    (void)state;
    struct group_offset got;
    for (int32_t p = 4; p >= 0; p--)
        coordinator_commit(groups, text("g"),
                           &(struct group_offset){text("t"), p, 7, 100 + p, text("note"), 5});
    coordinator_commit(groups, text("g"),
                       &(struct group_offset){text("t"), 2, -1, 900, text(""), 6});
    assert_true(coordinator_committed(groups, text("g"), text("t"), 2, &got));
    assert_int_equal(got.offset, 900);
    assert_int_equal(got.leader_epoch, -1);
    assert_false(coordinator_committed(groups, text("g"), text("t"), 5, &got));
    assert_false(coordinator_committed(groups, text("h"), text("t"), 2, &got));
    for (int32_t p = 0; p < 5; p++) {
        assert_true(coordinator_committed_at(groups, text("g"), (size_t)p, &got));
        assert_int_equal(got.partition, p);
    }
    assert_false(coordinator_committed_at(groups, text("g"), 5, &got));
    assert_string_equal(state_of("g"), "Empty");
    coordinator_forget_topic(groups, text("t"));
    assert_false(coordinator_committed_at(groups, text("g"), 0, &got));
}

static void metadata_and_memory_of_commits_are_bounded(void **state)
{
    (void)state;
    char note[102] = {0};
    memset(note, 'n', 101);
    struct group_offset o = {text("t"), 0, -1, 1, text(note), 0};
    assert_int_equal(coordinator_reserve(groups, &o), KAFKA_OFFSET_METADATA_TOO_LARGE);
    o.metadata.len = 100;
    int32_t kept = 0;
    while (coordinator_reserve(groups, &o) == KAFKA_NONE) {
        coordinator_unreserve(groups, &o);
        coordinator_commit(groups, text("g"), &o);
        o.partition++;
        kept++;
    }
    assert_int_equal(coordinator_reserve(groups, &o), KAFKA_INVALID_COMMIT_OFFSET_SIZE);
    assert_in_range(kept, 100, 1000);
    coordinator_delete(groups, text("g"));
    assert_int_equal(coordinator_reserve(groups, &o), KAFKA_NONE);
}

static void old_offsets_of_deserted_groups_expire(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    coordinator_commit(groups, text("old"),
                       &(struct group_offset){text("t"), 0, -1, 1, text(""), 1000});
    settle_one(&a, "used");
    coordinator_commit(groups, text("used"),
                       &(struct group_offset){text("t"), 0, -1, 1, text(""), 1000});
    assert_true(bytes_is_null(coordinator_expired(groups, 5000, 4000)));
    struct bytes expired = coordinator_expired(groups, 5001, 4000);
    assert_string_equal(string(expired), "old");
    coordinator_delete(groups, expired);
    assert_true(bytes_is_null(coordinator_expired(groups, 5001, 4000)));
    assert_int_equal(leave(&a, "used"), KAFKA_NONE);
    assert_true(bytes_is_null(coordinator_expired(groups, 9000, 4000)));
    assert_string_equal(string(coordinator_expired(groups, 9002, 4000)), "used");
}

/* --- looking --- */

static void groups_are_described_and_listed(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_two(&a, &b, "g");
    coordinator_commit(groups, text("offsets only"),
                       &(struct group_offset){text("t"), 0, -1, 1, text(""), 0});
    struct describe_groups_group g;
    wire_defaults(&describe_groups_group_schema, &g);
    coordinator_describe(groups, text("g"), 5, &arena, &g);
    assert_string_equal(string(g.protocol_data), "range");
    assert_int_equal(g.members.count, 2);
    assert_string_equal(string(g.members.items[0].client_host), "/127.0.0.1");
    assert_string_equal(string(g.members.items[1].assignment), "part of the other");

    struct list_groups_response out = {0};
    struct list_groups_request all = {0};
    coordinator_list(groups, &all, &arena, &out);
    assert_int_equal(out.groups.count, 2);
    struct bytes stable = text("stable");
    struct list_groups_request some = {.states_filter = {&stable, 1}};
    coordinator_list(groups, &some, &arena, &out);
    assert_int_equal(out.groups.count, 1);
    assert_string_equal(string(out.groups.items[0].group_id), "g");
    struct bytes consumer = text("consumer");
    struct list_groups_request others = {.types_filter = {&consumer, 1}};
    coordinator_list(groups, &others, &arena, &out);
    assert_int_equal(out.groups.count, 0);
}

static void only_deserted_groups_are_deleted(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    assert_int_equal(coordinator_delete_check(groups, text("g")), KAFKA_GROUP_ID_NOT_FOUND);
    settle_one(&a, "g");
    assert_int_equal(coordinator_delete_check(groups, text("g")), KAFKA_NON_EMPTY_GROUP);
    coordinator_delete(groups, text("g"));
    assert_string_equal(state_of("g"), "Stable");
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_int_equal(coordinator_delete_check(groups, text("g")), KAFKA_NONE);
    coordinator_delete(groups, text("g"));
    assert_string_equal(state_of("g"), "Dead");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        conversation(a_static_member_comes_back_without_a_rebalance),
        conversation(a_static_leader_comes_back_and_does_not_assign_anew),
        conversation(a_replaced_static_member_that_waits_is_fenced),
        conversation(a_static_member_may_be_away_for_its_session),
        conversation(an_administrator_removes_a_static_member_by_its_name),
        conversation(who_may_commit_when),
        conversation(commits_are_kept_whole_and_in_order),
        conversation(metadata_and_memory_of_commits_are_bounded),
        conversation(old_offsets_of_deserted_groups_expire),
        conversation(groups_are_described_and_listed),
        conversation(only_deserted_groups_are_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
