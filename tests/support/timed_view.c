/* timed_view.c: see timed_view.h. */
#include "test.h"

#include "timed_view.h"

#include <stdlib.h>

#include "base/mem.h"

void timed_view_pump(struct view *v, int64_t now_ms, int64_t began_ms)
{
    struct err err = {0};
    int rc;
    while ((rc = playhead_pump(v->playhead, now_ms, &err)) > 0)
        continue;
    if (rc < 0)
        fail_msg("%s", err.text);
    assert_true(playhead_tick(v->playhead, now_ms, (now_ms - began_ms) * 1000000, &err) >= 0);
}

struct view *timed_view_open(const struct mission *mission, const char *cache, int64_t now_ms,
                             int64_t began_ms)
{
    struct view *v = mem_zero(1, sizeof *v);
    struct err err = {0};
    view_init(v, mission);
    v->cache = cache;
    if (playhead_open(&v->playhead, cache, mission, now_ms, &err) != 0)
        fail_msg("%s", err.text);
    timed_view_pump(v, now_ms, began_ms);
    return v;
}

void timed_view_close(struct view *v)
{
    playhead_close(v->playhead);
    view_deinit(v);
    free(v);
}
