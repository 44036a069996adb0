/* fetchers.c: finding partitions, validating where they go on, reading them, losing them. */
#include "recorder/fetchers_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"

enum { RETRY_MS = 500 };

void fetchers_init(struct fetchers *all, struct ingest *ingest, struct tape *tape, bool until_end,
                   bool skip_damaged)
{
    *all = (struct fetchers){
        .ingest = ingest, .tape = tape, .until_end = until_end, .skip_damaged = skip_damaged};
    all->breaks = ingest_breaks(ingest);
    all->ask = ingest_ask(ingest);
}

static void stop_source(struct fetchers *all, struct fetcher *f)
{
    if (f->source < 0)
        return;
    ingest_stop(all->ingest, f->source);
    merge_reset(&all->merge, fetchers_index(all, f));
    f->source = -1;
}

void fetchers_deinit(struct fetchers *all)
{
    for (int i = 0; i < all->count; i++)
        stop_source(all, &all->items[i]);
    free(all->items);
    merge_deinit(&all->merge);
    *all = (struct fetchers){0};
}

/* ---- starting ---- */

/* Distrusts everything known about the partition until its offsets have been listed again. */
static void list_offsets_again(struct fetchers *all, struct fetcher *f, int64_t ask,
                               int64_t retry_ms)
{
    stop_source(all, f);
    f->state = FETCHER_LISTING;
    f->ask = ask;
    f->retry_ms = retry_ms;
}

static int start_source(struct fetchers *all, struct fetcher *f, int64_t offset, int64_t mono_ms,
                        struct err *err)
{
    f->source = ingest_start(all->ingest, f->topic, f->partition, offset, err);
    if (f->source < 0)
        return f->source;
    merge_expect(&all->merge, fetchers_index(all, f), mono_ms);
    f->live = false;
    return 0;
}

static int begin_generation(struct fetchers *all, struct fetcher *f, int64_t mono_ms,
                            struct err *err)
{
    stop_source(all, f);
    f->damaged = INGEST_NO_OFFSET;
    f->unverifiable = false;
    int rc = tape_new_generation(all->tape, f->part, f->low, err);
    if (rc == 0)
        rc = start_source(all, f, f->low, mono_ms, err);
    if (rc == 0)
        f->state = FETCHER_FETCHING;
    return rc;
}

static void leave_damage(struct fetcher *f)
{
    if (f->damaged == INGEST_NO_OFFSET)
        return;
    f->damaged = INGEST_NO_OFFSET;
    f->why[0] = '\0';
}

/* Tries the offset in the middle or, once the end of the damage is found, records the gap and reads
 * on from there. */
static int skip_step(struct fetchers *all, struct fetcher *f, int64_t mono_ms, struct err *err)
{
    int64_t first = fetchers_row(all, f)->next_off, next = f->skip_high;
    stop_source(all, f);
    if (next - f->skip_low > 1) {
        next = f->skip_try = f->skip_low + (next - f->skip_low) / 2;
    } else {
        int rc = tape_gap(all->tape, f->part, next - 1, STORE_GAP_DAMAGED, err);
        if (rc != 0)
            return rc;
        log_line(LOG_WARN, "%s/%d: offsets %" PRId64 "..%" PRId64 " are damaged and were skipped",
                 f->topic, f->partition, first, next - 1);
        f->state = FETCHER_FETCHING;
        leave_damage(f);
    }
    return start_source(all, f, next, mono_ms, err);
}

/* A broker that sends nonsense beyond the end of its own partition leaves nothing to skip. */
static bool can_skip(const struct fetchers *all, const struct fetcher *f)
{
    return all->skip_damaged && f->high > fetchers_row(all, f)->next_off;
}

static int skip_start(struct fetchers *all, struct fetcher *f, int64_t mono_ms, struct err *err)
{
    f->state = FETCHER_SKIPPING;
    f->skip_low = fetchers_row(all, f)->next_off;
    f->skip_high = f->high;
    return skip_step(all, f, mono_ms, err);
}

/* Once fresh offsets low..high-1 are known. */
static int start_fetcher(struct fetchers *all, struct fetcher *f, int64_t mono_ms, struct err *err)
{
    const struct store_part *row = fetchers_row(all, f);
    if (f->low > f->damaged)
        f->damaged = INGEST_NO_OFFSET; /* retention has taken it */
    if (f->damaged == INGEST_NO_OFFSET)
        f->why[0] = '\0';
    if (row->first_off < 0) {
        int rc = tape_start_at(all->tape, f->part, f->low, err);
        if (rc != 0)
            return rc;
    }
    bool recreated = f->recreated && row->messages > 0;
    f->recreated = false;
    if (recreated || f->high < row->next_off)
        return begin_generation(all, f, mono_ms, err);
    if (f->low > row->next_off) {
        int rc = tape_gap(all->tape, f->part, f->low - 1, STORE_GAP_RETENTION, err);
        if (rc != 0)
            return rc;
    }
    if (f->damaged != INGEST_NO_OFFSET && can_skip(all, f))
        return skip_start(all, f, mono_ms, err);
    bool verifiable = row->messages > 0 && row->next_off - 1 >= f->low && !f->unverifiable;
    f->state = verifiable ? FETCHER_VALIDATING : FETCHER_FETCHING;
    return start_source(all, f, row->next_off - verifiable, mono_ms, err);
}

