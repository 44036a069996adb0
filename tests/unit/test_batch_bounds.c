/* test_batch_bounds.c: batches whose bytes end where they do, and the ends of what is allowed. */
#include "test.h"

#include <stdlib.h>

#include "batch_builder.h"

/* Bytes that end where they do: a sanitizer sees who reads on. */
static uint8_t *exact(struct bytes b, size_t len)
{
    uint8_t *copy = malloc(len == 0 ? 1 : len);
    assert_non_null(copy);
    memcpy(copy, b.data, len);
    return copy;
}

/* A batch of the values, of which those that begin with '-' have no key. */
static struct buf batch_of(const char *const *values, int count, enum codec codec)
{
    struct batch_builder b = {0};
    struct buf out = {0};
    batch_builder_init(&b);
    for (int i = 0; i < count; i++)
        batch_builder_add(&b, 1000 + (i * 7) % 5, values[i][0] == '-' ? BYTES_NULL : bytes_of("k"),
                          bytes_of(values[i]), NULL, 0);
    assert_int_equal(batch_builder_finish(&b, codec, &out, NULL), 0);
    batch_builder_deinit(&b);
    return out;
}

static const char *const three[] = {"one", "-two", "-three"};

/* ---- headers ---- */

static void every_cut_is_short_and_nothing_behind_it_is_read(void **state)
{
    (void)state;
    struct buf whole = batch_of(three, 3, CODEC_NONE), scratch = {0};
    for (size_t len = 0; len < whole.len; len++) {
        uint8_t *cut = exact(buf_bytes(&whole), len);
        struct bytes rest = bytes_make(cut, len), batch;
        struct batch_header h;
        struct batch_check check;
        struct record_iter it;
        enum batch_result want = len == 0 ? BATCH_END : BATCH_SHORT;
        assert_int_equal(batch_next(&rest, &h, &batch), want);
        assert_int_equal(rest.len, len);
        assert_int_equal(record_iter_init(&it, rest, 1000, &scratch), want);
        assert_int_equal(batch_validate(rest, 1000, &scratch, &check), BATCH_SHORT);
        free(cut);
    }
    buf_deinit(&scratch);
    buf_deinit(&whole);
}

static enum batch_result header_of(int32_t length, uint8_t magic, struct batch_header *h)
{
    uint8_t bytes[BATCH_HEADER_SIZE] = {0};
    bytes[7] = 42; /* the base offset */
    be32_put(bytes + 8, (uint32_t)length);
    bytes[16] = magic;
    return batch_header_read(bytes_make(bytes, sizeof bytes), h);
}

static void lengths_that_no_batch_has_are_damage(void **state)
{
    struct batch_header h;
    (void)state;
    assert_int_equal(header_of(-1, 2, &h), BATCH_DAMAGED);
    assert_int_equal(header_of(INT32_MIN, 2, &h), BATCH_DAMAGED);
    assert_int_equal(header_of(4, 1, &h), BATCH_DAMAGED);
    assert_int_equal(header_of(5, 1, &h), BATCH_OLD_MAGIC);
    assert_int_equal(header_of(BATCH_HEADER_SIZE - BATCH_OVERHEAD - 1, 2, &h), BATCH_DAMAGED);
    assert_int_equal(header_of(BATCH_HEADER_SIZE - BATCH_OVERHEAD, 2, &h), BATCH_OK);
    assert_int_equal(header_of(INT32_MAX - BATCH_OVERHEAD, 2, &h), BATCH_OK);
    assert_int_equal(header_of(INT32_MAX - BATCH_OVERHEAD + 1, 2, &h), BATCH_DAMAGED);
}

static void old_formats_are_told_with_their_place(void **state)
{
    struct batch_header h;
    (void)state;
    for (uint8_t magic = 0; magic < 2; magic++) {
        assert_int_equal(header_of(30, magic, &h), BATCH_OLD_MAGIC);
        assert_int_equal(h.base_offset, 42);
        assert_int_equal(h.length, 30);
        assert_int_equal(h.magic, magic);
    }
    assert_int_equal(header_of(60, 3, &h), BATCH_DAMAGED);
    assert_int_equal(header_of(60, 255, &h), BATCH_DAMAGED);
}

