/* cmd_demo.c: `ground demo`: a mini-broker, rockets, weather, a recorder and the screen, none of
 * which outlives it.
 *
 * Each part is the real program in its own process; only the broker's port and directory are
 * private. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/options.h"
#include "cmd/child.h"
#include "cmd/commands.h"
#include "cmd/dashboard.h"
#include "cmd/places.h"
#include "cmd/remove_tree.h"
#include "cmd/show_flight.h"
#include "cmd/stop_signal.h"
#include "store/paths.h"

struct demo_options {
    double speed;
    double duration_s; /* 0: until the user quits; without a terminal 15 */
    const char *keep;
};

#define FIELD(name) offsetof(struct demo_options, name)
static const struct option_row rows[] = {
    {"speed", 0, OPTION_NUMBER, FIELD(speed), "N", "speed factor: 1 to 60 (default: 1)", 1, 60},
    {"duration", 0, OPTION_NUMBER, FIELD(duration_s), "SECONDS", "exit after this many seconds", 1,
     86400},
    {"keep", 0, OPTION_TEXT, FIELD(keep), "DIR", "keep the recording and the log in DIR", 0, 0},
};
static const struct option_table table = {
    "ground demo",    NULL, "fly rockets on a private mini-broker, recorded and on screen", rows,
    ARRAY_SIZE(rows),
};

struct demo {
    const struct demo_options *options;
    char directory[PLACE_SIZE];
    char cache[PLACE_SIZE + 16];
    char log[PLACE_SIZE + 16];
    char bootstrap[64];
    struct show_flight flight;
    pid_t broker, recorder, rockets;
};

/* --keep DIR, or a new directory for this demo: .../ground/demo/20261122-143107-PID. */
static int make_directory(struct demo *d, struct err *err)
{
    char path[STORE_PATH_SIZE];
    if (d->options->keep != NULL) {
        snprintf(d->directory, sizeof d->directory, "%s", d->options->keep);
    } else {
        int rc = store_default_path("demo", path, err);
        if (rc != 0)
            return rc;
        *strrchr(path, '.') = '\0'; /* .../ground/demo */
        time_t now = (time_t)(clock_wall_ms() / 1000);
        struct tm utc;
        char stamp[32];
        strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", gmtime_r(&now, &utc));
        snprintf(d->directory, sizeof d->directory, "%.3900s/%s-%d", path, stamp, (int)getpid());
    }
    snprintf(d->cache, sizeof d->cache, "%s/demo.db", d->directory);
    snprintf(d->log, sizeof d->log, "%s/demo.log", d->directory);
    if (access(d->cache, F_OK) == 0) /* do not mix two demos */
        return err_set(err, ERR_FAIL,
                       "%s already holds a demo's recording; choose another directory",
                       d->directory);
    return store_make_directory(d->cache, err);
}

