/* keyframe.c: a rocket's state as bytes, and back.
 *
 *   version (1 byte), the rows of rocket_rows, its pace, per channel the rows of channel_rows and
 *   its pace, uvarint states, per state the rows of state_rows, a hash of 4 bytes per value, its
 *   pace, what is not followed (uvarint count, and of some: uvarint at once, up to 8 names, a
 *   hash of 4 bytes per name), whether it has formulas (1 byte; their hash in 8 bytes, uvarint
 *   windows, per window uvarint steps, and of some: the base, per step its six fields), FNV-1a of
 * all that (4 bytes, big-endian)
 *
 * One table each says what is kept, for both directions. What is kept is the fold of the messages
 * alone: silence_said, which a tick sets, is not, so that a keyframe does not depend on the ticks.
 * A change of these tables or of the fold raises ROCKET_FOLD_VERSION, and the cache is refolded. */
#include "base/hash.h"
#include "base/mem.h"
#include "flight/blob.h"
#include "flight/fold.h"
#include "flight/formulas.h"

enum row_type { ROW_I32, ROW_U32, ROW_I64, ROW_F64, ROW_BOOL, ROW_TEXT };

struct row {
    enum row_type type;
    size_t at, size;
};

#define R(type, field)                                                                             \
    {                                                                                              \
        ROW_##type, offsetof(struct rocket, field), sizeof((struct rocket *)0)->field              \
    }
#define C(type, field)                                                                             \
    {                                                                                              \
        ROW_##type, offsetof(struct channel, field), sizeof((struct channel *)0)->field            \
    }

static const struct row rocket_rows[] = {
    R(I32, id),
    R(BOOL, keyless),
    R(TEXT, name),
    R(I32, source),
    R(I32, flight),
    R(I64, flight_seq0),
    R(I64, flight_v0_ms),
    R(I64, flight_time_ms),
    R(I64, messages),
    R(I64, seq),
    R(I64, t_ms),
    R(I64, v_ms),
    R(BOOL, heard_live),
    R(BOOL, late),
    R(I64, offset.lag_ms[0]),
    R(I64, offset.lag_ms[1]),
    R(I64, offset.lag_ms[2]),
    R(I64, offset.lag_ms[3]),
    R(I64, offset.lag_ms[4]),
    R(I32, offset.count),
    R(I32, offset.next),
    R(I64, offset.arrival_ms),
    R(I64, offset.run_lag_ms),
    R(I64, offset.run_arrival_ms),
    R(BOOL, offset.runs),
    R(BOOL, offset.run_opened),
    R(BOOL, offset.steady),
    R(BOOL, offset.ahead),
    R(I32, offset.said),
    R(I64, own_lag_ms),
    R(I32, own_said),
    R(BOOL, has_numbers),
    R(TEXT, phase),
    R(I64, phase_since_ms),
    R(U32, phase_field),
    R(BOOL, mixed),
    R(I32, clock),
    R(I64, t_zero_ms),
    R(I64, clock_held_ms),
    R(F64, mission_time),
    R(F64, lift_off_epoch),
    R(I32, unit_run),
    R(BOOL, lifted_off),
    R(I64, reach.furthest_ms[0]),
    R(I64, reach.furthest_ms[1]),
    R(I64, reach.set_back),
    R(TEXT, outcome),
    R(TEXT, last_text),
    R(I64, last_text_v_ms),
    R(I32, more.said),
    R(I64, more.count),
    R(I64, more.seq),
    R(I64, more.v_ms),
    R(I64, more.clock_ms),
    R(TEXT, more.text),
    R(I64, more.line_v_ms),
    R(I64, errors),
    R(I32, channels_count),
};

static const struct row channel_rows[] = {
    C(TEXT, name),         C(F64, value),        C(I64, whole),       C(BOOL, truth),
    C(I32, digits.before), C(I32, digits.after), C(I64, t_ms),        C(I64, v_ms),
    C(I64, samples),       C(I64, older.t_ms),   C(F64, older.value), C(I64, newer.t_ms),
    C(F64, newer.value),
};

