/* consumer.c: librdkafka's consumer behind consumer.h: opening, groups, leaving. Reading is
 * consumer_read.c. */
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "client/client_config_apply.h"
#include "client/consumer_internal.h"
#include "client/leader.h"
#include "client/trouble.h"

enum {
    ASK_MS = 5000,
    LEAVE_MS = 3000,     /* for the last commit and leaving the group */
    LEAVE_DOWN_MS = 300, /* the same, when no broker can be reached */
    REFILL_MESSAGES = 5000,
};

/* ---- setting up ---- */

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    struct consumer *c = opaque;
    (void)rk;
    c->down = c->down || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
    trouble_report(&c->events, code, reason, c->reached);
}

static bool is_first_topic(const struct consumer *c, const char *topic)
{
    for (size_t i = 0; i < c->first_count; i++)
        if (strcmp(c->first_topics[i], topic) == 0)
            return true;
    return c->first_count == 0;
}

/* The first offset of a partition without a committed one: as auto.offset.reset says, or the
 * beginning for a topic that appeared later. Queried here because librdkafka waits 100 ms first. */
static int64_t first_offset(struct consumer *c, const char *topic, int32_t partition)
{
    int64_t low, high;
    bool earliest = c->reset == RESET_EARLIEST || !is_first_topic(c, topic);
    if (!earliest && c->reset == RESET_NONE)
        return RD_KAFKA_OFFSET_INVALID;
    if (rd_kafka_query_watermark_offsets(c->rk, topic, partition, &low, &high, ASK_MS) != 0)
        return RD_KAFKA_OFFSET_INVALID;
    return earliest ? low : high;
}

/* We go on where we were, also where the group commits nothing; else where the group was. Once
 * nobody answers, nothing more is asked here: librdkafka finds the offsets by itself. */
static void place(struct consumer *c, rd_kafka_topic_partition_list_t *assigned)
{
    bool answers = rd_kafka_committed(c->rk, assigned, ASK_MS) == 0;
    for (int i = 0; i < assigned->cnt; i++) {
        rd_kafka_topic_partition_t *to = &assigned->elems[i];
        rd_kafka_topic_partition_t *was =
            rd_kafka_topic_partition_list_find(c->where, to->topic, to->partition);
        if (was != NULL && was->offset > to->offset)
            to->offset = was->offset;
        else if (to->offset < 0 && answers) {
            to->offset = first_offset(c, to->topic, to->partition);
            answers = to->offset >= 0 || c->reset == RESET_NONE;
        }
        if (to->offset >= 0)
            consumer_remember(c, to->topic, to->partition, to->offset);
    }
}

static void on_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t code,
                         rd_kafka_topic_partition_list_t *partitions, void *opaque)
{
    struct consumer *c = opaque;
    c->reached = true;
    if (code != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS || c->leaving) {
        rd_kafka_assign(rk, NULL);
        consumer_reassigned(c, NULL);
        return;
    }
    place(c, partitions);
    rd_kafka_assign(rk, partitions);
    consumer_reassigned(c, partitions);
}

static int configure(struct consumer *c, rd_kafka_conf_t *conf, const struct properties *java,
                     struct err *err)
{
    const char *commit = properties_get(java, "enable.auto.commit");
    c->commits = commit == NULL || strcasecmp(commit, "true") == 0;
    const char *reset = properties_get(java, "auto.offset.reset");
    c->reset = reset == NULL || strcmp(reset, "latest") == 0 ? RESET_LATEST
               : strcmp(reset, "earliest") == 0              ? RESET_EARLIEST
                                                             : RESET_NONE;
    trouble_configure(conf);
    client_config_set(conf, "enable.auto.offset.store", "false");
    client_config_set(conf, "enable.partition.eof", "false");
    client_config_set(conf, "check.crcs", "true");
    client_config_set(conf, "isolation.level", "read_uncommitted");
    /* How soon to look again for the group's coordinator and for an unknown topic. */
    client_config_set(conf, "coordinator.query.interval.ms", "1000");
    client_config_set(conf, "topic.metadata.refresh.fast.interval.ms", "100");
    client_config_set(conf, "fetch.error.backoff.ms", "100");
    /* For all partitions together; more than the CPU caches hold would be slow. */
    client_config_set(conf, "queued.min.messages", "20000");
    client_config_set(conf, "queued.max.messages.kbytes", "8192");
    refill_configure(&c->refill, conf);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
    rd_kafka_conf_set_opaque(conf, c);
    return client_config_apply(conf, java, CLIENT_CONSUMER, c->events.warn, c->events.ctx, err);
}

int consumer_open(struct consumer **out, const struct properties *java,
                  const struct client_events *events, struct err *err)
{
    struct consumer *c = mem_zero(1, sizeof *c);
    *out = NULL;
    c->events = *events;
    c->wake[0] = c->wake[1] = -1;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *group = properties_get(java, "group.id");
    int rc = configure(c, conf, java, err);
    if (rc == 0 && (group == NULL || group[0] == '\0'))
        rc = err_set(err, ERR_USAGE, "the consumer needs a group.id");
    if (rc == 0)
        rc = fd_pipe(c->wake, err);
    char why[256];
    if (rc == 0 && (c->rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why)) == NULL)
        rc = err_set(err, ERR_USAGE, "cannot create the consumer: %s", why);
    if (rc != 0) {
        rd_kafka_conf_destroy(conf);
        consumer_close(c);
        return rc;
    }
    c->where = rd_kafka_topic_partition_list_new(16);
    refill_open(&c->refill, c->rk, REFILL_MESSAGES);
    rd_kafka_poll_set_consumer(c->rk);
    c->queue = rd_kafka_queue_get_consumer(c->rk);
    rd_kafka_queue_io_event_enable(c->queue, c->wake[1], "x", 1);
    *out = c;
    return 0;
}

