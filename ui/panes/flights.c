/* flights.c: FLIGHTS, what was flown, open ones first; of the selected one its bar and events. */
#include <stdio.h>
#include <string.h>

#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

enum { DETAIL_ROWS = 5 };

static void flights_row(const struct flight_row *f, struct area a, int line)
{
    char text[32];
    area_name(a, line, 1, 11, ROLE_TEXT, f->name);
    show_utc(f->start_ms, SHOW_DATE_TIME, text);
    area_text(a, line, 13, 16, ROLE_TEXT, text);
    show_length(f->length_ms, text);
    area_text(a, line, 31, 9, ROLE_TEXT,
              f->counting ? "countdown"
              : f->flying ? "in flight"
                          : text);
    area_data_text(a, line, 41, 8, f->open ? ROLE_GO : ROLE_TEXT, f->outcome);
    snprintf(text, sizeof text, "%lld", (long long)f->messages);
    area_right(a, line, 59, ROLE_TEXT, text);
    if (f->silent_ms < 0) {
        area_text(a, line, 63, 4, ROLE_DIM, "----");
    } else {
        snprintf(text, sizeof text, "%02d:%02d", (int)(f->silent_ms / 60000),
                 (int)(f->silent_ms / 1000 % 60));
        area_right(a, line, 67, ROLE_TEXT, text);
    }
    area_text(a, line, 69, 3, ROLE_DIM, part_source(f->source));
    if (f->marks > 0)
        area_printf(a, line, 73, ROLE_TEXT, "%d", f->marks);
}

static void flights_detail(const struct scene *s, struct area a)
{
    const struct flights_scene *f = &s->flights;
    const struct flight_row *row = &f->rows[f->selected];
    int col = area_name(a, 0, 1, 24, ROLE_SELECT, row->name) + 2;
    area_data_text(a, 0, col, a.cols - col - 1, ROLE_TEXT, f->summary);
    part_bar(a, 1, 1, 39, &f->bar, FLIGHT_NO_TIME, FLIGHT_NO_TIME, FLIGHT_NO_TIME, ROLE_CHART);
    area_data_text(a, 2, 1, a.cols - 2, ROLE_TEXT, f->events);
    if (strcmp(row->outcome, "LOS") == 0)
        area_text(a, 3, 1, a.cols, ROLE_DIM,
                  "LOS: the signal ends in flight; no message says what came after");
}

int pane_flights_rows(const struct flights_scene *f)
{
    return 2 + DETAIL_ROWS + (f->count > 0 ? f->count : 1);
}

void pane_flights(const struct scene *s, struct area a)
{
    const struct flights_scene *f = &s->flights;
    area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
    area_text(a, 0, 1, a.cols, ROLE_BAR,
              "ROCKET      START (UTC)       LENGTH    OUTCOME   MESSAGES  SILENT  SRC MARKS");
    int room = a.rows - 2 - DETAIL_ROWS, shown = 0;
    for (; shown < room && f->first + shown < f->count; shown++) {
        flights_row(&f->rows[f->first + shown], a, 1 + shown);
        if (f->first + shown == f->selected)
            part_select(a, 1 + shown, a.cols);
    }
    char hidden[48];
    int len = part_hidden(f->first, f->count - f->first - shown, hidden);
    int col = area_text(a, 1 + shown, 3, a.cols, ROLE_DIM, hidden);
    if (f->older > 0)
        area_printf(a, 1 + shown, col, ROLE_DIM, "%s%lld older: ground flights",
                    len > 0 ? ", " : "", (long long)f->older);
    if (f->count == 0)
        area_text(a, 1, 1, a.cols, ROLE_DIM, "nothing was flown yet");
    else
        flights_detail(s, area_part(a, 2 + shown, 0, DETAIL_ROWS, a.cols));
}
