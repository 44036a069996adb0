/* spawn.h: starting a recorder from a viewer, when none runs.
 *
 * The recorder is nobody's child: it lives on when the viewer ends, and lingers for the next. Who
 * may not write the cache's directory may not start one. */
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
    const char *include; /* or NULL */
};

/* Returns 1 when one was started, 0 when one runs already, or an error. What it has to say goes to
 * CACHE-log, which begins anew. Safe while other threads run. */
int recorder_spawn(const struct spawn_options *options, struct err *err);

#endif