/* ---- following the metadata ---- */

static struct fetcher *find_fetcher(struct fetchers *all, const struct ingest_part *part)
{
    for (int i = 0; i < all->count; i++) {
        if (all->items[i].partition == part->partition &&
            strcmp(all->items[i].topic, part->topic) == 0)
            return &all->items[i];
    }
    return NULL;
}

static int add_fetcher(struct fetchers *all, const struct ingest_view *view,
                       const struct ingest_part *part, struct fetcher **out, struct err *err)
{
    int number = tape_add_partition(all->tape, view->cluster, part->topic, part->partition, err);
    if (number < 0)
        return number;
    all->items = mem_grow(all->items, (size_t)all->count + 1, sizeof *all->items);
    *out = &all->items[all->count++];
    merge_add(&all->merge);
    **out = (struct fetcher){
        .state = FETCHER_LISTING,
        .partition = part->partition,
        .part = number,
        .source = -1,
        .ask = all->tape->partitions[number].row.first_off < 0 ? 0 : all->ask,
        .stop_at = INGEST_NO_OFFSET,
        .damaged = INGEST_NO_OFFSET,
    };
    snprintf((*out)->topic, sizeof(*out)->topic, "%s", part->topic);
    return 0;
}

/* The offsets of a recreated topic may fit what is stored of the old one; its id tells them apart.
 */
static void check_topic_id(struct fetchers *all, struct fetcher *f, const struct ingest_part *part,
                           int64_t mono_ms)
{
    if (part->topic_id == 0 || part->topic_id == f->topic_id)
        return;
    bool another = f->topic_id != 0;
    f->topic_id = part->topic_id;
    if (!another || f->state == FETCHER_DONE)
        return;
    f->recreated = true;
    list_offsets_again(all, f, ingest_ask(all->ingest), mono_ms);
}

/* A partition with impossible metadata must stop neither the recorder nor the other partitions. */
static void set_aside(struct fetchers *all, struct fetcher *f, const struct ingest_part *part)
{
    bool was = f->aside;
    f->aside = part->wrong != NULL;
    if (was && !f->aside)
        f->why[0] = '\0';
    if (was || !f->aside)
        return;
    list_offsets_again(all, f, f->ask, f->retry_ms);
    snprintf(f->why, sizeof f->why, "set aside: %s", part->wrong);
    log_line(LOG_ERROR, "%s/%d is set aside: the broker reports impossible metadata: %s", f->topic,
             f->partition, part->wrong);
}

static int update_one(struct fetchers *all, const struct ingest_view *view,
                      const struct ingest_part *part, int64_t mono_ms, struct err *err)
{
    struct fetcher *f = find_fetcher(all, part);
    int rc = 0;
    if (f == NULL && all->settled)
        return 0;
    if (f == NULL && (rc = add_fetcher(all, view, part, &f, err)) != 0)
        return rc;
    if (f->state == FETCHER_GONE) {
        f->why[0] = '\0';
        list_offsets_again(all, f, view->look, mono_ms);
    }
    check_topic_id(all, f, part, mono_ms);
    f->look = view->look;
    f->led = part->led;
    set_aside(all, f, part);
    if (f->aside || part->low == INGEST_NO_OFFSET)
        return 0;
    f->low = part->low;
    f->high = part->high;
    if (f->state == FETCHER_LISTING && part->asked >= f->ask && mono_ms >= f->retry_ms)
        rc = start_fetcher(all, f, mono_ms, err);
    return rc;
}

static void update_gone(struct fetchers *all)
{
    for (int i = 0; i < all->count; i++) {
        struct fetcher *f = &all->items[i];
        if (f->look == all->look || f->state == FETCHER_GONE)
            continue;
        stop_source(all, f);
        f->state = FETCHER_GONE;
        snprintf(f->why, sizeof f->why, "the topic no longer exists");
    }
}

/* --until-end: fixes the end offsets at the first metadata whose offsets were all listed since the
 * recorder started. An older end may lie below what is stored, and nothing would be read. */
static void settle(struct fetchers *all, const struct ingest_view *view)
{
    for (int i = 0; i < view->count; i++) {
        const struct ingest_part *part = &view->parts[i];
        if (part->wrong == NULL && (part->low == INGEST_NO_OFFSET || part->asked < all->ask))
            return;
    }
    for (int i = 0; i < all->count; i++)
        all->items[i].stop_at = all->items[i].high;
    all->settled = true;
}

