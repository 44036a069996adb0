/* ingest_look.c: the helper thread of ingest.h, which refreshes topics and offsets.
 *
 * librdkafka's metadata and offset calls block; only this thread waits for them. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "base/thread.h"
#include "client/ingest_internal.h"
#include "client/topic_cache.h"

enum {
    ANSWER_MS = 1500,    /* timeout of one request */
    OFFSETS_A_LOOK = 24, /* partitions listed per look, in turn; new ones are listed at once */
};

static bool is_internal(const char *topic)
{
    return strncmp(topic, "__", 2) == 0;
}

static int by_name(const void *a, const void *b)
{
    const struct ingest_part *x = a, *y = b;
    int order = strcmp(x->topic, y->topic);
    return order != 0 ? order : (x->partition > y->partition) - (x->partition < y->partition);
}

const struct ingest_part *ingest_view_find(const struct ingest_view *view, const char *topic,
                                           int32_t partition)
{
    struct ingest_part key = {.partition = partition};
    snprintf(key.topic, sizeof key.topic, "%s", topic);
    return view->count == 0 ? NULL
                            : bsearch(&key, view->parts, (size_t)view->count, sizeof key, by_name);
}

static void add_topic(struct ingest_looker *l, const rd_kafka_metadata_topic_t *topic)
{
    for (int i = 0; i < topic->partition_cnt; i++) {
        const rd_kafka_metadata_partition_t *p = &topic->partitions[i];
        struct ingest_part part = {.partition = p->id,
                                   .led = p->leader >= 0,
                                   .wrong = p->id < 0 ? "negative partition number" : NULL,
                                   .low = INGEST_NO_OFFSET,
                                   .high = INGEST_NO_OFFSET};
        snprintf(part.topic, sizeof part.topic, "%s", topic->topic);
        const struct ingest_part *before = ingest_view_find(&l->seen, part.topic, part.partition);
        if (before != NULL) {
            part.low = before->low;
            part.high = before->high;
            part.asked = before->asked;
            part.wrong = before->wrong;
        }
        l->work.parts = mem_grow(l->work.parts, (size_t)l->work.count + 1, sizeof *l->work.parts);
        l->work.parts[l->work.count++] = part;
    }
}

