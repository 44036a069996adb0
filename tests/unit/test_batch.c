/* test_batch.c: record batches: layout, validation, records, codecs, bombs. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/varint.h"
#include "batch_builder.h"

#define HELLO_SIZE 73

/* One record "hi" at time 1000, as laid out by hand. */
static const uint8_t hello[HELLO_SIZE] = {
    0,    0,    0,    0,    0,    0,    0,    0,    /* base offset */
    0,    0,    0,    61,                           /* length */
    0xff, 0xff, 0xff, 0xff,                         /* leader epoch */
    2,                                              /* magic */
    0,    0,    0,    0,                            /* CRC, set by the test */
    0,    0,                                        /* attributes */
    0,    0,    0,    0,                            /* last offset delta */
    0,    0,    0,    0,    0,    0,    0x03, 0xe8, /* base timestamp */
    0,    0,    0,    0,    0,    0,    0x03, 0xe8, /* max timestamp */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* producer id */
    0xff, 0xff,                                     /* producer epoch */
    0xff, 0xff, 0xff, 0xff,                         /* base sequence */
    0,    0,    0,    1,                            /* count */
    0x16, 0,    0,    0,    0x01, 0x04, 'h',  'i',  0x02, 0x02, 'k', 0x01,
};

static enum batch_result validate(struct bytes batch, struct batch_check *check)
{
    struct buf scratch = {0};
    enum batch_result result = batch_validate(batch, BATCH_UNCOMPRESSED_MAX, &scratch, check);
    buf_deinit(&scratch);
    return result;
}

/* The batch with `with` bytes put at `at` and the CRC mended. */
static enum batch_result validate_changed(size_t at, const char *with, size_t len)
{
    uint8_t batch[HELLO_SIZE];
    memcpy(batch, hello, sizeof batch);
    memcpy(batch + at, with, len);
    be32_put(batch + 17, batch_crc(bytes_make(batch, sizeof batch)));
    struct batch_check check;
    return validate(bytes_make(batch, sizeof batch), &check);
}

static void crc32c_is_castagnoli(void **state)
{
    (void)state;
    assert_int_equal(crc32c(0, bytes_of("123456789")), 0xE3069283);
    assert_int_equal(crc32c(crc32c(0, bytes_of("1234")), bytes_of("56789")), 0xE3069283);
    assert_int_equal(crc32c(0, bytes_of("")), 0);
}

static void the_builder_writes_the_bytes_of_the_format(void **state)
{
    (void)state;
    struct batch_builder b = {0};
    batch_builder_init(&b);
    struct record_header header = {bytes_of("k"), BYTES_NULL};
    batch_builder_add(&b, 1000, BYTES_NULL, bytes_of("hi"), &header, 1);
    struct buf out = {0};
    assert_int_equal(batch_builder_finish(&b, CODEC_NONE, &out, NULL), 0);
    assert_int_equal(out.len, sizeof hello);
    assert_memory_equal(out.data, hello, 17);
    assert_memory_equal(out.data + 21, hello + 21, sizeof hello - 21);
    assert_true(batch_crc_matches(buf_bytes(&out)));
    buf_deinit(&out);
    batch_builder_deinit(&b);
}