static void what_is_written_as_a_header_is_read_from_it(void **state)
{
    static const struct batch_header all = {
        .base_offset = 0x0102030405060708,
        .length = BATCH_HEADER_SIZE - BATCH_OVERHEAD,
        .leader_epoch = 0x11121314,
        .magic = BATCH_MAGIC,
        .crc = 0x21222324,
        .attributes = 0x3132,
        .last_offset_delta = 0x41424344,
        .base_timestamp = 0x5152535455565758,
        .max_timestamp = 0x6162636465666768,
        .producer_id = 0x7172737475767778,
        .producer_epoch = 0x0182,
        .base_sequence = 0x11929394,
        .count = 0x21a2a3a4,
    };
    uint8_t bytes[BATCH_HEADER_SIZE], again[BATCH_HEADER_SIZE];
    struct batch_header h;
    (void)state;
    batch_header_write(&all, bytes);
    assert_int_equal(batch_header_read(bytes_make(bytes, sizeof bytes), &h), BATCH_OK);
    batch_header_write(&h, again);
    assert_memory_equal(bytes, again, sizeof bytes);
    assert_int_equal(h.count, all.count);
    assert_int_equal(h.producer_epoch, all.producer_epoch);
    assert_true(h.max_timestamp == all.max_timestamp);
}

/* ---- records ---- */

static void a_batch_without_records_is_only_a_header(void **state)
{
    (void)state;
    struct buf batch = batch_of(NULL, 0, CODEC_NONE), scratch = {0};
    struct record_iter it;
    struct record record;
    assert_int_equal(batch.len, BATCH_HEADER_SIZE);
    assert_int_equal(record_iter_init(&it, buf_bytes(&batch), 0, &scratch), BATCH_OK);
    assert_int_equal(record_next(&it, &record), BATCH_END);
    struct batch_check check;
    assert_int_equal(batch_validate(buf_bytes(&batch), 0, &scratch, &check), BATCH_INVALID);
    buf_deinit(&scratch);
    buf_deinit(&batch);
}

static void a_check_says_what_it_saw(void **state)
{
    (void)state;
    struct buf batch = batch_of(three, 3, CODEC_NONE), scratch = {0};
    struct batch_check check;
    size_t plain = batch.len - BATCH_HEADER_SIZE;
    assert_int_equal(batch_validate(buf_bytes(&batch), plain, &scratch, &check), BATCH_OK);
    assert_int_equal(check.plain_size, plain);
    assert_int_equal(check.first_keyless, 1);
    assert_int_equal(check.bad_record, -1);
    assert_int_equal(check.min_timestamp, 1000);
    assert_int_equal(check.max_timestamp, 1004);
    assert_int_equal(check.max_timestamp_record, 2);
    assert_int_equal(batch_validate(buf_bytes(&batch), plain - 1, &scratch, &check), BATCH_TOO_BIG);
    buf_deinit(&scratch);
    buf_deinit(&batch);
}

/* What the check says once the byte at `at` is another one and the CRC fits again. */
static struct batch_check check_changed(struct buf *batch, size_t at, uint8_t byte)
{
    struct buf scratch = {0};
    struct batch_check check;
    batch->data[at] = byte;
    be32_put(batch->data + 17, batch_crc(buf_bytes(batch)));
    uint8_t *copy = exact(buf_bytes(batch), batch->len);
    assert_int_equal(batch_validate(bytes_make(copy, batch->len), 1000, &scratch, &check),
                     BATCH_INVALID);
    free(copy);
    buf_deinit(&scratch);
    return check;
}

static void a_check_says_which_record_is_bad(void **state)
{
    (void)state;
    struct buf batch = batch_of(three, 3, CODEC_NONE);
    size_t first = BATCH_HEADER_SIZE, second = first + 1 + batch.data[first] / 2u;
    size_t third = second + 1 + batch.data[second] / 2u;
    uint8_t was = batch.data[second + 3];
    assert_int_equal(check_changed(&batch, second + 3, 4).bad_record, 1); /* its offset delta */
    batch.data[second + 3] = was;
    assert_int_equal(check_changed(&batch, third, 0).bad_record, 2);   /* a record of no bytes */
    assert_int_equal(check_changed(&batch, third, 2).bad_record, 2);   /* of one */
    assert_int_equal(check_changed(&batch, third, 126).bad_record, 2); /* past the end */
    buf_deinit(&batch);
}

