#include "ui/view.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/show.h"
#include "ui/find.h"
#include "ui/layout.h"
#include "ui/marks.h"

static const struct {
    int64_t ms;
    const char *name;
} windows[] = {
    {30000, "30 s"},    {60000, "1 min"}, {120000, "2 min"}, {300000, "5 min"},
    {900000, "15 min"}, {3600000, "1 h"}, {0, "all"},
};
enum { WINDOW_ALL = 6 };

void view_init(struct view *v, const struct mission *mission)
{
    *v = (struct view){.mission = mission, .window = WINDOW_ALL, .broker = "localhost:9092"};
    v->rows = 24;
    v->cols = 80;
    v->series = mem_zero(VIEW_SERIES, sizeof *v->series);
    v->parts = mem_zero(SCENE_MAX_PARTS, sizeof *v->parts);
    scene_init(&v->scene);
}

void view_deinit(struct view *v)
{
    scene_deinit(&v->scene);
    notes_close(v->notes);
    free(v->series);
    free(v->parts);
}

int64_t view_window_ms(const struct view *v, const char **name)
{
    *name = windows[v->window].name;
    return windows[v->window].ms;
}

static void say(struct view *v, const char *text)
{
    bytes_to_text(bytes_of(text), v->said, sizeof v->said);
}

static int clamp_to(int value, int count)
{
    return value >= count ? (count > 0 ? count - 1 : 0) : value < 0 ? 0 : value;
}

/* ---- selection ----------------------------------------------------------------------------- */

static int fleet_index(const struct view *v)
{
    for (int i = 0; i < v->scene.fleet_count; i++)
        if (v->scene.fleet[i].id == v->selected)
            return i;
    return 0;
}

static void select_rocket(struct view *v, int index)
{
    if (v->scene.fleet_count == 0)
        return;
    int32_t id = v->scene.fleet[clamp_to(index, v->scene.fleet_count)].id;
    if (id != v->selected)
        v->channel = v->channel_first = 0;
    v->selected = id;
}

static void next_rocket(struct view *v, int step)
{
    int count = v->scene.fleet_count;
    if (count > 0)
        select_rocket(v, (fleet_index(v) + step + count) % count);
}

static void select_flight(struct view *v, int index)
{
    struct flights_scene *f = &v->scene.flights;
    f->selected = clamp_to(index, f->count);
    if (f->count > 0)
        v->flight = f->rows[f->selected].id;
}

/* Up and down in the console are arithmetic: seq has no gaps. The last row follows again. */
static void console_move(struct view *v, int64_t step)
{
    const struct console_scene *c = &v->scene.console;
    int64_t from = v->console_seq != 0 ? v->console_seq : c->total;
    int64_t to = from + step;
    if (to >= c->total && step > 0 && !v->inspecting) {
        v->console_seq = 0;
        return;
    }
    v->console_seq = to < 1 ? 1 : to > c->total ? c->total : to;
}

static void move(struct view *v, int step)
{
    switch (v->screen) {
    case SCREEN_ROCKET:
        v->channel = clamp_to(v->channel + step, v->scene.rocket.channel_count);
        break;
    case SCREEN_CONSOLE:
        console_move(v, step);
        break;
    case SCREEN_LINKS:
        v->part = clamp_to(v->part + step, v->scene.links.count);
        break;
    case SCREEN_FLIGHTS:
        select_flight(v, v->scene.flights.selected + step);
        break;
    default:
        select_rocket(v, fleet_index(v) + step);
    }
}

static int page(const struct view *v)
{
    struct layout_room room = layout_room(&v->scene, v->rows, v->cols, v->ascii);
    switch (v->screen) {
    case SCREEN_ROCKET:
        return room.channel_rows;
    case SCREEN_CONSOLE:
        return room.console_rows;
    case SCREEN_LINKS:
        return room.part_rows;
    case SCREEN_FLIGHTS:
        return room.flight_rows;
    default:
        return room.fleet_rows;
    }
}

