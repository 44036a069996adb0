/* fetchers_progress.c: how far the partitions have come, for LINKS, the status and --until-end. */
#include "recorder/fetchers_internal.h"

/* It waits for a person's decision, or for the broker to report sane metadata. */
static bool is_stuck(const struct fetchers *all, const struct fetcher *f)
{
    return f->aside || (f->damaged != INGEST_NO_OFFSET && !all->skip_damaged);
}

/* --until-end: everything below stop_at is stored, even if that is nothing. */
static bool has_all(const struct fetchers *all, const struct fetcher *f)
{
    return all->settled && f->stop_at <= fetchers_row(all, f)->next_off;
}

static bool is_ended(const struct fetchers *all, const struct fetcher *f)
{
    return f->state == FETCHER_GONE || f->state == FETCHER_DONE || has_all(all, f) ||
           is_stuck(all, f) ||
           (f->state == FETCHER_FETCHING &&
            all->merge.sources[fetchers_index(all, f)].state == MERGE_ENDED);
}

bool fetchers_caught_up(const struct fetchers *all)
{
    for (int i = 0; i < all->count; i++) {
        if (!is_ended(all, &all->items[i]))
            return false;
    }
    return all->look > 0;
}

bool fetchers_done(const struct fetchers *all)
{
    for (int i = 0; i < all->count; i++) {
        const struct fetcher *f = &all->items[i];
        if (f->state != FETCHER_DONE && f->state != FETCHER_GONE && !has_all(all, f) &&
            !is_stuck(all, f))
            return false;
    }
    return all->settled;
}

void fetchers_count(const struct fetchers *all, int *parts, int *parts_ok)
{
    *parts = *parts_ok = 0;
    for (int i = 0; i < all->count; i++) {
        enum fetcher_state state = all->items[i].state;
        *parts += state != FETCHER_GONE;
        *parts_ok += (state == FETCHER_FETCHING || state == FETCHER_DONE) &&
                     all->items[i].damaged == INGEST_NO_OFFSET;
    }
}

int64_t fetchers_lag(const struct fetchers *all)
{
    int64_t sum = 0;
    for (int i = 0; i < all->count; i++) {
        int64_t lag = all->items[i].high - fetchers_row(all, &all->items[i])->next_off;
        bool readable = all->items[i].state != FETCHER_GONE && !is_stuck(all, &all->items[i]);
        sum += lag > 0 && readable ? lag : 0;
    }
    return sum;
}

static enum store_part_state part_state(const struct fetchers *all, const struct fetcher *f)
{
    return f->state == FETCHER_GONE                 ? PART_GONE
           : f->aside                               ? PART_DAMAGED
           : f->damaged != INGEST_NO_OFFSET         ? PART_DAMAGED
           : f->state == FETCHER_LISTING || !f->led ? PART_DOWN
           : f->live || is_ended(all, f)            ? PART_OK
                                                    : PART_BEHIND;
}

const struct fetcher *fetchers_first_damaged(const struct fetchers *all)
{
    for (int i = 0; i < all->count; i++) {
        const struct fetcher *f = &all->items[i];
        if ((f->aside || f->damaged != INGEST_NO_OFFSET) && f->state != FETCHER_GONE)
            return f;
    }
    return NULL;
}

int fetchers_write_states(struct fetchers *all, struct err *err)
{
    int rc = 0;
    for (int i = 0; i < all->count && rc == 0; i++) {
        const struct fetcher *f = &all->items[i];
        struct store_part *row = fetchers_row(all, f);
        int32_t state = (int32_t)part_state(all, f);
        int64_t high = f->high > row->next_off ? f->high : row->next_off;
        if (row->state == state && row->low == f->low && row->high == high &&
            strcmp(row->note, f->why) == 0)
            continue;
        row->state = state;
        row->low = f->low;
        row->high = high;
        memcpy(row->note, f->why, sizeof row->note);
        rc = tape_partition_state(all->tape, f->part, err);
    }
    return rc;
}
