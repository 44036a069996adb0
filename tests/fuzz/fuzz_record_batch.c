/* fuzz_record_batch.c: a batch as a producer may send it. The CRC is mended first, or nothing would
 * come past it. What is valid must iterate to its count within the cap. */
#include <stdlib.h>

#include "base/mem.h"
#include "batch/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CAP = 1 << 20 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void iterate(struct bytes batch, const struct batch_check *found)
{
    struct buf scratch = {0};
    struct record_iter it;
    struct record record;
    struct record_header header;
    check(record_iter_init(&it, batch, CAP, &scratch) == BATCH_OK);
    check(it.rest.len <= CAP && it.rest.len == found->plain_size);
    for (int32_t i = 0; i < found->header.count; i++) {
        check(record_next(&it, &record) == BATCH_OK);
        check(record.offset_delta == i);
        for (int32_t n = 0; n < record.header_count; n++)
            check(record_header_next(&record.headers, &header));
        check(record.headers.len == 0);
    }
    check(record_next(&it, &record) == BATCH_END);
    buf_deinit(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct batch_header h;
    uint8_t *copy = mem_alloc(size);
    memcpy(copy, data, size);
    struct bytes batch = bytes_make(copy, size);
    if (batch_header_read(batch, &h) == BATCH_OK && batch_size(&h) <= size) {
        batch_set_max_timestamp(copy, batch_size(&h), h.max_timestamp);
        struct buf scratch = {0};
        struct batch_check found;
        if (batch_validate(batch, CAP, &scratch, &found) == BATCH_OK)
            iterate(batch, &found);
        check(scratch.cap <= 4 * CAP);
        buf_deinit(&scratch);
    }
    free(copy);
    return 0;
}
