/* partitions.c: LINKS, what arrives: partitions and, of the selected one, what the broker still
 * holds, what the cache holds, what was missed; broker, recorder, cache. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

enum { DETAIL_ROWS = 13, BAR_COL = 8, BAR_WIDTH = 40, OFFSETS_SIZE = 48 };

static void links_row(const struct part_row *p, struct area a, int line)
{
    char text[16], age[16];
    area_text(a, line, 1, 1, part_role(p->lamp), part_lamp(p->lamp));
    area_name(a, line, 3, 12, ROLE_TEXT, p->name);
    area_text(a, line, 16, 6, p->lamp == STATE_RED ? ROLE_ALARM : part_role(p->lamp), p->state);
    part_rate(p->rate, 5, text);
    area_text(a, line, 23, 5, ROLE_TEXT, text);
    part_rate(p->bytes_rate, 5, text);
    area_text(a, line, 29, 5, ROLE_TEXT, text);
    show_count(p->lag, 6, text, sizeof text);
    area_right(a, line, 41, ROLE_TEXT, part_trim(text));
    show_age(p->heard_age_ms, age);
    area_text(a, line, 42, 5, ROLE_TEXT, age);
    struct area numbers = area_part(a, line, 0, 1, 79);
    snprintf(text, sizeof text, "%8lld", (long long)p->first);
    area_right(numbers, 0, 56, ROLE_TEXT, text);
    snprintf(text, sizeof text, "%8lld", (long long)p->next);
    area_right(numbers, 0, 65, ROLE_TEXT, text);
    show_count(p->errors, 6, text, sizeof text);
    area_right(numbers, 0, 72, p->errors > 0 ? ROLE_KEY : ROLE_TEXT, part_trim(text));
    show_count(p->missed, 6, text, sizeof text);
    area_right(numbers, 0, 79, p->missed > 0 ? ROLE_STALE : ROLE_TEXT, part_trim(text));
}

/* Offsets from..to of what either side holds, in a bar over all of it. */
static int offset_cell(const struct links_scene *l, int64_t off)
{
    int64_t low = l->cache_low < l->held_low ? l->cache_low : l->held_low;
    int64_t high = l->cache_high > l->held_high ? l->cache_high : l->held_high;
    if (high <= low)
        return 0;
    return (int)((double)(off - low) * (BAR_WIDTH - 1) / (double)(high - low) + 0.5);
}

static void offset_bar(const struct links_scene *l, struct area a, int line, int64_t low,
                       int64_t high)
{
    if (high < low)
        return;
    int from = offset_cell(l, low), to = offset_cell(l, high);
    area_fill(a, line, BAR_COL + from, to - from + 1, ROLE_CHART, "─");
    area_text(a, line, BAR_COL + from, 1, ROLE_CHART, "├");
    area_text(a, line, BAR_COL + to, 1, ROLE_CHART, "┤");
}

static void links_missed(const struct links_scene *l, struct area a, int line)
{
    enum { SHOWN = 2 };
    if (l->gap_count == 0) {
        area_text(a, line, 1, a.cols, ROLE_DIM, "missed none");
        return;
    }
    int col = area_text(a, line, 1, 7, ROLE_DIM, "missed");
    for (int i = 0; i < l->gap_count && i < SHOWN; i++)
        col = area_printf(a, line, col, ROLE_TEXT, " %lld..%lld (%lld)%s",
                          (long long)l->gaps[i].off0, (long long)l->gaps[i].off1,
                          (long long)(l->gaps[i].off1 - l->gaps[i].off0 + 1),
                          i + 1 < l->gap_count ? "," : "");
    if (l->gaps_all > SHOWN)
        col = area_printf(a, line, col, ROLE_TEXT, " %lld more", (long long)l->gaps_all - SHOWN);
    static const char *const why[] = {
        [STORE_GAP_RETENTION] = ": retention removed them before they were read",
        [STORE_GAP_NO_RECORDS] = ": no messages (compacted, control records)",
        [STORE_GAP_DAMAGED] = ": damaged at the broker, skipped by hand",
    };
    area_data_text(a, line, col, a.cols - col, ROLE_TEXT, why[l->gaps[0].kind]);
}

