/* test_mcap_layout.c: an MCAP file read back byte by byte: records, indexes, offsets and CRCs. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "export/mcap_file.h"

enum { MESSAGES = 30000, MOST = 8 << 20 };
static char path[64];
static uint8_t *file;
static size_t size;

static uint64_t number(const uint8_t *p, int bytes)
{
    uint64_t v = 0;
    for (int i = 0; i < bytes; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

enum { BEGUN = 700 };

/* Message i goes to channel 1 or 2, 10 ns after the one before; every hundredth comes late. */
static uint64_t time_of(int i)
{
    return BEGUN + (uint64_t)(i % 100 == 99 ? i - 50 : i) * 10;
}

/* The first and the last time of those from..to. */
static uint64_t first_of(int from, int to)
{
    uint64_t first = time_of(from);
    for (int i = from + 1; i <= to; i++)
        first = time_of(i) < first ? time_of(i) : first;
    return first;
}

static uint64_t last_of(int from, int to)
{
    uint64_t last = 0;
    for (int i = from; i <= to; i++)
        last = time_of(i) > last ? time_of(i) : last;
    return last;
}

static void write_file(void)
{
    struct output out;
    struct mcap_file m;
    struct err err;
    uint16_t a, b;
    char json[120];
    snprintf(path, sizeof path, "/tmp/mcap-%d", (int)getpid());
    assert_int_equal(output_open(&out, path, &err), 0);
    assert_int_equal(mcap_begin(&m, &out, bytes_of("{\"type\":\"object\"}"), &err), 0);
    assert_int_equal(mcap_add_channel(&m, "F9", &a, &err), 0);
    assert_int_equal(mcap_add_channel(&m, "(t)", &b, &err), 0);
    for (int i = 0; i < MESSAGES; i++) {
        snprintf(json, sizeof json, "{\"i\":%d,\"text\":\"%060d\"}", i, i);
        assert_int_equal(
            mcap_add_message(&m, i % 3 == 0 ? b : a, time_of(i), (uint32_t)i, bytes_of(json), &err),
            0);
    }
    assert_int_equal(mcap_end(&m, &err), 0);
    assert_int_equal(output_finish(&out, &err), 0);
    mcap_deinit(&m);
    output_drop(&out);
}

static int make_file(void **state)
{
    (void)state;
    write_file();
    FILE *f = fopen(path, "r");
    file = malloc(MOST);
    size = fread(file, 1, MOST, f);
    fclose(f);
    unlink(path);
    return 0;
}

static int drop_file(void **state)
{
    (void)state;
    free(file);
    return 0;
}

/* The record at `at`: its opcode and content; returns where the next one is. */
static size_t record(size_t at, int *opcode, struct bytes *content)
{
    assert_true(at + 9 <= size);
    *opcode = file[at];
    *content = bytes_make(file + at + 9, (size_t)number(file + at + 1, 8));
    assert_true(at + 9 + content->len <= size);
    return at + 9 + content->len;
}

/* The opcodes in the file, each run of one once: "1 6 7 6 7 ...", cut. */
static void the_file_has_header_chunks_with_their_indexes_summary_and_footer(void **state)
{
    (void)state;
    char seen[64] = "";
    int opcode, before = -1;
    struct bytes content;
    assert_memory_equal(file, "\x89MCAP0\r\n", 8);
    assert_memory_equal(file + size - 8, "\x89MCAP0\r\n", 8);
    for (size_t at = 8; at < size - 8;) {
        at = record(at, &opcode, &content);
        if (opcode != before && strlen(seen) < sizeof seen - 4)
            snprintf(seen + strlen(seen), 4, "%x ", (unsigned)opcode);
        before = opcode;
    }
    assert_string_equal(seen, "1 6 7 6 7 6 7 6 7 f 3 4 b 8 e 2 ");
}

static const uint8_t *footer(void)
{
    return file + size - 8 - 20;
}

static void the_crcs_are_of_the_data_and_of_the_summary(void **state)
{
    (void)state;
    size_t summary = (size_t)number(footer(), 8), data_end = summary - 13;
    assert_int_equal(file[data_end], 0x0f);
    assert_int_equal(number(file + data_end + 9, 4), crc32_z(0, file, data_end));
    size_t length = (size_t)(footer() + 16 - (file + summary));
    assert_int_equal(number(footer() + 16, 4), crc32_z(0, file + summary, length));
}

