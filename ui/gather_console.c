/* gather_console.c: messages as rows. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/gather.h"
#include "ui/layout.h"

void gather_console_row(const struct view *v, const struct store_message *m,
                        struct console_row *row)
{
    static struct decoded decoded;
    const struct store_part *part = gather_part(v, m->part);
    *row = (struct console_row){
        .seq = m->seq, .t_ms = m->t_ms, .off = m->off, .clock_ms = FLIGHT_NO_TIME};
    row->key_none = bytes_is_null(m->key);
    text_clean(m->key, 60, row->key, sizeof row->key);
    snprintf(row->place, sizeof row->place, "%s/%d@%lld", part != NULL ? part->topic : "?",
             part != NULL ? (int)part->partition : 0, (long long)m->off);
    row->value_null = bytes_is_null(m->value);
    row->value_size = m->value.len;
    row->value_len = m->value.len < sizeof row->value ? m->value.len : sizeof row->value;
    if (row->value_len > 0)
        memcpy(row->value, m->value.data, row->value_len);
    message_decode(v->mission, m->value, &decoded);
    row->kind = decoded.kind;
    row->words = decoded_words(&decoded);
    row->bad_at = decoded.bad_at;
    const struct rocket *r = v->times_as_clock ? gather_rocket_shown(v, m->rocket) : NULL;
    if (r != NULL && m->seq >= r->flight_seq0)
        row->clock_ms = rocket_mission_ms(r, m->t_ms);
}

static int add_row(void *owner, const struct store_message *m)
{
    struct view *v = owner;
    struct console_scene *c = &v->scene.console;
    if (c->count >= SCENE_MAX_ROWS)
        return 1;
    gather_console_row(v, m, &c->rows[c->count++]);
    return 0;
}

/* ---- all ----------------------------------------------------------------------------------- */

/* The list holds still when scrolled up: console_top stays, newer rows are counted. */
void gather_console(struct view *v)
{
    struct console_scene *c = &v->scene.console;
    struct layout_room room = layout_room(&v->scene, v->rows, v->cols, v->ascii);
    struct err err = {0};
    int rows = room.console_rows < SCENE_MAX_ROWS ? room.console_rows : SCENE_MAX_ROWS;
    gather_parts(v);
    c->count = 0;
    if (playhead_row_at(v->playhead, v->scene.at_ms, &c->total, &err) != 0)
        gather_fail(v, &err);
    if (v->console_seq > c->total)
        v->console_seq = c->total;
    c->following = v->console_seq == 0;
    c->selected = c->following ? c->total : v->console_seq;
    if (c->following || v->console_top > c->selected || c->selected >= v->console_top + rows)
        v->console_top = c->following || c->selected >= v->console_top + rows
                             ? c->selected - rows + 1
                             : c->selected;
    v->console_top = v->console_top < 1 ? 1 : v->console_top;
    c->at = c->selected;
    int64_t last = v->console_top + rows - 1;
    c->newer = c->total > last ? c->total - last : 0;
    bytes_to_text(bytes_of(v->find), c->find, sizeof c->find);
    int count = last < c->total ? rows : (int)(c->total - v->console_top + 1);
    if (c->total > 0 && playhead_rows(v->playhead, v->console_top, count, 1, add_row, v, &err) < 0)
        gather_fail(v, &err);
    if (c->inspector.open)
        gather_inspector(v);
}
