/* console_producer.c: kafka-console-producer: lines of standard input into a topic. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/client_config.h"
#include "client/producer.h"
#include "tools/answers.h"
#include "tools/line_input.h"
#include "tools/message_reader.h"
#include "tools/producer_options.h"
#include "tools/reach.h"
#include "tools/stop.h"
#include "wire/errors.h"

enum {
    SERVE_EVERY_MS = 200, /* delivery reports, while nothing is typed */
    HURRY_MS = 5,         /* how long a line may wait for company, unless more is asked for */
    FIND_WAIT_MS = 250,   /* for one answer about the topic */
    FIND_AGAIN_MS = 100,  /* grows to a second, as Kafka's retry.backoff does */
    FIND_AGAIN_MOST_MS = 1000,
    EXIT_STOPPED = 128,
};

static const char error_logger[] =
    "org.apache.kafka.clients.producer.internals.ErrorLoggingCallback";
static const char network_logger[] = "org.apache.kafka.clients.NetworkClient";

struct producer_session {
    struct producer_options options;
    struct message_reader reader;
    struct reach reach;
    struct line_input lines;
    struct producer *producer;
    bool prompts, topic_found;
    bool failed; /* --sync: the last message */
    struct thrown failure;
    int asked; /* how often the topic was asked for */
    size_t in_flight;
    int64_t largest; /* max.request.size */
    bool lingering;  /* something was sent since we hurried last */
    int64_t hurried_ms;
};

/* ---- what became of messages ---- */

static void tell_size(struct bytes b, char out[32])
{
    if (bytes_is_null(b))
        snprintf(out, 32, "null");
    else
        snprintf(out, 32, "%zu bytes", b.len);
}

static void log_failure(struct producer_session *s, struct bytes key, struct bytes value,
                        const struct thrown *why)
{
    char key_size[32], value_size[32];
    tell_size(key, key_size);
    tell_size(value, value_size);
    thrown_log("ERROR", error_logger, why,
               "Error when sending message to topic %s with key: %s, value: %s with error:",
               s->options.topic, key_size, value_size);
}

static void fail(struct producer_session *s, struct bytes key, struct bytes value,
                 struct thrown *why)
{
    s->failed = true;
    if (!s->options.sync)
        log_failure(s, key, value, why);
    thrown_deinit(&s->failure);
    s->failure = *why;
    *why = (struct thrown){0};
}

static void on_delivered(void *ctx, const struct delivery *d)
{
    struct reach *reach = ctx;
    struct producer_session *s = CONTAINER_OF(reach, struct producer_session, reach);
    struct thrown why = {0};
    s->in_flight--;
    if (d->code == 0)
        reach_done(reach);
    else if (d->code > 0 || d->code == -1)
        thrown_from_code(&why, d->code, BYTES_NULL);
    else
        thrown_set(&why, "org.apache.kafka.common.errors.TimeoutException",
                   "Expiring 1 record(s) for %s-%d: %s", s->options.topic, d->partition, d->why);
    if (d->code != 0)
        fail(s, d->key, d->value, &why);
}

/* ---- finding the topic ---- */

static void log_metadata_trouble(struct producer_session *s, int code)
{
    thrown_log("WARN", network_logger, NULL,
               "%sThe metadata response from the cluster reported a recoverable issue with "
               "correlation id %d : {%s=%s}",
               s->reach.context, s->asked, s->options.topic, kafka_error_name(code));
}

static int refuse_topic(struct producer_session *s, enum topic_state state, struct thrown *t)
{
    if (state == TOPIC_REFUSED)
        return thrown_set(t, "org.apache.kafka.common.errors.TopicAuthorizationException",
                          "Not authorized to access topics: [%s]", s->options.topic);
    thrown_log("ERROR", "org.apache.kafka.clients.Metadata", NULL,
               "%sMetadata response reported invalid topics [%s]", s->reach.context,
               s->options.topic);
    return thrown_set(t, "org.apache.kafka.common.errors.InvalidTopicException",
                      "Invalid topics: [%s]", s->options.topic);
}

