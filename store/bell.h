/* bell.h: the doorbell. The recorder rings it after each commit; viewers wake at once and cost
 * nothing while idle.
 *
 * It is a Unix stream socket, CACHE-bell (0660). A ring is 8 bytes, the last seq in big-endian.
 * Input from viewers is ignored; end of file tells a viewer that the recorder is gone. A helper
 * thread does the sending, so that no viewer, however stuck, delays a commit. */
#ifndef STORE_BELL_H
#define STORE_BELL_H

#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"

enum { BELL_MAX_VIEWERS = 512 };

/* The recorder's side. */
struct bell;
/* Replaces a socket that a dead recorder left; call with the lock held. */
int bell_open(struct bell **out, const char *cache, struct err *err);
void bell_close(struct bell *b); /* removes the socket; NULL is fine */
void bell_ring(struct bell *b, int64_t last_seq);
int bell_viewers(struct bell *b); /* how many are connected */

/* A viewer's side. */
/* A descriptor to poll for reading, or ERR_NOT_FOUND (no recorder), ERR_IO. Close with close(). */
int bell_connect(const char *cache, int *fd, struct err *err);
/* Reads pending rings: true and the newest seq if there was one. When *gone, the recorder is gone:
 * close the descriptor, poll the cache every 250 ms and connect again later. */
bool bell_heard(int fd, int64_t *seq, bool *gone);

#endif
