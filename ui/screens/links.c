/* links.c: LINKS, what arrives: partitions, and of the selected one what the broker and the cache
 * hold. */
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "store/paths.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/screens/hints.h"
#include "ui/view_internal.h"
#include "ui/wall.h"

enum {
    QUIET_AFTER_MS = 60000,
    REGISTRY_WORDS = 160,
    REST_ROWS = 14, /* heading, the selected partition, broker, recorder, cache */
};

static void part_state(const struct gather *g, const struct store_part *p, struct part_row *row)
{
    static const struct {
        const char *word;
        enum rocket_state lamp;
    } states[] = {
        [PART_OK] = {"OK", STATE_OK},           [PART_BEHIND] = {"BEHIND", STATE_LATE},
        [PART_DOWN] = {"DOWN", STATE_RED},      [PART_GONE] = {"GONE", STATE_ENDED},
        [PART_DAMAGED] = {"DAMAGE", STATE_RED},
    };
    int state = g->scene->link_state == LINK_DOWN ? PART_DOWN : p->state;
    if (g->scene->transport.archive) { /* what it was when the recorder ended alarms nobody now */
        row->lamp = STATE_NEVER;
        snprintf(row->state, sizeof row->state, "----");
        return;
    }
    row->lamp = states[state].lamp;
    snprintf(row->state, sizeof row->state, "%s", states[state].word);
    bool quiet = p->heard_ms == STORE_NO_TIME || g->scene->now_ms - p->heard_ms >= QUIET_AFTER_MS;
    if (state == PART_OK && quiet) {
        row->lamp = STATE_QUIET;
        snprintf(row->state, sizeof row->state, "QUIET");
    }
}

static void part_fill(struct gather *g, const struct store_part *p, struct part_row *row)
{
    *row = (struct part_row){.id = p->id,
                             .next = p->next_off,
                             .errors = p->errors + (p->state == PART_DAMAGED),
                             .missed = p->missed};
    row->first = p->low;
    row->lag = p->high > p->next_off ? p->high - p->next_off : 0;
    row->heard_age_ms =
        p->heard_ms == STORE_NO_TIME ? FLIGHT_NO_TIME : g->scene->now_ms - p->heard_ms;
    snprintf(row->name, sizeof row->name, "%.255s/%d", p->topic, (int)p->partition);
    part_state(g, p, row);
    gather_rates(g, p, row);
}

struct skew_search {
    const struct store_part *part;
    char *out;
    size_t size;
};

static int clock_row(void *owner, const struct store_message *m)
{
    static const char *const types[] = {"CreateTime", "LogAppendTime"};
    struct skew_search *search = owner;
    if (m->part != search->part->id)
        return 0;
    if (m->arrival_ms == STORE_NO_TIME || m->ts_type < 0 || m->ts_type >= 2)
        return 1;
    char words[CLOCK_WORDS_SIZE];
    clock_message_words(m->t_ms, m->arrival_ms, words);
    if (words[0] != '\0')
        snprintf(search->out, search->size, "%s; times are %s", words, types[m->ts_type]);
    else
        snprintf(search->out, search->size, "producer is %.3f s %s this host; times are %s",
                 fabs((double)(m->arrival_ms - m->t_ms) / 1000.0),
                 m->arrival_ms >= m->t_ms ? "behind" : "ahead of", types[m->ts_type]);
    return 1;
}

/* How far record times lie from ours, by the partition's last message, if that is not long ago. */
static void part_clocks(struct gather *g, const struct store_part *p)
{
    enum { BACK = 500 };
    struct links_scene *l = &g->scene->links;
    struct skew_search search = {p, l->clocks, sizeof l->clocks};
    struct err err = {0};
    l->clocks[0] = '\0';
    if (playhead_rows(g->view->playhead, playhead_last_seq(g->view->playhead), BACK, -1, clock_row,
                      &search, &err) < 0)
        gather_fail(g, &err);
}

static void part_detail(struct gather *g, const struct store_part *p)
{
    struct links_scene *l = &g->scene->links;
    struct err err = {0};
    l->held_low = p->low;
    l->held_high = (p->high > p->next_off ? p->high : p->next_off) - 1; /* asked about before */
    bool begun = p->first_off >= 0 && p->next_off > p->first_off;
    l->cache_low =
        begun ? p->first_off : l->held_low; /* so that the bars begin with the broker's */
    l->cache_high = begun ? p->next_off - 1 : l->held_low - 1;
    l->messages = p->messages;
    int count = playhead_gaps(g->view->playhead, p->id, l->gaps, (int)ARRAY_SIZE(l->gaps), &err);
    l->gap_count = count < 0 ? 0 : count;
    if (count < 0 || playhead_gap_count(g->view->playhead, p->id, &l->gaps_all, &err) != 0)
        gather_fail(g, &err);
    l->note[0] = '\0';
    part_clocks(g, p);
    if (p->note[0] != '\0')
        snprintf(l->note, sizeof l->note, "%s", p->note);
    else if (p->errors > 0)
        snprintf(l->note, sizeof l->note,
                 "%lld that are neither text nor JSON, or bad JSON: 3 CONSOLE shows them",
                 (long long)p->errors);
}

