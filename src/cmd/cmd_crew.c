/* cmd_crew.c: `ground crew`: a read-only session for remote guests, suitable for sshd's
 * ForceCommand.
 *
 * It starts no process, writes no file and takes no path from the guest: whoever sets up the
 * session names the cache. The environment is reduced to an allow-list before the terminal library
 * starts, which would otherwise read TERMINFO, HOME, LINES and others. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/options.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/leave.h"
#include "cmd/open_view.h"
#include "cmd/stop_signal.h"
#include "store/paths.h"
#include "ui/loop.h"

struct crew_options {
    const char *cache, *mission;
    bool ascii;
};

extern char **environ; /* not declared in every unistd.h */

#define FIELD(name) offsetof(struct crew_options, name)
static const struct option_row rows[] = {
    {"cache", 0, OPTION_TEXT, FIELD(cache), "FILE", "cache file to show (required)", 0, 0},
    {"mission", 0, OPTION_TEXT, FIELD(mission), "FILE",
     "mission file, or the name of a bundled one", 0, 0},
    {"ascii", 0, OPTION_FLAG, FIELD(ascii), NULL, "draw with ASCII characters only", 0, 0},
};
static const struct option_table table = {
    "ground crew", NULL, "show a read-only screen, for remote crews", rows, ARRAY_SIZE(rows),
};

static void keep_environment(void)
{
    static const char *const allowed[] = {"TERM", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "NO_COLOR"};
    static char *nothing[] = {NULL};
    char *kept[ARRAY_SIZE(allowed)];
    for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
        kept[i] = mem_text(getenv(allowed[i]));
    environ = nothing; /* clearenv() is not portable */
    for (size_t i = 0; i < ARRAY_SIZE(allowed); i++)
        if (kept[i] != NULL) {
            setenv(allowed[i], kept[i], 1);
            free(kept[i]);
        }
}

static void keep_limits(void)
{
    const rlim_t file = (rlim_t)1 << 20, files = 64;
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
#ifndef GROUND_SANITIZED /* a sanitizer reserves terabytes */
    const rlim_t memory = (rlim_t)256 << 20;
    setrlimit(RLIMIT_AS, &(struct rlimit){memory, memory});
#endif
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){files, files});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){file, file});
    signal(SIGTSTP, SIG_IGN);
}

static int show(const struct crew_options *o, struct loop_result *result, struct err *err)
{
    struct chosen_mission chosen;
    if (o->cache == NULL)
        return err_set(err, ERR_USAGE, "--cache FILE is required");
    char cache[STORE_PATH_SIZE];
    int rc = mission_choose(&chosen, o->mission, o->cache, err);
    if (rc == 0)
        rc = store_cache_path(o->cache, chosen.name, cache, err);
    if (rc != 0)
        return rc;
    struct view *v = mem_zero(1, sizeof *v);
    view_init(v, chosen.mission);
    v->crew = true;
    open_view_user(v->user);
    stop_watch();
    const struct loop_options options = {
        .view = v,
        .cache = cache,
        .tty = {.ascii = o->ascii, .crew = true},
        .stop = &stop_signal,
    };
    rc = loop_run(&options, result, err);
    view_deinit(v);
    free(v);
    return rc;
}

int cmd_crew(int argc, char **argv)
{
    struct crew_options o = {0};
    struct text_list none = {0};
    struct loop_result result = {0};
    struct err err = {0};
    int rc = options_parse(&table, argc, argv, &o, &none, &err);
    if (rc == OPTIONS_OK) {
        keep_environment();
        keep_limits();
        setlocale(LC_ALL, "");
        rc = show(&o, &result, &err);
        if (rc == 0)
            leave_line(&result, "still recording");
        if (rc == 0 && stop_signal != 0)
            rc = ERR_STOPPED;
    }
    return command_end(&table, rc, &err);
}
