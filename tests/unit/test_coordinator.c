/* test_coordinator.c: consumer groups, told as conversations: who asks what when, who is answered.
 */
#include "test.h"

#include <stdlib.h>

#include "broker/group/coordinator.h"
#include "wire/errors.h"

static struct coordinator *groups;
static int64_t now; /* ms */
static struct arena arena;

/* A consumer and its last request that may wait. */
struct consumer {
    const char *member_id;
    const char *instance_id;
    const char *protocols; /* "range,roundrobin" */
    const char *metadata;
    int16_t version;
    int32_t generation;
    struct group_waiter waiter;
    struct join_group_response joined;
    struct sync_group_response synced;
    bool answered;
};

static int begin(void **state)
{
    (void)state;
    now = 1000000;
    arena_init(&arena, 0);
    groups = coordinator_new(&(struct coordinator_config){
        .min_session_ms = 6000,
        .max_session_ms = 1800000,
        .group_max_size = 5,
        .groups_max = 3,
        .bytes_max = 100000,
        .member_bytes_max = 1000,
        .offset_metadata_max = 100,
    });
    return 0;
}

static int end(void **state)
{
    (void)state;
    coordinator_free(groups);
    arena_deinit(&arena);
    return 0;
}

static struct consumer *take_answers(void)
{
    struct consumer *last = NULL;
    struct group_waiter *w;
    while ((w = coordinator_take_answered(groups)) != NULL) {
        last = (struct consumer *)((char *)w - offsetof(struct consumer, waiter));
        last->answered = true;
    }
    return last;
}

static struct bytes text(const char *s)
{
    return bytes_of(s);
}

static const char *string(struct bytes b)
{
    return b.data == NULL ? NULL : arena_printf(&arena, "%.*s", (int)b.len, b.data);
}

static void ask_join(struct consumer *who, const char *group)
{
    static uint8_t serial;
    struct join_group_protocol protocols[4];
    struct join_group_request in = {
        .group_id = text(group),
        .session_timeout_ms = 10000,
        .rebalance_timeout_ms = 60000,
        .member_id = text(who->member_id == NULL ? "" : who->member_id),
        .group_instance_id = text(who->instance_id),
        .protocol_type = text("consumer"),
        .protocols.items = protocols,
    };
    const char *name = who->protocols == NULL ? "range" : who->protocols;
    while (*name != '\0') {
        size_t len = strcspn(name, ",");
        protocols[in.protocols.count++] = (struct join_group_protocol){
            bytes_make(name, len), text(who->metadata == NULL ? "topics" : who->metadata)};
        name += len + (name[len] == ',');
    }
    struct group_join join = {.in = &in,
                              .version = who->version,
                              .client_id = text("crew"),
                              .client_host = text("/127.0.0.1"),
                              .fresh = {{++serial}}};
    who->answered = false;
    wire_defaults(&join_group_response_schema, &who->joined);
    who->waiter = (struct group_waiter){.arena = &arena, .join = &who->joined};
    coordinator_join(groups, &join, &who->waiter, now);
    take_answers();
    if (who->answered && who->joined.member_id.len > 0)
        who->member_id = string(who->joined.member_id);
    if (who->answered)
        who->generation = who->joined.generation_id;
}

/* Takes over what an answer that came later has told. */
static void learn(struct consumer *who)
{
    assert_true(who->answered);
    who->member_id = string(who->joined.member_id);
    who->generation = who->joined.generation_id;
}

static void ask_sync(struct consumer *who, const char *group, const struct consumer *other)
{
    struct sync_group_assignment parts[2] = {
        {text(who->member_id), text("part of the leader")},
        {text(other == NULL ? "" : other->member_id), text("part of the other")},
    };
    struct sync_group_request in = {
        .group_id = text(group),
        .generation_id = who->generation,
        .member_id = text(who->member_id),
        .group_instance_id = text(who->instance_id),
        .assignments = {parts, 2},
    };
    if (!bytes_equal(who->joined.leader, who->joined.member_id))
        in.assignments.count = 0;
    who->answered = false;
    wire_defaults(&sync_group_response_schema, &who->synced);
    who->waiter = (struct group_waiter){.arena = &arena, .sync = &who->synced};
    coordinator_sync(groups, &in, &who->waiter, now);
    take_answers();
}

static int16_t beat(const struct consumer *who, const char *group)
{
    int16_t error = coordinator_heartbeat(groups,
                                          &(struct heartbeat_request){text(group), who->generation,
                                                                      text(who->member_id),
                                                                      text(who->instance_id)},
                                          now);
    take_answers();
    return error;
}

static int16_t commit_as(const struct consumer *who, const char *group)
{
    return coordinator_commit_check(
        groups,
        &(struct offset_commit_request){.group_id = text(group),
                                        .generation_id = who->generation,
                                        .member_id = text(who->member_id),
                                        .group_instance_id = text(who->instance_id)},
        now);
}

