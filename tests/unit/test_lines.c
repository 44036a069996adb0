/* test_lines.c: where reading begins and when a generation does, against a feed that the test
 * plays: the functions of client/feed.h are here. */
#include "test.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "recorder/lines.h"

enum { MOST = 32 };

/* ---- the feed: one partition, t/0 ---- */

static struct {
    struct feed_part part;
    struct feed_view view;
    int64_t asked;      /* looks asked for so far */
    int64_t from, at;   /* of the source; from -1: none is open */
    char log[MOST][16]; /* what the broker holds, by offset */
    int starts;         /* how often a source was started */
    int64_t bad, sound; /* offsets bad..sound-1 are of a damaged batch */
} feed;

static bool is_damaged(void)
{
    return feed.at >= feed.bad && feed.at < feed.sound;
}

/* A look of its own at offsets that hold the next message from `high` on. */
static void look(int64_t high, bool fresh)
{
    feed.view.look++;
    feed.part.high = high;
    if (fresh)
        feed.part.asked = feed.view.look;
}

int64_t feed_ask(struct feed *f)
{
    (void)f;
    feed.asked++;
    return feed.view.look + 1;
}

int64_t feed_breaks(const struct feed *f)
{
    (void)f;
    return 0;
}

int feed_start(struct feed *f, const char *topic, int32_t partition, int64_t offset,
               struct err *err)
{
    (void)f, (void)topic, (void)partition, (void)err;
    feed.from = feed.at = offset;
    feed.starts++;
    return 0;
}

void feed_stop(struct feed *f, int source)
{
    (void)f, (void)source;
    feed.from = -1;
}

bool feed_ready(const struct feed *f, int source)
{
    (void)f, (void)source;
    return true;
}

enum feed_next feed_peek(struct feed *f, int source, int64_t *t_ms)
{
    (void)f, (void)source;
    *t_ms = feed.at;
    if (is_damaged())
        return FEED_LOST;
    return feed.at < feed.part.high ? FEED_MESSAGE : FEED_END;
}

int64_t feed_peek_offset(const struct feed *f, int source)
{
    (void)f, (void)source;
    return feed.at;
}

void feed_take(struct feed *f, int source, struct feed_message *out)
{
    (void)f, (void)source;
    *out = (struct feed_message){.offset = feed.at,
                                 .t_ms = feed.at,
                                 .key = bytes_of("F9"),
                                 .value = bytes_of(feed.log[feed.at])};
    feed.at++;
}

enum feed_loss feed_lost(const struct feed *f, int source, char *why, size_t size)
{
    (void)f, (void)source;
    snprintf(why, size, "as the test says");
    return is_damaged() ? FEED_DAMAGED : FEED_REFUSED;
}

int64_t feed_damage(const struct feed *f, int source)
{
    (void)f, (void)source;
    return feed.bad;
}

/* ---- a cache, and the lines into it ---- */

static char dir[64], cache[96];
static struct tape *tape;
static struct lines lines;
static struct err err;

static void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

static void fill_log(const char *words)
{
    for (int i = 0; i < MOST; i++)
        snprintf(feed.log[i], sizeof feed.log[i], "%s %d", words, i);
}

static int begin(void **state)
{
    (void)state;
    memset(&feed, 0, sizeof feed);
    feed.part = (struct feed_part){.topic = "t", .led = true};
    feed.view =
        (struct feed_view){.reached = true, .cluster = "c", .parts = &feed.part, .count = 1};
    feed.from = -1;
    fill_log("Apples");
    snprintf(dir, sizeof dir, "/tmp/ground-lines-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    return 0;
}

static int end(void **state)
{
    char pattern[80];
    glob_t found;
    (void)state;
    snprintf(pattern, sizeof pattern, "%s/*", dir);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
        globfree(&found);
    }
    return rmdir(dir);
}

static void begin_recording_that(bool skips_damaged)
{
    must(tape_open(&tape, cache, &mission_default, &err));
    lines_init(&lines, NULL, tape, true, skips_damaged);
}

static void begin_recording(void)
{
    must(tape_open(&tape, cache, &mission_default, &err));
    lines_init(&lines, NULL, tape, false, false);
}

static void end_recording(void)
{
    must(tape_commit(tape, true, &err));
    lines_deinit(&lines);
    tape_close(tape);
}

/* Follows the last look and reads what there is. */
static void read_on(void)
{
    int64_t until;
    must(lines_follow(&lines, &feed.view, 0, &err));
    for (int i = 0; i < 3; i++)
        must(lines_pump(&lines, 0, 100, &until, &err));
}

static void record_ten(void)
{
    begin_recording();
    look(10, true);
    read_on();
    end_recording();
}

static const struct store_part *row(void)
{
    assert_int_equal(tape->parts_count, 1);
    return &tape->parts[0].row;
}

static void must_hold(int gen, int64_t next_off, int64_t last_seq)
{
    assert_int_equal(row()->gen, gen);
    assert_int_equal(row()->next_off, next_off);
    assert_int_equal(tape->last_seq, last_seq);
}

/* ---- */

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
    assert_int_equal(feed.starts, 1);
    look(10, true);
    read_on();
    assert_int_equal(feed.starts, 2);
    assert_int_equal(feed.from, 9); /* to prove the last row */
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
    feed.bad = 4, feed.sound = 7;
    begin_recording_that(false);
    look(10, true);
    read_on();
    must_hold(0, 4, 4);
    must(lines_report(&lines, &err));
    assert_int_equal(row()->state, PART_DAMAGED);
    assert_non_null(strstr(row()->note, "damaged at 4, as the test says"));
    assert_non_null(strstr(row()->note, "--skip-damaged"));
    assert_ptr_equal(lines_damaged(&lines), &lines.items[0]);
    assert_true(lines_ended(&lines)); /* no backlog: there is nothing that it waits to read */
    assert_true(lines_done(&lines));
    assert_int_equal(lines_behind(&lines), 0);
    end_recording();
}

static void a_broker_that_was_repaired_is_read_on_from_there(void **state)
{
    int64_t until;
    (void)state;
    feed.bad = 4, feed.sound = 7;
    begin_recording();
    look(10, true);
    read_on();
    feed.sound = 0;
    look(10, true);
    look(10, true);
    must(lines_follow(&lines, &feed.view, LINES_DAMAGED_RETRY_MS, &err));
    for (int i = 0; i < 3; i++)
        must(lines_pump(&lines, LINES_DAMAGED_RETRY_MS, 100, &until, &err));
    must_hold(0, 10, 10);
    must(lines_report(&lines, &err));
    assert_int_equal(row()->state, PART_OK);
    assert_string_equal(row()->note, "");
    end_recording();
}

static void skip_all(int64_t bad, int64_t sound, int64_t high)
{
    feed.bad = bad, feed.sound = sound;
    begin_recording_that(true);
    for (int i = 0; i < 20; i++) {
        look(high, true);
        read_on();
    }
    assert_true(lines_done(&lines));
    assert_null(lines_damaged(&lines));
    must_hold(0, high, high - (sound - bad));
    assert_int_equal(row()->missed, sound - bad);
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

/* The batch that holds the row stored last cannot be read again: that is no other topic. */
static void damage_below_what_is_stored_is_nothing_to_a_recorder(void **state)
{
    (void)state;
    record_ten();
    feed.bad = 5, feed.sound = 10;
    begin_recording();
    for (int i = 0; i < 3; i++) {
        look(12, true);
        read_on();
    }
    must_hold(0, 12, 12);
    assert_null(lines_damaged(&lines));
    end_recording();
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
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
        ROW(damage_below_what_is_stored_is_nothing_to_a_recorder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