int fetchers_update(struct fetchers *all, const struct ingest_view *view, int64_t mono_ms,
                    struct err *err)
{
    if (ingest_breaks(all->ingest) != all->breaks) {
        all->breaks = ingest_breaks(all->ingest);
        int64_t ask = ingest_ask(all->ingest);
        for (int i = 0; i < all->count; i++) {
            if (all->items[i].source >= 0 && all->items[i].state != FETCHER_DONE)
                list_offsets_again(all, &all->items[i], ask, mono_ms);
        }
    }
    if (view->look == all->look || !view->reached)
        return 0;
    bool first = all->look == 0;
    all->look = view->look;
    int rc = 0;
    for (int i = 0; i < view->count && rc == 0; i++)
        rc = update_one(all, view, &view->parts[i], mono_ms, err);
    update_gone(all);
    if (rc == 0 && first)
        rc = tape_mark_rest_gone(all->tape, err); /* deleted while nobody recorded */
    if (rc == 0 && all->until_end && !all->settled)
        settle(all, view);
    return rc;
}

/* ---- reading ---- */

/* Unreadable records stop the partition until a person says to go on without them. Logged once per
 * offset. */
static void stop_at_damage(const struct fetchers *all, struct fetcher *f, int64_t offset,
                           const char *why)
{
    snprintf(f->why, sizeof f->why, "damaged at %" PRId64 ", %.60s: ground record --skip-damaged",
             offset, why);
    if (f->damaged == offset)
        return;
    f->damaged = offset;
    if (all->skip_damaged)
        return; /* logged once the extent of the damage is known */
    log_line(LOG_ERROR,
             "%s/%d is damaged at offset %" PRId64 " (%s): recording stops there until the broker "
             "is repaired or `ground record --skip-damaged` skips the damage",
             f->topic, f->partition, offset, why);
}

static void handle_loss(struct fetchers *all, struct fetcher *f, int64_t mono_ms)
{
    char why[sizeof f->why];
    int64_t retry_ms = mono_ms + RETRY_MS;
    if (ingest_lost(all->ingest, f->source, why, sizeof why) != INGEST_DAMAGED) {
        memcpy(f->why, why, sizeof why);
    } else if (f->state == FETCHER_VALIDATING && !f->unverifiable) {
        f->unverifiable = true; /* the stored row was read while the batch was intact */
        retry_ms = mono_ms;
    } else {
        int64_t at = ingest_damage(all->ingest, f->source), next = fetchers_row(all, f)->next_off;
        stop_at_damage(all, f, at < next ? next : at, why);
        retry_ms = can_skip(all, f) ? mono_ms : mono_ms + FETCHERS_DAMAGED_RETRY_MS;
    }
    list_offsets_again(all, f, ingest_ask(all->ingest), retry_ms);
}

/* SKIPPING: acts on the result of the offset being tried. */
static int skip_on(struct fetchers *all, struct fetcher *f, int64_t mono_ms, struct err *err)
{
    char why[sizeof f->why];
    int64_t t_ms, batch;
    switch (ingest_peek(all->ingest, f->source, &t_ms)) {
    case INGEST_COMING:
    case INGEST_PAUSED:
        return 0;
    case INGEST_MESSAGE:
    case INGEST_END:
        f->skip_high = f->skip_try;
        break;
    case INGEST_LOST:
        if (ingest_lost(all->ingest, f->source, why, sizeof why) != INGEST_DAMAGED) {
            list_offsets_again(all, f, ingest_ask(all->ingest), mono_ms + RETRY_MS);
            return 0;
        }
        batch = ingest_damage(all->ingest, f->source);
        if (batch > f->damaged) /* another damaged batch, handled later */
            f->skip_high = batch < f->skip_high ? batch : f->skip_try;
        else
            f->skip_low = f->skip_try;
        break;
    }
    return skip_step(all, f, mono_ms, err);
}

/* Compares the first message after a start with the last stored row. */
static int validate(struct fetchers *all, struct fetcher *f, int64_t mono_ms, struct err *err)
{
    int64_t t_ms;
    switch (ingest_peek(all->ingest, f->source, &t_ms)) {
    case INGEST_LOST:
        handle_loss(all, f, mono_ms);
        return 0;
    case INGEST_COMING:
    case INGEST_PAUSED:
        return 0;
    case INGEST_END:
        f->state = FETCHER_FETCHING; /* compaction removed the row: no evidence either way */
        return 0;
    case INGEST_MESSAGE:
        break;
    }
    const struct store_part *row = fetchers_row(all, f);
    f->state = FETCHER_FETCHING;
    if (ingest_peek_offset(all->ingest, f->source) >= row->next_off)
        return 0;
    struct ingest_message m;
    ingest_take(all->ingest, f->source, &m);
    tape_wait(all->tape);
    return tape_crc(&m) == row->last_crc ? 0 : begin_generation(all, f, mono_ms, err);
}

