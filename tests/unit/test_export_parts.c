/* test_export_parts.c: numbers and text as JSON, base64, and which messages a selection holds. */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "export/json_text.h"
#include "export/selection.h"
#include "source/base64.h"
#include "store_kit.h"

static const char *number_of(double value, int64_t whole)
{
    static struct buf out;
    struct decoded_number number = {.value = value, .whole = whole};
    buf_clear(&out);
    json_text_number(&out, &number);
    return buf_text(&out);
}

static void a_number_has_the_fewest_digits_that_read_back_the_same(void **state)
{
    (void)state;
    assert_string_equal(number_of(0.1, 0), "0.1");
    assert_string_equal(number_of(-12, 0), "-12");
    assert_string_equal(number_of(0.1 + 0.2, 0), "0.30000000000000004");
    assert_string_equal(number_of(1e300, 0), "1e+300");
    assert_string_equal(number_of(9.2e18, INT64_MAX), "9223372036854775807");
    assert_string_equal(number_of(-9.2e18, INT64_MIN), "-9223372036854775808");
    assert_string_equal(number_of((double)NAN, 0), "NaN");
    assert_string_equal(number_of(-(double)INFINITY, 0), "-Infinity");
}

static void text_is_escaped_as_json_wants_it(void **state)
{
    struct buf out = {0};
    (void)state;
    json_text_string(&out, bytes_make("a\"\\\n\x01\0é\x7f", 9));
    assert_string_equal(buf_text(&out), "\"a\\\"\\\\\\n\\u0001\\u0000é\\u007f\"");
    buf_deinit(&out);
}

static void base64_reads_back_as_the_bytes_it_was(void **state)
{
    struct buf coded = {0}, back = {0};
    uint8_t bytes[64];
    (void)state;
    for (size_t n = 0; n < sizeof bytes; n++) {
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)(n * 37 + i * 101);
        buf_clear(&coded);
        buf_clear(&back);
        base64_encode(bytes_make(bytes, n), &coded);
        assert_int_equal(coded.len, (n + 2) / 3 * 4);
        assert_int_equal(base64_decode(buf_bytes(&coded), &back), 0);
        assert_true(bytes_equal(buf_bytes(&back), bytes_make(bytes, n)));
    }
    buf_deinit(&coded);
    buf_deinit(&back);
}

static volatile sig_atomic_t stop;

static int note_seq(void *owner, const struct store_message *m, struct err *err)
{
    int64_t *seqs = owner; /* first, last, count */
    (void)err;
    seqs[0] = seqs[2]++ == 0 ? m->seq : seqs[0];
    seqs[1] = m->seq;
    return 0;
}

/* "FIRST..LAST, COUNT" of the messages up to seq `most` of from..to seconds; message n has second
 * n.
 */
static const char *span_up_to(struct kit *k, int64_t most, int64_t from, int64_t to)
{
    static char out[64];
    int64_t seqs[3] = {0};
    struct selection s;
    struct selection_range range = {0, 0, most, from * 1000, to * 1000};
    kit_must(k, selection_open(&s, k->r, &range, &k->err), 0);
    kit_must(k, selection_walk(&s, &stop, note_seq, seqs, &k->err), 0);
    selection_close(&s);
    snprintf(out, sizeof out, "%d..%d, %d", (int)seqs[0], (int)seqs[1], (int)seqs[2]);
    return out;
}

static const char *span_of(struct kit *k, int64_t from, int64_t to)
{
    return span_up_to(k, INT64_MAX, from, to);
}

static void close_chunk(struct kit *k, int64_t id)
{
    int64_t t0 = id == 0 ? 1000 : id * STORE_CHUNK * 1000,
            t1 = (id + 1) * STORE_CHUNK * 1000 - 1000;
    struct store_chunk chunk = {id, t0, t1, t0, t1};
    kit_must(k, writer_begin(k->w, &k->err), 0);
    kit_must(k, writer_chunk(k->w, &chunk, &k->err), 0);
    kit_must(k, writer_commit(k->w, false, &k->err), 0);
}

static void
a_selection_holds_the_messages_of_its_time_in_closed_chunks_and_the_open_one(void **state)
{
    struct kit k;
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 10000);
    assert_string_equal(span_of(&k, 10, 20), "10..20, 11");
    close_chunk(&k, 0);
    close_chunk(&k, 1);
    assert_string_equal(span_of(&k, 10, 20), "10..20, 11");
    assert_string_equal(span_of(&k, 4095, 4096), "4095..4096, 2");
    assert_string_equal(span_of(&k, 5000, 9000), "5000..9000, 4001");
    assert_string_equal(span_of(&k, 9999, 99999), "9999..10000, 2");
    assert_string_equal(span_of(&k, 20000, 30000), "0..0, 0");
    assert_string_equal(span_of(&k, -5, 0), "0..0, 0");
    assert_string_equal(span_up_to(&k, 4000, 5000, 9000), "0..0, 0");
    assert_string_equal(span_up_to(&k, 6000, 5000, 9000), "5000..6000, 1001");
    assert_string_equal(span_up_to(&k, 9000, 3000, 9999), "3000..9000, 6001");
    kit_close(&k);
}

static void a_walk_ends_when_it_is_told_to_stop(void **state)
{
    struct kit k;
    int64_t seqs[3] = {0};
    struct selection s;
    struct selection_range range = {0, 0, INT64_MAX, INT64_MIN, INT64_MAX};
    (void)state;
    kit_open(&k);
    kit_fill(&k, 1, 10);
    kit_must(&k, selection_open(&s, k.r, &range, &k.err), 0);
    stop = 1;
    kit_must(&k, selection_walk(&s, &stop, note_seq, seqs, &k.err), ERR_STOPPED);
    stop = 0;
    assert_int_equal(seqs[2], 0);
    selection_close(&s);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_has_the_fewest_digits_that_read_back_the_same),
        cmocka_unit_test(text_is_escaped_as_json_wants_it),
        cmocka_unit_test(base64_reads_back_as_the_bytes_it_was),
        cmocka_unit_test(
            a_selection_holds_the_messages_of_its_time_in_closed_chunks_and_the_open_one),
        cmocka_unit_test(a_walk_ends_when_it_is_told_to_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
