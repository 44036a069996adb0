/* console.c: CONSOLE, every message as it came, in seq order: row 0 of its list is seq 1. */
#include "ui/screens/console.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/screens/hints.h"
#include "ui/search.h"
#include "ui/view_internal.h"

void console_row_fill(const struct gather *g, const struct store_message *m,
                      struct console_row *row)
{
    static struct decoded decoded;
    const struct store_part *part = gather_part(g, m->part);
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
    decoded.schemas = playhead_schemas(g->view->playhead);
    message_decode(gather_mission(g, m), m->value, &decoded);
    memcpy(row->why, decoded.why, sizeof row->why);
    row->kind = decoded.kind;
    row->words = decoded_words(&decoded);
    row->bad_at = decoded.bad_at;
    const struct rocket *r = g->view->times_as_clock ? gather_rocket_shown(g, m->rocket) : NULL;
    if (r != NULL && m->seq >= r->flight_seq0)
        row->clock_ms = rocket_mission_ms(r, m->t_ms);
}

static int add_row(void *owner, const struct store_message *m)
{
    struct gather *g = owner;
    struct console_scene *c = &g->scene->console;
    if (c->count >= SCENE_MAX_ROWS)
        return 1;
    console_row_fill(g, m, &c->rows[c->count++]);
    return 0;
}

/* The list holds still when scrolled up: its first row stays, newer rows are counted. */
static void console_gather(struct gather *g)
{
    struct console_scene *c = &g->scene->console;
    struct list *list = &g->scene->place.lists[SCREEN_CONSOLE];
    const struct view *v = g->view;
    struct err err = {0};
    int rows = gather_room(g, SCREEN_CONSOLE);
    rows = rows < SCENE_MAX_ROWS ? rows : SCENE_MAX_ROWS;
    gather_parts(g);
    c->count = 0;
    if (playhead_row_at(v->playhead, g->scene->at_ms, &c->total, &err) != 0)
        gather_fail(g, &err);
    list->followed = list->followed || c->total == 0;
    list_show(list, c->total, rows);
    c->following = list->followed;
    c->selected = c->at = list->selected + 1;
    int64_t last = list->first + rows;
    c->newer = c->total > last ? c->total - last : 0;
    bytes_to_text(bytes_of(v->find), c->find, sizeof c->find);
    int count = last < c->total ? rows : (int)(c->total - list->first);
    if (c->total > 0 && playhead_rows(v->playhead, list->first + 1, count, 1, add_row, g, &err) < 0)
        gather_fail(g, &err);
}

/* ---- the screen ------------------------------------------------------------------------------ */

static int console_room(const struct scene *s, int rows)
{
    bool open = s->place.screen == SCREEN_CONSOLE && s->place.inspect.open;
    return open ? screen_inspector.room(s, rows) : rows - CONSOLE_HEAD;
}

int64_t console_count(struct view *v)
{
    return view_last_row(v);
}

int64_t console_message(const struct view *v)
{
    int64_t seq = view_console_seq(v);
    return seq != 0 ? seq : view_last_row(v);
}

static void console_open(struct view *v)
{
    struct list *list = &v->place.lists[SCREEN_CONSOLE];
    int64_t seq = console_message(v);
    list->count = view_last_row(v);
    if (seq != 0)
        list_select(list, seq - 1);
    v->place.inspect.open = seq != 0;
}

void console_find(struct view *v, int direction)
{
    search_start(v, direction);
    search_slice(v);
}

/* The row that is selected, or the last one shown. */
static const struct console_row *console_row(const struct scene *s)
{
    for (int i = 0; i < s->console.count; i++)
        if (s->console.rows[i].seq == s->console.selected)
            return &s->console.rows[i];
    return &s->console.rows[s->console.count - 1];
}

/* The command that prints this very message. */
bool console_copy(struct view *v)
{
    char place[320];
    bytes_to_text(bytes_of(console_row(&v->scene)->place), place, sizeof place);
    char *at = strrchr(place, '@'), *slash = strrchr(place, '/');
    if (at == NULL || slash == NULL || !view_is_plain(place) || !view_is_plain(v->scene.broker))
        return false;
    *at = *slash = '\0';
    snprintf(v->copy, sizeof v->copy,
             "kafka-console-consumer.sh --bootstrap-server %s --topic %s --partition %s "
             "--offset %s --max-messages 1",
             v->scene.broker, place, slash + 1, at + 1);
    return true;
}

static const struct hint *console_hints(const struct scene *s, int *count)
{
    (void)s;
    HINTS(count, {ACTION_UP, NULL, "select", 0}, {ACTION_OPEN, NULL, "inspect", 0},
          {ACTION_FIND, NULL, "find", 0}, {ACTION_PLAY_FROM, NULL, "play from here", 0},
          {ACTION_LAST, NULL, "last", 0}, {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_console = {
    .name = "console",
    .digit = '3',
    .tab = "CONSOLE",
    .more = "every message as it came; Enter looks inside one",
    .gather = console_gather,
    .draw = pane_console,
    .list = SCREEN_CONSOLE,
    .head = CONSOLE_HEAD,
    .room = console_room,
    .count = console_count,
    .find = console_find,
    .open = console_open,
    .copy = console_copy,
    .message = console_message,
    .hints = console_hints,
};
