/* fatal.c: logs one line and exits at once, without flushing or closing anything. */
#include "broker/fatal.h"

#include <unistd.h>

#include "base/logline.h"

_Noreturn void broker_die(const struct err *err)
{
    log_line(LOG_ERROR, "stopping immediately, without responding to anything: %s", err->text);
    _exit(1);
}
