/* lines.c: partitions appear, are proven, read and lost. */
#include "recorder/lines_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"

enum { RETRY_MS = 500 };

void lines_init(struct lines *l, struct feed *feed, struct tape *tape, bool until_end,
                bool skip_damaged)
{
    *l = (struct lines){
        .feed = feed, .tape = tape, .until_end = until_end, .skip_damaged = skip_damaged};
    l->breaks = feed_breaks(feed);
    l->ask = feed_ask(feed);
}

static void stop_source(struct lines *l, struct line *line)
{
    if (line->source < 0)
        return;
    feed_stop(l->feed, line->source);
    merge_reset(&l->merge, lines_number(l, line));
    line->source = -1;
}

void lines_deinit(struct lines *l)
{
    for (int i = 0; i < l->count; i++)
        stop_source(l, &l->items[i]);
    free(l->items);
    merge_deinit(&l->merge);
    *l = (struct lines){0};
}

/* ---- starting ---- */

/* Nothing is believed about the partition until its offsets have been asked anew. */
static void ask_anew(struct lines *l, struct line *line, int64_t ask, int64_t retry_ms)
{
    stop_source(l, line);
    line->state = LINE_ASKING;
    line->ask = ask;
    line->retry_ms = retry_ms;
}

static int start_source(struct lines *l, struct line *line, int64_t offset, int64_t mono_ms,
                        struct err *err)
{
    line->source = feed_start(l->feed, line->topic, line->partition, offset, err);
    if (line->source < 0)
        return line->source;
    merge_expect(&l->merge, lines_number(l, line), mono_ms);
    line->live = false;
    return 0;
}

static int start_again(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    stop_source(l, line);
    line->damaged = FEED_NO_OFFSET;
    line->unprovable = false;
    int rc = tape_again(l->tape, line->part, line->low, err);
    if (rc == 0)
        rc = start_source(l, line, line->low, mono_ms, err);
    if (rc == 0)
        line->state = LINE_READING;
    return rc;
}

static void leave_damage(struct line *line)
{
    if (line->damaged == FEED_NO_OFFSET)
        return;
    line->damaged = FEED_NO_OFFSET;
    line->why[0] = '\0';
}

/* Tries the offset in the middle, or, when the damage's end is found, records the gap and reads on
 * from there. */
static int skip_step(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    int64_t first = lines_row(l, line)->next_off, next = line->skip_high;
    stop_source(l, line);
    if (next - line->skip_low > 1) {
        next = line->skip_try = line->skip_low + (next - line->skip_low) / 2;
    } else {
        int rc = tape_gap(l->tape, line->part, next - 1, STORE_GAP_DAMAGED, err);
        if (rc != 0)
            return rc;
        log_line(LOG_WARN, "%s/%d: offsets %" PRId64 "..%" PRId64 " are damaged and were skipped",
                 line->topic, line->partition, first, next - 1);
        line->state = LINE_READING;
        leave_damage(line);
    }
    return start_source(l, line, next, mono_ms, err);
}

/* A broker that sends nonsense behind the end of its own partition leaves nothing to skip. */
static bool can_skip(const struct lines *l, const struct line *line)
{
    return l->skip_damaged && line->high > lines_row(l, line)->next_off;
}

static int skip_start(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    line->state = LINE_SKIPPING;
    line->skip_low = lines_row(l, line)->next_off;
    line->skip_high = line->high;
    return skip_step(l, line, mono_ms, err);
}

/* With fresh offsets low..high-1 in hand. */
static int start_line(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    const struct store_part *row = lines_row(l, line);
    if (line->low > line->damaged)
        line->damaged = FEED_NO_OFFSET; /* retention has taken it */
    if (line->damaged == FEED_NO_OFFSET)
        line->why[0] = '\0';
    if (row->first_off < 0) {
        int rc = tape_start_at(l->tape, line->part, line->low, err);
        if (rc != 0)
            return rc;
    }
    bool anew = line->anew && row->messages > 0;
    line->anew = false;
    if (anew || line->high < row->next_off)
        return start_again(l, line, mono_ms, err);
    if (line->low > row->next_off) {
        int rc = tape_gap(l->tape, line->part, line->low - 1, STORE_GAP_RETENTION, err);
        if (rc != 0)
            return rc;
    }
    if (line->damaged != FEED_NO_OFFSET && can_skip(l, line))
        return skip_start(l, line, mono_ms, err);
    bool provable = row->messages > 0 && row->next_off - 1 >= line->low && !line->unprovable;
    line->state = provable ? LINE_PROVING : LINE_READING;
    return start_source(l, line, row->next_off - provable, mono_ms, err);
}

