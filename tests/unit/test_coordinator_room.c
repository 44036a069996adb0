/* test_coordinator_room.c: to the byte: what groups, members and commits cost, that it is given
 * back, and what happens at the bounds. */
#include "group_talk.h"

#include <stdio.h>
#include <stdlib.h>

static struct coordinator_config wide(void)
{
    return (struct coordinator_config){.max_session_ms = 100000,
                                       .group_max_size = 20,
                                       .groups_max = 100,
                                       .bytes_max = 100000,
                                       .member_bytes_max = 20000,
                                       .offset_metadata_max = 1 << 20};
}

static int begin_wide(void **state)
{
    struct coordinator_config config = wide();
    begin(state);
    begin_with(&config);
    return 0;
}

/* The longest text that could be committed now: its bytes are not looked at. */
static size_t bytes_left(void)
{
    size_t low = 0, high = 1 << 20;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        struct group_offset o = {.topic = text("t"), .metadata = bytes_make("", middle)};
        if (coordinator_reserve(groups, &o) == KAFKA_NONE) {
            coordinator_unreserve(groups, &o);
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* What a commit costs besides its text. */
static size_t commit_cost(void)
{
    struct group_offset o = {.topic = text("t"), .metadata = text("")};
    size_t before = bytes_left();
    assert_int_equal(coordinator_reserve(groups, &o), KAFKA_NONE);
    size_t cost = before - bytes_left();
    coordinator_unreserve(groups, &o);
    assert_int_equal(bytes_left(), before);
    return cost;
}

static void commit_text(const char *group, const char *topic, int32_t partition, size_t length)
{
    char *note = calloc(1, length + 1);
    coordinator_commit(groups, text(group),
                       &(struct group_offset){.topic = text(topic),
                                              .partition = partition,
                                              .metadata = bytes_make(note, length)});
    free(note);
}

/* Leaves room for so many bytes, which a commit must fit in. */
static void fill_up_to(size_t room)
{
    commit_text("filler", "t", 0, 0);
    size_t cost = commit_cost();
    commit_text("filler", "t", 0, bytes_left() + cost - room);
    assert_int_equal(bytes_left(), room - cost);
}

/* --- what is given back --- */

static void a_dynamic_life(void)
{
    struct consumer a = {.version = 4}, b = {.version = 3, .protocols = "range,sticky"};
    settle_two(&a, &b, "g");
    b.protocols = "range,sticky,own";
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    ask_sync(&a, "g", &b);
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    assert_int_equal(leave(&b, "g"), KAFKA_NONE);
}

static void a_static_life(void)
{
    struct consumer a = {.version = 5, .instance_id = "one"};
    struct consumer again = {.version = 5, .instance_id = "one", .client = "longer than the other"};
    settle_one(&a, "g");
    ask_join(&again, "g");
    assert_int_equal(leave(&again, "g"), KAFKA_NONE);
}

static void a_session_that_ends(void)
{
    struct consumer a = {.version = 3};
    settle_one(&a, "g");
    pass(10000);
}

static void an_id_that_is_never_used(void)
{
    struct consumer a = {.version = 4}, b = {.version = 4, .client = "another"};
    ask_join(&a, "g");
    ask_join(&b, "g");
    assert_int_equal(leave(&b, "g"), KAFKA_NONE);
    pass(10000);
}

static void commits_that_are_replaced_and_deleted(void)
{
    commit_text("g", "t", 0, 5);
    commit_text("g", "t", 0, 50);
    commit_text("g", "t", 0, 20);
    commit_text("g", "u", 0, 7);
    coordinator_forget_topic(groups, text("t"));
    coordinator_forget_topic(groups, text("u"));
    commit_text("g", "t", 1, 9);
}

static void whatever_comes_and_goes_leaves_the_room_as_it_was(void **state)
{
    (void)state;
    static void (*const lives[])(void) = {a_dynamic_life, a_static_life, a_session_that_ends,
                                          an_id_that_is_never_used,
                                          commits_that_are_replaced_and_deleted};
    size_t before = bytes_left();
    for (size_t i = 0; i < ARRAY_SIZE(lives); i++) {
        lives[i]();
        assert_string_equal(state_of("g"), "Empty");
        coordinator_delete(groups, text("g"));
        assert_string_equal(state_of("g"), "Dead");
        assert_int_equal(bytes_left(), before);
    }
}

/* --- what it costs --- */

static void what_a_member_says_costs_its_bytes(void **state)
{
    (void)state;
    struct consumer a = {.version = 3, .metadata = "0123456789"};
    struct consumer b = {.version = 3, .metadata = "0123456789"};
    settle_two(&a, &b, "g");
    size_t left = bytes_left();
    b.metadata = "012";
    ask_join(&b, "g");
    assert_int_equal(bytes_left(), left + 7);
    b.metadata = "0123456789abc";
    ask_join(&b, "g");
    assert_int_equal(bytes_left(), left - 3);
    b.metadata = "";
    b.protocols = "range,sticky"; /* one more, but each says nothing */
    ask_join(&b, "g");
    size_t two = bytes_left();
    b.protocols = "range,sticky,roundrobin,own"; /* as much again and 4 + 14 - 6 - 4 of names */
    ask_join(&b, "g");
    size_t four = bytes_left();
    b.protocols = "range,sticky,own";
    ask_join(&b, "g");
    size_t three = bytes_left();
    assert_int_equal(three - four, two - three + strlen("roundrobin") - strlen("own"));
}

static void an_assignment_costs_its_bytes(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    size_t assigned = bytes_left();
    ask_join(&a, "g"); /* a leader wants a rebalance */
    ask_sync(&a, "g", NULL);
    assert_int_equal(bytes_left(), assigned);
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    size_t before = bytes_left();
    ask_sync(&a, "g", &b);
    assert_int_equal(before - bytes_left(), strlen("part of the other"));
}

static void a_given_id_and_a_group_cost_their_bytes(void **state)
{
    (void)state;
    struct consumer a = {.version = 4, .client = "ab"}, b = {.version = 4, .client = "abcdefg"};
    ask_join(&a, "g");
    size_t one = bytes_left();
    ask_join(&a, "longer"); /* an id that it has there not */
    assert_int_equal(a.joined.error_code, KAFKA_UNKNOWN_MEMBER_ID);
    assert_int_equal(bytes_left(), one);
    ask_join(&b, "g");
    size_t two = bytes_left();
    b.member_id = NULL;
    ask_join(&b, "g");
    size_t three = bytes_left();
    a.member_id = NULL;
    ask_join(&a, "g");
    assert_int_equal(two - three, three - bytes_left() + 5);
    size_t before = bytes_left();
    commit_text("h", "t", 0, 0);
    size_t short_name = before - bytes_left();
    commit_text("hhhh", "t", 0, 0);
    assert_int_equal(before - bytes_left() - short_name, short_name + 3);
}

static void what_is_reserved_counts_as_long_as_it_is(void **state)
{
    (void)state;
    struct group_offset o = {.topic = text("topic"), .metadata = text("1234567890")};
    size_t cost = commit_cost() + strlen("topic") - strlen("t") + 10;
    size_t before = bytes_left();
    assert_int_equal(coordinator_reserve(groups, &o), KAFKA_NONE);
    assert_int_equal(coordinator_reserve(groups, &o), KAFKA_NONE);
    assert_int_equal(bytes_left(), before - 2 * cost);
    coordinator_unreserve(groups, &o);
    assert_int_equal(bytes_left(), before - cost);
    coordinator_unreserve(groups, &o);
    assert_int_equal(bytes_left(), before);
}

/* --- at the bounds --- */

/* What joining a new group takes, and of that what the group is. */
static size_t cost_of_join(size_t *of_group)
{
    struct consumer a = {.version = 3};
    size_t before = bytes_left();
    commit_text("g", "t", 0, 0);
    *of_group = before - bytes_left() - commit_cost();
    coordinator_delete(groups, text("g"));
    ask_join(&a, "g");
    size_t cost = before - bytes_left();
    assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    coordinator_delete(groups, text("g"));
    assert_int_equal(bytes_left(), before);
    return cost;
}

static void a_join_needs_room_for_all_of_it(void **state)
{
    (void)state;
    size_t of_group, cost = cost_of_join(&of_group);
    for (size_t lacks = 0; lacks <= 1; lacks++) {
        struct consumer a = {.version = 3};
        fill_up_to(cost - lacks);
        ask_join(&a, "g");
        assert_int_equal(a.joined.error_code, lacks ? KAFKA_GROUP_MAX_SIZE_REACHED : KAFKA_NONE);
        if (!lacks)
            assert_int_equal(leave(&a, "g"), KAFKA_NONE);
    }
}

static void a_member_has_a_bound_of_its_own(void **state)
{
    (void)state;
    size_t of_group, cost = cost_of_join(&of_group) - of_group;
    for (size_t lacks = 0; lacks <= 1; lacks++) {
        struct coordinator_config config = wide();
        struct consumer a = {.version = 3};
        config.member_bytes_max = cost - lacks;
        begin_with(&config);
        ask_join(&a, "g");
        assert_int_equal(a.joined.error_code, lacks ? KAFKA_GROUP_MAX_SIZE_REACHED : KAFKA_NONE);
    }
}

static int16_t sync_with(const struct consumer *who, size_t length)
{
    char *part = calloc(1, length + 1);
    struct sync_group_assignment parts = {text(who->member_id), bytes_make(part, length)};
    struct sync_group_request in = {.group_id = text("g"),
                                    .generation_id = who->generation,
                                    .member_id = text(who->member_id),
                                    .assignments = {&parts, 1}};
    struct sync_group_response out = {0};
    struct group_waiter w = {.arena = &arena, .sync = &out};
    coordinator_sync(groups, &in, &w, now);
    int16_t error = coordinator_take_finished(groups) == &w ? out.error_code : -100;
    if (error == -100)
        coordinator_forget(groups, &w);
    free(part);
    return error;
}

static void an_assignment_that_finds_no_room_is_refused(void **state)
{
    (void)state;
    struct consumer a = {.version = 3}, b = {.version = 3};
    settle_one(&a, "g");
    ask_join(&b, "g");
    ask_join(&a, "g");
    learn(&b);
    size_t room = bytes_left() + commit_cost();
    assert_int_equal(sync_with(&b, room + 1), -100); /* no leader: it waits, and that is not kept */
    assert_int_equal(sync_with(&a, room + 1), KAFKA_GROUP_MAX_SIZE_REACHED);
    assert_string_equal(state_of("g"), "CompletingRebalance");
    assert_int_equal(sync_with(&a, room), KAFKA_NONE);
    assert_string_equal(state_of("g"), "Stable");
    assert_int_equal(sync_with(&a, room + 1), KAFKA_NONE); /* asks again: nothing new is kept */
}

static void a_commit_of_nobodys_needs_a_place_and_room_for_the_group(void **state)
{
    (void)state;
    struct consumer outsider = {.member_id = "", .generation = -1};
    size_t of_group;
    cost_of_join(&of_group);
    fill_up_to(of_group);
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_NONE);
    fill_up_to(of_group - 1);
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_COORDINATOR_NOT_AVAILABLE);
    assert_int_equal(commit_as(&outsider, "filler"), KAFKA_NONE);
    struct coordinator_config config = wide();
    config.groups_max = 2;
    begin_with(&config);
    commit_text("one", "t", 0, 0);
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_NONE);
    commit_text("two", "t", 0, 0);
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_COORDINATOR_NOT_AVAILABLE);
    commit_text("three", "t", 0, 0);
    assert_false(coordinator_has_group(groups, text("three")));
    coordinator_forget_topic(groups, text("t")); /* nobody needs them now */
    assert_int_equal(commit_as(&outsider, "g"), KAFKA_NONE);
}

