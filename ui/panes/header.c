/* header.c: rows 1 and 2, the same on every screen: which mission, which mode, what time, how the
 * link is, and the worst live alarm whatever is shown. */
#include <stdio.h>
#include <string.h>

#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static const struct {
    const char *word;
    enum role role;
} modes[] = {
    [MODE_LIVE] = {"LIVE", ROLE_GO},          [MODE_CATCH_UP] = {"CATCH-UP", ROLE_CAUTION},
    [MODE_NO_LINK] = {"NO LINK", ROLE_ALARM}, [MODE_NO_REC] = {"NO REC", ROLE_ALARM},
    [MODE_REPLAY] = {"REPLAY", ROLE_REPLAY},
};

static void header_clock(const struct scene *s, struct area a)
{
    char text[32];
    show_utc(s->at_ms, SHOW_DATE_TIME, text);
    int col = area_text(a, 0, 21, 19, ROLE_BAR, text);
    area_text(a, 0, col, 1, ROLE_BAR, "Z");
}

static void header_link(const struct scene *s, struct area a)
{
    char text[32];
    if (s->transport.archive) {
        area_text(a, 0, 43, 15, ROLE_BAR, "archive");
        return;
    }
    if (s->transport.mode == MODE_REPLAY) {
        part_zulu(s->now_ms, text);
        area_printf(a, 0, 43, ROLE_BAR, "now %s", text);
        return;
    }
    part_age(s->link_age_ms, text);
    switch (s->link_state) {
    case LINK_DOWN:
        area_printf(area_part(a, 0, 0, 1, 58), 0, 43, ROLE_ALARM, "link DOWN %s", text);
        break;
    case LINK_NO_RECORDER:
        area_text(a, 0, 43, 15, ROLE_ALARM, "no recorder");
        break;
    case LINK_BEHIND:
        area_printf(a, 0, 43, ROLE_CAUTION, "link BEHIND %d/%d", s->parts_ok, s->parts);
        break;
    default:
        area_printf(a, 0, 43, ROLE_BAR, "link OK %d/%d", s->parts_ok, s->parts);
    }
}

static int alarm_count(char *out, size_t size, int n, char flag)
{
    return n > 0 ? snprintf(out, size, " %d%c", n, flag) : 0;
}

static void header_alarms(const struct scene *s, struct area a)
{
    char text[48] = "ALARM";
    size_t n = 5;
    if (s->alarms_new + s->alarms_acked + s->alarms_shelved == 0) {
        area_text(a, 0, 59, 12, ROLE_BAR, "no alarms");
        return;
    }
    n += (size_t)alarm_count(text + n, sizeof text - n, s->alarms_new, '!');
    n += (size_t)alarm_count(text + n, sizeof text - n, s->alarms_acked, 'a');
    alarm_count(text + n, sizeof text - n, s->alarms_shelved, 's');
    area_text(a, 0, 59, 20, s->alarms_new > 0 ? ROLE_ALARM : ROLE_BAR, text);
}

static void header_wall(const struct scene *s, struct area a)
{
    char age[16];
    if (a.cols < 160 || s->recorder_pid == 0)
        return;
    part_age(s->recorder_age_ms, age);
    area_printf(a, 0, 83, ROLE_BAR, "recorder pid %lld %s", (long long)s->recorder_pid, age);
}

static void header_alarm(const struct scene *s, struct area a, int col, int width,
                         const struct alarm *alarm)
{
    char age[16];
    int end = col + width < a.cols ? col + width : a.cols;
    enum role role = alarm->flag == '!' ? alarm->role : ROLE_BAR;
    struct area part = area_part(a, 1, col, 1, end - col);
    part_age(alarm->age_ms, age);
    int at = area_printf(part, 0, 0, role, "%c %s", alarm->flag,
                         s->transport.mode == MODE_REPLAY ? "LIVE " : "");
    at = area_name(part, 0, at, 11, role, alarm->name);
    at = area_text(part, 0, at, 1, role, " ");
    at = area_data_text(part, 0, at, part.cols - at - 6, role, alarm->words);
    area_printf(part, 0, at, role, " %s", age);
}

/* " 1FLEET 2ROCKET ...": where the screen's tab begins; 0: it has none. Its width in `*width`. */
static int tab_col(enum screen_id id, int *width)
{
    int col = 1;
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const struct screen *screen = screen_of((enum screen_id)i);
        if (screen->digit == 0)
            continue;
        *width = 1 + (int)strlen(screen->tab);
        if (i == (int)id)
            return col;
        col += *width + 1;
    }
    return 0;
}

enum screen_id pane_tab_at(int col)
{
    int id = 0, at, width;
    for (; id < SCREEN_COUNT; id++)
        if ((at = tab_col((enum screen_id)id, &width)) > 0 && col <= at + width)
            break;
    return (enum screen_id)id;
}

static void header_tabs(const struct scene *s, struct area a)
{
    for (int i = 0; i < SCREEN_COUNT; i++) {
        const struct screen *screen = screen_of((enum screen_id)i);
        int width, col = tab_col((enum screen_id)i, &width);
        if (col == 0)
            continue;
        area_printf(a, 1, col, ROLE_BAR, "%c%s", screen->digit, screen->tab);
        if (i != (int)s->place.screen)
            continue;
        area_text(a, 1, col - 1, 1, ROLE_BAR, "[");
        area_text(a, 1, col + width, 1, ROLE_BAR, "]");
        area_role(a, 1, col - 1, width + 2, ROLE_KEY);
    }
}

void pane_header(const struct scene *s, struct area a)
{
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_fill(a, 1, 0, a.cols, ROLE_BAR, " ");
    int col = area_data_text(a, 0, 1, s->crew ? 5 : 10, ROLE_BAR, s->mission);
    if (s->crew)
        area_text(a, 0, col, 6, ROLE_BAR, " crew");
    area_text(a, 0, 12, 8, modes[s->transport.mode].role, modes[s->transport.mode].word);
    header_clock(s, a);
    header_link(s, a);
    header_alarms(s, a);
    header_wall(s, a);
    header_tabs(s, a);
    if (s->transport.archive)
        area_text(a, 1, 49, 31, ROLE_DIM, "archive: nothing records now");
    for (int i = 0; i < s->alarm_count && 49 + 32 * i < a.cols; i++) {
        int width = i == 0 ? 31 : 32;
        int from = i == 0 ? 49 : 83 + 33 * (i - 1);
        if (from + 20 > a.cols)
            break;
        header_alarm(s, a, from, width, &s->alarms[i]);
    }
}
