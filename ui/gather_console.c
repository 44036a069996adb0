/* gather_console.c: messages as rows, and the one that is open taken apart. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "flight/show.h"
#include "store/headers.h"
#include "ui/gather.h"
#include "ui/layout.h"

static void row_fill(const struct view *v, const struct store_message *m, struct console_row *row)
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
    message_decode(m->value, &decoded);
    row->kind = decoded.kind;
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
    row_fill(v, m, &c->rows[c->count++]);
    return 0;
}

/* ---- the inspector ------------------------------------------------------------------------- */

static void inspector_headers(const struct store_message *m, struct inspector *in)
{
    struct store_headers walk;
    struct store_header header;
    struct buf text = {0};
    store_headers_begin(&walk, m->headers);
    while (text.len < 400 && store_headers_next(&walk, &header)) {
        buf_add_text(&text, text.len > 0 ? "  " : "");
        buf_add_bytes(&text, header.name);
        buf_add_byte(&text, '=');
        if (bytes_is_null(header.value))
            buf_add_text(&text, "(null)");
        else
            buf_add_bytes(&text, header.value);
    }
    text_clean(buf_bytes(&text), 190, in->headers, sizeof in->headers);
    buf_deinit(&text);
}

static void field_number(const struct view *v, const struct decoded_number *n, struct field_row *f)
{
    const struct mission_channel *named = mission_channel(v->mission, n->name);
    snprintf(f->name, sizeof f->name, "%s", n->name);
    text_clean(n->says, 18, f->says, sizeof f->says);
    if (v->mission->time_channel != NULL && strcmp(n->name, v->mission->time_channel) == 0) {
        snprintf(f->label, sizeof f->label, "clock");
        show_clock((int64_t)floor(n->value * 1000), f->value);
    } else if (named != NULL) {
        snprintf(f->label, sizeof f->label, "%s", named->label);
        snprintf(f->unit, sizeof f->unit, "%s", named->unit);
        show_number(n->value * named->scale, named->decimals, 1, f->value);
        snprintf(f->state, sizeof f->state, "%s", isnan(n->value) ? "NaN" : "OK");
        if (named->scale < 1 || named->scale > 1)
            snprintf(f->note, sizeof f->note, "x %g", named->scale);
    } else if (v->mission->channel_count == 0) {
        snprintf(f->label, sizeof f->label, "%s", n->name);
        show_number(n->value, 1, 1, f->value);
        snprintf(f->state, sizeof f->state, "OK");
    } else {
        snprintf(f->note, sizeof f->note, "(not in the mission)");
    }
}

static void field_text(const struct view *v, const struct decoded *d, struct field_row *f)
{
    static const char *const effects[] = {
        [WORD_COUNTDOWN] = "opens a flight", [WORD_HOLD] = "phase HOLD, clock stops",
        [WORD_RESUME] = "the clock runs",    [WORD_PHASE] = "phase",
        [WORD_LIFTOFF] = "T-0: lift-off",    [WORD_ENDED] = "ENDED",
    };
    const struct mission_word *word = mission_word(v->mission, d->text);
    text_clean(d->text, 30, f->says, sizeof f->says);
    snprintf(f->name, sizeof f->name, "%s", d->kind == DECODED_TEXT ? "text" : "event");
    if (word == NULL)
        snprintf(f->note, sizeof f->note, "an event");
    else
        snprintf(f->note, sizeof f->note, "%s %s", effects[word->effect],
                 word->effect == WORD_PHASE || word->effect == WORD_ENDED ? word->phase : "");
}

static void inspector_fields(const struct view *v, const struct store_message *m,
                             struct inspector *in)
{
    static struct decoded d;
    message_decode(m->value, &d);
    in->field_count = 0;
    if (!bytes_is_null(d.text))
        field_text(v, &d, &in->fields[in->field_count++]);
    for (int i = 0; i < d.count && in->field_count < SCENE_MAX_FIELDS; i++)
        field_number(v, &d.numbers[i], &in->fields[in->field_count++]);
    if (d.kind == DECODED_NULL)
        snprintf(in->fields[in->field_count++].note, sizeof in->fields[0].note,
                 "a tombstone: no value");
    if (d.kind == DECODED_BINARY)
        snprintf(in->fields[in->field_count++].note, sizeof in->fields[0].note,
                 "nothing; x shows the bytes");
    if (d.kind == DECODED_BAD_JSON)
        snprintf(in->fields[in->field_count++].note, sizeof in->fields[0].note,
                 "bad JSON at byte %zu", d.bad_at);
}

static int inspect_row(void *owner, const struct store_message *m)
{
    struct view *v = owner;
    struct inspector *in = &v->scene.console.inspector;
    bool open = in->open;
    *in = (struct inspector){.open = open,
                             .form = v->form,
                             .ts_type = m->ts_type,
                             .arrival_ms = m->arrival_ms,
                             .key_size = (int)m->key.len};
    row_fill(v, m, &in->row);
    inspector_headers(m, in);
    in->body_len = m->value.len < sizeof in->body ? m->value.len : sizeof in->body;
    if (in->body_len > 0)
        memcpy(in->body, m->value.data, in->body_len);
    inspector_fields(v, m, in);
    return 1;
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
    if (c->inspector.open && c->total > 0 &&
        playhead_rows(v->playhead, c->selected, 1, 1, inspect_row, v, &err) < 0)
        gather_fail(v, &err);
}
