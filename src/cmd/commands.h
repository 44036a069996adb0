/* commands.h: the list of ground's subcommands, and how each reports its result.
 *
 * A new command is a new file cmd_NAME.c and a row here. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "base/err.h"
#include "base/options.h"

/* name, summary for `ground --help` */
#define COMMANDS(X)                                                                                \
    X(dashboard, "show the mission-control screen (the default command)")                          \
    X(crew, "show a read-only screen, for remote crews")                                           \
    X(snapshot, "print one frame of the screen as text, ANSI, SVG or JSON")                        \
    X(record, "record topics into a cache, exactly once")                                          \
    X(demo, "fly rockets on a private mini-broker, recorded and on screen")                        \
    X(flights, "list past flights")                                                                \
    X(replay, "replay a past flight, on screen or into a topic")                                   \
    X(import, "send a recorded flight from a file to a topic, with its timing")                    \
    X(export, "write recorded messages to a file or a pipe")                                       \
    X(sql, "query a cache with SQL, for reading only")                                             \
    X(check, "check mission files")

#define X(name, summary) int cmd_##name(int argc, char **argv);
COMMANDS(X)
#undef X

/* Returns a command's exit code, after printing help, the version or the error: 0 success, 1
 * failure, 2 wrong usage, 128 + N after signal N. */
int command_end(const struct option_table *table, int rc, const struct err *err);

#endif
