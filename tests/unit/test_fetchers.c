/* test_fetchers.c: where reading begins and when a generation does. */
#include "test.h"

#include "fetchers_kit.h"
#include "store/reader.h"

static void must_hold(int gen, int64_t next_off, int64_t last_seq)
{
    assert_int_equal(tape->partition_count, 1);
    assert_int_equal(row_of(0)->gen, gen);
    assert_int_equal(row_of(0)->next_off, next_off);
    assert_int_equal(tape->last_seq, last_seq);
}

static void a_partition_is_read_from_its_first_message_at_the_first_look(void **state)
{
    (void)state;
    begin_recording();
    look(10, true);
    read_on();
    must_hold(0, 10, 10);
    end_recording();
}

static void offsets_asked_before_the_last_row_was_stored_begin_no_generation(void **state)
{
    (void)state;
    record_ten();
    begin_recording();
    look(4, false); /* an old view: the broker holds more by now */
    read_on();
    assert_int_equal(ingest.starts, 1);
    look(10, true);
    read_on();
    assert_int_equal(ingest.starts, 2);
    assert_int_equal(ingest.from[0], 9); /* to prove the last row */
    must_hold(0, 10, 10);
    end_recording();
}

static void an_end_below_what_is_stored_begins_a_generation(void **state)
{
    (void)state;
    record_ten();
    begin_recording();
    look(4, true);
    read_on();
    must_hold(1, 4, 14);
    end_recording();
}

static void another_message_at_the_last_offset_begins_a_generation(void **state)
{
    (void)state;
    record_ten();
    fill_log("Pears");
    begin_recording();
    look(12, true);
    read_on();
    must_hold(1, 12, 22);
    end_recording();
}

static void the_same_message_at_the_last_offset_is_read_on_from(void **state)
{
    (void)state;
    record_ten();
    begin_recording();
    look(12, true);
    read_on();
    must_hold(0, 12, 12);
    end_recording();
}

static void damaged_records_stop_their_line_until_a_person_says_otherwise(void **state)
{
    (void)state;
    ingest.bad = 4, ingest.sound = 7;
    begin_recording_that(false);
    look(10, true);
    read_on();
    must_hold(0, 4, 4);
    assert_int_equal(row_of(0)->state, PART_DAMAGED);
    assert_non_null(strstr(row_of(0)->note, "damaged at 4, as the test says"));
    assert_non_null(strstr(row_of(0)->note, "--skip-damaged"));
    assert_ptr_equal(fetchers_first_damaged(&fetchers), &fetchers.items[0]);
    assert_true(
        fetchers_caught_up(&fetchers)); /* no backlog: there is nothing that it waits to read */
    assert_true(fetchers_done(&fetchers));
    assert_int_equal(fetchers_lag(&fetchers), 0);
    end_recording();
}

static void a_broker_that_was_repaired_is_read_on_from_there(void **state)
{
    (void)state;
    ingest.bad = 4, ingest.sound = 7;
    begin_recording();
    look(10, true);
    read_on();
    ingest.sound = 0;
    look(10, true);
    look(10, true);
    read_on_at(FETCHERS_DAMAGED_RETRY_MS);
    must_hold(0, 10, 10);
    assert_int_equal(row_of(0)->state, PART_OK);
    assert_string_equal(row_of(0)->note, "");
    end_recording();
}

static void skip_all(int64_t bad, int64_t sound, int64_t high)
{
    ingest.bad = bad, ingest.sound = sound;
    begin_recording_that(true);
    for (int i = 0; i < 20; i++) {
        look(high, true);
        read_on();
    }
    assert_true(fetchers_done(&fetchers));
    assert_null(fetchers_first_damaged(&fetchers));
    must_hold(0, high, high - (sound - bad));
    assert_int_equal(row_of(0)->missed, sound - bad);
    end_recording();
}

static void what_is_skipped_is_the_damaged_batch_and_no_more(void **state)
{
    (void)state;
    skip_all(4, 7, 10);
}

static void the_last_batch_can_be_skipped(void **state)
{
    (void)state;
    skip_all(5, 10, 10);
}

static void a_single_record_can_be_skipped(void **state)
{
    (void)state;
    skip_all(0, 1, 20);
}