/* ---- following the look ---- */

static struct line *find_line(struct lines *l, const struct feed_part *part)
{
    for (int i = 0; i < l->count; i++) {
        if (l->items[i].partition == part->partition && strcmp(l->items[i].topic, part->topic) == 0)
            return &l->items[i];
    }
    return NULL;
}

static int add_line(struct lines *l, const struct feed_view *view, const struct feed_part *part,
                    struct line **out, struct err *err)
{
    int number = tape_part(l->tape, view->cluster, part->topic, part->partition, err);
    if (number < 0)
        return number;
    l->items = mem_grow(l->items, (size_t)l->count + 1, sizeof *l->items);
    *out = &l->items[l->count++];
    merge_add(&l->merge);
    **out = (struct line){
        .state = LINE_ASKING,
        .partition = part->partition,
        .part = number,
        .source = -1,
        .ask = l->tape->parts[number].row.first_off < 0 ? 0 : l->ask,
        .stop_at = FEED_NO_OFFSET,
        .damaged = FEED_NO_OFFSET,
    };
    snprintf((*out)->topic, sizeof(*out)->topic, "%s", part->topic);
    return 0;
}

/* The offsets of a topic that was made anew may fit to what is stored of the one before: its id
 * tells. */
static void heed_topic_id(struct lines *l, struct line *line, const struct feed_part *part,
                          int64_t mono_ms)
{
    if (part->topic_id == 0 || part->topic_id == line->topic_id)
        return;
    bool another = line->topic_id != 0;
    line->topic_id = part->topic_id;
    if (!another || line->state == LINE_DONE)
        return;
    line->anew = true;
    ask_anew(l, line, feed_ask(l->feed), mono_ms);
}

/* One partition of which a broker says what cannot be ends neither us nor the others. */
static void heed_nonsense(struct lines *l, struct line *line, const struct feed_part *part)
{
    bool was = line->aside;
    line->aside = part->wrong != NULL;
    if (was && !line->aside)
        line->why[0] = '\0';
    if (was || !line->aside)
        return;
    ask_anew(l, line, line->ask, line->retry_ms);
    snprintf(line->why, sizeof line->why, "set aside: %s", part->wrong);
    log_line(LOG_ERROR, "%s/%d is set aside, the broker says what cannot be: %s", line->topic,
             line->partition, part->wrong);
}

static int follow_part(struct lines *l, const struct feed_view *view, const struct feed_part *part,
                       int64_t mono_ms, struct err *err)
{
    struct line *line = find_line(l, part);
    int rc = 0;
    if (line == NULL && l->settled)
        return 0;
    if (line == NULL && (rc = add_line(l, view, part, &line, err)) != 0)
        return rc;
    if (line->state == LINE_GONE) {
        line->why[0] = '\0';
        ask_anew(l, line, view->look, mono_ms);
    }
    heed_topic_id(l, line, part, mono_ms);
    line->look = view->look;
    line->led = part->led;
    heed_nonsense(l, line, part);
    if (line->aside || part->low == FEED_NO_OFFSET)
        return 0;
    line->low = part->low;
    line->high = part->high;
    if (line->state == LINE_ASKING && part->asked >= line->ask && mono_ms >= line->retry_ms)
        rc = start_line(l, line, mono_ms, err);
    return rc;
}

static void follow_gone(struct lines *l)
{
    for (int i = 0; i < l->count; i++) {
        struct line *line = &l->items[i];
        if (line->look == l->look || line->state == LINE_GONE)
            continue;
        stop_source(l, line);
        line->state = LINE_GONE;
        snprintf(line->why, sizeof line->why, "the topic is not there any more");
    }
}

/* --until-end: the lines that count are those of the first look that knows all offsets, asked since
 * the recorder started: an older end may lie below what is stored, which would then be all. */
