/* empty.c: nothing recorded yet: what to type in a second terminal, without keys and with them. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/panes/panes.h"

enum { LINES_MOST = 24, COMMAND_INDENT = 2 };

/* How badly a line is needed where there is little room. */
enum need { NEED_ALWAYS, NEED_TEXT, NEED_BLANK };

struct empty_line {
    enum need need;
    enum role role;
    int col;
    const char *text; /* ours; NULL: `command` */
    char command[PANE_EMPTY_COMMAND];
};

struct page {
    int count;
    struct empty_line lines[LINES_MOST];
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

/* The topic to type: the selected one of those that are there, one that is followed, or a name that
 * tells what it is for. */
void pane_empty_topic(const struct scene *s, bool keys, char out[SCENE_NAME])
{
    int64_t row = s->place.lists[SCREEN_FLEET].selected;
    snprintf(out, SCENE_NAME, "%s",
             s->topic[0] != '\0' ? s->topic
             : keys              ? "rockets"
                                 : "flugdaten");
    if (s->fleet_count > 0) { /* "(flugdaten)" */
        const char *name = s->fleet[row > 0 && row < s->fleet_count ? row : 0].name;
        bytes_to_text(bytes_make(name + 1, strlen(name) - 2), out, SCENE_NAME);
    }
}

void pane_empty_command(const struct scene *s, bool keys, char out[PANE_EMPTY_COMMAND])
{
    char topic[SCENE_NAME];
    pane_empty_topic(s, keys, topic);
    snprintf(out, PANE_EMPTY_COMMAND,
             "kafka-console-producer.sh --topic %s --bootstrap-server %s%s", topic, s->broker,
             keys ? " --property parse.key=true --property key.separator=:" : "");
}

static struct empty_line *add_line(struct page *page, enum need need, enum role role,
                                   const char *text)
{
    struct empty_line *line = &page->lines[page->count++];
    *line = (struct empty_line){.need = need, .role = role, .col = 1, .text = text};
    return line;
}

/* Up to where `text` fits into `cols`, with " \\" after it: before an option. All of it if none
 * does. */
static size_t break_before_option(const char *text, int cols)
{
    size_t len = strlen(text), best = len;
    if (text_columns(text) <= cols)
        return len;
    for (const char *at = text; (at = strstr(at + 1, " --")) != NULL;) {
        bool fits = (at - text) + 2 <= cols;
        if (fits || best == len)
            best = (size_t)(at - text);
        if (!fits)
            break;
    }
    return best;
}

/* How one of the two commands and what is typed into it look: the one that `y` copies stands out.
 */
static enum role command_role(const struct scene *s, bool keys)
{
    bool selected = (s->place.lists[SCREEN_FLEET].selected == 1) == keys;
    return selected || s->fleet_count > 0 ? ROLE_KEY : ROLE_TEXT;
}

/* A command line, continued in further rows where it is too long for one. */
static void add_command(struct page *page, const struct scene *s, bool keys, int cols)
{
    char command[PANE_EMPTY_COMMAND];
    const char *rest = command;
    enum role role = command_role(s, keys);
    pane_empty_command(s, keys, command);
    for (int indent = 0; *rest != '\0'; indent = COMMAND_INDENT) {
        size_t len = break_before_option(rest, cols - indent);
        struct empty_line *line = add_line(page, NEED_ALWAYS, role, NULL);
        line->col += indent;
        snprintf(line->command, sizeof line->command, "%.*s%s", (int)len, rest,
                 rest[len] != '\0' ? " \\" : "");
        rest += len + (rest[len] != '\0');
    }
}

static void add_words(struct page *page, enum need need, const char *text)
{
    add_line(page, need, ROLE_TEXT, text);
}

static void fill_page(struct page *page, const struct scene *s, int cols)
{
    bool none = s->fleet_count == 0;
    add_words(page, NEED_ALWAYS, "In a second terminal, one rocket per topic:");
    add_words(page, NEED_BLANK, "");
    add_command(page, s, false, cols);
    add_line(page, NEED_ALWAYS, command_role(s, false), ">Liftoff");
    add_words(page, NEED_BLANK, "");
    add_words(page, NEED_ALWAYS,
              "or many rockets on one topic, each message with its key before the colon:");
    add_words(page, NEED_BLANK, "");
    add_command(page, s, true, cols);
    add_line(page, NEED_ALWAYS, command_role(s, true), ">ALPHA:Liftoff");
    add_line(page, NEED_ALWAYS, command_role(s, true), ">ALPHA:{\"alt\": 1.2, \"vel\": 88}");
    add_words(page, NEED_BLANK, "");
    add_words(page, NEED_TEXT,
              s->follows[0] != '\0' ? "What is followed is read from its beginning:"
              : none ? "The topic is created by the first message. Nothing to configure:"
                     : "Every topic is read from its beginning. Nothing to configure:");
    add_words(page, NEED_TEXT,
              "  {\"alt\": 1.2}   each number is a channel      Liftoff   starts the T+ clock");
    add_words(page, NEED_TEXT,
              "  other text     is an event                   no key    the topic, (rockets)");
    if (none)
        add_words(page, NEED_TEXT, "No second terminal? q, then:  ground demo");
}

/* Where there are too few rows blank lines go first, then the words from the end. */
static void fit_page(struct page *page, int rows)
{
    for (enum need need = NEED_BLANK; need > NEED_ALWAYS; need--)
        for (int i = page->count - 1; i >= 0 && page->count > rows; i--)
            if (page->lines[i].need == need) {
                memmove(&page->lines[i], &page->lines[i + 1],
                        (size_t)(page->count - i - 1) * sizeof page->lines[0]);
                page->count--;
            }
}

static void draw_page(const struct page *page, struct area a, int row)
{
    for (int i = 0; i < page->count; i++, row++) {
        const struct empty_line *line = &page->lines[i];
        if (line->text != NULL)
            area_text(a, row, line->col, a.cols, line->role, line->text);
        else
            area_data_text(a, row, line->col, a.cols - line->col, line->role, line->command);
    }
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
    const char *reason = empty_reason(s);
    int col = area_text(a, 1, 1, a.cols, ROLE_TEXT, "No rocket yet: the broker at ");
    int room = a.cols - 1 - col - (int)strlen(reason) - 2;
    col = area_data_text(a, 1, col, room < 40 ? room : 40, ROLE_TEXT, s->broker);
    area_printf(a, 1, col, ROLE_TEXT, " %s.", reason);
    struct page page = {0};
    fill_page(&page, s, a.cols - 1);
    fit_page(&page, a.rows - 3);
    draw_page(&page, a, 3);
    if (s->link_state != LINK_NO_RECORDER && s->link_state != LINK_DOWN && s->follows[0] != '\0') {
        col = area_text(a, 2, 1, 30, ROLE_DIM, "Followed: ");
        area_data_text(a, 2, col, a.cols - col - 1, ROLE_DIM, s->follows);
    }
    if (s->link_state == LINK_NO_RECORDER) {
        col = area_text(a, 2, 1, a.cols, ROLE_DIM,
                        s->crew      ? "ask a user who can write here to run:  "
                        : s->records ? "a recorder is being started; by hand:  "
                                     : "by hand:  ");
        area_data_text(a, 2, col, a.cols - col - 1, ROLE_DIM,
                       s->crew ? "ground record --cache FILE" : s->record_command);
    }
    if (s->link_state == LINK_DOWN)
        empty_no_broker(s, area_part(a, 2, 1, 1, a.cols - 2));
}
