/* recording.c: lines of a file into messages. */
#include "source/recording.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flight/show.h"
#include "source/base64.h"
#include "source/csv.h"

struct recording {
    const char *path;
    const struct recording_options *options;
    FILE *file;
    long line_number;
    struct csv csv; /* column names, when the file is CSV */
    bool is_csv;
    json_t *root; /* the line now shown */
    struct buf line, key, value, json;
};

int recording_open(struct recording **out, const char *path,
                   const struct recording_options *options, struct err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return err_errno(err, "cannot open %s", path);
    struct recording *r = mem_zero(1, sizeof *r);
    *r = (struct recording){.path = path, .options = options, .file = file};
    *out = r;
    return 0;
}

void recording_close(struct recording *r)
{
    if (r == NULL)
        return;
    fclose(r->file);
    csv_deinit(&r->csv);
    json_decref(r->root);
    buf_deinit(&r->line);
    buf_deinit(&r->key);
    buf_deinit(&r->value);
    buf_deinit(&r->json);
    free(r);
}

static int wrong(const struct recording *r, struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "%s:%ld: %s", r->path, r->line_number, what);
}

/* Up to the line's end, the file's or the bound; getline() has no bound. */
static int take_line(struct recording *r)
{
    int c;
    buf_clear(&r->line);
    while ((c = getc_unlocked(r->file)) != EOF && c != '\n' && r->line.len <= RECORDING_MAX_LINE)
        buf_add_byte(&r->line, (uint8_t)c);
    return c;
}

/* The next line that is not empty, without its line end: 1, 0 at the end, or an error. */
static int next_line(struct recording *r, struct bytes *out, struct err *err)
{
    int last;
    do {
        last = take_line(r);
        r->line_number++;
        if (ferror(r->file))
            return err_errno(err, "cannot read %s", r->path);
        if (r->line.len > RECORDING_MAX_LINE)
            return err_set(err, ERR_TOO_BIG, "%s:%ld: the line is longer than %d MiB", r->path,
                           r->line_number, RECORDING_MAX_LINE >> 20);
        while (r->line.len > 0 && r->line.data[r->line.len - 1] == '\r')
            r->line.len--;
    } while (r->line.len == 0 && last != EOF);
    *out = buf_bytes(&r->line);
    return out->len > 0;
}

/* "key" or "key_base64", as text or bytes; missing or JSON null is null. */
static int exported_bytes(const struct recording *r, const char *name, struct buf *scratch,
                          struct bytes *out, struct err *err)
{
    char base64_name[32];
    snprintf(base64_name, sizeof base64_name, "%s_base64", name);
    json_t *text = json_object_get(r->root, name);
    json_t *coded = json_object_get(r->root, base64_name);
    if (json_is_string(text)) {
        *out = bytes_make(json_string_value(text), json_string_length(text));
        return 0;
    }
    if (!json_is_string(coded)) {
        *out = BYTES_NULL;
        return 0;
    }
    buf_clear(scratch);
    if (base64_decode(bytes_of(json_string_value(coded)), scratch) != 0)
        return wrong(r, err, "a base64 field holds something else");
    *out = buf_bytes(scratch);
    return 0;
}

static int exported_headers(const struct recording *r, struct recorded_message *out,
                            struct err *err)
{
    json_t *headers = json_object_get(r->root, "headers");
    size_t count = json_array_size(headers);
    if (count > RECORDING_MAX_HEADERS)
        return wrong(r, err, "more than 32 headers in one message");
    for (size_t i = 0; i < count; i++) {
        json_t *pair = json_array_get(headers, i);
        json_t *name = json_array_get(pair, 0);
        json_t *value = json_array_get(pair, 1);
        if (!json_is_string(name))
            return wrong(r, err, "\"headers\" must be a list of [name, value]");
        out->headers[i].name = bytes_make(json_string_value(name), json_string_length(name));
        out->headers[i].value =
            json_is_string(value) ? bytes_make(json_string_value(value), json_string_length(value))
                                  : BYTES_NULL;
    }
    out->header_count = (int)count;
    return 0;
}

