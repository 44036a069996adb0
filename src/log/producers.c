/* producers.c: a hash table, and a list by age. */
#include "log/producers.h"

#include <stdlib.h>

#include "base/mem.h"

struct producer_batch {
    int32_t first_sequence, last_sequence;
    int64_t base_offset;
};

struct log_producer {
    int64_t id;
    int16_t epoch;
    int8_t count; /* of batches, oldest first */
    struct producer_batch batches[PRODUCER_BATCHES];
    struct log_producer *newer, *older;
};

static size_t slot_of(const struct producers *p, int64_t id)
{
    /* Ids are handed out in sequence: the multiplication spreads them (Knuth 6.4). */
    return (size_t)(((uint64_t)id * 0x9E3779B97F4A7C15u) >> 32) & (p->slots - 1);
}

static struct log_producer *find(const struct producers *p, int64_t id)
{
    if (p->slots == 0)
        return NULL;
    for (size_t i = slot_of(p, id); p->table[i] != NULL; i = (i + 1) & (p->slots - 1))
        if (p->table[i]->id == id)
            return p->table[i];
    return NULL;
}

static void place(struct producers *p, struct log_producer *producer)
{
    size_t i = slot_of(p, producer->id);
    while (p->table[i] != NULL)
        i = (i + 1) & (p->slots - 1);
    p->table[i] = producer;
}

static void grow(struct producers *p)
{
    free(p->table);
    p->slots = p->slots == 0 ? 16 : p->slots * 2;
    p->table = mem_zero(p->slots, sizeof *p->table);
    for (struct log_producer *at = p->oldest; at != NULL; at = at->newer)
        place(p, at);
}

static void unlink_age(struct producers *p, struct log_producer *producer)
{
    *(producer->newer != NULL ? &producer->newer->older : &p->newest) = producer->older;
    *(producer->older != NULL ? &producer->older->newer : &p->oldest) = producer->newer;
}

static void make_newest(struct producers *p, struct log_producer *producer)
{
    producer->newer = NULL;
    producer->older = p->newest;
    *(p->newest != NULL ? &p->newest->newer : &p->oldest) = producer;
    p->newest = producer;
}

static void count(struct producers *p, int change)
{
    p->count += (size_t)change;
    if (p->all != NULL)
        *p->all += (size_t)change;
}

/* Removes an entry and moves up those that it had displaced. */
static void forget(struct producers *p, struct log_producer *producer)
{
    size_t mask = p->slots - 1;
    size_t hole = slot_of(p, producer->id);
    while (p->table[hole] != producer)
        hole = (hole + 1) & mask;
    p->table[hole] = NULL;
    for (size_t i = (hole + 1) & mask; p->table[i] != NULL; i = (i + 1) & mask) {
        struct log_producer *moved = p->table[i];
        p->table[i] = NULL;
        place(p, moved);
    }
    unlink_age(p, producer);
    count(p, -1);
    free(producer);
}

/* Each partition may have one, whatever the total. */
static bool is_full(const struct producers *p)
{
    return p->count >= PRODUCERS_MAX ||
           (p->all != NULL && *p->all >= PRODUCERS_ALL_MAX && p->count > 0);
}

static struct log_producer *learn(struct producers *p, int64_t id)
{
    if (is_full(p))
        forget(p, p->oldest);
    if ((p->count + 1) * 2 > p->slots)
        grow(p);
    struct log_producer *producer = mem_zero(1, sizeof *producer);
    producer->id = id;
    place(p, producer);
    make_newest(p, producer);
    count(p, 1);
    return producer;
}

void producers_deinit(struct producers *p)
{
    while (p->oldest != NULL) {
        struct log_producer *next = p->oldest->newer;
        free(p->oldest);
        p->oldest = next;
    }
    free(p->table);
    if (p->all != NULL)
        *p->all -= p->count;
    *p = (struct producers){.all = p->all};
}

