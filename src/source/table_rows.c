/* table_rows.c: a row's time, then its cells. */
#include "source/table_rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "source/cell.h"
#include "source/timestamp.h"

static void count_state(struct column *c, struct bytes text)
{
    uint64_t hash = fnv1a_64(UINT64_C(14695981039346656037), text);
    if (c->states == NULL)
        c->states = mem_alloc(COLUMN_STATES * sizeof *c->states);
    for (int i = 0; i < c->state_count; i++)
        if (c->states[i] == hash)
            return;
    if (c->state_count < COLUMN_STATES)
        c->states[c->state_count++] = hash;
}

static void count_unit(struct column *c, struct bytes unit)
{
    char text[sizeof c->cell_unit];
    bytes_to_text(unit, text, sizeof text);
    if (!c->cell_units && c->numbers == 0)
        memcpy(c->cell_unit, text, sizeof text);
    else if (strcmp(c->cell_unit, text) != 0)
        c->cell_unit[0] = '\0';
    c->cell_units = true;
}

static void count_cell(struct column *c, const struct table_cell *cell)
{
    if (cell->kind == CELL_NUMBER && (cell->unit.len > 0 || c->cell_unit[0] != '\0'))
        count_unit(c, cell->unit);
    c->numbers += cell->kind == CELL_NUMBER || cell->kind == CELL_TRUTH;
    c->nans += cell->kind == CELL_NAN || cell->kind == CELL_INF;
    if (cell->kind != CELL_TEXT)
        return;
    c->texts++;
    count_state(c, cell->text);
}

static bool is_missing(const struct table_plan *p, const struct table_cell *cell)
{
    const char *missing = p->format == NULL ? NULL : p->format->missing;
    return cell->kind == CELL_EMPTY ||
           (missing != NULL && cell->kind == CELL_NUMBER && cell->number.len >= strlen(missing) &&
            memcmp(cell->number.data, missing, strlen(missing)) == 0);
}

static void add_cell(struct table_rows *t, int column, struct bytes text)
{
    struct column *c = &t->plan->columns.items[column];
    char decimal = t->plan->dialect.decimal;
    struct table_cell cell = cell_read(text, decimal);
    if (c->name == NULL || is_missing(t->plan, &cell))
        return;
    if (t->counting)
        count_cell(c, &cell);
    if (t->json.len > 1)
        buf_add_byte(&t->json, ',');
    buf_add_bytes(&t->json, buf_bytes(&c->label));
    cell_json(&cell, decimal, &t->json);
}

static struct bytes cell_at(const struct table_rows *t, int column)
{
    return column >= 0 && column < t->table.cells.count ? t->table.cells.items[column]
                                                        : bytes_of("");
}

/* The date of the row, put together from three columns where it must be. */
static struct bytes date_of(struct table_rows *t)
{
    const struct table_plan *p = t->plan;
    if (p->day[0] < 0)
        return cell_at(t, p->date);
    struct bytes year = cell_at(t, p->day[0]), month = cell_at(t, p->day[1]),
                 day = cell_at(t, p->day[2]);
    buf_clear(&t->date);
    buf_printf(&t->date, "%.*s-%.*s-%.*s", (int)year.len, (const char *)year.data, (int)month.len,
               (const char *)month.data, (int)day.len, (const char *)day.data);
    return buf_bytes(&t->date);
}

static int bad_time(const struct table_rows *t, int column, const char *what, struct err *err)
{
    const struct table_plan *p = t->plan;
    struct bytes text = cell_at(t, column);
    struct buf list = {0};
    columns_list(&p->columns, &list);
    err_set(err, ERR_CORRUPT, "%s:%ld: column %d, \"%s\", holds \"%.*s\": %s; there are: %.200s",
            p->path, t->table.line, column + 1, p->columns.items[column].name,
            text.len < 60 ? (int)text.len : 60, (const char *)text.data, what, buf_text(&list));
    buf_deinit(&list);
    return err->code;
}

static int extra_cells(const struct table_rows *t, struct err *err)
{
    const struct table_plan *p = t->plan;
    int cells = t->table.cells.count, names = p->columns.count;
    bool halves = p->dialect.separator == ',' && (cells == 2 * names - 1 || cells == 2 * names);
    return err_set(err, ERR_CORRUPT, "%s:%ld: %d cells where the header names %d columns%s",
                   p->path, t->table.line, cells, names,
                   halves ? ": if its commas are decimal marks, its cells must be quoted or "
                            "separated by something else"
                          : "");
}

/* How many cells the row has when empty ones at its end are left away. */
static int cells_used(const struct table_rows *t)
{
    int n = t->table.cells.count;
    while (n > 0 && t->table.cells.items[n - 1].len == 0)
        n--;
    return n;
}

