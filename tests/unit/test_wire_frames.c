/* test_wire_frames.c: whole requests and responses, and how messages are dumped. */
#include "test.h"

#include <stdlib.h>

#include "wire/frame.h"
#include "wire_dump.h"

/* Bytes that end where they do: a sanitizer sees who reads on. */
static struct bytes exact(struct bytes b, size_t len)
{
    uint8_t *copy = malloc(len == 0 ? 1 : len);
    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, b.data, len);
    return bytes_make(copy, len);
}

static void free_bytes(struct bytes b)
{
    free((void *)(uintptr_t)b.data);
}

static void a_request_is_read_as_it_was_written_in_every_version(void **state)
{
    (void)state;
    const struct api *api = api_find(API_HEARTBEAT);
    for (int16_t v = api->min; v <= api->max; v++) {
        struct buf wire = {0};
        struct arena arena;
        struct heartbeat_request out,
            in = {.group_id = bytes_of("g"), .generation_id = 5, .member_id = bytes_of("m")};
        arena_init(&arena, 0);
        assert_int_equal(request_write(&wire, api, v, 9, bytes_of("me"), &in, NULL), 0);
        struct bytes at = bytes_make(wire.data + FRAME_SIZE_BYTES, wire.len - FRAME_SIZE_BYTES);
        struct request_header h;
        assert_int_equal(request_header_read(&at, &h), FRAME_OK);
        assert_ptr_equal(h.api, api);
        assert_int_equal(h.version, v);
        assert_true(bytes_equal(h.client_id, bytes_of("me")));
        assert_int_equal(wire_decode(api->request, api_version(api, v), &at, &arena, &out, NULL),
                         0);
        assert_int_equal(at.len, 0);
        assert_true(bytes_equal(out.group_id, bytes_of("g")));
        assert_int_equal(out.generation_id, 5);
        assert_true(bytes_equal(out.member_id, bytes_of("m")));
        arena_deinit(&arena);
        buf_deinit(&wire);
    }
}

static void a_header_cut_anywhere_is_bad(void **state)
{
    (void)state;
    static const uint8_t header[] = {0, API_HEARTBEAT, 0, 4, 0, 0, 0, 5, 0, 2, 'm', 'e', 0};
    for (size_t len = 0; len <= sizeof header; len++) {
        struct bytes frame = exact(bytes_make(header, sizeof header), len), at = frame;
        struct request_header h;
        assert_int_equal(request_header_read(&at, &h), len == sizeof header ? FRAME_OK : FRAME_BAD);
        assert_int_equal(at.len, len == sizeof header ? 0 : len);
        free_bytes(frame);
    }
}

static void a_response_cut_anywhere_is_corrupt(void **state)
{
    (void)state;
    const struct api *api = api_find(API_HEARTBEAT);
    for (int16_t v = api->min; v <= api->max; v++) {
        struct buf wire = {0};
        struct heartbeat_response in = {.error_code = 27}, out;
        assert_int_equal(response_write(&wire, api, v, 9, &in, NULL), 0);
        size_t whole = wire.len - FRAME_SIZE_BYTES;
        for (size_t len = 0; len <= whole; len++) {
            struct bytes frame = exact(bytes_make(wire.data + FRAME_SIZE_BYTES, whole), len);
            struct arena arena;
            struct err err;
            int32_t id;
            arena_init(&arena, 0);
            assert_int_equal(response_read(frame, api, v, &id, &arena, &out, &err),
                             len == whole ? 0 : ERR_CORRUPT);
            arena_deinit(&arena);
            free_bytes(frame);
        }
        assert_int_equal(out.error_code, 27);
        buf_deinit(&wire);
    }
}

static void a_request_that_cannot_be_written_leaves_no_trace(void **state)
{
    (void)state;
    const struct api *api = api_find(API_HEARTBEAT);
    char *name = calloc(1, 40000);
    memset(name, 'x', 39999);
    struct heartbeat_request named = {.group_id = bytes_of("g")},
                             body = {.group_id = bytes_of(name)};
    for (int16_t v = api->min; v <= api->max; v++) {
        struct buf out = {0};
        struct err err;
        buf_add_text(&out, "before");
        assert_int_equal(request_write(&out, api, v, 1, bytes_of(name), &named, &err), ERR_TOO_BIG);
        assert_int_equal(request_write(&out, api, v, 1, bytes_of("me"), &body, &err), ERR_TOO_BIG);
        assert_true(bytes_equal(buf_bytes(&out), bytes_of("before")));
        buf_deinit(&out);
    }
    free(name);
}

static void what_a_frame_may_allocate_grows_with_it_up_to_4_mib(void **state)
{
    (void)state;
    assert_int_equal(request_arena_limit(0), 64 * 1024);
    assert_int_equal(request_arena_limit(1000), 64 * 1024 + 4000);
    assert_int_equal(request_arena_limit(100 * 1024 * 1024), 4 * 1024 * 1024);
}

static void a_dump_is_one_line_of_printable_text(void **state)
{
    (void)state;
    struct buf text = {0};
    char *name = calloc(1, 258);
    memset(name, 'x', 256);
    struct heartbeat_request r = {.group_id = bytes_of(" ~\"\\\x1f\x7f\x80"),
                                  .member_id = bytes_of(name)};
    wire_dump(&heartbeat_request_schema, 0, &r, &text);
    assert_non_null(strstr(buf_text(&text), "group_id=\" ~\\x22\\x5c\\x1f\\x7f\\x80\""));
    assert_non_null(strstr(buf_text(&text), "xxx\"}")); /* 256 bytes are still shown */
    name[256] = 'x';
    r.member_id = bytes_of(name);
    buf_clear(&text);
    wire_dump(&heartbeat_request_schema, 0, &r, &text);
    assert_non_null(strstr(buf_text(&text), " member_id=<257 bytes>}"));
    buf_deinit(&text);
    free(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_read_as_it_was_written_in_every_version),
        cmocka_unit_test(a_header_cut_anywhere_is_bad),
        cmocka_unit_test(a_response_cut_anywhere_is_corrupt),
        cmocka_unit_test(a_request_that_cannot_be_written_leaves_no_trace),
        cmocka_unit_test(what_a_frame_may_allocate_grows_with_it_up_to_4_mib),
        cmocka_unit_test(a_dump_is_one_line_of_printable_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
