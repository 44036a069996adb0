/* recording.c: two passes over a file. */
#include "source/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "source/file_plan.h"
#include "source/json_rows.h"
#include "source/mcap_rows.h"
#include "source/no_telemetry.h"
#include "source/sorted.h"
#include "source/table_rows.h"
#include "source/temp_file.h"
#include "source/timestamp.h"

struct recording {
    const char *path;
    const struct recording_options *options;
    FILE *copy; /* of what can be read only once; NULL: none */
    struct file_plan plan;
    struct text_lines lines;
    struct table_rows table;
    struct json_rows json;
    struct line_rows line;
    struct mcap_rows mcap;
    struct sorted *sorted; /* NULL: the file's own order */
    struct buf hint;       /* what may help against an error */
    int64_t lift_off_ms, shift_ns;
    bool began; /* the first message of a stream has been */
};

static bool is_live(const struct recording *r)
{
    return r->options->follow != NULL;
}

/* Opens the file at its beginning. */
static int open_lines(struct recording *r, struct err *err)
{
    struct unpack *from = NULL;
    int rc;
    if (r->copy != NULL) {
        lseek(fileno(r->copy), 0, SEEK_SET);
        rc = unpack_fd(&from, fileno(r->copy), r->path, err);
    } else if (strcmp(r->path, "standard input") == 0) {
        rc = unpack_fd(&from, STDIN_FILENO, r->path, err);
    } else {
        rc = unpack_open(&from, r->path, err);
    }
    if (rc == 0)
        text_lines_init(&r->lines, from, r->path);
    if (rc == 0 && is_live(r))
        unpack_follow(from, r->options->follow);
    return rc;
}

/* Prepares what reads the rows of the lines just opened. */
static void begin_pass(struct recording *r, bool first)
{
    table_rows_deinit(&r->table);
    json_rows_deinit(&r->json);
    r->table = (struct table_rows){.plan = &r->plan.table, .counting = first};
    r->table.table.lines = &r->lines;
    r->table.table.dialect = &r->plan.table.dialect;
    r->json = (struct json_rows){
        .plan = &r->plan.json, .checking = first || is_live(r), .timeless = is_live(r)};
    r->json.values.lines = &r->lines;
    r->json.values.lines_only = is_live(r);
    mcap_rows_deinit(&r->mcap);
    r->mcap = (struct mcap_rows){.lines = &r->lines};
    line_rows_deinit(&r->line);
    r->line = (struct line_rows){.plan = &r->plan.line,
                                 .lines = &r->lines,
                                 .counting = first,
                                 .live = is_live(r),
                                 .day_ns = r->plan.line.day_ns,
                                 .last_ns = RECORDED_NO_TIME};
    time_rule_rewind(file_plan_rule(&r->plan));
}

static int next_raw(struct recording *r, struct recorded_message *out, struct err *err)
{
    switch (r->plan.kind) {
    case FILE_TABLE:
        return table_rows_next(&r->table, out, err);
    case FILE_JSON:
        return json_rows_next(&r->json, out, err);
    case FILE_LINES:
        return line_rows_next(&r->line, out, err);
    case FILE_MCAP:
        return mcap_rows_next(&r->mcap, out, err);
    case FILE_EMPTY:
        break;
    }
    return 0;
}

static enum file_kind kind_of(const struct head *h)
{
    for (int i = 0; i < h->count; i++) {
        struct bytes line = bytes_trim(h->lines[i]);
        if (line.len > 0)
            return line.data[0] == '{' || line.data[0] == '[' ? FILE_JSON : FILE_TABLE;
    }
    return FILE_EMPTY;
}

/* On a stream the first values are those that have come; of a file, they are read from its
 * beginning, however long they are. */
static int plan_json(struct recording *r, struct text_lines *ahead, struct err *err)
{
    struct json_values values = {.lines = ahead};
    const struct reading_options *o = &r->options->reading;
    if (!is_live(r)) {
        values.lines = &r->lines;
        int rc = json_plan_find(&r->plan.json, r->path, &values, o, err);
        json_values_deinit(&values);
        text_lines_deinit(&r->lines);
        return rc != 0 ? rc : open_lines(r, err);
    }
    int rc = json_plan_find(&r->plan.json, r->path, &values, o, err);
    json_values_deinit(&values);
    return rc;
}