static void validation_names_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t at;
        const char *with;
        size_t len;
        enum batch_result result;
    } rows[] = {
        {"nothing", 0, "", 0, BATCH_OK},
        {"count 2", 57, "\0\0\0\2", 4, BATCH_INVALID},
        {"count negative", 57, "\x80\0\0\0", 4, BATCH_INVALID},
        {"count 0", 57, "\0\0\0\0", 4, BATCH_INVALID},
        {"last offset delta 1", 23, "\0\0\0\1", 4, BATCH_INVALID},
        {"last offset delta -1", 23, "\xff\xff\xff\xff", 4, BATCH_INVALID},
        {"control batch", 21, "\0\x20", 2, BATCH_IS_CONTROL},
        {"codec 5", 21, "\0\x05", 2, BATCH_INVALID},
        {"gzip that is none", 21, "\0\x01", 2, BATCH_INVALID},
        {"zstd that is none", 21, "\0\x04", 2, BATCH_INVALID},
        {"producer id without sequence", 43, "\0\0\0\0\0\0\0\1", 8, BATCH_INVALID},
        {"magic 1", 16, "\1", 1, BATCH_OLD_MAGIC},
        {"magic 3", 16, "\3", 1, BATCH_DAMAGED},
        {"length 48", 8, "\0\0\0\x30", 4, BATCH_DAMAGED},
        {"length negative", 8, "\xff\xff\xff\xff", 4, BATCH_DAMAGED},
        {"length past the end", 8, "\0\0\0\x3e", 4, BATCH_SHORT},
        {"length 0", 8, "\0\0\0\0", 4, BATCH_SHORT},
        {"record length 10", 61, "\x14", 1, BATCH_INVALID},
        {"record length 12", 61, "\x18", 1, BATCH_INVALID},
        {"record length negative", 61, "\x01", 1, BATCH_INVALID},
        {"record length without end", 61, "\xff\xff\xff\xff\xff\xff", 6, BATCH_INVALID},
        {"offset delta 1", 64, "\x02", 1, BATCH_INVALID},
        {"key length -2", 65, "\x03", 1, BATCH_INVALID},
        {"key length past the end", 65, "\x7e", 1, BATCH_INVALID},
        {"value length past the end", 66, "\x7e", 1, BATCH_INVALID},
        {"header count 2", 69, "\x04", 1, BATCH_INVALID},
        {"header count 0 with bytes left", 69, "\x00", 1, BATCH_INVALID},
        {"header count negative", 69, "\x01", 1, BATCH_INVALID},
        {"header name null", 70, "\x01", 1, BATCH_INVALID},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        enum batch_result got = validate_changed(rows[i].at, rows[i].with, rows[i].len);
        if (got != rows[i].result)
            fail_msg("%s: %s", rows[i].what, batch_result_text(got));
    }
}

static void a_wrong_crc_is_damage_and_every_cut_is_short(void **state)
{
    (void)state;
    struct batch_check check;
    assert_int_equal(validate(bytes_make(hello, sizeof hello), &check), BATCH_DAMAGED);
    for (size_t len = 0; len < sizeof hello; len++)
        assert_int_equal(validate(bytes_make(hello, len), &check), BATCH_SHORT);
}

static void broker_fields_change_without_touching_the_crc(void **state)
{
    (void)state;
    uint8_t batch[HELLO_SIZE];
    memcpy(batch, hello, sizeof batch);
    batch_set_max_timestamp(batch, sizeof batch, 1000);
    batch_set_base_offset(batch, 4711);
    batch_set_leader_epoch(batch, 3);
    struct batch_check check;
    assert_int_equal(validate(bytes_make(batch, sizeof batch), &check), BATCH_OK);
    assert_int_equal(check.header.base_offset, 4711);
    assert_int_equal(batch_last_offset(&check.header), 4711);
    assert_int_equal(check.header.leader_epoch, 3);
    assert_int_equal(check.first_keyless, 0);
    assert_int_equal(check.max_timestamp, 1000);
}

static void log_append_time_is_what_readers_see(void **state)
{
    (void)state;
    uint8_t batch[HELLO_SIZE];
    memcpy(batch, hello, sizeof batch);
    batch_set_log_append_time(batch, sizeof batch, 99000);
    struct bytes whole = bytes_make(batch, sizeof batch);
    assert_true(batch_crc_matches(whole));
    struct record_iter it;
    struct record record;
    assert_int_equal(record_iter_init(&it, whole, BATCH_UNCOMPRESSED_MAX, NULL), BATCH_OK);
    assert_int_equal(record_next(&it, &record), BATCH_OK);
    assert_int_equal(record.timestamp, 99000);
    assert_int_equal(record_next(&it, &record), BATCH_END);
}

static void a_zero_tail_ends_a_run_of_batches(void **state)
{
    (void)state;
    uint8_t run[2 * HELLO_SIZE + 100] = {0};
    memcpy(run, hello, HELLO_SIZE);
    memcpy(run + HELLO_SIZE, hello, HELLO_SIZE);
    struct bytes rest = bytes_make(run, sizeof run);
    struct bytes batch;
    struct batch_header h;
    assert_int_equal(batch_next(&rest, &h, &batch), BATCH_OK);
    assert_int_equal(batch_next(&rest, &h, &batch), BATCH_OK);
    assert_ptr_equal(batch.data, run + HELLO_SIZE);
    assert_int_equal(batch_next(&rest, &h, &batch), BATCH_END);
    assert_int_equal(rest.len, 100);
    rest = bytes_make(run, HELLO_SIZE - 1);
    assert_int_equal(batch_next(&rest, &h, &batch), BATCH_SHORT);
}

