/* feed.c: sources: librdkafka's simple consumer, one queue a partition. */
#include "client/feed.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/text.h"
#include "client/config_rd.h"
#include "client/feed_rd.h"
#include "client/trouble.h"

/* Two clients: a question behind a fetch that waits for messages on the same connection would wait
 * with it, half a second each. */
struct feed {
    rd_kafka_t *reads, *looks;
    struct feed_looker looker;
    struct feed_view view;
    struct feed_source **sources; /* each allocated: librdkafka's threads point to them */
    int count;
    int wake[2];
    int64_t breaks;
    bool named; /* what cannot be reached has been named as the person named it */
};

/* ---- waking ---- */

static void feed_wake(struct feed *f)
{
    fd_poke(f->wake[1]);
}

static void on_look(void *owner)
{
    feed_wake(owner);
}

static void on_main_queue(rd_kafka_t *rk, void *opaque)
{
    (void)rk;
    feed_wake(opaque);
}

static void on_source_queue(rd_kafka_t *rk, void *opaque)
{
    struct feed_source *s = opaque;
    (void)rk;
    if (!atomic_exchange(&s->ready, true))
        feed_wake(s->feed);
}

void feed_wait(struct feed *f, int wait_ms)
{
    struct pollfd fd = {.fd = f->wake[0], .events = POLLIN};
    if (poll(&fd, 1, wait_ms) > 0)
        fd_drain(f->wake[0]);
    /* Errors first: what they say holds for what is in the queues. */
    rd_kafka_poll(f->reads, 0);
    rd_kafka_poll(f->looks, 0);
}

/* ---- errors of the connection ---- */

/* librdkafka's "Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms ...)" is
 * "connection refused" to a person. */
static void shorten(const char *why, char *out, size_t size)
{
    const char *failed = strstr(why, "failed: ");
    const char *from = failed == NULL ? why : failed + 8;
    const char *after = strstr(from, " (");
    size_t len = after == NULL ? strlen(from) : (size_t)(after - from);
    text_clean(bytes_make(from, len), 80, out, size);
    if (out[0] >= 'A' && out[0] <= 'Z' && !(out[1] >= 'A' && out[1] <= 'Z'))
        out[0] = (char)(out[0] - 'A' + 'a');
}

static void on_trouble(void *ctx, const struct client_trouble *t)
{
    struct feed *f = ctx;
    char why[90], host[60];
    f->breaks++;
    if (f->named && t->node >= 0)
        return; /* the same broker under another name: the screen would tell them in turn */
    f->named = t->node < 0;
    shorten(t->why, why, sizeof why);
    text_clean(bytes_of(t->host), 40, host, sizeof host);
    snprintf(f->view.broker, sizeof f->view.broker, "%s:%.5s", host, t->port);
    snprintf(f->view.why, sizeof f->view.why, "%.60s: %s", f->view.broker, why);
}

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    struct feed *f = opaque;
    struct client_events events = {.ctx = f, .trouble = on_trouble};
    (void)rk;
    if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__RESOLVE) {
        trouble_report(&events, code, reason, true);
    } else if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        text_clean(bytes_of(reason), 120, f->view.why, sizeof f->view.why);
        f->breaks++;
    }
}

/* ---- opening ---- */

static const char *const settings[][2] = {
    {"allow.auto.create.topics", "false"},
    {"enable.partition.eof", "true"},
    {"check.crcs", "true"},
    /* Bounds what waits in memory: about 4 MiB a partition, and one message of any size. */
    {"queued.min.messages", "20000"},
    {"queued.max.messages.kbytes", "4096"},
    {"fetch.error.backoff.ms", "100"},
    {"fetch.wait.max.ms", "100"}, /* a new partition joins the next fetch */
    {"log.connection.close", "false"},
    {"enable.auto.commit", "false"},
};

