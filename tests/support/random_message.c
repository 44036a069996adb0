/* random_message.c: filling structs by their schema. */
#include "random_message.h"

static uint64_t state = 1;

void random_seed(uint64_t seed)
{
    state = seed;
}

uint64_t random_below(uint64_t n)
{
    state ^= state << 13; /* xorshift64 */
    state ^= state >> 7;
    state ^= state << 17;
    return state % n;
}

static uint64_t any_bits(void)
{
    uint64_t bits = (random_below(UINT64_MAX) << 32) ^ random_below(UINT64_MAX);
    return bits >> random_below(64);
}

static struct bytes any_bytes(struct arena *arena, bool nullable)
{
    if (nullable && random_below(4) == 0)
        return BYTES_NULL;
    size_t len = random_below(8) == 0 ? random_below(300) : random_below(12);
    uint8_t *data = arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)random_below(256);
    return bytes_make(data, len);
}

static void fill_item(enum field_kind kind, struct arena *arena, bool nullable, void *at)
{
    switch (kind) {
    case KIND_BOOL:
        *(bool *)at = random_below(2) == 0;
        break;
    case KIND_I8:
        *(int8_t *)at = (int8_t)any_bits();
        break;
    case KIND_I16:
        *(int16_t *)at = (int16_t)any_bits();
        break;
    case KIND_I32:
        *(int32_t *)at = (int32_t)any_bits();
        break;
    case KIND_I64:
        *(int64_t *)at = (int64_t)any_bits();
        break;
    case KIND_UUID:
        for (size_t i = 0; i < sizeof(struct uuid); i++)
            ((struct uuid *)at)->bytes[i] = (uint8_t)random_below(256);
        break;
    default:
        *(struct bytes *)at = any_bytes(arena, nullable);
        break;
    }
}

static void fill_items(const struct field *f, int16_t version, struct arena *arena, bool nullable,
                       void *at)
{
    struct wire_i8s *array = at;
    if (nullable && random_below(4) == 0) {
        *array = (struct wire_i8s){NULL, -1};
        return;
    }
    int32_t count = (int32_t)random_below(4);
    size_t size = field_item_size(f);
    uint8_t *items = arena_array(arena, (size_t)count, size);
    *array = (struct wire_i8s){(int8_t *)items, count};
    for (int32_t i = 0; i < count; i++, items += size) {
        if (f->kind == KIND_LIST)
            random_message(f->of, version, arena, items);
        else
            fill_item(f->item, arena, false, items);
    }
}

void random_message(const struct schema *schema, int16_t version, struct arena *arena, void *out)
{
    wire_defaults(schema, out);
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *f = &schema->fields[i];
        void *at = (uint8_t *)out + f->offset;
        bool nullable = field_may_be_null(f, version);
        bool has_default = !f->initial_null || nullable; /* a null may be for other versions only */
        if (!field_is_in(f, version) || (has_default && random_below(8) == 0))
            continue; /* its default */
        if (f->kind == KIND_LIST || f->kind == KIND_ARRAY)
            fill_items(f, version, arena, nullable, at);
        else if (f->kind == KIND_STRUCT)
            random_message(f->of, version, arena, at);
        else if (f->kind == KIND_OPTION && random_below(2) == 0)
            random_message(f->of, version, arena, *(void **)at = arena_alloc(arena, f->of->size));
        else if (f->kind != KIND_OPTION)
            fill_item(f->kind, arena, nullable, at);
    }
}
