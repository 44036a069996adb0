/* test_log_state.c: the small files beside the segments, byte by byte: what is read back, and what
 * is none of them. */
#include "test.h"

#include <stdlib.h>

#include "log/epochs.h"
#include "log/log_internal.h"
#include "log/side_files.h"

/* The bytes in memory that ends where they do; the caller frees. */
static struct bytes exactly(const void *data, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    memcpy(copy, data, len);
    return bytes_make(copy, len);
}

static void let_go(struct bytes b)
{
    free((void *)(uintptr_t)b.data);
}

/* Whether PARSE takes the bytes whole; it must not take any shorter or changed ones. */
static void assert_only_whole(const uint8_t *data, size_t len, bool (*parse)(struct bytes in))
{
    for (size_t n = 0; n <= len; n++) {
        struct bytes part = exactly(data, n);
        assert_int_equal(parse(part), n == len);
        let_go(part);
    }
    for (size_t n = 0; n < len; n++) {
        struct bytes spoiled = exactly(data, len);
        ((uint8_t *)(uintptr_t)spoiled.data)[n] ^= 0x10;
        assert_false(parse(spoiled));
        let_go(spoiled);
    }
}

static bool is_recovery(struct bytes in)
{
    struct recovery_point point;
    return recovery_parse(in, &point);
}

static void a_recovery_point_is_read_back_and_nothing_else_is_one(void **state)
{
    (void)state;
    static const struct recovery_point points[] = {
        {.durable = {1, 2, 3}, .start_offset = 4, .clean = true},
        {.durable = {INT64_MAX, INT64_MAX - 1, INT64_C(1) << 40}, .start_offset = INT64_MAX - 2},
    };
    for (size_t i = 0; i < ARRAY_SIZE(points); i++) {
        uint8_t raw[RECOVERY_SIZE + 1] = {0};
        struct recovery_point got;
        recovery_format(&points[i], raw);
        assert_true(recovery_parse(bytes_make(raw, RECOVERY_SIZE), &got));
        assert_int_equal(got.durable.offset, points[i].durable.offset);
        assert_int_equal(got.durable.segment, points[i].durable.segment);
        assert_int_equal(got.durable.position, points[i].durable.position);
        assert_int_equal(got.start_offset, points[i].start_offset);
        assert_int_equal(got.clean, points[i].clean);
        assert_only_whole(raw, RECOVERY_SIZE, is_recovery);
        assert_false(is_recovery(bytes_make(raw, RECOVERY_SIZE + 1)));
    }
}

static struct batch_header batch_of(int64_t producer, int32_t sequence, int64_t offset)
{
    return (struct batch_header){.producer_id = producer,
                                 .producer_epoch = 1,
                                 .base_sequence = sequence,
                                 .last_offset_delta = 4,
                                 .base_offset = offset};
}

/* Seven batches of producer 7, one of producer 9. */
static void note_some(struct producers *p)
{
    for (int i = 0; i < 7; i++)
        producers_note(p, &(struct batch_header){.producer_id = 7,
                                                 .producer_epoch = 1,
                                                 .base_sequence = 5 * i,
                                                 .last_offset_delta = 4,
                                                 .base_offset = 100 + 5 * i});
    struct batch_header other = batch_of(9, 0, 200);
    producers_note(p, &other);
}

/* The last five of producer 7 are known, and what comes next. */
static void expect_some(const struct producers *p)
{
    int64_t offset = -1;
    for (int i = 0; i < 7; i++) {
        struct batch_header again = batch_of(7, 5 * i, 0);
        enum producers_verdict verdict = producers_check(p, &again, &offset);
        assert_int_equal(verdict, i < 2 ? PRODUCERS_GAP : PRODUCERS_REPEAT);
        if (verdict == PRODUCERS_REPEAT)
            assert_int_equal(offset, 100 + 5 * i);
    }
    struct batch_header next = batch_of(7, 35, 0), gap = batch_of(7, 36, 0);
    struct batch_header other = batch_of(9, 0, 0), fresh = batch_of(8, 3, 0);
    assert_int_equal(producers_check(p, &next, &offset), PRODUCERS_OK);
    assert_int_equal(producers_check(p, &gap, &offset), PRODUCERS_GAP);
    assert_int_equal(producers_check(p, &other, &offset), PRODUCERS_REPEAT);
    assert_int_equal(offset, 200);
    assert_int_equal(producers_check(p, &fresh, &offset), PRODUCERS_OK); /* nothing is known */
}

