/* test_as_live.c: what the screen shows at T in a replay is what it showed live at T, with the real
 * broker and recorder: one that is stopped, killed and started again, one that dies and is taken
 * over.
 *
 * A range of rockets flies in real time; a live view of the cache draws a frame each 200 ms and
 * notes its exact T. Afterwards, with broker and recorder gone, another view goes to each T,
 * forwards, backwards and by jumps, and every data cell must be the same. */
#include "demo_mission.h"
#include "programs.h"

#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "flight/show.h"
#include "frame.h"
#include "source/sender.h"
#include "store/bell.h"
#include "ui/view.h"

enum {
    FRAME_EVERY_MS = 200,
    MOST_FRAMES = 1000,
    HISTORY = 3400, /* messages from before: the first chunk closes while the rockets fly */
    PATIENCE_MS = 40000,
    BELL_MS = 1000, /* as the screen polls: with the doorbell, and without */
    POLL_MS = 250,
    ANY_MODE = -1,
    PRINT_MOST = 8, /* frames that differ */
};

struct range {
    struct programs programs;
    struct sender *sender;
    int64_t start_ms; /* wall time of second 0; 0: not yet */
    int64_t sent_ms;  /* all that is due before this has been sent */
    struct view *view;
    int bell;
    int64_t pump_ms, frame_ms; /* when next */
    struct frame *frames[MOST_FRAMES];
    int count;
};

/* ---- what flies ---- */

static void say(struct range *r, const char *topic, const char *key, int64_t t_ms,
                const char *value)
{
    struct err err = {0};
    struct client_record record = {.topic = topic,
                                   .partition = -1,
                                   .time_ms = t_ms,
                                   .key = key == NULL ? BYTES_NULL : bytes_of(key),
                                   .value = bytes_of(value)};
    if (sender_send(r->sender, &record, &err) != 0)
        fail_msg("%s", err.text);
}

static void say_numbers(struct range *r, const char *key, int64_t t_ms, double x)
{
    char value[200];
    snprintf(value, sizeof value,
             "{\"time\": %.2f, \"vel\": %.2f, \"alt\": %.3f, \"acc\": %.2f, \"q\": %.1f}", x - 6,
             800 + 700 * sin(x / 3), x * x / 40, 20 * cos(x / 2), 9000 + 8000 * sin(x));
    say(r, "kestrel", key, t_ms, value);
}

/* The lines of the keyless topic, and of a rocket that says more than numbers, by the second. */
static const struct {
    int second;
    const char *topic, *key, *value;
} lines[] = {
    {1, "flugdaten", NULL, "Countdown started"},
    {2, "kestrel", "KESTREL-2", "Countdown started"},
    {6, "kestrel", "KESTREL-2", "Liftoff"},
    {7, "flugdaten", NULL, "Liftoff"},
    {8, "kestrel", "KESTREL-3", "Countdown started"},
    {9, "kestrel", "KESTREL-3", "Hold"},
    {12, "kestrel", "KESTREL-2", "{\"event\": \"max-Q\", \"q\": 29300}"},
    {14, "kestrel", "KESTREL-3", "Countdown resumed"},
    {16, "flugdaten", NULL, "Left atmosphere"},
    {19, "kestrel", "KESTREL-3", "Countdown aborted"},
    {24, "flugdaten", NULL, "Landing successful"},
    {26, "flugdaten", NULL, "Countdown started"},
    {28, "kestrel", "KESTREL-3", "Countdown started"},
};

/* All that is due at `ms` after the start; ms is a multiple of 100. */
static void say_all_at(struct range *r, int64_t ms)
{
    double x = (double)ms / 1000;
    int64_t t_ms = r->start_ms + ms;
    say_numbers(r, "KESTREL-2", t_ms, x);
    if (ms % 200 == 0)
        say_numbers(r, "F9-FS5-S1", t_ms - (ms / 5000 % 2 ? 2500 : 0), x); /* late at times */
    if (ms / 1000 % 11 < 6)
        say_numbers(r, "GAPPY", t_ms, x); /* silent for 5 s of 11 */
    if (ms % 1500 == 0)
        say(r, "falcon9", "SLOW", t_ms, ms % 3000 == 0 ? "temp=21.5, bus=28.1" : "bus=27.9");
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
        if (ms == lines[i].second * 1000 + 300)
            say(r, lines[i].topic, lines[i].key, t_ms, lines[i].value);
    if (ms == 3300)
        say(r, "kestrel", "KESTREL-2", t_ms, "{\"vel\":");
}

static void send_due(struct range *r, int64_t now_ms)
{
    for (; r->start_ms != 0 && r->start_ms + r->sent_ms <= now_ms; r->sent_ms += 100)
        say_all_at(r, r->sent_ms);
}

