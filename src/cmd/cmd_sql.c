/* cmd_sql.c: `ground sql`: queries a cache with SQL. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/stop_signal.h"
#include "sql/result_print.h"
#include "store/paths.h"

struct sql_options {
    const char *cache, *mission, *format;
    int64_t timeout_s; /* 0: none */
};

#define FIELD(name) offsetof(struct sql_options, name)
static const struct option_row rows[] = {
    {"format", 0, OPTION_TEXT, FIELD(format), "FORM", "table, csv or json (default: table)", 0, 0},
    {"timeout", 0, OPTION_INT, FIELD(timeout_s), "SECONDS", "give up after this long", 1, 86400},
    {"cache", 0, OPTION_TEXT, FIELD(cache), "FILE", "cache file to read", 0, 0},
    {"mission", 0, OPTION_TEXT, FIELD(mission), "NAME", "mission: default or demo", 0, 0},
};
static const struct option_table table = {
    "ground sql", "QUERY", "query a cache with SQL, for reading only", rows, ARRAY_SIZE(rows),
};

static int find_form(const char *name, enum result_form *out, struct err *err)
{
    static const char *const names[] = {"table", "csv", "json"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (strcmp(names[i], name) == 0) {
            *out = (enum result_form)i;
            return 0;
        }
    return err_set(err, ERR_USAGE, "--format takes table, csv or json, not \"%s\"", name);
}

static int run(const struct sql_options *o, const char *sql, struct err *err)
{
    char cache[STORE_PATH_SIZE];
    struct result_print *print = mem_zero(1, sizeof *print);
    print->out = stdout;
    print->clean = isatty(STDOUT_FILENO);
    struct query q = {
        .cache = cache,
        .sql = sql,
        .stop = &stop_signal,
        .until_ms = o->timeout_s > 0 ? clock_mono_ms() + o->timeout_s * 1000 : 0,
        .begin = result_print_begin,
        .row = result_print_row,
        .owner = print,
    };
    struct chosen_mission chosen;
    int rc = find_form(o->format, &print->form, err);
    if (rc == 0)
        rc = mission_choose(&chosen, o->mission, o->cache, err);
    if (rc == 0) {
        q.mission = chosen.mission;
        rc = store_cache_path(o->cache, chosen.name, cache, err);
    }
    if (rc == 0)
        rc = query_run(&q, err);
    if (rc == 0)
        rc = result_print_end(print, err);
    result_print_deinit(print);
    free(print);
    return rc != 0 && stop_signal != 0 ? ERR_STOPPED : rc;
}

int cmd_sql(int argc, char **argv)
{
    struct sql_options o = {.format = "table"};
    struct text_list words = {0};
    struct err err = {0};
    int rc = options_parse(&table, argc, argv, &o, &words, &err);
    if (rc == OPTIONS_OK && words.count != 1)
        rc = err_set(&err, ERR_USAGE, "expected one QUERY, quoted for the shell");
    if (rc == OPTIONS_OK) {
        stop_watch();
        rc = run(&o, words.items[0], &err);
    }
    text_list_deinit(&words);
    return command_end(&table, rc, &err);
}