#define S(type, field)                                                                             \
    {                                                                                              \
        ROW_##type, offsetof(struct state_channel, field),                                         \
            sizeof((struct state_channel *)0)->field                                               \
    }

static const struct row state_rows[] = {
    S(TEXT, name), S(TEXT, text), S(I64, t_ms), S(I64, v_ms), S(I32, values),
};

static void put_row(const struct row *row, const void *from, struct buf *out)
{
    const void *at = (const char *)from + row->at;
    switch (row->type) {
    case ROW_I32:
        buf_add_varint(out, *(const int32_t *)at);
        break;
    case ROW_U32:
        buf_add_uvarint(out, *(const uint32_t *)at);
        break;
    case ROW_I64:
        buf_add_varint(out, *(const int64_t *)at);
        break;
    case ROW_F64:
        blob_put_f64(out, *(const double *)at);
        break;
    case ROW_BOOL:
        buf_add_byte(out, *(const bool *)at);
        break;
    case ROW_TEXT:
        blob_put_text(out, at);
        break;
    }
}

static void put_pace(const struct pace *p, struct buf *out)
{
    buf_add_byte(out, p->count);
    buf_add_byte(out, p->next);
    buf_add_varint(out, p->last_t_ms);
    for (int i = 0; i < p->count; i++)
        buf_add_uvarint(out, (uint32_t)p->interval_ms[i]);
}

static void put_hash(uint32_t hash, struct buf *out)
{
    be32_put(buf_reserve(out, 4), hash);
    out->len += 4;
}

static int hashes_of(const struct state_channel *s)
{
    return s->values < STATE_VALUES ? s->values : STATE_VALUES;
}

static void put_states(const struct rocket *r, struct buf *out)
{
    buf_add_uvarint(out, (uint64_t)r->states_count);
    for (int i = 0; i < r->states_count; i++) {
        const struct state_channel *s = &r->states[i];
        for (size_t k = 0; k < ARRAY_SIZE(state_rows); k++)
            put_row(&state_rows[k], s, out);
        for (int k = 0; k < hashes_of(s); k++)
            put_hash(s->hashes[k], out);
        put_pace(&s->pace, out);
    }
}

static void put_not_followed(const struct not_followed *n, struct buf *out)
{
    buf_add_uvarint(out, n == NULL ? 0 : (uint64_t)n->count);
    if (n == NULL || n->count == 0)
        return;
    buf_add_uvarint(out, (uint64_t)n->at_once);
    for (int i = 0; i < n->count && i < NOT_FOLLOWED_NAMES; i++)
        blob_put_text(out, n->names[i]);
    for (int i = 0; i < n->count; i++)
        put_hash(n->hashes[i], out);
}

/* A window as it is: sums of other rows in another order would not give the same values. */
static void put_window(const struct window *w, struct buf *out)
{
    buf_add_uvarint(out, (uint64_t)w->count);
    if (w->count > 0)
        blob_put_f64(out, w->base);
    for (int i = 0; i < w->count; i++) {
        const struct window_step *s = window_step(w, i);
        buf_add_varint(out, s->t_ms);
        buf_add_uvarint(out, (uint64_t)s->count);
        buf_add_uvarint(out, (uint64_t)s->last_ms);
        blob_put_f64(out, s->value);
        blob_put_f64(out, s->seconds);
        blob_put_f64(out, s->squares);
        blob_put_f64(out, s->products);
    }
}

static void put_formulas(const struct formula_state *s, struct buf *out)
{
    buf_add_byte(out, s != NULL);
    if (s == NULL)
        return;
    be64_put(buf_reserve(out, 8), s->hash);
    out->len += 8;
    buf_add_uvarint(out, (uint64_t)s->window_count);
    for (int i = 0; i < s->window_count; i++)
        put_window(&s->windows[i], out);
}