static bool is_producer_state(struct bytes in)
{
    struct log_point at;
    struct producers p = {0};
    bool is = producer_state_parse(in, &at, &p);
    if (!is)
        assert_int_equal(p.count, 0);
    producers_deinit(&p);
    return is;
}

static void a_producer_state_is_read_back_and_nothing_else_is_one(void **state)
{
    (void)state;
    struct producers p = {0}, got = {0};
    struct log_point at;
    struct buf raw = {0};
    buf_add_text(&raw, "before"); /* it is appended */
    note_some(&p);
    expect_some(&p);
    producer_state_format((struct log_point){1, 2, 3}, &p, &raw);
    assert_only_whole(raw.data + 6, raw.len - 6, is_producer_state);
    assert_true(producer_state_parse(bytes_make(raw.data + 6, raw.len - 6), &at, &got));
    assert_int_equal(at.offset, 1);
    assert_int_equal(at.segment, 2);
    assert_int_equal(at.position, 3);
    assert_int_equal(got.count, 2);
    expect_some(&got);
    buf_deinit(&raw);
    producers_deinit(&p);
    producers_deinit(&got);
}

/* A list of producers has no CRC of its own: each of its numbers is looked at. */
static void a_list_of_producers_may_be_malformed_anywhere(void **state)
{
    (void)state;
    struct producers p = {0};
    struct buf raw = {0};
    struct err err;
    note_some(&p);
    producers_save(&p, &raw);
    size_t first = 11 + 5 * 16;
    assert_int_equal(raw.len, first + 11 + 16);
    for (size_t n = 0; n < raw.len; n++) {
        struct producers got = {0};
        struct bytes part = exactly(raw.data, n);
        int code = producers_load(&got, part, &err);
        assert_int_equal(code, n == 0 || n == first ? 0 : ERR_CORRUPT);
        producers_deinit(&got);
        let_go(part);
    }
    static const int8_t counts[] = {0, -1, INT8_MIN, 6, INT8_MAX};
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        struct producers got = {0};
        struct bytes spoiled = exactly(raw.data, raw.len);
        ((uint8_t *)(uintptr_t)spoiled.data)[10] = (uint8_t)counts[i];
        assert_int_equal(producers_load(&got, spoiled, &err), ERR_CORRUPT);
        assert_string_equal(err.text, "producer-state is malformed");
        producers_deinit(&got);
        let_go(spoiled);
    }
    struct producers got = {0};
    be64_put(raw.data + first, 7); /* twice the same */
    assert_int_equal(producers_load(&got, buf_bytes(&raw), &err), ERR_CORRUPT);
    producers_deinit(&got);
    producers_deinit(&p);
    buf_deinit(&raw);
}

static bool is_rest(struct bytes in)
{
    struct log_rest rest;
    return log_rest_parse(in, &rest) && log_rest_epoch(in) == rest.epoch;
}

static void what_is_known_at_rest_is_read_back_and_nothing_else_is(void **state)
{
    (void)state;
    struct buf raw = {0};
    struct log_rest rest;
    log_rest_new(&raw);
    assert_true(log_rest_parse(buf_bytes(&raw), &rest));
    assert_int_equal(rest.end.at.offset, 0);
    assert_int_equal(rest.end.max_timestamp, -1);
    assert_int_equal(rest.end.max_timestamp_offset, -1);
    assert_int_equal(rest.epoch, 0);
    assert_int_equal(rest.producers.len, 0);
    assert_only_whole(raw.data, raw.len, is_rest);
    assert_false(log_rest_parse(BYTES_NULL, &rest));
    assert_int_equal(log_rest_epoch(BYTES_NULL), -1);
    buf_deinit(&raw);
}

static bool is_metadata(struct bytes in)
{
    uint8_t id[16];
    return metadata_parse(in, id);
}

