/* gather_columns.c: the columns of FLEET's numbers: the mission's channels, else those that most
 * rockets share, so that one rocket of its own kind does not decide for all others. Of those that
 * are shared alike, altitude, velocity and such come first, and who sends them (version, serial,
 * frame) last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/channel_role.h"
#include "flight/unit_names.h"
#include "ui/gather.h"
#include "ui/short_name.h"

enum {
    ROCKETS_ASKED = 256, /* those heard first */
    HEAD_COLUMNS = 7,
    MESSAGES_KNOWN = 20, /* by then it shows which of a rocket's channels move */
    NAMES_MOST = 512,    /* distinct names among theirs; later ones do not become columns */
};

/* A channel and how many rockets have it; `order` is when it was first met. */
struct shared_name {
    const char *name;
    enum channel_role role;
    bool leads; /* some rocket has nothing better of its role */
    int rockets, order;
};

/* Rockets of one kind have the same names in the same order: `guess` is nearly always right. */
static int find_name(const struct shared_name *names, int count, const char *name, int guess)
{
    if (guess < count && strcmp(names[guess].name, name) == 0)
        return guess;
    for (int i = 0; i < count; i++)
        if (strcmp(names[i].name, name) == 0)
            return i;
    return count;
}

static bool moves(const struct channel *c)
{
    bool known = c->newer.t_ms != FLIGHT_NO_TIME;
    return known && (c->value != c->newer.value ||
                     (c->older.t_ms != FLIGHT_NO_TIME && c->older.value != c->newer.value));
}

static bool is_better(const struct channel *a, const struct channel *b)
{
    return moves(a) != moves(b) ? moves(a) : channel_rank(a->name) < channel_rank(b->name);
}

/* Marks the channel of each role that stands best for it in a rocket whose channels are `at`. */
static void find_leading(const struct rocket *r, const int *at, struct shared_name *names)
{
    int best[ROLES];
    for (int role = 0; role < ROLES; role++)
        best[role] = -1;
    for (int c = 0; c < r->channels_count; c++) {
        if (at[c] == NAMES_MOST)
            continue;
        int *b = &best[names[at[c]].role];
        if (*b < 0 || is_better(&r->channels[c], &r->channels[*b]))
            *b = c;
    }
    for (int role = 0; role < ROLE_OTHER; role++)
        if (best[role] >= 0)
            names[at[best[role]]].leads = true;
}

static int count_names(const struct gather *g, const struct fleet *fleet, struct shared_name *names)
{
    int count = 0, *found = mem_alloc(ROCKET_MAX_CHANNELS * sizeof *found);
    for (int i = 0; i < fleet->count && i < ROCKETS_ASKED; i++) {
        const struct rocket *r = fleet->rockets[i];
        for (int c = 0, guess = 0; c < r->channels_count; c++) {
            const char *name = r->channels[c].name;
            int at = mission_time_unit(g->view->mission, name) != 0
                         ? NAMES_MOST
                         : find_name(names, count, name, guess);
            found[c] = at;
            if (at == NAMES_MOST)
                continue;
            if (at == count)
                names[count++] =
                    (struct shared_name){.name = name, .role = channel_role(name), .order = at};
            names[at].rockets++;
            guess = at + 1;
        }
        find_leading(r, found, names);
    }
    free(found);
    return count;
}

static int by_worth(const void *left, const void *right)
{
    const struct shared_name *a = left, *b = right;
    bool identity = a->role == ROLE_IDENTITY;
    if (identity != (b->role == ROLE_IDENTITY))
        return identity ? 1 : -1;
    if (a->rockets != b->rockets)
        return b->rockets - a->rockets;
    if (a->leads != b->leads)
        return a->leads ? -1 : 1;
    return a->leads && a->role != b->role ? (int)a->role - (int)b->role : a->order - b->order;
}

/* Changes only when a rocket or a channel is new, and once when it is known what moves: columns
 * that come and go could not be read. */
static void learn_columns(struct gather *g, const struct fleet *fleet)
{
    int64_t heard = 0;
    for (int i = 0; i < fleet->count && i < ROCKETS_ASKED; i++)
        heard +=
            1 + fleet->rockets[i]->channels_count + (fleet->rockets[i]->messages >= MESSAGES_KNOWN);
    if (heard == g->columns_of)
        return;
    g->columns_of = heard;
    struct shared_name *names = mem_zero(NAMES_MOST + 1, sizeof *names);
    int count = count_names(g, fleet, names);
    qsort(names, (size_t)count, sizeof *names, by_worth);
    g->column_count = count < GATHER_COLUMNS ? count : GATHER_COLUMNS;
    for (int i = 0; i < g->column_count; i++)
        bytes_to_text(bytes_of(names[i].name), g->columns[i], sizeof g->columns[i]);
    free(names);
}

/* "vel m/s" for `Vertical velocity (m/s)`: a long name that tells its unit is called by its role,
 * once. */
static bool head_by_role(struct scene *s, int column, const char *name)
{
    char head[32];
    bool unit = text_columns(name) > HEAD_COLUMNS && unit_in_name(bytes_of(name)).len > 0;
    if (!unit ||
        !channel_heading(channel_role(name), unit_of_name(name), HEAD_COLUMNS, head, sizeof head))
        return false;
    for (int i = 0; i < column; i++)
        if (strcmp(s->columns[i], head) == 0)
            return false;
    bytes_to_text(bytes_of(head), s->columns[column], sizeof s->columns[column]);
    return true;
}

void gather_columns(struct gather *g)
{
    struct scene *s = g->scene;
    bool named = g->view->mission->channel_count > 0;
    if (!named)
        learn_columns(g, playhead_live(g->view->playhead));
    int count = named ? g->view->mission->channel_count : g->column_count;
    int first = g->view->column_first;
    struct name_array heads = {g->columns, sizeof g->columns[0], count};
    s->columns_all = count;
    s->column_count = count - first < SCENE_MAX_VALUES ? count - first : SCENE_MAX_VALUES;
    for (int i = 0; i < s->column_count; i++) {
        if (named)
            bytes_to_text(bytes_of(g->view->mission->channels[first + i].head), s->columns[i],
                          sizeof s->columns[i]);
        else if (!head_by_role(s, i, g->columns[first + i]))
            short_name(heads, first + i, HEAD_COLUMNS, s->columns[i], sizeof s->columns[i]);
    }
}
