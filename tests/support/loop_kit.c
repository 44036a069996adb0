/* loop_kit.c: see loop_kit.h. */
#include "test.h"

#include "loop_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "flight/show.h"
#include "store/writer.h"

static char dir[] = "/tmp/view-loop-test-XXXXXX";
char loop_cache[64], loop_cache_away[80];

struct recording loop_recording;

/* F9-A is heard until the last second; the recorder's heartbeat comes then, and no more. */
int loop_kit_begin(void **state)
{
    struct err err = {0};
    char value[80];
    (void)state;
    recording_begin(&loop_recording, loop_cache, &mission_demo);
    for (int s = 1; s <= SECONDS; s++) {
        snprintf(value, sizeof value, "{\"velocity\": %d.5}", s * 10);
        recording_say(&loop_recording, "F9-A", at(s), at(s), value);
    }
    struct writer_step step = {
        .part = loop_recording.part.id, .to_off = SECONDS, .messages = SECONDS, .missed = 7};
    assert_int_equal(writer_advance(loop_recording.writer, &step, &err), 0);
    recording_beat(&loop_recording, at(SECONDS), LINK_OK);
    recording_commit(&loop_recording);
    return 0;
}

int loop_kit_end(void **state)
{
    (void)state;
    recording_end(&loop_recording);
    recording_remove(loop_cache);
    return 0;
}

int loop_kit_make_dir(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(loop_cache, sizeof loop_cache, "%s/flight.db", dir);
    snprintf(loop_cache_away, sizeof loop_cache_away, "%s.away", loop_cache);
    return chdir(dir);
}

int loop_kit_remove_dir(void **state)
{
    (void)state;
    return chdir("/") != 0 || rmdir(dir) != 0;
}

static void clock_text(const struct stage *s, int64_t ms, char out[16])
{
    char utc[32];
    show_utc(s->start_ms + ms, SHOW_TIME, utc);
    snprintf(out, 16, "%.8sZ", utc);
}

/* Time comes to `ms`, and the frame of its second is drawn. */
void loop_kit_go_to(struct stage *s, int64_t ms)
{
    char text[16];
    stage_at(s, ms);
    clock_text(s, ms, text);
    terminal_until(&s->terminal, text);
}

void loop_kit_open(struct stage *s)
{
    stage_start(s);
    terminal_until(&s->terminal, "F9-A");
}

void loop_kit_close(struct stage *s)
{
    terminal_type(&s->terminal, "\x03");
    stage_wait(s);
    assert_int_equal(s->shared->rc, 0);
    stage_deinit(s);
}

void expect_hidden(struct stage *s, const char *text)
{
    terminal_settle(&s->terminal);
    assert_false(terminal_shows(&s->terminal, text));
}

int sent(const struct stage *s, size_t from, const char *bytes)
{
    int count = 0;
    const char *at = buf_text((struct buf *)&s->terminal.raw) + from;
    while ((at = strstr(at, bytes)) != NULL) {
        count++;
        at += strlen(bytes);
    }
    return count;
}

void until_sent(struct stage *s, size_t from, const char *bytes, int count)
{
    int64_t until = clock_mono_ms() + 30000;
    while (sent(s, from, bytes) < count) {
        assert_true(clock_mono_ms() < until);
        terminal_pump(&s->terminal, 20);
    }
}
