/* framed.c: the frame, and JSON behind it. */
#include "flight/framed.h"

#include <stdio.h>

#include "base/text.h"

bool framed_open(const struct decoded *out, struct bytes value,
                 const struct message_schema **schema, struct bytes *body)
{
    uint32_t id;
    if (!schema_frame(value, &id))
        return false;
    *schema = schema_set_find(out->schemas, id);
    if (*schema != NULL && out->seq != 0 && out->seq < (*schema)->from_seq)
        *schema = NULL;
    *body = bytes_make(value.data + SCHEMA_FRAME_SIZE, value.len - SCHEMA_FRAME_SIZE);
    return true;
}

bool framed_body(const struct decoded *out, struct bytes value, enum schema_type type,
                 const struct message_schema **schema, struct bytes *body)
{
    return framed_open(out, value, schema, body) && *schema != NULL && (*schema)->type == type &&
           (*schema)->why[0] == '\0';
}

bool framed_take(struct bytes *rest, uint64_t n, struct bytes *out,
                 char missing[FRAMED_MISSING_SIZE])
{
    if (rest->len < n) {
        uint64_t count = n - rest->len;
        snprintf(missing, FRAMED_MISSING_SIZE, "%llu byte%s missing", (unsigned long long)count,
                 count == 1 ? " is" : "s are");
        return false;
    }
    *out = bytes_make(rest->data, (size_t)n);
    *rest = bytes_make(rest->data + n, rest->len - (size_t)n);
    return true;
}

void framed_explain(struct decoded *out, struct bytes value)
{
    const struct message_schema *schema;
    struct bytes body;
    char why[84]; /* cut at a whole character */
    if (!framed_open(out, value, &schema, &body))
        return;
    if (schema == NULL) {
        snprintf(out->why, sizeof out->why, "schema %lu is not known",
                 (unsigned long)be32_get(value.data + 1));
        return;
    }
    text_clean(bytes_of(schema->why), TEXT_ANY_WIDTH, why, sizeof why);
    snprintf(out->why, sizeof out->why, "schema %lu cannot be used: %s", (unsigned long)schema->id,
             why);
}

/* JSON says what it holds: a message may be read whose schema is not known. */
static enum format_fit json_decode(const struct mission *mission, struct bytes value,
                                   struct decoded *out, const struct field_sink *sink)
{
    const struct message_schema *schema;
    struct bytes body;
    if (!framed_open(out, value, &schema, &body) || (schema != NULL && schema->type != SCHEMA_JSON))
        return FORMAT_NOT;
    enum format_fit fit = format_json.decode(mission, body, out, sink);
    out->bad_at += SCHEMA_FRAME_SIZE;
    if (fit == FORMAT_FITS || schema == NULL)
        return fit == FORMAT_FITS ? FORMAT_FITS : FORMAT_NOT;
    if (fit == FORMAT_NOT)
        out->bad_at = SCHEMA_FRAME_SIZE;
    snprintf(out->why, sizeof out->why, "schema %lu is of JSON, but this is none",
             (unsigned long)schema->id);
    return FORMAT_BAD;
}

const struct message_format format_framed_json = {.words = "JSON with a schema",
                                                  .bad = "bad JSON with a schema",
                                                  .source = MISSION_JSON,
                                                  .binary = true,
                                                  .decode = json_decode};