/* Waits as long as max.block.ms for the topic, as each send of Kafka's does until it is known. */
static int find_topic(struct producer_session *s, struct thrown *t)
{
    if (s->topic_found)
        return 0;
    int64_t block_ms = atoll(properties_get(&s->options.client, "max.block.ms"));
    int64_t until = clock_mono_ms() + block_ms;
    int pause_ms = FIND_AGAIN_MS;
    while (!s->topic_found) {
        int code;
        enum topic_state state =
            producer_find_topic(s->producer, s->options.topic, FIND_WAIT_MS, &code);
        if (state != TOPIC_NO_ANSWER) {
            s->asked++;
            reach_done(&s->reach);
            if (code != 0)
                log_metadata_trouble(s, code);
        }
        if (state == TOPIC_INVALID || state == TOPIC_REFUSED)
            return refuse_topic(s, state, t);
        s->topic_found = state == TOPIC_READY;
        reach_tick(&s->reach);
        if (s->topic_found || stop_signal() != 0)
            break;
        if (clock_mono_ms() >= until)
            return thrown_set(t, "org.apache.kafka.common.errors.TimeoutException",
                              "Topic %s not present in metadata after %lld ms.", s->options.topic,
                              (long long)block_ms);
        struct pollfd stop = {.fd = stop_fd(), .events = POLLIN};
        poll(&stop, 1, pause_ms);
        pause_ms = pause_ms * 2 > FIND_AGAIN_MOST_MS ? FIND_AGAIN_MOST_MS : pause_ms * 2;
    }
    return 0;
}

/* ---- sending ---- */

/* Java's upper bound for a batch of one record, which it holds against max.request.size. */
static int64_t serialized_size(const struct client_record *r)
{
    enum { BATCH_OVERHEAD = 61, RECORD_OVERHEAD = 21, VARINT_MOST = 5 };
    size_t size = BATCH_OVERHEAD + RECORD_OVERHEAD + r->key.len + r->value.len;
    for (size_t i = 0; i < r->header_count; i++)
        size += 2 * VARINT_MOST + strlen(r->headers[i].name) + r->headers[i].value.len;
    return (int64_t)size;
}

static int try_send(struct producer_session *s, const struct client_record *record,
                    struct thrown *t)
{
    struct err err;
    if (find_topic(s, t) != 0)
        return -1;
    if (serialized_size(record) > s->largest)
        return thrown_set(t, "org.apache.kafka.common.errors.RecordTooLargeException",
                          "The message is %lld bytes when serialized which is larger than %lld, "
                          "which is the value of the max.request.size configuration.",
                          (long long)serialized_size(record), (long long)s->largest);
    if (stop_signal() != 0)
        return 0;
    s->in_flight++;
    s->lingering = true;
    if (producer_send(s->producer, record, &err) == 0)
        return 0;
    s->in_flight--;
    return thrown_set(t, "org.apache.kafka.common.KafkaException", "%s", err.text);
}

static void await_delivery(struct producer_session *s)
{
    struct err err;
    while (s->in_flight > 0 && stop_signal() == 0) {
        producer_flush(s->producer, SERVE_EVERY_MS, &err);
        reach_tick(&s->reach);
    }
}

/* 0, or the exit code where --sync ends the run. */
static int send_record(struct producer_session *s, const struct client_record *record)
{
    struct thrown why = {0};
    s->failed = false;
    if (try_send(s, record, &why) < 0)
        fail(s, record->key, record->value, &why);
    if (!s->options.sync)
        return 0;
    await_delivery(s);
    if (!s->failed)
        return 0;
    char *cause = thrown_message(&s->failure);
    struct buf text = {0};
    buf_printf(&text, "%s: %s", s->failure.kind, cause);
    thrown_wrap(&s->failure, "java.util.concurrent.ExecutionException", buf_text(&text));
    thrown_print("", &s->failure);
    buf_deinit(&text);
    free(cause);
    return 1;
}

/* ---- reading ---- */

static void prompt(const struct producer_session *s)
{
    if (s->prompts) {
        putchar('>');
        fflush(stdout);
    }
}

/* Kafka's linger.ms of 1000 lets a line wait for company; librdkafka, too, works least with batches
 * that are full. But what is typed is to be seen at once: when no more comes, what lingers goes. */
static void hurry(struct producer_session *s)
{
    struct err err;
    int64_t pause_ms = s->lingering ? HURRY_MS : SERVE_EVERY_MS;
    if (s->options.lingers || s->in_flight == 0 || clock_mono_ms() - s->hurried_ms < pause_ms)
        return;
    producer_flush(s->producer, HURRY_MS, &err);
    s->hurried_ms = clock_mono_ms();
    s->lingering = false;
}

