/* decode.c: untrusted bytes into structs.
 *
 * The first error sets `bad`, after which every read returns zero: it is checked once, at the end,
 * and in loops whose length the bytes claim. */
#include "wire/codec.h"

#include "base/varint.h"

struct decoder {
    struct bytes rest;
    struct wire_version version;
    struct arena *arena;
    const char *field; /* being read */
    const char *bad;   /* what is wrong with it; NULL: nothing yet */
    int code;          /* the err_code of `bad` */
};

static void decode_struct(struct decoder *d, const struct schema *schema, void *out);

static void fault(struct decoder *d, int code, const char *what)
{
    if (d->bad == NULL) {
        d->bad = what;
        d->code = code;
    }
}

static struct bytes take(struct decoder *d, size_t n)
{
    if (n > d->rest.len)
        fault(d, ERR_CORRUPT, "extends past the end of the frame");
    if (d->bad != NULL)
        return BYTES_NULL;
    struct bytes taken = bytes_make(d->rest.data, n);
    d->rest = bytes_make(d->rest.data + n, d->rest.len - n);
    return taken;
}

static uint64_t take_number(struct decoder *d, size_t width)
{
    struct bytes raw = take(d, width);
    uint64_t v = 0;
    for (size_t i = 0; i < raw.len; i++)
        v = (v << 8) | raw.data[i];
    return v;
}

static uint32_t take_uvarint(struct decoder *d)
{
    uint64_t v = 0;
    if (d->bad == NULL && !uvarint_take(&d->rest, 5, &v))
        fault(d, ERR_CORRUPT, "length is not a varint");
    return (uint32_t)v;
}

/* A length or count: -1 is null. `width` is that of the plain form. */
static int64_t take_length(struct decoder *d, const struct field *f, size_t width)
{
    int64_t length;
    if (d->version.flexible)
        length = (int64_t)take_uvarint(d) - 1;
    else if (width == 2)
        length = (int16_t)take_number(d, 2);
    else
        length = (int32_t)take_number(d, 4);
    if (length < -1)
        fault(d, ERR_CORRUPT, "length is negative");
    if (length == -1 && !field_may_be_null(f, d->version.number))
        fault(d, ERR_CORRUPT, "must not be null");
    return d->bad == NULL ? length : -1;
}

static struct bytes take_sized(struct decoder *d, const struct field *f)
{
    int64_t length = take_length(d, f, f->kind == KIND_STRING ? 2 : 4);
    if (f->kind == KIND_STRING && length > INT16_MAX) /* in the flexible form too, as in Kafka */
        fault(d, ERR_CORRUPT, "string is too long");
    return length < 0 ? BYTES_NULL : take(d, (size_t)length);
}

static size_t schema_min_size(const struct schema *schema, struct wire_version version);

/* The fewest bytes a field can take, which bounds how many of them fit in a frame. */
static size_t field_min_size(const struct field *f, enum field_kind kind,
                             struct wire_version version)
{
    switch (kind) {
    case KIND_BOOL:
    case KIND_I8:
    case KIND_OPTION:
        return 1;
    case KIND_I16:
        return 2;
    case KIND_I32:
        return 4;
    case KIND_I64:
        return 8;
    case KIND_UUID:
        return sizeof(struct uuid);
    case KIND_STRING:
        return version.flexible ? 1 : 2;
    case KIND_BYTES:
    case KIND_RECORDS:
    case KIND_ARRAY:
    case KIND_LIST:
        return version.flexible ? 1 : 4;
    case KIND_STRUCT:
        return schema_min_size(f->of, version);
    }
    return 1;
}

static size_t schema_min_size(const struct schema *schema, struct wire_version version)
{
    size_t size = version.flexible ? 1 : 0; /* the count of tagged fields */
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *f = &schema->fields[i];
        if (field_is_in(f, version.number) && !f->tagged)
            size += field_min_size(f, f->kind, version);
    }
    return size == 0 ? 1 : size;
}

static void decode_item(struct decoder *d, enum field_kind kind, void *at)
{
    static const struct field plain_string = {.kind = KIND_STRING};
    switch (kind) {
    case KIND_BOOL:
        *(bool *)at = take_number(d, 1) != 0;
        break;
    case KIND_I8:
        *(int8_t *)at = (int8_t)take_number(d, 1);
        break;
    case KIND_I16:
        *(int16_t *)at = (int16_t)take_number(d, 2);
        break;
    case KIND_I32:
        *(int32_t *)at = (int32_t)take_number(d, 4);
        break;
    case KIND_I64:
        *(int64_t *)at = (int64_t)take_number(d, 8);
        break;
    default:
        *(struct bytes *)at = take_sized(d, &plain_string);
        break;
    }
}