void consumer_want_headers(struct consumer *c)
{
    c->wants_headers = true;
}

/* Commits and leaves the group. Without a coordinator librdkafka would look for one forever, so
 * give up after a while; the session timeout then removes the member. */
static bool leave(struct consumer *c)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(c->rk);
    rd_kafka_error_t *refused = rd_kafka_consumer_close_queue(c->rk, queue);
    rd_kafka_error_destroy(refused);
    int64_t begin = clock_mono_ms(), spent = 0;
    c->leaving = true;
    while (refused == NULL && !rd_kafka_consumer_closed(c->rk) &&
           spent < (c->down ? LEAVE_DOWN_MS : LEAVE_MS)) {
        rd_kafka_message_t *unread = rd_kafka_consume_queue(queue, 10); /* serves callbacks too */
        if (unread != NULL)
            rd_kafka_message_destroy(unread);
        spent = clock_mono_ms() - begin;
    }
    rd_kafka_queue_destroy(queue);
    return rd_kafka_consumer_closed(c->rk) != 0;
}

void consumer_close(struct consumer *c)
{
    if (c == NULL)
        return;
    consumer_drop(c);
    if (c->rk != NULL) {
        rd_kafka_queue_destroy(c->queue);
        if (!leave(c))
            return; /* librdkafka's threads may still call back; they end with the process */
        consumer_reassigned(c, NULL);
        rd_kafka_topic_partition_list_destroy(c->where);
        rd_kafka_destroy(c->rk);
        refill_close(&c->refill);
    }
    for (size_t i = 0; i < c->first_count; i++)
        free(c->first_topics[i]);
    for (int i = 0; i < 2; i++)
        if (c->wake[i] >= 0)
            close(c->wake[i]);
    free(c->first_topics);
    free(c->headers);
    free(c);
}

/* ---- choosing what to read ---- */

static void remember_first_topics(struct consumer *c, const char *const *topics, size_t count)
{
    c->first_topics = mem_zero(count + 1, sizeof *c->first_topics);
    c->first_count = count;
    for (size_t i = 0; i < count; i++)
        c->first_topics[i] = mem_text(topics[i]);
}

int consumer_subscribe(struct consumer *c, const char *const *topics, size_t count, struct err *err)
{
    if (c->first_topics == NULL)
        remember_first_topics(c, topics, count);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, topics[i], RD_KAFKA_PARTITION_UA);
    rd_kafka_resp_err_t rc = rd_kafka_subscribe(c->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    return rc == 0 ? 0 : err_set(err, ERR_FAIL, "cannot subscribe: %s", rd_kafka_err2str(rc));
}

int consumer_assign(struct consumer *c, const char *topic, int32_t partition, int64_t offset,
                    struct err *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic, partition)->offset = offset;
    rd_kafka_resp_err_t rc = rd_kafka_assign(c->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    return rc == 0
               ? 0
               : err_set(err, ERR_FAIL, "%.100s-%d: %s", topic, partition, rd_kafka_err2str(rc));
}

int consumer_list_topics(struct consumer *c, int wait_ms,
                         void (*each)(void *ctx, const char *topic), void *ctx, struct err *err)
{
    const rd_kafka_metadata_t *answer;
    rd_kafka_resp_err_t rc = rd_kafka_metadata(c->rk, 1, NULL, &answer, wait_ms);
    if (rc != 0)
        return err_set(err, ERR_UNREACHABLE, "cannot list topics: %s", rd_kafka_err2str(rc));
    c->reached = true;
    for (int i = 0; i < answer->topic_cnt; i++)
        if (answer->topics[i].err == 0)
            each(ctx, answer->topics[i].topic);
    rd_kafka_metadata_destroy(answer);
    return 0;
}

int consumer_look_for_leader(struct consumer *c, const char *topic, int wait_ms)
{
    const rd_kafka_metadata_t *answer;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(c->rk, topic, NULL);
    rd_kafka_resp_err_t rc = handle == NULL ? RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION
                                            : rd_kafka_metadata(c->rk, 0, handle, &answer, wait_ms);
    if (handle != NULL)
        rd_kafka_topic_destroy(handle);
    if (rc != 0)
        return -1;
    bool known = answer->topic_cnt == 1 && answer->topics[0].err == 0;
    int led = known ? topic_has_leader(&answer->topics[0]) : -1;
    rd_kafka_metadata_destroy(answer);
    return led;
}

/* ---- state ---- */

int consumer_fd(const struct consumer *c)
{
    return c->wake[0];
}

bool consumer_reached(struct consumer *c)
{
    c->reached = c->reached || rd_kafka_controllerid(c->rk, 0) >= 0;
    return c->reached;
}
