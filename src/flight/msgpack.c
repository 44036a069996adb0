/* msgpack.c: MessagePack, a map with text keys that takes every byte of the value. */
#include "base/text.h"
#include "flight/field_path.h"

enum { MAX_DEPTH = 64 };

struct unpacker {
    struct field_path f;
    const struct mission *mission;
    const uint8_t *p, *end;
};

static bool value_take(struct unpacker *u, int depth);

/* The next n bytes as a big-endian number; false at the end of the value. */
static bool take_number(struct unpacker *u, size_t n, uint64_t *out)
{
    *out = 0;
    if ((size_t)(u->end - u->p) < n)
        return false;
    for (; n > 0; n--)
        *out = *out << 8 | *u->p++;
    return true;
}

static bool take_bytes(struct unpacker *u, uint64_t n, struct bytes *out)
{
    if ((uint64_t)(u->end - u->p) < n)
        return false;
    *out = bytes_make(u->p, (size_t)n);
    u->p += n;
    return true;
}

/* A length: in the type byte itself, or in 1, 2 or 4 bytes behind one of three such bytes. */
static bool take_length(struct unpacker *u, uint8_t type, uint8_t first, uint64_t *out)
{
    return take_number(u, (size_t)1 << (type - first), out);
}

static bool is_text_type(uint8_t type)
{
    return (type >= 0xa0 && type <= 0xbf) || (type >= 0xd9 && type <= 0xdb);
}

static bool text_take(struct unpacker *u, uint8_t type, struct bytes *out)
{
    uint64_t n = type & 0x1f;
    if (type >= 0xd9 && !take_length(u, type, 0xd9, &n))
        return false;
    return take_bytes(u, n, out) && text_is_utf8(*out);
}

static bool map_take(struct unpacker *u, uint64_t count, int depth)
{
    for (; count > 0; count--) {
        struct bytes name;
        if (u->p == u->end || !is_text_type(*u->p))
            return false;
        uint8_t type = *u->p++;
        if (!text_take(u, type, &name))
            return false;
        size_t before = field_push(&u->f, name);
        bool ok = value_take(u, depth + 1);
        field_pop(&u->f, before);
        if (!ok)
            return false;
    }
    return true;
}

static bool array_take(struct unpacker *u, uint64_t count, int depth)
{
    for (size_t i = 0; i < count; i++) {
        size_t before = field_enter(&u->f, i);
        bool ok = value_take(u, depth + 1);
        field_leave(&u->f, i, before);
        if (!ok)
            return false;
    }
    return true;
}

/* 0xca to 0xd3: floats, unsigned and signed integers. */
static bool number_take(struct unpacker *u, uint8_t type)
{
    uint64_t bits;
    size_t size = type < 0xcc ? (size_t)4 << (type - 0xca) : (size_t)1 << (type & 3);
    if (!take_number(u, size, &bits))
        return false;
    if (type == 0xca) {
        uint32_t narrow = (uint32_t)bits;
        float single;
        memcpy(&single, &narrow, sizeof single);
        field_real(&u->f, (double)single);
    } else if (type == 0xcb) {
        double real;
        memcpy(&real, &bits, sizeof real);
        field_real(&u->f, real);
    } else if (type < 0xd0 && bits > INT64_MAX) {
        field_real(&u->f, (double)bits);
    } else {
        uint64_t sign = UINT64_C(1) << (8 * size - 1);
        field_integer(&u->f, (int64_t)(type < 0xd0 ? bits : (bits ^ sign) - sign));
    }
    return true;
}

/* Bytes and extensions: no sample. */
static bool bytes_take(struct unpacker *u, uint64_t n)
{
    struct bytes skipped;
    bool ok = take_bytes(u, n, &skipped);
    if (ok)
        field_nothing(&u->f, bytes_of("(bytes)"), false);
    return ok;
}

static bool extension_take(struct unpacker *u, uint8_t type)
{
    uint64_t n;
    if (type >= 0xd4)
        n = UINT64_C(1) << (type - 0xd4);
    else if (!take_length(u, type, 0xc7, &n))
        return false;
    return bytes_take(u, n + 1);
}

/* 0xc0 to 0xdf. */
static bool typed_take(struct unpacker *u, uint8_t type, int depth)
{
    uint64_t n;
    struct bytes text;
    if (type == 0xc0)
        return field_nothing(&u->f, bytes_of("null"), false), true;
    if (type == 0xc2 || type == 0xc3)
        return field_truth(&u->f, type & 1, bytes_of(type & 1 ? "true" : "false")), true;
    if (type >= 0xc4 && type <= 0xc6)
        return take_length(u, type, 0xc4, &n) && bytes_take(u, n);
    if ((type >= 0xc7 && type <= 0xc9) || (type >= 0xd4 && type <= 0xd8))
        return extension_take(u, type);
    if (type >= 0xca && type <= 0xd3)
        return number_take(u, type);
    if (type >= 0xd9 && type <= 0xdb)
        return text_take(u, type, &text) && (field_text(&u->f, u->mission, text), true);
    if (type == 0xdc || type == 0xdd)
        return take_number(u, type == 0xdc ? 2 : 4, &n) && array_take(u, n, depth);
    if (type == 0xde || type == 0xdf)
        return take_number(u, type == 0xde ? 2 : 4, &n) && map_take(u, n, depth);
    return false;
}

/* The value at p; `depth` is how many maps and arrays it lies in. */
static bool value_take(struct unpacker *u, int depth)
{
    struct bytes text;
    if (u->p == u->end || depth >= MAX_DEPTH)
        return false;
    uint8_t type = *u->p++;
    if (type < 0x80 || type >= 0xe0)
        return field_integer(&u->f, (int8_t)type), true;
    if (type < 0x90)
        return map_take(u, type & 0x0f, depth);
    if (type < 0xa0)
        return array_take(u, type & 0x0f, depth);
    if (type < 0xc0)
        return text_take(u, type, &text) && (field_text(&u->f, u->mission, text), true);
    return typed_take(u, type, depth);
}

static enum format_fit msgpack_decode(const struct mission *mission, struct bytes value,
                                      struct decoded *out, const struct field_sink *sink)
{
    struct unpacker u;
    if (value.len == 0 || ((value.data[0] & 0xf0) != 0x80 && (value.data[0] & 0xfe) != 0xde))
        return FORMAT_NOT;
    u.p = value.data;
    u.end = value.data + value.len;
    u.mission = mission;
    field_path_begin(&u.f, out, sink);
    if (value_take(&u, 0) && u.p == u.end)
        return FORMAT_FITS;
    out->bad_at = (size_t)(u.p - value.data);
    return FORMAT_NOT;
}

const struct message_format format_msgpack = {
    .words = "MessagePack map", .binary = true, .decode = msgpack_decode};