static void a_record_needs_a_header_count_that_is_not_negative(void **state)
{
    (void)state;
    struct buf batch = batch_of(three, 3, CODEC_NONE);
    size_t third = BATCH_HEADER_SIZE;
    for (int i = 0; i < 2; i++)
        third += 1 + batch.data[third] / 2u;
    assert_int_equal(check_changed(&batch, batch.len - 1, 1).bad_record, 2);
    batch.len--; /* the count was its last byte */
    be32_put(batch.data + 8, (uint32_t)(batch.len - BATCH_OVERHEAD));
    assert_int_equal(check_changed(&batch, third, (uint8_t)(batch.data[third] - 2)).bad_record, 2);
    buf_deinit(&batch);
}

static void an_idempotent_batch_is_numbered_from_0(void **state)
{
    (void)state;
    static const struct {
        int64_t id;
        int16_t epoch;
        int32_t sequence;
        enum batch_result result;
    } rows[] = {
        {-1, -1, -1, BATCH_OK},     {0, 0, 0, BATCH_OK},   {0, -1, 0, BATCH_INVALID},
        {0, 0, -1, BATCH_INVALID},  {5, 1, 7, BATCH_OK},   {-1, 0, -1, BATCH_OK},
        {5, -1, -1, BATCH_INVALID}, {-1, -1, 0, BATCH_OK},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct buf out = {0}, scratch = {0};
        struct batch_builder b = {0};
        struct batch_check check;
        batch_builder_init(&b);
        b.header.producer_id = rows[i].id;
        b.header.producer_epoch = rows[i].epoch;
        b.header.base_sequence = rows[i].sequence;
        batch_builder_add(&b, 1000, BYTES_NULL, bytes_of("v"), NULL, 0);
        assert_int_equal(batch_builder_finish(&b, CODEC_NONE, &out, NULL), 0);
        assert_int_equal(batch_validate(buf_bytes(&out), 1000, &scratch, &check), rows[i].result);
        batch_builder_deinit(&b);
        buf_deinit(&scratch);
        buf_deinit(&out);
    }
}

static void a_header_has_a_name_and_ends_within_its_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        bool whole;
    } rows[] = {
        {"", 0, false},      {"\x80", 1, false},  {"\1\2a", 3, false}, {"\0\1", 2, true},
        {"\2a\1", 3, true},  {"\2a\2b", 4, true}, {"\2a\2", 3, false}, {"\2a", 2, false},
        {"\2a\3", 3, false}, {"\4a\1", 3, false}, {"\2a\0", 3, true},  {"\2a\x80", 3, false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        uint8_t *bytes = exact(bytes_make(rows[i].bytes, rows[i].len), rows[i].len);
        struct bytes rest = bytes_make(bytes, rows[i].len);
        struct record_header header;
        if (record_header_next(&rest, &header) != rows[i].whole)
            fail_msg("row %zu", i);
        if (rows[i].whole)
            assert_int_equal(rest.len, 0);
        free(bytes);
    }
}

static void a_failed_finish_leaves_the_buffer_as_it_was(void **state)
{
    (void)state;
    struct batch_builder b = {0};
    struct buf out = {0};
    struct err err;
    batch_builder_init(&b);
    batch_builder_add(&b, 1, BYTES_NULL, bytes_of("x"), NULL, 0);
    buf_add_text(&out, "before");
    assert_int_equal(batch_builder_finish(&b, CODEC_COUNT, &out, &err), ERR_FAIL);
    assert_true(bytes_equal(buf_bytes(&out), bytes_of("before")));
    assert_int_equal(batch_builder_finish(&b, CODEC_GZIP, &out, &err), 0);
    struct bytes batch = bytes_make(out.data + 6, out.len - 6);
    struct batch_header h;
    assert_int_equal(batch_header_read(batch, &h), BATCH_OK);
    assert_int_equal(batch_size(&h), batch.len);
    assert_int_equal(batch_codec(&h), CODEC_GZIP);
    buf_deinit(&out);
    batch_builder_deinit(&b);
}

