/* encode.c: structs into bytes. */
#include <assert.h>

#include "wire/codec.h"

struct encoder {
    struct buf *out;
    struct wire_version version;
    const char *too_long; /* name of the first field that is too long; NULL: none */
};

static void encode_struct(struct encoder *e, const struct schema *schema, const void *message);

static void put_number(struct encoder *e, uint64_t v, size_t width)
{
    uint8_t *to = buf_reserve(e->out, width);
    for (size_t i = 0; i < width; i++)
        to[i] = (uint8_t)(v >> (8 * (width - 1 - i)));
    e->out->len += width;
}

/* A length or count; -1 is null. `width` is that of the plain form. */
static void put_length(struct encoder *e, const struct field *f, int64_t length, size_t width)
{
    int64_t max = width == 2 ? INT16_MAX : INT32_MAX;
    if (length > max && e->too_long == NULL)
        e->too_long = f->name;
    if (length < 0 && !field_may_be_null(f, e->version.number))
        length = 0;
    if (e->version.flexible)
        buf_add_uvarint(e->out, (uint64_t)(length + 1));
    else
        put_number(e, (uint64_t)length, width);
}

static void put_sized(struct encoder *e, const struct field *f, struct bytes b)
{
    put_length(e, f, bytes_is_null(b) ? -1 : (int64_t)b.len, f->kind == KIND_STRING ? 2 : 4);
    buf_add_bytes(e->out, b);
}

static void encode_item(struct encoder *e, enum field_kind kind, const void *at)
{
    static const struct field plain_string = {.name = "an item", .kind = KIND_STRING};
    switch (kind) {
    case KIND_BOOL:
        put_number(e, *(const bool *)at, 1);
        break;
    case KIND_I8:
        put_number(e, (uint64_t) * (const int8_t *)at, 1);
        break;
    case KIND_I16:
        put_number(e, (uint64_t) * (const int16_t *)at, 2);
        break;
    case KIND_I32:
        put_number(e, (uint64_t) * (const int32_t *)at, 4);
        break;
    case KIND_I64:
        put_number(e, (uint64_t) * (const int64_t *)at, 8);
        break;
    default:
        put_sized(e, &plain_string, *(const struct bytes *)at);
        break;
    }
}

static void encode_items(struct encoder *e, const struct field *f, const void *at)
{
    const struct wire_i8s *array = at;
    const uint8_t *items = (const uint8_t *)array->items;
    size_t size = field_item_size(f);
    put_length(e, f, array->count < 0 ? -1 : array->count, 4);
    assert(array->count <= 0 || items != NULL);
    for (int32_t i = 0; i < array->count; i++, items += size) {
        if (f->kind == KIND_LIST)
            encode_struct(e, f->of, items);
        else
            encode_item(e, f->item, items);
    }
}

static void encode_field(struct encoder *e, const struct field *f, const void *message)
{
    const void *at = (const uint8_t *)message + f->offset;
    switch (f->kind) {
    case KIND_BOOL:
    case KIND_I8:
    case KIND_I16:
    case KIND_I32:
    case KIND_I64:
        encode_item(e, f->kind, at);
        break;
    case KIND_UUID:
        buf_add(e->out, at, sizeof(struct uuid));
        break;
    case KIND_STRING:
    case KIND_BYTES:
    case KIND_RECORDS:
        put_sized(e, f, *(const struct bytes *)at);
        break;
    case KIND_ARRAY:
    case KIND_LIST:
        encode_items(e, f, at);
        break;
    case KIND_STRUCT:
        encode_struct(e, f->of, at);
        break;
    case KIND_OPTION: {
        const void *option = *(void *const *)at;
        put_number(e, option == NULL ? UINT64_MAX : 1, 1);
        if (option != NULL)
            encode_struct(e, f->of, option);
        break;
    }
    }
}

static bool tag_is_written(struct encoder *e, const struct field *f, const void *message)
{
    return f->tagged && field_is_in(f, e->version.number) && !field_is_default(f, message);
}

static void encode_tag(struct encoder *e, const struct field *f, const void *message)
{
    struct buf body = {0};
    struct buf *out = e->out;
    e->out = &body;
    encode_field(e, f, message);
    e->out = out;
    buf_add_uvarint(out, f->tag);
    buf_add_uvarint(out, body.len);
    buf_add_bytes(out, buf_bytes(&body));
    buf_deinit(&body);
}

/* Rows of tagged fields stand in the order of their tags, as they must be written. */
static void encode_tags(struct encoder *e, const struct schema *schema, const void *message)
{
    uint64_t count = 0;
    for (size_t i = 0; i < schema->count; i++)
        count += tag_is_written(e, &schema->fields[i], message);
    buf_add_uvarint(e->out, count);
    for (size_t i = 0; i < schema->count; i++)
        if (tag_is_written(e, &schema->fields[i], message))
            encode_tag(e, &schema->fields[i], message);
}

static void encode_struct(struct encoder *e, const struct schema *schema, const void *message)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *f = &schema->fields[i];
        if (field_is_in(f, e->version.number) && !f->tagged)
            encode_field(e, f, message);
    }
    if (e->version.flexible)
        encode_tags(e, schema, message);
}

int wire_encode(const struct schema *schema, struct wire_version version, const void *message,
                struct buf *out, struct err *err)
{
    size_t start = out->len;
    struct encoder e = {.out = out, .version = version};
    encode_struct(&e, schema, message);
    if (e.too_long == NULL)
        return 0;
    out->len = start;
    return err_set(err, ERR_TOO_BIG, "encoding %s version %d: %s is too long", schema->name,
                   version.number, e.too_long);
}
