#include "ui/panes/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "flight/show.h"

const char *part_lamp(enum rocket_state state)
{
    static const char *const lamps[] = {
        [STATE_NEVER] = "·", [STATE_ENDED] = "□",  [STATE_STALE] = "○", [STATE_LATE] = "◇",
        [STATE_RED] = "■",   [STATE_YELLOW] = "▲", [STATE_QUIET] = "□", [STATE_OK] = "●",
    };
    return lamps[state];
}

enum role part_role(enum rocket_state state)
{
    static const enum role roles[] = {
        [STATE_NEVER] = ROLE_DIM,    [STATE_ENDED] = ROLE_DIM, [STATE_STALE] = ROLE_STALE,
        [STATE_LATE] = ROLE_CAUTION, [STATE_RED] = ROLE_ALARM, [STATE_YELLOW] = ROLE_CAUTION,
        [STATE_QUIET] = ROLE_DIM,    [STATE_OK] = ROLE_TEXT,
    };
    return roles[state];
}

void part_value(struct area a, int row, int col, const struct shown_value *v)
{
    char text[16];
    if (v->text[0] != '\0') {
        area_data_text(a, row, col, 7, ROLE_TEXT, v->text);
        if (v->stale)
            area_text(a, row, col + 7, 1, ROLE_STALE, "?");
        return;
    }
    show_number(v->value, v->decimals, v->known, text);
    enum role role = !v->known ? ROLE_DIM : v->out && !v->stale ? ROLE_CAUTION : ROLE_TEXT;
    const char *number = part_trim(text);
    area_text(a, row, col, (int)(number - text), ROLE_TEXT, text);
    area_text(a, row, col + (int)(number - text), 8, role, number);
    if (v->known && v->stale)
        area_text(a, row, col + 7, 1, ROLE_STALE, "?");
    else if (v->known && v->out)
        area_text(a, row, col + 7, 1, ROLE_CAUTION, "!");
}

/* What would be rounded to nothing is still something: "<.1", "<.01". */
static void rate_below_one(double rate, int decimals, char out[16])
{
    double least = decimals == 1 ? 0.1 : 0.01;
    if (rate < least / 2)
        snprintf(out, 16, decimals == 1 ? "<.1" : "<.01");
    else
        snprintf(out, 16, "%.*f", decimals, rate);
}

void part_rate(double rate, int width, char out[16])
{
    char text[16];
    if (rate < 0)
        snprintf(text, sizeof text, "%.*s", width, "----");
    else if (rate > 0 && rate < 0.95)
        rate_below_one(rate, width < 4 ? 1 : 2, text);
    else
        show_count((int64_t)llround(rate), width, text, sizeof text);
    snprintf(out, 16, "%*s", width, part_trim(text));
}

void part_age(int64_t age_ms, char out[16])
{
    char text[16];
    show_age(age_ms, text);
    snprintf(out, 16, "%s", part_trim(text));
}

static const char *short_phase(const char *phase)
{
    static const char *const words[][2] = {{"COUNTDOWN", "COUNT"}, {"TERMINAL", "TERM"}};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (strcmp(phase, words[i][0]) == 0)
            return words[i][1];
    return phase;
}

int part_phase(struct area a, int row, int col, int width, enum role role, const char *phase,
               bool stale)
{
    int room = width - stale;
    if (phase[0] == '\0')
        phase = "----";
    col = area_data_text(a, row, col, room, role,
                         text_columns(phase) > room ? short_phase(phase) : phase);
    return stale ? area_text(a, row, col, 1, ROLE_STALE, "?") : col;
}

const char *part_source(enum flight_source source)
{
    return source == SOURCE_SIM ? "SIM" : source == SOURCE_REC ? "REC" : "";
}

void part_zulu(int64_t wall_ms, char out[16])
{
    char text[32];
    if (wall_ms == FLIGHT_NO_TIME) {
        snprintf(out, 16, "--:--:--Z");
        return;
    }
    show_utc(wall_ms, SHOW_TIME, text);
    snprintf(out, 16, "%.8sZ", text);
}

