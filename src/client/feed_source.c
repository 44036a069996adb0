/* feed_source.c: partitions being read: librdkafka's simple consumer, one queue each. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "client/feed_internal.h"

enum {
    BACKLOG = 10000,          /* messages: a partition this far behind is hauled */
    BATCH_BYTES = 256 * 1024, /* at most this much off a queue, which must not look empty early */
};

static void on_source_queue(rd_kafka_t *rk, void *opaque)
{
    struct feed_source *s = opaque;
    (void)rk;
    if (!atomic_exchange(&s->ready, true))
        feed_wake(s->feed);
}

/* ---- sources ---- */

/* Frees what the last feed_take() points into. */
static void release_taken(struct feed *f)
{
    if (f->held != NULL)
        rd_kafka_message_destroy(f->held);
    f->held = NULL;
}

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

/* Starts reading from the offset on, through `client`. */
static int begin_reading(struct feed_source *s, struct feed_client *client, int64_t offset,
                         struct err *err)
{
    rd_kafka_topic_conf_t *conf = rd_kafka_topic_conf_new();
    rd_kafka_conf_res_t set = rd_kafka_topic_conf_set(conf, "auto.offset.reset", "error", NULL, 0);
    assert(set == RD_KAFKA_CONF_OK);
    (void)set;
    s->topic = rd_kafka_topic_new(client->rk, s->name, conf);
    if (s->topic == NULL)
        return err_set(err, ERR_FAIL, "cannot read topic %.100s: %s", s->name,
                       rd_kafka_err2str(rd_kafka_last_error()));
    s->queue = rd_kafka_queue_new(client->rk);
    rd_kafka_queue_cb_event_enable(s->queue, on_source_queue, s);
    if (rd_kafka_consume_start_queue(s->topic, s->partition, offset, s->queue) != 0) {
        int rc = err_set(err, ERR_FAIL, "cannot read partition %d of topic %.100s: %s",
                         s->partition, s->name, rd_kafka_err2str(rd_kafka_last_error()));
        rd_kafka_queue_cb_event_enable(s->queue, NULL, NULL);
        rd_kafka_queue_destroy(s->queue);
        rd_kafka_topic_destroy(s->topic);
        return rc;
    }
    s->client = client;
    s->heard = false;
    client->sources++;
    return 0;
}

static void end_reading(struct feed_source *s)
{
    if (s->client == NULL)
        return; /* paused, or it could not resume */
    rd_kafka_queue_cb_event_enable(s->queue, NULL, NULL);
    rd_kafka_consume_stop(s->topic, s->partition);
    for (; s->at < s->count; s->at++)
        rd_kafka_message_destroy(s->batch[s->at]);
    rd_kafka_queue_destroy(s->queue);
    rd_kafka_topic_destroy(s->topic);
    s->client->sources--;
    s->client = NULL;
}

/* A backlog has a client of its own. Beside partitions at their end, for which the broker delays
 * its response, it would be fetched as seldom as they are. */
static int choose_client(struct feed *f, const struct feed_source *s, int64_t offset,
                         struct feed_client **out, struct err *err)
{
    const struct feed_part *part = feed_view_find(&f->view, s->name, s->partition);
    bool backlog = part != NULL && part->high - offset > BACKLOG;
    *out = backlog ? &f->hauls : &f->follows;
    return backlog && f->hauls.rk == NULL ? feed_client_open(f, FEED_HAULS, &f->hauls, err) : 0;
}

static void close_idle(struct feed *f)
{
    if (f->hauls.rk != NULL && f->hauls.sources == 0)
        feed_client_close(&f->hauls);
}

int feed_start(struct feed *f, const char *topic, int32_t partition, int64_t offset,
               struct err *err)
{
    struct feed_client *client;
    int number = free_source(f);
    struct feed_source *s = f->sources[number];
    memset(s, 0, sizeof *s);
    s->feed = f;
    s->partition = partition;
    s->start = offset;
    s->position = s->end = s->damage = FEED_NO_OFFSET;
    s->at_once = 1;
    snprintf(s->name, sizeof s->name, "%s", topic);
    int rc = choose_client(f, s, offset, &client, err);
    if (rc == 0)
        rc = begin_reading(s, client, offset, err);
    if (rc != 0)
        return rc;
    s->used = true;
    return number;
}

void feed_stop(struct feed *f, int source)
{
    struct feed_source *s = f->sources[source];
    release_taken(f);
    end_reading(s);
    buf_deinit(&s->headers);
    s->used = false;
    close_idle(f);
}

/* ---- pausing, resuming, changing client ---- */

static void free_queue(struct feed_source *s)
{
    release_taken(s->feed);
    end_reading(s);
    s->at = s->count = 0;
    atomic_store(&s->ready, false);
}

/* The offset after the last message taken. */
static int64_t next_offset(const struct feed_source *s)
{
    return s->position != FEED_NO_OFFSET ? s->position
           : s->end != FEED_NO_OFFSET    ? s->end
                                         : s->start;
}

static void refuse(struct feed_source *s, const struct err *err)
{
    s->lost = true;
    s->loss = FEED_REFUSED;
    text_clean(bytes_of(err->text), 120, s->why, sizeof s->why);
}

static void follow(struct feed *f, struct feed_source *s)
{
    struct err err;
    free_queue(s);
    if (begin_reading(s, &f->follows, next_offset(s), &err) != 0)
        refuse(s, &err);
}

void feed_source_pause(struct feed *f, struct feed_source *s)
{
    s->paused_ms = s->at < s->count ? rd_kafka_message_timestamp(s->batch[s->at], NULL) : 0;
    free_queue(s);
    s->paused = true;
    s->ended = false;
    close_idle(f);
}