static void cache_file(struct gather *g)
{
    struct links_scene *l = &g->scene->links;
    struct stat file, log;
    struct statvfs room;
    char wal[STORE_PATH_SIZE];
    struct err err;
    l->cache_bytes = l->free_bytes = -1;
    bytes_to_text(bytes_of(g->view->cache), l->cache, sizeof l->cache);
    if (g->view->cache != NULL && store_side_path(g->view->cache, "-wal", wal, &err) == 0 &&
        stat(g->view->cache, &file) == 0 && statvfs(g->view->cache, &room) == 0) {
        l->cache_bytes = file.st_size + (stat(wal, &log) == 0 ? log.st_size : 0);
        l->free_bytes = (int64_t)(room.f_bavail * room.f_frsize);
    }
}

/* What a full disk is to be asked about: the partition that most was received from. */
static void what_grows(struct gather *g)
{
    struct links_scene *l = &g->scene->links;
    l->grows[0] = '\0';
    l->grows_bytes = l->all_bytes = 0;
    for (int i = 0; i < g->part_count; i++) {
        const struct store_part *p = &g->parts[i];
        l->all_bytes += p->bytes;
        if (p->bytes <= l->grows_bytes)
            continue;
        l->grows_bytes = p->bytes;
        l->grows_messages = p->messages;
        snprintf(l->grows, sizeof l->grows, "%.79s", l->rows[i].name);
    }
}

/* Why the schemas of messages cannot be had. */
static void links_registry(struct gather *g, const char *words)
{
    char why[REGISTRY_WORDS] = "", *out = g->scene->links.follows;
    struct err err;
    if (playhead_note(g->view->playhead, STORE_META_REGISTRY, why, sizeof why, &err) == 0 &&
        why[0] != '\0')
        snprintf(out, sizeof g->scene->links.follows, "%.60s; schemas: %s", words, why);
}

/* What is recorded, where that is not simply everything, or not what was asked for. */
static void links_follows(struct gather *g)
{
    struct links_scene *l = &g->scene->links;
    char words[STORE_FOLLOWS_SIZE] = "";
    struct err err;
    const char *note = l->status.pid == g->view->follows_pid ? g->view->follows_note : "";
    l->follows[0] = '\0';
    if (g->scene->link_state == LINK_NO_RECORDER ||
        playhead_note(g->view->playhead, STORE_META_FOLLOWS, words, sizeof words, &err) != 0)
        return;
    if (strcmp(words, "all topics") != 0 || note[0] != '\0')
        snprintf(l->follows, sizeof l->follows, "%s%s%s", words, note[0] != '\0' ? ", " : "", note);
    links_registry(g, words);
}

static void links_gather(struct gather *g)
{
    struct links_scene *l = &g->scene->links;
    gather_parts(g);
    gather_rates_look(g);
    l->count = g->part_count;
    for (int i = 0; i < l->count; i++)
        part_fill(g, &g->parts[i], &l->rows[i]);
    struct list *list = &g->scene->place.lists[SCREEN_LINKS];
    list_show(list, l->count, gather_room(g, SCREEN_LINKS));
    l->started_here = g->view->started_recorder;
    if (l->count > 0)
        part_detail(g, &g->parts[list->selected]);
    gather_sources(g);
    links_follows(g);
    cache_file(g);
    what_grows(g);
}

/* ---- the screen ------------------------------------------------------------------------------ */

static int links_room(const struct scene *s, int rows)
{
    (void)s;
    return rows - REST_ROWS;
}

static struct wall links_wall(const struct scene *s, int rows)
{
    return wall_list(s, rows, pane_links_rows(&s->links), false);
}

static const char *links_text(const struct scene *s, int64_t row)
{
    return s->links.rows[row].name;
}

/* The partition's last message, in CONSOLE. */
static void links_open(struct view *v)
{
    const struct links_scene *l = &v->scene.links;
    char where[360], said[120];
    struct err err;
    int64_t t, seq;
    if (l->count == 0)
        return;
    const struct part_row *row = &l->rows[v->place.lists[SCREEN_LINKS].selected];
    snprintf(where, sizeof where, "%s@%lld", row->name, (long long)(row->next - 1));
    view_show_screen(v, SCREEN_CONSOLE);
    if (playhead_when(v->playhead, NULL, where, 0, &t, said, &err) == 0 &&
        playhead_row_at(v->playhead, t, &seq, &err) == 0)
        view_select(v, SCREEN_CONSOLE, seq - 1);
}

static const struct hint *links_hints(const struct scene *s, int *count)
{
    (void)s;
    HINTS(count, {ACTION_UP, NULL, "select", 0}, {ACTION_OPEN, NULL, "its messages", 0},
          {ACTION_GOTO, NULL, "go to offset", 0}, {ACTION_FIND, NULL, "find", 0},
          {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_links = {
    .name = "links",
    .digit = '5',
    .tab = "LINKS",
    .more = "broker, recorder, partitions: what arrives and what was missed",
    .gather = links_gather,
    .draw = pane_links,
    .wall = links_wall,
    .list = SCREEN_LINKS,
    .head = 1,
    .room = links_room,
    .text = links_text,
    .open = links_open,
    .hints = links_hints,
};
