/* tape_schemas.c: the schemas of a recording: read when it is opened, added when one is learned. */
#include "base/mem.h"
#include "recorder/tape.h"
#include "store/schema_rows.h"

#define UNKNOWN_KEY "schemas unknown"

/* Those that became known after messages that name them were folded: now for all messages. */
static int count_for_all(struct tape *t, bool *late, struct err *err)
{
    int rc = 0, count = schema_set_count(t->schemas);
    *late = false;
    for (int i = 0; i < count && rc == 0; i++) {
        struct message_schema s = *schema_set_at(t->schemas, i);
        if (s.from_seq == 0)
            continue;
        rc = *late ? 0 : writer_begin(t->writer, err);
        *late = true;
        s.from_seq = 0;
        if (rc == 0)
            rc = schema_rows_save(t->writer, &s, count, err);
    }
    return rc != 0 || !*late ? rc : writer_commit(t->writer, false, err);
}

int tape_schemas_open(struct tape *t, bool *late, struct err *err)
{
    struct reader *r = writer_reader(t->writer);
    char unknown[UNKNOWN_SCHEMAS_TEXT];
    t->schemas = schema_set_new();
    int rc = schema_rows_load(r, t->schemas, err);
    if (rc == 0)
        rc = count_for_all(t, late, err);
    if (rc == 0 && *late) {
        schema_set_free(t->schemas);
        t->schemas = schema_set_new();
        rc = schema_rows_load(r, t->schemas, err);
    }
    if (rc == 0)
        rc = reader_meta(r, UNKNOWN_KEY, unknown, sizeof unknown, err);
    if (rc == 0)
        unknown_schemas_read(&t->derive.unknown, unknown);
    t->derive.decoded.schemas = t->schemas;
    return rc;
}

int tape_schemas_write_unknown(struct tape *t, struct err *err)
{
    char text[UNKNOWN_SCHEMAS_TEXT];
    if (!t->derive.unknown.changed)
        return 0;
    unknown_schemas_write(&t->derive.unknown, text);
    return writer_meta(tape_writer(t), UNKNOWN_KEY, text, err);
}

/* Another text for a schema that is known: the set keeps the old one until the tape is opened
 * again. */
static int replace(struct tape *t, const struct message_schema *s, bool *late, struct err *err)
{
    int count = schema_set_count(t->schemas);
    *late = true;
    return schema_rows_save(tape_writer(t), s, count, err);
}

int tape_add_schema(struct tape *t, uint32_t id, enum schema_type type, struct bytes text,
                    bool *late, struct err *err)
{
    const struct message_schema *known = schema_set_find(t->schemas, id);
    *late = false;
    if (known != NULL && known->type == type && bytes_equal(known->text, text))
        return 0;
    int rc = tape_begin(t, err);
    if (rc != 0)
        return rc;
    tape_wait(t);
    struct message_schema s = {.id = id, .type = type, .from_seq = t->last_seq + 1, .text = text};
    if (known != NULL)
        return replace(t, &s, late, err);
    *late = unknown_schemas_has(&t->derive.unknown, id);
    rc = schema_set_put(t->schemas, id, type, *late ? s.from_seq : 0, text, err);
    if (rc != 0)
        return rc;
    known = schema_set_find(t->schemas, id);
    return schema_rows_save(t->writer, known, schema_set_count(t->schemas), err);
}