static int read_exported(struct recording *r, struct recorded_message *out, struct err *err)
{
    json_t *time = json_object_get(r->root, "time");
    if (!json_is_string(time) || show_parse_utc(json_string_value(time), &out->t_ms) != 0)
        return wrong(r, err, "\"time\" must be a UTC time such as 2026-11-22T14:31:07.000Z");
    int rc = exported_bytes(r, "key", &r->key, &out->key, err);
    if (rc == 0)
        rc = exported_bytes(r, "value", &r->value, &out->value, err);
    if (rc == 0)
        rc = exported_headers(r, out, err);
    return rc;
}

static int read_json(struct recording *r, struct bytes line, struct recorded_message *out,
                     struct err *err)
{
    json_error_t bad;
    json_decref(r->root);
    r->root = json_loadb((const char *)line.data, line.len, JSON_ALLOW_NUL, &bad);
    if (!json_is_object(r->root)) {
        char what[240];
        snprintf(what, sizeof what, "not a JSON object: %s",
                 r->root == NULL ? bad.text : "another kind of value");
        return wrong(r, err, what);
    }
    if (json_object_get(r->root, "offset") != NULL && json_object_get(r->root, "topic") != NULL)
        return read_exported(r, out, err);

    json_t *time = json_object_get(r->root, r->options->time_field);
    int64_t absolute;
    if (json_is_string(time) && show_parse_utc(json_string_value(time), &absolute) == 0) {
        out->t_ms = absolute;
    } else if (json_is_number(time) && fabs(json_number_value(time)) < 1e12) {
        out->t_ms = r->options->lift_off_ms + llround(json_number_value(time) * 1000);
    } else {
        char what[160];
        snprintf(what, sizeof what,
                 "no time in \"%.60s\": it takes seconds since lift-off or a UTC time; "
                 "--time-field names another field",
                 r->options->time_field);
        return wrong(r, err, what);
    }
    out->value = line;
    return 0;
}

static int read_csv(struct recording *r, struct bytes line, struct recorded_message *out,
                    struct err *err)
{
    buf_clear(&r->json);
    const char *what = csv_row_as_json(&r->csv, line, &r->json);
    if (what != NULL)
        return wrong(r, err, what);
    return read_json(r, buf_bytes(&r->json), out, err);
}

int recording_next(struct recording *r, struct recorded_message *out, struct err *err)
{
    struct bytes line;
    int rc = next_line(r, &line, err);
    if (rc <= 0)
        return rc;
    if (r->line_number == 1 && line.len > 3 && memcmp(line.data, "\xef\xbb\xbf", 3) == 0)
        line = bytes_make(line.data + 3, line.len - 3); /* a byte order mark */
    if (r->line_number == 1 && line.data[0] == '[')
        return wrong(r, err, "a JSON array: write one object a line, as jq -c '.[]' does");
    if (r->line_number == 1 && line.data[0] != '{') {
        r->is_csv = true;
        const char *what = csv_header(&r->csv, line);
        if (what != NULL)
            return wrong(r, err, what);
        rc = next_line(r, &line, err);
        if (rc <= 0)
            return rc;
    }
    *out = (struct recorded_message){.t_ms = 0};
    rc = r->is_csv ? read_csv(r, line, out, err) : read_json(r, line, out, err);
    return rc == 0 ? 1 : rc;
}

int recording_look(const char *path, const char *time_field, bool whole, struct recording_span *out,
                   struct err *err)
{
    struct recording_options options = {.time_field = time_field};
    struct recording *r = NULL;
    struct recorded_message m;
    *out = (struct recording_span){0};
    int rc = recording_open(&r, path, &options, err);
    if (rc != 0)
        return rc;
    rc = recording_next(r, &m, err);
    if (rc == 1)
        out->first_ms = out->last_ms = m.t_ms;
    while (rc == 1 && whole && (rc = recording_next(r, &m, err)) == 1)
        out->last_ms = m.t_ms > out->last_ms ? m.t_ms : out->last_ms;
    /* A mission time is small; what is years long is a record time and needs no lift-off. */
    int64_t year_ms = INT64_C(365) * 86400 * 1000;
    out->absolute = llabs(out->first_ms) >= year_ms;
    recording_close(r);
    return rc < 0 ? rc : 0;
}
