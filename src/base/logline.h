/* logline.h: log lines on stderr, cleaned of control characters.
 *
 * `2026-11-22 14:31:07.123 WARN minibroker: sentence`. A failure is logged once, where it is
 * handled. */
#ifndef BASE_LOGLINE_H
#define BASE_LOGLINE_H

#include "base/err.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

/* Set once at start: the name in each line, and the lowest level that is printed. */
void log_init(const char *program, enum log_level lowest);
void log_line(enum log_level level, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