/* Else a gap of nothing would be written again and again. */
static void damage_behind_the_end_leaves_nothing_to_skip(void **state)
{
    int64_t gaps;
    (void)state;
    record_ten();
    ingest.bad = 10, ingest.sound = 11;
    begin_recording();
    fetchers.skip_damaged = true;
    ingest.starts = 0;
    for (int i = 0; i < 10; i++) {
        look(10, true);
        read_on();
    }
    assert_in_range(ingest.starts, 1, 2); /* it is tried again after FETCHERS_DAMAGED_RETRY_MS */
    assert_int_equal(row_of(0)->next_off, 10);
    assert_int_equal(row_of(0)->missed, 0);
    must(reader_gap_count(writer_reader(tape->writer), row_of(0)->id, &gaps, &err));
    assert_int_equal(gaps, 0);
    end_recording();
}

/* The batch that holds the row stored last cannot be read again: that is no other topic. */
static void damage_below_what_is_stored_is_nothing_to_a_recorder(void **state)
{
    (void)state;
    record_ten();
    ingest.bad = 5, ingest.sound = 10;
    begin_recording();
    for (int i = 0; i < 3; i++) {
        look(12, true);
        read_on();
    }
    must_hold(0, 12, 12);
    assert_null(fetchers_first_damaged(&fetchers));
    end_recording();
}

/* ---- what happens meanwhile ---- */

static void after_a_broken_connection_the_last_row_is_proven_again(void **state)
{
    (void)state;
    begin_recording();
    look(10, true);
    read_on();
    fill_log("Pears"); /* another broker's */
    ingest.breaks++;
    look(12, false);
    read_on();
    assert_int_equal(ingest.from[0], -1); /* until its offsets were asked again */
    assert_int_equal(row_of(0)->state, PART_DOWN);
    must_hold(0, 10, 10);
    look(12, true);
    read_on();
    must_hold(1, 12, 22);
    look(12, true);
    read_on(); /* one break is one restart */
    assert_int_equal(ingest.starts, 3);
    end_recording();
}

static void a_source_that_is_refused_is_started_again_half_a_second_later(void **state)
{
    (void)state;
    begin_recording();
    ingest.refuses = true;
    look(10, true);
    read_on();
    assert_string_equal(row_of(0)->note, "as the test says");
    assert_null(fetchers_first_damaged(&fetchers));
    ingest.refuses = false;
    look(10, true);
    read_on_at(499);
    assert_int_equal(ingest.starts, 1);
    look(10, true);
    read_on_at(500);
    assert_int_equal(ingest.starts, 2);
    assert_string_equal(row_of(0)->note, "");
    must_hold(0, 10, 10);
    end_recording();
}

static void a_topic_of_another_id_is_a_generation_whatever_it_holds(void **state)
{
    (void)state;
    begin_recording();
    ingest.parts[0].topic_id = 7;
    look(10, true);
    read_on();
    ingest.parts[0].topic_id = 0; /* not known just now */
    look(10, true);
    read_on();
    must_hold(0, 10, 10);
    ingest.parts[0].topic_id = 8;
    look(10, true);
    look(10, true);
    read_on();
    look(10, true);
    read_on();
    must_hold(1, 10, 20);
    end_recording();
}

static void what_retention_took_before_it_was_read_is_missed(void **state)
{
    (void)state;
    record_ten();
    begin_recording();
    ingest.parts[0].low = 15;
    look(20, true);
    read_on();
    must_hold(0, 20, 15);
    assert_int_equal(row_of(0)->missed, 5);
    end_recording();
}

static void retention_up_to_the_next_offset_takes_nothing(void **state)
{
    (void)state;
    record_ten();
    begin_recording();
    ingest.parts[0].low = 10;
    look(20, true);
    read_on();
    must_hold(0, 20, 20);
    assert_int_equal(row_of(0)->missed, 0);
    end_recording();
}

static void what_retention_left_last_still_tells_another_topic(void **state)
{
    (void)state;
    record_ten();
    fill_log("Pears");
    begin_recording();
    ingest.parts[0].low = 9; /* the row stored last, and nothing before it */
    look(12, true);
    read_on();
    must_hold(1, 12, 13);
    end_recording();
}

static void offsets_that_hold_no_records_are_not_missed(void **state)
{
    (void)state;
    ingest.hole = 4, ingest.hole_end = 8;
    record_ten();
    begin_recording();
    look(12, true);
    read_on();
    must_hold(0, 12, 8);
    assert_int_equal(row_of(0)->missed, 0);
    end_recording();
}

static void a_last_row_that_compaction_took_proves_nothing(void **state)
{
    (void)state;
    record_ten();
    fill_log("Pears");
    ingest.hole = 9, ingest.hole_end = 11;
    begin_recording();
    look(14, true);
    read_on();
    must_hold(0, 14, 13);
    end_recording();
}

