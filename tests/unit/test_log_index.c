/* test_log_index.c: an index file by itself: entries, what lies behind them, faults. */
#include "test.h"

#include <errno.h>
#include <sys/stat.h>

#include "log/index.h"
#include "log_kit.h"

static void begin(struct kit *kit, struct log_index *index, enum log_file_kind kind)
{
    kit_begin(kit, &kit_faulty_io);
    assert_int_equal(mkdir(kit->dir, 0750), 0);
    log_index_init(index, kit->files, kit->dir, kind, 0);
}

static void end(struct kit *kit, struct log_index *index)
{
    log_index_deinit(index);
    kit_end(kit);
}

static void load(struct kit *kit, struct log_index *index)
{
    if (log_index_load(index, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
}

/* As a start finds it: read from the file anew. */
static void reopen(struct kit *kit, struct log_index *index, enum log_file_kind kind)
{
    log_index_deinit(index);
    log_index_init(index, kit->files, kit->dir, kind, 0);
    load(kit, index);
}

/* `count` more entries: (10, 100), (20, 200) and so on. */
static void add(struct kit *kit, struct log_index *index, int count)
{
    load(kit, index);
    for (int i = 0; i < count; i++) {
        int32_t n = (int32_t)log_index_count(index) + 1;
        if (!log_index_has_room(index))
            assert_int_equal(log_index_spill(index, &kit->err), 0);
        log_index_add(index, (struct log_index_entry){10 * n, 100 * n});
        assert_int_equal(log_index_count(index), n);
    }
}

static void spill(struct kit *kit, struct log_index *index)
{
    if (log_index_spill(index, &kit->err) != 0)
        fail_msg("%s", kit->err.text);
}

static int64_t find(struct kit *kit, struct log_index *index, int64_t bound, bool by_value,
                    int64_t *key)
{
    struct log_index_entry entry = {-1, -1};
    int64_t n = log_index_find(index, bound, by_value, &entry, &kit->err);
    if (n >= 0)
        assert_int_equal(entry.value, 10 * entry.key);
    *key = entry.key;
    return n;
}

static void expect_entries(struct kit *kit, struct log_index *index, int64_t count)
{
    int64_t key;
    assert_int_equal(log_index_count(index), count);
    for (int64_t n = 0; n < count; n++) {
        assert_int_equal(find(kit, index, 10 * (n + 1), false, &key), n);
        assert_int_equal(key, 10 * (n + 1));
        assert_int_equal(find(kit, index, 10 * (n + 1) - 1, false, &key), n - 1);
        assert_int_equal(find(kit, index, 100 * (n + 1), true, &key), n);
        assert_int_equal(find(kit, index, 100 * (n + 1) - 1, true, &key), n - 1);
    }
    assert_int_equal(find(kit, index, INT64_MAX, false, &key), count - 1);
}

static const enum log_file_kind kinds[] = {LOG_FILE_INDEX, LOG_FILE_TIMEINDEX};

static void entries_are_found_whether_they_are_in_the_file_or_not(void **state)
{
    (void)state;
    for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
        struct kit kit;
        struct log_index index;
        begin(&kit, &index, kinds[k]);
        load(&kit, &index);
        expect_entries(&kit, &index, 0);
        add(&kit, &index, LOG_INDEX_TAIL);
        assert_false(log_index_has_room(&index));
        expect_entries(&kit, &index, LOG_INDEX_TAIL);
        add(&kit, &index, 8);
        expect_entries(&kit, &index, LOG_INDEX_TAIL + 8);
        reopen(&kit, &index, kinds[k]);
        expect_entries(&kit, &index, LOG_INDEX_TAIL); /* the tail is lost */
        assert_false(index.torn);
        add(&kit, &index, 2);
        spill(&kit, &index);
        spill(&kit, &index);
        reopen(&kit, &index, kinds[k]);
        expect_entries(&kit, &index, LOG_INDEX_TAIL + 2);
        end(&kit, &index);
    }
}

static void only_what_rises_in_key_and_value_is_added(void **state)
{
    (void)state;
    static const struct log_index_entry not [] = {
        {30, 300}, {30, 301}, {31, 300}, {29, 400}, {40, 299}};
    struct kit kit;
    struct log_index index;
    begin(&kit, &index, LOG_FILE_INDEX);
    for (int pass = 0; pass < 3; pass++) {
        if (pass == 0)
            add(&kit, &index, 3);
        else if (pass == 1)
            spill(&kit, &index);
        else
            reopen(&kit, &index, LOG_FILE_INDEX);
        for (size_t i = 0; i < ARRAY_SIZE(not ); i++)
            log_index_add(&index, not [i]);
        expect_entries(&kit, &index, 3);
    }
    log_index_add(&index, (struct log_index_entry){31, 301});
    assert_int_equal(log_index_count(&index), 4);
    end(&kit, &index);
}

static void a_full_tail_takes_no_more_until_it_is_spilled(void **state)
{
    (void)state;
    struct kit kit;
    struct log_index index;
    begin(&kit, &index, LOG_FILE_TIMEINDEX);
    add(&kit, &index, LOG_INDEX_TAIL);
    log_index_add(&index, (struct log_index_entry){10000, 100000});
    expect_entries(&kit, &index, LOG_INDEX_TAIL);
    end(&kit, &index);
}

static void after_a_cut_it_goes_on_behind_the_last_entry_kept(void **state)
{
    (void)state;
    for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
        for (int64_t kept = 0; kept <= 5; kept++) {
            struct kit kit;
            struct log_index index;
            begin(&kit, &index, kinds[k]);
            add(&kit, &index, 5);
            spill(&kit, &index);
            add(&kit, &index, 2);
            assert_int_equal(log_index_cut(&index, kept, &kit.err), 0);
            expect_entries(&kit, &index, kept);
            add(&kit, &index, 1);
            expect_entries(&kit, &index, kept + 1);
            spill(&kit, &index);
            reopen(&kit, &index, kinds[k]);
            expect_entries(&kit, &index, kept + 1);
            end(&kit, &index);
        }
}

static void part_of_an_entry_and_zeros_behind_the_last_are_left_out(void **state)
{
    (void)state;
    static const char *const names[] = {KIT_INDEX, KIT_TIMEINDEX};
    static const size_t sizes[] = {8, 12};
    for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
        for (size_t more = 0; more <= 4 * sizes[k]; more++) {
            struct kit kit;
            struct log_index index;
            struct buf file = {0};
            begin(&kit, &index, kinds[k]);
            add(&kit, &index, 3);
            spill(&kit, &index);
            kit_load(&kit, names[k], &file);
            assert_int_equal(file.len, 3 * sizes[k]);
            memset(buf_reserve(&file, more + 1), 0, more);
            file.len += more;
            kit_store(&kit, names[k], buf_bytes(&file));
            reopen(&kit, &index, kinds[k]);
            assert_int_equal(index.torn, more > 0);
            expect_entries(&kit, &index, 3);
            add(&kit, &index, 1);
            spill(&kit, &index);
            reopen(&kit, &index, kinds[k]);
            expect_entries(&kit, &index, 4);
            buf_deinit(&file);
            end(&kit, &index);
        }
}

static bool is_sound(struct kit *kit, struct log_index *index, int64_t value_bound)
{
    bool sound;
    assert_int_equal(log_index_check(index, value_bound, &sound, &kit->err), 0);
    return sound;
}

/* Large enough for the check to read it in several pieces. */
static void a_file_whose_entries_do_not_rise_is_not_sound(void **state)
{
    (void)state;
    enum { COUNT = 1200 };
    static const int spoiled[] = {1, 511, 512, 513, 1023, 1024, COUNT - 1};
    struct kit kit;
    struct log_index index;
    struct buf file = {0};
    begin(&kit, &index, LOG_FILE_INDEX);
    load(&kit, &index);
    assert_true(is_sound(&kit, &index, 0));
    add(&kit, &index, COUNT);
    spill(&kit, &index);
    assert_true(is_sound(&kit, &index, 100 * COUNT + 1));
    assert_false(is_sound(&kit, &index, 100 * COUNT));
    kit_load(&kit, KIT_INDEX, &file);
    for (size_t i = 0; i < ARRAY_SIZE(spoiled); i++)
        for (size_t half = 0; half < 8; half += 4) {
            uint8_t *at = file.data + 8 * (size_t)spoiled[i] + half;
            uint32_t was = be32_get(at);
            be32_put(at, be32_get(at - 8)); /* as the entry before it */
            kit_store(&kit, KIT_INDEX, buf_bytes(&file));
            reopen(&kit, &index, LOG_FILE_INDEX);
            assert_false(is_sound(&kit, &index, INT32_MAX));
            be32_put(at, was);
        }
    kit_store(&kit, KIT_INDEX, buf_bytes(&file));
    reopen(&kit, &index, LOG_FILE_INDEX);
    assert_true(is_sound(&kit, &index, INT32_MAX));
    buf_deinit(&file);
    end(&kit, &index);
}

static void fail_next(int error)
{
    kit_faults = (struct kit_faults){.fail_at = 1, .error = error};
}

static void a_call_that_fails_is_reported_and_the_entries_stay(void **state)
{
    (void)state;
    struct kit kit;
    struct log_index index;
    struct log_index_entry entry;
    bool sound;
    begin(&kit, &index, LOG_FILE_INDEX);
    add(&kit, &index, 5);
    fail_next(ENOSPC);
    assert_int_equal(log_index_spill(&index, &kit.err), ERR_FULL);
    expect_entries(&kit, &index, 5);
    spill(&kit, &index);
    fail_next(EIO);
    assert_int_equal(log_index_find(&index, 10, false, &entry, &kit.err), ERR_IO);
    fail_next(EIO);
    assert_int_equal(log_index_check(&index, INT32_MAX, &sound, &kit.err), ERR_IO);
    assert_false(sound);
    fail_next(EIO); /* the truncation */
    assert_int_equal(log_index_cut(&index, 3, &kit.err), ERR_IO);
    kit_faults = (struct kit_faults){.fail_at = 2, .error = EIO}; /* reading the last entry kept */
    assert_int_equal(log_index_cut(&index, 3, &kit.err), ERR_IO);
    log_index_deinit(&index);
    for (int n = 1; n <= 2; n++) { /* opening, reading the last entry */
        log_index_init(&index, kit.files, kit.dir, LOG_FILE_INDEX, 0);
        kit_faults = (struct kit_faults){.fail_at = n, .error = EIO};
        assert_int_equal(log_index_load(&index, &kit.err), ERR_IO);
        load(&kit, &index);
        expect_entries(&kit, &index, 3);
        log_index_deinit(&index);
    }
    kit_end(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_found_whether_they_are_in_the_file_or_not),
        cmocka_unit_test(only_what_rises_in_key_and_value_is_added),
        cmocka_unit_test(a_full_tail_takes_no_more_until_it_is_spilled),
        cmocka_unit_test(after_a_cut_it_goes_on_behind_the_last_entry_kept),
        cmocka_unit_test(part_of_an_entry_and_zeros_behind_the_last_are_left_out),
        cmocka_unit_test(a_file_whose_entries_do_not_rise_is_not_sound),
        cmocka_unit_test(a_call_that_fails_is_reported_and_the_entries_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
