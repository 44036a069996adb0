/* avro_schema.c: one walk over the JSON of a schema (jansson). */
#include "schema/avro_schema.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { NO_TYPE = -1, NAMED_MOST = 500 };

struct named { /* what later types refer to */
    char *name;
    int type;
};

struct maker {
    struct avro_schema *s;
    int types_cap, parts_cap;
    struct named *named;
    int named_count;
    char *why;
};

static int type_make(struct maker *m, const json_t *json, const char *space, int depth);

static int fail(struct maker *m, const char *what, const char *name)
{
    if (m->why[0] == '\0')
        snprintf(m->why, AVRO_WHY_SIZE, "%s%s%.80s%s", what, name != NULL ? " \"" : "",
                 name != NULL ? name : "", name != NULL ? "\"" : "");
    return NO_TYPE;
}

static int add_type(struct maker *m, enum avro_kind kind, const char *name)
{
    struct avro_schema *s = m->s;
    if (s->type_count == AVRO_TYPES_MOST)
        return fail(m, "it has too many types", NULL);
    if (s->type_count == m->types_cap) {
        m->types_cap = m->types_cap == 0 ? 32 : 2 * m->types_cap;
        s->types = mem_grow(s->types, (size_t)m->types_cap, sizeof *s->types);
    }
    s->types[s->type_count] = (struct avro_type){.kind = kind, .name = name};
    return s->type_count++;
}

/* Room for the parts of a type, which follow each other. */
static bool add_parts(struct maker *m, int type, size_t count)
{
    struct avro_schema *s = m->s;
    if (count > (size_t)(AVRO_PARTS_MOST - s->part_count))
        return fail(m, "it has too many fields", NULL), false;
    int needed = s->part_count + (int)count;
    if (needed > m->parts_cap) {
        m->parts_cap = 2 * needed;
        s->parts = mem_grow(s->parts, (size_t)m->parts_cap, sizeof *s->parts);
    }
    s->types[type].first = s->part_count;
    s->types[type].count = (int)count;
    s->part_count = needed;
    return true;
}

static bool put_part(struct maker *m, int type, size_t at, const char *name, int part_type)
{
    if (part_type == NO_TYPE)
        return false;
    m->s->parts[m->s->types[type].first + (int)at] =
        (struct avro_part){.name = bytes_of(name), .type = part_type};
    return true;
}

/* ---- names ---- */

static int find_named(const struct maker *m, const char *name)
{
    for (int i = 0; i < m->named_count; i++)
        if (strcmp(m->named[i].name, name) == 0)
            return m->named[i].type;
    return NO_TYPE;
}

static char *full_name(const char *name, const char *space)
{
    bool whole = strchr(name, '.') != NULL || space[0] == '\0';
    return whole ? mem_text(name) : mem_printf("%s.%s", space, name);
}

static int find_reference(const struct maker *m, const char *name, const char *space)
{
    char *full = full_name(name, space);
    int type = find_named(m, full);
    free(full);
    return type != NO_TYPE ? type : find_named(m, name);
}

/* The namespace that a type's own names are in: the caller frees. */
static char *space_of(const char *full)
{
    const char *dot = strrchr(full, '.');
    return dot == NULL ? mem_text("") : mem_text_of(bytes_make(full, (size_t)(dot - full)));
}

/* Adds a record, enum or fixed, which may refer to itself from now on. */
static int add_named(struct maker *m, enum avro_kind kind, const json_t *json, const char *space,
                     char **own_space)
{
    const char *name = json_string_value(json_object_get(json, "name"));
    const char *given = json_string_value(json_object_get(json, "namespace"));
    *own_space = NULL;
    if (name == NULL)
        return fail(m, "a record, enum or fixed has no name", NULL);
    if (m->named_count == NAMED_MOST)
        return fail(m, "it names too many types", NULL);
    char *full = full_name(name, given != NULL ? given : space);
    int type = find_named(m, full) == NO_TYPE ? add_type(m, kind, full)
                                              : fail(m, "it has two types named", full);
    if (type == NO_TYPE) {
        free(full);
        return NO_TYPE;
    }
    m->named = mem_grow(m->named, (size_t)m->named_count + 1, sizeof *m->named);
    m->named[m->named_count++] = (struct named){full, type};
    m->s->names = mem_grow(m->s->names, (size_t)m->s->name_count + 1, sizeof *m->s->names);
    m->s->names[m->s->name_count++] = full;
    *own_space = space_of(full);
    return type;
}

