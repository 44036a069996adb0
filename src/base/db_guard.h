/* db_guard.h: whether a database's files are still as SQLite left them.
 *
 * SQLite trusts its files: when somebody else truncates or removes -wal or -shm under a program
 * that has the database open, it copies zeros into the database, goes on writing where nobody will
 * look, or dies of SIGBUS in the memory that it maps. The guard is a layer below SQLite (a VFS over
 * the default one) that looks before each transaction, lets no write leave a hole, and puts zeros
 * under an access to mapped memory that is gone. From the first finding on every further
 * transaction and write of that handle fails: what is on disk stays as it was found. The owner
 * closes the handle and opens the database again, which recovers it to its last whole transaction,
 * or ends.
 *
 * What it cannot see: a file whose bytes were changed in place, and one that was truncated and
 * grew again between two looks. */
#ifndef BASE_DB_GUARD_H
#define BASE_DB_GUARD_H

#include <sqlite3.h>

/* The name to open databases with. Each call also sees to it that our handler of SIGBUS is in
 * place; it passes on what is not ours to the one before it. */
const char *db_guard_vfs(void);

/* What was found, as a sentence without a full stop; NULL: nothing so far. It lives as long as the
 * handle. */
const char *db_guard_finding(sqlite3 *db);

#endif
