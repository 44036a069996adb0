/* aggregate.c: thinning samples for charts, and the blob that keeps them.
 *
 *   uvarint channels, per channel uvarint length and name, uvarint groups, per group:
 *     varint t0 - t0 of the group before (ms), uvarint t1 - t0, uvarint channels heard,
 *     per channel heard: uvarint index * 2 + (min == max), float min, float max unless equal
 *
 * Floats are big-endian IEEE singles, rounded outwards. */
#include "flight/aggregate.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "flight/blob.h"

enum { GAP_MS = 60000 };
#define LATEST_MS INT64_C(253402300799999) /* 9999-12-31: a later record time is taken for it */

void aggregate_deinit(struct aggregate *a)
{
    free(a->channels);
    name_index_deinit(&a->index);
    buf_deinit(&a->closed);
    *a = (struct aggregate){0};
}

void aggregate_reset(struct aggregate *a)
{
    a->channels_count = 0;
    name_index_clear(&a->index);
    a->pending = 0;
    a->groups = 0;
    a->last_t0_ms = 0;
    buf_clear(&a->closed);
}

/* The nearest float that is not above (towards < 0) or not below the value. */
static float outwards(double value, float towards)
{
    float f = (float)value;
    bool inside = towards < 0 ? (double)f > value : (double)f < value;
    return inside ? nextafterf(f, towards) : f;
}

static void put_channel(struct aggregate_channel *c, int index, struct buf *out)
{
    float min = outwards(c->min, -INFINITY), max = outwards(c->max, INFINITY);
    bool same = min == max;
    buf_add_uvarint(out, (uint64_t)index * 2 + same);
    blob_put_f32(out, min);
    if (!same)
        blob_put_f32(out, max);
    c->heard = false;
}

static void group_close(struct aggregate *a)
{
    int heard = 0;
    for (int i = 0; i < a->channels_count; i++)
        heard += a->channels[i].heard;
    if (heard > 0) {
        buf_add_varint(&a->closed, a->t0_ms - a->last_t0_ms);
        buf_add_uvarint(&a->closed, (uint64_t)(a->t1_ms - a->t0_ms));
        buf_add_uvarint(&a->closed, (uint64_t)heard);
        for (int i = 0; i < a->channels_count; i++) {
            if (a->channels[i].heard)
                put_channel(&a->channels[i], i, &a->closed);
        }
        a->last_t0_ms = a->t0_ms;
        a->groups++;
    }
    a->pending = 0;
}

static struct name_array names_of(const struct aggregate *a)
{
    return (struct name_array){a->channels, sizeof *a->channels, a->channels_count};
}

static struct aggregate_channel *channel_named(struct aggregate *a, const char *name, int guess)
{
    if (guess < a->channels_count && name_same(a->channels[guess].name, name))
        return &a->channels[guess];
    int at = name_index_find(&a->index, names_of(a), name);
    if (at >= 0)
        return &a->channels[at];
    if (a->channels_count == AGGREGATE_MAX_CHANNELS)
        return NULL;
    if (a->channels_count == a->channels_cap) {
        a->channels_cap = a->channels_cap == 0 ? 8 : a->channels_cap * 2;
        a->channels = mem_grow(a->channels, (size_t)a->channels_cap, sizeof *a->channels);
    }
    struct aggregate_channel *c = &a->channels[a->channels_count++];
    *c = (struct aggregate_channel){0};
    memcpy(c->name, name, sizeof c->name);
    name_index_add(&a->index, names_of(a));
    return c;
}

static void channel_sample(struct aggregate_channel *c, double value)
{
    if (isnan(value))
        return;
    c->min = !c->heard || value < c->min ? value : c->min;
    c->max = !c->heard || value > c->max ? value : c->max;
    c->heard = true;
}

void aggregate_add(struct aggregate *a, int64_t t_ms, const struct decoded *d)
{
    if (d->kind != DECODED_NUMBERS || d->count == 0)
        return;
    t_ms = t_ms < 0 ? 0 : t_ms > LATEST_MS ? LATEST_MS : t_ms;
    if (a->pending > 0 && (t_ms > a->t1_ms + GAP_MS || t_ms < a->t0_ms - GAP_MS))
        group_close(a);
    if (a->pending == 0)
        a->t0_ms = a->t1_ms = t_ms;
    a->t0_ms = t_ms < a->t0_ms ? t_ms : a->t0_ms;
    a->t1_ms = t_ms > a->t1_ms ? t_ms : a->t1_ms;
    int guess = 0;
    for (int i = 0; i < d->count; i++) {
        struct aggregate_channel *c = channel_named(a, d->numbers[i].name, guess);
        if (c == NULL)
            continue;
        channel_sample(c, d->numbers[i].value);
        guess = (int)(c - a->channels) + 1;
    }
    if (++a->pending == AGGREGATE_MESSAGES)
        group_close(a);
}

void aggregate_encode(struct aggregate *a, struct buf *out)
{
    if (a->pending > 0)
        group_close(a);
    if (a->groups == 0)
        return;
    buf_add_uvarint(out, (uint64_t)a->channels_count);
    for (int i = 0; i < a->channels_count; i++)
        blob_put_text(out, a->channels[i].name);
    buf_add_uvarint(out, (uint64_t)a->groups);
    buf_add_bytes(out, buf_bytes(&a->closed));
}

static int damaged(struct err *err)
{
    return err_set(err, ERR_CORRUPT, "a chart's aggregate is damaged; the cache must be refolded");
}

int aggregate_open(struct aggregate_reader *rd, struct bytes blob, const char *channel,
                   struct err *err)
{
    *rd = (struct aggregate_reader){.in = blob_open(blob), .channel = -1};
    if (blob.len == 0)
        return 0;
    uint64_t channels = blob_uvarint(&rd->in);
    for (uint64_t i = 0; i < channels && !rd->in.bad; i++) {
        char name[DECODED_NAME_SIZE];
        blob_text(&rd->in, name, sizeof name);
        if (strcmp(name, channel) == 0)
            rd->channel = (int)i;
    }
    rd->groups_left = blob_uvarint(&rd->in);
    return rd->in.bad ? damaged(err) : 0;
}

/* The next channel of a group; kept in `out` when it is the one that is read. */
static void take_channel(struct aggregate_reader *rd, struct aggregate_group *out)
{
    uint64_t index = blob_uvarint(&rd->in);
    float min = blob_f32(&rd->in);
    float max = index & 1 ? min : blob_f32(&rd->in);
    if (rd->channel >= 0 && index / 2 == (uint64_t)rd->channel) {
        out->min = (double)min;
        out->max = (double)max;
    }
}

int aggregate_next(struct aggregate_reader *rd, struct aggregate_group *out, struct err *err)
{
    if (rd->groups_left == 0)
        return 0;
    rd->groups_left--;
    *out = (struct aggregate_group){.min = NAN, .max = NAN};
    rd->t0_ms = (int64_t)((uint64_t)rd->t0_ms + (uint64_t)blob_varint(&rd->in));
    out->t0_ms = rd->t0_ms;
    out->t1_ms = (int64_t)((uint64_t)rd->t0_ms + blob_uvarint(&rd->in));
    uint64_t heard = blob_uvarint(&rd->in);
    for (uint64_t i = 0; i < heard && !rd->in.bad; i++)
        take_channel(rd, out);
    return rd->in.bad ? damaged(err) : 1;
}