/* ---- types ---- */

static bool fields_make(struct maker *m, int type, const json_t *json, const char *space, int depth)
{
    const json_t *fields = json_object_get(json, "fields");
    if (!json_is_array(fields))
        return fail(m, "no fields in record", m->s->types[type].name), false;
    if (!add_parts(m, type, json_array_size(fields)))
        return false;
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *field = json_array_get(fields, i);
        const char *name = json_string_value(json_object_get(field, "name"));
        const json_t *of = json_object_get(field, "type");
        if (name == NULL || of == NULL)
            return fail(m, "a field without name or type in record", m->s->types[type].name), false;
        if (!put_part(m, type, i, name, type_make(m, of, space, depth + 1)))
            return false;
    }
    return true;
}

static bool symbols_make(struct maker *m, int type, const json_t *json)
{
    const json_t *symbols = json_object_get(json, "symbols");
    if (!json_is_array(symbols) || !add_parts(m, type, json_array_size(symbols)))
        return fail(m, "no symbols in enum", m->s->types[type].name), false;
    for (size_t i = 0; i < json_array_size(symbols); i++) {
        const char *symbol = json_string_value(json_array_get(symbols, i));
        if (symbol == NULL)
            return fail(m, "a symbol that is no text in enum", m->s->types[type].name), false;
        put_part(m, type, i, symbol, AVRO_ROOT);
    }
    return true;
}

static bool size_read(struct maker *m, int type, const json_t *json)
{
    const json_t *size = json_object_get(json, "size");
    if (!json_is_integer(size) || json_integer_value(size) < 0)
        return fail(m, "no size in fixed", m->s->types[type].name), false;
    m->s->types[type].size = (int64_t)json_integer_value(size);
    return true;
}

static void decimal_read(struct maker *m, int type, const json_t *json)
{
    const char *logical = json_string_value(json_object_get(json, "logicalType"));
    json_int_t scale = json_integer_value(json_object_get(json, "scale"));
    if (logical == NULL || strcmp(logical, "decimal") != 0 || scale < 0 || scale > AVRO_SCALE_MOST)
        return; /* the specification: an invalid logical type is ignored */
    m->s->types[type].decimal = true;
    m->s->types[type].scale = (int)scale;
}

static int union_make(struct maker *m, const json_t *json, const char *space, int depth)
{
    int type = add_type(m, AVRO_UNION, "union");
    if (type == NO_TYPE || !add_parts(m, type, json_array_size(json)))
        return NO_TYPE;
    for (size_t i = 0; i < json_array_size(json); i++)
        if (!put_part(m, type, i, NULL, type_make(m, json_array_get(json, i), space, depth + 1)))
            return NO_TYPE;
    return type;
}

static int items_make(struct maker *m, enum avro_kind kind, const json_t *json, const char *space,
                      int depth)
{
    bool map = kind == AVRO_MAP;
    const json_t *items = json_object_get(json, map ? "values" : "items");
    if (items == NULL)
        return fail(m, map ? "a map without values" : "an array without items", NULL);
    int type = add_type(m, kind, map ? "map" : "array");
    if (type == NO_TYPE || !add_parts(m, type, 1) ||
        !put_part(m, type, 0, NULL, type_make(m, items, space, depth + 1)))
        return NO_TYPE;
    return type;
}

static int named_make(struct maker *m, enum avro_kind kind, const json_t *json, const char *space,
                      int depth)
{
    char *own;
    int type = add_named(m, kind, json, space, &own);
    if (type == NO_TYPE)
        return NO_TYPE;
    bool ok = kind == AVRO_RECORD ? fields_make(m, type, json, own, depth)
              : kind == AVRO_ENUM ? symbols_make(m, type, json)
                                  : size_read(m, type, json);
    if (ok && kind == AVRO_FIXED)
        decimal_read(m, type, json);
    free(own);
    return ok ? type : NO_TYPE;
}