/* Reads `seen` without the lock: only this thread changes it. */
static bool ask_topics(struct ingest_looker *l)
{
    const struct rd_kafka_metadata *metadata;
    int64_t before_ns = clock_mono_ns();
    if (rd_kafka_metadata(l->rk, 1, NULL, &metadata, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return false;
    l->work.answer_us = (clock_mono_ns() - before_ns) / 1000;
    l->work.count = 0;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        const rd_kafka_metadata_topic_t *topic = &metadata->topics[i];
        if (topic->err == RD_KAFKA_RESP_ERR_NO_ERROR && !is_internal(topic->topic) &&
            strlen(topic->topic) < sizeof l->work.parts->topic && l->wants(l->ctx, topic->topic))
            add_topic(l, topic);
    }
    rd_kafka_metadata_destroy(metadata);
    if (l->work.count > 0)
        qsort(l->work.parts, (size_t)l->work.count, sizeof *l->work.parts, by_name);
    if (l->work.cluster[0] == '\0') {
        char *id = rd_kafka_clusterid(l->rk, 0);
        snprintf(l->work.cluster, sizeof l->work.cluster, "%s", id == NULL ? "" : id);
        if (id != NULL)
            rd_kafka_mem_free(l->rk, id);
    }
    return true;
}

/* Lists one edge (low or high) of all partitions in `list`, with one request per leader.
 * rd_kafka_query_watermark_offsets() lists one partition, but blocks forever when its broker goes
 * away meanwhile. */
static bool ask_edge(struct ingest_looker *l, rd_kafka_topic_partition_list_t *list, int64_t edge)
{
    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = edge;
    return rd_kafka_offsets_for_times(l->rk, list, ANSWER_MS) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static void note_edges(struct ingest_looker *l, const rd_kafka_topic_partition_list_t *low,
                       const rd_kafka_topic_partition_list_t *high)
{
    for (int i = 0; i < low->cnt; i++) {
        struct ingest_part *part = low->elems[i].opaque;
        if (low->elems[i].err != 0 || high->elems[i].err != 0)
            continue;
        int64_t first = low->elems[i].offset, end = high->elems[i].offset;
        bool can_be = first >= 0 && first <= end && end < INT64_MAX;
        part->wrong = can_be ? NULL : "invalid offsets";
        if (!can_be)
            continue;
        part->low = first;
        part->high = end;
        part->asked = l->work.look;
    }
}

static void list_part(rd_kafka_topic_partition_list_t *list, struct ingest_part *part)
{
    if (part->led && part->partition >= 0)
        rd_kafka_topic_partition_list_add(list, part->topic, part->partition)->opaque = part;
}

/* Lists the offsets of new partitions and of some others in turn, or of all. One without a response
 * is retried at the next look: its leader may be moving. */
static void ask_parts(struct ingest_looker *l, bool all)
{
    rd_kafka_topic_partition_list_t *low = rd_kafka_topic_partition_list_new(OFFSETS_A_LOOK);
    for (int i = 0; i < l->work.count; i++) {
        struct ingest_part *part = &l->work.parts[i];
        int turn = (i - l->next_part + l->work.count) % l->work.count;
        if (all || part->low == INGEST_NO_OFFSET || turn < OFFSETS_A_LOOK)
            list_part(low, part);
    }
    if (l->work.count > 0)
        l->next_part = (l->next_part + OFFSETS_A_LOOK) % l->work.count;
    rd_kafka_topic_partition_list_t *high = rd_kafka_topic_partition_list_copy(low);
    if (low->cnt > 0 && ask_edge(l, low, RD_KAFKA_OFFSET_BEGINNING) &&
        ask_edge(l, high, RD_KAFKA_OFFSET_END))
        note_edges(l, low, high);
    rd_kafka_topic_partition_list_destroy(low);
    rd_kafka_topic_partition_list_destroy(high);
}

/* A failed look keeps the known partitions. */
static void publish(struct ingest_looker *l, bool reached)
{
    struct ingest_view *seen = &l->seen;
    pthread_mutex_lock(&l->lock);
    seen->look = l->work.look;
    seen->reached = reached;
    seen->tries = reached ? 0 : seen->tries + 1;
    seen->next_look_ms = clock_wall_ms() + INGEST_LOOK_MS;
    if (reached) {
        struct ingest_part *swap = seen->parts;
        seen->parts = l->work.parts;
        seen->count = l->work.count;
        l->work.parts = swap;
        seen->answer_us = l->work.answer_us;
        memcpy(seen->cluster, l->work.cluster, sizeof seen->cluster);
    }
    pthread_mutex_unlock(&l->lock);
    l->told(l->owner);
}

/* Sleeps until the next look is due or requested. Returns whether it must list all offsets. */
static bool rest(struct ingest_looker *l, bool *stop)
{
    struct pollfd kick = {.fd = l->kick[0], .events = POLLIN};
    poll(NULL, 0, topic_cache_pause_ms());
    if (poll(&kick, 1, INGEST_LOOK_MS) > 0)
        fd_drain(l->kick[0]);
    pthread_mutex_lock(&l->lock);
    bool all = l->ask;
    l->ask = false;
    *stop = l->stop;
    l->work.look++;
    pthread_mutex_unlock(&l->lock);
    return all;
}

static void *run(void *arg)
{
    struct ingest_looker *l = arg;
    bool stop = false, all = true;
    while (!stop) {
        bool reached = ask_topics(l);
        if (reached) {
            ingest_ids_fill(l->ids, l->work.parts, l->work.count);
            ask_parts(l, all); /* after the ids: a topic recreated in between shows next time */
        }
        publish(l, reached);
        all = rest(l, &stop) || !reached;
    }
    return NULL;
}

int ingest_looker_start(struct ingest_looker *l, struct err *err)
{
    l->work.look = 1; /* before the thread starts: ingest_looker_ask() reads it */
    int rc = fd_pipe(l->kick, err);
    if (rc != 0)
        return rc;
    pthread_mutex_init(&l->lock, NULL);
    rc = thread_start(&l->thread, 0, run, l, "the thread that looks for topics", err);
    if (rc != 0) {
        close(l->kick[0]);
        close(l->kick[1]);
    }
    return rc;
}

void ingest_looker_stop(struct ingest_looker *l)
{
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_mutex_unlock(&l->lock);
    fd_poke(l->kick[1]);
    pthread_join(l->thread, NULL);
    pthread_mutex_destroy(&l->lock);
    close(l->kick[0]);
    close(l->kick[1]);
    free(l->seen.parts);
    free(l->work.parts);
}

void ingest_looker_copy(struct ingest_looker *l, struct ingest_view *out)
{
    pthread_mutex_lock(&l->lock);
    const struct ingest_view *seen = &l->seen;
    out->look = seen->look;
    out->reached = seen->reached;
    out->answer_us = seen->answer_us;
    out->tries = seen->tries;
    out->next_look_ms = seen->next_look_ms;
    memcpy(out->cluster, seen->cluster, sizeof out->cluster);
    out->parts = mem_grow(out->parts, (size_t)seen->count + 1, sizeof *out->parts);
    out->count = seen->count;
    if (seen->count > 0)
        memcpy(out->parts, seen->parts, (size_t)seen->count * sizeof *out->parts);
    pthread_mutex_unlock(&l->lock);
}

int64_t ingest_looker_ask(struct ingest_looker *l)
{
    pthread_mutex_lock(&l->lock);
    l->ask = true;
    int64_t next = l->work.look + 1; /* the current look may have listed offsets already */
    pthread_mutex_unlock(&l->lock);
    fd_poke(l->kick[1]);
    return next;
}
