/* export_window.c: starts the process, and reads the last line that it printed. */
#include "cmd/export_window.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cmd/child.h"
#include "cmd/places.h"
#include "flight/show.h"
#include "store/paths.h"

enum { STOP_MS = 2000 };

static int make_log(struct export_window *e, struct err *err)
{
    snprintf(e->log, sizeof e->log, "/tmp/ground-export-XXXXXX");
    int fd = mkstemp(e->log);
    if (fd < 0)
        return err_errno(err, "cannot create %s", e->log);
    close(fd);
    return 0;
}

/* DIRECTORY/flight-7-2026-11-27-14.31.07.csv */
static void name_file(const struct view *v, const char *cache, char out[STORE_PATH_SIZE])
{
    char copy[STORE_PATH_SIZE], when[32];
    snprintf(copy, sizeof copy, "%s", cache);
    show_utc(clock_wall_ms(), SHOW_DATE_TIME, when);
    for (char *c = when; *c != '\0'; c++)
        *c = *c == ' ' ? '-' : *c == ':' ? '.' : *c;
    int n = snprintf(out, STORE_PATH_SIZE, "%s/flight-%lld-%s.csv", dirname(copy),
                     (long long)v->export.flight, when);
    if (n >= STORE_PATH_SIZE)
        out[0] = '\0'; /* is refused as a missing value */
}

static void add_moment(char **argv, int *n, const char *option, int64_t t_ms, char text[32])
{
    if (t_ms == FLIGHT_NO_TIME)
        return;
    show_utc(t_ms, SHOW_ISO, text);
    argv[(*n)++] = (char *)option;
    argv[(*n)++] = text;
}

static int start(struct export_window *e, const struct view *v, const char *cache,
                 const char *mission, struct err *err)
{
    char program[PLACE_SIZE], flight[24], file[STORE_PATH_SIZE], from[32], to[32];
    char *argv[20] = {program, "export", "--format", "csv", "--cache", (char *)cache};
    int n = 6;
    int rc = place_self(program, err);
    if (rc == 0)
        rc = make_log(e, err);
    if (rc != 0)
        return rc;
    snprintf(flight, sizeof flight, "%lld", (long long)v->export.flight);
    name_file(v, cache, file);
    argv[n++] = "--flight";
    argv[n++] = flight;
    argv[n++] = "--output";
    argv[n++] = file;
    add_moment(argv, &n, "--from", v->export.from_ms, from);
    add_moment(argv, &n, "--to", v->export.to_ms, to);
    if (mission != NULL) {
        argv[n++] = "--mission";
        argv[n++] = (char *)mission;
    }
    e->pid = child_start(argv, e->log, err);
    return e->pid > 0 ? 0 : (int)e->pid;
}

static void forget(struct export_window *e)
{
    if (e->log[0] != '\0')
        unlink(e->log);
    *e = (struct export_window){0};
}

void export_window_start(struct export_window *e, struct view *v, const char *cache,
                         const char *mission)
{
    struct err err = {0};
    if (e->pid > 0) {
        snprintf(v->said, sizeof v->said, "the export before still runs");
        return;
    }
    if (start(e, v, cache, mission, &err) != 0) {
        bytes_to_text(bytes_of(err.text), v->said, sizeof v->said);
        forget(e);
    }
}

/* "4021 messages written to FILE", or a sentence without the program's name. */
static void say_last_line(const char *log, struct view *v)
{
    char line[1024], last[1024] = "the export failed";
    FILE *f = fopen(log, "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        snprintf(last, sizeof last, "%s", line);
    }
    if (f != NULL)
        fclose(f);
    const char *prefix = "ground export: ";
    const char *text = strncmp(last, prefix, strlen(prefix)) == 0 ? last + strlen(prefix) : last;
    text_clean(bytes_of(text), TEXT_ANY_WIDTH, v->said, sizeof v->said);
}

void export_window_look(struct export_window *e, struct view *v)
{
    int status;
    if (e->pid <= 0 || child_running(e->pid, &status))
        return;
    say_last_line(e->log, v);
    forget(e);
}

void export_window_stop(struct export_window *e)
{
    if (e->pid > 0)
        child_stop(e->pid, STOP_MS);
    forget(e);
}
