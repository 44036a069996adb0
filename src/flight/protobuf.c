/* protobuf.c: a message in Protobuf's encoding, by the schema that it names.
 *
 * Behind the frame stands which message of the schema it is: a count and the places in the file, in
 * the message found there, and so on; a single zero is the first message. Fields that the schema
 * does not have are passed over. A plain field of proto3 that is absent is 0, as its producer meant
 * it: zeros are not sent. */
#include <stdio.h>

#include "base/text.h"
#include "base/varint.h"
#include "flight/field_path.h"
#include "flight/framed.h"

enum {
    MAX_DEPTH = 32,
    PATH_MOST = 16,  /* of the places in front of the message */
    COUNTERS = 8192, /* fields of the messages around a value, together */
    VALUES_LEAST = 65536,
};

enum wire { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_GROUP, WIRE_GROUP_END, WIRE_32 };

struct proto_walk {
    struct field_path f;
    const struct mission *mission;
    const struct proto_schema *schema;
    const uint8_t *end; /* of the whole value */
    struct bytes rest;  /* of the message at hand */
    size_t values_left;
    int counters;              /* in use */
    uint16_t counts[COUNTERS]; /* how often each field of the messages around was met */
};

struct raw { /* a field's value as it is encoded */
    enum wire wire;
    uint64_t bits;
    struct bytes bytes;
};

static bool message_take(struct proto_walk *w, int message, struct bytes body, int depth);

/* ---- what is wrong ---- */

static bool fail(struct proto_walk *w, const char *what)
{
    if (field_fail(&w->f, "Protobuf", what))
        w->f.out->bad_at = (size_t)(w->end - w->rest.data);
    return false;
}

/* ---- the encoding ---- */

static bool varint_read(struct proto_walk *w, uint64_t *out)
{
    return uvarint_take(&w->rest, 10, out) ||
           fail(w, w->rest.len < 10 ? "a number is cut off" : "a number is too long");
}

static bool bytes_read(struct proto_walk *w, uint64_t n, struct bytes *out)
{
    char missing[FRAMED_MISSING_SIZE];
    return framed_take(&w->rest, n, out, missing) || fail(w, missing);
}

static bool fixed_read(struct proto_walk *w, size_t size, uint64_t *out)
{
    struct bytes raw = BYTES_NULL;
    *out = 0;
    if (!bytes_read(w, size, &raw))
        return false;
    for (size_t i = size; i-- > 0;)
        *out = *out << 8 | raw.data[i];
    return true;
}

static bool raw_read(struct proto_walk *w, enum wire wire, struct raw *out)
{
    *out = (struct raw){.wire = wire};
    switch (wire) {
    case WIRE_VARINT:
        return varint_read(w, &out->bits);
    case WIRE_64:
        return fixed_read(w, 8, &out->bits);
    case WIRE_32:
        return fixed_read(w, 4, &out->bits);
    case WIRE_BYTES:
        return varint_read(w, &out->bits) && bytes_read(w, out->bits, &out->bytes);
    case WIRE_GROUP:
    case WIRE_GROUP_END:
        return fail(w, "a group, which is not read");
    }
    return fail(w, "an unknown kind of field");
}

static enum wire wire_of(enum proto_kind kind)
{
    switch (kind) {
    case PROTO_DOUBLE:
    case PROTO_FIXED64:
    case PROTO_SFIXED64:
        return WIRE_64;
    case PROTO_FLOAT:
    case PROTO_FIXED32:
    case PROTO_SFIXED32:
        return WIRE_32;
    case PROTO_INT32:
    case PROTO_INT64:
    case PROTO_UINT32:
    case PROTO_UINT64:
    case PROTO_SINT32:
    case PROTO_SINT64:
    case PROTO_BOOL:
    case PROTO_ENUM:
        return WIRE_VARINT;
    case PROTO_STRING:
    case PROTO_BYTES:
    case PROTO_MESSAGE:
    case PROTO_TIME:
    case PROTO_WRAPPER:
    case PROTO_OPAQUE:
        return WIRE_BYTES;
    }
    return WIRE_BYTES;
}

