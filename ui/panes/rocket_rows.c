/* rocket_rows.c: the table of FLEET, a row a rocket: lamp, source, state, phase, clock, three
 * numbers, age, rate. */
#include <stdio.h>

#include "base/text.h"
#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

enum {
    COL_NAME = 4,
    COL_SOURCE = 16,
    COL_STATE = 20,
    COL_PHASE = 26,
    COL_CLOCK = 35,
    COL_VALUES = 46,
    COL_AGE = 71,
    COL_RATE = 77,
    COL_EXTRA = 82,
    VALUE_WIDTH = 8
};

/* Columns past 80: LAST EVENT first, then channels left of it when there is room for both. */
static int extra_values(const struct scene *s, int cols)
{
    int room = (cols - COL_EXTRA - 28) / VALUE_WIDTH;
    int more = s->column_count - 3;
    return room < 0 || more < 0 ? 0 : room < more ? room : more;
}

static int value_col(int i)
{
    return i < 3 ? COL_VALUES + i * VALUE_WIDTH : COL_EXTRA - 1 + (i - 3) * VALUE_WIDTH;
}

static void fleet_heading(const struct scene *s, struct area a)
{
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, COL_NAME, 40, ROLE_BAR, "ROCKET      SRC STATE PHASE    CLOCK");
    area_text(a, 0, COL_AGE + 2, 3, ROLE_BAR, "AGE");
    area_text(a, 0, COL_RATE + 1, 2, ROLE_BAR, "/s");
    int extra = extra_values(s, a.cols);
    for (int i = 0; i < s->column_count && i < 3 + extra; i++) {
        struct area part = area_part(a, 0, value_col(i), 1, 7);
        int width = text_columns(s->columns[i]);
        area_data_text(part, 0, width < 7 ? 7 - width : 0, 7, ROLE_BAR, s->columns[i]);
    }
    if (a.cols >= COL_EXTRA + 14)
        area_text(a, 0, value_col(3 + extra) + 1, 10, ROLE_BAR, "LAST EVENT");
}

static void fleet_text(const struct fleet_row *row, struct area a, int line)
{
    if (row->text[0] == '\0')
        return;
    struct area part = area_part(a, line, COL_VALUES, 1, 24);
    int col = area_text(part, 0, 0, 1, ROLE_TEXT, "\"");
    col = area_data_text(part, 0, col, 22, ROLE_TEXT, row->text);
    area_text(part, 0, col, 1, ROLE_TEXT, "\"");
}

static void fleet_last(const struct scene *s, const struct fleet_row *row, struct area a, int line)
{
    char age[16];
    if (a.cols < COL_EXTRA + 14 || row->last[0] == '\0')
        return;
    struct area part = area_part(a, line, value_col(3 + extra_values(s, a.cols)) + 1, 1, a.cols);
    part_age(row->last_age_ms, age);
    int col = area_data_text(part, 0, 0, part.cols - 11, ROLE_TEXT, row->last);
    area_printf(part, 0, col, ROLE_DIM, " %s ago", age);
}

static void fleet_row_draw(const struct scene *s, const struct fleet_row *row, struct area a,
                           int line)
{
    char text[16];
    enum role role = row->state == STATE_ENDED ? ROLE_DIM : ROLE_TEXT;
    area_text(a, line, 1, 1, part_role(row->state), part_lamp(row->state));
    if (row->flag != ' ')
        area_printf(area_part(a, line, 2, 1, 1), 0, 0, row->flag == '!' ? ROLE_ALARM : ROLE_TEXT,
                    "%c", row->flag);
    area_name(a, line, COL_NAME, 11, role, row->name);
    area_text(a, line, COL_SOURCE, 3, ROLE_DIM, part_source(row->source));
    area_text(a, line, COL_STATE, 5, part_role(row->state), rocket_state_word(row->state));
    part_phase(a, line, COL_PHASE, 8, role, row->phase, row->phase_stale);
    show_clock(row->clock_ms, text);
    area_text(a, line, COL_CLOCK, 10, role, text);
    if (row->text[0] != '\0')
        fleet_text(row, a, line);
    int values = row->text[0] != '\0' ? 0 : 3 + extra_values(s, a.cols);
    for (int i = 0; i < values && i < s->column_count; i++)
        part_value(a, line, value_col(i), &row->values[i]);
    show_age(row->age_ms, text);
    area_text(a, line, COL_AGE, 5, role, text);
    part_rate(row->rate, 3, text);
    area_text(a, line, COL_RATE, 3, role, text);
    fleet_last(s, row, a, line);
}

void pane_fleet(const struct scene *s, struct area a)
{
    fleet_heading(s, a);
    int first = (int)s->place.lists[SCREEN_FLEET].first;
    for (int i = 0; i < a.rows - 1 && first + i < s->fleet_count; i++) {
        const struct fleet_row *row = &s->fleet[first + i];
        fleet_row_draw(s, row, a, i + 1);
        if (row->id == s->place.rocket)
            part_select(a, i + 1, a.cols);
    }
}

void pane_fleet_hidden(const struct scene *s, struct area a, int row)
{
    int first = (int)s->place.lists[SCREEN_FLEET].first;
    char hidden[48];
    part_hidden(first, s->fleet_count - first - (row - 1), hidden);
    area_text(a, row, 4, a.cols, ROLE_DIM, hidden);
}
