/* test_coordinator.c: members of consumer groups: joining, staying, going. */
#include "group_talk.h"

#include <stdlib.h>

/* --- joining --- */

static void the_first_member_leads_alone(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    ask_join(&a, "g");
    assert_int_equal(a.joined.error_code, KAFKA_NONE);
    assert_int_equal(a.generation, 1);
    assert_string_equal(string(a.joined.leader), a.member_id);
    assert_int_equal(a.joined.members.count, 1);
    assert_string_equal(string(a.joined.members.items[0].metadata), "topics");
    assert_string_equal(string(a.joined.protocol_name), "range");
    assert_string_equal(state_of("g"), "CompletingRebalance");
    ask_sync(&a, "g", NULL);
    assert_string_equal(string(a.synced.assignment), "part of the leader");
    assert_string_equal(state_of("g"), "Stable");
}

static void a_second_member_makes_all_join_again(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_two(&a, &b, "g");
    assert_int_equal(a.generation, 2);
    assert_int_equal(b.generation, 2);
    assert_int_equal(a.joined.members.count, 2);
    assert_int_equal(b.joined.members.count, 0);
    assert_string_equal(string(b.joined.leader), a.member_id);
    assert_string_equal(string(a.synced.assignment), "part of the leader");
    assert_string_equal(string(b.synced.assignment), "part of the other");
    assert_int_equal(beat(&a, "g"), KAFKA_NONE);
    assert_int_equal(beat(&b, "g"), KAFKA_NONE);
}

static void a_member_id_is_required_from_version_4_on(void **state)
{
    (void)state;
    struct consumer a = {.version = 4};
    ask_join(&a, "g");
    assert_int_equal(a.joined.error_code, KAFKA_MEMBER_ID_REQUIRED);
    assert_non_null(strstr(a.member_id, "crew-"));
    assert_string_equal(state_of("g"), "Empty");
    ask_join(&a, "g");
    assert_int_equal(a.joined.error_code, KAFKA_NONE);
    struct consumer fixed = {.version = 5, .instance_id = "tower"};
    ask_join(&fixed, "h");
    assert_int_equal(fixed.joined.error_code, KAFKA_NONE);
}

static void an_id_that_is_not_used_is_forgotten(void **state)
{
    (void)state;
    struct consumer a = {.version = 4}, b = {.version = 3};
    ask_join(&a, "g");
    pass(10001);
    ask_join(&a, "g");
    assert_int_equal(a.joined.error_code, KAFKA_UNKNOWN_MEMBER_ID);
    ask_join(&b, "g");
    assert_int_equal(b.joined.error_code, KAFKA_NONE);
}

