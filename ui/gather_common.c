/* gather_common.c: what every part of gathering needs: a rocket and its name, room for rows, a
 * reason for what stays empty. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ui/gather.h"

const struct rocket *gather_rocket_shown(const struct gather *g, int32_t id)
{
    const struct fleet *fleet = playhead_shown(g->view->playhead);
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->id == id)
            return fleet->rockets[i];
    return NULL;
}

void gather_fail(struct gather *g, const struct err *err)
{
    if (g->scene->failed[0] == '\0')
        bytes_to_text(bytes_of(err->text), g->scene->failed, sizeof g->scene->failed);
}

void gather_name(const struct gather *g, int32_t rocket, char out[SCENE_NAME])
{
    const struct fleet *fleet = playhead_live(g->view->playhead);
    if (rocket == 0) {
        snprintf(out, SCENE_NAME, "(link)");
        return;
    }
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->id == rocket) {
            rocket_title(fleet->rockets[i], out);
            return;
        }
    const struct store_rocket *row = playhead_rocket(g->view->playhead, rocket);
    struct rocket r = {.id = 0};
    if (row == NULL) {
        snprintf(out, SCENE_NAME, "(rocket %d)", (int)rocket);
        return;
    }
    rocket_init(&r, row->id, row->name, row->keyless);
    rocket_title(&r, out);
}

void gather_grow_fleet(struct scene *s, int count)
{
    free(s->fleet);
    s->fleet = mem_zero((size_t)count + 1, sizeof *s->fleet);
}