/* "3120..7869", or "nothing" where `high` lies below `low`. */
static void offsets_text(int64_t low, int64_t high, char out[OFFSETS_SIZE])
{
    if (high < low)
        snprintf(out, OFFSETS_SIZE, "nothing");
    else
        snprintf(out, OFFSETS_SIZE, "%lld..%lld", (long long)low, (long long)high);
}

static void links_partition(const struct links_scene *l, const struct part_row *p, struct area a,
                            bool archive)
{
    const char *holds = archive ? "held" : "holds";
    char held[OFFSETS_SIZE], cache[OFFSETS_SIZE];
    int col = area_name(a, 0, 1, 24, ROLE_SELECT, p->name) + 3;
    offsets_text(l->held_low, l->held_high, held);
    offsets_text(l->cache_low, l->cache_high, cache);
    area_printf(a, 0, col, ROLE_TEXT, "the broker %s %s, the cache %s", holds, held, cache);
    area_text(a, 1, 1, 6, ROLE_DIM, "cache");
    offset_bar(l, a, 1, l->cache_low, l->cache_high);
    for (int i = 0; i < l->gap_count; i++) {
        int from = offset_cell(l, l->gaps[i].off0), to = offset_cell(l, l->gaps[i].off1);
        area_fill(a, 1, BAR_COL + from, to - from + 1, ROLE_STALE, "·");
    }
    area_printf(a, 1, BAR_COL + BAR_WIDTH + 2, ROLE_TEXT, "%lld messages", (long long)l->messages);
    area_text(a, 2, 1, 7, ROLE_DIM, "broker");
    offset_bar(l, a, 2, l->held_low, l->held_high);
    links_missed(l, a, 3);
    area_text(a, 4, 1, 7, ROLE_DIM, "errors");
    if (l->note[0] != '\0')
        area_data_text(a, 4, 8, a.cols - 9, ROLE_TEXT, l->note);
    else
        area_text(a, 4, 8, 6, ROLE_DIM, "none");
    if (l->clocks[0] != '\0') {
        area_text(a, 5, 1, 7, ROLE_DIM, "clocks");
        area_data_text(a, 5, 8, a.cols - 9, ROLE_TEXT, l->clocks);
    }
}

/* The first rocket that has more numbers than are followed, and how many others do. */
static void links_not_followed(const struct scene *s, struct area a, int line)
{
    const struct fleet_row *first = NULL;
    int others = 0;
    for (int i = 0; i < s->fleet_count; i++) {
        if (s->fleet[i].not_followed == 0)
            continue;
        others += first != NULL;
        first = first == NULL ? &s->fleet[i] : first;
    }
    if (first == NULL)
        return;
    int col = area_text(a, line, 1, 7, ROLE_DIM, "numbers");
    col = area_name(a, line, col + 2, 11, ROLE_TEXT, first->name);
    char more[24] = "", text[SCENE_NOT_FOLLOWED + 48];
    if (others > 0)
        snprintf(more, sizeof more, " (%d more)", others);
    snprintf(text, sizeof text, "%s: %d not followed: %s", more, first->not_followed,
             first->not_followed_names);
    area_data_text(a, line, col, a.cols - col - 1, ROLE_STALE, text);
}

static void size_text(int64_t bytes, char out[16])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)bytes;
    int unit = 0;
    for (; value >= 1000 && unit < 4; unit++)
        value /= 1000;
    snprintf(out, 16, unit == 0 || value >= 10 ? "%.0f %s" : "%.1f %s", value, units[unit]);
}

static void links_broker(const struct scene *s, struct area a)
{
    area_text(a, 0, 1, 9, ROLE_DIM, "broker");
    int col = area_data_text(a, 0, 10, 30, ROLE_TEXT, s->broker);
    if (s->link_state == LINK_DOWN)
        area_data_text(a, 0, area_text(a, 0, col, 8, ROLE_ALARM, ", DOWN: "), a.cols, ROLE_TEXT,
                       s->link_text);
    else if (s->links.have_status)
        area_printf(a, 0, col, ROLE_TEXT, ", answers in %.1f ms",
                    (double)s->links.status.answer_us / 1000.0);
}

