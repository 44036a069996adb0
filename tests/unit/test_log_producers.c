/* test_log_producers.c: idempotent producers (KIP-98), before and after restarts. */
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "log/producers.h"
#include "log_kit.h"

static struct log_appended send(struct kit *kit, int64_t id, int16_t epoch, int32_t sequence,
                                int32_t count)
{
    return kit_append(kit, &(struct kit_batch){.count = count,
                                               .producer_id = id,
                                               .epoch = epoch,
                                               .sequence = sequence,
                                               .timestamp = 1});
}

struct step {
    int16_t epoch;
    int32_t sequence, count;
    enum log_verdict verdict;
    int64_t base_offset;
};

static const struct step steps[] = {
    {0, 40, 5, LOG_APPENDED, 0}, /* an unknown producer may begin anywhere */
    {0, 40, 5, LOG_DUPLICATE, 0},
    {0, 46, 1, LOG_OUT_OF_ORDER, -1}, /* a gap */
    {0, 44, 1, LOG_OUT_OF_ORDER, -1}, /* no repeat of a whole batch */
    {0, 45, 1, LOG_APPENDED, 5},
    {0, 46, 1, LOG_APPENDED, 6},
    {0, 47, 1, LOG_APPENDED, 7},
    {0, 48, 1, LOG_APPENDED, 8},
    {0, 40, 5, LOG_DUPLICATE, 0}, /* the fifth last */
    {0, 49, 1, LOG_APPENDED, 9},
    {0, 40, 5, LOG_OUT_OF_ORDER, -1}, /* the sixth last is forgotten */
    {0, 45, 1, LOG_DUPLICATE, 5},
    {1, 50, 1, LOG_OUT_OF_ORDER, -1}, /* a new epoch begins at 0 */
    {1, 0, 2, LOG_APPENDED, 10},
    {0, 50, 1, LOG_OLD_EPOCH, -1},
    {1, 0, 2, LOG_DUPLICATE, 10},
    {1, 2, 1, LOG_APPENDED, 12},
};

static void run_steps(struct kit *kit, void (*between)(struct kit *))
{
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        const struct step *s = &steps[i];
        struct log_appended out = send(kit, 1000, s->epoch, s->sequence, s->count);
        if (out.verdict != s->verdict || out.base_offset != s->base_offset)
            fail_msg("step %zu: verdict %d offset %lld", i, (int)out.verdict,
                     (long long)out.base_offset);
        if (s->base_offset >= 0)
            assert_int_equal(out.last_offset, s->base_offset + s->count - 1);
        if (between != NULL)
            between(kit);
    }
}

static void close_and_open(struct kit *kit)
{
    kit_close(kit);
    kit_open(kit);
}

static void flush_and_crash(struct kit *kit)
{
    kit_flush(kit);
    kit_recover(kit);
}

static void repeats_gaps_and_epochs_are_told_apart(void **state)
{
    (void)state;
    static void (*const between[])(struct kit *) = {NULL, close_and_open, kit_recover,
                                                    flush_and_crash};
    for (size_t i = 0; i < ARRAY_SIZE(between); i++) {
        struct kit kit;
        kit_begin(&kit, &kit_io);
        kit_open(&kit);
        run_steps(&kit, between[i]);
        kit_end(&kit);
    }
}

static void the_sequence_wraps_to_zero(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    assert_int_equal(send(&kit, 1, 0, INT32_MAX - 1, 1).verdict, LOG_APPENDED);
    assert_int_equal(send(&kit, 1, 0, INT32_MAX, 3).verdict, LOG_APPENDED); /* max, 0, 1 */
    assert_int_equal(send(&kit, 1, 0, INT32_MAX, 3).verdict, LOG_DUPLICATE);
    assert_int_equal(send(&kit, 1, 0, 0, 1).verdict, LOG_OUT_OF_ORDER);
    assert_int_equal(send(&kit, 1, 0, 2, 1).verdict, LOG_APPENDED);
    assert_int_equal(send(&kit, 2, 0, INT32_MAX, 1).verdict, LOG_APPENDED);
    assert_int_equal(send(&kit, 2, 0, 0, 1).verdict, LOG_APPENDED);
    kit_end(&kit);
}

static void producers_do_not_mix_and_the_longest_silent_is_forgotten(void **state)
{
    (void)state;
    enum { BOUND = 10000 };
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    for (int64_t id = 1; id <= BOUND; id++)
        send(&kit, id, 0, 0, 1);
    assert_int_equal(send(&kit, 1, 0, 0, 1).verdict, LOG_DUPLICATE);
    assert_int_equal(send(&kit, 1, 0, 1, 1).verdict, LOG_APPENDED); /* heard again */
    assert_int_equal(send(&kit, BOUND + 1, 0, 0, 1).verdict, LOG_APPENDED);
    for (int restart = 0; restart < 2; restart++) {
        assert_int_equal(send(&kit, 1, 0, 1, 1).verdict, LOG_DUPLICATE);
        assert_int_equal(send(&kit, 3, 0, 0, 1).verdict, LOG_DUPLICATE);
        assert_int_equal(send(&kit, BOUND, 0, 5, 1).verdict, LOG_OUT_OF_ORDER);
        close_and_open(&kit);
    }
    assert_int_equal(send(&kit, 2, 0, 77, 1).verdict, LOG_APPENDED); /* forgotten: any sequence */
    kit_end(&kit);
}

static bool is_known(const struct producers *p, int64_t id)
{
    int64_t offset;
    return producers_check(p, &(struct batch_header){.producer_id = id}, &offset) ==
           PRODUCERS_REPEAT;
}

