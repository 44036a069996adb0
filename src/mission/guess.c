#include "mission/guess.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "flight/message.h"
#include "flight/mission.h"
#include "mission/unit_names.h"

enum { DECIMALS_SEEN = 3, ID_SIZE = 32, PHASE_MESSAGES = 10 };
#define MISSION_TIME_MOST_S 1e8 /* beyond three years it is a date */

struct guess_topic {
    char name[256];
    int64_t messages, keyed, texts;
    int keys; /* distinct, counted to GUESS_KEYS */
    uint32_t key_hashes[GUESS_KEYS];
};

struct guess_field {
    char name[DECODED_NAME_SIZE];
    int64_t numbers, texts;
    int decimals; /* the most that a value was written with */
    int values;   /* distinct texts; GUESS_VALUES + 1: more */
    uint32_t value_hashes[GUESS_VALUES];
    double first, last;            /* numbers */
    int64_t first_t_ms, last_t_ms; /* of those two */
    uint32_t key;                  /* whose they are: each rocket has a time of its own */
    bool fell;                     /* once */
};

struct guess {
    struct guess_topic *topics;
    int topic_count;
    struct guess_field *fields;
    int field_count;
    struct decoded *scratch;
    int64_t t_ms; /* of the message at hand */
    uint32_t key;
};

struct guess *guess_new(void)
{
    struct guess *g = mem_zero(1, sizeof *g);
    g->fields = mem_zero(GUESS_FIELDS, sizeof *g->fields);
    g->scratch = mem_alloc(sizeof *g->scratch);
    return g;
}

void guess_free(struct guess *g)
{
    free(g->topics);
    free(g->fields);
    free(g->scratch);
    free(g);
}

/* ---- taking in ---- */

static struct guess_topic *find_topic(struct guess *g, const char *name)
{
    for (int i = 0; i < g->topic_count; i++)
        if (strcmp(g->topics[i].name, name) == 0)
            return &g->topics[i];
    if (g->topic_count == GUESS_TOPICS)
        return NULL;
    g->topics = mem_grow(g->topics, (size_t)g->topic_count + 1, sizeof *g->topics);
    struct guess_topic *t = &g->topics[g->topic_count++];
    *t = (struct guess_topic){.keys = 0};
    bytes_to_text(bytes_of(name), t->name, sizeof t->name);
    return t;
}

/* Whether the hash is new, and then keeps it; a full list knows all. */
static bool is_new(uint32_t *hashes, int *count, int most, struct bytes text)
{
    uint32_t h = fnv1a_32(FNV1A_32_BEGIN, text);
    for (int i = 0; i < *count && i < most; i++)
        if (hashes[i] == h)
            return false;
    if (*count < most)
        hashes[*count] = h;
    return true;
}

static struct guess_field *find_field(struct guess *g, struct bytes raw)
{
    char name[DECODED_NAME_SIZE];
    decoded_name(raw, name);
    for (int i = 0; i < g->field_count; i++)
        if (strcmp(g->fields[i].name, name) == 0)
            return &g->fields[i];
    if (g->field_count == GUESS_FIELDS)
        return NULL;
    struct guess_field *f = &g->fields[g->field_count++];
    memcpy(f->name, name, sizeof f->name);
    return f;
}

static int decimals_of(struct bytes says)
{
    const uint8_t *point = says.len > 0 ? memchr(says.data, '.', says.len) : NULL;
    int decimals = 0;
    for (const uint8_t *p = point; p != NULL && ++p < says.data + says.len && isdigit(*p);)
        decimals++;
    return decimals < DECIMALS_SEEN ? decimals : DECIMALS_SEEN;
}

static void take_number(struct guess *g, struct guess_field *f, const struct message_field *field)
{
    int decimals = decimals_of(field->says);
    f->decimals = decimals > f->decimals ? decimals : f->decimals;
    if (f->numbers++ == 0) {
        f->first = field->value;
        f->first_t_ms = g->t_ms;
        f->key = g->key;
    } else if (f->key != g->key) {
        return;
    } else if (field->value < f->last) {
        f->fell = true;
    }
    f->last = field->value;
    f->last_t_ms = g->t_ms;
}

static void take_field(void *owner, const struct message_field *field)
{
    struct guess *g = owner;
    bool text = field->says.len >= 2 && field->says.data[0] == '"';
    struct guess_field *f = field->number || text ? find_field(g, field->name) : NULL;
    if (f == NULL)
        return;
    if (field->number) {
        take_number(g, f, field);
    } else {
        f->texts++;
        if (is_new(f->value_hashes, &f->values, GUESS_VALUES, field->says) &&
            f->values <= GUESS_VALUES)
            f->values++;
    }
}

