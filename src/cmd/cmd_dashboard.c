/* cmd_dashboard.c: bare `ground`: the screen, with a recorder in the background. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/options.h"
#include "client/bootstrap.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/dashboard.h"
#include "cmd/export_window.h"
#include "cmd/follows.h"
#include "cmd/leave.h"
#include "cmd/open_view.h"
#include "cmd/places.h"
#include "cmd/recording_args.h"
#include "cmd/session.h"
#include "cmd/stop_signal.h"
#include "recorder/recorder.h"
#include "recorder/spawn.h"
#include "store/paths.h"
#include "ui/loop.h"

struct dashboard_options {
    struct recording_args recording;
    const char *bootstrap; /* that, or what is being recorded */
    const char *replay, *at, *theme, *speed;
    bool read_only, ascii, tour;
    int64_t fps;
    double duration_s;
};

#define FIELD(name) offsetof(struct dashboard_options, name)
static const struct option_row rows[] = {
    RECORDING_ARGS(struct dashboard_options),
    {"read-only", 0, OPTION_FLAG, FIELD(read_only), NULL,
     "do not start a recorder or write anything", 0, 0},
    {"ascii", 0, OPTION_FLAG, FIELD(ascii), NULL, "draw with ASCII characters only", 0, 0},
    {"theme", 0, OPTION_TEXT, FIELD(theme), "NAME", "colour theme; the only one is default", 0, 0},
    {"fps", 0, OPTION_INT, FIELD(fps), "N", "frames per second, at most (1 to 10)", 1, 10},
    {"replay", 0, OPTION_TEXT, FIELD(replay), "FLIGHT", "flight to replay: number, rocket or start",
     0, 0},
    {"at", 0, OPTION_TEXT, FIELD(at), "WHEN", "where to start: T+6:30, 14:30:59, end ...", 0, 0},
    {"speed", 0, OPTION_TEXT, FIELD(speed), "N", "playback speed factor: 0.1 to 60, or max", 0, 0},
    {"tour", 0, OPTION_FLAG, FIELD(tour), NULL, "suggest keys to press from time to time", 0, 0},
    {"duration", 0, OPTION_NUMBER, FIELD(duration_s), "SECONDS", "exit after this many seconds", 0,
     1000000},
};
static const struct option_table table = {
    "ground", NULL, "show the mission-control screen", rows, ARRAY_SIZE(rows),
};

struct dashboard {
    const struct dashboard_options *o;
    const struct dashboard_keeper *keeper; /* or NULL */
    struct view view;
    char cache[STORE_PATH_SIZE];
    char rocket[SCENE_NAME]; /* to select; "" none */
    struct chosen_mission chosen;
    struct export_window export;
    bool records;                  /* may start a recorder */
    bool nothing_recorded;         /* recording options were given, but no recorder is started */
    struct follows_result follows; /* how the running recorder differs from what was asked for */
};

static void nobody_records(void *owner)
{
    struct dashboard *d = owner;
    struct err err = {0};
    char program[PLACE_SIZE];
    if (d->keeper != NULL) {
        d->keeper->nobody_records(d->keeper->owner);
        return;
    }
    const struct spawn_options wanted = {
        .program = program,
        .cache = d->cache,
        .mission = d->chosen.given,
        .bootstrap = d->o->bootstrap,
        .command_config = d->o->recording.command_config,
        .topics = d->o->recording.topics.items,
        .topics_count = d->o->recording.topics.count,
        .include = d->o->recording.include,
        .schemas = d->o->recording.schemas,
        .schema_registry = d->o->recording.schema_registry,
    };
    int rc = place_self(program, &err);
    if (rc == 0)
        rc = recorder_spawn(&wanted, &err);
    if (rc > 0)
        d->view.started_recorder = true;
    if (rc < 0)
        bytes_to_text(bytes_of(err.text), d->view.said, sizeof d->view.said);
}

static void export_shown(void *owner)
{
    struct dashboard *d = owner;
    export_window_start(&d->export, &d->view, d->cache, d->chosen.given);
}

/* The recorder that reads the same file is told as well, where this session may. */
static void reload(void *owner)
{
    struct dashboard *d = owner;
    struct view *v = &d->view;
    struct err err;
    if (mission_reload(&d->chosen, &err) != 0) {
        bytes_to_text(bytes_of(err.text), v->said, sizeof v->said);
        return;
    }
    v->mission = d->chosen.mission;
    v->mission_changed = true;
    bool told = !d->o->read_only && mission_tell_recorder(d->cache, d->chosen.path);
    snprintf(v->said, sizeof v->said, "mission %.40s read again%s", d->chosen.mission->name,
             told ? ", here and by the recorder" : "");
}

