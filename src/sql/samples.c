/* samples.c: a virtual table over batches of messages. A rocket, a seq and a range of t narrow what
 * is read; SQLite checks every row again. */
#include "sql/samples.h"

#include <stdlib.h>

#include "base/mem.h"
#include "export/message_numbers.h"
#include "flight/message.h"
#include "flight/show.h"

enum { ROWS_AT_ONCE = 64 };
enum { BY_ROCKET = 1, FROM_T = 2, TO_T = 4, BY_SEQ = 8 };

/* Columns, in this order. */
#define SAMPLES_TABLE                                                                              \
    "CREATE TABLE samples(seq INT, rocket TEXT, flight INT, channel TEXT, time TEXT, t REAL,"      \
    " v REAL, clock REAL, value)"
enum { SEQ, ROCKET, FLIGHT, CHANNEL, TIME, T, V, CLOCK, VALUE };

struct samples_table {
    sqlite3_vtab base;
    struct samples_source *source;
};

struct sample {
    int64_t seq, t_ms, v_ms;
    int32_t rocket;
    const struct store_flight *flight; /* NULL: none */
    struct decoded_number number;
};

struct samples_cursor {
    sqlite3_vtab_cursor base;
    struct samples_source *source;
    struct selection_range range;
    struct sample *batch; /* of at most ROWS_AT_ONCE messages */
    size_t count, cap, at;
    int64_t to_seq; /* up to here there may be messages of the time wanted */
    int64_t passed; /* samples handed out */
    struct message_numbers *numbers;
    struct decoded *decoded;
    struct err err; /* of a message, or of those before it */
    bool failed, ended;
};

static int connect_table(sqlite3 *db, void *owner, int argc, const char *const *argv,
                         sqlite3_vtab **out, char **said)
{
    (void)argc, (void)argv, (void)said;
    struct samples_table *table = mem_zero(1, sizeof *table);
    table->source = owner;
    *out = &table->base;
    return sqlite3_declare_vtab(db, SAMPLES_TABLE);
}

static int disconnect_table(sqlite3_vtab *base)
{
    free(base);
    return SQLITE_OK;
}

/* Which bit a constraint sets; 0: of no use here. */
static int use_of(int column, unsigned char op)
{
    if (column == ROCKET && op == SQLITE_INDEX_CONSTRAINT_EQ)
        return BY_ROCKET;
    if (column == SEQ && op == SQLITE_INDEX_CONSTRAINT_EQ)
        return BY_SEQ;
    if (column != T)
        return 0;
    if (op == SQLITE_INDEX_CONSTRAINT_GE || op == SQLITE_INDEX_CONSTRAINT_GT)
        return FROM_T;
    return op == SQLITE_INDEX_CONSTRAINT_LE || op == SQLITE_INDEX_CONSTRAINT_LT ? TO_T : 0;
}

/* The arguments of filter() come in the order of the bits. */
static int choose_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    int used = 0, count = 0;
    (void)base;
    info->estimatedCost = 1e9;
    for (int bit = BY_ROCKET; bit <= BY_SEQ; bit <<= 1)
        for (int i = 0; i < info->nConstraint && !(used & bit); i++) {
            if (!info->aConstraint[i].usable ||
                use_of(info->aConstraint[i].iColumn, info->aConstraint[i].op) != bit)
                continue;
            info->aConstraintUsage[i].argvIndex = ++count;
            info->estimatedCost /= bit == BY_SEQ ? 1e6 : 10;
            used |= bit;
        }
    info->idxNum = used;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct samples_cursor *c = mem_zero(1, sizeof *c);
    c->source = ((struct samples_table *)(void *)base)->source;
    c->decoded = mem_zero(1, sizeof *c->decoded);
    c->numbers = message_numbers_new(&c->source->selection, c->source->mission);
    *out = &c->base;
    return SQLITE_OK;
}

static struct samples_cursor *cursor_of(sqlite3_vtab_cursor *base)
{
    return (struct samples_cursor *)(void *)base;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    struct samples_cursor *c = cursor_of(base);
    free(c->batch);
    decoded_deinit(c->decoded);
    free(c->decoded);
    message_numbers_free(c->numbers);
    free(c);
    return SQLITE_OK;
}

static int take_message(void *owner, const struct store_message *m)
{
    struct samples_cursor *c = owner;
    int64_t t_ms = store_record_time(m->t_ms);
    c->range.seq0 = m->seq + 1;
    if (t_ms < c->range.from_ms || t_ms > c->range.to_ms)
        return 0;
    if (message_numbers_read(c->numbers, m, c->decoded, &c->err) != 0) {
        c->failed = true;
        return 1;
    }
    size_t needed = c->count + (size_t)c->decoded->count;
    if (needed > c->cap) {
        c->cap = needed * 2;
        c->batch = mem_grow(c->batch, c->cap, sizeof *c->batch);
    }
    for (int i = 0; i < c->decoded->count; i++)
        c->batch[c->count++] =
            (struct sample){m->seq,
                            t_ms,
                            m->arrival_ms == STORE_NO_TIME ? t_ms : m->arrival_ms,
                            m->rocket,
                            selection_flight(&c->source->selection, m),
                            c->decoded->numbers[i]};
    return 0;
}

