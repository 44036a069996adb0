/* lines_state.c: how far the partitions have come: what LINKS, the status and --until-end ask. */
#include "recorder/lines_inside.h"

/* What it waits for is a person's word, or a broker that makes sense. */
static bool is_stuck(const struct lines *l, const struct line *line)
{
    return line->aside || (line->damaged != FEED_NO_OFFSET && !l->skip_damaged);
}

/* --until-end: all that counts is stored, be it nothing. */
static bool has_all(const struct lines *l, const struct line *line)
{
    return l->settled && line->stop_at <= lines_row(l, line)->next_off;
}

static bool is_ended(const struct lines *l, const struct line *line)
{
    return line->state == LINE_GONE || line->state == LINE_DONE || has_all(l, line) ||
           is_stuck(l, line) ||
           (line->state == LINE_READING &&
            l->merge.sources[lines_number(l, line)].state == MERGE_ENDED);
}

bool lines_ended(const struct lines *l)
{
    for (int i = 0; i < l->count; i++) {
        if (!is_ended(l, &l->items[i]))
            return false;
    }
    return l->look > 0;
}

bool lines_done(const struct lines *l)
{
    for (int i = 0; i < l->count; i++) {
        const struct line *line = &l->items[i];
        if (line->state != LINE_DONE && line->state != LINE_GONE && !has_all(l, line) &&
            !is_stuck(l, line))
            return false;
    }
    return l->settled;
}

void lines_counts(const struct lines *l, int *parts, int *parts_ok)
{
    *parts = *parts_ok = 0;
    for (int i = 0; i < l->count; i++) {
        enum line_state state = l->items[i].state;
        *parts += state != LINE_GONE;
        *parts_ok +=
            (state == LINE_READING || state == LINE_DONE) && l->items[i].damaged == FEED_NO_OFFSET;
    }
}

int64_t lines_behind(const struct lines *l)
{
    int64_t sum = 0;
    for (int i = 0; i < l->count; i++) {
        int64_t lag = l->items[i].high - lines_row(l, &l->items[i])->next_off;
        bool readable = l->items[i].state != LINE_GONE && !is_stuck(l, &l->items[i]);
        sum += lag > 0 && readable ? lag : 0;
    }
    return sum;
}

static enum store_part_state part_state(const struct lines *l, const struct line *line)
{
    return line->state == LINE_GONE                   ? PART_GONE
           : line->aside                              ? PART_DAMAGED
           : line->damaged != FEED_NO_OFFSET          ? PART_DAMAGED
           : line->state == LINE_ASKING || !line->led ? PART_DOWN
           : line->live || is_ended(l, line)          ? PART_OK
                                                      : PART_BEHIND;
}

const struct line *lines_damaged(const struct lines *l)
{
    for (int i = 0; i < l->count; i++) {
        const struct line *line = &l->items[i];
        if ((line->aside || line->damaged != FEED_NO_OFFSET) && line->state != LINE_GONE)
            return line;
    }
    return NULL;
}

int lines_report(struct lines *l, struct err *err)
{
    int rc = 0;
    for (int i = 0; i < l->count && rc == 0; i++) {
        const struct line *line = &l->items[i];
        struct store_part *row = lines_row(l, line);
        int32_t state = (int32_t)part_state(l, line);
        int64_t high = line->high > row->next_off ? line->high : row->next_off;
        if (row->state == state && row->low == line->low && row->high == high &&
            strcmp(row->note, line->why) == 0)
            continue;
        row->state = state;
        row->low = line->low;
        row->high = high;
        memcpy(row->note, line->why, sizeof row->note);
        rc = tape_part_state(l->tape, line->part, err);
    }
    return rc;
}
