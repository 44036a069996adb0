/* recode.h: recompressing a batch, for topics whose compression.type is not "producer". */
#ifndef BROKER_RECODE_H
#define BROKER_RECODE_H

#include "base/buf.h"
#include "batch/batch.h"

/* Writes the valid batch to `out` (cleared first) with its records compressed by `to`. `plain` is
 * scratch. ERR_TOO_BIG past `plain_max`, ERR_FAIL when the codec refuses. */
int batch_recode(struct bytes batch, enum codec to, size_t plain_max, struct buf *plain,
                 struct buf *out, struct err *err);

#endif
