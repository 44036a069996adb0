/* chart.c: one channel over time: in braille 2 x 4 dots a cell, in ASCII `*` and `|`.
 *
 * Each dot column spans its samples' minimum to maximum, so that a spike of one sample is seen, and
 * reaches to the column before it; it breaks where nothing was heard. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

enum { AXIS = 6, MARGIN = 1 };

struct scale {
    double low, high;
    int dots; /* rows of dots */
};

int pane_chart_points(int cols, bool ascii)
{
    int cells = cols - AXIS - MARGIN;
    int points = ascii ? cells : cells * 2;
    return points < 0 ? 0 : points > SCENE_MAX_POINTS ? SCENE_MAX_POINTS : points;
}

/* The next of 1, 1.25, 1.5, 2 ... times a power of ten. */
static double nice_above(double x)
{
    static const double steps[] = {1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 8, 10};
    if (!(x > 0))
        return 1;
    double power = pow(10, floor(log10(x)));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * power >= x * (1 - 1e-9))
            return steps[i] * power;
    return 10 * power;
}

/* Both ends and the middle are round: 0..2h, -h..h, or around values far from 0. */
static struct scale scale_for(double low, double high, int dots)
{
    const double room = 1.04; /* free above the highest value */
    struct scale s = {0, 1, dots};
    double span = high - low;
    if (!isfinite(low) || !isfinite(high))
        return s;
    if (low < 0 && high > 0) {
        s.high = nice_above(fmax(-low, high) * room);
        s.low = -s.high;
    } else if (span > 0 && fmin(fabs(low), fabs(high)) > 2 * span) {
        double half = nice_above(span * room / 2);
        s.low = floor(low / half) * half;
        s.high = s.low + 2 * half;
        if (s.high < high)
            s.high += half;
    } else if (high <= 0 && low < 0) {
        s.low = -2 * nice_above(-low * room / 2);
        s.high = 0;
    } else {
        s.high = 2 * nice_above(high * room / 2);
    }
    return s;
}

static int scale_dot(const struct scale *s, double value)
{
    double share = (s->high - value) / (s->high - s->low);
    int dot = (int)lround(share * (s->dots - 1));
    return dot < 0 ? 0 : dot >= s->dots ? s->dots - 1 : dot;
}

static struct scale chart_scale(const struct chart *c, int dots)
{
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < c->points; i++) {
        if (isnan(c->min[i]))
            continue;
        low = fmin(low, c->min[i]);
        high = fmax(high, c->max[i]);
    }
    return scale_for(low, high, dots);
}

/* The dots of column i: from *top to *bottom, reaching to the column before; false where blank. */
static bool chart_span(const struct chart *c, const struct scale *s, int i, int *top, int *bottom)
{
    if (isnan(c->min[i]))
        return false;
    *top = scale_dot(s, c->max[i]);
    *bottom = scale_dot(s, c->min[i]);
    if (i == 0 || isnan(c->min[i - 1]))
        return true;
    int up = scale_dot(s, c->max[i - 1]), down = scale_dot(s, c->min[i - 1]);
    if (down < *top)
        *top = down + 1;
    else if (up > *bottom)
        *bottom = up - 1;
    return true;
}

static void braille_dot(uint8_t *cell, int x, int y)
{
    static const uint8_t bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    *cell |= bits[y][x];
}

static void chart_braille(const struct chart *c, const struct scale *s, struct area a)
{
    static uint8_t dots[CANVAS_MAX_ROWS][CANVAS_MAX_COLS];
    int top, bottom;
    for (int row = 0; row < a.rows; row++)
        memset(dots[row], 0, sizeof dots[row]);
    for (int i = 0; i < c->points && i / 2 < a.cols; i++)
        if (chart_span(c, s, i, &top, &bottom))
            for (int y = top; y <= bottom; y++)
                braille_dot(&dots[y / 4][i / 2], i % 2, y % 4);
    for (int row = 0; row < a.rows; row++)
        for (int col = 0; col < a.cols; col++) {
            int code = 0x2800 + dots[row][col];
            char text[4] = {(char)0xe2, (char)(0x80 | (code >> 6 & 0x3f)),
                            (char)(0x80 | (code & 0x3f)), 0};
            if (dots[row][col] != 0)
                area_text(a, row, col, 1, ROLE_CHART, text);
        }
}

static void chart_ascii(const struct chart *c, const struct scale *s, struct area a)
{
    int top, bottom;
    for (int i = 0; i < c->points && i < a.cols; i++)
        if (chart_span(c, s, i, &top, &bottom))
            for (int y = top; y <= bottom; y++)
                area_text(a, y, i, 1, ROLE_CHART, top == bottom ? "*" : "|");
}

static bool is_whole(double x)
{
    return fabs(x - round(x)) < 1e-6;
}

/* A number for the columns left of the axis, where no digit may be cut: if it is too long, with
 * fewer decimals than `step` asks for, at last in thousands. */
static void axis_number(double value, double step, char out[16])
{
    int decimals = step >= 10 || is_whole(step) ? 0 : is_whole(step * 10) ? 1 : 2, length;
    do
        length = snprintf(out, 16, "%.*f", decimals, value == 0 ? 0.0 : value);
    while (length > AXIS - 1 && decimals-- > 0);
    if (length <= AXIS - 1)
        return;
    char count[16];
    show_count((int64_t)fmin(fabs(value), 9e18), AXIS - 2, count, sizeof count);
    snprintf(out, 16, "%s%s", value < 0 ? "-" : "", part_trim(count));
}

/* The numbers on the axis, from the top. Where the columns left of it would show two of them alike
 * they take as many decimals as tell them apart: then they begin at the left edge. */
struct axis_marks {
    int count;
    char text[3][16];
    bool wide;
};