static void as_many_as_may_join_do(void **state)
{
    (void)state;
    char protocols[200] = "";
    struct consumer polyglot = {.version = 3, .protocols = protocols};
    for (int i = 0; i < 64; i++)
        snprintf(protocols + strlen(protocols), sizeof protocols - strlen(protocols), "%s%c",
                 i == 0 ? "" : ",", '!' + (i < 11 ? i : i + 1));
    ask_join(&polyglot, "g");
    assert_int_equal(polyglot.joined.error_code, KAFKA_NONE);
    strcat(protocols, ",~");
    struct consumer more = {.version = 3, .protocols = protocols};
    ask_join(&more, "h");
    assert_int_equal(more.joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
}

static void ids_that_were_given_count_as_members(void **state)
{
    (void)state;
    struct coordinator_config config = wide();
    config.group_max_size = 3;
    begin_with(&config);
    struct consumer who[4] = {{.version = 3}, {.version = 4}, {.version = 4}, {.version = 4}};
    for (int i = 0; i < 4; i++)
        ask_join(&who[i], "g");
    assert_int_equal(who[0].joined.error_code, KAFKA_NONE);
    assert_int_equal(who[2].joined.error_code, KAFKA_MEMBER_ID_REQUIRED);
    assert_int_equal(who[3].joined.error_code, KAFKA_GROUP_MAX_SIZE_REACHED);
}

/* --- many of everything --- */

static void many_groups_are_kept_in_order(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct list_groups_response out = {0};
    char name[8];
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "g%02d", i * 23 % MANY);
        commit_text(name, "t", 0, 0);
    }
    for (int i = 0; i < MANY; i += 2) {
        snprintf(name, sizeof name, "g%02d", i);
        coordinator_delete(groups, text(name));
        assert_false(coordinator_has_group(groups, text(name)));
    }
    coordinator_list(groups, &(struct list_groups_request){0}, &arena, &out);
    assert_int_equal(out.groups.count, MANY / 2);
    for (int i = 0; i < MANY / 2; i++) {
        snprintf(name, sizeof name, "g%02d", 2 * i + 1);
        assert_string_equal(string(out.groups.items[i].group_id), name);
    }
}

