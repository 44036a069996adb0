/* ingest_budget.c: the memory budget of all sources, whatever fetched batches decompress to.
 *
 * librdkafka limits its memory per partition, by a size that it checks before a fetch. The response
 * is decompressed whole, be it packed 1:1000, and each partition keeps it until the merge reaches
 * it. So when all sources together hold more than BUDGET_BYTES, all but one are paused: they free
 * what they hold and fetch it again later, one after the other. The source whose message goes next
 * is not paused, so that there is always progress. While sources are paused, messages of different
 * partitions are ordered as they are read. */
#include "client/ingest_internal.h"

/* More than healthy backlogs hold (ingest_client.c). The responses that arrive before the first one
 * is seen come on top: two or three, of 64 MB at 1:1000. */
enum { BUDGET_BYTES = 40 << 20, BUDGET_RESUME_BYTES = BUDGET_BYTES / 4 };

static size_t held_by(const struct ingest_source *s)
{
    if (!s->used || s->client == NULL)
        return 0;
    size_t batch = s->at < s->count ? s->batch_bytes : 0;
    return batch + rd_kafka_queue_length(s->queue) * s->each;
}

/* The time of its next message; INT64_MAX: none is at hand. */
static int64_t head_ms(const struct ingest_source *s)
{
    return s->used && s->at < s->count ? rd_kafka_message_timestamp(s->batch[s->at], NULL)
                                       : INT64_MAX;
}

static const struct ingest_source *next_to_go(const struct ingest *in)
{
    const struct ingest_source *found = NULL;
    for (int i = 0; i < in->count; i++) {
        if (head_ms(in->sources[i]) < (found == NULL ? INT64_MAX : head_ms(found)))
            found = in->sources[i];
    }
    return found;
}

static size_t held_by_all(const struct ingest *in)
{
    size_t sum = 0;
    for (int i = 0; i < in->count; i++)
        sum += held_by(in->sources[i]);
    return sum;
}

/* Leaves alone a source at the end of its partition that holds nothing. */
static void pause_all_but(struct ingest *in, const struct ingest_source *kept)
{
    for (int i = 0; i < in->count; i++) {
        struct ingest_source *s = in->sources[i];
        if (s != kept && s->used && s->client != NULL &&
            (s->client == &in->hauls || held_by(s) > 0))
            ingest_source_pause(in, s);
    }
}

/* Whether the source resumed last has delivered, so that its size is known. */
static bool last_has_come(const struct ingest *in)
{
    const struct ingest_source *s = in->resumed;
    return s == NULL || !s->used || s->paused || s->heard || s->ended || s->lost;
}

static struct ingest_source *first_paused(const struct ingest *in)
{
    struct ingest_source *found = NULL;
    for (int i = 0; i < in->count; i++) {
        struct ingest_source *s = in->sources[i];
        if (s->used && s->paused && (found == NULL || s->paused_ms < found->paused_ms))
            found = s;
    }
    return found;
}

void ingest_budget_enforce(struct ingest *in)
{
    size_t held = held_by_all(in);
    if (held <= BUDGET_RESUME_BYTES && last_has_come(in) &&
        (in->resumed = first_paused(in)) != NULL)
        ingest_source_resume(in, in->resumed);
    if (held > BUDGET_BYTES)
        pause_all_but(in, next_to_go(in));
}