/* The cells from `from` to before `to` as a message, timed by the column `time`. */
static int take_cells(struct table_rows *t, int time, int from, int to,
                      struct recorded_message *out, struct err *err)
{
    struct table_plan *p = t->plan;
    const char *what = NULL;
    if (time >= 0)
        what = time_rule_read(&p->rule, cell_at(t, time), date_of(t), &out->t_ns);
    else
        out->t_ns = RECORDED_NO_TIME;
    if (what == NULL && time >= 0 && out->t_ns < 0 && time_rule_is_absolute(&p->rule))
        what = "before 1970, and Kafka has no such times";
    if (what != NULL)
        return bad_time(t, time, what, err);
    buf_clear(&t->json);
    buf_add_byte(&t->json, '{');
    for (int i = from; i < to; i++)
        add_cell(t, i, t->table.cells.items[i]);
    buf_add_byte(&t->json, '}');
    out->value = buf_bytes(&t->json);
    t->t_ns = out->t_ns;
    return 1;
}

/* The next group of the row that has values: 1, or 0 when there is none. */
static int take_group(struct table_rows *t, int cells, struct recorded_message *out,
                      struct err *err)
{
    const struct table_plan *p = t->plan;
    while (t->clock < p->clock_count) {
        int from = p->clocks[t->clock++];
        int to = t->clock < p->clock_count ? p->clocks[t->clock] : p->columns.count;
        if (from < cells && cell_at(t, from).len > 0)
            return take_cells(t, from, from, to < cells ? to : cells, out, err);
    }
    t->clock = 0;
    return 0;
}

/* {"Time (s)":0.05,"event":"LIFTOFF"} */
static void event_json(struct table_rows *t, const struct table_cell *time, struct bytes name,
                       char decimal)
{
    buf_clear(&t->json);
    buf_add_byte(&t->json, '{');
    buf_add_bytes(&t->json, buf_bytes(&t->plan->columns.items[t->plan->time].label));
    cell_json(time, decimal, &t->json);
    buf_add_text(&t->json, ",\"event\":");
    cell_json_text(name, &t->json);
    buf_add_byte(&t->json, '}');
}

/* A comment that is an event. */
static bool take_event(struct table_rows *t, struct recorded_message *out)
{
    struct table_plan *p = t->plan;
    struct named_event event;
    if (p->format == NULL || p->format->event == NULL ||
        !p->format->event(t->table.comment, &event) ||
        !timestamp_number(event.time_s, '.', TIMESTAMP_S, &out->t_ns))
        return false;
    struct table_cell time = cell_read(event.time_s, '.');
    event_json(t, &time, event.name, '.');
    out->value = buf_bytes(&t->json);
    out->event = true;
    return true;
}

/* A flag that the row raises for the first time. */
static bool take_flag(struct table_rows *t, struct recorded_message *out)
{
    const struct table_plan *p = t->plan;
    while (t->flag < p->flag_count) {
        int i = t->flag++;
        int64_t value;
        if (t->flagged[i] ||
            !timestamp_number(cell_at(t, p->flags[i]), p->dialect.decimal, 1000, &value) ||
            value == 0)
            continue;
        t->flagged[i] = true;
        struct table_cell time = cell_read(cell_at(t, p->time), p->dialect.decimal);
        event_json(t, &time, bytes_of(p->columns.items[p->flags[i]].name), p->dialect.decimal);
        *out =
            (struct recorded_message){.t_ns = t->t_ns, .value = buf_bytes(&t->json), .event = true};
        return true;
    }
    return false;
}

static int take_row(struct table_rows *t, int cells, struct recorded_message *out, struct err *err)
{
    if (cells > t->plan->columns.count)
        return extra_cells(t, err);
    t->flag = 0;
    if (t->plan->clock_count > 0)
        return take_group(t, cells, out, err);
    return take_cells(t, t->plan->time, 0, cells, out, err);
}

int table_rows_next(struct table_rows *t, struct recorded_message *out, struct err *err)
{
    int rc;
    *out = (struct recorded_message){.t_ns = 0};
    if (take_flag(t, out))
        return 1;
    if (t->clock > 0 && (rc = take_group(t, cells_used(t), out, err)) != 0)
        return rc;
    while ((rc = table_next(&t->table, err)) > TABLE_END) {
        if (rc == TABLE_COMMENT) {
            if (take_event(t, out))
                return 1;
            continue;
        }
        int cells = cells_used(t);
        rc = cells > 0 ? take_row(t, cells, out, err) : 0;
        if (rc != 0)
            return rc;
    }
    return rc;
}

void table_rows_deinit(struct table_rows *t)
{
    table_deinit(&t->table);
    buf_deinit(&t->json);
    buf_deinit(&t->date);
}
