/* channel_set.c: decodes each message and hashes its names. */
#include "export/channel_set.h"

#include <stdlib.h>
#include <strings.h>

#include "base/hash.h"
#include "base/mem.h"
#include "export/message_numbers.h"

static int slot_of(const struct channel_set *set, const char *name)
{
    uint32_t at = fnv1a_32(FNV1A_32_BEGIN, bytes_of(name)) % CHANNEL_SET_SLOTS;
    while (set->slots[at] != 0 && strcmp(set->names[set->slots[at] - 1], name) != 0)
        at = (at + 1) % CHANNEL_SET_SLOTS;
    return (int)at;
}

int channel_set_find(const struct channel_set *set, const char *name)
{
    return set->slots[slot_of(set, name)] - 1;
}

static void add(struct channel_set *set, const char *name)
{
    int slot = slot_of(set, name);
    if (set->slots[slot] != 0)
        return;
    if (set->count == CHANNEL_SET_MOST) {
        set->left_out++;
        return;
    }
    snprintf(set->names[set->count++], DECODED_NAME_SIZE, "%s", name);
    set->slots[slot] = set->count;
}

struct channel_reading {
    struct channel_set *set;
    struct message_numbers *numbers;
    struct decoded decoded;
};

static int note_names(void *owner, const struct store_message *m, struct err *err)
{
    struct channel_reading *reading = owner;
    struct decoded *d = &reading->decoded;
    int rc = message_numbers_read(reading->numbers, m, d, err);
    if (rc != 0)
        return rc;
    reading->set->has_text = reading->set->has_text || !bytes_is_null(d->text);
    for (int i = 0; i < d->count; i++)
        add(reading->set, d->numbers[i].name);
    return 0;
}

enum { LIST_SIZE = 200 /* bytes of names in an error */ };

static bool is_called(const struct mission_channel *c, const char *name)
{
    return strcasecmp(c->id, name) == 0 || strcasecmp(c->label, name) == 0 ||
           mission_channel_is(c, name);
}

/* Adds what the mission calls so, under each of the names that the messages have for it. */
static bool add_by_mission(struct channel_set *chosen, const struct channel_set *set,
                           const struct mission *mission, const char *name)
{
    bool any = false;
    for (int i = 0; i < mission->channel_count && !any; i++) {
        const struct mission_channel *c = &mission->channels[i];
        for (int k = 0; k < set->count && is_called(c, name); k++) {
            if (!mission_channel_is(c, set->names[k]))
                continue;
            add(chosen, set->names[k]);
            any = true;
        }
    }
    return any;
}

static int unknown_channel(const struct channel_set *set, const struct mission *mission,
                           const char *name, struct err *err)
{
    struct buf list = {0};
    int more = 0;
    for (int k = 0; k < set->count; k++) {
        const struct mission_channel *c = mission_channel(mission, set->names[k]);
        if (k > 0 && list.len + strlen(set->names[k]) > LIST_SIZE) {
            more++;
            continue;
        }
        buf_printf(&list, "%s%s", k == 0 ? "" : ", ", set->names[k]);
        if (c != NULL && strcmp(c->id, set->names[k]) != 0)
            buf_printf(&list, " (%s)", c->id);
    }
    if (more > 0)
        buf_printf(&list, " and %d more", more);
    err_set(err, ERR_NOT_FOUND, "no channel \"%.60s\" in these messages; they have %.280s", name,
            set->count > 0 ? buf_text(&list) : "none");
    buf_deinit(&list);
    return err->code;
}

/* Reduces the set to the channels asked for, in that order: by the messages' names, else by the
 * mission's names and labels. */
static int choose(struct channel_set *set, const struct text_list *asked,
                  const struct mission *mission, struct err *err)
{
    struct channel_set chosen = {.has_text = set->has_text};
    chosen.names = mem_alloc(CHANNEL_SET_MOST * sizeof *chosen.names);
    chosen.slots = mem_zero(CHANNEL_SET_SLOTS, sizeof *chosen.slots);
    int rc = 0;
    for (size_t i = 0; i < asked->count && rc == 0; i++) {
        const char *name = asked->items[i];
        if (channel_set_find(set, name) >= 0)
            add(&chosen, name);
        else if (!add_by_mission(&chosen, set, mission, name))
            rc = unknown_channel(set, mission, name, err);
    }
    channel_set_deinit(set);
    *set = chosen;
    return rc;
}

int channel_set_read(struct channel_set *set, struct export_job *job, struct err *err)
{
    struct channel_reading *reading = mem_zero(1, sizeof *reading);
    set->names = mem_alloc(CHANNEL_SET_MOST * sizeof *set->names);
    set->slots = mem_zero(CHANNEL_SET_SLOTS, sizeof *set->slots);
    reading->set = set;
    reading->numbers = message_numbers_new(job->selection, job->mission);
    int rc = export_walk(job, note_names, reading, err);
    message_numbers_free(reading->numbers);
    decoded_deinit(&reading->decoded);
    free(reading);
    if (rc == 0 && job->channels.count > 0)
        rc = choose(set, &job->channels, job->mission, err);
    job->left_out = set->left_out;
    return rc;
}

void channel_set_deinit(struct channel_set *set)
{
    free(set->names);
    free(set->slots);
    *set = (struct channel_set){0};
}