/* ---- plain values ---- */

static double real_of(enum proto_kind kind, uint64_t bits)
{
    double real;
    float single;
    uint32_t narrow = (uint32_t)bits;
    if (kind == PROTO_DOUBLE)
        return memcpy(&real, &bits, sizeof real), real;
    return memcpy(&single, &narrow, sizeof single), (double)single;
}

static int64_t integer_of(enum proto_kind kind, uint64_t bits)
{
    if (kind == PROTO_SINT32 || kind == PROTO_SINT64)
        return zigzag(bits);
    if (kind == PROTO_INT32 || kind == PROTO_SFIXED32)
        return (int32_t)(uint32_t)bits;
    return kind == PROTO_UINT32 || kind == PROTO_FIXED32 ? (int64_t)(uint32_t)bits : (int64_t)bits;
}

static void enum_tell(struct proto_walk *w, const struct proto_field *f, uint64_t bits)
{
    int32_t number = (int32_t)(uint32_t)bits;
    struct bytes symbol = proto_schema_symbol(w->schema, f->type, number);
    if (bytes_is_null(symbol))
        field_integer(&w->f, number);
    else
        field_text(&w->f, w->mission, symbol);
}

static void number_tell(struct proto_walk *w, const struct proto_field *f, enum proto_kind kind,
                        uint64_t bits)
{
    bool wide = kind == PROTO_UINT64 || kind == PROTO_FIXED64;
    if (kind == PROTO_ENUM)
        enum_tell(w, f, bits);
    else if (kind == PROTO_BOOL)
        field_sample(&w->f, bits != 0, bytes_of(bits != 0 ? "true" : "false"));
    else if (kind == PROTO_DOUBLE || kind == PROTO_FLOAT)
        field_real(&w->f, real_of(kind, bits));
    else if (wide && bits > INT64_MAX)
        field_real(&w->f, (double)bits);
    else
        field_integer(&w->f, integer_of(kind, bits));
}

static bool string_tell(struct proto_walk *w, struct bytes text)
{
    if (!text_is_utf8(text))
        return fail(w, "a text is not UTF-8");
    field_text(&w->f, w->mission, text);
    return true;
}

/* ---- values in messages ---- */

/* The field `number` of a message whose fields are plain, the last one; 0 where it is absent. */
static bool plain_read(struct proto_walk *w, struct bytes body, uint64_t number, struct raw *out)
{
    struct bytes after = w->rest;
    *out = (struct raw){.bytes = bytes_make(w->end, 0)};
    w->rest = body;
    while (w->rest.len > 0) {
        uint64_t tag;
        struct raw raw;
        if (!varint_read(w, &tag) || !raw_read(w, (enum wire)(tag & 7), &raw))
            return false;
        if (tag >> 3 == number)
            *out = raw;
    }
    w->rest = after;
    return true;
}

/* Seconds, as the time field of a mission may count them. */
static bool time_tell(struct proto_walk *w, struct bytes body)
{
    struct raw seconds, nanos;
    if (!plain_read(w, body, 1, &seconds) || !plain_read(w, body, 2, &nanos))
        return false;
    field_real(&w->f, (double)(int64_t)seconds.bits + (double)(int32_t)nanos.bits / 1e9);
    return true;
}

static bool value_tell(struct proto_walk *w, const struct proto_field *f, enum proto_kind kind,
                       const struct raw *raw, int depth);

static bool wrapper_tell(struct proto_walk *w, const struct proto_field *f, struct bytes body,
                         int depth)
{
    struct raw inner;
    if (!plain_read(w, body, 1, &inner))
        return false;
    inner.wire = inner.wire == WIRE_VARINT ? wire_of(f->wraps) : inner.wire;
    return value_tell(w, f, f->wraps, &inner, depth);
}

