/* test_coordinator_words.c: what members and onlookers are told: protocols, leaders, ids, errors.
 */
#include "group_talk.h"

/* --- the protocol --- */

static void the_protocol_is_what_most_prefer_of_what_all_speak(void **state)
{
    (void)state;
    static const struct {
        const char *members[3];
        const char *chosen;
    } cases[] = {
        {{"range,sticky", "sticky,range", "sticky,range"}, "sticky"},
        {{"range,sticky", "range,sticky", "sticky,range"}, "range"},
        {{"range,sticky", "sticky,range", NULL}, "range"}, /* as many: the first member's order */
        {{"own,sticky,range", "range,sticky", "range,sticky"}, "range"},
        {{"own,range", "range", "range,own"}, "range"},
        {{"own,sticky", "sticky,other", "other,sticky"}, "sticky"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct consumer who[3];
        int count = cases[i].members[2] == NULL ? 2 : 3;
        for (int n = 0; n < count; n++) {
            who[n] = (struct consumer){.version = 3, .protocols = cases[i].members[n]};
            ask_join(&who[n], "g");
        }
        ask_join(&who[0], "g");
        for (int n = 0; n < count; n++) {
            assert_true(who[n].answered);
            learn(&who[n]);
            assert_string_equal(string(who[n].joined.protocol_name), cases[i].chosen);
            assert_string_equal(string(who[n].joined.protocol_type), "consumer");
            assert_string_equal(string(who[n].joined.leader), who[0].member_id);
        }
        for (int n = 0; n < count; n++)
            assert_int_equal(leave(&who[n], "g"), KAFKA_NONE);
    }
}

static void a_group_has_one_type_of_protocol(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3, .type = "connect"};
    struct consumer none = {.version = 3, .type = ""};
    ask_join(&none, "g");
    assert_int_equal(none.joined.error_code, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    settle_one(&a, "g");
    ask_join(&b, "g");
    assert_int_equal(b.joined.error_code, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    a.type = "connect";
    ask_join(&a, "g");
    assert_int_equal(a.joined.error_code, KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    assert_string_equal(state_of("g"), "Stable");
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    ask_join(&b, "g"); /* when it is empty, it may become another */
    assert_int_equal(b.joined.error_code, KAFKA_NONE);
    assert_string_equal(string(b.joined.protocol_type), "connect");
}

static void what_a_member_says_anew_is_noticed(void **state)
{
    (void)state;
    static const struct {
        const char *protocols, *metadata;
        bool rebalances;
    } cases[] = {
        {"range,sticky", "topics", false}, {"sticky,range", "topics", true},
        {"range", "topics", true},         {"range,sticky,own", "topics", true},
        {"range,sticky", "topic", true},   {"range,stick", "topics", true},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct consumer a = {.version = 3}, b = {.version = 3, .protocols = "range,sticky"};
        settle_two(&a, &b, "g");
        b.protocols = cases[i].protocols;
        b.metadata = cases[i].metadata;
        ask_join(&b, "g");
        assert_int_equal(b.answered, !cases[i].rebalances);
        assert_string_equal(state_of("g"), cases[i].rebalances ? "PreparingRebalance" : "Stable");
        assert_int_equal(leave(&a, "g"), KAFKA_NONE);
        if (cases[i].rebalances)
            learn(&b);
        assert_int_equal(leave(&b, "g"), KAFKA_NONE);
    }
}

static void while_assignments_are_waited_for_a_change_is_noticed_too(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_join(&b, "g");
    ask_join(&a, "g");
    assert_true(a.answered && b.answered);
    assert_int_equal(a.generation, 2);
    assert_int_equal(a.joined.members.count, 2);
    assert_int_equal(b.joined.members.count, 0);
    b.metadata = "other topics";
    ask_join(&b, "g");
    assert_false(b.answered);
    assert_string_equal(state_of("g"), "PreparingRebalance");
}

/* --- ids --- */

static void an_id_is_a_name_and_an_uuid(void **state)
{
    (void)state;
    static const char uuid[] = "-00000000-0000-0000-0000-000000000000";
    char names[2][257] = {{0}};
    memset(names[0], 'c', 255);
    memset(names[1], 'd', 256);
    begin_with(&(struct coordinator_config){.max_session_ms = 100000,
                                            .group_max_size = 9,
                                            .groups_max = 3,
                                            .bytes_max = 100000,
                                            .member_bytes_max = 5000});
    struct consumer cases[] = {{.version = 3},
                               {.version = 5, .instance_id = "tower"},
                               {.version = 3, .client = names[0]},
                               {.version = 3, .client = names[1]},
                               {.version = 3, .client = ""}};
    static const size_t lengths[] = {4, 5, 255, 0, 0};
    static const char *const beginnings[] = {"crew-", "tower-", "cccc", "-", "-"};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct join_group_protocol protocol = {text("range"), text("")};
        struct join_group_request in = {.group_id = text("g"),
                                        .session_timeout_ms = 10000,
                                        .member_id = text(""),
                                        .group_instance_id = text(cases[i].instance_id),
                                        .protocol_type = text("consumer"),
                                        .protocols = {&protocol, 1}};
        struct group_join join = {
            .in = &in,
            .version = cases[i].version,
            .client_id = text(cases[i].client == NULL ? "crew" : cases[i].client),
            .fresh = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb, 0xc, 0xd, 0xe, 0xf, 0xff}}};
        struct join_group_response out = {0};
        struct group_waiter w = {.arena = &arena, .join = &out};
        coordinator_join(groups, &join, &w, now);
        struct consumer it = {.instance_id = cases[i].instance_id};
        struct describe_groups_group g = {0};
        coordinator_describe(groups, text("g"), 5, &arena, &g);
        assert_int_equal(g.members.count, 1);
        it.member_id = string(g.members.items[0].member_id);
        assert_int_equal(strlen(it.member_id), lengths[i] + strlen(uuid));
        assert_memory_equal(it.member_id, beginnings[i], strlen(beginnings[i]));
        assert_string_equal(it.member_id + lengths[i], "-01020304-0506-0708-090a-0b0c0d0e0fff");
        assert_int_equal(leave(&it, "g"), KAFKA_NONE);
        while (coordinator_take_finished(groups) != NULL)
            ;
    }
}

