/* feed_budget.c: memory that all sources share, however far apart what is fetched and what it
 * unpacks to.
 *
 * What librdkafka may hold is bounded per partition, by a size that is looked at before a fetch:
 * what comes then is unpacked whole, be it packed 1:1000, and each partition keeps it until the
 * merge has come to it. So, when all together hold more than BUDGET_BYTES, all are paused but one:
 * they give back what they hold, and fetch it again later, one after the other. The source whose
 * message goes next stays, so that there is always one that gets on. While sources are paused, the
 * order among partitions is that in which they are read. */
#include "client/feed_internal.h"

/* More than what healthy backlogs hold (feed_client.c). To it come the answers that arrive until we
 * have seen the first: two or three, of 64 MB at 1:1000. */
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

/* Who is at the end of its partition and holds nothing is left alone. */
static void pause_all_but(struct feed *f, const struct feed_source *kept)
{
    for (int i = 0; i < f->count; i++) {
        struct feed_source *s = f->sources[i];
        if (s != kept && s->used && s->client != NULL && (s->client == &f->hauls || held_by(s) > 0))
            feed_source_pause(f, s);
    }
}

/* What the last one brings is not known before it is here. */
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
