/* mcap_export.c: MCAP, for Foxglove, Lichtblick and PlotJuggler: a channel per rocket, whose
 * messages are JSON objects with a member per channel of the rocket, and `event` for text.
 *
 * Times are record times, from 1970 on. NaN and Infinity, which JSON does not have, are left out.
 */
#include "export/channel_set.h"
#include "export/json_text.h"
#include "export/mcap_file.h"
#include "export/message_numbers.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

struct mcap_export {
    struct export_job *job;
    struct channel_set set;
    struct mcap_file file;
    uint16_t *ids; /* of the rockets' channels, by rocket id; 0: none yet */
    struct message_numbers *numbers;
    struct decoded decoded;
    struct buf json;
};

static void add_property(struct buf *out, const char *name, const char *type)
{
    if (out->data[out->len - 1] != '{')
        buf_add_byte(out, ',');
    json_text_string(out, bytes_of(name));
    buf_printf(out, ":{\"type\":\"%s\"}", type);
}

static void make_schema(const struct mcap_export *e, struct buf *out)
{
    buf_add_text(out, "{\"type\":\"object\",\"properties\":{");
    for (int i = 0; i < e->set.count; i++)
        add_property(out, e->set.names[i], "number");
    if (e->set.has_text && channel_set_find(&e->set, "event") < 0)
        add_property(out, "event", "string");
    buf_add_text(out, "}}");
}

static void add_member(struct buf *out, struct bytes name)
{
    if (out->len > 1)
        buf_add_byte(out, ',');
    json_text_string(out, name);
    buf_add_byte(out, ':');
}

static int make_message(struct mcap_export *e, const struct store_message *m, struct err *err)
{
    struct decoded *d = &e->decoded;
    struct buf *out = &e->json;
    int rc = message_numbers_read(e->numbers, m, d, err);
    if (rc != 0)
        return rc;
    buf_clear(out);
    buf_add_byte(out, '{');
    for (int i = 0; i < d->count; i++) {
        const struct decoded_number *number = &d->numbers[i];
        if (!isfinite(number->value) || channel_set_find(&e->set, number->name) < 0)
            continue;
        add_member(out, bytes_of(number->name));
        json_text_number(out, number);
    }
    if (!bytes_is_null(d->text) && channel_set_find(&e->set, "event") < 0) {
        char text[1024];
        text_clean(d->text, TEXT_ANY_WIDTH, text, sizeof text);
        add_member(out, bytes_of("event"));
        json_text_string(out, bytes_of(text));
    }
    buf_add_byte(out, '}');
    return 0;
}

static uint64_t to_ns(int64_t t_ms)
{
    const uint64_t ns = 1000000;
    if (t_ms < 0)
        return 0;
    return (uint64_t)t_ms > UINT64_MAX / ns ? UINT64_MAX : (uint64_t)t_ms * ns;
}

static int write_row(void *owner, const struct store_message *m, struct err *err)
{
    struct mcap_export *e = owner;
    const struct selection *s = e->job->selection;
    if (m->rocket <= 0 || m->rocket >= s->title_count)
        return err_set(err, ERR_CORRUPT, "the cache is damaged: a message has an unknown rocket");
    uint16_t *id = &e->ids[m->rocket];
    int rc = *id != 0 ? 0 : mcap_add_channel(&e->file, selection_title(s, m->rocket), id, err);
    if (rc == 0)
        rc = make_message(e, m, err);
    if (rc != 0)
        return rc;
    return mcap_add_message(&e->file, *id, to_ns(store_record_time(m->t_ms)), (uint32_t)m->seq,
                            buf_bytes(&e->json), err);
}

static int write_file(struct mcap_export *e, struct err *err)
{
    struct buf schema = {0};
    make_schema(e, &schema);
    int rc = mcap_begin(&e->file, e->job->output, buf_bytes(&schema), err);
    if (rc == 0)
        rc = export_walk(e->job, write_row, e, err);
    if (rc == 0)
        rc = mcap_end(&e->file, err);
    mcap_deinit(&e->file);
    buf_deinit(&schema);
    return rc;
}

int mcap_export(struct export_job *job, struct err *err)
{
    struct mcap_export *e = mem_zero(1, sizeof *e);
    e->job = job;
    e->numbers = message_numbers_new(job->selection, job->mission);
    e->ids = mem_zero((size_t)job->selection->title_count + 1, sizeof *e->ids);
    int rc = channel_set_read(&e->set, job, err);
    if (rc == 0 && job->messages > 0)
        rc = write_file(e, err);
    channel_set_deinit(&e->set);
    buf_deinit(&e->json);
    message_numbers_free(e->numbers);
    free(e->ids);
    decoded_deinit(&e->decoded);
    free(e);
    return rc;
}