static void sequences_wrap_to_zero(void **state)
{
    (void)state;
    struct batch_header h = {.base_sequence = INT32_MAX - 1, .last_offset_delta = 1};
    assert_int_equal(batch_last_sequence(&h), INT32_MAX);
    h.last_offset_delta = 2;
    assert_int_equal(batch_last_sequence(&h), 0);
}

static void records_come_back_through_every_codec(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    struct batch_builder b = {0};
    struct buf out = {0};
    struct buf scratch = {0};
    for (enum codec codec = 0; codec < CODEC_COUNT; codec++) {
        batch_builder_init(&b);
        b.header.producer_id = 7;
        b.header.producer_epoch = 1;
        b.header.base_sequence = 40;
        char text[300];
        for (int i = 0; i < COUNT; i++) {
            snprintf(text, sizeof text, "%d%*s", i, i % 250, "x");
            struct bytes value = i % 7 == 0 ? BYTES_NULL : bytes_of(text);
            struct record_header headers[2] = {{bytes_of("a"), bytes_of(text)},
                                               {bytes_of(""), BYTES_NULL}};
            batch_builder_add(&b, 5000 - i, i % 5 == 0 ? bytes_of("") : bytes_of("key"), value,
                              headers, i % 3);
        }
        buf_clear(&out);
        assert_int_equal(batch_builder_finish(&b, codec, &out, NULL), 0);
        struct batch_check check;
        assert_int_equal(validate(buf_bytes(&out), &check), BATCH_OK);
        assert_int_equal(check.header.count, COUNT);
        assert_int_equal(check.first_keyless, -1);
        assert_int_equal(check.max_timestamp, 5000);
        assert_int_equal(check.min_timestamp, 5000 - COUNT + 1);
        assert_int_equal(batch_codec(&check.header), codec);

        struct record_iter it;
        struct record r;
        assert_int_equal(record_iter_init(&it, buf_bytes(&out), BATCH_UNCOMPRESSED_MAX, &scratch),
                         BATCH_OK);
        for (int i = 0; i < COUNT; i++) {
            assert_int_equal(record_next(&it, &r), BATCH_OK);
            snprintf(text, sizeof text, "%d%*s", i, i % 250, "x");
            assert_int_equal(r.offset, i);
            assert_int_equal(r.timestamp, 5000 - i);
            assert_int_equal(r.header_count, i % 3);
            assert_true(bytes_equal(r.key, i % 5 == 0 ? bytes_of("") : bytes_of("key")));
            assert_true(bytes_equal(r.value, i % 7 == 0 ? BYTES_NULL : bytes_of(text)));
            struct record_header header;
            if (i % 3 == 2) {
                assert_true(record_header_next(&r.headers, &header));
                assert_true(bytes_equal(header.value, bytes_of(text)));
                assert_true(record_header_next(&r.headers, &header));
                assert_true(bytes_is_null(header.value));
                assert_false(record_header_next(&r.headers, &header));
            }
        }
        assert_int_equal(record_next(&it, &r), BATCH_END);
    }
    buf_deinit(&scratch);
    buf_deinit(&out);
    batch_builder_deinit(&b);
}

static void no_bomb_passes_its_cap(void **state)
{
    (void)state;
    size_t size = 8 * 1024 * 1024;
    uint8_t *zeros = calloc(1, size);
    for (enum codec codec = 0; codec < CODEC_COUNT; codec++) {
        struct buf packed = {0};
        struct buf out = {0};
        assert_int_equal(codec_deflate(codec, bytes_make(zeros, size), &packed, NULL), 0);
        assert_int_equal(codec_inflate(codec, buf_bytes(&packed), size, &out, NULL), 0);
        assert_int_equal(out.len, size);
        buf_deinit(&out);
        int code = codec_inflate(codec, buf_bytes(&packed), size - 1, &out, NULL);
        assert_int_equal(code, ERR_TOO_BIG);
        buf_deinit(&out);
        code = codec_inflate(codec, buf_bytes(&packed), 100000, &out, NULL);
        assert_int_equal(code, ERR_TOO_BIG);
        assert_true(out.cap <= 1024 * 1024);
        buf_deinit(&out);
        buf_deinit(&packed);
    }
    free(zeros);
}

