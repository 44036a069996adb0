/* ground.c: `ground`: finds the subcommand and runs it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/logline.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/stop_signal.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
#define X(name, summary) {#name, cmd_##name, summary},
    COMMANDS(X)
#undef X
};

int command_end(const struct option_table *table, int rc, const struct err *err)
{
    if (rc == OPTIONS_HELP)
        options_help(table, stdout);
    if (rc == OPTIONS_VERSION)
        printf("%s %s\n", table->program, GROUND_VERSION);
    if (rc == ERR_STOPPED)
        return stop_exit_code();
    return rc >= 0 ? 0 : options_fail(table, rc, err);
}

static int list_commands(FILE *to)
{
    fputs("ground: mission control for rockets whose telemetry runs through Apache Kafka\n\n"
          "usage: ground [COMMAND] [OPTION...]\n       ground help COMMAND\n\n",
          to);
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
    return to == stdout ? 0 : 2;
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int no_command(const char *name)
{
    char clean[80];
    text_clean(bytes_of(name), TEXT_ANY_WIDTH, clean, sizeof clean);
    fprintf(stderr, "ground: unknown command \"%s\"\n\n", clean);
    return list_commands(stderr);
}

/* `ground help COMMAND` is `ground COMMAND --help`. */
static int help(const char *name)
{
    if (name == NULL)
        return list_commands(stdout);
    const struct command *command = find_command(name);
    char *argv[] = {(char *)name, "--help", NULL};
    return command != NULL ? command->run(2, argv) : no_command(name);
}

static int run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    const struct command *command = find_command(name);
    if (command != NULL)
        return command->run(argc - 1, argv + 1);
    if (strcmp(name, "--version") == 0)
        return printf("ground %s\n", GROUND_VERSION) < 0;
    if (strcmp(name, "--help") == 0)
        return list_commands(stdout);
    if (strcmp(name, "help") == 0)
        return help(argc > 2 ? argv[2] : NULL);
    if (name[0] == '-' || name[0] == '\0')
        return cmd_dashboard(argc, argv);
    return no_command(name);
}

/* Checks for output errors in one place; a full disk shows only when the output is flushed. */
int main(int argc, char **argv)
{
    log_init("ground", LOG_INFO);
    int code = run(argc, argv);
    if ((fflush(stdout) == 0 && !ferror(stdout)) || code != 0)
        return code;
    fprintf(stderr, "ground: cannot write standard output: %s\n", strerror(errno));
    return 1;
}
