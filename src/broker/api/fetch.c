/* fetch.c: Fetch: durable records from an offset on, at once or when there are enough.
 *
 * There are no fetch sessions: the response has session id 0, and clients then send full requests
 * (KIP-227). A Fetch that finds too little watches its partitions and is tried again when one of
 * them grows. Trying locates the bytes; they are copied once, for the response. */
#include "base/clock.h"
#include "batch/batch.h"
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/conn.h"
#include "broker/fatal.h"
#include "broker/partition.h"
#include "wire/errors.h"

enum { READ_COMMITTED = 1 };

struct fetch_watch {
    struct turn watch; /* first: the partition passes it back */
    struct request *rq;
};

struct fetch_state {
    struct log_slice *slices; /* one per partition, in the order of the request */
    struct fetch_watch *watches;
    int32_t count;
    size_t room;  /* bytes that may still be added */
    size_t found; /* bytes found */
    int64_t deadline_ms;
    bool starved; /* under output pressure: the response must be empty */
    bool urgent;  /* a partition has an error: respond at once */
};

/* ---- trying ---- */

static struct topic *find_topic(struct request *rq, const struct fetch_request_topic *in,
                                int16_t *missing)
{
    return catalog_find(rq->broker, in->name, in->topic_id, missing);
}

static void fail(struct fetch_state *state, struct fetch_response_partition *out, int16_t error)
{
    state->urgent = true;
    out->error_code = error;
    out->high_watermark = -1;
    out->records = bytes_of("");
}

/* KIP-595: the client last read something that a crash has cut off. */
static bool diverges(const struct partition *p, const struct fetch_request_partition *in,
                     struct fetch_response_partition *out)
{
    int32_t epoch;
    int64_t end;
    if (in->last_fetched_epoch < 0)
        return false;
    log_end_of_epoch(p->log, in->last_fetched_epoch, &epoch, &end);
    if (epoch >= in->last_fetched_epoch && end >= in->fetch_offset)
        return false;
    out->diverging_epoch.epoch = epoch;
    out->diverging_epoch.end_offset = end;
    return true;
}

static void find_records(struct fetch_state *state, struct partition *p,
                         const struct fetch_request_partition *in, struct log_slice *slice,
                         struct fetch_response_partition *out)
{
    struct err err;
    int64_t high = log_high_watermark(p->log);
    size_t room = in->max_bytes > 0 ? (size_t)in->max_bytes : 0;
    if (in->fetch_offset >= high && in->fetch_offset <= log_end_offset(p->log))
        return; /* nothing durable there yet */
    int rc = log_read(p->log, in->fetch_offset, room < state->room ? room : state->room,
                      state->found == 0 && !state->starved, LOG_TO_HIGH_WATERMARK, slice, &err);
    if (rc == ERR_IO)
        broker_die(&err);
    if (rc == ERR_CORRUPT)
        partition_report_damage(p, in->fetch_offset, err.text);
    if (rc != 0) {
        fail(state, out,
             rc == ERR_NOT_FOUND ? KAFKA_OFFSET_OUT_OF_RANGE
             : rc == ERR_CORRUPT ? KAFKA_CORRUPT_MESSAGE
                                 : KAFKA_KAFKA_STORAGE_ERROR);
        return;
    }
    state->found += slice->len;
    state->room -= slice->len < state->room ? slice->len : state->room;
}

/* `missing` is the error if it does not exist. */
static void try_partition(struct request *rq, const struct topic *topic, int16_t missing,
                          const struct fetch_request_partition *in, struct log_slice *slice,
                          struct fetch_response_partition *out)
{
    struct fetch_state *state = rq->state;
    struct partition *p = topic != NULL ? topic_partition(topic, in->partition) : NULL;
    const struct fetch_request *request = rq->in;
    out->partition = in->partition;
    out->records = bytes_of("");
    out->aborted_transactions.count = request->isolation_level == READ_COMMITTED ? 0 : -1;
    if (p == NULL) {
        fail(state, out, missing);
        return;
    }
    int16_t error;
    if (partition_log(p, &error) != NULL)
        error = partition_check_epoch(p, in->current_leader_epoch);
    if (error != KAFKA_NONE) {
        fail(state, out, error);
        return;
    }
    out->high_watermark = log_high_watermark(p->log);
    out->last_stable_offset = out->high_watermark;
    out->log_start_offset = log_start_offset(p->log);
    if (diverges(p, in, out))
        state->urgent = true;
    else
        find_records(state, p, in, slice, out);
}

static bool is_under_pressure(const struct request *rq)
{
    return rq->broker->server.output_bytes > LIMIT_OUTPUT_BYTES_ALL;
}

