/* csv.c: fields of a line, quotes doubled inside quotes. */
#include "source/csv.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Reads the field at *at into csv->field and moves *at behind its separator. False: a broken quote.
 */
static bool next_field(struct csv *csv, struct bytes line, size_t *at)
{
    buf_clear(&csv->field);
    size_t i = *at;
    if (i < line.len && line.data[i] == '"') {
        for (i++;; i++) {
            if (i >= line.len)
                return false;
            if (line.data[i] != '"')
                buf_add_byte(&csv->field, line.data[i]);
            else if (i + 1 < line.len && line.data[i + 1] == '"')
                buf_add_byte(&csv->field, line.data[i++]);
            else
                break;
        }
        i++;
        if (i < line.len && line.data[i] != csv->separator)
            return false;
    } else {
        for (; i < line.len && line.data[i] != csv->separator; i++)
            buf_add_byte(&csv->field, line.data[i]);
    }
    *at = i + 1;
    return true;
}

static char separator_of(struct bytes header)
{
    static const char candidates[] = ",;\t";
    for (const char *c = candidates; *c != '\0'; c++)
        if (memchr(header.data, *c, header.len) != NULL)
            return *c;
    return ',';
}

const char *csv_header(struct csv *csv, struct bytes line)
{
    csv->separator = separator_of(line);
    for (size_t at = 0; at <= line.len;) {
        if (csv->count == CSV_MAX_COLUMNS)
            return "more than 256 columns";
        if (!next_field(csv, line, &at))
            return "a quote is not closed";
        if (csv->field.len == 0)
            return "the first line must name every column";
        csv->names[csv->count++] = mem_text(buf_text(&csv->field));
    }
    return NULL;
}

static bool is_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value);
}

const char *csv_row_as_json(struct csv *csv, struct bytes line, struct buf *out)
{
    json_t *object = json_object();
    const char *wrong = NULL;
    int column = 0;
    for (size_t at = 0; at <= line.len && wrong == NULL; column++) {
        double number;
        if (column == csv->count)
            wrong = "more fields than the first line names";
        else if (!next_field(csv, line, &at))
            wrong = "a quote is not closed";
        else if (csv->field.len > 0) {
            const char *text = buf_text(&csv->field);
            json_t *value =
                is_number(text, &number) ? json_real(number) : json_stringn(text, csv->field.len);
            if (value == NULL || json_object_set_new(object, csv->names[column], value) != 0)
                wrong = "a field is not UTF-8";
        }
    }
    char *text = wrong == NULL ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(object);
    if (text != NULL)
        buf_add_text(out, text);
    free(text);
    return wrong;
}

void csv_deinit(struct csv *csv)
{
    for (int i = 0; i < csv->count; i++)
        free(csv->names[i]);
    buf_deinit(&csv->field);
    csv->count = 0;
}
