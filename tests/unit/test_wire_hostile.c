/* test_wire_hostile.c: the codec against bytes that lie. */
#include "test.h"

#include <stdlib.h>

#include "random_message.h"
#include "unhex.h"
#include "wire/frame.h"
#include "wire_dump.h"

static int decode_hex(const struct schema *schema, int16_t version, bool flexible, const char *hex,
                      size_t limit)
{
    uint8_t body[256];
    struct bytes at = bytes_make(body, unhex(hex, body));
    struct arena arena;
    arena_init(&arena, 4096);
    void *message = malloc(schema->size);
    int code =
        wire_decode(schema, (struct wire_version){version, flexible}, &at, &arena, message, NULL);
    assert_true(arena.used <= limit);
    free(message);
    arena_deinit(&arena);
    return code;
}

static void hostile_lengths_are_refused_without_memory(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        const struct schema *schema;
        int16_t version;
        bool flexible;
        const char *hex;
        int code;
    } rows[] = {
        {"string of -2", &heartbeat_request_schema, 0, false, "fffe", ERR_CORRUPT},
        {"string null", &heartbeat_request_schema, 0, false, "ffff0000000700026d31", ERR_CORRUPT},
        {"string past the end", &heartbeat_request_schema, 0, false, "7fff61", ERR_CORRUPT},
        {"compact string null", &heartbeat_request_schema, 4, true, "0000000007036d310000",
         ERR_CORRUPT},
        {"compact string of 4 GiB", &heartbeat_request_schema, 4, true, "ffffffff0f61",
         ERR_CORRUPT},
        {"varint of 6 bytes", &heartbeat_request_schema, 4, true, "ffffffffff0f61", ERR_CORRUPT},
        {"varint over 32 bits", &heartbeat_request_schema, 4, true, "ffffffff1f61", ERR_CORRUPT},
        {"array of -2", &metadata_request_schema, 1, false, "fffffffe", ERR_CORRUPT},
        {"array null in version 0", &metadata_request_schema, 0, false, "ffffffff", ERR_CORRUPT},
        {"array of 2^31-1", &metadata_request_schema, 1, false, "7fffffff0000", ERR_CORRUPT},
        {"array of 2^30 with 17 bytes left", &metadata_request_schema, 1, false,
         "400000000000000000000000000000000000000000", ERR_CORRUPT},
        {"compact array of 2^32-2", &metadata_request_schema, 9, true, "ffffffff0f0000",
         ERR_CORRUPT},
        {"bytes of -2", &produce_request_schema, 3, false,
         "ffff000100000000000000010001610000000100000000fffffffe", ERR_CORRUPT},
        {"65 tagged fields", &heartbeat_request_schema, 4, true, "026700000007036d310041",
         ERR_TOO_BIG},
        {"20 million tagged fields", &heartbeat_request_schema, 4, true,
         "026700000007036d310080dac409", ERR_TOO_BIG},
        {"tagged field of 1 GiB", &heartbeat_request_schema, 4, true,
         "026700000007036d3100010080808004", ERR_TOO_BIG},
        {"tagged field past the end", &heartbeat_request_schema, 4, true,
         "026700000007036d310001000501", ERR_CORRUPT},
        {"known tag longer than its field", &api_versions_response_schema, 3, true,
         "00000100000000010109000000000000000100", ERR_CORRUPT},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int code = decode_hex(rows[i].schema, rows[i].version, rows[i].flexible, rows[i].hex, 1024);
        if (code != rows[i].code)
            fail_msg("%s: %d", rows[i].what, code);
    }
}

static void a_string_is_at_most_32767_bytes_in_the_compact_form_too(void **state)
{
    (void)state;
    static uint8_t body[40000];
    struct heartbeat_request message;
    struct wire_version version = {4, true};
    for (size_t len = INT16_MAX; len <= INT16_MAX + 1; len++) {
        struct bytes at = bytes_make(body, sizeof body);
        struct arena arena;
        arena_init(&arena, 0);
        body[0] = (uint8_t)((len + 1) & 127) | 128; /* group_id; all that follows is zero: */
        body[1] = (uint8_t)(((len + 1) >> 7) & 127) | 128;
        body[2] = (uint8_t)((len + 1) >> 14);
        body[3 + len + 4] = 1; /* but for the empty member_id */
        int code = wire_decode(&heartbeat_request_schema, version, &at, &arena, &message, NULL);
        assert_int_equal(code, len <= INT16_MAX ? 0 : ERR_CORRUPT);
        body[3 + len + 4] = 0;
        arena_deinit(&arena);
    }
}

