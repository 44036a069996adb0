/* test_coordinator_times.c: to the millisecond: when sessions, rebalances and unused ids end, and
 * who is told what then. */
#include "group_talk.h"

/* For how long it is not answered, while the client of `busy` only sends heartbeats. */
static int64_t wait_of(const struct consumer *who, const struct consumer *busy)
{
    int64_t began = now;
    while (!who->answered && now - began < 1000000) {
        pass(1);
        if (busy != NULL && !who->answered)
            beat(busy, "g");
    }
    return now - began;
}

/* --- sessions --- */

static void say_nothing(struct consumer *who)
{
    (void)who;
}

static void say_beat(struct consumer *who)
{
    assert_int_equal(beat(who, "g"), KAFKA_NONE);
}

static void say_commit(struct consumer *who)
{
    assert_int_equal(commit_as(who, "g"), KAFKA_NONE);
}

static void say_sync(struct consumer *who)
{
    ask_sync(who, "g", NULL);
    assert_string_equal(string(who->synced.assignment), "part of the other");
}

static void say_join(struct consumer *who)
{
    ask_join(who, "g");
    assert_int_equal(who->joined.error_code, KAFKA_NONE);
    assert_int_equal(who->joined.generation_id, 2);
}

static void whatever_a_member_says_prolongs_its_session(void **state)
{
    (void)state;
    static const struct {
        void (*say)(struct consumer *);
        int64_t end_ms;
    } words[] = {{say_nothing, 10000},
                 {say_beat, 14000},
                 {say_commit, 14000},
                 {say_sync, 14000},
                 {say_join, 14000}};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        struct consumer a = {.version = 3, .session_ms = 20000}, b = {.version = 3};
        begin_with(&(struct coordinator_config){.max_session_ms = 100000,
                                                .group_max_size = 2,
                                                .groups_max = 1,
                                                .bytes_max = 100000,
                                                .member_bytes_max = 1000});
        settle_two(&a, &b, "g");
        pass(4000);
        words[i].say(&b);
        pass(words[i].end_ms - 4000 - 1);
        assert_int_equal(members_of("g"), 2);
        assert_string_equal(state_of("g"), "Stable");
        pass(1);
        assert_int_equal(members_of("g"), 1);
        assert_string_equal(state_of("g"), "PreparingRebalance");
    }
}

static void a_session_begins_with_the_generation(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    pass(8000);
    ask_join(&a, "g"); /* nobody asks for an assignment then */
    assert_true(b.answered);
    pass(9999);
    assert_int_equal(members_of("g"), 2);
    pass(1);
    assert_int_equal(members_of("g"), 0);
    assert_string_equal(state_of("g"), "Empty");
}

static void who_waits_for_an_assignment_is_not_silent(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&c, "g");
    ask_join(&a, "g");
    learn(&b);
    learn(&c);
    ask_sync(&b, "g", NULL);
    pass(5000);
    assert_int_equal(beat(&a, "g"), KAFKA_NONE);
    assert_int_equal(beat(&c, "g"), KAFKA_NONE);
    pass(9000); /* b has said nothing for 14 s, for it waits */
    ask_sync(&a, "g", &b);
    assert_string_equal(string(b.synced.assignment), "part of the other");
    pass(999);
    assert_int_equal(members_of("g"), 3);
    pass(1); /* c was not prolonged by that: it does not wait */
    assert_int_equal(members_of("g"), 2);
    assert_int_equal(beat(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
    pass(8999);
    assert_int_equal(members_of("g"), 2);
    pass(1); /* b's session began with its answer */
    assert_int_equal(members_of("g"), 1);
}

static void who_loses_its_assignment_begins_a_session(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&b, "g", NULL);
    pass(5000);
    assert_int_equal(beat(&a, "g"), KAFKA_NONE);
    pass(4000);
    ask_join(&c, "g");
    assert_true(b.answered);
    assert_int_equal(b.synced.error_code, KAFKA_REBALANCE_IN_PROGRESS);
    pass(5999);
    assert_int_equal(members_of("g"), 3);
    pass(1); /* a, since its heartbeat */
    assert_int_equal(members_of("g"), 2);
    pass(3999);
    assert_false(c.answered);
    pass(1); /* b, since it was answered */
    assert_true(c.answered);
    assert_int_equal(c.joined.members.count, 1);
    assert_int_equal(c.joined.generation_id, 3);
}