const char *part_trim(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

/* The bar's cell for a time; -1 outside. Cell 0 is t0, the last one t1. */
static int bar_cell(const struct bar *bar, int cells, int64_t t)
{
    if (bar->t0_ms == FLIGHT_NO_TIME || t < bar->t0_ms || t > bar->t1_ms)
        return -1;
    if (bar->t1_ms == bar->t0_ms)
        return cells - 1;
    double share = (double)(t - bar->t0_ms) / (double)(bar->t1_ms - bar->t0_ms);
    return (int)(share * (cells - 1) + 0.5);
}

static void bar_span(struct area a, int row, int col, int cells, const struct bar *bar,
                     const struct bar_mark *mark, enum role role)
{
    static const char *const signs[] = {
        [BAR_RECORDED] = "─", [BAR_GAP] = "·",   [BAR_EVENT] = "│",
        [BAR_MARK] = "m",     [BAR_ALARM] = "!",
    };
    int64_t t0 = mark->t0_ms < bar->t0_ms ? bar->t0_ms : mark->t0_ms;
    int64_t t1 = mark->t1_ms > bar->t1_ms ? bar->t1_ms : mark->t1_ms;
    int from = bar_cell(bar, cells, t0), to = bar_cell(bar, cells, t1);
    if (from < 0 || to < from)
        return;
    if (mark->kind == BAR_GAP) { /* the cells of its ends hold data */
        role = ROLE_STALE;
        from++;
        to--;
    }
    area_fill(a, row, col + from, to - from + 1, role, signs[mark->kind]);
}

static void bar_sign(struct area a, int row, int col, int cell, enum role role, const char *sign)
{
    if (cell >= 0)
        area_text(a, row, col + cell, 1, role, sign);
}

void part_bar(struct area a, int row, int col, int width, const struct bar *bar, int64_t playhead,
              int64_t loop_a, int64_t loop_b, enum role role)
{
    int cells = width - 2;
    area_text(a, row, col, 1, role, "├");
    area_text(a, row, col + width - 1, 1, role, "┤");
    area_fill(a, row, col + 1, cells, role, " ");
    for (int kind = BAR_RECORDED; kind <= BAR_ALARM; kind++)
        for (int i = 0; i < bar->count; i++)
            if ((int)bar->marks[i].kind == kind)
                bar_span(a, row, col + 1, cells, bar, &bar->marks[i], role);
    bar_sign(a, row, col + 1, bar_cell(bar, cells, loop_a), ROLE_KEY, "A");
    bar_sign(a, row, col + 1, bar_cell(bar, cells, loop_b), ROLE_KEY, "B");
    if (playhead != FLIGHT_NO_TIME) {
        int64_t at = playhead;
        if (bar->t0_ms != FLIGHT_NO_TIME)
            at = at < bar->t0_ms ? bar->t0_ms : at > bar->t1_ms ? bar->t1_ms : at;
        int cell = bar->t0_ms == FLIGHT_NO_TIME ? cells - 1 : bar_cell(bar, cells, at);
        bar_sign(a, row, col + 1, cell, ROLE_KEY, "◆");
    }
}

int part_hidden(int above, int below, char out[48])
{
    out[0] = '\0';
    if (above > 0 && below > 0)
        return snprintf(out, 48, "%d above, %d below", above, below);
    if (below > 0)
        return snprintf(out, 48, "%d more below", below);
    return above > 0 ? snprintf(out, 48, "%d more above", above) : 0;
}

void part_select(struct area a, int row, int width)
{
    area_text(a, row, 0, 1, ROLE_SELECT, ">");
    for (int col = 1; col < width; col++) {
        const struct cell *cell = canvas_cell(a.canvas, a.row + row, a.col + col);
        if (cell->role == ROLE_TEXT)
            area_role(a, row, col, 1, ROLE_SELECT);
    }
}