/* A viewer without a mission of its own sees what the recorder sees. */
static void refolded(void *owner)
{
    struct dashboard *d = owner;
    struct chosen_mission new;
    struct err err;
    if (d->o->recording.mission != NULL || mission_choose(&new, NULL, d->cache, &err) != 0)
        return;
    d->chosen.mission = d->view.mission = new.mission;
}

static void look(void *owner)
{
    struct dashboard *d = owner;
    if (reload_signal != 0) {
        reload_signal = 0;
        reload(d);
    }
    export_window_look(&d->export, &d->view);
}

static int read_speed(const char *text, double *out, struct err *err)
{
    char *end;
    if (strcmp(text, "max") == 0) {
        *out = 60;
        return 0;
    }
    *out = strtod(text, &end);
    if (end == text || *end != '\0' || !(*out >= 0.1 && *out <= 60))
        return err_set(err, ERR_USAGE, "--speed takes 0.1 to 60 or max, not \"%s\"", text);
    return 0;
}

/* Steps the speed up or down, as the keys do, until it reaches --speed. Row 24 reports it if the
 * speed differs. */
static int set_speed(struct view *v, const char *speed, struct err *err)
{
    double wanted = 0, before = 0;
    struct transport t;
    char said[80] = "";
    int rc = read_speed(speed, &wanted, err);
    for (playhead_transport(v->playhead, &t); rc == 0 && t.speed != before;) {
        before = t.speed;
        if (fabs(t.speed - wanted) < 0.01 * wanted)
            return 0;
        int direction = t.speed < wanted ? 1 : -1;
        rc = playhead_faster(v->playhead, direction, said, err);
        playhead_transport(v->playhead, &t);
        if (rc == 0 && direction * (t.speed - wanted) > 0.01 * wanted) {
            snprintf(said, sizeof said, "no %gx speed; using %gx", wanted, t.speed);
            break;
        }
    }
    bytes_to_text(bytes_of(said), v->said, sizeof v->said);
    return rc;
}

/* Shown in row 24 now, and on LINKS as long as that recorder runs. */
static void show_follows(struct dashboard *d)
{
    struct view *v = &d->view;
    v->follows_pid = d->follows.pid;
    bytes_to_text(bytes_of(d->follows.note), v->follows_note, sizeof v->follows_note);
    if (v->said[0] != '\0')
        return;
    if (d->nothing_recorded)
        snprintf(v->said, sizeof v->said, "no recorder is running, and --read-only starts none");
    else if (d->follows.note[0] != '\0')
        snprintf(v->said, sizeof v->said, "following %.40s, %s", d->follows.follows,
                 d->follows.note);
}

static void opened(void *owner)
{
    struct dashboard *d = owner;
    struct err err = {0};
    int rc = 0;
    if (d->records && d->keeper == NULL && follows_lingers(d->cache))
        d->view.started_recorder = true; /* perhaps by an earlier viewer */
    if (d->o->replay != NULL)
        rc = open_view_flight(&d->view, d->o->replay, &err);
    if (d->rocket[0] != '\0' && d->o->replay == NULL)
        open_view_rocket(&d->view, d->rocket, &err); /* it may no longer exist */
    if (rc == 0 && d->o->at != NULL)
        rc = open_view_at(&d->view, d->o->at, &err);
    if (rc == 0 && d->o->speed != NULL)
        rc = set_speed(&d->view, d->o->speed, &err);
    if (rc != 0)
        bytes_to_text(bytes_of(err.text), d->view.said, sizeof d->view.said);
    show_follows(d);
}

/* The first option given that only a recorder uses, or NULL. */
static const char *recording_option(const struct dashboard_options *o)
{
    return o->recording.topics.count > 0          ? "--topic"
           : o->recording.include != NULL         ? "--include"
           : o->recording.command_config != NULL  ? "--command-config"
           : o->recording.schemas != NULL         ? "--schemas"
           : o->recording.schema_registry != NULL ? "--schema-registry"
                                                  : NULL;
}

static int check_options(const struct dashboard_options *o, struct err *err)
{
    if (o->replay == NULL || recording_option(o) == NULL)
        return 0;
    return err_set(err, ERR_USAGE, "%s cannot be used with --replay: a replay records nothing",
                   recording_option(o));
}

