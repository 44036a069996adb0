/* gather_sources.c: what the mission's sources name and no message has, for LINKS.
 *
 * Looks at the newest messages when the screen opens, and then at what comes: a bounded number of
 * rows each time. */
#include "flight/source_audit.h"
#include "ui/gather.h"

enum { ROWS_A_LOOK = 500 };

static int look_at(void *owner, const struct store_message *m)
{
    struct gather *g = owner;
    const struct store_part *part = gather_part(g, m->part);
    source_audit_add(g->audit, part != NULL ? part->topic : "", m->key, m->value);
    return 0;
}

static void look(struct gather *g, int64_t last)
{
    struct err err = {0};
    int64_t from = g->audited + 1;
    if (from < last - ROWS_A_LOOK + 1)
        from = last - ROWS_A_LOOK + 1;
    from = from < 1 ? 1 : from;
    g->audited = last;
    if (from <= last &&
        playhead_rows(g->view->playhead, from, (int)(last - from + 1), 1, look_at, g, &err) < 0)
        gather_fail(g, &err);
}

void gather_sources(struct gather *g)
{
    struct links_scene *l = &g->scene->links;
    const struct mission *mission = g->view->mission;
    size_t columns = g->view->cols > LINKS_LABEL ? (size_t)(g->view->cols - LINKS_LABEL) : 0;
    l->source[0] = '\0';
    if (mission->source_count == 0 || mission->sources[0].name[0] == '\0')
        return;
    if (g->audit_mission != mission) {
        source_audit_free(g->audit);
        g->audit = source_audit_new(mission, playhead_schemas(g->view->playhead));
        g->audit_mission = mission;
        g->audited = 0;
    }
    look(g, playhead_last_seq(g->view->playhead));
    source_audit_line(g->audit, l->source,
                      columns + 1 < sizeof l->source ? columns + 1 : sizeof l->source);
}