static rd_kafka_t *open_client(struct feed *f, const struct feed_options *o, struct err *err)
{
    char why[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    trouble_configure(conf);
    if (client_config_apply(conf, o->java, CLIENT_CONSUMER, o->warn, o->ctx, err) != 0) {
        rd_kafka_conf_destroy(conf);
        return NULL;
    }
    for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
        client_config_set(conf, settings[i][0], settings[i][1]);
    rd_kafka_conf_set_opaque(conf, f);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (rk == NULL) {
        rd_kafka_conf_destroy(conf);
        err_set(err, ERR_USAGE, "cannot set up the Kafka client: %s", why);
        return NULL;
    }
    rd_kafka_queue_t *queue = rd_kafka_queue_get_main(rk);
    rd_kafka_queue_cb_event_enable(queue, on_main_queue, f);
    rd_kafka_queue_destroy(queue);
    return rk;
}

static void close_client(rd_kafka_t *rk)
{
    if (rk == NULL)
        return;
    rd_kafka_queue_t *queue = rd_kafka_queue_get_main(rk);
    rd_kafka_queue_cb_event_enable(queue, NULL, NULL);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(rk);
}

static void free_feed(struct feed *f)
{
    feed_ids_close(f->looker.ids);
    close_client(f->looks);
    close_client(f->reads);
    close(f->wake[0]);
    close(f->wake[1]);
    free(f);
}

int feed_open(struct feed **out, const struct feed_options *options, struct err *err)
{
    struct feed *f = mem_zero(1, sizeof *f);
    const char *servers = properties_get(options->java, "bootstrap.servers");
    snprintf(f->view.broker, sizeof f->view.broker, "%s", servers == NULL ? "" : servers);
    snprintf(f->view.why, sizeof f->view.why, "%.100s: nobody answers", f->view.broker);
    int rc = fd_pipe(f->wake, err);
    if (rc != 0) {
        free(f);
        return rc;
    }
    f->reads = open_client(f, options, err);
    f->looks = f->reads == NULL ? NULL : open_client(f, options, err);
    f->looker = (struct feed_looker){.rk = f->looks,
                                     .ids = feed_ids_open(options->java),
                                     .wants = options->wants,
                                     .ctx = options->ctx,
                                     .told = on_look,
                                     .owner = f};
    rc = f->looks == NULL ? err->code : feed_looker_start(&f->looker, err);
    if (rc != 0) {
        free_feed(f);
        return rc;
    }
    *out = f;
    return 0;
}

void feed_close(struct feed *f)
{
    if (f == NULL)
        return;
    feed_looker_stop(&f->looker);
    for (int i = 0; i < f->count; i++) {
        if (f->sources[i]->used)
            feed_stop(f, i);
    }
    close_client(f->reads); /* its threads may touch sources until then */
    f->reads = NULL;
    for (int i = 0; i < f->count; i++)
        free(f->sources[i]);
    free(f->sources);
    free(f->view.parts);
    free_feed(f);
}

/* ---- the look ---- */

const struct feed_view *feed_look(struct feed *f)
{
    feed_looker_copy(&f->looker, &f->view);
    if (f->view.reached)
        f->named = false;
    return &f->view;
}

int64_t feed_ask(struct feed *f)
{
    return feed_looker_ask(&f->looker);
}

int64_t feed_breaks(const struct feed *f)
{
    return f->breaks;
}

/* ---- sources ---- */

static int free_source(struct feed *f)
{
    for (int i = 0; i < f->count; i++) {
        if (!f->sources[i]->used)
            return i;
    }
    f->sources = mem_grow(f->sources, (size_t)f->count + 1, sizeof(struct feed_source *));
    f->sources[f->count] = mem_zero(1, sizeof(struct feed_source));
    return f->count++;
}

int feed_start(struct feed *f, const char *topic, int32_t partition, int64_t offset,
               struct err *err)
{
    rd_kafka_topic_conf_t *conf = rd_kafka_topic_conf_new();
    rd_kafka_conf_res_t set = rd_kafka_topic_conf_set(conf, "auto.offset.reset", "error", NULL, 0);
    assert(set == RD_KAFKA_CONF_OK);
    (void)set;
    int number = free_source(f);
    struct feed_source *s = f->sources[number];
    memset(s, 0, sizeof *s);
    s->topic = rd_kafka_topic_new(f->reads, topic, conf);
    if (s->topic == NULL)
        return err_set(err, ERR_FAIL, "cannot read topic %s: %s", topic,
                       rd_kafka_err2str(rd_kafka_last_error()));
    s->feed = f;
    s->partition = partition;
    s->position = s->end = FEED_NO_OFFSET;
    snprintf(s->name, sizeof s->name, "%s", topic);
    s->queue = rd_kafka_queue_new(f->reads);
    rd_kafka_queue_cb_event_enable(s->queue, on_source_queue, s);
    if (rd_kafka_consume_start_queue(s->topic, partition, offset, s->queue) != 0) {
        int rc = err_set(err, ERR_FAIL, "cannot read partition %d of topic %s: %s", partition,
                         topic, rd_kafka_err2str(rd_kafka_last_error()));
        rd_kafka_queue_cb_event_enable(s->queue, NULL, NULL);
        rd_kafka_queue_destroy(s->queue);
        rd_kafka_topic_destroy(s->topic);
        return rc;
    }
    s->used = true;
    return number;
}

void feed_stop(struct feed *f, int source)
{
    struct feed_source *s = f->sources[source];
    rd_kafka_queue_cb_event_enable(s->queue, NULL, NULL);
    rd_kafka_consume_stop(s->topic, s->partition);
    if (s->held != NULL)
        rd_kafka_message_destroy(s->held);
    for (; s->at < s->count; s->at++)
        rd_kafka_message_destroy(s->batch[s->at]);
    rd_kafka_queue_destroy(s->queue);
    rd_kafka_topic_destroy(s->topic);
    buf_deinit(&s->headers);
    s->used = false;
}

static void lose(struct feed_source *s, const rd_kafka_message_t *m)
{
    s->lost = true;
    s->loss = m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                      m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE
                  ? FEED_OUT_OF_RANGE
              : m->err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
                      m->err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
                      m->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
                  ? FEED_TOPIC_GONE
                  : FEED_REFUSED;
    text_clean(bytes_make(m->payload, m->len), 120, s->why, sizeof s->why);
}

/* The next of the batch that is a message; what the queue says besides is heeded on the way. */
static rd_kafka_message_t *next_of_batch(struct feed_source *s)
{
    while (s->at < s->count) {
        rd_kafka_message_t *m = s->batch[s->at];
        if (m->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            return m;
        if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            s->end = m->offset;
        else if (m->err != RD_KAFKA_RESP_ERR__TRANSPORT)
            lose(s, m);
        rd_kafka_message_destroy(m);
        s->at++;
    }
    return NULL;
}

static void fill_batch(struct feed_source *s)
{
    /* The mark goes first: what comes after it sets it again. */
    if (!atomic_exchange(&s->ready, false))
        return;
    ssize_t n = rd_kafka_consume_batch_queue(s->queue, 0, s->batch, FEED_BATCH);
    s->at = 0;
    s->count = n > 0 ? (int)n : 0;
    if (s->count == FEED_BATCH)
        atomic_store(&s->ready, true);
}

/* The broker's end as librdkafka knows it from the last answer: no question is asked. */
static bool at_end(struct feed *f, const struct feed_source *s)
{
    int64_t low, high;
    if (s->position == FEED_NO_OFFSET)
        return s->end != FEED_NO_OFFSET;
    if (s->end >= s->position)
        return true;
    return rd_kafka_get_watermark_offsets(f->reads, s->name, s->partition, &low, &high) == 0 &&
           high >= 0 && s->position >= high;
}

bool feed_ready(const struct feed *f, int source)
{
    const struct feed_source *s = f->sources[source];
    return s->lost || s->at < s->count || atomic_load(&s->ready);
}

enum feed_next feed_peek(struct feed *f, int source, int64_t *t_ms)
{
    struct feed_source *s = f->sources[source];
    if (s->lost)
        return FEED_LOST;
    rd_kafka_message_t *m = next_of_batch(s);
    if (m == NULL) {
        fill_batch(s);
        m = next_of_batch(s);
    }
    if (m != NULL) {
        *t_ms = rd_kafka_message_timestamp(m, NULL);
        return FEED_MESSAGE;
    }
    if (s->lost)
        return FEED_LOST;
    return at_end(f, s) ? FEED_END : FEED_COMING;
}

int64_t feed_peek_offset(const struct feed *f, int source)
{
    const struct feed_source *s = f->sources[source];
    return s->batch[s->at]->offset;
}

static struct bytes pack_headers(struct feed_source *s, rd_kafka_message_t *m)
{
    rd_kafka_headers_t *headers;
    const char *name;
    const void *value;
    size_t size;
    if (rd_kafka_message_headers(m, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return BYTES_NULL;
    buf_clear(&s->headers);
    buf_add_uvarint(&s->headers, rd_kafka_header_cnt(headers));
    for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; i++) {
        buf_add_uvarint(&s->headers, strlen(name));
        buf_add_text(&s->headers, name);
        buf_add_uvarint(&s->headers, value == NULL ? 0 : (uint64_t)size + 1);
        buf_add(&s->headers, value, value == NULL ? 0 : size);
    }
    return buf_bytes(&s->headers);
}

void feed_take(struct feed *f, int source, struct feed_message *out)
{
    struct feed_source *s = f->sources[source];
    rd_kafka_timestamp_type_t type;
    if (s->held != NULL)
        rd_kafka_message_destroy(s->held);
    rd_kafka_message_t *m = s->held = s->batch[s->at++];
    int64_t t_ms = rd_kafka_message_timestamp(m, &type);
    *out = (struct feed_message){
        .offset = m->offset,
        .t_ms = t_ms,
        .ts_type = type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? 1
                   : type == RD_KAFKA_TIMESTAMP_CREATE_TIME   ? 0
                                                              : -1,
        .key = bytes_make(m->key, m->key_len),
        .value = bytes_make(m->payload, m->len),
        .headers = pack_headers(s, m),
    };
    s->position = m->offset + 1;
}

enum feed_loss feed_lost(const struct feed *f, int source, char *why, size_t size)
{
    snprintf(why, size, "%s", f->sources[source]->why);
    return f->sources[source]->loss;
}