static const char *const kinds[] = {
    [AVRO_NULL] = "null",    [AVRO_BOOLEAN] = "boolean", [AVRO_INT] = "int",
    [AVRO_LONG] = "long",    [AVRO_FLOAT] = "float",     [AVRO_DOUBLE] = "double",
    [AVRO_BYTES] = "bytes",  [AVRO_STRING] = "string",   [AVRO_RECORD] = "record",
    [AVRO_ENUM] = "enum",    [AVRO_ARRAY] = "array",     [AVRO_MAP] = "map",
    [AVRO_UNION] = "union ", /* no type is called so: it is an array in JSON */
    [AVRO_FIXED] = "fixed",
};

static int kind_named(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (strcmp(name, kinds[i]) == 0)
            return (int)i;
    return strcmp(name, "error") == 0 ? AVRO_RECORD : NO_TYPE;
}

/* "double", or the name of a type. */
static int text_make(struct maker *m, const char *name, const char *space)
{
    int kind = kind_named(name);
    if (kind != NO_TYPE && kind <= AVRO_STRING)
        return add_type(m, (enum avro_kind)kind, kinds[kind]);
    int type = find_reference(m, name, space);
    return type != NO_TYPE ? type : fail(m, "it does not say what it means by the type", name);
}

static int object_make(struct maker *m, const json_t *json, const char *space, int depth)
{
    const json_t *of = json_object_get(json, "type");
    if (!json_is_string(of)) /* {"type": {"type": ...}} */
        return of != NULL ? type_make(m, of, space, depth + 1)
                          : fail(m, "an object without \"type\"", NULL);
    int kind = kind_named(json_string_value(of));
    if (kind == AVRO_ARRAY || kind == AVRO_MAP)
        return items_make(m, (enum avro_kind)kind, json, space, depth);
    if (kind == AVRO_RECORD || kind == AVRO_ENUM || kind == AVRO_FIXED)
        return named_make(m, (enum avro_kind)kind, json, space, depth);
    int type = text_make(m, json_string_value(of), space);
    if (type != NO_TYPE && kind == AVRO_BYTES)
        decimal_read(m, type, json);
    return type;
}

static int type_make(struct maker *m, const json_t *json, const char *space, int depth)
{
    if (depth >= AVRO_DEPTH_MOST)
        return fail(m, "it is nested too deep", NULL);
    if (json_is_string(json))
        return text_make(m, json_string_value(json), space);
    if (json_is_array(json))
        return union_make(m, json, space, depth);
    if (json_is_object(json))
        return object_make(m, json, space, depth);
    return fail(m, "a type that is neither text, array nor object", NULL);
}

/* ---- all ---- */

struct avro_schema *avro_schema_parse(struct bytes text, char why[AVRO_WHY_SIZE])
{
    json_error_t bad;
    struct maker m = {.s = mem_zero(1, sizeof *m.s), .why = why};
    why[0] = '\0';
    json_t *json = json_loadb((const char *)text.data, text.len, JSON_DECODE_ANY, &bad);
    m.s->text = json;
    if (json == NULL)
        snprintf(why, AVRO_WHY_SIZE, "it is no JSON: line %d: %.100s", bad.line, bad.text);
    /* A name that stands alone refers to nothing: the first type made is the whole. */
    else if (type_make(&m, json, "", 0) == NO_TYPE)
        fail(&m, "it is no Avro schema", NULL);
    free(m.named);
    if (why[0] == '\0')
        return m.s;
    avro_schema_free(m.s);
    return NULL;
}

void avro_schema_free(struct avro_schema *s)
{
    if (s == NULL)
        return;
    json_decref(s->text);
    for (int i = 0; i < s->name_count; i++)
        free(s->names[i]);
    free(s->names);
    free(s->types);
    free(s->parts);
    free(s);
}