/* A recorder that is already running ignores the options given here. */
static int check_recorder(struct dashboard *d, struct err *err)
{
    const struct dashboard_options *o = d->o;
    const char *asked = o->recording.mission != NULL ? d->chosen.mission->name : NULL;
    const struct follows_request request = {.broker = o->recording.bootstrap,
                                            .topics = &o->recording.topics,
                                            .include = o->recording.include,
                                            .command_config = o->recording.command_config,
                                            .mission = asked};
    int rc = follows_check(d->cache, &request, &d->follows, err);
    d->nothing_recorded = d->follows.pid == 0 && o->read_only && recording_option(o) != NULL;
    return rc;
}

static int show(struct dashboard *d, struct loop_result *result, struct err *err)
{
    const struct dashboard_options *o = d->o;
    if (o->theme != NULL && strcmp(o->theme, "default") != 0)
        return err_set(err, ERR_USAGE, "unknown theme \"%s\"; the only theme is default", o->theme);
    double speed;
    int rc = check_options(o, err);
    if (rc == 0)
        rc = mission_choose(&d->chosen, o->recording.mission, o->recording.cache, err);
    if (rc == 0)
        rc = bootstrap_check(o->bootstrap, err);
    if (rc == 0 && o->speed != NULL)
        rc = read_speed(o->speed, &speed, err);
    if (rc == 0)
        rc = store_cache_path(o->recording.cache, d->chosen.name, d->cache, err);
    if (rc == 0 && o->replay == NULL)
        rc = check_recorder(d, err);
    if (rc != 0)
        return rc;
    view_init(&d->view, d->chosen.mission);
    d->view.broker = o->bootstrap;
    d->view.crew = o->read_only;
    open_view_user(d->view.user);
    open_view_record_command(&d->view, o->recording.cache, d->chosen.given, o->bootstrap);
    stop_watch();
    if (d->chosen.own)
        reload_watch();
    bool remembers = !o->read_only && !o->tour && o->replay == NULL;
    if (remembers)
        session_load(d->chosen.name, &d->view, d->rocket);
    d->records = remembers || d->keeper != NULL; /* a replay needs none */
    d->view.records = d->records;
    bool past = o->replay != NULL || (o->read_only && open_view_is_past(o->at));
    const struct loop_options options = {
        .view = &d->view,
        .cache = d->cache,
        .tty = {.ascii = o->ascii},
        .fps = (int)o->fps,
        .duration_ms = (int64_t)(o->duration_s * 1000),
        .past = past,
        .tour = o->tour,
        .stop = &stop_signal,
        .nobody_records = d->records ? nobody_records : NULL,
        .export = export_shown,
        .look = look,
        .reload = reload,
        .refolded = refolded,
        .opened = opened,
        .owner = d,
    };
    rc = loop_run(&options, result, err);
    export_window_stop(&d->export);
    if (rc == 0 && remembers)
        session_save(d->chosen.name, &d->view);
    view_deinit(&d->view);
    return rc;
}

/* What will happen to the running recorder; the demo stops its own. */
static const char *recording_words(const struct dashboard *d)
{
    static char words[64];
    if (d->o->tour)
        return "the recording ends here";
    if (!d->view.started_recorder)
        return "still recording";
    snprintf(words, sizeof words, "recording stops in %d s", RECORDER_LINGER_S);
    return words;
}

int dashboard_run(int argc, char **argv, const struct dashboard_keeper *keeper)
{
    struct dashboard_options o = {0};
    struct text_list none = {0};
    struct loop_result result = {0};
    char broker[CACHE_BROKER_SIZE];
    struct err err = {0};
    int rc = options_parse(&table, argc, argv, &o, &none, &err);
    if (rc == OPTIONS_OK) {
        o.bootstrap = cache_broker(o.recording.bootstrap, o.recording.cache, broker);
        struct dashboard *d = mem_zero(1, sizeof *d);
        setlocale(LC_ALL, "");
        d->o = &o;
        d->keeper = keeper;
        rc = show(d, &result, &err);
        if (rc == 0)
            leave_line(&result, recording_words(d));
        free(d);
        if (rc == 0 && stop_signal != 0)
            rc = ERR_STOPPED;
    }
    text_list_deinit(&o.recording.topics);
    return command_end(&table, rc, &err);
}

int cmd_dashboard(int argc, char **argv)
{
    return dashboard_run(argc, argv, NULL);
}