static void a_rebalance_by_itself_prolongs_no_session(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3}, c = {.version = 3};
    settle_two(&a, &b, "g");
    pass(5000);
    assert_int_equal(beat(&b, "g"), KAFKA_NONE);
    pass(4000);
    ask_join(&c, "g");
    pass(999);
    assert_int_equal(members_of("g"), 3);
    pass(1);
    assert_int_equal(members_of("g"), 2);
    assert_int_equal(beat(&a, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    ask_join(&b, "g");
    assert_true(b.answered && c.answered);
}

static void a_first_join_waits_no_longer_than_five_minutes(void **state)
{
    (void)state;
    struct consumer a = {.version = 3, .rebalance_ms = 400000}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    assert_int_equal(wait_of(&b, &a), 300000);
    assert_int_equal(b.joined.error_code, KAFKA_UNKNOWN_MEMBER_ID);
}

static void an_unused_id_is_kept_as_long_as_the_session(void **state)
{
    (void)state;
    for (int late = 0; late <= 1; late++) {
        struct consumer a = {.version = 4};
        ask_join(&a, "g");
        pass(9999 + late);
        ask_join(&a, "g");
        assert_int_equal(a.joined.error_code, late ? KAFKA_UNKNOWN_MEMBER_ID : KAFKA_NONE);
        if (!late)
            assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    }
    assert_true(coordinator_due(groups) <= now || coordinator_due(groups) == INT64_MAX);
}

static void an_unused_id_holds_up_a_rebalance_until_it_is_gone(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 4}, c = {.version = 4};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&c, "g");
    pass(4000);
    ask_join(&a, "g"); /* a leader wants a rebalance */
    assert_false(a.answered);
    assert_int_equal(leave(&c, "g"), KAFKA_NONE);
    assert_false(a.answered);
    assert_int_equal(wait_of(&a, NULL), 6000);
    assert_int_equal(a.joined.members.count, 1);
    assert_int_equal(leave(&b, "g"), KAFKA_UNKNOWN_MEMBER_ID);
}

/* --- rebalances --- */

static void joining_ends_at_the_longest_rebalance_timeout(void **state)
{
    (void)state;
    static const struct {
        struct consumer there, comes;
        int64_t wait_ms;
    } cases[] = {
        {{.version = 3, .rebalance_ms = 30000}, {.version = 3, .rebalance_ms = 50000}, 50000},
        {{.version = 3, .rebalance_ms = 50000}, {.version = 3, .rebalance_ms = 30000}, 50000},
        {{.version = 1, .rebalance_ms = 20000}, {.version = 3, .rebalance_ms = 1}, 20000},
        {{.version = 0, .rebalance_ms = 20000, .session_ms = 8000}, {.rebalance_ms = 1}, 10000},
        {{.version = 0, .rebalance_ms = 20000, .session_ms = 12000}, {.rebalance_ms = 1}, 12000},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct consumer a = cases[i].there, b = cases[i].comes;
        settle_one(&a, "g");
        ask_join(&b, "g");
        assert_int_equal(wait_of(&b, &a), cases[i].wait_ms);
        assert_int_equal(b.joined.members.count, 1);
        learn(&b);
        assert_string_equal(string(b.joined.leader), b.member_id);
        assert_int_equal(beat(&a, "g"), KAFKA_UNKNOWN_MEMBER_ID);
        assert_int_equal(leave(&b, "g"), KAFKA_NONE);
        assert_string_equal(state_of("g"), "Empty");
    }
}

static void assigning_ends_at_the_longest_rebalance_timeout(void **state)
{
    (void)state;
    struct consumer a = {.version = 3, .rebalance_ms = 20000};
    struct consumer b = {.version = 3, .rebalance_ms = 15000};
    settle_one(&a, "g");
    ask_join(&b, "g");
    pass(3000);
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&b, "g", NULL);
    assert_int_equal(wait_of(&b, &a), 20000);
    assert_int_equal(b.synced.error_code, KAFKA_REBALANCE_IN_PROGRESS);
    assert_int_equal(beat(&a, "g"), KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(members_of("g"), 1);
}

/* What it has not asked for until then it will not get: even when all else is stable. */
static void who_asks_for_no_assignment_is_out_at_the_timeout(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&a, "g", &b);
    assert_string_equal(state_of("g"), "Stable");
    for (int i = 0; i < 59999; i++) {
        pass(1);
        assert_int_equal(beat(&a, "g"), KAFKA_NONE);
        assert_int_equal(beat(&b, "g"), KAFKA_NONE);
    }
    pass(1);
    assert_int_equal(beat(&a, "g"), KAFKA_REBALANCE_IN_PROGRESS);
    assert_int_equal(beat(&b, "g"), KAFKA_UNKNOWN_MEMBER_ID);
}

/* --- the first generation waits for more members --- */

static void delay_first(int64_t delay_ms)
{
    begin_with(&(struct coordinator_config){.initial_delay_ms = delay_ms,
                                            .max_session_ms = 100000,
                                            .group_max_size = 9,
                                            .groups_max = 3,
                                            .bytes_max = 100000,
                                            .member_bytes_max = 1000});
}

