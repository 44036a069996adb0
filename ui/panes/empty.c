/* empty.c: nothing recorded yet: what to type in a second terminal. */
#include <stdio.h>

#include "ui/panes/panes.h"

/* %s: the broker; a line with a topic is about the one that is there, once there is one. */
static const struct {
    const char *before, *after; /* around the topic's name */
    const char *instead;        /* when not every topic is followed */
    bool first;                 /* only while there is no topic */
} lines[] = {
    {.before = "In a second terminal:"},
    {.before = ""},
    {.before = "kafka-topics.sh --create --topic ",
     .after = " --bootstrap-server %s",
     .first = true},
    {.before = "kafka-console-producer.sh --topic ", .after = " --bootstrap-server %s"},
    {.before = ">Countdown started"},
    {.before = ">Liftoff"},
    {.before = ""},
    {.before = "Every topic is watched and read from its beginning. Nothing to configure:",
     .instead = "What is followed is read from its beginning. Nothing to configure:"},
    {.before = ""},
    {.before = "  a message with a key        belongs to that rocket"},
    {.before = "  a message without           belongs to its topic, shown as (flugdaten)"},
    {.before = "  {\"alt\": 1.2, \"vel\": 88}     each number is a channel"},
    {.before = "  Left atmosphere             any other text is an event"},
    {.before = "  Liftoff                     starts the T+ clock"},
    {.before = "", .first = true},
    {.before = "No second terminal? q, then:  ground demo", .first = true},
};

static const char *empty_reason(const struct scene *s)
{
    if (s->link_state == LINK_DOWN)
        return "does not answer";
    if (s->link_state == LINK_NO_RECORDER)
        return "is not read: nobody records";
    if (s->parts > 0)
        return "is up; no messages yet";
    return s->follows[0] != '\0' ? "is up and has no such topic" : "is up and has no topics";
}

static void empty_line(const struct scene *s, struct area a, int row, size_t i)
{
    if (lines[i].after == NULL) {
        bool all = s->follows[0] == '\0' || lines[i].instead == NULL;
        area_text(a, row, 1, a.cols, ROLE_TEXT, all ? lines[i].before : lines[i].instead);
        return;
    }
    char topic[SCENE_NAME];
    snprintf(topic, sizeof topic, "%s", s->topic[0] != '\0' ? s->topic : "flugdaten");
    if (s->fleet_count > 0) /* "(flugdaten)" */
        bytes_to_text(bytes_make(s->fleet[0].name + 1, strlen(s->fleet[0].name) - 2), topic,
                      sizeof topic);
    int broker = (int)(strstr(lines[i].after, "%s") - lines[i].after);
    int col = area_text(a, row, 1, a.cols, ROLE_KEY, lines[i].before);
    col = area_data_text(a, row, col, a.cols - col, ROLE_KEY, topic);
    col = area_printf(a, row, col, ROLE_KEY, "%.*s", broker, lines[i].after);
    area_data_text(a, row, col, a.cols - col, ROLE_KEY, s->broker);
}

/* Why, and the command that helps: of the two the command is never cut. */
static void empty_no_broker(const struct scene *s, struct area a)
{
    static const char starts[] = "; start one:  ";
    int command = (int)strlen(s->broker_command);
    int room = command > 0 ? a.cols - (int)sizeof starts + 1 - command : a.cols;
    size_t broker = strlen(s->broker); /* "localhost:9092: connection refused": named above */
    bool names = strncmp(s->link_text, s->broker, broker) == 0 &&
                 strncmp(s->link_text + broker, ": ", 2) == 0;
    int col = area_data_text(a, 0, 0, room, ROLE_DIM, s->link_text + (names ? broker + 2 : 0));
    if (command > 0) {
        col = area_text(a, 0, col, a.cols - col, ROLE_DIM, starts);
        area_data_text(a, 0, col, a.cols - col, ROLE_KEY, s->broker_command);
    }
}

void pane_empty(const struct scene *s, struct area a)
{
    int col = area_text(a, 1, 1, a.cols, ROLE_TEXT, "No rocket yet: the broker at ");
    col = area_data_text(a, 1, col, 40, ROLE_TEXT, s->broker);
    area_printf(a, 1, col, ROLE_TEXT, " %s.", empty_reason(s));
    int row = 3;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!lines[i].first || s->fleet_count == 0)
            empty_line(s, a, row++, i);
    if (s->link_state != LINK_NO_RECORDER && s->link_state != LINK_DOWN && s->follows[0] != '\0') {
        col = area_text(a, 2, 1, 30, ROLE_DIM, "Followed: ");
        area_data_text(a, 2, col, a.cols - col - 1, ROLE_DIM, s->follows);
    }
    if (s->link_state == LINK_NO_RECORDER) {
        col = area_text(a, 2, 1, a.cols, ROLE_DIM,
                        s->crew      ? "somebody who may write here must:  "
                        : s->records ? "a recorder is being started; by hand:  "
                                     : "by hand:  ");
        area_data_text(a, 2, col, a.cols - col - 1, ROLE_DIM,
                       s->crew ? "ground record --cache FILE" : s->record_command);
    }
    if (s->link_state == LINK_DOWN)
        empty_no_broker(s, area_part(a, 2, 1, 1, a.cols - 2));
}
