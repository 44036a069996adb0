/* fetchers_kit.c: see fetchers_kit.h. */
#include "fetchers_kit.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "scratch_dir.h"

struct kit_ingest ingest;
struct tape *tape;
struct fetchers fetchers;
struct err err;
char cache[96];
static char dir[64];

/* ---- client/ingest.h: a source's number is its part's ---- */

static bool is_damaged(int source)
{
    return source == 0 && ingest.at[source] >= ingest.bad && ingest.at[source] < ingest.sound;
}

static int64_t past_hole(int64_t offset)
{
    return offset >= ingest.hole && offset < ingest.hole_end ? ingest.hole_end : offset;
}

int64_t ingest_ask(struct ingest *f)
{
    (void)f;
    ingest.asked++;
    return ingest.view.look + 1;
}

int64_t ingest_breaks(const struct ingest *f)
{
    (void)f;
    return ingest.breaks;
}

int ingest_start(struct ingest *f, const char *topic, int32_t partition, int64_t offset,
                 struct err *e)
{
    (void)f, (void)topic, (void)e;
    assert_int_equal(ingest.from[partition], -1);
    ingest.from[partition] = offset;
    ingest.at[partition] = past_hole(offset);
    ingest.starts++;
    return partition;
}

void ingest_stop(struct ingest *f, int source)
{
    (void)f;
    assert_true(ingest.from[source] >= 0);
    ingest.from[source] = -1;
}

bool ingest_paused(const struct ingest *f, int source)
{
    (void)f;
    return ingest.paused[source];
}

bool ingest_ready(const struct ingest *f, int source)
{
    (void)f, (void)source;
    return !ingest.quiet;
}

enum ingest_next ingest_peek(struct ingest *f, int source, int64_t *t_ms)
{
    int64_t at = ingest.at[source];
    (void)f;
    assert_true(ingest.from[source] >= 0);
    *t_ms = at;
    if (is_damaged(source) || ingest.refuses)
        return INGEST_LOST;
    if (ingest.paused[source])
        return INGEST_PAUSED;
    if (ingest.coming[source] > 0 && at >= ingest.coming[source])
        return INGEST_COMING;
    return at < ingest.parts[source].high ? INGEST_MESSAGE : INGEST_END;
}

int64_t ingest_peek_offset(const struct ingest *f, int source)
{
    (void)f;
    return ingest.at[source];
}

struct bytes ingest_peek_value(const struct ingest *in, int source)
{
    (void)in, (void)source;
    return BYTES_NULL; /* no test here waits for a schema */
}

void ingest_take(struct ingest *f, int source, struct ingest_message *out)
{
    int64_t at = ingest.at[source];
    (void)f;
    ingest.at[source] = past_hole(at + 1);
    *out = (struct ingest_message){
        .offset = at, .t_ms = at, .key = bytes_of("F9"), .value = bytes_of(ingest.log[at])};
}

enum ingest_loss ingest_lost(const struct ingest *f, int source, char *why, size_t size)
{
    (void)f;
    snprintf(why, size, "as the test says");
    return is_damaged(source) ? INGEST_DAMAGED : INGEST_REFUSED;
}

int64_t ingest_damage(const struct ingest *f, int source)
{
    (void)f, (void)source;
    return ingest.bad;
}

/* ---- what the test says to it ---- */

void look(int64_t high, bool fresh)
{
    ingest.view.look++;
    for (int i = 0; i < KIT_PARTS; i++) {
        ingest.parts[i].high = high;
        if (fresh)
            ingest.parts[i].asked = ingest.view.look;
    }
}

void fill_log(const char *words)
{
    for (int i = 0; i < KIT_LOG; i++)
        snprintf(ingest.log[i], sizeof ingest.log[i], "%s %d", words, i);
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
    ingest = (struct kit_ingest){.from = {-1, -1}};
    for (int i = 0; i < KIT_PARTS; i++)
        ingest.parts[i] = (struct ingest_part){.topic = "t", .partition = i, .led = true};
    ingest.view =
        (struct ingest_view){.reached = true, .cluster = "c", .parts = ingest.parts, .count = 1};
    fill_log("Apples");
    snprintf(dir, sizeof dir, "/tmp/ground-fetchers-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    return 0;
}

int kit_end(void **state)
{
    (void)state;
    return scratch_dir_remove(dir);
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
        assert_int_equal(ingest.from[i], -1); /* no source is left behind */
    tape_close(tape);
}

void read_on_at(int64_t mono_ms)
{
    int64_t until;
    must(fetchers_update(&fetchers, &ingest.view, mono_ms, &err));
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
