/* console_consumer.c: kafka-console-consumer: the messages of a topic on standard output. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "client/client_config.h"
#include "client/consumer.h"
#include "tools/answers.h"
#include "tools/consumer_options.h"
#include "tools/reach.h"
#include "tools/regex.h"
#include "tools/stop.h"
#include "wire/errors.h"

enum {
    TICK_MS = 1000,      /* how often topics are listed again and a dead broker is checked */
    TICK_RECORDS = 8192, /* the clock is not looked at more often while records pour in */
    LIST_WAIT_MS = 500,  /* for one answer to that */
    WRITE_SIZE = 64 * 1024,
    EXIT_STOPPED = 128,
    NO_LIMIT = -1,
};

static const char logger[] = "org.apache.kafka.tools.consumer.ConsoleConsumer";
static const char *const internal_topics[] = {"__consumer_offsets", "__transaction_state",
                                              "__share_group_state"};

struct consumer_session {
    struct consumer_options options;
    struct reach reach;
    struct consumer *consumer;
    struct regex *include;
    struct text_list topics; /* that --include matched; the names are ours */
    bool topics_changed, hides_internal;
    int32_t max_messages; /* or NO_LIMIT */
    int64_t count;
    struct buf out;
    int64_t next_tick_ms;
    int warned; /* WARN lines about the topic */
    bool led; /* the topic has been seen with a leader: from then on librdkafka waits as it likes */
};

/* Why the loop ended. */
enum ending { GO_ON, ENDED, STOPPED, CLOSED, TIMED_OUT, BROKEN, THREW };

/* ---- --include ---- */

static void note_topic(void *ctx, const char *topic)
{
    struct consumer_session *s = ctx;
    for (size_t i = 0; i < ARRAY_SIZE(internal_topics); i++)
        if (s->hides_internal && strcmp(topic, internal_topics[i]) == 0)
            return;
    if (!regex_matches(s->include, bytes_of(topic)))
        return;
    for (size_t i = 0; i < s->topics.count; i++)
        if (strcmp(s->topics.items[i], topic) == 0)
            return;
    text_list_add(&s->topics, mem_text(topic));
    s->topics_changed = true;
}

static void follow_topics(struct consumer_session *s)
{
    struct err err;
    bool first = s->topics.count == 0;
    s->topics_changed = false;
    if (consumer_list_topics(s->consumer, LIST_WAIT_MS, note_topic, s, &err) != 0)
        return;
    reach_done(&s->reach);
    if (s->topics_changed || (first && s->topics.count > 0))
        consumer_subscribe(s->consumer, s->topics.items, s->topics.count, &err);
}

/* ---- writing ---- */

/* Writes what is formatted and marks it as done with. -1 when nobody listens any more. */
static int flush_out(struct consumer_session *s)
{
    size_t done = 0;
    while (done < s->out.len) {
        ssize_t n = write(STDOUT_FILENO, s->out.data + done, s->out.len - done);
        if (n < 0 && errno == EINTR && stop_signal() == 0)
            continue;
        if (n < 0 && errno == EAGAIN) {
            struct pollfd room[] = {{.fd = STDOUT_FILENO, .events = POLLOUT},
                                    {.fd = stop_fd(), .events = POLLIN}};
            if (poll(room, 2, -1) > 0 && room[1].revents == 0)
                continue;
        }
        if (n < 0)
            break;
        done += (size_t)n;
    }
    bool whole = done == s->out.len;
    buf_clear(&s->out);
    if (!whole)
        return -1;
    consumer_done(s->consumer);
    return 0;
}

static void say_closed(void)
{
    fputs("Unable to write to standard out, closing consumer.\n", stderr);
}

static enum ending flush_or_close(struct consumer_session *s)
{
    if (flush_out(s) == 0)
        return GO_ON;
    if (stop_signal() != 0)
        return STOPPED;
    say_closed();
    return CLOSED;
}

static enum ending take(struct consumer_session *s, const struct client_record *record,
                        struct thrown *t)
{
    s->count++;
    if (formatter_write(&s->options.formatter, record, &s->out, t) != 0) {
        if (!s->options.skip_on_error)
            return THREW;
        thrown_log("ERROR", logger, t, "Error processing message, skipping this message: ");
        thrown_deinit(t);
    }
    return s->out.len >= WRITE_SIZE ? flush_or_close(s) : GO_ON;
}

/* ---- reading ---- */

static void warn_of_topic(struct consumer_session *s, int code)
{
    thrown_log("WARN", "org.apache.kafka.clients.NetworkClient", NULL,
               "%sThe metadata response from the cluster reported a recoverable issue with "
               "correlation id %d : {%s=%s}",
               s->reach.context, ++s->warned + 1, s->options.topic, kafka_error_name(code));
}

