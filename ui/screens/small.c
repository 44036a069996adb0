/* small.c: what fits below 80x24: a list of the rockets; below 40x6 one row: mode and alarms. */
#include <stdio.h>

#include "flight/show.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"
#include "ui/view_internal.h"

enum { HEAD_ROWS = 4, FOOT_ROWS = 3 };

static const char *const modes[] = {
    [MODE_LIVE] = "LIVE",     [MODE_CATCH_UP] = "CATCH-UP", [MODE_NO_LINK] = "NO LINK",
    [MODE_NO_REC] = "NO REC", [MODE_REPLAY] = "REPLAY",
};

static enum role mode_role(enum link_mode mode)
{
    return mode == MODE_NO_LINK || mode == MODE_NO_REC ? ROLE_ALARM
           : mode == MODE_CATCH_UP                     ? ROLE_CAUTION
           : mode == MODE_REPLAY                       ? ROLE_REPLAY
                                                       : ROLE_BAR;
}

static void small_alarm_counts(const struct scene *s, char out[48])
{
    int n = snprintf(out, 48, "ALARM");
    if (s->alarms_new > 0)
        n += snprintf(out + n, 48 - (size_t)n, " %d!", s->alarms_new);
    if (s->alarms_acked > 0)
        n += snprintf(out + n, 48 - (size_t)n, " %da", s->alarms_acked);
    if (s->alarms_shelved > 0)
        n += snprintf(out + n, 48 - (size_t)n, " %ds", s->alarms_shelved);
    if (n == 5)
        snprintf(out, 48, "no alarms");
}

static void small_top(const struct scene *s, struct area a)
{
    char text[48], age[16];
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 0, 8, mode_role(s->transport.mode), modes[s->transport.mode]);
    int col = (int)strlen(modes[s->transport.mode]) + 1;
    part_zulu(s->at_ms, text);
    col = area_text(a, 0, col, 9, ROLE_BAR, text) + 2;
    part_age(s->link_age_ms, age);
    if (s->transport.archive)
        area_text(a, 0, col, 12, ROLE_BAR, "archive");
    else if (s->link_state == LINK_DOWN)
        area_printf(a, 0, col, ROLE_ALARM, "link DOWN %s", age);
    else if (s->link_state == LINK_NO_RECORDER)
        area_text(a, 0, col, 12, ROLE_ALARM, "no recorder");
    else
        area_printf(a, 0, col, s->link_state == LINK_BEHIND ? ROLE_CAUTION : ROLE_BAR,
                    "link %s %d/%d", s->link_state == LINK_BEHIND ? "BEHIND" : "OK", s->parts_ok,
                    s->parts);
    small_alarm_counts(s, text);
    area_text(a, 1, 0, a.cols, s->alarms_new > 0 ? ROLE_ALARM : ROLE_TEXT, text);
    if (s->alarm_count == 0)
        return;
    const struct alarm *alarm = &s->alarms[0];
    part_age(alarm->age_ms, age);
    area_printf(a, 2, 0, alarm->role, "%c ", alarm->flag);
    col = area_name(a, 2, 2, 11, alarm->role, alarm->name);
    col = area_text(a, 2, col, 1, alarm->role, " ");
    col = area_data_text(a, 2, col, a.cols - col - 6, alarm->role, alarm->words);
    area_printf(a, 2, col, alarm->role, " %s", age);
}

static void small_row(const struct scene *s, const struct fleet_row *f, struct area a, int line)
{
    char clock[16];
    area_text(a, line, 0, 1, part_role(f->state), part_lamp(f->state));
    area_printf(area_part(a, line, 1, 1, 1), 0, 0, f->flag == '!' ? ROLE_ALARM : ROLE_TEXT, "%c",
                f->flag);
    area_name(a, line, 3, 11, f->id == s->place.rocket ? ROLE_SELECT : ROLE_TEXT, f->name);
    area_text(a, line, 15, 5, part_role(f->state), rocket_state_word(f->state));
    show_clock(f->clock_ms, clock);
    area_text(a, line, 21, 10, ROLE_TEXT, clock);
    part_phase(a, line, 32, a.cols - 32, ROLE_TEXT, f->phase, f->phase_stale);
}

static void draw_tiny(const struct scene *s, struct area a)
{
    char text[48];
    small_alarm_counts(s, text);
    int col = area_text(a, 0, 0, a.cols, mode_role(s->transport.mode), modes[s->transport.mode]);
    area_text(a, 0, col + 1, a.cols, s->alarms_new > 0 ? ROLE_ALARM : ROLE_TEXT, text);
}

static int small_room(const struct scene *s, int rows)
{
    (void)s;
    return rows - HEAD_ROWS - FOOT_ROWS;
}

static void small_draw(const struct scene *s, struct area a)
{
    if (layout_kind(a.rows, a.cols) == LAYOUT_TINY) {
        draw_tiny(s, a);
        return;
    }
    small_top(s, a);
    int room = small_room(s, a.rows), first = (int)s->place.lists[SCREEN_FLEET].first;
    for (int i = 0; i < room && first + i < s->fleet_count; i++)
        small_row(s, &s->fleet[first + i], a, HEAD_ROWS + i);
    char hidden[48];
    part_hidden(first, s->fleet_count - first - room, hidden);
    area_text(a, a.rows - 3, 3, a.cols, ROLE_DIM, hidden);
    area_text(a, a.rows - 2, 0, a.cols, ROLE_DIM, "40x12: this list; 80x24: all screens");
    if (s->prompt != PROMPT_NONE)
        pane_hints(s, area_part(a, a.rows - 1, 0, 1, a.cols));
    else if (s->said[0] != '\0')
        area_data_text(a, a.rows - 1, 0, a.cols, ROLE_SELECT, s->said);
    else
        area_text(a, a.rows - 1, 0, a.cols, ROLE_TEXT,
                  s->transport.archive ? "Space pause  Tab next  q quit"
                                       : "Space pause  L live  Tab next  q quit");
}

static const char *small_text(const struct scene *s, int64_t row)
{
    return s->fleet[row].name;
}

static void small_open(struct view *v)
{
    view_say(v, "needs 80x24");
}

/* Whatever was open before: what it hides stays as it is. */
const struct screen screen_small = {
    .draw = small_draw,
    .list = SCREEN_FLEET,
    .head = HEAD_ROWS,
    .room = small_room,
    .choose = view_choose_rocket,
    .text = small_text,
    .open = small_open,
};
