/* test_import_mcap.c: MCAP files, made here by hand after the format's specification. */
#include "test.h"

#include <stdlib.h>
#include <zstd.h>

#include "import_kit.h"

static void put(struct buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_add_byte(out, (uint8_t)(value >> (8 * i)));
}

static void put_string(struct buf *out, const char *text)
{
    put(out, strlen(text), 4);
    buf_add_text(out, text);
}

static void put_record(struct buf *out, uint8_t opcode, const struct buf *content)
{
    buf_add_byte(out, opcode);
    put(out, content->len, 8);
    buf_add_bytes(out, buf_bytes(content));
}

static void put_channel(struct buf *out, uint16_t id, const char *topic, const char *encoding)
{
    struct buf content = {0};
    put(&content, id, 2);
    put(&content, 0, 2);
    put_string(&content, topic);
    put_string(&content, encoding);
    put(&content, 0, 4);
    put_record(out, 4, &content);
    buf_deinit(&content);
}

static void put_message(struct buf *out, uint16_t id, uint64_t log_time, const char *json)
{
    struct buf content = {0};
    put(&content, id, 2);
    put(&content, 7, 4);
    put(&content, log_time, 8);
    put(&content, log_time, 8);
    buf_add_text(&content, json);
    put_record(out, 5, &content);
    buf_deinit(&content);
}

static void put_chunk(struct buf *out, const struct buf *records, const char *packing)
{
    struct buf content = {0};
    uint8_t packed[1000];
    size_t n = ZSTD_compress(packed, sizeof packed, records->data, records->len, 3);
    bool zstd = strcmp(packing, "zstd") == 0;
    put(&content, 0, 8);
    put(&content, 0, 8);
    put(&content, records->len, 8);
    put(&content, 0, 4);
    put_string(&content, packing);
    put(&content, zstd ? n : records->len, 8);
    buf_add(&content, zstd ? packed : records->data, zstd ? n : records->len);
    put_record(out, 6, &content);
    buf_deinit(&content);
}

/* A file with its messages in a chunk, or without one where `packing` is NULL. */
static struct buf make_file(const char *packing)
{
    struct buf file = {0}, records = {0}, empty = {0}, head = {0};
    buf_add(&file, "\x89MCAP0\r\n", 8);
    put_string(&head, "");
    put_string(&head, "by hand");
    put_record(&file, 1, &head);
    put_channel(&records, 1, "/kite7", "json");
    put_channel(&records, 2, "/camera", "ros1");
    put_message(&records, 1, UINT64_C(1714564805250999999), "{\"alt\":612.4}");
    put_message(&records, 2, UINT64_C(1714564805300000000), "\x01\x02");
    put_message(&records, 1, UINT64_C(1714564806000000000), "{\"alt\":613}");
    if (packing == NULL)
        buf_add_bytes(&file, buf_bytes(&records));
    else
        put_chunk(&file, &records, packing);
    put_record(&file, 0x0f, &empty);
    put_record(&file, 0x02, &empty);
    buf_add(&file, "\x89MCAP0\r\n", 8);
    buf_deinit(&records);
    buf_deinit(&head);
    return file;
}

static void json_channels_are_read_and_their_topic_is_the_key(void **state)
{
    static const char *const packings[] = {NULL, "", "zstd"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(packings); i++) {
        struct buf file = make_file(packings[i]);
        assert_string_equal(import_bytes(file.data, file.len, &(struct reading_options){0}),
                            "1714564805250 kite7 {\"alt\":612.4}\n"
                            "1714564806000 kite7 {\"alt\":613}\n");
        buf_deinit(&file);
    }
}

static void a_file_that_is_cut_off_is_refused_wherever_it_is_cut(void **state)
{
    static const char *const packings[] = {NULL, "zstd"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(packings); i++) {
        struct buf file = make_file(packings[i]);
        for (size_t len = 8; len + 8 + 9 + 9 < file.len; len++) /* up to the end of the data */
            if (strstr(import_bytes(file.data, len, &(struct reading_options){0}), "cut off") ==
                NULL)
                fail_msg("not refused with %zu bytes", len);
        buf_deinit(&file);
    }
}

static void damage_and_other_compression_are_named(void **state)
{
    (void)state;
    struct buf file = make_file("lz4");
    assert_non_null(strstr(import_bytes(file.data, file.len, &(struct reading_options){0}),
                           "its chunks are compressed with lz4; only zstd and none are read"));
    buf_deinit(&file);
    file = make_file("zstd");
    for (size_t i = 8; i < file.len; i++) { /* nothing of it makes the program fail */
        file.data[i] ^= 0xff;
        import_bytes(file.data, file.len, &(struct reading_options){0});
        file.data[i] ^= 0xff;
    }
    buf_deinit(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_channels_are_read_and_their_topic_is_the_key),
        cmocka_unit_test(a_file_that_is_cut_off_is_refused_wherever_it_is_cut),
        cmocka_unit_test(damage_and_other_compression_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
