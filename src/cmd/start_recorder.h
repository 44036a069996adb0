/* start_recorder.h: a recorder in the background, for a dashboard that found none. */
#ifndef CMD_START_RECORDER_H
#define CMD_START_RECORDER_H

#include "base/options.h"

struct recorder_wanted {
    const char *cache, *mission, *bootstrap, *command_config, *include;
    const struct text_list *topics;
};

/* Starts `ground record` detached from this session and its terminal; it ends some time after the
 * last viewer has left. What it has to say goes into CACHE-log. 1: started, 0: one runs already, or an
 * error; whether it comes up is seen in the cache. */
int start_recorder(const struct recorder_wanted *wanted, struct err *err);

#endif
