/* section_columns.c: the sections `fleet`, which channels are FLEET's first columns, and `order`,
 * which rockets are its first rows. */
#include <stdio.h>

#include "mission/mission_fields.h"
#include "mission/mission_file.h"

void section_order(struct mission_reader *r, const struct yaml_node *node)
{
    r->mission->order = fields_texts(r, "order", node, &r->mission->order_count);
    if (r->mission->order == NULL)
        r->mission->order_count = 0;
}

void section_fleet(struct mission_reader *r, const struct yaml_node *node)
{
    int count;
    r->fleet = fields_texts(r, "fleet", node, &count);
    r->fleet_node = node;
}

static int channel_by_id(const struct mission *m, const char *id)
{
    for (int i = 0; i < m->channel_count; i++)
        if (strcmp(m->channels[i].id, id) == 0)
            return i;
    return -1;
}

static void unknown_channel(struct mission_reader *r, int line, const char *id)
{
    const struct mission *m = r->mission;
    const char **ids = arena_array(r->arena, (size_t)m->channel_count + 1, sizeof *ids);
    for (int i = 0; i < m->channel_count; i++)
        ids[i] = m->channels[i].id;
    mistake_add(r->mistakes, line, "fleet: unknown channel \"%.40s\"", id);
    mistake_known(r->mistakes, id, ids);
}

/* FLEET shows channels in the mission's order, so those asked for move to its beginning. */
void columns_check(struct mission_reader *r)
{
    struct mission *m = r->mission;
    if (r->fleet == NULL)
        return;
    struct mission_channel *sorted =
        arena_array(r->arena, (size_t)m->channel_count + 1, sizeof *sorted);
    bool *taken = arena_array(r->arena, (size_t)m->channel_count + 1, sizeof *taken);
    int count = 0;
    for (int i = 0; r->fleet[i] != NULL; i++) {
        int at = channel_by_id(m, r->fleet[i]);
        if (at < 0) {
            unknown_channel(r, fields_item_line(r->fleet_node, i), r->fleet[i]);
        } else if (!taken[at]) {
            taken[at] = true;
            sorted[count++] = m->channels[at];
        }
    }
    for (int i = 0; i < m->channel_count; i++)
        if (!taken[i])
            sorted[count++] = m->channels[i];
    m->channels = sorted;
}
