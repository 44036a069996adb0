/* leave.h: the summary that is printed when a session ends. */
#ifndef CMD_LEAVE_H
#define CMD_LEAVE_H

#include "ui/loop.h"

/* "00:17:05 watched, 27666 messages, 70 missed, 1 new alarm; still recording" on stdout.
 * `recording`: how the line ends while a recorder runs. */
void leave_line(const struct loop_result *result, const char *recording);

#endif
