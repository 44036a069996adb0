#include "ui/view.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ui/gather.h"
#include "ui/marks.h"
#include "ui/view_internal.h"

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
    *v = (struct view){.mission = mission,
                       .window = WINDOW_ALL,
                       .broker = "localhost:9092",
                       .record_command = "ground record"};
    v->rows = 24;
    v->cols = 80;
    v->place.lists[SCREEN_CONSOLE] = (struct list){.grows = true, .followed = true};
    scene_init(&v->scene);
    v->marks = mem_zero(1, sizeof *v->marks);
    v->gather = mem_zero(1, sizeof *v->gather);
    gather_init(v->gather, v, &v->scene);
}

void view_deinit(struct view *v)
{
    scene_deinit(&v->scene);
    marks_close(v->marks);
    gather_deinit(v->gather);
    free(v->marks);
    free(v->gather);
}

/* The one place where a frame has a say in the view. */
void view_gather(struct view *v, int64_t now_ms, int64_t mono_ms)
{
    gather_scene(v->gather, now_ms, mono_ms);
    v->place = v->scene.place;
    if (v->said[0] == '\0')
        view_say(v, v->scene.failed);
}

int64_t view_window_ms(const struct view *v, const char **name)
{
    *name = windows[v->window].name;
    return windows[v->window].ms;
}

/* ---- what keys do: each takes the argument of its row and returns wishes -------------------- */

static int do_rocket(struct view *v, int step)
{
    view_next_rocket(v, step);
    return 0;
}

static int do_move(struct view *v, int step)
{
    view_move(v, step);
    return 0;
}

static int do_page(struct view *v, int direction)
{
    view_turn_page(v, direction);
    return 0;
}

static int do_end(struct view *v, int last)
{
    view_move_to_end(v, last);
    return 0;
}

static int do_open(struct view *v, int unused)
{
    (void)unused;
    view_open_row(v);
    return 0;
}

static int do_close(struct view *v, int quits)
{
    if (view_close_row(v) || !quits)
        return 0;
    if (!v->started_recorder)
        return WISH_QUIT;
    v->prompt = PROMPT_QUIT;
    v->prompt_text[0] = '\0';
    return 0;
}

static int do_wish(struct view *v, int wish)
{
    (void)v;
    return wish;
}

static int do_mouse(struct view *v, int unused)
{
    (void)unused;
    v->mouse = !v->mouse;
    view_say(v, v->mouse ? "mouse on; M: off" : "mouse off");
    return WISH_MOUSE;
}

static int do_prompt(struct view *v, int kind)
{
    view_open_prompt(v, (enum prompt_kind)kind);
    return 0;
}

static int do_find(struct view *v, int direction)
{
    view_find(v, direction);
    return 0;
}

static int do_columns(struct view *v, int unused)
{
    (void)unused;
    int count = v->scene.columns_all;
    int first = v->column_first + 3 < count ? v->column_first + 3 : 0;
    v->column_first = first;
    if (count > 3)
        snprintf(v->said, sizeof v->said, "channels %d to %d of %d", first + 1,
                 first + 3 < count ? first + 3 : count, count);
    else
        view_say(v, "no more channels");
    return 0;
}

static int do_window(struct view *v, int step)
{
    char text[64];
    int window = v->window + step;
    v->window = window < 0 ? 0 : window > WINDOW_ALL ? WINDOW_ALL : window;
    snprintf(text, sizeof text, "window %s", windows[v->window].name);
    view_say(v, text);
    return 0;
}

static int do_times(struct view *v, int unused)
{
    (void)unused;
    v->times_as_clock = !v->times_as_clock;
    return 0;
}

static int do_form(struct view *v, int unused)
{
    (void)unused;
    v->form = (enum value_form)((v->form + 1) % 3);
    return 0;
}

static int do_copy(struct view *v, int unused)
{
    (void)unused;
    return view_copy_command(v);
}

static int do_export(struct view *v, int unused)
{
    const char *name;
    (void)unused;
    return view_export(v, view_window_ms(v, &name));
}

static int do_screen(struct view *v, int screen)
{
    view_show_screen(v, (enum screen_id)screen);
    return 0;
}

