/* view_kit.c: see view_kit.h. */
#include "test.h"

#include "demo_mission.h"
#include "view_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ui/layout.h"
#include "ui/render.h"

int64_t at(int second)
{
    return ((int64_t)T0 + second) * 1000;
}

void look(struct view *v)
{
    view_gather(v, at(SECONDS), 0);
}

void press(struct view *v, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        view_key(v, *keys == '\n' ? KEYCODE_ENTER : *keys);
        look(v);
    }
}

struct view *open_view_by(const struct mission *mission, const char *cache)
{
    struct view *v = mem_zero(1, sizeof *v);
    struct err err = {0};
    clock_fake(at(SECONDS), 0);
    view_init(v, mission);
    v->cache = cache;
    assert_int_equal(playhead_open(&v->playhead, cache, mission, at(SECONDS), &err), 0);
    while (playhead_pump(v->playhead, at(SECONDS), &err) > 0)
        ;
    playhead_tick(v->playhead, at(SECONDS), 0, &err);
    look(v);
    return v;
}

struct view *open_view_of(const char *cache)
{
    return open_view_by(&mission_demo, cache);
}

static char launch[64];

int record_launch(void **state)
{
    struct recording r;
    char value[100];
    (void)state;
    snprintf(launch, sizeof launch, "/tmp/view-launch.%ld.db", (long)getpid());
    recording_begin(&r, launch, &mission_demo);
    recording_say(&r, NULL, at(1), at(1), "Countdown started");
    recording_say(&r, NULL, at(2), at(2), "Liftoff");
    for (int s = 3; s < SECONDS; s++) {
        snprintf(value, sizeof value, "{\"velocity\": %d.5, \"altitude\": %d}", s * 10, s);
        recording_say(&r, "F9-A", at(s), at(s), value);
        recording_say(&r, "F9-B", at(s), at(s), s == 30 ? "max-Q, here" : "{\"velocity\": 7}");
    }
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return 0;
}

int remove_launch(void **state)
{
    (void)state;
    recording_remove(launch);
    clock_fake(-1, 0);
    return 0;
}

struct view *open_launch(void)
{
    return open_view_of(launch);
}

const char *selected_name(const struct view *v)
{
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == v->scene.place.rocket)
            return v->scene.fleet[i].name;
    return "";
}

void close_view(struct view *v)
{
    playhead_close(v->playhead);
    view_deinit(v);
    free(v);
}

void draw(struct view *v, struct buf *out)
{
    struct canvas canvas;
    look(v);
    canvas_init(&canvas, v->rows, v->cols, v->ascii);
    layout_draw(&v->scene, &canvas);
    render_text(&canvas, out);
    canvas_deinit(&canvas);
}

bool shows(struct view *v, const char *text)
{
    struct buf frame = {0};
    draw(v, &frame);
    bool found = strstr(buf_text(&frame), text) != NULL;
    buf_deinit(&frame);
    return found;
}