static size_t room_for(const struct request *rq)
{
    const struct fetch_request *in = rq->in;
    const struct broker *b = rq->broker;
    size_t most = (size_t)config_number(&b->config, BROKER_FETCH_MAX_BYTES);
    size_t asked = in->max_bytes > 0 ? (size_t)in->max_bytes : 0;
    if (is_under_pressure(rq))
        return 0; /* only the first batch */
    if (most > LIMIT_FETCH_BYTES)
        most = LIMIT_FETCH_BYTES;
    return asked < most ? asked : most;
}

static void try_all(struct request *rq)
{
    const struct fetch_request *in = rq->in;
    struct fetch_response *out = rq->out;
    struct fetch_state *state = rq->state;
    struct log_slice *slice = state->slices;
    state->room = room_for(rq);
    state->starved = is_under_pressure(rq) && rq->conn != NULL && conn_output_bytes(rq->conn) > 0;
    state->found = 0;
    state->urgent = false;
    for (int32_t t = 0; t < in->topics.count; t++) {
        const struct fetch_request_topic *asked = &in->topics.items[t];
        int16_t missing;
        const struct topic *topic = find_topic(rq, asked, &missing);
        struct fetch_response_partition *results = out->topics.items[t].partitions.items;
        for (int32_t i = 0; i < asked->partitions.count; i++) {
            wire_defaults(&fetch_response_partition_schema, &results[i]);
            try_partition(rq, topic, missing, &asked->partitions.items[i], slice++, &results[i]);
        }
    }
}

static void release_slices(struct fetch_state *state)
{
    for (int32_t i = 0; i < state->count; i++)
        log_slice_release(&state->slices[i]);
    memset(state->slices, 0, (size_t)state->count * sizeof *state->slices);
}

/* A waiting request holds memory: a large one waits only while there is enough. */
static bool may_wait(const struct request *rq)
{
    return rq->arena.used + rq->frame.cap <= SMALL_ARENA_BYTES ||
           (rq->broker->server.requests.arena_bytes <= LIMIT_ARENA_BYTES_ALL / 2 &&
            rq->broker->server.requests.frame_bytes <= LIMIT_FRAME_BYTES_ALL / 2);
}

static bool is_enough(const struct request *rq)
{
    const struct fetch_request *in = rq->in;
    const struct fetch_state *state = rq->state;
    return state->urgent || state->count == 0 || in->max_wait_ms <= 0 ||
           (in->min_bytes <= 0 || state->found >= (size_t)in->min_bytes);
}

/* ---- responding ---- */

/* A client that rejects a batch fetches it again. So check the CRC of what is fetched twice, once,
 * and report a log that is damaged on disk; the first read costs no CRC. As in Kafka, the client
 * gets the bytes anyway and decides for itself. */
static void suspect_records(struct partition *p, int64_t offset, struct bytes records)
{
    struct batch_header h;
    struct bytes batch;
    bool again = p->fetched == offset;
    p->fetched = offset;
    if (!again || (offset >= p->sound && offset < p->sound_end))
        return;
    p->sound = p->sound_end = offset;
    while (batch_next(&records, &h, &batch) == BATCH_OK) {
        if (!batch_crc_matches(batch)) {
            partition_report_damage(p, h.base_offset, batch_result_text(BATCH_DAMAGED));
            return;
        }
        p->sound_end = batch_last_offset(&h) + 1;
    }
}

/* Copies what was found in one partition (NULL if deleted meanwhile) to `to`. Returns the bytes
 * copied. */
static size_t copy_slice(struct fetch_state *state, struct partition *p, int64_t offset,
                         const struct log_slice *slice, uint8_t *to,
                         struct fetch_response_partition *out)
{
    struct err err;
    if (slice->len == 0)
        return 0;
    int rc = log_slice_copy(slice, to, &err);
    if (rc == ERR_IO)
        broker_die(&err);
    if (rc != 0) { /* someone truncated the file */
        if (p != NULL)
            partition_report_damage(p, offset, err.text);
        fail(state, out, KAFKA_CORRUPT_MESSAGE);
        return 0;
    }
    out->records = bytes_make(to, slice->len);
    if (p != NULL)
        suspect_records(p, offset, out->records);
    return slice->len;
}

static void copy_records(struct request *rq)
{
    const struct fetch_request *in = rq->in;
    struct fetch_response *out = rq->out;
    struct fetch_state *state = rq->state;
    struct log_slice *slice = state->slices;
    uint8_t *to = buf_reserve(&rq->data, state->found);
    for (int32_t t = 0; t < out->topics.count; t++) {
        const struct fetch_request_topic *asked = &in->topics.items[t];
        int16_t missing;
        const struct topic *topic = find_topic(rq, asked, &missing);
        for (int32_t i = 0; i < asked->partitions.count; i++, slice++) {
            const struct fetch_request_partition *want = &asked->partitions.items[i];
            struct partition *p = topic != NULL ? topic_partition(topic, want->partition) : NULL;
            to += copy_slice(state, p, want->fetch_offset, slice, to,
                             &out->topics.items[t].partitions.items[i]);
        }
    }
}