enum producers_verdict producers_check(const struct producers *p, const struct batch_header *h,
                                       int64_t *base_offset)
{
    const struct log_producer *producer = h->producer_id < 0 ? NULL : find(p, h->producer_id);
    if (producer == NULL)
        return PRODUCERS_OK;
    if (h->producer_epoch < producer->epoch)
        return PRODUCERS_FENCED;
    if (h->producer_epoch > producer->epoch)
        return h->base_sequence == 0 ? PRODUCERS_OK : PRODUCERS_GAP;
    int32_t last_sequence = batch_last_sequence(h);
    for (int8_t i = 0; i < producer->count; i++) {
        const struct producer_batch *batch = &producer->batches[i];
        if (batch->first_sequence == h->base_sequence && batch->last_sequence == last_sequence) {
            *base_offset = batch->base_offset;
            return PRODUCERS_REPEAT;
        }
    }
    int32_t last = producer->batches[producer->count - 1].last_sequence;
    int32_t expected = last == INT32_MAX ? 0 : last + 1;
    return h->base_sequence == expected ? PRODUCERS_OK : PRODUCERS_GAP;
}

static void push_batch(struct log_producer *producer, struct producer_batch batch)
{
    if (producer->count == PRODUCER_BATCHES) {
        memmove(producer->batches, producer->batches + 1,
                (PRODUCER_BATCHES - 1) * sizeof producer->batches[0]);
        producer->count--;
    }
    producer->batches[producer->count++] = batch;
}

void producers_note(struct producers *p, const struct batch_header *h)
{
    if (h->producer_id < 0)
        return;
    struct log_producer *producer = find(p, h->producer_id);
    if (producer == NULL) {
        producer = learn(p, h->producer_id);
    } else if (p->newest != producer) {
        unlink_age(p, producer);
        make_newest(p, producer);
    }
    if (producer->epoch != h->producer_epoch)
        producer->count = 0;
    producer->epoch = h->producer_epoch;
    push_batch(producer, (struct producer_batch){.first_sequence = h->base_sequence,
                                                 .last_sequence = batch_last_sequence(h),
                                                 .base_offset = h->base_offset});
}

void producers_move(struct producers *p, size_t *all)
{
    size_t moved = p->count;
    if (p->all != NULL)
        *p->all -= moved;
    p->all = all;
    *all += moved;
    while (*all > PRODUCERS_ALL_MAX && p->count > 1)
        forget(p, p->oldest);
}

/* Saved form, big-endian: id 8, epoch 2, count 1, then per batch first 4, last 4, offset 8. */
enum { SAVED_PRODUCER = 11, SAVED_BATCH = 16 };

void producers_save(const struct producers *p, struct buf *out)
{
    for (const struct log_producer *producer = p->oldest; producer != NULL;
         producer = producer->newer) {
        uint8_t *at = buf_reserve(out, SAVED_PRODUCER + PRODUCER_BATCHES * SAVED_BATCH);
        be64_put(at, (uint64_t)producer->id);
        be16_put(at + 8, (uint16_t)producer->epoch);
        at[10] = (uint8_t)producer->count;
        for (int8_t i = 0; i < producer->count; i++) {
            uint8_t *b = at + SAVED_PRODUCER + i * SAVED_BATCH;
            be32_put(b, (uint32_t)producer->batches[i].first_sequence);
            be32_put(b + 4, (uint32_t)producer->batches[i].last_sequence);
            be64_put(b + 8, (uint64_t)producer->batches[i].base_offset);
        }
        out->len += SAVED_PRODUCER + (size_t)producer->count * SAVED_BATCH;
    }
}

int producers_load(struct producers *p, struct bytes in, struct err *err)
{
    while (in.len > 0) {
        int8_t count = in.len < SAVED_PRODUCER ? 0 : (int8_t)in.data[10];
        size_t size = SAVED_PRODUCER + (size_t)count * SAVED_BATCH;
        if (count < 1 || count > PRODUCER_BATCHES || in.len < size ||
            find(p, (int64_t)be64_get(in.data)) != NULL)
            return err_set(err, ERR_CORRUPT, "producer-state is malformed");
        struct log_producer *producer = learn(p, (int64_t)be64_get(in.data));
        producer->epoch = (int16_t)be16_get(in.data + 8);
        for (int8_t i = 0; i < count; i++) {
            const uint8_t *b = in.data + SAVED_PRODUCER + i * SAVED_BATCH;
            push_batch(producer, (struct producer_batch){.first_sequence = (int32_t)be32_get(b),
                                                         .last_sequence = (int32_t)be32_get(b + 4),
                                                         .base_offset = (int64_t)be64_get(b + 8)});
        }
        in = bytes_make(in.data + size, in.len - size);
    }
    return 0;
}
