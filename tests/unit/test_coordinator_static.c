/* test_coordinator_static.c: static members, commits, and groups seen from outside. */
#include "group_talk.h"

#include <stdio.h>

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

static void a_static_leader_that_speaks_otherwise_makes_a_rebalance(void **state)
{
    (void)state;
    struct consumer a = {.version = 8, .instance_id = "one", .protocols = "range,sticky"};
    struct consumer b = {.version = 3, .protocols = "range,sticky"};
    settle_two(&a, &b, "g");
    struct consumer same = {.version = 8, .instance_id = "one", .protocols = "range,own,sticky"};
    ask_join(&same, "g"); /* the protocol stays what it was */
    assert_true(same.answered);
    assert_int_equal(same.generation, 2);
    struct consumer other = {.version = 8, .instance_id = "one", .protocols = "sticky"};
    ask_join(&other, "g");
    assert_false(other.answered);
    assert_int_equal(beat(&b, "g"), KAFKA_REBALANCE_IN_PROGRESS);
    ask_join(&b, "g");
    assert_true(other.answered);
    assert_string_equal(string(other.joined.protocol_name), "sticky");
    assert_false(other.joined.skip_assignment);
}

static void a_static_follower_is_told_who_leads(void **state)
{
    (void)state;
    struct consumer a = {.version = 9, .instance_id = "one"};
    struct consumer b = {.version = 9, .instance_id = "two"};
    settle_two(&a, &b, "g");
    struct consumer again = {.version = 9, .instance_id = "two"};
    ask_join(&again, "g");
    assert_true(again.answered);
    assert_false(again.joined.skip_assignment);
    assert_int_equal(again.joined.members.count, 0);
    assert_string_equal(string(again.joined.leader), a.member_id);
    ask_join(&a, "g"); /* a leader wants a rebalance */
    assert_false(a.answered);
    ask_join(&again, "g");
    assert_true(a.answered);
    assert_int_equal(a.joined.members.count, 2);
    assert_string_equal(string(a.joined.members.items[0].group_instance_id), "one");
    assert_string_equal(string(a.joined.members.items[1].group_instance_id), "two");
    assert_string_equal(string(a.joined.members.items[1].member_id), again.member_id);
}

static void a_static_member_that_comes_back_while_its_part_is_waited_for(void **state)
{
    (void)state;
    struct consumer a = {.version = 5}, b = {.version = 5, .instance_id = "two"};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&b, "g", NULL);
    struct consumer again = {.version = 5, .instance_id = "two"};
    ask_join(&again, "g");
    assert_true(b.answered);
    assert_int_equal(b.synced.error_code, KAFKA_FENCED_INSTANCE_ID);
    assert_false(again.answered);
    assert_string_equal(state_of("g"), "PreparingRebalance");
    ask_join(&a, "g");
    assert_true(again.answered);
    assert_int_equal(again.joined.generation_id, 3);
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