static void many_members_and_ids_are_told_apart(void **state)
{
    (void)state;
    enum { MANY = 9 };
    struct consumer who[MANY];
    for (int i = 0; i < MANY; i++) {
        who[i] = (struct consumer){.version = 4};
        ask_join(&who[i], "g");
        assert_int_equal(who[i].joined.error_code, KAFKA_MEMBER_ID_REQUIRED);
    }
    for (int i = MANY - 1; i >= 0; i -= 2) { /* every other one comes, the others do not */
        send_join(&who[i], "g");
        assert_int_equal(members_of("g"), (MANY - i + 1) / 2);
    }
    for (int i = 1; i < MANY; i += 2)
        assert_int_equal(leave(&who[i], "g"), KAFKA_NONE);
    for (int i = 0; i < MANY; i += 2) {
        assert_true(who[i].answered);
        assert_int_equal(who[i].joined.error_code, KAFKA_NONE);
        assert_int_equal(who[i].joined.members.count, i == MANY - 1 ? (MANY + 1) / 2 : 0);
    }
}

static void many_commits_are_found_each(void **state)
{
    (void)state;
    enum { MANY = 30 };
    struct group_offset got;
    for (int i = 0; i < MANY; i++) {
        int n = i * 17 % MANY;
        coordinator_commit(groups, text("g"),
                           &(struct group_offset){.topic = text(n % 3 == 0   ? "a"
                                                                : n % 3 == 1 ? "b"
                                                                             : "c"),
                                                  .partition = n,
                                                  .offset = 100 + n,
                                                  .metadata = text("")});
    }
    coordinator_forget_topic(groups, text("b"));
    for (int n = 0; n < MANY; n++) {
        const char *topic = n % 3 == 0 ? "a" : n % 3 == 1 ? "b" : "c";
        assert_int_equal(coordinator_committed(groups, text("g"), text(topic), n, &got),
                         n % 3 != 1);
        assert_false(coordinator_committed(groups, text("g"), text(topic), n + 1, &got));
        if (n % 3 != 1)
            assert_int_equal(got.offset, 100 + n);
    }
    assert_true(coordinator_committed_at(groups, text("g"), MANY / 3 - 1, &got));
    assert_string_equal(string(got.topic), "a");
    assert_int_equal(got.partition, 27);
    assert_true(coordinator_committed_at(groups, text("g"), MANY / 3, &got));
    assert_string_equal(string(got.topic), "c");
    assert_int_equal(got.partition, 2);
    assert_false(coordinator_committed_at(groups, text("g"), 2 * MANY / 3, &got));
}

#define in_room(name) cmocka_unit_test_setup_teardown(name, begin_wide, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_room(whatever_comes_and_goes_leaves_the_room_as_it_was),
        in_room(what_a_member_says_costs_its_bytes),
        in_room(an_assignment_costs_its_bytes),
        in_room(a_given_id_and_a_group_cost_their_bytes),
        in_room(what_is_reserved_counts_as_long_as_it_is),
        in_room(a_join_needs_room_for_all_of_it),
        in_room(a_member_has_a_bound_of_its_own),
        in_room(an_assignment_that_finds_no_room_is_refused),
        in_room(a_commit_of_nobodys_needs_a_place_and_room_for_the_group),
        in_room(as_many_as_may_join_do),
        in_room(ids_that_were_given_count_as_members),
        in_room(many_groups_are_kept_in_order),
        in_room(many_members_and_ids_are_told_apart),
        in_room(many_commits_are_found_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
