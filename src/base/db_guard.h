/* db_guard.h: detects when another program removes or truncates a database's files.
 *
 * SQLite trusts its files: when another program truncates or removes -wal or -shm while the
 * database is open, SQLite copies zeros into the database, goes on writing to a removed file, or
 * dies of SIGBUS in mapped memory. The guard is a layer below SQLite (a VFS over the default one)
 * that checks the files before each transaction, refuses writes that would leave a hole, and maps
 * zeros where mapped memory is gone. After the first finding, every transaction and write of that
 * handle fails, so that the files stay as they were found. The owner closes the handle and opens
 * the database again, which recovers its last complete transaction, or ends.
 *
 * It cannot see bytes changed in place, nor a file truncated and grown again between two checks. */
#ifndef BASE_DB_GUARD_H
#define BASE_DB_GUARD_H

#include <sqlite3.h>

/* The name of the VFS to open databases with. Each call also installs our SIGBUS handler, if need
 * be, which passes other faults on to the handler before it. */
const char *db_guard_vfs(void);

/* What was found, as a sentence without a full stop; NULL: nothing so far. Valid as long as the
 * handle. */
const char *db_guard_finding(sqlite3 *db);

#endif