void feed_source_resume(struct feed *f, struct feed_source *s)
{
    struct feed_client *client;
    struct err err;
    int64_t from = next_offset(s);
    s->paused = false;
    if (choose_client(f, s, from, &client, &err) != 0 || begin_reading(s, client, from, &err) != 0)
        refuse(s, &err);
}

void feed_sources_settle(struct feed *f)
{
    for (int i = 0; i < f->count && f->hauls.sources > 0; i++) {
        struct feed_source *s = f->sources[i];
        if (s->used && s->client == &f->hauls && s->ended)
            follow(f, s);
    }
    close_idle(f);
}

/* INT64_MAX is not valid: it has no next offset. */
static bool is_offset(int64_t offset)
{
    return offset >= 0 && offset < INT64_MAX;
}

static void lose_nonsense(struct feed_source *s, int64_t offset)
{
    s->lost = true;
    s->loss = FEED_DAMAGED;
    s->damage = FEED_NO_OFFSET;
    snprintf(s->why, sizeof s->why, "invalid offset %lld", (long long)offset);
}

/* A CRC mismatch, records that do not decompress, or a log that the broker cannot read. */
static bool is_damage(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR__BAD_MSG || code == RD_KAFKA_RESP_ERR__BAD_COMPRESSION ||
           code == RD_KAFKA_RESP_ERR_INVALID_MSG;
}

static void lose_damaged(struct feed_source *s, const rd_kafka_message_t *m)
{
    bool refused = m->err == RD_KAFKA_RESP_ERR_INVALID_MSG;
    const char *crc = m->len > 0 ? strstr(m->payload, "CRC") : NULL;
    s->lost = true;
    s->loss = FEED_DAMAGED;
    s->damage = refused || !is_offset(m->offset) ? FEED_NO_OFFSET : m->offset;
    snprintf(s->why, sizeof s->why, "%s",
             refused       ? "unreadable there"
             : crc != NULL ? "CRC does not match"
                           : "malformed batch");
}

static void lose(struct feed_source *s, const rd_kafka_message_t *m)
{
    if (is_damage(m->err)) {
        lose_damaged(s, m);
        return;
    }
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

/* The next message of the batch; applies the errors before it. Returns nothing after an error,
 * although librdkafka continues behind a batch that it could not read. */
static rd_kafka_message_t *next_of_batch(struct feed_source *s)
{
    while (!s->lost && s->at < s->count) {
        rd_kafka_message_t *m = s->batch[s->at];
        if (m->err == RD_KAFKA_RESP_ERR_NO_ERROR && is_offset(m->offset))
            return m;
        if (m->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            lose_nonsense(s, m->offset);
        else if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
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
    /* Clear the flag first: later arrivals set it again. */
    if (!atomic_exchange(&s->ready, false))
        return;
    ssize_t n = rd_kafka_consume_batch_queue(s->queue, 0, s->batch, (size_t)s->at_once);
    size_t bytes = 0;
    s->at = 0;
    s->count = n > 0 ? (int)n : 0;
    for (int i = 0; i < s->count; i++)
        bytes += s->batch[i]->len;
    s->batch_bytes = bytes;
    s->each = s->count > 0 ? bytes / (size_t)s->count : s->each;
    s->heard = s->heard || s->count > 0;
    refill_taken(&s->client->refill, s->count, bytes);
    if (s->count == s->at_once)
        atomic_store(&s->ready, true);
    if (bytes > BATCH_BYTES)
        s->at_once = 1;
    else if (s->count == s->at_once && s->at_once < FEED_BATCH)
        s->at_once *= 2;
}

/* Uses the end that librdkafka cached from the last response; sends no request. */
static bool at_end(const struct feed_source *s)
{
    int64_t low, high;
    if (s->position == FEED_NO_OFFSET)
        return s->end != FEED_NO_OFFSET;
    if (s->end >= s->position)
        return true;
    return rd_kafka_get_watermark_offsets(s->client->rk, s->name, s->partition, &low, &high) == 0 &&
           high >= 0 && s->position >= high;
}

bool feed_paused(const struct feed *f, int source)
{
    return f->sources[source]->paused;
}

bool feed_ready(const struct feed *f, int source)
{
    const struct feed_source *s = f->sources[source];
    return s->lost || s->at < s->count || atomic_load(&s->ready);
}

enum feed_next feed_peek(struct feed *f, int source, int64_t *t_ms)
{
    struct feed_source *s = f->sources[source];
    if (s->lost || s->paused)
        return s->lost ? FEED_LOST : FEED_PAUSED;
    rd_kafka_message_t *m = next_of_batch(s);
    if (m == NULL && !s->lost) { /* feed_stop() frees the rest of a lost batch */
        fill_batch(s);
        m = next_of_batch(s);
    }
    if (m != NULL) {
        *t_ms = rd_kafka_message_timestamp(m, NULL);
        return FEED_MESSAGE;
    }
    if (s->lost)
        return FEED_LOST;
    s->ended = at_end(s);
    return s->ended ? FEED_END : FEED_COMING;
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
    release_taken(f);
    rd_kafka_message_t *m = f->held = s->batch[s->at++];
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

int64_t feed_damage(const struct feed *f, int source)
{
    return f->sources[source]->damage;
}

enum feed_loss feed_lost(const struct feed *f, int source, char *why, size_t size)
{
    snprintf(why, size, "%s", f->sources[source]->why);
    return f->sources[source]->loss;
}
