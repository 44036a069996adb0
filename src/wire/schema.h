/* schema.h: how a message is written down once and used as a C struct, as decoder and as encoder.
 *
 * A struct is an X-macro list, a row a field, in the order of the wire:
 *
 *     #define HEARTBEAT_REQUEST(F, s)                                                    \
 *         F(s, STRING, group_id, 0)                                                      \
 *         F(s, I32, generation_id, 0)                                                    \
 *         F(s, STRING, member_id, 0)                                                     \
 *         F(s, STRING, group_instance_id, 3, NULL_SINCE(3), NULL_DEFAULT)
 *
 * i.e. type, name, the first version that has it, and what else applies:
 *
 *     UNTIL(v)       the last version that has it
 *     NULL_SINCE(v)  may be null from this version on
 *     TAG(n)         is tagged field n (KIP-482), not in the plain sequence
 *     DEFAULT(n)     a number's value where a version lacks it (else 0)
 *     NULL_DEFAULT   null where a version lacks it (else empty)
 *
 * The types, and what they are in C:
 *
 *     BOOL I8 I16 I32 I64    bool, int8_t ... int64_t
 *     UUID                   struct uuid
 *     STRING BYTES RECORDS   struct bytes, a view into the frame; data NULL is null
 *     ARRAY(I32) ...         { int32_t *items; int32_t count; }; count -1 is null
 *     LIST(x)                { struct x *items; int32_t count; }; count -1 is null
 *     STRUCT(x)              struct x
 *     OPTION(x)              struct x *; NULL is null
 *
 * A family of messages (wire/group_messages.h, ...) ends with a list of its structs, the inner
 * before the outer, from which WIRE_STRUCT and WIRE_DECLARE make the C side and messages.c the
 * rest. The tables are trusted; bytes are not (wire/codec.h). */
#ifndef WIRE_SCHEMA_H
#define WIRE_SCHEMA_H

#include "base/bytes.h"
#include "wire/uuid.h"

enum field_kind {
    KIND_BOOL,
    KIND_I8,
    KIND_I16,
    KIND_I32,
    KIND_I64,
    KIND_UUID,
    KIND_STRING,
    KIND_BYTES,
    KIND_RECORDS,
    KIND_ARRAY,
    KIND_LIST,
    KIND_STRUCT,
    KIND_OPTION
};

struct schema;

struct field {
    const char *name;
    const struct schema *of; /* LIST, STRUCT, OPTION */
    enum field_kind kind;
    enum field_kind item; /* ARRAY */
    uint16_t offset;      /* in the C struct */
    int16_t since;        /* first version that has it */
    int16_t gone;         /* first version without it; 0: none */
    int16_t null_since;
    bool nullable;
    bool tagged;
    bool initial_null;
    uint8_t tag;
    int64_t initial;
};

struct schema {
    const char *name;
    const struct field *fields;
    size_t count;
    size_t size; /* of the C struct */
};

/* Arrays of scalars. Lists of structs have the same two members in the same places. */
struct wire_i8s {
    int8_t *items;
    int32_t count;
};
struct wire_i32s {
    int32_t *items;
    int32_t count;
};
struct wire_i64s {
    int64_t *items;
    int32_t count;
};
struct wire_strings {
    struct bytes *items;
    int32_t count;
};

/* --- options of a row --- */

#define UNTIL(v) .gone = (v) + 1
#define NULL_SINCE(v) .nullable = true, .null_since = (v)
#define TAG(n) .tagged = true, .tag = (n)
#define DEFAULT(n) .initial = (n)
#define NULL_DEFAULT .initial_null = true

/* --- a row as a member of the C struct --- */

#define WIRE_C_BOOL bool
#define WIRE_C_I8 int8_t
#define WIRE_C_I16 int16_t
#define WIRE_C_I32 int32_t
#define WIRE_C_I64 int64_t
#define WIRE_C_UUID struct uuid
#define WIRE_C_STRING struct bytes
#define WIRE_C_BYTES struct bytes
#define WIRE_C_RECORDS struct bytes
#define WIRE_C_ARRAY(type) WIRE_ITEMS_##type
#define WIRE_C_LIST(x)                                                                             \
    struct {                                                                                       \
        struct x *items;                                                                           \
        int32_t count;                                                                             \
    }
#define WIRE_C_STRUCT(x) struct x
#define WIRE_C_OPTION(x) struct x *
#define WIRE_ITEMS_I8 struct wire_i8s
#define WIRE_ITEMS_I32 struct wire_i32s
#define WIRE_ITEMS_I64 struct wire_i64s
#define WIRE_ITEMS_STRING struct wire_strings

#define WIRE_MEMBER(s, type, name, ...) WIRE_C_##type name;
#define WIRE_STRUCT(s, ROWS)                                                                       \
    struct s {                                                                                     \
        ROWS(WIRE_MEMBER, s)                                                                       \
    };
#define WIRE_DECLARE(s, ROWS) extern const struct schema s##_schema;

/* --- a row as a field of the schema --- */

#define WIRE_KIND_BOOL .kind = KIND_BOOL
#define WIRE_KIND_I8 .kind = KIND_I8
#define WIRE_KIND_I16 .kind = KIND_I16
#define WIRE_KIND_I32 .kind = KIND_I32
#define WIRE_KIND_I64 .kind = KIND_I64
#define WIRE_KIND_UUID .kind = KIND_UUID
#define WIRE_KIND_STRING .kind = KIND_STRING
#define WIRE_KIND_BYTES .kind = KIND_BYTES
#define WIRE_KIND_RECORDS .kind = KIND_RECORDS
#define WIRE_KIND_ARRAY(type) .kind = KIND_ARRAY, .item = KIND_##type
#define WIRE_KIND_LIST(x) .kind = KIND_LIST, .of = &x##_schema
#define WIRE_KIND_STRUCT(x) .kind = KIND_STRUCT, .of = &x##_schema
#define WIRE_KIND_OPTION(x) .kind = KIND_OPTION, .of = &x##_schema

#define WIRE_FIELD(s, type, member, ...)                                                           \
    {.name = #member, .offset = offsetof(struct s, member), WIRE_KIND_##type, .since = __VA_ARGS__},
#define WIRE_DEFINE(s, ROWS)                                                                       \
    static const struct field s##_fields[] = {ROWS(WIRE_FIELD, s)};                                \
    const struct schema s##_schema = {#s, s##_fields, ARRAY_SIZE(s##_fields), sizeof(struct s)};

#endif