static bool value_tell(struct proto_walk *w, const struct proto_field *f, enum proto_kind kind,
                       const struct raw *raw, int depth)
{
    if (raw->wire != wire_of(kind))
        return fail(w, "a value is not encoded as the schema says");
    if (w->values_left == 0)
        return fail(w, "it holds too many values");
    w->values_left--;
    if (raw->wire != WIRE_BYTES)
        return number_tell(w, f, kind, raw->bits), true;
    if (kind == PROTO_STRING)
        return string_tell(w, raw->bytes);
    if (kind == PROTO_MESSAGE)
        return message_take(w, f->type, raw->bytes, depth + 1);
    if (kind == PROTO_TIME)
        return time_tell(w, raw->bytes);
    if (kind == PROTO_WRAPPER)
        return wrapper_tell(w, f, raw->bytes, depth);
    return field_nothing(&w->f, bytes_of("(bytes)"), false), true;
}

/* ---- fields ---- */

/* Stays at the highest number: elements that far are dropped anyway. */
static void count_up(uint16_t *count)
{
    if (*count < UINT16_MAX)
        (*count)++;
}

/* Numbers one behind the other, without tags. */
static bool packed_take(struct proto_walk *w, const struct proto_field *f, struct bytes body,
                        uint16_t *count, int depth)
{
    struct bytes after = w->rest;
    w->rest = body;
    while (w->rest.len > 0) {
        struct raw raw;
        size_t index = *count, before = field_enter(&w->f, index);
        if (!raw_read(w, wire_of(f->kind), &raw) || !value_tell(w, f, f->kind, &raw, depth))
            return false;
        field_leave(&w->f, index, before);
        count_up(count);
    }
    w->rest = after;
    return true;
}

static bool repeated_take(struct proto_walk *w, const struct proto_field *f, const struct raw *raw,
                          uint16_t *count, int depth)
{
    if (raw->wire == WIRE_BYTES && wire_of(f->kind) != WIRE_BYTES)
        return packed_take(w, f, raw->bytes, count, depth);
    size_t index = *count, before = field_enter(&w->f, index);
    if (!value_tell(w, f, f->kind, raw, depth))
        return false;
    field_leave(&w->f, index, before);
    count_up(count);
    return true;
}

/* "tanks.lox": the entry is a message of a key and a value. */
static bool entry_take(struct proto_walk *w, const struct proto_field *f, struct bytes entry,
                       int depth)
{
    struct raw key, value;
    char number[24];
    if (!plain_read(w, entry, 1, &key) || !plain_read(w, entry, 2, &value))
        return false;
    struct bytes name = key.bytes;
    if (f->key_kind != PROTO_STRING) {
        snprintf(number, sizeof number, "%lld", (long long)integer_of(f->key_kind, key.bits));
        name = bytes_of(number);
    } else if (!text_is_utf8(name)) {
        return fail(w, "a key is not UTF-8");
    }
    if (value.wire == WIRE_VARINT && value.bits == 0)
        value.wire = wire_of(f->kind); /* absent */
    size_t before = field_push(&w->f, name);
    bool ok = value_tell(w, f, f->kind, &value, depth);
    field_pop(&w->f, before);
    return ok;
}

static bool field_take(struct proto_walk *w, const struct proto_field *f, const struct raw *raw,
                       uint16_t *count, int depth)
{
    size_t before = field_push(&w->f, f->name);
    bool ok;
    if (f->map)
        ok = raw->wire == WIRE_BYTES ? entry_take(w, f, raw->bytes, depth)
                                     : fail(w, "a value is not encoded as the schema says");
    else if (f->repeated)
        ok = repeated_take(w, f, raw, count, depth);
    else
        ok = value_tell(w, f, f->kind, raw, depth), *count = 1;
    if (ok)
        field_pop(&w->f, before);
    return ok;
}