/* The next messages: how many, or an error. */
static int read_on(struct samples_cursor *c, struct err *err)
{
    struct selection_range *range = &c->range;
    struct reader *r = c->source->reader;
    int rc = range->seq0 <= c->to_seq
                 ? 0
                 : reader_time_span(r, range->from_ms, range->to_ms, &range->seq0, &c->to_seq, err);
    if (rc != 0)
        return rc;
    int64_t to = c->to_seq < range->seq1 ? c->to_seq : range->seq1;
    if (range->seq0 > to)
        return 0;
    int n = range->rocket != 0
                ? reader_rocket_rows(r, range->rocket, range->seq0, to, ROWS_AT_ONCE, take_message,
                                     c, err)
                : reader_rows(r, range->seq0, to, ROWS_AT_ONCE, take_message, c, err);
    if (c->failed) {
        *err = c->err;
        return c->err.code;
    }
    if (n >= 0 && n < ROWS_AT_ONCE)
        range->seq0 = to + 1;
    return n;
}

/* Reads on until there is a sample, or the end. */
static int fill(struct samples_cursor *c)
{
    struct err err;
    c->at = c->count = 0;
    while (c->count == 0 && c->range.seq0 <= c->range.seq1)
        if (read_on(c, &err) < 0) {
            c->base.pVtab->zErrMsg = sqlite3_mprintf("%s", err.text);
            return SQLITE_ERROR;
        }
    c->ended = c->count == 0;
    return SQLITE_OK;
}

/* The rocket of that title; -1, which no message has, when there is none. */
static int32_t rocket_of(const struct selection *s, const char *title)
{
    for (int i = 1; i < s->title_count && title != NULL; i++)
        if (s->titles[i] != NULL && strcmp(s->titles[i], title) == 0)
            return i;
    return -1;
}

/* A bound of t in ms, outwards; SQLite checks the exact one. */
static int64_t bound_ms(sqlite3_value *value, double beyond)
{
    double ms = sqlite3_value_double(value) * 1000 + beyond;
    return !(ms > -1e17) ? INT64_MIN : ms > 1e17 ? INT64_MAX : (int64_t)ms;
}

static int filter(sqlite3_vtab_cursor *base, int used, const char *name, int argc,
                  sqlite3_value **argv)
{
    struct samples_cursor *c = cursor_of(base);
    const struct selection *s = &c->source->selection;
    int at = 0;
    (void)name, (void)argc;
    c->range = s->range;
    c->passed = 0;
    c->failed = false;
    if (used & BY_ROCKET)
        c->range.rocket = rocket_of(s, (const char *)sqlite3_value_text(argv[at++]));
    if (used & FROM_T)
        c->range.from_ms = bound_ms(argv[at++], -1);
    if (used & TO_T)
        c->range.to_ms = bound_ms(argv[at++], 1);
    c->to_seq = -1;
    if (used & BY_SEQ) {
        int64_t seq = sqlite3_value_int64(argv[at++]);
        c->range.seq0 = seq > c->range.seq0 ? seq : c->range.seq0;
        c->range.seq1 = seq < c->range.seq1 ? seq : c->range.seq1;
    }
    return fill(c);
}

static int next_sample(sqlite3_vtab_cursor *base)
{
    struct samples_cursor *c = cursor_of(base);
    c->passed++;
    return ++c->at < c->count ? SQLITE_OK : fill(c);
}

static int at_end(sqlite3_vtab_cursor *base)
{
    return cursor_of(base)->ended;
}

static void give_seconds(sqlite3_context *out, int64_t ms)
{
    sqlite3_result_double(out, (double)ms / 1000);
}

static void give_flight(sqlite3_context *out, const struct sample *s, int column)
{
    if (s->flight == NULL)
        return;
    if (column == FLIGHT)
        sqlite3_result_int64(out, s->flight->id);
    else if (s->flight->t_zero_ms != STORE_NO_TIME)
        give_seconds(out, s->t_ms - s->flight->t_zero_ms);
}

static void give_time(sqlite3_context *out, int64_t t_ms)
{
    char utc[32];
    show_utc(t_ms, SHOW_ISO, utc);
    sqlite3_result_text(out, utc, -1, SQLITE_TRANSIENT);
}

/* NaN becomes NULL: SQL has none. */
static void give_value(sqlite3_context *out, const struct decoded_number *number)
{
    if (number->whole != 0)
        sqlite3_result_int64(out, number->whole);
    else
        sqlite3_result_double(out, number->value);
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *out, int column)
{
    const struct samples_cursor *c = cursor_of(base);
    const struct sample *s = &c->batch[c->at];
    if (column == SEQ)
        sqlite3_result_int64(out, s->seq);
    else if (column == ROCKET)
        sqlite3_result_text(out, selection_title(&c->source->selection, s->rocket), -1,
                            SQLITE_TRANSIENT);
    else if (column == CHANNEL)
        sqlite3_result_text(out, s->number.name, -1, SQLITE_TRANSIENT);
    else if (column == TIME)
        give_time(out, s->t_ms);
    else if (column == T || column == V)
        give_seconds(out, column == T ? s->t_ms : s->v_ms);
    else if (column == VALUE)
        give_value(out, &s->number);
    else
        give_flight(out, s, column);
    return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = cursor_of(base)->passed;
    return SQLITE_OK;
}

int samples_add(sqlite3 *db, struct samples_source *source, struct err *err)
{
    static const sqlite3_module module = {
        /* no xCreate: the table is there by its name alone */
        .xConnect = connect_table,
        .xBestIndex = choose_index,
        .xDisconnect = disconnect_table,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = filter,
        .xNext = next_sample,
        .xEof = at_end,
        .xColumn = give_column,
        .xRowid = give_rowid,
    };
    if (sqlite3_create_module(db, "samples", &module, source) != SQLITE_OK)
        return db_fail(db, err, "samples");
    /* Declares the table, before only queries are allowed. */
    return db_exec(db, "SELECT seq FROM samples LIMIT 0", err);
}
