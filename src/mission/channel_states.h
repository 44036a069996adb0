/* channel_states.h: reads the key `states` of a channel. */
#ifndef MISSION_CHANNEL_STATES_H
#define MISSION_CHANNEL_STATES_H

#include "mission/mission_fields.h"

/* `texts` are "1 armed" and so on, ending with NULL. What is wrong is a mistake in the line of
 * its item in `channel`; the rest becomes the states of `out`. */
void channel_states_read(struct mission_reader *r, const char *who, const struct yaml_node *channel,
                         const char *const *texts, struct mission_channel *out);

#endif
