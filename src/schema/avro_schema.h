/* avro_schema.h: an Avro schema as a table of types, made of its JSON text.
 *
 * For src/flight, which decodes by it. libavro is not used: ten bytes of a hostile message make it
 * allocate 128 TiB, loop for hours over an array of nulls, or overflow the stack in a record that
 * holds itself.
 *
 * A schema comes from outside: at most AVRO_TYPES_MOST types, AVRO_PARTS_MOST fields, branches and
 * symbols, nested AVRO_DEPTH_MOST deep. It is read-only once made, so threads may share it. */
#ifndef SCHEMA_AVRO_SCHEMA_H
#define SCHEMA_AVRO_SCHEMA_H

#include "base/bytes.h"

enum {
    AVRO_TYPES_MOST = 20000,
    AVRO_PARTS_MOST = 40000,
    AVRO_DEPTH_MOST = 64,
    AVRO_SCALE_MOST = 100,
    AVRO_ROOT = 0, /* the type of the whole message */
};

/* Without parts up to AVRO_STRING. */
enum avro_kind {
    AVRO_NULL,
    AVRO_BOOLEAN,
    AVRO_INT,
    AVRO_LONG,
    AVRO_FLOAT,
    AVRO_DOUBLE,
    AVRO_BYTES,
    AVRO_STRING,
    AVRO_RECORD, /* its fields */
    AVRO_ENUM,   /* its symbols */
    AVRO_ARRAY,  /* one part: its items */
    AVRO_MAP,    /* one part: its values */
    AVRO_UNION,  /* its branches */
    AVRO_FIXED,  /* of `size` bytes */
};

struct avro_part {
    struct bytes name; /* of a field or symbol; null for items and branches */
    int type;
};

struct avro_type {
    enum avro_kind kind;
    int first, count; /* parts */
    int64_t size;
    bool decimal; /* bytes or fixed that hold a number, of `scale` decimals */
    int scale;
    const char *name; /* of a record, enum or fixed, with its namespace; else of the kind */
};

struct avro_schema {
    struct avro_type *types; /* AVRO_ROOT is the message */
    struct avro_part *parts;
    int type_count, part_count;
    char **names; /* of records, enums and fixed, with their namespaces */
    int name_count;
    void *text; /* what the other names point into */
};

enum { AVRO_WHY_SIZE = 160 };

/* The schema that `text` writes, or NULL with the reason in `why`, which may hold bytes from
 * outside. avro_schema_free() it. */
struct avro_schema *avro_schema_parse(struct bytes text, char why[AVRO_WHY_SIZE]);
void avro_schema_free(struct avro_schema *s); /* NULL is fine */

#endif