static void a_partition_that_is_added_later_is_read_from_its_first_message(void **state)
{
    (void)state;
    begin_recording();
    look(10, true);
    read_on();
    ingest.view.count = 2;
    look(10, true);
    read_on();
    assert_int_equal(tape->partition_count, 2);
    assert_int_equal(row_of(1)->messages, 10);
    assert_int_equal(ingest.starts, 2); /* the first one was left alone */
    end_recording();
}

static void a_source_at_its_end_is_left_alone_until_something_came(void **state)
{
    (void)state;
    begin_recording();
    ingest.coming[0] = 4;
    look(10, true);
    read_on();
    ingest.coming[0] = 0;
    ingest.quiet = true;
    read_on(); /* what was announced is looked for all the same */
    must_hold(0, 10, 10);
    ingest.parts[0].high = 12;
    read_on();
    must_hold(0, 10, 10);
    ingest.quiet = false;
    read_on();
    must_hold(0, 12, 12);
    end_recording();
}

static void must_be_at(int64_t first, int64_t second)
{
    assert_int_equal(row_of(0)->next_off, first);
    assert_int_equal(row_of(1)->next_off, second);
}

static void a_parked_partition_holds_up_nobody_and_reads_on_later(void **state)
{
    int64_t until;
    (void)state;
    begin_recording();
    ingest.view.count = 2;
    look(10, true);
    must(fetchers_update(&fetchers, &ingest.view, 0, &err));
    must(
        fetchers_pump(&fetchers, 0, 6, &until, &err)); /* three of each, and both have a next one */
    must_be_at(3, 3);
    ingest.paused[0] = true;
    read_on();
    must_be_at(3, 10);
    assert_false(fetchers_caught_up(&fetchers));
    assert_int_equal(fetchers_lag(&fetchers), 7);
    ingest.paused[0] = false;
    read_on();
    must_be_at(10, 10);
    assert_true(fetchers_caught_up(&fetchers));
    end_recording();
}

static void a_parked_partition_is_proved_later(void **state)
{
    (void)state;
    begin_recording();
    look(4, true);
    read_on();
    end_recording();
    begin_recording();
    ingest.paused[0] = true;
    look(6, true);
    read_on();
    must_hold(0, 4, 4);
    ingest.paused[0] = false;
    read_on();
    must_hold(0, 6, 6);
    end_recording();
}

static void a_turn_moves_no_more_messages_than_it_may(void **state)
{
    int64_t until;
    (void)state;
    begin_recording();
    look(10, true);
    must(fetchers_update(&fetchers, &ingest.view, 0, &err));
    assert_int_equal(fetchers_pump(&fetchers, 0, 4, &until, &err), 4);
    assert_int_equal(fetchers_pump(&fetchers, 0, 100, &until, &err), 6);
    assert_int_equal(fetchers_pump(&fetchers, 0, 100, &until, &err), 0);
    assert_true(until == INT64_MAX);
    must_hold(0, 10, 10);
    end_recording();
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, kit_begin, kit_end)
    const struct CMUnitTest tests[] = {
        ROW(a_partition_is_read_from_its_first_message_at_the_first_look),
        ROW(offsets_asked_before_the_last_row_was_stored_begin_no_generation),
        ROW(an_end_below_what_is_stored_begins_a_generation),
        ROW(another_message_at_the_last_offset_begins_a_generation),
        ROW(the_same_message_at_the_last_offset_is_read_on_from),
        ROW(damaged_records_stop_their_line_until_a_person_says_otherwise),
        ROW(a_broker_that_was_repaired_is_read_on_from_there),
        ROW(what_is_skipped_is_the_damaged_batch_and_no_more),
        ROW(the_last_batch_can_be_skipped),
        ROW(a_single_record_can_be_skipped),
        ROW(damage_behind_the_end_leaves_nothing_to_skip),
        ROW(damage_below_what_is_stored_is_nothing_to_a_recorder),
        ROW(after_a_broken_connection_the_last_row_is_proven_again),
        ROW(a_source_that_is_refused_is_started_again_half_a_second_later),
        ROW(a_topic_of_another_id_is_a_generation_whatever_it_holds),
        ROW(what_retention_took_before_it_was_read_is_missed),
        ROW(retention_up_to_the_next_offset_takes_nothing),
        ROW(what_retention_left_last_still_tells_another_topic),
        ROW(offsets_that_hold_no_records_are_not_missed),
        ROW(a_last_row_that_compaction_took_proves_nothing),
        ROW(a_partition_that_is_added_later_is_read_from_its_first_message),
        ROW(a_source_at_its_end_is_left_alone_until_something_came),
        ROW(a_parked_partition_holds_up_nobody_and_reads_on_later),
        ROW(a_parked_partition_is_proved_later),
        ROW(a_turn_moves_no_more_messages_than_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