static void a_topic_id_is_written_as_kafka_writes_it(void **state)
{
    (void)state;
    static const struct {
        uint8_t id[16];
        const char *text;
    } table[] = {
        {{0}, "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA"},
        {{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255},
         "version: 0\ntopic_id: _____________________w"},
        {{0xfb, 0xf0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14},
         "version: 0\ntopic_id: -_ABAgMEBQYHCAkKCwwNDg"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        struct buf text = {0};
        uint8_t id[16];
        metadata_format(table[i].id, &text);
        assert_string_equal(buf_text(&text), table[i].text);
        assert_true(metadata_parse(buf_bytes(&text), id));
        assert_memory_equal(id, table[i].id, sizeof id);
        for (size_t n = 0; n <= text.len; n++) {
            struct bytes part = exactly(text.data, n);
            assert_int_equal(is_metadata(part), n == text.len);
            let_go(part);
        }
        text.data[text.len - 1] = '=';
        assert_false(is_metadata(buf_bytes(&text)));
        buf_deinit(&text);
    }
    assert_true(is_metadata(bytes_of("version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA\n")));
    assert_false(is_metadata(bytes_of("version: 1\ntopic_id: AAAAAAAAAAAAAAAAAAAAAA")));
}

/* ---- epochs ---- */

static struct epochs read_epochs(const char *text)
{
    struct epochs e = {0};
    struct err err;
    assert_int_equal(epochs_parse(&e, bytes_of(text), &err), 0);
    return e;
}

static void expect_epochs(struct epochs *e, const char *text)
{
    struct buf out = {0};
    epochs_format(e, &out);
    assert_string_equal(buf_text(&out), text);
    buf_deinit(&out);
    epochs_deinit(e);
}

static void epochs_are_read_as_kafka_writes_them_and_refused_otherwise(void **state)
{
    (void)state;
    static const char *const good[] = {"0\n0\n", "0\n1\n0 0\n", "0\n3\n0 0\n2 5\n2147483647 5\n"};
    static const char *const bad[] = {
        "",
        "1\n0\n",
        "0\n",
        "0\n-1\n",
        "0\n1\n",
        "0\n1\n0\n",
        "0\n1\n0 \n",
        "0\n1\n0\t0\n",
        "0\n1\n0 0x\n",
        "0\n1\n-1 0\n",
        "0\n1\n0 -1\n",
        "0\n1\n2147483648 0\n",
        "0\n2\n0 0\n",
        "0\n2\n1 0\n1 5\n",
        "0\n2\n1 0\n0 5\n",
        "0\n2\n0 5\n1 4\n",
        "x\n",
    };
    for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
        struct epochs e = read_epochs(good[i]);
        expect_epochs(&e, good[i]);
    }
    struct epochs unended = read_epochs("0\n1\n3 4"); /* without the last line's end */
    expect_epochs(&unended, "0\n1\n3 4\n");
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct epochs e = {0};
        struct err err;
        if (epochs_parse(&e, bytes_of(bad[i]), &err) != ERR_CORRUPT)
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(e.count, 0);
    }
}

static void a_new_epoch_replaces_what_begins_there_or_later_or_is_later(void **state)
{
    (void)state;
    static const char before[] = "0\n3\n0 0\n2 5\n4 9\n";
    static const struct {
        int32_t epoch;
        int64_t start;
        const char *after;
    } table[] = {{5, 10, "0\n4\n0 0\n2 5\n4 9\n5 10\n"},
                 {5, 9, "0\n3\n0 0\n2 5\n5 9\n"},
                 {5, 8, "0\n3\n0 0\n2 5\n5 8\n"},
                 {5, 0, "0\n1\n5 0\n"},
                 {4, 10, "0\n3\n0 0\n2 5\n4 10\n"},
                 {3, 10, "0\n3\n0 0\n2 5\n3 10\n"},
                 {0, 10, "0\n1\n0 10\n"}};
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        struct epochs e = read_epochs(before);
        epochs_assign(&e, table[i].epoch, table[i].start);
        expect_epochs(&e, table[i].after);
    }
    struct epochs none = {0};
    assert_int_equal(epochs_latest(&none), -1);
    epochs_assign(&none, 3, 7);
    assert_int_equal(epochs_latest(&none), 3);
    expect_epochs(&none, "0\n1\n3 7\n");
}