static void settle(struct lines *l, const struct feed_view *view)
{
    for (int i = 0; i < view->count; i++) {
        const struct feed_part *part = &view->parts[i];
        if (part->wrong == NULL && (part->low == FEED_NO_OFFSET || part->asked < l->ask))
            return;
    }
    for (int i = 0; i < l->count; i++)
        l->items[i].stop_at = l->items[i].high;
    l->settled = true;
}

int lines_follow(struct lines *l, const struct feed_view *view, int64_t mono_ms, struct err *err)
{
    if (feed_breaks(l->feed) != l->breaks) {
        l->breaks = feed_breaks(l->feed);
        int64_t ask = feed_ask(l->feed);
        for (int i = 0; i < l->count; i++) {
            if (l->items[i].source >= 0 && l->items[i].state != LINE_DONE)
                ask_anew(l, &l->items[i], ask, mono_ms);
        }
    }
    if (view->look == l->look || !view->reached)
        return 0;
    bool first = l->look == 0;
    l->look = view->look;
    int rc = 0;
    for (int i = 0; i < view->count && rc == 0; i++)
        rc = follow_part(l, view, &view->parts[i], mono_ms, err);
    follow_gone(l);
    if (rc == 0 && first)
        rc = tape_parts_known(l->tape, err); /* who left while nobody recorded */
    if (rc == 0 && l->until_end && !l->settled)
        settle(l, view);
    return rc;
}

/* ---- reading ---- */

/* Records that cannot be read stop the line, and only a person may say that it goes on without
 * them. Logged once for each place. */
static void meet_damage(const struct lines *l, struct line *line, int64_t offset, const char *why)
{
    snprintf(line->why, sizeof line->why,
             "damaged at %" PRId64 ", %.60s: ground record --skip-damaged", offset, why);
    if (line->damaged == offset)
        return;
    line->damaged = offset;
    if (l->skip_damaged)
        return; /* what is skipped is logged once it is known how much that is */
    log_line(LOG_ERROR,
             "%s/%d is damaged at offset %" PRId64 " (%s): nothing behind it is recorded until the "
             "broker is repaired, or skipped by `ground record --skip-damaged`",
             line->topic, line->partition, offset, why);
}

static void lose(struct lines *l, struct line *line, int64_t mono_ms)
{
    char why[sizeof line->why];
    int64_t retry_ms = mono_ms + RETRY_MS;
    if (feed_lost(l->feed, line->source, why, sizeof why) != FEED_DAMAGED) {
        memcpy(line->why, why, sizeof why);
    } else if (line->state == LINE_PROVING && !line->unprovable) {
        line->unprovable = true; /* what is stored was read while it was whole */
        retry_ms = mono_ms;
    } else {
        int64_t at = feed_damage(l->feed, line->source), next = lines_row(l, line)->next_off;
        meet_damage(l, line, at < next ? next : at, why);
        retry_ms = can_skip(l, line) ? mono_ms : mono_ms + LINES_DAMAGED_RETRY_MS;
    }
    ask_anew(l, line, feed_ask(l->feed), retry_ms);
}

/* SKIPPING: what became of the offset that is being tried. */
static int skip_on(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    char why[sizeof line->why];
    int64_t t_ms, batch;
    switch (feed_peek(l->feed, line->source, &t_ms)) {
    case FEED_COMING:
    case FEED_PARKED:
        return 0;
    case FEED_MESSAGE:
    case FEED_END:
        line->skip_high = line->skip_try;
        break;
    case FEED_LOST:
        if (feed_lost(l->feed, line->source, why, sizeof why) != FEED_DAMAGED) {
            ask_anew(l, line, feed_ask(l->feed), mono_ms + RETRY_MS);
            return 0;
        }
        batch = feed_damage(l->feed, line->source);
        if (batch > line->damaged) /* another one, damaged too: its turn comes */
            line->skip_high = batch < line->skip_high ? batch : line->skip_try;
        else
            line->skip_low = line->skip_try;
        break;
    }
    return skip_step(l, line, mono_ms, err);
}

