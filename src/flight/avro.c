/* avro.c: a message in Avro's binary encoding, by the schema that it names.
 *
 * Every field is walked, in the order of the schema. A message may hold no more values than
 * values_most() allows: items of no bytes (an array of nulls) would otherwise cost as many turns as
 * it cares to write. */
#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "base/varint.h"
#include "flight/field_path.h"
#include "flight/framed.h"

enum { MAX_DEPTH = 64, DECIMAL_MOST = 64 };

struct avro_walk {
    struct field_path f;
    const struct mission *mission;
    const struct avro_schema *schema;
    struct bytes rest;
    size_t values_left;
};

static size_t values_most(size_t len)
{
    return 4096 + 8 * len;
}

static bool value_take(struct avro_walk *w, int type, int depth);

/* ---- what is wrong ---- */

static bool fail(struct avro_walk *w, const char *what)
{
    field_fail(&w->f, "Avro", what);
    return false;
}

/* ---- bytes ---- */

static bool bytes_take(struct avro_walk *w, uint64_t n, struct bytes *out)
{
    char missing[FRAMED_MISSING_SIZE];
    return framed_take(&w->rest, n, out, missing) || fail(w, missing);
}

static bool long_take(struct avro_walk *w, int64_t *out)
{
    if (varlong_take(&w->rest, out))
        return true;
    return w->rest.len < 10 ? fail(w, "a number is cut off") : fail(w, "a number is too long");
}

/* A length and that many bytes. */
static bool sized_take(struct avro_walk *w, struct bytes *out)
{
    int64_t n;
    if (!long_take(w, &n))
        return false;
    return n < 0 ? fail(w, "a length is negative") : bytes_take(w, (uint64_t)n, out);
}

static bool text_take(struct avro_walk *w, struct bytes *out)
{
    return sized_take(w, out) && (text_is_utf8(*out) || fail(w, "a text is not UTF-8"));
}

/* ---- values without parts ---- */

static bool real_take(struct avro_walk *w, size_t size)
{
    struct bytes raw;
    double real;
    uint64_t bits = 0;
    if (!bytes_take(w, size, &raw))
        return false;
    for (size_t i = size; i-- > 0;)
        bits = bits << 8 | raw.data[i];
    if (size == sizeof real) {
        memcpy(&real, &bits, sizeof real);
    } else {
        uint32_t narrow = (uint32_t)bits;
        float single;
        memcpy(&single, &narrow, sizeof single);
        real = (double)single;
    }
    field_real(&w->f, real);
    return true;
}

static bool boolean_take(struct avro_walk *w)
{
    struct bytes raw;
    if (!bytes_take(w, 1, &raw))
        return false;
    if (raw.data[0] > 1)
        return fail(w, "a boolean is neither 0 nor 1");
    field_truth(&w->f, raw.data[0] != 0, bytes_of(raw.data[0] ? "true" : "false"));
    return true;
}

static bool integer_take(struct avro_walk *w, bool narrow)
{
    int64_t value;
    if (!long_take(w, &value))
        return false;
    if (narrow && (value > INT32_MAX || value < INT32_MIN))
        return fail(w, "an int has more than 32 bits");
    field_integer(&w->f, value);
    return true;
}

/* A decimal is a big-endian integer, divided by a power of ten. */
static void raw_tell(struct avro_walk *w, const struct avro_type *t, struct bytes raw)
{
    if (!t->decimal || raw.len == 0 || raw.len > DECIMAL_MOST) {
        field_nothing(&w->f, bytes_of("(bytes)"), false);
        return;
    }
    double value = (double)(int8_t)raw.data[0];
    for (size_t i = 1; i < raw.len; i++)
        value = value * 256 + raw.data[i];
    field_real(&w->f, value / pow(10, t->scale));
}

static bool raw_take(struct avro_walk *w, const struct avro_type *t)
{
    struct bytes raw;
    bool ok = t->kind == AVRO_FIXED ? bytes_take(w, (uint64_t)t->size, &raw) : sized_take(w, &raw);
    if (ok)
        raw_tell(w, t, raw);
    return ok;
}

static bool string_take(struct avro_walk *w)
{
    struct bytes text;
    if (!text_take(w, &text))
        return false;
    field_text(&w->f, w->mission, text);
    return true;
}

/* ---- values with parts ---- */

static const struct avro_part *part_of(const struct avro_walk *w, const struct avro_type *t, int at)
{
    return &w->schema->parts[t->first + at];
}

/* The number of one of the parts. */
static bool choice_take(struct avro_walk *w, const struct avro_type *t, int *out)
{
    int64_t at;
    char what[80];
    if (!long_take(w, &at))
        return false;
    *out = (int)at;
    if (at >= 0 && at < t->count)
        return true;
    snprintf(what, sizeof what, "%lld is none of the %d %s", (long long)at, t->count,
             t->kind == AVRO_ENUM ? "symbols" : "branches");
    return fail(w, what);
}

