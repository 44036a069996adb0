/* lock.h: one recorder per database. The lock is on the database file itself, so that two recorders
 * exclude each other by whichever path they open it. The kernel releases it however the holder
 * dies. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>

#include "base/err.h"

/* Locks `cache`, creating it if need be; keep *fd open until the end. Call it before SQLite opens
 * the file in this process. ERR_BUSY: a recorder runs; the sentence names its process. ERR_FAIL:
 * the file has several names (hard links). */
int store_lock(const char *cache, int *fd, struct err *err);
/* Call it after SQLite has closed the file. */
void store_unlock(int fd);
/* Whether a recorder holds the lock. Takes no lock and may be called at any time, by any user who
 * may read the cache; for others it tries the doorbell. */
bool store_locked(const char *cache);

#endif
