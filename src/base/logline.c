/* logline.c: writes each line at once, so that processes do not interleave. */
#include "base/logline.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

static const char *program_name = "ground";
static enum log_level lowest_level = LOG_INFO;

void log_init(const char *program, enum log_level lowest)
{
    program_name = program;
    lowest_level = lowest;
}

void log_line(enum log_level level, const char *fmt, ...)
{
    static const char *const names[] = {"INFO", "WARN", "ERROR"};
    if (level < lowest_level)
        return;
    char said[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(said, sizeof said, fmt, args);
    va_end(args);
    char clean[2048];
    text_clean(bytes_of(said), TEXT_ANY_WIDTH, clean, sizeof clean);

    int64_t now = clock_wall_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    char stamp[32];
    strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &utc);
    char line[2200];
    int n = snprintf(line, sizeof line, "%s.%03d %s %s: %s\n", stamp, (int)(now % 1000),
                     names[level], program_name, clean);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
    if (write(STDERR_FILENO, line, len) < 0)
        return; /* nowhere left to complain to */
}
