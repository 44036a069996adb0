/* file_plan.c: the report on a file, as `ground import` prints it. */
#include "source/file_plan.h"

#include <inttypes.h>
#include <stdlib.h>

#include "flight/rocket.h"
#include "flight/show.h"
#include "source/no_telemetry.h"
#include "source/timestamp.h"

enum { LISTED_COLUMNS = 5, LISTED_UNITS = 16 };

struct time_rule *file_plan_rule(struct file_plan *p)
{
    return p->kind == FILE_JSON ? &p->json.rule : &p->table.rule;
}

bool file_plan_is_absolute(const struct file_plan *p)
{
    return p->kind == FILE_LINES || p->kind == FILE_MCAP ||
           time_rule_is_absolute(p->kind == FILE_JSON ? &p->json.rule : &p->table.rule);
}

static bool is_export(const struct file_plan *p)
{
    return p->kind == FILE_JSON && p->json.shape == JSON_EXPORT;
}

static void add_count(struct buf *out, long n)
{
    if (n >= 1000) {
        add_count(out, n / 1000);
        buf_printf(out, ",%03ld", n % 1000);
    } else {
        buf_printf(out, "%ld", n);
    }
}

static void add_counted(struct buf *out, long n, const char *word)
{
    add_count(out, n);
    buf_printf(out, " %s%s", word, n == 1 ? "" : "s");
}

/* "OpenRocket export; comma, decimal point, header in line 3" */
static void report_kind(const struct file_plan *p, struct buf *out)
{
    buf_printf(out, "%s: ", p->path);
    if (p->packed != NULL)
        buf_printf(out, "%s; ", p->packed);
    if (p->utf16)
        buf_add_text(out, "UTF-16; ");
    if (p->kind == FILE_JSON) {
        buf_add_text(out, json_plan_words(&p->json));
    } else if (p->kind == FILE_LINES) {
        buf_add_text(out, p->line.format->title);
    } else if (p->kind == FILE_MCAP) {
        buf_add_text(out, "MCAP, JSON channels");
    } else {
        if (p->table.format != NULL)
            buf_printf(out, "%s; ", p->table.format->title);
        table_plan_words(&p->table, &p->head, out);
    }
    if (p->latin1 > 0) {
        buf_add_text(out, "; ");
        add_counted(out, p->latin1, "line");
        buf_add_text(out, " not UTF-8, taken for Latin-1");
    }
    buf_add_byte(out, '\n');
}

static bool is_channel(const struct file_plan *p, int column)
{
    const struct column *c = &p->table.columns.items[column];
    return c->name != NULL && column != p->table.time && c->numbers + c->nans > 0;
}

static long count_channels(const struct file_plan *p)
{
    long n = 0;
    if (p->kind == FILE_JSON)
        return p->json.channels;
    for (int i = 0; i < p->table.columns.count; i++)
        n += is_channel(p, i);
    return n;
}

static void add_time(struct file_plan *p, struct buf *out)
{
    int column = p->table.time;
    const char *name = p->kind == FILE_JSON ? p->json.time
                       : column < 0         ? NULL
                                            : p->table.columns.items[column].name;
    if (is_export(p) || p->kind == FILE_MCAP) {
        buf_add_text(out, "record times");
        return;
    }
    if (p->kind == FILE_LINES) {
        char day[32];
        show_utc(p->line.day_ns / 1000000, SHOW_DATE_TIME, day);
        buf_printf(out, "time UTC, from %.10s on", day);
        buf_add_text(out, p->line.day_told ? "" : ", when the file was written (--time-zero)");
        return;
    }
    if (name == NULL) {
        buf_add_text(out, "no time: that of arrival");
        return;
    }
    buf_printf(out, "time \"%s\" ", name);
    if (p->kind == FILE_TABLE && p->table.date >= 0)
        buf_printf(out, "and date \"%s\" ", p->table.columns.items[p->table.date].name);
    time_rule_words(file_plan_rule(p), out);
}

static void report_rows(struct file_plan *p, struct buf *out)
{
    const struct survey *s = &p->survey;
    bool messages = p->kind != FILE_TABLE;
    buf_printf(out, "%s: ", p->path);
    add_counted(out, s->rows, messages ? "message" : "row");
    buf_add_text(out, ", ");
    add_time(p, out);
    if (!is_export(p) && p->kind != FILE_LINES && p->kind != FILE_MCAP) {
        buf_add_text(out, ", ");
        add_counted(out, count_channels(p), "channel");
    }
    if (s->events > 0) {
        buf_add_text(out, ", ");
        add_counted(out, s->events, "event");
    }
    if (!file_plan_is_absolute(p) && s->rows > 0) {
        long row = s->zero_row > 0 ? s->zero_row : s->least_ns >= 0 ? 1 : 0;
        if (row > 0)
            buf_printf(out, ", T-0 at row %ld", row);
    }
    buf_add_byte(out, '\n');
    if (p->sorted) {
        buf_printf(out, "%s: ", p->path);
        if (s->falls > s->rises)
            buf_add_text(out, "newest first: sorted by time\n");
        else
            buf_printf(out, "time falls %ld time%s, first at row %ld: sorted by time\n", s->falls,
                       s->falls == 1 ? "" : "s", s->fall_row);
    }
}

static bool listed_before(const struct columns *c, int column)
{
    for (int i = 0; i < column; i++)
        if (bytes_equal(c->items[i].unit, c->items[column].unit))
            return true;
    return false;
}

