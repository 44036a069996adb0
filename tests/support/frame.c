/* frame.c: draw, cut out the data cells, compare. */
#include "frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"

enum {
    FLEET_ROWS = 40,
    FLEET_COLS = 120,
    FLAG_COL = 2, /* alarms are of now: a replay raises none */
    HEAD_ROWS = 2,
    FOOT_ROWS = 2,
    UNDER_WAY_MS = 400,
    FRAMES_EACH = 4, /* with one rocket: a chart is drawn anew each second only */
};

static void take_row(const struct canvas *c, int row, int without_col, char out[FRAME_LINE])
{
    struct buf line = {0};
    for (int col = 1; col < c->cols; col++)
        buf_add_text(&line, col == without_col ? " " : canvas_cell(c, row, col)->text);
    bytes_to_text(buf_bytes(&line), out, FRAME_LINE);
    buf_deinit(&line);
}

static void draw(struct view *v, enum screen_id screen, int rows, int cols, int64_t now_ms,
                 struct canvas *c)
{
    v->place.screen = screen;
    v->rows = rows;
    v->cols = cols;
    view_gather(v, now_ms, now_ms);
    canvas_init(c, rows, cols, false);
    layout_draw(&v->scene, c);
}

/* What stands under the rockets when nothing new can be heard, up to the time of day. */
static void take_notice(const struct canvas *c, char out[80])
{
    static const char *const words[] = {"nothing on this screen is newer than ",
                                        "nobody records since "};
    char line[FRAME_LINE];
    out[0] = '\0';
    for (int row = 0; row < c->rows; row++) {
        take_row(c, row, 0, line);
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
            if (strstr(line, words[i]) != NULL)
                snprintf(out, 80, "%.*s", (int)strlen(words[i]) + 8, strstr(line, words[i]));
    }
}

static void take_fleet(struct view *v, struct frame *f, int64_t now_ms)
{
    struct canvas c;
    draw(v, SCREEN_FLEET, FLEET_ROWS, FLEET_COLS, now_ms, &c);
    const struct scene *s = &v->scene;
    f->t_ms = s->at_ms;
    take_row(&c, HEAD_ROWS, 0, f->heading);
    f->fleet = mem_zero((size_t)s->fleet_count + 1, sizeof *f->fleet);
    for (int i = 0; i < s->fleet_count; i++)
        take_row(&c, HEAD_ROWS + 1 + i, FLAG_COL, f->fleet[i]);
    f->fleet_count = s->fleet_count;
    take_notice(&c, f->notice);
    canvas_deinit(&c);
}

/* Every line of EVENTS, not only those that this screen has room for. */
static void take_events(const struct scene *s, struct frame *f)
{
    struct canvas c;
    canvas_init(&c, SCENE_MAX_EVENTS, FLEET_COLS, false);
    pane_event_rows(s, 0, area_of(&c));
    f->events = mem_zero((size_t)s->event_count + 1, sizeof *f->events);
    for (int i = 0; i < s->event_count; i++)
        take_row(&c, i, 0, f->events[i]);
    f->events_count = s->event_count;
    canvas_deinit(&c);
}

static void take_rocket(struct view *v, struct frame *f, int64_t now_ms)
{
    struct canvas c;
    draw(v, SCREEN_ROCKET, 24, 80, now_ms, &c);
    for (int row = 0; row < 24 - HEAD_ROWS - FOOT_ROWS; row++)
        take_row(&c, HEAD_ROWS + row, 0, f->rocket[row]);
    canvas_deinit(&c);
}

struct frame *frame_take(struct view *v, int number, int64_t now_ms)
{
    struct frame *f = mem_zero(1, sizeof *f);
    const struct fleet *fleet = playhead_shown(v->playhead);
    f->number = number;
    f->last_seq = playhead_last_seq(v->playhead);
    if (fleet->count > 0)
        v->place.rocket = fleet->rockets[number / FRAMES_EACH % fleet->count]->id;
    take_fleet(v, f, now_ms);
    take_events(&v->scene, f);
    take_rocket(v, f, now_ms);
    f->link = v->scene.shown_link.state;
    f->parts = v->scene.shown_link.parts;
    f->parts_ok = v->scene.shown_link.parts_ok;
    return f;
}

void frame_free(struct frame *f)
{
    free(f->fleet);
    free(f->events);
    free(f);
}

bool frame_was_under_way(const struct frame *live, struct playhead *p)
{
    struct err err = {0};
    int64_t seq = 0;
    if (playhead_row_at(p, live->t_ms, &seq, &err) != 0)
        fail_msg("%s", err.text);
    return seq > live->last_seq || playhead_link_at(p)->t_ms > live->t_ms - UNDER_WAY_MS;
}

static bool printing; /* what differs */

static bool same_line(const char *what, const char *live, const char *replayed)
{
    if (strcmp(live, replayed) == 0)
        return true;
    if (printing)
        print_error("%s\n  live     %s\n  replayed %s\n", what, live, replayed);
    return false;
}

static bool same_lines(const char *what, char (*live)[FRAME_LINE], int live_count,
                       char (*replayed)[FRAME_LINE], int replayed_count)
{
    bool same = true;
    for (int i = 0; i < live_count || i < replayed_count; i++)
        same = same_line(what, i < live_count ? live[i] : "(no such row)",
                         i < replayed_count ? replayed[i] : "(no such row)") &&
               same;
    return same;
}

bool frame_same(const struct frame *live, const struct frame *replayed, bool print)
{
    printing = print;
    char link[2][64];
    bool same = same_line("FLEET's heading", live->heading, replayed->heading);
    same = same_lines("FLEET", live->fleet, live->fleet_count, replayed->fleet,
                      replayed->fleet_count) &&
           same;
    for (int row = 0; row < FRAME_ROWS; row++)
        same = same_line("ROCKET", live->rocket[row], replayed->rocket[row]) && same;
    same = same_lines("EVENTS", live->events, live->events_count, replayed->events,
                      replayed->events_count) &&
           same;
    same = same_line("notice", live->notice, replayed->notice) && same;
    snprintf(link[0], sizeof link[0], "%d %d/%d", live->link, live->parts_ok, live->parts);
    snprintf(link[1], sizeof link[1], "%d %d/%d", replayed->link, replayed->parts_ok,
             replayed->parts);
    return same_line("link", link[0], link[1]) && same;
}

/* Behind lamp and flag. */
static const char *behind_lamp(const char *line, int signs)
{
    for (; signs > 0 && *line != '\0'; signs--)
        do
            line++;
        while (((unsigned char)*line & 0xc0) == 0x80);
    return line;
}

bool frame_has_row(const char *text, const char *row)
{
    const char *wanted = behind_lamp(row, 3);
    size_t len = strlen(wanted);
    while (len > 0 && wanted[len - 1] == ' ')
        len--;
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *cells = behind_lamp(line, 4);
        if (strncmp(cells, wanted, len) == 0)
            return true;
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return false;
}