/* What was flown an hour before anybody recorded. */
static void send_history(struct range *r)
{
    struct err err = {0};
    char value[80];
    for (int i = 0; i < HISTORY; i++) {
        snprintf(value, sizeof value, "{\"vel\": %d, \"alt\": %.1f}", i % 977, i / 10.0);
        say(r, "falcon9", "OLD", clock_wall_ms() - 3600000 + i * 100, value);
    }
    if (sender_flush(r->sender, &err) != 0)
        fail_msg("%s", err.text);
}

/* ---- the live view: woken and drawn as the screen's own loop does it ---- */

static void look_for_cache(struct range *r)
{
    struct err err = {0};
    if (r->view->playhead != NULL)
        return;
    int rc = playhead_open(&r->view->playhead, r->programs.cache, r->view->mission, clock_wall_ms(),
                           &err);
    if (rc != 0 && rc != ERR_NOT_FOUND && rc != ERR_BUSY)
        fail_msg("%s", err.text);
}

static void listen(struct range *r, int64_t now)
{
    struct err err;
    int64_t seq;
    bool gone = false;
    if (r->bell < 0 && bell_connect(r->programs.cache, &r->bell, &err) != 0)
        r->bell = -1;
    if (r->bell >= 0 && bell_heard(r->bell, &seq, &gone))
        r->pump_ms = now;
    if (gone) {
        close(r->bell);
        r->bell = -1;
        r->pump_ms = now;
    }
}

static void pump(struct range *r, int64_t now)
{
    struct err err = {0};
    int rc = 0;
    if (now >= r->pump_ms) {
        while ((rc = playhead_pump(r->view->playhead, clock_wall_ms(), &err)) > 0)
            ;
        r->pump_ms = now + (r->bell >= 0 ? BELL_MS : POLL_MS);
    }
    if (rc == 0)
        rc = playhead_tick(r->view->playhead, clock_wall_ms(), clock_mono_ns(), &err);
    if (rc < 0 && rc != ERR_BUSY)
        fail_msg("%s", err.text);
}

static void look(struct range *r, int64_t now)
{
    look_for_cache(r);
    if (r->view->playhead == NULL)
        return;
    listen(r, now);
    pump(r, now);
    if (r->start_ms == 0 || now < r->frame_ms)
        return;
    assert_in_range(r->count, 0, MOST_FRAMES - 1);
    r->frame_ms = now + FRAME_EVERY_MS;
    r->frames[r->count] = frame_take(r->view, r->count, clock_wall_ms());
    r->count++;
}

static enum link_mode mode_of(const struct range *r)
{
    struct transport t = {.mode = MODE_NO_REC};
    if (r->view->playhead != NULL)
        playhead_transport(r->view->playhead, &t);
    return t.mode;
}

/* Flies for `ms`, then on until the live view is in `mode` (ANY_MODE: or not at all). */
static void fly(struct range *r, int64_t ms, int mode)
{
    struct err err = {0};
    int64_t from = clock_mono_ms(), now;
    while ((now = clock_mono_ms()) < from + ms || (mode != ANY_MODE && (int)mode_of(r) != mode)) {
        assert_true(now < from + ms + PATIENCE_MS);
        send_due(r, clock_wall_ms());
        sender_wait(r->sender, clock_mono_ns() + 5000000, &err);
        look(r, now);
    }
}

static struct view *open_view(const struct range *r)
{
    struct view *v = mem_zero(1, sizeof *v);
    view_init(v, &mission_demo);
    v->cache = r->programs.cache;
    v->broker = r->programs.bootstrap;
    return v;
}

static void close_view(struct view *v)
{
    playhead_close(v->playhead);
    view_deinit(v);
    free(v);
}

static void begin(struct range *r)
{
    struct err err = {0};
    programs_begin(&r->programs);
    programs_start_broker(&r->programs);
    struct sender_options options = {.bootstrap = r->programs.bootstrap, .source = "sim"};
    static const char *const topics[] = {"falcon9", "kestrel", "flugdaten"};
    int rc = sender_open(&r->sender, &options, &err);
    for (size_t i = 0; i < ARRAY_SIZE(topics) && rc == 0; i++)
        rc = sender_topic(r->sender, topics[i], &err);
    if (rc != 0)
        fail_msg("%s", err.text);
    send_history(r);
    r->view = open_view(r);
    r->bell = -1;
    programs_start_recorder(&r->programs, "demo");
    fly(r, 0, MODE_LIVE);
    r->start_ms = clock_wall_ms();
    r->sent_ms = 0;
    r->frame_ms =
        clock_mono_ms() + 1000; /* a playhead goes no further back than the open flights */
}

static void end_live(struct range *r)
{
    sender_close(r->sender);
    if (r->bell >= 0)
        close(r->bell);
    close_view(r->view);
    programs_signal(&r->programs.recorder, SIGKILL);
    programs_signal(&r->programs.broker, SIGKILL);
}

/* ---- accidents ---- */

static void the_broker_hangs(struct range *r)
{
    programs_signal(&r->programs.broker, SIGSTOP);
    fly(r, 5000, ANY_MODE);
    programs_signal(&r->programs.broker, SIGCONT);
    fly(r, 2000, MODE_LIVE);
}