/* --- who waits and is taken out, or asks twice --- */

static void who_is_taken_out_while_it_waits_is_told(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&c, "g");
    ask_join(&b, "g");
    assert_false(b.answered);
    struct consumer gone = b;
    gone.answered = false;
    assert_int_equal(leave(&gone, "g"), KAFKA_NONE); /* somebody else says so */
    assert_true(b.answered);
    assert_int_equal(b.joined.error_code, KAFKA_UNKNOWN_MEMBER_ID);
    assert_string_equal(string(b.joined.member_id), b.member_id);
    ask_join(&a, "g");
    learn(&c);
    ask_sync(&c, "g", NULL);
    assert_int_equal(leave(&c, "g"), KAFKA_NONE);
    assert_true(c.answered);
    assert_int_equal(c.synced.error_code, KAFKA_UNKNOWN_MEMBER_ID);
    assert_string_equal(state_of("g"), "PreparingRebalance");
}

static void when_the_leader_goes_the_first_of_the_others_leads(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&c, "g");
    ask_join(&b, "g");
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_true(b.answered && c.answered);
    learn(&b);
    learn(&c);
    assert_string_equal(string(b.joined.leader), b.member_id);
    assert_string_equal(string(c.joined.leader), b.member_id);
    assert_int_equal(b.joined.members.count, 2);
    assert_int_equal(c.joined.members.count, 0);
}

