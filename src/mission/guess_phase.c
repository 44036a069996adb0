/* guess_phase.c: a phase is a text of few values, called so or holding words for phases. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "mission/guess_internal.h"

enum { LISTED_PHASES = 60, WORDS = WORDS_DEFAULT };

static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot + 1 : name;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcasecmp(last_part(name), *list) == 0)
            return true;
    return false;
}

bool guess_has_few_values(const struct guess_field *f)
{
    return f->numbers == 0 && f->values > 0 && f->values <= GUESS_VALUES && !f->stamps &&
           f->texts >= 2 * f->values;
}

/* Values that are built-in words. */
static int known_words(const struct guess_field *f)
{
    int known = 0;
    for (int i = 0; i < f->values; i++)
        known += mission_word(&mission_default, bytes_of(f->words[i])) != NULL;
    return known;
}

/* How likely the field is the phase; 0: not. */
static int likelihood(const struct guess_field *f)
{
    static const char *const names[] = {"phase",        "state",        "state_name",
                                        "flight_state", "rocket_state", "fsm_state",
                                        "flight_phase", "flightphase",  NULL};
    static const char *const others[] = {"mode", "status", "stage", "situation", "nav_state", NULL};
    if (!guess_has_few_values(f))
        return 0;
    int known = known_words(f);
    if (is_one_of(f->name, names))
        return 3 + known;
    return known >= 2 || (known == 1 && is_one_of(f->name, others)) ? known : 0;
}

const struct guess_field *guess_event_of(const struct guess *g, int topic)
{
    static const char *const names[] = {"event", "events", "message", "msg", "note", NULL};
    const struct guess_field *found = NULL;
    for (int i = 0; i < g->field_count; i++) {
        const struct guess_field *f = &g->fields[i];
        if (f->topic != topic || f->texts == 0 || !is_one_of(f->name, names))
            continue;
        bool sparse = f->texts * 2 < g->topics[topic].messages; /* not one in each message */
        if (strcmp(f->name, "event") == 0)
            return f;
        found = found == NULL && sparse ? f : found;
    }
    return found;
}

const struct guess_field *guess_phase_of(const struct guess *g, int topic)
{
    const struct guess_field *best = NULL, *event = guess_event_of(g, topic);
    for (int i = 0; i < g->field_count; i++) {
        const struct guess_field *f = &g->fields[i];
        if (f->topic == topic && f != event &&
            likelihood(f) > (best != NULL ? likelihood(best) : 0))
            best = f;
    }
    return best;
}

/* ---- the section ---- */

/* A phase by its name, before it is written. */
struct phase_row {
    char name[MISSION_PHASE_SIZE];
    enum word_effect effect;
    bool heard;
    const char *words[GUESS_VALUES + WORDS]; /* known ones, or what a field says */
    int count;
};

struct phase_rows {
    struct phase_row rows[LISTED_PHASES];
    int count;
};

static struct phase_row *row_of(struct phase_rows *p, const char *name, enum word_effect effect)
{
    for (int i = 0; i < p->count; i++)
        if (strcmp(p->rows[i].name, name) == 0)
            return &p->rows[i];
    if (p->count == LISTED_PHASES)
        return NULL;
    struct phase_row *row = &p->rows[p->count++];
    *row = (struct phase_row){.effect = effect};
    bytes_to_text(bytes_of(name), row->name, sizeof row->name);
    return row;
}

static void add_known(struct phase_rows *p, const bool heard[WORDS])
{
    for (int i = 0; i < WORDS; i++) {
        const struct mission_word *w = &mission_default.words[i];
        struct phase_row *row = w->effect == WORD_RESUME ? NULL : row_of(p, w->phase, w->effect);
        if (row == NULL)
            continue;
        row->heard = row->heard || heard[i];
        row->words[row->count++] = w->text;
    }
}

/* Whether an earlier word of another phase is the same once folded. */
static bool is_taken(const struct phase_rows *p, const char *text)
{
    char folded[MISSION_WORD_SIZE], other[MISSION_WORD_SIZE];
    if (!mission_word_fold(bytes_of(text), folded))
        return true;
    for (int i = 0; i < p->count; i++)
        for (int k = 0; k < p->rows[i].count; k++)
            if (mission_word_fold(bytes_of(p->rows[i].words[k]), other) &&
                strcmp(other, folded) == 0)
                return true;
    return false;
}

/* The values of a field that are no built-in words. */
static void add_own(struct phase_rows *p, const struct guess_field *f)
{
    for (int i = 0; i < f->values; i++) {
        char name[MISSION_PHASE_SIZE];
        if (is_taken(p, f->words[i]))
            continue;
        bytes_to_text(bytes_trim(bytes_of(f->words[i])), name, sizeof name);
        for (char *c = name; *c != '\0'; c++)
            *c = (char)toupper((unsigned char)*c);
        struct phase_row *row = row_of(p, name, WORD_PHASE);
        if (row == NULL || row->count > 0)
            continue;
        row->heard = true;
        row->words[row->count++] = f->words[i];
    }
}

static void write_row(const struct phase_row *row, FILE *out)
{
    static const char *const effects[] = {[WORD_COUNTDOWN] = ", effect: opens",
                                          [WORD_HOLD] = ", effect: hold",
                                          [WORD_RESUME] = "",
                                          [WORD_PHASE] = "",
                                          [WORD_LIFTOFF] = ", effect: t-zero",
                                          [WORD_ENDED] = ", effect: ends"};
    fputs("  ", out);
    guess_put_text(out, row->name);
    fputs(": { words: [", out);
    for (int i = 0; i < row->count; i++) {
        fputs(i > 0 ? ", " : "", out);
        guess_put_text(out, row->words[i]);
    }
    fputs("]", out);
    if (strcmp(row->name, "COUNTDOWN") == 0)
        fputs(", resumes: [\"countdown resumed\", \"countdown fortgesetzt\"]", out);
    fprintf(out, "%s }\n", effects[row->effect]);
}

void guess_write_phases(const struct guess *g, FILE *out)
{
    bool heard[WORDS];
    int fields = 0;
    memcpy(heard, g->heard, sizeof heard);
    for (int t = 0; t < g->topic_count; t++) {
        const struct guess_field *f = guess_phase_of(g, t);
        for (int i = 0; f != NULL && i < f->values; i++) {
            const struct mission_word *w = mission_word(&mission_default, bytes_of(f->words[i]));
            if (w != NULL)
                heard[w - mission_default.words] = true;
        }
        fields += f != NULL;
    }
    if (fields == 0) {
        fputs("\n# The built-in words move the phase. Your own replace them all:\n"
              "# phases:\n"
              "#   COUNTDOWN: { words: [countdown started], effect: opens }\n"
              "#   ASCENT:    { words: [liftoff], effect: t-zero }\n"
              "#   LANDED:    { words: [landed], effect: ends }\n",
              out);
        return;
    }
    struct phase_rows *p = mem_zero(1, sizeof *p);
    add_known(p, heard);
    for (int t = 0; t < g->topic_count; t++)
        if (guess_phase_of(g, t) != NULL)
            add_own(p, guess_phase_of(g, t));
    fputs("\n# Words move the phase, in any of the fields above or as a whole message.\n"
          "# effect: opens a flight, hold, t-zero is the lift-off, ends the flight.\n"
          "phases:\n",
          out);
    for (int i = 0; i < p->count; i++)
        if (p->rows[i].heard || p->rows[i].effect != WORD_PHASE)
            write_row(&p->rows[i], out);
    free(p);
}