/* How long input is waited for before something else must be done. */
static int patience_ms(const struct producer_session *s)
{
    if (s->in_flight == 0 && s->reach.reached)
        return -1;
    return s->in_flight > 0 && s->lingering && !s->options.lingers ? HURRY_MS : SERVE_EVERY_MS;
}

/* Waits for a line; false at the end of the input and when a signal came. */
static bool next_line(struct producer_session *s, struct bytes *line)
{
    while (!line_input_next(&s->lines, line)) {
        if (s->lines.ended || stop_signal() != 0)
            return false;
        struct pollfd ready[] = {{.fd = s->lines.fd, .events = POLLIN},
                                 {.fd = stop_fd(), .events = POLLIN}};
        int n = poll(ready, 2, 0);
        if (n == 0) {
            hurry(s);
            n = poll(ready, 2, patience_ms(s));
        }
        producer_serve(s->producer, 0);
        if (producer_reached(s->producer))
            reach_done(&s->reach);
        if (n > 0 && ready[0].revents != 0)
            line_input_read(&s->lines);
    }
    return stop_signal() == 0;
}

static int loop(struct producer_session *s)
{
    struct bytes line;
    for (prompt(s); next_line(s, &line); prompt(s)) {
        struct client_record record = {.topic = s->options.topic, .partition = -1};
        struct thrown t = {0};
        if (message_reader_parse(&s->reader, line, &record, &t) != 0) {
            thrown_print("", &t);
            thrown_deinit(&t);
            return 1;
        }
        int rc = send_record(s, &record);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* Kafka's shutdown hook waits for what was sent, whatever ended the run. */
static int finish(struct producer_session *s, int rc)
{
    struct err err;
    while (s->in_flight > 0 && (stop_signal() == 0 || s->reach.reached)) {
        producer_flush(s->producer, SERVE_EVERY_MS, &err);
        reach_tick(&s->reach);
    }
    return stop_signal() != 0 ? EXIT_STOPPED + stop_signal() : rc;
}

/* ---- starting ---- */

static int open_client(struct producer_session *s, struct thrown *t)
{
    struct err err;
    struct properties *p = &s->options.client;
    struct client_events events = {.ctx = &s->reach, .trouble = reach_trouble, .warn = reach_warn};
    if (client_config_check(p, CLIENT_PRODUCER, reach_warn, &s->reach, &err) != 0)
        return thrown_set(t, "org.apache.kafka.common.config.ConfigException", "%s", err.text);
    if (reach_init(&s->reach, "kafka-console-producer", s->options.bootstrap,
                   "Failed to construct kafka producer", t) != 0)
        return -1;
    s->reach.names_bootstrap = true;
    snprintf(s->reach.context, sizeof s->reach.context, "[Producer clientId=%.200s] ",
             properties_get(p, "client.id"));
    const char *largest = properties_get(p, "max.request.size");
    s->largest = largest == NULL ? 1048576 : atoll(largest);
    if (producer_open(&s->producer, p, &events, on_delivered, &err) != 0)
        return thrown_set(t, "org.apache.kafka.common.KafkaException", "%s", err.text);
    return 0;
}

static int run(struct producer_session *s)
{
    struct thrown t = {0};
    int rc;
    if (message_reader_init(&s->reader, &s->options.reader, &t) != 0 || open_client(s, &t) != 0) {
        thrown_print("", &t);
        thrown_deinit(&t);
        rc = 1;
    } else {
        stop_install();
        s->prompts = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
        rc = finish(s, loop(s));
    }
    producer_close(s->producer);
    thrown_deinit(&s->failure);
    line_input_deinit(&s->lines);
    message_reader_deinit(&s->reader);
    reach_deinit(&s->reach);
    return rc;
}

int main(int argc, char **argv)
{
    static struct producer_session s = {.lines = {.fd = STDIN_FILENO}};
    stop_keep_streams();
    int rc = producer_options_read(&s.options, argc, argv);
    if (rc == JOPT_GO_ON)
        rc = run(&s);
    producer_options_deinit(&s.options);
    return rc;
}