static void epochs_wholly_before_the_start_are_dropped(void **state)
{
    (void)state;
    static const struct {
        int64_t start;
        const char *after;
        bool changed;
    } table[] = {{0, "0\n3\n0 0\n2 5\n4 9\n", false},
                 {4, "0\n3\n0 0\n2 5\n4 9\n", false},
                 {5, "0\n2\n2 5\n4 9\n", true},
                 {6, "0\n2\n2 6\n4 9\n", true},
                 {9, "0\n1\n4 9\n", true},
                 {20, "0\n1\n4 20\n", true}};
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        struct epochs e = read_epochs("0\n3\n0 0\n2 5\n4 9\n");
        assert_int_equal(epochs_drop_before(&e, table[i].start), table[i].changed);
        expect_epochs(&e, table[i].after);
    }
    struct epochs none = {0};
    assert_false(epochs_drop_before(&none, 5));
}

static void an_epoch_ends_where_the_next_begins(void **state)
{
    (void)state;
    static const struct {
        int32_t epoch, found;
        int64_t end;
    } table[] = {{-1, -1, -1}, {0, 0, 3}, {1, 1, 5}, {2, 2, 9}, {3, 2, 9}, {4, 4, 12}, {5, -1, -1}};
    static const struct {
        int64_t offset;
        int32_t epoch;
    } at[] = {{2, -1}, {3, 1}, {4, 1}, {5, 2}, {8, 2}, {9, 4}, {100, 4}};
    struct epochs e = read_epochs("0\n3\n1 3\n2 5\n4 9\n"), none = {0};
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        int32_t found;
        int64_t end;
        epochs_end_of(&e, table[i].epoch, 12, &found, &end);
        assert_int_equal(found, table[i].found);
        assert_int_equal(end, table[i].end);
        epochs_end_of(&none, table[i].epoch, 12, &found, &end);
        assert_int_equal(found, -1);
        assert_int_equal(end, -1);
    }
    for (size_t i = 0; i < ARRAY_SIZE(at); i++)
        assert_int_equal(epochs_at(&e, at[i].offset), at[i].epoch);
    assert_int_equal(epochs_at(&none, 0), -1);
    epochs_deinit(&e);
}

static void only_what_a_deletion_leaves_is_trash(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool trash;
    } table[] = {
        {"t-0.00112233445566778899aabbccddeeff-delete", true},
        {".00112233445566778899aabbccddeeff-delete", false},
        {"t.00112233445566778899aabbccddeeff-delete", true},
        {"t-0.00112233445566778899aabbccddeefg-delete", false},
        {"t-0.00112233445566778899AABBCCDDEEFF-delete", false},
        {"t-0.0112233445566778899aabbccddeeff-delete", false},
        {"t-0-00112233445566778899aabbccddeeff-delete", false},
        {"t-0.00112233445566778899aabbccddeeff-deletf", false},
        {"t-0", false},
        {"", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(table); i++)
        if (log_trash_is_name(table[i].name) != table[i].trash)
            fail_msg("%s", table[i].name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recovery_point_is_read_back_and_nothing_else_is_one),
        cmocka_unit_test(a_producer_state_is_read_back_and_nothing_else_is_one),
        cmocka_unit_test(a_list_of_producers_may_be_malformed_anywhere),
        cmocka_unit_test(what_is_known_at_rest_is_read_back_and_nothing_else_is),
        cmocka_unit_test(a_topic_id_is_written_as_kafka_writes_it),
        cmocka_unit_test(epochs_are_read_as_kafka_writes_them_and_refused_otherwise),
        cmocka_unit_test(a_new_epoch_replaces_what_begins_there_or_later_or_is_later),
        cmocka_unit_test(epochs_wholly_before_the_start_are_dropped),
        cmocka_unit_test(an_epoch_ends_where_the_next_begins),
        cmocka_unit_test(only_what_a_deletion_leaves_is_trash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