void guess_add(struct guess *g, const char *topic, struct bytes key, int64_t t_ms,
               struct bytes value)
{
    struct guess_topic *t = find_topic(g, topic);
    if (t == NULL)
        return;
    g->t_ms = t_ms;
    g->key = fnv1a_32(fnv1a_32(FNV1A_32_BEGIN, bytes_of(topic)), key);
    t->messages++;
    if (!bytes_is_null(key)) {
        t->keyed++;
        if (t->keys < GUESS_KEYS && is_new(t->key_hashes, &t->keys, GUESS_KEYS, key))
            t->keys++;
    }
    message_decode(&mission_default, value, g->scratch);
    t->texts += g->scratch->kind == DECODED_TEXT;
    message_fields(&mission_default, value, g->scratch, take_field, g);
}

/* ---- what it means ---- */

static bool is_called(const char *name, const char *const *words)
{
    const char *last = strrchr(name, '.');
    for (; *words != NULL; words++)
        if (strcasecmp(last != NULL ? last + 1 : name, *words) == 0)
            return true;
    return false;
}

/* Seconds in a unit of a field that is the mission time: it rises as record times do. 0: it is not.
 */
static double time_unit(const struct guess_field *f)
{
    static const char *const names[] = {"time", "t",  "met",  "mission_time", "clock", "time_s",
                                        "t_s",  "ts", "t_ms", "time_ms",      NULL};
    static const double units[] = {1, 1e-3, 1e-6, 1e-9};
    double taken_s = (double)(f->last_t_ms - f->first_t_ms) / 1000, rose = f->last - f->first;
    if (!is_called(f->name, names) || f->numbers < 2 || f->fell || taken_s <= 0 || rose <= 0)
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
        double ratio = rose * units[i] / taken_s;
        if (ratio > 0.5 && ratio < 2 && fabs(f->last) * units[i] < MISSION_TIME_MOST_S)
            return units[i];
    }
    return 0;
}

static const char *unit_word(double unit)
{
    return unit >= 1 ? "s" : unit >= 1e-3 ? "ms" : unit >= 1e-6 ? "us" : "ns";
}

static bool is_phase(const struct guess_field *f)
{
    static const char *const names[] = {"state", "phase",        "state_name",
                                        "mode",  "flight_state", NULL};
    return is_called(f->name, names) && f->texts >= PHASE_MESSAGES && f->numbers == 0 &&
           f->values <= GUESS_VALUES;
}

static const struct guess_field *find_time(const struct guess *g)
{
    for (int i = 0; i < g->field_count; i++)
        if (time_unit(&g->fields[i]) != 0)
            return &g->fields[i];
    return NULL;
}

static const struct guess_field *find_phase(const struct guess *g)
{
    for (int i = 0; i < g->field_count; i++)
        if (is_phase(&g->fields[i]))
            return &g->fields[i];
    return NULL;
}

static bool is_channel(const struct guess *g, const struct guess_field *f)
{
    return f->numbers > 0 && f != find_time(g);
}

/* ---- the file ---- */

static void put_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

/* A short name for a channel: the last part of a dotted path, letters, digits and _. */
static void make_id(const char *name, int number, char out[ID_SIZE])
{
    const char *last = strrchr(name, '.');
    size_t n = 0;
    for (const char *p = last != NULL ? last + 1 : name; *p != '\0' && n < ID_SIZE - 6; p++)
        if (isalnum((unsigned char)*p) || *p == '_')
            out[n++] = (char)tolower((unsigned char)*p);
    out[n] = '\0';
    if (n == 0)
        snprintf(out, ID_SIZE, "channel%d", number);
}

/* Numbered where an earlier channel has the same one. */
static void channel_id(const struct guess *g, int field, char out[ID_SIZE])
{
    char other[ID_SIZE];
    int twins = 0;
    make_id(g->fields[field].name, field, out);
    for (int i = 0; i < field; i++) {
        make_id(g->fields[i].name, i, other);
        twins += is_channel(g, &g->fields[i]) && strcmp(other, out) == 0;
    }
    if (twins > 0)
        snprintf(out + strlen(out), ID_SIZE - strlen(out), "_%d", twins + 1);
}

static void write_topics(const struct guess *g, FILE *out)
{
    fputs("topics:\n", out);
    for (int i = 0; i < g->topic_count; i++) {
        const struct guess_topic *t = &g->topics[i];
        fputs("  ", out);
        put_text(out, t->name);
        if (t->keyed == 0)
            fputs(": { rocket: topic }   # no keys: the topic is one rocket\n", out);
        else
            fprintf(
                out,
                ": { rocket: key }     # %d key%s; a source that is no rocket: { feed: NAME }\n",
                t->keys, t->keys == 1 ? "" : "s");
    }
}