/* The first message after a start: is it the row that we stored last? */
static int prove(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    int64_t t_ms;
    switch (feed_peek(l->feed, line->source, &t_ms)) {
    case FEED_LOST:
        lose(l, line, mono_ms);
        return 0;
    case FEED_COMING:
    case FEED_PARKED:
        return 0;
    case FEED_END:
        line->state = LINE_READING; /* compaction took the row: that proves nothing */
        return 0;
    case FEED_MESSAGE:
        break;
    }
    const struct store_part *row = lines_row(l, line);
    line->state = LINE_READING;
    if (feed_peek_offset(l->feed, line->source) >= row->next_off)
        return 0;
    struct feed_message m;
    feed_take(l->feed, line->source, &m);
    tape_settle(l->tape);
    return tape_crc(&m) == row->last_crc ? 0 : start_again(l, line, mono_ms, err);
}

/* Tells the merge what the line has. */
static void look_for_head(struct lines *l, struct line *line, int64_t mono_ms)
{
    int number = lines_number(l, line);
    int64_t t_ms;
    switch (feed_peek(l->feed, line->source, &t_ms)) {
    case FEED_MESSAGE:
        merge_offer(&l->merge, number, t_ms);
        return;
    case FEED_COMING:
        merge_expect(&l->merge, number, mono_ms);
        return;
    case FEED_PARKED:
        merge_leave_out(&l->merge, number);
        return;
    case FEED_END:
        merge_ended(&l->merge, number);
        line->live = true;
        if (l->settled)
            line->state = LINE_DONE;
        return;
    case FEED_LOST:
        lose(l, line, mono_ms);
        return;
    }
}

static int refresh(struct lines *l, struct line *line, int64_t mono_ms, struct err *err)
{
    if (line->source < 0 || line->state == LINE_DONE)
        return 0;
    enum merge_state state = l->merge.sources[lines_number(l, line)].state;
    bool parked = feed_parked(l->feed, line->source);
    if (!parked &&
        (state == MERGE_HEAD || (state == MERGE_ENDED && !feed_ready(l->feed, line->source))))
        return 0;
    int rc = line->state == LINE_PROVING    ? prove(l, line, mono_ms, err)
             : line->state == LINE_SKIPPING ? skip_on(l, line, mono_ms, err)
                                            : 0;
    if (rc == 0 && line->state == LINE_READING)
        look_for_head(l, line, mono_ms);
    return rc;
}

/* What lies between the stored offset and this one was never there for us. */
static int record_gap(struct lines *l, struct line *line, int64_t offset, struct err *err)
{
    bool retention = line->low > lines_row(l, line)->next_off;
    return tape_gap(l->tape, line->part, offset - 1,
                    retention ? STORE_GAP_RETENTION : STORE_GAP_NO_RECORDS, err);
}

/* A large message counts for as many rows as have its size: feed_wait() wants its turn. */
static int rows_worth(const struct feed_message *m, int most)
{
    size_t row = FEED_TURN_BYTES / (size_t)most;
    return 1 + (int)((m->key.len + m->value.len) / row);
}

/* `*count` rises by what it was worth. */
static int put_one(struct lines *l, struct line *line, int most, int *count, struct err *err)
{
    struct feed_message m;
    feed_take(l->feed, line->source, &m);
    *count += rows_worth(&m, most);
    int64_t next = lines_row(l, line)->next_off;
    if (m.offset < next)
        return 0;
    if (line->stop_at != FEED_NO_OFFSET && m.offset >= line->stop_at) {
        line->state = LINE_DONE;
        return 0;
    }
    leave_damage(line);
    line->unprovable = false;
    int rc = m.offset > next ? record_gap(l, line, m.offset, err) : 0;
    if (rc == 0)
        rc = tape_put(l->tape, line->part, &m, line->live, err);
    if (m.offset + 1 == line->stop_at)
        line->state = LINE_DONE;
    return rc;
}

int lines_pump(struct lines *l, int64_t mono_ms, int most, int64_t *until_ms, struct err *err)
{
    int rc = 0, count = 0;
    for (int i = 0; i < l->count && rc == 0; i++)
        rc = refresh(l, &l->items[i], mono_ms, err);
    tape_hear(l->tape, clock_wall_ms());
    while (rc == 0 && count < most) {
        int next = merge_next(&l->merge, mono_ms, until_ms);
        if (next == MERGE_NONE)
            break;
        struct line *line = &l->items[next];
        merge_take(&l->merge, next, mono_ms);
        rc = put_one(l, line, most, &count, err);
        if (line->state == LINE_DONE)
            stop_source(l, line);
        else if (rc == 0)
            look_for_head(l, line, mono_ms);
    }
    return rc != 0 ? rc : count;
}
