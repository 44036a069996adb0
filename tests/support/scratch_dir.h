/* scratch_dir.h: removes a test's own directory under /tmp, which holds files only. */
#ifndef TESTS_SUPPORT_SCRATCH_DIR_H
#define TESTS_SUPPORT_SCRATCH_DIR_H

/* Removes `dir` and its files; as rmdir(2), non-zero if something else is left in it. */
int scratch_dir_remove(const char *dir);

#endif