/* The columns of text: those with few values, which are states, or the others. Returns how many. */
static int add_texts(const struct file_plan *p, bool states, const char *what, struct buf *out)
{
    const struct columns *c = &p->table.columns;
    int texts = 0;
    for (int i = 0; i < c->count; i++) {
        const struct column *column = &c->items[i];
        if (column->name == NULL || i == p->table.time || is_channel(p, i) || column->texts == 0 ||
            (column->state_count <= STATE_VALUES) != states)
            continue;
        buf_printf(out, "%s\"%s\" (text, %d%s value%s)", texts++ > 0 ? ", " : what, column->name,
                   column->state_count, column->state_count == COLUMN_STATES ? " or more" : "",
                   column->state_count == 1 ? "" : "s");
    }
    return texts;
}

static void report_units(const struct file_plan *p, struct buf *out)
{
    const struct columns *c = &p->table.columns;
    int units = 0;
    buf_printf(out, "%s: ", p->path);
    for (int i = 0; i < c->count && units < LISTED_UNITS; i++) {
        struct bytes unit = c->items[i].unit;
        if (!is_channel(p, i) || unit.len == 0 || listed_before(c, i))
            continue;
        buf_printf(out, "%s%.*s", units++ > 0 ? ", " : "units from the header: ", (int)unit.len,
                   (const char *)unit.data);
    }
    buf_add_text(out, units > 0 ? "" : "no units in the header");
    add_texts(p, true, "; states: ", out);
    if (add_texts(p, false, "; not followed: ", out) == 0)
        buf_add_text(out, "; not followed: none");
    buf_add_byte(out, '\n');
}

static void add_instant(struct buf *out, int64_t ns)
{
    char text[32];
    int64_t s = ns / TIMESTAMP_S - (ns % TIMESTAMP_S < 0);
    show_length((s < 0 ? -s : s) * 1000, text);
    buf_printf(out, "%s%s", s < 0 ? "-" : "", text);
}

/* "0.044 s": three digits, or as many as there are. */
static void add_step(struct buf *out, int64_t ns)
{
    if (ns >= TIMESTAMP_S / 1000)
        buf_printf(out, "%.6g s", (double)(ns / 1000000) / 1000);
    else
        buf_printf(out, "%.3g ms", (double)ns / 1e6);
}

static void add_nans(const struct file_plan *p, struct buf *out)
{
    int listed = 0;
    for (int i = 0; p->kind == FILE_TABLE && i < p->table.columns.count; i++) {
        const struct column *c = &p->table.columns.items[i];
        if (c->nans == 0 || c->name == NULL || listed == LISTED_COLUMNS)
            continue;
        listed++;
        buf_add_text(out, listed == 1 ? "; " : ", ");
        add_counted(out, c->nans, "row");
        buf_printf(out, " ha%s nan in \"%s\"", c->nans == 1 ? "s" : "ve", c->name);
    }
}

static void report_length(struct file_plan *p, struct buf *out)
{
    char from[32], to[32];
    struct survey *s = &p->survey;
    int64_t step = survey_median_step(s);
    show_length((s->most_ns - s->least_ns) / 1000000, from);
    buf_printf(out, "%s: %s long, ", p->path, from);
    if (file_plan_is_absolute(p)) {
        show_utc(s->least_ns / 1000000, SHOW_DATE_TIME, from);
        show_utc(s->most_ns / 1000000, SHOW_DATE_TIME, to);
        buf_printf(out, "%s .. %s UTC", from, to);
    } else {
        add_instant(out, s->least_ns);
        buf_add_text(out, " .. ");
        add_instant(out, s->most_ns);
    }
    if (step > 0) {
        buf_add_text(out, ", median step ");
        add_step(out, step);
    }
    add_nans(p, out);
    buf_add_byte(out, '\n');
    if (step > 0 && !is_export(p) && (step < TIMESTAMP_S / 10000 || step > 3600 * TIMESTAMP_S))
        buf_printf(out, "%s: such steps are rare: is the unit right? --time-unit overrules it\n",
                   p->path);
}

static void report_left_out(const struct file_plan *p, struct buf *out)
{
    const struct line_plan *l = &p->line;
    if (l->broken + l->other + l->timeless == 0)
        return;
    buf_printf(out, "%s: left out: ", p->path);
    add_counted(out, l->broken, "line");
    buf_add_text(out, " with a wrong checksum or cut off, ");
    add_counted(out, l->other, "line");
    buf_add_text(out, " of another kind, ");
    add_counted(out, l->timeless, "line");
    buf_add_text(out, " before the first time\n");
}

void file_plan_report(struct file_plan *p, bool surveyed, struct buf *out)
{
    if (p->kind == FILE_EMPTY)
        return;
    report_kind(p, out);
    if (!surveyed) {
        buf_printf(out, "%s: ", p->path);
        add_time(p, out);
        buf_add_byte(out, '\n');
        return;
    }
    report_rows(p, out);
    if (p->kind == FILE_TABLE)
        report_units(p, out);
    if (p->kind == FILE_LINES)
        report_left_out(p, out);
    if (p->survey.rows + p->survey.events > 0)
        report_length(p, out);
}

void file_plan_report_dialect(const struct file_plan *p, struct buf *out)
{
    const struct dialect *d = &p->table.dialect;
    if (p->kind != FILE_TABLE || d->cells == 0 || no_telemetry_is_text(d))
        return;
    buf_printf(out, "%s:1: ", p->path);
    table_plan_words(&p->table, &p->head, out);
    if (d->header > 0)
        buf_printf(
            out, ": %.*s",
            (int)(p->head.lines[d->header - 1].len < 200 ? p->head.lines[d->header - 1].len : 200),
            (const char *)p->head.lines[d->header - 1].data);
    buf_add_byte(out, '\n');
}

void file_plan_deinit(struct file_plan *p)
{
    head_deinit(&p->head);
    table_plan_deinit(&p->table);
    json_plan_deinit(&p->json);
}
