/* test_wire.c: the codec against every message in every version, and against hostile bytes. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "wire/errors.h"
#include "wire/frame.h"

/* --- random messages ---------------------------------------------------------------------------
 */

static uint64_t seed;

static uint64_t chance(uint64_t n)
{
    seed ^= seed << 13; /* xorshift64 */
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % n;
}

static uint64_t any_bits(void)
{
    uint64_t bits = (chance(UINT64_MAX) << 32) ^ chance(UINT64_MAX);
    return bits >> chance(64);
}

static struct bytes any_bytes(struct arena *arena, bool nullable)
{
    if (nullable && chance(4) == 0)
        return BYTES_NULL;
    size_t len = chance(8) == 0 ? chance(300) : chance(12);
    uint8_t *data = arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)chance(256);
    return bytes_make(data, len);
}

static void fill(const struct schema *schema, int16_t version, struct arena *arena, void *out);

static void fill_item(enum field_kind kind, struct arena *arena, bool nullable, void *at)
{
    switch (kind) {
    case KIND_BOOL:
        *(bool *)at = chance(2) == 0;
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
            ((struct uuid *)at)->bytes[i] = (uint8_t)chance(256);
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
    if (nullable && chance(4) == 0) {
        *array = (struct wire_i8s){NULL, -1};
        return;
    }
    int32_t count = (int32_t)chance(4);
    size_t size = field_item_size(f);
    uint8_t *items = arena_array(arena, (size_t)count, size);
    *array = (struct wire_i8s){(int8_t *)items, count};
    for (int32_t i = 0; i < count; i++, items += size) {
        if (f->kind == KIND_LIST)
            fill(f->of, version, arena, items);
        else
            fill_item(f->item, arena, false, items);
    }
}

static void fill(const struct schema *schema, int16_t version, struct arena *arena, void *out)
{
    wire_defaults(schema, out);
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *f = &schema->fields[i];
        void *at = (uint8_t *)out + f->offset;
        bool nullable = field_may_be_null(f, version);
        if (!field_is_in(f, version) || chance(8) == 0)
            continue; /* its default */
        if (f->kind == KIND_LIST || f->kind == KIND_ARRAY)
            fill_items(f, version, arena, nullable, at);
        else if (f->kind == KIND_STRUCT)
            fill(f->of, version, arena, at);
        else if (f->kind == KIND_OPTION && chance(2) == 0)
            fill(f->of, version, arena, *(void **)at = arena_alloc(arena, f->of->size));
        else if (f->kind != KIND_OPTION)
            fill_item(f->kind, arena, nullable, at);
    }
}

/* --- round trips
 * ---------------------------------------------------------------------------------- */

static void check_round_trip(const struct schema *schema, struct wire_version version)
{
    struct arena arena;
    struct err err = {0};
    struct buf first = {0}, second = {0}, before = {0}, after = {0};
    arena_init(&arena, 0);
    void *in = arena_alloc(&arena, schema->size);
    void *out = arena_alloc(&arena, schema->size);
    fill(schema, version.number, &arena, in);
    /* A null that stands for a default of "" is written as empty. */
    assert_int_equal(wire_encode(schema, version, in, &first, &err), 0);
    struct bytes at = buf_bytes(&first);
    if (wire_decode(schema, version, &at, &arena, out, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(at.len, 0);
    assert_int_equal(wire_encode(schema, version, out, &second, &err), 0);
    wire_dump(schema, version.number, in, &before);
    wire_dump(schema, version.number, out, &after);
    assert_string_equal(buf_text(&before), buf_text(&after));
    assert_true(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
    buf_deinit(&first);
    buf_deinit(&second);
    buf_deinit(&before);
    buf_deinit(&after);
    arena_deinit(&arena);
}

static void every_message_of_every_version_round_trips(void **state)
{
    (void)state;
    seed = 20171;
    for (size_t i = 0; i < api_count; i++) {
        const struct api *api = &api_rows[i];
        for (int16_t v = api->min; v <= api->max; v++) {
            for (int n = 0; n < 200; n++) {
                check_round_trip(api->request, api_version(api, v));
                check_round_trip(api->response, api_version(api, v));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_of_every_version_round_trips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
