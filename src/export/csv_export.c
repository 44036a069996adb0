/* csv_export.c: CSV (RFC 4180): time in UTC, T in seconds, and a column for each channel.
 *
 * A row per message, with empty fields where it has no value; or, resampled, a row per step with
 * the last value of each channel. The rocket has a column where several may come, `event` where
 * some message has text. T counts from the T-0 of the message's flight. */
#include "export/channel_set.h"
#include "export/csv_text.h"
#include "export/export.h"
#include "export/json_text.h"
#include "export/message_numbers.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/show.h"

struct csv_export {
    struct export_job *job;
    struct channel_set set;
    struct message_numbers *numbers;
    struct decoded decoded;
    struct decoded_number *last; /* by column; the name is "" until it is heard */
    struct buf line;
    const struct store_flight *flight; /* of the last row */
    int64_t grid_ms;                   /* the next step of a resampling; STORE_NO_TIME: none yet */
    int64_t heard_ms;
};

static void add_field(struct buf *line, const char *text)
{
    buf_add_byte(line, ',');
    csv_text_field(line, bytes_of(text));
}

static bool has_rocket(const struct csv_export *c)
{
    return c->job->selection->range.rocket == 0;
}

static bool has_event(const struct csv_export *c)
{
    return c->set.has_text && c->job->every_ms == 0;
}

/* Our own columns keep their names: a channel of the same name is numbered. */
static void add_channel_name(const struct csv_export *c, struct buf *line, const char *name)
{
    char numbered[DECODED_NAME_SIZE + 2];
    bool taken = strcmp(name, "time") == 0 || strcmp(name, "T") == 0 ||
                 (has_rocket(c) && strcmp(name, "rocket") == 0) ||
                 (has_event(c) && strcmp(name, "event") == 0);
    snprintf(numbered, sizeof numbered, "%s%s", name, taken ? "_2" : "");
    add_field(line, numbered);
}

static int write_header(struct csv_export *c, struct err *err)
{
    buf_clear(&c->line);
    buf_add_text(&c->line, "time,T");
    if (has_rocket(c))
        add_field(&c->line, "rocket");
    for (int i = 0; i < c->set.count; i++)
        add_channel_name(c, &c->line, c->set.names[i]);
    if (has_event(c))
        add_field(&c->line, "event");
    buf_add_text(&c->line, "\r\n");
    return output_write(c->job->output, buf_bytes(&c->line), err);
}

/* `said_ms`: the mission time of the message itself, which knows best; else STORE_NO_TIME. */
static void add_times(struct csv_export *c, int64_t t_ms, int64_t said_ms)
{
    char utc[32];
    bool known = c->flight != NULL && c->flight->t_zero_ms != STORE_NO_TIME;
    show_utc(t_ms, SHOW_ISO, utc);
    buf_add_text(&c->line, utc);
    buf_add_byte(&c->line, ',');
    if (known || said_ms != STORE_NO_TIME) {
        int64_t clock_ms = said_ms != STORE_NO_TIME ? said_ms : t_ms - c->flight->t_zero_ms;
        buf_printf(&c->line, "%s%lld.%03lld", clock_ms < 0 ? "-" : "",
                   (long long)(llabs(clock_ms) / 1000), (long long)(llabs(clock_ms) % 1000));
    }
}

/* The last values of all columns, as they stand. */
static int write_values(struct csv_export *c, struct err *err)
{
    for (int i = 0; i < c->set.count; i++) {
        buf_add_byte(&c->line, ',');
        if (c->last[i].name[0] != '\0')
            json_text_number(&c->line, &c->last[i]);
    }
    if (has_event(c)) {
        char text[1024];
        text_clean(c->decoded.text, TEXT_ANY_WIDTH, text, sizeof text);
        add_field(&c->line, text);
    }
    buf_add_text(&c->line, "\r\n");
    return output_write(c->job->output, buf_bytes(&c->line), err);
}

static void forget_values(struct csv_export *c)
{
    for (int i = 0; i < c->set.count; i++)
        c->last[i].name[0] = '\0';
}

