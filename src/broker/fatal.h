/* fatal.h: the end of the process after a failure that must not be survived. */
#ifndef BROKER_FATAL_H
#define BROKER_FATAL_H

#include "base/err.h"

/* For a failure after which no response may be sent any more (the first EIO of a sync): logs the
 * sentence and ends the process with 1. The next start recovers. */
_Noreturn void broker_die(const struct err *err);

#endif
