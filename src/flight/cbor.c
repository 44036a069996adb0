/* cbor.c: CBOR (RFC 8949), a map with text keys that takes every byte of the value. Tags are
 * skipped: what they tag is read as it is. */
#include <math.h>

#include "base/text.h"
#include "flight/field_path.h"

enum { MAX_DEPTH = 64 };
enum { MAJOR_UNSIGNED, MAJOR_NEGATIVE, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG };
enum { OPEN_ENDED = 31, BREAK = 0xff };

struct cbor {
    struct field_path f;
    const struct mission *mission;
    const uint8_t *p, *end;
};

/* The head of an item. */
struct item {
    int major, info; /* info OPEN_ENDED: its parts follow, up to a break */
    uint64_t value;
};

static bool value_take(struct cbor *c, int depth);

static bool item_take(struct cbor *c, struct item *out)
{
    if (c->p == c->end)
        return false;
    uint8_t first = *c->p++;
    *out = (struct item){.major = first >> 5, .info = first & 0x1f, .value = first & 0x1f};
    bool open = out->info == OPEN_ENDED && out->major >= MAJOR_BYTES && out->major <= MAJOR_MAP;
    if (out->info < 24 || open)
        return true;
    if (out->info > 27)
        return false;
    size_t n = (size_t)1 << (out->info - 24);
    if ((size_t)(c->end - c->p) < n)
        return false;
    for (out->value = 0; n > 0; n--)
        out->value = out->value << 8 | *c->p++;
    return true;
}

/* Whether the break that ends an open item is next; takes it. */
static bool break_take(struct cbor *c)
{
    if (c->p == c->end || *c->p != BREAK)
        return false;
    c->p++;
    return true;
}

/* A text or bytes in one piece. Of one in pieces the first is kept, and all are checked. */
static bool string_take(struct cbor *c, const struct item *item, struct bytes *out)
{
    if (item->info != OPEN_ENDED) {
        if ((uint64_t)(c->end - c->p) < item->value)
            return false;
        *out = bytes_make(c->p, (size_t)item->value);
        c->p += item->value;
        return item->major == MAJOR_BYTES || text_is_utf8(*out);
    }
    *out = bytes_make(c->p, 0);
    for (bool first = true; !break_take(c); first = false) {
        struct item part;
        struct bytes piece;
        if (!item_take(c, &part) || part.major != item->major || part.info == OPEN_ENDED ||
            !string_take(c, &part, &piece))
            return false;
        if (first)
            *out = piece;
    }
    return true;
}

/* Whether another member follows, of `count` or up to a break; `*ended` says that all were there.
 */
static bool more_follow(struct cbor *c, const struct item *item, uint64_t done, bool *ended)
{
    *ended = item->info == OPEN_ENDED ? break_take(c) : done == item->value;
    return !*ended && c->p < c->end;
}

static bool map_take(struct cbor *c, const struct item *item, int depth)
{
    bool ended;
    for (uint64_t i = 0; more_follow(c, item, i, &ended); i++) {
        struct item key;
        struct bytes name;
        if (!item_take(c, &key) || key.major != MAJOR_TEXT || !string_take(c, &key, &name))
            return false;
        size_t before = field_push(&c->f, name);
        bool ok = value_take(c, depth + 1);
        field_pop(&c->f, before);
        if (!ok)
            return false;
    }
    return ended;
}

static bool array_take(struct cbor *c, const struct item *item, int depth)
{
    bool ended;
    for (size_t i = 0; more_follow(c, item, i, &ended); i++) {
        size_t before = field_enter(&c->f, i);
        bool ok = value_take(c, depth + 1);
        field_leave(&c->f, i, before);
        if (!ok)
            return false;
    }
    return ended;
}

static double half_float(uint64_t bits)
{
    int exponent = (int)(bits >> 10 & 0x1f);
    double fraction = (double)(bits & 0x3ff), value;
    if (exponent == 0)
        value = ldexp(fraction, -24);
    else if (exponent < 31)
        value = ldexp(fraction + 1024, exponent - 25);
    else
        value = fraction > 0 ? NAN : INFINITY;
    return bits & 0x8000 ? -value : value;
}

/* False, true, null, undefined, floats. */
static bool simple_take(struct cbor *c, const struct item *item)
{
    uint32_t narrow = (uint32_t)item->value;
    float single;
    double real;
    switch (item->info) {
    case 20:
    case 21:
        field_truth(&c->f, item->info == 21, bytes_of(item->info == 21 ? "true" : "false"));
        return true;
    case 22:
    case 23:
        field_nothing(&c->f, bytes_of("null"), false);
        return true;
    case 25:
        field_real(&c->f, half_float(item->value));
        return true;
    case 26:
        memcpy(&single, &narrow, sizeof single);
        field_real(&c->f, (double)single);
        return true;
    case 27:
        memcpy(&real, &item->value, sizeof real);
        field_real(&c->f, real);
        return true;
    default:
        return false;
    }
}

static bool number_take(struct cbor *c, const struct item *item)
{
    bool negative = item->major == MAJOR_NEGATIVE;
    if (item->value > INT64_MAX)
        field_real(&c->f, negative ? -1 - (double)item->value : (double)item->value);
    else
        field_integer(&c->f, negative ? -1 - (int64_t)item->value : (int64_t)item->value);
    return true;
}

/* The value at p; `depth` is how many maps and arrays it lies in. */
static bool value_take(struct cbor *c, int depth)
{
    struct item item;
    struct bytes text;
    do {
        if (!item_take(c, &item) || depth >= MAX_DEPTH)
            return false;
    } while (item.major == MAJOR_TAG);
    switch (item.major) {
    case MAJOR_UNSIGNED:
    case MAJOR_NEGATIVE:
        return number_take(c, &item);
    case MAJOR_BYTES:
        return string_take(c, &item, &text) &&
               (field_nothing(&c->f, bytes_of("(bytes)"), false), true);
    case MAJOR_TEXT:
        return string_take(c, &item, &text) && (field_text(&c->f, c->mission, text), true);
    case MAJOR_ARRAY:
        return array_take(c, &item, depth);
    case MAJOR_MAP:
        return map_take(c, &item, depth);
    default:
        return simple_take(c, &item);
    }
}

/* Whether it begins with a map, after tags. */
static bool begins_map(struct cbor c)
{
    struct item item;
    do {
        if (!item_take(&c, &item))
            return false;
    } while (item.major == MAJOR_TAG);
    return item.major == MAJOR_MAP;
}

static enum format_fit cbor_decode(const struct mission *mission, struct bytes value,
                                   struct decoded *out, const struct field_sink *sink)
{
    struct cbor c;
    if (value.len == 0 || value.data[0] < 0xa0 || value.data[0] > 0xdb)
        return FORMAT_NOT;
    c.p = value.data;
    c.end = value.data + value.len;
    c.mission = mission;
    field_path_begin(&c.f, out, sink);
    if (!begins_map(c))
        return FORMAT_NOT;
    if (value_take(&c, 0) && c.p == c.end)
        return FORMAT_FITS;
    out->bad_at = (size_t)(c.p - value.data);
    return FORMAT_NOT;
}

const struct message_format format_cbor = {
    .words = "CBOR map", .binary = true, .decode = cbor_decode};
