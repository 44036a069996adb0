/* fetchers_kit.c: see fetchers_kit.h. */
#include "fetchers_kit.h"

#include "test.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct kit_feed feed;
struct tape *tape;
struct fetchers fetchers;
struct err err;
char cache[96];
static char dir[64];

/* ---- client/feed.h: a source's number is its part's ---- */

static bool is_damaged(int source)
{
    return source == 0 && feed.at[source] >= feed.bad && feed.at[source] < feed.sound;
}

static int64_t past_hole(int64_t offset)
{
    return offset >= feed.hole && offset < feed.hole_end ? feed.hole_end : offset;
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
    return feed.breaks;
}

int feed_start(struct feed *f, const char *topic, int32_t partition, int64_t offset, struct err *e)
{
    (void)f, (void)topic, (void)e;
    assert_int_equal(feed.from[partition], -1);
    feed.from[partition] = offset;
    feed.at[partition] = past_hole(offset);
    feed.starts++;
    return partition;
}

void feed_stop(struct feed *f, int source)
{
    (void)f;
    assert_true(feed.from[source] >= 0);
    feed.from[source] = -1;
}

bool feed_paused(const struct feed *f, int source)
{
    (void)f;
    return feed.paused[source];
}

bool feed_ready(const struct feed *f, int source)
{
    (void)f, (void)source;
    return !feed.quiet;
}

enum feed_next feed_peek(struct feed *f, int source, int64_t *t_ms)
{
    int64_t at = feed.at[source];
    (void)f;
    assert_true(feed.from[source] >= 0);
    *t_ms = at;
    if (is_damaged(source) || feed.refuses)
        return FEED_LOST;
    if (feed.paused[source])
        return FEED_PAUSED;
    if (feed.coming[source] > 0 && at >= feed.coming[source])
        return FEED_COMING;
    return at < feed.parts[source].high ? FEED_MESSAGE : FEED_END;
}

int64_t feed_peek_offset(const struct feed *f, int source)
{
    (void)f;
    return feed.at[source];
}

void feed_take(struct feed *f, int source, struct feed_message *out)
{
    int64_t at = feed.at[source];
    (void)f;
    feed.at[source] = past_hole(at + 1);
    *out = (struct feed_message){
        .offset = at, .t_ms = at, .key = bytes_of("F9"), .value = bytes_of(feed.log[at])};
}

enum feed_loss feed_lost(const struct feed *f, int source, char *why, size_t size)
{
    (void)f;
    snprintf(why, size, "as the test says");
    return is_damaged(source) ? FEED_DAMAGED : FEED_REFUSED;
}

int64_t feed_damage(const struct feed *f, int source)
{
    (void)f, (void)source;
    return feed.bad;
}

/* ---- what the test says to it ---- */

void look(int64_t high, bool fresh)
{
    feed.view.look++;
    for (int i = 0; i < KIT_PARTS; i++) {
        feed.parts[i].high = high;
        if (fresh)
            feed.parts[i].asked = feed.view.look;
    }
}

void fill_log(const char *words)
{
    for (int i = 0; i < KIT_LOG; i++)
        snprintf(feed.log[i], sizeof feed.log[i], "%s %d", words, i);
}

/* ---- the cache and the fetchers that fill it ---- */

void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

int kit_begin(void **state)
{
    (void)state;
    feed = (struct kit_feed){.from = {-1, -1}};
    for (int i = 0; i < KIT_PARTS; i++)
        feed.parts[i] = (struct feed_part){.topic = "t", .partition = i, .led = true};
    feed.view =
        (struct feed_view){.reached = true, .cluster = "c", .parts = feed.parts, .count = 1};
    fill_log("Apples");
    snprintf(dir, sizeof dir, "/tmp/ground-fetchers-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    return 0;
}

int kit_end(void **state)
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

void begin_recording_that(bool skips_damaged)
{
    must(tape_open(&tape, cache, &mission_default, &err));
    fetchers_init(&fetchers, NULL, tape, true, skips_damaged);
}

void begin_recording(void)
{
    must(tape_open(&tape, cache, &mission_default, &err));
    fetchers_init(&fetchers, NULL, tape, false, false);
}

void end_recording(void)
{
    must(tape_commit(tape, true, &err));
    fetchers_deinit(&fetchers);
    for (int i = 0; i < KIT_PARTS; i++)
        assert_int_equal(feed.from[i], -1); /* no source is left behind */
    tape_close(tape);
}

void read_on_at(int64_t mono_ms)
{
    int64_t until;
    must(fetchers_update(&fetchers, &feed.view, mono_ms, &err));
    for (int i = 0; i < 3; i++)
        must(fetchers_pump(&fetchers, mono_ms, 100, &until, &err));
}

void read_on(void)
{
    read_on_at(0);
}

void record_ten(void)
{
    begin_recording();
    look(10, true);
    read_on();
    end_recording();
}

const struct store_part *row_of(int number)
{
    must(fetchers_write_states(&fetchers, &err));
    assert_true(number < tape->partition_count);
    return &tape->partitions[number].row;
}
