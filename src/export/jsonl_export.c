/* jsonl_export.c: JSON lines: a first line that says so, then a line a message, exact to the byte.
 *
 * {"seq","rocket","topic","partition","offset","time","arrival","key","value","headers"}: times are
 * UTC with milliseconds; what is not UTF-8 is base64 in "key_base64" and "value_base64"; a header
 * is [NAME, VALUE], or [NAME, null, BASE64]. source/ reads this back. */
#include "export/export.h"
#include "export/json_text.h"

#include "base/text.h"
#include "source/base64.h"
#include "store/headers.h"

struct jsonl {
    struct export_job *job;
    struct buf line;
    bool begun;
};

/* ,"key":"text" or ,"key_base64":"bytes" or ,"key":null */
static void add_bytes(struct buf *line, const char *name, struct bytes b)
{
    bool text = bytes_is_null(b) || text_is_utf8(b);
    buf_printf(line, text ? ",\"%s\":" : ",\"%s_base64\":\"", name);
    if (bytes_is_null(b)) {
        buf_add_text(line, "null");
    } else if (text) {
        json_text_string(line, b);
    } else {
        base64_encode(b, line);
        buf_add_byte(line, '"');
    }
}

/* Kafka's header names are text; one that is not UTF-8 is cleaned. */
static void add_header(struct buf *line, const struct store_header *h)
{
    char name[512];
    struct bytes shown = h->name;
    if (!text_is_utf8(h->name)) {
        text_clean(h->name, TEXT_ANY_WIDTH, name, sizeof name);
        shown = bytes_of(name);
    }
    buf_add_byte(line, '[');
    json_text_string(line, shown);
    buf_add_byte(line, ',');
    if (bytes_is_null(h->value)) {
        buf_add_text(line, "null");
    } else if (text_is_utf8(h->value)) {
        json_text_string(line, h->value);
    } else {
        buf_add_text(line, "null,\"");
        base64_encode(h->value, line);
        buf_add_byte(line, '"');
    }
    buf_add_byte(line, ']');
}

static void add_headers(struct buf *line, struct bytes headers)
{
    struct store_headers walk;
    struct store_header h;
    const char *before = "";
    buf_add_text(line, ",\"headers\":[");
    store_headers_begin(&walk, headers);
    while (store_headers_next(&walk, &h)) {
        buf_add_text(line, before);
        add_header(line, &h);
        before = ",";
    }
    buf_add_byte(line, ']');
}

static void add_place(struct buf *line, const struct selection *s, const struct store_message *m)
{
    const struct store_part *part = selection_part(s, m->part);
    buf_printf(line, "{\"seq\":%lld,\"rocket\":", (long long)m->seq);
    json_text_string(line, bytes_of(selection_title(s, m->rocket)));
    buf_add_text(line, ",\"topic\":");
    json_text_string(line, bytes_of(part != NULL ? part->topic : "?"));
    buf_printf(line, ",\"partition\":%d,\"offset\":%lld", part != NULL ? part->partition : -1,
               (long long)m->off);
}

static int write_row(void *owner, const struct store_message *m, struct err *err)
{
    struct jsonl *j = owner;
    buf_clear(&j->line);
    if (!j->begun)
        buf_add_text(&j->line, "{\"ground_export\":1,\"made_by\":\"ground " GROUND_VERSION "\"}\n");
    j->begun = true;
    add_place(&j->line, j->job->selection, m);
    buf_add_text(&j->line, ",\"time\":");
    json_text_time(&j->line, store_record_time(m->t_ms));
    buf_add_text(&j->line, ",\"arrival\":");
    if (m->arrival_ms == STORE_NO_TIME)
        buf_add_text(&j->line, "null");
    else
        json_text_time(&j->line, m->arrival_ms);
    add_bytes(&j->line, "key", m->key);
    add_bytes(&j->line, "value", m->value);
    add_headers(&j->line, m->headers);
    buf_add_text(&j->line, "}\n");
    return output_write(j->job->output, buf_bytes(&j->line), err);
}

int jsonl_export(struct export_job *job, struct err *err)
{
    struct jsonl j = {.job = job};
    int rc = export_walk(job, write_row, &j, err);
    buf_deinit(&j.line);
    return rc;
}