static const struct mission *mission_of(const struct csv_export *c, const struct store_message *m)
{
    return selection_mission(c->job->selection, c->job->mission, m);
}

static int take_values(struct csv_export *c, const struct store_message *m, struct err *err)
{
    int rc = message_numbers_read(c->numbers, m, &c->decoded, err);
    for (int i = 0; i < c->decoded.count && rc == 0; i++) {
        int column = channel_set_find(&c->set, c->decoded.numbers[i].name);
        if (column >= 0)
            c->last[column] = c->decoded.numbers[i];
    }
    return rc;
}

static int write_row(void *owner, const struct store_message *m, struct err *err)
{
    struct csv_export *c = owner;
    forget_values(c);
    int rc = take_values(c, m, err);
    if (rc != 0)
        return rc;
    c->flight = selection_flight(c->job->selection, m);
    buf_clear(&c->line);
    double said_s = clock_time_in(mission_of(c, m), &c->decoded);
    add_times(c, store_record_time(m->t_ms),
              isnan(said_s) ? STORE_NO_TIME : llround(said_s * 1000));
    if (has_rocket(c))
        add_field(&c->line, selection_title(c->job->selection, m->rocket));
    return write_values(c, err);
}

/* Writes the steps before `until_ms`. */
static int write_steps(struct csv_export *c, int64_t until_ms, struct err *err)
{
    int rc = 0;
    for (; c->grid_ms < until_ms && rc == 0 && *c->job->stop == 0; c->grid_ms += c->job->every_ms) {
        buf_clear(&c->line);
        add_times(c, c->grid_ms, STORE_NO_TIME);
        rc = write_values(c, err);
    }
    return rc;
}

/* A step has the values of the messages up to it; those behind the others do not turn it back. A
 * new flight begins with empty columns. */
static int resample_row(void *owner, const struct store_message *m, struct err *err)
{
    struct csv_export *c = owner;
    const struct store_flight *flight = selection_flight(c->job->selection, m);
    int64_t t_ms = store_record_time(m->t_ms), every_ms = c->job->every_ms;
    int rc = 0;
    if (c->grid_ms == STORE_NO_TIME || flight != c->flight) {
        if (c->grid_ms != STORE_NO_TIME)
            rc = write_steps(c, c->heard_ms + every_ms, err);
        forget_values(c);
        int64_t rest = ((t_ms % every_ms) + every_ms) % every_ms;
        c->grid_ms = rest == 0 ? t_ms : t_ms - rest + every_ms;
        c->heard_ms = t_ms;
        c->flight = flight;
    }
    if (rc == 0)
        rc = write_steps(c, t_ms, err);
    c->heard_ms = t_ms > c->heard_ms ? t_ms : c->heard_ms;
    return rc != 0 ? rc : take_values(c, m, err);
}

static int write_all(struct csv_export *c, struct err *err)
{
    struct export_job *job = c->job;
    int rc = write_header(c, err);
    if (rc != 0)
        return rc;
    rc = export_walk(job, job->every_ms > 0 ? resample_row : write_row, c, err);
    if (rc == 0 && c->grid_ms != STORE_NO_TIME)
        rc = write_steps(c, c->heard_ms + job->every_ms, err);
    return rc;
}

int csv_export(struct export_job *job, struct err *err)
{
    struct csv_export *c = mem_zero(1, sizeof *c);
    c->job = job;
    c->grid_ms = STORE_NO_TIME;
    c->numbers = message_numbers_new(job->selection, job->mission);
    int rc = channel_set_read(&c->set, job, err);
    c->last = mem_zero((size_t)c->set.count + 1, sizeof *c->last);
    if (rc == 0 && job->messages > 0)
        rc = write_all(c, err);
    free(c->last);
    message_numbers_free(c->numbers);
    decoded_deinit(&c->decoded);
    channel_set_deinit(&c->set);
    buf_deinit(&c->line);
    free(c);
    return rc;
}