static void who_says_a_generation_must_be_in_it(void **state)
{
    (void)state;
    struct consumer a = {.version = 5, .instance_id = "one"};
    struct consumer nameless = {.member_id = "", .generation = 0};
    struct consumer only_named = {.member_id = "", .instance_id = "one", .generation = -1};
    struct consumer only_member = {.member_id = "m", .generation = -1};
    assert_int_equal(commit_as(&nameless, "g"), KAFKA_ILLEGAL_GENERATION);
    assert_int_equal(commit_as(&only_named, "g"), KAFKA_NONE); /* there is no group to be of */
    assert_int_equal(commit_as(&only_member, "g"), KAFKA_NONE);
    settle_one(&a, "g");
    assert_int_equal(commit_as(&a, "g"), KAFKA_NONE);
    assert_int_equal(commit_as(&nameless, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(commit_as(&only_named, "g"), KAFKA_FENCED_INSTANCE_ID);
    assert_int_equal(commit_as(&only_member, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    struct consumer old = a;
    old.generation = -1;
    assert_int_equal(commit_as(&old, "g"), KAFKA_ILLEGAL_GENERATION);
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_int_equal(commit_as(&nameless, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(commit_as(&only_member, "g"), KAFKA_NONE);
}

static void a_group_is_kept_for_its_newest_commit_or_its_last_member(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    for (int32_t p = 0; p < 3; p++)
        coordinator_commit(
            groups, text("g"),
            &(struct group_offset){text("t"), p, -1, 1, text(""), p == 1 ? 2000 : 1000});
    assert_true(bytes_is_null(coordinator_expired(groups, 5000, 3000)));
    assert_string_equal(string(coordinator_expired(groups, 5001, 3000)), "g");
    settle_one(&a, "g");
    assert_true(bytes_is_null(coordinator_expired(groups, 6000, 3000)));
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_true(bytes_is_null(coordinator_expired(groups, 9000, 3000)));
    assert_string_equal(string(coordinator_expired(groups, 9001, 3000)), "g");
    coordinator_delete(groups, text("g"));
    struct consumer pending = {.version = 4}; /* an id that may still be used */
    ask_join(&pending, "h");
    assert_true(bytes_is_null(coordinator_expired(groups, 10000, 3000)));
    assert_true(bytes_is_null(coordinator_expired(groups, 20000, 3000)));
    assert_int_equal(leave(&pending, "h"), KAFKA_NONE);
    assert_true(bytes_is_null(coordinator_expired(groups, 23000, 3000)));
    assert_string_equal(string(coordinator_expired(groups, 23001, 3000)), "h");
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

static void only_a_stable_group_shows_what_it_does(void **state)
{
    (void)state;
    struct consumer a = {.version = 5, .instance_id = "one", .client = "tower"};
    for (int stable = 0; stable <= 1; stable++) {
        struct describe_groups_group g = {0};
        if (stable)
            ask_sync(&a, "g", NULL);
        else
            ask_join(&a, "g");
        coordinator_describe(groups, text("g"), 6, &arena, &g);
        const struct describe_groups_member *m = &g.members.items[0];
        assert_int_equal(g.error_code, KAFKA_NONE);
        assert_string_equal(string(g.group_id), "g");
        assert_string_equal(string(g.protocol_type), "consumer");
        assert_string_equal(string(m->member_id), a.member_id);
        assert_string_equal(string(m->group_instance_id), "one");
        assert_string_equal(string(m->client_id), "tower");
        assert_int_equal(g.protocol_data.len, stable ? strlen("range") : 0);
        assert_int_equal(m->metadata.len, stable ? strlen("topics") : 0);
        assert_int_equal(m->assignment.len, stable ? strlen("part of the leader") : 0);
    }
}

static void a_group_that_is_not_there_is_dead_or_an_error(void **state)
{
    (void)state;
    for (int16_t version = 5; version <= 6; version++) {
        struct describe_groups_group g = {0};
        coordinator_describe(groups, text("absent"), version, &arena, &g);
        assert_string_equal(string(g.group_id), "absent");
        assert_string_equal(string(g.group_state), "Dead");
        assert_int_equal(g.error_code, version < 6 ? KAFKA_NONE : KAFKA_GROUP_ID_NOT_FOUND);
        if (version == 6)
            assert_string_equal(string(g.error_message), "Group absent not found.");
        else
            assert_null(g.error_message.data);
    }
}

static void groups_are_listed_by_state_and_type(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 4};
    settle_one(&a, "stable");
    ask_join(&b, "completing");
    ask_join(&c, "empty");
    static const struct {
        const char *states[2], *type, *names;
    } cases[] = {
        {{NULL}, NULL, "completing/CompletingRebalance empty/Empty stable/Stable "},
        {{"STABLE"}, NULL, "stable/Stable "},
        {{"Empty", "stable"}, NULL, "empty/Empty stable/Stable "},
        {{"stabl", "stable2"}, NULL, ""},
        {{"completingrebalance"}, "Classic", "completing/CompletingRebalance "},
        {{"preparingrebalance"}, "classic", ""},
        {{NULL}, "consumer", ""},
        {{"stable"}, "consumer", ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct bytes states[2] = {text(cases[i].states[0]), text(cases[i].states[1])};
        struct bytes type = text(cases[i].type);
        struct list_groups_request in = {
            .states_filter = {states, (cases[i].states[0] != NULL) + (cases[i].states[1] != NULL)},
            .types_filter = {&type, cases[i].type != NULL}};
        struct list_groups_response out = {0};
        char names[200] = "";
        coordinator_list(groups, &in, &arena, &out);
        for (int32_t n = 0; n < out.groups.count; n++) {
            const struct list_groups_group *g = &out.groups.items[n];
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s/%s ",
                     string(g->group_id), string(g->group_state));
            assert_string_equal(string(g->group_type), "classic");
            if (!bytes_equal(g->group_id, text("empty")))
                assert_string_equal(string(g->protocol_type), "consumer");
        }
        assert_string_equal(names, cases[i].names);
    }
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
        conversation(a_static_leader_that_speaks_otherwise_makes_a_rebalance),
        conversation(a_static_follower_is_told_who_leads),
        conversation(a_static_member_that_comes_back_while_its_part_is_waited_for),
        conversation(only_a_stable_group_shows_what_it_does),
        conversation(a_group_that_is_not_there_is_dead_or_an_error),
        conversation(groups_are_listed_by_state_and_type),
        conversation(who_says_a_generation_must_be_in_it),
        conversation(a_group_is_kept_for_its_newest_commit_or_its_last_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