static void stop_waiting(struct request *rq)
{
    struct fetch_state *state = rq->state;
    timers_cancel(&rq->broker->timers, &rq->timer);
    for (int32_t i = 0; state->watches != NULL && i < state->count; i++)
        queue_remove(&state->watches[i].watch);
}

static void on_gone(struct request *rq)
{
    stop_waiting(rq);
    request_finish(rq);
}

static void respond(struct request *rq)
{
    copy_records(rq);
    release_slices(rq->state);
    request_finish(rq);
}

/* ---- waiting ---- */

static void watch_all(struct request *rq);

static void on_turn(struct turn *turn)
{
    struct request *rq = CONTAINER_OF(turn, struct request, turn);
    struct fetch_state *state = rq->state;
    try_all(rq);
    if (is_enough(rq) || clock_mono_ms() >= state->deadline_ms) {
        respond(rq);
        return;
    }
    release_slices(state);
    watch_all(rq);
}

/* Many may wait for the same partition: each tries again in a turn of its own. */
static void on_moved(struct turn *watch)
{
    struct request *rq = ((struct fetch_watch *)watch)->rq;
    stop_waiting(rq);
    request_wait_turn(rq, on_turn);
}

static void on_waited(struct timer *timer)
{
    struct request *rq = CONTAINER_OF(timer, struct request, timer);
    stop_waiting(rq);
    request_wait_turn(rq, on_turn);
}

static void watch_all(struct request *rq)
{
    const struct fetch_request *in = rq->in;
    struct fetch_state *state = rq->state;
    struct fetch_watch *watch = state->watches;
    for (int32_t t = 0; t < in->topics.count; t++) {
        int16_t missing;
        const struct topic *topic = find_topic(rq, &in->topics.items[t], &missing);
        for (int32_t i = 0; i < in->topics.items[t].partitions.count; i++, watch++) {
            *watch = (struct fetch_watch){.watch = {.run = on_moved}, .rq = rq};
            int32_t index = in->topics.items[t].partitions.items[i].partition;
            partition_watch(topic_partition(topic, index), &watch->watch);
        }
    }
    timers_set(&rq->broker->timers, &rq->timer, state->deadline_ms);
}

static void prepare(struct request *rq)
{
    const struct fetch_request *in = rq->in;
    struct fetch_response *out = rq->out;
    struct fetch_state *state = arena_alloc(&rq->arena, sizeof *state);
    rq->state = state;
    out->topics.count = in->topics.count;
    out->topics.items = wire_new(&fetch_response_topic_schema, &rq->arena, in->topics.count);
    for (int32_t t = 0; t < in->topics.count; t++) {
        struct fetch_response_topic *topic = &out->topics.items[t];
        topic->name = in->topics.items[t].name;
        topic->topic_id = in->topics.items[t].topic_id;
        topic->partitions.count = in->topics.items[t].partitions.count;
        topic->partitions.items =
            wire_new(&fetch_response_partition_schema, &rq->arena, topic->partitions.count);
        state->count += topic->partitions.count;
    }
    state->slices = arena_array(&rq->arena, (size_t)state->count, sizeof *state->slices);
}

static bool names_too_many(const struct fetch_request *in)
{
    int64_t count = 0;
    for (int32_t t = 0; t < in->topics.count; t++)
        count += in->topics.items[t].partitions.count;
    return count > LIMIT_PARTITIONS;
}

enum reply handle_fetch(struct request *rq)
{
    const struct fetch_request *in = rq->in;
    struct fetch_response *out = rq->out;
    if (in->session_epoch > 0) { /* 0 and -1 are full requests */
        out->error_code = KAFKA_FETCH_SESSION_ID_NOT_FOUND;
        return REPLY;
    }
    if (names_too_many(in))
        return CLOSE;
    prepare(rq);
    struct fetch_state *state = rq->state;
    try_all(rq);
    if (is_enough(rq) || !may_wait(rq)) {
        copy_records(rq);
        release_slices(state);
        return REPLY;
    }
    release_slices(state);
    state->watches = arena_array(&rq->arena, (size_t)state->count, sizeof *state->watches);
    state->deadline_ms =
        clock_mono_ms() +
        (in->max_wait_ms < LIMIT_FETCH_WAIT_MS ? in->max_wait_ms : LIMIT_FETCH_WAIT_MS);
    rq->timer.fire = on_waited;
    rq->gone = on_gone;
    watch_all(rq);
    return LATER;
}