void rocket_encode(const struct rocket *r, struct buf *out)
{
    size_t start = out->len;
    buf_add_byte(out, ROCKET_FOLD_VERSION);
    for (size_t i = 0; i < ARRAY_SIZE(rocket_rows); i++)
        put_row(&rocket_rows[i], r, out);
    put_pace(&r->pace, out);
    for (int c = 0; c < r->channels_count; c++) {
        for (size_t i = 0; i < ARRAY_SIZE(channel_rows); i++)
            put_row(&channel_rows[i], &r->channels[c], out);
        put_pace(&r->channels[c].pace, out);
    }
    put_states(r, out);
    put_not_followed(r->not_followed, out);
    put_formulas(r->formulas, out);
    put_hash(fnv1a_32(FNV1A_32_BEGIN, bytes_make(out->data + start, out->len - start)), out);
}

static void take_row(struct blob_reader *rd, const struct row *row, void *to)
{
    void *at = (char *)to + row->at;
    const uint8_t *p;
    switch (row->type) {
    case ROW_I32:
        *(int32_t *)at = (int32_t)blob_varint(rd);
        break;
    case ROW_U32:
        *(uint32_t *)at = (uint32_t)blob_uvarint(rd);
        break;
    case ROW_I64:
        *(int64_t *)at = blob_varint(rd);
        break;
    case ROW_F64:
        *(double *)at = blob_f64(rd);
        break;
    case ROW_BOOL:
        p = blob_take(rd, 1);
        *(bool *)at = p != NULL && *p != 0;
        break;
    case ROW_TEXT:
        blob_text(rd, at, row->size);
        break;
    }
}

static void take_pace(struct blob_reader *rd, struct pace *p)
{
    const uint8_t *head = blob_take(rd, 2);
    pace_init(p);
    if (head == NULL || head[0] > ROCKET_INTERVALS || head[1] >= ROCKET_INTERVALS) {
        rd->bad = true;
        return;
    }
    p->count = head[0];
    p->next = head[1];
    p->last_t_ms = blob_varint(rd);
    for (int i = 0; i < p->count; i++)
        p->interval_ms[i] = (int32_t)blob_uvarint(rd);
}

static uint32_t take_hash(struct blob_reader *rd)
{
    const uint8_t *hash = blob_take(rd, 4);
    return hash == NULL ? 0 : be32_get(hash);
}

static void take_states(struct blob_reader *rd, struct rocket *r)
{
    uint64_t count = blob_uvarint(rd);
    rd->bad = rd->bad || count > ROCKET_MAX_STATES;
    for (uint64_t i = 0; !rd->bad && i < count; i++) {
        struct state_channel *s = states_add(r);
        for (size_t k = 0; k < ARRAY_SIZE(state_rows); k++)
            take_row(rd, &state_rows[k], s);
        rd->bad = rd->bad || s->values < 0 || s->values > STATE_VALUES + 1;
        for (int k = 0; !rd->bad && k < hashes_of(s); k++)
            s->hashes[k] = take_hash(rd);
        take_pace(rd, &s->pace);
    }
}

static void take_not_followed(struct blob_reader *rd, struct rocket *r)
{
    uint64_t count = blob_uvarint(rd);
    rd->bad = rd->bad || count > NOT_FOLLOWED_MAX;
    if (rd->bad || count == 0)
        return;
    struct not_followed *n = r->not_followed = mem_zero(1, sizeof *n);
    n->count = (int32_t)count;
    n->at_once = (int32_t)blob_uvarint(rd);
    for (int i = 0; i < n->count && i < NOT_FOLLOWED_NAMES; i++)
        blob_text(rd, n->names[i], sizeof n->names[i]);
    for (int i = 0; i < n->count; i++)
        n->hashes[i] = take_hash(rd);
}

