/* cmd_check.c: `ground check`: every mistake of mission files, or what each says. */
#include <stdio.h>

#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/mistakes_print.h"
#include "mission/mission_file.h"

static const struct option_table table = {
    "ground check", "FILE...", "check mission files", NULL, 0,
};

/* Adds how many mistakes there are. */
static int check_file(const char *path, int *mistakes, struct err *err)
{
    struct mission_file *file;
    char name[4096], summary[MISSION_SUMMARY_SIZE];
    int rc = mission_file_open(&file, path, err);
    if (rc != 0)
        return rc;
    const struct mission *mission = mission_file_mission(file);
    if (mission == NULL) {
        mistakes_print(stdout, path, mission_file_mistakes(file));
        *mistakes += mission_file_mistakes(file)->count;
    } else {
        text_clean(bytes_of(path), TEXT_ANY_WIDTH, name, sizeof name);
        mission_summary(mission, summary);
        printf("%s: %s\n", name, summary);
    }
    mission_file_close(file);
    return 0;
}

int cmd_check(int argc, char **argv)
{
    struct text_list files = {0};
    struct err err = {0};
    int mistakes = 0;
    int rc = options_parse(&table, argc, argv, NULL, &files, &err);
    if (rc == OPTIONS_OK && files.count == 0)
        rc = err_set(&err, ERR_USAGE, "which FILE?");
    for (size_t i = 0; rc == OPTIONS_OK && i < files.count; i++)
        rc = check_file(files.items[i], &mistakes, &err);
    text_list_deinit(&files);
    return rc == OPTIONS_OK && mistakes > 0 ? 1 : command_end(&table, rc, &err);
}
