/* empty.c: nothing recorded yet: what to type in a second terminal. */
#include <stdio.h>

#include "ui/panes/panes.h"

static const char *const lines[] = {
    "In a second terminal:",
    "",
    "kafka-topics.sh --create --topic flugdaten --bootstrap-server %s",
    "kafka-console-producer.sh --topic flugdaten --bootstrap-server %s",
    ">Countdown started",
    ">Liftoff",
    "",
    "Every topic is watched and read from its beginning. Nothing to configure:",
    "",
    "  a message with a key        belongs to that rocket",
    "  a message without           belongs to its topic, shown as (flugdaten)",
    "  {\"alt\": 1.2, \"vel\": 88}     each number is a channel",
    "  Left atmosphere             any other text is an event",
    "  Liftoff                     starts the T+ clock",
    "",
    "No second terminal? q, then:  ground demo",
};

static const char *empty_reason(const struct scene *s)
{
    if (s->link_state == LINK_DOWN)
        return "does not answer";
    if (s->link_state == LINK_NO_RECORDER)
        return "is not read: nobody records";
    return s->parts == 0 ? "is up and has no topics" : "is up; its topics have no messages yet";
}

void pane_empty(const struct scene *s, struct area a)
{
    int col = area_text(a, 1, 1, a.cols, ROLE_TEXT, "No rocket yet: the broker at ");
    col = area_data_text(a, 1, col, 40, ROLE_TEXT, s->broker);
    area_printf(a, 1, col, ROLE_TEXT, " %s.", empty_reason(s));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *broker = strstr(lines[i], "%s");
        int row = 3 + (int)i;
        if (broker == NULL) {
            area_text(a, row, 1, a.cols - 1, ROLE_TEXT, lines[i]);
            continue;
        }
        col = area_printf(a, row, 1, ROLE_KEY, "%.*s", (int)(broker - lines[i]), lines[i]);
        area_data_text(a, row, col, a.cols - col, ROLE_KEY, s->broker);
    }
    if (s->link_state == LINK_NO_RECORDER)
        area_text(a, 2, 1, a.cols - 1, ROLE_DIM,
                  s->crew ? "somebody who may write here must:  ground record"
                          : "a recorder is being started; by hand:  ground record");
    if (s->link_state == LINK_DOWN) {
        col = area_data_text(a, 2, 1, 44, ROLE_DIM, s->link_text);
        area_text(a, 2, col, a.cols - col, ROLE_DIM, "; start one:  minibroker");
    }
}
