/* offsets.c: OffsetCommit and OffsetFetch.
 *
 * The metadata thread stores a commit first; only then it is in memory and gets its response. So an
 * acknowledged commit survives a kill, and nobody fetches one that does not. */
#include "base/clock.h"
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/groups.h"
#include "wire/errors.h"

static struct coordinator *coordinator_of(struct request *rq)
{
    return rq->broker->groups->coordinator;
}

/* --- OffsetCommit --- */

struct commit {
    struct metadb_op op; /* first: the metadata thread passes it back */
    struct request *rq;
    struct metadb_offset *rows; /* views into the request's frame */
    int16_t **errors;           /* of the rows' partitions, in the response */
    size_t count;
};

static int run_commit(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct commit *c = (struct commit *)op;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < c->count; i++)
        rc = metadb_put_offset(db, &c->rows[i], err);
    return rc;
}

static void done_commit(struct metadb_op *op, int rc)
{
    struct commit *c = (struct commit *)op;
    for (size_t i = 0; i < c->count; i++) {
        const struct metadb_offset *row = &c->rows[i];
        struct group_offset offset = {.topic = row->topic,
                                      .partition = row->partition,
                                      .leader_epoch = row->leader_epoch,
                                      .offset = row->offset,
                                      .metadata = row->metadata,
                                      .commit_ms = row->commit_ms};
        coordinator_unreserve(coordinator_of(c->rq), &offset);
        if (rc == 0)
            coordinator_commit(coordinator_of(c->rq), row->group, &offset);
        else
            *c->errors[i] = KAFKA_COORDINATOR_NOT_AVAILABLE;
    }
    request_finish(c->rq);
}

static void add_partition(struct commit *c, struct bytes topic,
                          const struct offset_commit_request_partition *in, int16_t *error)
{
    struct request *rq = c->rq;
    const struct offset_commit_request *request = rq->in;
    struct bytes metadata = bytes_is_null(in->metadata) ? bytes_of("") : in->metadata;
    struct group_offset offset = {.topic = topic, .metadata = metadata};
    if (*error == KAFKA_NONE && catalog_partition(rq->broker, topic, in->partition) == NULL)
        *error = KAFKA_UNKNOWN_TOPIC_OR_PARTITION;
    if (*error == KAFKA_NONE)
        *error = coordinator_reserve(coordinator_of(rq), &offset);
    if (*error != KAFKA_NONE)
        return;
    c->errors[c->count] = error;
    c->rows[c->count++] = (struct metadb_offset){
        .group = request->group_id,
        .topic = topic,
        .partition = in->partition,
        .offset = in->offset,
        .leader_epoch = in->leader_epoch,
        .metadata = metadata,
        .commit_ms = clock_wall_ms(),
    };
}

static void add_topic(struct commit *c, int16_t error, const struct offset_commit_request_topic *in,
                      struct offset_commit_response_topic *out)
{
    int32_t count = in->partitions.count;
    out->name = in->name;
    out->partitions.items =
        wire_new(&offset_commit_response_partition_schema, &c->rq->arena, count);
    out->partitions.count = count;
    for (int32_t i = 0; i < count; i++) {
        struct offset_commit_response_partition *p = &out->partitions.items[i];
        p->partition = in->partitions.items[i].partition;
        p->error_code = error;
        add_partition(c, in->name, &in->partitions.items[i], &p->error_code);
    }
}

static struct commit *commit_new(struct request *rq)
{
    const struct offset_commit_request *in = rq->in;
    size_t most = 0;
    for (int32_t i = 0; i < in->topics.count; i++)
        most += (size_t)in->topics.items[i].partitions.count;
    struct commit *c = arena_alloc(&rq->arena, sizeof *c);
    *c = (struct commit){.op = {.run = run_commit, .done = done_commit}, .rq = rq};
    c->rows = arena_array(&rq->arena, most, sizeof *c->rows);
    c->errors = arena_array(&rq->arena, most, sizeof *c->errors);
    return c;
}

enum reply handle_offset_commit(struct request *rq)
{
    const struct offset_commit_request *in = rq->in;
    struct offset_commit_response *out = rq->out;
    struct commit *c = commit_new(rq);
    int16_t error = coordinator_commit_check(coordinator_of(rq), in, clock_mono_ms());
    out->topics.items =
        wire_new(&offset_commit_response_topic_schema, &rq->arena, in->topics.count);
    out->topics.count = in->topics.count;
    for (int32_t i = 0; i < in->topics.count; i++)
        add_topic(c, error, &in->topics.items[i], &out->topics.items[i]);
    if (c->count == 0)
        return REPLY;
    metadb_submit(rq->broker->metadb, &c->op);
    return LATER;
}

/* --- OffsetFetch --- */