static void a_batch_after_another_begins_anew(void **state)
{
    (void)state;
    struct batch_builder b = {0};
    struct buf out = {0};
    struct batch_header h;
    for (int i = 0; i < 2; i++) {
        batch_builder_init(&b);
        batch_builder_add(&b, 50 - i, BYTES_NULL, bytes_of("x"), NULL, 0);
        buf_clear(&out);
        assert_int_equal(batch_builder_finish(&b, CODEC_NONE, &out, NULL), 0);
    }
    assert_int_equal(batch_header_read(buf_bytes(&out), &h), BATCH_OK);
    assert_int_equal(h.count, 1);
    assert_int_equal(h.base_timestamp, 49);
    assert_int_equal(h.max_timestamp, 49);
    buf_deinit(&out);
    batch_builder_deinit(&b);
}

/* ---- codecs ---- */

static void gzip_members_follow_one_another(void **state)
{
    (void)state;
    struct buf packed = {0}, out = {0};
    codec_deflate(CODEC_GZIP, bytes_of("apples "), &packed, NULL);
    codec_deflate(CODEC_GZIP, bytes_of("and pears"), &packed, NULL);
    uint8_t *copy = exact(buf_bytes(&packed), packed.len);
    assert_int_equal(codec_inflate(CODEC_GZIP, bytes_make(copy, packed.len), 16, &out, NULL), 0);
    assert_true(bytes_equal(buf_bytes(&out), bytes_of("apples and pears")));
    free(copy);
    buf_deinit(&out);
    buf_deinit(&packed);
}

static void a_limit_may_be_met_but_not_passed(void **state)
{
    (void)state;
    static uint8_t data[200000];
    static const size_t sizes[] = {0, 1, 32768, 65535, 65536, 65537, sizeof data};
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)((i * 7919) >> 8);
    for (enum codec codec = 0; codec < CODEC_COUNT; codec++) {
        for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
            struct buf packed = {0}, out = {0};
            struct bytes plain = bytes_make(data, sizes[i]);
            assert_int_equal(codec_deflate(codec, plain, &packed, NULL), 0);
            uint8_t *copy = exact(buf_bytes(&packed), packed.len);
            struct bytes in = bytes_make(copy, packed.len);
            assert_int_equal(codec_inflate(codec, in, sizes[i], &out, NULL), 0);
            assert_true(bytes_equal(buf_bytes(&out), plain));
            buf_clear(&out);
            if (sizes[i] > 0)
                assert_int_equal(codec_inflate(codec, in, sizes[i] - 1, &out, NULL), ERR_TOO_BIG);
            assert_true(out.len < sizes[i] || sizes[i] == 0);
            free(copy);
            buf_deinit(&out);
            buf_deinit(&packed);
        }
    }
}

static void a_codec_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    struct buf out = {0};
    struct err err;
    assert_int_equal(codec_inflate(CODEC_COUNT, bytes_of("x"), 100, &out, &err), ERR_CORRUPT);
    assert_int_equal(codec_deflate(CODEC_COUNT, bytes_of("x"), &out, &err), ERR_FAIL);
    assert_int_equal(codec_by_name("none"), CODEC_NONE);
    buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_is_short_and_nothing_behind_it_is_read),
        cmocka_unit_test(lengths_that_no_batch_has_are_damage),
        cmocka_unit_test(old_formats_are_told_with_their_place),
        cmocka_unit_test(what_is_written_as_a_header_is_read_from_it),
        cmocka_unit_test(a_batch_without_records_is_only_a_header),
        cmocka_unit_test(a_check_says_what_it_saw),
        cmocka_unit_test(a_check_says_which_record_is_bad),
        cmocka_unit_test(a_record_needs_a_header_count_that_is_not_negative),
        cmocka_unit_test(an_idempotent_batch_is_numbered_from_0),
        cmocka_unit_test(a_header_has_a_name_and_ends_within_its_bytes),
        cmocka_unit_test(a_failed_finish_leaves_the_buffer_as_it_was),
        cmocka_unit_test(a_batch_after_another_begins_anew),
        cmocka_unit_test(gzip_members_follow_one_another),
        cmocka_unit_test(a_limit_may_be_met_but_not_passed),
        cmocka_unit_test(a_codec_that_does_not_exist_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