static int wait_for_port(struct demo *d, const char *port_file, struct err *err)
{
    int64_t until = clock_mono_ms() + 10000;
    int status;
    while (stop_signal == 0 && clock_mono_ms() < until) {
        FILE *file = fopen(port_file, "r");
        bool read = file != NULL && fscanf(file, "%63s", d->bootstrap) == 1;
        if (file != NULL)
            fclose(file);
        if (read)
            return 0;
        if (!child_running(d->broker, &status)) {
            d->broker = 0;
            return err_set(err, ERR_FAIL, "the mini-broker did not start; see %s", d->log);
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    }
    return stop_signal != 0 ? err_set(err, ERR_STOPPED, "stopped")
                            : err_set(err, ERR_TIMEOUT,
                                      "the mini-broker did not listen within 10 s; see %s", d->log);
}

static int start_broker(struct demo *d, struct err *err)
{
    char program[PLACE_SIZE], data[PLACE_SIZE + 16], port_file[PLACE_SIZE + 16];
    int rc = place_program("minibroker", program, err);
    if (rc != 0)
        return rc;
    snprintf(data, sizeof data, "%s/broker", d->directory);
    snprintf(port_file, sizeof port_file, "%s/port", d->directory);
    char *const argv[] = {program,       "--data-dir",  data,      "--listen",
                          "127.0.0.1:0", "--port-file", port_file, NULL};
    unlink(port_file);
    d->broker = child_start(argv, d->log, err);
    return d->broker < 0 ? err->code : wait_for_port(d, port_file, err);
}

static int start_recorder(struct demo *d, struct err *err)
{
    char program[PLACE_SIZE];
    int rc = place_self(program, err);
    if (rc != 0)
        return rc;
    char *const argv[] = {program,      "record",    "--cache", d->cache,   "--bootstrap-server",
                          d->bootstrap, "--mission", "demo",    "--linger", "86400",
                          NULL};
    d->recorder = child_start(argv, d->log, err);
    return d->recorder < 0 ? err->code : 0;
}

/* Returns once the earlier part of the flight is in its topic, so that the recorder, started next,
 * reads it as history. */
static int start_rockets(struct demo *d, struct err *err)
{
    int ready[2];
    char byte;
    if (pipe(ready) != 0)
        return err_errno(err, "cannot make a pipe");
    d->flight = (struct show_flight){d->bootstrap, d->options->speed, ready[1], &stop_signal};
    d->rockets = child_fork(show_flight_run, &d->flight, d->log, err);
    close(ready[1]);
    ssize_t n = 0;
    if (d->rockets > 0)
        do
            n = read(ready[0], &byte, 1);
        while (n < 0 && errno == EINTR && stop_signal == 0);
    close(ready[0]);
    if (d->rockets < 0)
        return err->code;
    if (stop_signal != 0)
        return err_set(err, ERR_STOPPED, "stopped");
    return n == 1 ? 0 : err_set(err, ERR_FAIL, "the rockets did not start; see %s", d->log);
}

static int start_all(struct demo *d, struct err *err)
{
    int rc = make_directory(d, err);
    if (rc == 0)
        rc = start_broker(d, err);
    if (rc == 0)
        rc = start_rockets(d, err);
    return rc != 0 ? rc : start_recorder(d, err);
}

/* In reverse order: the sender, the recorder, the broker. */
static void stop_all(struct demo *d)
{
    child_stop(d->rockets, 3000);
    child_stop(d->recorder, 5000);
    child_stop(d->broker, 5000);
}

static void remove_broker(const struct demo *d)
{
    char data[PLACE_SIZE + 16];
    snprintf(data, sizeof data, "%s/broker", d->directory);
    remove_tree(data);
    snprintf(data, sizeof data, "%s/port", d->directory);
    unlink(data);
}

static int count_words(char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    return argc;
}

/* Without a terminal: wait, then one frame of FLEET. */
static int print_fleet(struct demo *d)
{
    double seconds = d->options->duration_s > 0 ? d->options->duration_s : 15;
    int64_t until = clock_mono_ms() + (int64_t)(seconds * 1000);
    while (stop_signal == 0 && clock_mono_ms() < until)
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    if (stop_signal != 0)
        return stop_exit_code();
    char *argv[] = {"ground snapshot", "--screen",  "fleet", "--cache",
                    d->cache,          "--mission", "demo",  NULL};
    return cmd_snapshot(count_words(argv), argv);
}

/* Starts another recorder if the last one died; it continues from the cache. */
static void replace_recorder(void *owner)
{
    struct demo *d = owner;
    struct err err;
    int status;
    if (d->recorder <= 0 || !child_running(d->recorder, &status))
        start_recorder(d, &err);
}

static int show_screen(struct demo *d)
{
    const struct dashboard_keeper keeper = {replace_recorder, d};
    char seconds[32];
    snprintf(seconds, sizeof seconds, "%.0f", d->options->duration_s);
    char *argv[] = {"ground",     "--cache",   d->cache, "--bootstrap-server",
                    d->bootstrap, "--mission", "demo",   "--tour",
                    "--duration", seconds,     NULL};
    return dashboard_run(count_words(argv), argv, &keeper);
}

/* Prints a command that works in the user's shell: with the program's name if PATH leads here, else
 * with its path. */
static void say_how_to_replay(const struct demo *d)
{
    char self[PLACE_SIZE] = "";
    bool on_path = place_self(self, NULL) != 0 || place_on_path("ground", self);
    struct buf command = {0};
    buf_add_shell_word(&command, on_path ? "ground" : self);
    buf_add_text(&command, " replay KESTREL-2 --cache ");
    buf_add_shell_word(&command, d->cache);
    fprintf(stderr, "recorded in %s\nreplay it with:  %s\n", d->cache, buf_text(&command));
    buf_deinit(&command);
}

int cmd_demo(int argc, char **argv)
{
    struct demo_options o = {.speed = 1};
    struct text_list none = {0};
    struct err err = {0};
    int rc = options_parse(&table, argc, argv, &o, &none, &err);
    if (rc != OPTIONS_OK)
        return command_end(&table, rc, &err);
    struct demo *d = mem_zero(1, sizeof *d);
    d->options = &o;
    stop_watch();
    rc = start_all(d, &err);
    int code = rc != 0 ? 1 : isatty(STDOUT_FILENO) ? show_screen(d) : print_fleet(d);
    stop_all(d);
    if (rc != 0)
        code = command_end(&table, rc, &err);
    else if (code != 2) /* this terminal cannot show a screen, so nothing was flown */
        say_how_to_replay(d);
    if (o.keep == NULL)
        remove_broker(d);
    free(d);
    return code;
}
