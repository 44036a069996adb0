/* cmd_check.c: `ground check`: every mistake of mission files, or what each says. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "cmd/check_cache.h"
#include "cmd/commands.h"
#include "cmd/mistakes_print.h"
#include "mission/guess.h"
#include "mission/mission_file.h"
#include "store/paths.h"
#include "store/reader.h"
#include "store/schema_rows.h"

enum { FIRST_MESSAGES = 10000, LAST_MESSAGES = 20000, ROWS_AT_ONCE = 1000, PARTS_MOST = 4096 };

struct check_options {
    bool guess;
    const char *cache;
};

#define FIELD(name) offsetof(struct check_options, name)
static const struct option_row rows[] = {
    {"guess", 0, OPTION_FLAG, FIELD(guess), NULL,
     "write a mission file for what a cache holds to standard output", 0, 0},
    {"cache", 0, OPTION_TEXT, FIELD(cache), "FILE", "cache to guess from, or to check against", 0,
     0},
};
static const struct option_table table = {
    "ground check", "FILE...", "check mission files", rows, ARRAY_SIZE(rows),
};

/* ---- guessing ---- */

struct guessing {
    struct guess *guess;
    struct store_part *parts;
    int part_count;
    int64_t last_seq; /* handed out */
};

static int take_row(void *owner, const struct store_message *m)
{
    struct guessing *g = owner;
    g->last_seq = m->seq;
    for (int i = 0; i < g->part_count; i++)
        if (g->parts[i].id == m->part) {
            guess_add(g->guess, g->parts[i].topic, m->key, m->t_ms, m->value);
            break;
        }
    return 0;
}

static int take_span(struct guessing *g, struct reader *reader, int64_t first, int64_t last,
                     struct err *err)
{
    int rc = 0;
    g->last_seq = first - 1;
    do
        rc = reader_rows(reader, g->last_seq + 1, last, ROWS_AT_ONCE, take_row, g, err);
    while (rc > 0 && g->last_seq < last);
    return rc;
}

/* The first messages tell how a flight begins, the newest what is sent now. */
static int take_messages(struct guessing *g, struct reader *reader, struct err *err)
{
    int64_t last;
    int rc = reader_last_seq(reader, &last, err);
    if (rc >= 0 && last == 0)
        return err_set(err, ERR_NOT_FOUND, "the cache holds no messages to guess from");
    bool all = rc >= 0 && last <= FIRST_MESSAGES + LAST_MESSAGES;
    if (rc >= 0)
        rc = take_span(g, reader, 1, all ? last : FIRST_MESSAGES, err);
    if (rc >= 0 && !all)
        rc = take_span(g, reader, last - LAST_MESSAGES + 1, last, err);
    return rc < 0 ? rc : 0;
}

static int guess_mission(const struct check_options *o, struct err *err)
{
    char cache[STORE_PATH_SIZE];
    struct reader *reader = NULL;
    struct schema_set *schemas = schema_set_new();
    struct guessing g = {.guess = guess_new(schemas),
                         .parts = mem_zero(PARTS_MOST, sizeof *g.parts)};
    int rc = store_cache_path(o->cache, "default", cache, err);
    if (rc == 0)
        rc = reader_open(&reader, cache, err);
    if (rc == 0)
        rc = schema_rows_load(reader, schemas, err);
    if (rc == 0 && (rc = reader_parts(reader, g.parts, PARTS_MOST, err)) >= 0) {
        g.part_count = rc;
        rc = take_messages(&g, reader, err);
    }
    if (rc == 0) {
        guess_report(g.guess, stderr);
        guess_write(g.guess, "mine", stdout);
    }
    reader_close(reader);
    guess_free(g.guess);
    schema_set_free(schemas);
    free(g.parts);
    return rc;
}

/* ---- checking ---- */

/* Adds how many mistakes there are. */
static int check_file(const char *path, const char *cache, int *mistakes, struct err *err)
{
    struct mission_file *file;
    char name[4096], summary[MISSION_SUMMARY_SIZE];
    int rc = mission_file_open(&file, path, err);
    if (rc != 0)
        return rc;
    const struct mission *mission = mission_file_mission(file);
    if (mission == NULL) {
        mistakes_print(stdout, path, mission_file_mistakes(file));
        *mistakes += mission_file_mistakes(file)->count;
    } else {
        text_clean(bytes_of(path), TEXT_ANY_WIDTH, name, sizeof name);
        mission_summary(mission, summary);
        printf("%s: %s\n", name, summary);
        rc = cache != NULL ? check_against_cache(mission, name, cache, err) : 0;
    }
    mission_file_close(file);
    return rc;
}

int cmd_check(int argc, char **argv)
{
    struct check_options o = {0};
    struct text_list files = {0};
    struct err err = {0};
    int mistakes = 0;
    int rc = options_parse(&table, argc, argv, &o, &files, &err);
    if (rc == OPTIONS_OK && o.guess && files.count == 0)
        rc = guess_mission(&o, &err);
    else if (rc == OPTIONS_OK && o.guess)
        rc = err_set(&err, ERR_USAGE, "--guess takes no FILE");
    else if (rc == OPTIONS_OK && files.count == 0)
        rc = err_set(&err, ERR_USAGE, "which FILE?");
    for (size_t i = 0; rc == OPTIONS_OK && i < files.count; i++)
        rc = check_file(files.items[i], o.cache, &mistakes, &err);
    text_list_deinit(&files);
    return rc == OPTIONS_OK && mistakes > 0 ? 1 : command_end(&table, rc, &err);
}
