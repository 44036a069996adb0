/* feed_budget.c: the memory budget of all sources, whatever fetched batches decompress to.
 *
 * librdkafka limits its memory per partition, by a size that it checks before a fetch. The response
 * is decompressed whole, be it packed 1:1000, and each partition keeps it until the merge reaches
 * it. So when all sources together hold more than BUDGET_BYTES, all but one are paused: they free
 * what they hold and fetch it again later, one after the other. The source whose message goes next
 * is not paused, so that there is always progress. While sources are paused, messages of different
 * partitions are ordered as they are read. */
#include "client/feed_internal.h"

/* More than healthy backlogs hold (feed_client.c). The responses that arrive before the first one
 * is seen come on top: two or three, of 64 MB at 1:1000. */
enum { BUDGET_BYTES = 40 << 20, BUDGET_RESUME_BYTES = BUDGET_BYTES / 4 };

static size_t held_by(const struct feed_source *s)
{
    if (!s->used || s->client == NULL)
        return 0;
    size_t batch = s->at < s->count ? s->batch_bytes : 0;
    return batch + rd_kafka_queue_length(s->queue) * s->each;
}

/* The time of its next message; INT64_MAX: none is at hand. */
static int64_t head_ms(const struct feed_source *s)
{
    return s->used && s->at < s->count ? rd_kafka_message_timestamp(s->batch[s->at], NULL)
                                       : INT64_MAX;
}

static const struct feed_source *next_to_go(const struct feed *f)
{
    const struct feed_source *found = NULL;
    for (int i = 0; i < f->count; i++) {
        if (head_ms(f->sources[i]) < (found == NULL ? INT64_MAX : head_ms(found)))
            found = f->sources[i];
    }
    return found;
}

static size_t held_by_all(const struct feed *f)
{
    size_t sum = 0;
    for (int i = 0; i < f->count; i++)
        sum += held_by(f->sources[i]);
    return sum;
}

/* Leaves alone a source at the end of its partition that holds nothing. */
static void pause_all_but(struct feed *f, const struct feed_source *kept)
{
    for (int i = 0; i < f->count; i++) {
        struct feed_source *s = f->sources[i];
        if (s != kept && s->used && s->client != NULL && (s->client == &f->hauls || held_by(s) > 0))
            feed_source_pause(f, s);
    }
}

/* Whether the source resumed last has delivered, so that its size is known. */
static bool last_has_come(const struct feed *f)
{
    const struct feed_source *s = f->resumed;
    return s == NULL || !s->used || s->paused || s->heard || s->ended || s->lost;
}

static struct feed_source *first_paused(const struct feed *f)
{
    struct feed_source *found = NULL;
    for (int i = 0; i < f->count; i++) {
        struct feed_source *s = f->sources[i];
        if (s->used && s->paused && (found == NULL || s->paused_ms < found->paused_ms))
            found = s;
    }
    return found;
}

void feed_budget_enforce(struct feed *f)
{
    size_t held = held_by_all(f);
    if (held <= BUDGET_RESUME_BYTES && last_has_come(f) && (f->resumed = first_paused(f)) != NULL)
        feed_source_resume(f, f->resumed);
    if (held > BUDGET_BYTES)
        pause_all_but(f, next_to_go(f));
}
