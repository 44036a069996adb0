/* ingest_source.c: partitions being read: librdkafka's simple consumer, one queue each. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "client/ingest_internal.h"

enum {
    BACKLOG = 10000,          /* messages: a partition this far behind is hauled */
    BATCH_BYTES = 256 * 1024, /* at most this much off a queue, which must not look empty early */
};

static void on_source_queue(rd_kafka_t *rk, void *opaque)
{
    struct ingest_source *s = opaque;
    (void)rk;
    if (!atomic_exchange(&s->ready, true))
        ingest_wake(s->ingest);
}

/* ---- sources ---- */

/* Frees what the last ingest_take() points into. */
static void release_taken(struct ingest *in)
{
    if (in->held != NULL)
        rd_kafka_message_destroy(in->held);
    in->held = NULL;
}

static int free_source(struct ingest *in)
{
    for (int i = 0; i < in->count; i++) {
        if (!in->sources[i]->used)
            return i;
    }
    in->sources = mem_grow(in->sources, (size_t)in->count + 1, sizeof(struct ingest_source *));
    in->sources[in->count] = mem_zero(1, sizeof(struct ingest_source));
    return in->count++;
}

/* Starts reading from the offset on, through `client`. */
static int begin_reading(struct ingest_source *s, struct ingest_client *client, int64_t offset,
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

static void end_reading(struct ingest_source *s)
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
static int choose_client(struct ingest *in, const struct ingest_source *s, int64_t offset,
                         struct ingest_client **out, struct err *err)
{
    const struct ingest_part *part = ingest_view_find(&in->view, s->name, s->partition);
    bool backlog = part != NULL && part->high - offset > BACKLOG;
    *out = backlog ? &in->hauls : &in->follows;
    return backlog && in->hauls.rk == NULL ? ingest_client_open(in, INGEST_HAULS, &in->hauls, err)
                                           : 0;
}

static void close_idle(struct ingest *in)
{
    if (in->hauls.rk != NULL && in->hauls.sources == 0)
        ingest_client_close(&in->hauls);
}

int ingest_start(struct ingest *in, const char *topic, int32_t partition, int64_t offset,
                 struct err *err)
{
    struct ingest_client *client;
    int number = free_source(in);
    struct ingest_source *s = in->sources[number];
    memset(s, 0, sizeof *s);
    s->ingest = in;
    s->partition = partition;
    s->start = offset;
    s->position = s->end = s->damage = INGEST_NO_OFFSET;
    s->at_once = 1;
    snprintf(s->name, sizeof s->name, "%s", topic);
    int rc = choose_client(in, s, offset, &client, err);
    if (rc == 0)
        rc = begin_reading(s, client, offset, err);
    if (rc != 0)
        return rc;
    s->used = true;
    return number;
}

void ingest_stop(struct ingest *in, int source)
{
    struct ingest_source *s = in->sources[source];
    release_taken(in);
    end_reading(s);
    buf_deinit(&s->headers);
    s->used = false;
    close_idle(in);
}

/* ---- pausing, resuming, changing client ---- */

static void free_queue(struct ingest_source *s)
{
    release_taken(s->ingest);
    end_reading(s);
    s->at = s->count = 0;
    atomic_store(&s->ready, false);
}

/* The offset after the last message taken. */
static int64_t next_offset(const struct ingest_source *s)
{
    return s->position != INGEST_NO_OFFSET ? s->position
           : s->end != INGEST_NO_OFFSET    ? s->end
                                           : s->start;
}

static void refuse(struct ingest_source *s, const struct err *err)
{
    s->lost = true;
    s->loss = INGEST_REFUSED;
    text_clean(bytes_of(err->text), 120, s->why, sizeof s->why);
}

static void follow(struct ingest *in, struct ingest_source *s)
{
    struct err err;
    free_queue(s);
    if (begin_reading(s, &in->follows, next_offset(s), &err) != 0)
        refuse(s, &err);
}

void ingest_source_pause(struct ingest *in, struct ingest_source *s)
{
    s->paused_ms = s->at < s->count ? rd_kafka_message_timestamp(s->batch[s->at], NULL) : 0;
    free_queue(s);
    s->paused = true;
    s->ended = false;
    close_idle(in);
}

void ingest_source_resume(struct ingest *in, struct ingest_source *s)
{
    struct ingest_client *client;
    struct err err;
    int64_t from = next_offset(s);
    s->paused = false;
    if (choose_client(in, s, from, &client, &err) != 0 || begin_reading(s, client, from, &err) != 0)
        refuse(s, &err);
}

void ingest_sources_settle(struct ingest *in)
{
    for (int i = 0; i < in->count && in->hauls.sources > 0; i++) {
        struct ingest_source *s = in->sources[i];
        if (s->used && s->client == &in->hauls && s->ended)
            follow(in, s);
    }
    close_idle(in);
}

/* INT64_MAX is not valid: it has no next offset. */
static bool is_offset(int64_t offset)
{
    return offset >= 0 && offset < INT64_MAX;
}

static void lose_nonsense(struct ingest_source *s, int64_t offset)
{
    s->lost = true;
    s->loss = INGEST_DAMAGED;
    s->damage = INGEST_NO_OFFSET;
    snprintf(s->why, sizeof s->why, "invalid offset %lld", (long long)offset);
}

/* A CRC mismatch, records that do not decompress, or a log that the broker cannot read. */
static bool is_damage(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR__BAD_MSG || code == RD_KAFKA_RESP_ERR__BAD_COMPRESSION ||
           code == RD_KAFKA_RESP_ERR_INVALID_MSG;
}

static void lose_damaged(struct ingest_source *s, const rd_kafka_message_t *m)
{
    bool refused = m->err == RD_KAFKA_RESP_ERR_INVALID_MSG;
    const char *crc = m->len > 0 ? strstr(m->payload, "CRC") : NULL;
    s->lost = true;
    s->loss = INGEST_DAMAGED;
    s->damage = refused || !is_offset(m->offset) ? INGEST_NO_OFFSET : m->offset;
    snprintf(s->why, sizeof s->why, "%s",
             refused       ? "unreadable there"
             : crc != NULL ? "CRC does not match"
                           : "malformed batch");
}

static void lose(struct ingest_source *s, const rd_kafka_message_t *m)
{
    if (is_damage(m->err)) {
        lose_damaged(s, m);
        return;
    }
    s->lost = true;
    s->loss = m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                      m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE
                  ? INGEST_OUT_OF_RANGE
              : m->err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
                      m->err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
                      m->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
                  ? INGEST_TOPIC_GONE
                  : INGEST_REFUSED;
    text_clean(bytes_make(m->payload, m->len), 120, s->why, sizeof s->why);
}

/* The next message of the batch; applies the errors before it. Returns nothing after an error,
 * although librdkafka continues behind a batch that it could not read. */
static rd_kafka_message_t *next_of_batch(struct ingest_source *s)
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

static void fill_batch(struct ingest_source *s)
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
    else if (s->count == s->at_once && s->at_once < INGEST_BATCH)
        s->at_once *= 2;
}

