/* fatal.c: one line to the log, then _exit: nothing is flushed or closed that might claim success.
 */
#include "broker/fatal.h"

#include <unistd.h>

#include "base/logline.h"

_Noreturn void broker_die(const struct err *err)
{
    log_line(LOG_ERROR, "stopping at once, nothing more is answered: %s", err->text);
    _exit(1);
}