static void decode_items(struct decoder *d, const struct field *f, void *at)
{
    struct wire_i8s *array = at;
    int64_t count = take_length(d, f, 4);
    *array = (struct wire_i8s){NULL, -1};
    if (count < 0)
        return;
    size_t min = f->kind == KIND_LIST ? schema_min_size(f->of, d->version)
                                      : field_min_size(f, f->item, d->version);
    if ((uint64_t)count > d->rest.len / min) {
        fault(d, ERR_CORRUPT, "more items than the frame can hold");
        return;
    }
    size_t size = field_item_size(f);
    uint8_t *items = count > WIRE_ARRAY_MAX ? NULL : arena_array(d->arena, (size_t)count, size);
    if (items == NULL) {
        fault(d, ERR_TOO_BIG, "too many items");
        return;
    }
    *array = (struct wire_i8s){(int8_t *)items, (int32_t)count};
    for (int64_t i = 0; i < count && d->bad == NULL; i++, items += size) {
        if (f->kind == KIND_LIST)
            decode_struct(d, f->of, items);
        else
            decode_item(d, f->item, items);
    }
}

static void decode_option(struct decoder *d, const struct field *f, void *at)
{
    void **option = at;
    *option = NULL;
    if ((int8_t)take_number(d, 1) < 0 || d->bad != NULL)
        return;
    *option = arena_alloc(d->arena, f->of->size);
    if (*option == NULL)
        fault(d, ERR_TOO_BIG, "too many objects in the message");
    else
        decode_struct(d, f->of, *option);
}

static void decode_field(struct decoder *d, const struct field *f, void *message)
{
    void *at = (uint8_t *)message + f->offset;
    if (d->bad == NULL)
        d->field = f->name;
    switch (f->kind) {
    case KIND_BOOL:
    case KIND_I8:
    case KIND_I16:
    case KIND_I32:
    case KIND_I64:
        decode_item(d, f->kind, at);
        break;
    case KIND_UUID: {
        struct bytes raw = take(d, sizeof(struct uuid));
        if (raw.len > 0)
            memcpy(at, raw.data, raw.len);
        break;
    }
    case KIND_STRING:
    case KIND_BYTES:
    case KIND_RECORDS:
        *(struct bytes *)at = take_sized(d, f);
        break;
    case KIND_ARRAY:
    case KIND_LIST:
        decode_items(d, f, at);
        break;
    case KIND_STRUCT:
        decode_struct(d, f->of, at);
        break;
    case KIND_OPTION:
        decode_option(d, f, at);
        break;
    }
}

static const struct field *find_tag(const struct schema *schema, int16_t version, uint32_t tag)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *f = &schema->fields[i];
        if (f->tagged && f->tag == tag && field_is_in(f, version))
            return f;
    }
    return NULL;
}

/* A tagged field is read within its stated size and must fill it. */
static void decode_tag(struct decoder *d, const struct schema *schema, void *out)
{
    uint32_t tag = take_uvarint(d);
    uint32_t size = take_uvarint(d);
    if (size > WIRE_TAG_BYTES_MAX)
        fault(d, ERR_TOO_BIG, "tagged field is too long");
    struct bytes body = take(d, size);
    const struct field *f = find_tag(schema, d->version.number, tag);
    if (f == NULL || d->bad != NULL)
        return;
    struct bytes behind = d->rest;
    d->rest = body;
    decode_field(d, f, out);
    if (d->rest.len != 0)
        fault(d, ERR_CORRUPT, "does not fill its tagged field");
    d->rest = behind;
}

static void decode_tags(struct decoder *d, const struct schema *schema, void *out)
{
    uint32_t count = take_uvarint(d);
    if (count > WIRE_TAGS_MAX)
        fault(d, ERR_TOO_BIG, "too many tagged fields");
    for (uint32_t i = 0; i < count && d->bad == NULL; i++)
        decode_tag(d, schema, out);
}

static void decode_struct(struct decoder *d, const struct schema *schema, void *out)
{
    wire_defaults(schema, out);
    for (size_t i = 0; i < schema->count && d->bad == NULL; i++) {
        const struct field *f = &schema->fields[i];
        if (field_is_in(f, d->version.number) && !f->tagged)
            decode_field(d, f, out);
    }
    if (d->version.flexible)
        decode_tags(d, schema, out);
}

int wire_decode(const struct schema *schema, struct wire_version version, struct bytes *at,
                struct arena *arena, void *out, struct err *err)
{
    struct decoder d = {.rest = *at, .version = version, .arena = arena, .field = ""};
    decode_struct(&d, schema, out);
    if (d.bad != NULL)
        return err_set(err, d.code, "decoding %s version %d: %s: %s", schema->name, version.number,
                       d.field, d.bad);
    *at = d.rest;
    return 0;
}