static bool enum_take(struct avro_walk *w, const struct avro_type *t)
{
    int at;
    if (!choice_take(w, t, &at))
        return false;
    field_text(&w->f, w->mission, part_of(w, t, at)->name);
    return true;
}

static bool union_take(struct avro_walk *w, const struct avro_type *t, int depth)
{
    int at;
    return choice_take(w, t, &at) && value_take(w, part_of(w, t, at)->type, depth + 1);
}

static bool record_take(struct avro_walk *w, const struct avro_type *t, int depth)
{
    for (int i = 0; i < t->count; i++) {
        size_t before = field_push(&w->f, part_of(w, t, i)->name);
        if (!value_take(w, part_of(w, t, i)->type, depth + 1))
            return false;
        field_pop(&w->f, before);
    }
    return true;
}

/* How many items follow; 0 ends the array or map. A negative count has the size behind it. */
static bool block_take(struct avro_walk *w, uint64_t *count)
{
    int64_t n, size;
    if (!long_take(w, &n) || (n < 0 && !long_take(w, &size)))
        return false;
    *count = n < 0 ? -(uint64_t)n : (uint64_t)n;
    return true;
}

static bool array_take(struct avro_walk *w, int type, int depth)
{
    uint64_t count;
    size_t at = 0;
    do {
        if (!block_take(w, &count))
            return false;
        for (uint64_t i = 0; i < count; i++, at++) {
            size_t before = field_enter(&w->f, at);
            if (!value_take(w, type, depth + 1))
                return false;
            field_leave(&w->f, at, before);
        }
    } while (count > 0);
    return true;
}

static bool map_take(struct avro_walk *w, int type, int depth)
{
    uint64_t count;
    struct bytes name;
    do {
        if (!block_take(w, &count))
            return false;
        for (uint64_t i = 0; i < count; i++) {
            if (!text_take(w, &name))
                return false;
            size_t before = field_push(&w->f, name);
            if (!value_take(w, type, depth + 1))
                return false;
            field_pop(&w->f, before);
        }
    } while (count > 0);
    return true;
}

static bool value_take(struct avro_walk *w, int type, int depth)
{
    const struct avro_type *t = &w->schema->types[type];
    if (depth >= MAX_DEPTH)
        return fail(w, "it is nested too deep");
    if (w->values_left-- == 0)
        return w->values_left = 0, fail(w, "it holds too many values");
    switch (t->kind) {
    case AVRO_NULL:
        return field_nothing(&w->f, bytes_of("null"), false), true;
    case AVRO_BOOLEAN:
        return boolean_take(w);
    case AVRO_INT:
    case AVRO_LONG:
        return integer_take(w, t->kind == AVRO_INT);
    case AVRO_FLOAT:
        return real_take(w, sizeof(float));
    case AVRO_DOUBLE:
        return real_take(w, sizeof(double));
    case AVRO_BYTES:
    case AVRO_FIXED:
        return raw_take(w, t);
    case AVRO_STRING:
        return string_take(w);
    case AVRO_RECORD:
        return record_take(w, t, depth);
    case AVRO_ENUM:
        return enum_take(w, t);
    case AVRO_ARRAY:
        return array_take(w, part_of(w, t, 0)->type, depth);
    case AVRO_MAP:
        return map_take(w, part_of(w, t, 0)->type, depth);
    case AVRO_UNION:
        return union_take(w, t, depth);
    }
    return false;
}

/* ---- the message ---- */

/* A message that is no record is one value. */
static void name_root(struct avro_walk *w)
{
    enum avro_kind kind = w->schema->types[AVRO_ROOT].kind;
    if (kind != AVRO_RECORD && kind != AVRO_MAP && kind != AVRO_UNION)
        field_push(&w->f, bytes_of("value"));
}

static bool all_taken(struct avro_walk *w)
{
    char what[64];
    if (w->rest.len == 0)
        return true;
    snprintf(what, sizeof what, "%zu byte%s left behind the last field", w->rest.len,
             w->rest.len == 1 ? " is" : "s are");
    w->f.len = 0;
    return fail(w, what);
}

static enum format_fit avro_decode(const struct mission *mission, struct bytes value,
                                   struct decoded *out, const struct field_sink *sink)
{
    const struct message_schema *schema;
    struct avro_walk w;
    if (!framed_body(out, value, SCHEMA_AVRO, &schema, &w.rest))
        return FORMAT_NOT;
    w.mission = mission;
    w.schema = schema->avro;
    w.values_left = values_most(value.len);
    field_path_begin(&w.f, out, sink);
    name_root(&w);
    bool ok = value_take(&w, AVRO_ROOT, 0) && all_taken(&w);
    out->bad_at = value.len - w.rest.len;
    return ok ? FORMAT_FITS : FORMAT_BAD;
}

const struct message_format format_avro = {
    .words = "Avro record", .bad = "bad Avro record", .binary = true, .decode = avro_decode};
