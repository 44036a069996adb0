#include "ui/scene.h"

#include <stdlib.h>

#include "base/mem.h"

void scene_init(struct scene *s)
{
    *s = (struct scene){0};
    s->console.rows = mem_zero(SCENE_MAX_ROWS, sizeof *s->console.rows);
    s->console.inspector.lines = mem_zero(SCENE_MAX_ROWS, sizeof *s->console.inspector.lines);
    s->log.lines = mem_zero((size_t)2 * SCENE_LOG_HALF, sizeof *s->log.lines);
    s->links.rows = mem_zero(SCENE_MAX_PARTS, sizeof *s->links.rows);
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const struct screen *screen = screen_of((enum screen_id)i);
        if (screen->own_size > 0)
            s->own[i] = mem_zero(1, screen->own_size);
        if (screen->init != NULL)
            screen->init(s->own[i]);
    }
}

void scene_deinit(struct scene *s)
{
    free(s->fleet);
    free(s->channels);
    free(s->console.rows);
    free(s->console.inspector.lines);
    free(s->log.lines);
    free(s->links.rows);
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const struct screen *screen = screen_of((enum screen_id)i);
        if (screen->deinit != NULL)
            screen->deinit(s->own[i]);
        free(s->own[i]);
    }
    *s = (struct scene){0};
}