static void cut_streams_are_corrupt_not_short(void **state)
{
    (void)state;
    uint8_t data[2000];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * i / 7);
    for (enum codec codec = CODEC_GZIP; codec < CODEC_COUNT; codec++) {
        struct buf packed = {0};
        struct buf out = {0};
        codec_deflate(codec, bytes_make(data, sizeof data), &packed, NULL);
        for (size_t len = 0; len < packed.len; len++) {
            if (codec == CODEC_SNAPPY && len == 16)
                continue; /* xerial's header alone is an empty stream */
            buf_clear(&out);
            int code = codec_inflate(codec, bytes_make(packed.data, len), 1 << 20, &out, NULL);
            assert_int_equal(code, ERR_CORRUPT);
        }
        buf_deinit(&out);
        buf_deinit(&packed);
    }
}

static void a_raw_snappy_block_is_read_and_a_stated_length_not_believed(void **state)
{
    (void)state;
    struct buf out = {0};
    struct bytes raw = bytes_of("\x05\x10hello"); /* length 5, a literal of 5 */
    assert_int_equal(codec_inflate(CODEC_SNAPPY, raw, 100, &out, NULL), 0);
    assert_true(bytes_equal(buf_bytes(&out), bytes_of("hello")));
    struct bytes liar = bytes_of("\xff\xff\xff\xff\x0f\x10hello"); /* 4 GiB */
    assert_int_equal(codec_inflate(CODEC_SNAPPY, liar, 1 << 24, &out, NULL), ERR_TOO_BIG);
    assert_int_equal(codec_inflate(CODEC_SNAPPY, liar, SIZE_MAX, &out, NULL), ERR_CORRUPT);
    assert_true(out.cap < 1024);
    buf_deinit(&out);
}

static void a_zstd_frame_may_ask_for_a_window_of_8_mib_and_no_more(void **state)
{
    (void)state;
    static const struct {
        uint8_t window; /* the frame's window descriptor: exponent, and eighths */
        int code;
    } table[] = {{0x60, 0}, {0x68, 0}, {0x69, ERR_CORRUPT}, {0x70, ERR_CORRUPT}};
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        uint8_t frame[] = {0x28, 0xb5, 0x2f, 0xfd, 0,  table[i].window, /* no size is stated */
                           0x29, 0,    0, /* the last block, raw, of 5 bytes */
                           'h',  'e',  'l',  'l',  'o'};
        struct buf out = {0};
        int code = codec_inflate(CODEC_ZSTD, bytes_make(frame, sizeof frame), 100, &out, NULL);
        assert_int_equal(code, table[i].code);
        if (code == 0)
            assert_true(bytes_equal(buf_bytes(&out), bytes_of("hello")));
        buf_deinit(&out);
    }
}

static void codecs_have_kafkas_names(void **state)
{
    (void)state;
    assert_int_equal(codec_by_name("lz4"), CODEC_LZ4);
    assert_int_equal(codec_by_name("zstd"), CODEC_ZSTD);
    assert_int_equal(codec_by_name("lzma"), CODEC_COUNT);
}

static void varints_stop_at_their_width(void **state)
{
    (void)state;
    uint64_t v;
    struct bytes widest = bytes_of("\xff\xff\xff\xff\x0f");
    assert_true(uvarint_take(&widest, 5, &v));
    assert_int_equal(v, UINT32_MAX);
    struct bytes wider = bytes_of("\xff\xff\xff\xff\x1f");
    assert_false(uvarint_take(&wider, 5, &v));
    assert_int_equal(wider.len, 5);
    struct bytes open = bytes_of("\xff\xff");
    assert_false(uvarint_take(&open, 5, &v));
    int64_t n;
    struct bytes lowest = bytes_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    assert_true(varlong_take(&lowest, &n));
    assert_true(n == INT64_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc32c_is_castagnoli),
        cmocka_unit_test(the_builder_writes_the_bytes_of_the_format),
        cmocka_unit_test(validation_names_what_is_wrong),
        cmocka_unit_test(a_wrong_crc_is_damage_and_every_cut_is_short),
        cmocka_unit_test(broker_fields_change_without_touching_the_crc),
        cmocka_unit_test(log_append_time_is_what_readers_see),
        cmocka_unit_test(a_zero_tail_ends_a_run_of_batches),
        cmocka_unit_test(sequences_wrap_to_zero),
        cmocka_unit_test(records_come_back_through_every_codec),
        cmocka_unit_test(no_bomb_passes_its_cap),
        cmocka_unit_test(cut_streams_are_corrupt_not_short),
        cmocka_unit_test(a_raw_snappy_block_is_read_and_a_stated_length_not_believed),
        cmocka_unit_test(a_zstd_frame_may_ask_for_a_window_of_8_mib_and_no_more),
        cmocka_unit_test(codecs_have_kafkas_names),
        cmocka_unit_test(varints_stop_at_their_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
