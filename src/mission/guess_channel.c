/* guess_channel.c: the numbers that messages measure, what they are called, and FLEET's columns. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/channel_role.h"
#include "flight/unit_names.h"
#include "mission/guess_internal.h"

enum { ID_SIZE = 32, CHANNELS_MOST = 1024, DIGITS = 6, PLACES = 5, HEAD_COLUMNS = 7, NAMES = 16 };
enum { FLEET_LAST = ROLE_TEMPERATURE, FLEET_OTHERS = 3, FLEET_MOST = FLEET_LAST + 1 };
enum { CONSTANT = 20 /* values that are one and the same */ };

struct guess_channel {
    const struct guess_field *field;
    enum channel_role role;
    char id[ID_SIZE];
    const char *also[NAMES]; /* of other topics, for the same */
    int also_count;
    bool in_fleet, merged; /* `merged`: into another channel, which has its name */
};

struct guess_channels {
    int count, fleet_count;
    int fleet[FLEET_MOST];
    struct guess_channel *items; /* to be freed */
};

void guess_put_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

void guess_put_name(FILE *out, const char *name)
{
    char pointer[2 * DECODED_NAME_SIZE + 2] = "/";
    size_t n = 1;
    if (name[0] != '/') {
        guess_put_text(out, name);
        return;
    }
    for (; *name != '\0' && n + 2 < sizeof pointer; name++) {
        bool escaped = *name == '/' || *name == '~';
        pointer[n++] = escaped ? '~' : *name;
        if (escaped)
            pointer[n++] = *name == '/' ? '1' : '0';
    }
    guess_put_text(out, pointer);
}

/* Where the part of a dotted name begins that tells its values apart: `accel.x`, but `alt_m` of
 * `baro.alt_m`. */
static const char *telling_part(const char *name)
{
    const char *last = strrchr(name, '.');
    if (last == NULL || strlen(last + 1) > 2)
        return last != NULL ? last + 1 : name;
    const char *before = last;
    while (before > name && before[-1] != '.')
        before--;
    return before;
}

/* A short name for a channel: small letters, digits and _, without its unit in brackets. */
static void make_id(const char *name, int number, char out[ID_SIZE])
{
    size_t n = 0;
    for (const char *p = telling_part(name); *p != '\0' && n < ID_SIZE - 6; p++) {
        bool unit = (*p == '(' || *p == '[') && n > 0 && !isdigit((unsigned char)p[1]);
        if (unit)
            break;
        if (isalnum((unsigned char)*p))
            out[n++] = (char)tolower((unsigned char)*p);
        else if (n > 0 && out[n - 1] != '_' && (unsigned char)*p < 0x80)
            out[n++] = '_';
    }
    while (n > 0 && out[n - 1] == '_')
        n--;
    out[n] = '\0';
    if (n == 0)
        snprintf(out, ID_SIZE, "channel%d", number);
}

static int twins(const struct guess_channels *c, const char *id)
{
    int count = 0;
    size_t len = strlen(id);
    for (int i = 0; i < c->count; i++) {
        const char *other = c->items[i].id;
        count +=
            strncmp(other, id, len) == 0 &&
            (other[len] == '\0' || (other[len] == '_' && isdigit((unsigned char)other[len + 1])));
    }
    return count;
}

static bool is_known(const struct guess_channels *c, const char *name)
{
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->items[i].field->name, name) == 0)
            return true;
    return false;
}

/* Topics that share a name share the channel. */
static struct guess_channels list_channels(const struct guess *g)
{
    struct guess_channels c = {.items = mem_zero(CHANNELS_MOST, sizeof *c.items)};
    for (int i = 0; i < g->field_count && c.count < CHANNELS_MOST; i++) {
        const struct guess_field *f = &g->fields[i];
        if (f->numbers == 0 || guess_is_time(f) || is_known(&c, f->name))
            continue;
        struct guess_channel *new = &c.items[c.count];
        new->field = f;
        new->role = channel_role(f->name);
        make_id(f->name, i, new->id);
        int others = twins(&c, new->id);
        if (others > 0)
            snprintf(new->id + strlen(new->id), ID_SIZE - strlen(new->id), "_%d", others + 1);
        c.count++;
    }
    return c;
}

static const char *unit_of(const struct guess_field *f)
{
    const char *unit = unit_of_name(f->name);
    return unit[0] != '\0' ? unit : unit_of_values(f->name, f->least, f->most);
}

/* No more than FLEET has columns for; a position needs all of its. */
static int decimals_of(const struct guess_channel *c, double scale)
{
    double most = fmax(fabs(c->field->least), fabs(c->field->most)) * scale;
    int before = most >= 1 ? 1 + (int)log10(most) : 1;
    int room = c->role == ROLE_POSITION ? PLACES : DIGITS - before - 1;
    int wanted = scale != 1 ? 2 : c->field->decimals;
    return wanted < room ? wanted : room > 0 ? room : 0;
}

/* FLEET's headings are short: "alt m" rather than "altitu m". */
static void write_head(const struct guess_channel *c, const char *unit, FILE *out)
{
    char head[64];
    if (!channel_heading(c->role, unit, HEAD_COLUMNS, head, sizeof head))
        return;
    fputs(", head: ", out);
    guess_put_text(out, head);
}