static void fill_partition(struct request *rq, const struct group_offset *offset,
                           struct offset_fetch_response_partition *out)
{
    out->partition = offset->partition;
    out->offset = offset->offset;
    out->leader_epoch = offset->leader_epoch;
    out->metadata = arena_copy(&rq->arena, offset->metadata);
}

/* Without a commit the offset is -1 and there is no error, even if the group is unknown. */
static void fetch_topic(struct request *rq, struct bytes group,
                        const struct offset_fetch_request_topic *in,
                        struct offset_fetch_response_topic *out)
{
    out->name = in->name;
    out->partitions.items =
        wire_new(&offset_fetch_response_partition_schema, &rq->arena, in->partitions.count);
    out->partitions.count = in->partitions.count;
    for (int32_t i = 0; i < in->partitions.count; i++) {
        struct group_offset found = {.offset = -1, .leader_epoch = -1, .metadata = bytes_of("")};
        if (rq->arena.used <= LIMIT_RESPONSE_BYTES)
            coordinator_committed(coordinator_of(rq), group, in->name, in->partitions.items[i],
                                  &found);
        found.partition = in->partitions.items[i];
        fill_partition(rq, &found, &out->partitions.items[i]);
    }
}

/* How many offsets from `first` on belong to one topic. */
static int32_t same_topic(struct request *rq, struct bytes group, size_t first)
{
    struct group_offset begin, o;
    int32_t count = 0;
    coordinator_committed_at(coordinator_of(rq), group, first, &begin);
    while (coordinator_committed_at(coordinator_of(rq), group, first + (size_t)count, &o) &&
           bytes_equal(o.topic, begin.topic))
        count++;
    return count;
}

static void fetch_next_topic(struct request *rq, struct bytes group, size_t *at,
                             struct offset_fetch_response_topic *out)
{
    struct group_offset o;
    int32_t count = same_topic(rq, group, *at);
    out->partitions.items = wire_new(&offset_fetch_response_partition_schema, &rq->arena, count);
    for (; out->partitions.count < count; ++*at) {
        coordinator_committed_at(coordinator_of(rq), group, *at, &o);
        fill_partition(rq, &o, &out->partitions.items[out->partitions.count++]);
    }
    out->name = arena_copy(&rq->arena, o.topic);
}

/* Everything that is committed. */
static int32_t fetch_all(struct request *rq, struct bytes group,
                         struct offset_fetch_response_topic **topics)
{
    struct group_offset o;
    int32_t count = 0;
    for (size_t at = 0; coordinator_committed_at(coordinator_of(rq), group, at, &o); count++)
        at += (size_t)same_topic(rq, group, at);
    *topics = wire_new(&offset_fetch_response_topic_schema, &rq->arena, count);
    size_t at = 0;
    for (int32_t i = 0; i < count; i++)
        fetch_next_topic(rq, group, &at, &(*topics)[i]);
    return count;
}

static int32_t fetch_named(struct request *rq, struct bytes group,
                           const struct offset_fetch_request_topic *in, int32_t count,
                           struct offset_fetch_response_topic **topics)
{
    *topics = wire_new(&offset_fetch_response_topic_schema, &rq->arena, count);
    for (int32_t i = 0; i < count; i++)
        fetch_topic(rq, group, &in[i], &(*topics)[i]);
    return count;
}

static void fetch_group(struct request *rq, const struct offset_fetch_request_group *in,
                        struct offset_fetch_response_group *out)
{
    out->group_id = in->group_id;
    /* A member epoch belongs to the new protocol (KIP-848): such a group must exist. */
    if (in->member_epoch >= 0 && !coordinator_has_group(coordinator_of(rq), in->group_id))
        out->error_code = KAFKA_GROUP_ID_NOT_FOUND;
    else if (in->topics.count < 0)
        out->topics.count = fetch_all(rq, in->group_id, &out->topics.items);
    else
        out->topics.count =
            fetch_named(rq, in->group_id, in->topics.items, in->topics.count, &out->topics.items);
}

enum reply handle_offset_fetch(struct request *rq)
{
    const struct offset_fetch_request *in = rq->in;
    struct offset_fetch_response *out = rq->out;
    if (rq->version < 8) {
        out->topics.count = in->topics.count < 0
                                ? fetch_all(rq, in->group_id, &out->topics.items)
                                : fetch_named(rq, in->group_id, in->topics.items, in->topics.count,
                                              &out->topics.items);
        return rq->arena.used > LIMIT_RESPONSE_BYTES ? CLOSE : REPLY;
    }
    out->groups.items = wire_new(&offset_fetch_response_group_schema, &rq->arena, in->groups.count);
    for (; out->groups.count < in->groups.count; out->groups.count++) {
        if (rq->arena.used > LIMIT_RESPONSE_BYTES)
            return CLOSE;
        fetch_group(rq, &in->groups.items[out->groups.count],
                    &out->groups.items[out->groups.count]);
    }
    return rq->arena.used > LIMIT_RESPONSE_BYTES ? CLOSE : REPLY;
}