static void the_broker_dies(struct range *r)
{
    programs_signal(&r->programs.broker, SIGKILL);
    fly(r, 5000, MODE_NO_LINK);
    programs_start_broker(&r->programs);
    fly(r, 4000, MODE_LIVE);
}

static void the_recorder_dies(struct range *r)
{
    programs_signal(&r->programs.recorder, SIGKILL);
    fly(r, 5000, MODE_NO_REC);
    programs_start_recorder(&r->programs, "demo");
    fly(r, 4000, MODE_LIVE);
}

static void the_recorder_ends(struct range *r)
{
    programs_signal(&r->programs.recorder, SIGTERM);
    fly(r, 2000, MODE_NO_REC);
    programs_start_recorder(&r->programs, "demo");
    fly(r, 3000, MODE_LIVE);
}

/* ---- the replay ---- */

struct compared {
    int same, under_way, different;
    int in_link_state[LINK_NO_RECORDER + 1];
};

static void compare(struct view *v, struct frame *live, struct compared *c, const char *how)
{
    char said[80];
    struct err err = {0};
    if (playhead_seek(v->playhead, live->t_ms, said, &err) != 0)
        fail_msg("%s", err.text);
    struct frame *replayed = frame_take(v, live->number, clock_wall_ms());
    assert_int_equal(replayed->t_ms, live->t_ms);
    if (frame_was_under_way(live, v->playhead)) {
        c->under_way++;
    } else {
        live->whole = true;
        c->in_link_state[live->link]++;
        if (frame_same(live, replayed, c->different < PRINT_MOST))
            c->same++;
        else if (c->different++ < PRINT_MOST)
            print_error("in frame %d, %s\n", live->number, how);
    }
    frame_free(replayed);
}

static struct view *open_replay(const struct range *r)
{
    char said[80];
    struct err err = {0};
    struct view *v = open_view(r);
    if (playhead_open(&v->playhead, r->programs.cache, v->mission, clock_wall_ms(), &err) != 0)
        fail_msg("%s", err.text);
    while (playhead_pump(v->playhead, clock_wall_ms(), &err) > 0)
        ;
    playhead_tick(v->playhead, clock_wall_ms(), clock_mono_ns(), &err);
    assert_int_equal(playhead_pause(v->playhead, said, &err), 0);
    return v;
}

static void expect_as_live(struct range *r)
{
    struct compared c = {0};
    struct view *v = open_replay(r);
    for (int i = 0; i < r->count; i++)
        compare(v, r->frames[i], &c, "forwards");
    for (int i = r->count; i-- > 0;)
        compare(v, r->frames[i], &c, "backwards");
    for (int i = 0; i < r->count; i++)
        compare(v, r->frames[(int)((int64_t)i * 617 % r->count)], &c, "by jumps");
    close_view(v);
    print_message("%d frames are the same, %d differ, %d left out: something was under way\n",
                  c.same, c.different, c.under_way);
    assert_int_equal(c.different, 0);
    assert_true(c.same > 4 * c.under_way);
    assert_true(c.in_link_state[LINK_OK] > 0 && c.in_link_state[LINK_DOWN] > 0 &&
                c.in_link_state[LINK_NO_RECORDER] > 0);
}

/* The program itself, at the T of a frame. */
static void expect_snapshot_as_live(struct range *r, const struct frame *live)
{
    static char out[65536];
    char at[32];
    show_utc(live->t_ms, SHOW_ISO, at);
    char *const argv[] = {BUILD_DIR "/bin/ground",
                          "snapshot",
                          "--cache",
                          r->programs.cache,
                          "--mission",
                          "demo",
                          "--size",
                          FRAME_FLEET_SIZE,
                          "--at",
                          at,
                          NULL};
    assert_int_equal(programs_run(&r->programs, argv, out, sizeof out), 0);
    for (int i = 0; i < live->fleet_count; i++)
        if (!frame_has_row(out, live->fleet[i])) {
            print_error("%s\nhas no row\n%s\n", out, live->fleet[i]);
            fail_msg("frame %d by ground snapshot", live->number);
        }
}

static void a_replay_shows_what_live_showed_through_every_accident(void **state)
{
    struct range *r = mem_zero(1, sizeof *r);
    (void)state;
    begin(r);
    fly(r, 12000, MODE_LIVE);
    the_broker_hangs(r);
    the_broker_dies(r);
    the_recorder_dies(r);
    the_recorder_ends(r);
    end_live(r);
    expect_as_live(r);
    for (int i = 7; i < r->count; i += r->count / 5)
        if (r->frames[i]->whole)
            expect_snapshot_as_live(r, r->frames[i]);
    for (int i = 0; i < r->count; i++)
        frame_free(r->frames[i]);
    programs_end(&r->programs);
    free(r);
}

int main(void)
{
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replay_shows_what_live_showed_through_every_accident),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
