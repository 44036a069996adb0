/* cmd_export.c: `ground export`: messages of a cache into a file or a pipe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/export_range.h"
#include "cmd/progress.h"
#include "cmd/stop_signal.h"
#include "export/export.h"
#include "store/paths.h"

struct export_options {
    struct export_range_options range;
    const char *mission, *format, *output, *channels, *every;
};

#define X(name, abilities) ", " #name
static const char format_names[] = EXPORT_FORMATS(X);
#undef X
#define FIELD(name) offsetof(struct export_options, name)
static const struct option_row rows[] = {
    {"format", 0, OPTION_TEXT, FIELD(format), "FORM", format_names + 2, 0, 0},
    {"flight", 0, OPTION_TEXT, FIELD(range.flight), "FLIGHT",
     "messages of this flight (default: all messages)", 0, 0},
    {"rocket", 0, OPTION_TEXT, FIELD(range.rocket), "ID", "messages of this rocket", 0, 0},
    {"from", 0, OPTION_TEXT, FIELD(range.from), "WHEN", "first moment", 0, 0},
    {"to", 0, OPTION_TEXT, FIELD(range.to), "WHEN", "last moment", 0, 0},
    {"channels", 0, OPTION_TEXT, FIELD(channels), "A,B", "only these channels", 0, 0},
    {"every", 0, OPTION_TEXT, FIELD(every), "TIME",
     "a row per step, such as 100ms or 1s, with the last values", 0, 0},
    {"output", 0, OPTION_TEXT, FIELD(output), "FILE", "file (default: standard output)", 0, 0},
    {"cache", 0, OPTION_TEXT, FIELD(range.cache), "FILE", "cache file to read", 0, 0},
    {"mission", 0, OPTION_TEXT, FIELD(mission), "FILE",
     "mission file, or the name of a bundled one", 0, 0},
};
static const struct option_table table = {
    "ground export", NULL, "write recorded messages to a file or a pipe", rows, ARRAY_SIZE(rows),
};

/* "100ms", "1s", "0.5s". */
static int parse_every(const char *text, int64_t *ms, struct err *err)
{
    char *end;
    double n = strtod(text, &end);
    double unit = strcmp(end, "ms") == 0 ? 1 : strcmp(end, "s") == 0 ? 1000 : 0;
    if (end == text || !(n * unit >= 1) || n * unit > 86400000)
        return err_set(err, ERR_USAGE, "--every takes a time from 1ms to 86400s, not \"%s\"", text);
    *ms = (int64_t)(n * unit + 0.5);
    return 0;
}

static const char *unable(const struct export_options *o, const struct export_format *format)
{
    if (o->channels != NULL && !(format->abilities & EXPORT_CHANNELS))
        return "--channels";
    return o->every != NULL && !(format->abilities & EXPORT_EVERY) ? "--every" : NULL;
}

static int check_options(const struct export_options *o, const struct export_format **format,
                         struct err *err)
{
    *format = o->format == NULL ? NULL : export_format_find(o->format);
    if (o->format == NULL)
        return err_set(err, ERR_USAGE, "--format is required: %s", format_names + 2);
    if (*format == NULL)
        return err_set(err, ERR_USAGE, "unknown format \"%s\"; the formats are %s", o->format,
                       format_names + 2);
    if (unable(o, *format) != NULL)
        return err_set(err, ERR_USAGE, "--format %s does not take %s", (*format)->name,
                       unable(o, *format));
    if ((*format)->abilities & EXPORT_FILE_ONLY && o->output == NULL)
        return err_set(err, ERR_USAGE, "--format %s requires --output FILE", (*format)->name);
    if (o->every != NULL && o->range.flight == NULL && o->range.rocket == NULL)
        return err_set(err, ERR_USAGE, "--every requires --flight or --rocket");
    return 0;
}

/* Splits "a,b" in place. */
static void split_channels(char *text, struct text_list *out)
{
    for (char *at = text; at != NULL;) {
        char *name = strsep(&at, ",");
        if (name[0] != '\0')
            text_list_add(out, name);
    }
}

static void show_progress(void *owner, int64_t messages, int64_t t_ms)
{
    struct progress *p = owner;
    progress_show(p, messages, "the export", t_ms);
}

static int run(const struct export_options *o, struct export_job *job,
               const struct export_format *format, struct err *err)
{
    struct progress progress = {.verb = "written to"};
    struct output output;
    char *channels = mem_text(o->channels);
    split_channels(channels, &job->channels);
    job->output = &output;
    job->stop = &stop_signal;
    job->progress = o->output != NULL ? show_progress : NULL;
    job->owner = &progress;
    int rc = output_open(&output, o->output, err);
    if (rc == 0)
        rc = format->write(job, err);
    if (rc == 0 && job->messages == 0)
        rc = err_set(err, ERR_NOT_FOUND, "no messages in that range");
    if (rc == 0)
        rc = output_finish(&output, err);
    if (rc != 0 && stop_signal != 0) /* a write that the signal interrupted */
        rc = ERR_STOPPED;
    output_drop(&output);
    progress_end(&progress);
    text_list_deinit(&job->channels);
    free(channels);
    if (rc == 0 && job->left_out > 0)
        fprintf(stderr,
                "ground export: %d further channels were left out; name those you need with "
                "--channels\n",
                job->left_out);
    if (rc == 0 && o->output != NULL)
        fprintf(stderr, "%lld message%s written to %s\n", (long long)job->messages,
                job->messages == 1 ? "" : "s", o->output);
    return rc;
}

static int export(const struct export_options *o, struct err *err)
{
    const struct export_format *format = NULL;
    struct chosen_mission chosen;
    struct export_job job = {0};
    int rc = mission_choose(&chosen, o->mission, o->range.cache, err);
    if (rc == 0)
        rc = check_options(o, &format, err);
    if (rc == 0 && o->every != NULL)
        rc = parse_every(o->every, &job.every_ms, err);
    if (rc != 0)
        return rc;
    char cache[STORE_PATH_SIZE];
    struct reader *reader = NULL;
    struct selection_range range;
    struct selection selection = {0};
    job.mission = chosen.mission;
    rc = store_cache_path(o->range.cache, chosen.name, cache, err);
    if (rc == 0)
        rc = reader_open(&reader, cache, err);
    if (rc == 0)
        rc = export_range_find(&o->range, cache, job.mission, reader, &range, err);
    if (rc == 0)
        rc = selection_open(&selection, reader, &range, err);
    job.selection = &selection;
    if (rc == 0)
        rc = run(o, &job, format, err);
    selection_close(&selection);
    reader_close(reader);
    return rc;
}

int cmd_export(int argc, char **argv)
{
    struct export_options o = {0};
    struct err err = {0};
    int rc = options_parse(&table, argc, argv, &o, NULL, &err);
    if (rc == OPTIONS_OK) {
        stop_watch();
        rc = export(&o, &err);
    }
    return command_end(&table, rc, &err);
}
