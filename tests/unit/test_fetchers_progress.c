/* test_fetchers_progress.c: what LINKS, the status and --until-end say of partitions. */
#include "test.h"

#include "fetchers_kit.h"
#include "store/reader.h"

static void two_parts(void)
{
    ingest.view.count = 2;
}

static void must_count(int parts, int parts_ok)
{
    int counted, ok;
    fetchers_count(&fetchers, &counted, &ok);
    assert_int_equal(counted, parts);
    assert_int_equal(ok, parts_ok);
}

static void must_note(const char *words)
{
    if (strstr(row_of(0)->note, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", row_of(0)->note, words);
}

/* ---- states ---- */

static void a_partition_is_down_until_its_offsets_are_known_and_while_nobody_leads_it(void **state)
{
    (void)state;
    begin_recording();
    ingest.parts[0].low = INGEST_NO_OFFSET;
    look(INGEST_NO_OFFSET, false);
    read_on();
    assert_int_equal(row_of(0)->state, PART_DOWN);
    must_count(1, 0);
    ingest.parts[0].low = 0;
    look(10, true);
    read_on();
    assert_int_equal(row_of(0)->state, PART_OK);
    must_count(1, 1);
    ingest.parts[0].led = false;
    look(10, true);
    read_on();
    assert_int_equal(row_of(0)->state, PART_DOWN);
    end_recording();
}

static void a_partition_is_behind_until_its_end_was_read_once(void **state)
{
    (void)state;
    begin_recording();
    ingest.coming[0] = 4;
    look(10, true);
    must(fetchers_update(&fetchers, &ingest.view, 0, &err));
    assert_false(fetchers_caught_up(&fetchers)); /* nothing was read so far */
    read_on();
    assert_int_equal(row_of(0)->state, PART_BEHIND);
    assert_int_equal(fetchers_lag(&fetchers), 6);
    assert_false(fetchers_caught_up(&fetchers));
    ingest.coming[0] = 0;
    read_on();
    assert_int_equal(row_of(0)->state, PART_OK);
    assert_int_equal(fetchers_lag(&fetchers), 0);
    assert_true(fetchers_caught_up(&fetchers));
    ingest.coming[0] = 10;
    look(12, true);
    read_on();
    assert_int_equal(row_of(0)->state, PART_OK); /* a message on its way is no backlog */
    assert_false(fetchers_caught_up(&fetchers));
    end_recording();
}

static void one_partition_that_is_behind_keeps_all_from_their_end(void **state)
{
    (void)state;
    two_parts();
    begin_recording();
    ingest.coming[1] = 3;
    look(10, true);
    assert_false(fetchers_caught_up(&fetchers)); /* nothing is known yet */
    read_on_at(0);
    read_on_at(MERGE_PATIENCE_MS);
    assert_int_equal(row_of(0)->state, PART_OK);
    assert_int_equal(row_of(1)->state, PART_BEHIND);
    assert_int_equal(fetchers_lag(&fetchers), 7);
    assert_false(fetchers_caught_up(&fetchers));
    must_count(2, 2);
    end_recording();
}

static void a_partition_that_left_the_cluster_is_gone_until_it_is_back(void **state)
{
    (void)state;
    two_parts();
    begin_recording();
    look(10, true);
    read_on();
    ingest.view.parts = &ingest.parts[1];
    ingest.view.count = 1;
    look(12, true);
    read_on();
    assert_int_equal(row_of(0)->state, PART_GONE);
    must_note("no longer exists");
    assert_int_equal(ingest.from[0], -1); /* nothing is read of it */
    must_count(1, 1);
    assert_int_equal(fetchers_lag(&fetchers), 0);
    assert_true(fetchers_caught_up(&fetchers));
    ingest.view.parts = &ingest.parts[0];
    ingest.view.count = 2;
    ingest.parts[0].low = INGEST_NO_OFFSET;
    look(12, true);
    read_on();
    assert_int_equal(row_of(0)->state, PART_DOWN);
    assert_string_equal(row_of(0)->note, "");
    ingest.parts[0].low = 0;
    look(12, true);
    read_on();
    assert_int_equal(row_of(0)->state, PART_OK);
    assert_string_equal(row_of(0)->note, "");
    assert_int_equal(row_of(0)->next_off, 12);
    must_count(2, 2);
    end_recording();
}

static void a_partition_of_which_the_broker_says_nonsense_is_set_aside(void **state)
{
    (void)state;
    begin_recording_that(false);
    look(10, true);
    ingest.parts[0].wrong = "its end lies before its beginning";
    read_on();
    assert_int_equal(row_of(0)->state, PART_DAMAGED);
    must_note("set aside: its end lies before its beginning");
    assert_ptr_equal(fetchers_first_damaged(&fetchers), &fetchers.items[0]);
    assert_int_equal(row_of(0)->messages, 0);
    assert_true(fetchers_caught_up(&fetchers)); /* a person must look: nobody waits for it */
    assert_true(fetchers_done(&fetchers));
    assert_int_equal(fetchers_lag(&fetchers), 0);
    ingest.parts[0].wrong = NULL;
    look(10, true);
    read_on();
    assert_null(fetchers_first_damaged(&fetchers));
    assert_string_equal(row_of(0)->note, "");
    end_recording();
}

static void damage_of_a_partition_that_is_gone_alarms_nobody(void **state)
{
    (void)state;
    ingest.bad = 4, ingest.sound = 7;
    begin_recording();
    look(10, true);
    read_on();
    assert_non_null(fetchers_first_damaged(&fetchers));
    ingest.view.count = 0;
    look(10, true);
    read_on();
    assert_null(fetchers_first_damaged(&fetchers));
    must_count(0, 0);
    end_recording();
}

static void the_rows_say_how_far_the_broker_reaches(void **state)
{
    (void)state;
    begin_recording();
    ingest.coming[0] = 6;
    ingest.parts[0].low = 2;
    look(10, true);
    read_on();
    assert_int_equal(row_of(0)->low, 2);
    assert_int_equal(row_of(0)->high, 10);
    assert_int_equal(row_of(0)->first_off, 2);
    assert_int_equal(row_of(0)->next_off, 6);
    end_recording();
}

static void the_end_never_lies_below_what_is_stored(void **state)
{
    (void)state;
    begin_recording();
    look(10, true);
    read_on();
    ingest.parts[0].high = 12;
    read_on(); /* two more came since the look */
    assert_int_equal(row_of(0)->high, 12);
    assert_int_equal(row_of(0)->next_off, 12);
    end_recording();
}

static void a_report_without_news_writes_nothing(void **state)
{
    (void)state;
    begin_recording();
    look(10, true);
    read_on();
    must(fetchers_write_states(&fetchers, &err));
    must(tape_commit(tape, false, &err));
    must(fetchers_write_states(&fetchers, &err));
    assert_false(tape->begun);
    ingest.parts[0].low = 1;
    look(10, true);
    read_on();
    must(fetchers_write_states(&fetchers, &err));
    assert_true(tape->begun);
    end_recording();
    struct reader *r;
    struct store_part row;
    must(reader_open(&r, cache, &err));
    must(reader_part_find(r, "t", 0, &row, &err));
    assert_int_equal(row.state, PART_OK);
    assert_int_equal(row.low, 1);
    reader_close(r);
}

/* ---- --until-end ---- */

static void until_end_is_the_end_at_the_first_look_that_knows_all_offsets(void **state)
{
    (void)state;
    two_parts();
    begin_recording_that(false);
    ingest.parts[1].low = INGEST_NO_OFFSET;
    look(10, true);
    read_on();
    assert_false(fetchers_done(&fetchers));
    ingest.parts[1].low = 0;
    look(12, true);
    read_on();
    assert_true(fetchers_done(&fetchers));
    assert_true(fetchers_caught_up(&fetchers));
    look(20, true);
    read_on();
    assert_int_equal(row_of(0)->next_off, 12);
    assert_int_equal(row_of(1)->next_off, 12);
    end_recording();
}

static void until_end_waits_for_what_is_on_its_way(void **state)
{
    (void)state;
    begin_recording_that(false);
    ingest.coming[0] = 4;
    look(10, true);
    read_on();
    assert_false(fetchers_done(&fetchers));
    assert_false(fetchers_caught_up(&fetchers));
    ingest.coming[0] = 0;
    read_on();
    assert_true(fetchers_done(&fetchers));
    assert_int_equal(ingest.from[0], -1);
    end_recording();
}

static void until_end_does_not_wait_for_offsets_that_hold_no_records(void **state)
{
    (void)state;
    ingest.hole = 8, ingest.hole_end = 10;
    begin_recording_that(false);
    look(10, true);
    read_on();
    assert_int_equal(row_of(0)->next_off, 8);
    assert_true(fetchers_caught_up(&fetchers));
    assert_true(fetchers_done(&fetchers));
    assert_int_equal(row_of(0)->state, PART_OK);
    end_recording();
}

static void until_end_leaves_later_partitions_alone(void **state)
{
    (void)state;
    begin_recording_that(false);
    look(10, true);
    read_on();
    two_parts();
    look(10, true);
    read_on();
    assert_int_equal(tape->partition_count, 1);
    end_recording();
}

static void until_end_is_nothing_when_all_is_stored(void **state)
{
    (void)state;
    record_ten();
    begin_recording_that(false);
    look(10, false); /* older than what is stored: says nothing of today's end */
    read_on();
    assert_false(fetchers_done(&fetchers));
    look(10, true);
    must(fetchers_update(&fetchers, &ingest.view, 0, &err));
    assert_true(fetchers_done(&fetchers)); /* before anything was read */
    end_recording();
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, kit_begin, kit_end)
    const struct CMUnitTest tests[] = {
        ROW(a_partition_is_down_until_its_offsets_are_known_and_while_nobody_leads_it),
        ROW(a_partition_is_behind_until_its_end_was_read_once),
        ROW(one_partition_that_is_behind_keeps_all_from_their_end),
        ROW(a_partition_that_left_the_cluster_is_gone_until_it_is_back),
        ROW(a_partition_of_which_the_broker_says_nonsense_is_set_aside),
        ROW(damage_of_a_partition_that_is_gone_alarms_nobody),
        ROW(the_rows_say_how_far_the_broker_reaches),
        ROW(the_end_never_lies_below_what_is_stored),
        ROW(a_report_without_news_writes_nothing),
        ROW(until_end_is_the_end_at_the_first_look_that_knows_all_offsets),
        ROW(until_end_waits_for_what_is_on_its_way),
        ROW(until_end_does_not_wait_for_offsets_that_hold_no_records),
        ROW(until_end_leaves_later_partitions_alone),
        ROW(until_end_is_nothing_when_all_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