/* Kafka's rule for names of topics. */
static bool is_legal_name(const char *name)
{
    static const char legal[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t len = strlen(name);
    return len > 0 && len <= 249 && strspn(name, legal) == len && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0;
}

static enum ending refuse_topic(struct consumer_session *s, int code, struct thrown *t)
{
    warn_of_topic(s, code);
    thrown_log("ERROR", "org.apache.kafka.clients.Metadata", NULL,
               "%sMetadata response reported invalid topics [%s]", s->reach.context,
               s->options.topic);
    thrown_set(t, "org.apache.kafka.common.errors.InvalidTopicException", "Invalid topics: [%s]",
               s->options.topic);
    return BROKEN;
}

/* Takes what is there without waiting. Sets *idle when there is nothing more. */
static enum ending take_next(struct consumer_session *s, bool *idle, struct thrown *t)
{
    struct client_record record;
    struct err err;
    int code = 0;
    switch (consumer_next(s->consumer, 0, &record, &code, &err)) {
    case CONSUMER_NOTHING:
        *idle = true;
        return GO_ON;
    case CONSUMER_RECORD:
        return take(s, &record, t);
    case CONSUMER_TOPIC_UNKNOWN:
        if (!is_legal_name(s->options.topic))
            return refuse_topic(s, KAFKA_INVALID_TOPIC_EXCEPTION,
                                t); /* librdkafka does not tell the two apart */
        warn_of_topic(s, code);
        return GO_ON;
    case CONSUMER_TOPIC_INVALID:
        return refuse_topic(s, code, t);
    case CONSUMER_FAILED:
        break;
    }
    if (code > 0)
        thrown_from_code(t, code, bytes_of(err.text));
    else
        thrown_set(t, "org.apache.kafka.common.KafkaException", "%s", err.text);
    return BROKEN;
}

/* While all of a topic is being recovered there is nothing to read, and nobody else says so. */
static void look_for_leader(struct consumer_session *s)
{
    if (s->count == 0 && s->options.include == NULL) {
        int led = consumer_look_for_leader(s->consumer, s->options.topic, LIST_WAIT_MS);
        s->led = led == 1;
        if (led == 0)
            warn_of_topic(s, KAFKA_LEADER_NOT_AVAILABLE);
    }
}

static void tick(struct consumer_session *s)
{
    int64_t now = clock_mono_ms();
    if (now < s->next_tick_ms)
        return;
    s->next_tick_ms = now + TICK_MS;
    if (consumer_reached(s->consumer))
        reach_done(&s->reach);
    reach_tick(&s->reach);
    if (s->include != NULL)
        follow_topics(s);
    if (!s->led && consumer_reached(s->consumer))
        look_for_leader(s);
}

/* Waits for news, a signal, the next tick, the deadline, or the end of whoever reads our output:
 * `| head -1` then ends us without another message having to come. */
static enum ending await(struct consumer_session *s, int64_t deadline_ms)
{
    int64_t now = clock_mono_ms();
    int64_t until =
        deadline_ms >= 0 && deadline_ms < s->next_tick_ms ? deadline_ms + 1 : s->next_tick_ms;
    struct pollfd ready[] = {{.fd = consumer_fd(s->consumer), .events = POLLIN},
                             {.fd = stop_fd(), .events = POLLIN},
                             {.fd = STDOUT_FILENO, .events = 0}};
    poll(ready, 3, until > now ? (int)(until - now) : 0);
    if ((ready[2].revents & (POLLERR | POLLHUP)) == 0)
        return GO_ON;
    say_closed();
    return CLOSED;
}

static bool has_more(const struct consumer_session *s)
{
    return s->max_messages == NO_LIMIT || s->count < s->max_messages;
}

/* All that is at hand, or as much as may pass between two looks at the clock; written once there is
 * nothing more: a single line appears at once. */
static enum ending take_all(struct consumer_session *s, bool *idle, struct thrown *t)
{
    enum ending ending = GO_ON;
    *idle = false;
    for (int i = 0; i < TICK_RECORDS && ending == GO_ON && !*idle && has_more(s); i++) {
        if (!consumer_holds(s->consumer))
            ending = flush_or_close(s);
        if (ending == GO_ON)
            ending = take_next(s, idle, t);
        if (ending == GO_ON && stop_signal() != 0)
            ending = STOPPED;
    }
    return ending;
}

static enum ending loop(struct consumer_session *s, struct thrown *t)
{
    int64_t timeout_ms = s->options.timeout_ms, idle_since = clock_mono_ms();
    enum ending ending = GO_ON;
    while (ending == GO_ON && has_more(s)) {
        bool idle;
        int64_t had = s->count;
        ending = take_all(s, &idle, t);
        if (s->count > had)
            idle_since = clock_mono_ms();
        if (ending != GO_ON)
            break;
        tick(s);
        if (!idle)
            continue;
        int64_t deadline = timeout_ms >= 0 ? idle_since + timeout_ms : -1;
        if (deadline >= 0 && clock_mono_ms() > deadline)
            return TIMED_OUT;
        ending = await(s, deadline);
    }
    if (ending == CLOSED || ending == STOPPED)
        return ending;
    enum ending last = flush_or_close(s);
    return last != GO_ON ? last : ending == GO_ON ? ENDED : ending;
}

/* ---- starting and ending ---- */

static int open_client(struct consumer_session *s, struct thrown *t)
{
    struct err err;
    struct properties *p = &s->options.client;
    struct client_events events = {.ctx = &s->reach, .trouble = reach_trouble, .warn = reach_warn};
    if (client_config_check(p, CLIENT_CONSUMER, reach_warn, &s->reach, &err) != 0)
        return thrown_set(t, "org.apache.kafka.common.config.ConfigException", "%s", err.text);
    if (reach_init(&s->reach, "kafka-console-consumer", s->options.bootstrap,
                   "Failed to construct kafka consumer", t) != 0)
        return -1;
    s->reach.names_bootstrap = true;
    snprintf(s->reach.context, sizeof s->reach.context,
             "[Consumer clientId=%.150s, groupId=%.150s] ", properties_get(p, "client.id"),
             properties_get(p, "group.id"));
    const char *internal = properties_get(p, "exclude.internal.topics");
    s->hides_internal = internal == NULL || strcmp(internal, "false") != 0;
    if (consumer_open(&s->consumer, p, &events, &err) != 0)
        return thrown_set(t, "org.apache.kafka.common.KafkaException", "%s", err.text);
    if (s->options.formatter.headers)
        consumer_want_headers(s->consumer);
    return 0;
}

static int choose(struct consumer_session *s, struct thrown *t)
{
    const struct consumer_options *o = &s->options;
    struct err err = {0};
    if (o->include != NULL && *o->include == '\0')
        return thrown_set(t, "java.lang.IllegalArgumentException",
                          "Topic pattern to subscribe to cannot be empty");
    if (o->include != NULL)
        return regex_open(&s->include, o->include, t);
    if (*o->topic == '\0' && o->partition == WHOLE_TOPIC)
        return thrown_set(t, "java.lang.IllegalArgumentException",
                          "Topic collection to subscribe to cannot contain null or empty topic");
    int rc = o->partition != WHOLE_TOPIC
                 ? consumer_assign(s->consumer, o->topic, o->partition, o->offset, &err)
                 : consumer_subscribe(s->consumer, &o->topic, 1, &err);
    return rc == 0 ? 0 : thrown_set(t, "org.apache.kafka.common.KafkaException", "%s", err.text);
}

static void log_unknown_error(const struct thrown *t)
{
    thrown_log("ERROR", logger, t, "Unknown error when running consumer: ");
}

static enum ending process(struct consumer_session *s, struct thrown *t)
{
    enum ending ending = THREW;
    s->max_messages = NO_LIMIT;
    if (jopt_integer(&s->options.given, CONSUMER_MAX_MESSAGES, &s->max_messages, t) == 0)
        ending = loop(s, t);
    if (ending == TIMED_OUT)
        thrown_bare(t, "org.apache.kafka.common.errors.TimeoutException");
    if (ending == TIMED_OUT || ending == BROKEN)
        thrown_log("ERROR", logger, t, "Error processing message, terminating consumer process: ");
    if (!consumer_reached(s->consumer) && ending == TIMED_OUT)
        reach_give_up(&s->reach);
    return ending;
}

static int run(struct consumer_session *s)
{
    struct thrown t = {0};
    int rc = 1;
    stop_install();
    if (open_client(s, &t) != 0 || choose(s, &t) != 0) {
        log_unknown_error(&t);
        consumer_close(s->consumer);
    } else {
        enum ending ending = process(s, &t);
        consumer_close(s->consumer);
        fprintf(stderr, "Processed a total of %lld messages\n", (long long)s->count);
        if (ending == THREW)
            log_unknown_error(&t);
        if (s->options.systest_events) {
            puts("shutdown_complete");
            fflush(stdout);
        }
        rc = ending == STOPPED ? EXIT_STOPPED + stop_signal() : ending == THREW ? 1 : 0;
    }
    thrown_deinit(&t);
    return rc;
}

int main(int argc, char **argv)
{
    static struct consumer_session s;
    stop_keep_streams();
    int rc = consumer_options_read(&s.options, argc, argv);
    if (rc == JOPT_GO_ON)
        rc = run(&s);
    for (size_t i = 0; i < s.topics.count; i++)
        free((char *)(uintptr_t)s.topics.items[i]);
    text_list_deinit(&s.topics);
    regex_close(s.include);
    buf_deinit(&s.out);
    reach_deinit(&s.reach);
    consumer_options_deinit(&s.options);
    return rc;
}