/* The plain fields that were not sent. */
static bool zeros_tell(struct proto_walk *w, const struct proto_type *t, const uint16_t *counts)
{
    for (int i = 0; i < t->count && w->f.past == 0; i++) {
        const struct proto_field *f = &w->schema->fields[t->first + i];
        if (!f->implied || counts[i] > 0 || wire_of(f->kind) == WIRE_BYTES)
            continue;
        size_t before = field_push(&w->f, f->name);
        const struct raw zero = {.wire = wire_of(f->kind)};
        if (!value_tell(w, f, f->kind, &zero, 0))
            return false;
        field_pop(&w->f, before);
    }
    return true;
}

static bool fields_take(struct proto_walk *w, int message, uint16_t *counts, int depth)
{
    const struct proto_type *t = &w->schema->messages[message];
    while (w->rest.len > 0) {
        uint64_t tag;
        struct raw raw;
        if (!varint_read(w, &tag))
            return false;
        if (tag >> 3 == 0)
            return fail(w, "a field has no number");
        const struct proto_field *f = proto_schema_field(w->schema, message, tag >> 3);
        size_t before = f != NULL ? field_push(&w->f, f->name) : w->f.len;
        if (!raw_read(w, (enum wire)(tag & 7), &raw))
            return false;
        field_pop(&w->f, before);
        ptrdiff_t place = f != NULL ? f - &w->schema->fields[t->first] : 0;
        if (f != NULL && !field_take(w, f, &raw, &counts[place], depth))
            return false;
    }
    return zeros_tell(w, t, counts);
}

static bool message_take(struct proto_walk *w, int message, struct bytes body, int depth)
{
    int count = w->schema->messages[message].count;
    struct bytes after = w->rest;
    if (depth == MAX_DEPTH || count > COUNTERS - w->counters)
        return fail(w, "it is nested too deep");
    uint16_t *counts = &w->counts[w->counters];
    memset(counts, 0, (size_t)count * sizeof *counts);
    w->counters += count;
    w->rest = body;
    if (!fields_take(w, message, counts, depth))
        return false;
    w->rest = after;
    w->counters -= count;
    return true;
}

/* ---- which message it is ---- */

/* Old clients in Python wrote the places as plain numbers, not in zig-zag. */
static int find_message(const struct proto_schema *s, struct bytes *body, bool plain)
{
    struct bytes rest = *body;
    uint64_t raw;
    int message = PROTO_NONE;
    if (!uvarint_take(&rest, 10, &raw))
        return PROTO_NONE;
    int64_t count = plain ? (int64_t)raw : zigzag(raw);
    if (count < 0 || count > PATH_MOST)
        return PROTO_NONE;
    if (count == 0)
        message = proto_schema_message(s, PROTO_NONE, 0);
    for (int64_t i = 0; i < count; i++) {
        if (!uvarint_take(&rest, 10, &raw))
            return PROTO_NONE;
        message = proto_schema_message(s, message, plain ? (int64_t)raw : zigzag(raw));
        if (message == PROTO_NONE)
            return PROTO_NONE;
    }
    *body = rest;
    return message;
}

static enum format_fit protobuf_decode(const struct mission *mission, struct bytes value,
                                       struct decoded *out, const struct field_sink *sink)
{
    const struct message_schema *schema;
    struct proto_walk w;
    if (!framed_body(out, value, SCHEMA_PROTOBUF, &schema, &w.rest))
        return FORMAT_NOT;
    w.mission = mission;
    w.schema = schema->proto;
    w.end = value.data + value.len;
    w.values_left = VALUES_LEAST + 8 * value.len;
    w.counters = 0;
    field_path_begin(&w.f, out, sink);
    struct bytes body = w.rest;
    int message = find_message(w.schema, &body, false);
    if (message == PROTO_NONE)
        message = find_message(w.schema, &body, true);
    bool ok = message != PROTO_NONE ? message_take(&w, message, body, 0)
                                    : fail(&w, "the schema has no such message");
    if (!ok)
        out->bad_at = value.len - out->bad_at;
    return ok ? FORMAT_FITS : FORMAT_BAD;
}

const struct message_format format_protobuf = {.words = "Protobuf message",
                                               .bad = "bad Protobuf message",
                                               .binary = true,
                                               .decode = protobuf_decode};
