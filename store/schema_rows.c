/* schema_rows.c: reading and writing the rows "schema ID". */
#include "store/schema_rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/reader_internal.h"

#define COUNT_KEY "schemas"

/* "AVRO 0 {text}": false where it is none. */
static bool take_row(struct bytes value, enum schema_type *type, int64_t *from_seq,
                     struct bytes *text)
{
    char number[24];
    const uint8_t *end = value.data + value.len;
    const uint8_t *blank = value.len > 0 ? memchr(value.data, ' ', value.len) : NULL;
    const uint8_t *second =
        blank != NULL ? memchr(blank + 1, ' ', (size_t)(end - blank - 1)) : NULL;
    if (second == NULL ||
        !schema_type_find(bytes_make(value.data, (size_t)(blank - value.data)), type))
        return false;
    bytes_to_text(bytes_make(blank + 1, (size_t)(second - blank - 1)), number, sizeof number);
    *from_seq = strtoll(number, NULL, 10);
    *text = bytes_make(second + 1, (size_t)(end - second - 1));
    return true;
}

static void add_row(struct schema_set *set, struct bytes key, struct bytes value)
{
    char name[24];
    enum schema_type type;
    int64_t from_seq;
    struct bytes text;
    bytes_to_text(key, name, sizeof name);
    if (take_row(value, &type, &from_seq, &text))
        schema_set_put(set, (uint32_t)strtoul(name + strlen("schema "), NULL, 10), type, from_seq,
                       text, NULL);
}

int schema_rows_load(struct reader *r, struct schema_set *set, struct err *err)
{
    char count[24];
    int step = SQLITE_DONE, rc = reader_meta(r, COUNT_KEY, count, sizeof count, err);
    if (rc != 0 || atoi(count) <= schema_set_count(set))
        return rc;
    sqlite3_stmt *stmt = reader_statement(r, READ_SCHEMAS, err);
    if (stmt == NULL)
        return reader_unprepared(r);
    while ((step = sqlite3_step(stmt)) == SQLITE_ROW)
        add_row(set, db_column_bytes(stmt, 0), db_column_bytes(stmt, 1));
    return reader_done(r, stmt, step, err);
}

int schema_rows_save(struct writer *w, const struct message_schema *s, int count, struct err *err)
{
    char key[32], number[24];
    struct buf value = {0};
    snprintf(key, sizeof key, "schema %010lu", (unsigned long)s->id);
    snprintf(number, sizeof number, "%d", count);
    buf_printf(&value, "%s %lld ", schema_type_name(s->type), (long long)s->from_seq);
    buf_add_bytes(&value, s->text);
    int rc = writer_meta(w, key, buf_text(&value), err);
    buf_deinit(&value);
    return rc != 0 ? rc : writer_meta(w, COUNT_KEY, number, err);
}