/* `"Zeit" holds 12:03:04,20 .. 12:06:11,90: --time-field Zeit --zone Europe/Berlin ...` */
static void suggest(struct recording *r, int column)
{
    struct err err;
    struct buf first = {0}, last = {0};
    char zone[64], date[16] = "YYYY-MM-DD";
    struct stat st;
    struct tm tm;
    int rc;
    begin_pass(r, false);
    while ((rc = table_next(&r->table.table, &err)) > TABLE_END) {
        struct fields *f = &r->table.table.cells;
        if (rc != TABLE_ROW || column >= f->count || f->items[column].len == 0)
            continue;
        buf_clear(&last);
        buf_add_bytes(&last, f->items[column]);
        if (first.len == 0)
            buf_add_bytes(&first, f->items[column]);
    }
    zone_here(zone, sizeof zone);
    if (stat(r->path, &st) == 0 && localtime_r(&st.st_mtime, &tm) != NULL)
        strftime(date, sizeof date, "%Y-%m-%d", &tm);
    buf_printf(&r->hint, "%s:%d: \"%s\" holds %s .. %s: --time-field ", r->path,
               r->plan.table.dialect.header, r->plan.table.columns.items[column].name,
               buf_text(&first), buf_text(&last));
    buf_add_shell_word(&r->hint, r->plan.table.columns.items[column].name);
    buf_printf(&r->hint, " --zone %s --time-zero %s\n", zone, date);
    buf_deinit(&first);
    buf_deinit(&last);
}

static int plan_table(struct recording *r, struct buf *report, struct err *err)
{
    int lacks;
    int rc =
        table_plan_find(&r->plan.table, r->path, &r->plan.head, &r->options->reading, &lacks, err);
    if (rc == ERR_CORRUPT && report != NULL)
        file_plan_report_dialect(&r->plan, report);
    if (rc == ERR_CORRUPT && lacks >= 0 && !is_live(r))
        suggest(r, lacks);
    return rc;
}

static int64_t written_ns(const struct recording *r)
{
    struct stat st;
    bool file = !is_live(r) && r->copy == NULL && stat(r->path, &st) == 0;
    return (file ? (int64_t)st.st_mtime : clock_wall_ms() / 1000) * TIMESTAMP_S;
}

/* Text with a message in each line, if it is that or said to be. */
static bool plan_lines(struct recording *r, struct err *err)
{
    const struct reading_options *o = &r->options->reading;
    const struct head *h = &r->plan.head;
    struct time_rule rule;
    r->plan.line.format =
        o->format != NULL ? line_format_find(o->format) : line_format_recognise(h->lines, h->count);
    if (r->plan.line.format == NULL || time_rule_init(&rule, &o->time, '.', err) != 0)
        return false;
    line_plan_find_day(&r->plan.line, h->lines, h->count,
                       rule.zero == ZERO_GIVEN ? rule.zero_ns : RECORDED_NO_TIME, written_ns(r));
    r->plan.kind = FILE_LINES;
    return true;
}

/* Whether a stream has shown enough: a JSON value, or a row below its header. */
static bool is_enough(const struct head *h)
{
    struct dialect d;
    if (kind_of(h) == FILE_JSON || line_format_recognise(h->lines, h->count) != NULL)
        return true;
    dialect_find(&d, h);
    return d.first_row > 1 || (d.first_row == 1 && h->count > 1);
}

/* Reads the head, of a stream no more of it than is enough. */
static int read_head(struct recording *r, struct text_lines *ahead, struct err *err)
{
    for (int lines = 1;; lines++) {
        bool live = is_live(r);
        int rc = text_lines_ahead(&r->lines, HEAD_SIZE, live ? lines : 0, ahead, err);
        if (rc == 0)
            rc = head_read(&r->plan.head, ahead, err);
        bool more = live && r->plan.head.count >= lines && lines < HEAD_LINES;
        if (rc != 0 || !more || is_enough(&r->plan.head))
            return rc;
        text_lines_deinit(ahead);
        head_deinit(&r->plan.head);
    }
}