static void move_to_end(struct view *v, bool last)
{
    if (v->screen == SCREEN_CONSOLE) {
        v->console_seq = last ? 0 : 1;
        return;
    }
    move(v, last ? 1 << 20 : -(1 << 20));
}

/* ---- screens ------------------------------------------------------------------------------- */

static void show_screen(struct view *v, enum screen_id screen)
{
    if (layout_kind(v->rows, v->cols) < LAYOUT_FULL) {
        say(v, "needs 80x24");
        return;
    }
    v->screen = screen;
    v->inspecting = false;
    v->wide_chart = false;
    v->help = false;
}

static void open_links_row(struct view *v)
{
    const struct links_scene *l = &v->scene.links;
    char where[360], said[120];
    struct err err;
    int64_t t, seq;
    if (l->count == 0)
        return;
    const struct part_row *row = &l->rows[clamp_to(v->part, l->count)];
    snprintf(where, sizeof where, "%s@%lld", row->name, (long long)(row->next - 1));
    show_screen(v, SCREEN_CONSOLE);
    if (playhead_when(v->playhead, where, 0, &t, said, &err) == 0 &&
        playhead_row_at(v->playhead, t, &seq, &err) == 0)
        v->console_seq = seq;
}

static void open_flight(struct view *v)
{
    const struct flights_scene *f = &v->scene.flights;
    char said[80] = "";
    struct err err;
    if (f->count == 0)
        return;
    const struct flight_row *row = &f->rows[f->selected];
    if (playhead_replay(v->playhead, row->id, said, &err) != 0) {
        say(v, err.text);
        return;
    }
    v->selected = row->rocket;
    say(v, said);
    show_screen(v, SCREEN_FLEET);
}

static void open_row(struct view *v)
{
    switch (v->screen) {
    case SCREEN_FLEET:
        if (v->scene.fleet_count > 0)
            show_screen(v, SCREEN_ROCKET);
        break;
    case SCREEN_ROCKET:
        v->wide_chart = !v->wide_chart;
        break;
    case SCREEN_CONSOLE:
        if (v->scene.console.count > 0) {
            v->console_seq = v->console_seq != 0 ? v->console_seq : v->scene.console.total;
            v->inspecting = true;
        }
        break;
    case SCREEN_LINKS:
        open_links_row(v);
        break;
    case SCREEN_FLIGHTS:
        open_flight(v);
        break;
    default:
        break;
    }
}

/* Closes the innermost thing that is open; false when nothing is. */
static bool close_row(struct view *v)
{
    if (v->help) {
        v->help = false;
        return true;
    }
    if (v->inspecting || v->wide_chart) {
        v->inspecting = v->wide_chart = false;
        return true;
    }
    if (v->find[0] != '\0') {
        v->find[0] = '\0';
        return true;
    }
    if (v->screen != SCREEN_FLEET) {
        v->screen = SCREEN_FLEET;
        return true;
    }
    return false;
}

static int quit(struct view *v)
{
    if (!v->started_recorder)
        return WISH_QUIT;
    v->prompt = PROMPT_QUIT;
    v->prompt_text[0] = '\0';
    return 0;
}

static void go_to_alarm(struct view *v)
{
    char said[80] = "";
    struct err err;
    if (v->scene.alarm_count == 0) {
        say(v, "no alarms");
        return;
    }
    const struct alarm *alarm = &v->scene.alarms[0];
    if (v->playhead != NULL && playhead_go_live(v->playhead, said, &err) != 0)
        say(v, err.text);
    if (alarm->rocket == 0) {
        show_screen(v, SCREEN_LINKS);
        return;
    }
    v->selected = alarm->rocket;
    show_screen(v, SCREEN_ROCKET);
}

/* ---- transport ----------------------------------------------------------------------------- */

