/* follows.h: what a recorder follows, as it notes it in its cache: who asks for another broker must
 * not be shown this one's rockets. */
#ifndef CMD_FOLLOWS_H
#define CMD_FOLLOWS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/options.h"

enum { FOLLOWS_SIZE = 160 };

/* " topics a b matching RE"; "" for all topics. */
void follows_topics(const struct text_list *topics, const char *include, char out[FOLLOWS_SIZE]);

/* When a recorder writes `cache`: ERR_BUSY, with what to do, if it reads another broker than
 * `bootstrap` (NULL: any will do) or other topics than `topics` ("": any will do). */
int follows_check(const char *cache, const char *bootstrap, const char *topics, struct err *err);

/* Whether the recorder that writes `cache` ends by itself some time after its last viewer. */
bool follows_lingers(const char *cache);

#endif