/* Over the screen that is seen, which stays open below. */
static int do_over(struct view *v, int screen)
{
    v->help_key = KEYCODE_NONE;
    if (view_is_small(v))
        view_say(v, "needs 80x24");
    else
        screen_of((enum screen_id)screen)->enter(&v->place);
    return 0;
}

static int do_alarm(struct view *v, int unused)
{
    (void)unused;
    view_go_to_alarm(v);
    return 0;
}

/* ---- transport keys ------------------------------------------------------------------------- */

static int answer(struct view *v, int rc, const char *said, const struct err *err)
{
    view_say(v, rc == 0 ? said : err->text);
    return 0;
}

static int transport(struct view *v,
                     int (*move)(struct playhead *p, char said[80], struct err *err))
{
    char said[80] = "";
    struct err err = {0};
    return answer(v, move(v->playhead, said, &err), said, &err);
}

static int do_pause(struct view *v, int unused)
{
    (void)unused;
    return transport(v, playhead_pause);
}

static int do_live(struct view *v, int unused)
{
    (void)unused;
    v->place.lists[SCREEN_CONSOLE].followed = true;
    return transport(v, playhead_go_live);
}

static int do_reverse(struct view *v, int unused)
{
    (void)unused;
    return transport(v, playhead_reverse);
}

static int do_loop(struct view *v, int unused)
{
    (void)unused;
    return transport(v, playhead_loop);
}

static int do_undo(struct view *v, int unused)
{
    (void)unused;
    return view_come_back(v) ? 0 : transport(v, playhead_undo);
}

static int do_skip(struct view *v, int delta_ms)
{
    char said[80] = "";
    struct err err = {0};
    return answer(v, playhead_skip(v->playhead, delta_ms, said, &err), said, &err);
}

static int do_step(struct view *v, int direction)
{
    char said[80] = "";
    struct err err = {0};
    return answer(v, playhead_step(v->playhead, direction, said, &err), said, &err);
}

static int do_edge(struct view *v, int direction)
{
    char said[80] = "";
    struct err err = {0};
    return answer(v, marks_edge(v, direction, said, &err), said, &err);
}

static int do_speed(struct view *v, int direction)
{
    char said[80] = "";
    struct err err = {0};
    return answer(v, playhead_faster(v->playhead, direction, said, &err), said, &err);
}

static int do_play_from(struct view *v, int unused)
{
    char said[80] = "";
    struct err err = {0};
    int64_t t;
    (void)unused;
    const struct screen *screen = view_shown(v);
    int64_t seq = screen->message != NULL ? screen->message(v) : 0;
    if (seq == 0) {
        view_say(v, "p plays from a row of 3 CONSOLE");
        return 0;
    }
    int rc = playhead_row_v(v->playhead, seq, &t, &err);
    if (rc == 0)
        rc = playhead_seek(v->playhead, t, said, &err);
    return answer(v, rc, said, &err);
}

/* ---- dispatch ------------------------------------------------------------------------------- */

