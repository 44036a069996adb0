/* group_talk.c: the consumers' side of the conversation. */
#include "group_talk.h"

enum { MANY_PROTOCOLS = 80 };

struct coordinator *groups;
int64_t now;
struct arena arena;

void begin_with(const struct coordinator_config *config)
{
    coordinator_free(groups);
    groups = coordinator_new(config);
}

int begin(void **state)
{
    (void)state;
    now = 1000000;
    arena_init(&arena, 0);
    begin_with(&(struct coordinator_config){
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

int end(void **state)
{
    (void)state;
    coordinator_free(groups);
    groups = NULL;
    arena_deinit(&arena);
    return 0;
}

struct consumer *take_answers(void)
{
    struct consumer *last = NULL;
    struct group_waiter *w;
    while ((w = coordinator_take_finished(groups)) != NULL) {
        last = (struct consumer *)((char *)w - offsetof(struct consumer, waiter));
        last->answered = true;
    }
    return last;
}

struct bytes text(const char *s)
{
    return bytes_of(s);
}

const char *string(struct bytes b)
{
    return b.data == NULL ? NULL : arena_printf(&arena, "%.*s", (int)b.len, b.data);
}

void send_join(struct consumer *who, const char *group)
{
    static uint8_t serial;
    struct join_group_protocol protocols[MANY_PROTOCOLS];
    struct join_group_request in = {
        .group_id = text(group),
        .session_timeout_ms = who->session_ms == 0 ? 10000 : who->session_ms,
        .rebalance_timeout_ms = who->rebalance_ms == 0 ? 60000 : who->rebalance_ms,
        .member_id = text(who->member_id == NULL ? "" : who->member_id),
        .group_instance_id = text(who->instance_id),
        .protocol_type = text(who->type == NULL ? "consumer" : who->type),
        .protocols.items = protocols,
    };
    const char *name = who->protocols == NULL ? "range" : who->protocols;
    while (*name != '\0') {
        assert_true(in.protocols.count < MANY_PROTOCOLS);
        size_t len = strcspn(name, ",");
        protocols[in.protocols.count++] = (struct join_group_protocol){
            bytes_make(name, len), text(who->metadata == NULL ? "topics" : who->metadata)};
        name += len + (name[len] == ',');
    }
    struct group_join join = {.in = &in,
                              .version = who->version,
                              .client_id = text(who->client == NULL ? "crew" : who->client),
                              .client_host = text("/127.0.0.1"),
                              .fresh = {{++serial}}};
    who->answered = false;
    wire_defaults(&join_group_response_schema, &who->joined);
    who->waiter = (struct group_waiter){.arena = &arena, .join = &who->joined};
    coordinator_join(groups, &join, &who->waiter, now);
}

void ask_join(struct consumer *who, const char *group)
{
    send_join(who, group);
    take_answers();
    if (who->answered && who->joined.member_id.len > 0)
        who->member_id = string(who->joined.member_id);
    if (who->answered)
        who->generation = who->joined.generation_id;
}

void learn(struct consumer *who)
{
    assert_true(who->answered);
    who->member_id = string(who->joined.member_id);
    who->generation = who->joined.generation_id;
}

void ask_sync(struct consumer *who, const char *group, const struct consumer *other)
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

int16_t beat(const struct consumer *who, const char *group)
{
    int16_t error = coordinator_heartbeat(groups,
                                          &(struct heartbeat_request){text(group), who->generation,
                                                                      text(who->member_id),
                                                                      text(who->instance_id)},
                                          now);
    take_answers();
    return error;
}

int16_t commit_as(const struct consumer *who, const char *group)
{
    return coordinator_commit_check(
        groups,
        &(struct offset_commit_request){.group_id = text(group),
                                        .generation_id = who->generation,
                                        .member_id = text(who->member_id),
                                        .group_instance_id = text(who->instance_id)},
        now);
}

int16_t leave(const struct consumer *who, const char *group)
{
    struct leave_group_response out = {0};
    struct leave_group_request_member member = {text(who->member_id), text(who->instance_id),
                                                BYTES_NULL};
    struct leave_group_request in = {.group_id = text(group), .members = {&member, 1}};
    coordinator_leave(groups, &in, 3, &arena, &out, now);
    take_answers();
    assert_int_equal(out.error_code, KAFKA_NONE);
    assert_int_equal(out.members.count, 1);
    assert_true(bytes_equal(out.members.items[0].member_id, text(who->member_id)));
    assert_true(bytes_equal(out.members.items[0].group_instance_id, text(who->instance_id)));
    return out.members.items[0].error_code;
}

void pass(int64_t ms)
{
    for (int64_t until = now + ms; now < until;) {
        int64_t due = coordinator_due(groups);
        now = due < until ? (due > now ? due : now + 1) : until;
        coordinator_tick(groups, now);
        take_answers();
    }
}

const char *state_of(const char *group)
{
    struct describe_groups_group out;
    wire_defaults(&describe_groups_group_schema, &out);
    coordinator_describe(groups, text(group), 5, &arena, &out);
    return string(out.group_state);
}

int members_of(const char *group)
{
    struct describe_groups_group out;
    wire_defaults(&describe_groups_group_schema, &out);
    coordinator_describe(groups, text(group), 5, &arena, &out);
    return out.members.count;
}

void settle_one(struct consumer *who, const char *group)
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

void settle_two(struct consumer *a, struct consumer *b, const char *group)
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