/* Looks at the head and decides how the file is read; nothing of it is taken yet. */
static int find_plan(struct recording *r, struct buf *report, struct err *err)
{
    struct text_lines ahead = {0};
    int rc = read_head(r, &ahead, err);
    if (mcap_begins(buf_bytes(&ahead.raw))) {
        text_lines_deinit(&ahead);
        r->plan.path = r->path;
        r->plan.kind = FILE_MCAP;
        return 0;
    }
    r->plan.path = r->path;
    if (!is_live(r) && ahead.coding == CODING_UTF8 &&
        no_telemetry_bytes(r->path, buf_bytes(&ahead.raw), err) != 0) {
        text_lines_deinit(&ahead);
        return err->code;
    }
    ahead.at = 0;
    ahead.number = 0;
    ahead.skip_lf = false;
    r->plan.packed = unpack_words(r->lines.from);
    r->plan.utf16 = r->lines.coding == CODING_UTF16_LE || r->lines.coding == CODING_UTF16_BE;
    if (rc == 0 || (rc == ERR_TOO_BIG && r->plan.head.count > 0)) {
        r->plan.kind = kind_of(&r->plan.head);
        bool lines = r->plan.kind == FILE_TABLE && plan_lines(r, err);
        rc = lines                        ? 0
             : r->plan.kind == FILE_JSON  ? plan_json(r, &ahead, err)
             : r->plan.kind == FILE_TABLE ? plan_table(r, report, err)
                                          : 0;
    }
    text_lines_deinit(&ahead);
    return rc;
}

/* Columns whose cells have one unit each are named after it. */
static void name_cell_units(struct file_plan *p)
{
    for (int i = 0; p->kind == FILE_TABLE && i < p->table.columns.count; i++)
        if (i != p->table.time && p->table.columns.items[i].cell_unit[0] != '\0')
            columns_add_unit(&p->table.columns, i, bytes_of(p->table.columns.items[i].cell_unit));
}

/* Relative times count from lift-off where they say so or begin before 0, else from the first. */
static void settle_zero(struct recording *r)
{
    struct time_rule *rule = file_plan_rule(&r->plan);
    const struct survey *s = &r->plan.survey;
    if (time_rule_is_absolute(rule) || s->rows + s->events == 0)
        return;
    if (!rule->zero_told && s->least_ns < 0)
        rule->zero = ZERO_LAUNCH;
    else if (!rule->zero_told && rule->zero == ZERO_LAUNCH && s->least_ns == 0)
        rule->zero = ZERO_FILE;
    if (rule->zero != ZERO_LAUNCH)
        r->shift_ns = s->least_ns;
}

static bool keeps_order(const struct file_plan *p)
{
    return p->kind == FILE_JSON &&
           (p->json.shape == JSON_EXPORT || (p->json.format != NULL && p->json.format->in_order));
}

static int sort_rows(struct recording *r, struct err *err)
{
    struct recorded_message m;
    int rc = open_lines(r, err);
    if (rc == 0)
        rc = sorted_open(&r->sorted, err);
    if (rc != 0)
        return rc;
    begin_pass(r, false);
    while ((rc = next_raw(r, &m, err)) == 1)
        if ((rc = sorted_add(r->sorted, &m, err)) != 0)
            break;
    r->plan.sorted = true;
    text_lines_deinit(&r->lines);
    return rc < 0 ? rc : sorted_finish(r->sorted, err);
}

