/* export_range.h: the messages that the options of `ground export` mean. */
#ifndef CMD_EXPORT_RANGE_H
#define CMD_EXPORT_RANGE_H

#include "export/selection.h"
#include "flight/mission.h"

struct export_range_options { /* NULL: not given */
    const char *cache, *flight, *rocket, *from, *to;
};

/* `from` and `to` are WHENs (playhead/when.h): a T is that of the flight or of the rocket's newest
 * one. ERR_NOT_FOUND, ERR_USAGE. */
int export_range_find(const struct export_range_options *o, const char *cache,
                      const struct mission *mission, struct reader *r, struct selection_range *out,
                      struct err *err);

#endif