static void unknown_tagged_fields_are_skipped(void **state)
{
    (void)state;
    const char *hex = "026700000007036d3100"
                      "02"
                      "05020102"
                      "630100";
    assert_int_equal(decode_hex(&heartbeat_request_schema, 4, true, hex, 0), 0);
}

/* Every one-byte item would become an object of many: the arena's limit ends it. */
static void objects_are_bounded_even_where_counts_are_honest(void **state)
{
    (void)state;
    size_t count = 90000;
    struct buf body = {0};
    buf_add_uvarint(&body, count + 1);
    for (size_t i = 0; i < 3 * count; i++) /* empty name, no partitions, no tags */
        buf_add_byte(&body, i % 3 == 2 ? 0 : 1);
    struct arena arena;
    struct list_offsets_request message;
    struct err err;
    struct buf frame = {0};
    buf_add(&frame, "\xff\xff\xff\xff\x00", 5);
    buf_add_bytes(&frame, buf_bytes(&body));
    struct bytes at = buf_bytes(&frame);
    arena_init(&arena, request_arena_limit(frame.len));
    int code = wire_decode(&list_offsets_request_schema, (struct wire_version){7, true}, &at,
                           &arena, &message, &err);
    assert_int_equal(code, ERR_TOO_BIG);
    assert_true(arena.used <= request_arena_limit(frame.len));
    arena_deinit(&arena);
    buf_deinit(&frame);
    buf_deinit(&body);
}

/* A message cut at any byte is refused, whatever it is. */
static void check_every_cut(const struct schema *schema, struct wire_version version)
{
    struct arena arena;
    struct buf whole = {0};
    arena_init(&arena, 0);
    void *in = arena_alloc(&arena, schema->size);
    void *out = arena_alloc(&arena, schema->size);
    random_message(schema, version.number, &arena, in);
    assert_int_equal(wire_encode(schema, version, in, &whole, NULL), 0);
    for (size_t len = 0; len < whole.len; len++) {
        uint8_t *exact = malloc(len == 0 ? 1 : len); /* so that a sanitizer sees an overrun */
        memcpy(exact, whole.data, len);
        struct bytes at = bytes_make(exact, len);
        if (wire_decode(schema, version, &at, &arena, out, NULL) == 0)
            fail_msg("%s version %d: %zu of %zu bytes do", schema->name, version.number, len,
                     whole.len);
        free(exact);
    }
    buf_deinit(&whole);
    arena_deinit(&arena);
}

static void a_message_cut_at_any_byte_is_refused(void **state)
{
    (void)state;
    random_seed(5);
    for (size_t i = 0; i < api_count; i++) {
        const struct api *api = &api_rows[i];
        for (int16_t v = api->min; v <= api->max; v++) {
            check_every_cut(api->request, api_version(api, v));
            check_every_cut(api->response, api_version(api, v));
        }
    }
}

static void a_changed_byte_is_refused_or_decoded_but_never_read_past(void **state)
{
    (void)state;
    random_seed(77);
    for (size_t i = 0; i < api_count; i++) {
        const struct api *api = &api_rows[i];
        struct wire_version version = api_version(api, api->max);
        struct buf whole = {0};
        struct arena arena;
        arena_init(&arena, 0);
        void *message = arena_alloc(&arena, api->request->size);
        random_message(api->request, api->max, &arena, message);
        assert_int_equal(wire_encode(api->request, version, message, &whole, NULL), 0);
        for (int n = 0; n < 300 && whole.len > 0; n++) {
            size_t at_byte = random_below(whole.len);
            uint8_t was = whole.data[at_byte];
            whole.data[at_byte] = (uint8_t)random_below(256);
            struct bytes at = buf_bytes(&whole);
            struct buf text = {0};
            if (wire_decode(api->request, version, &at, &arena, message, NULL) == 0)
                wire_dump(api->request, api->max, message, &text);
            buf_deinit(&text);
            whole.data[at_byte] = was;
        }
        arena_deinit(&arena);
        buf_deinit(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_lengths_are_refused_without_memory),
        cmocka_unit_test(a_string_is_at_most_32767_bytes_in_the_compact_form_too),
        cmocka_unit_test(unknown_tagged_fields_are_skipped),
        cmocka_unit_test(objects_are_bounded_even_where_counts_are_honest),
        cmocka_unit_test(a_message_cut_at_any_byte_is_refused),
        cmocka_unit_test(a_changed_byte_is_refused_or_decoded_but_never_read_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