/* The one that each partition may have whatever others have is the newest. */
static void producers_of_all_partitions_are_bounded(void **state)
{
    (void)state;
    size_t all = PRODUCERS_ALL_MAX - 1;
    struct producers one = {.all = &all}, other = {.all = &all};
    for (int64_t id = 1; id <= 3; id++)
        producers_note(&one, &(struct batch_header){.producer_id = id});
    assert_false(is_known(&one, 2));
    assert_true(is_known(&one, 3));
    for (int64_t id = 4; id <= 5; id++)
        producers_note(&other, &(struct batch_header){.producer_id = id});
    assert_false(is_known(&other, 4));
    assert_true(is_known(&other, 5));
    assert_int_equal(all, PRODUCERS_ALL_MAX + 1);
    producers_deinit(&one);
    producers_note(&other, &(struct batch_header){.producer_id = 6});
    producers_deinit(&other);
    assert_int_equal(all, PRODUCERS_ALL_MAX - 1);
}

/* Ids that fall on the same places of a small table, each displaced by others. */
static void the_last_heard_are_known_whatever_their_ids(void **state)
{
    (void)state;
    enum { KEPT = 7, ROUNDS = 2000 };
    size_t all = PRODUCERS_ALL_MAX - KEPT;
    struct producers p = {.all = &all};
    int64_t last[KEPT + 1] = {0}, id = 1; /* the longest silent first */
    for (int i = 0; i < ROUNDS; i++) {
        int again = i % 3 == 2 ? i % KEPT : -1; /* one that is heard again, or a new one */
        id = (id * 48271) % INT32_MAX;
        int64_t heard = again < 0 ? id : last[1 + again];
        int from = again < 0 ? 0 : 1 + again;
        memmove(&last[from], &last[from + 1], (size_t)(KEPT - from) * sizeof *last);
        last[KEPT] = heard;
        producers_note(&p, &(struct batch_header){.producer_id = heard});
        for (int k = i < 2 * KEPT ? KEPT : 0; k <= KEPT; k++)
            assert_int_equal(is_known(&p, last[k]), k > 0);
        if (again >= 0)
            last[0] = 0; /* never heard */
    }
    assert_int_equal(p.count, KEPT);
    producers_deinit(&p);
}

static void state_is_saved_as_the_log_grows_not_only_at_the_end(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit_open(&kit);
    for (int32_t i = 0; i < 70; i++) {
        kit_append(&kit, &(struct kit_batch){
                             .count = 1, .value_size = 1000000, .producer_id = 5, .sequence = i});
        if (i % 10 == 9)
            kit_flush(&kit);
    }
    assert_true(kit_exists(&kit, "producer-state"));
    kit_recover(&kit);
    assert_int_equal(send(&kit, 5, 0, 69, 1).verdict, LOG_DUPLICATE);
    assert_int_equal(send(&kit, 5, 0, 70, 1).verdict, LOG_APPENDED);
    kit_end(&kit);
}

static void state_outlives_the_segments_it_came_from(void **state)
{
    (void)state;
    struct kit kit;
    kit_begin(&kit, &kit_io);
    kit.config.segment_bytes = 300;
    kit.config.retention_bytes = 0;
    kit_open(&kit);
    send(&kit, 9, 3, 0, 1);
    for (int i = 0; i < 10; i++)
        kit_append(&kit, &(struct kit_batch){.count = 1, .value_size = 200});
    kit_close(&kit);
    kit_open(&kit);
    struct log_removed removed;
    assert_int_equal(log_retain(kit.log, 0, &removed, &kit.err), 0);
    assert_true(removed.segments > 0);
    kit_flush(&kit);
    assert_int_equal(send(&kit, 9, 3, 0, 1).verdict, LOG_DUPLICATE);
    kit_recover(&kit);
    assert_int_equal(send(&kit, 9, 3, 0, 1).verdict, LOG_DUPLICATE);
    assert_int_equal(send(&kit, 9, 2, 0, 1).verdict, LOG_OLD_EPOCH);
    kit_end(&kit);
}

static void producer_0_is_one_and_minus_1_is_none(void **state)
{
    (void)state;
    struct producers p = {0};
    struct batch_header h = {.producer_id = 0, .last_offset_delta = 4, .base_offset = 100};
    int64_t offset = -1;
    producers_note(&p, &h);
    assert_int_equal(producers_check(&p, &h, &offset), PRODUCERS_REPEAT);
    assert_int_equal(offset, 100);
    h.base_sequence = 6;
    assert_int_equal(producers_check(&p, &h, &offset), PRODUCERS_GAP);
    h.producer_id = -1;
    producers_note(&p, &h);
    assert_int_equal(producers_check(&p, &h, &offset), PRODUCERS_OK);
    assert_int_equal(p.count, 1);
    producers_deinit(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_gaps_and_epochs_are_told_apart),
        cmocka_unit_test(producer_0_is_one_and_minus_1_is_none),
        cmocka_unit_test(the_sequence_wraps_to_zero),
        cmocka_unit_test(producers_do_not_mix_and_the_longest_silent_is_forgotten),
        cmocka_unit_test(producers_of_all_partitions_are_bounded),
        cmocka_unit_test(the_last_heard_are_known_whatever_their_ids),
        cmocka_unit_test(state_is_saved_as_the_log_grows_not_only_at_the_end),
        cmocka_unit_test(state_outlives_the_segments_it_came_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