static int transport_key(struct view *v, enum action action, char said[80], struct err *err)
{
    struct playhead *p = v->playhead;
    switch (action) {
    case ACTION_PAUSE:
        return playhead_pause(p, said, err);
    case ACTION_LIVE:
        v->console_seq = 0;
        return playhead_go_live(p, said, err);
    case ACTION_BACK_10:
        return playhead_skip(p, -10000, said, err);
    case ACTION_ON_10:
        return playhead_skip(p, 10000, said, err);
    case ACTION_BACK_60:
        return playhead_skip(p, -60000, said, err);
    case ACTION_ON_60:
        return playhead_skip(p, 60000, said, err);
    case ACTION_BACK_1:
        return playhead_skip(p, -1000, said, err);
    case ACTION_ON_1:
        return playhead_skip(p, 1000, said, err);
    case ACTION_STEP_BACK:
        return playhead_step(p, -1, said, err);
    case ACTION_STEP_ON:
        return playhead_step(p, 1, said, err);
    case ACTION_EDGE_BACK:
        return marks_edge(v, -1, said, err);
    case ACTION_EDGE_ON:
        return marks_edge(v, 1, said, err);
    case ACTION_SLOWER:
        return playhead_faster(p, -1, said, err);
    case ACTION_FASTER:
        return playhead_faster(p, 1, said, err);
    case ACTION_REVERSE:
        return playhead_reverse(p, said, err);
    case ACTION_LOOP:
        return playhead_loop(p, said, err);
    default:
        return playhead_undo(p, said, err);
    }
}

static void do_transport(struct view *v, enum action action)
{
    char said[80] = "";
    struct err err = {0};
    if (v->playhead == NULL) {
        say(v, "nothing is recorded yet");
        return;
    }
    say(v, transport_key(v, action, said, &err) == 0 ? said : err.text);
}

static void play_from(struct view *v)
{
    char said[80] = "";
    struct err err = {0};
    int64_t t;
    if (v->screen != SCREEN_CONSOLE || v->scene.console.count == 0) {
        say(v, "p plays from a row of 3 CONSOLE");
        return;
    }
    int64_t seq = v->console_seq != 0 ? v->console_seq : v->scene.console.total;
    if (playhead_row_v(v->playhead, seq, &t, &err) != 0 ||
        playhead_seek(v->playhead, t, said, &err) != 0)
        say(v, err.text);
    else
        say(v, said);
}

/* ---- prompts ------------------------------------------------------------------------------- */

static void open_prompt(struct view *v, enum prompt_kind kind)
{
    if (v->playhead == NULL) {
        say(v, "nothing is recorded yet");
        return;
    }
    if (layout_kind(v->rows, v->cols) < LAYOUT_FULL) {
        say(v, "needs 80x24");
        return;
    }
    v->prompt = kind;
    v->prompt_text[0] = '\0';
}

static void go_to(struct view *v)
{
    char said[120] = "", moved[80] = "";
    struct err err = {0};
    int64_t t;
    if (playhead_when(v->playhead, v->prompt_text, v->selected, &t, said, &err) != 0 ||
        playhead_seek(v->playhead, t, moved, &err) != 0)
        say(v, err.text);
    else
        say(v, moved);
}

static void finish_prompt(struct view *v)
{
    enum prompt_kind kind = v->prompt;
    v->prompt = PROMPT_NONE;
    if (kind == PROMPT_MARK)
        marks_add(v);
    if (v->prompt_text[0] == '\0')
        return;
    if (kind == PROMPT_GOTO)
        go_to(v);
    else if (kind == PROMPT_FIND) {
        bytes_to_text(bytes_of(v->prompt_text), v->find, sizeof v->find);
        view_find(v, 0);
    }
}