static void take_step(struct blob_reader *rd, struct window_step *s)
{
    s->t_ms = blob_varint(rd);
    s->count = (int32_t)blob_uvarint(rd);
    s->last_ms = (int32_t)blob_uvarint(rd);
    s->value = blob_f64(rd);
    s->seconds = blob_f64(rd);
    s->squares = blob_f64(rd);
    s->products = blob_f64(rd);
    rd->bad = rd->bad || s->count <= 0 || s->last_ms < 0;
}

static void take_window(struct blob_reader *rd, struct window *w)
{
    uint64_t count = blob_uvarint(rd);
    rd->bad = rd->bad || count > WINDOW_STEPS;
    if (!rd->bad && count > 0)
        w->base = blob_f64(rd);
    for (uint64_t i = 0; !rd->bad && i < count; i++)
        take_step(rd, window_push(w));
}

static void take_formulas(struct blob_reader *rd, struct rocket *r)
{
    const uint8_t *any = blob_take(rd, 1), *hash;
    if (any == NULL || *any == 0 || (hash = blob_take(rd, 8)) == NULL)
        return;
    uint64_t windows = blob_uvarint(rd);
    rd->bad = rd->bad || windows > EXPR_WINDOWS_MOST;
    if (rd->bad)
        return;
    r->formulas = formula_state_new(be64_get(hash), (int)windows);
    for (uint64_t i = 0; !rd->bad && i < windows; i++)
        take_window(rd, &r->formulas->windows[i]);
}

static bool digits_are_valid(const struct digits *d)
{
    return d->before >= 0 && d->before <= DIGITS_BEFORE && d->after >= 0 &&
           d->after <= DIGITS_DECIMALS;
}

/* Channels are counted as they are read, so that all of them have their names. */
static void take_channels(struct blob_reader *rd, struct rocket *r)
{
    int count = r->channels_count;
    r->channels_count = 0;
    if (count < 0 || count > ROCKET_MAX_CHANNELS)
        rd->bad = true;
    for (int c = 0; !rd->bad && c < count; c++) {
        channels_grow(r, c + 1);
        r->channels[c] = (struct channel){.samples = 0};
        for (size_t i = 0; i < ARRAY_SIZE(channel_rows); i++)
            take_row(rd, &channel_rows[i], &r->channels[c]);
        take_pace(rd, &r->channels[c].pace);
        rd->bad = rd->bad || !digits_are_valid(&r->channels[c].digits);
        channels_named(r);
    }
}

static void take_rocket(struct blob_reader *rd, struct rocket *r)
{
    for (size_t i = 0; i < ARRAY_SIZE(rocket_rows); i++)
        take_row(rd, &rocket_rows[i], r);
    take_pace(rd, &r->pace);
    if (r->offset.count < 0 || r->offset.count > CLOCK_LAGS || r->offset.next < 0 ||
        r->offset.next >= CLOCK_LAGS)
        rd->bad = true;
    take_channels(rd, r);
    take_states(rd, r);
    take_not_followed(rd, r);
    take_formulas(rd, r);
}

int rocket_decode(struct rocket *r, struct bytes blob, struct err *err)
{
    rocket_init(r, 0, BYTES_NULL, false);
    if (blob.len < 5 || be32_get(blob.data + blob.len - 4) !=
                            fnv1a_32(FNV1A_32_BEGIN, bytes_make(blob.data, blob.len - 4)))
        return err_set(err, ERR_CORRUPT,
                       "a keyframe of %zu bytes is damaged; the cache must be refolded", blob.len);
    if (blob.data[0] != ROCKET_FOLD_VERSION)
        return err_set(err, ERR_CORRUPT,
                       "a keyframe has version %d, not %d; the cache must be refolded",
                       blob.data[0], ROCKET_FOLD_VERSION);
    struct blob_reader rd = blob_open(bytes_make(blob.data + 1, blob.len - 5));
    take_rocket(&rd, r);
    if (rd.bad || rd.at != rd.end) {
        rocket_init(r, 0, BYTES_NULL, false);
        return err_set(err, ERR_CORRUPT, "a keyframe does not decode; the cache must be refolded");
    }
    return 0;
}
