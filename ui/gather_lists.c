/* gather_lists.c: LINKS and FLIGHTS. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/text.h"
#include "flight/show.h"
#include "store/paths.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/marks.h"

enum { PARTS_EVERY_MS = 1000, QUIET_AFTER_MS = 60000, LAG_BEHIND = 1000 };

/* ---- partitions ---------------------------------------------------------------------------- */

void gather_parts(struct view *v)
{
    struct err err = {0};
    int64_t second = v->scene.now_ms / PARTS_EVERY_MS;
    if (v->parts_ms == second && v->part_count > 0)
        return;
    int count = playhead_parts(v->playhead, v->parts, SCENE_MAX_PARTS, &err);
    v->part_count = count < 0 ? 0 : count;
    v->parts_ms = second;
    if (count < 0)
        gather_fail(v, &err);
}

const struct store_part *gather_part(const struct view *v, int32_t id)
{
    for (int i = 0; i < v->part_count; i++)
        if (v->parts[i].id == id)
            return &v->parts[i];
    return NULL;
}

static void part_state(const struct view *v, const struct store_part *p, struct part_row *row)
{
    static const struct {
        const char *word;
        enum rocket_state lamp;
    } states[] = {
        [PART_OK] = {"OK", STATE_OK},           [PART_BEHIND] = {"BEHIND", STATE_LATE},
        [PART_DOWN] = {"DOWN", STATE_RED},      [PART_GONE] = {"GONE", STATE_ENDED},
        [PART_DAMAGED] = {"DAMAGE", STATE_RED},
    };
    int state = v->scene.link_state == LINK_DOWN ? PART_DOWN : p->state;
    if (v->scene.transport.archive) { /* what it was when the recorder ended alarms nobody now */
        row->lamp = STATE_NEVER;
        snprintf(row->state, sizeof row->state, "----");
        return;
    }
    row->lamp = states[state].lamp;
    snprintf(row->state, sizeof row->state, "%s", states[state].word);
    bool quiet = p->heard_ms == STORE_NO_TIME || v->scene.now_ms - p->heard_ms >= QUIET_AFTER_MS;
    if (state == PART_OK && quiet) {
        row->lamp = STATE_QUIET;
        snprintf(row->state, sizeof row->state, "QUIET");
    }
}

static void part_fill(struct view *v, const struct store_part *p, int64_t mono_ms,
                      struct part_row *row)
{
    *row = (struct part_row){.id = p->id,
                             .next = p->next_off,
                             .errors = p->errors + (p->state == PART_DAMAGED),
                             .missed = p->missed};
    row->first = p->low;
    row->lag = p->high > p->next_off ? p->high - p->next_off : 0;
    row->heard_age_ms =
        p->heard_ms == STORE_NO_TIME ? FLIGHT_NO_TIME : v->scene.now_ms - p->heard_ms;
    snprintf(row->name, sizeof row->name, "%.255s/%d", p->topic, (int)p->partition);
    part_state(v, p, row);
    gather_rates(v, p, mono_ms, row);
}

struct clock_search {
    const struct store_part *part;
    char *out;
    size_t size;
};

static int clock_row(void *owner, const struct store_message *m)
{
    static const char *const types[] = {"CreateTime", "LogAppendTime"};
    struct clock_search *search = owner;
    if (m->part != search->part->id)
        return 0;
    if (m->arrival_ms != STORE_NO_TIME && m->ts_type >= 0 && m->ts_type < 2)
        snprintf(search->out, search->size, "producer is %.3f s %s this host; times are %s",
                 fabs((double)(m->arrival_ms - m->t_ms) / 1000.0),
                 m->arrival_ms >= m->t_ms ? "behind" : "ahead of", types[m->ts_type]);
    return 1;
}

/* How far record times lie from ours, by the partition's last message, if that is not long ago. */
static void part_clocks(struct view *v, const struct store_part *p)
{
    enum { BACK = 500 };
    struct links_scene *l = &v->scene.links;
    struct clock_search search = {p, l->clocks, sizeof l->clocks};
    struct err err = {0};
    l->clocks[0] = '\0';
    if (playhead_rows(v->playhead, playhead_last_seq(v->playhead), BACK, -1, clock_row, &search,
                      &err) < 0)
        gather_fail(v, &err);
}