static void those_with_nothing_in_common_are_refused(void **state)
{
    (void)state;
    struct consumer a = {.version = 3, .protocols = "range,sticky"};
    struct consumer b = {.version = 3, .protocols = "own"};
    struct consumer c = {.version = 3, .protocols = "own,sticky"};
    settle_one(&a, "g");
    ask_join(&b, "g");
    assert_int_equal(b.joined.error_code, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    ask_join(&c, "g");
    assert_false(c.answered);
    ask_join(&a, "g");
    assert_string_equal(string(a.joined.protocol_name), "sticky");
}

static void bad_joins_are_refused(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    ask_join(&a, "");
    assert_int_equal(a.joined.error_code, KAFKA_INVALID_GROUP_ID);
    struct consumer stranger = {.version = 3, .member_id = "who"};
    ask_join(&stranger, "g");
    assert_int_equal(stranger.joined.error_code, KAFKA_UNKNOWN_MEMBER_ID);
    struct consumer mute = {.version = 3, .protocols = ""};
    ask_join(&mute, "g");
    assert_int_equal(mute.joined.error_code, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    char *long_text = calloc(1, 1100);
    memset(long_text, 'x', 1099);
    struct consumer fat = {.version = 3, .metadata = long_text};
    ask_join(&fat, "g");
    assert_int_equal(fat.joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
    free(long_text);
}

static void session_timeouts_have_bounds(void **state)
{
    (void)state;
    static const struct {
        int32_t session_ms, error;
    } cases[] = {{5999, KAFKA_INVALID_SESSION_TIMEOUT},
                 {6000, KAFKA_NONE},
                 {1800000, KAFKA_NONE},
                 {1800001, KAFKA_INVALID_SESSION_TIMEOUT}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct consumer a = {.version = 3, .session_ms = cases[i].session_ms};
        ask_join(&a, "g");
        assert_int_equal(a.joined.error_code, cases[i].error);
        if (cases[i].error == KAFKA_NONE)
            assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    }
}

static void groups_and_members_are_bounded(void **state)
{
    (void)state;
    struct consumer many[6] = {0};
    for (int i = 0; i < 5; i++) {
        many[i].version = 3;
        ask_join(&many[i], "g");
    }
    many[5].version = 3;
    ask_join(&many[5], "g");
    assert_int_equal(many[5].joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    ask_join(&a, "g2");
    ask_join(&b, "g3");
    ask_join(&c, "g4");
    assert_int_equal(c.joined.error_code, KAFKA_COORDINATOR_NOT_AVAILABLE);
    /* A group that everybody has left makes room. */
    assert_int_equal(leave(&b, "g3"), KAFKA_NONE);
    ask_join(&c, "g4");
    assert_int_equal(c.joined.error_code, KAFKA_NONE);
}

static void names_count_for_what_a_member_may_take(void **state)
{
    (void)state;
    char name[1000];
    struct consumer polyglot = {
        .version = 3, .metadata = "", .protocols = "a,b,c,d,e,f,g,h,i,j,k,l"};
    ask_join(&polyglot, "g");
    assert_int_equal(polyglot.joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    struct consumer named = {.version = 5, .instance_id = name};
    ask_join(&named, "g");
    assert_int_equal(named.joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
}

static void names_count_for_what_all_groups_may_take(void **state)
{
    (void)state;
    enum { LONG = 60000 };
    char *names[2] = {calloc(1, LONG), calloc(1, LONG)};
    memset(names[0], 'a', LONG - 1);
    memset(names[1], 'b', LONG - 1);
    struct consumer a = {.version = 4}, b = {.version = 4};
    ask_join(&a, names[0]);
    assert_int_equal(a.joined.error_code, KAFKA_MEMBER_ID_REQUIRED);
    ask_join(&b, names[1]);
    assert_int_equal(b.joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
    pass(1800000); /* the first never came back: its group makes room */
    ask_join(&b, names[1]);
    assert_int_equal(b.joined.error_code, KAFKA_MEMBER_ID_REQUIRED);
    free(names[0]);
    free(names[1]);
}

static void a_member_that_lost_its_answer_gets_it_again(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    ask_join(&a, "g");
    ask_join(&a, "g");
    assert_true(a.answered);
    assert_int_equal(a.generation, 1);
    assert_int_equal(a.joined.members.count, 1);
}

static void a_follower_that_joins_again_unchanged_disturbs_nobody(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&b, "g");
    assert_true(b.answered);
    assert_int_equal(b.generation, 2);
    assert_string_equal(state_of("g"), "Stable");
    b.metadata = "other topics";
    ask_join(&b, "g");
    assert_false(b.answered);
    assert_string_equal(state_of("g"), "PreparingRebalance");
}

static void an_initial_delay_gathers_members(void **state)
{
    (void)state;
    coordinator_free(groups);
    groups = coordinator_new(&(struct coordinator_config){.initial_delay_ms = 3000,
                                                          .min_session_ms = 6000,
                                                          .max_session_ms = 100000,
                                                          .group_max_size = 5,
                                                          .groups_max = 3,
                                                          .bytes_max = 100000,
                                                          .member_bytes_max = 1000});
    struct consumer a = {.version = 3}, b = {.version = 3};
    ask_join(&a, "g");
    assert_false(a.answered);
    pass(2000);
    ask_join(&b, "g");
    pass(1001); /* prolonged: b came */
    assert_false(a.answered);
    pass(3000);
    assert_true(a.answered && b.answered);
    learn(&b);
    assert_int_equal(b.generation, 1);
}

/* --- staying and going --- */

static void a_silent_members_session_ends(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_two(&a, &b, "g");
    pass(6000);
    assert_int_equal(beat(&a, "g"), KAFKA_NONE);
    pass(5000);
    assert_int_equal(beat(&b, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(beat(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
    ask_join(&a, "g");
    assert_true(a.answered);
    assert_int_equal(a.joined.members.count, 1);
    pass(70000);
    assert_string_equal(state_of("g"), "Empty");
}

static void those_who_do_not_join_again_are_left_behind(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&c, "g");
    ask_join(&b, "g");
    for (int i = 0; i < 15; i++) { /* a lives, but is too busy to join */
        pass(4000);
        if (i < 14)
            assert_int_equal(beat(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
    }
    assert_true(b.answered && c.answered);
    assert_string_equal(string(c.joined.leader), b.member_id);
    assert_int_equal(beat(&a, "g"), KAFKA_UNKNOWN_MEMBER_ID);
}

static void a_leader_that_never_assigns_is_replaced(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&b, "g", NULL);
    for (int i = 0; i < 16 && !b.answered; i++) {
        pass(4000);
        beat(&a, "g");
    }
    assert_true(b.answered);
    assert_int_equal(b.synced.error_code, KAFKA_REBALANCE_IN_PROGRESS);
    ask_join(&b, "g");
    assert_true(b.answered);
    assert_string_equal(string(b.joined.leader), b.member_id);
}

static void who_leaves_is_gone_at_once(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_two(&a, &b, "g");
    assert_int_equal(leave(&b, "g"), KAFKA_NONE);
    assert_int_equal(leave(&b, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(beat(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
    ask_join(&a, "g");
    assert_int_equal(a.generation, 3);
    ask_sync(&a, "g", NULL);
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_string_equal(state_of("g"), "Empty");
    pass(100000);
    assert_true(coordinator_due(groups) == INT64_MAX); /* an idle broker sleeps */
}

static void a_leave_ends_the_waiting_of_the_others(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&c, "g");
    ask_join(&b, "g");
    assert_false(c.answered);
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_true(b.answered && c.answered);
}

static void a_client_that_vanishes_while_it_waits_is_not_answered(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    coordinator_forget(groups, &b.waiter);
    ask_join(&a, "g");
    assert_true(a.answered);
    assert_false(b.answered);
    assert_int_equal(a.joined.members.count, 2);
    ask_sync(&a, "g", NULL);
    pass(9000);
    beat(&a, "g");
    pass(1001);
    assert_int_equal(beat(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
}

static void generations_are_checked(void **state)
{
    (void)state;
    struct consumer a = {.version = 3};
    settle_one(&a, "g");
    struct consumer late = a;
    late.generation = 0;
    assert_int_equal(beat(&late, "g"), KAFKA_ILLEGAL_GENERATION);
    assert_int_equal(commit_as(&late, "g"), KAFKA_ILLEGAL_GENERATION);
    ask_sync(&late, "g", NULL);
    assert_int_equal(late.synced.error_code, KAFKA_ILLEGAL_GENERATION);
    assert_int_equal(beat(&a, "nowhere"), KAFKA_UNKNOWN_MEMBER_ID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        conversation(the_first_member_leads_alone),
        conversation(a_second_member_makes_all_join_again),
        conversation(a_member_id_is_required_from_version_4_on),
        conversation(an_id_that_is_not_used_is_forgotten),
        conversation(those_with_nothing_in_common_are_refused),
        conversation(bad_joins_are_refused),
        conversation(session_timeouts_have_bounds),
        conversation(groups_and_members_are_bounded),
        conversation(names_count_for_what_a_member_may_take),
        conversation(names_count_for_what_all_groups_may_take),
        conversation(a_member_that_lost_its_answer_gets_it_again),
        conversation(a_follower_that_joins_again_unchanged_disturbs_nobody),
        conversation(an_initial_delay_gathers_members),
        conversation(a_silent_members_session_ends),
        conversation(those_who_do_not_join_again_are_left_behind),
        conversation(a_leader_that_never_assigns_is_replaced),
        conversation(who_leaves_is_gone_at_once),
        conversation(a_leave_ends_the_waiting_of_the_others),
        conversation(a_client_that_vanishes_while_it_waits_is_not_answered),
        conversation(generations_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
