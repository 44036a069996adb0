#include "export/message_numbers.h"

#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"
#include "flight/formulas.h"
#include "store/headers.h"

/* A rocket as of some message. */
struct numbered_rocket {
    struct rocket *state; /* NULL: not needed yet */
    int64_t used;         /* when, in messages read */
};

struct message_numbers {
    const struct selection *selection;
    const struct mission *mission;
    struct reader *reader; /* of our own: rows are asked for while rows are read */
    struct numbered_rocket *rockets;
    int rocket_count, kept;
    int64_t read;                /* messages */
    int64_t run_first, run_last; /* seqs that were read without a gap */
    struct decoded *decoded;     /* of messages between */
};

struct message_numbers *message_numbers_new(const struct selection *s,
                                            const struct mission *mission)
{
    struct message_numbers *n = mem_zero(1, sizeof *n);
    n->selection = s;
    n->mission = mission;
    n->run_last = -1;
    return n;
}

void message_numbers_free(struct message_numbers *n)
{
    if (n == NULL)
        return;
    for (int i = 0; i < n->rocket_count; i++)
        rocket_free(n->rockets[i].state);
    free(n->rockets);
    if (n->decoded != NULL)
        decoded_deinit(n->decoded);
    free(n->decoded);
    reader_close(n->reader);
    free(n);
}

static int open_reader(struct message_numbers *n, struct err *err)
{
    if (n->reader != NULL)
        return 0;
    n->decoded = mem_zero(1, sizeof *n->decoded);
    return reader_open(&n->reader, reader_path(n->selection->reader), err);
}

/* ---- rockets ---- */

static void forget_oldest(struct message_numbers *n)
{
    struct numbered_rocket *oldest = NULL;
    for (int i = 0; i < n->rocket_count; i++)
        if (n->rockets[i].state != NULL && (oldest == NULL || n->rockets[i].used < oldest->used))
            oldest = &n->rockets[i];
    rocket_free(oldest->state);
    oldest->state = NULL;
    n->kept--;
}

static struct numbered_rocket *rocket_of(struct message_numbers *n, int32_t id)
{
    if (id >= n->rocket_count) {
        int count = id + 64;
        n->rockets = mem_grow(n->rockets, (size_t)count, sizeof *n->rockets);
        memset(n->rockets + n->rocket_count, 0,
               (size_t)(count - n->rocket_count) * sizeof *n->rockets);
        n->rocket_count = count;
    }
    n->rockets[id].used = ++n->read;
    return &n->rockets[id];
}

static int begin_rocket(void *owner, const struct store_rocket *row)
{
    rocket_init(owner, row->id, row->name, row->keyless);
    return 0;
}

/* As of the last keyframe before the message's chunk. */
static int begin(struct message_numbers *n, struct numbered_rocket *rocket,
                 const struct store_message *m, struct err *err)
{
    struct store_lane lane;
    if (rocket->state == NULL) {
        if (n->kept == STORE_ROCKETS_IN_MEMORY)
            forget_oldest(n);
        rocket->state = rocket_new();
        n->kept++;
    }
    int rc = reader_rocket(n->reader, m->rocket, begin_rocket, rocket->state, err);
    if (rc < 0)
        return rc;
    rc = reader_lane_before(n->reader, m->rocket, m->seq / STORE_CHUNK - 1, &lane, err);
    if (rc == 0)
        rc = rocket_decode(rocket->state, lane.state, err);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

/* ---- messages ---- */

static enum flight_source source_of(struct bytes headers)
{
    struct bytes value;
    return store_headers_find(headers, "ground-source", &value) ? message_source(value)
                                                                : SOURCE_NONE;
}

/* The mission that reads it. */
static const struct mission *decode(const struct message_numbers *n, const struct store_message *m,
                                    struct decoded *d)
{
    const struct mission *mission = selection_mission(n->selection, n->mission, m);
    d->schemas = n->selection->schemas;
    message_decode(mission, m->value, d);
    return mission;
}

static void fold(struct message_numbers *n, struct rocket *state, const struct store_message *m,
                 struct decoded *d)
{
    struct flight_message fm = {
        .seq = m->seq,
        .t_ms = m->t_ms,
        .arrival_ms = m->arrival_ms == STORE_NO_TIME ? FLIGHT_NO_TIME : m->arrival_ms,
        .source = source_of(m->headers),
        .value = m->value,
    };
    const struct mission *mission = decode(n, m, d);
    rocket_fold(state, mission, &fm, d, NULL);
    rocket_derived(state, mission, d);
}

struct between {
    struct message_numbers *numbers;
    struct rocket *state;
};

static int fold_between(void *owner, const struct store_message *m)
{
    struct between *b = owner;
    fold(b->numbers, b->state, m, b->numbers->decoded);
    return 0;
}

/* Whether the rocket may have messages between its last one folded and this one: not where all
 * messages since were read, or all of this rocket. */
static bool may_miss(const struct message_numbers *n, const struct rocket *state,
                     const struct store_message *m, bool begun)
{
    const struct selection_range *range = &n->selection->range;
    bool all_times = range->from_ms == INT64_MIN && range->to_ms == INT64_MAX;
    if (state->seq + 1 >= m->seq || state->seq + 1 >= n->run_first)
        return false;
    return begun || range->rocket != m->rocket || !all_times;
}

int message_numbers_read(struct message_numbers *n, const struct store_message *m,
                         struct decoded *d, struct err *err)
{
    if (n->mission->formulas == NULL || m->rocket <= 0) {
        decode(n, m, d);
        return 0;
    }
    int rc = open_reader(n, err);
    if (m->seq != n->run_last + 1)
        n->run_first = m->seq;
    n->run_last = m->seq;
    struct numbered_rocket *rocket = rocket_of(n, m->rocket);
    bool begun = rc == 0 && (rocket->state == NULL || rocket->state->seq >= m->seq);
    if (begun)
        rc = begin(n, rocket, m, err);
    if (rc == 0 && may_miss(n, rocket->state, m, begun)) {
        struct between between = {n, rocket->state};
        rc = reader_rocket_rows(n->reader, m->rocket, rocket->state->seq + 1, m->seq - 1, INT_MAX,
                                fold_between, &between, err);
    }
    if (rc < 0)
        return rc;
    fold(n, rocket->state, m, d);
    return 0;
}