static void part_detail(struct view *v, const struct store_part *p)
{
    struct links_scene *l = &v->scene.links;
    struct err err = {0};
    l->held_low = p->low;
    l->held_high = (p->high > p->next_off ? p->high : p->next_off) - 1; /* asked about before */
    bool begun = p->first_off >= 0 && p->next_off > p->first_off;
    l->cache_low =
        begun ? p->first_off : l->held_low; /* so that the bars begin with the broker's */
    l->cache_high = begun ? p->next_off - 1 : l->held_low - 1;
    l->messages = p->messages;
    int count = playhead_gaps(v->playhead, p->id, l->gaps, (int)ARRAY_SIZE(l->gaps), &err);
    l->gap_count = count < 0 ? 0 : count;
    if (count < 0 || playhead_gap_count(v->playhead, p->id, &l->gaps_all, &err) != 0)
        gather_fail(v, &err);
    l->note[0] = '\0';
    part_clocks(v, p);
    if (p->note[0] != '\0')
        snprintf(l->note, sizeof l->note, "%s", p->note);
    else if (p->errors > 0)
        snprintf(l->note, sizeof l->note,
                 "%lld that are neither text nor JSON, or bad JSON: 3 CONSOLE shows them",
                 (long long)p->errors);
}

static void cache_file(struct view *v)
{
    struct links_scene *l = &v->scene.links;
    struct stat file, log;
    struct statvfs room;
    char wal[STORE_PATH_SIZE];
    struct err err;
    l->cache_bytes = l->free_bytes = -1;
    bytes_to_text(bytes_of(v->cache), l->cache, sizeof l->cache);
    if (v->cache != NULL && store_side_path(v->cache, "-wal", wal, &err) == 0 &&
        stat(v->cache, &file) == 0 && statvfs(v->cache, &room) == 0) {
        l->cache_bytes = file.st_size + (stat(wal, &log) == 0 ? log.st_size : 0);
        l->free_bytes = (int64_t)(room.f_bavail * room.f_frsize);
    }
}

/* What a full disk is to be asked about: the partition that most was received from. */
static void what_grows(struct view *v)
{
    struct links_scene *l = &v->scene.links;
    l->grows[0] = '\0';
    l->grows_bytes = l->all_bytes = 0;
    for (int i = 0; i < v->part_count; i++) {
        const struct store_part *p = &v->parts[i];
        l->all_bytes += p->bytes;
        if (p->bytes <= l->grows_bytes)
            continue;
        l->grows_bytes = p->bytes;
        l->grows_messages = p->messages;
        snprintf(l->grows, sizeof l->grows, "%.79s", l->rows[i].name);
    }
}

/* What is recorded, where that is not simply everything, or not what was asked for. */
static void links_follows(struct view *v)
{
    struct links_scene *l = &v->scene.links;
    char words[STORE_FOLLOWS_SIZE] = "";
    struct err err;
    const char *note = l->status.pid == v->follows_pid ? v->follows_note : "";
    l->follows[0] = '\0';
    if (v->scene.link_state == LINK_NO_RECORDER ||
        playhead_note(v->playhead, STORE_META_FOLLOWS, words, sizeof words, &err) != 0)
        return;
    if (strcmp(words, "all topics") != 0 || note[0] != '\0')
        snprintf(l->follows, sizeof l->follows, "%s%s%s", words, note[0] != '\0' ? ", " : "", note);
}

