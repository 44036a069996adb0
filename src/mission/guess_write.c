/* guess_write.c: the mission file that was guessed, and the report on it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "mission/guess_internal.h"

enum { SOURCES_MOST = 32 };

static bool is_weather(const struct guess_topic *t)
{
    return t->kind != NULL && strcmp(t->kind, "METAR") == 0;
}

/* Whether there is anything to say of how a topic is read. */
static bool has_source(const struct guess *g, int topic)
{
    enum guess_clock clock = guess_time_of(g, topic).clock;
    return (clock != GUESS_NO_CLOCK && clock != GUESS_BOOT) || guess_phase_of(g, topic) != NULL ||
           guess_event_of(g, topic) != NULL;
}

static void write_topics(const struct guess *g, FILE *out)
{
    fputs("topics:\n", out);
    for (int i = 0, sources = 0; i < g->topic_count; i++) {
        const struct guess_topic *t = &g->topics[i];
        fputs("  ", out);
        guess_put_text(out, t->name);
        if (is_weather(t)) {
            fputs(": { feed: wx }   # a feed is no rocket\n", out);
            continue;
        }
        fprintf(out, ": { rocket: %s", t->keyed == 0 ? "topic" : "key");
        if (has_source(g, i) && sources++ < SOURCES_MOST) {
            fputs(", source: ", out);
            guess_put_text(out, t->name);
        }
        if (t->keyed == 0)
            fputs(" }   # no keys: the topic is one rocket\n", out);
        else
            fprintf(out, " }   # %d key%s; what is no rocket: { feed: NAME }\n", t->keys,
                    t->keys == 1 ? "" : "s");
    }
}

static void write_source(const struct guess *g, int topic, FILE *out)
{
    struct guess_time time = guess_time_of(g, topic);
    const struct guess_field *phase = guess_phase_of(g, topic), *event = guess_event_of(g, topic);
    fputs("  ", out);
    guess_put_text(out, g->topics[topic].name);
    fputs(": { ", out);
    if (time.clock == GUESS_MISSION) {
        fputs("time: ", out);
        guess_put_name(out, time.field->name);
        fprintf(out, ", unit: %s, ", guess_unit(time.unit_ns));
    }
    if (time.clock == GUESS_STAMPS || time.clock == GUESS_EPOCH) {
        fputs("utc: ", out);
        guess_put_name(out, time.field->name);
        fputs(", ", out);
    }
    fputs("phase: ", out);
    guess_put_name(out, phase != NULL ? phase->name : "phase");
    fputs(", event: ", out);
    guess_put_name(out, event != NULL ? event->name : "event");
    fputs(" }\n", out);
}

static void write_sources(const struct guess *g, FILE *out)
{
    for (int i = 0, sources = 0; i < g->topic_count && sources < SOURCES_MOST; i++) {
        if (is_weather(&g->topics[i]) || !has_source(g, i))
            continue;
        if (sources++ == 0)
            fputs("\nsources:                            # which fields hold time and words\n",
                  out);
        write_source(g, i, out);
    }
}

void guess_write(const struct guess *g, const char *name, FILE *out)
{
    fprintf(out,
            "# Guessed from a recording: read it, correct it, then `ground check` it.\n"
            "mission: %s\n\n",
            name);
    write_topics(g, out);
    write_sources(g, out);
    guess_write_channels(g, out);
    guess_write_phases(g, out);
}

/* ---- the report ---- */

static const char *many(int64_t count)
{
    return count == 1 ? "" : "s";
}

static void report_topics(const struct guess *g, FILE *out)
{
    char clean[300];
    int units, channels = guess_channel_count(g, &units);
    fputs("guess:", out);
    for (int i = 0; i < g->topic_count; i++) {
        const struct guess_topic *t = &g->topics[i];
        text_clean(bytes_of(t->name), TEXT_ANY_WIDTH, clean, sizeof clean);
        fprintf(out, "%s topic %s (%s, ", i > 0 ? "," : "", clean,
                t->kind == NULL || t->texts * 2 > t->messages ? "text" : t->kind);
        if (t->keyed > 0)
            fprintf(out, "%d key%s)", t->keys, many(t->keys));
        else
            fputs("no key)", out);
    }
    fprintf(out, "; %d channel%s, %d with units from their names or values\n", channels,
            many(channels), units);
}

/* "rises 0.1 a message at 10 messages/s, taken as s since lift-off" */
static void report_time(const struct guess_time *t, FILE *out)
{
    const struct guess_field *f = t->field;
    double taken_s = (double)(f->last_t_ms - f->first_t_ms) / 1000;
    fprintf(out, "time: \"%s\"", f->name);
    if (t->clock == GUESS_STAMPS || t->clock == GUESS_EPOCH) {
        fprintf(out, " is the producer's own clock%s%s; messages count by Kafka's",
                t->clock == GUESS_EPOCH ? ", since 1970 in " : "",
                t->clock == GUESS_EPOCH ? guess_unit(t->unit_ns) : "");
        return;
    }
    if (f->falls == 0)
        fprintf(out, " rises %.3g a message", (f->last - f->first) / (double)(f->samples - 1));
    else
        fprintf(out, " rises, and begins again %lld time%s", (long long)f->falls, many(f->falls));
    if (taken_s > 1 && f->falls == 0)
        fprintf(out, " at %.3g messages/s", (double)(f->samples - 1) / taken_s);
    fprintf(out,
            t->clock == GUESS_BOOT ? ", %s since boot: no mission time"
                                   : ", taken as %s since lift-off",
            guess_unit(t->unit_ns));
}

static void report_source(const struct guess *g, int topic, FILE *out)
{
    char clean[300];
    struct guess_time time = guess_time_of(g, topic);
    const struct guess_field *phase = guess_phase_of(g, topic);
    if (time.field == NULL && phase == NULL)
        return;
    text_clean(bytes_of(g->topics[topic].name), TEXT_ANY_WIDTH, clean, sizeof clean);
    fprintf(out, "guess: %s%s", g->topic_count > 1 ? clean : "", g->topic_count > 1 ? ": " : "");
    if (time.field != NULL)
        report_time(&time, out);
    if (phase != NULL)
        fprintf(out, "%sphase: \"%s\" (%d value%s)", time.field != NULL ? "; " : "", phase->name,
                phase->values, many(phase->values));
    fputc('\n', out);
}

static bool is_told(const struct guess *g, const struct guess_field *f)
{
    return f->texts == 0 || f->stamps || f->values < 2 || f == guess_phase_of(g, f->topic) ||
           f == guess_event_of(g, f->topic);
}

/* The texts that are neither phase nor event: those of few values, then the others. */
static void report_texts(const struct guess *g, bool few, const char *what, FILE *out)
{
    const char *before = what;
    for (int i = 0; i < g->field_count; i++) {
        const struct guess_field *f = &g->fields[i];
        if (is_told(g, f) || guess_has_few_values(f) != few)
            continue;
        fprintf(out, "%s\"%s\" (text, %s%d values)", before, f->name,
                f->values == GUESS_COUNTED ? "over " : "", f->values);
        before = ", ";
    }
    fputs(before != what ? "\n" : "", out);
}

void guess_report(const struct guess *g, FILE *out)
{
    report_topics(g, out);
    for (int i = 0; i < g->topic_count; i++)
        report_source(g, i, out);
    report_texts(g, true, "guess: states, or phases of something else: ", out);
    report_texts(g, false, "guess: not followed: ", out);
}
