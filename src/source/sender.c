/* sender.c: one producer, one header more, and patience measured on the clock. */
#include "source/sender.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "base/start_broker.h"
#include "client/bootstrap.h"
#include "client/client_config.h"
#include "client/producer.h"
#include "flight/show.h"

static const char source_header[] = "ground-source";
enum {
    SENDER_FLUSH_MS = 30000,
    SENDER_TOPIC_MS = 10000,
    SENDER_KEEP_MS = 5000,
    SENDER_SLICE_MS = 100
};
enum { SENDER_OLD_MS = 86400 * 1000 }; /* younger messages are kept by whatever retention */

struct sender {
    struct sender_options options;
    struct producer *producer;
    int64_t acknowledged;
    struct err failure; /* of the first delivery that failed; code 0: none */
    bool told;          /* that the broker cannot be reached */
};

static void on_delivery(void *ctx, const struct delivery *d)
{
    struct sender *s = ctx;
    if (d->code == 0)
        s->acknowledged++;
    else if (s->failure.code == 0)
        err_set(&s->failure, ERR_FAIL, "the broker at %s did not accept a message: %s",
                s->options.bootstrap, d->why);
}

static void on_trouble(void *ctx, const struct client_trouble *t)
{
    struct sender *s = ctx;
    if (s->told)
        return;
    s->told = true;
    char advice[START_BROKER_ADVICE_SIZE];
    log_line(LOG_WARN, "cannot reach %s:%s (%s); still trying; %s", t->host, t->port, t->why,
             start_broker_advice(s->options.bootstrap, advice));
}

static void on_warning(void *ctx, const char *sentence)
{
    (void)ctx;
    log_line(LOG_WARN, "%s", sentence);
}

static int read_properties(const struct sender_options *o, struct properties *p, struct err *err)
{
    properties_set(p, "acks", "all");
    properties_set(p, "linger.ms", "5");
    properties_set(p, "buffer.memory", "16777216"); /* a file of any size goes through it */
    int rc = bootstrap_check(o->bootstrap, err);
    if (rc == 0 && o->command_config != NULL)
        rc = properties_load(p, o->command_config, err);
    properties_set(p, "bootstrap.servers", o->bootstrap);
    return rc != 0 ? rc : client_config_check(p, CLIENT_PRODUCER, on_warning, NULL, err);
}

int sender_open(struct sender **out, const struct sender_options *options, struct err *err)
{
    struct properties p = {0};
    struct sender *s = mem_zero(1, sizeof *s);
    s->options = *options;
    struct client_events events = {s, on_trouble, on_warning};
    int rc = read_properties(options, &p, err);
    if (rc == 0)
        rc = producer_open(&s->producer, &p, &events, on_delivery, err);
    properties_deinit(&p);
    if (rc != 0) {
        free(s);
        return rc;
    }
    *out = s;
    return 0;
}

void sender_close(struct sender *s)
{
    if (s == NULL)
        return;
    producer_close(s->producer);
    free(s);
}

int64_t sender_count(const struct sender *s)
{
    return s->acknowledged;
}

int sender_topic(struct sender *s, const char *topic, struct err *err)
{
    int code = 0;
    char advice[START_BROKER_ADVICE_SIZE];
    switch (producer_find_topic(s->producer, topic, SENDER_TOPIC_MS, &code)) {
    case TOPIC_READY:
        return 0;
    case TOPIC_NO_ANSWER:
        return err_set(err, ERR_UNREACHABLE, "no broker answers at %s: %s", s->options.bootstrap,
                       start_broker_advice(s->options.bootstrap, advice));
    case TOPIC_INVALID:
        return err_set(err, ERR_USAGE,
                       "\"%s\" is not a topic name: letters, digits, '.', '_' and '-', at most 249",
                       topic);
    case TOPIC_UNKNOWN:
        return err_set(err, ERR_NOT_FOUND,
                       "there is no topic %s, and the broker does not create it by itself: "
                       "kafka-topics.sh --create --topic %s --bootstrap-server %s",
                       topic, topic, s->options.bootstrap);
    case TOPIC_REFUSED:
        break;
    }
    return err_set(err, ERR_FAIL, "the broker rejected topic %s: Kafka error %d", topic, code);
}

void sender_keep(struct sender *s, const char *topic, int64_t oldest_ms)
{
    int64_t retention_ms, age_ms = clock_wall_ms() - oldest_ms;
    char day[32];
    if (age_ms < SENDER_OLD_MS)
        return;
    show_utc(oldest_ms, SHOW_DATE_TIME, day);
    switch (producer_ensure_retention(s->producer, topic, age_ms, SENDER_KEEP_MS, &retention_ms)) {
    case RETENTION_TOPIC_CREATED:
        log_line(LOG_INFO,
                 "made topic %s to keep its messages for ever (retention.ms=-1): they are of %s",
                 topic, day);
        break;
    case RETENTION_TOO_SHORT:
        log_line(
            LOG_WARN,
            "topic %s keeps messages for %.1f days, and these are of %s: the broker will delete them "
            "soon. Record them before that, or import into a topic that is not there yet: it "
            "is made to keep them for ever",
            topic, (double)retention_ms / 86400e3, day);
        break;
    case RETENTION_ENOUGH:
    case RETENTION_UNKNOWN:
        break;
    }
}

/* Says what happened to a message that was sent earlier; 0 when all went well so far. */
static int failed_before(const struct sender *s, struct err *err)
{
    return s->failure.code == 0 ? 0 : err_set(err, s->failure.code, "%s", s->failure.text);
}

int sender_send(struct sender *s, const struct client_record *record, struct err *err)
{
    if (failed_before(s, err) != 0)
        return s->failure.code;
    struct client_header headers[SENDER_MAX_HEADERS + 1];
    size_t n = 0;
    for (size_t i = 0; i < record->header_count; i++) {
        if (strcmp(record->headers[i].name, source_header) == 0)
            continue;
        if (n == SENDER_MAX_HEADERS)
            return err_set(err, ERR_TOO_BIG, "a message has more than %d headers",
                           SENDER_MAX_HEADERS);
        headers[n++] = record->headers[i];
    }
    headers[n++] = (struct client_header){source_header, bytes_of(s->options.source)};
    struct client_record marked = *record;
    marked.headers = headers;
    marked.header_count = n;
    return producer_send(s->producer, &marked, err);
}

static bool stopped(const struct sender *s)
{
    return s->options.stop != NULL && *s->options.stop != 0;
}

int sender_wait(struct sender *s, int64_t due_ns, struct err *err)
{
    for (;;) {
        if (stopped(s))
            return err_set(err, ERR_STOPPED, "stopped");
        int64_t left_ms = (due_ns - clock_mono_ns() + 999999) / 1000000;
        if (left_ms <= 0)
            return 0;
        producer_serve(s->producer, left_ms < SENDER_SLICE_MS ? (int)left_ms : SENDER_SLICE_MS);
    }
}

int sender_flush(struct sender *s, struct err *err)
{
    int rc = producer_flush(s->producer, SENDER_FLUSH_MS, err);
    return failed_before(s, err) != 0 ? s->failure.code : rc;
}