static void the_first_delay_ends_when_nobody_else_comes(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, hasty = {.version = 3, .rebalance_ms = 2000};
    delay_first(3000);
    ask_join(&a, "g");
    assert_int_equal(wait_of(&a, NULL), 3000);
    learn(&a);
    ask_sync(&a, "g", NULL);
    ask_join(&a, "g"); /* not the first any more */
    assert_true(a.answered);
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    ask_join(&hasty, "g"); /* but of an empty group it is */
    assert_int_equal(wait_of(&hasty, NULL), 2000);
}

static void each_newcomer_prolongs_the_first_delay_but_not_for_ever(void **state)
{
    (void)state;
    struct consumer many[4];
    delay_first(3000);
    for (int i = 0; i < 4; i++) { /* at 0, 2000, 4000 and 6000 ms: ends at 3000, 6000, 9000 */
        many[i] = (struct consumer){.version = 3, .rebalance_ms = 10000};
        ask_join(&many[i], "g");
        if (i < 3)
            pass(2000);
        assert_false(many[0].answered);
    }
    int64_t wait_ms = wait_of(&many[0], NULL);
    assert_int_equal(wait_ms, 4000);
    for (int i = 0; i < 4; i++)
        assert_int_equal(many[i].joined.generation_id, 1);
}

static void the_first_delay_ends_when_all_have_left(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    delay_first(3000);
    ask_join(&a, "g");
    ask_join(&b, "g");
    const char *id = NULL;
    struct describe_groups_group out;
    for (int left = 1; left >= 0; left--) {
        wire_defaults(&describe_groups_group_schema, &out);
        coordinator_describe(groups, text("g"), 5, &arena, &out);
        id = string(out.members.items[0].member_id);
        struct consumer first = {.member_id = id};
        assert_int_equal(leave(&first, "g"), KAFKA_NONE);
        assert_string_equal(state_of("g"), left > 0 ? "PreparingRebalance" : "Empty");
    }
    assert_int_equal(a.joined.error_code, KAFKA_UNKNOWN_MEMBER_ID);
    assert_string_equal(string(b.joined.member_id), id);
}

/* --- static members --- */

static void a_static_member_that_is_away_keeps_its_place_in_a_rebalance(void **state)
{
    (void)state;
    struct consumer a = {.version = 5, .instance_id = "one", .session_ms = 90000};
    struct consumer b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    assert_int_equal(wait_of(&b, NULL), 60000);
    assert_int_equal(b.joined.members.count, 2); /* and it leads, for a is not there */
    learn(&b);
    ask_sync(&b, "g", &a);
    while (members_of("g") == 2) {
        pass(1);
        beat(&b, "g");
    }
    assert_string_equal(state_of("g"), "PreparingRebalance");
    assert_int_equal(beat(&b, "g"), KAFKA_REBALANCE_IN_PROGRESS);
}

static void when_only_static_members_are_away_all_wait_for_them(void **state)
{
    (void)state;
    struct consumer a = {.version = 5, .instance_id = "one", .session_ms = 200000};
    struct consumer b = {.version = 5, .instance_id = "two", .session_ms = 200000};
    settle_two(&a, &b, "g");
    assert_int_equal(leave(&b, "g"), KAFKA_NONE);
    for (int i = 0; i < 3; i++) {
        assert_true(coordinator_due(groups) <= now + 60000);
        pass(50000);
        assert_string_equal(state_of("g"), "PreparingRebalance");
    }
    ask_join(&a, "g");
    assert_true(a.answered);
    assert_int_equal(a.generation, 3);
    assert_string_equal(string(a.joined.leader), a.member_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        conversation(whatever_a_member_says_prolongs_its_session),
        conversation(a_session_begins_with_the_generation),
        conversation(who_waits_for_an_assignment_is_not_silent),
        conversation(who_loses_its_assignment_begins_a_session),
        conversation(a_rebalance_by_itself_prolongs_no_session),
        conversation(a_first_join_waits_no_longer_than_five_minutes),
        conversation(an_unused_id_is_kept_as_long_as_the_session),
        conversation(an_unused_id_holds_up_a_rebalance_until_it_is_gone),
        conversation(joining_ends_at_the_longest_rebalance_timeout),
        conversation(assigning_ends_at_the_longest_rebalance_timeout),
        conversation(who_asks_for_no_assignment_is_out_at_the_timeout),
        conversation(the_first_delay_ends_when_nobody_else_comes),
        conversation(each_newcomer_prolongs_the_first_delay_but_not_for_ever),
        conversation(the_first_delay_ends_when_all_have_left),
        conversation(a_static_member_that_is_away_keeps_its_place_in_a_rebalance),
        conversation(when_only_static_members_are_away_all_wait_for_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