/* The partition that fills the disk. */
static void links_growth(const struct links_scene *l, struct area a)
{
    char part[16], all[16];
    size_text(l->grows_bytes, part);
    size_text(l->all_bytes, all);
    area_text(a, 0, 1, 9, ROLE_DIM, "grows by");
    int col = area_name(a, 0, 10, 24, ROLE_TEXT, l->grows);
    area_printf(a, 0, col, ROLE_TEXT, ": %s of %s received, in %lld messages", part, all,
                (long long)l->grows_messages);
}

static void links_machinery(const struct scene *s, struct area a)
{
    const struct links_scene *l = &s->links;
    char text[16], room[16];
    links_broker(s, a);
    area_text(a, 1, 1, 9, ROLE_DIM, "recorder");
    if (l->have_status && s->link_state != LINK_NO_RECORDER) {
        part_age(l->beat_age_ms, text);
        area_printf(a, 1, 10, ROLE_TEXT, "pid %lld, %sbeat %s, commit %.0f ms, %lld messages",
                    (long long)l->status.pid, l->started_here ? "started here, " : "", text,
                    (double)l->status.commit_us / 1000.0, (long long)l->status.last_seq);
    } else if (s->transport.archive) {
        area_text(a, 1, 10, 60, ROLE_DIM, "archive: nobody records; all this is as it was last");
    } else {
        area_text(a, 1, 10, 30, ROLE_ALARM, "nobody records");
    }
    int row = 2;
    if (l->follows[0] != '\0') {
        area_text(a, row, 1, 9, ROLE_DIM, "follows");
        area_data_text(a, row++, 10, a.cols - 11, ROLE_TEXT, l->follows);
    }
    area_text(a, row, 1, 9, ROLE_DIM, "cache");
    int col = area_data_text(a, row, 10, 44, ROLE_TEXT, l->cache);
    if (l->cache_bytes >= 0) {
        size_text(l->cache_bytes, text);
        size_text(l->free_bytes, room);
        area_printf(a, row, col, ROLE_TEXT, ", %s, %s free", text, room);
    }
    if (l->grows[0] != '\0')
        links_growth(l, area_part(a, row + 1, 0, 1, a.cols));
}

int pane_links_rows(const struct links_scene *l)
{
    return 1 + DETAIL_ROWS + (l->count > 0 ? l->count : 1);
}

void pane_links(const struct scene *s, struct area a)
{
    const struct links_scene *l = &s->links;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 3, a.cols, ROLE_BAR,
              "TOPIC/P      STATE  msg/s   B/s    LAG HEARD    FIRST     NEXT ERRORS MISSED");
    const struct list *list = &s->place.lists[SCREEN_LINKS];
    int room = a.rows - 1 - DETAIL_ROWS, shown = 0, first = (int)list->first;
    for (; shown < room && first + shown < l->count; shown++) {
        links_row(&l->rows[first + shown], a, 1 + shown);
        if (first + shown == list->selected)
            part_select(a, 1 + shown, a.cols);
    }
    char hidden[48];
    part_hidden(first, l->count - first - shown, hidden);
    area_text(a, 1 + shown, 3, a.cols, ROLE_DIM, hidden);
    if (l->count == 0)
        area_text(a, ++shown, 3, a.cols, ROLE_DIM, "no topics yet");
    struct area rest = area_part(a, 2 + shown, 0, a.rows, a.cols);
    if (l->count > 0)
        links_partition(l, &l->rows[list->selected], area_part(rest, 0, 0, 6, a.cols),
                        s->transport.archive);
    if (l->source[0] != '\0') {
        area_text(rest, 6, 1, 7, ROLE_DIM, "mission");
        area_data_text(rest, 6, 10, a.cols - 10, ROLE_STALE, l->source);
    } else if (l->count > 0) {
        links_not_followed(s, rest, 6);
    }
    links_machinery(s, area_part(rest, l->count > 0 ? 7 : 0, 0, 5, a.cols));
}
