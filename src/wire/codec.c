/* codec.c: what decoding, encoding and printing share: sizes and defaults. */
#include "wire/codec.h"

size_t field_item_size(const struct field *f)
{
    if (f->kind == KIND_LIST)
        return f->of->size;
    switch (f->item) {
    case KIND_I8:
        return sizeof(int8_t);
    case KIND_I32:
        return sizeof(int32_t);
    case KIND_I64:
        return sizeof(int64_t);
    default:
        return sizeof(struct bytes);
    }
}

static void field_set_default(const struct field *f, void *message)
{
    void *at = (uint8_t *)message + f->offset;
    switch (f->kind) {
    case KIND_BOOL:
        *(bool *)at = f->initial != 0;
        break;
    case KIND_I8:
        *(int8_t *)at = (int8_t)f->initial;
        break;
    case KIND_I16:
        *(int16_t *)at = (int16_t)f->initial;
        break;
    case KIND_I32:
        *(int32_t *)at = (int32_t)f->initial;
        break;
    case KIND_I64:
        *(int64_t *)at = f->initial;
        break;
    case KIND_UUID:
        *(struct uuid *)at = (struct uuid){{0}};
        break;
    case KIND_STRING:
    case KIND_BYTES:
    case KIND_RECORDS:
        *(struct bytes *)at = f->initial_null ? BYTES_NULL : bytes_of("");
        break;
    case KIND_ARRAY:
    case KIND_LIST:
        *(struct wire_i8s *)at = (struct wire_i8s){NULL, f->initial_null ? -1 : 0};
        break;
    case KIND_STRUCT:
        wire_defaults(f->of, at);
        break;
    case KIND_OPTION:
        *(void **)at = NULL;
        break;
    }
}

void wire_defaults(const struct schema *schema, void *out)
{
    for (size_t i = 0; i < schema->count; i++)
        field_set_default(&schema->fields[i], out);
}

void *wire_new(const struct schema *schema, struct arena *arena, int32_t count)
{
    uint8_t *items = arena_array(arena, (size_t)count, schema->size);
    for (int32_t i = 0; items != NULL && i < count; i++)
        wire_defaults(schema, items + (size_t)i * schema->size);
    return items;
}

static bool struct_is_default(const struct schema *schema, const void *message)
{
    for (size_t i = 0; i < schema->count; i++)
        if (!field_is_default(&schema->fields[i], message))
            return false;
    return true;
}

bool field_is_default(const struct field *f, const void *message)
{
    const void *at = (const uint8_t *)message + f->offset;
    switch (f->kind) {
    case KIND_BOOL:
        return *(const bool *)at == (f->initial != 0);
    case KIND_I8:
        return *(const int8_t *)at == f->initial;
    case KIND_I16:
        return *(const int16_t *)at == f->initial;
    case KIND_I32:
        return *(const int32_t *)at == f->initial;
    case KIND_I64:
        return *(const int64_t *)at == f->initial;
    case KIND_UUID:
        return uuid_is_zero(*(const struct uuid *)at);
    case KIND_STRING:
    case KIND_BYTES:
    case KIND_RECORDS: {
        struct bytes b = *(const struct bytes *)at;
        return f->initial_null ? bytes_is_null(b) : b.len == 0;
    }
    case KIND_ARRAY:
    case KIND_LIST: {
        int32_t count = ((const struct wire_i8s *)at)->count;
        return f->initial_null ? count < 0 : count <= 0;
    }
    case KIND_STRUCT:
        return struct_is_default(f->of, at);
    case KIND_OPTION:
        return *(void *const *)at == NULL;
    }
    return false;
}
