/* test_same_cells.c: what the screen shows at T in a replay is what it showed live at T.
 *
 * A flight is recorded message by message under a fake clock while a live view draws FLEET and
 * ROCKET each second; later another view of the same cache goes to each of those moments, in an
 * order that jumps, and every data cell must be the same: gaps, late messages and dead links too.
 */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "demo_mission.h"
#include "recording.h"
#include "timed_view.h"
#include "ui/layout.h"
#include "ui/render.h"
#include "ui/view.h"

enum { SECONDS = 150, T0 = 1795000000, SCREENS = 2, LINK_DIES = 60, LINK_LIVES = 75 };

static char path[64];

static const struct {
    int from, to; /* seconds it is silent */
} silence = {20, 41};

struct frames {
    struct buf text[SECONDS][SCREENS];
};

static int64_t at(int second)
{
    return ((int64_t)T0 + second) * 1000;
}

static void say(struct recording *r, const char *key, int64_t t, int64_t arrival, const char *fmt,
                double a, double b)
{
    char value[200];
    snprintf(value, sizeof value, fmt, a, b);
    recording_say(r, key, t, arrival, value);
}

/* What happens in second s: two rockets at 5 Hz, one with a gap, one with late messages; a text
 * rocket; for a while the link is dead and all comes afterwards. */
static void fly(struct recording *r, int s, int64_t arrival_shift)
{
    for (int i = 0; i < 5; i++) {
        int64_t t = at(s) + i * 200;
        double x = s + i / 5.0;
        if (s < silence.from || s >= silence.to)
            say(r, "F9-A", t, t + 20 + arrival_shift, "{\"velocity\": %.3f, \"altitude\": %.3f}",
                x * 21.5, x * x / 9);
        if (s % 7 != 3)
            say(r, "F9-B", t - (s % 5 == 4 ? 9000 : 0), t + 30 + arrival_shift,
                "{\"velocity\": %.3f, \"q\": %.1f}", 1000 - x * 3, x * 100);
    }
    if (s == 5)
        recording_say(r, NULL, at(s) + 500, at(s) + 510 + arrival_shift, "Countdown started");
    if (s == 15)
        recording_say(r, NULL, at(s) + 500, at(s) + 510 + arrival_shift, "Liftoff");
    if (s == 90)
        recording_say(r, NULL, at(s) + 100, at(s) + 110 + arrival_shift, "Landing successful");
}

static bool is_dead(int second)
{
    return second >= LINK_DIES && second < LINK_LIVES;
}

/* The data rows of a screen at the end of second `s`, then its events. */
static const char *draw(struct view *v, int screen, int s, int64_t now, struct buf *out)
{
    enum { EVENT_ROWS = 2, FLAG_COL = 2 };
    struct canvas c;
    v->place.screen = screen == 0 ? SCREEN_FLEET : SCREEN_ROCKET;
    v->place.rocket = 1 + s % 2; /* F9-A, F9-B by turns */
    view_gather(v, now, now - at(0));
    canvas_init(&c, v->rows, v->cols, v->ascii);
    layout_draw(&v->scene, &c);
    /* Without rows 1, 2 (mode, alarms of now) and 23, 24. */
    int rows = screen == 0 ? 1 + v->scene.fleet_count : c.rows - 4 - EVENT_ROWS;
    struct area body = area_part(area_of(&c), 2, 0, rows, c.cols);
    for (int row = 0; row < body.rows; row++) {
        for (int col = 0; col < body.cols; col++)
            if (screen != 0 || col != FLAG_COL) /* alarms are of now, a replay raises none */
                buf_add_text(out, canvas_cell(&c, body.row + row, col)->text);
        buf_add_byte(out, '\n');
    }
    for (int i = 0; i < v->scene.event_count; i++)
        buf_printf(out, "%lld %s %s\n", (long long)v->scene.events[i].v_ms, v->scene.events[i].name,
                   v->scene.events[i].text);
    canvas_deinit(&c);
    return buf_text(out);
}

/* Records second after second and keeps what the live view drew at the end of each. */
static void fly_live(struct frames *frames)
{
    struct recording r;
    struct view *live = NULL;
    snprintf(path, sizeof path, "/tmp/same-cells-test.%ld.db", (long)getpid());
    recording_begin(&r, path, &mission_demo);
    for (int s = 0; s < SECONDS; s++) {
        int64_t now = at(s + 1);
        bool dead = is_dead(s);
        clock_fake(now, (now - at(0)) * 1000000);
        if (s == LINK_DIES)
            recording_link(&r, now, LINK_DOWN, "localhost:9092: connection refused");
        if (s == LINK_LIVES) {
            recording_link(&r, now, LINK_OK, "");
            for (int missed = LINK_DIES; missed < LINK_LIVES; missed++)
                fly(&r, missed, at(s) - at(missed));
        }
        if (!dead)
            fly(&r, s, 0);
        if (!dead)
            recording_tick(&r, now);
        recording_beat(&r, now, dead ? LINK_DOWN : LINK_OK);
        recording_commit(&r);
        if (live == NULL)
            live = timed_view_open(&mission_demo, path, now, at(0));
        timed_view_pump(live, now, at(0));
        for (int screen = 0; screen < SCREENS; screen++)
            draw(live, screen, s, now, &frames->text[s][screen]);
    }
    timed_view_close(live);
    recording_end(&r);
}

/* Names the rows that differ before it fails. */
static void expect_same(int second, const char *replayed, const char *live)
{
    if (strcmp(replayed, live) == 0)
        return;
    while (*replayed != '\0' || *live != '\0') {
        size_t a = strcspn(replayed, "\n"), b = strcspn(live, "\n");
        if (a != b || memcmp(replayed, live, a) != 0)
            print_error("live     %.*s\nreplayed %.*s\n", (int)b, live, (int)a, replayed);
        replayed += a + (replayed[a] != '\0');
        live += b + (live[b] != '\0');
    }
    fail_msg("at second %d", second + 1);
}

static void a_replay_shows_the_very_cells_that_live_showed(void **state)
{
    struct frames *frames = mem_zero(1, sizeof *frames);
    char said[80];
    struct err err = {0};
    (void)state;
    fly_live(frames);
    assert_non_null(strstr(buf_text(&frames->text[50][1]), "velocity "));
    int64_t later = at(SECONDS + 100);
    clock_fake(later, (later - at(0)) * 1000000);
    struct view *v = timed_view_open(&mission_demo, path, later, at(0));
    assert_int_equal(playhead_pause(v->playhead, said, &err), 0);
    for (int k = 0; k < SECONDS; k++) {
        int s = (k * 67 + 11) % SECONDS; /* forwards and backwards, each once */
        int64_t t = at(s + 1);
        assert_int_equal(playhead_seek(v->playhead, t, said, &err), 0);
        for (int screen = 0; screen < SCREENS; screen++) {
            struct buf replayed = {0};
            draw(v, screen, s, later, &replayed);
            expect_same(s, buf_text(&replayed), buf_text(&frames->text[s][screen]));
            buf_deinit(&replayed);
        }
    }
    timed_view_close(v);
    for (int s = 0; s < SECONDS; s++)
        for (int screen = 0; screen < SCREENS; screen++)
            buf_deinit(&frames->text[s][screen]);
    free(frames);
    clock_fake(-1, 0);
    recording_remove(path);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replay_shows_the_very_cells_that_live_showed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
