/* lift_off.h: the lift-off that a person names for a file with times of its own: an event that goes
 * before the first message from then on, once for each key. */
#ifndef CMD_LIFT_OFF_H
#define CMD_LIFT_OFF_H

#include "source/recording.h"

/* Of keys beyond these, none gets a lift-off. */
enum { LIFT_OFF_KEYS = 1000 };

struct lift_off {
    int64_t t_ms; /* when */
    int count;
    uint64_t keys[LIFT_OFF_KEYS]; /* hashes of those that have had it */
};

/* Whether the lift-off of `key` (null: none) goes before its message of `t_ms`. True once. */
bool lift_off_is_due(struct lift_off *l, struct bytes key, int64_t t_ms);

/* The message. */
struct bytes lift_off_value(void);

/* ERR_USAGE with a sentence if the time lies outside of the file `path`. */
int lift_off_check(const struct lift_off *l, const char *path, struct recording_span span,
                   struct err *err);

#endif
