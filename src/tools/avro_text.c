/* avro_text.c: the same walk as flight/avro.c, which makes channels of it. */
#include "tools/avro_text.h"

#include <math.h>
#include <stdio.h>

#include "base/varint.h"
#include "tools/java_number.h"
#include "tools/utf8.h"

enum { MAX_DEPTH = 64 };

struct avro_writer {
    const struct avro_schema *schema;
    struct bytes rest;
    struct buf *out;
    size_t from, values_left;
    char *why;
};

static bool value_write(struct avro_writer *w, int type, int depth);

static bool fail(struct avro_writer *w, const char *what)
{
    if (w->why[0] == '\0')
        snprintf(w->why, AVRO_WHY_SIZE, "%s", what);
    return false;
}

static bool bytes_read(struct avro_writer *w, int64_t n, struct bytes *out)
{
    if (n < 0 || w->rest.len < (uint64_t)n)
        return fail(w, "the message is cut off");
    *out = bytes_make(w->rest.data, (size_t)n);
    w->rest = bytes_make(w->rest.data + n, w->rest.len - (size_t)n);
    return true;
}

static bool long_read(struct avro_writer *w, int64_t *out)
{
    return varlong_take(&w->rest, out) || fail(w, "a number is cut off or too long");
}

/* ---- texts ---- */

static void add_escaped(struct buf *out, uint8_t c)
{
    static const char letters[] = "btn?fr"; /* of 8 to 13 */
    if (c == '"' || c == '\\')
        buf_printf(out, "\\%c", c);
    else if (c >= '\b' && c <= '\r' && c != '\v')
        buf_printf(out, "\\%c", letters[c - '\b']);
    else if (c < ' ')
        buf_printf(out, "\\u%04X", c);
    else
        buf_add_byte(out, c);
}

static void add_text(struct buf *out, struct bytes text)
{
    struct buf repaired = {0};
    utf8_repair(text, &repaired);
    buf_add_byte(out, '"');
    for (size_t i = 0; i < repaired.len; i++)
        add_escaped(out, repaired.data[i]);
    buf_add_byte(out, '"');
    buf_deinit(&repaired);
}

/* Bytes are a text of the characters U+0000 to U+00FF. */
static void add_bytes(struct buf *out, struct bytes raw)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < raw.len; i++) {
        uint8_t c = raw.data[i];
        if (c < 0x80) {
            add_escaped(out, c);
            continue;
        }
        buf_add_byte(out, (uint8_t)(0xc0 | c >> 6));
        buf_add_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
    }
    buf_add_byte(out, '"');
}

/* ---- values without parts ---- */

static bool real_write(struct avro_writer *w, bool is_float)
{
    struct bytes raw;
    double real;
    uint64_t bits = 0;
    if (!bytes_read(w, is_float ? 4 : 8, &raw))
        return false;
    for (size_t i = raw.len; i-- > 0;)
        bits = bits << 8 | raw.data[i];
    if (is_float) {
        uint32_t narrow = (uint32_t)bits;
        float single;
        memcpy(&single, &narrow, sizeof single);
        real = (double)single;
    } else {
        memcpy(&real, &bits, sizeof real);
    }
    const char *quote = isfinite(real) ? "" : "\"";
    buf_add_text(w->out, quote);
    java_number_print(real, is_float, w->out);
    buf_add_text(w->out, quote);
    return true;
}

static bool boolean_write(struct avro_writer *w)
{
    struct bytes raw;
    if (!bytes_read(w, 1, &raw))
        return false;
    buf_add_text(w->out, raw.data[0] == 1 ? "true" : "false");
    return true;
}

static bool integer_write(struct avro_writer *w)
{
    int64_t value;
    if (!long_read(w, &value))
        return false;
    buf_printf(w->out, "%lld", (long long)value);
    return true;
}

static bool sized_write(struct avro_writer *w, const struct avro_type *t)
{
    int64_t size = t->size;
    struct bytes raw;
    if ((t->kind != AVRO_FIXED && !long_read(w, &size)) || !bytes_read(w, size, &raw))
        return false;
    if (t->kind == AVRO_STRING)
        add_text(w->out, raw);
    else
        add_bytes(w->out, raw);
    return true;
}

/* ---- values with parts ---- */

