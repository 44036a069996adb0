/* proto_schema.h: a Protobuf schema as tables of messages, fields and enums, made of the text of
 * its .proto file.
 *
 * For src/flight, which decodes by it. It reads what says how messages are encoded: messages,
 * enums, oneof, map, nested and repeated fields, proto2 and proto3. Options, services and
 * extensions are passed over. Imports are not followed: Timestamp, Duration and the wrappers of
 * google.protobuf are known, a field of any other imported type is not looked into.
 *
 * A schema comes from outside; the bounds are below. It is read-only once made, so threads may
 * share it. Names are views of the text, which must outlive it. */
#ifndef SCHEMA_PROTO_SCHEMA_H
#define SCHEMA_PROTO_SCHEMA_H

#include "base/bytes.h"

enum {
    PROTO_TYPES_MOST = 500,   /* messages, and enums */
    PROTO_FIELDS_MOST = 5000, /* of all messages */
    PROTO_SYMBOLS_MOST = 20000,
    PROTO_DEPTH_MOST = 32,
    PROTO_NAME_MOST = 128,
    PROTO_NONE = -1,
    PROTO_WHY_SIZE = 160,
};

enum proto_kind {
    PROTO_DOUBLE,
    PROTO_FLOAT,
    PROTO_INT32,
    PROTO_INT64,
    PROTO_UINT32,
    PROTO_UINT64,
    PROTO_SINT32,
    PROTO_SINT64,
    PROTO_FIXED32,
    PROTO_FIXED64,
    PROTO_SFIXED32,
    PROTO_SFIXED64,
    PROTO_BOOL,
    PROTO_STRING,
    PROTO_BYTES,
    PROTO_ENUM,
    PROTO_MESSAGE,
    PROTO_TIME,    /* Timestamp, Duration: seconds and nanoseconds */
    PROTO_WRAPPER, /* a message with a number in its field 1, which stands for it: see `wraps` */
    PROTO_OPAQUE,  /* of a type that is not known */
};

struct proto_field {
    struct bytes name;
    struct bytes type_name; /* as written */
    uint32_t number;
    int message; /* that it belongs to */
    enum proto_kind kind;
    enum proto_kind wraps;
    enum proto_kind key_kind; /* of a map */
    int type;                 /* of an enum or message: its place in enums or messages */
    bool repeated, map;
    bool implied; /* absent it is 0: a plain field of proto3 */
};

struct proto_symbol {
    struct bytes name;
    int32_t number;
    int of; /* the enum */
};

struct proto_type { /* a message or an enum */
    char *name;     /* with its package and the messages around it */
    uint32_t hash;
    int parent;       /* the message around it, or PROTO_NONE */
    int first, count; /* fields by number, or symbols */
};

struct proto_schema {
    struct proto_type *messages, *enums; /* in the order of the text */
    struct proto_field *fields;
    struct proto_symbol *symbols;
    int message_count, enum_count, field_count, symbol_count;
    bool implied; /* proto3 */
};

/* The schema that `text` writes, or NULL with the reason in `why`, which may hold bytes from
 * outside. proto_schema_free() it. */
struct proto_schema *proto_schema_parse(struct bytes text, char why[PROTO_WHY_SIZE]);
void proto_schema_free(struct proto_schema *s); /* NULL is fine */

/* The message at `index` among those directly in `parent` (PROTO_NONE: in the file), or PROTO_NONE.
 */
int proto_schema_message(const struct proto_schema *s, int parent, int64_t index);
/* The message's field of that number, or NULL. */
const struct proto_field *proto_schema_field(const struct proto_schema *s, int message,
                                             uint64_t number);
/* The name of a value of the enum, or null. */
struct bytes proto_schema_symbol(const struct proto_schema *s, int of, int64_t number);

#endif