/* Tells the merge what the partition has. */
static void offer_head(struct fetchers *all, struct fetcher *f, int64_t mono_ms)
{
    int index = fetchers_index(all, f);
    int64_t t_ms;
    switch (ingest_peek(all->ingest, f->source, &t_ms)) {
    case INGEST_MESSAGE:
        merge_offer(&all->merge, index, t_ms);
        return;
    case INGEST_COMING:
        merge_expect(&all->merge, index, mono_ms);
        return;
    case INGEST_PAUSED:
        merge_leave_out(&all->merge, index);
        return;
    case INGEST_END:
        merge_ended(&all->merge, index);
        f->live = true;
        if (all->settled)
            f->state = FETCHER_DONE;
        return;
    case INGEST_LOST:
        handle_loss(all, f, mono_ms);
        return;
    }
}

static int poll_source(struct fetchers *all, struct fetcher *f, int64_t mono_ms, struct err *err)
{
    if (f->source < 0 || f->state == FETCHER_DONE)
        return 0;
    enum merge_state state = all->merge.sources[fetchers_index(all, f)].state;
    bool paused = ingest_paused(all->ingest, f->source);
    if (!paused &&
        (state == MERGE_HEAD || (state == MERGE_ENDED && !ingest_ready(all->ingest, f->source))))
        return 0;
    int rc = f->state == FETCHER_VALIDATING ? validate(all, f, mono_ms, err)
             : f->state == FETCHER_SKIPPING ? skip_on(all, f, mono_ms, err)
                                            : 0;
    if (rc == 0 && f->state == FETCHER_FETCHING)
        offer_head(all, f, mono_ms);
    return rc;
}

/* The offsets between the stored one and this one never reached us. */
static int record_gap(struct fetchers *all, struct fetcher *f, int64_t offset, struct err *err)
{
    bool retention = f->low > fetchers_row(all, f)->next_off;
    return tape_gap(all->tape, f->part, offset - 1,
                    retention ? STORE_GAP_RETENTION : STORE_GAP_NO_RECORDS, err);
}

/* A large message counts as several rows, so that ingest_wait() gets its turn. */
static int rows_worth(const struct ingest_message *m, int most)
{
    size_t row = INGEST_TURN_BYTES / (size_t)most;
    return 1 + (int)((m->key.len + m->value.len) / row);
}

/* Adds what the message counts for to `*count`. */
static int put_one(struct fetchers *all, struct fetcher *f, int most, int *count, struct err *err)
{
    struct ingest_message m;
    ingest_take(all->ingest, f->source, &m);
    *count += rows_worth(&m, most);
    int64_t next = fetchers_row(all, f)->next_off;
    if (m.offset < next)
        return 0;
    if (f->stop_at != INGEST_NO_OFFSET && m.offset >= f->stop_at) {
        f->state = FETCHER_DONE;
        return 0;
    }
    leave_damage(f);
    f->unverifiable = false;
    int rc = m.offset > next ? record_gap(all, f, m.offset, err) : 0;
    if (rc == 0)
        rc = tape_put(all->tape, f->part, &m, f->live, err);
    if (m.offset + 1 == f->stop_at)
        f->state = FETCHER_DONE;
    return rc;
}

static bool waits_for_schema(const struct fetchers *all, const struct fetcher *f, int64_t mono_ms)
{
    return all->gate != NULL && all->gate->registry != NULL &&
           schema_gate_holds(all->gate, all->tape, ingest_peek_value(all->ingest, f->source),
                             mono_ms);
}

int fetchers_pump(struct fetchers *all, int64_t mono_ms, int most, int64_t *until_ms,
                  struct err *err)
{
    int rc = 0, count = 0;
    for (int i = 0; i < all->count && rc == 0; i++)
        rc = poll_source(all, &all->items[i], mono_ms, err);
    tape_set_arrival(all->tape, clock_wall_ms());
    while (rc == 0 && count < most) {
        int next = merge_next(&all->merge, mono_ms, until_ms);
        if (next == MERGE_NONE)
            break;
        struct fetcher *f = &all->items[next];
        if (waits_for_schema(all, f, mono_ms)) {
            *until_ms = mono_ms + SCHEMA_LOOK_MS;
            break;
        }
        merge_take(&all->merge, next, mono_ms);
        rc = put_one(all, f, most, &count, err);
        if (f->state == FETCHER_DONE)
            stop_source(all, f);
        else if (rc == 0)
            offer_head(all, f, mono_ms);
    }
    return rc != 0 ? rc : count;
}