static int16_t leave(const struct consumer *who, const char *group)
{
    struct leave_group_response out = {0};
    struct leave_group_request_member member = {text(who->member_id), text(who->instance_id),
                                                BYTES_NULL};
    struct leave_group_request in = {.group_id = text(group), .members = {&member, 1}};
    coordinator_leave(groups, &in, 3, &arena, &out, now);
    take_answers();
    assert_int_equal(out.error_code, KAFKA_NONE);
    return out.members.items[0].error_code;
}

static void pass(int64_t ms)
{
    for (int64_t until = now + ms; now < until;) {
        int64_t due = coordinator_due(groups);
        now = due < until ? (due > now ? due : now + 1) : until;
        coordinator_tick(groups, now);
        take_answers();
    }
}

static const char *state_of(const char *group)
{
    struct describe_groups_group out;
    wire_defaults(&describe_groups_group_schema, &out);
    coordinator_describe(groups, text(group), 5, &arena, &out);
    return string(out.group_state);
}

/* One consumer alone in the group, assigned. */
static void settle_one(struct consumer *who, const char *group)
{
    ask_join(who, group);
    if (who->joined.error_code == KAFKA_MEMBER_ID_REQUIRED)
        ask_join(who, group);
    assert_true(who->answered);
    assert_int_equal(who->joined.error_code, KAFKA_NONE);
    ask_sync(who, group, NULL);
    assert_true(who->answered);
    assert_string_equal(state_of(group), "Stable");
}

/* Two of them, `a` leading. */
static void settle_two(struct consumer *a, struct consumer *b, const char *group)
{
    settle_one(a, group);
    ask_join(b, group);
    assert_false(b->answered);
    assert_int_equal(beat(a, group), KAFKA_REBALANCE_IN_PROGRESS);
    ask_join(a, group);
    learn(a);
    learn(b);
    ask_sync(b, group, NULL);
    assert_false(b->answered);
    ask_sync(a, group, b);
    assert_true(a->answered && b->answered);
}

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
    struct join_group_response out = {0};
    struct join_group_protocol range = {text("range"), text("")};
    struct join_group_request in = {.group_id = text("g"),
                                    .session_timeout_ms = 5999,
                                    .member_id = text(""),
                                    .protocol_type = text("consumer"),
                                    .protocols = {&range, 1}};
    struct group_waiter w = {.arena = &arena, .join = &out};
    struct group_join join = {.in = &in, .client_id = text("c")};
    coordinator_join(groups, &join, &w, now);
    assert_ptr_equal(coordinator_take_answered(groups), &w);
    assert_int_equal(out.error_code, KAFKA_INVALID_SESSION_TIMEOUT);
    in.session_timeout_ms = 1800001;
    coordinator_join(groups, &join, &w, now);
    assert_ptr_equal(coordinator_take_answered(groups), &w);
    assert_int_equal(out.error_code, KAFKA_INVALID_SESSION_TIMEOUT);
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
    assert_int_equal(coordinator_commit_room(groups, &o), KAFKA_OFFSET_METADATA_TOO_LARGE);
    o.metadata.len = 100;
    int32_t kept = 0;
    while (coordinator_commit_room(groups, &o) == KAFKA_NONE) {
        coordinator_commit(groups, text("g"), &o);
        o.partition++;
        kept++;
    }
    assert_int_equal(coordinator_commit_room(groups, &o), KAFKA_INVALID_COMMIT_OFFSET_SIZE);
    assert_in_range(kept, 100, 1000);
    coordinator_delete(groups, text("g"));
    assert_int_equal(coordinator_commit_room(groups, &o), KAFKA_NONE);
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

#define test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_first_member_leads_alone),
        test(a_second_member_makes_all_join_again),
        test(a_member_id_is_required_from_version_4_on),
        test(an_id_that_is_not_used_is_forgotten),
        test(those_with_nothing_in_common_are_refused),
        test(bad_joins_are_refused),
        test(session_timeouts_have_bounds),
        test(groups_and_members_are_bounded),
        test(a_member_that_lost_its_answer_gets_it_again),
        test(a_follower_that_joins_again_unchanged_disturbs_nobody),
        test(an_initial_delay_gathers_members),
        test(a_silent_members_session_ends),
        test(those_who_do_not_join_again_are_left_behind),
        test(a_leader_that_never_assigns_is_replaced),
        test(who_leaves_is_gone_at_once),
        test(a_leave_ends_the_waiting_of_the_others),
        test(a_client_that_vanishes_while_it_waits_is_not_answered),
        test(generations_are_checked),
        test(a_static_member_comes_back_without_a_rebalance),
        test(a_static_leader_comes_back_and_does_not_assign_anew),
        test(a_replaced_static_member_that_waits_is_fenced),
        test(a_static_member_may_be_away_for_its_session),
        test(an_administrator_removes_a_static_member_by_its_name),
        test(who_may_commit_when),
        test(commits_are_kept_whole_and_in_order),
        test(metadata_and_memory_of_commits_are_bounded),
        test(old_offsets_of_deserted_groups_expire),
        test(groups_are_described_and_listed),
        test(only_deserted_groups_are_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
