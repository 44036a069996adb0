/* channel_set.h: the names of all channels in the messages of an export, in the order first heard,
 * or those that were asked for. */
#ifndef EXPORT_CHANNEL_SET_H
#define EXPORT_CHANNEL_SET_H

#include "export/export.h"
#include "flight/message.h"

enum { CHANNEL_SET_MOST = 4096, CHANNEL_SET_SLOTS = 4 * CHANNEL_SET_MOST };

struct channel_set { /* starts as {0} */
    char (*names)[DECODED_NAME_SIZE];
    int count;
    int *slots;    /* a hash table of places in `names`, + 1 */
    bool has_text; /* some message is text, or has the field event or phase */
    int left_out;  /* further names, not counted exactly */
};

/* Reads every message of the job once, unless its channels were given. ERR_NOT_FOUND when one of
 * those is in no message; the sentence names those there are. */
int channel_set_read(struct channel_set *set, struct export_job *job, struct err *err);
/* The place of a name; -1: not in the set. */
int channel_set_find(const struct channel_set *set, const char *name);
void channel_set_deinit(struct channel_set *set);

#endif