static void write_sources(const struct guess *g, FILE *out)
{
    const struct guess_field *time = find_time(g), *phase = find_phase(g);
    fputs("\nsources:\n  messages: { ", out);
    if (time != NULL) {
        fputs("time: ", out);
        put_text(out, time->name);
        fprintf(out, ", unit: %s, ", unit_word(time_unit(time)));
    }
    fputs("phase: ", out);
    put_text(out, phase != NULL ? phase->name : "phase");
    fputs(", event: event }\n", out);
}

static void write_channels(const struct guess *g, FILE *out)
{
    char id[ID_SIZE];
    fputs("\nchannels:                           # shown = value * scale\n", out);
    for (int i = 0; i < g->field_count; i++) {
        const struct guess_field *f = &g->fields[i];
        if (!is_channel(g, f))
            continue;
        const char *unit = unit_of_name(f->name);
        channel_id(g, i, id);
        fprintf(out, "  \"%s\": { from: ", id);
        put_text(out, f->name);
        if (strcmp(unit, "mV") == 0)
            fputs(", unit: \"V\", scale: 0.001, decimals: 2 }\n", out);
        else {
            fputs(", unit: ", out);
            put_text(out, unit);
            fprintf(out, ", decimals: %d }\n", f->decimals);
        }
    }
}

/* Altitude, velocity, acceleration, as far as there are such names. */
static void write_fleet(const struct guess *g, FILE *out)
{
    const char *between = "";
    char id[ID_SIZE];
    fputs("\nfleet: [", out);
    for (int role = CHANNEL_ALTITUDE; role < CHANNEL_OTHER; role++)
        for (int i = 0; i < g->field_count; i++)
            if (is_channel(g, &g->fields[i]) && (int)role_of_name(g->fields[i].name) == role) {
                channel_id(g, i, id);
                fprintf(out, "%s\"%s\"", between, id);
                between = ", ";
                break;
            }
    fputs("]\n", out);
}

static int channels_of(const struct guess *g, int *with_units)
{
    int count = 0;
    *with_units = 0;
    for (int i = 0; i < g->field_count; i++) {
        bool channel = is_channel(g, &g->fields[i]);
        count += channel;
        *with_units += channel && unit_of_name(g->fields[i].name)[0] != '\0';
    }
    return count;
}

void guess_write(const struct guess *g, const char *name, FILE *out)
{
    int units;
    fprintf(out,
            "# Guessed from a recording: read it, correct it, then `ground check` it.\n"
            "mission: %s\n\n",
            name);
    write_topics(g, out);
    write_sources(g, out);
    if (channels_of(g, &units) > 0) {
        write_channels(g, out);
        write_fleet(g, out);
    }
    fputs("\n# The built-in words move the phase. Your own replace them all:\n"
          "# phases:\n"
          "#   COUNTDOWN: { words: [countdown started], effect: opens }\n"
          "#   ASCENT:    { words: [liftoff], effect: t-zero }\n"
          "#   LANDED:    { words: [landed], effect: ends }\n",
          out);
}

/* ---- the report ---- */

static const char *many(int count)
{
    return count == 1 ? "" : "s";
}

void guess_report(const struct guess *g, FILE *out)
{
    char clean[300];
    int units, channels = channels_of(g, &units);
    const struct guess_field *time = find_time(g), *phase = find_phase(g);
    fputs("guess:", out);
    for (int i = 0; i < g->topic_count; i++) {
        const struct guess_topic *t = &g->topics[i];
        text_clean(bytes_of(t->name), TEXT_ANY_WIDTH, clean, sizeof clean);
        fprintf(out, "%s topic %s (%s, ", i > 0 ? "," : "", clean,
                t->texts * 2 > t->messages ? "text" : "values");
        if (t->keyed > 0)
            fprintf(out, "%d key%s)", t->keys, many(t->keys));
        else
            fputs("no key)", out);
    }
    fprintf(out, "; %d channel%s, %d with units from their names\n", channels, many(channels),
            units);
    if (time != NULL)
        fprintf(out, "guess: time: \"%s\" rises with the clock, taken as %s since lift-off\n",
                time->name, unit_word(time_unit(time)));
    if (phase != NULL)
        fprintf(out, "guess: phase: \"%s\" (%d value%s)\n", phase->name, phase->values,
                many(phase->values));
    for (int i = 0; i < g->field_count; i++)
        if (g->fields[i].texts > 0 && &g->fields[i] != phase &&
            strcmp(g->fields[i].name, "event") != 0)
            fprintf(out, "guess: not followed: \"%s\" (text, %s%d value%s)\n", g->fields[i].name,
                    g->fields[i].values > GUESS_VALUES ? "over " : "",
                    g->fields[i].values > GUESS_VALUES ? GUESS_VALUES : g->fields[i].values,
                    many(g->fields[i].values));
}
