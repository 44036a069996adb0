/* message_numbers.h: the numbers of messages, those of derived channels among them, for whoever
 * reads messages in the one order.
 *
 * Where a mission derives channels, each rocket's messages are folded, from the keyframe before the
 * first one asked for; at most STORE_ROCKETS_IN_MEMORY rockets are kept. Without derived channels a
 * message is decoded and no more. */
#ifndef EXPORT_MESSAGE_NUMBERS_H
#define EXPORT_MESSAGE_NUMBERS_H

#include "export/selection.h"

struct message_numbers;

/* Both are borrowed. */
struct message_numbers *message_numbers_new(const struct selection *s,
                                            const struct mission *mission);
void message_numbers_free(struct message_numbers *n); /* NULL is fine */

/* What the message's value says into `d`. Messages in the order of their seq are fastest. 0 or an
 * error of the cache. */
int message_numbers_read(struct message_numbers *n, const struct store_message *m,
                         struct decoded *d, struct err *err);

#endif
