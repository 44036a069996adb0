/* lock.h: one recorder per database. The lock is on the database file itself: two recorders exclude
 * each other by whichever path they name it. However the holder dies, the kernel lets go. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>

#include "base/err.h"

/* Takes the lock on `cache`, which is made if it is not there; *fd is kept open until the end. Call
 * it before SQLite opens the file in this process. ERR_BUSY: a recorder runs; the sentence names
 * its process. ERR_FAIL: the file has several names (hard links). */
int store_lock(const char *cache, int *fd, struct err *err);
/* Call it after SQLite has closed the file. */
void store_unlock(int fd);
/* Whether a recorder holds it. Takes nothing, may be asked at any time and by any user who may read
 * the cache; for others it asks the doorbell. */
bool store_locked(const char *cache);

#endif
