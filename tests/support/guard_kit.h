/* guard_kit.h: a database below which the guard lies, in a directory of its own. */
#ifndef TESTS_SUPPORT_GUARD_KIT_H
#define TESTS_SUPPORT_GUARD_KIT_H

#include "test.h"

#include <sqlite3.h>
#include <sys/types.h>

enum { REGION = 32768, PAGE = 512, FRAME = 24 + PAGE };

extern char path[96];
extern sqlite3 *db; /* has a table t(a) and a log */
extern int frames;  /* in the log after the last commit */

/* For each test. */
int begin(void **state);
void begin_with_pages_of(const char *size);
int end(void **state);

sqlite3 *open_db(const char *name);
void run(sqlite3 *on, const char *sql);
sqlite3_file *file_of(sqlite3 *of);
sqlite3_file *log_of(sqlite3 *of);
/* The memory that SQLite has of the index. */
volatile char *first_region(void);

/* The path of the database and a suffix; holds until the next call. */
const char *beside(const char *suffix);
void cut(const char *suffix, off_t size);
off_t size_of(const char *suffix);

/* The next transaction fails with the sentence. */
void must_find(sqlite3 *in, const char *suffix, const char *what);
void must_be_sound(sqlite3 *what);

#endif
