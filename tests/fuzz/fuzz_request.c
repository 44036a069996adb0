/* fuzz_request.c: a request frame as a stranger may send it. What decodes must encode, and what was
 * encoded must decode to the same bytes; the arena's limit must hold. */
#include <stdlib.h>

#include "wire/frame.h"
#include "wire_dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void encode_and_decode(const struct request_header *h, const void *message)
{
    struct wire_version version = api_version(h->api, h->version);
    struct buf first = {0}, second = {0};
    struct arena arena;
    arena_init(&arena, 0);
    void *again = arena_alloc(&arena, h->api->request->size);
    check(wire_encode(h->api->request, version, message, &first, NULL) == 0);
    struct bytes at = buf_bytes(&first);
    check(wire_decode(h->api->request, version, &at, &arena, again, NULL) == 0);
    check(at.len == 0);
    check(wire_encode(h->api->request, version, again, &second, NULL) == 0);
    check(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
    buf_clear(&second);
    wire_dump(h->api->request, h->version, again, &second);
    buf_deinit(&first);
    buf_deinit(&second);
    arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes frame = bytes_make(data, size);
    struct request_header h;
    if (request_header_read(&frame, &h) != FRAME_OK)
        return 0;
    struct arena arena;
    arena_init(&arena, request_arena_limit(size));
    void *message = malloc(h.api->request->size);
    if (wire_decode(h.api->request, api_version(h.api, h.version), &frame, &arena, message, NULL) ==
        0)
        encode_and_decode(&h, message);
    check(arena.used <= request_arena_limit(size));
    free(message);
    arena_deinit(&arena);
    return 0;
}
