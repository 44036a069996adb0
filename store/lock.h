/* lock.h: one recorder per cache. CACHE-lock (0600) is locked with flock() as long as the recorder
 * lives; however it dies, the kernel lets go. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>

#include "base/err.h"

/* Takes the lock and writes our process id into the file; *fd is kept open until the end.
 * ERR_BUSY: a recorder runs; the sentence names its process. */
int store_lock(const char *cache, int *fd, struct err *err);
void store_unlock(int fd);
/* Whether a recorder holds it (also when we may not read the lock file and a doorbell answers). */
bool store_locked(const char *cache);

#endif