static const struct {
    int (*run)(struct view *v, int argument);
    int argument;
    bool recorded; /* needs a cache */
} acts[ACTION_COUNT] = {
    [ACTION_NEXT_ROCKET] = {do_rocket, 1, false},
    [ACTION_PREVIOUS_ROCKET] = {do_rocket, -1, false},
    [ACTION_ALARM] = {do_alarm, 0, false},
    [ACTION_LOG] = {do_over, SCREEN_LOG, true},
    [ACTION_UP] = {do_move, -1, false},
    [ACTION_DOWN] = {do_move, 1, false},
    [ACTION_PAGE_UP] = {do_page, -1, false},
    [ACTION_PAGE_DOWN] = {do_page, 1, false},
    [ACTION_FIRST] = {do_end, 0, false},
    [ACTION_LAST] = {do_end, 1, false},
    [ACTION_OPEN] = {do_open, 0, true},
    [ACTION_CLOSE] = {do_close, 0, false},
    [ACTION_CLOSE_OR_QUIT] = {do_close, 1, false},
    [ACTION_QUIT] = {do_wish, WISH_QUIT, false},
    [ACTION_FIND] = {do_prompt, PROMPT_FIND, true},
    [ACTION_FIND_NEXT] = {do_find, 1, true},
    [ACTION_FIND_PREVIOUS] = {do_find, -1, true},
    [ACTION_COLUMNS] = {do_columns, 0, false},
    [ACTION_WINDOW] = {do_window, 1, false},
    [ACTION_WINDOW_BACK] = {do_window, -1, false},
    [ACTION_TIMES] = {do_times, 0, false},
    [ACTION_VALUE] = {do_form, 0, false},
    [ACTION_COPY] = {do_copy, 0, false},
    [ACTION_SAVE] = {do_wish, WISH_SAVE, false},
    [ACTION_EXPORT] = {do_export, 0, true},
    [ACTION_MOUSE] = {do_mouse, 0, false},
    [ACTION_REDRAW] = {do_wish, WISH_REDRAW, false},
    [ACTION_RELOAD] = {do_wish, WISH_RELOAD, false},
    [ACTION_SUSPEND] = {do_wish, WISH_SUSPEND, false},
    [ACTION_PAUSE] = {do_pause, 0, true},
    [ACTION_LIVE] = {do_live, 0, true},
    [ACTION_BACK_10] = {do_skip, -10000, true},
    [ACTION_ON_10] = {do_skip, 10000, true},
    [ACTION_BACK_60] = {do_skip, -60000, true},
    [ACTION_ON_60] = {do_skip, 60000, true},
    [ACTION_BACK_1] = {do_skip, -1000, true},
    [ACTION_ON_1] = {do_skip, 1000, true},
    [ACTION_STEP_BACK] = {do_step, -1, true},
    [ACTION_STEP_ON] = {do_step, 1, true},
    [ACTION_EDGE_BACK] = {do_edge, -1, true},
    [ACTION_EDGE_ON] = {do_edge, 1, true},
    [ACTION_SLOWER] = {do_speed, -1, true},
    [ACTION_FASTER] = {do_speed, 1, true},
    [ACTION_REVERSE] = {do_reverse, 0, true},
    [ACTION_LOOP] = {do_loop, 0, true},
    [ACTION_GOTO] = {do_prompt, PROMPT_GOTO, true},
    [ACTION_PLAY_FROM] = {do_play_from, 0, true},
    [ACTION_UNDO] = {do_undo, 0, true},
    [ACTION_MARK] = {do_prompt, PROMPT_MARK, true},
    [ACTION_HELP] = {do_over, SCREEN_HELP, false},
};

static bool closes(enum action action)
{
    return action == ACTION_CLOSE || action == ACTION_CLOSE_OR_QUIT || action == ACTION_QUIT;
}

/* Keys that, while a search runs, stop it and do no more. */
static bool only_stops(enum action action)
{
    return action == ACTION_CLOSE || action == ACTION_CLOSE_OR_QUIT || action == ACTION_FIND_NEXT ||
           action == ACTION_FIND_PREVIOUS;
}

int view_key(struct view *v, int key)
{
    v->said[0] = '\0';
    int wishes = 0;
    if (v->prompt != PROMPT_NONE && view_prompt_key(v, key, &wishes))
        return wishes;
    if (key & KEYCODE_PASTED) {
        view_say(v, "a paste presses no keys; in a prompt it is text");
        return 0;
    }
    enum action action = keys_find(key);
    if (search_stop(v) && only_stops(action))
        return 0;
    const struct key_row *row = keys_row(action);
    if (v->place.help && !view_is_small(v) && !closes(action)) {
        v->help_key = key;
        return 0;
    }
    enum screen_id screen = screen_by_key(key);
    if (screen != SCREEN_COUNT)
        return do_screen(v, (int)screen);
    if (action == ACTION_NONE || action == ACTION_SCREEN)
        view_say(v, "? for keys");
    else if (v->crew && row->acts)
        view_say(v, "read-only: crew session");
    else if (row->later != NULL)
        view_say(v, row->later);
    else if (acts[action].recorded && v->playhead == NULL)
        view_say(v, "nothing is recorded yet");
    else
        return acts[action].run(v, acts[action].argument);
    return 0;
}