/* The first pass: the whole file is read, and nothing of a bad one is ever sent. */
static int survey_file(struct recording *r, struct err *err)
{
    struct recorded_message m;
    int rc;
    survey_begin(&r->plan.survey);
    begin_pass(r, true);
    while ((rc = next_raw(r, &m, err)) == 1)
        survey_add(&r->plan.survey, m.t_ns, m.event);
    r->plan.latin1 = r->lines.latin1;
    text_lines_deinit(&r->lines);
    if (rc < 0)
        return rc;
    if (r->plan.survey.rows + r->plan.survey.events == 0)
        return no_telemetry_messages(&r->plan, err);
    name_cell_units(&r->plan);
    settle_zero(r);
    if (r->plan.survey.falls > 0 && !keeps_order(&r->plan))
        return sort_rows(r, err);
    rc = open_lines(r, err);
    begin_pass(r, false);
    return rc;
}

/* A pipe gives what it has once: a copy of it can be read twice. */
static int copy_stream(struct recording *r, struct err *err)
{
    struct stat st;
    if (strcmp(r->path, "-") == 0) {
        r->path = "standard input";
        return is_live(r) ? 0 : temp_file_copy(&r->copy, STDIN_FILENO, r->path, err);
    }
    if (is_live(r) || stat(r->path, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return 0;
    int fd = open(r->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, "cannot open %s", r->path);
    int rc = temp_file_copy(&r->copy, fd, r->path, err);
    close(fd);
    return rc;
}

int recording_open(struct recording **out, const char *path,
                   const struct recording_options *options, struct buf *report, struct err *err)
{
    struct recording *r = mem_zero(1, sizeof *r);
    r->path = path;
    r->options = options;
    r->lift_off_ms = options->lift_off_ms;
    int rc = copy_stream(r, err);
    if (rc == 0)
        rc = open_lines(r, err);
    if (rc == 0)
        rc = find_plan(r, report, err);
    if (rc == 0 && options->follow != NULL)
        begin_pass(r, false);
    else if (rc == 0)
        rc = survey_file(r, err);
    if (rc == 0 && report != NULL)
        file_plan_report(&r->plan, !is_live(r), report);
    if (rc == ERR_CORRUPT && report != NULL) {
        buf_printf(report, "%s\n", err->text);
        buf_add_bytes(report, buf_bytes(&r->hint));
    }
    if (rc != 0) {
        recording_close(r);
        r = NULL;
    }
    *out = r;
    return rc;
}

static int64_t floor_ms(int64_t ns)
{
    return ns / 1000000 - (ns % 1000000 < 0);
}

int recording_next(struct recording *r, struct recorded_message *out, struct err *err)
{
    int rc = r->sorted != NULL ? sorted_next(r->sorted, out, err) : next_raw(r, out, err);
    if (rc != 1)
        return rc;
    if (out->t_ns == RECORDED_NO_TIME)
        return out->t_ms = clock_wall_ms(), 1;
    bool absolute = file_plan_is_absolute(&r->plan);
    if (is_live(r) && !absolute && !r->began) { /* the first comes now */
        r->shift_ns = out->t_ns;
        r->began = true;
    }
    out->t_ms = absolute ? floor_ms(out->t_ns) : r->lift_off_ms + floor_ms(out->t_ns - r->shift_ns);
    return 1;
}

struct recording_span recording_span_of(const struct recording *r)
{
    const struct survey *s = &r->plan.survey;
    bool absolute = file_plan_is_absolute(&r->plan);
    if (s->rows + s->events == 0)
        return (struct recording_span){0};
    return (struct recording_span){floor_ms(s->least_ns - r->shift_ns),
                                   floor_ms(s->most_ns - r->shift_ns), absolute};
}

bool recording_is_absolute(const struct recording *r)
{
    return file_plan_is_absolute(&r->plan);
}

void recording_set_lift_off(struct recording *r, int64_t lift_off_ms)
{
    r->lift_off_ms = lift_off_ms;
}

void recording_close(struct recording *r)
{
    if (r == NULL)
        return;
    text_lines_deinit(&r->lines);
    table_rows_deinit(&r->table);
    json_rows_deinit(&r->json);
    line_rows_deinit(&r->line);
    mcap_rows_deinit(&r->mcap);
    sorted_close(r->sorted);
    file_plan_deinit(&r->plan);
    buf_deinit(&r->hint);
    if (r->copy != NULL)
        fclose(r->copy);
    free(r);
}