/* Adds what was typed; only whole printable characters get in. */
static void type_character(struct view *v, int key)
{
    char utf8[5];
    size_t n = 0, len = strlen(v->prompt_text);
    if (key < 0x80) {
        utf8[n++] = (char)key;
    } else if (key < 0x800) {
        utf8[n++] = (char)(0xc0 | key >> 6);
        utf8[n++] = (char)(0x80 | (key & 0x3f));
    } else if (key < 0x10000) {
        utf8[n++] = (char)(0xe0 | key >> 12);
        utf8[n++] = (char)(0x80 | (key >> 6 & 0x3f));
        utf8[n++] = (char)(0x80 | (key & 0x3f));
    } else {
        return;
    }
    utf8[n] = '\0';
    if (len + n < sizeof v->prompt_text && text_is_utf8(bytes_make(utf8, n)))
        memcpy(v->prompt_text + len, utf8, n + 1);
}

static void rub_out(struct view *v)
{
    size_t len = strlen(v->prompt_text);
    while (len > 0 && ((unsigned char)v->prompt_text[len - 1] & 0xc0) == 0x80)
        len--;
    v->prompt_text[len > 0 ? len - 1 : 0] = '\0';
}

static int prompt_key(struct view *v, int key)
{
    if (key == KEY_CTRL('c'))
        return WISH_QUIT;
    if (v->prompt == PROMPT_QUIT) {
        v->prompt = PROMPT_NONE;
        return key == 'y' || key == 'Y' || key == 'q' || key == KEYCODE_ENTER ? WISH_QUIT : 0;
    }
    if (v->prompt == PROMPT_GOTO && key == 'g' && v->prompt_text[0] == '\0') {
        v->prompt = PROMPT_NONE; /* gg */
        move_to_end(v, false);
    } else if (key == KEYCODE_ESC) {
        v->prompt = PROMPT_NONE;
    } else if (key == KEYCODE_ENTER || key == '\n') {
        finish_prompt(v);
    } else if (key == KEYCODE_BACKSPACE || key == KEY_CTRL('h')) {
        rub_out(v);
    } else if (key == KEY_CTRL('u')) {
        v->prompt_text[0] = '\0';
    } else if (key >= 0x20) {
        type_character(v, key);
    }
    return 0;
}

/* ---- copies -------------------------------------------------------------------------------- */

/* What may stand in a command line without being anything but a word. */
static bool is_plain(const char *word)
{
    for (; *word != '\0'; word++)
        if (!isalnum((unsigned char)*word) && strchr("._-:/,[]~@+", *word) == NULL)
            return false;
    return true;
}

static bool copy_message(struct view *v)
{
    const struct console_row *row = find_console_row(&v->scene);
    char place[320];
    bytes_to_text(bytes_of(row->place), place, sizeof place);
    char *at = strrchr(place, '@'), *slash = strrchr(place, '/');
    if (at == NULL || slash == NULL || !is_plain(place) || !is_plain(v->scene.broker))
        return false;
    *at = *slash = '\0';
    snprintf(v->copy, sizeof v->copy,
             "kafka-console-consumer.sh --bootstrap-server %s --topic %s --partition %s "
             "--offset %s --max-messages 1",
             v->scene.broker, place, slash + 1, at + 1);
    return true;
}

static bool copy_flight(struct view *v)
{
    const struct flights_scene *f = &v->scene.flights;
    if (v->cache == NULL || !is_plain(v->cache))
        return false;
    snprintf(v->copy, sizeof v->copy, "ground replay %lld --cache %s",
             (long long)f->rows[f->selected].id, v->cache);
    return true;
}

/* The command that prints this very message, or replays this flight. */
static int copy_command(struct view *v)
{
    bool copied;
    if (v->screen == SCREEN_FLIGHTS && v->scene.flights.count > 0) {
        copied = copy_flight(v);
    } else if (v->screen == SCREEN_CONSOLE && v->scene.console.count > 0) {
        copied = copy_message(v);
    } else {
        say(v, "y copies in 3 CONSOLE and 6 FLIGHTS");
        return 0;
    }
    say(v, copied ? v->copy : "a name here is not plain text: nothing copied");
    return copied ? WISH_COPY : 0;
}

/* ---- dispatch ------------------------------------------------------------------------------ */