/* `Vertical velocity` of `Vertical velocity (m/s)`. */
static void write_label(const char *name, FILE *out)
{
    char label[DECODED_NAME_SIZE];
    size_t n = strcspn(name, "([");
    if (name[n] == '\0' || n == 0 || isdigit((unsigned char)name[n + 1]))
        return;
    bytes_to_text(bytes_trim(bytes_make(name, n)), label, sizeof label);
    fputs(", label: ", out);
    guess_put_text(out, label);
}

static void write_names(const struct guess_channel *c, FILE *out)
{
    fprintf(out, "  \"%s\": { from: %s", c->id, c->also_count > 0 ? "[" : "");
    guess_put_text(out, c->field->name);
    for (int i = 0; i < c->also_count; i++) {
        fputs(", ", out);
        guess_put_text(out, c->also[i]);
    }
    fputs(c->also_count > 0 ? "]" : "", out);
}

static void write_channel(const struct guess_channel *c, FILE *out)
{
    bool named = unit_of_name(c->field->name)[0] != '\0';
    const char *unit = unit_of(c->field);
    bool milli = strcmp(unit, "mV") == 0;
    unit = milli ? "V" : unit;
    write_names(c, out);
    write_label(c->field->name, out);
    if (c->in_fleet && c->role <= ROLE_TEMPERATURE)
        write_head(c, unit, out);
    fputs(", unit: ", out);
    guess_put_text(out, unit);
    fprintf(out, "%s, decimals: %d }%s\n", milli ? ", scale: 0.001" : "",
            decimals_of(c, milli ? 0.001 : 1),
            unit[0] != '\0' && !named ? "   # unit: a guess" : "");
}

static bool is_constant(const struct guess_field *f)
{
    return f->numbers >= CONSTANT && f->least == f->most;
}

static bool is_better(const struct guess_channel *a, const struct guess_channel *b)
{
    bool still_a = is_constant(a->field), still_b = is_constant(b->field);
    if (still_a != still_b)
        return still_b;
    return channel_rank(a->field->name) < channel_rank(b->field->name);
}

/* The channel of the role that stands best for it in a topic; -1: there is none. */
static int best_of(const struct guess_channels *c, int topic, int role)
{
    int best = -1;
    for (int i = 0; i < c->count; i++)
        if (c->items[i].field->topic == topic && (int)c->items[i].role == role &&
            (best < 0 || is_better(&c->items[i], &c->items[best])))
            best = i;
    return best;
}

static bool is_same_unit(const struct guess_channel *a, const struct guess_channel *b)
{
    static const char degree[] = "°";
    char first[24];
    snprintf(first, sizeof first, "%s", unit_of(a->field));
    const char *x = first, *y = unit_of(b->field);
    x += strncmp(x, degree, strlen(degree)) == 0 ? strlen(degree) : 0;
    y += strncmp(y, degree, strlen(degree)) == 0 ? strlen(degree) : 0;
    return strcmp(x, y) == 0;
}

static bool topic_has(const struct guess *g, int topic, const char *name)
{
    for (int i = 0; i < g->field_count; i++)
        if (g->fields[i].topic == topic && strcmp(g->fields[i].name, name) == 0)
            return true;
    return false;
}

/* What each topic has of the role becomes one channel, where it has one unit: FLEET shows it for
 * the rockets of all. */
static void merge_role(const struct guess *g, struct guess_channels *c, int role)
{
    struct guess_channel *leader = NULL;
    for (int t = 0; t < g->topic_count; t++) {
        int at = best_of(c, t, role);
        if (at < 0)
            continue;
        struct guess_channel *here = &c->items[at];
        if (leader == NULL) {
            leader = here;
            leader->in_fleet = true;
            c->fleet[c->fleet_count++] = at;
        } else if (leader->also_count < NAMES && is_same_unit(leader, here) &&
                   !topic_has(g, t, leader->field->name)) {
            leader->also[leader->also_count++] = here->field->name;
            here->merged = true;
        }
    }
}

/* FLEET's columns: altitude, velocity, acceleration, battery, temperature, as far as there are such
 * names; without any, the first that vary. */
static void find_fleet(const struct guess *g, struct guess_channels *c)
{
    for (int role = 0; role <= FLEET_LAST; role++)
        merge_role(g, c, role);
    for (int i = 0, others = c->fleet_count > 0 ? 0 : FLEET_OTHERS; i < c->count && others > 0; i++)
        if (c->items[i].role != ROLE_IDENTITY && !is_constant(c->items[i].field)) {
            c->fleet[c->fleet_count++] = i;
            others--;
        }
}

void guess_write_channels(const struct guess *g, FILE *out)
{
    struct guess_channels c = list_channels(g);
    find_fleet(g, &c);
    if (c.count > 0)
        fputs("\nchannels:                           # shown = value * scale\n", out);
    for (int i = 0; i < c.count; i++)
        if (!c.items[i].merged)
            write_channel(&c.items[i], out);
    if (c.fleet_count > 0)
        fputs("\nfleet: [", out);
    for (int k = 0; k < c.fleet_count; k++)
        fprintf(out, "%s\"%s\"", k > 0 ? ", " : "", c.items[c.fleet[k]].id);
    fputs(c.fleet_count > 0 ? "]\n" : "", out);
    free(c.items);
}

int guess_channel_count(const struct guess *g, int *with_units)
{
    struct guess_channels c = list_channels(g);
    *with_units = 0;
    for (int i = 0; i < c.count; i++)
        *with_units += unit_of(c.items[i].field)[0] != '\0';
    free(c.items);
    return c.count;
}