/* Uses the end that librdkafka cached from the last response; sends no request. */
static bool at_end(const struct ingest_source *s)
{
    int64_t low, high;
    if (s->position == INGEST_NO_OFFSET)
        return s->end != INGEST_NO_OFFSET;
    if (s->end >= s->position)
        return true;
    return rd_kafka_get_watermark_offsets(s->client->rk, s->name, s->partition, &low, &high) == 0 &&
           high >= 0 && s->position >= high;
}

bool ingest_paused(const struct ingest *in, int source)
{
    return in->sources[source]->paused;
}

bool ingest_ready(const struct ingest *in, int source)
{
    const struct ingest_source *s = in->sources[source];
    return s->lost || s->at < s->count || atomic_load(&s->ready);
}

enum ingest_next ingest_peek(struct ingest *in, int source, int64_t *t_ms)
{
    struct ingest_source *s = in->sources[source];
    if (s->lost || s->paused)
        return s->lost ? INGEST_LOST : INGEST_PAUSED;
    rd_kafka_message_t *m = next_of_batch(s);
    if (m == NULL && !s->lost) { /* ingest_stop() frees the rest of a lost batch */
        fill_batch(s);
        m = next_of_batch(s);
    }
    if (m != NULL) {
        *t_ms = rd_kafka_message_timestamp(m, NULL);
        return INGEST_MESSAGE;
    }
    if (s->lost)
        return INGEST_LOST;
    s->ended = at_end(s);
    return s->ended ? INGEST_END : INGEST_COMING;
}

int64_t ingest_peek_offset(const struct ingest *in, int source)
{
    const struct ingest_source *s = in->sources[source];
    return s->batch[s->at]->offset;
}

struct bytes ingest_peek_value(const struct ingest *in, int source)
{
    const struct ingest_source *s = in->sources[source];
    return bytes_make(s->batch[s->at]->payload, s->batch[s->at]->len);
}

static struct bytes pack_headers(struct ingest_source *s, rd_kafka_message_t *m)
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

void ingest_take(struct ingest *in, int source, struct ingest_message *out)
{
    struct ingest_source *s = in->sources[source];
    rd_kafka_timestamp_type_t type;
    release_taken(in);
    rd_kafka_message_t *m = in->held = s->batch[s->at++];
    int64_t t_ms = rd_kafka_message_timestamp(m, &type);
    *out = (struct ingest_message){
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

int64_t ingest_damage(const struct ingest *in, int source)
{
    return in->sources[source]->damage;
}

enum ingest_loss ingest_lost(const struct ingest *in, int source, char *why, size_t size)
{
    snprintf(why, size, "%s", in->sources[source]->why);
    return in->sources[source]->loss;
}
