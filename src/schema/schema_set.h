/* schema_set.h: the schemas that messages name by number, as Confluent's serializers do: a zero
 * byte, the schema's id in four bytes, the message.
 *
 * A schema never changes once it is in the set, and none is removed: a lookup needs no lock and its
 * result stays. One thread adds, any may look up. At most SCHEMAS_MOST of at most SCHEMA_TEXT_MOST
 * bytes, SCHEMAS_TEXT_MOST together. */
#ifndef SCHEMA_SCHEMA_SET_H
#define SCHEMA_SCHEMA_SET_H

#include "base/err.h"
#include "schema/avro_schema.h"
#include "schema/proto_schema.h"

enum {
    SCHEMAS_MOST = 1000,
    SCHEMA_TEXT_MOST = 1 << 20,
    SCHEMAS_TEXT_MOST = 16 << 20,
    SCHEMA_FRAME_SIZE = 5,
};

/* The names are those that a Schema Registry uses. */
#define SCHEMA_TYPES(X)                                                                            \
    X(AVRO, "AVRO")                                                                                \
    X(JSON, "JSON")                                                                                \
    X(PROTOBUF, "PROTOBUF")

enum schema_type {
#define X(name, text) SCHEMA_##name,
    SCHEMA_TYPES(X)
#undef X
};

struct message_schema {
    uint32_t id;
    enum schema_type type;
    int64_t from_seq;         /* the message from which a recording is decoded by it */
    struct bytes text;        /* as its author wrote it */
    struct avro_schema *avro; /* of a schema of that type that can be used; else NULL */
    struct proto_schema *proto;
    char why[AVRO_WHY_SIZE]; /* clean: why it cannot be used; "" */
};

struct schema_set;

struct schema_set *schema_set_new(void);
void schema_set_free(struct schema_set *set); /* NULL is fine */

/* Adds a schema, a copy of `text`. One that cannot be used is added as well: the messages that name
 * it say why. Nothing changes where the id is known already. ERR_TOO_BIG: over a limit. */
int schema_set_put(struct schema_set *set, uint32_t id, enum schema_type type, int64_t from_seq,
                   struct bytes text, struct err *err);
/* Or NULL. A set that is NULL has none. */
const struct message_schema *schema_set_find(const struct schema_set *set, uint32_t id);
int schema_set_count(const struct schema_set *set);
/* In the order they were added; `at` below schema_set_count(). */
const struct message_schema *schema_set_at(const struct schema_set *set, int at);

/* Whether a value begins as one that names a schema, and which. */
bool schema_frame(struct bytes value, uint32_t *id);

const char *schema_type_name(enum schema_type type);
/* False: there is no such type. */
bool schema_type_find(struct bytes name, enum schema_type *out);

#endif