static void the_first_of_two_same_questions_is_cut_off(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&c, "g");
    ask_join(&b, "g");
    struct consumer again = {.version = 3, .member_id = b.member_id};
    ask_join(&again, "g");
    assert_true(b.answered);
    assert_int_equal(b.joined.error_code, KAFKA_REBALANCE_IN_PROGRESS);
    assert_string_equal(string(b.joined.member_id), again.member_id);
    assert_false(again.answered);
    ask_join(&a, "g");
    learn(&again);
    ask_sync(&again, "g", NULL);
    struct consumer once_more = again;
    ask_sync(&once_more, "g", NULL);
    assert_true(again.answered);
    assert_int_equal(again.synced.error_code, KAFKA_REBALANCE_IN_PROGRESS);
    assert_false(once_more.answered);
    ask_sync(&a, "g", &once_more);
    assert_string_equal(string(once_more.synced.assignment), "part of the other");
}

/* Whichever of three answers is given up, the others are there, in order, and so is the next. */
static void answers_that_nobody_takes_are_left_out(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        struct consumer who[3] = {{.version = 3}, {.version = 3}, {.version = 3}};
        settle_one(&who[0], "g");
        ask_join(&who[1], "g");
        ask_join(&who[2], "g");
        send_join(&who[0], "g");
        coordinator_forget(groups, &who[k].waiter);
        struct consumer late = {.version = 3, .member_id = "nobody"};
        send_join(&late, "g");
        for (int i = 0; i < 3; i++)
            if (i != k)
                assert_ptr_equal(coordinator_take_finished(groups), &who[i].waiter);
        assert_ptr_equal(coordinator_take_finished(groups), &late.waiter);
        assert_null(coordinator_take_finished(groups));
        ask_join(&late, "g");
        assert_true(late.answered);
        for (int i = 0; i < 3; i++) {
            struct describe_groups_group g = {0};
            coordinator_describe(groups, text("g"), 5, &arena, &g);
            struct consumer first = {.member_id = string(g.members.items[0].member_id)};
            assert_int_equal(leave(&first, "g"), KAFKA_NONE);
        }
    }
}

static void an_answer_to_who_was_taken_out_may_be_left_out_too(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    ask_join(&c, "g");
    send_join(&b, "g");
    struct leave_group_response out = {0};
    struct leave_group_request_member member = {text(b.member_id), BYTES_NULL, BYTES_NULL};
    struct leave_group_request in = {.group_id = text("g"), .members = {&member, 1}};
    coordinator_leave(groups, &in, 3, &arena, &out, now);
    coordinator_forget(groups, &b.waiter);
    assert_null(coordinator_take_finished(groups));
    ask_join(&a, "g");
    assert_true(c.answered);
    assert_int_equal(a.joined.members.count, 2);
}

static void a_client_that_goes_while_it_waits_for_its_part_is_not_answered(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&b, "g", NULL);
    coordinator_forget(groups, &b.waiter);
    ask_sync(&a, "g", &b);
    assert_false(b.answered);
    struct consumer back = b;
    ask_sync(&back, "g", NULL);
    assert_string_equal(string(back.synced.assignment), "part of the other");
}

/* --- SyncGroup --- */

static int16_t sync_as(const struct consumer *who, const char *type, const char *name)
{
    struct sync_group_response out = {0};
    struct group_waiter w = {.arena = &arena, .sync = &out};
    struct sync_group_request in = {.group_id = text("g"),
                                    .generation_id = who->generation,
                                    .member_id = text(who->member_id),
                                    .protocol_type = text(type),
                                    .protocol_name = text(name)};
    coordinator_sync(groups, &in, &w, now);
    assert_ptr_equal(coordinator_take_finished(groups), &w);
    if (out.error_code == KAFKA_NONE) {
        assert_string_equal(string(out.protocol_type), "consumer");
        assert_string_equal(string(out.protocol_name), "range");
        assert_string_equal(string(out.assignment), "part of the leader");
    } else {
        assert_null(out.assignment.data);
    }
    return out.error_code;
}

