/* spawn.h: starting a recorder from a viewer, when none runs.
 *
 * The recorder is detached: it outlives the viewer and lingers for the next one. Starting one takes
 * write permission on the cache's directory. */
#ifndef RECORDER_SPAWN_H
#define RECORDER_SPAWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct spawn_options {
    const char *program; /* the path of `ground` */
    const char *cache, *mission, *bootstrap;
    const char *command_config; /* or NULL */
    const char *const *topics;
    size_t topics_count;
    const char *include;         /* or NULL */
    const char *schemas;         /* a directory; or NULL */
    const char *schema_registry; /* its URL; or NULL */
};

/* Returns 1 when it started one, 0 when one runs already, or an error. The recorder's output goes
 * to CACHE-log, which is truncated. Safe while other threads run. */
int recorder_spawn(const struct spawn_options *options, struct err *err);

#endif
