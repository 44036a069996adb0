/* ingest_client.c: librdkafka as the ingest needs it: sizes, errors in words, waking. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "client/client_config_apply.h"
#include "client/ingest_internal.h"
#include "client/topic_cache.h"
#include "client/trouble.h"

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

void ingest_trouble(void *ingest, const struct client_trouble *t)
{
    struct ingest *in = ingest;
    char why[90], host[60];
    in->breaks++;
    if (in->named && t->node >= 0)
        return; /* the same broker under another name: the screen would alternate between them */
    in->named = t->node < 0;
    shorten(t->why, why, sizeof why);
    text_clean(bytes_of(t->host), 40, host, sizeof host);
    snprintf(in->view.broker, sizeof in->view.broker, "%s:%.5s", host, t->port);
    snprintf(in->view.why, sizeof in->view.why, "%.60s: %s", in->view.broker, why);
}

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    struct ingest *in = opaque;
    struct client_events events = {.ctx = in, .trouble = ingest_trouble};
    (void)rk;
    if (code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__RESOLVE) {
        trouble_report(&events, code, reason, true);
    } else if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        text_clean(bytes_of(reason), 120, in->view.why, sizeof in->view.why);
        in->breaks++;
    }
}

/* ---- opening ---- */

static void on_main_queue(rd_kafka_t *rk, void *opaque)
{
    (void)rk;
    ingest_wake(opaque);
}

/* Limits on buffered data, in messages (librdkafka keeps some 350 bytes for each) and in bytes:
 * each partition of a backlog gets a share of HAULED, those at their end, which seldom hold
 * anything, get FOLLOWED. One response comes on top: at most FETCH or FOLLOW bytes and, of one
 * partition, its share or one batch. It is decompressed whole, so only small responses limit
 * batches packed 1:1000. ingest_budget.c limits what all partitions hold together. */
enum {
    FETCH_BYTES = 64 * 1024,
    FOLLOW_BYTES = 32 * 1024,
    HAULED_MESSAGES = 64000,
    HAULED_KBYTES = 16 * 1024,
    FOLLOWED_MESSAGES = 20000,
    FOLLOWED_KBYTES = 4096,
    LEAST_MESSAGES = 100,
    LEAST_KBYTES = 32,
    LEAST_BYTES = 16 * 1024,
    FOLLOWS_WAIT_MS = 100, /* a new partition joins the next fetch */
    HAULS_WAIT_MS = 5,     /* a partition at its end delays the backlog of another this long */
};

static const char *const settings[][2] = {
    {"allow.auto.create.topics", "false"},
    {"enable.partition.eof", "true"},
    {"check.crcs", "true"},
    {"fetch.error.backoff.ms", "100"},
    {"log.connection.close", "false"},
    {"enable.auto.commit", "false"},
};

static int share(int all, int parts, int least, int most)
{
    int each = all / (parts > 0 ? parts : 1);
    return each < least ? least : each < most ? each : most;
}

static void set_number(rd_kafka_conf_t *conf, const char *name, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    client_config_set(conf, name, text);
}

/* Returns queued.min.messages. */
static int set_sizes(rd_kafka_conf_t *conf, enum ingest_use use, int parts)
{
    bool hauls = use == INGEST_HAULS;
    int messages = hauls ? share(HAULED_MESSAGES, parts, LEAST_MESSAGES, FOLLOWED_MESSAGES)
                         : FOLLOWED_MESSAGES;
    int kbytes =
        hauls ? share(HAULED_KBYTES, parts, LEAST_KBYTES, FOLLOWED_KBYTES) : FOLLOWED_KBYTES;
    set_number(conf, "queued.min.messages", messages);
    set_number(conf, "queued.max.messages.kbytes", kbytes);
    set_number(conf, "fetch.message.max.bytes",
               hauls ? share(2 * FETCH_BYTES, parts, LEAST_BYTES, FETCH_BYTES) : LEAST_BYTES);
    set_number(conf, "fetch.max.bytes", hauls ? FETCH_BYTES : FOLLOW_BYTES);
    set_number(conf, "message.max.bytes", LEAST_BYTES); /* fetch.max.bytes may not be less */
    set_number(conf, "fetch.wait.max.ms", hauls ? HAULS_WAIT_MS : FOLLOWS_WAIT_MS);
    return messages;
}

int ingest_client_open(struct ingest *in, enum ingest_use use, struct ingest_client *out,
                       struct err *err)
{
    char why[256];
    const struct ingest_options *o = &in->options;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    trouble_configure(conf);
    int rc = client_config_apply(conf, o->java, CLIENT_CONSUMER, o->warn, o->ctx, err);
    if (rc != 0) {
        rd_kafka_conf_destroy(conf);
        return rc;
    }
    for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
        client_config_set(conf, settings[i][0], settings[i][1]);
    int messages = set_sizes(conf, use, in->view.count);
    refill_configure(&out->refill, conf);
    topic_cache_configure(conf);
    rd_kafka_conf_set_opaque(conf, in);
    rd_kafka_conf_set_error_cb(conf, on_error);
    out->sources = 0;
    out->rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    if (out->rk == NULL) {
        rd_kafka_conf_destroy(conf);
        return err_set(err, ERR_USAGE, "cannot set up the Kafka client: %s", why);
    }
    refill_open(&out->refill, out->rk, messages / 4);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_main(out->rk);
    rd_kafka_queue_cb_event_enable(queue, on_main_queue, in);
    rd_kafka_queue_destroy(queue);
    return 0;
}

void ingest_client_close(struct ingest_client *c)
{
    if (c->rk == NULL)
        return;
    rd_kafka_queue_t *queue = rd_kafka_queue_get_main(c->rk);
    rd_kafka_queue_cb_event_enable(queue, NULL, NULL);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(c->rk);
    refill_close(&c->refill);
    c->rk = NULL;
}
