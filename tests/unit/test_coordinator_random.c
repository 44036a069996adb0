/* test_coordinator_random.c: many consumers that do anything at any time. Nothing crashes, nobody
 * is answered twice, and everybody who waits is answered in time. */
#include "test.h"

#include <stdio.h>

#include "broker/group/coordinator.h"
#include "random_message.h"
#include "wire/errors.h"

enum {
    CONSUMERS = 12,
    STEPS = 40000,
    LONGEST_WAIT_MS = 5 * 60 * 1000 /* a new member's first join */
};

struct consumer {
    char id[64];
    const char *instance;
    const char *group;
    int32_t generation;
    bool waits;
    int64_t since_ms;
    struct arena arena;
    struct group_waiter waiter;
    struct join_group_response joined;
    struct sync_group_response synced;
};

static struct consumer consumers[CONSUMERS];
static struct coordinator *groups;
static int64_t now;
static int joins, syncs; /* that succeeded */

static void take_answers(void)
{
    struct group_waiter *w;
    while ((w = coordinator_take_finished(groups)) != NULL) {
        struct consumer *who = (struct consumer *)((char *)w - offsetof(struct consumer, waiter));
        assert_true(who->waits);
        who->waits = false;
        if (w->join != NULL && who->joined.member_id.len > 0)
            bytes_to_text(who->joined.member_id, who->id, sizeof who->id);
        if (w->join != NULL && who->joined.error_code == KAFKA_NONE)
            who->generation = who->joined.generation_id;
        joins += w->join != NULL && who->joined.error_code == KAFKA_NONE;
        syncs += w->sync != NULL && who->synced.error_code == KAFKA_NONE;
        int16_t error = w->join != NULL ? who->joined.error_code : who->synced.error_code;
        if (error == KAFKA_UNKNOWN_MEMBER_ID || error == KAFKA_FENCED_INSTANCE_ID)
            who->id[0] = '\0';
    }
}

static void wait_with(struct consumer *who)
{
    arena_reset(&who->arena);
    who->waits = true;
    who->since_ms = now;
    who->waiter = (struct group_waiter){.arena = &who->arena};
}

static void join(struct consumer *who)
{
    static const char *const names[] = {"range", "sticky", "own"};
    struct join_group_protocol protocols[2] = {
        {bytes_of(names[random_below(3)]), bytes_of(random_below(2) == 0 ? "a" : "b")},
        {bytes_of("range"), bytes_of("a")},
    };
    struct join_group_request in = {
        .group_id = bytes_of(who->group),
        .session_timeout_ms = 6000 + (int32_t)random_below(20000),
        .rebalance_timeout_ms = (int32_t)random_below(60000),
        .member_id = bytes_of(who->id),
        .group_instance_id = bytes_of(who->instance),
        .protocol_type = bytes_of("consumer"),
        .protocols = {protocols, 2},
    };
    struct group_join join = {.in = &in, .version = (int16_t)random_below(10)};
    for (size_t i = 0; i < sizeof join.fresh.bytes; i++)
        join.fresh.bytes[i] = (uint8_t)random_below(256);
    wait_with(who);
    wire_defaults(&join_group_response_schema, &who->joined);
    who->waiter.join = &who->joined;
    coordinator_join(groups, &join, &who->waiter, now);
}

static void ask_assignment(struct consumer *who)
{
    struct sync_group_assignment part = {bytes_of(who->id), bytes_of("part")};
    struct sync_group_request in = {.group_id = bytes_of(who->group),
                                    .generation_id = who->generation,
                                    .member_id = bytes_of(who->id),
                                    .group_instance_id = bytes_of(who->instance),
                                    .assignments = {&part, 1}};
    wait_with(who);
    wire_defaults(&sync_group_response_schema, &who->synced);
    who->waiter.sync = &who->synced;
    coordinator_sync(groups, &in, &who->waiter, now);
}

static void beat(struct consumer *who)
{
    struct heartbeat_request in = {bytes_of(who->group), who->generation, bytes_of(who->id),
                                   bytes_of(who->instance)};
    int16_t error = coordinator_heartbeat(groups, &in, now);
    if (error == KAFKA_UNKNOWN_MEMBER_ID || error == KAFKA_FENCED_INSTANCE_ID)
        who->id[0] = '\0';
}

static void leave(struct consumer *who)
{
    struct leave_group_request_member member = {bytes_of(who->id), bytes_of(who->instance),
                                                BYTES_NULL};
    struct leave_group_request in = {.group_id = bytes_of(who->group), .members = {&member, 1}};
    struct leave_group_response out = {0};
    struct arena arena;
    arena_init(&arena, 0);
    coordinator_leave(groups, &in, 3, &arena, &out, now);
    arena_deinit(&arena);
}

static void look(struct consumer *who)
{
    struct describe_groups_group out;
    struct arena arena;
    arena_init(&arena, 0);
    wire_defaults(&describe_groups_group_schema, &out);
    coordinator_describe(groups, bytes_of(who->group), 5, &arena, &out);
    assert_true(out.members.count <= CONSUMERS);
    arena_deinit(&arena);
}

static void act(struct consumer *who)
{
    if (who->waits) { /* its client can only go */
        if (random_below(30) == 0) {
            coordinator_forget(groups, &who->waiter);
            who->waits = false;
        }
        return;
    }
    uint64_t dice = random_below(60);
    if (dice == 0)
        leave(who);
    else if (dice == 1)
        who->id[0] = '\0'; /* started anew */
    else if (dice == 2)
        look(who);
    else if (dice < 8)
        join(who);
    else if (dice < 34)
        ask_assignment(who);
    else
        beat(who);
}

static void anybody_may_do_anything(void **state)
{
    (void)state;
    static const char *const instances[] = {"one", "two", NULL, NULL};
    random_seed(11);
    now = 1;
    groups = coordinator_new(&(struct coordinator_config){.initial_delay_ms = 1000,
                                                          .min_session_ms = 6000,
                                                          .max_session_ms = 30000,
                                                          .group_max_size = 8,
                                                          .groups_max = 2,
                                                          .bytes_max = 1 << 20,
                                                          .member_bytes_max = 1000});
    for (int i = 0; i < CONSUMERS; i++) {
        consumers[i].group = i % 3 == 0 ? "g" : "h";
        consumers[i].instance = instances[i % 4];
        arena_init(&consumers[i].arena, 0);
    }
    for (int i = 0; i < STEPS; i++) {
        struct consumer *who = &consumers[random_below(CONSUMERS)];
        act(who);
        take_answers();
        now += (int64_t)random_below(random_below(50) == 0 ? 20000 : 200);
        coordinator_tick(groups, now);
        take_answers();
        if (who->waits && now - who->since_ms > LONGEST_WAIT_MS + 60000)
            fail_msg("step %d: a consumer waits for %ld ms", i, (long)(now - who->since_ms));
    }
    for (int i = 0; i < 100; i++, now += 10000) /* all fall silent */
        coordinator_tick(groups, now);
    take_answers();
    for (int i = 0; i < CONSUMERS; i++) {
        assert_false(consumers[i].waits);
        arena_deinit(&consumers[i].arena);
    }
    assert_true(coordinator_due(groups) == INT64_MAX);
    assert_true(joins > STEPS / 100 && syncs > STEPS / 100); /* it was not all refusals */
    coordinator_free(groups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anybody_may_do_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
