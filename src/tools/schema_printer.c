/* schema_printer.c: which schema, where it comes from, and JSON in one line. */
#include "tools/schema_printer.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/registry_fetch.h"
#include "schema/schema_dir.h"
#include "tools/avro_text.h"

enum { ANSWER_MS = 10000, CONNECT_MS = 5000 };

static const char exception[] = "org.apache.kafka.common.errors.SerializationException";

struct schema_printer {
    enum schema_type type; /* of the class */
    const char *word;      /* "Avro" */
    struct schema_set *schemas;
    struct registry_fetch fetch; /* url NULL: no registry */
};

static bool find_class(const char *name, struct schema_printer *s)
{
    static const struct {
        const char *name, *word;
        enum schema_type type;
    } known[] = {
        {"AvroMessageFormatter", "Avro", SCHEMA_AVRO},
        {"json.JsonSchemaMessageFormatter", "JSON", SCHEMA_JSON},
    };
    static const char package[] = "io.confluent.kafka.formatter.";
    size_t len = strlen(package);
    for (size_t i = 0; strncmp(name, package, len) == 0 && i < ARRAY_SIZE(known); i++)
        if (strcmp(name + len, known[i].name) == 0) {
            s->type = known[i].type;
            s->word = known[i].word;
            return true;
        }
    return false;
}

static void warn(void *ctx, const char *sentence)
{
    (void)ctx;
    thrown_log("WARN", "io.confluent.kafka.formatter.SchemaMessageFormatter", NULL, "%s", sentence);
}

static int open_sources(struct schema_printer *s, const struct properties *p, struct thrown *t)
{
    static const char config_exception[] = "org.apache.kafka.common.config.ConfigException";
    const char *url = properties_get(p, "schema.registry.url");
    const char *dir = properties_get(p, "schemas");
    struct err err = {0};
    s->fetch = (struct registry_fetch){.answer_ms = ANSWER_MS, .connect_ms = CONNECT_MS};
    s->schemas = schema_set_new();
    if (url == NULL && dir == NULL)
        return thrown_set(t, config_exception, "Missing schema registry url!");
    if (dir != NULL && schema_dir_read(dir, s->schemas, warn, NULL, &err) != 0)
        return thrown_set(t, config_exception, "%s", err.text);
    if (url != NULL && registry_fetch_open(&s->fetch, url, &err) != 0)
        return thrown_set(t, config_exception, "%s", err.text);
    return 0;
}

int schema_printer_open(struct schema_printer **out, const char *class_name,
                        const struct properties *p, struct thrown *t)
{
    struct schema_printer *s = mem_zero(1, sizeof *s);
    *out = NULL;
    if (!find_class(class_name, s)) {
        free(s);
        return 0;
    }
    *out = s;
    return open_sources(s, p, t);
}

void schema_printer_close(struct schema_printer *s)
{
    if (s == NULL)
        return;
    schema_set_free(s->schemas);
    if (s->fetch.url != NULL)
        registry_fetch_close(&s->fetch);
    free(s);
}

/* ---- the schema ---- */

/* Nothing is kept of a failure: the next message asks again. */
static const struct message_schema *fetch_schema(struct schema_printer *s, uint32_t id,
                                                 char why[FETCH_WHY_SIZE])
{
    struct buf text = {0};
    enum schema_type type;
    struct err err = {0};
    if (registry_fetch_schema(&s->fetch, id, &type, &text, why) == FETCH_HAS &&
        schema_set_put(s->schemas, id, type, 0, buf_bytes(&text), &err) != 0)
        snprintf(why, FETCH_WHY_SIZE, "%.300s", err.text);
    buf_deinit(&text);
    return schema_set_find(s->schemas, id);
}

static const struct message_schema *find_schema(struct schema_printer *s, uint32_t id,
                                                struct thrown *t)
{
    const struct message_schema *found = schema_set_find(s->schemas, id);
    char why[FETCH_WHY_SIZE] = "no file of that number";
    if (found == NULL && s->fetch.url != NULL)
        found = fetch_schema(s, id, why);
    if (found == NULL) {
        thrown_set(t,
                   "io.confluent.kafka.schemaregistry.client.rest.exceptions."
                   "RestClientException",
                   "%s", why);
        char text[64];
        snprintf(text, sizeof text, "Error retrieving %s schema for id %lu", s->word,
                 (unsigned long)id);
        thrown_wrap(t, exception, text);
    }
    return found;
}

/* ---- the text ---- */

/* Blanks between the values of valid JSON are left out. */
static void add_compact(struct buf *out, struct bytes json)
{
    bool in_text = false;
    for (size_t i = 0; i < json.len; i++) {
        uint8_t c = json.data[i];
        if (in_text && c == '\\') {
            buf_add(out, json.data + i++, 2);
            continue;
        }
        in_text ^= c == '"';
        if (in_text || (c != ' ' && c != '\t' && c != '\n' && c != '\r'))
            buf_add_byte(out, c);
    }
}

static bool json_write(struct bytes body, struct buf *out, char why[AVRO_WHY_SIZE])
{
    json_error_t bad;
    json_t *json = json_loadb((const char *)body.data, body.len, JSON_DECODE_ANY, &bad);
    snprintf(why, AVRO_WHY_SIZE, "%.150s", json == NULL ? bad.text : "");
    json_decref(json);
    if (json != NULL)
        add_compact(out, body);
    return json != NULL;
}

static bool body_write(const struct message_schema *schema, struct bytes body, struct buf *out,
                       char why[AVRO_WHY_SIZE])
{
    if (schema->why[0] != '\0')
        return snprintf(why, AVRO_WHY_SIZE, "%s", schema->why), false;
    if (schema->type == SCHEMA_AVRO)
        return avro_text(schema->avro, body, out, why);
    return json_write(body, out, why);
}

int schema_printer_print(struct schema_printer *s, struct bytes in, struct buf *out,
                         struct thrown *t)
{
    uint32_t id;
    char why[AVRO_WHY_SIZE], text[80];
    size_t from = out->len;
    if (!schema_frame(in, &id))
        return thrown_set(t, exception, "Unknown magic byte!");
    const struct message_schema *schema = find_schema(s, id, t);
    if (schema == NULL)
        return -1;
    struct bytes body = bytes_make(in.data + SCHEMA_FRAME_SIZE, in.len - SCHEMA_FRAME_SIZE);
    bool other = schema->type != s->type;
    if (other)
        snprintf(why, sizeof why, "the schema is of type %s", schema_type_name(schema->type));
    if (!other && body_write(schema, body, out, why))
        return 0;
    out->len = from;
    thrown_set(t, "java.io.IOException", "%s", why);
    snprintf(text, sizeof text, "Error deserializing %s message for id %lu", s->word,
             (unsigned long)id);
    return thrown_wrap(t, exception, text);
}