static const struct avro_part *choice_read(struct avro_writer *w, const struct avro_type *t)
{
    int64_t at;
    if (!long_read(w, &at))
        return NULL;
    if (at >= 0 && at < t->count)
        return &w->schema->parts[t->first + (int)at];
    return fail(w, "a branch or symbol is not in the schema"), NULL;
}

static bool enum_write(struct avro_writer *w, const struct avro_type *t)
{
    const struct avro_part *part = choice_read(w, t);
    if (part == NULL)
        return false;
    add_text(w->out, part->name);
    return true;
}

static bool union_write(struct avro_writer *w, const struct avro_type *t, int depth)
{
    const struct avro_part *part = choice_read(w, t);
    if (part == NULL)
        return false;
    const struct avro_type *of = &w->schema->types[part->type];
    if (of->kind == AVRO_NULL)
        return value_write(w, part->type, depth + 1);
    buf_add_byte(w->out, '{');
    add_text(w->out, bytes_of(of->name));
    buf_add_byte(w->out, ':');
    bool ok = value_write(w, part->type, depth + 1);
    buf_add_byte(w->out, '}');
    return ok;
}

static bool record_write(struct avro_writer *w, const struct avro_type *t, int depth)
{
    buf_add_byte(w->out, '{');
    for (int i = 0; i < t->count; i++) {
        const struct avro_part *part = &w->schema->parts[t->first + i];
        if (i > 0)
            buf_add_byte(w->out, ',');
        add_text(w->out, part->name);
        buf_add_byte(w->out, ':');
        if (!value_write(w, part->type, depth + 1))
            return false;
    }
    buf_add_byte(w->out, '}');
    return true;
}

static bool key_write(struct avro_writer *w)
{
    int64_t size;
    struct bytes key;
    if (!long_read(w, &size) || !bytes_read(w, size, &key))
        return false;
    add_text(w->out, key);
    buf_add_byte(w->out, ':');
    return true;
}

/* Blocks of items; of a map, each has its key before it. */
static bool items_write(struct avro_writer *w, const struct avro_type *t, int depth)
{
    bool map = t->kind == AVRO_MAP, first = true;
    int type = w->schema->parts[t->first].type;
    buf_add_byte(w->out, map ? '{' : '[');
    for (int64_t count = 1, size; count != 0;) {
        if (!long_read(w, &count) || (count < 0 && !long_read(w, &size)))
            return false;
        uint64_t left = count < 0 ? -(uint64_t)count : (uint64_t)count;
        for (; left > 0; left--, first = false) {
            if (!first)
                buf_add_byte(w->out, ',');
            if ((map && !key_write(w)) || !value_write(w, type, depth + 1))
                return false;
        }
    }
    buf_add_byte(w->out, map ? '}' : ']');
    return true;
}

static bool value_write(struct avro_writer *w, int type, int depth)
{
    const struct avro_type *t = &w->schema->types[type];
    if (depth >= MAX_DEPTH || w->values_left == 0 || w->out->len - w->from > AVRO_TEXT_MOST)
        return fail(w, "the message is too large, or nested too deep");
    w->values_left--;
    switch (t->kind) {
    case AVRO_NULL:
        return buf_add_text(w->out, "null"), true;
    case AVRO_BOOLEAN:
        return boolean_write(w);
    case AVRO_INT:
    case AVRO_LONG:
        return integer_write(w);
    case AVRO_FLOAT:
    case AVRO_DOUBLE:
        return real_write(w, t->kind == AVRO_FLOAT);
    case AVRO_BYTES:
    case AVRO_STRING:
    case AVRO_FIXED:
        return sized_write(w, t);
    case AVRO_RECORD:
        return record_write(w, t, depth);
    case AVRO_ENUM:
        return enum_write(w, t);
    case AVRO_ARRAY:
    case AVRO_MAP:
        return items_write(w, t, depth);
    case AVRO_UNION:
        return union_write(w, t, depth);
    }
    return false;
}

bool avro_text(const struct avro_schema *schema, struct bytes message, struct buf *out,
               char why[AVRO_WHY_SIZE])
{
    struct avro_writer w = {.schema = schema,
                            .rest = message,
                            .out = out,
                            .from = out->len,
                            .values_left = 4096 + 8 * message.len,
                            .why = why};
    why[0] = '\0';
    return value_write(&w, AVRO_ROOT, 0);
}