static double mark_value(const struct scale *s, const struct axis_marks *m, int i)
{
    return s->high - (s->high - s->low) * i / (m->count - 1);
}

static bool marks_differ(const struct axis_marks *m)
{
    for (int i = 1; i < m->count; i++)
        if (strcmp(m->text[i - 1], m->text[i]) == 0)
            return false;
    return true;
}

static struct axis_marks axis_marks(const struct scale *s, int rows)
{
    enum { MOST_DECIMALS = 9 };
    double step = (s->high - s->low) / 2, power = 1;
    struct axis_marks m = {.count = rows >= 3 ? 3 : 2};
    for (int i = 0; i < m.count; i++)
        axis_number(mark_value(s, &m, i), step, m.text[i]);
    m.wide = !marks_differ(&m);
    for (int decimals = 0; m.wide && decimals <= MOST_DECIMALS; decimals++, power *= 10) {
        for (int i = 0; i < m.count; i++)
            snprintf(m.text[i], sizeof m.text[i], "%.*f", decimals, mark_value(s, &m, i));
        if (is_whole(step * power) && marks_differ(&m))
            break;
    }
    return m;
}

static int mark_row(const struct axis_marks *m, int rows, int i)
{
    return 1 + (rows - 1) * i / (m->count - 1);
}

static void chart_axis(const struct axis_marks *m, struct area a)
{
    int rows = a.rows - 2; /* title, axis */
    for (int row = 0; row < rows; row++)
        area_text(a, 1 + row, AXIS - 1, 1, ROLE_DIM, "│");
    for (int i = 0; i < m->count; i++) {
        if (!m->wide)
            area_right(a, mark_row(m, rows, i), AXIS - 1, ROLE_DIM, m->text[i]);
        area_text(a, mark_row(m, rows, i), AXIS - 1, 1, ROLE_DIM, "┤");
    }
}

/* Over the oldest columns of the curve. */
static void chart_wide_marks(const struct axis_marks *m, struct area a)
{
    for (int i = 0; m->wide && i < m->count; i++) {
        int row = mark_row(m, a.rows - 2, i), width = (int)strlen(m->text[i]);
        area_fill(a, row, 0, width + 1, ROLE_DIM, " ");
        area_text(a, row, 0, width, ROLE_DIM, m->text[i]);
        area_text(a, row, width < AXIS - 1 ? AXIS - 1 : width, 1, ROLE_DIM, "┤");
    }
}

/* A limit that is in sight: a dotted line under the curve, its name on the axis. */
static void chart_limit(const struct scale *s, struct area a, double limit, const char *name)
{
    char text[16], label[24];
    if (isnan(limit) || limit < s->low || limit > s->high)
        return;
    int row = 1 + scale_dot(s, limit) * (a.rows - 2) / s->dots;
    area_fill(a, row, AXIS, a.cols - AXIS - MARGIN, ROLE_CAUTION, "┈");
    axis_number(limit, limit, text);
    snprintf(label, sizeof label, "%s%3s", strlen(text) > 3 ? "" : name, text);
    area_fill(a, row, 0, AXIS - 1, ROLE_TEXT, " ");
    area_right(a, row, AXIS - 1, ROLE_CAUTION, label);
    area_text(a, row, AXIS - 1, 1, ROLE_DIM, "┤");
}

/* Where the axis begins, and now under its own column: what is right of that has yet to come. */
static void chart_times(const struct chart *c, struct area a)
{
    char from[16], to[16];
    int64_t now_ms = c->now_ms > c->t1_ms ? c->t1_ms : c->now_ms;
    if (c->clock0_ms != FLIGHT_NO_TIME) {
        show_clock(c->clock0_ms, from);
        show_clock(c->clock0_ms + now_ms - c->t0_ms, to);
    } else {
        part_zulu(c->t0_ms, from);
        part_zulu(now_ms, to);
    }
    int cells = a.cols - AXIS - MARGIN, width = (int)strlen(to);
    int64_t span = c->t1_ms > c->t0_ms ? c->t1_ms - c->t0_ms : 1;
    int end = AXIS + (int)((now_ms - c->t0_ms) * cells / span) + 1;
    int least = AXIS + (int)strlen(from) + 1 + width;
    end = end < least ? least : end > a.cols - MARGIN ? a.cols - MARGIN : end;
    area_text(a, a.rows - 1, AXIS - 1, 1, ROLE_DIM, "└");
    area_text(a, a.rows - 1, AXIS, 10, ROLE_DIM, from);
    area_right(a, a.rows - 1, end, ROLE_DIM, to);
}

static void chart_title(const struct chart *c, struct area a)
{
    int room = a.cols - 2 - text_columns(c->behind);
    int after = area_name(a, 0, 1, room > 0 ? room : 0, ROLE_TEXT, c->label);
    area_data_text(a, 0, after, a.cols - 1 - after, ROLE_TEXT, c->behind);
}

void pane_chart(const struct chart *c, struct area a)
{
    int rows = a.rows - 2;
    if (rows < 2 || a.cols < AXIS + 12)
        return;
    bool ascii = a.canvas->ascii;
    struct scale s = chart_scale(c, ascii ? rows : rows * 4);
    chart_title(c, a);
    struct axis_marks marks = axis_marks(&s, rows);
    chart_axis(&marks, a);
    chart_limit(&s, a, c->low_limit, "YL");
    chart_limit(&s, a, c->high_limit, "YH");
    struct area plot = area_part(a, 1, AXIS, rows, a.cols - AXIS - MARGIN);
    if (ascii)
        chart_ascii(c, &s, plot);
    else
        chart_braille(c, &s, plot);
    chart_wide_marks(&marks, a);
    chart_times(c, a);
}
