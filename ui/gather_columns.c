/* gather_columns.c: the columns of FLEET's numbers: the mission's channels, else those that most
 * rockets share, so that one rocket of its own kind does not decide for all others. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/gather.h"
#include "ui/short_name.h"

enum {
    ROCKETS_ASKED = 256, /* those heard first */
    HEAD_COLUMNS = 7,
    NAMES_MOST = 512, /* distinct names among theirs; later ones do not become columns */
};

/* A channel and how many rockets have it; `order` is when it was first met. */
struct shared_name {
    const char *name;
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

static int count_names(const struct gather *g, const struct fleet *fleet, struct shared_name *names)
{
    int count = 0;
    for (int i = 0; i < fleet->count && i < ROCKETS_ASKED; i++) {
        const struct rocket *r = fleet->rockets[i];
        for (int c = 0, guess = 0; c < r->channels_count; c++) {
            const char *name = r->channels[c].name;
            int at = mission_time_unit(g->view->mission, name) != 0
                         ? NAMES_MOST
                         : find_name(names, count, name, guess);
            if (at == NAMES_MOST)
                continue;
            if (at == count)
                names[count++] = (struct shared_name){name, 0, at};
            names[at].rockets++;
            guess = at + 1;
        }
    }
    return count;
}

static int by_rockets(const void *left, const void *right)
{
    const struct shared_name *a = left, *b = right;
    return a->rockets != b->rockets ? b->rockets - a->rockets : a->order - b->order;
}

/* Changes only when a rocket or a channel is new: columns that come and go could not be read. */
static void learn_columns(struct gather *g, const struct fleet *fleet)
{
    int64_t heard = 0;
    for (int i = 0; i < fleet->count && i < ROCKETS_ASKED; i++)
        heard += 1 + fleet->rockets[i]->channels_count;
    if (heard == g->columns_of)
        return;
    g->columns_of = heard;
    struct shared_name *names = mem_zero(NAMES_MOST + 1, sizeof *names);
    int count = count_names(g, fleet, names);
    qsort(names, (size_t)count, sizeof *names, by_rockets);
    g->column_count = count < GATHER_COLUMNS ? count : GATHER_COLUMNS;
    for (int i = 0; i < g->column_count; i++)
        bytes_to_text(bytes_of(names[i].name), g->columns[i], sizeof g->columns[i]);
    free(names);
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
        else
            short_name(heads, first + i, HEAD_COLUMNS, s->columns[i], sizeof s->columns[i]);
    }
}