static void a_sync_may_name_the_protocol_it_believes_in(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    assert_int_equal(sync_as(&a, NULL, NULL), KAFKA_NONE);
    assert_int_equal(sync_as(&a, "consumer", "range"), KAFKA_NONE);
    assert_int_equal(sync_as(&a, "consumer", NULL), KAFKA_NONE);
    assert_int_equal(sync_as(&a, NULL, "range"), KAFKA_NONE);
    assert_int_equal(sync_as(&a, "connect", "range"), KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    assert_int_equal(sync_as(&a, "connect", NULL), KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    assert_int_equal(sync_as(&a, "consumer", "sticky"), KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    assert_int_equal(sync_as(&a, NULL, "sticky"), KAFKA_INCONSISTENT_GROUP_PROTOCOL);
    ask_join(&b, "g");
    assert_int_equal(sync_as(&a, NULL, NULL), KAFKA_REBALANCE_IN_PROGRESS);
    struct consumer stranger = {.member_id = "who", .generation = 1};
    assert_int_equal(sync_as(&stranger, NULL, NULL), KAFKA_UNKNOWN_MEMBER_ID);
}

static void who_gets_no_part_gets_an_empty_one(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_two(&a, &b, "g");
    assert_string_equal(string(b.synced.assignment), "part of the other");
    ask_join(&a, "g");
    ask_join(&b, "g");
    learn(&a);
    ask_sync(&a, "g", NULL); /* a part for itself and for nobody */
    ask_sync(&b, "g", NULL);
    assert_string_equal(string(a.synced.assignment), "part of the leader");
    assert_string_equal(string(b.synced.assignment), "");
}

/* --- LeaveGroup --- */

static int16_t leave_once(int version, const char *group, const char *id)
{
    struct leave_group_response out = {0};
    struct leave_group_request in = {.group_id = text(group), .member_id = text(id)};
    coordinator_leave(groups, &in, (int16_t)version, &arena, &out, now);
    assert_int_equal(out.members.count, 0);
    return out.error_code;
}

static void who_may_leave(void **state)
{
    (void)state;
    struct consumer a = {.version = 2}, b = {.version = 4}, s = {.version = 5, .instance_id = "s"};
    assert_int_equal(leave_once(2, "g", "who"), KAFKA_UNKNOWN_MEMBER_ID);
    settle_one(&a, "g");
    assert_int_equal(leave_once(2, "g", "who"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(leave_once(2, "g", ""), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(leave_once(2, "nowhere", a.member_id), KAFKA_UNKNOWN_MEMBER_ID);
    ask_join(&b, "g");
    struct consumer named = {.member_id = b.member_id, .instance_id = "x"};
    assert_int_equal(leave(&named, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(leave(&b, "g"), KAFKA_NONE); /* an id alone may leave too */
    assert_int_equal(leave(&b, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(leave_once(2, "g", a.member_id), KAFKA_NONE);
    assert_string_equal(state_of("g"), "Empty");
    settle_one(&s, "g");
    struct consumer wrong = {.member_id = "other", .instance_id = "s"};
    struct consumer unknown = {.member_id = s.member_id, .instance_id = "t"};
    struct consumer admin = {.member_id = "", .instance_id = "t"};
    assert_int_equal(leave(&wrong, "g"), KAFKA_FENCED_INSTANCE_ID);
    assert_int_equal(leave(&unknown, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(leave(&admin, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(leave(&s, "g"), KAFKA_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        conversation(the_protocol_is_what_most_prefer_of_what_all_speak),
        conversation(a_group_has_one_type_of_protocol),
        conversation(what_a_member_says_anew_is_noticed),
        conversation(while_assignments_are_waited_for_a_change_is_noticed_too),
        conversation(an_id_is_a_name_and_an_uuid),
        conversation(who_is_taken_out_while_it_waits_is_told),
        conversation(when_the_leader_goes_the_first_of_the_others_leads),
        conversation(the_first_of_two_same_questions_is_cut_off),
        conversation(answers_that_nobody_takes_are_left_out),
        conversation(an_answer_to_who_was_taken_out_may_be_left_out_too),
        conversation(a_client_that_goes_while_it_waits_for_its_part_is_not_answered),
        conversation(a_sync_may_name_the_protocol_it_believes_in),
        conversation(who_gets_no_part_gets_an_empty_one),
        conversation(who_may_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