static void summary_offsets_lead_to_groups_of_their_opcode(void **state)
{
    (void)state;
    int opcode, inside, groups = 0;
    struct bytes content, unused;
    for (size_t at = (size_t)number(footer() + 8, 8); file[at] == 0x0e; groups++) {
        at = record(at, &opcode, &content);
        size_t group = (size_t)number(content.data + 1, 8);
        size_t end = group + (size_t)number(content.data + 9, 8);
        while (group < end) {
            group = record(group, &inside, &unused);
            assert_int_equal(inside, content.data[0]);
        }
        assert_int_equal(group, end);
    }
    assert_int_equal(groups, 4);
}

/* Every message of one Message Index, in the chunk it belongs to. Returns how many. */
static int check_index(size_t at, uint16_t channel, const uint8_t *chunk)
{
    int opcode, count = 0;
    struct bytes index;
    record(at, &opcode, &index);
    assert_int_equal(opcode, 0x07);
    assert_int_equal(number(index.data, 2), channel);
    assert_int_equal(number(index.data + 2, 4), index.len - 6);
    uint64_t before = 0;
    for (size_t k = 6; k < index.len; k += 16, count++) {
        const uint8_t *message = chunk + number(index.data + k + 8, 8);
        uint64_t t = number(index.data + k, 8);
        assert_int_equal(message[0], 0x05);
        assert_int_equal(number(message + 9, 2), channel);
        assert_int_equal(number(message + 15, 8), t);
        assert_int_equal(number(message + 11, 4) % 3 == 0, channel == 2);
        assert_int_equal(time_of((int)number(message + 11, 4)), t);
        assert_true(t >= before);
        before = t;
    }
    return count;
}

/* Through one Chunk Index into its chunk; returns how many messages its indexes name. */
static int check_chunk(const uint8_t *index)
{
    int opcode, count = 0;
    struct bytes chunk;
    size_t at = (size_t)number(index + 16, 8), maps = (size_t)number(index + 32, 4);
    size_t next = record(at, &opcode, &chunk);
    assert_int_equal(opcode, 0x06);
    assert_int_equal(next - at, number(index + 24, 8));
    assert_memory_equal(chunk.data, index, 16); /* first and last time */
    size_t whole = (size_t)number(chunk.data + 16, 8), packed = (size_t)number(chunk.data + 36, 8);
    assert_memory_equal(chunk.data + 28, "\4\0\0\0zstd", 8);
    assert_int_equal(chunk.len, 44 + packed);
    uint8_t *plain = malloc(whole);
    assert_int_equal(ZSTD_decompress(plain, whole, chunk.data + 44, packed), whole);
    assert_int_equal(number(chunk.data + 24, 4), crc32_z(0, plain, whole));
    for (size_t k = 0; k < maps; k += 10)
        count += check_index((size_t)number(index + 36 + k + 2, 8),
                             (uint16_t)number(index + 36 + k, 2), plain);
    free(plain);
    return count;
}

static void every_message_is_found_by_its_index(void **state)
{
    (void)state;
    int opcode, count = 0, chunks = 0;
    struct bytes content;
    for (size_t at = (size_t)number(footer(), 8); file[at] != 0x0e;) {
        at = record(at, &opcode, &content);
        if (opcode == 0x08) {
            int before = count;
            count += check_chunk(content.data);
            assert_int_equal(number(content.data, 8), first_of(before, count - 1));
            assert_int_equal(number(content.data + 8, 8), last_of(before, count - 1));
            chunks++;
        }
        if (opcode == 0x0b) {
            assert_int_equal(number(content.data, 8), MESSAGES);
            assert_int_equal(number(content.data + 10, 4), 2);
            assert_int_equal(number(content.data + 14, 4), 0); /* attachments and metadata */
            assert_int_equal(number(content.data + 18, 4), 0);
            chunks -= (int)number(content.data + 22, 4);
            assert_int_equal(number(content.data + 26, 8), first_of(0, MESSAGES - 1));
            assert_int_equal(number(content.data + 34, 8), last_of(0, MESSAGES - 1));
            assert_int_equal(number(content.data + 46 + 2, 8), MESSAGES * 2 / 3);
            assert_int_equal(number(content.data + 46 + 12, 8), MESSAGES / 3);
        }
    }
    assert_int_equal(count, MESSAGES);
    assert_int_equal(chunks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_has_header_chunks_with_their_indexes_summary_and_footer),
        cmocka_unit_test(the_crcs_are_of_the_data_and_of_the_summary),
        cmocka_unit_test(summary_offsets_lead_to_groups_of_their_opcode),
        cmocka_unit_test(every_message_is_found_by_its_index),
    };
    return cmocka_run_group_tests(tests, make_file, drop_file);
}