void gather_links(struct view *v, int64_t mono_ms)
{
    struct links_scene *l = &v->scene.links;
    gather_parts(v);
    gather_rates_look(v, mono_ms);
    l->count = v->part_count;
    for (int i = 0; i < l->count; i++)
        part_fill(v, &v->parts[i], mono_ms, &l->rows[i]);
    v->part = v->part < l->count ? v->part : l->count > 0 ? l->count - 1 : 0;
    struct layout_room room = layout_room(&v->scene, v->rows, v->cols, v->ascii);
    v->part_first = gather_scroll(v->part_first, v->part, l->count, room.part_rows);
    l->first = v->part_first;
    l->selected = v->part;
    l->started_here = v->started_recorder;
    if (l->count > 0)
        part_detail(v, &v->parts[v->part]);
    links_follows(v);
    cache_file(v);
    what_grows(v);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* ---- flights ------------------------------------------------------------------------------- */

static const struct rocket *live_rocket(const struct view *v, int32_t rocket)
{
    const struct fleet *fleet = playhead_live(v->playhead);
    for (int i = 0; i < fleet->count; i++)
        if (fleet->rockets[i]->id == rocket)
            return fleet->rockets[i];
    return NULL;
}

/* A rocket that sends only words has no rate, so it cannot be late. */
static bool is_of_words(const struct view *v, int32_t rocket)
{
    const struct rocket *r = live_rocket(v, rocket);
    return r != NULL && !r->has_numbers;
}

/* "countdown" and "in flight" are said of a flight whose messages say so. */
static void flight_stands(const struct view *v, const struct store_flight *f,
                          struct flight_row *row)
{
    const struct rocket *r = live_rocket(v, f->rocket);
    if (!row->open || r == NULL || r->flight != f->number)
        return;
    row->counting = rocket_counting(r, v->scene.now_ms);
    row->flying = rocket_flying(r, v->scene.now_ms);
}

static void flight_fill(struct view *v, const struct store_flight *f, struct flight_row *row)
{
    *row = (struct flight_row){.id = f->id,
                               .rocket = f->rocket,
                               .start_ms = f->v0_ms,
                               .length_ms = f->v1_ms - f->v0_ms,
                               .messages = f->messages,
                               .silent_ms = f->silent_ms,
                               .source = (enum flight_source)f->source};
    gather_name(v, f->rocket, row->name);
    if (is_of_words(v, f->rocket))
        row->silent_ms = -1;
    snprintf(row->outcome, sizeof row->outcome, "%s", f->outcome);
    row->open = strcmp(f->outcome, "OPEN") == 0;
    struct store_mark marks[50];
    int count = marks_between(v, f->v0_ms, f->v1_ms, marks, (int)ARRAY_SIZE(marks));
    for (int i = 0; i < count; i++)
        row->marks += marks[i].rocket == f->rocket;
    flight_stands(v, f, row);
}

static void flight_top(struct view *v, const struct store_flight *f, struct buf *out)
{
    for (int i = 0; i < v->mission->channel_count && i < 2; i++) {
        const struct mission_channel *channel = &v->mission->channels[i];
        const struct series_cache *c =
            gather_series(v, f->rocket, channel->name, f->v0_ms, f->v1_ms, 1);
        if (isnan(c->max[0]))
            continue;
        struct shown top;
        number_shown(v->mission, channel->name, c->max[0], &top);
        buf_printf(out, "%s%.*f %s", i == 0 ? "top " : ", ", top.value.decimals, top.value.value,
                   top.unit);
    }
}

/* "max-Q 01:11"; false for what has no T or is neither phase nor event. */
static bool flight_event(const struct store_event *e, char out[64])
{
    char age[16];
    if ((e->kind != EVENT_PHASE && e->kind != EVENT_EVENT) || e->clock_ms == FLIGHT_NO_TIME ||
        e->clock_ms < 0)
        return false;
    show_age(e->clock_ms < 1000 ? 1000 : e->clock_ms, age);
    snprintf(out, 64, "%.*s %s", least((int)strcspn(e->text, ",:"), 50), e->text,
             e->clock_ms < 1000 ? "00:00" : age + strspn(age, " "));
    return true;
}

/* Names and times of its phases and events, as many as fit: "max-Q 01:11, MECO 02:30, 3 more". */
static void flight_events(struct view *v, const struct store_flight *f, struct buf *out)
{
    enum { MORE = 12 }; /* columns of ", 999 more" */
    static struct store_event events[SCENE_MAX_MARKS];
    struct err err = {0};
    int count = playhead_bar_events(v->playhead, f->rocket, f->v0_ms, f->v1_ms, events,
                                    SCENE_MAX_MARKS, &err);
    size_t room = (size_t)least(layout_columns(v->rows, v->cols) - 2, 500) - MORE;
    int more = 0;
    for (int i = 0; i < count; i++) {
        char text[64];
        if (!flight_event(&events[i], text))
            continue;
        if (more > 0 || out->len + 2 + strlen(text) > room)
            more++;
        else
            buf_printf(out, "%s%s", out->len > 0 ? ", " : "", text);
    }
    if (more > 0)
        buf_printf(out, ", %d more", more);
}

/* A moment of the flight, by its own T where it has one. */
static void flight_moment(const struct store_flight *f, int64_t ms, char out[16])
{
    char utc[32];
    if (f->t_zero_ms != STORE_NO_TIME) {
        show_clock(ms - f->t_zero_ms, out);
        return;
    }
    show_utc(ms, SHOW_TIME, utc);
    snprintf(out, 16, "%.8sZ", utc);
}

/* "no data T+00:09:24 .. T+00:11:13; "; looked for again only when the flight's silence changed. */
static void flight_silence(struct view *v, const struct store_flight *f, struct buf *out)
{
    enum { LEAST_MS = 2000 };
    struct flight_silence *s = &v->silence;
    char from[16], to[16];
    struct err err = {0};
    if (f->silent_ms < LEAST_MS)
        return;
    if (s->flight != f->id || s->silent_ms != f->silent_ms) {
        *s = (struct flight_silence){.flight = f->id, .silent_ms = f->silent_ms};
        if (playhead_longest_silence(v->playhead, f->rocket, f->v0_ms, f->v1_ms, &s->from_ms,
                                     &s->to_ms, &err) < 0)
            gather_fail(v, &err);
    }
    if (s->to_ms <= s->from_ms) {
        buf_printf(out, "silent for %lld s at most; ", (long long)(f->silent_ms / 1000));
        return;
    }
    flight_moment(f, s->from_ms, from);
    flight_moment(f, s->to_ms, to);
    buf_printf(out, "no data %s .. %s; ", from, to);
}

static void flight_detail(struct view *v, const struct store_flight *f)
{
    struct flights_scene *fs = &v->scene.flights;
    struct buf text = {0};
    gather_bar(v, &fs->bar, f->v0_ms, f->v1_ms, f->rocket);
    gather_bar_gaps(v, &fs->bar, f->rocket);
    if (fs->rows[fs->selected].silent_ms >= 0)
        flight_silence(v, f, &text);
    flight_top(v, f, &text);
    if (text.len > 1 && text.data[text.len - 2] == ';')
        text.len -= 2;
    bytes_to_text(buf_bytes(&text), fs->summary, sizeof fs->summary);
    buf_clear(&text);
    flight_events(v, f, &text);
    bytes_to_text(buf_bytes(&text), fs->events, sizeof fs->events);
    buf_deinit(&text);
}

/* Weather flies nothing. */
static bool is_feed(struct view *v, int32_t rocket)
{
    char name[ROCKET_NAME_SIZE];
    const struct store_rocket *row = playhead_rocket(v->playhead, rocket);
    if (row == NULL)
        return false;
    text_clean(row->name, TEXT_ANY_WIDTH, name, sizeof name);
    return mission_is_feed(v->mission, name);
}

/* Open ones first, then the newest, as they came; without feeds. */
static int order_flights(struct view *v, struct store_flight *flights, int count)
{
    static struct store_flight ended[SCENE_MAX_FLIGHTS];
    int open = 0, others = 0;
    for (int i = 0; i < count; i++) {
        if (is_feed(v, flights[i].rocket))
            continue;
        if (strcmp(flights[i].outcome, "OPEN") == 0)
            flights[open++] = flights[i];
        else
            ended[others++] = flights[i];
    }
    memcpy(flights + open, ended, (size_t)others * sizeof *flights);
    return open + others;
}

void gather_flights(struct view *v)
{
    static struct store_flight flights[SCENE_MAX_FLIGHTS];
    struct flights_scene *fs = &v->scene.flights;
    struct err err = {0};
    int count = playhead_flights(v->playhead, flights, SCENE_MAX_FLIGHTS, &err);
    if (count < 0)
        gather_fail(v, &err);
    fs->count = count < 0 ? 0 : order_flights(v, flights, count);
    fs->older = 0;
    if (count == SCENE_MAX_FLIGHTS && playhead_flight_count(v->playhead, &fs->older, &err) == 0)
        fs->older -= count;
    for (int i = 0; i < fs->count; i++)
        flight_fill(v, &flights[i], &fs->rows[i]);
    fs->selected = 0;
    for (int i = 0; i < fs->count; i++)
        if (fs->rows[i].id == v->flight)
            fs->selected = i;
    struct layout_room room = layout_room(&v->scene, v->rows, v->cols, v->ascii);
    v->flight_first = gather_scroll(v->flight_first, fs->selected, fs->count, room.flight_rows);
    fs->first = v->flight_first;
    if (fs->count == 0)
        return;
    v->flight = fs->rows[fs->selected].id;
    flight_detail(v, &flights[fs->selected]);
}