static void cycle_columns(struct view *v)
{
    int count = v->mission->channel_count > 0 ? v->mission->channel_count : v->column_count;
    v->column_first = v->column_first + 3 < count ? v->column_first + 3 : 0;
    say(v, count > 3 ? "" : "no more channels");
}

static void change_window(struct view *v, int step)
{
    char text[64];
    v->window = clamp_to(v->window + step, (int)ARRAY_SIZE(windows));
    snprintf(text, sizeof text, "window %s", windows[v->window].name);
    say(v, text);
}

static int act(struct view *v, enum action action)
{
    switch (action) {
    case ACTION_FLEET:
    case ACTION_ROCKET:
    case ACTION_CONSOLE:
    case ACTION_LINKS:
    case ACTION_FLIGHTS:
        show_screen(v, (enum screen_id)(action - ACTION_FLEET));
        break;
    case ACTION_NEXT_ROCKET:
        next_rocket(v, 1);
        break;
    case ACTION_PREVIOUS_ROCKET:
        next_rocket(v, -1);
        break;
    case ACTION_ALARM:
        go_to_alarm(v);
        break;
    case ACTION_UP:
        move(v, -1);
        break;
    case ACTION_DOWN:
        move(v, 1);
        break;
    case ACTION_PAGE_UP:
        move(v, -page(v));
        break;
    case ACTION_PAGE_DOWN:
        move(v, page(v));
        break;
    case ACTION_FIRST:
        move_to_end(v, false);
        break;
    case ACTION_LAST:
        move_to_end(v, true);
        break;
    case ACTION_OPEN:
        open_row(v);
        break;
    case ACTION_CLOSE:
        close_row(v);
        break;
    case ACTION_CLOSE_OR_QUIT:
        return close_row(v) ? 0 : quit(v);
    case ACTION_QUIT:
        return WISH_QUIT;
    case ACTION_FIND:
        open_prompt(v, PROMPT_FIND);
        break;
    case ACTION_FIND_NEXT:
        view_find(v, 1);
        break;
    case ACTION_FIND_PREVIOUS:
        view_find(v, -1);
        break;
    case ACTION_COLUMNS:
        cycle_columns(v);
        break;
    case ACTION_WINDOW:
        change_window(v, 1);
        break;
    case ACTION_WINDOW_BACK:
        change_window(v, -1);
        break;
    case ACTION_TIMES:
        v->times_as_clock = !v->times_as_clock;
        break;
    case ACTION_VALUE:
        v->form = (enum value_form)((v->form + 1) % 3);
        break;
    case ACTION_COPY:
        return copy_command(v);
    case ACTION_SAVE:
        return WISH_SAVE;
    case ACTION_MOUSE:
        v->mouse = !v->mouse;
        say(v, v->mouse ? "mouse on; M: off" : "mouse off");
        return WISH_MOUSE;
    case ACTION_REDRAW:
        return WISH_REDRAW;
    case ACTION_SUSPEND:
        return WISH_SUSPEND;
    case ACTION_GOTO:
        open_prompt(v, PROMPT_GOTO);
        break;
    case ACTION_PLAY_FROM:
        play_from(v);
        break;
    case ACTION_MARK:
        open_prompt(v, PROMPT_MARK);
        break;
    case ACTION_HELP:
        v->help = true;
        v->help_action = ACTION_NONE;
        break;
    default:
        do_transport(v, action);
    }
    return 0;
}

int view_key(struct view *v, int key)
{
    v->said[0] = '\0';
    if (v->prompt != PROMPT_NONE)
        return prompt_key(v, key);
    enum action action = keys_find(key);
    const struct key_row *row = keys_row(action);
    if (v->help && action != ACTION_CLOSE && action != ACTION_CLOSE_OR_QUIT &&
        action != ACTION_QUIT) {
        v->help_action = action;
        return 0;
    }
    if (action == ACTION_NONE)
        say(v, "? for keys");
    else if (v->crew && row->acts)
        say(v, "read-only: crew session");
    else if (row->later != NULL)
        say(v, row->later);
    else
        return act(v, action);
    return 0;
}
