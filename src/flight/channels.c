/* channels.c: a rocket's channels: how they grow, how one is found, which are not followed. */
#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "flight/fold.h"

enum {
    FIRST_BLOCK = 4,
    TREND_MIN_MS = 1000, /* from which on a trend is given */
};

static struct name_array names_of(const struct rocket *r)
{
    return (struct name_array){r->channels, sizeof *r->channels, r->channels_count};
}

void channels_clear(struct rocket *r)
{
    r->channels_count = 0;
    name_index_clear(&r->index);
    free(r->not_followed);
    r->not_followed = NULL;
}

void channels_deinit(struct rocket *r)
{
    free(r->channels);
    free(r->not_followed);
    name_index_deinit(&r->index);
    r->channels = NULL;
    r->not_followed = NULL;
    r->channels_count = r->channels_cap = 0;
}

void channels_grow(struct rocket *r, int count)
{
    int cap = r->channels_cap == 0 ? FIRST_BLOCK : r->channels_cap;
    while (cap < count)
        cap *= 2;
    if (cap == r->channels_cap)
        return;
    r->channels = mem_grow(r->channels, (size_t)cap, sizeof *r->channels);
    r->channels_cap = cap;
}

void channels_named(struct rocket *r)
{
    r->channels_count++;
    name_index_add(&r->index, names_of(r));
}

struct channel *channels_find(const struct rocket *r, const char *name)
{
    int at = name_index_find(&r->index, names_of(r), name);
    return at < 0 ? NULL : &r->channels[at];
}

const struct channel *rocket_channel(const struct rocket *r, const char *name)
{
    return channels_find(r, name);
}

/* The one first heard, of all that the column's names stand for. */
const struct channel *rocket_column(const struct rocket *r, const struct mission_channel *column)
{
    const struct channel *found = rocket_channel(r, column->name);
    for (int i = 0; column->also != NULL && column->also[i] != NULL; i++) {
        const struct channel *c = rocket_channel(r, column->also[i]);
        if (c != NULL && (found == NULL || c < found))
            found = c;
    }
    return found;
}

double channel_trend(const struct channel *c)
{
    const struct anchor *from = c->older.t_ms == FLIGHT_NO_TIME ? &c->newer : &c->older;
    int64_t span_ms = from->t_ms == FLIGHT_NO_TIME ? 0 : c->t_ms - from->t_ms;
    return span_ms < TREND_MIN_MS ? NAN : (c->value - from->value) * 1000 / (double)span_ms;
}

/* ---- not followed ---- */

static struct not_followed *begin(struct rocket *r)
{
    if (r->not_followed == NULL)
        r->not_followed = mem_zero(1, sizeof *r->not_followed);
    return r->not_followed;
}

void channels_not_followed(struct rocket *r, const char *name)
{
    struct not_followed *n = begin(r);
    uint32_t hash = fnv1a_32(FNV1A_32_BEGIN, bytes_of(name));
    for (int i = 0; i < n->count; i++)
        if (n->hashes[i] == hash)
            return;
    if (n->count == NOT_FOLLOWED_MAX)
        return;
    if (n->count < NOT_FOLLOWED_NAMES)
        bytes_to_text(bytes_of(name), n->names[n->count], sizeof n->names[0]);
    n->hashes[n->count++] = hash;
}

void channels_at_once(struct rocket *r, int numbers)
{
    if (numbers > 0 && numbers > begin(r)->at_once)
        r->not_followed->at_once = numbers;
}

int rocket_not_followed(const struct rocket *r)
{
    const struct not_followed *n = r->not_followed;
    return n == NULL ? 0 : n->count > n->at_once ? n->count : n->at_once;
}
