/* consumer_groups.c: consumer groups, in the order of a member's life: FindCoordinator, JoinGroup,
 * SyncGroup, Heartbeat, LeaveGroup; and from outside: DescribeGroups, ListGroups, DeleteGroups.
 *
 * What a group decides is decided in group/. */
#include "base/clock.h"
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/groups.h"
#include "wire/errors.h"

enum { /* KIP-430: one bit per operation; without ACLs everything is allowed */
       GROUP_OPERATIONS = 0x0d48
};

enum coordinator_type { COORDINATOR_GROUP = 0, COORDINATOR_TRANSACTION = 1 };

static struct coordinator *coordinator_of(struct request *rq)
{
    return rq->broker->groups->coordinator;
}

/* --- FindCoordinator: always this broker --- */

/* There are no transactions: a non-retriable error, so that a producer stops asking. */
static int16_t find_error(int8_t type, const char **message)
{
    *message = NULL;
    if (type == COORDINATOR_GROUP)
        return KAFKA_NONE;
    *message = type == COORDINATOR_TRANSACTION ? "This broker has no transactions."
                                               : "This broker coordinates consumer groups only.";
    return type == COORDINATOR_TRANSACTION ? KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED
                                           : KAFKA_INVALID_REQUEST;
}

static struct find_coordinator_found find_one(struct request *rq, struct bytes key, int8_t type)
{
    const char *message;
    struct find_coordinator_found found = {.key = key, .node_id = -1, .port = -1};
    found.error_code = find_error(type, &message);
    found.error_message = bytes_of(message);
    found.host = bytes_of("");
    if (found.error_code == KAFKA_NONE) {
        found.node_id = rq->broker->node_id;
        request_address(rq, &found.host, &found.port);
    }
    return found;
}

enum reply handle_find_coordinator(struct request *rq)
{
    const struct find_coordinator_request *in = rq->in;
    struct find_coordinator_response *out = rq->out;
    if (rq->version < 4) {
        struct find_coordinator_found found = find_one(rq, in->key, in->key_type);
        out->error_code = found.error_code;
        out->error_message = found.error_message;
        out->node_id = found.node_id;
        out->host = found.host;
        out->port = found.port;
        return REPLY;
    }
    int32_t count = in->coordinator_keys.count;
    out->coordinators.items = wire_new(&find_coordinator_found_schema, &rq->arena, count);
    out->coordinators.count = count;
    for (int32_t i = 0; i < count; i++)
        out->coordinators.items[i] = find_one(rq, in->coordinator_keys.items[i], in->key_type);
    return REPLY;
}

/* --- a member's life --- */

enum reply handle_join_group(struct request *rq)
{
    struct group_join join = {.in = rq->in,
                              .version = rq->version,
                              .client_id = rq->client_id,
                              .client_host = request_peer(rq),
                              .fresh = uuid_make()};
    struct group_waiter *w = groups_waiter(rq);
    w->join = rq->out;
    coordinator_join(coordinator_of(rq), &join, w, clock_mono_ms());
    return LATER;
}

enum reply handle_sync_group(struct request *rq)
{
    const struct sync_group_request *in = rq->in;
    if (in->assignments.count > LIMIT_MEMBERS_NAMED)
        return CLOSE;
    struct group_waiter *w = groups_waiter(rq);
    w->sync = rq->out;
    coordinator_sync(coordinator_of(rq), in, w, clock_mono_ms());
    return LATER;
}

enum reply handle_heartbeat(struct request *rq)
{
    struct heartbeat_response *out = rq->out;
    out->error_code = coordinator_heartbeat(coordinator_of(rq), rq->in, clock_mono_ms());
    return REPLY;
}

enum reply handle_leave_group(struct request *rq)
{
    const struct leave_group_request *in = rq->in;
    if (in->members.count > LIMIT_MEMBERS_NAMED)
        return CLOSE;
    coordinator_leave(coordinator_of(rq), in, rq->version, &rq->arena, rq->out, clock_mono_ms());
    return REPLY;
}

/* --- from outside --- */

enum reply handle_describe_groups(struct request *rq)
{
    const struct describe_groups_request *in = rq->in;
    struct describe_groups_response *out = rq->out;
    out->groups.items = wire_new(&describe_groups_group_schema, &rq->arena, in->groups.count);
    for (int32_t i = 0; i < in->groups.count; i++) {
        struct describe_groups_group *group = &out->groups.items[i];
        if (rq->arena.used > LIMIT_RESPONSE_BYTES)
            return CLOSE;
        coordinator_describe(coordinator_of(rq), in->groups.items[i], rq->version, &rq->arena,
                             group);
        if (in->include_authorized_operations)
            group->authorized_operations = GROUP_OPERATIONS;
        out->groups.count++;
    }
    return REPLY;
}

enum reply handle_list_groups(struct request *rq)
{
    coordinator_list(coordinator_of(rq), rq->in, &rq->arena, rq->out);
    return REPLY;
}

/* The metadata thread deletes them; they leave memory once all of them are gone from disk. */
struct deletion {
    struct metadb_op op; /* first: the metadata thread passes it back */
    struct request *rq;
};

static int run_deletion(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    const struct request *rq = ((struct deletion *)op)->rq;
    const struct delete_groups_response *out = rq->out;
    int rc = 0;
    for (int32_t i = 0; rc == 0 && i < out->results.count; i++)
        if (out->results.items[i].error_code == KAFKA_NONE)
            rc = metadb_delete_group(db, out->results.items[i].group_id, err);
    return rc;
}

static void done_deletion(struct metadb_op *op, int rc)
{
    struct request *rq = ((struct deletion *)op)->rq;
    struct delete_groups_response *out = rq->out;
    for (int32_t i = 0; i < out->results.count; i++) {
        struct delete_groups_result *result = &out->results.items[i];
        if (result->error_code == KAFKA_NONE && rc != 0)
            result->error_code = KAFKA_COORDINATOR_NOT_AVAILABLE;
        else if (result->error_code == KAFKA_NONE)
            coordinator_delete(coordinator_of(rq), result->group_id);
    }
    request_finish(rq);
}

enum reply handle_delete_groups(struct request *rq)
{
    const struct delete_groups_request *in = rq->in;
    struct delete_groups_response *out = rq->out;
    struct deletion *deletion = arena_alloc(&rq->arena, sizeof *deletion);
    out->results.items = wire_new(&delete_groups_result_schema, &rq->arena, in->groups.count);
    out->results.count = in->groups.count;
    for (int32_t i = 0; i < in->groups.count; i++) {
        out->results.items[i].group_id = in->groups.items[i];
        out->results.items[i].error_code =
            coordinator_delete_check(coordinator_of(rq), in->groups.items[i]);
    }
    *deletion = (struct deletion){.op = {.run = run_deletion, .done = done_deletion}, .rq = rq};
    metadb_submit(rq->broker->metadb, &deletion->op);
    return LATER;
}
