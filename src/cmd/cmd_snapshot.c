/* cmd_snapshot.c: `ground snapshot`: one frame as text, ANSI, SVG, or the state behind it as JSON.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/options.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/follows.h"
#include "cmd/open_view.h"
#include "store/paths.h"
#include "ui/canvas.h"
#include "ui/glyph.h"
#include "ui/layout.h"
#include "ui/render.h"

struct snapshot_options {
    const char *cache, *mission, *screen, *rocket, *replay, *at, *size, *format, *bootstrap;
    bool ascii;
};

/* ", fleet, rocket ...": from the third byte on they are a list. */
#define X(id, name) ", " #name
static const char screen_names[] = SCREENS(X) SCREENS_OVER(X);
#undef X
#define FIELD(name) offsetof(struct snapshot_options, name)
static const struct option_row rows[] = {
    {"screen", 0, OPTION_TEXT, FIELD(screen), "NAME", screen_names + 2, 0, 0},
    {"rocket", 0, OPTION_TEXT, FIELD(rocket), "ID", "rocket to select", 0, 0},
    {"replay", 0, OPTION_TEXT, FIELD(replay), "FLIGHT", "flight to show: number, rocket or start",
     0, 0},
    {"at", 0, OPTION_TEXT, FIELD(at), "WHEN", "time to show: live, T+6:30, 14:30:59, end ...", 0,
     0},
    {"size", 0, OPTION_TEXT, FIELD(size), "COLSxROWS", "frame size (default: 80x24)", 0, 0},
    {"format", 0, OPTION_TEXT, FIELD(format), "FORM", "text, ansi, svg or json (default: text)", 0,
     0},
    {"ascii", 0, OPTION_FLAG, FIELD(ascii), NULL, "draw with ASCII characters only", 0, 0},
    {"cache", 0, OPTION_TEXT, FIELD(cache), "FILE", "cache file to read", 0, 0},
    {"mission", 0, OPTION_TEXT, FIELD(mission), "FILE",
     "mission file, or the name of a bundled one", 0, 0},
    {"bootstrap-server", 0, OPTION_TEXT, FIELD(bootstrap), "HOST:PORT",
     "broker to name while nothing is recorded", 0, 0},
};
static const struct option_table table = {
    "ground snapshot", NULL, "print one frame of the screen", rows, ARRAY_SIZE(rows),
};

static int choose_screen(const struct snapshot_options *o, struct view *v, struct err *err)
{
    char extra;
    if (o->size != NULL &&
        (sscanf(o->size, "%dx%d%c", &v->cols, &v->rows, &extra) != 2 || v->cols < 1 ||
         v->rows < 1 || v->cols > CANVAS_MAX_COLS || v->rows > CANVAS_MAX_ROWS))
        return err_set(err, ERR_USAGE, "--size takes COLSxROWS up to 500x500, not \"%s\"", o->size);
    enum screen_id screen = screen_by_name(o->screen);
    if (screen == SCREEN_COUNT)
        return err_set(err, ERR_USAGE, "unknown screen \"%s\"; the screens are %s", o->screen,
                       screen_names + 2);
    place_enter(&v->place, screen);
    return 0;
}

enum format { FORMAT_TEXT, FORMAT_ANSI, FORMAT_SVG, FORMAT_JSON };

static int choose_format(const char *name, enum format *out, struct err *err)
{
    static const char *const names[] = {"text", "ansi", "svg", "json"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (strcmp(names[i], name) == 0) {
            *out = (enum format)i;
            return 0;
        }
    return err_set(err, ERR_USAGE, "--format takes text, ansi, svg or json, not \"%s\"", name);
}

/* Reads all that is recorded so far, then seeks to where the options say. */
static int read_cache(const struct snapshot_options *o, struct view *v, struct err *err)
{
    int rc = playhead_open(&v->playhead, v->cache, v->mission, clock_wall_ms(), err);
    if (rc == 0)
        playhead_set_past(v->playhead, o->replay != NULL || open_view_is_past(o->at));
    while (rc == 0 && (rc = playhead_pump(v->playhead, clock_wall_ms(), err)) > 0)
        rc = 0;
    if (rc == 0)
        playhead_tick(v->playhead, clock_wall_ms(), clock_mono_ns(), err);
    if (rc == 0 && o->replay != NULL)
        rc = open_view_flight(v, o->replay, err);
    if (rc == 0 && o->rocket != NULL)
        rc = open_view_rocket(v, o->rocket, err);
    if (rc == 0 && o->at != NULL)
        rc = open_view_at(v, o->at, err);
    return rc;
}

static void print_frame(const struct view *v, enum format format)
{
    struct buf out = {0};
    struct canvas canvas;
    char title[128];
    canvas_init(&canvas, v->rows, v->cols, v->ascii);
    layout_draw(&v->scene, &canvas);
    snprintf(title, sizeof title, "ground: %s", v->scene.mission);
    if (format == FORMAT_TEXT)
        render_text(&canvas, &out);
    else if (format == FORMAT_ANSI)
        render_ansi(&canvas, 256, &out);
    else if (format == FORMAT_SVG)
        render_svg(&canvas, title, &out);
    else
        render_json(&v->scene, &out);
    fwrite(out.data, 1, out.len, stdout);
    buf_deinit(&out);
    canvas_deinit(&canvas);
}

static int snapshot(const struct snapshot_options *o, const struct chosen_mission *chosen,
                    struct view *v, struct err *err)
{
    char cache[STORE_PATH_SIZE];
    enum format format = FORMAT_TEXT;
    int rc = choose_screen(o, v, err);
    if (rc == 0)
        rc = choose_format(o->format, &format, err);
    if (rc == 0)
        rc = store_cache_path(o->cache, chosen->name, cache, err);
    if (rc != 0)
        return rc;
    const struct text_list none = {0};
    const struct follows_request request = {.broker = o->bootstrap, .topics = &none};
    struct follows_result follows;
    if (o->bootstrap != NULL && (rc = follows_check(cache, &request, &follows, err)) != 0)
        return rc;
    v->cache = cache;
    v->all_channels = format == FORMAT_JSON;
    v->ascii = o->ascii || (format == FORMAT_TEXT && glyph_needs_ascii(NULL));
    if (o->bootstrap != NULL)
        v->broker = o->bootstrap;
    open_view_user(v->user);
    char noted[CACHE_BROKER_SIZE];
    open_view_record_command(v, o->cache, chosen->given, cache_broker(o->bootstrap, cache, noted));
    rc = read_cache(o, v, err);
    if (rc == 0) {
        if (v->said[0] != '\0')
            fprintf(stderr, "ground snapshot: %s\n", v->said);
        view_gather(v, clock_wall_ms(), clock_mono_ms());
        print_frame(v, format);
    }
    playhead_close(v->playhead);
    return rc;
}

int cmd_snapshot(int argc, char **argv)
{
    struct snapshot_options o = {.screen = "fleet", .format = "text"};
    struct text_list none = {0};
    struct chosen_mission chosen;
    struct err err = {0};
    int rc = options_parse(&table, argc, argv, &o, &none, &err);
    if (rc == OPTIONS_OK) {
        rc = mission_choose(&chosen, o.mission, o.cache, &err);
        setlocale(LC_ALL, "");
        if (rc == 0) {
            struct view *v = mem_zero(1, sizeof *v);
            view_init(v, chosen.mission);
            rc = snapshot(&o, &chosen, v, &err);
            view_deinit(v);
            free(v);
        }
    }
    return command_end(&table, rc, &err);
}
