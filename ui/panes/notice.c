/* notice.c: what must be said between the rockets and the events: the link is down, nobody records,
 * history is being read, this is a replay, here is a gap. */
#include <stdio.h>

#include "flight/show.h"
#include "ui/panes/panes.h"
#include "ui/panes/parts.h"

static void notice_no_link(const struct scene *s, struct area a)
{
    char at[16];
    part_zulu(s->link_since_ms, at);
    area_text(a, 0, 1, 8, ROLE_ALARM, "NO LINK");
    area_printf(a, 0, 10, ROLE_TEXT, "nothing on this screen is newer than %s", at);
    int col = area_data_text(a, 1, 1, a.cols - 34, ROLE_TEXT, s->link_text);
    if (s->next_try_ms > s->now_ms)
        area_printf(a, 1, col, ROLE_TEXT, "; next try in %lld s (try %d)",
                    (long long)((s->next_try_ms - s->now_ms + 999) / 1000), s->tries);
    area_text(a, 2, 1, 78, ROLE_TEXT, "the recorder runs and will read on from the stored offsets");
    area_text(a, 3, 1, 78, ROLE_DIM,
              "still here: all that is recorded (Space, g, 3 CONSOLE, 6 FLIGHTS)");
}

static void notice_no_recorder(const struct scene *s, struct area a)
{
    char at[16];
    part_zulu(s->link_since_ms, at);
    area_text(a, 0, 1, 8, ROLE_ALARM, "NO REC");
    area_printf(a, 0, 10, ROLE_TEXT, "nobody records since %s; %s", at,
                s->records ? "a recorder is being started" : "what comes now is read later");
    if (s->links.have_status && s->link_text[0] != '\0') { /* it runs, but cannot write */
        area_data_text(a, 1, 1, a.cols - 2, ROLE_TEXT, s->link_text);
        return;
    }
    if (s->crew) {
        area_text(a, 1, 1, 78, ROLE_DIM, "the recorder will read on from the stored offsets");
        return;
    }
    int col = area_text(a, 1, 1, 9, ROLE_DIM, "by hand: ");
    area_data_text(a, 1, col, a.cols - col - 1, ROLE_DIM, s->record_command);
}

static void notice_replay(const struct scene *s, struct area a)
{
    int rows = 0;
    if (s->replay_line[0] != '\0') {
        area_text(a, rows, 1, 8, ROLE_REPLAY, "REPLAY");
        area_data_text(a, rows++, 9, a.cols - 10, ROLE_TEXT, s->replay_line);
    }
    if (s->link_line[0] != '\0') {
        area_text(a, rows, 1, 8, ROLE_ALARM,
                  s->shown_link.state == LINK_DOWN ? "NO LINK" : "NO REC");
        area_data_text(a, rows++, 9, a.cols - 10, ROLE_TEXT, s->link_line);
    }
    if (s->gap_line[0] != '\0') {
        area_text(a, rows, 1, 8, ROLE_STALE, "GAP");
        area_data_text(a, rows++, 9, a.cols - 10, ROLE_TEXT, s->gap_line);
    }
    if (s->transport.archive)
        area_text(a, rows, 1, 78, ROLE_DIM,
                  "ARCHIVE no recorder runs and no broker is asked; for live data: ground");
}

int pane_notice_rows(const struct scene *s)
{
    switch (s->transport.mode) {
    case MODE_NO_LINK:
        return 4;
    case MODE_NO_REC:
        return 2;
    case MODE_REPLAY:
        return (s->replay_line[0] != '\0') + (s->link_line[0] != '\0') + (s->gap_line[0] != '\0') +
               s->transport.archive;
    default:
        return 0;
    }
}

void pane_notice(const struct scene *s, struct area a)
{
    if (s->transport.mode == MODE_NO_LINK)
        notice_no_link(s, a);
    else if (s->transport.mode == MODE_NO_REC)
        notice_no_recorder(s, a);
    else
        notice_replay(s, a);
}
