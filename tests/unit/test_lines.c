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
} feed;

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
    (void)f, (void)source, (void)why, (void)size;
    return FEED_REFUSED;
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

static void begin_recording(void)
{
    must(tape_open(&tape, cache, &mission_default, &err));
    lines_init(&lines, NULL, tape, false);
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

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(a_partition_is_read_from_its_first_message_at_the_first_look),
        ROW(offsets_asked_before_the_last_row_was_stored_begin_no_generation),
        ROW(an_end_below_what_is_stored_begins_a_generation),
        ROW(another_message_at_the_last_offset_begins_a_generation),
        ROW(the_same_message_at_the_last_offset_is_read_on_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
