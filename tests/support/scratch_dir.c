/* scratch_dir.c: whatever the cache left beside itself goes too. */
#include "scratch_dir.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

int scratch_dir_remove(const char *dir)
{
    char pattern[120];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*", dir);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
        globfree(&found);
    }
    return rmdir(dir);
}
